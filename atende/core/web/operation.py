"""Pages for whoever runs the install and for the proxy in front: is the process alive, can it serve."""

import asyncio
from typing import Any

from fastapi import APIRouter
from fastapi.responses import JSONResponse
from sqlalchemy import text

from atende.core import leaving, log, readiness
from atende.core.away import is_database_away, sqlstate
from atende.core.db import app_engine
from atende.core.revisions import is_behind
from atende.core.web import answers

router = APIRouter(include_in_schema=False)
_log = log.get("core")

PATIENCE = 1.5  # seconds: a database that says nothing is away, too; proxies and health checks ask with four or five


@router.get("/live")
@router.get("/health")
async def live() -> dict[str, str]:
    """The process answers."""
    return {"status": "ok"}


@router.get("/ready")
async def ready() -> JSONResponse:
    """200 when requests can be served: the process stays, the database answers in time, its schema is not older than this program's.
    Otherwise 503 with the reason. Work that is late is told and refuses nothing: a webhook is stored whoever opens it later."""
    if leaving.is_leaving():
        return _not_ready("leaving")
    try:
        async with asyncio.timeout(PATIENCE), app_engine().connect() as connection:
            found = await connection.scalar(text("select version_num from alembic_version"))
        work = await readiness.work()
    except Exception as error:
        if not is_database_away(error) and sqlstate(error) is None:
            raise
        _log.warning("not_ready", error=type(error).__name__, sqlstate=sqlstate(error))
        return _not_ready("database_away")
    if is_behind(found):
        return _not_ready("schema_behind", found=found)
    return JSONResponse({"status": "ok", "schema": found, "work": work})


def _not_ready(reason: str, **more: Any) -> JSONResponse:
    return JSONResponse({"status": "unavailable", "reason": reason, **more}, 503, {"Retry-After": str(answers.RETRY_SECONDS)})
