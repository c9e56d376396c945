"""What comes in: customers' messages, echoes of the phone app, history, edits and withdrawals; each stored once, at its place."""

import uuid
from datetime import datetime, timedelta

from sqlalchemy import func, or_, select, update
from sqlalchemy.dialects.postgresql import insert

from atende.contacts import service as contacts
from atende.contacts.ports import Evidence
from atende.core.config import settings
from atende.core.tenancy import Tx
from atende.inbox.events import MessageAmended, MessageReceived, PhoneAppSpoke
from atende.inbox.models import Amendment, Conversation, ExternalId, Message
from atende.inbox.ports import EchoedMessage, InboundMessage, MessageEdited, MessageKind, Sender
from atende.inbox.rules.speaking import WINDOW
from atende.inbox.service import ownership, queueing, statuses, timeline
from atende.inbox.service.conversations import conversation_for, open_case_of, start_case
from atende.integrations.errors import Ignored
from atende.integrations.models import Connection
from atende.integrations.service.opening import Opened
from atende.kit.ids import new_id

LATE = timedelta(seconds=30)  # a message this far behind what is already there is marked as late
_AHEAD = timedelta(minutes=5)  # a vendor's clock this far ahead of ours is not believed

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


async def receive_message(tx: Tx, connection: Connection, message: InboundMessage, received_at: datetime) -> Opened:
    """The message stands once in its person's timeline, a case is open, and `MessageReceived` is stated.

    Refuses nothing; what was here before is a duplicate and changes nothing. Group messages are kept raw only, because an
    answer would go to one member privately."""
    if message.group_id:
        raise Ignored("group_message")
    occurred_at = place(message.sent_at, received_at)
    found = await recognize(tx, message.sender, occurred_at)
    contact_id = found.contact_id
    conversation = await conversation_for(tx, connection.id, contact_id)
    newest = conversation.last_inbound_at
    is_late = newest is not None and occurred_at < newest and received_at - occurred_at > LATE
    # Seen from now, not from when it was received: a worker that was away for hours answers nothing of hours ago.
    is_stale = tx.now - occurred_at > timedelta(minutes=settings().bot_max_age_minutes)
    has_file = message.kind in _WITH_FILE and bool(message.content.get("media", {}).get("external_id"))
    is_reaction = message.kind is MessageKind.REACTION
    case = None if is_reaction else await open_case_of(tx, conversation)
    row_id = await _insert(
        tx,
        conversation,
        id=new_id(),
        case_id=case.id if case else None,
        direction="in",
        author_kind="customer",
        identity_id=found.identity_id,
        kind=message.kind.value,
        text=message.text,
        content=_content(message),
        external_id=message.external_id,
        reply_to_external_id=message.reply_to,
        occurred_at=occurred_at,
        tiebreak=message.external_id,
        is_late=is_late,
        status="received",
        media_state="pending" if has_file else None,
        media_due_at=tx.now if has_file else None,
    )
    if row_id is None:
        existing = await _by_external(tx, connection.id, message.external_id)
        return Opened(message_id=existing, contact_id=contact_id, state="ignored", reason="duplicate_message")
    if is_reaction:
        # A reaction is somebody alive, so the window opens; it is no question, so nothing is opened or counted.
        await _touch(tx, conversation, occurred_at, received_at, row_id, counts=False)
    else:
        if case is None:
            case_id = await start_case(tx, conversation, at=occurred_at, by="customer")
            await tx.session.execute(
                update(Message).where(Message.tenant_id == tx.tenant_id, Message.id == row_id).values(case_id=case_id)
            )
        is_newest = await _touch(tx, conversation, occurred_at, received_at, row_id, counts=True)
        is_newest = is_newest and tx.now - occurred_at < WINDOW
        if is_stale and is_newest and conversation.owner_kind == "bot" and conversation.waiting_since is None:
            # Too late for the bot (an outage, say), and the customer still waits: people are told, and the bot keeps the rest.
            queueing.wait(conversation, tx.now, reason=queueing.LATE)
        await _amend_known(tx, row_id, connection.id, message.external_id)
    if connection.last_received_at is None or tx.now - connection.last_received_at > timedelta(seconds=30):
        connection.last_received_at = tx.now
    await tx.emit(
        MessageReceived(
            message_id=row_id,
            conversation_id=conversation.id,
            contact_id=contact_id,
            connection_id=connection.id,
            kind=message.kind.value,
            starts_bot=not is_stale
            and message.kind not in (MessageKind.REACTION, MessageKind.SYSTEM)
            and conversation.owner_kind == "bot",
        ),
        subject_id=conversation.id,
    )
    return Opened(message_id=row_id, contact_id=contact_id)


async def receive_echo(tx: Tx, connection: Connection, echo: EchoedMessage, received_at: datetime) -> Opened:
    """What a person wrote from the phone app, or an old line of the history, stands in the timeline.

    A live echo suspends the bot, like any person's word; one that comes so late that the talk has gone on since changes nothing
    but the timeline. Neither opens the window or starts the bot."""
    occurred_at = place(echo.sent_at, received_at)
    found = await recognize(tx, echo.to, occurred_at)
    contact_id = found.contact_id
    conversation = await conversation_for(tx, connection.id, contact_id)
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
        existing = await _by_external(tx, connection.id, echo.external_id)
        return Opened(message_id=existing, contact_id=contact_id, state="ignored", reason="duplicate_message")
    if not inbound:
        await statuses.apply_kept(tx, row_id)
    await _amend_known(tx, row_id, connection.id, echo.external_id)
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


async def amend(tx: Tx, connection: Connection, edited: MessageEdited, received_at: datetime) -> Opened:
    """The edit or withdrawal holds for the message it names, also when that one arrives later."""
    contact_id = (await recognize(tx, edited.sender, place(edited.sent_at, received_at))).contact_id
    conversation = await conversation_for(tx, connection.id, contact_id)
    new = await tx.session.scalar(
        insert(Amendment)
        .values(
            tenant_id=tx.tenant_id,
            id=new_id(),
            connection_id=connection.id,
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
    target = await _by_external(tx, connection.id, edited.original_external_id)
    if new is None:
        return Opened(message_id=target, contact_id=contact_id, state="ignored", reason="duplicate_message")
    if target is not None:
        await _amend_known(tx, target, connection.id, edited.original_external_id)
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


async def _touch(
    tx: Tx, conversation: Conversation, occurred_at: datetime, received_at: datetime, message_id: uuid.UUID, *, counts: bool
) -> bool:
    newest = conversation.last_inbound_at is None or occurred_at >= conversation.last_inbound_at
    if newest:
        conversation.last_inbound_at = min(occurred_at, received_at)  # no clock of others keeps the window open longer
    if newest and counts:
        conversation.last_message_id = message_id
    if counts:
        conversation.unread_count += 1
        if conversation.owner_kind == "nobody" and conversation.waiting_since is None:
            queueing.wait(conversation, tx.now)
    conversation.last_activity_at = max(conversation.last_activity_at, occurred_at)
    return newest


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
