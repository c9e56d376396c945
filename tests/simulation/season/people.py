"""Everybody but the workers: businesses are laid out, appointments made, cancelled, moved and restored, each at its time."""

import asyncio
import heapq
import uuid
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import insert

from atende.accounts.models import Store
from atende.bookings.models import Appointment, BookableService, Change, Occasion, ReminderSettings
from atende.bookings.service import amending, changing
from atende.contacts.models import Contact, Identity
from atende.core.tenancy import Actor, Tx, in_tenant
from atende.inbox.models import Conversation
from atende.integrations.models import Connection
from atende.integrations.service import sealing
from atende.kit.ids import new_id
from atende.knowledge.models import Service
from tests.contacts.people import new_tenant
from tests.simulation.season.drawn import LEADS, QUIETS, Booking

NUMBERS = 4  # of each business
_CLAIMED = """
select a.id from inbox_attempts a join inbox_messages m on m.tenant_id = a.tenant_id and m.id = a.message_id
where m.tenant_id = $1 and m.conversation_id = $2
"""
_ANA = Actor("user", uuid.UUID(int=77))
_AT_ONCE = 4


class People:
    """Those of one season. `tenants` and `services` are there once it is laid out."""

    def __init__(self, bookings: list[Booking]):
        self.bookings = {one.id: one for one in bookings}
        self.tenants: list[uuid.UUID] = []
        self.services: list[list[uuid.UUID]] = []
        events = [(one.known_at, one.seed, -1, one) for one in bookings]
        events += [(act[0], one.seed, n, one) for one in bookings for n, act in enumerate(one.acts)]
        self._events: list[tuple[datetime, int, int, Booking]] = events
        heapq.heapify(self._events)
        self._turn = asyncio.Semaphore(_AT_ONCE)
        self.acts = 0

    @property
    def next_at(self) -> datetime | None:
        """When somebody does something next."""
        return self._events[0][0] if self._events else None

    async def lay(self, now: datetime, ends: datetime) -> None:
        """The businesses with their numbers and services, and everybody's conversation, whose window is open."""
        for n, quiet in enumerate(QUIETS):
            tenant_id = await new_tenant()
            self.tenants.append(tenant_id)
            async with in_tenant(tenant_id, _ANA) as tx:
                self.services.append(await _business(tx, now, quiet))
                numbers = await _numbers(tx)
                theirs = [one for one in self.bookings.values() if one.business == n]
                here = {"tenant_id": tenant_id}
                people = [
                    {**here, "id": one.contact_id, "name": "Marina", "name_source": "provider", "search_text": "marina"}
                    for one in theirs
                ]
                talks = [
                    {
                        **here, "id": one.conversation_id, "contact_id": one.contact_id, "connection_id": numbers[one.seed % NUMBERS],
                        "owner_kind": "bot", "owned_since": now, "last_inbound_at": ends, "last_activity_at": now,
                    }
                    for one in theirs
                ]  # fmt: skip
                identities = [_phone(here, one, now) for one in theirs]
                for model, rows in ((Contact, people), (Identity, identities), (Conversation, talks)):
                    if rows:
                        await tx.session.execute(insert(model), rows)

    async def until(self, now: datetime) -> None:
        """Whatever people do until then is done."""
        made: dict[int, list[Booking]] = {}
        acts = []
        while self._events and self._events[0][0] <= now:
            _, _, n, one = heapq.heappop(self._events)
            if n < 0:
                made.setdefault(one.business, []).append(one)
            else:
                acts.append((one, n))
        for business, some in made.items():
            await self._made(business, some)
        by_booking: dict[uuid.UUID, list[tuple[Booking, int]]] = {}
        for one, n in acts:
            by_booking.setdefault(one.id, []).append((one, n))
        await asyncio.gather(*(self._acts(some, now) for some in by_booking.values()))

    async def _made(self, business: int, some: list[Booking]) -> None:
        async with in_tenant(self.tenants[business], _ANA) as tx:
            here = {"tenant_id": tx.tenant_id}
            occasions, rows, changes = [], [], []
            for one in some:
                times = {"service_id": self.services[business][one.service], "starts_at": one.start, "ends_at": _end(one.start)}
                occasions.append({**here, "id": one.id, "capacity": 1, **times})
                rows.append(
                    {
                        **here, **times, "id": one.id, "occasion_id": one.id, "seat_no": 1, "capacity": 1, "contact_id": one.contact_id,
                        "conversation_id": one.conversation_id, "zone": one.zone.key, "said_at": one.said_at, "state": "confirmed",
                        "source": "bot", "note": "", "currency": "BRL", "version": 0,
                    }
                )  # fmt: skip
                changes.append(_change(tx, one, None, None))
            await tx.session.execute(insert(Occasion), occasions)
            await tx.session.execute(insert(Appointment), rows)
            await tx.session.execute(insert(Change), changes)

    async def _acts(self, some: list[tuple[Booking, int]], now: datetime) -> None:
        async with self._turn:
            for one, n in some:
                _, what, to = one.acts[n]
                if one.start > now and one.is_confirmed == (what != "restore"):
                    await self._act(one, what, to, now)

    async def _act(self, one: Booking, what: str, to: datetime, now: datetime) -> None:
        if what == "move" and (to == one.start or to <= now):
            return
        one.is_touched = True
        self.acts += 1
        async with in_tenant(self.tenants[one.business], _ANA) as tx:
            if what == "restore":
                await amending.restore(tx, one.id)
            elif what == "cancel":
                await changing.cancel(tx, one.id, by=changing.BY_STAFF)
            else:
                await _move(tx, one, to)
            over = {str(row[0]) for row in await tx.fetch(_CLAIMED, tx.tenant_id, one.conversation_id)}
        if what != "restore":
            one.over.append((one.start, over))
        one.is_confirmed = what != "cancel"
        one.start = to if what == "move" else one.start


async def _move(tx: Tx, one: Booking, to: datetime) -> None:
    """What `changing.reschedule` leaves, without the calendar it looks at first."""
    row = await changing._locked(tx, one.id)
    row.starts_at, row.ends_at, row.version = to, _end(to), row.version + 1
    row.said_at = to.astimezone(one.zone).replace(tzinfo=None)
    await tx.session.flush()
    await tx.session.execute(insert(Change), [_change(tx, one, "confirmed", to)])


def _change(tx: Tx, one: Booking, before: str | None, to: datetime | None) -> dict[str, Any]:
    return {
        "tenant_id": tx.tenant_id, "id": new_id(), "appointment_id": one.id, "at": tx.now, "actor": "user", "from_state": before,
        "to_state": "confirmed", "from_starts_at": one.start if to else None, "to_starts_at": to or one.start, "reason": "",
    }  # fmt: skip


def _end(start: datetime) -> datetime:
    return start + timedelta(hours=1)


async def _business(tx: Tx, now: datetime, quiet: Any) -> list[uuid.UUID]:
    tx.session.add(Store(tenant_id=tx.tenant_id, id=new_id(), name="Centro"))
    ids = [new_id() for _ in LEADS]
    for n, id_ in enumerate(ids):
        tx.session.add(Service(tenant_id=tx.tenant_id, id=id_, name=f"Consulta {n}"))
        await tx.session.flush()
        tx.session.add(BookableService(tenant_id=tx.tenant_id, id=id_, duration=60, needs_professional=False))
    tx.session.add(
        ReminderSettings(
            tenant_id=tx.tenant_id, is_on=True, leads=[], on_since=now - timedelta(days=30),
            of_services={str(id_): list(LEADS[n]) for n, id_ in enumerate(ids)},
            quiet_since=quiet and quiet[0], quiet_until=quiet and quiet[1],
        )
    )  # fmt: skip
    await tx.session.flush()
    return ids


async def _numbers(tx: Tx) -> list[uuid.UUID]:
    ids = [new_id() for _ in range(NUMBERS)]
    token = await sealing.seal(tx, "EAAsimulated", "token")
    for id_ in ids:
        tx.session.add(
            Connection(
                tenant_id=tx.tenant_id, id=id_, provider="meta_whatsapp", environment="live", name="Recepção", phone="+551130005500",
                number_id=str(id_.int % 10**15), account_id="104512345678901", verify_token="x", state="ok", token_sealed=token,
            )
        )  # fmt: skip
    await tx.session.flush()
    return ids


def _phone(here: dict[str, Any], one: Booking, now: datetime) -> dict[str, Any]:
    number = f"+55119{one.seed % 10**8:08d}"
    return {
        **here, "id": new_id(), "contact_id": one.contact_id, "space": "phone", "value": number, "match_key": number,
        "confirmed_value": number, "source": "channel", "last_seen_at": now,
    }  # fmt: skip
