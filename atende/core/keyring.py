"""The master keys of this install: a ring, newest first. Data keys are wrapped by the newest; older ones still open what they wrapped.

The ring comes from ATENDE_MASTER_KEY, else from the file in ATENDE_MASTER_KEY_FILE, else from `keys/master.key` in ATENDE_HOME, which
is made on first use (mode 0600). Each holds base64 words of 32 bytes, separated by line ends, spaces or commas. A file that changed is
read again at the next question, so a new key needs no restart.
"""

import base64
import binascii
import contextlib
import fcntl
import hashlib
import os
import secrets
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from atende.core.config import settings
from atende.core.keeping import kept
from atende.core.startup import StartupError, writing_to

_BYTES = 32


@dataclass(frozen=True, slots=True)
class MasterKey:
    """One key; `id` tells keys apart and says nothing about them."""

    id: str
    key: bytes = field(repr=False)


# What the file held when it was last read, and by which signs a changed one is known.
_read: tuple[Path, tuple[int, ...], tuple[MasterKey, ...]] | None = None


def ring() -> tuple[MasterKey, ...]:
    """Every master key this process may use now, newest first; never empty. The first of an install is made here."""
    found = existing()
    if found:
        return found
    kept(_file(), _word(secrets.token_bytes(_BYTES)).encode())
    return existing()


def existing() -> tuple[MasterKey, ...]:
    """The same, empty while none was made; for opening what a key that is new could not open anyway."""
    global _read
    given = settings().master_key
    if given is not None:
        return _parsed(given.get_secret_value(), "ATENDE_MASTER_KEY")
    path = _file()
    signs = _signs(path)
    if signs is None and is_ours():
        return ()
    if signs is None:
        raise StartupError(f"There is no file {path}", "ATENDE_MASTER_KEY_FILE names the file that holds the master key")
    if _read is None or _read[:2] != (path, signs):
        _read = (path, signs, _parsed(path.read_text(), str(path)))
    return _read[2]


def newest() -> MasterKey:
    """The key that wraps what is new."""
    return ring()[0]


def is_ours() -> bool:
    """Whether the ring is this install's own file, which `add` and `keep_only` may write; else it is the operator's."""
    return settings().master_key is None and settings().master_key_file is None


def add() -> MasterKey:
    """A fresh key is the newest of the ring, and every process uses it from its next question on."""
    made = _word(secrets.token_bytes(_BYTES))
    with _alone():
        _write([made, *(_word(one.key) for one in ring())])
    return newest()


def keep_only(key_id: str) -> list[str]:
    """The ring holds this key alone; returns the ids of those that are gone for good."""
    with _alone():
        before = ring()
        (chosen,) = (one for one in before if one.id == key_id)
        _write([_word(chosen.key)])
    return [one.id for one in before if one.id != key_id]


def fresh_word() -> str:
    """A new key as it is written into a file or a setting; for operators who keep the ring themselves."""
    return _word(secrets.token_bytes(_BYTES))


def _file() -> Path:
    return settings().master_key_file or settings().home / "keys" / "master.key"


def _signs(path: Path) -> tuple[int, ...] | None:
    try:
        found = path.stat()
    except FileNotFoundError:
        return None
    return (found.st_dev, found.st_ino, found.st_mtime_ns, found.st_size)


def _word(key: bytes) -> str:
    return base64.b64encode(key).decode()


def _parsed(text: str, where: str) -> tuple[MasterKey, ...]:
    keys = []
    for word in text.replace(",", " ").split():
        try:
            key = base64.b64decode(word, validate=True)
        except binascii.Error:
            key = b""
        if len(key) != _BYTES:
            raise StartupError(f"A master key in {where} is not 32 bytes in base64", "`atende keys new` prints a fresh one")
        keys.append(MasterKey(hashlib.sha256(b"atende master" + key).hexdigest()[:16], key))
    if not keys:
        raise StartupError(f"There is no master key in {where}", "`atende keys new` prints a fresh one")
    return tuple(keys)


@contextlib.contextmanager
def unchanged() -> Iterator[None]:
    """`add` and `keep_only` wait meanwhile: for a backup, whose keys must open its rows."""
    with _locked(fcntl.LOCK_SH):
        yield


@contextlib.contextmanager
def _alone() -> Iterator[None]:
    with _locked(fcntl.LOCK_EX):
        yield


@contextlib.contextmanager
def _locked(how: int) -> Iterator[None]:
    folder = settings().home  # not among the keys, which a backup takes along
    folder.mkdir(parents=True, exist_ok=True)
    with open(os.open(folder / "keys.lock", os.O_RDWR | os.O_CREAT, 0o600), "w") as lock:
        fcntl.flock(lock, how)
        yield


def _write(words: list[str]) -> None:
    """The file is replaced in one step, so that nobody reads half of it."""
    path = _file()
    draft = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    try:
        with writing_to(path), os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write("".join(f"{word}\n" for word in words))
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
