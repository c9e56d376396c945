"""Somebody of the team connects calendars outside, sees how they stand, and settles what is to be looked at."""

import uuid
from typing import Annotated, Any

from fastapi import APIRouter, Query
from pydantic import AwareDatetime

from atende.accounts.access import Access, tenant_access, tenant_tx
from atende.bookings.queries import outside
from atende.bookings.routes.appointments import stretch
from atende.bookings.schemas.outside import (
    BusyPage,
    CalendarOut,
    CalendarPatch,
    ChoiceIn,
    ChosenOut,
    ConsentBackIn,
    ConsentIn,
    ConsentOut,
    FlagOut,
    FlagPage,
    SettleIn,
    SubscribeIn,
    TakenBackOut,
)
from atende.bookings.service.outside import choosing, connecting, deciding
from atende.core.tenancy import Tx

router = APIRouter(prefix="/api/t/{tenant_id}/bookings", tags=["bookings"])

SEE, SET_UP = ("bookings",), ("settings",)


@router.get("/calendars")
async def list_calendars(tx: Tx = tenant_tx("bookings", "settings")) -> dict[str, list[CalendarOut]]:
    """Calendars outside and how far each is in step."""
    return {"items": [CalendarOut(**one) for one in await outside.calendars(tx)]}


@router.post("/calendars/consent", status_code=201)
async def start_consent(body: ConsentIn, access: Access = tenant_access(*SET_UP, people_only=True)) -> ConsentOut:
    """Where the person's browser goes to consent (Google)."""
    async with access.transaction() as tx:
        given = {"provider": "google", "environment": body.environment, "hint": body.hint, "visit": access.visit("calendars")}
        return ConsentOut(address=await connecting.start(tx, body.resource_id, **given))


@router.post("/calendars/connect", status_code=201)
async def connect_calendar(body: ConsentBackIn, access: Access = tenant_access(*SET_UP, people_only=True)) -> CalendarOut:
    """The person consented and came back: their calendar is connected."""
    calendar_id = await connecting.finish(access.transaction, visit=access.visit("calendars"), state=body.state, code=body.code)
    async with access.transaction() as tx:
        return CalendarOut(**await outside.calendar(tx, calendar_id))


@router.post("/calendars/subscribe", status_code=201)
async def subscribe_calendar(body: SubscribeIn, tx: Tx = tenant_tx(*SET_UP)) -> CalendarOut:
    """What takes time in that feed takes the resource's."""
    made = await connecting.subscribe(tx, body.resource_id, address=body.address, name=body.name)
    return CalendarOut(**await outside.calendar(tx, made))


@router.patch("/calendars/{calendar_id}")
async def change_calendar(calendar_id: uuid.UUID, body: CalendarPatch, tx: Tx = tenant_tx(*SET_UP)) -> CalendarOut:
    """What was given holds."""
    given = {name: value for name, value in body.model_dump(exclude_unset=True).items() if value is not None}
    await connecting.change(tx, calendar_id, given)
    return CalendarOut(**await outside.calendar(tx, calendar_id))


@router.get("/calendars/{calendar_id}/choice")
async def list_choice(calendar_id: uuid.UUID, access: Access = tenant_access(*SET_UP)) -> dict[str, list[ChosenOut]]:
    """The calendars of this one's account, as its vendor lists them now, and what each is for."""
    return {"items": [_chosen(one) for one in await choosing.listed(access.transaction, calendar_id)]}


@router.put("/calendars/{calendar_id}/choice")
async def choose_calendars(calendar_id: uuid.UUID, body: ChoiceIn, access: Access = tenant_access(*SET_UP)) -> CalendarOut:
    """Appointments are put into that calendar of the account, and events of those take time; what lies ahead moves with it."""
    chosen = await choosing.choose(access.transaction, calendar_id, written=body.written, blocking=body.blocking)
    async with access.transaction() as tx:
        return CalendarOut(**await outside.calendar(tx, chosen))


def _chosen(one: choosing.Chosen) -> ChosenOut:
    shelf = one.shelf
    return ChosenOut(
        external_id=shelf.id, name=shelf.name, timezone=shelf.zone, is_primary=shelf.is_primary, can_write=shelf.can_write,
        role=shelf.role, is_listed=one.is_listed, is_written=one.is_written, is_blocking=one.is_blocking,
    )  # fmt: skip


@router.post("/calendars/{calendar_id}/look", status_code=202)
async def look_at_calendar(calendar_id: uuid.UUID, tx: Tx = tenant_tx(*SET_UP)) -> CalendarOut:
    """It is brought in step as soon as a worker is free."""
    await connecting.look_now(tx, calendar_id)
    return CalendarOut(**await outside.calendar(tx, calendar_id))


@router.delete("/calendars/{calendar_id}")
async def disconnect_calendar(calendar_id: uuid.UUID, access: Access = tenant_access(*SET_UP)) -> TakenBackOut:
    """The account is connected no more, and the consent is taken back; of a calendar that was given up only that one is forgotten."""
    async with access.transaction() as tx:
        gone = await connecting.disconnect(tx, calendar_id)
    return TakenBackOut(is_taken_back=await connecting.take_back(gone))


@router.get("/busy", response_model=BusyPage)
async def list_busy(
    since: AwareDatetime | None = None,
    until: AwareDatetime | None = None,
    resource_id: Annotated[list[uuid.UUID] | None, Query(max_length=100)] = None,
    cursor: str | None = Query(None, max_length=500),
    limit: int = Query(outside.MOST, ge=1, le=outside.MOST),
    tx: Tx = tenant_tx(*SEE),
) -> Any:
    """What events outside take of a week from now, unless said, by start; a quarter of a year at most."""
    since, until = stretch(tx.now, since, until)
    items, more = await outside.busy(tx, since, until, resource_id or (), cursor=cursor, limit=limit)
    return {"items": items, "next_cursor": more}


@router.get("/flags", response_model=FlagPage)
async def list_flags(
    appointment_id: uuid.UUID | None = None,
    settled: bool = False,
    cursor: str | None = Query(None, max_length=500),
    limit: int = Query(outside.MOST, ge=1, le=outside.MOST),
    tx: Tx = tenant_tx(*SEE),
) -> Any:
    """What is to be looked at, newest first."""
    items, more = await outside.flags(tx, of=appointment_id, is_settled=settled, cursor=cursor, limit=limit)
    return {"items": items, "next_cursor": more}


@router.post("/flags/{flag_id}/settle")
async def settle_flag(flag_id: uuid.UUID, body: SettleIn, tx: Tx = tenant_tx(*SEE)) -> Any:
    """It stays as it is here, or becomes what it is outside."""
    await (deciding.keep if body.how == "keep" else deciding.follow)(tx, flag_id)
    return FlagOut(**await outside.flag(tx, flag_id))
