"""Who answers in a conversation: the bot, one person, or nobody yet. One field, changed in one transaction, always stated.

Every verb takes the conversation's row lock first; what the bot still had queued is dropped in the same transaction, so that
nothing of it leaves after a person took over."""

import uuid
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select, text

from atende.accounts.models import Membership
from atende.accounts.rules import Permission, Role
from atende.core import clock
from atende.core.jobs import Lane, in_turn
from atende.core.tenancy import SYSTEM, Crossing, Tx, asked_across_tenants, in_tenant
from atende.inbox.errors import AlreadyOwned, NotInTheInbox
from atende.inbox.events import HandoffRequested, MessageStatusChanged, OwnershipChanged
from atende.inbox.models import Conversation, Message
from atende.inbox.service import queueing
from atende.inbox.service.conversations import locked
from atende.kit.refusal import Invalid, NotFound


async def assume(tx: Tx, conversation_id: uuid.UUID, *, user_id: uuid.UUID | None = None, force: bool = False) -> Conversation:
    """The person (`user_id`, else who acts) has the conversation; the bot's queued words are dropped. States `OwnershipChanged`.

    Refuses `AlreadyOwned` when another person has it, unless `force`, and `NotFound` for somebody who no longer works here."""
    taker = user_id or tx.actor.user_id
    if taker is None:
        raise Invalid("nobody to take it", field="user_id")
    if await may_answer(tx, taker) is False:
        raise NotFound("no such person", field="user_id")
    row = await locked(tx, conversation_id)
    if row.owner_kind == "person" and row.owner_user_id != taker and not force:
        raise AlreadyOwned()
    return await _change(tx, row, "person", taker, "assumed")


async def assign(tx: Tx, conversation_id: uuid.UUID, user_id: uuid.UUID | None) -> Conversation:
    """The named person has the conversation, whoever had it before; None puts it among those waiting for somebody.

    States `OwnershipChanged`. Refuses `NotFound` for somebody who does not work here, and `NotInTheInbox` for a colleague who may
    not answer there: who only sees it could do nothing with it."""
    if user_id is None:
        row = await _change(tx, await locked(tx, conversation_id), "nobody", None, "unassigned")
        queueing.wait(row, tx.now)
        await tx.session.flush()
        return row
    member = await _member(tx, user_id)
    if member is None or not member.is_active:
        raise NotFound("no such person", field="user_id")
    if not _may_answer(member):
        raise NotInTheInbox(field="user_id")
    return await _change(tx, await locked(tx, conversation_id), "person", user_id, "assigned")


async def may_answer(tx: Tx, user_id: uuid.UUID) -> bool | None:
    """Whether this person works here and may answer in the inbox now, which nobody changes before this transaction ends; None when
    they never worked here (the operator). Asked before the conversation is locked, because a removal locks in that order too."""
    member = await _member(tx, user_id)
    return None if member is None else member.is_active and _may_answer(member)


async def _member(tx: Tx, user_id: uuid.UUID) -> Membership | None:
    return await tx.session.scalar(
        select(Membership)
        .where(Membership.tenant_id == tx.tenant_id, Membership.user_id == user_id)
        .with_for_update(read=True)
        .execution_options(populate_existing=True)
    )


def _may_answer(member: Membership) -> bool:
    return member.role in (Role.OWNER, Role.SUPERUSER) or Permission.INBOX in member.permissions


async def return_to_bot(tx: Tx, conversation_id: uuid.UUID, *, reason: str = "returned") -> Conversation:
    """The bot answers again from the customer's next message on. States `OwnershipChanged`."""
    return await _change(tx, await locked(tx, conversation_id), "bot", None, reason)


@dataclass(frozen=True, slots=True)
class HandedOff:
    """Whether the hand-over was done now (False: people have it already), and who has the conversation after it."""

    is_new: bool
    owner_kind: str
    owner_user_id: uuid.UUID | None
    due_at: datetime | None


async def hand_off(
    tx: Tx,
    conversation_id: uuid.UUID,
    reason: str,
    due_at: datetime | None,
    *,
    return_at: datetime | None = None,
) -> HandedOff:
    """The bot is out and the customer waits for a person, who should take it by `due_at`; with `return_at` the bot takes over
    again then. States `OwnershipChanged` and `HandoffRequested`. A message that announces it (`Draft.is_notice`) may be sent
    after this returned, and only then."""
    row = await locked(tx, conversation_id)
    if row.owner_kind != "bot":
        return HandedOff(False, row.owner_kind, row.owner_user_id, row.due_at)
    row = await _change(tx, row, "nobody", None, reason)
    queueing.wait(row, tx.now, due_at=due_at, reason=reason)
    row.return_at = return_at
    await tx.session.flush()
    await tx.emit(HandoffRequested(conversation_id=row.id, reason=reason), subject_id=row.id)
    return HandedOff(True, "nobody", None, due_at)


async def person_spoke(
    tx: Tx, conversation: Conversation, *, user_id: uuid.UUID | None, reason: str | None = None
) -> Conversation:
    """A person of the business said something, so the bot is out: `user_id` has the conversation now; from the phone app or the
    API (None) nobody in particular has it, unless somebody already had. Nobody waits any more. `conversation` is locked here."""
    row = await locked(tx, conversation.id)
    if user_id is not None:
        return await _change(tx, row, "person", user_id, reason or "spoke")
    if row.owner_kind == "bot":
        row = await _change(tx, row, "nobody", None, reason or "phone_app")
    await drop_bot_messages(tx, row, "not_your_turn", reason or "phone_app")
    queueing.wait_no_more(row)
    await tx.session.flush()
    return row


async def wait_unanswered(tx: Tx, conversation_id: uuid.UUID, reason: str) -> None:
    """What the customer wrote stays without the bot's answer (`queueing.UNANSWERED`): people find it among those that wait."""
    row = await locked(tx, conversation_id)
    if row.waiting_since is None and row.owner_kind != "person":
        queueing.wait(row, tx.now, reason=reason)
        await tx.session.flush()


async def call_somebody(tx: Tx, conversation_id: uuid.UUID, reason: str, due_at: datetime) -> None:
    """Something has to be done by a person until `due_at`, whoever has the conversation: it waits for them, and is not taken off that
    list by the bot's next answer. States `HandoffRequested`."""
    row = await locked(tx, conversation_id)
    queueing.wait(row, tx.now, due_at=min(due_at, row.due_at or due_at), reason=reason)
    await tx.session.flush()
    await tx.emit(HandoffRequested(conversation_id=row.id, reason=reason), subject_id=row.id)


async def release(tx: Tx, user_id: uuid.UUID, reason: str) -> int:
    """Nobody in particular has what this person had, and whoever wrote last waits for somebody; returns how many there were."""
    theirs = (
        await tx.session.scalars(
            select(Conversation.id)
            .where(Conversation.tenant_id == tx.tenant_id, Conversation.owner_user_id == user_id)
            .order_by(Conversation.id)
        )
    ).all()
    for conversation_id in theirs:
        row = await locked(tx, conversation_id)
        if row.owner_user_id != user_id:
            continue
        row = await _change(tx, row, "nobody", None, reason)
        if await _is_unanswered(tx, row):
            queueing.wait(row, tx.now, reason=reason)
        await tx.session.flush()
    return len(theirs)


async def _is_unanswered(tx: Tx, row: Conversation) -> bool:
    last = select(Message.direction).where(Message.tenant_id == tx.tenant_id, Message.id == row.last_message_id)
    return await tx.session.scalar(last) == "in"


async def return_by(tx: Tx, conversation_id: uuid.UUID, at: datetime | None) -> None:
    """The bot takes over again at `at` (None: never by itself). No effect while the bot has it."""
    row = await locked(tx, conversation_id)
    row.return_at = None if row.owner_kind == "bot" else at
    await tx.session.flush()


async def _change(tx: Tx, row: Conversation, kind: str, user_id: uuid.UUID | None, reason: str) -> Conversation:
    before = (row.owner_kind, row.owner_user_id)
    if kind != "nobody":
        queueing.wait_no_more(row)
    if kind == "bot":
        row.return_at = None
    if before == (kind, user_id):
        await tx.session.flush()
        return row
    row.owner_kind, row.owner_user_id, row.owned_since = kind, user_id, tx.now
    await tx.session.flush()
    if kind != "bot":
        await drop_bot_messages(tx, row, "not_your_turn", reason)
    await tx.emit(
        OwnershipChanged(
            conversation_id=row.id,
            from_kind=before[0],
            from_user_id=before[1],
            to_kind=kind,
            to_user_id=user_id,
            reason=reason,
        ),
        subject_id=row.id,
    )
    return row


_DROP = text(
    "update inbox_messages set status = 'dropped', send_due_at = null,"
    " status_at = status_at || jsonb_build_object('dropped', cast(:at as text)),"
    " error = jsonb_build_object('code', cast(:code as text), 'word', cast(:code as text), 'detail', cast(:reason as text))"
    " where tenant_id = :tenant and conversation_id = :conversation and status = 'queued' and author_kind = 'bot'"
    " returning id"
)


async def drop_bot_messages(tx: Tx, row: Conversation, code: str, reason: str | None = None) -> None:
    """Nothing the bot still had queued here leaves, and the list shows what was said last instead; `row` is locked.

    States `MessageStatusChanged` for each."""
    dropped = (
        await tx.session.scalars(
            _DROP,
            {
                "tenant": tx.tenant_id,
                "conversation": row.id,
                "at": tx.now.isoformat(),
                "code": code,
                "reason": reason,
            },
        )
    ).all()
    if row.last_message_id in dropped:
        row.last_message_id = await tx.session.scalar(
            select(Message.id)
            .where(
                Message.tenant_id == tx.tenant_id,
                Message.conversation_id == row.id,
                Message.status != "dropped",
                Message.kind != "reaction",
            )
            .order_by(Message.occurred_at.desc(), Message.tiebreak.desc())
            .limit(1)
        )
        await tx.session.flush()
    for message_id in dropped:
        await tx.emit(
            MessageStatusChanged(message_id=message_id, conversation_id=row.id, status="dropped"),
            subject_id=row.id,
        )


_RETURNS_DUE = in_turn(
    "inbox_conversations", "id", "return_at", "return_at is not null and owner_kind <> 'bot' and waiting_since is null"
)


async def returns_due(limit: int) -> list[Lane]:
    """Conversations the bot is to take over again now."""
    rows = await asked_across_tenants(Crossing.SWEEP, _RETURNS_DUE, clock.now(), limit)
    return [Lane(tenant, str(conversation)) for tenant, conversation in rows]


async def take_back(lane: Lane) -> bool:
    """The bot has the conversation again, if that is still due. States `OwnershipChanged` (`auto_return`).

    Whoever still waits for a first sign of a person is not taken off that list, and whose last words no person answered is put
    on it."""
    async with in_tenant(lane.tenant_id, SYSTEM) as tx:
        row = await locked(tx, uuid.UUID(lane.key))
        if row.return_at is not None and row.return_at <= tx.now and row.waiting_since is None:
            row = await _change(tx, row, "bot", None, "auto_return")
            if await _is_unanswered(tx, row):
                queueing.wait(row, tx.now, reason=queueing.RETURNED)
                await tx.session.flush()
    return True
