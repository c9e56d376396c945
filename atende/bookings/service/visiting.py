"""What visitors of the public page do, without an account: book, and by their own link see, move and cancel.

Whoever books says a name and a number and proves neither. So they learn nothing of whoever has that number: the record stays as it is,
what they typed stands with the appointment, and a limit that somebody's other appointments use up is refused without saying which."""

import uuid
from datetime import datetime, timedelta

from sqlalchemy import select

from atende.bookings.errors import (
    BookingInvalid,
    BookingNotFound,
    ConsentChanged,
    PageNotFound,
    PageRefused,
    SlotTaken,
    TooManyAppointments,
)
from atende.bookings.events import ConsentGiven
from atende.bookings.models import Appointment, Claim, Guest, Page, Resource
from atende.bookings.queries import calendar
from atende.bookings.queries import page as asked
from atende.bookings.rules.forms import filled
from atende.bookings.rules.ics import Entry
from atende.bookings.rules.page import receipts as asked_for
from atende.bookings.rules.page import words
from atende.bookings.rules.states import AHEAD, Source, State, last_moment
from atende.bookings.schemas.visits import BookedOut, BookingIn
from atende.bookings.service import changing, links, receipts, reserving
from atende.contacts import service as contacts
from atende.core.config import settings
from atende.core.tenancy import Tx
from atende.kit import phone as phones
from atende.kit.ids import new_id
from atende.knowledge.models import Professional

# Two taps on one link follow each other; taken before any row.
_ALONE = "select pg_advisory_xact_lock(hashtextextended('bookings link ' || $1, 0))"


async def book(tx: Tx, given: BookingIn) -> uuid.UUID:
    """The visitor has this time; asked again with the same `client_id`, the same appointment, whose id is returned.

    Refuses `PageNotFound`, `ConsentChanged`, a number that is none, what is not for the public, `PageRefused` for whoever may not book
    more, and everything `reserving.reserve` refuses, with alternatives. States what that states, and `ConsentGiven`."""
    page, tenant = await asked.shown(tx)
    number = phones.match_key(given.phone)
    if number is None:
        raise BookingInvalid("that is no whole phone number", field="phone")
    if given.consent_version != page.consent_version:
        raise ConsentChanged(field="consent_version", version=page.consent_version)
    service = await calendar.service(tx, given.service_id)
    if not service.is_open:
        raise BookingNotFound("no such service can be booked", field="service_id")
    person = await contacts.claimed(tx, given.phone, given.name, seen_at=tx.now)
    wish = reserving.Wish(
        service.id, given.starts_at, person, Source.PAGE, given.store_id, given.professional_id,
        client_id=given.client_id, note=given.note,
    )  # fmt: skip
    try:
        made = await reserving.reserve(tx, wish)
    except TooManyAppointments:
        # Said only where anybody else would have the time: of one that is taken everybody hears the same, or guesses cost nothing.
        await _refuse_taken(tx, wish, service)
        raise PageRefused from None
    guest = await _guest(tx, made.id)
    if guest is None and made.source == Source.PAGE:  # made this very moment: none is kept without what was said
        await _refuse_often(tx, number)
        text = words.consent(page.consent, given.language, tenant.name)
        is_told = page.sends_receipts and given.wants_receipt
        tx.session.add(
            Guest(
                tenant_id=tx.tenant_id, id=new_id(), appointment_id=made.id, name=given.name, phone=given.phone,
                match_key=number, language=given.language, consent_version=page.consent_version, consent_text=text, consented_at=tx.now,
                receipt_text=asked_for.asked(given.language) if is_told else None,
            )
        )  # fmt: skip
        if is_told:
            receipts.begin(tx, made)
        agreed = ConsentGiven(appointment_id=made.id, contact_id=made.contact_id, version=page.consent_version)
        await tx.emit(agreed, subject_id=made.contact_id)
        await tx.session.flush()
    elif guest is None or guest.match_key != number:
        raise BookingInvalid("somebody else asked by this id", field="client_id")
    return made.id


async def see(tx: Tx, appointment_id: uuid.UUID) -> BookedOut:
    """One's own appointment. Refuses `PageNotFound` for one that is long over, or was never more than a hold."""
    row = await found(tx, appointment_id)
    service = await calendar.service(tx, row.service_id)
    tenant, page, guest = await asked.business(tx), await asked.own(tx), await _guest(tx, row.id)
    store = next((one for one in await asked.stores(tx) if one.id == row.store_id), None)
    is_ahead = row.state in AHEAD and row.starts_at > tx.now
    return BookedOut(
        link=links.word(tx.tenant_id, row.id), address=await links.address(tx, row.id), state=row.state,  # type: ignore[arg-type]
        business=tenant.name, language=_language(guest, page), service_name=service.name,
        professionals=await _people(tx, row.occasion_id), store=asked.place(store) if store else None,
        is_online=row.store_id is None,
        starts_at=row.starts_at, ends_at=row.ends_at, timezone=row.zone, guest_name=guest.name if guest else None,
        cancel_until=_until(tx.now, row.starts_at, service.cancel_notice) if is_ahead else None,
        reschedule_until=_until(tx.now, row.starts_at, service.reschedule_notice) if is_ahead and service.is_open else None,
        horizon_days=service.horizon_days, form_url=await _form(tx, row) if is_ahead else None,
        page=page.slug if page and page.is_on and tenant.is_active else None, color=page.color if page else None,
    )  # fmt: skip


async def cancel(tx: Tx, appointment_id: uuid.UUID, reason: str) -> None:
    """As `changing.cancel` by the customer. Refuses `PageNotFound`, `NoticeTooShort`, `WrongState`; again it changes nothing."""
    await tx.fetch(_ALONE, str(appointment_id))
    await found(tx, appointment_id)
    await changing.cancel(tx, appointment_id, by=changing.BY_CUSTOMER, reason=reason)


async def move(tx: Tx, appointment_id: uuid.UUID, starts_at: datetime, reason: str) -> None:
    """As `changing.reschedule` by the customer, with the same professional; to where it is already it changes nothing."""
    await tx.fetch(_ALONE, str(appointment_id))
    row = await found(tx, appointment_id)
    if row.starts_at != starts_at:
        await changing.reschedule(tx, appointment_id, starts_at, by=changing.BY_CUSTOMER, reason=reason)


async def entry(tx: Tx, appointment_id: uuid.UUID) -> Entry:
    """The appointment as an entry of its owner's calendar."""
    row = await found(tx, appointment_id)
    seen = await see(tx, appointment_id)
    with_ = ", ".join(seen.professionals)
    return Entry(
        id=row.id, version=row.version, starts_at=row.starts_at, ends_at=row.ends_at, changed_at=row.settled_at or row.created_at,
        summary=f"{seen.service_name} – {seen.business}", description="\n".join(one for one in (with_, seen.address) if one),
        location=", ".join([seen.store.name, *seen.store.address]) if seen.store else "Online" if seen.is_online else "", url=seen.address,
        is_cancelled=row.state == State.CANCELLED, is_pending=row.state == State.PENDING,
    )  # fmt: skip


async def _refuse_taken(tx: Tx, wish: reserving.Wish, service: calendar.Service) -> None:
    question = reserving.question_of(wish)
    if not await calendar.offers(tx, question, service):
        raise SlotTaken(field="starts_at", **await reserving.instead(tx, question, wish.starts_at, service))


_SINCE = "select count(*) from bookings_guests where tenant_id = $1 and match_key = $2 and consented_at > $3"


async def _refuse_often(tx: Tx, number: str) -> None:
    # Whose number it is stands locked: nobody else books for it until this is committed. Only what was booked counts, so that a tap
    # that is repeated because its answer got lost uses nothing up.
    most = settings().limit_page_phone_per_hour
    if most and await tx.value(_SINCE, tx.tenant_id, number, tx.now - timedelta(hours=1)) >= most:
        raise PageRefused


async def _form(tx: Tx, row: Appointment) -> str | None:
    url = await tx.value(_FORM, tx.tenant_id, row.service_id)
    return filled(url, str(row.id)) if url else None


_FORM = "select form_url from bookings_services where tenant_id = $1 and id = $2"


async def found(tx: Tx, appointment_id: uuid.UUID) -> Appointment:
    """The appointment of a link. Refuses `PageNotFound` for one that is long over, or was never more than a hold."""
    row = await tx.session.get(Appointment, (tx.tenant_id, appointment_id), populate_existing=True)
    if row is None or row.state in (State.HOLD, State.EXPIRED) or links.is_over(row.ends_at, tx.now):
        raise PageNotFound
    if not (await asked.business(tx)).is_active:
        raise PageNotFound
    return row


async def _guest(tx: Tx, appointment_id: uuid.UUID) -> Guest | None:
    return await tx.session.scalar(select(Guest).where(Guest.tenant_id == tx.tenant_id, Guest.appointment_id == appointment_id))


async def _people(tx: Tx, occasion_id: uuid.UUID) -> list[str]:
    rows = await tx.session.scalars(
        select(Professional.name)
        .join(Resource, (Resource.tenant_id == Professional.tenant_id) & (Resource.professional_id == Professional.id))
        .join(Claim, (Claim.tenant_id == Resource.tenant_id) & (Claim.resource_id == Resource.id))
        .where(Claim.tenant_id == tx.tenant_id, Claim.occasion_id == occasion_id)
        .order_by(Professional.name)
    )
    return list(rows)


def _until(now: datetime, starts_at: datetime, notice: int) -> datetime | None:
    moment = last_moment(starts_at, notice)
    return moment if now <= moment else None


def _language(guest: Guest | None, page: Page | None) -> words.Language:
    said = guest.language if guest else page.language if page else "pt-BR"
    return "en" if said == "en" else "pt-BR"
