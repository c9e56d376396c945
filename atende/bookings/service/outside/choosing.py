"""Which of the account's calendars appointments are put into, and which of them take the resource's time."""

import uuid
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from atende.bookings.errors import BookingInvalid, BookingNotFound, CalendarRefused
from atende.bookings.events import CalendarChanged
from atende.bookings.models import Calendar
from atende.bookings.ports import CalendarTrouble, Grant, OwnedCalendars, Shelf, Trouble
from atende.bookings.service import freeing
from atende.bookings.service.outside import connecting, flagging, matching, vendors, working
from atende.bookings.service.outside.connecting import MOST, Transaction
from atende.core import clock
from atende.core.tenancy import Tx
from atende.integrations.service import sealing
from atende.kit.ids import new_id

_FREE = "delete from bookings_busy where tenant_id = $1 and calendar_id = $2 returning uid_sign, is_own"
_COUNT = "select count(*) from bookings_calendars where tenant_id = $1 and resource_id = $2 and (provider, account) <> ($3, $4)"
# What they had begun to write is due again; by statement, because whoever takes the lease does so without the resource's lock.
_LEAVE = """
update bookings_calendars set lease_id = null, leased_until = null, write_due_at = case when lease_id is null then write_due_at
    when write_due_at is not null then least(write_due_at, $3) end
where tenant_id = $1 and id = $2
"""
_TAKEN = """
select external_id from bookings_calendars where tenant_id = $1 and resource_id = $2 and provider = $3 and account <> $4
    and external_id = any($5::text[])
"""


@dataclass(frozen=True, slots=True)
class Chosen:
    """A calendar of the account, and what it is for. `is_listed`: the account has it (still)."""

    shelf: Shelf
    is_written: bool
    is_blocking: bool
    is_listed: bool = True


async def listed(transaction: Transaction, calendar_id: uuid.UUID) -> list[Chosen]:
    """The calendars of this one's account as its vendor lists them now, the primary one first, and those that were chosen and are not
    there any more. Refuses `BookingNotFound`, a feed, and `CalendarRefused`. Called with no transaction open."""
    shelves = await _shelves(transaction, calendar_id)
    async with transaction() as tx:
        rows = {row.external_id: row for row in await _rows(tx, await connecting.one(tx, calendar_id))}
    found = [
        Chosen(one, (row := rows.get(one.id)) is not None and row.is_written, row is not None and row.is_blocking)
        for one in shelves
    ]
    there = {one.id for one in shelves}
    gone = [row for row in rows.values() if row.external_id not in there and (row.is_written or row.is_blocking)]
    return found + [
        Chosen(
            Shelf(row.external_id, row.name, row.zone or "UTC", False, False), row.is_written, row.is_blocking, is_listed=False
        )
        for row in gone
    ]


async def choose(
    transaction: Transaction, calendar_id: uuid.UUID, *, written: str | None, blocking: Collection[str]
) -> uuid.UUID:
    """From now on appointments are put into `written`, and events in `blocking` take time. What lies ahead of us in another calendar is
    taken out of that and put into this one, each of them once whatever process is killed between; what is over stays where it was.
    Returns one of the chosen. States `CalendarChanged` for each that changed. Refuses nothing chosen, `CalendarRefused` (calendar_gone,
    read_only, other_account) and what `listed` refuses, and then all is as it was. Called with no transaction open."""
    if written is None and not blocking:
        raise BookingInvalid("choose one, or disconnect the account", field="blocking")
    known = {one.id: one for one in await _shelves(transaction, calendar_id)}
    names: list[str] = [*blocking] if written is None else [written, *blocking]
    wanted = {one: known.get(one) for one in names}
    if written is not None and (shelf := known.get(written)) is not None and not shelf.can_write:
        raise CalendarRefused(reason="read_only", field="written")
    chosen = {one: shelf for one, shelf in wanted.items() if shelf is not None}
    if len(chosen) < len(wanted):
        raise CalendarRefused(
            reason="calendar_gone", field="written" if written is not None and written not in known else "blocking"
        )
    async with transaction() as tx:
        return await _apply(tx, calendar_id, chosen, written, frozenset(blocking))


async def _apply(
    tx: Tx, calendar_id: uuid.UUID, chosen: dict[str, Shelf], written: str | None, blocking: Collection[str]
) -> uuid.UUID:
    of = await connecting.one(tx, calendar_id)
    # Who books has this lock, and reads what is chosen under it; so has who keeps what was read.
    await connecting.hold(tx, of.resource_id)
    rows = {row.external_id: row for row in await _rows(tx, of)}
    found = next((row for row in rows.values() if row.id == calendar_id), None)
    if found is None:  # disconnected while this waited
        raise BookingNotFound("no such calendar")
    of = found
    if await tx.fetch(_TAKEN, tx.tenant_id, of.resource_id, of.provider, of.account, list(chosen)):
        raise CalendarRefused(reason="other_account", field="blocking")
    if await tx.value(_COUNT, tx.tenant_id, of.resource_id, of.provider, of.account) + len(rows.keys() | chosen.keys()) > MOST:
        raise BookingInvalid(f"at most {MOST} calendars for one resource", field="blocking")
    before = next((row for row in rows.values() if row.is_written), None)
    was = {name: (row.is_written, row.is_blocking) for name, row in rows.items()}
    for name, row in rows.items():
        row.is_written = row.is_written and name == written  # given up before another is, of which there is one
        row.is_blocking = name in blocking
    await tx.session.flush()
    for name, shelf in chosen.items():
        row = rows.get(name) or _like(tx, of, shelf)
        row.is_written, row.is_blocking, row.name, row.zone = name == written, name in blocking, shelf.name, shelf.zone
        if before is not None and row.is_written:
            row.detail, row.is_followed = before.detail, before.is_followed
        rows[name] = row
    await tx.session.flush()
    is_freed = False
    for name, row in rows.items():
        if was.get(name) != (row.is_written, row.is_blocking) or row.state == "broken":
            is_freed |= await _become(tx, row, was.get(name))
    if is_freed:
        await freeing.freed(tx, CalendarChanged.name)
    return next(rows[name].id for name in chosen if name in (written, *blocking))


async def _become(tx: Tx, row: Calendar, was: tuple[bool, bool] | None) -> bool:
    """The calendar is what it was chosen for; whether time became free. One that is not there and is for nothing is forgotten."""
    state = "set" if was is not None else "new"
    is_for_nothing = not row.is_written and not row.is_blocking
    freed = [] if row.is_blocking else await tx.fetch(_FREE, tx.tenant_id, row.id)
    await matching.due(tx, {uid for uid, is_own in freed if is_own})
    if is_for_nothing and row.state == "broken" and row.reason == "calendar_gone":
        await tx.session.delete(row)
        state = "removed"
    else:
        # Whoever is reading or writing it asked for what it was for before: they record nothing of it any more.
        await tx.fetch(_LEAVE, tx.tenant_id, row.id, tx.now)
        if was is None or row.state == "broken" or not (was[0] or was[1]):
            connecting.begin(row, tx)
        elif row.is_blocking and not was[1]:
            row.cursor = None  # of what was read before nothing was kept
        # Also of one that is given up: what people did to ours there is seen before it is taken out.
        row.read_due_at = tx.now
        await tx.session.flush()
        await connecting.write_everything(tx, row)
        if not row.is_blocking:
            await flagging.compare(tx, row.id)
    await tx.session.flush()
    await tx.emit(CalendarChanged(calendar_id=row.id, resource_id=row.resource_id, state=state), subject_id=row.id)
    return bool(freed)


def _like(tx: Tx, of: Calendar, shelf: Shelf) -> Calendar:
    """Another calendar of the same account, read and written by the same consent."""
    row = Calendar(
        tenant_id=tx.tenant_id, id=new_id(), resource_id=of.resource_id, provider=of.provider, environment=of.environment,
        account=of.account, external_id=shelf.id, detail=of.detail, is_followed=of.is_followed, state="new",
        secret_sealed=of.secret_sealed, access_sealed=of.access_sealed, access_until=of.access_until,
    )  # fmt: skip
    tx.session.add(row)
    return row


async def _rows(tx: Tx, of: Calendar) -> list[Calendar]:
    mine = select(Calendar).where(
        Calendar.tenant_id == tx.tenant_id, Calendar.resource_id == of.resource_id, Calendar.provider == of.provider,
        Calendar.account == of.account,
    )  # fmt: skip
    return list(await tx.session.scalars(mine.order_by(Calendar.id).execution_options(populate_existing=True)))


async def _shelves(transaction: Transaction, calendar_id: uuid.UUID) -> list[Shelf]:
    try:
        for is_last in (False, True):
            vendor, grant = await _granted(transaction, calendar_id, is_new=is_last)
            try:
                return await vendor.shelves(grant)
            except CalendarTrouble as trouble:
                if trouble.trouble is not Trouble.UNAUTHORIZED or is_last:
                    raise
        raise AssertionError("two tries")
    except CalendarTrouble as trouble:
        reason = "consent_gone" if trouble.trouble is Trouble.REVOKED else str(trouble.trouble)
        raise CalendarRefused(reason=reason) from trouble


async def _granted(transaction: Transaction, calendar_id: uuid.UUID, *, is_new: bool) -> tuple[OwnedCalendars, Grant]:
    async with transaction() as tx:
        row = await connecting.one(tx, calendar_id)
        if row.provider == "ics":
            raise BookingInvalid("a feed is one calendar", field="calendar_id")
        if row.secret_sealed is None:
            raise CalendarRefused(reason="consent_gone")
        secret = await sealing.unseal(tx, row.secret_sealed, "secret")
        access: Any = None
        if row.access_sealed is not None and row.access_until is not None and row.access_until > clock.now() + working.EARLY:
            access = await sealing.unseal(tx, row.access_sealed, "access")
        provider, environment = row.provider, row.environment
    vendor = vendors.owned(provider)
    if access is None or is_new:
        tokens = await vendor.refresh(environment, secret)
        access = tokens.access
        async with transaction() as tx:
            await working.keep_tokens(tx, [row.id for row in await _rows(tx, await connecting.one(tx, calendar_id))], tokens)
    return vendor, Grant(environment, access)
