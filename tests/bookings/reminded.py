"""A clinic that reminds: a number, a customer who wrote, a professional, a service, and time that the test moves."""

import uuid
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import select, text

from atende.accounts.models import Store
from atende.bookings import schedule
from atende.bookings.models import Appointment, Reminder
from atende.bookings.queries import appointments
from atende.bookings.schemas.reminders import ReminderSettingsIn
from atende.bookings.service import reminder_settings
from atende.bookings.service.reserving import reserve
from atende.core import clock as core_clock
from atende.core.jobs import Lane
from atende.core.tenancy import Actor, in_tenant
from atende.inbox.models import Conversation, Message
from atende.inbox.service import deliver, templates
from tests.bookings.clinic import WEEK, ZONE, Clinic
from tests.inbox.conftest import Desk

BUTTONS = {"type": "BUTTONS", "buttons": [{"type": "QUICK_REPLY", "text": one} for one in ("Confirmo", "Quero remarcar")]}
TEMPLATE = {
    "id": "889900112233447",
    "name": "lembrete_consulta",
    "language": "pt_BR",
    "status": "APPROVED",
    "category": "UTILITY",
    "parameter_format": "POSITIONAL",
    "components": [{"type": "BODY", "text": "Olá, {{1}}! Lembramos da sua consulta: {{2}}, às {{3}}."}, BUTTONS],
}
VALUES = {
    "body.1": "{{nome}}",
    "body.2": "{{dia}}, {{data}}",
    "body.3": "{{hora}}",
    "button.0": "{{confirmar}}",
    "button.1": "{{remarcar}}",
}


def go_to(at: datetime) -> None:
    """It is that time now."""
    core_clock.shift(at - datetime.now(UTC))


@dataclass
class Reminding:
    """The clinic and its customer."""

    desk: Desk
    clinic: Clinic

    def tx(self, actor: Actor | None = None):
        return in_tenant(self.desk.tenant_id, actor or Actor("bot"))

    async def settings(self, **given: Any) -> None:
        """Reminders are on, a day and two hours before, with no quiet hours, unless something else is given."""
        async with self.tx(Actor("user", self.desk.ana)) as tx:
            await reminder_settings.write(tx, ReminderSettingsIn.model_validate({"is_on": True, "leads": [1440, 120], **given}))

    async def book(self, hour: int = 10, *, days: int = 3, **more: Any) -> Appointment:
        """The customer's appointment, at that hour so many days from now."""
        contact_id = more.pop("contact_id", self.desk.contact_id)
        at = self.clinic.at(hour, days=days)
        wish = await self.clinic.wish(more.pop("service", "Consulta"), at, contact_id=contact_id, **more)
        async with self.tx() as tx:
            return await reserve(tx, wish)

    async def do(self, verb, made: Appointment, *given, **more) -> Appointment:
        async with self.tx() as tx:
            return await verb(tx, made.id, *given, **more)

    async def worker(self) -> int:
        """What a worker finds of this business now is looked at; how many."""
        for lane in await schedule.changed(100_000):
            while lane.tenant_id == self.desk.tenant_id and await schedule.look_anew(lane):
                pass
        done = 0
        for lane in await schedule.to_look_at(100_000):
            if lane.tenant_id == self.desk.tenant_id:
                done += await schedule.remind(lane)
        return done

    async def delivered(self) -> None:
        """Everything that may leave has been called, in whichever conversation it is."""
        async with self.tx() as tx:
            ids = list(await tx.session.scalars(select(Conversation.id).where(Conversation.tenant_id == tx.tenant_id)))
        for one in ids:
            while await deliver.deliver(Lane(self.desk.tenant_id, str(one))):
                pass

    async def at(self, when: datetime) -> int:
        """It is then, a worker looks, and what is queued leaves."""
        go_to(when)
        done = await self.worker()
        await self.delivered()
        return done

    async def customer_wrote(self, ago: timedelta = timedelta()) -> None:
        await self.desk.customer_wrote(ago)

    async def listed(self, peer) -> None:
        """The number has the template, and reminders use it."""
        peer.listed = [TEMPLATE]
        await templates.fetch_now(self.desk.tenant_id, self.desk.connection_id)

    def template(self, **values: str) -> list[dict[str, Any]]:
        return [
            {
                "connection_id": self.desk.connection_id,
                "name": TEMPLATE["name"],
                "language": "pt_BR",
                "values": {**VALUES, **values},
            }
        ]

    async def reminders(self, made: Appointment) -> list[tuple[int, str, str]]:
        """Lead, outcome and reason of each that was dealt with, in order."""
        async with self.tx() as tx:
            found = select(Reminder).where(Reminder.appointment_id == made.id).order_by(Reminder.at, Reminder.lead.desc())
            return [(one.lead, one.outcome, one.reason) for one in await tx.session.scalars(found)]

    async def shown(self, made: Appointment) -> list[tuple[int, str, str]]:
        """Lead, state and reason of each as the agenda shows it."""
        async with self.tx() as tx:
            return [(one["lead"], one["state"], one["reason"]) for one in (await appointments.one(tx, made.id))["reminders"]]

    async def messages(self) -> list[Message]:
        async with self.tx() as tx:
            found = select(Message).where(Message.direction == "out").order_by(Message.send_no)
            return list(await tx.session.scalars(found))

    async def row(self, made: Appointment) -> Appointment:
        async with self.tx() as tx:
            return await tx.session.get_one(Appointment, (tx.tenant_id, made.id))

    async def conversation(self, of: uuid.UUID | None = None) -> Conversation:
        async with self.tx() as tx:
            return await tx.session.get_one(Conversation, (tx.tenant_id, of or self.desk.conversation_id))

    async def facts(self) -> list[str]:
        async with self.tx() as tx:
            rows = await tx.session.scalars(
                text("select name from facts where name like 'bookings.booking%' order by commit_no, seq")
            )
            return [name.removeprefix("bookings.booking_") for name in rows]


async def reminding(desk: Desk, **service: Any) -> Reminding:
    """The clinic at this desk."""
    made = Clinic(desk.tenant_id, uuid.uuid4())
    async with desk.tx() as tx:
        tx.session.add(Store(tenant_id=tx.tenant_id, id=made.store, name="Unidade Centro", hours=WEEK))
    await made.resource("Dra. Ana")
    await made.service("Consulta", **service)
    return Reminding(desk, made)


def noon() -> datetime:
    """Tomorrow's noon at the clinic."""
    return core_clock.now().astimezone(ZONE).replace(hour=12, minute=0, second=0, microsecond=0) + timedelta(days=1)
