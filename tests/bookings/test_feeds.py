"""The agenda as a feed, and feeds that take a resource's time; hostile ones too."""

import threading
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import icalendar
import pytest
from sqlalchemy import text

from atende import wiring
from atende.app import create_app
from atende.bookings import schedule
from atende.bookings.errors import BookingInvalid
from atende.bookings.ports import CalendarTrouble, Grant, Trouble
from atende.bookings.queries.calendar import Question, offers
from atende.bookings.routes import feeds as routes
from atende.bookings.rules import ics
from atende.bookings.rules.states import Source
from atende.bookings.service import feeding
from atende.bookings.service.outside import connecting, vendors, working
from atende.bookings.service.reserving import reserve
from atende.core import clock
from atende.core.http import Guard
from atende.providers.ics_feed.feeds import IcsFeeds, expanded
from tests.bookings.clinic import ZONE, Clinic, new_clinic
from tests.providers.sandbox.conftest import Running

pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture
async def clinic(database) -> Clinic:
    wiring.wire()
    made = await new_clinic()
    await made.resource("Dra. Ana")
    await made.resource("Dr. Leo")
    await made.service("consulta")
    return made


async def _get(address: str, **headers: str) -> httpx.Response:
    transport = httpx.ASGITransport(app=create_app(), raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://atende.test") as client:
        return await client.get(httpx.URL(address).raw_path.decode(), headers=headers)


async def _feed(clinic: Clinic, who: str | None = None, detail: str | None = "busy") -> str:
    async with clinic.tx() as tx:
        _, address = await feeding.renew(tx, resource_id=clinic.people[who] if who else None, store_id=None, detail=detail)
    return address


async def test_a_new_address_says_what_the_one_before_said_unless_another_is_named(clinic):
    for given, says in ((None, "busy"), ("name", "name"), (None, "name"), ("service", "service"), (None, "service")):
        await _feed(clinic, "Dr. Leo", detail=given)
        async with clinic.tx() as tx:
            assert [one.detail for one in await feeding.feeds(tx)] == [says]


async def test_whoever_knows_the_address_reads_who_is_busy_when_and_no_name(clinic):
    for who, hour in (("Dra. Ana", 9), ("Dr. Leo", 10)):
        wish = await clinic.wish(
            "consulta", clinic.at(hour), professional_id=clinic.people[who], contact_id=await clinic.contact("Marina")
        )
        async with clinic.tx() as tx:
            made = await reserve(tx, wish)
    answer = await _get(await _feed(clinic, "Dr. Leo"))
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/calendar")
    (event,) = icalendar.Calendar.from_ical(answer.content).walk("VEVENT")
    begins: Any = event["DTSTART"]
    assert (begins.dt, str(event["SUMMARY"]), str(event["UID"])) == (clinic.at(10), "Ocupado", f"{made.id}@atende")
    assert "Marina" not in answer.text
    assert "Marina" in (await _get(await _feed(clinic, detail="name"))).text
    same = await _get(await _feed(clinic, "Dr. Leo"))
    again = await _get(await _feed(clinic, "Dr. Leo"), **{"If-None-Match": f'W/"x", {same.headers["etag"]}'})
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["last-modified"] == same.headers["last-modified"]


async def test_an_address_from_before_another_business_or_none_at_all_is_no_address(clinic):
    before = await _feed(clinic)
    now = await _feed(clinic)
    stranger = await new_clinic()
    token = now.rpartition("/")[2]
    for address in (before, f"/ical/{stranger.tenant_id}/{token}", f"/ical/{clinic.tenant_id}/{'x' * 43}.ics", "/ical/1/2.ics"):
        answer = await _get(address)
        assert answer.status_code in (404, 422)
        assert "BEGIN" not in answer.text
    assert (await _get(now)).status_code == 200
    async with clinic.tx() as tx:
        rows = (await tx.session.execute(text("select to_jsonb(f)::text from bookings_feeds f"))).scalars().all()
    assert not any(token.removesuffix(".ics") in row for row in rows)


async def test_a_feed_is_written_beside_the_event_loop_only_for_who_has_it_not_and_so_often(clinic, monkeypatch):
    address, threads, write = await _feed(clinic), [], ics.calendar

    def written(*given: Any, **named: Any) -> bytes:
        threads.append(threading.current_thread())
        return write(*given, **named)

    monkeypatch.setattr(ics, "calendar", written)
    had = await _get(address)
    assert len(threads) == 1
    assert threads[0] is not threading.main_thread()
    assert (await _get(address, **{"If-None-Match": had.headers["etag"]})).status_code == 304
    assert len(threads) == 1
    monkeypatch.setattr(routes, "FILES_PER_MINUTE", 1)
    address = await _feed(clinic)
    found = [await _get(address) for _ in range(3)]
    assert (found[0].status_code, found[-1].status_code, "retry-after" in found[-1].headers) == (200, 429, True)
    async with clinic.tx() as tx:
        made = await reserve(tx, await clinic.wish("consulta", clinic.at(9), professional_id=clinic.people["Dra. Ana"]))
    other = await _feed(clinic)
    signs = [(await _get(other, **{"If-None-Match": had.headers["etag"]})).status_code, made.state]
    assert signs == [200, "confirmed"]  # it is another by now


async def test_what_lies_ahead_is_in_a_feed_that_is_too_small_for_the_past_too(clinic, monkeypatch):
    for days in (-5, -4, -3, -2, 3, 2, 1):
        wish = await clinic.wish(
            "consulta", clinic.at(9, days=days), professional_id=clinic.people["Dr. Leo"], source=Source.STAFF
        )
        async with clinic.tx() as tx:
            await reserve(tx, wish)
    for who in (None, "Dr. Leo"):
        address = await _feed(clinic, who)
        for most, days in ((2, [1, 2]), (4, [-2, 1, 2, 3]), (feeding.MOST, [-5, -4, -3, -2, 1, 2, 3])):
            with monkeypatch.context() as smaller:
                smaller.setattr(feeding, "MOST", most)
                answer = await _get(address)
            found: list[Any] = [event["DTSTART"] for event in icalendar.Calendar.from_ical(answer.content).walk("VEVENT")]
            assert [one.dt for one in found] == [clinic.at(9, days=day) for day in days]


async def test_both_ends_of_a_feed_are_found_by_the_index_of_starts(clinic):
    async with clinic.tx() as tx:
        for other in ("seqscan", "bitmapscan", "sort"):  # of the few rows of a test, any way is cheap
            await tx.session.execute(text(f"set local enable_{other} = off"))
        for asked, way in ((feeding._FIRST, "Index Scan"), (feeding._LAST, "Index Scan Backward")):
            given = (tx.now, tx.now + timedelta(days=1), None, None, 10)
            plan = "\n".join(row[0] for row in await tx.fetch(f"explain {asked}", tx.tenant_id, *given))
            assert f"{way} using ix_bookings_appointments_start" in plan


def _file(*events: str, head: str = "") -> bytes:
    whole = "".join(f"BEGIN:VEVENT\r\n{one}\r\nEND:VEVENT\r\n" for one in events)
    return f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\n{head}{whole}END:VCALENDAR\r\n".encode()


def _utc(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")


class Server:
    """Somebody's calendar on the web."""

    def __init__(self, content: bytes):
        self.content, self.asked = content, 0

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        self.asked += 1
        await send({"type": "http.response.start", "status": 200, "headers": [(b"content-type", b"text/calendar")]})
        await send({"type": "http.response.body", "body": self.content})


async def test_what_a_subscribed_feed_says_takes_the_resources_time_and_gives_it_back(clinic, monkeypatch):
    at = clinic.at(9)
    weekly = f"UID:1\r\nDTSTART;TZID=America/Sao_Paulo:{at:%Y%m%dT%H%M%S}\r\nDURATION:PT1H\r\nRRULE:FREQ=WEEKLY;COUNT=3"
    free = f"UID:2\r\nDTSTART:{_utc(clinic.at(8))}\r\nDTEND:{_utc(clinic.at(9))}\r\nTRANSP:TRANSPARENT"
    floating = f"UID:3\r\nDTSTART:{clinic.at(11):%Y%m%dT%H%M%S}\r\nDTEND:{clinic.at(12):%Y%m%dT%H%M%S}"
    server = Server(_file(weekly, free, floating))
    async with Running(server) as address:
        monkeypatch.setitem(vendors._vendors, "ics", IcsFeeds(Guard([address]), ("http",)))
        async with clinic.tx() as tx:
            made = await connecting.subscribe(tx, clinic.people["Dra. Ana"], address=f"{address}/a.ics", name="Particular")
            again = await connecting.subscribe(tx, clinic.people["Dra. Ana"], address=f"{address}/a.ics", name="Particular")
        assert made == again
        assert await _work(clinic, made) == "ok"
        assert await _starts(clinic, 1) == [8, 10]
        assert await _starts(clinic, 8) == [8, 10, 11]
        server.content = _file(free)
        assert await _work(clinic, made) == "ok"
        assert await _starts(clinic, 1) == [8, 9, 10, 11]
        server.content = _file(weekly)
        await _work(clinic, made)
        server.content = b"<html>Please sign in</html>"
        assert await _work(clinic, made) == "failing"
        assert await _starts(clinic, 1) == [8, 10, 11]  # what is not understood frees nothing


async def _work(clinic: Clinic, calendar_id: Any) -> str:
    async with clinic.tx() as tx:
        await tx.session.execute(text("update bookings_calendars set read_due_at = now() - interval '1 second'"))
    await working.work(clinic.tenant_id, calendar_id)
    async with clinic.tx() as tx:
        return await tx.value("select state from bookings_calendars where tenant_id = $1 and id = $2", tx.tenant_id, calendar_id)


async def _starts(clinic: Clinic, days: int) -> list[int]:
    since = clinic.at(0, days=days)
    async with clinic.tx() as tx:
        question = Question(
            clinic.services["consulta"], since, since + timedelta(days=1), professional_id=clinic.people["Dra. Ana"]
        )
        return [one.starts_at.astimezone(ZONE).hour for one in await offers(tx, question)]


async def test_a_business_with_many_feeds_keeps_no_other_waiting_and_has_so_many(clinic):
    async with clinic.tx() as tx:
        for n in range(connecting.MOST):
            await connecting.subscribe(tx, clinic.people["Dra. Ana"], address=f"https://slow.example.com/{n}.ics", name="x")
        with pytest.raises(BookingInvalid):
            await connecting.subscribe(tx, clinic.people["Dra. Ana"], address="https://slow.example.com/x.ics", name="x")
        await tx.fetch("update bookings_calendars set read_due_at = '2000-01-01' where tenant_id = $1", tx.tenant_id)
    other = await new_clinic()
    await other.resource("Dr. Leo")
    async with other.tx() as tx:
        await connecting.subscribe(tx, other.people["Dr. Leo"], address="https://feeds.example.com/a.ics", name="x")
    lanes = await schedule.calendars_due(1000)
    tenants = [lane.tenant_id for lane in lanes]
    assert tenants.index(other.tenant_id) < len(set(tenants))  # the first of each before the second of any
    for one in (clinic, other):
        async with one.tx() as tx:
            await tx.fetch("delete from bookings_calendars where tenant_id = $1", tx.tenant_id)


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (_file(*[f"UID:{n}\r\nDTSTART:20260101T100000Z" for n in range(5001)]), "too_many_events"),
        (_file(*[f"UID:{n}\r\nDTSTART:20260101T{n % 24:02}0000Z\r\nDTEND:20260101T235900Z\r\nRRULE:FREQ=DAILY" for n in range(80)]),
         "too_many_events"),
        (b"\x00\xff" * 100, "no_calendar"),
        (b"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nDTSTART:20260101T100000Z\r\n", "cut"),
    ],
    ids=["very many", "very many days", "bytes", "cut"],
)  # fmt: skip
async def test_a_hostile_file_is_refused_with_the_reason(content, why):
    with pytest.raises(CalendarTrouble) as refused:
        await expanded(content, "UTC")
    assert (refused.value.trouble, refused.value.detail) == (Trouble.UNREADABLE, why)


async def test_rules_that_never_come_true_cost_no_more_than_they_may():
    never = "DTSTART:20260101T100000Z\r\nDTEND:20260101T110000Z\r\nRRULE:FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30"
    with pytest.raises(CalendarTrouble) as refused:  # minutes of work, were it done
        await expanded(_file(*(f"UID:{n}\r\n{never}" for n in range(200))), "UTC")
    assert refused.value.trouble is Trouble.UNREADABLE


async def test_one_event_that_cannot_be_read_spoils_no_other():
    at = clock.now() + timedelta(days=1)
    found = await expanded(_file("UID:1\r\nDTSTART:never", f"UID:2\r\nDTSTART:{_utc(at)}\r\nDURATION:PT30M"), "UTC")
    assert sorted(one.is_unreadable for one in found) == [False, True]


@pytest.mark.parametrize(
    "rule", ["FREQ=SECONDLY", "FREQ=HOURLY;COUNT=3", "FREQ=DAILY;BYSECOND=0,1,2", "FREQ=DAILY;BYMINUTE=0,30"]
)
async def test_what_repeats_too_often_for_an_appointment_cannot_be_read_and_spoils_no_other(rule):
    at = clock.now() + timedelta(days=1)
    often = f"UID:1\r\nDTSTART:20260101T100000Z\r\nDTEND:20260101T100100Z\r\nRRULE:{rule}"
    found = await expanded(_file(often, f"UID:2\r\nDTSTART:{_utc(at)}\r\nDURATION:PT30M"), "UTC")
    assert sorted(one.is_unreadable for one in found) == [False, True]


async def test_once_a_day_at_a_minute_is_read():
    at = (clock.now() + timedelta(days=2)).replace(hour=10, minute=30, second=0, microsecond=0)
    found = await expanded(_file(f"UID:1\r\nDTSTART:{_utc(at)}\r\nDURATION:PT20M\r\nRRULE:FREQ=DAILY;COUNT=2;BYMINUTE=30"), "UTC")
    assert sorted(one.since for one in found) == [at, at + timedelta(days=1)]


async def test_a_day_that_ends_on_itself_is_that_day():
    (one,) = await expanded(_file("UID:1\r\nDTSTART;VALUE=DATE:20270105\r\nDTEND;VALUE=DATE:20270105"), "UTC")
    assert (one.since, one.until) == (datetime(2027, 1, 5, tzinfo=UTC), datetime(2027, 1, 6, tzinfo=UTC))


@pytest.mark.parametrize("broken", ["EXDATE:garbage", "RRULE:FREQ=BOGUS", "UID:1", "DTSTART:20260101T100000Z"])
async def test_what_cannot_be_read_any_more_is_not_gone_and_spoils_no_other(clinic, monkeypatch, broken):
    one = f"UID:1\r\nDTSTART:{_utc(clinic.at(9))}\r\nDTEND:{_utc(clinic.at(10))}"
    other = f"UID:2\r\nDTSTART:{_utc(clinic.at(11))}\r\nDTEND:{_utc(clinic.at(12))}"
    server = Server(_file(one))
    async with Running(server) as address:
        monkeypatch.setitem(vendors._vendors, "ics", IcsFeeds(Guard([address]), ("http",)))
        async with clinic.tx() as tx:
            made = await connecting.subscribe(tx, clinic.people["Dra. Ana"], address=f"{address}/a.ics", name="Particular")
        assert await _work(clinic, made) == "ok"
        server.content = _file(f"{one}\r\n{broken}", other)
        assert await _work(clinic, made) == "ok"
        assert await _starts(clinic, 1) == [8, 10]
        server.content = _file(other)
        assert await _work(clinic, made) == "ok"
        assert await _starts(clinic, 1) == [8, 9, 10]


async def test_who_is_away_for_years_is_away():
    (one,) = await expanded(_file("UID:1\r\nDTSTART;VALUE=DATE:20260101\r\nDTEND;VALUE=DATE:20300101"), "UTC")
    assert (one.since, one.until) == (datetime(2026, 1, 1, tzinfo=UTC), datetime(2030, 1, 1, tzinfo=UTC))


async def test_the_feed_of_a_business_that_is_switched_off_is_none(clinic):
    address = await _feed(clinic)
    assert (await _get(address)).status_code == 200
    async with clinic.tx() as tx:
        await tx.session.execute(text("update accounts_tenants set is_active = false where id = :id"), {"id": clinic.tenant_id})
    assert (await _get(address)).status_code == 404


@pytest.mark.parametrize(
    "address", ["http://example.com/a.ics", "https://127.0.0.1/a.ics", "https://localhost/a.ics", "https://169.254.169.254/a.ics"]
)
async def test_an_address_inside_or_without_tls_is_never_fetched(address):
    with pytest.raises(CalendarTrouble) as refused:
        await IcsFeeds().changes(Grant("live", address), "x", None, None)
    assert refused.value.trouble is Trouble.FORBIDDEN


async def test_an_address_that_leads_inside_today_is_asked_again_and_a_broken_feed_is_taken_up_anew(clinic, monkeypatch):
    async def inside(_host: str, _port: int) -> list[str]:
        return ["10.0.0.1"]

    monkeypatch.setitem(vendors._vendors, "ics", IcsFeeds(Guard(resolver=inside)))
    found = []
    for address in ("https://feeds.example.com/a.ics", "http://feeds.example.com/a.ics"):
        async with clinic.tx() as tx:
            made = await connecting.subscribe(tx, clinic.people["Dra. Ana"], address=address, name="Particular")
        found.append(await _work(clinic, made))
    assert found == ["failing", "broken"]
    async with clinic.tx() as tx:
        assert await connecting.subscribe(tx, clinic.people["Dra. Ana"], address=address, name="Particular") == made
        assert (await connecting.one(tx, made)).state == "new"
