"""A day that only a state keeps: nothing is offered there, the agenda names it, and elsewhere it is a day like others."""

from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import update

from atende import wiring
from atende.accounts.models import Store
from atende.bookings.queries import calendar
from atende.bookings.queries.calendar import Question
from atende.bookings.queries.working import working
from atende.kit.ids import new_id
from tests.bookings.clinic import WEEK, ZONE, Clinic, new_clinic

pytestmark = pytest.mark.usefixtures("database")

REVOLUTION = date(2027, 7, 9)  # of 1932: kept in São Paulo alone


@pytest.fixture
async def clinic(database) -> Clinic:
    wiring.wire()
    return await new_clinic()


def _hours(state: str | None) -> dict[str, object]:
    return {**WEEK, "holidays": {"national": True, "state": state}}


async def test_a_holiday_of_one_state_shuts_the_stores_there_and_no_other(clinic):
    await clinic.resource("Dra. Ana")
    await clinic.service("consulta")
    rio = new_id()
    async with clinic.tx() as tx:
        await tx.session.execute(update(Store).values(hours=_hours("SP")))
        tx.session.add(Store(tenant_id=tx.tenant_id, id=rio, name="Unidade Rio", hours=_hours("RJ"), position=1))
    since = datetime(2027, 7, 8, tzinfo=ZONE)
    async with clinic.tx() as tx:
        (closed,) = (await working(tx, REVOLUTION, REVOLUTION)).closed
        question = Question(clinic.services["consulta"], since, since + timedelta(days=3), as_staff=True)
        offered = {(one.store_id, one.starts_at.astimezone(ZONE).date()) for one in await calendar.offers(tx, question)}
    assert (closed.kind, closed.store_id) == ("holiday", clinic.store)
    assert "Constitucionalista" in closed.reason
    days = [date(2027, 7, 8), REVOLUTION, date(2027, 7, 10)]
    assert offered == {(store, on) for store in (clinic.store, rio) for on in days} - {(clinic.store, REVOLUTION)}
