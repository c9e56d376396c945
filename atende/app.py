"""The web process: every room's routes, the operators' pages, the built web app."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib.metadata import version

from fastapi import Depends, FastAPI
from fastapi.routing import APIRoute
from starlette.types import ASGIApp

from atende import wiring
from atende.core import db
from atende.core.web import answers, operation
from atende.core.web.ground import Ground, expects_declared_content
from atende.core.web.pages import Pages


def create_app() -> ASGIApp:
    """The whole web application. The database may be away: requests that need it are then answered 503."""
    return Ground(create_api())


def create_api() -> FastAPI:
    """The routes without the ground below them, for those who read the API's description."""
    wiring.connect()
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
    )
    answers.install(api)
    api.include_router(operation.router)
    for router in wiring.routers():
        api.include_router(router)
    api.mount("/", Pages())
    return api


@asynccontextmanager
async def _lifespan(_api: FastAPI) -> AsyncIterator[None]:
    yield
    await db.dispose()


def _operation_id(route: APIRoute) -> str:
    """`<room>_<function>`; the house's tests refuse two alike."""
    return "_".join([*(str(tag) for tag in route.tags), route.name])
