"""Google's calendars both ways, against the twin over real HTTP."""

import asyncio
from datetime import timedelta
from unittest.mock import AsyncMock

import pytest
from sqlalchemy import insert, text, update

from atende.bookings.errors import SlotTaken
from atende.bookings.models import Calendar
from atende.bookings.ports import CalendarTrouble, Trouble
from atende.bookings.queries.calendar import Question, offers
from atende.bookings.service import amending, changing
from atende.bookings.service.outside import connecting, deciding, vendors, watching, writing
from atende.bookings.service.reserving import reserve
from atende.core.config import settings
from atende.knowledge.models import ProfessionalService
from atende.providers.google_calendar import calendars
from atende.reports import agenda
from tests.bookings.clinic import new_clinic
from tests.bookings.outside import Connected, connect
from tests.providers.sandbox.conftest import Running

pytestmark = pytest.mark.usefixtures("database")


async def _booked(here: Connected, hour: int, **more):
    wish = await here.clinic.wish("consulta", here.clinic.at(hour), **more)
    async with here.clinic.tx() as tx:
        return await reserve(tx, wish)


async def _starts(here: Connected) -> list[int]:
    since = here.clinic.at(0)
    async with here.clinic.tx() as tx:
        found = await offers(tx, Question(here.clinic.services["consulta"], since, since + timedelta(days=1)))
    return [one.starts_at.astimezone(since.tzinfo).hour for one in found]


async def test_an_appointment_is_there_moves_there_and_goes_from_there(connected):
    made = await _booked(connected, 9)
    await connected.sync()
    (event,) = await connected.events()
    assert event["summary"] == "consulta"
    assert event["start"]["dateTime"] == connected.clinic.at(9).isoformat()
    async with connected.clinic.tx() as tx:
        await changing.reschedule(tx, made.id, connected.clinic.at(10), by="staff")
    await connected.sync()
    (moved,) = await connected.events()
    assert moved["id"] == event["id"]
    assert moved["start"]["dateTime"] == connected.clinic.at(10).isoformat()
    async with connected.clinic.tx() as tx:
        await changing.cancel(tx, made.id, by="staff")
    await connected.sync()
    assert await connected.events() == []
    assert await connected.flags() == []


async def test_what_somebody_has_in_their_calendar_is_not_offered(connected):
    event = await connected.add(connected.clinic.at(9))
    await connected.add(connected.clinic.at(11), transparency="transparent")
    calendar = await connected.sync()
    assert (calendar.state, calendar.reason) == ("ok", None)
    assert await _starts(connected) == [8, 10, 11]
    await connected.move(event, connected.clinic.at(8))
    await connected.sync()
    assert await _starts(connected) == [9, 10, 11]
    await connected.delete(event)
    await connected.sync()
    assert await _starts(connected) == [8, 9, 10, 11]


async def test_an_event_over_an_appointment_is_flagged_and_frees_nothing(connected):
    made = await _booked(connected, 9)
    event = await connected.add(connected.clinic.at(9))
    await connected.sync()
    (flag,) = await connected.flags()
    assert (flag.kind, flag.appointment_id) == ("conflict", made.id)
    await connected.sync(2)
    assert [one.id for one in await connected.flags()] == [flag.id]
    async with connected.clinic.tx() as tx:
        await deciding.keep(tx, flag.id)
    await connected.sync()
    assert await connected.flags() == []
    await connected.move(event, connected.clinic.at(9, 30))
    await connected.sync()
    assert [one.kind for one in await connected.flags()] == ["conflict"]
    async with connected.clinic.tx() as tx:
        await changing.cancel(tx, made.id, by="staff")
    assert await connected.flags() == []


async def test_moved_there_it_is_flagged_and_stands_as_it_did_until_somebody_decides(connected):
    made = await _booked(connected, 9)
    await connected.sync()
    (event,) = await connected.events()
    await connected.move(event["id"], connected.clinic.at(11))
    await connected.sync(2)
    (flag,) = await connected.flags()
    assert (flag.kind, flag.outside_since) == ("moved", connected.clinic.at(11))
    assert await _starts(connected) == [8, 10, 11]
    assert (await connected.events())[0]["start"]["dateTime"] == connected.clinic.at(11).isoformat()
    async with connected.clinic.tx() as tx:
        await deciding.keep(tx, flag.id)
    await connected.sync()
    assert (await connected.events())[0]["start"]["dateTime"] == connected.clinic.at(9).isoformat()
    await connected.move(event["id"], connected.clinic.at(10))
    await connected.sync()
    (flag,) = await connected.flags()
    async with connected.clinic.tx() as tx:
        await deciding.follow(tx, flag.id)
        assert (await tx.session.get_one(type(made), (tx.tenant_id, made.id))).starts_at == connected.clinic.at(10)
    await connected.sync()
    assert await connected.flags() == []
    assert [one["start"]["dateTime"] for one in await connected.events()] == [connected.clinic.at(10).isoformat()]


async def test_deleted_there_it_is_flagged_and_can_be_put_back_or_cancelled(connected):
    made = await _booked(connected, 9)
    await connected.sync()
    (event,) = await connected.events()
    await connected.delete(event["id"])
    await connected.sync(2)
    (flag,) = await connected.flags()
    assert flag.kind == "deleted"
    assert await _starts(connected) == [8, 10, 11]
    async with connected.clinic.tx() as tx:
        await deciding.keep(tx, flag.id)
    await connected.sync()
    assert [one["id"] for one in await connected.events()] == [event["id"]]
    await connected.delete(event["id"])
    await connected.sync()
    (flag,) = await connected.flags()
    async with connected.clinic.tx() as tx:
        await deciding.follow(tx, flag.id)
        assert (await tx.session.get_one(type(made), (tx.tenant_id, made.id))).state == "cancelled"
    await connected.sync()
    assert (await connected.flags(), await connected.events()) == ([], [])


async def test_changes_are_told_and_read_without_waiting_for_the_next_look(connected):
    told: list[tuple[str, str]] = []

    class Door:
        async def __call__(self, scope, receive, send):
            headers = {k.decode(): v.decode() for k, v in scope["headers"]}
            told.append((headers["x-goog-channel-id"], headers.get("x-goog-channel-token", "")))
            is_known = await watching.tell(*told[-1])
            heard.set()
            await send({"type": "http.response.start", "status": 204 if is_known else 404, "headers": []})
            await send({"type": "http.response.body", "body": b""})

    heard = asyncio.Event()
    async with Running(Door()) as address:
        await _listen_at(connected, address)
        await heard.wait()  # the first post, `sync`
        await connected.sync()
        before = (await connected.calendar()).read_due_at
        heard.clear()
        await connected.add(connected.clinic.at(9))
        await heard.wait()
    calendar = await connected.calendar()
    assert calendar.read_due_at < before
    channel, token = told[-1]
    assert not await watching.tell(channel, token + "x")
    assert not await watching.tell(channel, "")
    assert not await watching.tell(channel[:-1] + ("0" if channel[-1] != "0" else "1"), token)


async def _listen_at(connected: Connected, address: str) -> None:
    """The channel leads to that address: watched anew, as when the one before comes to its end."""
    async with connected.clinic.tx() as tx:
        await tx.session.execute(text("update bookings_calendar_channels set until = now() - interval '1 minute'"))
        await tx.session.execute(text("update bookings_calendars set watch_due_at = now() - interval '1 minute'"))
    port = int(address.rpartition(":")[2])
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(settings(), "port", port)
        await connected.sync()


async def test_a_channel_is_renewed_before_it_ends_and_the_one_before_is_stopped(connected, clock):
    (before,) = (await connected.google.do("GET", "channels"))["items"]
    calendar = await connected.calendar()
    assert timedelta(days=6) < calendar.watch_due_at - clock.now() < timedelta(days=7)
    clock.shift(timedelta(days=6, hours=18))
    await connected.sync()
    (now,) = (await connected.google.do("GET", "channels"))["items"]
    assert now["id"] != before["id"]
    assert (await connected.calendar()).watch_due_at > clock.now() + timedelta(days=6)


async def test_two_who_share_a_calendar_keep_each_other_free_and_hand_over_without_a_flag(connected):
    """The same account for both: what one has there is no time of the other's."""
    clinic = connected.clinic
    await clinic.resource("Dr. Leo")
    async with clinic.tx() as tx:
        values = {
            "tenant_id": tx.tenant_id,
            "professional_id": clinic.people["Dr. Leo"],
            "service_id": clinic.services["consulta"],
        }
        await tx.session.execute(insert(ProfessionalService).values(**values))
    other = await connect(connected.google, clinic, "Dr. Leo", connected.email)
    made = await _booked(connected, 9, professional_id=clinic.people["Dra. Ana"])
    for one in (connected, other, connected, other):
        await one.sync()
    assert (await connected.busy(), len(await connected.events())) == ([], 1)
    async with clinic.tx() as tx:
        await changing.reschedule(tx, made.id, clinic.at(10), by="staff", professional_id=clinic.people["Dr. Leo"])
    for one in (other, connected, other, connected):
        await one.sync()
    (event,) = await connected.events()
    assert event["start"]["dateTime"] == clinic.at(10).isoformat()
    assert (await connected.busy(), await connected.flags()) == ([], [])


async def test_a_cancellation_taken_back_is_there_again_unless_somebody_has_the_time_there(connected):
    made = await _booked(connected, 9)
    await connected.sync()
    for is_taken in (False, True):
        async with connected.clinic.tx() as tx:
            await changing.cancel(tx, made.id, by="staff")
        if is_taken:
            await connected.add(connected.clinic.at(9))
        await connected.sync()
        async with connected.clinic.tx() as tx:
            if is_taken:
                with pytest.raises(SlotTaken):
                    await amending.restore(tx, made.id)
            else:
                await amending.restore(tx, made.id)
        await connected.sync()
        assert len(await connected.events()) == 1
    assert await connected.flags() == []


async def test_it_is_not_stretched_over_what_lies_over_it_already(connected):
    made = await _booked(connected, 9)
    await connected.add(connected.clinic.at(9, 30), connected.clinic.at(11))
    await connected.sync()
    with pytest.raises(SlotTaken) as refused:
        async with connected.clinic.tx() as tx:
            await amending.resize(tx, made.id, connected.clinic.at(10, 45))
    assert refused.value.params["free_until"] == made.ends_at.isoformat()


async def test_a_consent_that_another_business_goes_by_is_not_taken_back(connected):
    other = await new_clinic()
    await other.resource("Dr. Leo")
    await other.service("consulta")
    theirs = await connect(connected.google, other, "Dr. Leo", connected.email)
    for one, is_there in ((connected, True), (theirs, False)):
        async with one.clinic.tx() as tx:
            gone = await connecting.disconnect(tx, one.calendar_id)
        assert await connecting.take_back(gone)
        if is_there:
            assert (await theirs.sync()).state == "ok"
    assert gone.secret is not None
    with pytest.raises(CalendarTrouble) as refused:
        await vendors.owned("google").refresh(gone.environment, gone.secret)
    assert refused.value.trouble is Trouble.REVOKED


_STANDS = next(one for one in agenda.TENANT if "stands in a calendar outside" in one[1])[2]


async def test_an_entry_left_standing_for_a_cancelled_appointment_is_found(connected):
    made = await _booked(connected, 9)
    await connected.sync()

    async def found(after: timedelta) -> list[str]:
        async with connected.clinic.tx() as tx:
            ago = text("update bookings_appointments set settled_at = now() - cast(:after as interval) where id = :id")
            await tx.session.execute(ago, {"after": after, "id": made.id})
            return list(await tx.session.scalars(text(_STANDS)))

    assert await found(timedelta(hours=2)) == []
    async with connected.clinic.tx() as tx:
        await changing.cancel(tx, made.id, by="staff")
    assert await found(timedelta(minutes=5)) == [], "it may still be on its way"
    assert await found(timedelta(hours=2)) == [str(one.id) for one in await connected.entries()]
    await connected.sync()
    assert await found(timedelta(hours=2)) == []


async def test_a_longer_appointment_is_longer_there_and_ends_before_what_stands_there(connected):
    made = await _booked(connected, 8)
    await connected.add(connected.clinic.at(10))
    await connected.sync()
    async with connected.clinic.tx() as tx:
        with pytest.raises(SlotTaken):
            await amending.resize(tx, made.id, connected.clinic.at(10, 30))
        await amending.resize(tx, made.id, connected.clinic.at(9, 30))
    await connected.sync()
    ours = next(one for one in await connected.events() if one["summary"] == "consulta")
    assert ours["end"]["dateTime"] == connected.clinic.at(9, 30).isoformat()


async def test_what_a_broken_reading_of_everything_has_seen_is_gone_when_the_next_does_not_see_it(connected, monkeypatch):
    monkeypatch.setitem(calendars._LIST, "maxResults", "1")
    first, second = [await connected.add(connected.clinic.at(hour)) for hour in (8, 10)]
    async with connected.clinic.tx() as tx:
        await tx.session.execute(update(Calendar).where(Calendar.tenant_id == tx.tenant_id).values(cursor=None))
    read = calendars.GoogleCalendars.changes

    async def broken(self, grant, calendar, cursor, page):
        if page is not None:
            raise CalendarTrouble(Trouble.AWAY, "503")
        return await read(self, grant, calendar, cursor, page)

    with monkeypatch.context() as patch:
        patch.setattr(calendars.GoogleCalendars, "changes", broken)
        assert (await connected.sync()).state == "failing"
    ((seen, _, _),) = await connected.busy()
    await connected.delete(seen)
    assert (await connected.sync()).state == "ok"
    assert [row[0] for row in await connected.busy()] == [{first: second, second: first}[seen]]


async def test_what_lasts_longer_or_shorter_there_does_so_here_when_it_is_followed(connected):
    made = await _booked(connected, 9)
    await connected.sync()
    async with connected.clinic.tx() as tx:
        await tx.session.execute(update(Calendar).where(Calendar.tenant_id == tx.tenant_id).values(is_followed=True))
    at = connected.clinic.at
    versions = set()
    for since, until in ((at(9), at(10, 30)), (at(10), at(10, 30)), (at(8), at(9, 15))):
        (event,) = await connected.events()
        await connected.move(event["id"], since, until)
        for _ in range(3):
            await connected.sync()
            async with connected.clinic.tx() as tx:
                row = await tx.session.get_one(type(made), (tx.tenant_id, made.id), populate_existing=True)
                assert (row.starts_at, row.ends_at) == (since, until)
                versions.add(row.version)
        assert await connected.flags() == []
    assert len(versions) == 3  # followed once, not with every reading


async def test_what_cannot_last_that_long_stays_flagged_with_the_reason(connected):
    made = await _booked(connected, 9)
    await _booked(connected, 10)
    await connected.sync()
    async with connected.clinic.tx() as tx:
        await tx.session.execute(update(Calendar).where(Calendar.tenant_id == tx.tenant_id).values(is_followed=True))
    event = next(one for one in await connected.events() if one["start"]["dateTime"] == connected.clinic.at(9).isoformat())
    await connected.move(event["id"], connected.clinic.at(9), connected.clinic.at(10, 30))
    await connected.sync(2)
    assert [(one.appointment_id, one.kind, one.problem) for one in await connected.flags()] == [(made.id, "moved", "slot_taken")]


async def test_reading_everything_puts_back_what_stands_here_and_was_taken_away_there(connected):
    made = await _booked(connected, 9)
    await connected.sync()
    async with connected.clinic.tx() as tx:
        await changing.cancel(tx, made.id, by="staff")
    await connected.sync()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(writing, "follow", AsyncMock())  # as if nobody had said so
        async with connected.clinic.tx() as tx:
            await amending.restore(tx, made.id)
    async with connected.clinic.tx() as tx:
        await tx.session.execute(update(Calendar).where(Calendar.tenant_id == tx.tenant_id).values(cursor=None))
    await connected.sync(2)
    assert len(await connected.events()) == 1


@pytest.mark.parametrize("is_followed", [False, True])
async def test_what_is_restored_and_could_not_be_written_at_once_was_deleted_by_nobody(connected, is_followed):
    made = await _booked(connected, 9)
    await connected.sync()
    async with connected.clinic.tx() as tx:
        await tx.session.execute(update(Calendar).where(Calendar.tenant_id == tx.tenant_id).values(is_followed=is_followed))
        await changing.cancel(tx, made.id, by="staff")
    await connected.sync()
    async with connected.clinic.tx() as tx:
        await amending.restore(tx, made.id)
    await connected.google.trouble("server_error", of="POST")
    assert (await connected.sync()).state == "failing"
    await connected.sync(3)
    async with connected.clinic.tx() as tx:
        assert (await tx.session.get_one(type(made), (tx.tenant_id, made.id))).state == "confirmed"
    assert (len(await connected.events()), await connected.flags()) == (1, [])


async def test_what_is_moved_into_the_past_there_is_flagged_and_followed_by_nobody(connected):
    made = await _booked(connected, 9)
    await connected.sync()
    async with connected.clinic.tx() as tx:
        await tx.session.execute(update(Calendar).where(Calendar.tenant_id == tx.tenant_id).values(is_followed=True))
    (event,) = await connected.events()
    await connected.move(event["id"], connected.clinic.at(9) - timedelta(days=40))
    await connected.sync(2)
    assert [(one.appointment_id, one.problem) for one in await connected.flags()] == [(made.id, "slot_outside")]
    async with connected.clinic.tx() as tx:
        assert (await tx.session.get_one(type(made), (tx.tenant_id, made.id))).starts_at == connected.clinic.at(9)
