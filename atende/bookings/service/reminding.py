"""A reminder is sent, or it is written down why not: one appointment looked at, its conversation locked first and its row after it.

Everything is read and worked out from the rows as they are in that transaction; the row of the reminder, the message and the next look
are written in it, so that whoever dies leaves all of it or nothing. A message that is queued already asks again before it leaves
(`still_holds`)."""

import uuid
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import update
from sqlalchemy.dialects.postgresql import insert

from atende.bookings.errors import BookingNotFound
from atende.bookings.events import BookingNotReminded, BookingReminded, BookingReminderSettled
from atende.bookings.models import Reminder
from atende.bookings.queries import reminders
from atende.bookings.rules.reminders import timing, words
from atende.bookings.rules.reminders.timing import Decision, Standing
from atende.bookings.rules.states import State
from atende.bookings.schemas.reminders import ReminderSettingsOut
from atende.bookings.service import reaching
from atende.bookings.service.stating import about
from atende.core import log
from atende.core.tenancy import Tx
from atende.inbox.errors import ContentInvalid, NumberPaused, SendRefused, TemplateUnusable
from atende.inbox.events import MessageStatusChanged
from atende.inbox.ports import MessageKind
from atende.inbox.rules import Author, AuthorKind
from atende.inbox.service import ownership, queueing
from atende.inbox.service.conversations import locked
from atende.inbox.service.provisos import Proviso
from atende.inbox.service.send import Draft, send
from atende.kit.ids import new_id

_log = log.get("bookings")

PROVISO = "bookings.reminder"
_NUMBER_MAY_REST = timedelta(minutes=30)  # a number that cannot send is waited for so long, then people are told
_SOON = timedelta(minutes=2)
_MUCH_LATER = timedelta(hours=1)
_CALL_WITHIN = timedelta(hours=1)

_READ = """
select id, contact_id, conversation_id, service_id, starts_at, zone, said_at, state, occasion_id, store_id from bookings_appointments
where tenant_id = $1 and id = $2 and remind_at <= $3
"""
_LOOK_AT = "update bookings_appointments set remind_at = $3 where tenant_id = $1 and id = $2"
_LOOK_ANEW = """
update bookings_appointments set remind_at = case when state = 'confirmed' then $3::timestamptz end where tenant_id = $1 and id = $2
"""
_JOINED = "from bookings_reminders r join bookings_appointments a on a.tenant_id = r.tenant_id and a.id = r.appointment_id"
_OF_REMINDER = f"{_JOINED} where r.tenant_id = $1 and r.id = $2"
# Locked first and read after it: whoever had the lock may have given the reminder up.
_HELD = f"select 1 {_OF_REMINDER} for share of a"
_WHOM = """
select c.contact_id from inbox_messages m join inbox_conversations c on c.tenant_id = m.tenant_id and c.id = m.conversation_id
where m.tenant_id = $1 and m.id = r.message_id
"""
_TRUE = f"""
select a.id, a.service_id, a.store_id, a.occasion_id, a.starts_at, a.zone, r.said, ({_WHOM}) as contact_id
{_OF_REMINDER} and r.outcome = 'queued' and a.state = 'confirmed' and a.starts_at = r.starts_at and a.starts_at > $3
"""
_ENDED = f"""
select r.lead, r.starts_at = a.starts_at as is_at, a.id, a.contact_id, a.service_id, a.starts_at, a.state
{_JOINED} where r.tenant_id = $1 and r.message_id = $2 and r.outcome = 'queued'
"""
_QUEUED_IN = """
select conversation_id from bookings_reminders
where tenant_id = $1 and appointment_id = $2 and starts_at = $3 and lead = $4 and outcome = 'queued'
"""
_GIVEN_UP = """
update bookings_reminders r set outcome = 'failed', reason = 'missed', is_open = true from inbox_messages m
where r.tenant_id = $1 and r.appointment_id = $2 and r.starts_at = $3 and r.lead = $4 and r.outcome = 'queued'
    and m.tenant_id = $1 and m.id = r.message_id and m.status = 'queued' returning r.id
"""


async def look(tx: Tx, appointment_id: uuid.UUID) -> bool:
    """The reminder that is due of this appointment, if any, stands queued or written down as skipped or failed, and when to look again
    is set. False when there was nothing to look at. States `BookingReminded` or `BookingNotReminded`."""
    found = await tx.row(_READ, tx.tenant_id, appointment_id, tx.now)
    if found is None:
        return False
    kept = await reminders.settings(tx)
    conversation_id = None
    before = await reminders.decision(tx, found, kept)
    if is_said := _is_said(before):
        numbers = [one.connection_id for one in kept.templates]
        conversation_id = await reaching.conversation(tx, found["contact_id"], found["conversation_id"], numbers)
        if before.stuck and conversation_id is None and (where := await tx.value(_QUEUED_IN, *_of(tx, found), before.stuck[0])):
            conversation_id = (await locked(tx, where)).id  # its number is used no more
    row = await tx.row(f"{_READ} for no key update", tx.tenant_id, appointment_id, tx.now)
    if row is None:
        return False
    kept = await reminders.settings(tx)  # who changes them has what is not locked looked at anew, and comes back for the rest
    decision = await reminders.decision(tx, row, kept)
    if _is_said(decision) and not is_said:
        return True  # it became due in between: the next look locks the conversation first
    look_at = decision.look_at
    for lead, why in decision.skip.items():
        await _write(tx, row, lead, "skipped", why.value)
    if decision.missed is not None:
        await _fail(tx, row, decision.missed, "missed", conversation_id)
    laters = [look_at]
    for lead in decision.stuck:
        laters.append(await _give_up(tx, row, lead, conversation_id))
    if decision.send is not None:
        laters.append(await _send(tx, row, decision.send, kept, conversation_id))
    look_at = min((at for at in laters if at is not None), default=None)
    await tx.fetch(_LOOK_AT, tx.tenant_id, appointment_id, look_at)
    return True


def _is_said(decision: Decision) -> bool:
    """Whether somebody hears of it, which takes the conversation."""
    return decision.send is not None or decision.missed is not None or bool(decision.stuck)


async def stumbled(tx: Tx, appointment_id: uuid.UUID, what: str) -> None:
    """Looking at the appointment failed for a reason of our own: it is looked at again soon, and once its reminder has been due for half
    an hour that has failed, so that somebody is told while they can still telephone."""
    found = await tx.row(_READ, tx.tenant_id, appointment_id, tx.now)
    conversation_id = None
    if found is not None:
        conversation_id = await reaching.known(tx, found["contact_id"], found["conversation_id"])
    if conversation_id is not None:
        await locked(tx, conversation_id)
    row = await tx.row(f"{_READ} for no key update", tx.tenant_id, appointment_id, tx.now)
    if row is None:
        return
    kept = await reminders.settings(tx)
    decision = await reminders.decision(tx, row, kept)
    if decision.send is not None and not _may_rest(row, decision.send, kept, tx.now):
        _log.error("reminder_given_up", appointment_id=str(appointment_id), error=what)
        await _fail(tx, row, decision.send, "internal", conversation_id)
    await tx.fetch(_LOOK_AT, tx.tenant_id, appointment_id, tx.now + _SOON)


async def put_off(tx: Tx, appointment_id: uuid.UUID) -> None:
    """The appointment is looked at again in an hour; nothing of it is read, because that is what failed."""
    await tx.fetch(_LOOK_AT, tx.tenant_id, appointment_id, tx.now + _MUCH_LATER)


async def still_holds(tx: Tx, reminder_id: uuid.UUID) -> bool:
    """Whether what the queued reminder says is still so, and nobody gave it up; nobody cancels or moves the appointment before this
    transaction ends."""
    await tx.fetch(_HELD, tx.tenant_id, reminder_id)
    row = await tx.row(_TRUE, tx.tenant_id, reminder_id, tx.now)
    if row is None:
        return False
    # None: written by the version before this one.
    return row["said"] is None or row["said"] == words.said_of(await reaching.subject(tx, row, row["contact_id"]))


async def message_ended(tx: Tx, fact: MessageStatusChanged) -> None:
    """A reminder whose message was dropped, or failed when it was not true any more, is withdrawn, and its appointment is looked at anew:
    what is due is said as it is now. One that did not leave before the start has failed, and of one that failed otherwise somebody is
    told who can telephone."""
    if fact.status not in ("failed", "dropped") or await tx.row(_ENDED, tx.tenant_id, fact.message_id) is None:
        return
    # Conversation, then appointment, as whoever looks locks them. Until the withdrawal stands nobody looks, nor restores what is looked
    # at again: they would find it queued still, and nobody would come back.
    conversation_id = (await locked(tx, fact.conversation_id)).id
    row = await tx.row(f"{_ENDED} for no key update of a", tx.tenant_id, fact.message_id)
    if row is None:
        return
    is_true = row["state"] == State.CONFIRMED and row["is_at"]
    was_dropped = fact.status == "dropped"
    if not is_true or (was_dropped and row["starts_at"] > tx.now):
        await _become(tx, fact, outcome="withdrawn", reason="outdated")
        await tx.fetch(_LOOK_ANEW, tx.tenant_id, row["id"], tx.now)
    elif was_dropped:
        await _become(tx, fact, outcome="failed", reason="missed", is_open=True)
        await _tell(tx, row, row["lead"], "missed", conversation_id)
    else:
        await _become(tx, fact, is_open=True)
        await _tell(tx, row, row["lead"], "not_delivered", conversation_id)


async def _become(tx: Tx, fact: MessageStatusChanged, **values: Any) -> None:
    of = (Reminder.tenant_id == tx.tenant_id, Reminder.message_id == fact.message_id, Reminder.outcome == "queued")
    await tx.session.execute(update(Reminder).where(*of).values(**values))


async def settle(tx: Tx, reminder_id: uuid.UUID) -> None:
    """The team told the customer, or nothing has to be done: no reminder of that start that failed is to be looked at any more. Again it
    changes nothing. States `BookingReminderSettled`. Refuses `BookingNotFound`."""
    row = await tx.session.get(Reminder, (tx.tenant_id, reminder_id))
    if row is None:
        raise BookingNotFound("no such reminder")
    of = (Reminder.tenant_id == tx.tenant_id, Reminder.appointment_id == row.appointment_id, Reminder.starts_at == row.starts_at)
    settled = await tx.session.scalars(update(Reminder).where(*of, Reminder.is_open).values(is_open=False).returning(Reminder.id))
    if settled.all():
        await tx.emit(BookingReminderSettled(**await about(tx, row.appointment_id)), subject_id=row.appointment_id)


async def moved(tx: Tx, from_id: uuid.UUID, to_id: uuid.UUID) -> None:
    """Reminders of the one conversation are in the other now."""
    of = (Reminder.tenant_id == tx.tenant_id, Reminder.conversation_id == from_id)
    await tx.session.execute(update(Reminder).where(*of).values(conversation_id=to_id))


async def followed(tx: Tx, message_ids: list[uuid.UUID], to_id: uuid.UUID) -> None:
    """The reminders whose messages these are, are in that conversation now."""
    of = (Reminder.tenant_id == tx.tenant_id, Reminder.message_id.in_(message_ids))
    await tx.session.execute(update(Reminder).where(*of).values(conversation_id=to_id))


async def _send(tx: Tx, row: Any, lead: int, kept: ReminderSettingsOut, conversation_id: uuid.UUID | None) -> datetime | None:
    """The reminder stands queued, or has failed. When to look whether it has left, or, while the number rests, to try again."""
    if conversation_id is None:
        await _fail(tx, row, lead, "no_conversation", None)
        return None
    if not timing.is_clock_agreed(row["starts_at"], ZoneInfo(row["zone"]), row["said_at"]):
        await _fail(tx, row, lead, "clock_changed", conversation_id)
        return None
    reminder_id = new_id()
    try:
        async with tx.savepoint():
            draft, said = await _draft(tx, row, lead, kept, conversation_id, reminder_id)
            message = await send(tx, conversation_id, draft, Author(AuthorKind.AUTOMATION))
    except NumberPaused:
        if _may_rest(row, lead, kept, tx.now):
            return tx.now + _SOON
        await _fail(tx, row, lead, NumberPaused.code, conversation_id)
    except (SendRefused, TemplateUnusable, ContentInvalid) as refusal:
        await _fail(tx, row, lead, refusal.code, conversation_id)
    else:
        written = await _write(tx, row, lead, "queued", "", reminder_id, message.conversation_id, message.id, said)
        if not written:
            raise RuntimeError("a reminder was dealt with twice, under its appointment's lock")
        of = await about(tx, row["id"])
        await tx.emit(BookingReminded(**of, lead=lead, message_id=message.id), subject_id=row["id"])
        return timing.given_up(_standing(row), lead)
    return None


async def _give_up(tx: Tx, row: Any, lead: int, conversation_id: uuid.UUID | None) -> datetime | None:
    """What has not left so shortly before the start leaves no more, and somebody is told while they can still telephone; one that is
    just being called is looked at again."""
    if not await tx.fetch(_GIVEN_UP, *_of(tx, row), lead):
        return tx.now + _SOON
    await _tell(tx, row, lead, "missed", conversation_id)
    return None


def _of(tx: Tx, row: Any) -> tuple[uuid.UUID, uuid.UUID, datetime]:
    return tx.tenant_id, row["id"], row["starts_at"]


def _standing(row: Any) -> Standing:
    return Standing(row["starts_at"], ZoneInfo(row["zone"]), row["starts_at"])


def _may_rest(row: Any, lead: int, kept: ReminderSettingsOut, now: datetime) -> bool:
    """Whether the reminder has not been due for so long that people had better be told."""
    due_at = timing.planned(_standing(row), lead, reminders.quiet_of(kept))
    return due_at is not None and now <= due_at + _NUMBER_MAY_REST


async def _draft(
    tx: Tx, row: Any, lead: int, kept: ReminderSettingsOut, conversation_id: uuid.UUID, reminder_id: uuid.UUID
) -> tuple[Draft, str]:
    """The message, and the sign of what it names."""
    conversation = await locked(tx, conversation_id)
    subject = await reaching.subject(tx, row, conversation.contact_id)
    explanation = {"intent": "reminder", "fact_ids": [f"appointment:{row['id']}"], "lead": lead}
    proviso, sign = Proviso(PROVISO, reminder_id), words.said_of(subject)
    template = reaching.way(conversation, kept.templates, tx.now)
    if template is not None:
        values = words.template_values(template.values, subject, kept.language)
        content: dict[str, Any] = {"name": template.name, "language": template.language, "values": values}
        return Draft(MessageKind.TEMPLATE, content=content, explanation=explanation, proviso=proviso), sign
    said = words.text_of(subject, kept.language, kept.text)
    if not kept.has_buttons:
        return Draft(MessageKind.TEXT, said, explanation=explanation, proviso=proviso), sign
    content = {"type": "buttons", "body": said, "buttons": words.buttons_of(subject, kept.language)}
    return Draft(MessageKind.INTERACTIVE, content=content, explanation=explanation, proviso=proviso), sign


async def _fail(tx: Tx, row: Any, lead: int, reason: str, conversation_id: uuid.UUID | None) -> None:
    if await _write(tx, row, lead, "failed", reason, conversation_id=conversation_id):
        await _tell(tx, row, lead, reason, conversation_id)


async def _tell(tx: Tx, row: Any, lead: int, reason: str, conversation_id: uuid.UUID | None) -> None:
    """Where there is a conversation it waits for somebody to telephone; with none, the agenda's list of what is to be looked at has it."""
    if conversation_id is not None and row["starts_at"] > tx.now:
        within = min(_CALL_WITHIN, (row["starts_at"] - tx.now) / 2)
        await ownership.call_somebody(tx, conversation_id, queueing.NOT_REMINDED, tx.now + within)
    await tx.emit(BookingNotReminded(**await about(tx, row["id"]), lead=lead, reason=reason), subject_id=row["id"])


async def _write(
    tx: Tx,
    row: Any,
    lead: int,
    outcome: str,
    reason: str,
    reminder_id: uuid.UUID | None = None,
    conversation_id: uuid.UUID | None = None,
    message_id: uuid.UUID | None = None,
    said: str | None = None,
) -> bool:
    written = await tx.session.scalar(
        insert(Reminder)
        .values(
            tenant_id=tx.tenant_id, id=reminder_id or new_id(), appointment_id=row["id"], lead=lead, starts_at=row["starts_at"],
            at=tx.now, outcome=outcome, reason=reason, conversation_id=conversation_id, message_id=message_id, said=said,
            is_open=outcome == "failed",
        )
        .on_conflict_do_nothing()
        .returning(Reminder.id)
    )  # fmt: skip
    return written is not None
