"""The three commands. Each asks nothing and says, in the end, what stands and where."""

import hashlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from atende.cli.backup.restoring import Restored
from atende.cli.backup.taking import Progress
from atende.core.startup import StartupError

if TYPE_CHECKING:
    from atende.cli.backup.exchange import Outcome

_A_SERVER = 256 * 1024 * 1024  # bytes of an empty one, with its log
_SCRATCH = ".verify-"
_KEY = typer.Option("--key", help="File of the recovery key; ATENDE_HOME/keys/backup.key when left out", dir_okay=False)


def backup(
    target: Annotated[Path | None, typer.Argument(help="File or folder; ATENDE_HOME/backups when left out")] = None,
    keep: Annotated[
        int | None, typer.Option(min=1, help="Afterwards leave only the newest so many of this install in that folder")
    ] = None,
) -> None:
    """Write everything this install keeps into one encrypted file, while it runs. A stored file that is damaged is left out and named, and
    the command fails; what it wrote can be restored."""
    from atende.cli.backup import keys, taking
    from atende.cli.database import reachable
    from atende.cli.noting import note
    from atende.cli.parts import require_database
    from atende.core import keyring
    from atende.core.config import settings

    require_database()
    home = settings().home
    recipient, key_file = keys.recipient(home)
    ours = f"atende-{_name(recipient)}-"
    file = _target(target, home, ours)
    is_new_key = key_file is not None and not any(file.parent.glob(f"{ours}*.backup"))
    with reachable() as url, _showing("Backing up") as progress:
        note("install.backed_up", file)
        taken = taking.take(url, home, file, recipient, progress)
    rows = sum(sum(of.values()) for of in taken.manifest.rows.values())
    print(f"{file}: {file.stat().st_size:,} bytes, {rows:,} rows, {taken.end.files} files, {taken.end.keys} keys.")
    for place in taken.foreign:
        print(f"Left out, since Atende did not store it: {home / 'files' / place}.")
    if not keyring.is_ours():
        print("The master key is kept outside ATENDE_HOME and not in it: keep it as well, the sealed secrets need it.")
    if is_new_key:
        print(f"Keep a copy of {key_file} in another place: without it nobody can open this backup.")
    for place in taken.damaged:
        print(f"Damaged, and not in it: {home / 'files' / place}.", file=sys.stderr)
    if taken.damaged:
        # None of the older ones is removed: they may have what is damaged here.
        print("All else is in it. Keep older backups: they may hold these files as they were.", file=sys.stderr)
        raise typer.Exit(1)
    for old in sorted(file.parent.glob(f"{ours}*.backup"))[: -keep or None] if keep else []:
        old.unlink()
        print(f"Removed {old.name}.")


def _name(recipient: str) -> str:
    """A word for this install, so that in a folder that several share nobody removes another's backups."""
    from atende.core.config import settings

    return hashlib.sha256(f"{recipient} {settings().url}".encode()).hexdigest()[:8]


def _target(given: Path | None, home: Path, ours: str) -> Path:
    if given is not None and not given.is_dir() and not given.parent.is_dir():
        raise StartupError(f"The folder {given.parent} does not exist", "Create it first")
    if given is not None and not given.is_dir():
        return given
    folder = given or home / "backups"
    folder.mkdir(mode=0o700, exist_ok=True, parents=True)
    return folder / f"{ours}{datetime.now(UTC):%Y%m%dT%H%M%SZ}.backup"


def restore(
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="What `atende backup` wrote")],
    key: Annotated[Path | None, _KEY] = None,
    replace: Annotated[bool, typer.Option("--replace", help="Put it in the place of what is here; that is kept aside")] = False,
    drill: Annotated[
        bool, typer.Option("--drill", help="For looking at it only: its numbers are paused and its calendars outside let go")
    ] = False,
) -> None:
    """Put a backup back: database, files and keys; then compare it with what was dumped and walk its invariants. What may have left since
    it was made does not leave again by itself."""
    from atende.cli.backup import keys
    from atende.core.config import settings

    home = settings().home
    outcome = _put_back(file, keys.identity(home, key), home, replace, drill)
    restored = outcome.restored
    _tell(restored)
    for line in outcome.quieted.said():
        print(line)
    for name in outcome.aside:
        print(f"What was here before is kept: {name}.")
    if outcome.lacks_master_key:
        print(
            f"The master key was kept outside the backup, and its secrets need it: set ATENDE_MASTER_KEY or ATENDE_MASTER_KEY_FILE,"
            f" or write it into {home / 'keys' / 'master.key'}, which is empty. Then `atende check`.",
            file=sys.stderr,
        )
        raise typer.Exit(1)
    if not (_say_differences(restored) and _invariants_hold(dict(os.environ))):
        raise typer.Exit(1)
    print("Restored. Browsers that were connected will load anew.")


def _put_back(file: Path, identity: str, home: Path, replace: bool, drill: bool) -> "Outcome":
    from atende.cli.backup import exchange
    from atende.cli.lock import only_one
    from atende.core.administrator import administrator_url, is_embedded

    with only_one(home), _showing("Restoring") as progress:
        if is_embedded():
            return exchange.into_embedded(file, identity, home, replace, progress, drill=drill)
        return exchange.into_external(file, identity, administrator_url(), home, replace, progress, drill=drill)


def verify(
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="What `atende backup` wrote")],
    key: Annotated[Path | None, _KEY] = None,
    master_key: Annotated[
        Path | None, typer.Option(exists=True, dir_okay=False, help="File of the master key, when it is kept outside the backup")
    ] = None,
) -> None:
    """Prove that a backup can be restored: into a scratch server in ATENDE_HOME that is thrown away, rows compared, invariants walked,
    every data key opened. A master key outside ATENDE_HOME is taken from this install's settings."""
    from atende.cli.backup import keys
    from atende.core import config

    identity = keys.identity(config.settings().home, key)
    with _scratch(file, config.settings().home) as scratch:
        kept = {name: value for name, value in os.environ.items() if not name.startswith("ATENDE_")}
        env = kept | {"ATENDE_HOME": scratch} | _master_key(master_key)
        recovery = Path(scratch) / "recovery.key"
        recovery.touch(0o600)
        recovery.write_text(identity)
        command = [sys.executable, "-m", "atende", "restore", str(file.resolve()), "--key", str(recovery)]
        done = subprocess.run(command, env=env, check=False)  # noqa: S603 - our own program
    if done.returncode:
        raise typer.Exit(1)
    print(f"{file.name} can be restored.")


@contextmanager
def _scratch(file: Path, home: Path) -> Iterator[str]:
    """A folder that is gone afterwards, on a disk with room for what the backup holds: in ATENDE_HOME, or where there is none yet beside
    the backup. Not in /tmp, which in the shipped container, and on many hosts, is memory. What a verification that was killed left
    there a day ago goes too."""
    from atende.core.postgres.cluster import check_room

    place = home if home.is_dir() and os.access(home, os.W_OK) else file.resolve().parent
    for left in place.glob(f"{_SCRATCH}*"):
        if left.stat().st_mtime < time.time() - 86400:
            shutil.rmtree(left, ignore_errors=True)
    check_room(place, file.stat().st_size + _A_SERVER)  # at the least: tables and indexes are larger than what is packed here
    with tempfile.TemporaryDirectory(prefix=_SCRATCH, dir=place) as folder:
        yield folder


def _master_key(file: Path | None) -> dict[str, str]:
    """Settings by which another process has the master key that is kept outside ATENDE_HOME."""
    from atende.core.config import settings

    here = settings()
    if file is None and here.master_key is not None:
        return {"ATENDE_MASTER_KEY": here.master_key.get_secret_value()}
    path = file or here.master_key_file
    return {"ATENDE_MASTER_KEY_FILE": str(path.resolve())} if path else {}


def _tell(restored: Restored) -> None:
    manifest = restored.manifest
    rows = sum(sum(of.values()) for of in manifest.rows.values())
    print(
        f"Made at {manifest.made_at} from PostgreSQL {manifest.server}, revision {manifest.revision}:"
        f" {len(manifest.rows)} tables, {rows:,} rows, {restored.end.files} files, {restored.end.keys} keys."
    )


def _say_differences(restored: Restored) -> bool:
    for name in restored.foreign:
        print(f"Left out, since Atende did not store it: {name}.")
    for name in restored.damaged:
        print(f"Damaged in the backup, and not restored: {name}.")
    for line in restored.differences:
        print(f"Differs: {line}")
    if not restored.differences:
        print("Every table holds as many rows of every tenant as were backed up.")
    return not (restored.differences or restored.damaged)


def _invariants_hold(env: dict[str, str]) -> bool:
    from atende.cli.database import reachable

    findings = []
    command = [sys.executable, "-m", "atende", "check", "--json"]
    with reachable(), tempfile.TemporaryFile("w+") as errors, _showing("Walking the invariants") as progress:
        with subprocess.Popen(command, env=env, stdout=subprocess.PIPE, stderr=errors, text=True) as done:  # noqa: S603 - our own program
            assert done.stdout is not None
            for line in done.stdout:
                if line.startswith("{"):
                    findings.append(json.loads(line))
                    progress(findings[-1]["statement"], len(findings))
        errors.seek(0)
        said = errors.read().strip()
    for finding in findings:
        if finding["violations"]:
            print(f"Broken: {finding['promise']}, {finding['statement']}: {finding['violations']} ({finding['example']})")
    if done.returncode and not findings:
        print(said, file=sys.stderr)
    print(f"Invariants walked: {len(findings)}, broken: {sum(bool(one['violations']) for one in findings)}.")
    return done.returncode == 0 and bool(findings)


@contextmanager
def _showing(what: str) -> Iterator[Progress]:
    """A moving line on a terminal: what is being carried, how much so far, how long."""
    from rich.console import Console
    from rich.progress import Progress as Bar
    from rich.progress import SpinnerColumn, TextColumn, TimeElapsedColumn

    columns = (SpinnerColumn(), TextColumn("{task.description}"), TextColumn("{task.fields[size]}"), TimeElapsedColumn())
    console = Console(stderr=True)
    with Bar(*columns, console=console, transient=True, disable=not console.is_terminal) as bar:
        task = bar.add_task(what, total=None, size="")

        def progress(part: str, size: int) -> None:
            bar.update(task, description=f"{what}: {part}", size=f"{size:,}" if size else "")

        yield progress
