"""Of which day an appointment is, where only so many are taken a day: of that on which it begins itself, however long before its buffer
does, and however long the day is."""

from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import text

from atende import wiring
from atende.accounts.models import Store
from atende.bookings.errors import SlotTaken
from atende.bookings.queries import calendar
from atende.bookings.queries.calendar import Question
from atende.bookings.rules.states import Source
from atende.bookings.service import changing
from atende.core import clock as core_clock
from atende.core.tenancy import Crossing, across_tenants
from atende.kit.ids import new_id
from tests.bookings.clinic import Clinic, new_clinic

pytestmark = pytest.mark.usefixtures("database")

NIGHT = {"weekly": [{"weekday": day, "opens": "22:00", "closes": "02:00"} for day in range(7)]}
ALWAYS = {"weekly": [{"weekday": day, "opens": "00:00", "closes": "00:00"} for day in range(7)]}


@pytest.fixture
async def clinic(database) -> Clinic:
    """Open by night; whoever works there takes one a day, half an hour with a quarter before and ten minutes after."""
    wiring.wire()
    made = await new_clinic(NIGHT)
    await made.resource("Dra. Ana", daily_limit=1)
    await made.service("plantão", duration=30, before=15, after=10, step=5)
    return made


async def _dates(clinic: Clinic, since: datetime, until: datetime, **more: Any) -> set[int]:
    """On which days of the stretch it can be had, as days from now."""
    async with clinic.tx() as tx:
        question = Question(clinic.services["plantão"], since, until, as_staff=True, **more)
        found = await calendar.offers(tx, question)
    today = clinic.at(0, days=0).date()
    return {(one.starts_at.astimezone(since.tzinfo).date() - today).days for one in found}


async def test_shortly_after_midnight_is_of_the_day_that_began_and_not_of_that_of_its_buffer(clinic):
    await clinic.booked("plantão", clinic.at(0, 5, days=3), source=Source.STAFF)
    assert await _dates(clinic, clinic.at(0, days=2), clinic.at(0, days=5)) == {2, 4}
    with pytest.raises(SlotTaken):
        await clinic.booked("plantão", clinic.at(22, days=3), source=Source.STAFF)
    evening = await clinic.booked("plantão", clinic.at(22, days=2), source=Source.STAFF)
    async with clinic.tx() as tx:
        moved = await changing.reschedule(tx, evening.id, clinic.at(1, days=2), by=changing.BY_STAFF)
    assert moved.starts_at == clinic.at(1, days=2), "what is moved takes its own place of the day"


async def test_shortly_before_midnight_is_of_the_day_that_ends(clinic):
    await clinic.booked("plantão", clinic.at(23, 50, days=2), source=Source.STAFF)
    assert await _dates(clinic, clinic.at(0, days=2), clinic.at(0, days=5)) == {3, 4}


async def test_what_begins_at_midnight_is_of_the_new_day_whichever_starts_are_asked_for(clinic):
    await clinic.booked("plantão", clinic.at(0, days=3), source=Source.STAFF)
    for hour, days, is_free in ((23, 2, True), (1, 3, False), (22, 3, False), (1, 4, True)):
        at = clinic.at(hour, days=days)
        assert bool(await _dates(clinic, at, at + timedelta(seconds=1))) is is_free, at
    asked = [clinic.at(23, days=2), clinic.at(1, days=3), clinic.at(22, days=3), clinic.at(1, days=4)]
    async with clinic.tx() as tx:
        service = await calendar.service(tx, clinic.services["plantão"])
        question = Question(service.id, asked[0], asked[-1], as_staff=True)
        found = await calendar.offers_at(tx, question, service, asked)
    assert [bool(one) for one in found] == [True, False, False, True]


def _long_day(zone: ZoneInfo) -> datetime:
    """The midnight at which the next day of 25 hours begins."""
    at = core_clock.now().astimezone(zone).replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=2)
    while (at + timedelta(days=1)).timestamp() - at.timestamp() < 25 * 3600:
        at += timedelta(days=1)
    return at


@pytest.mark.parametrize("whose", ["resource", "service"])
async def test_a_day_of_twenty_five_hours_is_one_day_to_its_last_minute(clinic, whose):
    """In Santiago the hour before midnight comes twice when summer ends: its last half begins a day and a half hour after midnight."""
    async with across_tenants(Crossing.OPERATE) as session:
        at_home = text("update accounts_tenants set timezone = 'America/Santiago' where id = :id")
        await session.execute(at_home, {"id": clinic.tenant_id})
    async with clinic.tx() as tx:
        tx.session.add(Store(tenant_id=tx.tenant_id, id=new_id(), name="Santiago", hours=ALWAYS))
    if whose == "resource":
        await clinic.service("plantão", duration=15, step=15)
    else:
        await clinic.resource("Dr. Beto")
        await clinic.service("plantão", by=("Dr. Beto",), duration=15, step=15, daily_limit=1)
    midnight = _long_day(ZoneInfo("America/Santiago"))
    last = (midnight + timedelta(hours=23, minutes=30)).replace(fold=1).astimezone(UTC)
    assert last.timestamp() - midnight.timestamp() == 24.5 * 3600
    async with clinic.tx() as tx:
        before = await calendar.offers(tx, Question(clinic.services["plantão"], last, last + timedelta(seconds=1), as_staff=True))
    assert before, "it can be had as long as nobody has that day"
    await clinic.booked("plantão", midnight, source=Source.STAFF)
    with pytest.raises(SlotTaken):
        await clinic.booked("plantão", last, source=Source.STAFF)
