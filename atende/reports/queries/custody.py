"""Custody: everything that came in on a number, what became of it, and whether the sums agree."""

import json
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select

from atende.accounts.models import Tenant
from atende.contacts import queries as people
from atende.contacts.models import Contact
from atende.core.tenancy import Tx
from atende.inbox.models import Conversation, Message
from atende.inbox.queries.conversations import preview
from atende.inbox.service.conversations import ConversationNotFound
from atende.integrations import queries as integrations
from atende.integrations.models import Parcel
from atende.integrations.queries import tallies
from atende.integrations.queries.parcels import STATES, Selection
from atende.kit.refusal import Invalid, NotFound

LONGEST = 400  # days in one answer

_OUTCOMES: tuple[str, ...] = ("done", "ignored", "dead", "waiting")


@dataclass(frozen=True, slots=True)
class Days:
    """A range of days of the business's own calendar, both included; `since` to `until` (not included) on the clock.

    Tallies are kept by the hour (UTC). Where midnight is no full hour (India, Nepal), a day begins at the next one: for the sums, the list
    and a replay alike, so that they agree."""

    first: date
    last: date
    zone: str

    @property
    def since(self) -> datetime:
        return _begins(self.first, self.zone)

    @property
    def until(self) -> datetime:
        return _begins(self.last + timedelta(days=1), self.zone)


def _begins(day: date, zone: str) -> datetime:
    at = datetime.combine(day, time(), ZoneInfo(zone)).astimezone(UTC)
    full = at.replace(minute=0, second=0)
    return full if full == at else full + timedelta(hours=1)


async def days(tx: Tx, first: date | None, last: date | None) -> Days:
    """The days asked for; what is missing is today, or the week that ends with `last`. Refuses a range that ends before it
    begins, and one too long for one answer."""
    zone = await tx.session.scalar(select(Tenant.timezone).where(Tenant.id == tx.tenant_id))
    assert zone is not None
    last = last or tx.now.astimezone(ZoneInfo(zone)).date()
    for name, day in (("first", first), ("last", last)):
        if day is not None and not 2000 <= day.year < 2200:  # at the edges of the calendar nothing can be reckoned with
            raise Invalid("of this century or the next", field=name)
    first = first or last - timedelta(days=6)
    if first > last:
        raise Invalid("ends before it begins", field="last")
    if (last - first).days >= LONGEST:
        raise Invalid(f"{LONGEST} days at most", field="first", limit=LONGEST)
    return Days(first, last, zone)


def summed(counts: Iterable[tallies.Count]) -> dict[str, int]:
    """The counts added up by what they count, and whether everything received is accounted for."""
    total: dict[str, int] = dict.fromkeys(("received", "again", *_OUTCOMES, "retried"), 0)
    for one in counts:
        total[one.what] += one.count
    return {**total, "missing": total["received"] - sum(total[state] for state in _OUTCOMES)}


async def summary(tx: Tx, asked: Days, connection_id: uuid.UUID | None = None) -> dict[str, Any]:
    """What came in these days and what became of it: of every number, by kind, by reason and by day, all of one snapshot.

    `missing` is what was received and is neither done, ignored, dead nor waiting: 0 when the sums agree."""
    if connection_id is not None:
        await integrations.connection(tx, connection_id)
    counts = await tallies.counts(tx, since=asked.since, until=asked.until, zone=asked.zone, connection_id=connection_id)
    numbers = [one for one in await integrations.connections(tx) if connection_id in (None, one.id)]
    by_reason: dict[tuple[str, str, str], int] = {}
    for one in counts:
        if one.reason:
            key = (one.what, one.kind, one.reason)
            by_reason[key] = by_reason.get(key, 0) + one.count
    each_day = [(asked.first + timedelta(days=n)).isoformat() for n in range((asked.last - asked.first).days + 1)]
    return {
        "first": asked.first,
        "last": asked.last,
        "timezone": asked.zone,
        "total": summed(counts),
        "numbers": [
            {"connection_id": row.id, "name": row.name, "phone": row.phone, "environment": row.environment}
            | {"sums": summed(one for one in counts if one.connection_id == row.id)}
            for row in numbers
        ],
        "kinds": [
            {"kind": kind, "sums": summed(one for one in counts if one.kind == kind)}
            for kind in sorted({one.kind for one in counts})
        ],
        "reasons": [
            {"state": what, "kind": kind, "reason": reason, "count": count}
            for (what, kind, reason), count in sorted(by_reason.items(), key=lambda item: (-item[1], item[0]))
        ],
        "days": [{"day": day, "sums": summed(one for one in counts if one.day == day)} for day in each_day],
    }


async def selection(
    tx: Tx,
    *,
    asked: Days | None = None,
    connection_id: uuid.UUID | None = None,
    contact_id: uuid.UUID | None = None,
    conversation_id: uuid.UUID | None = None,
    message_id: uuid.UUID | None = None,
    event_id: uuid.UUID | None = None,
    state: str | None = None,
    kind: str | None = None,
    reason: str | None = None,
    retried: bool = False,
) -> Selection:
    """What a person chose, as parcels know it. Refuses ids of nothing here."""
    contacts: tuple[uuid.UUID, ...] | None = None
    if message_id is not None:
        # By its conversation's person, whose events an index finds; a message has none of its own.
        conversation_id = await _conversation_of(tx, message_id, conversation_id)
    if conversation_id is not None:
        talk = await tx.session.get(Conversation, (tx.tenant_id, conversation_id))
        if talk is None:
            raise ConversationNotFound("no such conversation")
        if connection_id not in (None, talk.connection_id) or contact_id not in (None, talk.contact_id):
            raise Invalid("not of this conversation", field="conversation_id")
        connection_id, contact_id = talk.connection_id, talk.contact_id
    elif connection_id is not None:
        await integrations.connection(tx, connection_id)
    if contact_id is not None:
        contacts = tuple(await people.records(tx, [await people.living_id(tx, contact_id)]))
    if event_id is not None:
        await integrations.parcel(tx, event_id)
    if state is not None and state not in STATES:
        raise Invalid("not a state of events", field="state")
    return Selection(
        connection_id=connection_id,
        parcel_id=event_id,
        contact_ids=contacts,
        message_id=message_id,
        since=asked.since if asked else None,
        until=asked.until if asked else None,
        state=state,
        kind=kind,
        reason=reason,
        retried=retried,
    )


async def _conversation_of(tx: Tx, message_id: uuid.UUID, asked: uuid.UUID | None) -> uuid.UUID:
    found = await tx.session.scalar(
        select(Message.conversation_id).where(Message.tenant_id == tx.tenant_id, Message.id == message_id)
    )
    if found is None:
        raise NotFound("no such message")
    if asked not in (None, found):
        raise Invalid("not of this conversation", field="message_id")
    return found


async def became(tx: Tx, parcels: list[Parcel], *, with_words: bool) -> list[dict[str, Any]]:
    """Each parcel with what it became: its message and where that stands, and whom it is about; what was said and by whom only
    `with_words`."""
    messages = await _messages(tx, {one.message_id for one in parcels if one.message_id})
    persons = {one.contact_id for one in parcels if one.contact_id}
    owners = await _living(tx, persons)
    names = await _names(tx, set(owners.values())) if with_words else {}
    if not with_words:
        messages = {id_: message | {"preview": None} for id_, message in messages.items()}
    shown = []
    for one in parcels:
        living = owners.get(one.contact_id) if one.contact_id else None
        shown.append(
            {field: getattr(one, field) for field in _SHOWN}
            | {
                "message": messages.get(one.message_id) if one.message_id else None,
                "contact": {"id": living, "name": names.get(living)} if living and with_words else None,
            }
        )
    return shown


_SHOWN = ("id", "connection_id", "provider", "kind", "state", "reason", "attempts", "received_at", "handled_at")


async def _messages(tx: Tx, ids: set[uuid.UUID]) -> dict[uuid.UUID, dict[str, Any]]:
    if not ids:
        return {}
    rows = await tx.session.execute(
        select(
            Message.id, Message.conversation_id, Message.direction, Message.kind, Message.text, Message.content, Message.status,
            Message.occurred_at,
        ).where(Message.tenant_id == tx.tenant_id, Message.id.in_(ids))
    )  # fmt: skip
    return {
        row.id: {
            "id": row.id,
            "conversation_id": row.conversation_id,
            "direction": row.direction,
            "kind": row.kind,
            "preview": preview(row.kind, row.text, row.content),
            "status": row.status,
            "at": row.occurred_at,
        }
        for row in rows
    }


async def _living(tx: Tx, ids: set[uuid.UUID]) -> dict[uuid.UUID, uuid.UUID]:
    found: dict[uuid.UUID, uuid.UUID] = {}
    for one in ids:
        found[one] = await people.living_id(tx, one)
    return found


async def _names(tx: Tx, ids: set[uuid.UUID]) -> dict[uuid.UUID, str | None]:
    rows = await tx.session.execute(
        select(Contact.id, Contact.name).where(Contact.tenant_id == tx.tenant_id, Contact.id.in_(ids))
    )
    return {row.id: row.name for row in rows}


def readable(raw: str) -> Any:
    """The event as it came, as JSON when it is some, else as text."""
    try:
        return json.loads(raw)
    except (ValueError, RecursionError):
        return raw
