"""What is closed every year: a holiday of the town. Kept once, and closed in each year that is looked at."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from sqlalchemy import func, select, text, update
from sqlalchemy.exc import IntegrityError

from atende import wiring
from atende.accounts.models import Store
from atende.bookings.errors import BookingInvalid
from atende.bookings.models import Closure, Plan
from atende.bookings.queries import calendar
from atende.bookings.queries.calendar import Question
from atende.bookings.queries.working import working
from atende.bookings.schemas.setup import ClosureIn
from atende.bookings.service import setup
from atende.bot.service import facts
from atende.knowledge.rules.hours import status
from tests.accounts.conftest import application, browser, make_clinic  # noqa: F401 - fixtures
from tests.bookings.clinic import WEEK, ZONE, Clinic, new_clinic
from tests.bookings.test_together_over_http import desk  # noqa: F401 - fixture
from tests.bookings.visitor import API

pytestmark = pytest.mark.usefixtures("database")

NIGHT = {"weekly": [{"weekday": day, "opens": "21:00", "closes": "01:00"} for day in range(7)]}


@pytest.fixture
async def clinic(database) -> Clinic:
    """Dra. Ana works as the store is open, from 8:00 to 12:00; Dr. Beto in the evening until 1:00."""
    wiring.wire()
    made = await new_clinic()
    await made.resource("Dra. Ana")
    beto = await made.resource("Dr. Beto")
    async with made.tx() as tx:
        tx.session.add(Plan(tenant_id=tx.tenant_id, id=beto, resource_id=beto, hours=NIGHT))
    await made.service("consulta")
    return made


async def _close(clinic: Clinic, first: str, last: str | None = None, **more) -> None:
    async with clinic.tx() as tx:
        days = {"first_on": date.fromisoformat(first), "last_on": date.fromisoformat(last or first)}
        await setup.add_closure(tx, ClosureIn.model_validate({**days, "every_year": True, **more}))


async def _starts(clinic: Clinic, who: str, on: str) -> list[str]:
    since = datetime.combine(date.fromisoformat(on), time(), ZONE)
    async with clinic.tx() as tx:
        question = Question(clinic.services["consulta"], since, since + timedelta(days=1), as_staff=True)
        found = await calendar.offers(tx, question)
    return [f"{one.starts_at.astimezone(ZONE):%H:%M}" for one in found if clinic.people[who] in one.free[0]]


def _ahead(clinic: Clinic) -> date:
    """Some days from now, of a day that every year has."""
    return next(on for days in (5, 6) if (on := clinic.at(0, days=days).date()).timetuple()[1:3] != (2, 29))


MORNING = ["08:00", "09:00", "10:00", "11:00"]


async def test_a_holiday_of_the_town_is_closed_in_every_year_from_the_first_on(clinic):
    await _close(clinic, "2029-01-25", reason="Aniversário da cidade")
    for year in (2029, 2030, 2047):
        assert await _starts(clinic, "Dra. Ana", f"{year}-01-25") == []
        assert await _starts(clinic, "Dr. Beto", f"{year}-01-25") == [], "the night before ends with the day"
        assert await _starts(clinic, "Dr. Beto", f"{year}-01-24") == ["00:00", "21:00", "22:00", "23:00"]
        assert await _starts(clinic, "Dr. Beto", f"{year}-01-26") == ["00:00", "21:00", "22:00", "23:00"]
        assert await _starts(clinic, "Dra. Ana", f"{year}-01-24") == await _starts(clinic, "Dra. Ana", f"{year}-01-26") == MORNING
    assert await _starts(clinic, "Dra. Ana", "2028-01-25") == MORNING
    async with clinic.tx() as tx:
        (closed,) = (await working(tx, date(2031, 1, 20), date(2031, 1, 30))).closed
    assert (closed.kind, closed.reason) == ("closure", "Aniversário da cidade")
    assert (closed.since, closed.until) == (datetime(2031, 1, 25, 3, tzinfo=UTC), datetime(2031, 1, 26, 3, tzinfo=UTC))


async def test_days_over_a_years_end_come_every_year(clinic):
    await _close(clinic, "2026-12-30", "2027-01-02")
    for on in ("2028-12-30", "2028-12-31", "2029-01-01", "2029-01-02"):
        assert await _starts(clinic, "Dra. Ana", on) == []
    for on in ("2028-12-29", "2029-01-03"):
        assert await _starts(clinic, "Dra. Ana", on) == MORNING


async def test_29_february_is_kept_on_the_28th_where_there_is_none(clinic):
    await _close(clinic, "2028-02-29")
    closed = [on for on in ("2028-02-28", "2028-02-29", "2029-02-28", "2029-03-01", "2032-02-28", "2032-02-29")
              if not await _starts(clinic, "Dra. Ana", on)]  # fmt: skip
    assert closed == ["2028-02-29", "2029-02-28", "2032-02-29"]


async def test_hours_of_each_year_and_of_one_person(clinic):
    await _close(clinic, "2027-05-13", resource_id=clinic.people["Dra. Ana"], since="09:00", until="11:00")
    assert await _starts(clinic, "Dra. Ana", "2030-05-13") == ["08:00", "11:00"]
    assert await _starts(clinic, "Dr. Beto", "2030-05-13") == ["00:00", "21:00", "22:00", "23:00"]


async def test_what_is_done_online_is_closed_then_too(clinic):
    await clinic.service("por vídeo", place="online")
    await _close(clinic, "2026-05-13")
    since = datetime(2029, 5, 12, tzinfo=ZONE)
    async with clinic.tx() as tx:
        question = Question(clinic.services["por vídeo"], since, since + timedelta(days=3), as_staff=True)
        days = {one.starts_at.astimezone(ZONE).day for one in await calendar.offers(tx, question)}
    assert days == {12, 14}


async def test_what_comes_every_year_is_shorter_than_a_year(clinic):
    with pytest.raises(BookingInvalid) as refused:
        await _close(clinic, "2027-01-01", "2027-12-31")
    assert refused.value.field == "last_on"
    await _close(clinic, "2027-01-01", "2027-12-30")
    async with clinic.tx() as tx:
        with pytest.raises(IntegrityError, match="ck_bookings_closures_every_year"):
            async with tx.session.begin_nested():
                await tx.session.execute(text("update bookings_closures set last_on = '2027-12-31'"))


async def test_it_closes_nothing_of_another_business(clinic):
    await _close(clinic, "2026-01-25")
    other = await new_clinic()
    await other.resource("Dra. Ana")
    await other.service("consulta")
    assert await _starts(clinic, "Dra. Ana", "2028-01-25") == []
    assert await _starts(other, "Dra. Ana", "2028-01-25") == MORNING
    async with other.tx() as tx:
        assert await tx.session.scalar(select(func.count()).select_from(Closure)) == 0


async def test_over_http_it_is_listed_with_what_is_ahead_and_its_day_is_not_offered(desk):  # noqa: F811
    clinic, owner, url = desk
    on = _ahead(clinic)
    past = on.replace(year=on.year - 3).isoformat()
    given = {"first_on": past, "last_on": past, "reason": "Padroeira"}
    once = await owner.post(f"{url}/closures", json=given)
    assert (once.status_code, once.json()["every_year"]) == (201, False)
    made = await owner.post(f"{url}/closures", json={**given, "every_year": True})
    assert (made.status_code, made.json()["every_year"]) == (201, True)
    beside = [(on + timedelta(days=n)).isoformat() for n in (4, -2)]
    once_each = [await owner.post(f"{url}/closures", json={"first_on": one, "last_on": one}) for one in beside]
    later, sooner = [one.json()["id"] for one in once_each]
    listed = (await owner.get(f"{url}/closures")).json()["items"]
    assert [one["id"] for one in listed] == [sooner, made.json()["id"], later], "by the next of its days"
    assert listed[1] == made.json(), "as it was said"
    before = (await owner.get(f"{url}/closures", params={"until": f"{on - timedelta(days=1)}"})).json()["items"]
    assert [one["id"] for one in before] == [sooner]
    far = await owner.get(f"{url}/closures", params={"since": "9999-12-31"})
    assert (far.status_code, [one["id"] for one in far.json()["items"]]) == (200, [])
    asked = {
        "service_id": str(clinic.services["consulta"]),
        "since": datetime.combine(on - timedelta(days=1), time(), ZONE).isoformat(),
        "until": datetime.combine(on + timedelta(days=2), time(), ZONE).isoformat(),
    }
    slots = (await owner.get(f"{url}/slots", params=asked)).json()["items"]
    days = {datetime.fromisoformat(one["starts_at"]).astimezone(ZONE).date() for one in slots}
    assert days == {on - timedelta(days=1), on + timedelta(days=1)}
    too_long = {"first_on": "2027-01-01", "last_on": "2028-06-01", "every_year": True}
    refused = await owner.post(f"{url}/closures", json=too_long)
    assert (refused.status_code, refused.json()["error"]["field"]) == (422, "last_on")
    assert (await owner.delete(f"{url}/closures/{made.json()['id']}")).status_code == 204
    slots = (await owner.get(f"{url}/slots", params=asked)).json()["items"]
    assert on in {datetime.fromisoformat(one["starts_at"]).astimezone(ZONE).date() for one in slots}


async def test_the_public_page_leaves_its_day_out(clinic, slug, visitor):
    on = _ahead(clinic)
    past = on.replace(year=on.year - 4)
    await _close(clinic, past.isoformat())
    asked = {"service_id": str(clinic.services["consulta"]), "month": f"{on:%Y-%m}"}
    days = {one["on"] for one in (await visitor.get(f"{API}/pages/{slug}/days", params=asked)).json()["items"]}
    beside = on + timedelta(days=1) if (on + timedelta(days=1)).month == on.month else on - timedelta(days=1)
    assert on.isoformat() not in days
    assert beside.isoformat() in days


async def test_the_robot_says_that_a_store_is_closed_then(clinic):
    ana = clinic.people["Dra. Ana"]
    for more in ({"resource_id": ana}, {"since": "09:00", "until": "10:00"}):  # neither shuts the store
        await _close(clinic, "2026-01-12", **more)
    async with clinic.tx() as tx:
        (store,) = (await facts.known(tx))[1].stores
    assert status(store.hours, ZONE, datetime(2028, 1, 12, 9, tzinfo=ZONE)).is_open
    await _close(clinic, "2026-01-25", store_id=clinic.store)
    await _close(clinic, "2027-12-30", "2028-01-01", every_year=False)
    async with clinic.tx() as tx:
        (store,) = (await facts.known(tx))[1].stores
    for at, opens in (((2028, 1, 25), (2028, 1, 26)), ((2027, 12, 30), (2028, 1, 2))):
        found = status(store.hours, ZONE, datetime(*at, 9, tzinfo=ZONE))
        assert (found.is_open, found.next_opening) == (False, datetime(*opens, 8, tzinfo=ZONE))
    assert status(store.hours, ZONE, datetime(2028, 12, 30, 9, tzinfo=ZONE)).is_open, "that one came once"


async def test_a_store_that_keeps_carnival_offers_nothing_then(desk):  # noqa: F811
    clinic, owner, url = desk
    asked = {
        "service_id": str(clinic.services["consulta"]),
        "since": "2027-02-06T00:00:00-03:00",
        "until": "2027-02-12T00:00:00-03:00",
        "as_staff": "true",
    }

    async def days() -> set[int]:
        answer = await owner.get(f"{url}/slots", params=asked)
        assert answer.status_code == 200, answer.text
        return {datetime.fromisoformat(one["starts_at"]).astimezone(ZONE).day for one in answer.json()["items"]}

    assert await days() == {6, 7, 8, 9, 10, 11}
    store = f"{url.removesuffix('/bookings')}/stores/{clinic.store}"
    kept = await owner.patch(store, json={"hours": {**WEEK, "holidays": {"national": False, "optional": True}}})
    assert kept.json()["hours"]["holidays"] == {"national": False, "state": None, "optional": True}
    assert await days() == {6, 7, 11}, "Carnival and Ash Wednesday"
    async with clinic.tx() as tx:  # as it was stored before there was such a switch
        await tx.session.execute(update(Store).values(hours={**WEEK, "holidays": {"national": True, "state": "SP"}}))
    assert await days() == {6, 7, 8, 9, 10, 11}
    assert (await owner.get(store.rsplit("/", 1)[0])).json()["items"][0]["hours"]["holidays"]["optional"] is False
