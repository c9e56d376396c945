"""Workers on this host are told at once what a request has just left for them, instead of finding it at their next look.

A word to a worker says only "look there": what there is to do is read from the database under the lane's lock. One that is lost,
late or false changes nothing but a moment, so none is waited for, counted or repeated; workers on other hosts look by themselves.
Each worker hears at a socket of its own in ATENDE_HOME, which only this install's user can reach."""

import asyncio
import contextlib
import hashlib
import json
import os
import socket
import time
import uuid
import zlib
from collections.abc import Iterable
from pathlib import Path

from atende.core import jobs, log
from atende.core.config import settings
from atende.core.jobs import Lane

_MOST = 32  # lanes in one word; whoever leaves more than that at once is found by a look
_KNOWN_FOR = 1.0  # seconds in which a worker that has just begun is not spoken to yet
_LONGEST = 64 * 1024
_AT_ONCE = 64  # words read before everything else has its turn

_log = log.get("core")


def _host() -> str:
    """A word for this machine since it was started. Containers have their host's, and reach each other through a folder that they
    share; another machine that shares it has a word of its own, and nobody here can tell whether its workers live."""
    try:
        said = Path("/proc/sys/kernel/random/boot_id").read_text()
    except OSError:  # no Linux
        said = socket.gethostname()
    return hashlib.sha256(said.encode()).hexdigest()[:6]


_OURS = f"{_host()}-*.socket"


def _folder() -> Path:
    return settings().home / "workers"


class _Mouth:
    """What this process says, and to whom."""

    def __init__(self) -> None:
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self._socket.setblocking(False)
        self._workers: list[Path] = []
        self._looked_at = float("-inf")

    def say(self, stage: str, lanes: list[Lane]) -> None:
        now = time.monotonic()
        if now - self._looked_at > _KNOWN_FOR:
            self._workers = sorted(_folder().glob(_OURS))
            self._looked_at = now
        self._say(stage, lanes)

    def _say(self, stage: str, lanes: list[Lane]) -> None:
        if not self._workers:
            return
        # One lane is one worker's, as long as the same ones run: two that begin with it at once only wait for each other.
        words: dict[Path, list[Lane]] = {}
        for lane in lanes:
            worker = self._workers[zlib.crc32(lane.key.encode()) % len(self._workers)]
            words.setdefault(worker, []).append(lane)
        for worker, found in words.items():
            try:
                told = [(str(lane.tenant_id), lane.key) for lane in found]
                self._socket.sendto(json.dumps([stage, told]).encode(), str(worker))
            except (FileNotFoundError, ConnectionRefusedError):  # it was killed, and may have left its socket
                self._workers = [one for one in self._workers if one != worker]
                with contextlib.suppress(OSError):
                    worker.unlink()
                self._say(stage, found)  # to whom they fall now; each time there is one fewer
            except OSError:  # it has not read what it was told before: it finds this by itself
                continue


_mouths: dict[int, _Mouth] = {}


def tell(stage: str, lanes: Iterable[Lane]) -> None:
    """These lanes have work for that stage, as just committed; of each worker of this host that hears some may begin with them now.
    Never waits and never fails."""
    told = list(dict.fromkeys(lanes))
    if not told or len(told) > _MOST:
        return
    process = os.getpid()
    if process not in _mouths:
        _mouths[process] = _Mouth()
    _mouths[process].say(stage, told)


@contextlib.contextmanager
def heard():
    """As long as this lasts, this process's stages are told what others on this host leave for them. Where there can be no socket
    (a path that is too long, say) it is said once, and they look by themselves as ever."""
    place = _folder() / _OURS.replace("*", uuid.uuid4().hex[:8])  # a number of a process may be another container's, too
    ear = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
    loop = asyncio.get_running_loop()
    try:
        ear.setblocking(False)
        try:
            place.parent.mkdir(mode=0o700, exist_ok=True)
            _sweep(place.parent)
            ear.bind(str(place))
            place.chmod(0o600)
            loop.add_reader(ear.fileno(), _listen, ear)
        except OSError as error:
            _log.warning("worker_hears_nobody", error=str(error))
        yield
    finally:
        loop.remove_reader(ear.fileno())
        ear.close()
        place.unlink(missing_ok=True)


def _sweep(folder: Path) -> None:
    """Sockets of workers of this machine that were killed are gone."""
    for place in folder.glob(_OURS):
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as knock, contextlib.suppress(OSError):
            try:
                knock.connect(str(place))
            except ConnectionRefusedError:
                place.unlink(missing_ok=True)


def _listen(ear: socket.socket) -> None:
    for _ in range(_AT_ONCE):
        try:
            word = ear.recv(_LONGEST)
        except OSError:  # nothing more was said
            return
        try:
            stage, lanes = json.loads(word)
            for tenant_id, key in lanes:
                jobs.hear(str(stage), Lane(uuid.UUID(tenant_id), str(key)))
        except (ValueError, TypeError, AttributeError) as error:
            _log.warning("word_not_understood", error=type(error).__name__)
