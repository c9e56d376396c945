"""What an account's calendars are for is chosen while somebody else is at them."""

import asyncio

import pytest

from atende.bookings.errors import BookingNotFound
from atende.bookings.models import Appointment
from atende.bookings.service.outside import choosing, connecting, deciding
from atende.bookings.service.reserving import reserve
from atende.core.tenancy import Actor, in_tenant
from atende.providers.google_calendar import GoogleCalendars
from tests.bookings.outside import USER, Connected

pytestmark = pytest.mark.usefixtures("database")


@pytest.mark.parametrize("is_between", [False, True])
async def test_a_calendar_that_begins_to_take_time_while_it_is_read_is_read_as_a_whole(connected, monkeypatch, is_between):
    mine = await connected.add(connected.clinic.at(9, days=3))
    await connected.sync()
    assert [one[0] for one in await connected.busy()] == [mine]
    await connected.choose(connected.email)
    await connected.sync(2)
    assert await connected.busy() == []
    asked, go, true = asyncio.Event(), asyncio.Event(), GoogleCalendars.changes

    async def changes(self, *given):
        answer = await true(self, *given)
        asked.set()
        await go.wait()
        return answer

    monkeypatch.setattr(GoogleCalendars, "changes", changes)
    worker = asyncio.create_task(connected.work())
    await asked.wait()
    if not is_between:
        go.set()
        await worker
    await connected.choose(connected.email, connected.email)
    go.set()
    await worker
    monkeypatch.setattr(GoogleCalendars, "changes", true)
    await connected.sync(2)
    assert [one[0] for one in await connected.busy()] == [mine]


def _waits(monkeypatch: pytest.MonkeyPatch) -> tuple[asyncio.Event, asyncio.Event]:
    """Whoever is called `late` waits for the resource's lock, until they may go on."""
    there, go, true = asyncio.Event(), asyncio.Event(), connecting.hold

    async def hold(tx, resource_id):
        task = asyncio.current_task()
        if task is not None and task.get_name() == "late":
            there.set()
            await go.wait()
        await true(tx, resource_id)

    monkeypatch.setattr(connecting, "hold", hold)
    return there, go


async def _choose(here: Connected) -> None:
    person = Actor("user", USER)
    transaction = lambda: in_tenant(here.clinic.tenant_id, person)  # noqa: E731
    await choosing.choose(transaction, here.calendar_id, written=here.email, blocking=[here.email])


async def _disconnect(here: Connected) -> None:
    async with here.clinic.tx() as tx:
        await connecting.disconnect(tx, here.calendar_id)


async def _change(here: Connected) -> None:
    async with here.clinic.tx() as tx:
        await connecting.change(tx, here.calendar_id, {"detail": "name"})


async def test_who_disconnects_while_somebody_chooses_is_disconnected(connected, monkeypatch):
    there, go = _waits(monkeypatch)
    late = asyncio.create_task(_choose(connected), name="late")
    await there.wait()
    await _disconnect(connected)
    go.set()
    with pytest.raises(BookingNotFound):
        await late
    assert await connected.calendars() == []


@pytest.mark.parametrize("verb", [_disconnect, _change])
async def test_what_was_disconnected_meanwhile_is_not_there(connected, monkeypatch, verb):
    there, go = _waits(monkeypatch)
    late = asyncio.create_task(verb(connected), name="late")
    await there.wait()
    await _disconnect(connected)
    go.set()
    with pytest.raises(BookingNotFound):
        await late


async def test_who_disconnects_one_that_was_chosen_meanwhile_disconnects_the_account(connected, monkeypatch):
    other = await connected.shelf("Sala")
    await connected.choose(other, other)  # the one before is for nothing until it is cleared
    there, go = _waits(monkeypatch)
    late = asyncio.create_task(_disconnect(connected), name="late")
    await there.wait()
    await connected.choose(other, connected.email)
    go.set()
    await late
    assert await connected.calendars() == []


async def test_what_is_given_up_is_followed_no_more(connected):
    wish = await connected.clinic.wish("consulta", connected.clinic.at(9))
    async with connected.clinic.tx() as tx:
        made = await reserve(tx, wish)
    await connected.sync()
    (event,) = await connected.events()
    await connected.delete(event["id"])
    await connected.sync()
    assert [one.kind for one in await connected.flags()] == ["deleted"]
    async with connected.clinic.tx() as tx:
        row = await connecting.one(tx, connected.calendar_id)
        row.is_followed, row.is_written = True, False  # while a worker that has read it written goes on
    assert await deciding.follow_all(connected.clinic.tenant_id, connected.calendar_id, since=made.created_at) == 0
    async with connected.clinic.tx() as tx:
        assert (await tx.session.get_one(Appointment, (tx.tenant_id, made.id))).state == "confirmed"
