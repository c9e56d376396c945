"""How a business reminds, and what becomes of an appointment's reminders: what is to come is worked out, what was dealt with is read from
its row and its message."""

import uuid
from collections.abc import Mapping
from datetime import datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from atende.bookings.models import ReminderSettings
from atende.bookings.rules.reminders import timing, words
from atende.bookings.rules.reminders.timing import Decision, Quiet, Standing
from atende.bookings.rules.states import State
from atende.bookings.schemas.reminders import ReminderSettingsIn, ReminderSettingsOut
from atende.core.tenancy import Tx

USUAL = ReminderSettingsIn(is_on=False, leads=[1440, 120], quiet_since=time(21), quiet_until=time(8))
OWN = ("is_on", "leads", "quiet_since", "quiet_until", "has_buttons", "language", "text", "templates", "offer_templates")

# Since when it stands as it does: approved, taken up or moved. A cancellation that was taken back tells the customer nothing.
_KNOWN = """
select max(at) from bookings_changes where tenant_id = $1 and appointment_id = $2
    and (from_state is distinct from to_state and 'cancelled' not in (coalesce(from_state, ''), to_state)
        or from_starts_at is not null and from_starts_at <> to_starts_at)
"""
_DONE = """
select r.lead, r.outcome = 'queued' and m.status in ('queued', 'sending') from bookings_reminders r
left join inbox_messages m on m.tenant_id = r.tenant_id and m.id = r.message_id
where r.tenant_id = $1 and r.appointment_id = $2 and r.starts_at = $3 and r.outcome <> 'withdrawn'
"""
# Answered: they wrote after it and before the start, or pressed one of its buttons. WhatsApp says when by whole seconds; within the
# reminder's own second what came later has the later id.
_OF_APPOINTMENT = """
select r.lead, r.starts_at, r.at, r.outcome, r.reason, r.conversation_id, m.status, m.status_at, m.error->>'word' as word, (
    select min(i.occurred_at) from inbox_messages i where i.tenant_id = $1 and i.conversation_id = r.conversation_id
        and i.direction = 'in' and i.kind <> 'reaction' and i.id > r.message_id
        and i.occurred_at >= date_trunc('second', r.at) and i.occurred_at < r.starts_at
        and i.occurred_at < coalesce((select min(n.at) from bookings_reminders n where n.tenant_id = $1
            and n.conversation_id = r.conversation_id and n.outcome = 'queued' and n.at > r.at), 'infinity')
) as answered_at
from bookings_reminders r left join inbox_messages m on m.tenant_id = r.tenant_id and m.id = r.message_id
where r.tenant_id = $1 and r.appointment_id = $2 order by r.at desc, r.lead limit 50
"""


async def settings(tx: Tx) -> ReminderSettingsOut:
    """The settings that hold now; `USUAL`, switched off, when none were ever written."""
    row = await tx.session.get(ReminderSettings, tx.tenant_id, populate_existing=True)
    if row is None:
        return _out(USUAL.model_dump() | {"on_since": None})
    services = [{"service_id": service_id, "leads": leads} for service_id, leads in row.of_services.items()]
    return _out({**{name: getattr(row, name) for name in OWN}, "services": services, "on_since": row.on_since})


async def decision(tx: Tx, row: Mapping[str, Any], kept: ReminderSettingsOut) -> Decision:
    """What is to be done about the appointment now; nothing where reminders are off, or it does not stand."""
    if not kept.is_on or row["state"] != State.CONFIRMED or row["starts_at"] <= tx.now:
        return Decision()
    standing, done = await _standing(tx, row, kept), await _done(tx, row)
    waiting = [lead for lead, is_waiting in done.items() if is_waiting]
    return timing.decide(standing, leads_of(kept, row["service_id"]), done, quiet_of(kept), tx.now, waiting)


def leads_of(kept: ReminderSettingsOut, service_id: uuid.UUID) -> list[int]:
    """How long before the start this service is reminded of, minutes; its own where it has some said (none is said, too)."""
    return next((one.leads for one in kept.services if one.service_id == service_id), kept.leads)


def quiet_of(kept: ReminderSettingsOut) -> Quiet | None:
    """The business's quiet hours."""
    return Quiet(kept.quiet_since, kept.quiet_until) if kept.quiet_since is not None and kept.quiet_until is not None else None


async def of_appointment(tx: Tx, row: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Its reminders, also those of starts it had before, in their order of time; those to come as they will be unless something changes."""
    found = [_as_told(one) for one in await tx.fetch(_OF_APPOINTMENT, tx.tenant_id, row["id"])]
    return sorted([*found, *await _scheduled(tx, row)], key=lambda one: (one["at"], -one["lead"]))


async def _scheduled(tx: Tx, row: Mapping[str, Any]) -> list[dict[str, Any]]:
    kept = await settings(tx)
    if not kept.is_on or row["state"] != State.CONFIRMED or row["starts_at"] <= tx.now:
        return []
    standing, quiet = await _standing(tx, row, kept), quiet_of(kept)
    now = await decision(tx, row, kept)
    told = []
    for lead in set(leads_of(kept, row["service_id"])) - set(await _done(tx, row)):
        at, why = timing.planned(standing, lead, quiet), now.skip.get(lead)
        state = "skipped" if why else "scheduled"
        told.append(_line(lead, row["starts_at"], max(at, tx.now) if at and not why else tx.now, state, why.value if why else ""))
    return told


def _as_told(one: Any) -> dict[str, Any]:
    state, state_at, reason = one["outcome"], None, one["reason"]
    if state == "queued":
        status = one["status"] or "sent"  # its month is gone; it was not withdrawn
        state = {"sending": "queued", "played": "read", "dropped": "withdrawn"}.get(status, status)
        stamp = (one["status_at"] or {}).get(status)
        state_at = datetime.fromisoformat(stamp) if stamp else None
        reason = one["word"] or "" if state == "failed" else ""
        if one["answered_at"] is not None and state not in ("failed", "withdrawn", "queued"):
            state, state_at = "answered", one["answered_at"]
    return _line(one["lead"], one["starts_at"], one["at"], state, reason, state_at, one["conversation_id"])


def _line(
    lead: int,
    starts_at: datetime,
    at: datetime,
    state: str,
    reason: str,
    state_at: datetime | None = None,
    conversation_id: uuid.UUID | None = None,
) -> dict[str, Any]:
    return {
        "lead": lead, "starts_at": starts_at, "at": at, "state": state, "state_at": state_at, "reason": reason,
        "conversation_id": conversation_id,
    }  # fmt: skip


async def _standing(tx: Tx, row: Mapping[str, Any], kept: ReminderSettingsOut) -> Standing:
    known_at = await tx.value(_KNOWN, tx.tenant_id, row["id"]) or tx.now
    return Standing(row["starts_at"], ZoneInfo(row["zone"]), known_at, kept.on_since)


async def _done(tx: Tx, row: Mapping[str, Any]) -> dict[int, bool]:
    """The leads that are dealt with for this start, and of each whether its message still waits to leave."""
    return {one[0]: bool(one[1]) for one in await tx.fetch(_DONE, tx.tenant_id, row["id"], row["starts_at"])}


def _out(kept: dict[str, Any]) -> ReminderSettingsOut:
    places = {"places": list(words.PLACES), "offer_places": list(words.OFFER_PLACES)}
    return ReminderSettingsOut.model_validate({**kept, "usual_text": words.USUAL[kept["language"]], **places})
