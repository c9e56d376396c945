"""The demo's agenda: what can be booked, who works when, and appointments of the people who write, by the verbs that clicks use."""

import random
import uuid
from datetime import timedelta
from typing import Any

from sqlalchemy import select

from atende.bookings.models import Appointment
from atende.bookings.queries import calendar
from atende.bookings.queries.calendar import Question
from atende.bookings.rules.states import Source
from atende.bookings.schemas.page import PageIn
from atende.bookings.schemas.reminders import ReminderSettingsIn
from atende.bookings.schemas.setup import BookableIn, ClosureIn, PlanIn, PlansIn, ResourceIn
from atende.bookings.service import changing, page, reminder_settings, setup
from atende.bookings.service.reserving import Wish, reserve
from atende.contacts.models import Contact
from atende.core.tenancy import OPERATOR, Tx, in_tenant
from atende.integrations.models import Connection
from atende.knowledge.models import Professional, Service

_DAYS = 12  # ahead; each further one has fewer appointments
_PAST = 8  # days that are over, and what became of their appointments


async def set_up(tx: Tx, business: dict[str, Any]) -> None:
    """Services, rooms, plans and closures of a business that has an agenda, and its public page."""
    agenda = business.get("agenda")
    if agenda is None:
        return
    people = dict((await tx.session.execute(select(Professional.name, Professional.id))).all())
    services = dict((await tx.session.execute(select(Service.name, Service.id))).all())
    rooms = {
        name: (await setup.add_resource(tx, ResourceIn.model_validate({"kind": "room", "name": name}))).id
        for name in agenda["rooms"]
    }
    for name, weekly in agenda["plans"].items():
        await setup.write_plans(tx, people[name], PlansIn(plans=[PlanIn(hours={"weekly": weekly})]))
    for name, given in agenda["services"].items():
        values = {key: value for key, value in given.items() if key != "room"}
        if "room" in given:
            values["needs"] = [{"resource_ids": [rooms[given["room"]]]}]
        await setup.write_service(tx, services[name], BookableIn.model_validate(values))
    for given in agenda["closures"]:
        await setup.add_closure(tx, ClosureIn.model_validate(given))
    own = await page.read(tx)
    await page.write(
        tx, PageIn.model_validate({"is_on": True, "slug": own.slug, "intro": {"pt-BR": business["profile"]["about"]}})
    )


async def _remind(tx: Tx, business: dict[str, Any]) -> None:
    """People are reminded, by the number's template where they did not write lately."""
    given = business["agenda"]["reminders"]
    number = await tx.session.scalar(select(Connection.id).where(Connection.tenant_id == tx.tenant_id))
    templates = [{"connection_id": number, "language": "pt_BR", **given["template"]}]
    values = {key: value for key, value in given.items() if key != "template"}
    await reminder_settings.write(tx, ReminderSettingsIn.model_validate({**values, "is_on": True, "templates": templates}))


async def fill(tenant_id: uuid.UUID, business: dict[str, Any]) -> None:
    """People have appointments in the coming days, the more the sooner, and had some in the days before: most came, a few did not, and
    some cancelled. They are reminded from now on."""
    if "agenda" not in business:
        return
    dice = random.Random(7)  # noqa: S311 - the same demo every time
    async with in_tenant(tenant_id, OPERATOR) as tx:
        await _remind(tx, business)
        living = (
            select(Contact.id)
            .where(Contact.tenant_id == tx.tenant_id, Contact.merged_into_id.is_(None))
            .order_by(Contact.name, Contact.id)
        )
        people = list(await tx.session.scalars(living))
        names = dict((await tx.session.execute(select(Service.name, Service.id))).all())
        for name in business["agenda"]["services"]:
            question = Question(names[name], tx.now - timedelta(days=_PAST), tx.now + timedelta(days=_DAYS), as_staff=True)
            for offer in await calendar.offers(tx, question):
                ahead = (offer.starts_at - tx.now) / timedelta(days=_DAYS)
                if dice.random() > 0.22 * min(1, 1 - ahead):
                    continue
                free = Question(names[name], offer.starts_at, offer.starts_at + timedelta(seconds=1), as_staff=True)
                if await calendar.offers(tx, free):  # not taken by the one before
                    made = await reserve(tx, Wish(names[name], offer.starts_at, dice.choice(people), Source.STAFF))
                    await _become(tx, made, dice.random())


async def _become(tx: Tx, made: Appointment, chance: float) -> None:
    if chance < 0.06:
        await changing.cancel(tx, made.id, by=changing.BY_STAFF, reason="Pediu pelo telefone")
    elif made.ends_at < tx.now:
        await (changing.miss if chance < 0.14 else changing.complete)(tx, made.id)
