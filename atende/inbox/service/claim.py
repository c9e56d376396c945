"""Claiming the next message of a conversation: the gate once more, the paces, and an attempt committed before any call.

The conversation's row lock is the lane: whoever holds it decides what leaves next, and whoever changes the owner waits for it."""

import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import bindparam, or_, select, text, update
from sqlalchemy.orm import aliased

from atende.contacts import service as contacts
from atende.core import clock
from atende.core.config import settings
from atende.core.tenancy import Tx
from atende.inbox.errors import NotYourTurn, Outdated, SendRefused
from atende.inbox.events import MessageStatusChanged
from atende.inbox.models import Conversation, File, Message
from atende.inbox.ports import Account, Channel, MessageKind, Outbound
from atende.inbox.rules import Author, AuthorKind, Standing, may_send
from atende.inbox.rules.failure import failure
from atende.inbox.rules.outbound import with_file
from atende.inbox.rules.pacing import LEASE, PAIR_BURST, PAIR_RATE, Bucket
from atende.inbox.service import channels, ownership, provisos, queueing
from atende.integrations.models import Connection
from atende.kit.ids import new_id

# Rather than being put off, a message waits this long (seconds) for the number's pace with its lane in hand.
PATIENCE = 0.25
LOOK_AGAIN = timedelta(seconds=0.3)
UPLOAD_WITHIN = timedelta(seconds=180)
_AT_ONCE = 10
_PACES_KEPT = 20_000


@dataclass(frozen=True, slots=True)
class Claim:
    """A message that is ours to send once: its attempt is in the database. `begun` is this process's steady clock in seconds."""

    tenant_id: uuid.UUID
    conversation_id: uuid.UUID
    connection_id: uuid.UUID
    contact_id: uuid.UUID
    message_id: uuid.UUID
    attempt_id: uuid.UUID
    number: int
    tries: int
    channel: Channel
    account: Account
    outbound: Outbound
    begun: float
    wait: float
    correlation_id: str
    is_last: bool  # nothing stood behind it when it was claimed


@dataclass(frozen=True, slots=True)
class Upload:
    """A file the vendor must hold before its message can leave."""

    tenant_id: uuid.UUID
    conversation_id: uuid.UUID
    connection_id: uuid.UUID
    message_id: uuid.UUID
    tries: int
    channel: Channel
    account: Account
    file_id: uuid.UUID
    mime: str
    name: str
    sha256: str


class Paces:
    """The token buckets of this process, by key; forgotten oldest first, which only means a full bucket again."""

    def __init__(self) -> None:
        self._buckets: dict[uuid.UUID, Bucket] = {}

    def of(self, key: uuid.UUID, rate: float, burst: float) -> Bucket:
        """The bucket of this key."""
        bucket = self._buckets.pop(key, None)
        if bucket is None or bucket.rate != rate:
            bucket = Bucket.full(rate, burst, clock.steady())
        while len(self._buckets) >= _PACES_KEPT:
            self._buckets.pop(next(iter(self._buckets)))
        self._buckets[key] = bucket
        return bucket

    def forget(self) -> None:
        """Every bucket is full again."""
        self._buckets.clear()


numbers = Paces()
pairs = Paces()


# The row is locked before anything is joined to it. PostgreSQL locks joined rows one by one: a holder that lets go in between would
# have the first messages skipped and a later one given, which overtakes them.
_HELD = (
    select(Conversation)
    .where(Conversation.tenant_id == bindparam("tenant"), Conversation.id == bindparam("conversation"))
    .with_for_update(skip_locked=True)
    .cte("held")
    .prefix_with("materialized")
)
_ours = aliased(Conversation, _HELD)

# Put together once: to do it for each look costs as much as the look.
_NEXT = (
    select(_ours, Connection, Message, File)
    .join(Connection, (Connection.tenant_id == _ours.tenant_id) & (Connection.id == _ours.connection_id))
    .join(Message, (Message.tenant_id == _ours.tenant_id) & (Message.conversation_id == _ours.id))
    .outerjoin(File, (File.tenant_id == Message.tenant_id) & (File.id == Message.file_id))
    .where(
        Message.tenant_id == bindparam("tenant"),
        Message.conversation_id == bindparam("conversation"),
        # Written out, so that the partial index is used whatever the plan.
        text("inbox_messages.status in ('queued', 'sending', 'unknown')"),
        or_(Message.status != "unknown", Message.send_due_at > bindparam("now")),
    )
    .order_by(Message.send_no)
    .limit(_AT_ONCE)
)


async def claim(tx: Tx, conversation_id: uuid.UUID) -> Claim | Upload | None:
    """The next message of the conversation with an attempt written for it; or its file, to be uploaded first; or None when
    nothing may leave now. What the gate stops on the way is dropped (the bot's words, and what is not so any more) or failed (other
    people's), and stated."""
    begun = clock.steady()
    given = {"tenant": tx.tenant_id, "conversation": conversation_id, "now": tx.now}
    rows = (await tx.session.execute(_NEXT, given)).all()
    for place, (conversation, connection, message, file) in enumerate(rows):
        until = _must_wait(tx, conversation, connection, message)
        if until is not None:
            await put_off(tx, conversation.id, until)
            return None
        if refusal := _refusal(tx, conversation, connection, message):
            if not await _stop(tx, message, refusal):
                return None  # somebody has claimed it since this look began: nothing behind it may pass
            continue
        if not await provisos.hold(tx, message):
            if not await _stop(tx, message, Outdated):
                return None
            continue
        wait, later = pace(connection.id, conversation.id)
        if later:
            await put_off(tx, conversation.id, tx.now + timedelta(seconds=later))
            return None
        return await _take(tx, conversation, connection, message, file, begun, wait, place == len(rows) - 1)
    return None


def _must_wait(tx: Tx, conversation: Conversation, connection: Connection, message: Message) -> datetime | None:
    if message.status == "sending":
        # Another worker is calling. It wakes the lane when it has recorded the end, unless this very look makes it miss us.
        return tx.now + LOOK_AGAIN
    if message.status != "queued":
        return max(message.send_due_at or tx.now, tx.now) + LOOK_AGAIN
    waits = [x for x in (message.send_due_at, conversation.slowed_until, connection.slowed_until) if x is not None]
    until = max(waits, default=tx.now)
    return until if until > tx.now else None


def _refusal(tx: Tx, conversation: Conversation, connection: Connection, message: Message) -> type[SendRefused] | None:
    kind = AuthorKind.BOT if message.author_kind == "bot" else AuthorKind.AUTOMATION
    return may_send(
        Author(kind),
        Standing(
            now=tx.now,
            owner_kind=conversation.owner_kind,
            owner_user_id=conversation.owner_user_id,
            last_inbound_at=conversation.last_inbound_at,
            number_state=connection.state,
            number_is_active=connection.is_active and connection.token_sealed is not None,
            is_template=message.kind == MessageKind.TEMPLATE,
            is_notice=bool((message.explanation or {}).get("is_notice")),
        ),
    )


async def _stop(tx: Tx, message: Message, refusal: type[SendRefused]) -> bool:
    """Whether it was still queued, and will not leave now."""
    status = "dropped" if refusal in (NotYourTurn, Outdated) else "failed"
    stopped = await tx.session.scalar(
        update(Message)
        .where(Message.tenant_id == tx.tenant_id, Message.id == message.id, Message.status == "queued")
        .values(
            status=status,
            send_due_at=None,
            error=failure(refusal.code),
            status_at={**message.status_at, status: tx.now.isoformat()},
        )
        .returning(Message.id)
        .execution_options(synchronize_session=False)
    )
    if stopped is not None:
        await tx.emit(
            MessageStatusChanged(message_id=message.id, conversation_id=message.conversation_id, status=status),
            subject_id=message.conversation_id,
        )
        if status == "failed" and message.author_kind == "bot":
            await ownership.wait_unanswered(tx, message.conversation_id, queueing.CANNOT_SEND)
    return stopped is not None


def pace(connection_id: uuid.UUID, conversation_id: uuid.UUID) -> tuple[float, float]:
    """Seconds to wait with the message in hand, and seconds to put it off (0.0: not)."""
    now = clock.steady()
    rate = settings().number_rate
    pair = pairs.of(conversation_id, PAIR_RATE, PAIR_BURST)
    taken, wait = pair.take(now)
    if not taken:
        return 0.0, wait
    taken, wait = numbers.of(connection_id, rate, max(1.0, rate / 4)).take(now, PATIENCE)
    if not taken:
        pair.give_back()
        return 0.0, wait
    return wait, 0.0


def _give_back(connection_id: uuid.UUID, conversation_id: uuid.UUID) -> None:
    """What `pace` took is there again: nothing leaves."""
    numbers.of(connection_id, settings().number_rate, max(1.0, settings().number_rate / 4)).give_back()
    pairs.of(conversation_id, PAIR_RATE, PAIR_BURST).give_back()


_PUT_OFF = text(
    "update inbox_messages set send_due_at = :until where tenant_id = :tenant and conversation_id = :conversation"
    " and status = 'queued' and send_due_at < :until"
)
_WAKE = text(
    "update inbox_messages set send_due_at = :now where tenant_id = :tenant and conversation_id = :conversation"
    " and status = 'queued' and send_due_at > :now"
)


async def put_off(tx: Tx, conversation_id: uuid.UUID, until: datetime) -> None:
    """Nothing of the conversation is due before `until`."""
    await tx.session.execute(_PUT_OFF, {"tenant": tx.tenant_id, "conversation": conversation_id, "until": until})


async def wake(tx: Tx, conversation_id: uuid.UUID) -> None:
    """What waited behind a message whose end is known now is due."""
    await tx.session.execute(_WAKE, {"tenant": tx.tenant_id, "conversation": conversation_id, "now": tx.now})


_TAKE = text(
    "with m as ("
    " update inbox_messages set status = 'sending', attempts = attempts + 1, send_due_at = :lease"
    " where tenant_id = :tenant and id = :message and status = 'queued' returning attempts"
    ") insert into inbox_attempts (tenant_id, id, message_id, number, state, lease_until)"
    " select :tenant, :attempt, :message, attempts, 'sending', :lease from m returning number"
)


async def _take(
    tx: Tx,
    conversation: Conversation,
    connection: Connection,
    message: Message,
    file: File | None,
    begun: float,
    wait: float,
    is_last: bool,
) -> Claim | Upload | None:
    channel = channels.channel_for(connection.provider)
    account = await channels.account_of(tx, connection)
    tries = int((message.error or {}).get("tries", 0))
    if file is not None and not _is_held(tx, file, connection):
        _give_back(connection.id, conversation.id)
        await put_off(tx, conversation.id, tx.now + UPLOAD_WITHIN)
        return Upload(
            tx.tenant_id,
            conversation.id,
            connection.id,
            message.id,
            tries,
            channel,
            account,
            file.id,
            file.mime,
            file.name or "file",
            file.sha256,
        )
    address = await contacts.address(tx, conversation.contact_id)
    attempt_id = new_id()
    number = await tx.session.scalar(
        _TAKE,
        {
            "tenant": tx.tenant_id,
            "message": message.id,
            "attempt": attempt_id,
            "lease": tx.now + LEASE,
        },
    )
    if number is None:
        _give_back(connection.id, conversation.id)
        return None
    kind = MessageKind(message.kind)
    held = file.external_id if file is not None else None
    return Claim(
        tenant_id=tx.tenant_id,
        conversation_id=conversation.id,
        connection_id=connection.id,
        contact_id=conversation.contact_id,
        message_id=message.id,
        attempt_id=attempt_id,
        number=number,
        tries=tries,
        channel=channel,
        account=account,
        outbound=Outbound(
            phone=address.phone,
            user_id=address.user_id,
            kind=kind,
            text=message.text,
            content=with_file(kind, message.content, held) if held else message.content,
            callback=str(attempt_id),
            reply_to=message.reply_to_external_id,
        ),
        begun=begun,
        wait=wait,
        correlation_id=message.correlation_id,
        is_last=is_last,
    )


def _is_held(tx: Tx, file: File, connection: Connection) -> bool:
    return (
        file.external_id is not None
        and file.external_connection_id == connection.id
        and file.external_until is not None
        and file.external_until > tx.now
    )
