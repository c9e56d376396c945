"""Whoever booked on the page, and asked for it, is told in WhatsApp what they have, with the link by which they see, move and cancel it.

Once, whatever dies in between: the row is written with the appointment, and the message stands queued in the transaction that says so in
the row. Never of what was cancelled or moved since: that withdraws it, and what is queued asks again right before its call
(`still_holds`). Where it may not be said (the window is closed and the number has no template, or too much was said already) it is
skipped, and the appointment says why; nobody has to do anything about it, because the page showed it all.

The number is whatever a stranger typed. So one number is told a few times a day only, by one business and by all of the install together, a
business tells so many an hour, nothing that the visitor wrote is in the message, and it goes to that very number or nowhere."""

import uuid
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import text

from atende.bookings.events import BookingConfirmed, BookingReceiptSettled
from atende.bookings.models import Appointment, Page, Receipt
from atende.bookings.queries import page as asked
from atende.bookings.rules.page import receipts as rules
from atende.bookings.rules.reminders import words
from atende.bookings.rules.states import State
from atende.bookings.schemas.reminders import TemplateIn
from atende.bookings.service import links, reaching
from atende.bookings.service.stating import about
from atende.contacts import queries as contacts
from atende.contacts import service as people
from atende.core import log
from atende.core.config import settings
from atende.core.limits import buckets
from atende.core.tenancy import Tx
from atende.inbox.errors import ContentInvalid, NumberPaused, SendRefused, TemplateUnusable
from atende.inbox.events import MessageStatusChanged
from atende.inbox.ports import MessageKind
from atende.inbox.rules import Author, AuthorKind
from atende.inbox.service.conversations import locked
from atende.inbox.service.provisos import Proviso
from atende.inbox.service.send import Draft, send
from atende.kit import phone as phones
from atende.kit.ids import new_id

_log = log.get("bookings")

PROVISO = "bookings.receipt"
_SOON = timedelta(minutes=2)
_MUCH_LATER = timedelta(hours=1)
_RESTS = timedelta(minutes=30)  # a number that cannot send is waited for so long
_LATE = timedelta(hours=3)  # after that it is news to nobody

# One business's are looked at one after the other: what was said is counted. Taken before the conversation.
_ALONE = "select pg_advisory_xact_lock(hashtextextended('bookings receipts ' || $1, 0))"
_READ = """
select r.id as receipt_id, r.at, r.starts_at as booked_at, g.language, g.match_key, a.id, a.contact_id, a.service_id, a.store_id,
    a.occasion_id, a.starts_at, a.zone, a.state, a.version
from bookings_receipts r
join bookings_appointments a on a.tenant_id = r.tenant_id and a.id = r.appointment_id
join bookings_guests g on g.tenant_id = r.tenant_id and g.appointment_id = r.appointment_id
where r.tenant_id = $1 and r.id = $2 and r.outcome = 'waiting' and r.look_at <= $3
"""
_SETTLE = """
update bookings_receipts set outcome = $3, reason = $4, at = $5, look_at = null, said_version = $6, message_id = $7
where tenant_id = $1 and id = $2 and outcome = 'waiting'
returning id
"""
_LATER = "update bookings_receipts set look_at = $3 where tenant_id = $1 and id = $2 and outcome = 'waiting'"
_APPROVED = """
update bookings_receipts set look_at = $3, at = $3 where tenant_id = $1 and appointment_id = $2 and outcome = 'waiting' and look_at is null
"""
_OUTDATED = """
update bookings_receipts set outcome = 'withdrawn', reason = 'outdated', at = $3, look_at = null
where tenant_id = $1 and appointment_id = $2 and outcome = 'waiting' and starts_at is distinct from $4::timestamptz
"""
_SAID_TO = """
select count(*) from bookings_guests g join bookings_receipts r on r.tenant_id = g.tenant_id and r.appointment_id = g.appointment_id
where g.tenant_id = $1 and g.match_key = $2 and r.message_id is not null and r.at > $3
"""
_SAID = "select count(*) from bookings_receipts where tenant_id = $1 and message_id is not null and at > $2"
_TRUE = """
select a.state = 'confirmed' and a.version = r.said_version and a.starts_at > $3 from bookings_receipts r
join bookings_appointments a on a.tenant_id = r.tenant_id and a.id = r.appointment_id
where r.tenant_id = $1 and r.id = $2 for share of a
"""
_DROPPED = text(
    "update bookings_receipts set outcome = 'withdrawn', reason = 'outdated'"
    " where tenant_id = :tenant and message_id = :message and outcome = 'queued'"
)


def begin(tx: Tx, made: Appointment) -> None:
    """Whoever made this appointment is told of it: shortly, or once the business has said yes."""
    look_at = tx.now if made.state == State.CONFIRMED else None
    tx.session.add(
        Receipt(
            tenant_id=tx.tenant_id, id=new_id(), appointment_id=made.id, starts_at=made.starts_at, outcome="waiting", reason="",
            at=tx.now, look_at=look_at, said_version=None, message_id=None,
        )
    )  # fmt: skip


async def look(tx: Tx, receipt_id: uuid.UUID) -> bool:
    """The receipt stands queued, or is skipped or withdrawn, and why; or is looked at again soon. False when there was nothing to look at.
    States `BookingReceiptSettled`."""
    await tx.fetch(_ALONE, str(tx.tenant_id))
    found = await tx.row(_READ, tx.tenant_id, receipt_id, tx.now)
    if found is None:
        return False
    page = await asked.own(tx)
    templates = [TemplateIn.model_validate(one) for one in page.receipt_templates] if page else []
    why_not = await _why_not(tx, found, page)
    try:
        async with tx.savepoint():
            return await _end(tx, found, templates, why_not)
    except _ToldOften:  # nothing of it is left, no conversation either
        return await _end(tx, found, templates, "too_many")


class _ToldOften(Exception):
    """The number was told as often today as all businesses together may."""


async def _end(tx: Tx, found: Any, templates: list[TemplateIn], why_not: str | None) -> bool:
    conversation_id = None
    if why_not is None:
        numbers = [one.connection_id for one in templates]
        conversation_id = await reaching.conversation(tx, found["contact_id"], None, numbers)
    row = await tx.row(f"{_READ} for no key update of a, r", tx.tenant_id, found["receipt_id"], tx.now)
    if row is None:
        return False
    if row["state"] != State.CONFIRMED or row["starts_at"] != row["booked_at"] or row["starts_at"] <= tx.now:
        await _settle(tx, row, "withdrawn", "outdated")
    elif conversation_id is None:
        await _settle(tx, row, "skipped", why_not or "no_conversation")
    else:
        await _say(tx, row, conversation_id, templates)
    return True


async def stumbled(tx: Tx, receipt_id: uuid.UUID, what: str) -> None:
    """Looking at it failed for a reason of our own: it is looked at again soon, for half an hour."""
    row = await tx.row(f"{_READ} for no key update of a, r", tx.tenant_id, receipt_id, tx.now)
    if row is None:
        return
    if tx.now - row["at"] > _RESTS:
        _log.error("receipt_given_up", receipt_id=str(receipt_id), error=what)
        await _settle(tx, row, "skipped", "internal")
    else:
        await tx.fetch(_LATER, tx.tenant_id, receipt_id, tx.now + _SOON)


async def put_off(tx: Tx, receipt_id: uuid.UUID) -> None:
    """It is looked at again in an hour; nothing of it is read, because that is what failed."""
    await tx.fetch(_LATER, tx.tenant_id, receipt_id, tx.now + _MUCH_LATER)


async def still_holds(tx: Tx, receipt_id: uuid.UUID) -> bool:
    """Whether what the queued receipt says is still so; nobody cancels or moves the appointment before this transaction ends."""
    return bool(await tx.value(_TRUE, tx.tenant_id, receipt_id, tx.now))


async def approved(tx: Tx, fact: BookingConfirmed) -> None:
    """The business said yes: whoever waits for a receipt of it is told shortly."""
    await tx.fetch(_APPROVED, tx.tenant_id, fact.appointment_id, tx.now)


async def outdated(tx: Tx, appointment_id: uuid.UUID, *, starts_at: datetime | None = None) -> None:
    """It was cancelled, or moved to that start, before anything was said: nothing will be, unless that is the start they booked."""
    await tx.fetch(_OUTDATED, tx.tenant_id, appointment_id, tx.now, starts_at)


async def message_ended(tx: Tx, fact: MessageStatusChanged) -> None:
    """A receipt whose message was dropped, because it was not true any more, is withdrawn; what else becomes of it is read there."""
    if fact.status == "dropped":
        await tx.session.execute(_DROPPED, {"tenant": tx.tenant_id, "message": fact.message_id})


async def _say(tx: Tx, row: Any, conversation_id: uuid.UUID, templates: list[TemplateIn]) -> None:
    try:
        async with tx.savepoint():
            draft = await _draft(tx, row, templates, conversation_id)
            message = await send(tx, conversation_id, draft, Author(AuthorKind.AUTOMATION))
            # Last, so that only what is said counts.
            if (
                await buckets.take_daily("receipts", row["match_key"], settings().limit_page_receipts_phone_everywhere_per_day)
                > 0
            ):
                raise _ToldOften
    except NumberPaused:
        if tx.now - row["at"] <= _RESTS:
            await tx.fetch(_LATER, tx.tenant_id, row["receipt_id"], tx.now + _SOON)
        else:
            await _settle(tx, row, "skipped", NumberPaused.code)
    except (SendRefused, TemplateUnusable, ContentInvalid) as refusal:
        await _settle(tx, row, "skipped", refusal.code)
    else:
        await _settle(tx, row, "queued", "", message.id)


async def _why_not(tx: Tx, row: Any, page: Page | None) -> str | None:
    """Why nothing is to be said of it, if so. Whose number it is may have asked for nothing: they are not written to again and again, nor
    is anybody by the hundred."""
    if page is None or not page.sends_receipts:
        return "switched_off"
    if tx.now - row["at"] > _LATE:
        return "late"
    phone = (await people.address(tx, await contacts.living_id(tx, row["contact_id"]))).phone
    if phone is None or phones.match_key(phone) != row["match_key"]:
        return "no_conversation"  # it would go to another number that they have
    told = await tx.value(_SAID_TO, tx.tenant_id, row["match_key"], tx.now - timedelta(days=1))
    every = await tx.value(_SAID, tx.tenant_id, tx.now - timedelta(hours=1))
    limits = ((told, settings().limit_page_receipts_phone_per_day), (every, settings().limit_page_receipts_per_hour))
    return "too_many" if any(most and count >= most for count, most in limits) else None


async def _draft(tx: Tx, row: Any, templates: list[TemplateIn], conversation_id: uuid.UUID) -> Draft:
    conversation = await locked(tx, conversation_id)
    subject = replace(await reaching.subject(tx, row, conversation.contact_id), person=None)
    link = await links.address(tx, row["id"])
    explanation = {"intent": "receipt", "fact_ids": [f"appointment:{row['id']}"]}
    proviso = Proviso(PROVISO, row["receipt_id"])
    template = reaching.way(conversation, templates, tx.now)
    if template is None:
        said = rules.text_of(subject, "en" if row["language"] == "en" else "pt-BR", link)
        return Draft(MessageKind.TEXT, said, explanation=explanation, proviso=proviso)
    values = rules.template_values(template.values, subject, words.language_of(template.language), link)
    content: dict[str, Any] = {"name": template.name, "language": template.language, "values": values}
    return Draft(MessageKind.TEMPLATE, content=content, explanation=explanation, proviso=proviso)


async def _settle(tx: Tx, row: Any, outcome: str, reason: str, message_id: uuid.UUID | None = None) -> None:
    version = row["version"] if message_id else None
    settled = await tx.fetch(_SETTLE, tx.tenant_id, row["receipt_id"], outcome, reason, tx.now, version, message_id)
    if not settled:
        raise RuntimeError("a receipt was dealt with twice, under its appointment's lock")
    fact = BookingReceiptSettled(**await about(tx, row["id"]), outcome=outcome, reason=reason)
    await tx.emit(fact, subject_id=row["id"])
