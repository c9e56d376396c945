"""Anybody asks: the public page's data, its free times, a booking, and one's own appointment by its link. No cookie, no account."""

import uuid
from datetime import datetime, timedelta
from typing import Annotated

from fastapi import APIRouter, Depends, Path, Request, Response
from pydantic import AwareDatetime

from atende.bookings.errors import TicketStale
from atende.bookings.queries import page
from atende.bookings.queries.calendar import Question
from atende.bookings.rules import ics
from atende.bookings.rules.page import work
from atende.bookings.rules.page.words import Language
from atende.bookings.schemas.visits import BookedOut, BookingIn, CancelIn, FreeDaysOut, FreeOut, Month, MoveIn, PageShown
from atende.bookings.service import free, links, visiting, visitors
from atende.core import clock, signing
from atende.core.config import settings
from atende.core.tenancy import Actor, in_tenant
from atende.core.web import limiting

router = APIRouter(prefix="/api/public/bookings", tags=["bookings"])

CUSTOMER = Actor("customer")
_LONGEST = timedelta(days=31)


async def _business(slug: Annotated[str, Path(max_length=60)]) -> uuid.UUID:
    return await page.whose(slug.lower())


async def _own(link: Annotated[str, Path(max_length=200)]) -> tuple[uuid.UUID, uuid.UUID]:
    return links.meant(link)


Business = Annotated[uuid.UUID, Depends(_business)]
Own = Annotated[tuple[uuid.UUID, uuid.UUID], Depends(_own)]


@router.get("/pages/{slug}")
async def visit_page(tenant_id: Business, language: Language | None = None) -> PageShown:
    """What the page shows, with a fresh ticket."""
    async with in_tenant(tenant_id, CUSTOMER) as tx:
        return await visitors.shown(tx, language)


@router.get("/pages/{slug}/cover", response_class=Response, responses={200: {"content": {"image/*": {}}}})
async def see_cover(tenant_id: Business) -> Response:
    """The picture at the top of the page; another one has another address."""
    async with in_tenant(tenant_id, CUSTOMER) as tx:
        mime, content = await page.picture(tx)
    headers = {
        "Cache-Control": "public, max-age=86400", "Content-Security-Policy": "default-src 'none'; sandbox",
        "X-Content-Type-Options": "nosniff", "Cross-Origin-Resource-Policy": "cross-origin",
    }  # fmt: skip
    return Response(content, media_type=mime, headers=headers)


@router.get("/pages/{slug}/slots")
async def list_free_times(
    tenant_id: Business,
    service_id: uuid.UUID,
    since: AwareDatetime | None = None,
    until: AwareDatetime | None = None,
    store_id: uuid.UUID | None = None,
    professional_id: uuid.UUID | None = None,
) -> FreeOut:
    """When it can be had: of two weeks from now unless said, a month at most."""
    since, until = _stretch(since, until)
    async with in_tenant(tenant_id, CUSTOMER) as tx:
        return await free.times(tx, Question(service_id, since, until, store_id, professional_id))


@router.get("/pages/{slug}/days")
async def list_free_days(
    tenant_id: Business,
    service_id: uuid.UUID,
    month: Month,
    store_id: uuid.UUID | None = None,
    professional_id: uuid.UUID | None = None,
) -> FreeDaysOut:
    """On which days of this month it can be had."""
    async with in_tenant(tenant_id, CUSTOMER) as tx:
        return await free.days(tx, service_id, month, store_id=store_id, professional_id=professional_id)


@router.post("/pages/{slug}/appointments", status_code=201)
async def book_by_oneself(tenant_id: Business, body: BookingIn, request: Request) -> BookedOut:
    """The visitor has this time, or is told what is free instead."""
    ticket = signing.said(work.PURPOSE, body.ticket)
    if not work.is_due(ticket, tenant_id, clock.now()) or not work.is_done(body.ticket, body.client_id, body.proof):
        raise TicketStale(field="ticket")
    await _refuse_often(request, tenant_id)
    async with in_tenant(tenant_id, CUSTOMER) as tx:
        return await visiting.see(tx, await visiting.book(tx, body))


@router.get("/links/{link}")
async def see_ones_appointment(own: Own) -> BookedOut:
    """One's own appointment."""
    async with in_tenant(own[0], CUSTOMER) as tx:
        return await visiting.see(tx, own[1])


@router.get("/links/{link}/slots")
async def list_times_to_move_to(own: Own, since: AwareDatetime | None = None, until: AwareDatetime | None = None) -> FreeOut:
    """To when it could be moved: of two weeks from now unless said, a month at most."""
    since, until = _stretch(since, until)
    async with in_tenant(own[0], CUSTOMER) as tx:
        return await free.times_for(tx, own[1], since, until)


@router.get("/links/{link}/days")
async def list_days_to_move_to(own: Own, month: Month) -> FreeDaysOut:
    """To which days of this month it could be moved."""
    async with in_tenant(own[0], CUSTOMER) as tx:
        return await free.days_for(tx, own[1], month)


@router.post("/links/{link}/reschedule")
async def move_ones_appointment(own: Own, body: MoveIn, request: Request) -> BookedOut:
    """It is at another time, or stands as it did."""
    await _refuse_often(request, own[0])
    async with in_tenant(own[0], CUSTOMER) as tx:
        await visiting.move(tx, own[1], body.starts_at, body.reason)
        return await visiting.see(tx, own[1])


@router.post("/links/{link}/cancel")
async def cancel_ones_appointment(own: Own, body: CancelIn, request: Request) -> BookedOut:
    """It will not take place."""
    await _refuse_often(request, own[0])
    async with in_tenant(own[0], CUSTOMER) as tx:
        await visiting.cancel(tx, own[1], body.reason)
        return await visiting.see(tx, own[1])


@router.get("/links/{link}/calendar.ics", response_class=Response, responses={200: {"content": {"text/calendar": {}}}})
async def take_to_ones_calendar(own: Own) -> Response:
    """The appointment as a file for calendars; opened again after a change, the entry changes with it."""
    async with in_tenant(own[0], CUSTOMER) as tx:
        entry = await visiting.entry(tx, own[1])
    headers = {"Content-Disposition": 'attachment; filename="agendamento.ics"', "Cache-Control": "no-store"}
    return Response(ics.one(entry), media_type=ics.MIME, headers=headers)


async def _refuse_often(request: Request, tenant_id: uuid.UUID) -> None:
    if address := limiting.asker_of(request.scope):
        most = settings().limit_page_bookings_per_hour
        await limiting.refuse_more_an_hour("page_address", f"{tenant_id} {address}", most)


def _stretch(since: datetime | None, until: datetime | None) -> tuple[datetime, datetime]:
    now = clock.now()
    # What is past, or years ahead, is nobody's time: nothing is free there, and nothing is looked for.
    since = min(max(since or now, now), now + timedelta(days=800))
    return since, max(since, min(until or since + timedelta(days=14), since + _LONGEST))
