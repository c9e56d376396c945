"""What happened in the inbox. The subject of each fact, in the facts table, is the conversation's id."""

import uuid
from dataclasses import dataclass
from typing import ClassVar

from atende.kit.facts import Fact


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageReceived(Fact):
    """A customer's message is stored. `starts_bot` is False for history, echoes, old messages and kinds nobody answers."""

    name: ClassVar[str] = "inbox.message_received"
    message_id: uuid.UUID
    conversation_id: uuid.UUID
    contact_id: uuid.UUID
    connection_id: uuid.UUID
    kind: str
    starts_bot: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageQueued(Fact):
    """The gate let a message of ours through; it waits to be sent. `author_kind` is bot, user, phone_app or system."""

    name: ClassVar[str] = "inbox.message_queued"
    message_id: uuid.UUID
    conversation_id: uuid.UUID
    author_kind: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageStatusChanged(Fact):
    """A message of ours moved forward: sending, sent, delivered, read, played, failed, unknown or dropped."""

    name: ClassVar[str] = "inbox.message_status_changed"
    message_id: uuid.UUID
    conversation_id: uuid.UUID
    status: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageAmended(Fact):
    """A message reads differently now: changed or withdrawn by who wrote it, or its file arrived."""

    name: ClassVar[str] = "inbox.message_amended"
    message_id: uuid.UUID
    conversation_id: uuid.UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class PhoneAppSpoke(Fact):
    """A person of the business wrote to the customer from the phone app, outside this product."""

    name: ClassVar[str] = "inbox.phone_app_spoke"
    message_id: uuid.UUID
    conversation_id: uuid.UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnershipChanged(Fact):
    """Who answers is another now. Kinds are bot, person and nobody; a user id is set for a person only."""

    name: ClassVar[str] = "inbox.ownership_changed"
    conversation_id: uuid.UUID
    from_kind: str
    from_user_id: uuid.UUID | None
    to_kind: str
    to_user_id: uuid.UUID | None
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class HandoffRequested(Fact):
    """The customer is to be answered by a person, and nobody in particular has the conversation yet."""

    name: ClassVar[str] = "inbox.handoff_requested"
    conversation_id: uuid.UUID
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class HandoffOverdue(Fact):
    """Nobody took a waiting conversation by the time somebody should have; told once per wait."""

    name: ClassVar[str] = "inbox.handoff_overdue"
    conversation_id: uuid.UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseOpened(Fact):
    """A new stretch of the timeline began."""

    name: ClassVar[str] = "inbox.case_opened"
    case_id: uuid.UUID
    conversation_id: uuid.UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseClosed(Fact):
    """The open stretch of the timeline is done. `by` is who closed it, as an actor's text."""

    name: ClassVar[str] = "inbox.case_closed"
    case_id: uuid.UUID
    conversation_id: uuid.UUID
    by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteAdded(Fact):
    """A private remark was written for colleagues."""

    name: ClassVar[str] = "inbox.note_added"
    note_id: uuid.UUID
    conversation_id: uuid.UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class ConversationRead(Fact):
    """Somebody of the business has seen everything in the conversation."""

    name: ClassVar[str] = "inbox.conversation_read"
    conversation_id: uuid.UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class TimelinesJoined(Fact):
    """Two people turned out to be one: all messages, cases and notes of `from_conversation_id` are in `to_conversation_id` now.

    What rooms above keep by conversation (the bot's place in the talk, inputs not yet read) follows by their reactions."""

    name: ClassVar[str] = "inbox.timelines_joined"
    merge_id: uuid.UUID
    from_conversation_id: uuid.UUID
    to_conversation_id: uuid.UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class TimelineRehomed(Fact):
    """A conversation keeps its id and content and belongs to another contact now, by a merge or by its undoing."""

    name: ClassVar[str] = "inbox.timeline_rehomed"
    merge_id: uuid.UUID
    conversation_id: uuid.UUID
    contact_id: uuid.UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class TimelinesSplit(Fact):
    """A merge was undone: what had come from `to_conversation_id`, and what its person wrote since, went back there.

    `message_ids` are those that went back, so that rooms above can let what hangs on them follow."""

    name: ClassVar[str] = "inbox.timelines_split"
    merge_id: uuid.UUID
    from_conversation_id: uuid.UUID
    to_conversation_id: uuid.UUID
    message_ids: list[uuid.UUID]


@dataclass(frozen=True, slots=True, kw_only=True)
class TemplateChanged(Fact):
    """The vendor approved, rejected, paused or re-categorized a template. The subject is the template."""

    name: ClassVar[str] = "inbox.template_changed"
    connection_id: uuid.UUID
    template_name: str
    language: str
    status: str
