"""Somebody looked at what was flagged: it stays as it is here, or becomes what it is outside."""

import uuid
from datetime import datetime

from sqlalchemy import select

from atende.bookings.errors import BookingInvalid, BookingNotFound, SlotOutside
from atende.bookings.models import Entry, Flag
from atende.bookings.service import amending, changing
from atende.bookings.service.outside import flagging
from atende.bookings.service.rows import found
from atende.core.tenancy import Tx, in_tenant
from atende.kit.refusal import Refusal

_WAKE = """
update bookings_calendars set write_due_at = least(write_due_at, $3) where tenant_id = $1 and id = $2 and state <> 'broken'
"""
_OPEN = """
select id from bookings_flags where tenant_id = $1 and calendar_id = $2 and kind in ('moved', 'deleted') and settled_at is null
    and (problem is null or raised_at > $3) order by raised_at, id limit 100
"""
_IS_FOLLOWED = "select 1 from bookings_calendars where tenant_id = $1 and id = $2 and is_written and is_followed"
_PROBLEM = "update bookings_flags set problem = $3 where tenant_id = $1 and id = $2"


async def keep(tx: Tx, flag_id: uuid.UUID) -> Flag:
    """It is as it is here, and the entry outside becomes that again. Settled before it changes nothing. States
    `BookingFlagSettled`."""
    flag = await _found(tx, flag_id)
    if flag.settled_at is not None:
        return flag
    if flag.kind != "conflict":
        row = await _entry(tx, flag)
        # What stands outside is taken as written by us, so that ours is written over it.
        row.out_since, row.out_until = (None, None) if row.is_seen_gone else (row.seen_since, row.seen_until)
        row.etag, row.digest, row.is_seen_gone = (None if row.is_seen_gone else row.seen_etag), None, False
        row.tried_since = row.tried_until = None
        row.due_at = tx.now
        await tx.session.flush()
    await flagging.settle(tx, [flag.id], "kept")
    if flag.kind != "conflict":
        await tx.fetch(_WAKE, tx.tenant_id, flag.calendar_id, tx.now)
    await tx.session.refresh(flag)
    return flag


async def follow(tx: Tx, flag_id: uuid.UUID) -> Flag:
    """The appointment is moved to where its entry stands outside and lasts as long as that, or is cancelled as that was deleted.
    Refuses the past and what moving and resizing refuse, and then it stands as it did. States `BookingFlagSettled` beside the
    appointment's facts."""
    flag = await _found(tx, flag_id)
    if flag.settled_at is not None:
        return flag
    if flag.kind == "conflict":
        raise BookingInvalid("an event of somebody else's cannot be followed", field="flag_id")
    if flag.kind == "deleted":
        await changing.cancel(tx, flag.appointment_id, by=changing.BY_STAFF, reason="calendar")
    else:
        assert flag.outside_since is not None
        assert flag.outside_until is not None
        await _become(tx, flag.appointment_id, flag.outside_since, flag.outside_until)
    await flagging.settle(tx, [flag.id], "followed")
    await tx.session.refresh(flag)
    return flag


async def follow_all(tenant_id: uuid.UUID, calendar_id: uuid.UUID, *, since: datetime) -> int:
    """What people moved or deleted in a calendar that is followed is so here, each by itself; what cannot be stays flagged, with the
    reason. Returns how many."""
    async with in_tenant(tenant_id) as tx:
        flags = [row[0] for row in await tx.fetch(_OPEN, tenant_id, calendar_id, since)]
    done = 0
    for flag_id in flags:
        try:
            async with in_tenant(tenant_id) as tx:
                if not await tx.fetch(_IS_FOLLOWED, tenant_id, calendar_id):  # given up meanwhile: somebody may be tidying
                    return done
                await follow(tx, flag_id)
            done += 1
        except Refusal as refused:
            async with in_tenant(tenant_id) as tx:
                await tx.fetch(_PROBLEM, tenant_id, flag_id, refused.code)
    return done


async def _become(tx: Tx, appointment_id: uuid.UUID, starts_at: datetime, ends_at: datetime) -> None:
    row = await found(tx, appointment_id)
    if starts_at <= tx.now and starts_at != row.starts_at:  # a slip of somebody's finger
        raise SlotOutside(reason="past", field="starts_at")
    await amending.become(tx, appointment_id, starts_at, ends_at, reason="calendar")


async def _found(tx: Tx, flag_id: uuid.UUID) -> Flag:
    flag = await tx.session.get(Flag, (tx.tenant_id, flag_id))
    if flag is None:
        raise BookingNotFound("no such flag")
    return flag


async def _entry(tx: Tx, flag: Flag) -> Entry:
    wanted = select(Entry).where(
        Entry.tenant_id == tx.tenant_id, Entry.calendar_id == flag.calendar_id, Entry.appointment_id == flag.appointment_id
    )
    return (await tx.session.scalars(wanted.with_for_update())).one()
