"""How a Google calendar is read: by its sync token as long as that holds and says everything, and as a whole where it does not."""

from datetime import datetime, timedelta

import pytest

from atende.bookings.ports import CalendarTrouble, Grant, Trouble
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
