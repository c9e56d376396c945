"""Faults put into the product on purpose, to see that the simulation finds them: each takes one rule away."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

from atende.bookings.service import reminding
from atende.bot.service import doing, turns
from atende.core import jobs
from atende.core.jobs import Lane
from atende.core.tenancy import Tx
from atende.inbox.ports import SendResult, SendState
from atende.inbox.service import claim, deliver, outcome, ownership, provisos, recording, speech, statuses
from atende.inbox.service import receive as inbox
from atende.inbox.service.speech import Speech
from atende.integrations.service import opening, receive
from atende.providers.meta_whatsapp import channel


def answered_early() -> None:
    """The door answers 200 before what it took in is durable."""

    async def store(self: receive.GroupCommit, items: list[Any]) -> int:
        waiting = receive._Waiting(items, receive.asyncio.get_running_loop().create_future())
        self._queue.append(waiting)
        self._start()
        return 0

    receive.GroupCommit.store = store  # type: ignore[method-assign]


def no_gate() -> None:
    """Nobody asks again before a message leaves, and what the bot had queued stays queued when a person takes over."""

    async def keep(*_: Any, **__: Any) -> None:
        return None

    claim.may_send = lambda *_: None  # type: ignore[assignment]
    ownership.drop_bot_messages = keep  # type: ignore[assignment]


def sends_again() -> None:
    """A call whose answer was lost counts as not made."""
    channel.unsure = lambda: SendResult(SendState.NOT_SENT, code="unsure", retry_after=0.1)  # type: ignore[assignment]


def status_back() -> None:
    """The newest report wins, whatever it says."""
    statuses.advance = lambda current, incoming: "sent" if incoming == "accepted" else incoming  # type: ignore[assignment]


def no_lease() -> None:
    """A worker that was held calls however late it is."""
    deliver.CALL_WITHIN = timedelta(days=-1)
    deliver.LEASE = timedelta(days=1)


def unwritten_claim() -> None:
    """What the bot says first is called, and no attempt was written down with the turn."""
    speech._SAY = speech._SAY.replace("where g.attempt_id is not null", "where g.attempt_id is null")


def speaks_early() -> None:
    """What the bot says first is called before the turn is committed."""
    write, call = speech.write, deliver._call
    known: dict[Any, SendResult] = {}

    async def write_and_call(tx: Tx, speeches: Sequence[Speech]) -> None:
        await write(tx, speeches)
        for claimed in [one.claimed for one in speeches if one.claimed is not None]:
            known[claimed.attempt_id] = await claimed.channel.send(claimed.account, claimed.outbound)

    async def called(claim: Any) -> SendResult | None:
        return known[claim.attempt_id] if claim.attempt_id in known else await call(claim)

    speech.write = write_and_call  # type: ignore[assignment]
    deliver._call = called


def one_for_all() -> None:
    """Of several people whose parcels share a transaction, all are taken for the first."""
    received = inbox.receive_message

    async def mixed(tx: Tx, connection_id: Any, message: Any, *more: Any) -> Any:
        first = tx.held.setdefault("first", message.sender)
        return await received(tx, connection_id, replace(message, sender=first), *more)

    inbox.receive_message = mixed  # type: ignore[assignment]


def anothers_answer() -> None:
    """Of several people answered in one transaction, two get what was meant for the other."""
    write = speech.write

    async def swapped(tx: Tx, speeches: Sequence[Speech]) -> None:
        if len(speeches) > 1:
            one, other = speeches[:2]
            one.said, other.said = other.said, one.said
            one.claimed, other.claimed = other.claimed, one.claimed
        await write(tx, speeches)

    speech.write = swapped  # type: ignore[assignment]


def anothers_chain() -> None:
    """Whatever is answered in one transaction stands in the chain of the first."""
    begin = doing.Taking.__post_init__

    def begun(self: doing.Taking) -> None:
        begin(self)
        self.correlation = self.tx.held.setdefault("chain", self.correlation)

    doing.Taking.__post_init__ = begun  # type: ignore[method-assign]


def forgotten_turns() -> None:
    """When one of several turns fails, the others are not taken by themselves."""
    together = turns._taken_together

    async def all_or_nobody(lanes: list[Lane]) -> Any:
        shared = await together(lanes)
        return shared if len(shared.alone) < len(lanes) else replace(shared, alone=[])

    turns._taken_together = all_or_nobody  # type: ignore[assignment]


def uncalled_at_stop() -> None:
    """A worker that was told to stop makes no call any more, also of what it has claimed."""
    hand_on = jobs.hand_on

    async def unless_stopped(stage: str, lane: Lane, work: Any) -> None:
        if jobs._runners.get(stage) == []:
            work.close()
        else:
            await hand_on(stage, lane, work)

    jobs.hand_on = unless_stopped


def calls_in_a_row() -> None:
    """A worker that was told to stop makes the calls of a shared turn one after the other."""

    async def one_by_one(*calls: Any, **_: Any) -> list[Any]:
        ends: list[Any] = []
        for call in calls:
            try:
                ends.append(await call)
            except Exception as error:
                ends.append(error)
        return ends

    turns.asyncio = SimpleNamespace(gather=one_by_one)  # type: ignore[assignment]


def anothers_end() -> None:
    """Of several calls whose ends are written together, each gets its neighbour's."""
    accepted = outcome.accepted

    async def rotated(tx: Tx, ends: Sequence[tuple[Any, SendResult]], **more: Any) -> Any:
        results = [result for _, result in ends]
        return await accepted(
            tx, [(one, result) for (one, _), result in zip(ends, results[1:] + results[:1], strict=True)], **more
        )

    outcome.accepted = rotated  # type: ignore[assignment]


def forgotten_end() -> None:
    """When some of several ends could be written, those left out because somebody held them count as written too."""
    written = recording._written

    async def some_is_all(tenant_id: Any, group: list[Any]) -> set[Any]:
        return {one.claim.attempt_id for one in group} if await written(tenant_id, group) else set()

    recording._written = some_is_all


def forgotten_lanes() -> None:
    """When one of several people's messages cannot be opened, the others' are not opened by themselves."""
    together = opening._open

    async def all_or_nobody(tenant_id: Any, lanes: list[Any], *, one_by_one: bool) -> bool:
        try:
            return await together(tenant_id, lanes, one_by_one=one_by_one)
        except opening._NotTogether:
            if len(lanes) > 1:
                return True
            raise

    opening._open = all_or_nobody


def anothers_parcel() -> None:
    """Of several people's messages opened in one transaction, each parcel says that it became its neighbour's message."""
    end = opening.end

    async def rotated(tx: Tx, ended: list[Any], at: Any) -> None:
        opened = [one for _, one in ended]
        await end(tx, [(one, other) for (one, _), other in zip(ended, opened[1:] + opened[:1], strict=True)], at)

    opening.end = rotated


def first_come() -> None:
    """Of those with the least under way whoever was found first is served, again and again."""

    def first(self: Any) -> Any:
        free = self._free()
        waiting = (tenant for tenant in self._found if self._in_slots[tenant] < free)
        return min(waiting, key=self._in_slots.__getitem__, default=None)

    jobs._Runner._next = first  # type: ignore[method-assign]


def no_proviso() -> None:
    """Nobody asks again whether what a reminder says still holds before it leaves."""

    async def hold(*_: Any) -> bool:
        return True

    provisos.hold = hold  # type: ignore[assignment]


def unlocked_proviso() -> None:
    """Who asks whether it still holds does not keep it so until the claim stands."""
    reminding._HELD = reminding._HELD.replace("for share of a", "")


PLANTED: dict[str, Callable[[], None]] = {
    "answered-early": answered_early,
    "no-gate": no_gate,
    "sends-again": sends_again,
    "status-back": status_back,
    "no-lease": no_lease,
    "unwritten-claim": unwritten_claim,
    "speaks-early": speaks_early,
    "one-for-all": one_for_all,
    "anothers-answer": anothers_answer,
    "anothers-chain": anothers_chain,
    "forgotten-turns": forgotten_turns,
    "uncalled-at-stop": uncalled_at_stop,
    "calls-in-a-row": calls_in_a_row,
    "anothers-end": anothers_end,
    "forgotten-end": forgotten_end,
    "forgotten-lanes": forgotten_lanes,
    "anothers-parcel": anothers_parcel,
    "first-come": first_come,
    "no-proviso": no_proviso,
    "unlocked-proviso": unlocked_proviso,
}
