"""How the twin answers over HTTP: Meta's JSON and headers, its refusals, and connections cut on purpose."""

import asyncio
import contextlib
import json
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from .errors import GraphError, trace_id
from .wire import escaped
from .world import World

CUT = "atende.sandbox.cut"  # key of the ASGI scope


class Cut(Response):
    """No answer at all: the server is told to close the connection as it is."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Nothing is sent."""
        scope[CUT] = True


def graph_answer(value: Any, status: int = 200) -> Response:
    """JSON in Meta's escaping with its usual headers."""
    headers = {"facebook-api-version": "v25.0", "x-fb-trace-id": trace_id()}
    return Response(escaped(value), status, headers, media_type="application/json")


def refusal(error: GraphError) -> Response:
    """The body and status of a refused Graph call."""
    answer = graph_answer(error.body(), error.status)
    if error.status == 401:
        answer.headers["www-authenticate"] = 'OAuth "Facebook Platform" "invalid_token" "Invalid OAuth access token."'
    return answer


def bearer(request: Request) -> str | None:
    """The token of the call: the header, or `access_token` as Graph also takes it."""
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() in ("bearer", "oauth") and token.strip():
        return token.strip()
    return request.query_params.get("access_token")


async def json_of(request: Request) -> Any:
    """The body as JSON; 100 when it is none."""
    try:
        return json.loads(await request.body())
    except (ValueError, RecursionError):
        raise GraphError(100, "The request body is not valid JSON.") from None


def base_of(request: Request) -> str:
    """The address under which the caller reached the twin."""
    return f"{request.url.scheme}://{request.url.netloc}"


async def strike_before(world: World, number_id: str | None, *, is_send: bool = False) -> Response | None:
    """Faults that hit a call before it has any effect; an answer to give instead, or None."""
    faults = world.faults
    if not faults.active:
        return None
    if not is_send:
        await _slow(world, number_id)
    if faults.strikes("drop_request", number_id):
        return Cut()
    if faults.strikes("token_expired", number_id):
        raise GraphError(190)
    if fault := faults.strikes("rate_limit", number_id):
        raise GraphError(int(fault.params["code"]))
    if fault := faults.strikes("error", number_id):
        raise GraphError(int(fault.params["code"]), fault.params["details"])
    fault = faults.strikes("server_error", number_id, accepted=False)
    return broken(fault.params) if fault else None


async def strike_after(world: World, number_id: str | None) -> Response | None:
    """Faults that hit after a send was accepted: the caller cannot know. An answer to give instead, or None."""
    faults = world.faults
    if not faults.active:
        return None
    await _slow(world, number_id)
    if faults.strikes("drop_answer", number_id):
        return Cut()
    fault = faults.strikes("server_error", number_id, accepted=True)
    return broken(fault.params) if fault else None


async def _slow(world: World, number_id: str | None) -> None:
    if fault := world.faults.strikes("slow_answer", number_id):
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(fault.params["ms"] / 1000):
                await world.stopping.wait()


def broken(params: dict[str, Any]) -> Response:
    """A 5xx: Graph's transient error, or a proxy's page that is no JSON."""
    if params["format"] == "text":
        page = "<html><head><title>502 Bad Gateway</title></head><body>nginx</body></html>"
        return Response(page, 502, media_type="text/html")
    return refusal(GraphError(2, status=int(params["status"])))
