"""Answers that last: a stream holds nothing of what decided about it, and a crowd of them does not decide all at once.

A route's own layers (dependencies, exit stacks, middlewares, requests) stay in memory for as long as its answer is told, which for
a thousand streams that last all day is more than all else they need. So a route answers with a `Lasting`, its layers end, and
`core.web.ground` tells it. And when a thousand browsers come back in the same second, few of them at a time ask the database who
they are: the others wait outside, where they take little memory, and other requests are not behind all of them.
"""

import abc
import asyncio
import re

from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

_HELD = "atende.lasting"
CUT = "atende.cut"  # in the scope: what ends the connection at once, where the server can
_AT_ONCE = 8
_PATIENCE = 20.0  # seconds until whoever waits at the gate, or is being decided about, is asked to come again
_STREAM = re.compile(r"/api/t/[^/]+/live")
_gate = asyncio.Semaphore(_AT_ONCE)


class TakesNothing(Exception):
    """Whoever an answer is told takes nothing of it any more: the connection is cut off as it stands."""


class Lasting(Response, abc.ABC):
    """An answer that is told by `last` once the layers above the ground have ended. Before that, still one of few at a time, it
    begins: what it needs is there then, or that raises and is answered as any error is."""

    def __init__(self, headers: dict[str, str]):
        self.status_code = 200
        self.background = None
        self.init_headers(headers)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self.begin()
        scope[_HELD].append(self)

    @abc.abstractmethod
    async def begin(self) -> None:
        """What `last` needs is there. One that has begun is told by `last`, or it is forgone."""

    @abc.abstractmethod
    async def last(self, receive: Receive, send: Send) -> None:
        """The whole answer is told. Raises `TakesNothing`."""

    @abc.abstractmethod
    def forgo(self) -> None:
        """It will not be told."""


def may_last(scope: Scope) -> bool:
    """Whether the answer to this request may be a `Lasting`. No other stands at the gate: one that brings a body, say, could hold its
    place there for as long as its sender likes."""
    return scope["method"] == "GET" and _STREAM.fullmatch(scope["path"]) is not None


async def decided(app: ASGIApp, scope: Scope, receive: Receive, send: Send) -> Lasting | None:
    """The answer that `app` gives, its layers ended, to be told by `last`; None when it is told already. `scope` knows the route."""
    held: list[Lasting] = []
    within = {**scope, _HELD: held}
    async with asyncio.timeout(_PATIENCE), _gate:
        try:
            await app(within, receive, send)
        except BaseException:
            for one in held:
                one.forgo()
            raise
        finally:
            scope["route"] = within.get("route")
    return held[0] if held else None


async def told(lasting: Lasting, scope: Scope, receive: Receive, send: Send) -> None:
    """It has told all it had, or its connection is cut."""
    try:
        await lasting.last(receive, send)
    except TakesNothing:
        if (cut := scope.get(CUT)) is not None:
            cut()
            while (await receive())["type"] != "http.disconnect":  # the server knows, too, that nothing more can come
                pass
