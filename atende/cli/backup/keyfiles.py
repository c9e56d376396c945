"""The key files of a restore. At no moment is there a database here whose keys are not: while one takes the other's place the ring
of master keys holds both."""

import os
import shutil
from datetime import UTC, datetime
from pathlib import Path

from atende.core.startup import StartupError, writing_to

_OWN = {"postgres-administrator", "backup.key"}  # of this machine's server, and of this machine's own backups
_RING = "master.key"


class KeyFiles:
    """`staging` takes the backup's keys; `join`, then `finish` or `undo`. Whatever was there before is kept in `aside`."""

    def __init__(self, home: Path, *, replace: bool):
        self.staging = home / "restoring"  # keys, and the addresses of the database while it has another name
        self.aside: Path | None = None
        self._home, self._replace = home, replace
        self.is_joined = False  # from the first step on that changes anything
        self._before: dict[str, bytes] = {}
        shutil.rmtree(self.staging, ignore_errors=True)
        (self.staging / "keys").mkdir(parents=True, mode=0o700)
        self.staging.chmod(0o700)

    def join(self) -> None:
        """The keys of the backup open here, and those of before still do. Refuses keys that differ, unless they are to be replaced."""
        folder, staged = self._home / "keys", self._staged()
        self._before = {p.name: p.read_bytes() for p in folder.glob("*") if p.is_file() and p.name not in _OWN}
        differing = [name for name, body in staged.items() if self._before.get(name, body) != body]
        if differing and not self._replace:
            raise StartupError(
                f"{folder / differing[0]} exists and differs from the backup's",
                "With --replace it is kept aside and the backup's takes its place; or restore into another ATENDE_HOME",
            )
        self.is_joined = True
        if differing:
            self.aside = self._home / f"keys-before-{datetime.now(UTC):%Y%m%dT%H%M%S%fZ}"
            self.aside.mkdir(mode=0o700)
            for name, body in self._before.items():
                write(self.aside / name, body)
        if _RING in staged:
            words = dict.fromkeys([*_words(self._before.get(_RING, b"")), *_words(staged[_RING])])
            write(folder / _RING, "".join(f"{word}\n" for word in words).encode())

    def finish(self) -> None:
        """The keys are the backup's."""
        for name, body in self._staged().items():
            write(self._home / "keys" / name, body)
        shutil.rmtree(self.staging, ignore_errors=True)

    def undo(self) -> None:
        """The keys are those of before."""
        folder = self._home / "keys"
        if self.is_joined:
            for name in self._staged().keys() - self._before.keys():
                (folder / name).unlink(missing_ok=True)
            for name, body in self._before.items():
                if not (folder / name).exists() or (folder / name).read_bytes() != body:
                    write(folder / name, body)
        if self.aside:
            shutil.rmtree(self.aside, ignore_errors=True)
        shutil.rmtree(self.staging, ignore_errors=True)

    def _staged(self) -> dict[str, bytes]:
        folder = self.staging / "keys"
        return {p.name: p.read_bytes() for p in folder.glob("*") if p.name not in _OWN}


def _words(ring: bytes) -> list[str]:
    return ring.decode(errors="replace").replace(",", " ").split()


def write(path: Path, body: bytes) -> None:
    """The file holds `body` (mode 0600); never half written."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    draft = path.with_name(f".{path.name}.part")
    draft.unlink(missing_ok=True)
    try:
        with writing_to(path), os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(body)
            file.flush()
            os.fsync(file.fileno())
        draft.rename(path)
    finally:
        draft.unlink(missing_ok=True)
