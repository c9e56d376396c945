"""A start that somebody of the team insists on, whatever is taken or closed then: who and what it takes all the same."""

import uuid
from collections.abc import Collection, Sequence

from atende.bookings.errors import BookingNotFound
from atende.bookings.queries import calendar
from atende.bookings.queries.calendar import Offer, Question, Service
from atende.core.tenancy import Tx

_Need = dict[uuid.UUID, bool]  # who could be taken for it, and whether they are free


async def forced(
    tx: Tx, question: Question, asked: Service, *, named: Collection[uuid.UUID] = (), had: Collection[uuid.UUID] = ()
) -> Offer:
    """The question's start with the professional it names and one resource of every other need: one of `named`, else one it `had`
    already, else any, those that are free first. Where nobody names the store, the one at which most of that is free. A room that was
    taken out of use since stays with what `had` it, unless there is another. Refuses `BookingNotFound` where nobody says who does it, or
    where there is nothing of what it needs."""
    found = await calendar.whoever(tx, question, asked)
    if not found or (question.professional_id is None and asked.needs_professional):
        raise BookingNotFound("overbooking names who does it", field="professional_id")
    store_id, needs = min(found, key=lambda one: _lacks(one[1], named))
    wanted = (*named, *had)
    gone = [one for one in had if not any(one in need for _, every in found for need in every)]
    taken: list[tuple[uuid.UUID, ...]] = [] if question.professional_id is None else [(question.professional_id,)]
    for need in needs[1:] if asked.needs_professional else needs:
        kept = next((one for one in wanted if one in need), None) or (gone.pop() if gone and not need else None)
        taken.append((kept,) if kept else tuple(one for one in need if need[one]) or tuple(need))
    if not all(taken) or not taken or any(all(one not in group for group in taken) for one in named):
        raise BookingNotFound("there is no such room or equipment", field="resource_ids")
    return Offer(question.since, store_id, tuple(taken))


def _lacks(needs: Sequence[_Need], named: Collection[uuid.UUID]) -> tuple[int, int, int]:
    """How much of it is not there: what was named, what nobody could be taken for, and what nobody is free for."""
    there = {one for need in needs for one in need}
    return sum(one not in there for one in named), sum(not need for need in needs), sum(not any(need.values()) for need in needs)
