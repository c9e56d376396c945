"""What is drawn and done, and what must hold after each step."""

import asyncio
import uuid
from collections.abc import Awaitable, Callable, Coroutine
from datetime import UTC, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from sqlalchemy import update

from atende.accounts.models import Store
from atende.bookings import schedule
from atende.bookings.queries import calendar
from atende.bookings.queries.calendar import Question
from atende.bookings.rules.states import Source
from atende.bookings.schemas.setup import ClosureIn
from atende.bookings.service import changing, reserving, setup
from atende.contacts import service as contacts
from atende.core import clock
from atende.core.jobs import Lane
from atende.core.tenancy import Tx
from atende.kit.ids import new_id
from atende.kit.refusal import Refusal
from tests.bookings.clinic import ZONE, Clinic, alternatives, new_clinic
from tests.bookings.life.checking import check
from tests.bookings.life.model import AHEAD, MINUTE, SERVICES, Closure, Kept, Model, Occasion, Service
from tests.bookings.life.reading import There, everything

PEOPLE = ("ana", "bia", "caio", "davi")
STAFF = (Source.STAFF, Source.IMPORT)
# Stores far from the business, and the night in which their clocks are changed; the last two by less than an hour, and not at all.
NIGHTS = {
    "America/New_York": datetime(2027, 3, 13, 12, tzinfo=UTC),
    "Europe/Lisbon": datetime(2026, 10, 24, 12, tzinfo=UTC),
    "Australia/Lord_Howe": datetime(2027, 4, 3, 3, tzinfo=UTC),
    "Asia/Kolkata": datetime(2027, 5, 20, 9, 30, tzinfo=UTC),
}
PLACES = [*range(0, 22, 2), 1, 7, 13, -2, 24]  # quarters of an hour after midnight, within opening hours and just outside

_names = st.sampled_from(PEOPLE)
_services = st.sampled_from(sorted(SERVICES))
_places = st.sampled_from(PLACES)
_days = st.sampled_from([1, 1, 1, 2, 0])
_whose = st.sampled_from([None, None, "Ana", "Beto"])
_sources = st.sampled_from([Source.BOT, Source.BOT, Source.PAGE, Source.STAFF, Source.API])
_any = st.integers(0, 60)  # which of those there are
_by = st.sampled_from([changing.BY_CUSTOMER, changing.BY_STAFF])
# Somebody wants something: who, what, on which day, when, with whom, through which door, whether it is only held.
_drawn = st.tuples(_names, _services, _days, _places, _whose, _sources, st.booleans())
_if_any = precondition(lambda self: self.model.kept)


class Life(RuleBasedStateMachine):
    """A clinic's agenda from day to day."""

    loop: asyncio.AbstractEventLoop  # on which the product runs; the machine is in a thread beside it

    def run(self, work: Coroutine[Any, Any, Any]) -> Any:
        return asyncio.run_coroutine_threadsafe(work, self.loop).result()

    @initialize(zone=st.sampled_from(sorted(NIGHTS)), first=st.lists(_drawn, min_size=2, max_size=6))
    def open(self, zone: str, first: list[tuple[Any, ...]]) -> None:
        self.model = Model(ZoneInfo(zone), ZONE, NIGHTS[zone])
        clock.keep(wall=lambda: self.model.now)
        self.clinic: Clinic = self.run(self._opened(zone))
        self.names = {id_: name for name, id_ in self.clinic.people.items()}
        for one in first:
            self.reserve_one(*one)

    async def _opened(self, zone: str) -> Clinic:
        made = await new_clinic({"weekly": [{"weekday": day, "opens": "00:00", "closes": "06:00"} for day in range(7)]})
        async with made.tx() as tx:
            await tx.session.execute(update(Store).where(Store.id == made.store).values(timezone=zone))
        for name in ("Ana", "Beto"):
            await made.resource(name)
        await made.resource("Sala", "room", store_id=made.store)
        for one in SERVICES.values():
            await made.service(
                one.name, by=one.by, needs=(one.rooms,) if one.rooms else (), duration=one.duration, before=one.before, after=one.after,
                step=one.step, notice=one.notice, horizon_days=one.horizon, capacity=one.capacity, needs_approval=one.needs_approval,
                contact_limit=one.limit, cancel_notice=one.cancel_notice, reschedule_notice=one.reschedule_notice, hold_minutes=one.hold,
            )  # fmt: skip
        self.contacts = {name: await made.contact(name) for name in PEOPLE}
        return made

    def teardown(self) -> None:
        clock.keep()

    def at(self, day: int, place: int) -> datetime:
        on = (self.model.local(NIGHTS[self.model.zone.key]) + timedelta(days=day)).date()
        return self.model.midnight(on).astimezone(UTC) + place * 15 * MINUTE

    def one_of(self, which: int, states: set[str] | None = None) -> Kept | None:
        found = [one for one in self.model.kept.values() if states is None or one.state in states]
        return found[which % len(found)] if found else None

    def tried(self, verb: Callable[[Tx], Awaitable[Any]]) -> Any:
        """What the verb returned, or its refusal."""

        async def attempt() -> Any:
            try:
                async with self.clinic.tx() as tx:
                    return await verb(tx)
            except Refusal as refusal:
                return refusal

        return self.run(attempt())

    def same(self, outcome: Any, refusal: str | None) -> bool:
        """Whether it was done; it was refused exactly when the model says so, and for that reason."""
        said = type(outcome).__name__ if isinstance(outcome, Refusal) else None
        assert said == refusal, f"{said} instead of {refusal}"
        return refusal is None

    # What is done.

    @rule(wishes=st.lists(_drawn, min_size=1, max_size=3))
    def reserve(self, wishes: list[tuple[Any, ...]]) -> None:
        for one in wishes:
            self.reserve_one(*one)

    def reserve_one(self, person: str, name: str, day: int, place: int, who: str | None, source: Source, hold: bool) -> None:
        model, service, start = self.model, SERVICES[name], self.at(day, place)
        wish = self.wish(person, service, start, who, source, hold=hold, client_id=new_id())
        refusal = self.refusal(person, service, start, who, source)
        outcome = self.tried(lambda tx: reserving.reserve(tx, wish))
        if not self.same(outcome, refusal):
            self.check_alternatives(outcome, service, start, who, source)
            return
        state = "hold" if hold else "confirmed" if source in STAFF or not service.needs_approval else "pending"
        self.keep(outcome, person, service, source, state)
        if place % 4 == 0:
            assert self.tried(lambda tx: reserving.reserve(tx, wish)).id == outcome.id
        assert model.kept[outcome.id].start == start

    @rule(names=st.lists(_names, min_size=2, max_size=5, unique=True), name=_services, place=_places, hold=st.booleans())
    def reserve_at_once(self, names: list[str], name: str, place: int, hold: bool) -> None:
        """Different people, the same start: as many have it as there are places."""
        service, start = SERVICES[name], self.at(1, place)
        able = [one for one in names if self.refusal(one, service, start, None, Source.PAGE) in (None, "SlotTaken")]
        if len({self.model.person(one) for one in able}) < len(able):
            return
        free = min(map(len, self.model.candidates(service, start, None)))
        places = free * service.capacity
        if service.capacity > 1:
            places += sum(
                service.capacity - len(self.model.people(id_))
                for id_, one in self.model.occasions.items()
                if one.service is service and one.start == start and self.model.people(id_)
            )
        wishes = [self.wish(one, service, start, None, Source.PAGE, hold=hold) for one in able]

        async def attempt(wish: reserving.Wish) -> Any:
            try:
                async with self.clinic.tx() as tx:
                    return await reserving.reserve(tx, wish)
            except Refusal as refusal:
                return refusal

        async def all_at_once() -> list[Any]:
            return await asyncio.gather(*map(attempt, wishes))

        made = self.run(all_at_once())
        done = [(one, row) for one, row in zip(able, made, strict=True) if not isinstance(row, Refusal)]
        assert len(done) == min(places, len(able)), f"{len(done)} of {len(able)} have one of {places} places"
        for person, row in done:
            self.keep(row, person, service, Source.PAGE, "hold" if hold else "pending" if service.needs_approval else "confirmed")

    @rule(person=_names, name=_services, day=_days, place=_places, who=st.sampled_from(["Ana", "Beto"]), odd=st.integers(0, 14))
    def overbook(self, person: str, name: str, day: int, place: int, who: str, odd: int) -> None:
        service, start = SERVICES[name], self.at(day, place) + odd * MINUTE
        wish = self.wish(person, service, start, who, Source.STAFF, overbook=True)
        outcome = self.tried(lambda tx: reserving.reserve(tx, wish))
        if self.same(outcome, None if who in service.by else "BookingNotFound"):
            self.keep(outcome, person, service, Source.STAFF, "confirmed", is_overbooked=True)

    @_if_any
    @rule(which=_any)
    def take(self, which: int) -> None:
        model, one = self.model, self.one_of(which, {"hold", "expired"}) or self.one_of(which)
        if one is None:
            return
        is_over = one.state == "expired" or model.is_over(one)
        is_staffs = one.source in STAFF
        refusal = None
        if one.state not in ("hold", "expired"):
            refusal = "WrongState"
        elif is_over:
            late = one.start <= model.now or (not is_staffs and model.refuses_outside(one.service, one.start))
            if late or not model.can_begin(one.service, one.start, model.who_has(one), lasts=model.lasts(one)):
                refusal = "HoldExpired"
            elif not is_staffs and model.has_too_many(one.person, one.service):
                refusal = "TooManyAppointments"
        outcome = self.tried(lambda tx: changing.take(tx, one.id))
        if not self.same(outcome, refusal):
            return
        had, lasts = model.who_has(one), model.lasts(one)
        if one.state == "hold" and is_over:
            one.step("expired")
        state = "pending" if one.service.needs_approval and not is_staffs else "confirmed"
        one.step(state, "created", *(["confirmed"] if state == "confirmed" else []))
        if is_over:
            self.settle(one, outcome.occasion_id, lasts)
            assert model.who_has(one) == had, "given to somebody else without a word"

    @_if_any
    @rule(which=_any)
    def approve(self, which: int) -> None:
        one = self.one_of(which, {"pending", "hold"}) or self.one_of(which)
        if one is None:
            return
        outcome = self.tried(lambda tx: changing.approve(tx, one.id))
        if self.same(outcome, None if one.state in ("pending", "confirmed") else "WrongState") and one.state == "pending":
            one.step("confirmed", "confirmed")

    @_if_any
    @rule(which=_any, by=_by)
    def cancel(self, which: int, by: str) -> None:
        model, one = self.model, self.one_of(which, AHEAD) or self.one_of(which)
        if one is None:
            return
        refusal = None
        if one.state != "cancelled":
            if by == changing.BY_CUSTOMER and model.now > one.start - one.service.cancel_notice * MINUTE:
                refusal = "NoticeTooShort"
            elif one.state not in AHEAD:
                refusal = "WrongState"
        outcome = self.tried(lambda tx: changing.cancel(tx, one.id, by=by))
        if self.same(outcome, refusal) and one.state != "cancelled":
            one.beside = model.those_over(one.occasion)
            one.step("cancelled", *(["cancelled"] if one.state != "hold" else []))

    @_if_any
    @rule(which=_any, came=st.booleans())
    def close(self, which: int, came: bool) -> None:
        one = self.one_of(which, {"confirmed", "completed", "no_show"}) or self.one_of(which)
        if one is None:
            return
        state = "completed" if came else "no_show"
        refusal = None
        if one.state != state:
            if self.model.now < one.start:
                refusal = "BookingInvalid"
            elif one.state not in ("confirmed", "completed", "no_show"):
                refusal = "WrongState"
        outcome = self.tried(lambda tx: (changing.complete if came else changing.miss)(tx, one.id))
        if self.same(outcome, refusal) and one.state != state:
            one.step(state, state)

    @_if_any
    @rule(which=_any, day=_days, place=_places, who=_whose, by=_by)
    def reschedule(self, which: int, day: int, place: int, who: str | None, by: str) -> None:
        model, one = self.model, self.one_of(which, AHEAD) or self.one_of(which)
        if one is None:
            return
        start, service, is_staff = self.at(day, place), one.service, by == changing.BY_STAFF
        had = model.who_has(one)
        alone = len(model.people(one.occasion)) == 1
        refusal = None
        if who is not None and who not in service.by:
            refusal = "BookingNotFound"
        elif one.state not in AHEAD or model.is_over(one):
            refusal = "WrongState"
        elif not is_staff and model.now > one.start - service.reschedule_notice * MINUTE:
            refusal = "NoticeTooShort"
        elif not is_staff and model.refuses_outside(service, start):
            refusal = "SlotOutside"
        elif not (
            model.joinable(service, start, who or had, one.occasion)
            or all(model.candidates(service, start, who or had, one.occasion if alone else None, model.lasts(one)))
        ):
            refusal = "SlotTaken"
        professional = self.clinic.people[who] if who else None
        outcome = self.tried(lambda tx: changing.reschedule(tx, one.id, start, by=by, professional_id=professional))
        if self.same(outcome, refusal):
            one.step(one.state, *(["rescheduled"] if one.state != "hold" else []), start=start)
            self.settle(one, outcome.occasion_id, model.lasts(one))
            assert model.who_has(one) == (who or had)

    @rule(day=_days, resource=st.sampled_from([None, "Ana", "Sala"]), hours=st.booleans(), every_year=st.booleans())
    def shut(self, day: int, resource: str | None, hours: bool, every_year: bool) -> None:
        if len(self.model.closures) > 2:
            return
        on = self.model.local(self.at(day, 8)).date()
        made = Closure(new_id(), on, resource, None)
        if hours:  # after the hour in which clocks are changed
            made.hours = (time(4), time(5))
        given = ClosureIn(
            store_id=None if resource else self.clinic.store, resource_id=self.clinic.people[resource] if resource else None,
            first_on=on, last_on=on, every_year=every_year,
            since=made.hours[0] if made.hours else None, until=made.hours[1] if made.hours else None,
        )  # fmt: skip
        made.id = self.tried(lambda tx: setup.add_closure(tx, given)).id
        self.model.closures.append(made)

    @precondition(lambda self: self.model.closures)
    @rule(which=_any)
    def open_again(self, which: int) -> None:
        made = self.model.closures.pop(which % len(self.model.closures))
        self.tried(lambda tx: setup.remove_closure(tx, made.id))

    @rule(minutes=st.sampled_from([1, 6, 11, 11, 45, 60 * 7, 60 * 13, -3]))
    def time_passes(self, minutes: int) -> None:
        self.model.now += minutes * MINUTE

    @rule()
    def sweep(self) -> None:
        self.run(schedule.handle(Lane(self.clinic.tenant_id, "holds")))
        for one in self.model.kept.values():
            if self.model.is_over(one):
                one.step("expired")

    @rule(winner=_names, loser=_names)
    def turn_out_to_be_one(self, winner: str, loser: str) -> None:
        if len(self.model.same) > 1 or self.model.person(winner) == self.model.person(loser):
            return
        ids = self.contacts[winner], self.contacts[loser]
        self.tried(lambda tx: contacts.merge(tx, *ids, reason="staff", evidence={}))
        self.model.same[self.model.person(loser)] = self.model.person(winner)

    @rule(name=_services, who=_whose, as_staff=st.booleans())
    def look(self, name: str, who: str | None, as_staff: bool) -> None:
        """What is offered is what can be had, start by start."""
        self.sweep()
        service, model = SERVICES[name], self.model
        since, until = self.at(0, -2), self.at(2, 26)
        professional = self.clinic.people[who] if who else None
        question = Question(self.clinic.services[name], since, until, None, professional, as_staff)
        found = self.tried(lambda tx: calendar.offers(tx, question))
        offered = {one.starts_at for one in found}
        every = {since + n * 15 * MINUTE for n in range((until - since) // (15 * MINUTE))}
        every |= {one.start for one in model.occasions.values()}
        can = {
            at
            for at in every
            if since <= at < until and (as_staff or not model.refuses_outside(service, at)) and model.can_begin(service, at, who)
        }
        assert offered == can, f"offered and not: {sorted(offered - can)}; not offered and could be: {sorted(can - offered)}"

    # What is kept of it.

    def wish(
        self, person: str, service: Service, start: datetime, who: str | None, source: Source, **more: Any
    ) -> reserving.Wish:
        professional = self.clinic.people[who] if who else None
        return reserving.Wish(
            self.clinic.services[service.name], start, self.contacts[person], source, professional_id=professional, **more
        )

    def refusal(self, person: str, service: Service, start: datetime, who: str | None, source: Source) -> str | None:
        """Why this cannot be reserved now; None when it can."""
        if who is not None and who not in service.by:
            return "BookingNotFound"
        if source not in STAFF:
            if self.model.refuses_outside(service, start):
                return "SlotOutside"
            if self.model.has_too_many(person, service):
                return "TooManyAppointments"
        return None if self.model.can_begin(service, start, who) else "SlotTaken"

    def keep(self, row: Any, person: str, service: Service, source: Source, state: str, *, is_overbooked: bool = False) -> None:
        one = Kept(row.id, self.model.person(person), service, source, row.starts_at, "", row.occasion_id, None)
        one.held_until = self.model.now + service.hold * MINUTE
        facts = [] if state == "hold" else ["created", "confirmed"] if state == "confirmed" else ["created"]
        one.step(state, *facts)
        self.model.kept[row.id] = one
        self.settle(one, row.occasion_id, service.duration, is_put=is_overbooked)

    def settle(self, one: Kept, occasion_id: uuid.UUID, lasts: int, *, is_put: bool = False) -> None:
        """Who of those that were free has it is the product's choice; that they were free, the invariants see."""
        one.occasion = occasion_id
        if occasion_id not in self.model.occasions:
            there = self.read()
            resources = frozenset(self.names[claim["resource_id"]] for claim in there.claims[occasion_id])
            assert len(resources) == (2 if one.service.rooms else 1)
            assert all(len(resources & set(need)) == 1 for need in (one.service.by, one.service.rooms) if need)
            overbooked = resources if is_put else frozenset()
            self.model.occasions[occasion_id] = Occasion(one.service, one.start, resources, lasts, is_put, overbooked)

    def check_alternatives(self, refusal: Refusal, service: Service, start: datetime, who: str | None, source: Source) -> None:
        found = alternatives(refusal) if "alternatives" in refusal.params else []
        assert len(found) <= 6
        for at in found:
            assert at != start
            assert source in STAFF or not self.model.refuses_outside(service, at)
            assert self.model.can_begin(service, at, who), f"{at} was said to be free"

    def read(self) -> There:
        return self.tried(everything)

    # What must hold after each step.

    @invariant()
    def as_it_should_be(self) -> None:
        if hasattr(self, "clinic"):
            check(self.model, self.read(), self.names, self.contacts)
