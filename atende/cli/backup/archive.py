"""The file of a backup: a tar archive written and read as a stream, inside age; nothing of it touches a disk unencrypted."""

import io
import os
import re
import tarfile
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO

import pyrage

from atende.core.startup import StartupError, writing_to

PIECE = 8 * 1024 * 1024  # bytes of the dump in one member: a tar member's size is written before its content


class Writer:
    """Members go in one after the other, whole."""

    def __init__(self, tar: tarfile.TarFile):
        self._tar = tar

    def add(self, name: str, content: bytes) -> None:
        """`content` stands under `name`."""
        member = tarfile.TarInfo(name)
        member.size, member.mode = len(content), 0o600
        self._tar.addfile(member, io.BytesIO(content))


@contextmanager
def writing(path: Path, recipient: str) -> Iterator[Writer]:
    """`path` is complete (mode 0600) once the block ends; when it raises, nothing is left."""
    draft = path.with_name(f".{path.name}.part")
    key = _recipient(recipient)
    try:
        target = os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb")
        with writing_to(path), target:
            with (
                _piped(lambda source: _encrypt(source, target, key)) as sink,
                tarfile.open(fileobj=sink, mode="w|", format=tarfile.PAX_FORMAT) as tar,
            ):
                yield Writer(tar)
            target.flush()
            os.fsync(target.fileno())
        draft.rename(path)
    finally:
        draft.unlink(missing_ok=True)


def _encrypt(source: Any, target: Any, key: pyrage.x25519.Recipient) -> None:
    try:
        pyrage.encrypt_io(source, target, [key])
    except pyrage.EncryptError as error:  # of the system's errors it keeps the words only
        number = re.search(r"\[Errno (\d+)\]", str(error))
        if number is None:
            raise
        raise OSError(int(number[1]), os.strerror(int(number[1]))) from error


@contextmanager
def reading(path: Path, identity: str) -> Iterator[Iterator[tuple[str, BinaryIO]]]:
    """The members in their order, each to be read before the next. `StartupError` for another key, a cut or a changed file:
    what was read until then is right, but only the end of the block says that all of it was there."""
    try:
        key = pyrage.x25519.Identity.from_str(identity.strip())
    except pyrage.IdentityError as error:
        raise StartupError("This is not a recovery key", "It begins with AGE-SECRET-KEY-1") from error
    failure: list[BaseException] = []
    receiving, sending = os.pipe()

    def decrypt() -> None:
        with path.open("rb") as source, os.fdopen(sending, "wb") as sink:
            try:
                pyrage.decrypt_io(source, sink, [key])
            except BrokenPipeError:
                return
            except Exception as error:
                failure.append(error)

    thread = threading.Thread(target=decrypt, daemon=True)
    thread.start()
    try:
        with os.fdopen(receiving, "rb") as stream:
            try:
                with tarfile.open(fileobj=stream, mode="r|") as tar:
                    yield _members(tar)
                while stream.read(PIECE):
                    pass
            except tarfile.TarError as error:
                failure.insert(0, error)
    finally:
        thread.join()
    if failure:
        raise StartupError(
            f"{path.name} cannot be read ({_why(failure)})", "Use the recovery key it was made for, and an undamaged copy"
        ) from failure[0]


def _why(failure: list[BaseException]) -> str:
    said = next((str(one) for one in failure if isinstance(one, pyrage.DecryptError)), "it is cut short or changed")
    return "another recovery key is needed" if "No matching keys" in said else said


def _members(tar: tarfile.TarFile) -> Iterator[tuple[str, BinaryIO]]:
    for member in tar:
        content = tar.extractfile(member) if member.isfile() else None
        if content is None:
            raise tarfile.TarError(f"{member.name} is no plain file")
        yield member.name, content  # type: ignore[misc]


@contextmanager
def _piped(consume: Callable[[Any], object]) -> Iterator[BinaryIO]:
    """What is written to the yielded file, `consume` reads in a thread of its own; its error is raised here."""
    receiving, sending = os.pipe()
    failure: list[BaseException] = []

    def work() -> None:
        with os.fdopen(receiving, "rb") as source:
            try:
                consume(source)
            except BaseException as error:
                failure.append(error)

    thread = threading.Thread(target=work, daemon=True)
    thread.start()
    try:
        with os.fdopen(sending, "wb") as sink:
            yield sink
    except BrokenPipeError:
        if not failure:
            raise
    finally:
        thread.join()
    if failure:
        raise failure[0]


def _recipient(value: str) -> pyrage.x25519.Recipient:
    try:
        return pyrage.x25519.Recipient.from_str(value.strip())
    except pyrage.RecipientError as error:
        raise StartupError("ATENDE_BACKUP_RECIPIENT is not an age recipient", "It begins with age1") from error
