"""Whether and how a business reminds people of their appointments."""

import uuid
from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from atende.bookings.errors import BookingInvalid, BookingNotFound
from atende.bookings.events import BookingSetupChanged
from atende.bookings.models import BookableService, ReminderSettings
from atende.bookings.queries import reminders
from atende.bookings.rules.reminders import words
from atende.bookings.schemas.reminders import ReminderSettingsIn, ReminderSettingsOut
from atende.bookings.service import sending
from atende.core.tenancy import Tx

_LONGEST_QUIET = timedelta(hours=16)
_AT_ONCE = 500
# Whatever is ahead is looked at anew, some at a time: what was to be done by other settings stands nowhere. Whoever has one of them is
# not waited for, because they may be waiting for another: what is left comes with the next ones.
_FROM = "select anew_from from bookings_reminder_settings where tenant_id = $1 and anew_from is not null for update skip locked"
_ANEW = """
with last as (
    select max(starts_at) as at from (select starts_at from bookings_appointments
        where tenant_id = $1 and state = 'confirmed' and starts_at >= $2 order by starts_at limit $3) as few
), due as (
    select a.id, a.starts_at from bookings_appointments a
    where a.tenant_id = $1 and a.state = 'confirmed' and a.starts_at >= $2 and a.starts_at <= (select at from last)
), free as (
    select a.id from bookings_appointments a where a.tenant_id = $1 and a.id in (select id from due) for no key update skip locked
), done as (
    update bookings_appointments a set remind_at = now() from free where a.tenant_id = $1 and a.id = free.id
)
select coalesce((select min(starts_at) from due where id not in (select id from free)), at + interval '1 microsecond') from last
"""
_NEXT = "update bookings_reminder_settings set anew_from = $2 where tenant_id = $1"


async def write(tx: Tx, given: ReminderSettingsIn) -> ReminderSettingsOut:
    """People are reminded like this from now on; what has been sent already is not sent again, and what is ahead is looked at anew by a
    worker (`look_anew`). Refuses services and numbers that are not this business's, places that nothing fills, and quiet hours of more
    than 16 hours. States `BookingSetupChanged`."""
    _refuse_words(given)
    _refuse_quiet(given)
    await _refuse_strangers(tx, given)
    before = await reminders.settings(tx)
    kept = given.model_dump(mode="json")
    values = {name: kept[name] for name in reminders.OWN} | {
        "quiet_since": given.quiet_since, "quiet_until": given.quiet_until,
        "leads": sorted(set(given.leads), reverse=True),
        "of_services": {str(one.service_id): sorted(set(one.leads), reverse=True) for one in given.services},
        "on_since": before.on_since if _is_due_alike(before, given) else tx.now, "updated_at": tx.now,
        "anew_from": tx.now,
    }  # fmt: skip
    await tx.session.execute(
        insert(ReminderSettings)
        .values(tenant_id=tx.tenant_id, **values)
        .on_conflict_do_update(index_elements=["tenant_id"], set_=values)
    )
    await tx.emit(BookingSetupChanged(kind="reminders", record_id=tx.tenant_id), subject_id=tx.tenant_id)
    return await reminders.settings(tx)


async def look_anew(tx: Tx) -> bool:
    """Some of the appointments ahead are to be looked at by the settings as they are now; False when none was left to be, or somebody else
    is at it."""
    since = await tx.value(_FROM, tx.tenant_id)
    if since is None:
        return False
    await tx.fetch(_NEXT, tx.tenant_id, await tx.value(_ANEW, tx.tenant_id, since, _AT_ONCE))
    return True


def _is_due_alike(before: ReminderSettingsOut, given: ReminderSettingsIn) -> bool:
    """Whether nothing is due by these settings that was not by those before."""

    def leads(one: ReminderSettingsIn) -> dict[uuid.UUID | None, set[int]]:
        return {None: set(one.leads), **{own.service_id: set(own.leads) for own in one.services}}

    return before.on_since is not None and before.is_on == given.is_on and leads(before) == leads(given)


def _refuse_words(given: ReminderSettingsIn) -> None:
    if unknown := words.unknown_places(given.text):
        raise BookingInvalid(f"nothing fills {{{{{unknown[0]}}}}}", field="text", place=unknown[0])
    sending.refuse_words("templates", given.templates, words.PLACES)
    sending.refuse_words("offer_templates", given.offer_templates, words.OFFER_PLACES)


def _refuse_quiet(given: ReminderSettingsIn) -> None:
    since, until = given.quiet_since, given.quiet_until
    if (since is None) != (until is None):
        raise BookingInvalid("both times, or none", field="quiet_until")
    if since is None or until is None:
        return
    if since.tzinfo or until.tzinfo:
        raise BookingInvalid("a time of the place's clock, without an offset", field="quiet_since")
    long = datetime.combine(date.min, until) - datetime.combine(date.min, since)
    if since == until or long % timedelta(days=1) > _LONGEST_QUIET:
        raise BookingInvalid("sixteen hours at most", field="quiet_until")


async def _refuse_strangers(tx: Tx, given: ReminderSettingsIn) -> None:
    services = {one.service_id for one in given.services}
    if len(services) < len(given.services):
        raise BookingInvalid("a service stands here once", field="services")
    known = await tx.session.scalars(
        select(BookableService.id).where(BookableService.tenant_id == tx.tenant_id, BookableService.id.in_(services))
    )
    if services - set(known):
        raise BookingNotFound("no such service can be booked", field="services")
    await sending.refuse_strangers(tx, "templates", given.templates)
    await sending.refuse_strangers(tx, "offer_templates", given.offer_templates)
