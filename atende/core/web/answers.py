"""What is answered when something is refused, wrong, or broken: one shape, and nothing of the inside of the server (S38)."""

import re
import traceback
from collections.abc import Mapping
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from sqlalchemy.exc import SQLAlchemyError
from starlette.exceptions import HTTPException

from atende.core import log
from atende.core.away import is_database_away, sqlstate
from atende.kit.refusal import Refusal

_log = log.get("core")

RETRY_SECONDS = 5

_LINK = re.compile(r"[\w-]{41,}")  # longer than any id: a word that opens something to whoever has it

_BY_STATUS = {
    400: ("malformed", "the request cannot be read"),
    401: ("signed_out", "sign in first"),
    403: ("forbidden", "this is not yours to do"),
    404: ("not_found", "there is nothing here"),
    405: ("method_not_allowed", "this address does not do that"),
    413: ("too_large", "the request is too large"),
    415: ("unsupported_media_type", "the content type is not the expected one"),
}

# SQLSTATE of what the caller did.
_CONFLICTS = {"23505": "already_exists", "23503": "in_use", "23P01": "taken", "23514": "invalid", "23502": "invalid"}


def body(code: str, message: str, field: str | None = None, params: dict[str, Any] | None = None) -> dict[str, Any]:
    """The one shape of every refusal."""
    return {"error": {"code": code, "message": message, "field": field, "params": params or {}}}


def answer(
    status: int,
    code: str,
    message: str,
    field: str | None = None,
    params: dict[str, Any] | None = None,
    headers: Mapping[str, str] | None = None,
) -> JSONResponse:
    """An answer in the one shape, that nobody keeps."""
    return JSONResponse(
        body(code, message, field, params), status_code=status, headers={"Cache-Control": "no-store", **(headers or {})}
    )


def record(error: BaseException, event: str, **fields: Any) -> None:
    """Logs where it happened and what kind of error it was; never its text, which may quote rows (S27)."""
    if "path" in fields:
        fields["path"] = without_links(fields["path"])
    where = [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in traceback.extract_tb(error.__traceback__)]
    _log.error(event, error=type(error).__name__, sqlstate=sqlstate(error), where=where[-5:], **fields)


def without_links(path: str) -> str:
    """The path as it may stand in a log: of a link its address, not its word."""
    return _LINK.sub("…", path)


def for_exception(error: BaseException, path: str) -> JSONResponse:
    """The answer to anything that was not a refusal; 409 or 422 for what the input caused, 503 for what passes, else 500."""
    if is_database_away(error):
        _log.warning("database_away", path=without_links(path), error=type(error).__name__, sqlstate=sqlstate(error))
        return answer(503, "unavailable", "try again in a moment", headers={"Retry-After": str(RETRY_SECONDS)})
    state = sqlstate(error) if isinstance(error, SQLAlchemyError) else None
    if state in _CONFLICTS:
        record(error, "constraint_refused", path=path)
        return answer(409, _CONFLICTS[state], "the data as it stands does not allow this")
    if state and state.startswith("22"):
        record(error, "value_refused", path=path)
        return answer(422, "invalid", "a value cannot be stored")
    record(error, "request_failed", path=path)
    correlation = log.correlation_id.get()
    return answer(500, "internal", "something broke on our side", params={"correlation_id": correlation})


async def _refused(_request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, Refusal)
    return for_refusal(error)


def for_refusal(error: Refusal) -> JSONResponse:
    """The answer to a refusal."""
    retry = error.params.get("retry_after")
    headers = {"Retry-After": str(retry)} if retry is not None else {}
    headers |= error.headers
    return answer(error.status, error.code, error.message, error.field, dict(error.params), headers)


async def _invalid(_request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, RequestValidationError)
    found = error.errors()
    first = found[0] if found else {"loc": (), "msg": "invalid", "type": "invalid"}
    place = [str(part) for part in first["loc"]]
    field = ".".join(place[1:] if place[:1] in (["body"], ["query"], ["path"], ["header"]) else place) or None
    return answer(422, "invalid", str(first["msg"]), field, {"reason": str(first["type"]), "count": len(found)})


async def _http(_request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, HTTPException)
    code, message = _BY_STATUS.get(error.status_code, ("refused", "the request was refused"))
    return answer(error.status_code, code, message, headers=error.headers)


async def _other(request: Request, error: Exception) -> JSONResponse:
    return for_exception(error, request.url.path)


def install(app: FastAPI) -> None:
    """From here on every error of `app` is answered in the one shape."""
    app.add_exception_handler(Refusal, _refused)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(Exception, _other)
