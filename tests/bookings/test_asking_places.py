"""Places in Cal.com's bookings, asked for against the twin over real HTTP: taken, moved with their booking, and given up, of which nothing
else tells."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import update

from atende.bookings.models import Asking, Import
from atende.bookings.schemas.imports import RouteIn
from atende.bookings.service import taking_in
from tests.bookings.test_asking import Elsewhere, elsewhere  # noqa: F401 - a fixture
from tests.bookings.test_importing import Cal, cal  # noqa: F401 - a fixture

pytestmark = pytest.mark.usefixtures("database")


async def _seats(here: Cal, *, ago: timedelta = timedelta(hours=1)) -> list[tuple[str, int]]:
    """State and hour of each; and what was said of them was said that long ago."""
    async with here.clinic.tx() as tx:
        mine = update(Import).where(Import.tenant_id == tx.tenant_id)
        await tx.session.execute(mine.values(said_at=Import.said_at - ago))
    return [(state, hour) for state, _, hour in await here.agenda()]


@pytest.fixture
async def group(elsewhere: Elsewhere) -> Elsewhere:  # noqa: F811
    clinic = elsewhere.cal.clinic
    service = await clinic.service("yoga", capacity=5)
    async with clinic.tx() as tx:
        await taking_in.write_routes(tx, elsewhere.cal.connection_id, [RouteIn(service_id=service)])
    return elsewhere


async def test_who_gave_their_place_up_has_none_here_and_the_others_keep_theirs(group):
    uid = await group.book(8)
    await group.do(f"accounts/{group.key}/bookings/{uid}/seats", names=["Ana", "Bia", "Caio"])
    await group.begin()
    await group.ask()
    assert await _seats(group.cal) == [("confirmed", 8)] * 3
    await group.do(f"accounts/{group.key}/bookings/{uid}/seats/give-up", name="Bia")
    await _on(group, timedelta(minutes=30))
    await group.ask()
    assert await _seats(group.cal) == [("confirmed", 8)] * 3, "nothing of the booking was changed, so it is not listed"
    await _on(group, timedelta(minutes=61))
    await group.ask()
    assert sorted(await _seats(group.cal)) == [("cancelled", 8)] + [("confirmed", 8)] * 2
    await group.do(f"accounts/{group.key}/bookings/{uid}/seats", names=["Bia"])
    await group.ask()
    assert sorted(await _seats(group.cal)) == [("cancelled", 8)] + [("confirmed", 8)] * 3


async def test_who_was_told_of_a_moment_ago_is_not_taken_for_gone(group):
    uid = await group.book(8)
    await group.do(f"accounts/{group.key}/bookings/{uid}/seats", names=["Ana"])
    await group.begin()
    body = group.cal.body("BOOKING_CREATED", uid, 8, seatsPerTimeSlot=5, iCalUID=f"{uid}@Cal.com")
    await group.cal.post(body | {"createdAt": datetime.now(UTC).isoformat()})
    await group.ask()
    assert await _seats(group.cal) == [("confirmed", 8)] * 2
    await _on(group, timedelta(minutes=61))
    await group.ask()
    assert sorted(await _seats(group.cal)) == [("cancelled", 8), ("confirmed", 8)]


async def test_places_move_and_end_with_their_booking(group):
    first, second = [await group.book(hour) for hour in (8, 10)]
    for uid in (first, second):
        await group.do(f"accounts/{group.key}/bookings/{uid}/seats", names=["Ana", "Bia"])
    await group.begin()
    await group.ask()
    await group.move_in_place(first, 9)
    await group.cancel(second)
    await group.ask()
    assert sorted(await _seats(group.cal)) == [("cancelled", 10)] * 2 + [("confirmed", 9)] * 2


async def test_told_and_listed_a_place_is_one(group):
    uid = await group.book(8)
    await group.do(f"accounts/{group.key}/bookings/{uid}/seats", names=["Ana"])
    body = group.cal.body("BOOKING_CREATED", uid, 8, seatsPerTimeSlot=5, iCalUID=f"{uid}@Cal.com")
    body["payload"]["attendees"][0] |= {"name": "Ana", "email": "ana@example.com"}  # and a number, which lists leave out
    await group.cal.post(body)
    await group.begin()
    await group.ask()
    assert await _seats(group.cal) == [("confirmed", 8)]


async def _on(group: Elsewhere, passed: timedelta) -> None:
    """That long ago everything was asked for; and what was changed since, just now."""
    async with group.cal.clinic.tx() as tx:
        mine = update(Asking).where(Asking.tenant_id == tx.tenant_id)
        await tx.session.execute(mine.values(all_at=tx.now - passed, since=tx.now + timedelta(hours=1)))
