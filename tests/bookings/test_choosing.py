"""Which of an account's Google calendars is written and which take time, against the twin over real HTTP."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import text, update

from atende.bookings.errors import BookingInvalid, CalendarRefused
from atende.bookings.models import Appointment, Calendar
from atende.bookings.ports import CalendarTrouble, Grant
from atende.bookings.service import changing
from atende.bookings.service.outside import choosing, connecting, deciding, working
from atende.bookings.service.reserving import reserve
from atende.core.tenancy import Actor, in_tenant
from atende.integrations.service import sealing
from atende.providers.google_calendar import GoogleCalendars, calendars
from tests.bookings.outside import USER, Connected, Google, connect

pytestmark = pytest.mark.usefixtures("database")


async def _booked(here: Connected, hour: int, **more):
    wish = await here.clinic.wish("consulta", here.clinic.at(hour, **more))
    async with here.clinic.tx() as tx:
        return await reserve(tx, wish)


def _starts(events) -> list[datetime]:
    return sorted(datetime.fromisoformat(one["start"]["dateTime"]) for one in events)


def _person(here: Connected):
    return lambda: in_tenant(here.clinic.tenant_id, Actor("user", USER))


async def test_all_calendars_of_an_account_are_listed_page_by_page_with_what_may_be_done_in_them(connected, monkeypatch):
    monkeypatch.setitem(calendars._SHELVES, "maxResults", "2")
    names = {await connected.shelf("Clínica"): ("owner", True), await connected.shelf("Sala", role="writer"): ("writer", True)}
    names |= {await connected.shelf("Sócia", role="reader", is_hidden=True): ("reader", False)}
    names |= {await connected.shelf("Férias", role="freeBusyReader"): ("freeBusyReader", False)}
    await connected.shelf("Fechada", role="none")
    found = await choosing.listed(_person(connected), connected.calendar_id)
    assert (found[0].shelf.id, found[0].is_written, found[0].is_blocking) == (connected.email, True, True)
    assert {one.shelf.id: (one.shelf.role, one.shelf.can_write) for one in found[1:]} == names
    assert not any(one.is_written or one.is_blocking for one in found[1:])


async def test_what_lies_ahead_moves_to_the_calendar_that_is_chosen_and_what_is_over_stays(connected, clock):
    over, ahead = await _booked(connected, 9), await _booked(connected, 9, days=3)
    await connected.sync()
    clock.shift(timedelta(days=2))
    clinic = await connected.shelf("Clínica")
    await connected.choose(clinic, connected.email)
    async with connected.clinic.tx() as tx:
        later = await changing.reschedule(tx, ahead.id, ahead.starts_at + timedelta(hours=1), by="staff")
    await connected.sync_all(2)
    assert _starts(await connected.events()) == [over.starts_at]
    assert _starts(await connected.events(clinic)) == [later.starts_at]
    assert await connected.flags() == []
    await connected.choose(None, connected.email, clinic)
    await connected.sync_all(2)
    assert (len(await connected.events()), len(await connected.events(clinic))) == (1, 0)
    await connected.choose(connected.email)
    left = await connected.sync_all(2)
    assert [one.external_id for one in left] == [connected.email]
    assert len(await connected.events()) == 2
    assert await connected.busy() == []


async def test_only_events_of_the_calendars_that_were_chosen_take_time(connected):
    private = await connected.shelf("Particular", role="freeBusyReader")
    mine, theirs = await connected.add(connected.clinic.at(9)), await connected.add(connected.clinic.at(10), to=private)
    await connected.sync_all()
    assert [one[0] for one in await connected.busy()] == [mine]
    await connected.choose(connected.email, private)
    await connected.sync_all()
    assert [one[0] for one in await connected.busy()] == [theirs]
    made = await _booked(connected, 9)
    await connected.sync_all()
    assert (await connected.flags(), len(await connected.events())) == ([], 2)
    await connected.choose(connected.email, connected.email, private)
    await connected.sync_all()
    assert [(one.kind, one.appointment_id) for one in await connected.flags()] == [("conflict", made.id)]
    await connected.choose(connected.email)
    assert (await connected.flags(), await connected.busy()) == ([], [])
    assert [one.external_id for one in await connected.sync_all()] == [connected.email]


async def test_where_there_are_several_nothing_is_written_until_somebody_chooses(google: Google, connected):
    email = "leo@example.com"
    await google.do("POST", "accounts", email=email)
    other = await google.do("POST", f"accounts/{email}/calendars", name="Consultório")
    await connected.clinic.resource("Dr. Leo")
    leo = await connect(google, connected.clinic, "Dr. Leo", email)
    row = await leo.sync()
    assert (row.external_id, row.is_written, row.is_blocking) == (email, False, True)
    await choosing.choose(_person(leo), leo.calendar_id, written=other["id"], blocking=[email, other["id"]])
    again = await connect(google, connected.clinic, "Dr. Leo", email)
    rows = {one.external_id: (one.is_written, one.is_blocking) for one in await leo.calendars() if one.account == email}
    assert rows == {email: (False, True), other["id"]: (True, True)}
    assert (await again.calendar()).external_id == other["id"]
    async with leo.clinic.tx() as tx:
        gone = await connecting.disconnect(tx, leo.calendar_id)
    assert gone.secret is not None
    assert [one.account for one in await leo.calendars()] == [connected.email]


async def test_what_cannot_be_chosen_is_refused_and_nothing_changes(connected):
    reader = await connected.shelf("Sócia", role="reader")
    for written, blocking, reason in ((reader, [], "read_only"), ("nobody", [], "calendar_gone"), (None, ["x"], "calendar_gone")):
        with pytest.raises(CalendarRefused) as refused:
            await choosing.choose(_person(connected), connected.calendar_id, written=written, blocking=blocking)
        assert refused.value.params["reason"] == reason
    with pytest.raises(BookingInvalid):
        await choosing.choose(_person(connected), connected.calendar_id, written=None, blocking=[])
    assert [(one.external_id, one.is_written) for one in await connected.calendars()] == [(connected.email, True)]
    await connected.google.do("POST", f"calendars/{connected.email}/take-back")
    with pytest.raises(CalendarRefused) as refused:
        await choosing.listed(_person(connected), connected.calendar_id)
    assert refused.value.params["reason"] == "consent_gone"


@pytest.mark.parametrize("how", ["deleted", "unshared", "410", "reader"])
async def test_a_calendar_that_vanished_is_said_and_cancels_nothing_and_another_can_be_chosen(connected, how):
    clinic = await connected.shelf("Clínica", role="writer")
    await connected.choose(clinic, clinic)
    made = await _booked(connected, 9)
    await connected.sync_all(2)
    async with connected.clinic.tx() as tx:
        await tx.session.execute(update(Calendar).where(Calendar.tenant_id == tx.tenant_id).values(is_followed=True))
        # Written before it is read: an appointment of it was changed here.
        await changing.reschedule(tx, made.id, connected.clinic.at(10), by="staff")
        await tx.session.execute(text("update bookings_calendars set read_due_at = now() + interval '1 hour', cursor = null"))
    if how == "deleted":
        await connected.google.do("DELETE", f"calendars/{clinic}")
    elif how == "410":
        await connected.google.trouble("gone", count=3)  # the change, the look at it, and the look at the calendar
    else:
        await connected.google.do("PATCH", f"calendars/{clinic}", role="none" if how == "unshared" else "reader")
    (row,) = await connected.calendars()
    here = Connected(connected.clinic, connected.google, row.id, connected.email)
    await working.work(here.clinic.tenant_id, row.id)
    await here.sync()
    (row,) = await connected.calendars()
    assert (row.state, row.reason, row.due_at) == ("broken", "forbidden" if how == "reader" else "calendar_gone", None)
    async with connected.clinic.tx() as tx:
        assert (await tx.session.get_one(Appointment, (tx.tenant_id, made.id))).state == "confirmed"
    assert await connected.flags() == []
    await connected.choose(connected.email)
    await connected.sync_all(2)
    assert len(await connected.events()) == 1
    left = {one.external_id for one in await connected.calendars()}
    assert left == ({connected.email, clinic} if how == "reader" else {connected.email})


async def test_what_people_did_to_ours_before_another_was_chosen_is_not_undone_unseen(connected):
    made = await _booked(connected, 9)
    await connected.sync()
    (event,) = await connected.events()
    clinic = await connected.shelf("Clínica")
    await connected.move(event["id"], connected.clinic.at(11))
    await connected.choose(clinic)
    await connected.sync_all(3)
    (flag,) = await connected.flags()
    assert (flag.kind, flag.appointment_id, flag.outside_since) == ("moved", made.id, connected.clinic.at(11))
    (given_up,) = [one for one in await connected.calendars() if not one.is_written]
    assert given_up.due_at > given_up.last_read_at, "nobody looks at it again and again meanwhile"
    async with connected.clinic.tx() as tx:
        await deciding.keep(tx, flag.id)
    await connected.sync_all(2)
    assert (await connected.events(), len(await connected.events(clinic))) == ([], 1)
    assert [one.external_id for one in await connected.calendars()] == [clinic]


async def test_entries_of_before_a_disconnect_are_taken_out_when_another_calendar_is_written(connected):
    await _booked(connected, 9)
    await connected.sync()
    async with connected.clinic.tx() as tx:
        await connecting.disconnect(tx, connected.calendar_id)
    clinic = await connected.shelf("Clínica")
    again = await connect(connected.google, connected.clinic, "Dra. Ana", connected.email)
    await again.choose(clinic, connected.email, clinic)
    await again.sync_all(3)
    assert (await again.events(), len(await again.events(clinic)), await again.busy()) == ([], 1, [])


async def test_a_list_that_says_410_to_a_sync_token_is_read_anew_whatever_the_reason(connected):
    async with connected.clinic.tx() as tx:
        row = await tx.session.get_one(Calendar, (tx.tenant_id, connected.calendar_id))
        grant = Grant("sandbox", await sealing.unseal(tx, row.access_sealed, "access"))
        cursor = row.cursor
    await connected.google.trouble("gone", of="GET")
    with pytest.raises(CalendarTrouble, match="cursor_gone"):
        await GoogleCalendars().changes(grant, connected.email, cursor, None)
