"""Pages for whoever runs the install: is the process alive, can it work, what does it count."""

from fastapi import APIRouter
from fastapi.responses import JSONResponse, Response
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from sqlalchemy import text

from atende.core import log
from atende.core.db import app_engine
from atende.core.revisions import newest
from atende.core.web import answers

router = APIRouter(include_in_schema=False)
_log = log.get("core")


@router.get("/health")
async def health() -> dict[str, str]:
    """The process answers."""
    return {"status": "ok"}


@router.get("/ready")
async def ready() -> JSONResponse:
    """200 when requests can be served: the database answers and its schema is this program's; 503 with the reason otherwise."""
    try:
        async with app_engine().connect() as connection:
            found = await connection.scalar(text("select version_num from alembic_version"))
    except Exception as error:
        if not answers.is_database_away(error) and answers.sqlstate(error) is None:
            raise
        _log.warning("not_ready", error=type(error).__name__, sqlstate=answers.sqlstate(error))
        return JSONResponse({"status": "unavailable", "reason": "database_away"}, 503, {"Retry-After": "5"})
    wanted = newest()
    if found != wanted:
        return JSONResponse(
            {"status": "unavailable", "reason": "schema_differs", "found": found, "wanted": wanted}, 503, {"Retry-After": "5"}
        )
    return JSONResponse({"status": "ok", "schema": found})


@router.get("/metrics")
async def metrics() -> Response:
    """Prometheus' text format."""
    return Response(generate_latest(), media_type=CONTENT_TYPE_LATEST)
