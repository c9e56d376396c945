"""Whatever happens on either side and on the way between them, the agenda and a calendar outside end in step: nothing twice, nothing
freed in silence, and reading everything anew ends in the same."""

import random
from collections import Counter
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select, text

from atende.bookings.errors import CalendarRefused, SlotTaken
from atende.bookings.models import Appointment
from atende.bookings.service import changing
from atende.bookings.service.outside import deciding, watching, writing
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
        self.brought_back: set[str] = set()
        self.calendars = [here.email]
        self.written: str | None = here.email
        self.blocking = {here.email}

    def hour(self) -> datetime:
        return self.here.clinic.at(self.dice.randint(8, 11), days=self.dice.randint(1, 3))

    async def step(self) -> None:
        acts = [self.book, self.book, self.shift, self.cancel, self.add, self.add, self.touch, self.touch, self.forget,
                self.go_wrong, self.die, self.sync, self.sync, self.sync]  # fmt: skip
        if len(self.calendars) > 1:
            acts += [self.choose, self.choose]
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
        to = self.dice.choice(self.calendars)
        await self.here.add(self.hour(), to=to, transparency=self.dice.choice(["opaque", "opaque", "transparent"]))

    async def touch(self) -> None:
        """Somebody moves, deletes or brings back any event, ours too."""
        calendar = self.dice.choice(self.calendars)
        events = (await self.here.google.do("GET", f"calendars/{calendar}/events"))["items"]
        if not events:
            return
        event = self.dice.choice(events)
        if event["status"] == "cancelled":
            self.brought_back.add(event["id"])
            await self.here.google.do("PATCH", f"calendars/{calendar}/events/{event['id']}", status="confirmed")
        elif self.dice.random() < 0.4:
            await self.here.delete(event["id"], of=calendar)
        else:
            await self.here.move(event["id"], self.hour(), of=calendar)

    async def choose(self) -> None:
        """The owner has another calendar written, and others take time."""
        written = self.dice.choice([*self.calendars, None])
        blocking = {one for one in self.calendars if self.dice.random() < 0.5}
        if written is None and not blocking:
            return
        try:
            await self.here.choose(written, *blocking)
        except CalendarRefused:  # Google did not answer: nothing is otherwise than it was
            return
        self.written, self.blocking = written, blocking

    async def forget(self) -> None:
        await self.here.google.do("POST", f"calendars/{self.dice.choice(self.calendars)}/forget")

    async def go_wrong(self) -> None:
        kind = self.dice.choice(["server_error", "rate_limit", "drop_answer", "unauthorized"])
        await self.here.google.trouble(kind, of=self.dice.choice(["GET", "POST", "PUT", "DELETE"]))

    async def die(self) -> None:
        """A worker is killed after a call and before it is recorded, or before a calendar that was given up is forgotten."""

        async def killed(*_given: Any) -> None:
            raise Killed

        room, verb = self.dice.choice([(writing, "_record"), (writing, "_record"), (watching, "stop_ending")])
        with self.patch.context() as patch:
            patch.setattr(room, verb, killed)
            with suppress(Killed):
                await self.here.sync_all()

    async def sync(self) -> None:
        await self.here.sync_all()

    async def settle(self) -> None:
        """Nothing goes wrong any more, and a worker comes by as often as it must."""
        for _ in range(12):  # what was to go wrong is used up
            if all(one.state == "ok" for one in await self.here.sync_all()):
                await self.here.sync_all(2)
        assert all(one.state == "ok" for one in await self.here.calendars())


async def standing(here: Connected) -> Any:
    """What is known of the calendar here."""
    flags = sorted((one.kind, str(one.appointment_id), one.external_id, str(one.outside_since)) for one in await here.flags())
    entries = sorted((str(one.appointment_id), str(one.out_since), one.is_seen_gone) for one in await here.entries())
    return await here.busy(), flags, entries


async def assert_in_step(world: World) -> None:
    here = world.here
    async with here.clinic.tx() as tx:
        rows = await tx.session.scalars(select(Appointment).where(Appointment.tenant_id == tx.tenant_id))
        appointments = {str(one.id): one for one in rows}
    names = {one.id: one.external_id for one in await here.calendars()}
    flags = {(one.kind, str(one.appointment_id), names[one.calendar_id]): one for one in await here.flags()}
    ours, theirs = {}, {}
    counted: Counter[tuple[str, str]] = Counter()
    for calendar in world.calendars:
        for event in await here.events(calendar):
            since, until = (datetime.fromisoformat(event[side]["dateTime"]) for side in ("start", "end"))
            reference = event.get("extendedProperties", {}).get("private", {}).get("atende", "")
            of = appointments.get(reference.partition("/")[2])
            # What was taken away here and brought back there is an event of theirs.
            is_back = event["id"] in world.brought_back and of is not None
            is_wanted = of is not None and of.state != "cancelled" and calendar == world.written
            if of is not None and (is_wanted or not is_back or ("moved", str(of.id), calendar) in flags):
                ours[str(of.id), calendar] = since
                counted[str(of.id), calendar] += 1
            elif event["transparency"] == "opaque" and calendar in world.blocking:
                theirs[event["id"]] = (since, until)
    assert all(count == 1 for count in counted.values()), "an appointment is there twice"
    assert {event_id: (since, until) for event_id, since, until in await here.busy()} == theirs
    for appointment_id, one in appointments.items():
        is_living = one.state in ("pending", "confirmed")
        for calendar in world.calendars:
            stands = ours.get((appointment_id, calendar))
            if ("deleted", appointment_id, calendar) in flags:
                assert is_living
                assert stands is None
            elif (flag := flags.get(("moved", appointment_id, calendar))) is not None:
                assert is_living
                assert stands == flag.outside_since != one.starts_at
            else:
                assert stands == (one.starts_at if is_living and calendar == world.written else None), one.state
        overlaps = is_living and any(a < one.ends_at and b > one.starts_at for a, b in theirs.values())
        assert any(key[:2] == ("conflict", appointment_id) for key in flags) == overlaps


async def _lived(world: World) -> None:
    for _ in range(STEPS):
        await world.step()
    await world.settle()
    await assert_in_step(world)


async def _reads_the_same_anew(world: World) -> None:
    before = await standing(world.here)
    async with world.here.clinic.tx() as tx:
        await tx.session.execute(text("delete from bookings_busy"))
        await tx.session.execute(text("update bookings_calendars set cursor = null"))
    await world.here.sync_all(2)
    assert await standing(world.here) == before


@pytest.mark.parametrize("seed", range(4))
async def test_both_sides_end_in_step_and_reading_everything_anew_changes_nothing(seed, connected, monkeypatch):
    world = World(connected, seed, monkeypatch)
    await _lived(world)
    await _reads_the_same_anew(world)


@pytest.mark.parametrize("seed", range(4))
async def test_whichever_calendars_are_chosen_meanwhile_each_appointment_ends_in_the_one_that_is_written(
    seed, connected, monkeypatch
):
    world = World(connected, seed + 100, monkeypatch)
    world.calendars += [await connected.shelf("Clínica"), await connected.shelf("Casa", role="writer")]
    await _lived(world)
    await _reads_the_same_anew(world)
    for flag in await connected.flags():
        async with connected.clinic.tx() as tx:
            await deciding.keep(tx, flag.id)
    await connected.sync_all(4)
    # What was given up is forgotten, once nobody has to look at anything of it.
    chosen = {*world.blocking, *([world.written] if world.written else [])}
    assert {one.external_id for one in await connected.calendars()} == chosen
    assert [one for one in await connected.flags() if one.kind != "conflict"] == []


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
