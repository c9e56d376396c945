"""A government moves its clocks, or a business says that its clocks are another zone's: each appointment is put back to the local time that
people agreed on. Two sets of rules for one zone: those of this machine, and another zone's under its name."""

import importlib.resources
import zoneinfo
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select, text, update

from atende import wiring
from atende.accounts.models import Tenant
from atende.accounts.schemas import StorePatch
from atende.accounts.service import stores, tenants
from atende.bookings import schedule
from atende.bookings.models import Appointment, Busy, Calendar, Change, Claim, ClockChange, Occasion, Reminder
from atende.bookings.rules.reminders.timing import is_clock_agreed
from atende.bookings.service import changing, reclocking
from atende.bookings.service.reclocking import Off, agreed
from atende.bookings.service.reserving import reserve
from atende.core.tenancy import OPERATOR
from atende.kit.ids import new_id
from tests.bookings.clinic import Clinic, new_clinic

HERE = "America/Sao_Paulo"
HOUR = timedelta(hours=1)
Rules = Callable[[str], None]


def _rules_of(name: str) -> bytes:
    for root in zoneinfo.TZPATH:
        if (file := Path(root, name)).is_file():
            return file.read_bytes()
    package, _, last = name.rpartition("/")
    return importlib.resources.files(f"tzdata.zoneinfo.{package}").joinpath(last).read_bytes()


@pytest.fixture
def rules(tmp_path: Path) -> Iterator[Rules]:
    """From then on the clinic's zone is kept by the rules of another, as after an update of the time zone database."""

    def now_as(other: str) -> None:
        kept = _rules_of(other)
        (tmp_path / HERE).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / HERE).write_bytes(kept)
        zoneinfo.reset_tzpath([str(tmp_path), *zoneinfo.TZPATH])
        ZoneInfo.clear_cache()

    before = zoneinfo.TZPATH
    try:
        yield now_as
    finally:
        zoneinfo.reset_tzpath(before)
        ZoneInfo.clear_cache()


@pytest.fixture
async def clinic(database) -> Clinic:
    wiring.wire()
    made = await new_clinic()
    await made.resource("Dra. Ana")
    await made.service("consulta")
    return made


async def _book(clinic: Clinic, hour: int, service: str = "consulta") -> Appointment:
    wish = await clinic.wish(service, clinic.at(hour, days=3))
    async with clinic.tx() as tx:
        return await reserve(tx, wish)


async def _now(clinic: Clinic, row: Appointment) -> Appointment:
    async with clinic.tx() as tx:
        return await tx.session.get_one(Appointment, (tx.tenant_id, row.id))


async def _off(clinic: Clinic) -> list[Off]:
    async with clinic.tx(OPERATOR) as tx:
        return await reclocking.off(tx)


async def _apply(clinic: Clinic) -> list[str | None]:
    return [one.refused async for one in reclocking.put_all_back(clinic.tenant_id)]


@pytest.mark.parametrize(("other", "by"), [("America/Noronha", -HOUR), ("America/Manaus", HOUR)])
async def test_neighbours_move_together_to_the_hour_that_was_agreed_and_again_changes_nothing(clinic, rules, other, by):
    made = [await _book(clinic, hour) for hour in (8, 9, 10, 11)]
    async with clinic.tx() as tx:
        await tx.session.execute(
            text("update bookings_appointments set acknowledged_at = now() where id = :id"), {"id": made[0].id}
        )
        for lead, outcome in ((1440, "queued"), (120, "failed")):
            tx.session.add(
                Reminder(
                    tenant_id=tx.tenant_id, id=new_id(), appointment_id=made[0].id, lead=lead, starts_at=made[0].starts_at, at=tx.now,
                    outcome=outcome, reason="" if outcome == "queued" else "clock_changed",
                    message_id=new_id() if outcome == "queued" else None,
                )
            )  # fmt: skip
    assert await _off(clinic) == []
    rules(other)
    assert [(one.starts_at, one.moves_to, one.refused) for one in await _off(clinic)] == [
        (one.starts_at, one.starts_at + by, None) for one in made
    ]
    assert (await _now(clinic, made[0])).starts_at == made[0].starts_at, "listing moves nothing"
    # Somebody stopped it after the first that could be moved.
    async with clinic.tx(OPERATOR) as tx:
        await reclocking.put_back(tx, (made[0] if by < timedelta() else made[-1]).occasion_id)
    assert await _apply(clinic) == [None] * 3
    for one in made:
        row = await _now(clinic, one)
        assert (row.starts_at, row.ends_at, row.said_at) == (one.starts_at + by, one.ends_at + by, one.said_at)
        assert is_clock_agreed(row.starts_at, ZoneInfo(row.zone), row.said_at)
        assert row.version == one.version + 1
    async with clinic.tx() as tx:
        claims = await tx.session.scalars(
            select(Claim).where(Claim.tenant_id == tx.tenant_id, Claim.is_living).order_by(Claim.since)
        )
        assert [one.since for one in claims] == [one.starts_at + by for one in made]
        occasion = await tx.session.get_one(Occasion, (tx.tenant_id, made[0].occasion_id))
        assert (occasion.starts_at, occasion.ends_at) == (made[0].starts_at + by, made[0].ends_at + by)
        history = await tx.session.scalars(select(Change).where(Change.tenant_id == tx.tenant_id, Change.reason == "clock"))
        assert {(one.from_starts_at, one.to_starts_at, one.actor) for one in history} == {
            (one.starts_at, one.starts_at + by, str(OPERATOR)) for one in made
        }
        sent = {
            one.outcome: one.starts_at
            for one in await tx.session.scalars(select(Reminder).where(Reminder.tenant_id == tx.tenant_id))
        }
        assert sent == {"queued": made[0].starts_at + by, "failed": made[0].starts_at}
        stated = await tx.value(
            "select count(*) from facts where tenant_id = $1 and name = 'bookings.booking_rescheduled'", tx.tenant_id
        )
        assert stated == 4
        looked = await tx.value(
            "select count(*) from bookings_appointments where tenant_id = $1 and remind_at <= now()", tx.tenant_id
        )
        assert looked == 4, "reminders are derived anew"
    assert (await _now(clinic, made[0])).acknowledged_at is not None
    assert (await _apply(clinic), await _off(clinic)) == ([], [])


async def test_what_stands_in_the_way_is_refused_and_said_and_the_others_are_put_back(clinic, rules):
    first, second = await _book(clinic, 9), await _book(clinic, 11)
    async with clinic.tx() as tx:
        calendar = Calendar(
            tenant_id=tx.tenant_id, id=new_id(), resource_id=clinic.people["Dra. Ana"], provider="ics", environment="live",
            external_id="x", is_written=False,
        )  # fmt: skip
        tx.session.add(calendar)
        await tx.session.flush()
        since = first.starts_at + timedelta(minutes=90)
        tx.session.add(
            Busy(
                tenant_id=tx.tenant_id, id=new_id(), calendar_id=calendar.id, resource_id=calendar.resource_id, external_id="e",
                since=since, until=since + timedelta(minutes=15),
            )
        )  # fmt: skip
    rules("America/Manaus")
    assert sorted(await _apply(clinic), key=str) == [None, "slot_taken"]
    assert (await _now(clinic, first)).starts_at == first.starts_at
    assert (await _now(clinic, second)).starts_at == second.starts_at + HOUR
    async with clinic.tx() as tx:
        await tx.session.execute(text("delete from bookings_busy"))
    assert await _apply(clinic) == [None]
    assert (await _now(clinic, first)).starts_at == first.starts_at + HOUR


async def test_a_business_that_changes_its_zone_keeps_what_its_clocks_showed(clinic):
    made = await _book(clinic, 9)
    async with clinic.tx() as tx:
        await tx.session.execute(update(Tenant).where(Tenant.id == tx.tenant_id).values(timezone="America/Manaus"))
    (one,) = await _off(clinic)
    assert (one.was_zone, one.zone, one.moves_to) == (HERE, "America/Manaus", made.starts_at + HOUR)
    assert await _apply(clinic) == [None]
    row = await _now(clinic, made)
    assert (row.zone, row.said_at, row.starts_at) == ("America/Manaus", made.said_at, made.starts_at + HOUR)


async def test_a_group_moves_as_a_whole_and_is_left_where_its_people_agreed_on_different_times(clinic, rules):
    await clinic.service("grupo", capacity=5)
    first, second = await _book(clinic, 9, "grupo"), await _book(clinic, 9, "grupo")
    assert first.occasion_id == second.occasion_id
    rules("America/Noronha")
    assert await _apply(clinic) == [None]
    assert {(await _now(clinic, one)).starts_at for one in (first, second)} == {first.starts_at - HOUR}
    rules("America/Manaus")
    async with clinic.tx() as tx:
        await tx.session.execute(
            text("update bookings_appointments set said_at = said_at - interval '1 hour' where id = :id"), {"id": second.id}
        )
    assert [one.refused for one in await _off(clinic)] == ["occasion_shared"]
    assert await _apply(clinic) == ["occasion_shared"]
    assert (await _now(clinic, first)).starts_at == first.starts_at - HOUR


async def test_what_would_have_begun_is_said_and_stands(clinic, rules, clock):
    made = await _book(clinic, 9)
    rules("America/Noronha")
    real = clock.now()
    clock.shift(made.starts_at - timedelta(minutes=30) - real)
    assert await _apply(clinic) == ["slot_outside"]
    clock.shift(made.starts_at + timedelta(minutes=30) - real)
    assert await _off(clinic) == []


def test_the_local_time_that_was_agreed_is_one_instant_in_every_kind_of_hour():
    zone = ZoneInfo("America/New_York")
    twice = "2027-11-07T01:30"
    for said_at, was, is_then in (
        ("2027-07-01T09:00", "2027-07-01T14:00Z", "2027-07-01T13:00Z"),
        (twice, "2027-11-07T05:30Z", "2027-11-07T05:30Z"),
        (twice, "2027-11-07T06:30Z", "2027-11-07T06:30Z"),
        ("2027-03-14T02:30", "2027-03-14T07:30Z", "2027-03-14T07:00Z"),  # the moment of the leap
    ):
        assert agreed(datetime.fromisoformat(said_at), zone, datetime.fromisoformat(was)) == datetime.fromisoformat(is_then)


def _reminder(tx, row: Appointment, starts_at: datetime, outcome: str = "queued") -> Reminder:
    return Reminder(
        tenant_id=tx.tenant_id, id=new_id(), appointment_id=row.id, lead=1440, starts_at=starts_at, at=tx.now, outcome=outcome,
        reason="" if outcome == "queued" else "clock_changed", message_id=new_id() if outcome == "queued" else None,
    )  # fmt: skip


@pytest.mark.parametrize("outcome", ["queued", "failed"])
async def test_who_was_reminded_moved_by_an_hour_and_was_reminded_again_is_put_back(clinic, rules, outcome):
    first, other = await _book(clinic, 8), await _book(clinic, 11)
    async with clinic.tx() as tx:
        tx.session.add(_reminder(tx, first, first.starts_at, outcome))
    async with clinic.tx() as tx:
        row = await changing.reschedule(tx, first.id, first.starts_at + HOUR, by="staff")
        tx.session.add(_reminder(tx, row, row.starts_at))
    rules("America/Noronha")
    assert await _apply(clinic) == [None, None]
    assert (await _now(clinic, first)).starts_at == first.starts_at
    assert (await _now(clinic, other)).starts_at == other.starts_at - HOUR


async def test_what_goes_wrong_with_one_stops_no_other(clinic, rules, monkeypatch):
    first, other = await _book(clinic, 8), await _book(clinic, 11)
    rules("America/Noronha")
    true = reclocking.put_back

    async def put_back(tx, occasion_id):
        if occasion_id == first.occasion_id:
            raise RuntimeError("of our own making")
        return await true(tx, occasion_id)

    monkeypatch.setattr(reclocking, "put_back", put_back)
    assert await _apply(clinic) == [None, "internal"]
    assert (await _now(clinic, first)).starts_at == first.starts_at
    assert (await _now(clinic, other)).starts_at == other.starts_at - HOUR


async def _work(clinic: Clinic, clock, seconds: int = 10) -> bool:
    """A worker comes by, so many seconds later."""
    clock.shift(clock.now() - datetime.now(UTC) + timedelta(seconds=seconds))
    lanes = [lane for lane in await schedule.clocks_changed(100) if lane.tenant_id == clinic.tenant_id]
    return bool(lanes) and all([await schedule.put_back(lane) for lane in lanes])


async def _waits(clinic: Clinic) -> int:
    async with clinic.tx() as tx:
        return len(list(await tx.session.scalars(select(ClockChange).where(ClockChange.tenant_id == tx.tenant_id))))


async def _at_store(clinic: Clinic, zone: str | None) -> None:
    async with clinic.tx() as tx:
        await stores.change(tx, clinic.store, StorePatch(timezone=zone))


async def test_a_store_set_to_another_clock_has_its_appointments_put_back_by_a_worker_and_back_again(clinic, clock):
    made = [await _book(clinic, hour) for hour in (8, 9, 10)]
    await _at_store(clinic, "America/Manaus")
    assert (await _now(clinic, made[0])).starts_at == made[0].starts_at, "whoever changes it waits for none of it"
    assert await _work(clinic, clock)
    for one in made:
        row = await _now(clinic, one)
        assert (row.zone, row.said_at, row.starts_at) == ("America/Manaus", one.said_at, one.starts_at + HOUR)
    async with clinic.tx() as tx:
        history = await tx.session.scalars(select(Change).where(Change.tenant_id == tx.tenant_id, Change.reason == "clock"))
        assert {one.actor for one in history} == {"system"}
    assert (await _waits(clinic), await _work(clinic, clock)) == (0, False)
    await _at_store(clinic, None)
    assert await _work(clinic, clock)
    for one in made:
        row = await _now(clinic, one)
        assert (row.zone, row.said_at, row.starts_at) == (HERE, one.said_at, one.starts_at)


async def test_a_business_set_to_another_clock_has_them_put_back_but_for_stores_that_have_their_own(clinic, clock):
    own = await _book(clinic, 9)
    await _at_store(clinic, HERE)
    async with clinic.tx() as tx:
        await tenants.change(tx, timezone="America/Noronha")
    assert await _work(clinic, clock)
    assert (await _now(clinic, own)).starts_at == own.starts_at
    await _at_store(clinic, None)
    assert await _work(clinic, clock)
    row = await _now(clinic, own)
    assert (row.zone, row.said_at, row.starts_at) == ("America/Noronha", own.said_at, own.starts_at - HOUR)


async def test_what_else_is_changed_of_a_store_or_a_business_moves_nothing(clinic, clock):
    async with clinic.tx() as tx:
        await stores.change(tx, clinic.store, StorePatch(name="Unidade Sul"))
        await tenants.change(tx, name="Clínica Riso")
    assert (await _waits(clinic), await _work(clinic, clock)) == (0, False)


async def test_whoever_booked_by_the_old_clock_in_the_same_moment_is_put_back_too(clinic, clock):
    await _at_store(clinic, "America/Manaus")
    assert not await _work(clinic, clock, 0), "not at once"
    made = await _book(clinic, 9)
    async with clinic.tx() as tx:  # as whoever had read the clock before it was changed, and committed after
        late = text("update bookings_appointments set zone = :here, said_at = said_at + interval '1 hour' where id = :id")
        await tx.session.execute(late, {"here": HERE, "id": made.id})
    assert await _work(clinic, clock)
    assert (await _now(clinic, made)).starts_at == made.starts_at + HOUR


async def test_a_worker_that_died_over_it_is_followed_by_another(clinic, clock, monkeypatch):
    first, other = await _book(clinic, 8), await _book(clinic, 11)
    await _at_store(clinic, "America/Noronha")
    true = reclocking.put_back

    async def put_back(tx, occasion_id):
        if occasion_id == other.occasion_id:
            raise KeyboardInterrupt  # as good as killed
        return await true(tx, occasion_id)

    monkeypatch.setattr(reclocking, "put_back", put_back)
    with pytest.raises(KeyboardInterrupt):
        await _work(clinic, clock)
    monkeypatch.undo()
    assert not await _work(clinic, clock, 20), "nobody else while it may still be at it"
    assert await _work(clinic, clock, 200)
    assert [(await _now(clinic, one)).starts_at for one in (first, other)] == [one.starts_at - HOUR for one in (first, other)]
    assert await _waits(clinic) == 0


async def _standing(clinic: Clinic) -> list[dict]:
    async with clinic.tx() as tx:
        return await reclocking.standing(tx)


async def test_what_cannot_be_put_back_is_told_to_people_until_they_have_moved_it(clinic, clock):
    first, other = await _book(clinic, 8), await _book(clinic, 10)
    await _at_store(clinic, "America/Manaus")
    assert await _standing(clinic) == [], "first a worker looks at it"
    in_the_way = await _book(clinic, 9)
    async with clinic.tx() as tx:  # by the new clock at eight, where the first is to be
        assert in_the_way.starts_at == first.starts_at + HOUR
        before = await tx.value("select count(*) from facts where tenant_id = $1 and payload->>'kind' = 'clock'", tx.tenant_id)
    assert await _work(clinic, clock)
    (one,) = await _standing(clinic)
    assert (one["appointment_id"], one["starts_at"], one["agreed_local"]) == (first.id, first.starts_at, first.said_at)
    assert (one["timezone"], one["service_name"]) == ("America/Manaus", "consulta")
    assert (await _now(clinic, other)).starts_at == other.starts_at + HOUR
    async with clinic.tx() as tx:
        told = await tx.value("select count(*) from facts where tenant_id = $1 and payload->>'kind' = 'clock'", tx.tenant_id)
        assert told == before + 1
        await changing.reschedule(tx, first.id, first.starts_at + 2 * HOUR, by="staff")
    assert await _standing(clinic) == []


async def test_another_name_for_the_same_clock_and_what_a_government_moved_are_not_told_to_people(clinic, clock, rules):
    await _book(clinic, 9)
    await _at_store(clinic, "America/Bahia")
    assert await _work(clinic, clock)
    assert await _standing(clinic) == []
    await _at_store(clinic, None)
    assert await _work(clinic, clock)
    rules("America/Noronha")
    assert len(await _off(clinic)) == 1
    assert await _standing(clinic) == []
