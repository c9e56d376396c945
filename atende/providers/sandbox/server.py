"""The twin as a process: the ASGI app, and a server that binds to this machine only."""

import asyncio
import contextlib
import secrets
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import uvicorn
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from atende.core import collector, log

from . import control, graph
from .answers import CUT, refusal
from .calcom import api as calcom_api
from .calcom import control as calcom_control
from .errors import GraphError
from .google import calendar as google_calendar
from .google import control as google_control
from .google import oauth as google_oauth
from .google.pushes import Pushes
from .google.refusing import CalendarRefusal, OAuthRefusal, answer_calendar, answer_oauth
from .google.state import State as GoogleState
from .world import World

logger = log.get("sandbox")
_TICK_SECONDS = 0.2


def control_token(state_dir: Path | None) -> str:
    """The token in `control.token` of the folder, made (mode 0600) when there is none; a fresh one without
    a folder."""
    if state_dir is None:
        return secrets.token_urlsafe(32)
    file = state_dir / "control.token"
    if not file.exists():
        file.touch(mode=0o600)
        file.write_text(secrets.token_urlsafe(32))
    return file.read_text().strip()


def create_app(state_dir: Path | str | None = None, *, token: str | None = None) -> "Twin":
    """The twin as an ASGI app (with lifespan). With a folder its world survives restarts; without one it is
    in memory."""
    return Twin(Path(state_dir) if state_dir is not None else None, token)


class Twin:
    """The ASGI app: `world` and `control_token` are there for whoever runs it in the same process."""

    def __init__(self, state_dir: Path | None, token: str | None):
        self.world = World(state_dir)
        self.control_token = token or control_token(state_dir)
        self._app = Starlette(
            routes=[
                *control.routes(), *google_control.routes(), *google_oauth.routes(), *google_calendar.routes(), *graph.routes(),
                *calcom_api.routes(), *calcom_control.routes(),
            ],
            lifespan=self._lifespan,
            exception_handlers={
                GraphError: _refuse, CalendarRefusal: answer_calendar, OAuthRefusal: answer_oauth, HTTPException: _unknown,
                Exception: _broke,
            },
        )  # fmt: skip
        google = self._app.state.google = GoogleState(self.world.store, self.world.now)
        google.load()
        self.world.parts.append(google)
        calcom = self._app.state.calcom = calcom_api.State()
        self.world.parts.append(calcom)
        self._pushes = self._app.state.google_pushes = Pushes(google)
        self._app.state.world, self._app.state.control_token = self.world, self.control_token

    @contextlib.asynccontextmanager
    async def _lifespan(self, app: Starlette) -> AsyncIterator[None]:
        self.world.delivery.start()
        ticking = asyncio.get_running_loop().create_task(self._tick())
        try:
            yield
        finally:
            ticking.cancel()
            await asyncio.gather(ticking, return_exceptions=True)
            await self._pushes.close()
            await self.world.close()
            logger.info("sandbox_stopped", webhooks_open=self.world.delivery.open_updates)

    async def _tick(self) -> None:
        while True:
            await asyncio.sleep(_TICK_SECONDS)
            self.world.review_due()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve; a cut connection is closed without an answer."""
        await self._app(scope, receive, send)
        if scope.get(CUT):
            await _cut(send)


async def _cut(send: Send) -> None:
    """Close the connection under this call; where the server gives no way to it, the call just fails."""
    transport: Any = getattr(getattr(send, "__self__", None), "transport", None)
    if transport is None:
        raise ConnectionResetError("cut on purpose")
    transport.abort()
    for _ in range(3):
        await asyncio.sleep(0)


async def _refuse(request: Request, error: Exception) -> Response:
    assert isinstance(error, GraphError)
    logger.info("graph_refused", code=error.code, status=error.status, path=request.url.path.rsplit("/", 1)[-1])
    return refusal(error)


async def _unknown(request: Request, error: Exception) -> Response:
    status = getattr(error, "status_code", 404)
    message = f"Unknown path components: {request.url.path}"
    if status == 405:
        return refusal(GraphError(100, message="Unsupported method for this path.", subcode=33, kind="GraphMethodException"))
    return refusal(GraphError(2500, message=message))


async def _broke(request: Request, error: Exception) -> Response:
    logger.error("call_failed", path=request.url.path.rsplit("/", 1)[-1], error=type(error).__name__)
    return refusal(GraphError(1))


class _Server(uvicorn.Server):
    """Uvicorn that lets go of those who watch the feed when asked to stop."""

    def __init__(self, config: uvicorn.Config, on_stop: Callable[[], None]):
        super().__init__(config)
        self._on_stop = on_stop

    def handle_exit(self, sig: int, frame: Any) -> None:
        """A signal came: watchers are released, then uvicorn finishes what is running."""
        self._on_stop()
        super().handle_exit(sig, frame)


def serve(
    port: int, state_dir: Path | str | None, *, host: str = "127.0.0.1", token: str | None = None, log_level: str = "info"
) -> None:
    """Serve until SIGINT or SIGTERM; what is running ends first, what is in the file stays. Blocks.

    Raises OSError when the port is taken and ValueError for a host that is not this machine's loopback."""
    if host not in ("127.0.0.1", "::1", "localhost"):
        raise ValueError("the twin listens on loopback only")
    log.setup(log_level)
    app = create_app(state_dir, token=token)
    server = build_server(app, port, host)
    collector.settle()
    logger.info("sandbox_starting", port=port)
    server.run()


def build_server(app: ASGIApp, port: int, host: str = "127.0.0.1") -> uvicorn.Server:
    """A server for the app, not yet running (`serve()` and `run()` start it); port 0 takes a free one."""
    config = uvicorn.Config(
        app,
        host=host,
        port=port,
        log_config=None,
        access_log=False,
        timeout_graceful_shutdown=5,
        lifespan="on",
        server_header=False,
    )
    return _Server(config, app.world.release if isinstance(app, Twin) else lambda: None)
