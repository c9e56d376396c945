"""Whom a backup is encrypted for. By default a recovery key of this install's own, which the operator takes to another place."""

from pathlib import Path

import pyrage

from atende.core.config import settings
from atende.core.keeping import kept
from atende.core.startup import StartupError

NAME = "backup.key"  # in ATENDE_HOME/keys; never part of a backup


def recipient(home: Path) -> tuple[str, Path | None]:
    """The public half that encrypts, and the file of the recovery key when this machine holds it.

    ATENDE_BACKUP_RECIPIENT goes first: then nothing on this machine can open the backups."""
    if given := settings().backup_recipient:
        return given, None
    path = home / "keys" / NAME
    made = f"{pyrage.x25519.Identity.generate()}\n".encode()
    return str(_read(kept(path, made).decode(), path).to_public()), path


def identity(home: Path, file: Path | None) -> str:
    """The recovery key: of `file`, else of this install. Raises `StartupError` when there is none."""
    path = file or home / "keys" / NAME
    if not path.is_file():
        raise StartupError(f"There is no recovery key at {path}", "Name its file with --key")
    lines = [line.strip() for line in path.read_text(encoding="utf-8", errors="replace").splitlines()]
    return next((line for line in lines if line and not line.startswith("#")), "")


def _read(value: str, path: Path) -> pyrage.x25519.Identity:
    try:
        return pyrage.x25519.Identity.from_str(value.strip())
    except pyrage.IdentityError as error:
        raise StartupError(f"{path} is not a recovery key", "Restore the file, or move it away to have a new one made") from error
