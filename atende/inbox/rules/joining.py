"""What two timelines come to when they turn out to be one person's, and what each gets back when that was wrong."""

import uuid
from dataclasses import asdict, dataclass, fields, replace
from datetime import datetime
from typing import Any

_OWNER = ("owner_kind", "owner_user_id", "owned_since", "waiting_since", "due_at", "handoff_reason", "return_at")


@dataclass(frozen=True, slots=True)
class Footing:
    """How a conversation stands, apart from its messages, cases and notes. The names are the conversation's columns."""

    owner_kind: str
    owner_user_id: uuid.UUID | None
    owned_since: datetime
    waiting_since: datetime | None
    due_at: datetime | None
    handoff_reason: str | None
    return_at: datetime | None
    store_id: uuid.UUID | None
    last_inbound_at: datetime | None
    last_activity_at: datetime
    last_message_id: uuid.UUID | None
    unread_count: int
    slowed_until: datetime | None
    slow_steps: int

    def to_json(self) -> dict[str, Any]:
        """Plain values, for keeping."""
        return {
            name: value.isoformat() if isinstance(value, datetime) else str(value) if isinstance(value, uuid.UUID) else value
            for name, value in asdict(self).items()
        }

    @classmethod
    def from_json(cls, kept: dict[str, Any]) -> "Footing":
        """What `to_json` kept."""

        def value(name: str) -> Any:
            plain = kept[name]
            if plain is None:
                return None
            if name.endswith("_id"):
                return uuid.UUID(plain)
            return datetime.fromisoformat(plain) if name.endswith(("_at", "_since", "_until")) else plain

        return cls(**{field.name: value(field.name) for field in fields(cls)})

    def owner(self) -> dict[str, Any]:
        """The columns that change together when somebody else answers."""
        return {name: getattr(self, name) for name in _OWNER}


def joined(into: Footing, other: Footing, last_message_id: uuid.UUID | None) -> Footing:
    """A person's ownership beats a promised person, that beats all else, and of equals the most recent holds.

    The window is the later one, unread adds up, and a limit on sending to this person stays the stricter."""
    owner, rest = (into, other) if _rank(into) >= _rank(other) else (other, into)
    recent = into if into.last_activity_at >= other.last_activity_at else other
    waits = owner.waiting_since is not None and rest.waiting_since is not None
    return Footing(
        owner_kind=owner.owner_kind,
        owner_user_id=owner.owner_user_id,
        owned_since=owner.owned_since,
        waiting_since=_first(owner.waiting_since, rest.waiting_since) if waits else owner.waiting_since,
        due_at=_first(owner.due_at, rest.due_at) if waits else owner.due_at,
        handoff_reason=owner.handoff_reason,
        return_at=owner.return_at,
        store_id=recent.store_id or into.store_id or other.store_id,
        last_inbound_at=_last(into.last_inbound_at, other.last_inbound_at),
        last_activity_at=max(into.last_activity_at, other.last_activity_at),
        last_message_id=last_message_id,
        unread_count=into.unread_count + other.unread_count,
        slowed_until=_last(into.slowed_until, other.slowed_until),
        slow_steps=max(into.slow_steps, other.slow_steps),
    )


def emptied(footing: Footing) -> Footing:
    """What is left on a timeline whose content went elsewhere: nothing that a list or a sweep would find."""
    return replace(
        footing,
        owner_kind="nobody",
        owner_user_id=None,
        waiting_since=None,
        due_at=None,
        handoff_reason=None,
        return_at=None,
        last_inbound_at=None,
        last_message_id=None,
        unread_count=0,
        slowed_until=None,
        slow_steps=0,
    )


def parted(before_into: Footing, before_other: Footing, at_join: Footing, now: Footing, *, later: int) -> tuple[Footing, Footing]:
    """The two footings after a join is undone: as they were, except for what has changed since.

    What changed since stays with the timeline it happened in; a person who took over has both, so that the bot does not speak
    into a talk somebody is having. `later` inbound messages of the other person came since. The last message and the times that
    follow from messages are for the caller, who can see the messages."""
    into = now
    if now.owner() == at_join.owner():
        into = replace(into, **before_into.owner())
        other = before_other
    else:
        other = replace(before_other, **now.owner()) if now.owner_kind == "person" else before_other
    for name in ("store_id", "last_inbound_at", "last_activity_at", "last_message_id", "slowed_until", "slow_steps"):
        if getattr(now, name) == getattr(at_join, name):
            into = replace(into, **{name: getattr(before_into, name)})
    was_read = now.unread_count < at_join.unread_count
    theirs = min(later, now.unread_count) if was_read else before_other.unread_count + later
    return (
        replace(into, unread_count=max(0, now.unread_count - theirs)),
        replace(other, unread_count=theirs),
    )


def _rank(footing: Footing) -> tuple[int, datetime]:
    if footing.owner_kind == "person":
        return 3, footing.owned_since
    if footing.waiting_since is not None:
        return 2, footing.owned_since
    return 1, footing.owned_since


def _first(one: datetime | None, other: datetime | None) -> datetime | None:
    return min((t for t in (one, other) if t is not None), default=None)


def _last(one: datetime | None, other: datetime | None) -> datetime | None:
    return max((t for t in (one, other) if t is not None), default=None)
