"""What an account's calendars are for is chosen while somebody else is at them."""

import asyncio

import pytest

from atende.providers.google_calendar import GoogleCalendars

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
