"""What must hold of appointments, walked on a live database beside the other invariants: promise R16."""

import uuid
from zoneinfo import ZoneInfo

from atende.bookings.service import reclocking
from atende.core.tenancy import OPERATOR, in_tenant

# Promise, what holds, and the query that returns what does not, asked under each tenant's wall.
TENANT: list[tuple[str, str, str]] = [
    (
        "R16",
        "what is taken is taken for somebody, and nobody has an appointment without what it takes",
        "select o.id::text as example from bookings_occasions o where exists (select from bookings_claims c"
        "  where c.tenant_id = o.tenant_id and c.occasion_id = o.id and c.is_living)"
        " is distinct from exists (select from bookings_appointments a where a.tenant_id = o.tenant_id and a.occasion_id = o.id"
        "  and a.state in ('hold', 'pending', 'confirmed', 'completed', 'no_show'))",
    ),
    (
        "R16",
        "an offer of a time that became free is open only while it is held for who waits",
        "select o.id::text as example from bookings_wait_offers o join bookings_appointments a"
        " on a.tenant_id = o.tenant_id and a.id = o.appointment_id"
        " where o.outcome = 'open' and (o.until < now() - interval '1 hour'"
        "  or a.state <> 'hold' and o.check_at < now() - interval '10 minutes')",
    ),
    (
        "R16",
        "no entry of ours stands in a calendar outside for who has that appointment no more",
        # Longer than writing takes; what cannot be written says so on the calendar, or on the entry.
        "select e.id::text as example from bookings_calendar_entries e"
        " join bookings_calendars c on c.tenant_id = e.tenant_id and c.id = e.calendar_id"
        " join bookings_appointments a on a.tenant_id = e.tenant_id and a.id = e.appointment_id"
        " where e.out_since is not null and not e.is_seen_gone and e.problem is null"
        "  and c.is_written and c.state not in ('failing', 'broken')"
        "  and coalesce(a.settled_at, a.created_at) < now() - interval '1 hour'"
        "  and (a.state not in ('pending', 'confirmed', 'completed', 'no_show') or not exists (select from bookings_claims l"
        "   where l.tenant_id = a.tenant_id and l.occasion_id = a.occasion_id and l.resource_id = c.resource_id and l.is_living))",
    ),
]


async def off_the_clock(tenant_id: uuid.UUID) -> list[str]:
    """Appointments whose place moved its clocks since they were agreed, or says that its clock is another zone's. Asked of the zones that
    this process knows, as everything is that shows a time; what holds is what was said: `atende bookings reclock --apply` puts them back
    to it, reminders included."""
    async with in_tenant(tenant_id, OPERATOR) as tx:
        found = await reclocking.off(tx)
    return [
        f"{appointment_id} was agreed for {one.said_at:%Y-%m-%d %H:%M}, and {_place(one)} shows"
        f" {one.starts_at.astimezone(ZoneInfo(one.zone)):%Y-%m-%d %H:%M} then: `atende bookings reclock`"
        for one in found
        for appointment_id in one.appointment_ids
    ]


def _place(one: reclocking.Off) -> str:
    return one.zone if one.zone == one.was_zone else f"{one.zone}, which its place moved to from {one.was_zone},"
