"""A real Redis of a test's own, on a unix socket: no port that somebody else could take."""

import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.programs import program, running


@contextmanager
def redis_server(folder: Path) -> Iterator[str]:
    """The address of a Redis that runs in `folder`, and has ended afterwards. Nothing is written to disk."""
    path = folder / "redis.sock"
    command = [program("redis-server"), "--port", "0", "--unixsocket", str(path), "--save", "", "--dir", str(folder)]
    with running(command, folder / "redis.log") as process:
        while not _answers(path):
            assert process.poll() is None, (folder / "redis.log").read_text()[-2000:]
            time.sleep(0.01)
        yield f"unix://{path}"


def _answers(path: Path) -> bool:
    try:
        with socket.socket(socket.AF_UNIX) as one:
            one.connect(str(path))
            one.sendall(b"PING\r\n")
            return one.recv(16).startswith(b"+PONG")
    except OSError:
        return False
