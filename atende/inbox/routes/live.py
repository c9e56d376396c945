"""Live events over SSE: what happens in this business, as it happens, without gaps."""

import asyncio
import contextlib
import json
import time

from fastapi import APIRouter, Header, Query
from sse_starlette import EventSourceResponse, ServerSentEvent

from atende.accounts.access import Access, KeyHolder, still_allowed, tenant_access
from atende.core import leaving, live
from atende.inbox.rules import hearing

router = APIRouter(prefix="/api/t/{tenant_id}", tags=["inbox"])

ALLOWED_EVERY = 4.0  # seconds after which the session and the permission are asked for again (S36)
_TAIL = live.Tail()


@router.get("/live", response_class=EventSourceResponse)
async def follow(
    access: Access = tenant_access("inbox"),
    last_event_id: str | None = Header(None),
    after: str | None = Query(None, max_length=60),
) -> EventSourceResponse:
    """Facts of the rooms that the listener may see, from now on or after the given place; `reset` when too much happened since."""
    cursor, history = await live.here(last_event_id, after)
    return EventSourceResponse(
        _events(access, cursor, history),
        ping=15,
        headers={"Cache-Control": "no-store", "X-Accel-Buffering": "no"},
    )


def _hears(access: Access, event: live.Event) -> bool:
    """Whether this listener may see the room that the fact is told in; what is no fact is for everybody."""
    if event.kind != "fact":
        return True
    rooms = hearing.rooms_of(event.data["name"])
    return rooms is not None and access.place.may_see(*rooms)


def _is_about(access: Access, event: live.Event) -> bool:
    """Whether the fact may change what this listener may: it is about them, their key, or the business as a whole."""
    whom = access.principal.who.key_id if isinstance(access.principal, KeyHolder) else access.principal.user_id
    return event.kind == "fact" and event.data["subject_id"] in (str(whom), str(access.tenant_id))


async def _events(access: Access, cursor: live.Cursor | None, history: str):
    facts = _TAIL.listen(access.tenant_id, cursor)
    coming = asyncio.ensure_future(anext(facts))
    going = asyncio.ensure_future(leaving.begun())
    checked = time.monotonic()
    try:
        while True:
            left = max(0.0, checked + ALLOWED_EVERY - time.monotonic())
            await asyncio.wait({coming, going}, timeout=left, return_when=asyncio.FIRST_COMPLETED)
            if going.done():
                return  # the browser comes back after `retry`, to a process that stays, and misses nothing
            event = coming.result() if coming.done() else None
            if time.monotonic() - checked >= ALLOWED_EVERY or (event and _is_about(access, event)):
                now = await still_allowed(access, "inbox")
                if now is None:
                    return
                access, checked = now, time.monotonic()
            if event is not None:
                coming = asyncio.ensure_future(anext(facts))
                if _hears(access, event):
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
