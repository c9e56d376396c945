"""Cal.com's ways to move a booking other than at once: given up until another time is found, or asked for until somebody says yes."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from atende.bookings.models import Appointment, Import
from atende.bookings.service import amending, changing, importing
from atende.providers.calcom.wire import open_parcel, unpack
from tests.bookings.outside import connected, google  # noqa: F401 - fixtures
from tests.bookings.test_asking import elsewhere  # noqa: F401 - a fixture
from tests.bookings.test_importing import PAYLOADS, Cal, cal  # noqa: F401 - a fixture

pytestmark = pytest.mark.usefixtures("database")


def _recorded(cal: Cal, name: str, uid: str, hour: int, *, said: int, **more: Any) -> dict[str, Any]:  # noqa: F811 - a fixture
    """That body as Cal.com sent it, about another booking."""
    tree = json.loads((PAYLOADS / f"{name}.json").read_text())
    tree["createdAt"] = (datetime(2026, 11, 1, tzinfo=UTC) + timedelta(seconds=said)).isoformat()
    at = cal.clinic.at(hour)
    tree["payload"] |= {
        "uid": uid, "iCalUID": "u1@Cal.com", "startTime": at.astimezone(UTC).isoformat(),
        "endTime": (at + timedelta(hours=1)).astimezone(UTC).isoformat(), **more,
    }  # fmt: skip
    return tree


async def _rows(cal: Cal) -> list[Appointment]:  # noqa: F811 - a fixture
    async with cal.clinic.tx() as tx:
        found = select(Appointment).where(Appointment.tenant_id == tx.tenant_id).order_by(Appointment.created_at, Appointment.id)
        return list(await tx.session.scalars(found))


async def _import(cal: Cal, uid: str) -> Import:  # noqa: F811 - a fixture
    async with cal.clinic.tx() as tx:
        found = select(Import).where(Import.tenant_id == tx.tenant_id, Import.external_id == uid)
        return (await tx.session.scalars(found)).one()


async def _given_up(cal: Cal) -> None:  # noqa: F811 - a fixture
    await cal.post(_recorded(cal, "booking_created", "u1", 9, said=0))
    await cal.post(_recorded(cal, "booking_reschedule_requested", "u1", 9, said=5))
    assert await cal.agenda() == [("cancelled", "import", 9)]


@pytest.mark.parametrize("hour", [9, 10])
async def test_given_up_there_until_another_time_is_found_it_is_booked_anew_then(cal, hour):  # noqa: F811 - a fixture
    await _given_up(cal)
    moved = _recorded(cal, "booking_rescheduled", "u2", hour, said=9, rescheduleUid="u1")
    await cal.post(moved)
    assert await cal.imports() == {"u1": ("replaced", None), "u2": ("booked", None)}
    gone, made = await _rows(cal)
    assert (gone.state, made.state, made.starts_at) == ("cancelled", "confirmed", cal.clinic.at(hour))
    assert made.contact_id == gone.contact_id
    await cal.post(moved | {"createdAt": (datetime(2026, 11, 1, tzinfo=UTC) + timedelta(seconds=12)).isoformat()})
    assert [row.id for row in await _rows(cal)] == [gone.id, made.id], "told once more, it is the same"
    await cal.post(_recorded(cal, "booking_cancelled", "u2", hour, said=20))
    assert {row.state for row in await _rows(cal)} == {"cancelled"}


async def test_where_the_other_time_is_taken_it_is_flagged_and_booked_once_it_is_free(cal):  # noqa: F811 - a fixture
    await _given_up(cal)
    await cal.post(cal.body("BOOKING_CREATED", "other", 10))
    for said in (9, 12):  # told once more it is no other's
        await cal.post(_recorded(cal, "booking_rescheduled", "u2", 10, said=said, rescheduleUid="u1"))
        assert (await cal.imports())["u2"] == ("flagged", "slot_taken")
    assert (await _import(cal, "u2")).appointment_id is None
    await cal.post(cal.body("BOOKING_CANCELLED", "other", 10, said=20))
    async with cal.clinic.tx() as tx:
        assert (await importing.try_again(tx, (await _import(cal, "u2")).id)).state == "booked"
    assert sorted(one[0] for one in await cal.agenda()) == ["cancelled", "cancelled", "confirmed"]


async def test_given_up_there_and_put_back_here_it_is_moved(cal):  # noqa: F811 - a fixture
    await _given_up(cal)
    (gone,) = await _rows(cal)
    async with cal.clinic.tx() as tx:
        await amending.restore(tx, gone.id)
    await cal.post(_recorded(cal, "booking_rescheduled", "u2", 10, said=9, rescheduleUid="u1"))
    assert await cal.agenda() == [("confirmed", "import", 10)]


@pytest.mark.parametrize("hour", [9, 10])
async def test_what_people_cancelled_here_is_not_said_to_stand_when_it_is_moved_there(cal, hour):  # noqa: F811 - a fixture
    await cal.post(_recorded(cal, "booking_created", "u1", 9, said=0))
    (made,) = await _rows(cal)
    async with cal.clinic.tx() as tx:
        await changing.cancel(tx, made.id, by=changing.BY_STAFF)
    await cal.post(_recorded(cal, "booking_rescheduled", "u2", hour, said=9, rescheduleUid="u1"))
    assert (await cal.imports())["u2"] == ("flagged", "wrong_state")
    async with cal.clinic.tx() as tx:
        await amending.restore(tx, made.id)
    async with cal.clinic.tx() as tx:
        assert (await importing.try_again(tx, (await _import(cal, "u2")).id)).state == "booked"
    assert await cal.agenda() == [("confirmed", "import", hour)]


async def _asked(cal: Cal, **more: Any) -> None:  # noqa: F811 - a fixture
    await cal.post(_recorded(cal, "booking_created", "u1", 9, said=0))
    await cal.post(_recorded(cal, "booking_requested", "u2", 10, said=5, **more))
    assert await cal.agenda() == [("confirmed", "import", 9)], "it stands until somebody says yes"
    assert await cal.imports() == {"u1": ("flagged", "move_asked"), "u2": ("noted", None)}


_NAMED = pytest.mark.parametrize("more", [{"rescheduleUid": "u1"}, {}], ids=["by its number", "by its event"])


@_NAMED
async def test_another_time_is_asked_for_and_once_somebody_said_yes_it_is_then(cal, more):  # noqa: F811 - a fixture
    await _asked(cal, **more)
    await cal.post(_recorded(cal, "booking_created", "u2", 10, said=9))
    assert await cal.agenda() == [("confirmed", "import", 10)]
    assert await cal.imports() == {"u1": ("replaced", None), "u2": ("booked", None)}


@_NAMED
@pytest.mark.parametrize("name", ["booking_rejected", "booking_cancelled"])
async def test_what_was_asked_for_instead_is_over_and_with_it_what_was_before(cal, more, name):  # noqa: F811 - a fixture
    """Cal.com gives a booking up as soon as another time is asked for."""
    await _asked(cal, **more)
    await cal.post(_recorded(cal, name, "u2", 10, said=9))
    assert await cal.agenda() == [("cancelled", "import", 9)]
    assert await cal.imports() == {"u1": ("replaced", None), "u2": ("ended", None)}


async def test_who_said_that_it_stays_is_asked_no_more_about_the_same(cal):  # noqa: F811 - a fixture
    await _asked(cal, rescheduleUid="u1")
    async with cal.clinic.tx() as tx:
        assert (await importing.set_aside(tx, (await _import(cal, "u1")).id)).state == "booked"
    await cal.post(_recorded(cal, "booking_requested", "u2", 10, said=7, rescheduleUid="u1"))
    assert (await cal.imports())["u1"] == ("booked", None)
    await cal.post(_recorded(cal, "booking_requested", "u2", 11, said=8, rescheduleUid="u1"))
    assert (await cal.imports())["u1"] == ("flagged", "move_asked")
    await cal.post(_recorded(cal, "booking_created", "u1", 9, said=2))
    assert (await cal.imports())["u1"] == ("flagged", "move_asked"), "an older word of it settles nothing"


async def test_of_a_series_none_is_taken_for_another_because_it_had_to_be_asked_for(cal):  # noqa: F811 - a fixture
    series = {"recurringEvent": {"freq": 2, "count": 4, "interval": 1}}
    await cal.post(_recorded(cal, "booking_created", "u1", 9, said=0, **series))
    for name in ("booking_requested", "booking_created"):
        await cal.post(_recorded(cal, name, "u2", 10, said=9, **series))
    assert [one[2] for one in await cal.agenda()] == [9, 10]
    assert await cal.imports() == {"u1": ("booked", None), "u2": ("booked", None)}


async def test_what_is_listed_as_waiting_for_a_yes_is_asked_about_too(elsewhere):  # noqa: F811 - a fixture
    first = await elsewhere.book(8, minutes=30)
    await elsewhere.begin()
    await elsewhere.ask()
    start = elsewhere.cal.clinic.at(10).astimezone(UTC).isoformat()
    await elsewhere.do(f"accounts/{elsewhere.key}/bookings/{first}/move", start=start, status="pending")
    await elsewhere.ask()
    assert (await elsewhere.cal.imports())[first] == ("flagged", "move_asked")
    assert await elsewhere.cal.ends() == [("confirmed", 8, 30)]


def test_a_body_that_names_what_it_is_instead_of_says_so_whatever_it_is(cal):  # noqa: F811 - a fixture
    for name in ("booking_requested", "booking_created", "booking_rescheduled"):
        (parcel,) = unpack(json.dumps(_recorded(cal, name, "u2", 10, said=0, rescheduleUid="u1")).encode())
        assert open_parcel(parcel.kind, parcel.raw).replaces == "u1"
