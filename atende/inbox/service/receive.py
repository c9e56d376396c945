"""What comes in: customers' messages, echoes of the phone app, history, edits and withdrawals; each stored once, at its place."""

import json
import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, or_, select, update
from sqlalchemy.dialects.postgresql import insert

from atende.contacts import service as contacts
from atende.contacts.ports import Evidence
from atende.core.config import settings
from atende.core.log import correlation_id
from atende.core.tenancy import Tx
from atende.inbox.events import CaseOpened, MessageAmended, MessageReceived, PhoneAppSpoke
from atende.inbox.models import Amendment, Conversation, ExternalId, Message
from atende.inbox.ports import EchoedMessage, InboundMessage, MessageEdited, MessageKind, Sender
from atende.inbox.rules.speaking import WINDOW
from atende.inbox.service import ownership, queueing, statuses, timeline
from atende.inbox.service.conversations import conversation_for
from atende.inbox.service.held import Held, hold_for
from atende.integrations.errors import Ignored
from atende.integrations.service.opening import Opened
from atende.kit.ids import new_id

LATE = timedelta(seconds=30)  # a message this far behind what is already there is marked as late
_AHEAD = timedelta(minutes=5)  # a vendor's clock this far ahead of ours is not believed


@dataclass(frozen=True, slots=True)
class Said:
    """What a customer's message of this transaction is, for those who react to it (`tx.held`, by `(Said, message id)`)."""

    kind: str
    text: str | None
    external_id: str
    connection_id: uuid.UUID


_WITH_FILE = {
    MessageKind.IMAGE,
    MessageKind.VIDEO,
    MessageKind.AUDIO,
    MessageKind.DOCUMENT,
    MessageKind.STICKER,
}


def place(sent_at: datetime | None, received_at: datetime) -> datetime:
    """When the message happened: the vendor's time, or ours when theirs is unreadable or in the future."""
    if sent_at is None or sent_at > received_at + _AHEAD:
        return received_at
    return sent_at


def evidence(sender: Sender) -> Evidence:
    """The vendor's words about a person, as contacts reads them."""
    return Evidence(
        phone=sender.phone,
        user_id=sender.user_id,
        parent_user_id=sender.parent_user_id,
        username=sender.username,
        name=sender.name,
    )


async def recognize(tx: Tx, sender: Sender, seen_at: datetime) -> contacts.Recognized:
    """Who this sender is; timelines of records that turned out to be one person are joined. `seen_at` is the vendor's time."""
    found = await contacts.recognize(tx, evidence(sender), source="channel", seen_at=seen_at)
    for merged in found.merges:
        await timeline.join(tx, merged)
    return found


# No message is stored when its vendor's id is known: the table's trigger looks (`ExternalId`).
_STORE = """
with known as (
    select id from inbox_cases where tenant_id = $1 and conversation_id = $2 and closed_at is null
), started as (
    insert into inbox_cases (tenant_id, id, conversation_id, opened_at, opened_by)
    select $1, $3, $2, $4, 'customer' where $5 and not exists (select from known) returning id
), stored as (
    insert into inbox_messages (tenant_id, id, conversation_id, connection_id, case_id, direction, author_kind, identity_id, kind,
        text, content, external_id, reply_to_external_id, occurred_at, tiebreak, is_late, status, media_state, media_due_at, correlation_id)
    values ($1, $6, $2, $7, case when $5 then coalesce((select id from known), (select id from started)) end, 'in', 'customer', $8,
        $9, $10, $11, $12, $13, $4, $12, $14, 'received', case when $15 then 'pending' end, case when $15 then $16::timestamptz end, $25)
    returning id
), touched as (
    update inbox_conversations set last_inbound_at = $17, last_activity_at = $18, last_message_id = $19, unread_count = $20,
        waiting_since = $21, due_at = $22, overdue_at = $23, handoff_reason = $24
    where tenant_id = $1 and id = $2 and exists (select from stored)
)
select (select id from stored), (select id from started), exists (select from inbox_amendments
    where tenant_id = $1 and connection_id = $7 and original_external_id = $12)
"""
_UNSTART = "delete from inbox_cases where tenant_id = $1 and id = $2"


async def receive_message(tx: Tx, connection_id: uuid.UUID, message: InboundMessage, received_at: datetime) -> Opened:
    """The message stands once in its person's timeline, a case is open, and `MessageReceived` is stated.

    Refuses nothing; what was here before is a duplicate and changes nothing. Group messages are kept raw only, because an
    answer would go to one member privately. A known person's message costs three round trips."""
    if message.group_id:
        raise Ignored("group_message")
    occurred_at = place(message.sent_at, received_at)
    found = await recognize(tx, message.sender, occurred_at)
    held, known = await hold_for(tx, connection_id, found.contact_id, message.external_id, is_new=found.is_new)
    if known is not None:
        return Opened(message_id=known, contact_id=found.contact_id, state="ignored", reason="duplicate_message")
    is_late = held.last_inbound_at is not None and occurred_at < held.last_inbound_at and received_at - occurred_at > LATE
    # Seen from now, not from when it was received: a worker that was away for hours answers nothing of hours ago.
    is_stale = tx.now - occurred_at > timedelta(minutes=settings().bot_max_age_minutes)
    has_file = message.kind in _WITH_FILE and bool(message.content.get("media", {}).get("external_id"))
    is_reaction = message.kind is MessageKind.REACTION
    message_id, case_id = new_id(), new_id()
    # A reaction is somebody alive, so the window opens; it is no question, so nothing is opened or counted.
    _touch(tx, held, occurred_at, received_at, message_id, counts=not is_reaction, is_stale=is_stale)
    row = await tx.row(
        _STORE,
        tx.tenant_id,
        held.id,
        case_id,
        occurred_at,
        not is_reaction,
        message_id,
        connection_id,
        found.identity_id,
        message.kind.value,
        message.text,
        json.dumps(_content(message)),
        message.external_id,
        message.reply_to,
        is_late,
        has_file,
        tx.now,
        held.last_inbound_at,
        held.last_activity_at,
        held.last_message_id,
        held.unread_count,
        held.waiting_since,
        held.due_at,
        held.overdue_at,
        held.handoff_reason,
        correlation_id.get(),
    )
    stored, started, is_amended = row
    if stored is None:  # under another person of this number: nothing of it was for this one
        if started is not None:
            await tx.fetch(_UNSTART, tx.tenant_id, started)
        existing = await _by_external(tx, connection_id, message.external_id)
        return Opened(message_id=existing, contact_id=found.contact_id, state="ignored", reason="duplicate_message")
    if started is not None:
        await tx.emit(CaseOpened(case_id=started, conversation_id=held.id), subject_id=held.id)
    if is_amended and not is_reaction:
        await _amend_known(tx, message_id, connection_id, message.external_id)
    tx.held[Said, message_id] = Said(message.kind.value, message.text, message.external_id, connection_id)
    await tx.emit(
        MessageReceived(
            message_id=message_id,
            conversation_id=held.id,
            contact_id=found.contact_id,
            connection_id=connection_id,
            kind=message.kind.value,
            starts_bot=not is_stale
            and message.kind not in (MessageKind.REACTION, MessageKind.SYSTEM)
            and held.owner_kind == "bot",
        ),
        subject_id=held.id,
    )
    return Opened(message_id=message_id, contact_id=found.contact_id)


async def receive_echo(tx: Tx, connection_id: uuid.UUID, echo: EchoedMessage, received_at: datetime) -> Opened:
    """What a person wrote from the phone app, or an old line of the history, stands in the timeline.

    A live echo suspends the bot, like any person's word; one that comes so late that the talk has gone on since changes nothing
    but the timeline. Neither opens the window or starts the bot."""
    occurred_at = place(echo.sent_at, received_at)
    found = await recognize(tx, echo.to, occurred_at)
    contact_id = found.contact_id
    conversation = await conversation_for(tx, connection_id, contact_id)
    inbound = echo.from_customer
    row_id = await _insert(
        tx,
        conversation,
        id=new_id(),
        direction="in" if inbound else "out",
        author_kind="customer" if inbound else "phone_app",
        identity_id=found.identity_id,
        kind=echo.kind.value,
        text=echo.text,
        content=echo.content,
        external_id=echo.external_id,
        occurred_at=occurred_at,
        tiebreak=echo.external_id,
        is_history=echo.is_history,
        status="received" if inbound else (echo.status or "sent"),
    )
    if row_id is None:
        existing = await _by_external(tx, connection_id, echo.external_id)
        return Opened(message_id=existing, contact_id=contact_id, state="ignored", reason="duplicate_message")
    if not inbound:
        await statuses.apply_kept(tx, row_id)
    await _amend_known(tx, row_id, connection_id, echo.external_id)
    if not echo.is_history:
        newest = await tx.session.scalar(
            select(Message.occurred_at).where(Message.tenant_id == tx.tenant_id, Message.id == conversation.last_message_id)
        )
        is_newest = newest is None or occurred_at >= newest
        is_young = tx.now - occurred_at <= timedelta(minutes=settings().bot_max_age_minutes)
        conversation.last_activity_at = max(conversation.last_activity_at, occurred_at)
        if is_newest:
            conversation.last_message_id = row_id
        if is_young or (is_newest and occurred_at >= conversation.owned_since):
            await ownership.person_spoke(tx, conversation, user_id=None)
        await tx.emit(PhoneAppSpoke(message_id=row_id, conversation_id=conversation.id), subject_id=conversation.id)
    elif conversation.last_message_id is None:
        conversation.last_message_id = row_id
        conversation.last_activity_at = occurred_at
    return Opened(message_id=row_id, contact_id=contact_id)


async def amend(tx: Tx, connection_id: uuid.UUID, edited: MessageEdited, received_at: datetime) -> Opened:
    """The edit or withdrawal holds for the message it names, also when that one arrives later."""
    contact_id = (await recognize(tx, edited.sender, place(edited.sent_at, received_at))).contact_id
    conversation = await conversation_for(tx, connection_id, contact_id)
    new = await tx.session.scalar(
        insert(Amendment)
        .values(
            tenant_id=tx.tenant_id,
            id=new_id(),
            connection_id=connection_id,
            external_id=edited.external_id,
            original_external_id=edited.original_external_id,
            kind="edit" if edited.message else "revoke",
            text=edited.message.text if edited.message else None,
            content=_content(edited.message) if edited.message else {},
            occurred_at=place(edited.sent_at, received_at),
        )
        .on_conflict_do_nothing()
        .returning(Amendment.id)
    )
    target = await _by_external(tx, connection_id, edited.original_external_id)
    if new is None:
        return Opened(message_id=target, contact_id=contact_id, state="ignored", reason="duplicate_message")
    if target is not None:
        await _amend_known(tx, target, connection_id, edited.original_external_id)
        await tx.emit(MessageAmended(message_id=target, conversation_id=conversation.id), subject_id=conversation.id)
    return Opened(message_id=target, contact_id=contact_id)


def _content(message: InboundMessage) -> dict:
    content = dict(message.content)
    if message.is_forwarded:
        content["is_forwarded"] = True
    if message.referral:
        content["referral"] = message.referral
    if message.errors:
        content["errors"] = message.errors
    return content


async def _insert(tx: Tx, conversation: Conversation, **values) -> uuid.UUID | None:
    return await tx.session.scalar(
        insert(Message)
        .values(
            tenant_id=tx.tenant_id,
            conversation_id=conversation.id,
            connection_id=conversation.connection_id,
            **values,
        )
        .returning(Message.id)  # no row when its vendor's id is known: the table's trigger looks (`ExternalId`)
    )


async def _by_external(tx: Tx, connection_id: uuid.UUID, external_id: str) -> uuid.UUID | None:
    return await tx.session.scalar(
        select(ExternalId.message_id).where(
            ExternalId.tenant_id == tx.tenant_id,
            ExternalId.connection_id == connection_id,
            ExternalId.external_id == external_id,
        )
    )


def _touch(
    tx: Tx, held: Held, occurred_at: datetime, received_at: datetime, message_id: uuid.UUID, *, counts: bool, is_stale: bool
) -> None:
    newest = held.last_inbound_at is None or occurred_at >= held.last_inbound_at
    if newest:
        held.last_inbound_at = min(occurred_at, received_at)  # no clock of others keeps the window open longer
    if newest and counts:
        held.last_message_id = message_id
    if counts:
        held.unread_count += 1
        if held.owner_kind == "nobody" and held.waiting_since is None:
            queueing.wait(held, tx.now)
        is_open = newest and tx.now - occurred_at < WINDOW
        if is_stale and is_open and held.owner_kind == "bot" and held.waiting_since is None:
            # Too late for the bot (an outage, say), and the customer still waits: people are told, and the bot keeps the rest.
            queueing.wait(held, tx.now, reason=queueing.LATE)
    held.last_activity_at = max(held.last_activity_at, occurred_at)


async def _amend_known(tx: Tx, message_id: uuid.UUID, connection_id: uuid.UUID, external_id: str) -> None:
    """The newest edit and any withdrawal that are known of this message hold on its row."""
    changes = (
        await tx.session.scalars(
            select(Amendment)
            .where(
                Amendment.tenant_id == tx.tenant_id,
                Amendment.connection_id == connection_id,
                Amendment.original_external_id == external_id,
            )
            .order_by(Amendment.occurred_at, Amendment.external_id)
        )
    ).all()
    if not changes:
        return
    values: dict = {}
    for change in changes:
        if change.kind == "revoke":
            values["revoked_at"] = change.occurred_at
        else:
            values.update(
                edited_at=change.occurred_at,
                text=change.text,
                original_text=func.coalesce(Message.original_text, Message.text),
            )
    await tx.session.execute(
        update(Message)
        .where(
            Message.tenant_id == tx.tenant_id,
            Message.id == message_id,
            or_(Message.edited_at.is_(None), Message.edited_at <= changes[-1].occurred_at),
        )
        .values(**values)
    )
