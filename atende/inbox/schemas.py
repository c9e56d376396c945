"""The wire of the inbox: conversations, timelines, what people send."""

import uuid
from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from atende.core.wire import Clean
from atende.inbox.ports import MessageKind

AuthorKind = Literal["customer", "bot", "user", "phone_app", "system"]
Status = Literal["received", "queued", "sending", "sent", "delivered", "read", "played", "failed", "unknown", "dropped"]
Words = Annotated[str, StringConstraints(max_length=4096), Clean]


class In(BaseModel):
    """What comes in: unknown fields are refused."""

    model_config = ConfigDict(extra="forbid")


class Named(BaseModel):
    """Something with an id and a name."""

    id: uuid.UUID
    name: str


class Evidence(BaseModel):
    """One living piece of evidence of who a contact is."""

    space: str
    value: str
    source: str
    since: datetime


class ContactBrief(BaseModel):
    """Whom a conversation is with."""

    id: uuid.UUID
    name: str | None
    phone: str | None
    username: str | None
    identities: list[Evidence] | None = None


class ChannelOut(BaseModel):
    """The receiving number of a conversation."""

    id: uuid.UUID
    name: str
    phone: str
    state: str
    environment: str


class OwnerOut(BaseModel):
    """Who answers in a conversation."""

    kind: Literal["bot", "person", "nobody"]
    user: Named | None
    since: datetime


class CaseOut(BaseModel):
    """The open stretch of a timeline."""

    id: uuid.UUID
    opened_at: datetime
    is_open: bool


class LastMessage(BaseModel):
    """The line under a name in the list."""

    id: uuid.UUID
    kind: MessageKind
    direction: Literal["in", "out"]
    author_kind: AuthorKind
    preview: str
    at: datetime
    status: Status


class OwnershipStep(BaseModel):
    """One change of who answers."""

    model_config = ConfigDict(populate_by_name=True)

    at: datetime
    from_: Literal["bot", "person", "nobody"] = Field(alias="from")
    to: Literal["bot", "person", "nobody"]
    to_user_id: uuid.UUID | None
    reason: str
    actor: str


class BotPlace(BaseModel):
    """Where the bot stands in a conversation."""

    state: dict[str, Any]
    store_id: uuid.UUID | None


class ConversationSummary(BaseModel):
    """A conversation as the list shows it."""

    id: uuid.UUID
    contact: ContactBrief
    channel: ChannelOut
    store: Named | None
    owner: OwnerOut
    case: CaseOut | None
    last_message: LastMessage | None
    unread_count: int
    is_waiting: bool
    waiting_since: datetime | None
    due_at: datetime | None
    handoff_reason: str | None
    return_at: datetime | None
    window_closes_at: datetime | None
    last_activity_at: datetime


class ConversationOut(ConversationSummary):
    """A conversation with all that its side panel shows."""

    ownership_history: list[OwnershipStep]


class ConversationPage(BaseModel):
    """Some conversations and where the list goes on."""

    items: list[ConversationSummary]
    next_cursor: str | None


class Counts(BaseModel):
    """Open conversations per filter."""

    all: int
    mine: int
    unassigned: int
    bot: int
    waiting: int


class Author(BaseModel):
    """Who wrote a message."""

    kind: AuthorKind
    user: Named | None


class Quoted(BaseModel):
    """The message that another one answers."""

    id: uuid.UUID
    preview: str
    author_kind: AuthorKind


class Reaction(BaseModel):
    """An emoji laid on a message."""

    emoji: str
    by: Literal["customer", "business"]


class FileOut(BaseModel):
    """A stored file; size in bytes."""

    id: uuid.UUID
    mime: str
    size: int
    name: str | None


class StatusTimes(BaseModel):
    """When the vendor said each status of a message of ours."""

    sent: datetime | None = None
    delivered: datetime | None = None
    read: datetime | None = None
    played: datetime | None = None
    failed: datetime | None = None


class FailureOut(BaseModel):
    """Why a message did not arrive: our `code` and the `word` of its sentence, the vendor's own code and words."""

    code: str
    word: str | None = None
    detail: str | None = None
    vendor_code: str | None = None
    blame: str | None = None
    tries: int | None = None


class ExplanationOut(BaseModel):
    """What the bot understood, where the talk went, and the facts it quoted."""

    model_config = ConfigDict(extra="allow")

    intent: str | None = None
    intents: list[str] = []
    matched: list[str] = []
    state_from: str | None = None
    state_to: str | None = None
    fact_ids: list[str] = []


class MessageOut(BaseModel):
    """A message as a timeline shows it."""

    type: Literal["message"]
    id: uuid.UUID
    conversation_id: uuid.UUID
    case_id: uuid.UUID | None
    client_id: uuid.UUID | None
    direction: Literal["in", "out"]
    author: Author
    kind: MessageKind
    text: str | None
    content: dict[str, Any]
    reply_to: Quoted | None
    reactions: list[Reaction]
    at: datetime
    is_late: bool
    is_history: bool
    is_edited: bool
    is_revoked: bool
    status: Status
    status_at: StatusTimes
    attempts: int
    error: FailureOut | None
    explanation: ExplanationOut | None
    media_state: Literal["pending", "done", "failed"] | None
    file: FileOut | None
    cursor: str


class NoteOut(BaseModel):
    """A private remark among the messages."""

    type: Literal["note"]
    id: uuid.UUID
    body: str
    author: Named
    at: datetime


class EventOut(BaseModel):
    """Something that happened between the messages."""

    type: Literal["event"]
    id: uuid.UUID
    name: str
    actor: str
    payload: dict[str, Any]
    at: datetime


TimelineItem = Annotated[MessageOut | NoteOut | EventOut, Field(discriminator="type")]


class TimelineOut(BaseModel):
    """A stretch of a timeline, oldest first."""

    items: list[TimelineItem]
    prev_cursor: str | None
    next_cursor: str | None


class SendIn(In):
    """What a person wants to say. The same `client_id` again is the same message."""

    client_id: uuid.UUID
    kind: MessageKind = MessageKind.TEXT
    text: Words | None = None
    content: dict[str, Any] = Field(default_factory=dict)
    reply_to: uuid.UUID | None = None
    file_id: uuid.UUID | None = None


class AssignIn(In):
    """Who is to have the conversation; null puts it among those that wait for somebody."""

    user_id: uuid.UUID | None


class AssumeIn(In):
    """`force` takes it from a colleague too."""

    force: bool = False


class NoteIn(In):
    """A private remark."""

    body: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=4000), Clean]


class TemplateButton(BaseModel):
    """A button of a template."""

    model_config = ConfigDict(extra="allow")

    type: str = ""
    text: str | None = None


class TemplatePart(BaseModel):
    """Header, body, footer or buttons, as the vendor keeps them."""

    model_config = ConfigDict(extra="allow")

    type: str = ""
    format: str | None = None
    text: str | None = None
    buttons: list[TemplateButton] | None = None


class TemplateSlot(BaseModel):
    """One value a template asks for; a send gives it under `key`."""

    model_config = ConfigDict(from_attributes=True)

    key: str
    kind: str
    name: str | None
    example: str | None
    is_needed: bool


class TemplateOut(BaseModel):
    """A message template that may be sent outside the window."""

    id: uuid.UUID
    name: str
    language: str
    status: str
    category: str | None
    components: list[TemplatePart]
    slots: list[TemplateSlot]


class Templates(BaseModel):
    """All templates of a number."""

    items: list[TemplateOut]
