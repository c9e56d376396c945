"""`atende check` on the agenda: what a change of clocks makes wrong is found, and moving it puts it right."""

from datetime import timedelta

import pytest
from sqlalchemy import text

from atende import wiring
from atende.bookings.rules.states import Source
from atende.bookings.service import changing
from atende.bookings.service.reserving import reserve
from atende.reports import invariants
from tests.bookings.clinic import new_clinic

pytestmark = pytest.mark.usefixtures("database")


async def test_an_appointment_whose_clock_was_moved_is_found_and_can_be_put_right(database):
    wiring.wire()
    clinic = await new_clinic()
    await clinic.resource("Dra. Ana")
    await clinic.service("consulta")
    async with clinic.tx() as tx:
        made = await reserve(tx, await clinic.wish("consulta", clinic.at(9), source=Source.STAFF))
    async with clinic.tx() as tx:  # as if the government had put its clocks forward since
        await tx.session.execute(
            text("update bookings_appointments set said_at = said_at + interval '1 hour' where id = :id"), {"id": made.id}
        )
    assert f"shows {clinic.at(9):%Y-%m-%d %H:%M}" in "".join(await invariants._off_the_clock(clinic.tenant_id))
    async with clinic.tx() as tx:
        await changing.reschedule(tx, made.id, clinic.at(9) + timedelta(hours=1), by=changing.BY_STAFF)
    assert await invariants._off_the_clock(clinic.tenant_id) == []
