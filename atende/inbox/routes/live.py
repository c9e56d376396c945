"""Live events over SSE: what happens in this business, as it happens, without gaps."""

import asyncio
import contextlib
import json
import time

from fastapi import APIRouter, Header, Query
from sse_starlette import EventSourceResponse, ServerSentEvent

from atende.accounts.access import Access, is_still_allowed, tenant_access
from atende.core import leaving, live

router = APIRouter(prefix="/api/t/{tenant_id}", tags=["inbox"])

_ALLOWED_EVERY = 4.0  # seconds after which the session and the permission are asked for again (S36)
_TAIL = live.Tail()


@router.get("/live", response_class=EventSourceResponse)
async def follow(
    access: Access = tenant_access("inbox"),
    last_event_id: str | None = Header(None),
    after: str | None = Query(None, max_length=60),
) -> EventSourceResponse:
    """Facts from now on, or after the given place; `reset` when too much happened since."""
    cursor, history = await live.here(last_event_id, after)
    return EventSourceResponse(
        _events(access, cursor, history),
        ping=15,
        headers={"Cache-Control": "no-store", "X-Accel-Buffering": "no"},
    )


async def _events(access: Access, cursor: live.Cursor | None, history: str):
    facts = _TAIL.listen(access.tenant_id, cursor)
    coming = asyncio.ensure_future(anext(facts))
    going = asyncio.ensure_future(leaving.begun())
    checked = time.monotonic()
    try:
        while True:
            left = max(0.0, checked + _ALLOWED_EVERY - time.monotonic())
            await asyncio.wait({coming, going}, timeout=left, return_when=asyncio.FIRST_COMPLETED)
            if going.done():
                return  # the browser comes back after `retry`, to a process that stays, and misses nothing
            if time.monotonic() - checked >= _ALLOWED_EVERY:
                if not await is_still_allowed(access, "inbox"):
                    return
                checked = time.monotonic()
            if coming.done():
                event = coming.result()
                coming = asyncio.ensure_future(anext(facts))
                yield ServerSentEvent(
                    data=json.dumps(event.data, ensure_ascii=False, default=str),
                    event=event.kind,
                    id=f"{history}-{event.id}",
                    retry=1000,
                )
    finally:
        going.cancel()
        coming.cancel()
        with contextlib.suppress(asyncio.CancelledError, StopAsyncIteration):
            await coming
        await facts.aclose()


async def close() -> None:
    """The tail has stopped."""
    await _TAIL.close()
