"""Appointments are put into the calendar outside: what is to be written is claimed in a transaction, written without one, recorded in
another. Killed anywhere between, it is done again and is there once, because an entry's id is always the same."""

import uuid
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from atende.bookings.models import Entry as Row
from atende.bookings.ports import PASSING, CalendarTrouble, Entry, Grant, OwnedCalendars, Seen, Trouble
from atende.bookings.rules import outside as rules
from atende.bookings.rules.outside import Detail, Standing, Verdict
from atende.bookings.service.outside import flagging
from atende.bookings.service.outside.leasing import Lease
from atende.core.tenancy import Tx

AT_ONCE = 50  # entries in one lease
_OF_ALL = PASSING | {Trouble.UNAUTHORIZED, Trouble.REVOKED, Trouble.FORBIDDEN, Trouble.VANISHED}

# What an appointment means to the calendars of the resources that it has: an entry in each, and none in others any more.
_DUE = """
with own as (
    select c.id, c.external_id, c.resource_id from bookings_calendars c
    where c.tenant_id = $1 and c.is_written and c.resource_id in (
        select l.resource_id from bookings_appointments a
        join bookings_claims l on l.tenant_id = a.tenant_id and l.occasion_id = a.occasion_id and l.is_living
        where a.tenant_id = $1 and a.id = $2 and a.state in ('pending', 'confirmed', 'completed', 'no_show'))
), known as (
    update bookings_calendar_entries e set due_at = $3, failures = 0, problem = null
    where e.tenant_id = $1 and e.appointment_id = $2 returning e.calendar_id
)
select id, external_id, resource_id, id not in (select calendar_id from known) from own
union all select calendar_id, null, null, false from known where calendar_id not in (select id from own)
"""
_ADD = """
insert into bookings_calendar_entries (tenant_id, id, calendar_id, appointment_id, external_id, due_at)
select $1, gen_random_uuid(), $2, a.id, a.external_id, $5 from unnest($3::uuid[], $4::text[]) as a (id, external_id)
on conflict (tenant_id, calendar_id, appointment_id) do update set due_at = excluded.due_at
"""
_WAKE = """
update bookings_calendars set write_due_at = least(write_due_at, $3)
where tenant_id = $1 and id = any($2::uuid[]) and state <> 'broken'
"""
_AHEAD = """
select a.id from bookings_claims l join bookings_appointments a on a.tenant_id = l.tenant_id and a.occasion_id = l.occasion_id
where l.tenant_id = $1 and l.resource_id = $2 and l.is_living and l.until > $3 and a.state in ('pending', 'confirmed')
    and not exists (select from bookings_calendar_entries e where e.tenant_id = $1 and e.calendar_id = $4 and e.appointment_id = a.id
        and (e.out_since is not null or e.due_at is not null))
order by a.starts_at limit 5000
"""
_CLAIM = """
select e.id, e.appointment_id, e.external_id, e.etag, e.digest, e.tried_since, e.out_since, e.out_until, e.seen_since, e.seen_until,
    e.is_seen_gone, e.seen_etag,
    a.starts_at, a.ends_at, a.zone, k.name, p.name, s.address,
    a.state in ('pending', 'confirmed', 'completed', 'no_show') and exists (select from bookings_claims l where l.tenant_id = $1
        and l.occasion_id = a.occasion_id and l.resource_id = $3 and l.is_living),
    c.is_written, c.detail,
    exists (select from bookings_calendar_entries o join bookings_calendars w on w.tenant_id = o.tenant_id and w.id = o.calendar_id
        where o.tenant_id = $1 and o.appointment_id = e.appointment_id and o.id <> e.id and w.resource_id = $3 and w.is_written),
    exists (select from bookings_busy b join bookings_imports i on i.tenant_id = b.tenant_id and i.uid_sign = b.uid_sign
        where b.tenant_id = $1 and b.resource_id = $3 and b.is_own and i.appointment_id = e.appointment_id and b.since = a.starts_at)
from bookings_calendar_entries e
join bookings_calendars c on c.tenant_id = e.tenant_id and c.id = e.calendar_id
join bookings_appointments a on a.tenant_id = e.tenant_id and a.id = e.appointment_id
join knowledge_services k on k.tenant_id = a.tenant_id and k.id = a.service_id
join contacts_contacts p on p.tenant_id = a.tenant_id and p.id = a.contact_id
left join accounts_stores s on s.tenant_id = a.tenant_id and s.id = a.store_id
where e.tenant_id = $1 and e.calendar_id = $2 and e.due_at <= $4
order by e.due_at, e.id limit 1 for update of e
"""


@dataclass(frozen=True, slots=True)
class Claimed:
    """One entry, as it is to be written (None: to be taken away)."""

    id: uuid.UUID
    appointment_id: uuid.UUID
    external_id: str
    entry: Entry | None
    digest: str
    etag: str | None
    was_out: bool


async def follow(tx: Tx, appointment_id: uuid.UUID) -> None:
    """The appointment's entries are due: written, changed or taken away. Nothing where no calendar is connected."""
    rows = await tx.fetch(_DUE, tx.tenant_id, appointment_id, tx.now)
    if not rows:
        return
    for calendar_id, external_id, resource_id, is_new in rows:
        if is_new:
            entry_id = rules.entry_id(tx.tenant_id, external_id, resource_id, appointment_id)
            await tx.fetch(_ADD, tx.tenant_id, calendar_id, [appointment_id], [entry_id], tx.now)
    await tx.fetch(_WAKE, tx.tenant_id, sorted({row[0] for row in rows}), tx.now)


async def fill(tx: Tx, calendar_id: uuid.UUID, resource_id: uuid.UUID, external_id: str) -> int:
    """Every appointment ahead that the calendar does not have is due to be put into it; returns how many."""
    found = [row[0] for row in await tx.fetch(_AHEAD, tx.tenant_id, resource_id, tx.now, calendar_id)]
    if found:
        ids = [rules.entry_id(tx.tenant_id, external_id, resource_id, one) for one in found]
        await tx.fetch(_ADD, tx.tenant_id, calendar_id, found, ids, tx.now)
        await tx.fetch(_WAKE, tx.tenant_id, [calendar_id], tx.now)
    return len(found)


async def write_due(lease: Lease, vendor: OwnedCalendars, grant: Grant) -> None:
    """Entries that are due are written, in turn, until none is or enough were. Raises `CalendarTrouble` for what concerns the whole
    calendar, and `LeaseLost`."""
    for _ in range(AT_ONCE):
        async with lease.tx() as tx:
            claimed = await _claim(tx, lease)
        if claimed is None:
            return
        try:
            await _write(lease, vendor, grant, claimed)
        except CalendarTrouble as trouble:
            if trouble.trouble in _OF_ALL:
                raise
            async with lease.tx() as tx:
                await _put_off(tx, claimed, trouble)


async def _claim(tx: Tx, lease: Lease) -> Claimed | None:
    """The next entry that needs a call; those that need none are settled on the way."""
    while True:
        found = await tx.row(_CLAIM, tx.tenant_id, lease.calendar_id, lease.resource_id, tx.now)
        if found is None:
            return None
        claimed = await _decide(tx, lease, found)
        if claimed is not None:
            return claimed


async def _decide(tx: Tx, lease: Lease, found: Any) -> Claimed | None:
    row = await tx.session.get_one(Row, (tx.tenant_id, found[0]), populate_existing=True)
    standing: rules.Times | None = (found[12], found[13]) if found[18] else None
    # What is over stays where it was written, unless it went elsewhere with the choice of another calendar.
    # Nor does ours stand beside an event by which another system wrote the same appointment there.
    is_wanted = found[19] and not found[22]
    is_kept = is_wanted or (found[13] <= tx.now and not found[21])
    times = standing if is_wanted else None
    out = (row.out_since, row.out_until) if row.out_since and row.out_until else None
    seen = None if row.is_seen_gone else (row.seen_since, row.seen_until) if row.seen_since and row.seen_until else out
    # Also where it is to be taken away: what people did to it outside is not undone unseen.
    verdict = rules.verdict(Standing(standing, out, seen))
    await flagging.judge(tx, lease.calendar_id, row.appointment_id, row.external_id, verdict, seen)
    etag = row.etag
    if verdict is Verdict.AGREED and standing is not None:
        row.out_since, row.out_until = standing
        etag = row.etag = row.seen_etag
    entry = _entry(lease, found) if times else None
    sign = _sign(entry)
    # What was never recorded may stand there all the same: a try of ours, or an entry whose row was lost and that was read since.
    is_there = out is not None or row.tried_since is not None or (row.seen_since is not None and not row.is_seen_gone)
    is_done = sign == row.digest if entry else not is_there or (standing is not None and is_kept)
    if verdict in (Verdict.MOVED, Verdict.DELETED) or is_done:
        row.due_at, row.failures = None, 0
        await tx.session.flush()
        return None
    row.tried_since, row.tried_until = times or (row.tried_since, row.tried_until)
    await tx.session.flush()
    return Claimed(row.id, row.appointment_id, row.external_id, entry, sign, etag, out is not None)


def _entry(lease: Lease, found: Any) -> Entry:
    detail = Detail(found[20])
    return Entry(
        id=found[2],
        title=rules.title(detail, found[15], found[16]),
        since=found[12],
        until=found[13],
        zone=found[14],
        reference=rules.reference(lease.tenant_id, found[1]),
        location="" if detail is Detail.BUSY else _address(found[17]),
    )


def _address(kept: Any) -> str:
    words = kept if isinstance(kept, dict) else {}
    first = " ".join(str(words[key]) for key in ("street", "number") if words.get(key))
    return ", ".join(filter(None, [first, *(str(words[key]) for key in ("district", "city") if words.get(key))]))[:500]


def _sign(entry: Entry | None) -> str:
    return "" if entry is None else rules.digest(entry.title, entry.since, entry.until, entry.zone, entry.location)


async def _write(lease: Lease, vendor: OwnedCalendars, grant: Grant, claimed: Claimed) -> None:
    calendar, entry = lease.external_id, claimed.entry
    if entry is None:
        await vendor.remove(grant, calendar, claimed.external_id)
        await _record(lease, claimed, None)
        return
    try:
        if claimed.was_out:
            etag = await vendor.replace(grant, calendar, entry, claimed.etag)
        else:
            etag = await vendor.insert(grant, calendar, entry)
    except CalendarTrouble as trouble:
        if trouble.trouble not in (Trouble.TAKEN, Trouble.CHANGED, Trouble.GONE):
            raise
        await _meet(lease, vendor, grant, claimed, trouble.trouble)
        return
    await _record(lease, claimed, etag)


async def _meet(lease: Lease, vendor: OwnedCalendars, grant: Grant, claimed: Claimed, why: Trouble) -> None:
    """Something else than expected stands there: it is looked at before anything is written over it."""
    assert claimed.entry is not None
    try:
        seen = await vendor.read(grant, lease.external_id, claimed.external_id)
    except CalendarTrouble as trouble:
        if trouble.trouble is not Trouble.GONE:
            raise
        # Google says 404 of all of them when the calendar is not there: then nobody deleted anything.
        await vendor.make_sure(grant, lease.external_id)
        seen = Seen(claimed.external_id, is_gone=True)
    # Where nothing of ours is known to stand, what stands there is ours: an earlier try wrote it and could not record it, or we took it
    # away and its id is used again. Nobody's deed is read from it: a try that never arrived looks the same.
    if not claimed.was_out:
        etag = await vendor.replace(grant, lease.external_id, claimed.entry, seen.etag)
        await _record(lease, claimed, etag)
        return
    async with lease.tx() as tx:
        row = await tx.session.get_one(Row, (tx.tenant_id, claimed.id))
        row.tried_since = row.tried_until = None
        await note(tx, lease.calendar_id, row, seen)
        if (row.seen_since, row.seen_until) == (row.out_since, row.out_until) and not row.is_seen_gone:
            row.etag = seen.etag  # only its words were changed; ours are written over the etag that was seen
        row.due_at = tx.now
        await tx.session.flush()


def is_done_with(row: Row) -> bool:
    """The entry was taken away, and is not wanted any more: should somebody bring it back outside, it is an event of theirs."""
    return row.out_since is None and row.tried_since is None and row.due_at is None


async def note(tx: Tx, calendar_id: uuid.UUID, row: Row, seen: Seen) -> None:
    """The entry was seen like this outside; what people did to it is flagged. An echo of what we wrote is nothing new."""
    if seen.is_unreadable:
        return
    is_tried = not seen.is_gone and row.out_since is None and row.tried_since is not None
    if is_tried and (seen.since, seen.until) == (row.tried_since, row.tried_until):  # our own, which nobody could record
        row.out_since, row.out_until, row.etag = seen.since, seen.until, seen.etag
    row.is_seen_gone, row.seen_etag = seen.is_gone, seen.etag
    row.seen_since, row.seen_until = (None, None) if seen.is_gone else (seen.since, seen.until)
    await tx.session.flush()
    if row.out_since is not None and _differs(row):
        row.due_at = tx.now  # judged where it is compared with the appointment
    elif row.out_since is not None:
        await flagging.judge(tx, calendar_id, row.appointment_id, row.external_id, Verdict.AS_IT_WAS, None)
    await tx.session.flush()


def _differs(row: Row) -> bool:
    return row.is_seen_gone or (row.seen_since, row.seen_until) != (row.out_since, row.out_until)


async def _record(lease: Lease, claimed: Claimed, etag: str | None) -> None:
    async with lease.tx() as tx:
        row = await tx.session.get_one(Row, (tx.tenant_id, claimed.id))
        entry = claimed.entry
        row.etag, row.digest = etag, claimed.digest if entry else None
        row.out_since, row.out_until = (entry.since, entry.until) if entry else (None, None)
        row.seen_since, row.seen_until, row.seen_etag, row.is_seen_gone = row.out_since, row.out_until, etag, False
        row.tried_since = row.tried_until = None
        row.failures, row.problem = 0, None
        row.due_at = tx.now  # looked at once more: it may have been changed here meanwhile
        await tx.session.flush()
        await tx.fetch(_WRITTEN, tx.tenant_id, lease.calendar_id, tx.now)


_WRITTEN = "update bookings_calendars set last_written_at = $3 where tenant_id = $1 and id = $2"


async def _put_off(tx: Tx, claimed: Claimed, trouble: CalendarTrouble) -> None:
    """This entry cannot be written; the others can. After some tries it rests, and people see why."""
    row = await tx.session.get_one(Row, (tx.tenant_id, claimed.id))
    row.failures += 1
    row.problem = f"{trouble.trouble}:{trouble.detail}"[:120]
    row.due_at = tx.now + later(row.failures) if row.failures < _TRIES else None
    await tx.session.flush()


_TRIES = 6


def later(failures: int) -> timedelta:
    """How long an entry that was refused waits."""
    return max(timedelta(minutes=1), rules.later(failures))
