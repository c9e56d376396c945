"""How a Google calendar is read: by its sync token as long as that holds and says everything, and as a whole where it does not."""

import asyncio
from datetime import datetime, timedelta

import pytest
from sqlalchemy import text

from atende.bookings.ports import CalendarTrouble, Grant, Trouble
from atende.bookings.service.outside import watching
from atende.integrations.service import sealing
from atende.providers.google_calendar import GoogleCalendars, calendars
from tests.bookings.outside import Connected

pytestmark = pytest.mark.usefixtures("database")


async def _read_all_at(here: Connected) -> datetime:
    calendar = await here.sync()
    assert (calendar.state, calendar.reason) == ("ok", None)
    assert calendar.read_all_at is not None
    return calendar.read_all_at


async def test_what_changed_is_read_by_the_token_and_not_everything_anew(connected):
    before = await _read_all_at(connected)
    event = await connected.add(connected.clinic.at(9))
    assert await _read_all_at(connected) == before
    assert [one[0] for one in await connected.busy()] == [event]
    await connected.delete(event)
    assert await _read_all_at(connected) == before
    assert await connected.busy() == []


async def test_a_token_that_is_refused_as_it_is_asked_makes_everything_be_read_once_each_time(connected, monkeypatch):
    """As Google refuses not to be shown what was deleted."""
    monkeypatch.setitem(calendars._LIST, "showDeleted", "false")
    asked, call = [], calendars.GoogleCalendars._list

    async def counted(self, grant, calendar, query):
        asked.append("syncToken" in query)
        return await call(self, grant, calendar, query)

    monkeypatch.setattr(calendars.GoogleCalendars, "_list", counted)
    before = await _read_all_at(connected)
    event = await connected.add(connected.clinic.at(9))
    assert await _read_all_at(connected) > before
    assert [one[0] for one in await connected.busy()] == [event]
    assert asked == [True, False] * 2


async def test_what_is_refused_without_a_token_is_no_matter_of_the_token(connected):
    grant, found = Grant("sandbox", await _access(connected)), {}
    cursor = (await connected.calendar()).cursor
    for given in (cursor, None):
        with pytest.raises(CalendarTrouble) as refused:
            await GoogleCalendars().changes(grant, connected.email, given, "no page of theirs")
        found[given] = refused.value.trouble
    assert found == {cursor: Trouble.CURSOR_GONE, None: Trouble.REFUSED}


async def _access(here: Connected) -> str:
    row = await here.calendar()
    assert row.access_sealed is not None
    async with here.clinic.tx() as tx:
        return await sealing.unseal(tx, row.access_sealed, "access")


@pytest.mark.parametrize("told", ["each", "series"])
async def test_of_a_series_that_is_deleted_later_ones_take_no_time_although_nobody_tells_of_them(connected, told):
    when = [connected.clinic.at(9), connected.clinic.at(9) + timedelta(days=300)]
    names = [f"aulas_{at:%Y%m%dT%H%M%SZ}" for at in when]
    for name, at in zip(names, when, strict=True):
        await connected.add(at, id=name, recurringEventId="aulas")
    other = await connected.add(connected.clinic.at(11))
    before = await _read_all_at(connected)
    assert [one[0] for one in await connected.busy()] == sorted([*names, other])
    await connected.google.do("DELETE", f"calendars/{connected.email}/events/aulas?told={told}")
    anew = await _read_all_at(connected)
    assert anew > before
    assert [one[0] for one in await connected.busy()] == [other]
    assert await _read_all_at(connected) == anew, "once is enough"


async def test_a_post_that_comes_while_its_channel_is_opened_and_who_opens_it_lock_in_one_order(connected):
    """Else one of them fails, and where that is who has the lease nobody reads the calendar until it is over."""
    waits = "select exists (select from pg_stat_activity where wait_event_type = 'Lock' and query like '%last_told_at = $3%')"
    async with connected.clinic.tx() as tx:
        known = {"hash": watching.hash_of("segredo"), "id": (await connected.calendar()).id}
        found = "update bookings_calendar_channels set token_hash = :hash where calendar_id = :id returning id"
        (channel_id,) = await tx.session.scalars(text(found), known)
    async with connected.clinic.tx() as tx, asyncio.timeout(60):
        await tx.session.execute(text("update bookings_calendar_channels set state = state where id = :id"), {"id": channel_id})
        telling = asyncio.create_task(watching.tell(f"{tx.tenant_id.hex}{channel_id.hex}", "segredo"))
        while not await tx.session.scalar(text(waits)):
            await asyncio.sleep(0.01)
            await tx.session.execute(text("select pg_stat_clear_snapshot()"))  # a transaction sees what it saw first
        await tx.session.execute(text("update bookings_calendars set state = state where id = :id"), known)
    assert await telling
