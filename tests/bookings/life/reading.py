"""What the database has of a clinic's agenda."""

import uuid
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from atende.core.tenancy import Tx


@dataclass
class There:
    """Rows by id, claims by occasion, history and facts by appointment."""

    appointments: dict[uuid.UUID, Any] = field(default_factory=dict)
    occasions: dict[uuid.UUID, Any] = field(default_factory=dict)
    claims: dict[uuid.UUID, list[Any]] = field(default_factory=lambda: defaultdict(list))
    history: dict[uuid.UUID, list[tuple[str | None, str, datetime | None, datetime]]] = field(
        default_factory=lambda: defaultdict(list)
    )
    facts: dict[uuid.UUID, list[str]] = field(default_factory=lambda: defaultdict(list))


async def everything(tx: Tx) -> There:
    """All of it."""
    there, tenant = There(), tx.tenant_id
    for row in await tx.fetch(
        "select id, occasion_id, seat_no, contact_id, starts_at, ends_at, zone, said_at, state, held_until, version"
        " from bookings_appointments where tenant_id = $1",
        tenant,
    ):
        there.appointments[row["id"]] = row
    for row in await tx.fetch("select id, starts_at, ends_at, capacity from bookings_occasions where tenant_id = $1", tenant):
        there.occasions[row["id"]] = row
    for row in await tx.fetch(
        "select occasion_id, resource_id, since, until, is_living, is_overbooked from bookings_claims where tenant_id = $1",
        tenant,
    ):
        there.claims[row["occasion_id"]].append(row)
    for row in await tx.fetch(
        "select appointment_id, from_state, to_state, from_starts_at, to_starts_at from bookings_changes where tenant_id = $1 order by id",
        tenant,
    ):
        there.history[row[0]].append((row[1], row[2], row[3], row[4]))
    for row in await tx.fetch(
        "select subject_id, name from facts where tenant_id = $1 and name like 'bookings.booking_%' order by commit_no, seq",
        tenant,
    ):
        there.facts[row[0]].append(row[1].removeprefix("bookings.booking_"))
    return there
