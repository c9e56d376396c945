"""When somebody works: their plans, the dates on which the store says something else, and what is closed."""

from datetime import date, time, timedelta

import pytest
from sqlalchemy import update

from atende import wiring
from atende.accounts.models import Store
from atende.bookings.models import Closure, Plan
from atende.bookings.queries import calendar, working
from atende.bookings.queries.calendar import Question
from atende.kit.ids import new_id
from tests.bookings.clinic import ZONE, Clinic, new_clinic

pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture
async def clinic(database) -> Clinic:
    """Dra. Ana works as the store is open, Dr. Beto in the evening until 1:00, an hour each from the full hour on."""
    wiring.wire()
    made = await new_clinic()
    await made.resource("Dra. Ana")
    beto = await made.resource("Dr. Beto")
    evening = {"weekly": [{"weekday": day, "opens": "21:00", "closes": "01:00"} for day in range(7)]}
    await _add(made, Plan(resource_id=beto, hours=evening))
    await made.service("consulta")
    return made


async def _add(clinic: Clinic, row: Plan | Closure) -> None:
    row.tenant_id, row.id = clinic.tenant_id, new_id()
    async with clinic.tx() as tx:
        tx.session.add(row)


async def _store_says(clinic: Clinic, hours: dict) -> None:
    async with clinic.tx() as tx:
        await tx.session.execute(update(Store).values(hours=hours))


async def _starts(clinic: Clinic, who: str, *, days: int = 1, count: int = 1) -> list[str]:
    async with clinic.tx() as tx:
        since = clinic.at(0, days=days)
        question = Question(clinic.services["consulta"], since, since + timedelta(days=count))
        found = await calendar.offers(tx, question)
        return [f"{one.starts_at.astimezone(ZONE):%H:%M}" for one in found if clinic.people[who] in one.free[0]]


def _on(clinic: Clinic, days: int) -> date:
    return clinic.at(0, days=days).date()


async def test_whoever_has_a_plan_works_by_it_and_whoever_has_none_as_the_store_is_open(clinic):
    assert await _starts(clinic, "Dra. Ana") == ["08:00", "09:00", "10:00", "11:00"]
    assert await _starts(clinic, "Dr. Beto") == ["00:00", "21:00", "22:00", "23:00"]


async def test_on_a_date_that_differs_nobody_works_longer_than_the_store_is_open(clinic):
    week = [{"weekday": day, "opens": "08:00", "closes": "12:00"} for day in range(7)]
    shorter = [{"opens": "10:00", "closes": "11:00"}, {"opens": "20:00", "closes": "23:00"}]
    exceptions = [{"on": _on(clinic, 2).isoformat(), "periods": shorter}, {"on": _on(clinic, 4).isoformat(), "periods": []}]
    await _store_says(clinic, {"weekly": week, "exceptions": exceptions})
    assert await _starts(clinic, "Dra. Ana", days=2) == ["10:00", "20:00", "21:00", "22:00"]
    assert await _starts(clinic, "Dra. Ana", days=4) == []
    assert await _starts(clinic, "Dr. Beto", days=2) == ["00:00", "21:00", "22:00"]
    assert await _starts(clinic, "Dr. Beto", days=3) == ["21:00", "22:00", "23:00"]
    assert await _starts(clinic, "Dr. Beto", days=4) == ["00:00"], "the night belongs to the day on which it begins"
    assert await _starts(clinic, "Dr. Beto", days=5) == ["21:00", "22:00", "23:00"]


async def test_a_closed_date_does_not_cut_the_night_before(clinic):
    night = [{"weekday": day, "opens": "18:00", "closes": "02:00"} for day in range(7)]
    await _store_says(clinic, {"weekly": night, "exceptions": [{"on": _on(clinic, 2).isoformat(), "periods": []}]})
    assert await _starts(clinic, "Dra. Ana", days=2) == ["00:00", "01:00"]
    assert await _starts(clinic, "Dr. Beto", days=2) == ["00:00"]


async def test_what_is_closed_for_all_for_one_and_for_hours(clinic):
    ana = clinic.people["Dra. Ana"]
    await _add(clinic, Closure(first_on=_on(clinic, 1), last_on=_on(clinic, 1)))
    await _add(clinic, Closure(resource_id=ana, first_on=_on(clinic, 3), last_on=date(9999, 12, 30)))
    hours = {"since": time(9), "until": time(10, 30)}
    await _add(clinic, Closure(store_id=clinic.store, first_on=_on(clinic, 2), last_on=_on(clinic, 2), **hours))
    assert await _starts(clinic, "Dra. Ana", days=1) == await _starts(clinic, "Dr. Beto", days=1) == []
    assert await _starts(clinic, "Dra. Ana", days=2) == ["08:00", "11:00"]
    assert await _starts(clinic, "Dr. Beto", days=2) == ["00:00", "21:00", "22:00", "23:00"]
    assert await _starts(clinic, "Dra. Ana", days=3, count=40) == []


async def test_a_plan_holds_on_its_dates(clinic):
    afternoon = {"weekly": [{"weekday": day, "opens": "14:00", "closes": "16:00"} for day in range(7)]}
    ana = clinic.people["Dra. Ana"]
    await _add(clinic, Plan(resource_id=ana, hours=afternoon, valid_from=_on(clinic, 3), valid_until=_on(clinic, 4)))
    assert await _starts(clinic, "Dra. Ana", days=2) == []
    assert await _starts(clinic, "Dra. Ana", days=3, count=4) == ["14:00", "15:00"] * 2
    assert await _starts(clinic, "Dra. Ana", days=20) == [], "whoever has plans works by them alone, also long after"


async def test_a_plan_with_dates_takes_the_place_of_the_one_without_on_its_days(clinic):
    ana = clinic.people["Dra. Ana"]
    usual = {"weekly": [{"weekday": day, "opens": "20:00", "closes": "01:00"} for day in range(7)]}
    parts = [("08:00", "10:00"), ("14:00", "15:00")]
    other = {"weekly": [{"weekday": day, "opens": opens, "closes": closes} for day in range(7) for opens, closes in parts]}
    await _add(clinic, Plan(resource_id=ana, hours=usual))
    await _add(
        clinic, Plan(resource_id=ana, store_id=clinic.store, hours=other, valid_from=_on(clinic, 3), valid_until=_on(clinic, 4))
    )
    evening = ["20:00", "21:00", "22:00", "23:00"]
    assert await _starts(clinic, "Dra. Ana", days=2) == ["00:00", *evening]
    assert await _starts(clinic, "Dra. Ana", days=3) == ["00:00", "08:00", "09:00", "14:00"], (
        "the night before belongs to its day"
    )
    assert await _starts(clinic, "Dra. Ana", days=4) == ["08:00", "09:00", "14:00"]
    assert await _starts(clinic, "Dra. Ana", days=5) == evening
    async with clinic.tx() as tx:
        shaded = (await working.working(tx, _on(clinic, 2), _on(clinic, 40))).spans[ana]
    assert [f"{since.astimezone(ZONE):%H:%M}-{until.astimezone(ZONE):%H:%M}" for since, until in shaded][:6] == [
        "00:00-01:00", "20:00-01:00", "08:00-10:00", "14:00-15:00", "08:00-10:00", "14:00-15:00",
    ]  # fmt: skip
