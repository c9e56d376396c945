"""Cal.com's bookings asked for, should its webhooks never come, against the twin over real HTTP; and known again in calendars."""

import uuid
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest
from sqlalchemy import func, select, update

from atende.bookings.errors import BookingInvalid
from atende.bookings.models import Appointment, Asking, Busy, Calendar, Import
from atende.bookings.ports import Changes, Grant, Seen, uid_sign
from atende.bookings.schemas.imports import RouteIn
from atende.bookings.service import asking, changing, importing, reserving, taking_in
from atende.bookings.service.outside import connecting, vendors, working
from atende.core.config import settings
from atende.integrations.models import Parcel
from atende.providers.calcom import lists
from atende.providers.sandbox.server import create_app as twin_app
from tests.bookings.outside import Connected, Google, connect, connected, google  # noqa: F401 - fixtures
from tests.bookings.test_importing import Cal, cal  # noqa: F401 - a fixture
from tests.providers.sandbox.conftest import Running

pytestmark = pytest.mark.usefixtures("database")


class Elsewhere:
    """An account at Cal.com's twin, whose webhooks never come."""

    def __init__(self, cal: Cal, control: httpx.AsyncClient):  # noqa: F811
        self.cal, self.control, self.key = cal, control, f"cal_{uuid.uuid4().hex}"

    async def do(self, path: str, **body: Any) -> Any:
        answer = await self.control.post(f"/_twin/calcom/{path}", json=body)
        assert answer.is_success, answer.text
        return answer.json() if answer.content else None

    async def book(self, hour: int, **more: Any) -> str:
        start = self.cal.clinic.at(hour).astimezone(UTC).isoformat()
        return (await self.do(f"accounts/{self.key}/bookings", start=start, **{"minutes": 60, **more}))["uid"]

    async def move(self, uid: str, hour: int) -> str:
        start = self.cal.clinic.at(hour).astimezone(UTC).isoformat()
        return (await self.do(f"accounts/{self.key}/bookings/{uid}/move", start=start))["uid"]

    async def move_in_place(self, uid: str, hour: int, **more: Any) -> None:
        start = self.cal.clinic.at(hour).astimezone(UTC).isoformat()
        await self.do(f"accounts/{self.key}/bookings/{uid}/move", start=start, in_place=True, **more)

    async def cancel(self, uid: str, **more: Any) -> None:
        await self.do(f"accounts/{self.key}/bookings/{uid}/cancel", **more)

    async def begin(self, **more: Any) -> None:
        async with self.cal.clinic.tx() as tx:
            row = await taking_in.found(tx, self.cal.connection_id)
            await asking.begin(tx, row, **{"key": self.key, "address": f"{settings().sandbox_url}/calcom/v2", **more})

    async def ask(self) -> Asking:
        """What a worker does when it is due again."""
        async with self.cal.clinic.tx() as tx:
            mine = update(Asking).where(Asking.tenant_id == tx.tenant_id, Asking.state != "broken")
            await tx.session.execute(mine.values(due_at=tx.now - timedelta(seconds=1)))
        await asking.ask(self.cal.clinic.tenant_id, self.cal.connection_id)
        await self.cal.open()
        async with self.cal.clinic.tx() as tx:
            kept = await asking.of(tx, self.cal.connection_id)
            assert kept is not None
            return kept

    async def parcels(self) -> int:
        async with self.cal.clinic.tx() as tx:
            return await tx.session.scalar(select(func.count()).select_from(Parcel).where(Parcel.tenant_id == tx.tenant_id)) or 0


@pytest.fixture
async def elsewhere(cal: Cal) -> AsyncIterator[Elsewhere]:  # noqa: F811
    with pytest.MonkeyPatch.context() as patch:
        async with Running(twin_app(None, token="control")) as address:
            patch.setattr(settings(), "sandbox_port", int(address.rpartition(":")[2]))
            steer = {"Authorization": "Bearer control"}
            async with httpx.AsyncClient(base_url=address, headers=steer, trust_env=False, timeout=30) as control:
                yield Elsewhere(cal, control)


async def test_what_no_webhook_told_is_here_moves_and_is_cancelled_as_it_was_there(elsewhere, monkeypatch):
    monkeypatch.setattr(lists, "PAGE", 2)  # pages
    first, second, third = [await elsewhere.book(hour, minutes=30) for hour in (8, 9, 10)]
    await elsewhere.begin()
    kept = await elsewhere.ask()
    assert (kept.state, kept.reason) == ("ok", None)
    assert await elsewhere.cal.ends() == [("confirmed", 8, 30), ("confirmed", 9, 30), ("confirmed", 10, 30)]
    again = await elsewhere.move(await elsewhere.move(first, 11), 8)
    await elsewhere.cancel(second)
    await elsewhere.book(9, status="pending")
    await elsewhere.ask()
    assert await elsewhere.cal.agenda() == [("confirmed", "import", 8), ("cancelled", "import", 9), ("confirmed", "import", 10)]
    await elsewhere.cancel(third, status="rejected")
    await elsewhere.cancel(again)
    await elsewhere.ask()
    assert {one[0] for one in await elsewhere.cal.agenda()} == {"cancelled"}


async def test_the_same_booking_at_other_times_is_moved_here_too(elsewhere):
    uid = await elsewhere.book(8, minutes=30)
    await elsewhere.begin()
    await elsewhere.ask()
    await elsewhere.move_in_place(uid, 10)
    await elsewhere.ask()
    assert await elsewhere.cal.ends() == [("confirmed", 10, 30)]
    await elsewhere.move_in_place(uid, 10, minutes=60)
    await elsewhere.ask()
    assert (await elsewhere.cal.ends(), await elsewhere.cal.imports()) == ([("confirmed", 10, 60)], {uid: ("booked", None)})


async def test_the_same_booking_where_it_cannot_be_is_flagged_and_stays_so_until_it_can(elsewhere):
    here = elsewhere.cal
    async with here.clinic.tx() as tx:
        taken = await reserving.reserve(tx, await here.clinic.wish("consulta", here.clinic.at(10)))
    uid = await elsewhere.book(8)
    await elsewhere.begin()
    await elsewhere.ask()
    await elsewhere.move_in_place(uid, 10)
    await elsewhere.ask()
    assert (await here.imports())[uid] == ("flagged", "slot_taken")
    told = here.body("BOOKING_CREATED", uid, 10, iCalUID=f"{uid}@Cal.com")
    await here.post(told | {"createdAt": (datetime.now(UTC) + timedelta(minutes=1)).isoformat()})
    assert (await here.imports())[uid] == ("flagged", "slot_taken"), "it is not where it is said to be"
    assert [one[::2] for one in await here.agenda()] == [("confirmed", 8), ("confirmed", 10)]
    async with here.clinic.tx() as tx:
        await changing.cancel(tx, taken.id, by=changing.BY_STAFF, reason="")
    await here.post(told | {"createdAt": (datetime.now(UTC) + timedelta(minutes=2)).isoformat()})
    assert (await here.imports())[uid] == ("booked", None)
    assert [one[::2] for one in await here.agenda() if one[0] == "confirmed"] == [("confirmed", 10)]


@pytest.mark.parametrize("status", ["cancelled", "rejected"])
async def test_moved_and_over_before_anybody_asked_it_is_over_here(elsewhere, status):
    uid = await elsewhere.book(8)
    await elsewhere.begin()
    await elsewhere.ask()
    await elsewhere.cancel(await elsewhere.move(await elsewhere.move(uid, 9), 10), status=status)
    await elsewhere.ask()
    assert [one[0] for one in await elsewhere.cal.agenda()] == ["cancelled"]
    assert {one[0] for one in (await elsewhere.cal.imports()).values()} == {"replaced", "ended"}


async def test_told_that_what_it_became_is_over_and_nothing_of_the_move_it_is_over_once_asked(elsewhere):
    uid = await elsewhere.book(8)
    moved = await elsewhere.move(uid, 9)
    here = elsewhere.cal
    await here.post(here.body("BOOKING_CREATED", uid, 8, iCalUID=f"{uid}@Cal.com"))
    await elsewhere.cancel(moved)
    await here.post(here.body("BOOKING_CANCELLED", moved, 9, said=9, iCalUID=f"{uid}@Cal.com"))
    assert [one[0] for one in await here.agenda()] == ["confirmed"], "nobody said what it was"
    await elsewhere.begin()
    await elsewhere.ask()
    assert [one[0] for one in await here.agenda()] == ["cancelled"]


async def test_booked_anew_and_then_known_to_have_been_moved_it_is_there_once(elsewhere):
    """A move that its business has to approve is told as a request and then as a booking."""
    uid = await elsewhere.book(8)
    moved = await elsewhere.move(uid, 9)
    here = elsewhere.cal
    await here.post(here.body("BOOKING_CREATED", uid, 8, iCalUID=f"{uid}@Cal.com"))
    await here.post(here.body("BOOKING_CREATED", moved, 9, said=5, iCalUID=f"{uid}@Cal.com"))
    await elsewhere.begin()
    await elsewhere.ask()
    assert [one[::2] for one in await here.agenda()] == [("cancelled", 8), ("confirmed", 9)]


async def test_asked_again_and_told_as_well_it_is_one_appointment(elsewhere):
    uid = await elsewhere.book(9)
    body = elsewhere.cal.body("BOOKING_CREATED", uid, 9, iCalUID=f"{uid}@Cal.com")
    body["createdAt"] = (datetime.now(UTC) + timedelta(seconds=3)).isoformat()  # its queue was slow
    await elsewhere.cal.post(body)
    await elsewhere.begin()
    await elsewhere.ask()
    assert await elsewhere.cal.agenda() == [("confirmed", "import", 9)]
    stored = await elsewhere.parcels()
    await elsewhere.begin()  # everything is asked for anew
    await elsewhere.ask()
    assert (await elsewhere.cal.agenda(), await elsewhere.parcels()) == ([("confirmed", "import", 9)], stored)
    await elsewhere.cancel(uid)  # sooner after it was made than its webhook said that it was
    await elsewhere.ask()
    assert await elsewhere.cal.agenda() == [("cancelled", "import", 9)]


async def test_what_people_moved_here_since_is_not_moved_back_by_what_is_known_already(elsewhere):
    uid = await elsewhere.book(8)
    moved = await elsewhere.move(uid, 9)
    here = elsewhere.cal
    await here.post(here.body("BOOKING_CREATED", uid, 8, iCalUID=f"{uid}@Cal.com"))
    await here.post(here.body("BOOKING_RESCHEDULED", moved, 9, said=5, rescheduleUid=uid, iCalUID=f"{uid}@Cal.com"))
    async with here.clinic.tx() as tx:
        (made,) = await tx.session.scalars(select(Appointment).where(Appointment.tenant_id == tx.tenant_id))
        await changing.reschedule(tx, made.id, here.clinic.at(11), by="staff")
    await elsewhere.begin()
    await elsewhere.ask()
    assert await here.agenda() == [("confirmed", "import", 11)]


async def test_what_was_set_aside_is_not_flagged_again_by_what_is_known_already(elsewhere):
    here = elsewhere.cal
    uid = await elsewhere.book(9, event_type_id=999, slug="outro")
    await elsewhere.begin()
    await elsewhere.ask()
    assert (await here.imports())[uid] == ("flagged", "no_route")
    async with here.clinic.tx() as tx:
        flagged = await tx.session.scalar(select(Import).where(Import.tenant_id == tx.tenant_id))
        assert flagged is not None
        await importing.set_aside(tx, flagged.id)
    body = here.body("BOOKING_CREATED", uid, 9, eventTypeId=999, type="outro")
    await here.post(body | {"createdAt": (datetime.now(UTC) + timedelta(minutes=1)).isoformat()})
    assert (await here.imports())[uid] == ("noted", None)


async def test_why_it_could_not_be_asked_is_said_and_a_key_that_is_gone_waits_for_a_person(elsewhere):
    await elsewhere.book(9)
    with pytest.raises(BookingInvalid):
        await elsewhere.begin(key=None)
    with pytest.raises(BookingInvalid):
        await elsewhere.begin(address="http://127.0.0.1:1/v2")
    await elsewhere.begin()
    with pytest.raises(BookingInvalid):  # a key that is kept is sent nowhere else
        await elsewhere.begin(key=None, address="https://example.com/v2")
    await elsewhere.begin(key=None)
    await elsewhere.do("troubles", statuses=[429])
    kept = await elsewhere.ask()
    assert (kept.state, kept.reason) == ("failing", "busy:429")
    assert kept.due_at - datetime.now(UTC) > timedelta(seconds=50)
    assert (await elsewhere.ask()).state == "ok"
    await elsewhere.begin(key="cal_another")
    kept = await elsewhere.ask()
    assert (kept.state, kept.reason, kept.due_at) == ("broken", "revoked:401", None)
    await elsewhere.begin()
    assert (await elsewhere.ask()).state == "ok"
    async with elsewhere.cal.clinic.tx() as tx:
        await taking_in.close_source(tx, elsewhere.cal.connection_id)
        assert await asking.of(tx, elsewhere.cal.connection_id) is None
        assert (await taking_in.found(tx, elsewhere.cal.connection_id)).token_sealed is None


def test_of_a_booking_nothing_is_kept_by_which_a_call_is_entered():
    item = {
        "uid": "u", "status": "accepted", "start": "2026-12-01T12:00:00Z", "end": "2026-12-01T13:00:00Z",
        "meetingUrl": "https://x/secret", "location": "secret", "createdAt": "2026-11-01T12:00:00Z",
    }  # fmt: skip
    (parcel,) = lists.parcels_of(item)
    assert "secret" not in parcel.raw
    assert list(lists.parcels_of({**item, "status": "cancelled", "rescheduledToUid": "v"})) == []
    for broken in ({}, {**item, "uid": 7}, {**item, "status": None}, {**item, "attendees": [3]}):
        assert all(one.kind == "booking" for one in lists.parcels_of(broken))


# -- the same booking, read in a calendar --


class Feed:
    """A feed of the doctor's that says what a test wants."""

    provider = "ics"

    def __init__(self, cal: Cal):  # noqa: F811
        self.cal, self.events = cal, list[Seen]()

    async def changes(self, grant: Grant, calendar: str, cursor: str | None, page: str | None) -> Changes:
        del grant, calendar, cursor, page
        return Changes(self.events, cursor="c", is_everything=True)

    async def says(self, hour: int, uid: str, hours: int = 1) -> None:
        """Cal.com has written it into that hour there, and it was read."""
        clinic, sign = self.cal.clinic, uid_sign(uid)
        self.events = [Seen(f"{sign}.{hour}", is_busy=True, since=clinic.at(hour), until=clinic.at(hour + hours), uid=sign)]
        async with clinic.tx() as tx:
            made = await connecting.subscribe(tx, clinic.people["Dra. Ana"], address="https://example.com/a.ics", name="Cal")
            kept = await tx.session.get_one(Calendar, (tx.tenant_id, made))
            kept.read_due_at, kept.cursor = tx.now, None
        await working.work(clinic.tenant_id, made)


@pytest.fixture
def feed(cal: Cal, monkeypatch: pytest.MonkeyPatch) -> Feed:  # noqa: F811
    made = Feed(cal)
    monkeypatch.setitem(vendors._vendors, "ics", made)
    return made


async def _own(cal: Cal) -> list[bool]:  # noqa: F811
    async with cal.clinic.tx() as tx:
        return list(await tx.session.scalars(select(Busy.is_own).where(Busy.tenant_id == tx.tenant_id)))


@pytest.mark.parametrize("is_read_first", [True, False])
async def test_read_in_a_feed_and_told_by_cal_com_it_is_once_whichever_came_first(cal, feed, is_read_first):  # noqa: F811
    if is_read_first:
        await feed.says(9, "u1@Cal.com")
        assert await _own(cal) == [False]
    await cal.post(cal.body("BOOKING_CREATED", "u1", 9, iCalUID="u1@Cal.com"))
    if not is_read_first:
        await feed.says(9, "u1@Cal.com")
    assert (await cal.agenda(), await _own(cal)) == ([("confirmed", "import", 9)], [True])
    # Moved there first: until Cal.com says so too, the time there is taken.
    await feed.says(10, "u1@Cal.com")
    assert await _own(cal) == [False]
    await cal.post(cal.body("BOOKING_RESCHEDULED", "u2", 10, said=5, rescheduleUid="u1", iCalUID="u1@Cal.com"))
    assert (await cal.agenda(), await _own(cal)) == ([("confirmed", "import", 10)], [True])
    await cal.post(cal.body("BOOKING_CANCELLED", "u2", 10, said=9, iCalUID="u1@Cal.com"))
    assert await _own(cal) == [False], "what still stands in the calendar takes its time again"


async def test_somebody_elses_event_of_that_time_stands_in_the_way(cal, feed):  # noqa: F811
    await feed.says(9, "other@Cal.com")
    await cal.post(cal.body("BOOKING_CREATED", "u1", 9, iCalUID="u1@Cal.com"))
    assert (await cal.imports())["u1"] == ("flagged", "slot_taken")


async def test_in_whose_calendar_it_was_written_has_the_appointment(cal, feed):  # noqa: F811
    clinic = cal.clinic
    await clinic.resource("Dr. Leo")
    service = await clinic.service("retorno", by=("Dra. Ana", "Dr. Leo"))
    async with clinic.tx() as tx:
        await taking_in.write_routes(tx, cal.connection_id, [RouteIn(service_id=service)])
    for n, hour in enumerate((8, 9, 10)):
        uid = f"u{n}@Cal.com"
        await feed.says(hour, uid)
        await cal.post(cal.body("BOOKING_CREATED", f"u{n}", hour, iCalUID=uid))
    async with clinic.tx() as tx:
        who = await tx.fetch(
            "select distinct c.resource_id from bookings_claims c where c.tenant_id = $1 and c.is_living", tx.tenant_id
        )
    assert {row[0] for row in who} == {clinic.people["Dra. Ana"]}


async def test_beside_cal_coms_own_event_in_google_no_entry_of_ours_stands(cal, google: Google):  # noqa: F811
    here = await connect(google, cal.clinic, "Dra. Ana", f"ana-{uuid.uuid4().hex[:8]}@example.com")
    await here.sync()
    await cal.post(cal.body("BOOKING_CREATED", "u1", 9, iCalUID="u1@Cal.com"))
    await here.sync()
    assert len(await here.events()) == 1, "ours, as Cal.com has written nothing yet"
    theirs = await here.add(cal.clinic.at(9), iCalUID="u1@Cal.com")
    await here.sync(2)
    assert [one["id"] for one in await here.events()] == [theirs]
    assert await here.flags() == []
    await here.delete(theirs)
    await here.sync(2)
    assert [one["id"] != theirs for one in await here.events()] == [True], "ours is there again"
    assert await here.flags() == []


async def test_a_booking_made_longer_is_not_in_its_own_way(cal, feed):  # noqa: F811
    await cal.post(cal.body("BOOKING_CREATED", "u1", 9, iCalUID="u1@Cal.com"))
    await feed.says(9, "u1@Cal.com", hours=2)  # written there before Cal.com says so here
    until = cal.clinic.at(11).astimezone(UTC).isoformat()
    await cal.post(cal.body("BOOKING_RESCHEDULED", "u2", 9, said=5, rescheduleUid="u1", iCalUID="u1@Cal.com", endTime=until))
    assert ((await cal.imports())["u2"], await cal.ends()) == (("booked", None), [("confirmed", 9, 120)])


@pytest.mark.parametrize("status", [400, 408, 422])
async def test_what_is_refused_once_is_asked_again_an_hour_later(elsewhere, status):
    await elsewhere.book(9)
    await elsewhere.begin()
    await elsewhere.do("troubles", statuses=[status])
    kept = await elsewhere.ask()
    assert (kept.state, kept.reason) == ("failing", f"refused:{status}")
    assert kept.due_at - datetime.now(UTC) > timedelta(minutes=58)
    assert (await elsewhere.ask()).state == "ok"
