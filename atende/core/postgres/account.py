"""Which system user runs the embedded PostgreSQL: oneself, or, as root (which PostgreSQL refuses), an unprivileged one."""

import os
import pwd
import shutil
import stat
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from atende.core.postgres.binaries import installation
from atende.core.startup import StartupError

SYSTEM_USER = "atende-db"


@dataclass(frozen=True, slots=True)
class Account:
    """A user and its group; `is_other` says that programs must be started as somebody else than oneself."""

    uid: int
    gid: int
    name: str
    is_other: bool

    def popen(self) -> dict[str, Any]:
        """Arguments by which `subprocess` starts a program as this user."""
        environment = {k: v for k, v in os.environ.items() if not k.startswith(("PG", "LC_"))}
        environment |= {"LANG": "C", "LC_ALL": "C", "TZ": "UTC"}
        result: dict[str, Any] = {"env": environment, "cwd": "/"}
        if self.is_other:
            result |= {"user": self.uid, "group": self.gid, "extra_groups": []}
        return result


def account_for(data: Path) -> Account:
    """The user that runs the server of this data folder; as root that may create the system user `atende-db`."""
    me = os.geteuid()
    owner = data.stat().st_uid if data.exists() else None
    if me != 0:
        if owner not in (None, me):
            raise StartupError(
                f"The database folder {data} belongs to the system user {_name(owner)}, not to {_name(me)}",
                "Start Atende as the user (or as root) that started it first, or choose another ATENDE_HOME",
            )
        return Account(me, os.getegid(), _name(me), is_other=False)
    entry = pwd.getpwuid(owner) if owner and _known(owner) else _system_user()
    return Account(entry.pw_uid, entry.pw_gid, entry.pw_name, is_other=True)


def let_through(account: Account, *folders: Path) -> None:
    """Afterwards `account` can reach each folder: those above it that it cannot pass get execute permission, no more."""
    if not account.is_other:
        return
    for folder in folders:
        for above in (folder, *folder.parents):
            _allow(above, stat.S_IXOTH, account)


def let_read_programs(account: Account) -> None:
    """Afterwards `account` can run PostgreSQL's programs, also when they were installed under a strict umask."""
    if not account.is_other:
        return
    root = installation()
    let_through(account, root)
    if all(path.stat().st_mode & stat.S_IROTH for path in (root / "bin" / "postgres", root / "share")):
        return
    for path in (root, *root.rglob("*")):
        executable = path.is_dir() or path.parent.name == "bin"
        _allow(path, stat.S_IROTH | (stat.S_IXOTH if executable else 0), account)


def _allow(path: Path, wanted: int, account: Account) -> None:
    state = path.stat()
    if state.st_uid == account.uid or state.st_mode & wanted == wanted:
        return
    try:
        path.chmod(stat.S_IMODE(state.st_mode) | wanted)
    except OSError as error:
        raise StartupError(
            f"The system user {account.name}, which runs the database, cannot enter {path} ({error.strerror})",
            "Choose another ATENDE_HOME, start Atende as an ordinary user, or set ATENDE_DATABASE_URL",
        ) from error


def _known(uid: int) -> bool:
    try:
        pwd.getpwuid(uid)
    except KeyError:
        return False
    return True


def _name(uid: int | None) -> str:
    return pwd.getpwuid(uid).pw_name if uid is not None and _known(uid) else f"uid {uid}"


def _system_user() -> pwd.struct_passwd:
    try:
        return pwd.getpwnam(SYSTEM_USER)
    except KeyError:
        pass
    commands = [
        [
            "useradd",
            "--system",
            "--no-create-home",
            "--home-dir",
            "/nonexistent",
            "--shell",
            "/usr/sbin/nologin",
        ],
        ["adduser", "-S", "-D", "-H"],
    ]
    for command in commands:
        if shutil.which(command[0]):
            subprocess.run([*command, SYSTEM_USER], capture_output=True, check=False)  # noqa: S603 - fixed words
            try:
                return pwd.getpwnam(SYSTEM_USER)
            except KeyError:
                continue
    for fallback in ("postgres", "nobody"):
        try:
            return pwd.getpwnam(fallback)
        except KeyError:
            continue
    raise StartupError(
        f"PostgreSQL never runs as root, and the system user {SYSTEM_USER} could not be created",
        f"Create it (useradd --system {SYSTEM_USER}), start Atende as an ordinary user, or set ATENDE_DATABASE_URL",
    )
