"""Serving an application until told to end, and ending without breaking a request."""

import resource
import signal
import socket
import sys
import time
from types import FrameType

import uvicorn

from atende.core import collector, leaving, log
from atende.core.config import settings
from atende.core.web.connections import Connection

FINISH = 15  # seconds that requests under way may take once nothing new is accepted
# Longer than any proxy in `deploy/` keeps a connection it does not use: the one that sends is the one that closes. The other
# way round, a request meets a closing connection now and then and is lost.
IDLE = 75
_FILES = 65_536  # that a process opens at most; every live stream is one
_NOT_STARTED = 3  # exit code, uvicorn's own

_log = log.get("core")


class _Server(uvicorn.Server):
    """On the first SIGTERM or SIGINT it leaves: it serves on for `drain` seconds while `/ready` says 503, then accepts nothing
    more and finishes what is under way. A second signal ends the wait, a SIGINT after that ends everything. The process that
    was told to end and did ends with 0; uvicorn itself would raise the signal again."""

    def __init__(self, config: uvicorn.Config, drain: float):
        super().__init__(config)
        self.drain = drain
        self._leaves_at: float | None = None

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        # Runs between two steps of the loop; `on_tick`, which stands on the loop, does the rest.
        if self._leaves_at is None:
            self._leaves_at = time.monotonic() + self.drain
        elif self.should_exit and sig == signal.SIGINT:
            self.force_exit = True
        else:
            self._leaves_at = time.monotonic()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        collector.settle()

    async def on_tick(self, counter: int) -> bool:
        if self._leaves_at is not None:
            if not leaving.is_leaving():
                leaving.begin(self.drain)
                _log.info("leaving", seconds=self.drain)
            if time.monotonic() >= self._leaves_at:
                self.should_exit = True
        return await super().on_tick(counter)


def allow_files() -> None:
    """From here on this process opens as many files as the system lets it. What most systems let it without asking is 1024, and
    then nobody gets in any more once a thousand browsers have their streams."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    most = _FILES if hard == resource.RLIM_INFINITY else min(_FILES, hard)
    if soft != resource.RLIM_INFINITY and soft < most:
        resource.setrlimit(resource.RLIMIT_NOFILE, (most, hard))


def serve(factory: str, host: str, port: int) -> None:
    """Serve an application until SIGTERM or SIGINT, then leave (ATENDE_DRAIN_SECONDS) and give what is under way its time."""
    log.setup(settings().log_level)
    allow_files()
    config = uvicorn.Config(
        factory,
        factory=True,
        host=host,
        port=port,
        http=Connection,
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=False,  # `core.web.proxies` asks ATENDE_TRUSTED_PROXIES instead
        timeout_keep_alive=IDLE,
        timeout_graceful_shutdown=FINISH,
    )
    server = _Server(config, settings().drain_seconds)
    server.run()
    if not server.started:
        sys.exit(_NOT_STARTED)
