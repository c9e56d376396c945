"""What is in the calendar outside comes to be known here: since the last time, or everything. Each page is kept in one transaction,
the cursor with the last one; what is read twice is there once, and reading everything ends in the same as every change did."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy import select

from atende.bookings.models import Entry
from atende.bookings.ports import Calendars, CalendarTrouble, Grant, Seen, Trouble
from atende.bookings.rules import outside as rules
from atende.bookings.service import freeing
from atende.bookings.service.outside import flagging, matching, writing
from atende.bookings.service.outside.leasing import Lease
from atende.core.tenancy import Tx
from atende.kit.ids import new_id

POLL = timedelta(minutes=5)  # without a channel, or when it is silent for good
POLL_WITH_CHANNEL = timedelta(minutes=15)  # told of changes, but not of every one
POLL_FEED = timedelta(minutes=30)
EVERYTHING = timedelta(days=7)  # events come within reach as time goes by, and nobody tells of that
MOST_PAGES = 400

_LOCK = "select id from bookings_resources where tenant_id = $1 and id = $2 for no key update"
_IS_FOR = "select is_written, is_blocking from bookings_calendars where tenant_id = $1 and id = $2"
_KEEP = """
insert into bookings_busy (tenant_id, id, calendar_id, resource_id, external_id, since, until, round_no, uid_sign)
select $1, e.id, $2, $3, e.external_id, e.since, e.until, $4, e.uid_sign
from unnest($5::uuid[], $6::text[], $7::timestamptz[], $8::timestamptz[], $9::text[]) as e (id, external_id, since, until, uid_sign)
on conflict (tenant_id, calendar_id, external_id) do update
    set since = excluded.since, until = excluded.until, round_no = excluded.round_no, uid_sign = excluded.uid_sign
"""
_DROP = (
    "delete from bookings_busy where tenant_id = $1 and calendar_id = $2 and external_id = any($3::text[])"
    " returning uid_sign, is_own"
)
# A feed's event cannot be read as a whole: what it took when it could is called by its name, a dot, and when.
_STILL = """
update bookings_busy set round_no = $4 where tenant_id = $1 and calendar_id = $2 and split_part(external_id, '.', 1) = any($3::text[])
"""
# Google calls one of a series by the series' name, an underscore, and when.
_REST = """
select exists (select from bookings_busy where tenant_id = $1 and calendar_id = $2
    and regexp_replace(external_id, '_[^_]*$', '') = any($3::text[]))
"""
_SWEEP = "delete from bookings_busy where tenant_id = $1 and calendar_id = $2 and round_no <> $3 returning uid_sign, is_own"
_OURS = "select id from bookings_appointments where tenant_id = $1 and id = any($2::uuid[])"
# Entries that a colleague who shares the calendar has in it.
_OTHERS = """
select external_id from bookings_calendar_entries where tenant_id = $1 and calendar_id <> $2 and external_id = any($3::text[])
"""
_BEGUN = "update bookings_calendars set round_no = $3 where tenant_id = $1 and id = $2"
_READ = """
update bookings_calendars set cursor = $3, round_no = $4, zone = coalesce($5, zone), last_read_at = $6, unreadable = $7,
    read_all_at = case when $8 then $6 else read_all_at end,
    -- Whoever told of a change meanwhile is heard after this.
    read_due_at = case when read_due_at <> $11 then read_due_at else $6 + case when exists (select from bookings_calendar_channels h
        where h.tenant_id = $1 and h.calendar_id = $2 and h.state = 'open' and h.until > $6) then $9::interval else $10::interval end end
where tenant_id = $1 and id = $2
"""


async def read_due(lease: Lease, vendor: Calendars, grant: Grant) -> None:
    """What changed outside is known here. Raises `CalendarTrouble` and `LeaseLost`."""
    async with lease.tx() as tx:
        is_old = lease.read_all_at is None or lease.read_all_at < tx.now - EVERYTHING
    if lease.cursor is not None and not is_old:
        try:
            if await _pages(lease, vendor, grant, lease.cursor):
                return
        except CalendarTrouble as trouble:
            if trouble.trouble is not Trouble.CURSOR_GONE:
                raise
    await _pages(lease, vendor, grant, None)


async def _pages(lease: Lease, vendor: Calendars, grant: Grant, cursor: str | None) -> bool:
    """False when what changed does not say all that did: then everything is due to be read."""
    round_no, is_counted, is_all_said = lease.round_no, False, True
    page, unreadable = None, 0
    for _ in range(MOST_PAGES):
        changes = await vendor.changes(grant, lease.external_id, cursor, page)
        if changes.is_everything and not is_counted:
            round_no, is_counted = round_no + 1, True
        async with lease.tx() as tx:
            # Whoever books looks at what is taken under this lock, so that an event comes before or after, not in between.
            await tx.fetch(_LOCK, tx.tenant_id, lease.resource_id)
            is_for: Any = await tx.row(_IS_FOR, tx.tenant_id, lease.calendar_id)
            lease.is_written, lease.is_blocking = is_for if is_for is not None else (False, False)
            unclear, is_freed = await _keep(tx, lease, changes.events, round_no, is_change=not changes.is_everything)
            unreadable += unclear
            if not changes.is_everything and is_all_said:
                is_all_said = not await _is_more_gone(tx, lease, changes.events)
            if changes.next_page is None:
                if changes.is_everything:
                    is_freed |= await _forget_others(tx, lease, round_no)
                await flagging.compare(tx, lease.calendar_id)
                # Whoever is stopped before everything is read begins with that.
                lease.cursor = changes.cursor if is_all_said else None
                values = (lease.cursor, round_no, changes.zone, tx.now, unreadable, changes.is_everything)
                await tx.fetch(
                    _READ,
                    tx.tenant_id,
                    lease.calendar_id,
                    *values,
                    POLL_WITH_CHANNEL,
                    POLL_FEED if lease.provider == "ics" else POLL,
                    lease.read_due_at,
                )
            elif round_no != lease.round_no:
                # Whoever begins anew has another number: what only a broken read has seen is not there after the next.
                await tx.fetch(_BEGUN, tx.tenant_id, lease.calendar_id, round_no)
            if is_freed:
                await freeing.freed(tx, "bookings.calendar_read")
        lease.round_no = round_no
        page = changes.next_page
        if page is None:
            return is_all_said
    raise CalendarTrouble(Trouble.REFUSED, "too_many_pages")


async def _keep(tx: Tx, lease: Lease, events: Sequence[Seen], round_no: int, *, is_change: bool) -> tuple[int, bool]:
    """How many events nobody understood, and whether time may be free that was not."""
    by_id = {event.id: event for event in events}  # of one event that comes twice the later one
    ours = await _entries(tx, lease, by_id)
    others = {row[0] for row in await tx.fetch(_OTHERS, tx.tenant_id, lease.calendar_id, list(by_id))}
    busy: list[tuple[Seen, rules.Times]] = []
    free, unclear = [], []
    for event in by_id.values():
        if (row := ours.get(event.id)) is not None and not writing.is_done_with(row):
            row.round_no = round_no
            await writing.note(tx, lease.calendar_id, row, event)
            free.append(event.id)
        elif event.is_unreadable:
            unclear.append(event.id)
        elif event.id in others:
            free.append(event.id)
        elif (
            lease.is_blocking and not event.is_gone and event.is_busy and (times := rules.kept(tx.now, event.since, event.until))
        ):
            busy.append((event, times))
        else:
            free.append(event.id)
    if busy:
        ids, times = [[new_id() for _ in busy], [one.id for one, _ in busy]], [[t[0] for _, t in busy], [t[1] for _, t in busy]]
        uids = [one.uid for one, _ in busy]
        await tx.fetch(_KEEP, tx.tenant_id, lease.calendar_id, lease.resource_id, round_no, *ids, *times, uids)
        await matching.look(tx, uids, within=lease.calendar_id)
    is_freed = is_change and bool(busy)  # one of them may have been elsewhere
    if free:
        gone = await tx.fetch(_DROP, tx.tenant_id, lease.calendar_id, free)
        await matching.due(tx, {row[0] for row in gone if row[1]})
        is_freed |= bool(gone)
    if unclear:
        await tx.fetch(_STILL, tx.tenant_id, lease.calendar_id, unclear, round_no)
    return len(unclear), is_freed


async def _is_more_gone(tx: Tx, lease: Lease, events: Sequence[Seen]) -> bool:
    """Whether more may be gone than was said: of a series that was deleted only some events are told of, or only its own name is."""
    gone = [event for event in events if event.is_gone]
    if not gone or not lease.is_blocking:
        return False
    names = [event.id for event in gone]
    return any(event.is_of_series for event in gone) or await tx.value(_REST, tx.tenant_id, lease.calendar_id, names)


async def _entries(tx: Tx, lease: Lease, events: dict[str, Seen]) -> dict[str, Entry]:
    """Rows of those events that are entries of ours; one whose row was lost has one again."""
    found = await tx.session.scalars(
        select(Entry).where(
            Entry.tenant_id == tx.tenant_id, Entry.calendar_id == lease.calendar_id, Entry.external_id.in_(list(events))
        )
    )
    known = {row.external_id: row for row in found}
    meant = {
        event.id: appointment_id
        for event in events.values()
        if event.id not in known and (appointment_id := rules.read_reference(event.reference, tx.tenant_id))
        # Somebody's copy of it has its reference, and an id of its own: that one is just an event.
        if event.id == rules.entry_id(tx.tenant_id, lease.external_id, lease.resource_id, appointment_id)
    }
    if meant:
        there = {row[0] for row in await tx.fetch(_OURS, tx.tenant_id, list(meant.values()))}
        for event_id, appointment_id in meant.items():
            if appointment_id in there:
                row = known[event_id] = Entry(
                    tenant_id=tx.tenant_id, id=new_id(), calendar_id=lease.calendar_id, appointment_id=appointment_id,
                    external_id=event_id, due_at=tx.now,
                )  # fmt: skip
                tx.session.add(row)
        await tx.session.flush()
    return known


async def _forget_others(tx: Tx, lease: Lease, round_no: int) -> bool:
    """Everything was read: what was not there is gone. Whether that was any event that took time."""
    gone = await tx.fetch(_SWEEP, tx.tenant_id, lease.calendar_id, round_no)
    await matching.due(tx, {row[0] for row in gone if row[1]})
    missing = await tx.session.scalars(
        select(Entry).where(
            Entry.tenant_id == tx.tenant_id,
            Entry.calendar_id == lease.calendar_id,
            Entry.out_since.is_not(None),
            Entry.round_no != round_no,
        )
    )
    for row in missing:
        row.round_no = round_no
        await writing.note(tx, lease.calendar_id, row, Seen(row.external_id, is_gone=True))
    if lease.is_written:
        await writing.fill(tx, lease.calendar_id, lease.resource_id, lease.external_id)
    await tx.session.flush()
    return bool(gone)
