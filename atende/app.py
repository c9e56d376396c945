"""The web process: vendors' doors, every room's routes, the operators' pages, the built web app."""

import asyncio
import contextlib
import os
import signal
from collections.abc import AsyncIterator
from importlib.metadata import version

from fastapi import Depends, FastAPI
from fastapi.routing import APIRoute
from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from atende import wiring
from atende.accounts.access import is_signed_in
from atende.core import db, leaving, log, metrics, partitions
from atende.core.away import is_database_away
from atende.core.config import settings
from atende.core.roles import check_role
from atende.core.startup import StartupError
from atende.core.web import answers, operation
from atende.core.web.ground import Ground, expects_declared_content
from atende.core.web.hosts import Hosts
from atende.core.web.pages import Pages
from atende.core.web.proxies import Proxies
from atende.integrations import door
from atende.reports import waiting

_log = log.get("core")


def create_app() -> ASGIApp:
    """The whole web application. While the database is away, what needs it is answered 503."""
    api = create_api()
    routes = [route for router in (operation.router, *wiring.routers()) for route in router.routes]
    return Proxies(_Entrance(Ground(Hosts(api, wiring.domains), is_signed_in, routes)), settings().trusted_proxies)


class _Entrance:
    """Vendors' webhooks take the short way; everything else stands on the ground of people's requests."""

    def __init__(self, people: ASGIApp):
        self.people = people

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        is_vendor = scope["type"] == "http" and door.matches(scope["path"])
        if leaving.is_leaving():
            send = _last_word(send)
        await (door.application if is_vendor else self.people)(scope, receive, send)


def _last_word(send: Send) -> Send:
    """The answer says that its connection ends with it, so that the next request goes to a process that stays."""

    async def send_on(message: Message) -> None:
        if message["type"] == "http.response.start":
            MutableHeaders(scope=message)["Connection"] = "close"
        await send(message)

    return send_on


def create_api() -> FastAPI:
    """The routes without the ground below them, for those who read the API's description."""
    wiring.wire()
    api = FastAPI(
        title="Atende",
        version=version("atende"),
        openapi_url="/api/openapi.json",
        docs_url=None,
        redoc_url=None,
        lifespan=_lifespan,
        generate_unique_id_function=_operation_id,
        dependencies=[Depends(expects_declared_content)],
        separate_input_output_schemas=False,
        # Its own would hold whole addresses and exceptions' texts; `core.tracing` and the ground's metrics stand instead.
        telemetry={"auto_configure": False, "tracing": False, "metrics": False, "logs": False},
    )
    answers.install(api)
    api.include_router(operation.router)
    for router in wiring.routers():
        api.include_router(router)
    api.mount("/", Pages())
    return api


@contextlib.asynccontextmanager
async def _lifespan(_api: FastAPI) -> AsyncIterator[None]:
    checking = None
    shown = None
    try:
        if (port := settings().metrics_port) is not None:
            waiting.register()
            shown = metrics.Shown(settings().metrics_host, port, waiting.WATCH.refresh)
        if not await _roles_are_checked():
            checking = asyncio.create_task(_check_roles_later())
    except StartupError as error:
        _log.error("unfit_database_role", problem=str(error))  # the server itself only says that it did not start
        raise
    except Exception as error:
        _log.error("web_not_started", exc_info=error)
        raise
    try:
        yield
    finally:
        if checking is not None:
            checking.cancel()
        try:
            if shown is not None:
                shown.close()
            await wiring.close_routers()
            await wiring.close()
            await db.dispose()
        except Exception as error:
            _log.error("web_not_closed", exc_info=error)
            raise


async def _roles_are_checked() -> bool:
    """False when the database is away; else this month's rows have their place in it.

    Raises `StartupError` when a role could get round the wall between tenants (S2)."""
    try:
        for engine in (db.app_engine(), db.system_engine()):
            async with engine.connect() as connection:
                await check_role(connection)
        await partitions.make_ahead()
    except Exception as error:
        if not is_database_away(error):
            raise
        _log.warning("database_away", error=type(error).__name__)
        return False
    return True


async def _check_roles_later() -> None:
    try:
        while not await _roles_are_checked():  # noqa: ASYNC110 - nothing here could set an event
            await asyncio.sleep(1)
    except StartupError as error:
        _log.error("unfit_database_role", problem=str(error))
        os.kill(os.getpid(), signal.SIGTERM)
    except Exception as error:
        _log.error("web_not_started", exc_info=error)  # nobody waits for this task: it would be said when the process ends
        os.kill(os.getpid(), signal.SIGTERM)


def _operation_id(route: APIRoute) -> str:
    """`<room>_<function>`; the house's tests refuse two alike."""
    return "_".join([*(str(tag) for tag in route.tags), route.name])
