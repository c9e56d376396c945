"""What is done online: by whom and when, at which stores they are otherwise; groups, visits, waiting, and what the page says of it."""

import uuid
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

import pytest
from sqlalchemy import delete, insert, select, update

from atende import wiring
from atende.accounts.models import Store
from atende.bookings.models import Appointment, BookableService, Closure, Occasion, Plan, Wait
from atende.bookings.queries import appointments, calendar, waiting, working
from atende.bookings.queries.calendar import Question
from atende.bookings.rules.states import Source
from atende.bookings.rules.waiting import Span
from atende.bookings.service import combined, reserving
from atende.bookings.service import waiting as waits
from atende.kit.ids import new_id
from atende.knowledge.models import ProfessionalStore
from tests.bookings.clinic import ZONE, Clinic, new_clinic
from tests.bookings.visitor import API, booking, open_page, visitors

pytestmark = pytest.mark.usefixtures("database")
MORNING = ["08:00", "09:00", "10:00", "11:00"]


def _week(opens: str, closes: str, **more) -> dict:
    return {"weekly": [{"weekday": day, "opens": opens, "closes": closes} for day in range(7)], **more}


@pytest.fixture
async def clinic(database) -> Clinic:
    """Dra. Ana works as the clinic is open, from 8 to 12."""
    wiring.wire()
    made = await new_clinic()
    await made.resource("Dra. Ana")
    await made.service("teleconsulta", place="online")
    return made


async def _add(clinic: Clinic, row: Plan | Closure | Store) -> uuid.UUID:
    row.tenant_id, row.id = clinic.tenant_id, new_id()
    async with clinic.tx() as tx:
        tx.session.add(row)
    return row.id


async def _at_home(clinic: Clinic, who: str, *stores: uuid.UUID) -> None:
    async with clinic.tx() as tx:
        for store in stores:
            values = {"tenant_id": tx.tenant_id, "professional_id": clinic.people[who], "store_id": store}
            await tx.session.execute(insert(ProfessionalStore).values(**values))


def _told(offers: Sequence[calendar.Offer]) -> list[str]:
    assert {one.store_id for one in offers} <= {None}
    return [f"{one.starts_at.astimezone(ZONE):%H:%M}" for one in offers]


async def _starts(clinic: Clinic, who: str = "Dra. Ana", *, on: date | None = None, **asked) -> list[str]:
    """When it can begin with them on that day (tomorrow); and the agenda shades the same."""
    on = on or clinic.at(0).date()
    since = datetime.combine(on, time(), ZONE)
    question = Question(clinic.services["teleconsulta"], since, since + timedelta(days=1), as_staff=True, **asked)
    async with clinic.tx() as tx:
        told = _told([one for one in await calendar.offers(tx, question) if clinic.people[who] in one.free[0]])
        shaded = (await working.working(tx, on, on)).spans[clinic.people[who]]
    hours = [since + timedelta(hours=n) for n in range(24)]
    lasts = timedelta(hours=1)
    assert told == [f"{at:%H:%M}" for at in hours if any(a <= at and at + lasts <= b for a, b in shaded)]
    return told


async def test_whoever_has_no_plan_is_free_online_as_their_store_is_open(clinic):
    assert await _starts(clinic) == MORNING
    assert await _starts(clinic, store_id=clinic.store) == MORNING, "the store that was chosen before says nothing"
    async with clinic.tx() as tx:
        made = await reserving.reserve(tx, await clinic.wish("teleconsulta", clinic.at(9)))
    assert (made.store_id, made.zone) == (None, ZONE.key)
    assert await _starts_only(clinic) == ["08:00", "10:00", "11:00"]


async def _starts_only(clinic: Clinic) -> list[str]:
    async with clinic.tx() as tx:
        return _told(await calendar.offers(tx, Question(clinic.services["teleconsulta"], clinic.at(0), clinic.at(23))))


async def test_a_plan_for_a_store_counts_online(clinic):
    ana = clinic.people["Dra. Ana"]
    await _add(clinic, Plan(resource_id=ana, store_id=clinic.store, hours=_week("14:00", "16:00")))
    assert await _starts(clinic) == ["14:00", "15:00"]
    await _add(clinic, Plan(resource_id=ana, hours=_week("20:00", "21:00")))
    assert await _starts(clinic) == ["14:00", "15:00", "20:00"]


async def test_the_hours_of_several_home_stores_are_joined_and_those_of_others_do_not_count(clinic):
    south = await _add(clinic, Store(name="Unidade Sul", hours=_week("10:00", "15:00")))
    await _add(clinic, Store(name="Unidade Norte", hours=_week("19:00", "21:00")))
    await clinic.resource("Dr. Beto")
    await _at_home(clinic, "Dra. Ana", clinic.store, south)
    assert await _starts(clinic) == [*MORNING, "12:00", "13:00", "14:00"]
    assert await _starts(clinic, "Dr. Beto") == [*MORNING, "12:00", "13:00", "14:00", "19:00", "20:00"], "at home everywhere"
    async with clinic.tx() as tx:
        await tx.session.execute(update(Store).where(Store.id == south).values(is_active=False))
    assert await _starts(clinic) == MORNING, "a store that was given up"


async def test_each_home_goes_by_its_own_clock(clinic):
    west = await _add(clinic, Store(name="Unidade Manaus", timezone="America/Manaus", hours=_week("08:00", "10:00")))
    await _at_home(clinic, "Dra. Ana", west)
    assert await _starts_only(clinic) == ["09:00", "10:00"]


async def test_on_a_holiday_and_on_a_day_that_differs_nobody_works_online(clinic):
    christmas = date(2027, 12, 25)
    other = [{"on": "2027-06-01", "periods": [{"opens": "10:00", "closes": "11:00"}]}]
    kept = _week("08:00", "12:00", holidays={"national": True, "state": None}, exceptions=other)
    async with clinic.tx() as tx:
        await tx.session.execute(update(Store).values(hours=kept))
    assert await _starts(clinic, on=christmas) == []
    assert await _starts(clinic, on=date(2027, 6, 1)) == ["10:00"]
    await _add(clinic, Plan(resource_id=clinic.people["Dra. Ana"], hours=_week("07:00", "09:00")))
    assert await _starts(clinic, on=christmas) == [], "a plan of one's own is none for holidays"
    assert await _starts(clinic, on=christmas + timedelta(days=1)) == ["07:00", "08:00"]


async def test_who_is_away_and_a_store_that_is_shut_are_not_online(clinic):
    ana, on = clinic.people["Dra. Ana"], clinic.at(0).date()
    south = await _add(clinic, Store(name="Unidade Sul", hours=_week("14:00", "16:00")))
    away, shut, closed = (on + timedelta(days=n) for n in range(3))
    await _add(clinic, Closure(resource_id=ana, first_on=away, last_on=away))
    await _add(clinic, Closure(store_id=clinic.store, first_on=shut, last_on=shut))
    await _add(clinic, Closure(first_on=closed, last_on=closed, since=time(9), until=time(15)))
    assert await _starts(clinic, on=away) == []
    assert await _starts(clinic, on=shut) == ["14:00", "15:00"], "the other is open"
    assert await _starts(clinic, on=closed) == ["08:00", "15:00"]
    await _at_home(clinic, "Dra. Ana", clinic.store)
    assert await _starts(clinic, on=shut) == []
    assert south


async def test_of_a_business_without_stores_they_work_by_their_plans(clinic):
    async with clinic.tx() as tx:
        await tx.session.execute(delete(Store))
    assert await _starts(clinic) == []
    await _add(clinic, Plan(resource_id=clinic.people["Dra. Ana"], hours=_week("18:00", "20:00")))
    assert await _starts(clinic) == ["18:00", "19:00"]


async def test_the_one_room_for_calls_is_free_as_its_own_store_is_open(clinic):
    south = await _add(clinic, Store(name="Unidade Sul", hours=_week("10:00", "15:00")))
    await clinic.resource("Estúdio", "room", store_id=south)
    await clinic.service("ao vivo", needs=(("Estúdio",),), place="online")
    async with clinic.tx() as tx:
        asked = Question(clinic.services["ao vivo"], clinic.at(0), clinic.at(23))
        assert _told(await calendar.offers(tx, asked)) == ["10:00", "11:00", "12:00", "13:00", "14:00"]


async def test_a_group_online_that_has_begun_is_joined_whichever_store_was_chosen(clinic):
    await clinic.service("palestra", place="online", capacity=3)
    first = await clinic.wish("palestra", clinic.at(9))
    async with clinic.tx() as tx:
        begun = await reserving.reserve(tx, first)
        asked = Question(clinic.services["palestra"], clinic.at(9), clinic.at(10), store_id=clinic.store)
        (offer,) = await calendar.offers(tx, asked)
        assert (offer.occasion_id, offer.places) == (begun.occasion_id, 2)
    second = await clinic.wish("palestra", clinic.at(9), store_id=clinic.store)
    async with clinic.tx() as tx:
        joined = await reserving.reserve(tx, second)
        assert (joined.occasion_id, joined.store_id) == (begun.occasion_id, None)
        assert len(list(await tx.session.scalars(select(Occasion.id)))) == 1


async def test_several_services_online_are_one_visit_at_no_store(clinic):
    await clinic.service("retorno", place="online")
    parts = [combined.Part(clinic.services[name]) for name in ("teleconsulta", "retorno")]
    wish = await clinic.wish("teleconsulta", clinic.at(9), store_id=clinic.store)
    async with clinic.tx() as tx:
        found = await combined.starts(tx, wish, parts, clinic.at(0), clinic.at(23))
        made = await combined.reserve(tx, wish, parts)
    assert [(one.starts_at, one.store_id, one.zone.key) for one in found] == [
        (clinic.at(hour), None, ZONE.key) for hour in (8, 9, 10)
    ]
    assert [(one.starts_at, one.store_id) for one in made] == [(clinic.at(9), None), (clinic.at(10), None)]


async def test_who_waits_for_it_waits_for_no_store(clinic):
    on, person = clinic.at(0).date(), await clinic.contact()
    async with clinic.tx() as tx:
        longing = waits.Longing(person, clinic.services["teleconsulta"], Span(on, on), Source.BOT, store_id=clinic.store)
        row = await waits.join(tx, longing)
        assert row.store_id is None
        # Waited for it at a store, before it was online.
        await tx.session.execute(update(Wait).values(store_id=clinic.store))
    async with clinic.tx() as tx:
        (one,) = await waiting.waiters(tx, only=row.id)
        assert one.group[1] == clinic.store
        found = await waiting.found(tx, [one])
        assert _told([found[one.id].offer]) == ["08:00"]


async def test_the_page_says_that_it_is_online_and_gives_its_times(clinic):
    west = await _add(clinic, Store(name="Unidade Manaus", timezone="America/Manaus", hours=_week("08:00", "10:00")))
    slug = await open_page(clinic)
    async with visitors() as visitor:
        page = (await visitor.get(f"{API}/pages/{slug}")).json()
        (shown,) = page["services"]
        assert (shown["name"], shown["is_online"]) == ("teleconsulta", True)
        asked = {"service_id": shown["id"], "since": clinic.at(0).isoformat(), "until": clinic.at(23).isoformat()}
        free = await visitor.get(f"{API}/pages/{slug}/slots", params=asked)
        assert free.status_code == 200, free.text
        starts = [datetime.fromisoformat(one["starts_at"]) for one in free.json()["items"]]
        assert starts == [clinic.at(hour) for hour in (8, 9, 10, 11)]
        assert {one["store_id"] for one in free.json()["items"]} == {None}
        month = {"service_id": shown["id"], "month": f"{clinic.at(8):%Y-%m}", "store_id": str(west)}
        days = (await visitor.get(f"{API}/pages/{slug}/days", params=month)).json()
        assert days["timezone"] == ZONE.key, "by the business's clock, whichever store's page it is"
        made = await visitor.post(f"{API}/pages/{slug}/appointments", json=booking(clinic, clinic.at(8), service="teleconsulta"))
        assert made.status_code == 201, made.text
        seen = made.json()
        assert (seen["store"], seen["is_online"]) == (None, True)
        entry = await visitor.get(f"{API}/links/{seen['link']}/calendar.ics")
        assert entry.status_code == 200, entry.text
        assert "LOCATION:Online" in entry.text
    async with clinic.tx() as tx:
        (row,) = await tx.session.scalars(select(Appointment))
        assert (row.starts_at, row.store_id, row.source) == (clinic.at(8), None, "page")


async def _offered(clinic: Clinic) -> list[str]:
    since = datetime.combine(clinic.at(0).date(), time(), ZONE)
    async with clinic.tx() as tx:
        return _told(
            await calendar.offers(tx, Question(clinic.services["teleconsulta"], since, since + timedelta(days=1), as_staff=True))
        )


async def test_the_clock_of_one_store_fills_no_gap_of_anothers(clinic):
    async with clinic.tx() as tx:
        await tx.session.execute(update(Store).values(hours=_week("08:00", "19:00")))
    await _add(clinic, Store(name="Manaus", timezone="America/Manaus", hours=_week("08:00", "19:00")))
    ana, on = clinic.people["Dra. Ana"], clinic.at(0).date()
    assert {"14:00", "15:00"} <= {*await _offered(clinic)}
    away = await _add(
        clinic, Closure(resource_id=ana, first_on=on, last_on=on, since=time(14), until=time(15), reason="Dentista")
    )
    assert "14:00" not in await _offered(clinic)
    async with clinic.tx() as tx:
        await tx.session.execute(delete(Closure).where(Closure.id == away))
    day = [
        {"weekday": n, "opens": opens, "closes": closes}
        for n in range(7)
        for opens, closes in (("09:00", "12:00"), ("13:00", "18:00"))
    ]
    await _add(clinic, Plan(resource_id=ana, hours={"weekly": day}))
    assert await _offered(clinic) == ["09:00", "10:00", "11:00", "13:00", "14:00", "15:00", "16:00", "17:00"]


async def test_a_group_that_has_begun_at_a_store_stays_there_when_its_service_goes_online(clinic):
    await clinic.service("palestra", capacity=3)
    async with clinic.tx() as tx:
        await reserving.reserve(tx, await clinic.wish("palestra", clinic.at(9)))
        await tx.session.execute(
            update(BookableService).where(BookableService.id == clinic.services["palestra"]).values(place="online")
        )
    async with clinic.tx() as tx:
        question = Question(clinic.services["palestra"], clinic.at(9), clinic.at(9) + timedelta(seconds=1), as_staff=True)
        assert [one for one in await calendar.offers(tx, question) if one.occasion_id] == []


async def test_the_agenda_of_a_store_shows_what_its_people_do_online(clinic):
    """Else their column looks free."""
    other = await _add(clinic, Store(name="Pinheiros", hours=_week("08:00", "12:00"), position=2))
    await clinic.service("consulta")
    async with clinic.tx() as tx:
        online = await reserving.reserve(tx, await clinic.wish("teleconsulta", clinic.at(9)))
        there = await reserving.reserve(tx, await clinic.wish("consulta", clinic.at(10), store_id=clinic.store))
    async with clinic.tx() as tx:
        seen = {}
        for store in (clinic.store, other, None):
            rows, _ = await appointments.between(tx, clinic.at(0), clinic.at(23), store_id=store)
            seen[store] = [row["id"] for row in rows]
    assert seen == {clinic.store: [online.id, there.id], other: [online.id], None: [online.id, there.id]}
