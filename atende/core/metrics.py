"""What a process counts, shown to Prometheus on a port of its own: never on the one people and vendors reach.

Names say `atende_`, the thing, the unit and, when it only grows, `_total`. Labels are few and of few values: stages, outcomes,
route templates. Never an address, a phone or a word of a message.
"""

import asyncio
import shutil
import threading
from collections.abc import Awaitable, Callable, Iterable
from socketserver import ThreadingMixIn
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

from prometheus_client import CONTENT_TYPE_LATEST, REGISTRY, disable_created_metrics, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from atende.core import db, log
from atende.core.config import settings

_PATIENCE = 5.0  # seconds a scrape waits for what has to be looked up

_log = log.get("core")


class _Pools(Collector):
    """Connections of this process, by role: how many it may have, and how many do something now."""

    def collect(self) -> Iterable[Metric]:
        size = GaugeMetricFamily("atende_database_pool_size", "Connections this process may open", labels=["role"])
        used = GaugeMetricFamily("atende_database_pool_in_use", "Connections in use now", labels=["role"])
        for role, engine in db.pools().items():
            size.add_metric([role], engine.pool.size())  # type: ignore[attr-defined] - the pool the engines are made with
            used.add_metric([role], engine.pool.checkedout())  # type: ignore[attr-defined] - the same
        return [size, used]


class _Disk(Collector):
    """The disk that holds ATENDE_HOME."""

    def collect(self) -> Iterable[Metric]:
        home = settings().home
        if home.is_dir():
            disk = shutil.disk_usage(home)
            yield GaugeMetricFamily("atende_disk_free_bytes", "Free on the disk of ATENDE_HOME", value=disk.free)
            yield GaugeMetricFamily("atende_disk_size_bytes", "Size of the disk of ATENDE_HOME", value=disk.total)


disable_created_metrics()  # a second series for each counter, that nobody asks
REGISTRY.register(_Pools())
REGISTRY.register(_Disk())


class _Server(ThreadingMixIn, WSGIServer):
    daemon_threads = True

    def handle_error(self, request: object, client_address: object) -> None:
        """A scraper that went away, say: one line, not a traceback beside the log."""
        _log.warning("metrics_not_answered", exc_info=True)


class _Quiet(WSGIRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        """Nothing: a line every few seconds would say nothing."""


class Shown:
    """A thread that answers `/metrics` and `/live` on a port of its own. `look`, when given, is awaited on the process's loop
    before each answer and brings up to date what has to be asked for; a loop that does not answer makes `/live` say 503."""

    def __init__(self, host: str, port: int, look: Callable[[], Awaitable[object]] | None = None):
        self._loop = asyncio.get_running_loop()
        self._look = look
        self._server = make_server(host, port, self._answer, server_class=_Server, handler_class=_Quiet)
        self.port = self._server.server_port
        threading.Thread(target=self._server.serve_forever, name="metrics", daemon=True).start()

    def close(self) -> None:
        """The port is free a moment later."""

        def end() -> None:
            self._server.shutdown()
            self._server.server_close()

        threading.Thread(target=end, daemon=True).start()  # beside the loop, which an answer under way may be waiting for

    def _answer(self, environ: dict, start_response: Callable) -> list[bytes]:
        path = environ["PATH_INFO"]
        if path == "/metrics":
            if self._look is not None:
                self._asked(self._look)
            start_response("200 OK", [("Content-Type", CONTENT_TYPE_LATEST)])
            return [generate_latest()]
        if path == "/live":
            status = "200 OK" if self._asked(_nothing) else "503 Service Unavailable"
            start_response(status, [("Content-Type", "text/plain")])
            return [status.encode()]
        start_response("404 Not Found", [("Content-Type", "text/plain")])
        return [b"not found"]

    def _asked(self, question: Callable[[], Awaitable[object]]) -> bool:
        async def ask() -> None:
            await question()

        asking = asyncio.run_coroutine_threadsafe(ask(), self._loop)
        try:
            asking.result(_PATIENCE)
        except Exception as error:
            asking.cancel()
            _log.warning("metrics_look_failed", error=type(error).__name__)
            return False
        return True


async def _nothing() -> None:
    """The loop has had its turn."""
