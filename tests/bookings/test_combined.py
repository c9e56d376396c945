"""Several services in a row are one visit: all of them, or none."""

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import text

from atende import wiring
from atende.bookings.errors import BookingInvalid, NoticeTooShort, SlotTaken
from atende.bookings.models import Appointment
from atende.bookings.queries import calendar
from atende.bookings.queries.calendar import Question
from atende.bookings.rules.states import Source
from atende.bookings.service import combined
from atende.bookings.service.changing import BY_CUSTOMER, BY_STAFF
from atende.bookings.service.combined import Part
from atende.kit.ids import new_id
from tests.bookings.clinic import Clinic, alternatives, living_claims, new_clinic

pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture
async def clinic(database) -> Clinic:
    wiring.wire()
    made = await new_clinic()
    for name in ("Dra. Ana", "Dr. Beto"):
        await made.resource(name)
    await made.service("consulta", by=("Dra. Ana",), duration=45, step=15, cancel_notice=60)
    await made.service("exame", by=("Dr. Beto",), duration=30, step=30)
    await made.service("retorno", by=("Dra. Ana",), duration=30, step=15, before=15)
    return made


async def _visit(clinic: Clinic, hour: int, *services: str, minute: int = 0, **more) -> list[Appointment]:
    wish = await clinic.wish(services[0], clinic.at(hour, minute), **{"source": Source.STAFF, **more})
    async with clinic.tx() as tx:
        return await combined.reserve(tx, wish, [Part(clinic.services[one]) for one in services])


async def test_one_after_the_other_each_as_soon_as_it_can_be(clinic):
    rows = await _visit(clinic, 9, "consulta", "exame", "retorno")
    assert [row.starts_at for row in rows] == [clinic.at(9), clinic.at(10), clinic.at(10, 30)]
    assert len({row.visit_id for row in rows}) == 1
    assert await living_claims(clinic) == 3


async def test_one_professional_keeps_their_own_buffers_between_two(clinic):
    rows = await _visit(clinic, 9, "consulta", "retorno")
    assert [row.starts_at for row in rows] == [clinic.at(9), clinic.at(10)], "a quarter of an hour before it is kept free"


async def test_where_one_cannot_be_none_is_and_the_starts_at_which_all_can_are_told(clinic):
    for minute in (0, 30):
        await clinic.booked("exame", clinic.at(10, minute), source=Source.STAFF)
    with pytest.raises(SlotTaken) as refused:
        await _visit(clinic, 9, "consulta", "exame")
    free = alternatives(refused.value)
    assert clinic.at(8, 15) in free
    assert await living_claims(clinic) == 2
    for one in free:
        async with clinic.tx() as tx:
            wish = await clinic.wish("consulta", clinic.at(9), source=Source.STAFF)
            found = await combined.starts(
                tx, wish, [Part(clinic.services[name]) for name in ("consulta", "exame")], clinic.at(0), clinic.at(0, days=9)
            )
        assert one in [start.starts_at for start in found]


async def test_twenty_at_once_for_one_morning_never_have_half_a_visit(clinic):
    ends = await asyncio.gather(
        *(_visit(clinic, 9, "consulta", "exame", minute=15 * (n % 3)) for n in range(20)), return_exceptions=True
    )
    made = [one for one in ends if isinstance(one, list)]
    assert {type(one) for one in ends if not isinstance(one, list)} == {SlotTaken}
    assert made
    assert await living_claims(clinic) == 2 * len(made)
    async with clinic.tx() as tx:
        sizes = await tx.session.scalars(text("select count(*) from bookings_appointments group by visit_id"))
    assert set(sizes) == {2}


async def test_asked_again_with_the_same_id_it_is_the_same_visit_and_of_nobody_else(clinic):
    ana, client_id = await clinic.contact(), new_id()
    first, again = [await _visit(clinic, 9, "consulta", "exame", contact_id=ana, client_id=client_id) for _ in range(2)]
    assert [row.id for row in first] == [row.id for row in again]
    for services, more in ((("consulta", "exame"), {}), (("consulta", "retorno"), {"contact_id": ana})):
        with pytest.raises(BookingInvalid):
            await _visit(clinic, 9, *services, client_id=client_id, **more)
    with pytest.raises(BookingInvalid):  # another start is another visit, and not the success that it looks like
        await _visit(clinic, 11, "consulta", "exame", contact_id=ana, client_id=client_id)
    assert first[0].visit_id is not None
    async with clinic.tx() as tx:
        moved = await combined.reschedule(tx, first[0].visit_id, clinic.at(8), by=BY_STAFF)
    again = await _visit(clinic, 9, "consulta", "exame", contact_id=ana, client_id=client_id)
    assert [row.starts_at for row in again] == [row.starts_at for row in moved], "as it was first asked for, wherever it is since"


async def test_moved_together_or_not_at_all_and_cancelled_together(clinic, clock):
    rows = await _visit(clinic, 8, "consulta", "exame")
    visit_id = rows[0].visit_id
    assert visit_id is not None
    for hour, minute in ((8, 30), (8, 0)):
        async with clinic.tx() as tx:
            moved = await combined.reschedule(tx, visit_id, clinic.at(hour, minute), by=BY_STAFF)
        assert [row.starts_at for row in moved] == [clinic.at(hour, minute), clinic.at(hour, minute) + timedelta(hours=1)]
    await clinic.booked("exame", clinic.at(11), source=Source.STAFF)
    with pytest.raises(SlotTaken):
        async with clinic.tx() as tx:
            await combined.reschedule(tx, visit_id, clinic.at(10), by=BY_STAFF)
    async with clinic.tx() as tx:
        assert [row.starts_at for row in await combined.members(tx, visit_id)] == [clinic.at(8), clinic.at(9)]
    clock.shift(clinic.at(7, 30) - clock.now())
    with pytest.raises(NoticeTooShort):
        async with clinic.tx() as tx:
            await combined.cancel(tx, visit_id, by=BY_CUSTOMER)
    async with clinic.tx() as tx:
        assert {row.state for row in await combined.cancel(tx, visit_id, by=BY_STAFF)} == {"cancelled"}
    assert await living_claims(clinic) == 1


async def test_of_many_ways_to_have_them_only_where_they_begin_is_kept(clinic):
    """Six short services fit into a morning in hundreds of thousands of ways."""
    for n in range(6):
        await clinic.service(f"curto {n}", by=("Dra. Ana", "Dr. Beto"), duration=5, step=5)
    parts = [Part(clinic.services[f"curto {n}"]) for n in range(6)]
    wish = await clinic.wish("curto 0", clinic.at(8), source=Source.STAFF)
    async with clinic.tx() as tx:
        found = [one.starts_at for one in await combined.starts(tx, wish, parts, clinic.at(0), clinic.at(0, days=2))]
        asked = [await calendar.service(tx, part.service_id) for part in parts]
        [last] = [
            max(await calendar.offers(tx, Question(asked[5].id, clinic.at(0), clinic.at(0, days=2), as_staff=True), asked[5]))
        ]
    assert found[0] == clinic.at(8)
    assert found[-1] == last.starts_at - timedelta(minutes=25), "the last way in goes without a pause"
    assert len(found) == (found[-1] - found[0]) // timedelta(minutes=5) + 1
