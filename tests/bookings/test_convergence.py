"""Whatever happens on either side and on the way between them, the agenda and a calendar outside end in step: nothing twice, nothing
freed in silence, and reading everything anew ends in the same."""

import random
from collections import Counter
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select, text

from atende.bookings.errors import SlotTaken
from atende.bookings.models import Appointment
from atende.bookings.service import changing
from atende.bookings.service.outside import writing
from atende.bookings.service.reserving import reserve
from atende.kit.refusal import Refusal
from tests.bookings.outside import Connected, connect

pytestmark = pytest.mark.usefixtures("database")

STEPS = 28


class Killed(BaseException):
    """The process ended here."""


class World:
    """Draws what happens next."""

    def __init__(self, here: Connected, seed: int, patch: pytest.MonkeyPatch):
        self.here, self.dice, self.patch = here, random.Random(seed), patch
        self.made: list[Any] = []
        self.record = writing._record
        self.brought_back: set[str] = set()

    def hour(self) -> datetime:
        return self.here.clinic.at(self.dice.randint(8, 11), days=self.dice.randint(1, 3))

    async def step(self) -> None:
        acts = [self.book, self.book, self.shift, self.cancel, self.add, self.add, self.touch, self.touch, self.forget,
                self.go_wrong, self.die, self.sync, self.sync, self.sync]  # fmt: skip
        await self.dice.choice(acts)()

    async def book(self) -> None:
        wish = await self.here.clinic.wish("consulta", self.hour())
        try:
            async with self.here.clinic.tx() as tx:
                self.made.append((await reserve(tx, wish)).id)
        except SlotTaken:
            pass

    async def _change(self, verb: Any, *given: Any) -> None:
        if not self.made:
            return
        try:
            async with self.here.clinic.tx() as tx:
                await verb(tx, self.dice.choice(self.made), *given, by="staff")
        except Refusal:
            pass

    async def shift(self) -> None:
        await self._change(changing.reschedule, self.hour())

    async def cancel(self) -> None:
        await self._change(changing.cancel)

    async def add(self) -> None:
        await self.here.add(self.hour(), transparency=self.dice.choice(["opaque", "opaque", "transparent"]))

    async def touch(self) -> None:
        """Somebody moves, deletes or brings back any event, ours too."""
        events = (await self.here.google.do("GET", f"calendars/{self.here.email}/events"))["items"]
        if not events:
            return
        event = self.dice.choice(events)
        if event["status"] == "cancelled":
            self.brought_back.add(event["id"])
            await self.here.google.do("PATCH", f"calendars/{self.here.email}/events/{event['id']}", status="confirmed")
        elif self.dice.random() < 0.4:
            await self.here.delete(event["id"])
        else:
            await self.here.move(event["id"], self.hour())

    async def forget(self) -> None:
        await self.here.google.do("POST", f"calendars/{self.here.email}/forget")

    async def go_wrong(self) -> None:
        kind = self.dice.choice(["server_error", "rate_limit", "drop_answer", "unauthorized"])
        await self.here.google.trouble(kind, of=self.dice.choice(["GET", "POST", "PUT", "DELETE"]))

    async def die(self) -> None:
        """A worker is killed after a call and before it is recorded."""

        async def killed(*_given: Any) -> None:
            raise Killed

        self.patch.setattr(writing, "_record", killed)
        try:
            await self.here.sync()
        except Killed:
            pass
        finally:
            self.patch.setattr(writing, "_record", self.record)

    async def sync(self) -> None:
        await self.here.sync()

    async def settle(self) -> None:
        """Nothing goes wrong any more, and a worker comes by as often as it must."""
        for _ in range(12):  # what was to go wrong is used up
            if (await self.here.sync()).state == "ok":
                await self.here.sync(2)
        assert (await self.here.calendar()).state == "ok"


async def standing(here: Connected) -> Any:
    """What is known of the calendar here."""
    flags = sorted((one.kind, str(one.appointment_id), one.external_id, str(one.outside_since)) for one in await here.flags())
    entries = sorted((str(one.appointment_id), str(one.out_since), one.is_seen_gone) for one in await here.entries())
    return await here.busy(), flags, entries


async def assert_in_step(here: Connected, brought_back: set[str]) -> None:
    async with here.clinic.tx() as tx:
        rows = await tx.session.scalars(select(Appointment).where(Appointment.tenant_id == tx.tenant_id))
        appointments = {str(one.id): one for one in rows}
    ours, theirs = {}, {}
    counted: Counter[str] = Counter()
    for event in await here.events():
        since, until = (datetime.fromisoformat(event[side]["dateTime"]) for side in ("start", "end"))
        reference = event.get("extendedProperties", {}).get("private", {}).get("atende", "")
        of = appointments.get(reference.partition("/")[2])
        # What was taken away here and brought back there is an event of theirs.
        if of is not None and (of.state != "cancelled" or event["id"] not in brought_back):
            ours[str(of.id)] = since
            counted[reference] += 1
        elif event["transparency"] == "opaque":
            theirs[event["id"]] = (since, until)
    assert all(count == 1 for count in counted.values()), "an appointment is there twice"
    assert {event_id: (since, until) for event_id, since, until in await here.busy()} == theirs
    flags = {(one.kind, str(one.appointment_id)): one for one in await here.flags()}
    for appointment_id, one in appointments.items():
        is_living = one.state in ("pending", "confirmed")
        if ("deleted", appointment_id) in flags:
            assert is_living
            assert appointment_id not in ours
        elif ("moved", appointment_id) in flags:
            assert is_living
            assert ours[appointment_id] == flags["moved", appointment_id].outside_since != one.starts_at
        else:
            assert ours.get(appointment_id) == (one.starts_at if is_living else None), one.state
        overlaps = is_living and any(a < one.ends_at and b > one.starts_at for a, b in theirs.values())
        assert (("conflict", appointment_id) in flags) == overlaps


@pytest.mark.parametrize("seed", range(4))
async def test_both_sides_end_in_step_and_reading_everything_anew_changes_nothing(seed, connected, monkeypatch):
    world = World(connected, seed, monkeypatch)
    for _ in range(STEPS):
        await world.step()
    await world.settle()
    await assert_in_step(connected, world.brought_back)
    before = await standing(connected)
    async with connected.clinic.tx() as tx:
        await tx.session.execute(text("delete from bookings_busy"))
        await tx.session.execute(text("update bookings_calendars set cursor = null"))
    await connected.sync(2)
    assert await standing(connected) == before


async def test_an_answer_that_was_lost_makes_no_second_entry(connected):
    for kind, method in (("drop_answer", "POST"), ("server_error", "POST"), ("drop_answer", "PUT")):
        wish = await connected.clinic.wish("consulta", connected.clinic.at(9))
        async with connected.clinic.tx() as tx:
            made = await reserve(tx, wish)
        if method == "PUT":
            await connected.sync()
            async with connected.clinic.tx() as tx:
                await changing.reschedule(tx, made.id, connected.clinic.at(10), by="staff")
        await connected.google.trouble(kind, of=method)
        calendar = await connected.sync()
        assert calendar.state == "failing"
        assert calendar.reason
        assert calendar.due_at - calendar.failed_at >= timedelta(seconds=4)
        await connected.sync()
        assert len(await connected.events()) == 1
        assert (await connected.calendar()).state == "ok"
        async with connected.clinic.tx() as tx:
            await changing.cancel(tx, made.id, by="staff")
        await connected.sync()
        assert await connected.events() == []
    assert await connected.flags() == []


async def test_a_consent_that_is_gone_is_said_and_asked_for_again_never_looped(connected):
    wish = await connected.clinic.wish("consulta", connected.clinic.at(9))
    await connected.google.do("POST", f"calendars/{connected.email}/take-back")
    async with connected.clinic.tx() as tx:
        await reserve(tx, wish)
    calendar = await connected.sync()
    assert (calendar.state, calendar.reason, calendar.due_at) == ("broken", "consent_gone", None)
    again = await connect(connected.google, connected.clinic, "Dra. Ana", connected.email)
    assert again.calendar_id == connected.calendar_id
    await again.sync()
    assert len(await again.events()) == 1
