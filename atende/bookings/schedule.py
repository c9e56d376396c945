"""The clock struck: holds run out."""

from sqlalchemy import select

from atende.bookings.models import Appointment, Claim
from atende.bookings.rules.states import State
from atende.bookings.service import reserving
from atende.core import clock
from atende.core.jobs import Lane, Stage, lock_lane
from atende.core.tenancy import Crossing, asked_across_tenants, in_tenant

_DUE = """
select tenant_id, min(held_until) from bookings_appointments where state = 'hold' and held_until <= $1
group by 1 order by 2 limit $2
"""


async def due(limit: int) -> list[Lane]:
    """Businesses with holds that ran out."""
    return [Lane(tenant, "holds") for tenant, _ in await asked_across_tenants(Crossing.SWEEP, _DUE, clock.now(), limit)]


async def handle(lane: Lane) -> bool:
    """Holds of the business that ran out are over; somebody who books in the same moment ends them by themselves."""
    async with in_tenant(lane.tenant_id) as tx:
        if not await lock_lane(tx, f"holds:{lane.tenant_id}"):
            return False
        found = set(
            await tx.session.scalars(
                select(Claim.resource_id)
                .join(Appointment, (Appointment.tenant_id == Claim.tenant_id) & (Appointment.occasion_id == Claim.occasion_id))
                .where(
                    Claim.tenant_id == tx.tenant_id,
                    Claim.is_living,
                    Appointment.state == State.HOLD,
                    Appointment.held_until <= tx.now,
                )
                .limit(500)
            )
        )
        return await reserving.expire(tx, found) > 0


def stages() -> list[Stage]:
    """Whose holds ran out, looked for twice a minute: whoever wants the time before that ends them by themselves."""
    return [Stage("holds", due, handle, slots=1, busy=5.0, idle=30.0)]
