"""The one gate: may this author say this here and now. The same for people, bot, API and automations."""

import enum
import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta

from atende.inbox.errors import LoopStopped, NotYourTurn, NumberPaused, SendRefused, WindowClosed

# The customer service window of the platform: 24 hours since the person's last message (whatsapp-cloud, section 6).
WINDOW = timedelta(hours=24)

# The same words of the bot to the same person: once in any 20 seconds, twice in any 10 minutes.
ECHO_WITHIN = timedelta(seconds=20)
REPEAT_WITHIN = timedelta(minutes=10)
REPEATS_ALLOWED = 2
# Two machines answering each other: nobody needs more than this many bot messages in 10 minutes.
BOT_MESSAGES_ALLOWED = 40


class AuthorKind(enum.StrEnum):
    """Who speaks for the business."""

    BOT = "bot"
    USER = "user"
    API = "api"
    AUTOMATION = "automation"


@dataclass(frozen=True, slots=True)
class Author:
    """Who speaks; `user_id` is set for a person who signs in."""

    kind: AuthorKind
    user_id: uuid.UUID | None = None


@dataclass(frozen=True, slots=True)
class Standing:
    """How things are in the conversation at the moment of speaking.

    `is_template`: an approved template, which needs no open window. `is_notice`: the bot's word about a hand-over that has just
    been done; it may still be said while nobody has taken the conversation. `same_at`: when the bot said these very words to this
    person in the last 10 minutes; `bot_recent`: how many messages the bot sent in them."""

    now: datetime
    owner_kind: str
    owner_user_id: uuid.UUID | None
    last_inbound_at: datetime | None
    number_state: str
    number_is_active: bool = True
    is_template: bool = False
    is_notice: bool = False
    same_at: tuple[datetime, ...] = ()
    bot_recent: int = 0


def window_closes_at(last_inbound_at: datetime | None) -> datetime | None:
    """When free text ends being allowed; None when the person never wrote."""
    return None if last_inbound_at is None else last_inbound_at + WINDOW


def may_send(author: Author, standing: Standing) -> type[SendRefused] | None:
    """None, or the refusal that says why not. Checked when a message is queued and again right before it leaves."""
    if not standing.number_is_active or standing.number_state in ("paused", "failing"):
        return NumberPaused
    if not _has_the_word(author, standing):
        return NotYourTurn
    if not standing.is_template:
        closes = window_closes_at(standing.last_inbound_at)
        if closes is None or standing.now >= closes:
            return WindowClosed
    if author.kind is AuthorKind.BOT and _goes_in_circles(standing):
        return LoopStopped
    return None


def _has_the_word(author: Author, standing: Standing) -> bool:
    if author.kind is AuthorKind.BOT:
        return standing.owner_kind == "bot" or (standing.is_notice and standing.owner_kind == "nobody")
    if author.kind is AuthorKind.USER:
        return standing.owner_kind != "person" or standing.owner_user_id == author.user_id
    return True


def _goes_in_circles(standing: Standing) -> bool:
    same = [at for at in standing.same_at if standing.now - at < REPEAT_WITHIN]
    if len(same) >= REPEATS_ALLOWED or any(standing.now - at < ECHO_WITHIN for at in same):
        return True
    return standing.bot_recent >= BOT_MESSAGES_ALLOWED
