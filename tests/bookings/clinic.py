"""A clinic of its own per test: one store open in the morning, three professionals, one room, some services."""

import uuid
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import insert, text

from atende.accounts.models import Store
from atende.bookings.models import Appointment, BookableService, Need, Resource
from atende.bookings.queries import calendar
from atende.bookings.rules.states import Source
from atende.bookings.service import reserving
from atende.bookings.service.reserving import Wish
from atende.contacts import service as contacts
from atende.contacts.ports import Evidence
from atende.core import clock
from atende.core.tenancy import Actor, in_tenant
from atende.kit.ids import new_id
from atende.kit.refusal import Refusal
from atende.knowledge.models import Professional, ProfessionalService, Service
from tests.contacts.people import new_tenant

ZONE = ZoneInfo("America/Sao_Paulo")
WEEK = {"weekly": [{"weekday": day, "opens": "08:00", "closes": "12:00"} for day in range(7)]}


@dataclass
class Clinic:
    """What is there, by name."""

    tenant_id: uuid.UUID
    store: uuid.UUID
    people: dict[str, uuid.UUID] = field(default_factory=dict)
    services: dict[str, uuid.UUID] = field(default_factory=dict)
    professionals: list[str] = field(default_factory=list)

    def tx(self, actor: Actor | None = None):
        return in_tenant(self.tenant_id, actor or Actor("bot"))

    def at(self, hour: int, minute: int = 0, *, days: int = 1) -> datetime:
        """That time of the day after today, or so many days from now, by the clinic's clock."""
        on = clock.now().astimezone(ZONE) + timedelta(days=days)
        return on.replace(hour=hour, minute=minute, second=0, microsecond=0)

    async def contact(self, name: str = "Ana") -> uuid.UUID:
        phone = f"55119{uuid.uuid4().int % 10**8:08d}"
        async with self.tx() as tx:
            found = await contacts.recognize(tx, Evidence(phone=phone, name=name), source="channel", seen_at=tx.now)
            return found.contact_id

    async def wish(self, service: str, starts_at: datetime, **more) -> Wish:
        contact_id = more.pop("contact_id", None) or await self.contact()
        return Wish(self.services[service], starts_at, contact_id, **{"source": Source.BOT, **more})

    async def reserve(self, wish: Wish) -> Appointment:
        """In a transaction of its own."""
        async with self.tx() as tx:
            return await reserving.reserve(tx, wish)

    async def booked(self, service: str, starts_at: datetime, **more) -> Appointment:
        """Somebody has it then; by the bot, unless said."""
        return await self.reserve(await self.wish(service, starts_at, **more))

    async def starts(self, service: str, **more) -> list[str]:
        """At which hours of the next day it can be had, by the clinic's clock."""
        async with self.tx() as tx:
            question = calendar.Question(self.services[service], self.at(0), self.at(23, 59), **more)
            return [f"{one.starts_at.astimezone(ZONE):%H:%M}" for one in await calendar.offers(tx, question)]

    async def service(
        self, name: str, by: tuple[str, ...] = (), needs: tuple[tuple[str, ...], ...] = (), **settings
    ) -> uuid.UUID:
        """A service that these professionals do (none named: everybody there is), with one of each group of resources."""
        id_ = self.services[name] = new_id()
        async with self.tx() as tx:
            tx.session.add(Service(tenant_id=tx.tenant_id, id=id_, name=name, price_cents=25000))
            await tx.session.flush()
            tx.session.add(
                BookableService(tenant_id=tx.tenant_id, id=id_, **{"duration": 60, "step": 60, "notice": 0, **settings})
            )
            await tx.session.flush()
            for person in by or self.professionals:
                values = {"tenant_id": tx.tenant_id, "professional_id": self.people[person], "service_id": id_}
                await tx.session.execute(insert(ProfessionalService).values(**values))
            for need_no, group in enumerate(needs, 1):
                for one in group:
                    tx.session.add(
                        Need(tenant_id=tx.tenant_id, id=new_id(), service_id=id_, need_no=need_no, resource_id=self.people[one])
                    )
        return id_

    async def resource(self, name: str, kind: str = "professional", **more) -> uuid.UUID:
        """A professional, a room or a piece of equipment."""
        id_ = self.people[name] = new_id()
        async with self.tx() as tx:
            if kind == "professional":
                self.professionals.append(name)
                tx.session.add(Professional(tenant_id=tx.tenant_id, id=id_, name=name))
                await tx.session.flush()
                more["professional_id"] = id_
            tx.session.add(Resource(tenant_id=tx.tenant_id, id=id_, kind=kind, name=name, **more))
        return id_


async def new_clinic(hours: dict | None = None) -> Clinic:
    """The clinic, with its store and nobody in it."""
    tenant_id = await new_tenant()
    store = new_id()
    async with in_tenant(tenant_id) as tx:
        tx.session.add(Store(tenant_id=tenant_id, id=store, name="Unidade Centro", hours=hours or WEEK))
    return Clinic(tenant_id, store)


def alternatives(refusal: Refusal) -> list[datetime]:
    """The free starts that it names instead, each with where that is and its clock."""
    found = refusal.params["alternatives"]
    assert isinstance(found, list)
    assert all(one.keys() == {"starts_at", "store_id", "timezone"} and ZoneInfo(one["timezone"]) for one in found)
    return [datetime.fromisoformat(one["starts_at"]) for one in found]


async def living_claims(clinic: Clinic) -> int:
    async with clinic.tx() as tx:
        return (await tx.session.execute(text("select count(*) from bookings_claims where is_living"))).scalar_one()
