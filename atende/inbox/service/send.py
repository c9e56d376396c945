"""The one way out: a message passes the gate and the channel's limits and stands queued. Leaving is `deliver`'s."""

import uuid
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from sqlalchemy import select, text

from atende.contacts import service as contacts
from atende.core.log import correlation_id
from atende.core.tenancy import Tx
from atende.inbox.errors import ContentInvalid, NotYourTurn
from atende.inbox.events import MessageQueued
from atende.inbox.models import ClientId, Conversation, File, Message
from atende.inbox.ports import Channel, MessageKind, Outbound
from atende.inbox.rules import Author, AuthorKind, Standing, may_send
from atende.inbox.rules.drafting import check_content
from atende.inbox.rules.outbound import FILE_PENDING, plain, with_file
from atende.inbox.rules.speaking import REPEAT_WITHIN
from atende.inbox.service import channels, ownership, queueing
from atende.inbox.service.conversations import locked, open_case
from atende.inbox.service.provisos import Proviso
from atende.inbox.service.templates import filled
from atende.integrations.models import Connection
from atende.kit.ids import new_id
from atende.kit.refusal import Conflict, NotFound

_MEDIA = {
    MessageKind.IMAGE,
    MessageKind.VIDEO,
    MessageKind.AUDIO,
    MessageKind.DOCUMENT,
    MessageKind.STICKER,
}
_OURS = (*_MEDIA, MessageKind.TEXT, MessageKind.LOCATION, MessageKind.CONTACTS, MessageKind.REACTION)
_SENDABLE = {*_OURS, MessageKind.INTERACTIVE, MessageKind.TEMPLATE}


@dataclass(frozen=True, slots=True)
class Draft:
    """What somebody wants to say. `content` as in `inbox.ports.MessageKind` and `Outbound`; a TEMPLATE's content is {name,
    language, values} (values by slot, as `channel.template_slots` names them) or {name, language, components}; a REACTION's is
    {message_id (ours) or message_external_id, emoji}. `is_notice`: the bot's word about a hand-over already done. `proviso`: it leaves
    only while that holds."""

    kind: MessageKind
    text: str | None = None
    content: dict[str, Any] = field(default_factory=dict)
    reply_to_id: uuid.UUID | None = None
    file_id: uuid.UUID | None = None
    client_id: uuid.UUID | None = None
    explanation: dict[str, Any] | None = None
    is_notice: bool = False
    proviso: Proviso | None = None


async def send(tx: Tx, conversation_id: uuid.UUID, draft: Draft, author: Author) -> Message:
    """The message stands queued, last in its conversation's order, and `MessageQueued` is stated; a person who writes has the
    conversation from here on, and what the bot still had queued is dropped. The same `client_id` again returns the same message.

    Refuses `WindowClosed`, `NotYourTurn`, `NumberPaused`, `LoopStopped` (the gate), `ContentInvalid` (the channel's limits, with
    the field) and `NotFound` for a conversation, file or message that is not here."""
    if author.user_id is not None and await ownership.may_answer(tx, author.user_id) is False:
        raise NotYourTurn
    conversation = await locked(tx, conversation_id)
    if draft.client_id is not None and (known := await _by_client_id(tx, conversation.id, draft.client_id)):
        return known
    connection = await _connection(tx, conversation.connection_id)
    channel = channels.channel_for(connection.provider)
    kind, words, content, file = await _content(tx, conversation, connection, channel, draft)
    reply_to = await _external_of(tx, conversation.id, draft.reply_to_id, "reply_to")
    await _pass_gate(tx, conversation, connection, author, draft, kind, words, content)
    address = await contacts.address(tx, conversation.contact_id)
    message_id = new_id()
    channel.check(
        Outbound(
            phone=address.phone,
            user_id=address.user_id,
            kind=kind,
            text=words,
            content=with_file(kind, content, FILE_PENDING) if file else content,
            callback=str(message_id),
            reply_to=reply_to,
        )
    )
    if author.kind is AuthorKind.USER:
        await ownership.person_spoke(tx, conversation, user_id=author.user_id)
    elif author.kind is AuthorKind.API:
        await ownership.person_spoke(tx, conversation, user_id=author.user_id, reason="api")
    by_person = author.kind is AuthorKind.USER or author.user_id is not None
    author_kind = "bot" if author.kind is AuthorKind.BOT else "user" if by_person else "system"
    explanation = dict(draft.explanation or {})
    if draft.is_notice:
        explanation["is_notice"] = True
    if draft.proviso is not None:
        explanation |= draft.proviso.to_json()
    case_id = await open_case(tx, conversation, at=tx.now, by=author_kind)
    # After what it answers, also when the vendor's clock is ahead of ours.
    after = conversation.last_activity_at
    occurred_at = tx.now if after <= tx.now else after + timedelta(microseconds=1)
    message = Message(
        tenant_id=tx.tenant_id,
        id=message_id,
        conversation_id=conversation.id,
        connection_id=conversation.connection_id,
        case_id=case_id,
        direction="out",
        author_kind=author_kind,
        author_user_id=author.user_id if author_kind == "user" else None,
        kind=kind.value,
        text=words,
        content=content,
        client_id=draft.client_id,
        reply_to_external_id=reply_to,
        occurred_at=occurred_at,
        tiebreak=str(message_id),
        status="queued",
        explanation=explanation or None,
        file_id=file.id if file else None,
        send_due_at=tx.now,
        correlation_id=correlation_id.get(),
    )
    tx.session.add(message)
    await tx.session.flush()
    if author.kind is AuthorKind.BOT and conversation.handoff_reason in queueing.UNANSWERED:
        queueing.wait_no_more(conversation)  # the customer wrote again and is answered
    if kind is not MessageKind.REACTION:
        conversation.last_message_id = message_id
        conversation.last_activity_at = occurred_at
        await tx.session.flush()
    await tx.emit(
        MessageQueued(message_id=message_id, conversation_id=conversation.id, author_kind=author_kind),
        subject_id=conversation.id,
    )
    return message


_REQUEUE = text(
    "update inbox_messages set status = 'queued', send_due_at = :now, error = null, send_no = default, external_id = null,"
    " content = content || jsonb_build_object('resent', coalesce((content->>'resent')::int, 0) + 1)"
    " where tenant_id = :tenant and id = :id and status in ('failed', 'unknown')"
)


async def resend(tx: Tx, message_id: uuid.UUID) -> Message:
    """A failed or unconfirmed message is queued once more, because a person asked for it; `content.resent` counts how often.

    Passes the same gate as a new one. Refuses `Conflict` for a message in any other state, and `NotYourTurn` for somebody who works
    here no more. States `MessageQueued`."""
    by_user = tx.actor.user_id
    if by_user is not None and await ownership.may_answer(tx, by_user) is False:
        raise NotYourTurn
    found = await tx.session.get(Message, (tx.tenant_id, message_id))
    if found is None or found.direction != "out":
        raise NotFound("no such message")
    conversation = await locked(tx, found.conversation_id)
    await tx.session.refresh(found)
    if found.status not in ("failed", "unknown") or found.author_kind == "phone_app":
        raise Conflict("only what failed or is unconfirmed can be sent again", status=found.status)
    connection = await _connection(tx, conversation.connection_id)
    kind = AuthorKind.USER if by_user else AuthorKind.API if tx.actor.kind == "key" else AuthorKind.AUTOMATION
    author = Author(kind, by_user)
    standing = _standing(tx, conversation, connection, found.kind == MessageKind.TEMPLATE)
    if refusal := may_send(author, standing):
        raise refusal()
    if kind is not AuthorKind.AUTOMATION:
        await ownership.person_spoke(tx, conversation, user_id=by_user, reason=None if by_user else "api")
        if found.author_kind == "bot":
            # A person, or their program, stands for it now; as the bot's word it would be dropped at the gate again.
            found.author_kind, found.author_user_id = "user" if by_user else "system", by_user
            await tx.session.flush()
    await tx.session.execute(_REQUEUE, {"tenant": tx.tenant_id, "id": message_id, "now": tx.now})
    await tx.session.refresh(found)
    await tx.emit(
        MessageQueued(message_id=message_id, conversation_id=conversation.id, author_kind=found.author_kind),
        subject_id=conversation.id,
    )
    return found


def _standing(tx: Tx, conversation: Conversation, connection: Connection, is_template: bool, **more: Any) -> Standing:
    return Standing(
        now=tx.now,
        owner_kind=conversation.owner_kind,
        owner_user_id=conversation.owner_user_id,
        last_inbound_at=conversation.last_inbound_at,
        number_state=connection.state,
        number_is_active=connection.is_active,
        is_template=is_template,
        **more,
    )


async def _pass_gate(
    tx: Tx,
    conversation: Conversation,
    connection: Connection,
    author: Author,
    draft: Draft,
    kind: MessageKind,
    words: str | None,
    content: dict[str, Any],
) -> None:
    more: dict[str, Any] = {"is_notice": draft.is_notice}
    if author.kind is AuthorKind.BOT:
        recent = (
            await tx.session.execute(
                select(Message.kind, Message.text, Message.content, Message.occurred_at).where(
                    Message.tenant_id == tx.tenant_id,
                    Message.conversation_id == conversation.id,
                    Message.occurred_at > tx.now - REPEAT_WITHIN,
                    Message.author_kind == "bot",
                    Message.status.not_in(("dropped", "failed")),
                )
            )
        ).all()
        same = tuple(row.occurred_at for row in recent if (row[0], row[1], plain(row[2])) == (kind, words, content))
        more |= {"same_at": same, "bot_recent": len(recent)}
    refusal = may_send(author, _standing(tx, conversation, connection, kind is MessageKind.TEMPLATE, **more))
    if refusal is NotYourTurn:
        raise NotYourTurn(owner=conversation.owner_kind)
    if refusal is not None:
        raise refusal()


async def _content(
    tx: Tx, conversation: Conversation, connection: Connection, channel: Channel, draft: Draft
) -> tuple[MessageKind, str | None, dict[str, Any], File | None]:
    """Kind, text and content as they are stored, and the file that goes along."""
    if draft.kind not in _SENDABLE:
        raise ContentInvalid(field="kind", problem="not_allowed", kind=draft.kind.value)
    check_content(draft.kind, draft.content)
    content = dict(draft.content)
    words = draft.text
    file_id = draft.file_id
    if draft.kind is MessageKind.TEMPLATE:
        content, words, template_file = await filled(tx, connection.id, channel, content)
        file_id = file_id or template_file
    elif draft.kind is MessageKind.REACTION:
        target = content.pop("message_id", None) or draft.reply_to_id
        if target is not None:
            content["message_external_id"] = await _external_of(
                tx, conversation.id, _uuid(target, "content.message_id"), "content.message_id"
            )
    elif draft.kind is MessageKind.INTERACTIVE:
        words = words or content.get("body")
    file = None
    if file_id is not None:
        file = await tx.session.get(File, (tx.tenant_id, file_id))
        if file is None:
            raise NotFound("no such file", field="file_id")
    if draft.kind in _MEDIA:
        caption = content.pop("caption", None)
        words = words or caption
        if file is not None:
            media = {"file_id": str(file.id), "mime": file.mime, "size": file.size, "filename": file.name}
            content["media"] = media
        if words:
            content["caption"] = words
    return draft.kind, words, content, file


def _uuid(value: Any, field: str) -> uuid.UUID:
    try:
        return value if isinstance(value, uuid.UUID) else uuid.UUID(str(value))
    except ValueError:
        raise ContentInvalid(field=field, problem="form") from None


async def _external_of(tx: Tx, conversation_id: uuid.UUID, message_id: uuid.UUID | None, field: str) -> str | None:
    if message_id is None:
        return None
    found = (
        await tx.session.execute(
            select(Message.external_id).where(
                Message.tenant_id == tx.tenant_id,
                Message.conversation_id == conversation_id,
                Message.id == message_id,
            )
        )
    ).first()
    if found is None:
        raise NotFound("no such message here", field=field)
    if found.external_id is None:
        raise ContentInvalid(field=field, problem="not_sent_yet")
    return found.external_id


async def _by_client_id(tx: Tx, conversation_id: uuid.UUID, client_id: uuid.UUID) -> Message | None:
    return await tx.session.scalar(
        select(Message)
        .join(ClientId, (ClientId.tenant_id == Message.tenant_id) & (ClientId.message_id == Message.id))
        .where(
            ClientId.tenant_id == tx.tenant_id,
            ClientId.conversation_id == conversation_id,
            ClientId.client_id == client_id,
        )
    )


async def _connection(tx: Tx, connection_id: uuid.UUID) -> Connection:
    row = await tx.session.get(Connection, (tx.tenant_id, connection_id))
    if row is None:
        raise NotFound("no such connection")
    return row
