"""A calendar outside is connected to a resource by its owner's consent, set, and connected no more."""

import base64
import hashlib
import secrets
import uuid
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import delete, select

from atende.bookings.errors import BookingInvalid, BookingNotFound, CalendarRefused, ConsentIncomplete, ConsentInvalid
from atende.bookings.events import CalendarChanged
from atende.bookings.models import Calendar, CalendarConsent, Resource
from atende.bookings.ports import CalendarTrouble, Grant, Shelf, Tokens, Trouble
from atende.bookings.service import freeing
from atende.bookings.service.outside import matching, vendors, working, writing
from atende.bookings.service.outside.watching import hash_of
from atende.core import log
from atende.core.config import settings
from atende.core.tenancy import Crossing, Tx, asked_across_tenants
from atende.integrations.service import sealing
from atende.kit.ids import new_id

LASTS = timedelta(minutes=15)  # from going to consent to coming back
MOST = 20  # calendars of one resource

Transaction = Callable[[], AbstractAsyncContextManager[Tx]]
_log = log.get("bookings")


@dataclass(frozen=True, slots=True)
class Gone:
    """What is needed to take a consent back."""

    provider: str
    environment: str
    account: str
    secret: str | None


def back_to() -> str:
    """Where a person's browser comes back to; exactly this address is registered with the vendor."""
    return f"{settings().url}/calendars/connected"


async def start(tx: Tx, resource_id: uuid.UUID, *, visit: uuid.UUID, provider: str, environment: str, hint: str | None) -> str:
    """Where the person goes to consent. What they bring back is good once, for them alone in the same `visit` (their session in this
    business), for a quarter of an hour. Refuses `BookingNotFound`, and `CalendarRefused` (not_set_up) when this install may not ask."""
    if tx.actor.user_id is None:
        raise BookingInvalid("only a person can consent", field="resource_id")
    await _resource(tx, resource_id)
    state, verifier = f"{tx.tenant_id.hex}.{secrets.token_urlsafe(32)}", secrets.token_urlsafe(48)
    challenge = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).decode().rstrip("=")
    try:
        address = vendors.owned(provider).consent_address(
            environment, state=state, challenge=challenge, back_to=back_to(), hint=hint
        )
    except LookupError:
        raise CalendarRefused(reason="not_set_up") from None
    old = delete(CalendarConsent).where(CalendarConsent.tenant_id == tx.tenant_id, CalendarConsent.until < tx.now)
    await tx.session.execute(old)
    tx.session.add(
        CalendarConsent(
            tenant_id=tx.tenant_id, id=new_id(), resource_id=resource_id, user_id=tx.actor.user_id, provider=provider,
            environment=environment, state_hash=_hash_of(state, visit), verifier_sealed=await sealing.seal(tx, verifier, "verifier"),
            until=tx.now + LASTS,
        )
    )  # fmt: skip
    await tx.session.flush()
    return address


async def finish(transaction: Transaction, *, visit: uuid.UUID, state: str, code: str) -> uuid.UUID:
    """The person came back: their account is connected. Its calendars are as they were chosen before; the first time, the primary one
    takes time, and appointments are put into it where it is the only one that can be written: otherwise somebody chooses first
    (`choosing`). States `CalendarChanged`. Refuses `ConsentInvalid` for what was used, is old, somebody else's or of
    another session of theirs, `ConsentIncomplete` when they did not tick enough, and `CalendarRefused`."""
    async with transaction() as tx:
        consent, verifier = await _take_consent(tx, state, visit)
    vendor = vendors.owned(consent.provider)
    try:
        tokens = await vendor.exchange(consent.environment, code=code, verifier=verifier, back_to=back_to())
        if not vendor.may_write(tokens.scopes) or tokens.refresh is None:
            raise ConsentIncomplete
        shelves = await vendor.shelves(Grant(consent.environment, tokens.access))
    except CalendarTrouble as trouble:
        if trouble.trouble is Trouble.REVOKED:
            raise ConsentInvalid from trouble
        raise CalendarRefused(reason=str(trouble.trouble)) from trouble
    primary = next((one for one in shelves if one.is_primary and one.can_write), None)
    if primary is None:
        raise ConsentIncomplete
    is_only = sum(one.can_write for one in shelves) == 1
    async with transaction() as tx:
        return await _connect(tx, consent, primary, tokens, is_only=is_only)


def _hash_of(state: str, visit: uuid.UUID) -> str:
    return hash_of(f"{state}.{visit.hex}")


async def _take_consent(tx: Tx, state: str, visit: uuid.UUID) -> tuple[CalendarConsent, str]:
    mine = (CalendarConsent.tenant_id == tx.tenant_id, CalendarConsent.state_hash == _hash_of(state, visit))
    row = await tx.session.scalar(select(CalendarConsent).where(*mine).with_for_update())
    if row is None or row.until < tx.now or row.user_id != tx.actor.user_id:
        raise ConsentInvalid
    verifier = await sealing.unseal(tx, row.verifier_sealed, "verifier")
    tx.session.expunge(row)
    await tx.session.execute(delete(CalendarConsent).where(*mine))
    return row, verifier


async def _connect(tx: Tx, consent: CalendarConsent, primary: Shelf, tokens: Tokens, *, is_only: bool) -> uuid.UUID:
    await hold(tx, consent.resource_id)
    mine = select(Calendar).where(
        Calendar.tenant_id == tx.tenant_id, Calendar.resource_id == consent.resource_id, Calendar.provider == consent.provider
    )
    rows = list(await tx.session.scalars(mine.where(Calendar.account == primary.id).order_by(Calendar.created_at, Calendar.id)))
    if not rows:
        # Somebody who sees this calendar may have chosen it for the same person: its owner's consent is the better one.
        row = await tx.session.scalar(mine.where(Calendar.external_id == primary.id))
        if row is None:
            if await tx.value(_COUNT, tx.tenant_id, consent.resource_id) >= MOST:
                raise BookingInvalid(f"at most {MOST} calendars for one resource", field="resource_id")
            row = Calendar(
                tenant_id=tx.tenant_id, id=new_id(), resource_id=consent.resource_id, provider=consent.provider,
                environment=consent.environment, external_id=primary.id, is_written=is_only,
            )  # fmt: skip
            tx.session.add(row)
        row.account, row.name, row.zone = primary.id, primary.name, primary.zone
        rows = [row]
    for row in rows:
        row.environment = consent.environment
        row.lease_id, row.leased_until = None, None
        begin(row, tx)
    await tx.session.flush()
    await working.keep_tokens(tx, [row.id for row in rows], tokens)
    for row in rows:
        await write_everything(tx, row)
        await tx.emit(CalendarChanged(calendar_id=row.id, resource_id=row.resource_id, state="new"), subject_id=row.id)
    return next((row.id for row in rows if row.is_written), rows[0].id)


def begin(row: Calendar, tx: Tx) -> None:
    """Everything in the calendar is due to be read, and its channel made sure of, whatever went wrong before."""
    row.state, row.reason, row.failures, row.cursor = "new", None, 0, None
    row.read_due_at = row.watch_due_at = tx.now


async def write_everything(tx: Tx, row: Calendar) -> None:
    """Everything ahead is due to be put into the calendar or, where it is not written, to be taken out of it."""
    await tx.fetch(_ALL_DUE, tx.tenant_id, row.id, tx.now, row.is_written)
    if row.is_written:
        await writing.fill(tx, row.id, row.resource_id, row.external_id)


_ALL_DUE = """
with due as (
    update bookings_calendar_entries e set due_at = $3, failures = 0, problem = null from bookings_appointments a
    where e.tenant_id = $1 and e.calendar_id = $2 and a.tenant_id = $1 and a.id = e.appointment_id
        and ($4 or a.ends_at > $3 or a.state = 'cancelled')
    returning e.id
)
update bookings_calendars set write_due_at = least(write_due_at, $3)
where tenant_id = $1 and id = $2 and state <> 'broken' and exists (select from due)
"""


async def subscribe(tx: Tx, resource_id: uuid.UUID, *, address: str, name: str) -> uuid.UUID:
    """What takes time in the feed at that address takes the resource's. It is read by a worker; only https. States
    `CalendarChanged`. Refuses `BookingInvalid` where there are `MOST` of the resource."""
    await _resource(tx, resource_id)
    external_id = hash_of(address)[:40]
    taken = select(Calendar).where(
        Calendar.tenant_id == tx.tenant_id, Calendar.resource_id == resource_id, Calendar.provider == "ics",
        Calendar.external_id == external_id,
    )  # fmt: skip
    if known := await tx.session.scalar(taken.with_for_update()):
        if known.state == "broken":  # somebody thinks that it can be read by now
            known.state, known.reason, known.failures, known.read_due_at = "new", None, 0, tx.now
            await tx.session.flush()
            await tx.emit(CalendarChanged(calendar_id=known.id, resource_id=resource_id, state="new"), subject_id=known.id)
        return known.id
    if await tx.value(_COUNT, tx.tenant_id, resource_id) >= MOST:
        raise BookingInvalid(f"at most {MOST} calendars for one resource", field="address")
    row = Calendar(
        tenant_id=tx.tenant_id, id=new_id(), resource_id=resource_id, provider="ics", environment="live", external_id=external_id,
        name=name, is_written=False, zone=await tx.value(_ZONE, tx.tenant_id),
        secret_sealed=await sealing.seal(tx, address, "secret"), read_due_at=tx.now,
    )  # fmt: skip
    tx.session.add(row)
    await tx.session.flush()
    await tx.emit(CalendarChanged(calendar_id=row.id, resource_id=resource_id, state="new"), subject_id=row.id)
    return row.id


async def hold(tx: Tx, resource_id: uuid.UUID) -> None:
    """Nobody books the resource's time, chooses its calendars or records what stands in them until this transaction ends. Entries are
    locked before calendars, as by whoever records. Refuses `BookingNotFound`."""
    if not await tx.fetch(_LOCK, tx.tenant_id, resource_id):
        raise BookingNotFound("no such resource", field="resource_id")
    await tx.fetch(_ENTRIES, tx.tenant_id, resource_id)


_ENTRIES = """
select e.id from bookings_calendar_entries e join bookings_calendars c on c.tenant_id = e.tenant_id and c.id = e.calendar_id
where c.tenant_id = $1 and c.resource_id = $2 order by e.id for no key update of e
"""
_LOCK = "select id from bookings_resources where tenant_id = $1 and id = $2 for no key update"
_COUNT = "select count(*) from bookings_calendars where tenant_id = $1 and resource_id = $2"
_ZONE = "select timezone from accounts_tenants where id = $1"


async def change(tx: Tx, calendar_id: uuid.UUID, given: dict[str, Any]) -> None:
    """How the calendar is kept in step is as given; what its entries say is written anew. States `CalendarChanged`."""
    row = await held(tx, calendar_id)
    for name, value in given.items():
        if row.provider == "ics" and name != "name":
            raise BookingInvalid("a feed is only read", field=name)
        setattr(row, name, value)
    await tx.session.flush()
    if "detail" in given:
        await write_everything(tx, row)
    await tx.emit(CalendarChanged(calendar_id=row.id, resource_id=row.resource_id, state="set"), subject_id=row.id)


async def look_now(tx: Tx, calendar_id: uuid.UUID) -> None:
    """It is read, and what is due written, as soon as a worker is free; one that was not there, or not to be had, is tried anew. Refuses
    one whose consent is gone."""
    row = await one(tx, calendar_id)
    if row.state == "broken":
        if row.reason == "consent_gone":
            raise CalendarRefused(reason="consent_gone")
        row = await held(tx, calendar_id)
        begin(row, tx)
        await tx.session.flush()
        await write_everything(tx, row)
        await tx.emit(CalendarChanged(calendar_id=row.id, resource_id=row.resource_id, state="new"), subject_id=row.id)
    row.read_due_at = tx.now
    await tx.session.flush()


async def disconnect(tx: Tx, calendar_id: uuid.UUID) -> Gone:
    """Nothing is written to or read from the account's calendars any more; what they took of the resource's time is free, their entries
    stay there. Of one that was given up only that one is forgotten, with what could not be taken out of it. States `CalendarChanged`. The
    caller takes the consent back afterwards."""
    row = await held(tx, calendar_id)
    secret = await sealing.unseal(tx, row.secret_sealed, "secret") if row.secret_sealed is not None else None
    of_account = (Calendar.tenant_id == tx.tenant_id, Calendar.provider == row.provider, Calendar.account == row.account)
    rows = [row]
    if row.provider != "ics" and (row.is_written or row.is_blocking):
        rows = list(await tx.session.scalars(select(Calendar).where(*of_account, Calendar.resource_id == row.resource_id)))
    gone = Gone(row.provider, row.environment, row.account, secret)
    own = await tx.fetch(_OWN, tx.tenant_id, [one.id for one in rows])
    for one_of_them in rows:
        await tx.session.delete(one_of_them)
    await tx.session.flush()
    await matching.due(tx, [uid for (uid,) in own])
    await freeing.freed(tx, CalendarChanged.name)
    for one_of_them in rows:
        fact = CalendarChanged(calendar_id=one_of_them.id, resource_id=row.resource_id, state="removed")
        await tx.emit(fact, subject_id=one_of_them.id)
    return gone


_OWN = "select distinct uid_sign from bookings_busy where tenant_id = $1 and calendar_id = any($2::uuid[]) and is_own"
_OTHERS = """
select 1 from bookings_calendars where provider = $1 and environment = $2 and account = $3 and state <> 'broken' limit 1
"""


async def take_back(gone: Gone) -> bool:
    """The consent is gone at the vendor too, unless another calendar goes by it: it is the account's, whoever's time that shows, in
    whichever business of this install. False when the vendor could not be told. Called with no transaction open."""
    if gone.secret is None or gone.provider == "ics":
        return True
    if await asked_across_tenants(Crossing.SAME_CONSENT, _OTHERS, gone.provider, gone.environment, gone.account):
        return True
    try:
        await vendors.owned(gone.provider).revoke(gone.environment, gone.secret)
    except CalendarTrouble as trouble:
        _log.warning("consent_not_taken_back", provider=gone.provider, trouble=str(trouble.trouble))
        return False
    return True


async def one(tx: Tx, calendar_id: uuid.UUID) -> Calendar:
    """The calendar; refuses `BookingNotFound`."""
    row = await tx.session.get(Calendar, (tx.tenant_id, calendar_id))
    if row is None:
        raise BookingNotFound("no such calendar")
    return row


async def held(tx: Tx, calendar_id: uuid.UUID) -> Calendar:
    """The calendar as it is now that nobody chooses or disconnects it until this transaction ends. Refuses `BookingNotFound`."""
    await hold(tx, (await one(tx, calendar_id)).resource_id)
    row = await tx.session.get(Calendar, (tx.tenant_id, calendar_id), populate_existing=True)
    if row is None:
        raise BookingNotFound("no such calendar")
    return row


async def _resource(tx: Tx, resource_id: uuid.UUID) -> None:
    if await tx.session.get(Resource, (tx.tenant_id, resource_id)) is None:
        raise BookingNotFound("no such resource", field="resource_id")
