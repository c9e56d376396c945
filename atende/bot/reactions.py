"""Something happened in the inbox: a burst grows, a person took over, two timelines became one."""

import uuid
from datetime import timedelta

from atende.bot.rules import guard
from atende.bot.service import pending
from atende.bot.service import settings as kept
from atende.core import jobs
from atende.core.config import settings
from atende.core.events import react
from atende.core.jobs import Lane
from atende.core.tenancy import Tx
from atende.inbox.events import MessageQueued, MessageReceived, OwnershipChanged, PhoneAppSpoke, TimelinesJoined, TimelinesSplit
from atende.inbox.service import cases, ownership
from atende.inbox.service.receive import Said


async def message_received(tx: Tx, fact: MessageReceived) -> None:
    """A live message in a conversation that the bot has waits for a turn."""
    if not fact.starts_bot:
        return
    said = tx.held.get((Said, fact.message_id))
    is_whole = said is not None and guard.is_whole(said.kind, said.text)
    due_at = await pending.add(tx, fact.conversation_id, fact.message_id, is_whole=is_whole)
    if settings().shows_typing:
        await cases.tell_read(tx, fact.message_id, typing=True)
    lane = Lane(tx.tenant_id, str(fact.conversation_id))

    async def say_so() -> None:
        jobs.expect("turns", lane, due_at)

    tx.after_commit.append(say_so)


async def ownership_changed(tx: Tx, fact: OwnershipChanged) -> None:
    """Whoever has it now, what the bot had not read yet is not the bot's to answer any more."""
    if fact.to_kind != "bot":
        await pending.clear(tx, fact.conversation_id)
        await _return_later(tx, fact.conversation_id)


async def message_queued(tx: Tx, fact: MessageQueued) -> None:
    """A person gave a sign: the time after which the bot takes over again starts anew."""
    if fact.author_kind == "user":
        await _return_later(tx, fact.conversation_id)


async def phone_app_spoke(tx: Tx, fact: PhoneAppSpoke) -> None:
    """So does a word from the phone app."""
    await _return_later(tx, fact.conversation_id)


async def _return_later(tx: Tx, conversation_id: uuid.UUID) -> None:
    minutes = (await kept.read(tx)).handoff.return_after_minutes
    await ownership.return_by(tx, conversation_id, tx.now + timedelta(minutes=minutes) if minutes else None)


async def timelines_joined(tx: Tx, fact: TimelinesJoined) -> None:
    """What waits and where the talk stands follow the messages."""
    await pending.move(tx, fact.from_conversation_id, fact.to_conversation_id)


async def timelines_split(tx: Tx, fact: TimelinesSplit) -> None:
    """What waits goes with its message."""
    await pending.follow(tx, fact.message_ids, fact.to_conversation_id)


def register() -> None:
    """The bot reacts from here on."""
    react(MessageReceived, message_received)
    react(OwnershipChanged, ownership_changed)
    react(MessageQueued, message_queued)
    react(PhoneAppSpoke, phone_app_spoke)
    react(TimelinesJoined, timelines_joined)
    react(TimelinesSplit, timelines_split)
