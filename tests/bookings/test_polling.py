"""Changes in a calendar outside that nobody tells us of are found by looking, and why nobody tells is said."""

import uuid
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import text

from atende import wiring
from atende.bookings.queries import outside as asked
from atende.bookings.schedule import calendars_due
from atende.bookings.service.outside import reading, watching, working
from tests.bookings.clinic import Clinic
from tests.bookings.outside import Connected, Google, connect

pytestmark = pytest.mark.usefixtures("database")


async def _shown(here: Connected) -> dict[str, Any]:
    async with here.clinic.tx() as tx:
        return await asked.calendar(tx, here.calendar_id)


async def _work(here: Connected) -> bool:
    """What a worker does by itself now, when the calendar is due; whether it was."""
    due = [lane for lane in await calendars_due(10_000) if lane.tenant_id == here.clinic.tenant_id]
    assert len(due) <= 1
    return bool(due) and await working.work(here.clinic.tenant_id, here.calendar_id)


async def _next_read(here: Connected) -> timedelta:
    calendar = await here.calendar()
    assert calendar.read_due_at is not None
    assert calendar.last_read_at is not None
    return calendar.read_due_at - calendar.last_read_at


@pytest.fixture
async def unwatched(google: Google, clinic: Clinic) -> Connected:
    """Connected while Google refuses the first channel."""
    wiring.wire()
    await google.trouble("refuse_push")
    return await connect(google, clinic, "Dra. Ana", f"ana-{uuid.uuid4().hex[:8]}@example.com")


async def test_without_a_channel_it_is_read_every_few_minutes_and_that_is_said(unwatched, clock):
    assert await _work(unwatched)
    shown = await _shown(unwatched)
    assert (shown["state"], shown["reason"]) == ("ok", None)  # nothing is wrong with the calendar itself
    assert shown["channel"] == {"is_open": False, "until": None, "last_told_at": None, "problem": "refused"}
    assert await _next_read(unwatched) == reading.POLL
    event = await unwatched.add(unwatched.clinic.at(9))
    assert not await _work(unwatched)
    assert await unwatched.busy() == []
    clock.shift(reading.POLL)
    assert await _work(unwatched)
    assert [one[0] for one in await unwatched.busy()] == [event]
    assert await _next_read(unwatched) == reading.POLL
    await unwatched.delete(event)
    clock.shift(2 * reading.POLL)
    assert await _work(unwatched)
    assert await unwatched.busy() == []


async def test_a_channel_that_was_refused_is_asked_for_again_and_then_nothing_is_said_any_more(unwatched, google, clock):
    assert await _work(unwatched)
    assert (await google.do("GET", "channels"))["items"] == []
    await google.trouble("server_error", of="POST")  # the next is refused for another reason
    clock.shift(timedelta(minutes=31))
    assert await _work(unwatched)
    assert (await _shown(unwatched))["channel"]["problem"] == "away"
    async with unwatched.clinic.tx() as tx:  # of asking in vain nothing is left over
        count = "select count(*) from bookings_calendar_channels where calendar_id = :id"
        assert await tx.session.scalar(text(count), {"id": unwatched.calendar_id}) == 1
    clock.shift(timedelta(minutes=62))
    assert await _work(unwatched)
    channel = (await _shown(unwatched))["channel"]
    assert (channel["is_open"], channel["problem"]) == (True, None)
    clock.shift(timedelta(minutes=62) + reading.POLL)
    assert await _work(unwatched)
    assert await _next_read(unwatched) == reading.POLL_WITH_CHANNEL


async def test_what_a_channel_does_not_tell_of_is_read_all_the_same(connected, google, clock):
    await google.trouble("drop_push", count=100)
    await connected.sync()
    assert (await _shown(connected))["channel"]["is_open"]
    assert await _next_read(connected) == reading.POLL_WITH_CHANNEL
    event = await connected.add(connected.clinic.at(9))
    clock.shift(reading.POLL)
    assert not await _work(connected)
    clock.shift(reading.POLL_WITH_CHANNEL)
    assert await _work(connected)
    assert [one[0] for one in await connected.busy()] == [event]


async def test_a_channel_that_ends_and_cannot_be_had_again_leads_back_to_looking(connected, google, clock):
    await google.trouble("refuse_push", count=100)
    clock.shift(timedelta(days=7) - watching.AHEAD / 4)
    assert await _work(connected)
    channel = (await _shown(connected))["channel"]
    assert (channel["is_open"], channel["problem"]) == (True, "refused")  # it tells until it ends
    clock.shift(timedelta(days=7, hours=1))
    assert await _work(connected)
    shown = await _shown(connected)
    assert (shown["state"], shown["channel"]["is_open"], shown["channel"]["problem"]) == ("ok", False, "refused")
    assert await _next_read(connected) == reading.POLL
