"""What became free is offered to whoever has waited longest for it, in the chat.

One offer is one transaction: the conversation is held, the time is held for them, and the message stands queued; or nothing of it. So
an offer is made once, whatever dies in between, and nobody is told of a time that is not kept for them. Outside the window it goes by the
template that the business chose for offers. What the gate refuses (a person has the conversation, the window is closed and there is no
template, the number is paused) undoes the offer, and the next one is asked. Whoever is talking to the bot is not interrupted, and nobody
in the business's quiet hours: they are looked at again."""

import json
import uuid
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from atende.bookings.errors import BookingNotFound, NoticeTooShort, OfferUnsaid, SlotTaken, TooManyAppointments, WrongState
from atende.bookings.models import Appointment, Wait, WaitOffer
from atende.bookings.queries import calendar, reminders
from atende.bookings.queries import waiting as reading
from atende.bookings.queries.calendar import Question
from atende.bookings.queries.waiting import Found, Waiter
from atende.bookings.rules.reminders import words
from atende.bookings.rules.waiting import AGAIN, BUSY, OfferOutcome, Waiting
from atende.bookings.schemas.reminders import ReminderSettingsOut, TemplateIn
from atende.bookings.service import answering, earlier, freeing, reaching, reserving, waiting
from atende.bot.rules import state
from atende.bot.rules.booking import waiting as telling
from atende.bot.rules.deeds import Booked
from atende.bot.rules.draft import Draft
from atende.bot.rules.facts import Facts
from atende.bot.rules.settings import BotSettings
from atende.bot.rules.speech import Scene
from atende.bot.rules.turn import SendButtons, SendList, SendText
from atende.bot.service import belonging
from atende.bot.service import facts as known
from atende.bot.service.doing import draft_of
from atende.contacts import queries as contacts
from atende.contacts import service as people
from atende.core import clock, log
from atende.core.jobs import Lane, Stage, lock_lane
from atende.core.tenancy import BOT, Crossing, Tx, asked_across_tenants, in_tenant
from atende.inbox.errors import ContentInvalid, SendRefused, TemplateUnusable
from atende.inbox.ports import MessageKind
from atende.inbox.rules import Author, AuthorKind
from atende.inbox.service import send
from atende.inbox.service.held import Held, hold
from atende.inbox.service.provisos import Proviso
from atende.kit.places import first_name
from atende.kit.refusal import Refusal

_log = log.get("bot")

_DUE = """
select tenant_id, min(at) from (
    select tenant_id, at from bookings_freed where at <= $1
    union all select tenant_id, look_at from bookings_waits where state = 'waiting' and look_at <= $1
    union all select tenant_id, check_at from bookings_wait_offers where check_at <= $1
) as due group by 1 order by 2 limit $2
"""
_FREED = "select id from bookings_freed where tenant_id = $1 and at <= $2 order by id limit 1000"
_LOOKED = "delete from bookings_freed where tenant_id = $1 and id = any($2::uuid[])"
_OVER = """
select id from bookings_waits where tenant_id = $1 and state = 'waiting'
    and last_on < ($2::timestamptz at time zone 'UTC')::date - 1 order by id limit 200
"""
# Put off: looked at again then, unless something becomes free before. Whoever has an offer is looked at when that ends.
_LATER = """
update bookings_waits w set look_at = $3 where w.tenant_id = $1 and w.state = 'waiting' and w.look_at <= $2
    and (w.id = any($4::uuid[])
        or exists (select from bookings_wait_offers o where o.tenant_id = $1 and o.wait_id = w.id and o.outcome = 'open'))
"""
_CHECKS = """
select id, wait_id, answer from bookings_wait_offers where tenant_id = $1 and check_at <= $2 order by check_at, id limit 200
"""
_STATUS = "select status from inbox_messages where tenant_id = $1 and id = $2"
# A conversation of theirs, whose it is now: the one they joined in, else where they wrote last.
_TALK = """
select id from inbox_conversations where tenant_id = $1 and contact_id = any($2::uuid[]) and merged_into_id is null
order by id = $3 desc nulls last, last_inbound_at desc nulls last, id limit 1
"""
_WHO = "select contact_id, conversation_id from bookings_waits where tenant_id = $1 and id = $2"
_SESSION = "select state, turn_due_at from bot_sessions where tenant_id = $1 and conversation_id = $2"
_KEEP = """
insert into bot_sessions as s (tenant_id, conversation_id, state) values ($1, $2, $3)
on conflict (tenant_id, conversation_id) do update set state = excluded.state
"""


async def due(limit: int) -> list[Lane]:
    """Businesses in which something became free, an offer is to be looked at, or somebody waits who was not looked for lately."""
    rows = await asked_across_tenants(Crossing.SWEEP, _DUE, clock.now(), limit)
    return [Lane(tenant, freeing.STAGE) for tenant, _ in rows]


async def handle(lane: Lane) -> bool:
    """Offers that came to an end are settled, and what is free is offered to those who wait, the longest waiting first. What was heard
    of as free is forgotten last: whoever dies before that leaves it to be looked at once more."""
    async with in_tenant(lane.tenant_id, BOT) as tx:
        if not await lock_lane(tx, f"backfill:{tx.tenant_id}"):
            return False
        checks = await tx.fetch(_CHECKS, tx.tenant_id, tx.now)
    ended = [await _settled(lane, *one) for one in checks]
    async with in_tenant(lane.tenant_id, BOT) as tx:
        over = await earlier.over(tx)
    for wait_id in over:  # one in a transaction: each locks what was held for them
        async with in_tenant(lane.tenant_id, BOT) as tx:
            await waiting.leave_over(tx, wait_id)
    async with in_tenant(lane.tenant_id, BOT) as tx:
        await _end_over(tx)
        freed = [row[0] for row in await tx.fetch(_FREED, tx.tenant_id, tx.now)]
        some = await reading.waiters(tx, everybody=bool(freed) or any(ended))
        answers = await reading.found(tx, some)
        began = tx.now
        kept = await reminders.settings(tx)
    for one in some:
        if one.id in answers and not await _offered(lane, one, answers[one.id].zone, kept):
            return False
    async with in_tenant(lane.tenant_id, BOT) as tx:
        await tx.fetch(_LOOKED, tx.tenant_id, freed)
        await tx.fetch(_LATER, tx.tenant_id, began, tx.now + AGAIN, [one.id for one in some])
    return True


def stage() -> Stage:
    """Whoever waits is looked for at once when something becomes free, and every ten minutes whatever is heard of."""
    return Stage(freeing.STAGE, due, handle, slots=2, busy=2.0, idle=10.0)


async def offer_now(tx: Tx, wait_id: uuid.UUID, starts_at: datetime, *, store_id: uuid.UUID | None = None) -> None:
    """Who waits is offered this start by somebody of the team, at whatever hour, whatever they last talked about, and whether it was
    among the days they named or not. States what `waiting.offer` does.

    Refuses `BookingNotFound`, `WrongState` for who waits no more or has an offer, `OfferUnsaid` and what the gate refuses where it
    cannot be said, and `SlotTaken` with what is free instead; then nothing is held."""
    found = await tx.row(_WHO, tx.tenant_id, wait_id)
    if found is None:
        raise BookingNotFound("nobody waits under that id")
    kept = await reminders.settings(tx)
    held = await _talk_with(tx, found[0], found[1], kept)
    row = await waiting.locked(tx, wait_id)
    if row is None:
        raise WrongState(state="settled", wanted="offered")
    if held is None:
        raise OfferUnsaid(reason="no_conversation")
    settings, facts = await known.known(tx)
    if not settings.is_on:
        raise OfferUnsaid(reason="bot_off")
    session = await tx.row(_SESSION, tx.tenant_id, held.id)
    if session and session[1] is not None:
        raise OfferUnsaid(reason="talking")
    before = state.from_json(session[0]) if session else state.State()
    until = starts_at + timedelta(seconds=1)
    question = Question(row.service_id, starts_at, until, store_id or row.store_id, row.professional_id)
    start = await reading.at(tx, question)
    if start is None or starts_at < tx.now + start.asked.offer:  # it would begin before they have to answer
        asked = await calendar.service(tx, row.service_id)
        raise SlotTaken(field="starts_at", **await reserving.instead(tx, question, starts_at, asked))
    await _say(tx, held, row, start, before, settings, facts, kept)


async def _talk_with(tx: Tx, contact_id: uuid.UUID, conversation_id: uuid.UUID | None, kept: ReminderSettingsOut) -> Held | None:
    """Their conversation, locked; a new one on a number that has a template for offers, when they never wrote."""
    contact_id = await contacts.living_id(tx, contact_id)
    talk = await tx.value(_TALK, tx.tenant_id, list(await contacts.records(tx, [contact_id])), conversation_id)
    if talk is None and kept.offer_templates:
        talk = await reaching.conversation(tx, contact_id, None, [each.connection_id for each in kept.offer_templates])
    return await hold(tx, talk) if talk else None


async def _settled(lane: Lane, offer_id: uuid.UUID, wait_id: uuid.UUID, answer: str | None) -> bool:
    """Whether the offer came to an end: answered, run out, or never said. One in a transaction: each locks what it had."""
    if answer is not None and await _answered(lane, offer_id, answer):
        return True
    async with in_tenant(lane.tenant_id, BOT) as tx:
        row = await tx.session.get(Wait, (tx.tenant_id, wait_id), with_for_update={"key_share": True})
        made = await tx.session.get(WaitOffer, (tx.tenant_id, offer_id))
        if row is None or made is None or made.outcome != OfferOutcome.OPEN:
            return False
        status = await tx.value(_STATUS, tx.tenant_id, made.message_id)
        never_left = status in ("dropped", "failed") or (status in ("queued", "sending") and made.until <= tx.now)
        instead = OfferOutcome.UNSAID if never_left else None
        if instead is None and not await earlier.is_before(tx, row, made.starts_at):  # what they have is there by now, or gone
            instead = OfferOutcome.WITHDRAWN
        outcome = await waiting.check(tx, made, row, instead)
        if outcome is OfferOutcome.UNSAID:
            row.unreached = status
        return outcome is not OfferOutcome.OPEN


async def _answered(lane: Lane, offer_id: uuid.UUID, answer: str) -> bool:
    """What was pressed while a person had the conversation is so; nobody says anything, because the word is that person's. False when it
    cannot be any more."""
    try:
        async with in_tenant(lane.tenant_id, BOT) as tx:
            await (waiting.accept if answer == answering.ACCEPT else waiting.decline)(tx, offer_id)
    except Refusal as refusal:
        _log.info("answer_refused", offer_id=str(offer_id), code=refusal.code)
        return False
    return True


async def _end_over(tx: Tx) -> None:
    """Waits whose days have passed are over."""
    for (wait_id,) in await tx.fetch(_OVER, tx.tenant_id, tx.now):
        row = await waiting.locked(tx, wait_id)
        if row is not None:
            await waiting.end(tx, row, Waiting.OVER)


async def _offered(lane: Lane, one: Waiter, zone: ZoneInfo, kept: ReminderSettingsOut) -> bool:
    """The first start that suits is offered, if it still can be and they may be told now. False when somebody else has the lane."""
    async with in_tenant(lane.tenant_id, BOT) as tx:
        if not await lock_lane(tx, f"backfill:{tx.tenant_id}"):
            return False
        quiet = reminders.quiet_of(kept)
        stretch = quiet.around(tx.now, zone) if quiet is not None else None
        held = await _talk_with(tx, one.contact_id, one.conversation_id, kept) if stretch is None else None
        row = await waiting.locked(tx, one.id)
        if row is None:
            return True
        if await waiting.has_booked(tx, row):
            await waiting.end(tx, row, Waiting.BOOKED)
            return True
        fresh = await reading.waiters(tx, only=one.id)
        found = (await reading.found(tx, fresh)).get(one.id)
        if found is None:
            return True
        if stretch is not None:
            row.unreached, row.look_at = "quiet", stretch[1]
        elif held is None:
            row.unreached = "no_conversation"
        else:
            await _try(tx, held, row, found, kept)
    return True


async def _try(tx: Tx, held: Held, row: Wait, found: Found, kept: ReminderSettingsOut) -> None:
    settings, facts = await known.known(tx)
    session = await tx.row(_SESSION, tx.tenant_id, held.id)
    before = state.from_json(session[0]) if session else state.State()
    if session and (session[1] is not None or _is_talking(before, tx.now)):
        row.look_at = tx.now + timedelta(minutes=1)
        return
    if not settings.is_on:
        row.unreached = "bot_off"
        return
    try:
        async with tx.savepoint(row):
            await _say(tx, held, row, found, before, settings, facts, kept)
    except TooManyAppointments:
        await waiting.end(tx, row, Waiting.BOOKED)
    except NoticeTooShort:  # what they have stays where it is
        await waiting.end(tx, row, Waiting.OVER)
    except (SendRefused, TemplateUnusable, ContentInvalid) as refusal:
        row.unreached = refusal.code
    except Refusal as refusal:  # somebody was faster: what is left is looked for again, and the next one meanwhile
        _log.info("offer_refused", wait_id=str(row.id), code=refusal.code)


async def _say(
    tx: Tx,
    held: Held,
    row: Wait,
    found: Found,
    before: state.State,
    settings: BotSettings,
    facts: Facts,
    kept: ReminderSettingsOut,
) -> None:
    template = reaching.way(held, kept.offer_templates, tx.now)
    made = await waiting.offer(tx, row, held.id, found.offer, found.asked)
    booked = await belonging.reread(tx, made.appointment_id)
    own = await belonging.reread(tx, row.appointment_id) if row.appointment_id else None
    if state.expired(before, tx.now):
        before = state.State(language=before.language)
    name = await tx.value("select name from contacts_contacts where tenant_id = $1 and id = $2", tx.tenant_id, held.contact_id)
    language = before.language or ("en" if settings.language == "en" else "pt-BR")
    stores = {store.id: store for store in facts.open_stores()}
    store = stores.get(before.store_id or "") or stores.get(booked.store_id or "")
    phone = (await people.address(tx, held.contact_id)).phone
    scene = Scene(facts, settings, tx.now, ZoneInfo(facts.business.timezone), language, first_name(name), store, phone=phone)
    draft = Draft(scene, replace(before, language=language, last_message_at=tx.now))
    if not telling.offer(draft, booked, str(made.id), str(row.id), made.until, own):
        draft = Draft(
            scene, state.State(language=language, last_message_at=tx.now)
        )  # all its words are worn out: as if for the first time
        telling.offer(draft, booked, str(made.id), str(row.id), made.until, own)
    for action in draft.actions:
        assert isinstance(action, SendText | SendButtons | SendList)
        why = {"intent": "wait_offer", "fact_ids": list(action.fact_ids), "offer_id": str(made.id)}
        said = draft_of(action, why) if template is None else await _by_template(tx, template, scene, booked, made, why)
        message = await send.send(tx, held.id, replace(said, proviso=Proviso(waiting.PROVISO, made.id)), Author(AuthorKind.BOT))
        made.message_id = message.id
    after = replace(draft.state, greeted_at=draft.state.greeted_at or tx.now)
    await tx.fetch(_KEEP, tx.tenant_id, held.id, json.dumps(state.to_json(after)))


async def _by_template(
    tx: Tx, template: TemplateIn, scene: Scene, booked: Booked, made: WaitOffer, why: dict[str, Any]
) -> send.Draft:
    appointment = await tx.session.get_one(Appointment, (tx.tenant_id, made.appointment_id))
    about = {name: getattr(appointment, name) for name in ("id", "service_id", "store_id", "occasion_id", "starts_at", "zone")}
    subject = await reaching.subject(tx, about, appointment.contact_id)
    language = words.language_of(template.language)
    until = telling.until(replace(scene, language=language), booked, made.until)
    more = {"ate": until, "quero": f"book:accept:{made.id}", "nao_quero": f"book:pass:{made.id}"}
    values = words.template_values(template.values, subject, language, more)
    content = {"name": template.name, "language": template.language, "values": values}
    return send.Draft(MessageKind.TEMPLATE, content=content, explanation=why)


def _is_talking(talk: state.State, now: datetime) -> bool:
    return talk.last_message_at is not None and now - talk.last_message_at < BUSY  # whatever of: what they say next answers that
