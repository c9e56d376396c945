"""Faults put into the product on purpose, to see that the simulation finds them: each takes one rule away."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

from atende.core.tenancy import Tx
from atende.inbox.ports import SendResult, SendState
from atende.inbox.service import claim, deliver, ownership, speech, statuses
from atende.inbox.service import receive as inbox
from atende.inbox.service.speech import Speech
from atende.integrations.service import receive
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


PLANTED: dict[str, Callable[[], None]] = {
    "answered-early": answered_early,
    "no-gate": no_gate,
    "sends-again": sends_again,
    "status-back": status_back,
    "no-lease": no_lease,
    "unwritten-claim": unwritten_claim,
    "speaks-early": speaks_early,
    "one-for-all": one_for_all,
}
