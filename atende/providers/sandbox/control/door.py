"""What every control call goes through: the control token, JSON in and out, refusals as `{"error": {code,
message, field}}`."""

import functools
import ipaddress
import json
import secrets
from collections.abc import Awaitable, Callable
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from ..accounts import Number
from ..answers import bearer
from ..customers import ActRefused
from ..errors import GraphError
from ..people import Phone
from ..world import World

Handler = Callable[[Request, World], Awaitable[Any]]


class Refused(Exception):
    """The control call did nothing."""

    def __init__(self, status: int, code: str, message: str, field: str | None = None):
        super().__init__(message)
        self.status, self.code, self.message, self.field = status, code, message, field


def _is_local(request: Request) -> bool:
    host = request.client.host if request.client else "127.0.0.1"
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host in ("testclient", "localhost")


def _refusal(refused: Refused) -> JSONResponse:
    error = {"code": refused.code, "message": refused.message, "field": refused.field, "params": {}}
    return JSONResponse({"error": error}, refused.status)


def control(handler: Handler) -> Callable[[Request], Awaitable[Response]]:
    """A control endpoint: only from this machine, only with the control token; answers after its writes are
    safe.

    A handler returns a value for 200, None for 204, or a whole response."""

    @functools.wraps(handler)
    async def endpoint(request: Request) -> Response:
        world: World = request.app.state.world
        token = bearer(request) or ""
        if not _is_local(request) or not secrets.compare_digest(token.encode(), request.app.state.control_token.encode()):
            return _refusal(Refused(401, "unauthorized", "the control token is missing or wrong"))
        try:
            value = await handler(request, world)
        except Refused as refused:
            return _refusal(refused)
        except ActRefused as refused:
            return _refusal(Refused(422, "act_refused", str(refused), refused.field))
        except GraphError as error:
            return _refusal(Refused(422, f"graph_{error.code}", error.details or error.message))
        except ValueError as problem:
            return _refusal(Refused(422, "invalid", str(problem)))
        await world.store.committed()
        if isinstance(value, Response):
            return value
        return Response(status_code=204) if value is None else JSONResponse(value)

    return endpoint


async def body_of(request: Request) -> dict[str, Any]:
    """The JSON object of the request, `{}` when there is none; refuses anything else."""
    raw = await request.body()
    try:
        value = json.loads(raw) if raw else {}
    except (ValueError, RecursionError):
        raise Refused(400, "invalid_json", "the body is not JSON") from None
    if not isinstance(value, dict):
        raise Refused(400, "invalid_json", "the body must be a JSON object")
    return value


def number_in(request: Request, world: World, number_id: str | None = None) -> Number:
    """The number named by the path (or given); 404 when there is none."""
    found = world.accounts.numbers.get(number_id or request.path_params["number_id"])
    if found is None:
        raise Refused(404, "not_found", "no such number")
    return found


def phone_in(request: Request, world: World, phone_id: str | None = None) -> Phone:
    """The phone named by the path (or given); 404 when there is none."""
    found = world.people.phones.get(phone_id or request.path_params["phone_id"])
    if found is None:
        raise Refused(404, "not_found", "no such phone")
    return found


def whole(request: Request, name: str, usual: int, low: int, high: int) -> int:
    """The query value as a whole number inside its range."""
    raw = request.query_params.get(name)
    if raw is None or raw == "":
        return usual
    try:
        value = int(raw)
    except ValueError:
        raise Refused(422, "invalid", f"{name} must be a whole number", name) from None
    return min(max(value, low), high)
