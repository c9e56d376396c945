"""Somebody of the team, or their program, books what repeats, and several services in a row."""

import uuid
from collections.abc import Iterable
from dataclasses import asdict
from datetime import date, datetime, timedelta
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query

from atende.accounts.access import tenant_tx
from atende.bookings.models import Appointment
from atende.bookings.queries import appointments
from atende.bookings.rules.repeating import MOST, MOST_SERVICES, Repeat, Unit
from atende.bookings.rules.states import Source
from atende.bookings.schemas.appointments import ReasonIn
from atende.bookings.schemas.repeating import (
    RestIn,
    RestoredOut,
    SeriesIn,
    SeriesOut,
    SeriesStartsOut,
    StartsOut,
    VisitIn,
    VisitMoveIn,
    VisitOut,
)
from atende.bookings.service import changing, combined, importing, restoring, series
from atende.bookings.service.combined import Part
from atende.bookings.service.reserving import Wish
from atende.core.tenancy import Tx
from atende.core.wire import Instant
from atende.kit.ids import NIL
from atende.kit.refusal import Invalid

router = APIRouter(prefix="/api/t/{tenant_id}/bookings", tags=["bookings"])

SEE = ("bookings",)
_LONGEST = timedelta(days=31)


@router.post("/series", status_code=201, response_model=SeriesOut)
async def book_series(body: SeriesIn, tx: Tx = tenant_tx(*SEE)) -> Any:
    """Somebody has all these times, or is told which cannot be and what is free instead."""
    given = body.model_dump(exclude={"repeat", "or_none", "import_id"})
    repeat = Repeat(**body.repeat.model_dump())

    async def book(wish: Wish) -> series.Outcome:
        return await series.reserve(tx, wish, repeat, or_none=body.or_none)

    wish = Wish(source=_source(tx), **given)
    return await _series(tx, await importing.by_hand(tx, body.import_id, wish, book, lambda done: done.done[0]))


@router.get("/series-starts", response_model=SeriesStartsOut)
async def list_series_starts(
    service_id: uuid.UUID,
    starts_at: Instant | None = None,
    store_id: uuid.UUID | None = None,
    professional_id: uuid.UUID | None = None,
    every: int = Query(1, ge=1, le=365),
    unit: Unit = Unit.WEEK,
    count: int | None = Query(None, ge=2, le=MOST),
    until: date | None = None,
    tx: Tx = tenant_tx(*SEE),
) -> Any:
    """Which dates of a series could be had now, and of the others why not; nothing is booked. From now on and four times, unless said;
    it ends by `count` or by `until`."""
    if count is not None and until is not None:
        raise Invalid("either so many, or until a date", field="count")
    repeat = Repeat(every, unit, count if count or until else 4, until)
    wish = Wish(service_id, starts_at or tx.now.replace(second=0, microsecond=0), NIL, _source(tx), store_id, professional_id)
    who, items = await series.foresee(tx, wish, repeat)
    return {"items": [asdict(one) for one in items], "professional_id": who}


@router.get("/series/{series_id}", response_model=SeriesOut)
async def read_series(series_id: uuid.UUID, tx: Tx = tenant_tx(*SEE)) -> Any:
    """All appointments of the series, whatever became of them."""
    return await _series(tx, series.Outcome(series_id, [], []))


@router.post("/appointments/{appointment_id}/cancel-rest", response_model=SeriesOut)
async def cancel_rest(appointment_id: uuid.UUID, body: ReasonIn, tx: Tx = tenant_tx(*SEE)) -> Any:
    """This one and those after it in its series will not take place."""
    return await _series(tx, await series.cancel_rest(tx, appointment_id, by=changing.BY_STAFF, reason=body.reason))


@router.post("/appointments/{appointment_id}/reschedule-rest", response_model=SeriesOut)
async def reschedule_rest(appointment_id: uuid.UUID, body: RestIn, tx: Tx = tenant_tx(*SEE)) -> Any:
    """This one and those after it in its series are at other times, or stand as they did."""
    return await _series(tx, await series.move_rest(tx, appointment_id, by=changing.BY_STAFF, **body.model_dump()))


@router.post("/appointments/{appointment_id}/restore-together", response_model=RestoredOut)
async def restore_together(appointment_id: uuid.UUID, tx: Tx = tenant_tx(*SEE)) -> Any:
    """This one, and what was cancelled of its series or visit with it, stands as it did."""
    done = await restoring.together(tx, appointment_id)
    items = [await appointments.one(tx, one, in_full=False) for one in done.done]
    return {"items": items, "refused": [one.to_json() for one in done.refused]}


@router.get("/visit-starts", response_model=StartsOut)
async def list_visit_starts(
    service_id: Annotated[list[uuid.UUID], Query(min_length=1, max_length=MOST_SERVICES)],
    since: Instant | None = None,
    until: Instant | None = None,
    store_id: uuid.UUID | None = None,
    professional_id: Annotated[list[uuid.UUID | Literal["any"]] | None, Query(max_length=MOST_SERVICES)] = None,
    tx: Tx = tenant_tx(*SEE),
) -> Any:
    """When these services can be had in a row, of a week from now unless said; a month at most. `professional_id`: for each service its
    own or `any`, or none."""
    since, until = _month(tx, since, until)
    people = [None if one == "any" else one for one in professional_id or []]
    if people and len(people) != len(service_id):
        raise Invalid("one for each service, or none", field="professional_id")
    parts = [Part(one, people[n] if people else None) for n, one in enumerate(service_id)]
    wish = Wish(service_id[0], since, NIL, Source.STAFF, store_id)
    return _starts(await combined.starts(tx, wish, parts, since, until))


@router.post("/visits", status_code=201, response_model=VisitOut)
async def book_visit(body: VisitIn, tx: Tx = tenant_tx(*SEE)) -> Any:
    """Somebody has all these services one after the other, or none and is told when they could."""
    given = body.model_dump(exclude={"parts", "import_id"})
    wish = Wish(service_id=body.parts[0].service_id, source=_source(tx), **given)
    parts = [Part(one.service_id, one.professional_id) for one in body.parts]

    async def book(wish: Wish) -> list[Appointment]:
        return await combined.reserve(tx, wish, parts)

    return await _visit(tx, await importing.by_hand(tx, body.import_id, wish, book, lambda rows: rows[0].id))


@router.get("/visits/{visit_id}", response_model=VisitOut)
async def read_visit(visit_id: uuid.UUID, tx: Tx = tenant_tx(*SEE)) -> Any:
    """All appointments of the visit, whatever became of them."""
    return await _visit(tx, await combined.members(tx, visit_id))


@router.get("/visits/{visit_id}/starts", response_model=StartsOut)
async def list_starts_to_move_visit(
    visit_id: uuid.UUID, since: Instant | None = None, until: Instant | None = None, tx: Tx = tenant_tx(*SEE)
) -> Any:
    """To which starts the visit could be moved, each service with whom it is and as long as it is; of a week from now unless said, a
    month at most."""
    return _starts(await combined.starts_to_move(tx, visit_id, *_month(tx, since, until)))


@router.post("/visits/{visit_id}/cancel", response_model=VisitOut)
async def cancel_visit(visit_id: uuid.UUID, body: ReasonIn, tx: Tx = tenant_tx(*SEE)) -> Any:
    """None of it will take place."""
    return await _visit(tx, await combined.cancel(tx, visit_id, by=changing.BY_STAFF, reason=body.reason))


@router.post("/visits/{visit_id}/reschedule", response_model=VisitOut)
async def reschedule_visit(visit_id: uuid.UUID, body: VisitMoveIn, tx: Tx = tenant_tx(*SEE)) -> Any:
    """All of it begins at another time, or stands as it did."""
    rows = await combined.reschedule(tx, visit_id, body.starts_at, by=changing.BY_STAFF, **body.model_dump(exclude={"starts_at"}))
    return await _visit(tx, rows)


def _source(tx: Tx) -> Source:
    return Source.STAFF if tx.actor.kind == "user" else Source.API


def _starts(found: Iterable[combined.Start]) -> dict[str, Any]:
    return {"items": [{**one._asdict(), "timezone": one.zone.key, "local_start": one.local_start} for one in found]}


def _month(tx: Tx, since: datetime | None, until: datetime | None) -> tuple[datetime, datetime]:
    """A week from now unless said; a month at most."""
    since = since or tx.now
    until = until or since + timedelta(days=7)
    if not since <= until <= since + _LONGEST:
        raise Invalid("from a time to a later one, a month at most", field="until")
    return since, until


async def _series(tx: Tx, done: series.Outcome) -> dict[str, Any]:
    rows = await series.members(tx, done.series_id)
    return {"id": done.series_id, "items": await _items(tx, rows), "refused": [one.to_json() for one in done.refused]}


async def _visit(tx: Tx, rows: list[Appointment]) -> dict[str, Any]:
    return {"id": rows[0].visit_id, "items": await _items(tx, rows)}


async def _items(tx: Tx, rows: Iterable[Appointment]) -> list[dict[str, Any]]:
    return [await appointments.one(tx, row.id, in_full=False) for row in rows]
