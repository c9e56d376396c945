"""The data folder of the embedded PostgreSQL: made once with `initdb`, then only its configuration is rewritten."""

import hashlib
import os
import re
import secrets
import shutil
import stat
import subprocess
import tempfile
from pathlib import Path

from atende.core.postgres.account import Account, let_through
from atende.core.postgres.binaries import MAJOR, program
from atende.core.startup import StartupError

ADMINISTRATOR = "atende_admin"
DATABASE = "atende"
PORT = 5432
CONNECTIONS = 100  # at most: web and worker keep 15 each, the operator's commands a few
SOCKET_NAME = f".s.PGSQL.{PORT}"
_LONGEST_SOCKET = 107  # bytes, sun_path of Linux less its final NUL
_LEAST_BUFFERS, _MOST_BUFFERS = 64, 256  # MB
_ROOM_TO_MAKE = 250_000_000  # bytes: initdb writes 60 MB, the first migrations and a demo the rest
_ROOM_TO_START = 40_000_000  # bytes: one WAL segment of 16 MB and the temporary files of a start

_HBA = """# Written by Atende at every start. Only the unix socket, only with a password.
local all all scram-sha-256
"""

_SETTINGS = """# Written by Atende at every start; your own changes belong in postgresql.auto.conf (ALTER SYSTEM).
listen_addresses = ''
port = {port}
unix_socket_directories = '{socket}'
unix_socket_permissions = 0700
password_encryption = 'scram-sha-256'
max_connections = {connections}
shared_buffers = '{buffers}MB'
huge_pages = off
jit = off
io_method = sync
max_wal_size = '512MB'
min_wal_size = '64MB'
wal_level = replica
max_wal_senders = 2
max_replication_slots = 2
max_logical_replication_workers = 0
max_parallel_workers_per_gather = 0
random_page_cost = 1.1
autovacuum_naptime = '10s'
fsync = {durable}
synchronous_commit = {durable}
full_page_writes = {durable}
timezone = 'UTC'
log_timezone = 'UTC'
lc_messages = 'C'
logging_collector = on
log_directory = 'log'
log_filename = 'postgresql-%a.log'
log_file_mode = 0600
log_rotation_age = '1d'
log_truncate_on_rotation = on
log_min_messages = warning
# Statements and DETAIL hold what customers wrote; neither reaches a log.
log_min_error_statement = panic
log_error_verbosity = terse
log_parameter_max_length_on_error = 0
"""


def password_file(home: Path) -> Path:
    """Where the administrator's password lies (mode 0600)."""
    return home / "keys" / "postgres-administrator"


def prepare(home: Path, data: Path, account: Account, *, durable: bool = True, connections: int = CONNECTIONS) -> Path:
    """The data folder exists, is sound at first sight and is configured; returns the socket's folder.

    Raises `StartupError` for a broken folder, one of another version, a full disk or missing rights.
    """
    _private_folder(password_file(home).parent)
    let_through(account, data.parent)
    if not (data / "PG_VERSION").exists():
        _refuse_foreign_content(data)
        check_room(home, _ROOM_TO_MAKE)
        _make(home, data, account)
    _refuse_broken(data, home)
    check_room(home, _ROOM_TO_START)
    socket = socket_folder(data, account)
    _write(data / "pg_hba.conf", _HBA, account)
    on = "on" if durable else "off"
    settings = _SETTINGS.format(
        port=PORT, socket=str(socket).replace("'", "''"), durable=on, connections=connections, buffers=_buffers()
    )
    _write(data / "postgresql.conf", settings, account)
    return socket


def _buffers() -> int:
    """MB that PostgreSQL may keep of its tables: a thirty-second of the machine's memory, which the system's own cache doubles.
    What an install does not fill it does not take."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") // 1024**2
    return min(max(memory // 32, _LEAST_BUFFERS), _MOST_BUFFERS)


def password(home: Path) -> str:
    """The administrator's password; raises `StartupError` when its file is gone."""
    try:
        return password_file(home).read_text().strip()
    except OSError as error:
        raise StartupError(
            f"The database's password file {password_file(home)} cannot be read ({error.strerror})",
            "Put it back from a backup, together with the database folder",
        ) from error


def check_room(folder: Path, wanted: int) -> None:
    """Refuses when the disk that holds `folder` has less than `wanted` bytes left."""
    free = shutil.disk_usage(folder).free
    if free < wanted:
        raise no_room(folder, f"{free // 1_000_000} MB free, {wanted // 1_000_000} MB needed")


def no_room(folder: Path, detail: str = "") -> StartupError:
    """The line that says that the disk is full."""
    return StartupError(
        f"The disk that holds {folder} is full" + (f" ({detail})" if detail else ""),
        "Free some space, or set ATENDE_HOME to a folder on another disk",
    )


def socket_folder(data: Path, account: Account) -> Path:
    """A folder that only `account` may enter and whose path is short enough for a unix socket; made when needed."""
    if _fits(data):
        return data
    name = f"atende-{hashlib.sha256(os.fsencode(data)).hexdigest()[:12]}"
    runtime = os.environ.get("XDG_RUNTIME_DIR") if not account.is_other else None
    for place in (runtime, "/run" if account.is_other else None, tempfile.gettempdir(), "/tmp"):  # noqa: S108 - checked below
        folder = Path(place, name) if place else None
        if folder and folder.parent.is_dir() and _fits(folder) and _own_folder(folder, account):
            return folder
    raise StartupError(
        f"No folder is left for the database's socket: the path {data} is too long",
        "Set ATENDE_HOME to a shorter path",
    )


def _fits(folder: Path) -> bool:
    path = os.fsencode(folder / SOCKET_NAME)
    # PostgreSQL reads the folder as a list separated by commas; addresses separate hosts from ports by colons.
    return len(path) <= _LONGEST_SOCKET and not re.search(rb"[,:@\"\n]", path)


def _own_folder(folder: Path, account: Account) -> bool:
    try:
        folder.mkdir(mode=0o700, exist_ok=True)
        if account.is_other and folder.lstat().st_uid == os.geteuid():
            os.chown(folder, account.uid, account.gid)
        state = folder.lstat()
    except OSError:
        return False
    return stat.S_ISDIR(state.st_mode) and state.st_uid == account.uid and stat.S_IMODE(state.st_mode) == 0o700


def _private_folder(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    folder.chmod(0o700)


def _refuse_foreign_content(data: Path) -> None:
    if data.exists() and any(data.iterdir()):
        raise StartupError(
            f"The database folder {data} is damaged: it is not empty and holds no PG_VERSION",
            "Restore it from a backup, or move it away to begin with an empty database",
        )


def _refuse_broken(data: Path, home: Path) -> None:
    version = (data / "PG_VERSION").read_text(errors="replace").strip()
    if version != str(MAJOR):
        said = f"was made by PostgreSQL {version}" if version.isdigit() else "is damaged: its PG_VERSION is unreadable"
        raise StartupError(
            f"The database folder {data} {said}, and this is PostgreSQL {MAJOR}",
            "Restore it from a backup, or dump it with its own version and load the dump into an empty database",
        )
    missing = [name for name in ("global/pg_control", "base", "pg_wal", "pg_xact") if not (data / name).exists()]
    if missing:
        raise StartupError(
            f"The database folder {data} is damaged: {', '.join(missing)} is missing",
            "Restore it from a backup, or move it away to begin with an empty database",
        )
    password(home)


def _make(home: Path, data: Path, account: Account) -> None:
    """Made next to its place and moved there at the end, so that a broken attempt leaves nothing behind."""
    draft = data.with_name(f"{data.name}.new")
    shutil.rmtree(draft, ignore_errors=True)
    draft.mkdir(mode=0o700)
    secret = secrets.token_urlsafe(32)
    given = draft.with_suffix(".pw")
    _write(given, secret, account)
    if account.is_other:
        os.chown(draft, account.uid, account.gid)
    try:
        done = subprocess.run(  # noqa: S603 - our own program, fixed words
            [
                program("initdb"),
                f"--pgdata={draft}",
                f"--username={ADMINISTRATOR}",
                f"--pwfile={given}",
                "--auth=scram-sha-256",
                "--encoding=UTF8",
                "--no-locale",
                "--locale-provider=builtin",
                "--builtin-locale=C.UTF-8",
                "--data-checksums",
                "--no-instructions",
                "--no-sync",  # the checkpoint of the first shutdown and the WAL of each commit are synced
            ],
            capture_output=True,
            text=True,
            **account.popen(),
        )
    except OSError as error:
        raise StartupError(f"The database could not be made: {error.strerror} ({error.filename})") from error
    finally:
        given.unlink(missing_ok=True)
    if done.returncode:
        shutil.rmtree(draft, ignore_errors=True)
        raise explain(done.stderr, data, "The database could not be made")
    if data.exists():
        data.rmdir()
    _write(password_file(home), secret, None)
    os.sync()
    draft.rename(data)


def explain(output: str, data: Path | None, what: str) -> StartupError:
    """One line out of what a program of PostgreSQL printed. `data`: the embedded server's folder; None for a server elsewhere."""
    if "No space left on device" in output or "Disk quota exceeded" in output:
        if data is not None:
            return no_room(data.parent)
        return StartupError(f"{what}: the disk of the database's server is full", "Free some space there")
    lines = [line for line in output.splitlines() if re.search(r"\b(PANIC|FATAL|ERROR|error|fatal)\b:", line)]
    said = re.sub(r"^.*?\b(?:PANIC|FATAL|ERROR|error|fatal):\s*", "", lines[0]) if lines else ""
    if data is None:
        return StartupError(f"{what}: {said or 'PostgreSQL gave no reason'}", "The server's own log says more")
    if re.search(r"could not (open|read|access|stat|locate)|invalid (checkpoint|primary|magic)|incorrect checksum|"
                 r"corrupt|checkpoint record|incompatible with server", said):  # fmt: skip
        what = f"The database folder {data} is damaged"
    return StartupError(
        f"{what}: {said or 'PostgreSQL gave no reason'}",
        f"Its log is in {data / 'log'} and {data.parent / 'logs'}",
    )


def _write(path: Path, content: str, account: Account | None) -> None:
    """The file holds `content`, mode 0600, owned by `account`; never half written."""
    draft = path.with_name(f".{path.name}.new")
    draft.unlink(missing_ok=True)
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "w") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        if account and account.is_other:
            os.chown(draft, account.uid, account.gid)
        draft.rename(path)
    except OSError as error:
        draft.unlink(missing_ok=True)
        if error.errno in (28, 122):
            raise no_room(path.parent) from error
        raise
