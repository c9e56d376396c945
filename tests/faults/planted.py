"""Faults put into the product's processes on purpose, to see that each act finds its own: `python -m tests.faults --planted NAME`,
or several of them, as NAME,NAME. As a program it is `atende` with them: `python -m tests.faults.planted NAME web`.
"""

import asyncio
import itertools
import os
import sys
import time
import uuid
from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

from atende.audit import queries as audit_queries
from atende.audit.routes import exporting
from atende.audit.routes import log as audit_log
from atende.bookings.service.outside import working
from atende.bot.service import pending
from atende.core import jobs
from atende.core.tenancy import Tx
from atende.core.web import serving
from atende.inbox.ports import SendResult, SendState
from atende.inbox.service import deliver, statuses
from atende.inbox.service import receive as inbox
from atende.integrations import door as integrations_door
from atende.integrations.service import opening, receive
from atende.providers.meta_whatsapp import door
from atende.reports import waiting

PLACE = "ATENDE_TESTS_PLACE"  # 0 or 1: which of two workers this is


def answered_early() -> None:
    """R1: the door answers 200 before what it took in is durable."""

    async def store(self: receive.GroupCommit, items: list[Any]) -> int:
        self._queue.append(receive._Waiting(items, asyncio.get_running_loop().create_future()))
        asyncio.get_running_loop().call_later(0.3, self._start)
        return 0

    receive.GroupCommit.store = store  # type: ignore[method-assign]


def stored_again() -> None:
    """R2: what is delivered again is something new."""
    unpack, received = door.unpack, inbox.receive_message

    def fresh(body: bytes) -> list[Any]:
        return [replace(parcel, dedupe_key=f"{parcel.dedupe_key}.{uuid.uuid4()}") for parcel in unpack(body)]

    async def renamed(tx: Tx, connection_id: Any, message: Any, *more: Any) -> Any:
        known = await tx.value("select count(*) from inbox_messages where external_id = $1", message.external_id)
        named = replace(message, external_id=f"{message.external_id}.{uuid.uuid4()}") if known else message
        return await received(tx, connection_id, named, *more)

    door.unpack, inbox.receive_message = fresh, renamed  # type: ignore[assignment]


def status_back() -> None:
    """R3: the newest report wins, whatever it says."""
    statuses.advance = lambda current, incoming: "sent" if incoming == "accepted" else incoming  # type: ignore[assignment]


def only_the_first() -> None:
    """R4: of a body's entries the first alone is taken."""
    unpack = door.unpack
    door.unpack = lambda body: unpack(body)[:1]  # type: ignore[assignment]


def mixed_up() -> None:
    """R5: now and then a message is filed under whoever wrote before."""
    received, count, last = inbox.receive_message, itertools.count(1), []

    async def mixed(tx: Tx, connection_id: Any, message: Any, *more: Any) -> Any:
        sender, last[:] = (last[0] if last and next(count) % 50 == 0 else message.sender), [message.sender]
        return await received(tx, connection_id, replace(message, sender=sender), *more)

    inbox.receive_message = mixed  # type: ignore[assignment]


def neighbours_wait() -> None:
    """R6: when one of several that were opened together fails, the others wait a second."""
    together = opening._open

    async def slowly(tenant_id: Any, lanes: Any, *, one_by_one: bool) -> bool:
        try:
            return await together(tenant_id, lanes, one_by_one=one_by_one)
        except opening._NotTogether:
            if len(lanes) > 1:
                await asyncio.sleep(1.0)
            raise

    opening._open = slowly


def nobody_takes_over() -> None:
    """R7: each of the two workers opens for half of the tenants only, whoever else is gone."""
    if PLACE not in os.environ:
        return  # no worker
    due, place = opening.due, int(os.environ[PLACE])

    async def mine(*asked: Any, **more: Any) -> list[Any]:
        return [lane for lane in await due(*asked, **more) if lane.tenant_id.int % 2 == place]

    opening.due = mine


def slow_to_start() -> None:
    """R7, R11: a worker opens nothing in its first forty seconds, and a web stores nothing for as long after an error."""
    due, begun = opening.due, time.monotonic()

    async def later(*asked: Any, **more: Any) -> list[Any]:
        return await due(*asked, **more) if time.monotonic() - begun > 40 else []

    opening.due = later
    taken, away = integrations_door.receive, [float("-inf")]

    async def sulking(*given: Any) -> None:
        if time.monotonic() - away[0] < 40:
            raise ConnectionError
        try:
            await taken(*given)
        except Exception:
            away[0] = time.monotonic()
            raise

    integrations_door.receive = sulking  # type: ignore[assignment]


def no_lease() -> None:
    """R8: a worker that was stopped between its claim and its call calls however late it is."""
    deliver.CALL_WITHIN = timedelta(days=-1)
    deliver.LEASE = timedelta(days=1)


def sends_again() -> None:
    """R9: a call whose answer was lost is made once more."""
    call = deliver._call

    async def twice(claim: Any) -> SendResult | None:
        result = await call(claim)
        return await call(claim) if result is not None and result.state is SendState.UNKNOWN else result

    deliver._call = twice


def takes_silence_for_a_no() -> None:
    """R9: a call whose answer was lost is told to have failed."""
    call = deliver._call

    async def certain(claim: Any) -> SendResult | None:
        result = await call(claim)
        return replace(result, state=SendState.REFUSED) if result is not None and result.state is SendState.UNKNOWN else result

    deliver._call = certain


def drops_its_work() -> None:
    """R10: a worker that is told to end drops what it is at."""
    run = jobs.run
    jobs.run = lambda stages, stop, *, drain: run(stages, stop, drain=0.0)  # type: ignore[assignment]


def shuts_its_door() -> None:
    """R10: a web that is told to end takes nothing new from that moment on."""
    made = serving._Server.__init__

    def at_once(self: Any, config: Any, _drain: float) -> None:
        made(self, config, 0.0)

    serving._Server.__init__ = at_once  # type: ignore[method-assign]


def breaks_down() -> None:
    """R11: a database that is away is an error of ours, not a reason to come again."""
    taken = integrations_door.receive

    async def broken(*given: Any) -> None:
        try:
            await taken(*given)
        except Exception as error:
            raise LookupError("no database") from error

    integrations_door.receive = broken  # type: ignore[assignment]


def says_all_is_well() -> None:
    """R20: what waits is told without its tenants, and late work is no problem."""
    waiting._TOLD = 1e9
    waiting.Look.problems = property(lambda self: ["no_worker"] * (not self.alive))  # type: ignore[assignment,method-assign]


def first_come() -> None:
    """R21: who wrote first is served first, whoever it is."""
    opening._DUE = opening._DUE.replace("order by is_old, turn, first limit", "order by is_old, first limit")
    opening.TOGETHER = 1
    pending._DUE = pending._DUE.replace("order by turn", "order by turn_due_at")


def one_at_a_time() -> None:
    """R23: a worker makes one call at a time."""
    call, alone = deliver._call, asyncio.Lock()

    async def queued(claim: Any) -> SendResult | None:
        async with alone:
            return await call(claim)

    deliver._call = queued


def waits_for_calendars() -> None:
    """R23: a worker does nothing else while a calendar outside answers."""
    work = working.work

    async def alone(*asked: Any) -> bool:
        time.sleep(12.0)  # noqa: ASYNC251 - that is the fault
        return await work(*asked)

    working.work = alone


def exports_in_one_transaction() -> None:
    """R23: an export is one transaction, which is open for as long as its reader takes."""

    async def export(log: Any, wanted: Any, form: Any) -> Any:
        async def pages() -> AsyncIterator[Any]:
            cursor: str | None = None
            async with log._access.transaction() as tx:
                while True:
                    page = await audit_queries.page(tx, wanted, cursor=cursor, limit=500)
                    yield page
                    if (cursor := page[2]) is None:
                        return

        return exporting.answer(log.name, form, pages())

    audit_log.export = export


# What each is found by.
PLANTED: dict[str, tuple[str, Callable[[], None]]] = {
    "answered-early": ("R1", answered_early),
    "stored-again": ("R2", stored_again),
    "status-back": ("R2,R3", status_back),
    "only-the-first": ("R4", only_the_first),
    "mixed-up": ("R5", mixed_up),
    "neighbours-wait": ("R6", neighbours_wait),
    "nobody-takes-over": ("R7,R8", nobody_takes_over),
    "slow-to-start": ("R7,R11", slow_to_start),
    "no-lease": ("R8", no_lease),
    "sends-again": ("R9", sends_again),
    "silence-is-no": ("R9", takes_silence_for_a_no),
    "drops-its-work": ("R10", drops_its_work),
    "shuts-its-door": ("R10", shuts_its_door),
    "breaks-down": ("R11", breaks_down),
    "says-all-is-well": ("R20", says_all_is_well),
    "first-come": ("R21", first_come),
    "one-at-a-time": ("R23", one_at_a_time),
    "waits-for-calendars": ("R23", waits_for_calendars),
    "exports-in-one": ("R23", exports_in_one_transaction),
}


if __name__ == "__main__":
    for _name in sys.argv.pop(1).split(","):
        PLANTED[_name][1]()
    from atende.cli import main

    main()
