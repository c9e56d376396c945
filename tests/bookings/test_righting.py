"""What a changed clock left at another hour than was agreed: people try again to put it back, or agree on the hour that it has now."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select, text

from atende import wiring
from atende.accounts.schemas import StorePatch
from atende.accounts.service import stores
from atende.bookings import schedule
from atende.bookings.errors import AppointmentMoved, BookingNotFound, OccasionShared, SlotOutside, SlotTaken, WrongState
from atende.bookings.models import Appointment, Busy, Calendar, Change
from atende.bookings.service import acknowledging, changing, reclocking, righting
from atende.bookings.service.righting import Seen
from atende.core.tenancy import Actor
from atende.kit.ids import new_id
from tests.accounts.conftest import application, browser, fresh_email, hire, make_clinic  # noqa: F401 - fixtures
from tests.bookings.clinic import Clinic, alternatives, new_clinic

HOUR = timedelta(hours=1)
THERE = "America/Manaus"  # an hour behind the clinic's first clock


@pytest.fixture
async def clinic(database) -> Clinic:
    wiring.wire()
    made = await new_clinic()
    await made.resource("Dra. Ana")
    await made.service("consulta")
    return made


async def _moves_to(clinic: Clinic, clock, zone: str | None) -> None:
    """The store goes by that clock, and a worker has put back what can be."""
    async with clinic.tx() as tx:
        await stores.change(tx, clinic.store, StorePatch(timezone=zone))
    clock.shift(clock.now() - datetime.now(UTC) + timedelta(seconds=10))
    for lane in await schedule.clocks_changed(100):
        if lane.tenant_id == clinic.tenant_id:
            await schedule.put_back(lane)


async def _off(clinic: Clinic, clock) -> tuple[Appointment, Appointment]:
    """One that could not be put back to eight o'clock, and what stands there."""
    first = await clinic.booked("consulta", clinic.at(8, days=3))
    async with clinic.tx() as tx:
        await stores.change(tx, clinic.store, StorePatch(timezone=THERE))
    there = await clinic.booked("consulta", clinic.at(9, days=3))
    await _moves_to(clinic, clock, THERE)
    return first, there


def _seen(row: Appointment, **other) -> Seen:
    return Seen(**{"starts_at": row.starts_at, "said_at": row.said_at, "zone": THERE, **other})


async def _do(clinic: Clinic, verb, row: Appointment, seen: Seen | None = None) -> None:
    async with clinic.tx(Actor("user", new_id())) as tx:
        await verb(tx, row.id, seen or _seen(row))


async def _now(clinic: Clinic, row: Appointment) -> Appointment:
    async with clinic.tx() as tx:
        return await tx.session.get_one(Appointment, (tx.tenant_id, row.id))


async def _last(clinic: Clinic, row: Appointment) -> Change:
    async with clinic.tx() as tx:
        of = (Change.tenant_id == tx.tenant_id, Change.appointment_id == row.id)
        return (await tx.session.scalars(select(Change).where(*of).order_by(Change.id.desc()).limit(1))).one()


async def _standing(clinic: Clinic) -> list[dict]:
    async with clinic.tx() as tx:
        return await reclocking.standing(tx)


async def test_what_can_be_put_back_by_now_is_by_whoever_tries_again(clinic, clock):
    first, there = await _off(clinic, clock)
    async with clinic.tx() as tx:
        await changing.cancel(tx, there.id, by=changing.BY_STAFF)
    await _do(clinic, righting.put_back, first)
    row, last = await _now(clinic, first), await _last(clinic, first)
    assert (row.starts_at, row.said_at, row.zone) == (first.starts_at + HOUR, first.said_at, THERE)
    assert (last.reason, last.actor.partition(":")[0], last.from_starts_at) == ("clock", "user", first.starts_at)
    assert await _standing(clinic) == []


async def test_what_stands_in_the_way_is_named_with_what_is_free_instead(clinic, clock):
    first, there = await _off(clinic, clock)
    with pytest.raises(SlotTaken) as refused:
        await _do(clinic, righting.put_back, first)
    assert refused.value.params["in_the_way"] == [
        {
            "appointment_id": str(there.id),
            "service_name": "consulta",
            "resource_name": "Dra. Ana",
            "starts_at": there.starts_at.astimezone(UTC).isoformat(),
            "ends_at": there.ends_at.astimezone(UTC).isoformat(),
        }
    ]
    wanted = first.starts_at + HOUR
    free = alternatives(refused.value)
    assert wanted + HOUR in free
    assert not {wanted, first.starts_at} & set(free), "neither what is taken nor where it stands"
    assert (await _now(clinic, first)).starts_at == first.starts_at
    assert [one["appointment_id"] for one in await _standing(clinic)] == [first.id]
    async with clinic.tx() as tx:  # what was offered can be had
        await changing.reschedule(tx, first.id, wanted + HOUR, by=changing.BY_STAFF, was_starts_at=first.starts_at)
    assert await _standing(clinic) == []


async def test_an_event_in_a_calendar_outside_stands_in_the_way_without_a_name(clinic, clock):
    first, there = await _off(clinic, clock)
    since, until = there.starts_at, there.starts_at + timedelta(minutes=15)
    async with clinic.tx() as tx:
        await changing.cancel(tx, there.id, by=changing.BY_STAFF)
        calendar = Calendar(
            tenant_id=tx.tenant_id, id=new_id(), resource_id=clinic.people["Dra. Ana"], provider="ics", environment="live",
            external_id="x", is_written=False,
        )  # fmt: skip
        tx.session.add(calendar)
        await tx.session.flush()
        of = {"calendar_id": calendar.id, "resource_id": calendar.resource_id, "external_id": "e"}
        tx.session.add(Busy(tenant_id=tx.tenant_id, id=new_id(), since=since, until=until, **of))
    with pytest.raises(SlotTaken) as refused:
        await _do(clinic, righting.put_back, first)
    told: Any = refused.value.params["in_the_way"]
    (one,) = told
    assert (one["appointment_id"], one["service_name"], one["resource_name"]) == (None, None, "Dra. Ana")
    assert (datetime.fromisoformat(one["starts_at"]), datetime.fromisoformat(one["ends_at"])) == (since, until)


async def test_a_group_of_different_hours_and_what_would_have_begun_are_told_what_is_free(clinic, clock):
    await clinic.service("grupo", capacity=5)
    first, second = [await clinic.booked("grupo", clinic.at(8, days=3)) for _ in range(2)]
    async with clinic.tx() as tx:
        late = text("update bookings_appointments set said_at = said_at - interval '1 hour' where id = :id")
        await tx.session.execute(late, {"id": second.id})
    await _moves_to(clinic, clock, THERE)
    with pytest.raises(OccasionShared) as shared:
        await _do(clinic, righting.put_back, first)
    assert alternatives(shared.value)
    await _do(clinic, righting.keep, second, _seen(await _now(clinic, second)))
    with pytest.raises(OccasionShared):  # the one agreed on where it is, the other did not
        await _do(clinic, righting.put_back, first)

    own = await clinic.booked("consulta", clinic.at(11, days=3))
    async with clinic.tx() as tx:
        await stores.change(tx, clinic.store, StorePatch(timezone="America/Noronha"))
    clock.shift(own.starts_at - 2 * HOUR + timedelta(minutes=30) - datetime.now(UTC))
    own = await _now(clinic, own)
    with pytest.raises(SlotOutside) as past:
        await _do(clinic, righting.put_back, own, _seen(own, zone="America/Noronha"))
    assert past.value.params["reason"] == "past"
    assert "alternatives" in past.value.params


async def test_what_is_kept_is_agreed_from_then_on_with_who_and_when(clinic, clock):
    first, _ = await _off(clinic, clock)
    async with clinic.tx() as tx:
        await acknowledging.acknowledge(tx, first.id, first.starts_at)
    await _do(clinic, righting.keep, first)
    row, last = await _now(clinic, first), await _last(clinic, first)
    assert (row.starts_at, row.said_at, row.zone) == (first.starts_at, first.said_at - HOUR, THERE)
    assert row.acknowledged_at is None, "they said so of the other hour"
    assert last.reason == f"clock_kept:{first.said_at:%Y-%m-%dT%H:%M}:{THERE}"
    assert (last.actor.partition(":")[0], last.from_starts_at, last.to_starts_at) == ("user", row.starts_at, row.starts_at)
    async with clinic.tx() as tx:
        stated = "select count(*) from facts where tenant_id = $1 and name = 'bookings.booking_clock_kept' and subject_id = $2"
        assert await tx.value(stated, tx.tenant_id, first.id) == 1
    assert await _standing(clinic) == []

    await _moves_to(clinic, clock, None)  # and the clock is set back: what was agreed last holds
    assert (await _now(clinic, first)).said_at == row.said_at
    assert (await _now(clinic, first)).starts_at == first.starts_at - HOUR


@pytest.mark.parametrize("verb", [righting.put_back, righting.keep])
async def test_whoever_saw_something_else_changes_nothing(clinic, clock, verb):
    first, there = await _off(clinic, clock)
    for field, other in (
        ("was_starts_at", {"starts_at": first.starts_at + HOUR}),
        ("was_agreed_local", {"said_at": first.said_at + HOUR}),
        ("was_timezone", {"zone": "America/Rio_Branco"}),
    ):
        with pytest.raises(AppointmentMoved) as moved:
            await _do(clinic, verb, first, _seen(first, **other))
        assert (moved.value.field, moved.value.params["starts_at"]) == (field, first.starts_at.astimezone(UTC).isoformat())
    assert (await _now(clinic, first)).said_at == first.said_at
    with pytest.raises(BookingNotFound):  # this one is when it was agreed
        await _do(clinic, verb, there)
    async with clinic.tx() as tx:
        await changing.cancel(tx, first.id, by=changing.BY_STAFF)
    with pytest.raises(WrongState):
        await _do(clinic, verb, first)


async def test_a_hold_is_not_kept_at_an_hour_that_nobody_was_offered(clinic, clock):
    held = await clinic.booked("consulta", clinic.at(8, days=3), hold=True)
    async with clinic.tx() as tx:
        await stores.change(tx, clinic.store, StorePatch(timezone=THERE))
    with pytest.raises(WrongState):
        await _do(clinic, righting.keep, held)


async def test_of_two_at_once_who_keep_it_and_put_it_back_one_is_refused(clinic, clock):
    first, there = await _off(clinic, clock)
    async with clinic.tx() as tx:
        await changing.cancel(tx, there.id, by=changing.BY_STAFF)
    both = [_do(clinic, verb, first) for verb in (righting.keep, righting.put_back, righting.keep)]
    done = await asyncio.gather(*both, return_exceptions=True)
    assert sorted(type(one).__name__ for one in done) == ["AppointmentMoved", "AppointmentMoved", "NoneType"]
    row = await _now(clinic, first)
    assert row.starts_at.astimezone(ZoneInfo(THERE)).replace(tzinfo=None) == row.said_at


async def test_the_team_does_both_over_http_and_who_only_sees_neither(make_clinic, browser, clock):  # noqa: F811 - fixtures
    wiring.wire()
    business, owner, seeing = await make_clinic(), browser(), browser()
    assert (await owner.sign_in(business.owner_email)).status_code == 200
    await hire(business, owner, seeing, fresh_email("vendo"), "bookings:read")
    (store,) = (await owner.get(f"{business.url}/stores")).json()["items"]
    week = [{"weekday": day, "opens": "08:00", "closes": "12:00"} for day in range(7)]
    await owner.patch(f"{business.url}/stores/{store['id']}", json={"hours": {"weekly": week}})
    made = Clinic(business.tenant.id, store["id"])
    await made.resource("Dra. Ana")
    await made.service("consulta")
    first, there = await _off(made, clock)
    url = f"{business.url}/bookings/off-clock"
    (one,) = (await owner.get(url)).json()["items"]
    body = {"was_starts_at": one["starts_at"], "was_agreed_local": one["agreed_local"], "was_timezone": one["timezone"]}
    for path in ("put-back", "keep"):
        assert (await seeing.post(f"{url}/{first.id}/{path}", json=body)).status_code == 403
        stale = await owner.post(f"{url}/{first.id}/{path}", json=body | {"was_timezone": "America/Bahia"})
        assert (stale.status_code, stale.json()["error"]["code"]) == (409, "appointment_moved")
        assert (await owner.post(f"{url}/{first.id}/{path}", json={})).status_code == 422
    refused = (await owner.post(f"{url}/{first.id}/put-back", json=body)).json()["error"]
    assert (refused["code"], [each["appointment_id"] for each in refused["params"]["in_the_way"]]) == (
        "slot_taken",
        [str(there.id)],
    )
    kept = await owner.post(f"{url}/{first.id}/keep", json=body)
    assert kept.status_code == 200, kept.text
    name = (await owner.get("/api/me")).json()["user"]["name"]
    assert (kept.json()["local_start"][11:16], kept.json()["history"][-1]["actor_name"]) == ("07:00", name)
    assert (await owner.get(url)).json()["items"] == []
