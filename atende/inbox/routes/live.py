"""Live events over SSE: what happens in this business, as it happens, without gaps.

A thousand browsers hold such a stream in one process, so a stream is little: one task that writes whole batches and one that sees
the browser go. Pings, and the question whether each may still hear, are one task's for all of them. Each chunk is joined once for
all who may hear the same, so that nothing here is done per fact and browser; no library for such streams stands in between.
"""

import asyncio
import contextlib
import functools
import time
import uuid
from collections import Counter
from contextvars import Context  # of nobody's request: a task for all is none of those who happened to start it

from fastapi import APIRouter, Header, Query
from starlette.types import Receive, Send

from atende.accounts import rules
from atende.accounts.access import Access, KeyHolder, tenant_access
from atende.accounts.staying import is_asked_elsewhere, still_allowed
from atende.core import leaving, live, log
from atende.core.away import is_database_away
from atende.core.web.lasting import Lasting, TakesNothing
from atende.inbox.errors import TooManyStreams
from atende.inbox.rules import hearing

router = APIRouter(prefix="/api/t/{tenant_id}", tags=["inbox"])

ALLOWED_EVERY = 4.0  # seconds after which the session and the permission are asked for again (S36)
_LATEST = 5.0  # nothing is told on an answer that is older
PING_EVERY = 15.0  # seconds without a word after which one is sent, so that nobody in between thinks the connection dead
_FAREWELL = 1.0  # seconds that a stream may take to end
_UNTAKEN = 45.0  # seconds since its last word after which a stream that cannot tell the next one is over
_TICK = 0.5
MOST = 20  # streams of one session, or one key, in a process
MOST_OF_PERSON = 100  # of all sessions of one person: nobody counts how often somebody signs in
_AGAIN = 30  # seconds until one that is refused is worth another try

# Who may listen: people whose screens others change under their eyes. What each is told stands in `rules.hearing`.
_ROOMS = ("inbox", "bookings")
_PING = b": ping\n\n"
_TAIL = live.Tail()
_open: Counter[uuid.UUID] = Counter()  # streams by the session, person or key they are of
_log = log.get("inbox")


class EventStream(Lasting):
    """One browser's stream: who listens, what they may hear, and what waits for them. It goes on until the browser, or this
    process, goes, or its person may hear no more."""

    media_type = "text/event-stream"

    def __init__(self, access: Access, cursor: live.Cursor | None, word: str):
        super().__init__({"Cache-Control": "no-store", "X-Accel-Buffering": "no"})
        self.access, self._cursor, self._word = access, cursor, word
        self._names = _names(access.place)
        if isinstance(access.principal, KeyHolder):
            whom = access.principal.who.key_id
            self._places = {whom: MOST}
        else:
            whom = access.principal.user_id
            self._places = {access.principal.who.session_id: MOST, whom: MOST_OF_PERSON}
        self._about = frozenset((str(whom), str(access.tenant_id)))  # a fact about one of these may change what they may
        self.asked = self._told = time.monotonic()
        self.is_over = self._is_sending = False

    async def begin(self) -> None:
        """Its line waits for facts. Refuses `too_many_streams` when its session, person or key has as many as one may."""
        for by, most in self._places.items():
            if _open[by] >= most:
                raise TooManyStreams(retry_after=_AGAIN, most=most)
        _open.update(self._places.keys())
        try:
            self._line = await _TAIL.join(self.access.tenant_id, self._cursor)
        except BaseException:
            self._give_back()
            raise

    def forgo(self) -> None:
        """Nothing waits for it any more."""
        _TAIL.leave(self._line)
        self._give_back()

    def _give_back(self) -> None:
        for by in self._places:
            _open[by] -= 1
            if not _open[by]:
                del _open[by]

    async def last(self, receive: Receive, send: Send) -> None:
        """Tells what comes, until it is over."""
        self._cut = asyncio.timeout(None)
        try:
            async with self._cut:
                await self._tell(receive, send)
        except TimeoutError:
            if not self._cut.expired():
                raise
            raise TakesNothing from None
        finally:
            self.forgo()

    async def _tell(self, receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": self.status_code, "headers": self.raw_headers})
        going = asyncio.create_task(self._gone(receive))
        _KEEPER.add(self)
        try:
            with contextlib.suppress(live.Over):
                await self._listen(send)
            await send({"type": "http.response.body", "body": b"", "more_body": False})
        finally:
            _KEEPER.remove(self)
            self.is_over = True
            going.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await going

    async def _gone(self, receive: Receive) -> None:
        try:
            while (await receive())["type"] != "http.disconnect":
                pass
        finally:
            self.end()

    async def _listen(self, send: Send) -> None:
        while not self.is_over:
            await self._pass_on(await self._line.take(), send)
            now = time.monotonic()
            if self.is_due(now) and is_asked_elsewhere(self.access):
                await self._ask(send)
            await self._ping(now, send)

    async def _pass_on(self, batches: list[live.Batch], send: Send) -> None:
        for batch in batches:
            if not self._about.isdisjoint(batch.about):
                await self._ask(send)
            # One that came late is too old as well. So a database that slow is asked again when it has answered, and facts wait.
            while not self.is_over and time.monotonic() - self.asked >= _LATEST:
                await self._ask(send)
            if self.is_over:
                return
            if chunk := batch.joined(self._word, self._names):
                await self._send(send, chunk)

    async def _ask(self, send: Send) -> None:
        """What they may was asked after this call began, and it knows the answer, or is over. Pings go out meanwhile."""
        is_alone = is_asked_elsewhere(self.access)
        answer = asyncio.create_task(_ask([self])) if is_alone else _KEEPER.wonder(self)
        try:
            while not (answer.done() or self.is_over):
                await asyncio.wait({answer}, timeout=_TICK)
                await self._ping(time.monotonic(), send)
        finally:
            if is_alone:
                answer.cancel()

    async def _ping(self, now: float, send: Send) -> None:
        if self.is_silent(now) and not self.is_over:
            await self._send(send, _PING)

    async def _send(self, send: Send, chunk: bytes) -> None:
        self._is_sending = True
        await send({"type": "http.response.body", "body": chunk, "more_body": True})
        self._is_sending, self._told = False, time.monotonic()

    def is_due(self, now: float) -> bool:
        """Whether the next tick would be too late to ask again what they may."""
        return now - self.asked >= ALLOWED_EVERY - _TICK

    def is_silent(self, now: float) -> bool:
        """Whether it is time for a ping."""
        return now - self._told >= PING_EVERY and not self._is_sending

    def is_stuck(self, now: float) -> bool:
        """Whether it takes nothing: at least since the ping that was due has been under way."""
        return self._is_sending and now - self._told >= _UNTAKEN

    def wake(self) -> None:
        """It looks whether it is due, or silent."""
        self._line.wake()

    def answered(self, now: Access | None, asked: float) -> None:
        """What they may from here on, as it was asked for at that moment; None ends it."""
        if now is None:
            self.end()
            return
        self.access, self._names, self.asked = now, _names(now.place), asked

    def end(self) -> None:
        """It tells nothing more, and a moment later it is over, also when the browser takes nothing any more."""
        if not self.is_over:
            self.is_over = True
            self._line.wake()
            self._cut.reschedule(asyncio.get_running_loop().time() + _FAREWELL)


@functools.lru_cache(1000)
def _names(place: rules.Place) -> frozenset[str]:
    """The facts that are told in rooms which may be seen from there."""
    return frozenset(name for name, rooms in hearing.ROOMS.items() if place.may_see(*rooms))


@router.get("/live", response_class=EventStream, status_code=200)
async def follow(
    access: Access = tenant_access(*_ROOMS),
    last_event_id: str | None = Header(None),
    after: str | None = Query(None, max_length=60),
) -> EventStream:
    """Facts of the rooms that the listener may see, from now on or after the given place; `reset` when too much happened since."""
    return EventStream(access, *await live.here(last_event_id, after))


class _Keeper:
    """Keeps all streams of the process: asks whether their people may still hear, those of one moment together, pings whom nothing
    was told for long, and sends all away when the process leaves."""

    def __init__(self) -> None:
        self._listeners: set[EventStream] = set()
        self._keeping: asyncio.Task | None = None
        self._asking: asyncio.Task | None = None
        self._next: set[EventStream] = set()
        self._now: set[EventStream] = set()
        self._answer: asyncio.Future[None] | None = None

    def add(self, listener: EventStream) -> None:
        """It is kept from here on."""
        self._listeners.add(listener)
        if leaving.is_leaving():
            _send_away(listener)
        if self._keeping is None or self._keeping.done():
            self._keeping = asyncio.create_task(self._keep(), context=Context())

    def remove(self, listener: EventStream) -> None:
        """It is kept no more."""
        self._listeners.discard(listener)

    def wonder(self, listener: EventStream) -> asyncio.Future[None]:
        """Done when what they may was asked after this call and the listener knows the answer. One that cannot be had ends it."""
        self._next.add(listener)
        if self._answer is None:
            self._answer = asyncio.get_running_loop().create_future()
        if self._asking is None or self._asking.done():
            self._asking = asyncio.create_task(self._ask_all(), context=Context())
        return self._answer

    async def _ask_all(self) -> None:
        # One round after the other, so that no older answer comes after a newer one.
        while self._answer is not None:
            answer, self._answer = self._answer, None
            self._now, self._next = self._next, set()
            try:
                await _ask(list(self._now))
            finally:
                self._now = set()
                answer.set_result(None)

    async def _keep(self) -> None:
        is_leaving = leaving.is_leaving()
        while self._listeners:
            await asyncio.sleep(_TICK)
            if leaving.is_leaving() and not is_leaving:
                is_leaving = True
                for listener in self._listeners:
                    _send_away(listener)
            self._look_after(time.monotonic())

    def _look_after(self, now: float) -> None:
        for listener in self._listeners:
            asks_itself = is_due = listener.is_due(now)
            if is_due and not is_asked_elsewhere(listener.access):
                asks_itself = False
                if listener not in self._next and listener not in self._now:
                    self.wonder(listener)
            if asks_itself or listener.is_silent(now):
                listener.wake()
            elif listener.is_stuck(now):
                listener.end()

    async def close(self) -> None:
        """Every stream ends."""
        for listener in self._listeners:
            listener.end()
        for task in (self._keeping, self._asking):
            if task is not None:
                task.cancel()
                await asyncio.wait({task})
        if self._answer is not None:
            answer, self._answer, self._next = self._answer, None, set()
            answer.set_result(None)


def _send_away(listener: EventStream) -> None:
    asyncio.get_running_loop().call_later(leaving.moment(), listener.end)


async def _ask(listeners: list[EventStream]) -> None:
    asked = time.monotonic()
    try:
        found = await still_allowed([listener.access for listener in listeners], *_ROOMS)
    except Exception as error:
        is_away = is_database_away(error)
        if len(listeners) > 1 and not is_away:
            # Something is odd about one of them, and the others are to hear on: halved until it stands alone.
            half = len(listeners) // 2
            await _ask(listeners[:half])
            await _ask(listeners[half:])
            return
        _log.warning("live_right_unknown", error=type(error).__name__, streams=len(listeners), exc_info=not is_away)
        # Nobody hears on what is not known; they come back, and are asked who they are.
        found = [None] * len(listeners)
    for listener, now in zip(listeners, found, strict=True):
        listener.answered(now, asked)


_KEEPER = _Keeper()


async def close() -> None:
    """Every stream ends, and the tail has stopped."""
    await _KEEPER.close()
    await _TAIL.close()
