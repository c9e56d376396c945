"""Nobody is ever double-booked: find and reserve in one operation, whoever asks and however many at once."""

import asyncio
from collections import Counter
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select, text, update
from sqlalchemy.exc import IntegrityError

from atende import wiring
from atende.accounts.models import Store
from atende.bookings.errors import BookingNotFound, SlotOutside, SlotTaken, TooManyAppointments
from atende.bookings.models import Appointment, Claim, Occasion, Resource
from atende.bookings.queries import calendar, slots
from atende.bookings.queries.calendar import Question
from atende.bookings.rules.states import Source
from atende.bookings.rules.waiting import Span
from atende.bookings.schemas.setup import ClosureIn
from atende.bookings.service import changing, reserving, setup, waiting
from atende.bookings.service.reserving import reserve
from atende.core.tenancy import in_tenant
from atende.kit.ids import new_id
from atende.kit.refusal import NotFound
from tests.bookings.clinic import WEEK, Clinic, alternatives, living_claims, new_clinic

pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture
async def clinic(database) -> Clinic:
    wiring.wire()
    made = await new_clinic()
    for name in ("Dra. Ana", "Dr. Beto"):
        await made.resource(name)
    await made.resource("Sala 1", "room", store_id=made.store)
    await made.service("consulta")
    return made


async def test_two_hundred_at_once_for_the_last_place_are_one_appointment_and_199_refusals(clinic):
    await clinic.service("exame", by=("Dra. Ana",))
    wishes = [
        await clinic.wish("exame", clinic.at(9), source=source)
        for source in (Source.BOT, Source.PAGE, Source.STAFF, Source.API)
        for _ in range(50)
    ]

    async def one(wish) -> str:
        try:
            return (await clinic.reserve(wish)).state
        except SlotTaken as refusal:
            return f"{len(alternatives(refusal))} others"

    assert Counter(await asyncio.gather(*map(one, wishes))) == {"confirmed": 1, "6 others": 199}
    assert await living_claims(clinic) == 1


async def test_past_the_verb_the_database_refuses(clinic):
    made = await clinic.booked("consulta", clinic.at(9), professional_id=clinic.people["Dra. Ana"])
    async with clinic.tx() as tx:
        claim = (await tx.session.scalars(select(Claim).where(Claim.occasion_id == made.occasion_id))).one()

    async def insert(minutes: int) -> str:
        try:
            async with clinic.tx() as tx:
                other = Occasion(
                    tenant_id=tx.tenant_id,
                    id=new_id(),
                    service_id=made.service_id,
                    capacity=1,
                    starts_at=claim.since,
                    ends_at=claim.until,
                )
                tx.session.add(other)
                await tx.session.flush()
                by = timedelta(minutes=minutes)
                await tx.session.execute(
                    text(
                        "insert into bookings_claims (tenant_id, id, occasion_id, resource_id, resource_no, since, until)"
                        " values (:tenant, :id, :occasion, :resource, :no, :since, :until)"
                    ),
                    {
                        "tenant": tx.tenant_id, "id": new_id(), "occasion": other.id, "resource": claim.resource_id,
                        "no": claim.resource_no, "since": claim.since + by, "until": claim.until + by,
                    },
                )  # fmt: skip
            return "stored"
        except IntegrityError as error:
            return str(error.orig)[:120].split("constraint ")[-1].split('"')[1]

    tried = await asyncio.gather(*(insert(minutes) for minutes in (-59, -30, 0, 0, 1, 59)))
    assert set(tried) == {"ex_bookings_claims_overlap"}
    assert await insert(60) == "stored", "what only touches is free"


async def test_anybody_means_the_one_who_has_least_and_then_nobody_is_left(clinic):
    wish = await clinic.wish("consulta", clinic.at(8), professional_id=clinic.people["Dra. Ana"])
    await clinic.reserve(wish)
    second = await clinic.booked("consulta", clinic.at(9))
    async with clinic.tx() as tx:
        who = (await tx.session.scalars(select(Claim.resource_id).where(Claim.occasion_id == second.occasion_id))).all()
    assert who == [clinic.people["Dr. Beto"]]
    await clinic.booked("consulta", clinic.at(9))
    with pytest.raises(SlotTaken) as refused:
        await clinic.booked("consulta", clinic.at(9))
    assert clinic.at(9) not in alternatives(refused.value)


async def test_a_room_is_taken_like_a_professional(clinic):
    await clinic.service("pequena cirurgia", needs=(("Sala 1",),))
    first = await clinic.booked("pequena cirurgia", clinic.at(10))
    async with clinic.tx() as tx:
        taken = set(await tx.session.scalars(select(Claim.resource_id).where(Claim.occasion_id == first.occasion_id)))
    assert clinic.people["Sala 1"] in taken
    assert len(taken) == 2
    assert await clinic.starts("pequena cirurgia") == ["08:00", "09:00", "11:00"]
    assert await clinic.starts("consulta") == ["08:00", "09:00", "10:00", "11:00"], "somebody else is free without the room"


async def test_equipment_is_taken_like_a_room_and_one_of_those_that_would_do(clinic):
    await clinic.resource("Dra. Lia")  # three of them: nobody is short of hands
    for name in ("Ultrassom 1", "Ultrassom 2"):
        await clinic.resource(name, "equipment")
    await clinic.service("ecografia", needs=(("Ultrassom 1", "Ultrassom 2"), ("Sala 1",)))
    await clinic.service("doppler", needs=(("Ultrassom 1",),))
    first = await clinic.booked("doppler", clinic.at(9))
    second = await clinic.booked("ecografia", clinic.at(9))
    async with clinic.tx() as tx:
        rows = await tx.session.execute(select(Claim.occasion_id, Claim.resource_id))
        taken = {(row.occasion_id, row.resource_id) for row in rows}
    assert (first.occasion_id, clinic.people["Ultrassom 1"]) in taken
    assert {(second.occasion_id, clinic.people[name]) for name in ("Ultrassom 2", "Sala 1")} < taken, "the one that is free"
    assert len(taken) == 5
    assert "09:00" not in await clinic.starts("ecografia")
    for service in ("doppler", "ecografia"):
        with pytest.raises(SlotTaken):
            await clinic.booked(service, clinic.at(9))
    async with clinic.tx() as tx:
        await changing.cancel(tx, first.id, by=changing.BY_CUSTOMER)
    assert "09:00" in await clinic.starts("doppler"), "cancelled, it is free again"
    assert "09:00" not in await clinic.starts("ecografia"), "its room is not"


async def test_a_group_fills_up_and_is_then_full(clinic):
    await clinic.service("grupo de gestantes", by=("Dra. Ana",), capacity=3)
    made = await asyncio.gather(*[clinic.booked("grupo de gestantes", clinic.at(9)) for _ in range(3)], return_exceptions=True)
    assert len({one.occasion_id for one in made if isinstance(one, Appointment)}) == 1
    assert sorted(one.seat_no for one in made if isinstance(one, Appointment)) == [1, 2, 3]
    assert await living_claims(clinic) == 1
    with pytest.raises(SlotTaken):
        await clinic.booked("grupo de gestantes", clinic.at(9))
    assert "09:00" not in await clinic.starts("consulta", professional_id=clinic.people["Dra. Ana"])


async def test_asked_again_with_the_same_id_it_is_the_same_appointment(clinic):
    wish = await clinic.wish("consulta", clinic.at(9), client_id=new_id())
    made = await asyncio.gather(*(clinic.reserve(wish) for _ in range(5)))
    assert len({one.id for one in made}) == 1
    assert await living_claims(clinic) == 1


async def test_a_hold_keeps_the_time_until_it_runs_out(clinic, clock):
    await clinic.service("exame", by=("Dra. Ana",), hold_minutes=10)
    held = await clinic.booked("exame", clinic.at(9), hold=True)
    assert held.state == "hold"
    with pytest.raises(SlotTaken):
        await clinic.booked("exame", clinic.at(9))
    clock.shift(timedelta(minutes=11))
    taken = await clinic.booked("exame", held.starts_at)
    async with clinic.tx() as tx:
        assert (await tx.session.get_one(Appointment, (clinic.tenant_id, held.id))).state == "expired"
    assert taken.state == "confirmed"


async def test_a_hold_that_somebody_who_books_ends_is_heard_of_by_who_waits(clinic, clock):
    await clinic.service("exame", by=("Dra. Ana",), hold_minutes=10)
    await clinic.booked("exame", clinic.at(9), hold=True)
    on, wish = clinic.at(9).date(), await clinic.wish("exame", clinic.at(11))
    async with clinic.tx() as tx:
        await waiting.join(tx, waiting.Longing(wish.contact_id, wish.service_id, Span(on, on), Source.STAFF))
    reasons = text("select reason from bookings_freed")
    for minutes, expected in ((0, []), (11, ["run_out"]), (0, ["run_out"])):
        clock.shift(timedelta(minutes=minutes))
        async with clinic.tx() as tx:
            await reserving.lock(tx, await calendar.service(tx, wish.service_id))
            assert list(await tx.session.scalars(reasons)) == expected


async def test_who_may_book_when(clinic):
    await clinic.service("exame", notice=120, horizon_days=10)
    for days, hour, reason in ((0, 0, "past"), (30, 9, "too_far")):
        with pytest.raises(SlotOutside) as refused:
            await clinic.booked("exame", clinic.at(hour, days=days))
        assert refused.value.params["reason"] == reason
    with pytest.raises(SlotTaken):
        await clinic.booked("exame", clinic.at(7))
    assert (await clinic.booked("exame", clinic.at(9, days=30), source=Source.STAFF)).state == "confirmed"


async def test_limits_of_a_person_and_of_a_day(clinic):
    await clinic.service("exame", contact_limit=1, daily_limit=2)
    ana = await clinic.contact()
    await clinic.booked("exame", clinic.at(8), contact_id=ana)
    with pytest.raises(TooManyAppointments):
        await clinic.booked("exame", clinic.at(9), contact_id=ana)
    await clinic.booked("exame", clinic.at(8))
    assert await clinic.starts("exame") == []
    with pytest.raises(SlotTaken):
        await clinic.booked("exame", clinic.at(10))


async def test_nobody_joins_a_group_on_a_day_that_is_full_and_whoever_is_moved_gives_their_place_back(clinic):
    await clinic.service("grupo", capacity=5, daily_limit=2)
    made = [await clinic.booked("grupo", clinic.at(hour)) for hour in (8, 10)]
    assert await clinic.starts("grupo") == []
    with pytest.raises(SlotTaken) as refused:
        await clinic.booked("grupo", clinic.at(8))
    assert clinic.at(10) not in alternatives(refused.value)
    async with clinic.tx() as tx:
        moved = await changing.reschedule(tx, made[1].id, clinic.at(11), by=changing.BY_CUSTOMER)
    assert moved.starts_at == clinic.at(11)


async def test_who_leaves_a_group_for_another_time_of_the_same_day_takes_no_place_of_it_twice(clinic):
    await clinic.service("grupo", capacity=5, daily_limit=2)
    made = [await clinic.booked("grupo", clinic.at(8)) for _ in range(2)]
    assert made[0].occasion_id == made[1].occasion_id
    async with clinic.tx() as tx:
        asked = Question(made[1].service_id, clinic.at(0), clinic.at(23))
        found = await slots.starts(tx, asked, appointment_id=made[1].id)
        assert clinic.at(11) in [one.starts_at for one in found.items]
        moved = await changing.reschedule(tx, made[1].id, clinic.at(11), by=changing.BY_CUSTOMER)
    assert moved.starts_at == clinic.at(11)
    with pytest.raises(SlotTaken):
        await clinic.booked("grupo", clinic.at(8))


@pytest.mark.parametrize(("whose", "kind"), [("Dra. Lia", "professional"), ("Laser", "equipment"), ("Sala 2", "room")])
async def test_a_resource_takes_as_many_a_day_as_its_row_says_whatever_they_are_for(clinic, whose, kind):
    who = await clinic.resource(whose, kind, daily_limit=2)
    taking = {"by": (whose,)} if kind == "professional" else {"needs": ((whose,),)}
    for service in ("limpeza", "retorno"):
        await clinic.service(service, **taking)
    await clinic.booked("limpeza", clinic.at(8))
    assert await clinic.starts("limpeza") == ["09:00", "10:00", "11:00"], "one is left"
    last = await clinic.booked("retorno", clinic.at(10))
    assert (await clinic.starts("limpeza"), await clinic.starts("retorno")) == ([], [])
    with pytest.raises(SlotTaken) as refused:
        await clinic.booked("limpeza", clinic.at(9))
    instead = alternatives(refused.value)
    assert instead
    assert clinic.at(0).date() not in {one.astimezone(clinic.at(0).tzinfo).date() for one in instead}
    assert "09:00" in await clinic.starts("consulta"), "nobody else is held up"

    async with clinic.tx() as tx:
        within = await changing.reschedule(tx, last.id, clinic.at(11), by=changing.BY_CUSTOMER)
    assert within.starts_at == clinic.at(11), "what is moved on a full day takes its own place"
    assert await clinic.starts("limpeza") == []
    async with clinic.tx() as tx:
        await changing.reschedule(tx, last.id, clinic.at(10, days=2), by=changing.BY_CUSTOMER)
    assert await clinic.starts("limpeza") == ["09:00", "10:00", "11:00"], "moved away, it gave its place back"
    again = await clinic.booked("limpeza", clinic.at(9))
    assert await clinic.starts("retorno") == []
    async with clinic.tx() as tx:
        await changing.cancel(tx, again.id, by=changing.BY_CUSTOMER)
        (await tx.session.get_one(Resource, (clinic.tenant_id, who))).daily_limit = None
    await clinic.booked("retorno", clinic.at(9))
    assert await clinic.starts("limpeza") == ["10:00", "11:00"], "without a limit only what is taken is taken"


async def test_the_days_of_a_services_limit_are_those_of_the_businesss_clock(clinic):
    """In Manaus it is an hour earlier: what begins there at 23:00 is of the next day."""
    async with clinic.tx() as tx:
        night = {"weekly": [{"weekday": day, "opens": "21:00", "closes": "02:00"} for day in range(7)]}
        tx.session.add(west := Store(tenant_id=tx.tenant_id, id=new_id(), name="Manaus", timezone="America/Manaus", hours=night))
    await clinic.service("plantão", daily_limit=1)
    there = {"store_id": west.id, "professional_id": clinic.people["Dra. Ana"]}
    made = await clinic.booked("plantão", clinic.at(0, days=2), **there)
    assert f"{made.said_at:%H:%M}" == "23:00"
    async with clinic.tx() as tx:
        question = Question(clinic.services["plantão"], clinic.at(20), clinic.at(20, days=3), west.id)
        found = [one.starts_at for one in await calendar.offers(tx, question)]
    of = {at.astimezone(clinic.at(0).tzinfo).date() for at in found}
    assert clinic.at(0, days=2).date() not in of, "the other one is free then, and the day is full"
    assert clinic.at(23) in found, "the evening before is another day, also where it is the same by the store's clock"


async def test_a_hold_that_ran_out_fills_no_day(clinic, clock):
    await clinic.service("exame", daily_limit=1)
    await clinic.booked("exame", clinic.at(8), hold=True)
    assert await clinic.starts("exame") == []
    clock.shift(timedelta(minutes=30))
    assert await clinic.starts("exame")


async def test_staff_overbook_only_on_purpose_and_it_is_recorded(clinic):
    ana = clinic.people["Dra. Ana"]
    await clinic.booked("consulta", clinic.at(9), professional_id=ana)
    staff = {"source": Source.STAFF, "professional_id": ana}
    with pytest.raises(SlotTaken):
        await clinic.booked("consulta", clinic.at(9), **staff)
    second = await clinic.booked("consulta", clinic.at(9), **staff, overbook=True, reason="dor de dente")
    async with clinic.tx() as tx:
        rows = (
            await tx.session.execute(
                text("select is_overbooked, reason from bookings_changes where appointment_id = :id"), {"id": second.id}
            )
        ).all()
    assert rows == [(True, "dor de dente")]
    with pytest.raises(BookingNotFound):
        await clinic.booked("consulta", clinic.at(9), source=Source.STAFF, overbook=True)


async def _taken_by(clinic: Clinic, made: Appointment) -> set[str]:
    names = {id_: name for name, id_ in clinic.people.items()}
    async with clinic.tx() as tx:
        return {
            names[one] for one in await tx.session.scalars(select(Claim.resource_id).where(Claim.occasion_id == made.occasion_id))
        }


async def test_overbooking_takes_a_room_too_a_free_one_first(clinic):
    """Whoever overbooks the professional does not leave the room to the next customer."""
    for name, kind in (("Sala 2", "room"), ("Ultrassom", "equipment")):
        await clinic.resource(name, kind, store_id=clinic.store)
    await clinic.service("exame", needs=(("Sala 1", "Sala 2"), ("Ultrassom",)))
    staff = {"source": Source.STAFF, "professional_id": clinic.people["Dra. Ana"], "overbook": True}
    first = await _taken_by(clinic, await clinic.booked("exame", clinic.at(9)))
    (other,) = {"Sala 1", "Sala 2"} - first
    beside = await clinic.booked("exame", clinic.at(9, 5), **staff)
    assert await _taken_by(clinic, beside) == {"Dra. Ana", other, "Ultrassom"}, "the free room, and the only machine"
    await clinic.service("reunião", by=("Dr. Beto",), needs=(("Sala 1", "Sala 2"),))
    assert await clinic.starts("reunião") == ["08:00", "10:00", "11:00"], "both rooms are taken from nine to ten"
    third = await _taken_by(clinic, await clinic.booked("exame", clinic.at(9, 10), **staff))
    assert len(third & {"Sala 1", "Sala 2"}) == 1, "none is free: one of them all the same"


async def test_a_room_that_is_shut_is_overbooked_last(clinic):
    await clinic.resource("Sala 0", "room", store_id=clinic.store)
    await clinic.service("exame", needs=(("Sala 0", "Sala 1"),))
    on = clinic.at(9).date()
    async with clinic.tx() as tx:
        await setup.add_closure(tx, ClosureIn(resource_id=clinic.people["Sala 0"], first_on=on, last_on=on))
    staff = {"source": Source.STAFF, "professional_id": clinic.people["Dra. Ana"], "overbook": True}
    for minute in (0, 5):
        made = await _taken_by(clinic, await clinic.booked("exame", clinic.at(9, minute), **staff))
        assert ("Sala 1" in made) == (minute == 0), "where neither is free, whichever has less of that day"
    assert await clinic.starts("exame") == ["08:00", "10:00", "11:00"]


async def test_what_needs_nobody_but_a_room_can_be_overbooked_too(clinic):
    await clinic.resource("Sala 2", "room", store_id=clinic.store)
    await clinic.service("aluguel de sala", needs=(("Sala 1", "Sala 2"),), needs_professional=False)
    rooms = [await _taken_by(clinic, await clinic.booked("aluguel de sala", clinic.at(9))) for _ in range(2)]
    assert set.union(*rooms) == {"Sala 1", "Sala 2"}
    with pytest.raises(SlotTaken):
        await clinic.booked("aluguel de sala", clinic.at(9), source=Source.STAFF)
    beside = await clinic.booked("aluguel de sala", clinic.at(9), source=Source.STAFF, overbook=True)
    assert len(await _taken_by(clinic, beside)) == 1
    async with clinic.tx() as tx:
        claims = await tx.session.scalars(select(Claim.is_overbooked).where(Claim.occasion_id == beside.occasion_id))
    assert claims.all() == [True]


async def test_overbooking_goes_to_the_store_that_has_what_it_needs(clinic):
    far = new_id()
    async with clinic.tx() as tx:
        tx.session.add(Store(tenant_id=tx.tenant_id, id=far, name="Unidade Norte", hours=WEEK, position=1))
    await clinic.resource("Laser", "equipment", store_id=far)
    await clinic.service("laser", needs=(("Laser",),))
    staff = {"source": Source.STAFF, "professional_id": clinic.people["Dra. Ana"], "overbook": True}
    made = await clinic.booked("laser", clinic.at(9, 20), **staff)
    assert (made.store_id, await _taken_by(clinic, made)) == (far, {"Dra. Ana", "Laser"})
    with pytest.raises(BookingNotFound) as refused:
        await clinic.booked("laser", clinic.at(9, 20), **staff, store_id=clinic.store)
    assert refused.value.field == "resource_ids"


async def test_another_business_sees_and_books_nothing(clinic):
    other = await new_clinic()
    wish = await clinic.wish("consulta", clinic.at(9))
    for contact_id in (wish.contact_id, await other.contact()):
        with pytest.raises(NotFound):
            async with in_tenant(other.tenant_id) as tx:
                await reserve(tx, replace(wish, contact_id=contact_id))


async def test_a_need_whose_rooms_are_all_out_of_use_is_not_unneeded(clinic):
    await clinic.resource("Sala 9", "room")
    await clinic.service("exame na sala", needs=[["Sala 9"]])
    question = Question(clinic.services["exame na sala"], clinic.at(9), clinic.at(9) + timedelta(seconds=1), as_staff=True)
    async with clinic.tx() as tx:
        assert await calendar.offers(tx, question)
        await tx.session.execute(update(Resource).where(Resource.id == clinic.people["Sala 9"]).values(is_active=False))
    async with clinic.tx() as tx:
        assert await calendar.offers(tx, question) == []
