"""A conversation made anew from the raw events that are kept, compared with the one that stands, and thrown away.

The same code opens the same events, in the order they came, for a tenant that exists only inside a transaction which is rolled
back, however it ends: no row that stands is locked, changed or even seen by it, and no live event waits for it. What the business
itself said has no raw event; it is laid into the copy as it stands, without what was reported of it. Events and messages are read
as they stood at one moment, so that what comes in meanwhile is in both or in neither.

Compared: every message that came from outside (customer, phone app, history) with its words, content, place, what it answers,
edits and withdrawal, reactions (which are messages), and that nothing is missing or there without an event; the order of the
whole timeline; the status of what the business sent, as far as the vendor reported it, and when. Not compared, because no raw
event says it: who owns the conversation, cases, notes, what the bot remembers, unread counts, files' bytes, the business's own
words. Messages older than the raw events that are kept are counted and left out.
"""

import uuid
from collections.abc import AsyncIterator, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import select, text

from atende.accounts.models import Tenant
from atende.contacts import queries as people
from atende.contacts.models import Contact, Merge
from atende.core.tenancy import OPERATOR, SYSTEM, Crossing, Tx, across_tenants, in_tenant, seen_at_once, undone
from atende.inbox.models import Conversation, ExternalId, Message
from atende.inbox.service.conversations import ConversationNotFound
from atende.integrations import queries as integrations
from atende.integrations.models import Connection, Parcel
from atende.integrations.service import opening
from atende.integrations.service.doors import door_of
from atende.kit.ids import new_id

_ENDED = ("done", "ignored")
_SAME = (
    "direction", "author_kind", "kind", "text", "content", "original_text", "occurred_at", "tiebreak", "reply_to_external_id",
    "edited_at", "revoked_at", "is_history",
)  # fmt: skip
_COPIED = (*_SAME, "connection_id", "external_id", "created_at")
_SENDING = ("queued", "sending")  # on its way once more, after what was reported of its first try

_KEPT_SINCE = text(
    "select min(make_timestamptz(cast(left(month, 4) as int), cast(right(month, 2) as int), 1, 0, 0, 0, 'UTC')) from ("
    " select right(c.relname, 7) as month from pg_inherits i join pg_class c on c.oid = i.inhrelid"
    " where i.inhparent = cast('integrations_parcels' as regclass) and c.relname ~ '_[0-9]{4}_[0-9]{2}$') as months"
)


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that stands otherwise than its raw events say. `what` is missing, elsewhere, without_event, order, unopened, or
    the name of the field that differs; long values are cut."""

    external_id: str | None
    what: str
    stands: str | None = None
    rebuilt: str | None = None


@dataclass(slots=True)
class Rebuilt:
    """What came of one conversation: events opened, messages compared, messages too old to compare, and what differs."""

    tenant_id: uuid.UUID
    conversation_id: uuid.UUID
    events: int = 0
    compared: int = 0
    older: int = 0
    differences: list[Difference] = field(default_factory=list)


@dataclass(slots=True)
class _Standing:
    tenant: Tenant
    connection: Connection
    parcels: list[Parcel]
    messages: list[Message]
    elsewhere: dict[str, uuid.UUID]  # vendor's id -> conversation, of messages that the events name and that stand in another
    parted: set[uuid.UUID]  # conversations of people who were taken apart from this one again
    since: datetime


async def is_business(slug: str) -> bool:
    """Whether there is a business of this slug."""
    async with across_tenants(Crossing.OPERATE) as session:
        return await session.scalar(select(Tenant.id).where(Tenant.slug == slug)) is not None


async def conversations(slug: str | None = None) -> list[tuple[uuid.UUID, uuid.UUID]]:
    """Tenant and id of every living conversation of the install, or of the tenant with this slug."""
    async with across_tenants(Crossing.OPERATE) as session:
        chosen = select(Tenant.id) if slug is None else select(Tenant.id).where(Tenant.slug == slug)
        tenants = list(await session.scalars(chosen.order_by(Tenant.created_at, Tenant.id)))
    found = []
    for tenant_id in tenants:
        async with in_tenant(tenant_id, OPERATOR) as tx:
            ids = await tx.session.scalars(
                select(Conversation.id).where(Conversation.tenant_id == tenant_id, Conversation.merged_into_id.is_(None))
            )
            found += [(tenant_id, one) for one in ids]
    return found


async def walk(chosen: Iterable[tuple[uuid.UUID, uuid.UUID]]) -> AsyncIterator[Rebuilt]:
    """Each of these conversations, rebuilt and compared."""
    for tenant_id, conversation_id in chosen:
        yield await rebuild(tenant_id, conversation_id)


async def rebuild(tenant_id: uuid.UUID, conversation_id: uuid.UUID) -> Rebuilt:
    """The conversation, as it stood at one moment, was rebuilt and compared; nothing is changed. Refuses `ConversationNotFound`."""
    standing = await _standing(tenant_id, conversation_id)
    result = Rebuilt(tenant_id, conversation_id, events=len(standing.parcels))
    copy, unopened = await _copy(standing)
    result.differences += unopened
    _compare(standing, copy, result)
    return result


async def _standing(tenant_id: uuid.UUID, conversation_id: uuid.UUID) -> _Standing:
    async with seen_at_once(tenant_id, OPERATOR) as tx:
        talk = await tx.session.get(Conversation, (tenant_id, conversation_id))
        if talk is None:
            raise ConversationNotFound("no such conversation")
        tenant = await tx.session.get(Tenant, tenant_id)
        assert tenant is not None
        connection = await integrations.connection(tx, talk.connection_id)
        records = list(await people.records(tx, [talk.contact_id]))
        messages = await _messages(tx, talk.id)
        keys = [key for one in messages if one.external_id for key in door_of(connection.provider).keys_of(one.external_id)]
        parcels = {row.id: row for row in await _of_people(tx, talk.connection_id, records)}
        for start in range(0, len(keys), 1000):
            found = await integrations.parcels_of(tx, talk.connection_id, keys[start : start + 1000])
            parcels |= {row.id: row for row in found.values() if row.state in _ENDED}
        elsewhere = await _elsewhere(tx, talk, [row.message_id for row in parcels.values() if row.message_id])
        return _Standing(
            tenant=tenant,
            connection=connection,
            parcels=sorted(parcels.values(), key=lambda row: row.seq),
            messages=messages,
            elsewhere=elsewhere,
            parted=await _parted(tx, talk.connection_id, records),
            since=await tx.session.scalar(_KEPT_SINCE) or datetime.min.replace(tzinfo=UTC),
        )


async def _messages(tx: Tx, conversation_id: uuid.UUID | None) -> list[Message]:
    chosen = select(Message).where(Message.tenant_id == tx.tenant_id)
    if conversation_id is not None:
        chosen = chosen.where(Message.conversation_id == conversation_id)
    rows = await tx.session.scalars(
        chosen.order_by(Message.occurred_at, Message.tiebreak, Message.id).execution_options(populate_existing=True)
    )
    return list(rows)


async def _of_people(tx: Tx, connection_id: uuid.UUID, records: Sequence[uuid.UUID]) -> Sequence[Parcel]:
    rows = await tx.session.scalars(
        select(Parcel).where(
            Parcel.tenant_id == tx.tenant_id,
            Parcel.contact_id.in_(records),
            Parcel.connection_id == connection_id,
            Parcel.state.in_(_ENDED),
        )
    )
    return rows.all()


async def _elsewhere(tx: Tx, talk: Conversation, message_ids: Sequence[uuid.UUID]) -> dict[str, uuid.UUID]:
    rows = await tx.session.execute(
        select(ExternalId.external_id, Message.conversation_id)
        .join(Message, (Message.tenant_id == ExternalId.tenant_id) & (Message.id == ExternalId.message_id))
        .where(
            ExternalId.tenant_id == tx.tenant_id,
            ExternalId.connection_id == talk.connection_id,
            Message.id.in_(message_ids),
            Message.conversation_id != talk.id,
        )
    )
    return dict(rows.all())  # type: ignore[arg-type]


async def _parted(tx: Tx, connection_id: uuid.UUID, records: Sequence[uuid.UUID]) -> set[uuid.UUID]:
    rows = await tx.session.execute(
        select(Merge.winner_id, Merge.loser_id).where(
            Merge.tenant_id == tx.tenant_id,
            Merge.undone_at.is_not(None),
            Merge.winner_id.in_(records) | Merge.loser_id.in_(records),
        )
    )
    others = await people.records(tx, {one for pair in rows for one in pair} - set(records))
    found = await tx.session.scalars(
        select(Conversation.id).where(
            Conversation.tenant_id == tx.tenant_id,
            Conversation.connection_id == connection_id,
            Conversation.contact_id.in_(others),
        )
    )
    return set(found)


async def _copy(standing: _Standing) -> tuple[list[Message], list[Difference]]:
    """The messages of the copy, in their order, and events that could not be opened."""
    unopened: list[Difference] = []
    async with undone(new_id(), SYSTEM) as tx:
        await _lay(tx, standing)
        for parcel in standing.parcels:
            try:
                async with tx.savepoint():
                    await opening.open_one(tx, opening.Waiting.of(parcel))
            except Exception as error:
                unopened.append(Difference(parcel.dedupe_key, "unopened", parcel.state, opening.reason_of(error)))
        await tx.session.flush()
        copy = await _messages(tx, None)
        tx.session.expunge_all()
    return copy, unopened


async def _lay(tx: Tx, standing: _Standing) -> None:
    """A tenant of its own with the same number, and what the business said, as the vendor had it from us."""
    tenant = standing.tenant
    tx.session.add(
        Tenant(id=tx.tenant_id, slug=f"copy-{tx.tenant_id.hex}", name=tenant.name, kind=tenant.kind, timezone=tenant.timezone)
    )
    await tx.session.flush()
    of = standing.connection
    connection = Connection(
        tenant_id=tx.tenant_id,
        id=of.id,
        **{
            name: getattr(of, name)
            for name in ("provider", "environment", "name", "phone", "number_id", "account_id", "verify_token")
        },
    )
    said = Contact(tenant_id=tx.tenant_id, id=new_id(), search_text="")
    tx.session.add_all([connection, said])
    await tx.session.flush()
    own = Conversation(
        tenant_id=tx.tenant_id, id=new_id(), connection_id=of.id, contact_id=said.id, owned_since=tx.now, last_activity_at=tx.now
    )
    tx.session.add(own)
    await tx.session.flush()
    for one in standing.messages:
        if _is_own(one) and one.external_id:
            values = {name: getattr(one, name) for name in _COPIED}
            tx.session.add(
                Message(tenant_id=tx.tenant_id, id=one.id, conversation_id=own.id, status="sent", status_at={}, **values)
            )
    await tx.session.flush()


def _is_own(message: Message) -> bool:
    return message.direction == "out" and message.author_kind != "phone_app"


def _compare(standing: _Standing, copy: Sequence[Message], result: Rebuilt) -> None:
    differ = result.differences.append
    there = {one.external_id: one for one in standing.messages if one.external_id}
    made = {one.external_id: one for one in copy if one.external_id}
    for external_id, one in made.items():
        if external_id not in there:
            place = standing.elsewhere.get(external_id)
            if place not in standing.parted:
                differ(
                    Difference(external_id, "missing" if place is None else "elsewhere", str(place) if place else None, one.kind)
                )
    for external_id, one in there.items():
        again = made.get(external_id)
        if again is None:
            if one.created_at < standing.since:
                result.older += 1
            else:
                differ(Difference(external_id, "without_event", one.kind))
            continue
        result.compared += 1
        if _is_own(one):
            _compare_status(one, again, differ)
            continue
        for name in _SAME:
            if getattr(one, name) != getattr(again, name):
                differ(Difference(external_id, name, _cut(getattr(one, name)), _cut(getattr(again, name))))
    both = made.keys() & there.keys()
    stands = [one.external_id for one in standing.messages if one.external_id in both]
    rebuilt = [one.external_id for one in copy if one.external_id in both]
    if stands != rebuilt:
        first = next(n for n, pair in enumerate(zip(stands, rebuilt, strict=True)) if pair[0] != pair[1])
        differ(Difference(stands[first], "order", stands[first], rebuilt[first]))


def _compare_status(one: Message, again: Message, differ: Any) -> None:
    # Only what was reported: without a report the copy knows no more than that the vendor had taken it.
    if not again.status_at:
        return
    if one.status != again.status and one.status not in _SENDING:
        differ(Difference(one.external_id, "status", one.status, again.status))
    for word, at in again.status_at.items():
        if one.status_at.get(word) != at:
            differ(Difference(one.external_id, f"{word}_at", one.status_at.get(word), at))


def _cut(value: Any) -> str:
    shown = value.isoformat() if isinstance(value, datetime) else str(value)
    return shown if len(shown) <= 80 else shown[:79] + "…"
