"""What the team puts right in the midst of it all: how long something lasts, and a cancellation that was a mistake."""

from datetime import datetime

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from atende.bookings.rules.states import Source
from atende.bookings.service import amending, changing, reserving
from atende.kit.refusal import Refusal
from tests.bookings.clinic import alternatives
from tests.bookings.life.machine import PEOPLE, Life
from tests.bookings.life.model import AHEAD, MINUTE, Kept

_any = st.integers(0, 60)
_lengths = st.sampled_from([5, 15, 30, 45, 60, 60, 75, 75, 90, 90, 105, 120, 180, 4, 0, 1441])
_if_any = precondition(lambda self: self.model.kept)


class WholeLife(Life):
    """As `Life`, with people of the team who put things right."""

    @_if_any
    @rule(which=_any, lasts=_lengths, overbook=st.sampled_from([False, False, True]))
    def resize(self, which: int, lasts: int, overbook: bool) -> None:
        model, one = self.model, self.one_of(which, AHEAD) or self.one_of(which)
        if one is None:
            return
        occasion = model.occasions[one.occasion]
        is_longer = lasts > occasion.lasts
        refusal = None
        if one.state not in AHEAD or model.is_over(one):
            refusal = "WrongState"
        elif not 5 <= lasts <= 1440:
            refusal = "BookingInvalid"
        elif lasts == occasion.lasts:
            refusal = None
        elif len(model.people(one.occasion)) > 1:
            refusal = "OccasionShared"
        elif is_longer and not overbook and model.is_taken_after(one.occasion, lasts):
            refusal = "SlotTaken"
        outcome = self.tried(lambda tx: amending.resize(tx, one.id, one.start + lasts * MINUTE, overbook=overbook))
        if not self.same(outcome, refusal):
            self.check_room(outcome, one)
            return
        if lasts == occasion.lasts:
            return
        occasion.lasts = lasts
        if is_longer and overbook:
            occasion.overbooked = occasion.resources
        elif not is_longer and not occasion.is_put:
            over = [model.occasions[other].resources for other in model.those_over(one.occasion)]
            occasion.overbooked &= frozenset().union(*over)
        one.step(one.state, *(["rescheduled"] if one.state != "hold" else []))

    def check_room(self, refusal: Refusal, one: Kept) -> None:
        """It can be as long as is said, and not a minute longer."""
        if "free_until" not in refusal.params:
            return
        until = datetime.fromisoformat(str(refusal.params["free_until"]))
        lasts = (until - one.start) // MINUTE
        at_least = self.model.occasions[one.occasion].lasts
        assert lasts == at_least or (lasts > at_least and not self.model.is_taken_after(one.occasion, lasts))
        assert self.model.is_taken_after(one.occasion, lasts + 1)

    @_if_any
    @rule(which=_any)
    def restore(self, which: int) -> None:
        if one := self.one_of(which, {"cancelled"}) or self.one_of(which):
            self.restore_one(one)

    @_if_any
    @rule(which=_any, rival=st.sampled_from([None, *PEOPLE]))
    def regret(self, which: int, rival: str | None) -> None:
        """Cancelled, and taken back when somebody may have the time already."""
        model, one = self.model, self.one_of(which, {"pending", "confirmed"})
        if one is None:
            return
        assert self.same(self.tried(lambda tx: changing.cancel(tx, one.id, by=changing.BY_STAFF)), None)
        one.beside = model.those_over(one.occasion)
        one.step("cancelled", "cancelled")
        who = model.who_has(one)
        if rival is not None:
            wish = self.wish(rival, one.service, one.start, who, Source.STAFF)
            outcome = self.tried(lambda tx: reserving.reserve(tx, wish))
            if self.same(outcome, self.refusal(rival, one.service, one.start, who, Source.STAFF)):
                self.keep(outcome, rival, one.service, Source.STAFF, "confirmed")
        self.restore_one(one)

    def restore_one(self, one: Kept) -> None:
        model = self.model
        occasion, people = model.occasions[one.occasion], model.people(one.occasion)
        before, who, lasts = one.history[-1][0], model.who_has(one), model.lasts(one)
        refusal, is_elsewhere = None, False
        if one.state != "cancelled":
            refusal = None if one.state in ("pending", "confirmed") else "WrongState"
        elif before not in ("pending", "confirmed"):
            refusal = "WrongState"
        else:
            over = model.those_over(one.occasion) if not people else frozenset()
            # What a person put beside others is put back beside those, and beside nobody else.
            is_taken = any(
                other not in one.beside or (model.occasions[other].resources & occasion.resources) - occasion.overbooked
                for other in over
            )
            is_elsewhere = is_taken or len(people) >= one.service.capacity
            if is_elsewhere and not model.joinable(one.service, one.start, who, one.occasion):
                refusal = "SlotTaken"
        outcome = self.tried(lambda tx: amending.restore(tx, one.id))
        if not self.same(outcome, refusal):
            found = alternatives(outcome) if "alternatives" in outcome.params else []
            assert all(model.can_begin(one.service, at, who, lasts=lasts) for at in found)
        elif one.state == "cancelled":
            assert before is not None
            assert (outcome.occasion_id != one.occasion) is is_elsewhere
            one.step(before, "restored")
            self.settle(one, outcome.occasion_id, lasts)
            assert model.who_has(one) == who
