"""What was cancelled with one press is taken back with one, and what cannot be is told."""

from datetime import timedelta

import pytest

from atende import wiring
from atende.bookings.errors import BookingNotFound, NothingRestored, RestoreTooLate, WrongState
from atende.bookings.models import Appointment
from atende.bookings.rules.repeating import Repeat, Unit
from atende.bookings.rules.states import Source
from atende.bookings.service import changing, combined, restoring, series
from atende.bookings.service.changing import BY_STAFF
from atende.bookings.service.combined import Part
from atende.bookings.service.reserving import reserve
from atende.kit.ids import new_id
from tests.accounts.conftest import application, browser, make_clinic  # noqa: F401 - fixtures
from tests.bookings.clinic import Clinic, living_claims, new_clinic
from tests.bookings.test_together_over_http import desk  # noqa: F401 - a fixture

pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture
async def clinic(database) -> Clinic:
    wiring.wire()
    made = await new_clinic()
    await made.resource("Dra. Ana")
    await made.service("consulta")
    await made.service("exame", duration=30, step=30)
    return made


async def _weekly(clinic: Clinic, hour: int = 9) -> list[Appointment]:
    wish = await clinic.wish("consulta", clinic.at(hour), source=Source.STAFF)
    async with clinic.tx() as tx:
        done = await series.reserve(tx, wish, Repeat(1, Unit.WEEK, count=4))
        return await series.members(tx, done.series_id)


async def _cancel_rest(clinic: Clinic, one: Appointment) -> None:
    async with clinic.tx() as tx:
        await series.cancel_rest(tx, one.id, by=BY_STAFF)


async def _back(clinic: Clinic, one: Appointment) -> restoring.Outcome:
    async with clinic.tx() as tx:
        return await restoring.together(tx, one.id)


async def _states(clinic: Clinic, one: Appointment) -> list[str]:
    async with clinic.tx() as tx:
        assert one.series_id is not None
        return [row.state for row in await series.members(tx, one.series_id)]


async def _taken(clinic: Clinic, at, service: str = "consulta") -> None:
    wish = await clinic.wish(service, at, source=Source.STAFF)
    async with clinic.tx() as tx:
        await reserve(tx, wish)


async def test_what_was_cancelled_with_one_press_is_back_with_one_and_nothing_else_is(clinic, clock):
    rows = await _weekly(clinic)
    async with clinic.tx() as tx:
        await changing.cancel(tx, rows[3].id, by=BY_STAFF)  # by itself, before: that was meant
    clock.shift(timedelta(minutes=1))
    await _cancel_rest(clinic, rows[1])
    assert await _states(clinic, rows[0]) == ["confirmed", "cancelled", "cancelled", "cancelled"]
    done = await _back(clinic, rows[1])
    assert (done.done, done.refused) == ([rows[1].id, rows[2].id], [])
    assert await _states(clinic, rows[0]) == ["confirmed", "confirmed", "confirmed", "cancelled"]
    assert await living_claims(clinic) == 3
    again = await _back(clinic, rows[1])
    assert (again.done, again.refused) == (done.done, []), "asked again it changes nothing"
    async with clinic.tx() as tx:
        names = await tx.fetch("select name from facts where tenant_id = $1 and name like '%restored'", tx.tenant_id)
    assert len(names) == 2


async def test_a_date_that_somebody_has_meanwhile_is_told_and_the_others_are_back(clinic):
    rows = await _weekly(clinic)
    await _cancel_rest(clinic, rows[0])
    await _taken(clinic, rows[2].starts_at)
    done = await _back(clinic, rows[0])
    assert done.done == [rows[0].id, rows[1].id, rows[3].id]
    [lost] = done.refused
    assert (lost.starts_at, lost.code) == (rows[2].starts_at, "slot_taken")
    assert lost.alternatives
    assert await _states(clinic, rows[0]) == ["confirmed", "confirmed", "cancelled", "confirmed"]
    assert await living_claims(clinic) == 4, "theirs, and three that are back"
    with pytest.raises(NothingRestored) as refused:  # of those that are left none can be
        await _back(clinic, rows[2])
    assert [one["code"] for one in refused.value.params["refused"]] == ["slot_taken"]


async def test_what_is_past_is_told_and_after_a_week_nothing_is_taken_back(clinic, clock):
    rows = await _weekly(clinic)
    await _cancel_rest(clinic, rows[0])
    clock.shift(timedelta(days=2))
    done = await _back(clinic, rows[0])
    assert done.done == [one.id for one in rows[1:]]
    assert [(one.starts_at, one.code) for one in done.refused] == [(rows[0].starts_at, "slot_outside")]
    await _cancel_rest(clinic, rows[1])
    clock.shift(timedelta(days=9, minutes=1))
    with pytest.raises(RestoreTooLate) as late:
        await _back(clinic, rows[1])
    assert late.value.params["days"] == 7
    assert await living_claims(clinic) == 0


async def test_a_visit_and_one_alone_are_taken_back_the_same_way(clinic):
    wish = await clinic.wish("consulta", clinic.at(9), source=Source.STAFF)
    async with clinic.tx() as tx:
        rows = await combined.reserve(tx, wish, [Part(clinic.services["consulta"]), Part(clinic.services["exame"])])
    [one] = {row.visit_id for row in rows}
    assert one is not None
    async with clinic.tx() as tx:
        await combined.cancel(tx, one, by=BY_STAFF)
    await _taken(clinic, clinic.at(10), "exame")
    done = await _back(clinic, rows[1])
    assert done.done == [rows[0].id], "the consultation; the examination is somebody else's"
    assert [lost.code for lost in done.refused] == ["slot_taken"]
    async with clinic.tx() as tx:
        alone = await reserve(tx, await clinic.wish("consulta", clinic.at(11)))
        await changing.cancel(tx, alone.id, by=BY_STAFF)
    assert (await _back(clinic, alone)).done == [alone.id]


async def test_what_was_never_cancelled_or_is_nobodys_is_refused(clinic):
    held = await clinic.wish("consulta", clinic.at(9), hold=True)
    async with clinic.tx() as tx:
        made = await reserve(tx, held)
    with pytest.raises(WrongState):
        await _back(clinic, made)
    async with clinic.tx() as tx:
        await changing.cancel(tx, made.id, by=BY_STAFF)
    with pytest.raises(NothingRestored):  # nobody was told of a hold
        await _back(clinic, made)
    with pytest.raises(BookingNotFound):
        async with clinic.tx() as tx:
            await restoring.together(tx, new_id())


async def test_over_http(desk):  # noqa: F811 - a fixture
    clinic, owner, url = desk
    asked = {
        "service_id": str(clinic.services["consulta"]), "contact_id": str(await clinic.contact()),
        "starts_at": clinic.at(9).isoformat(), "repeat": {"every": 1, "unit": "week", "count": 3},
    }  # fmt: skip
    items = (await owner.post(f"{url}/series", json=asked)).json()["items"]
    assert (await owner.post(f"{url}/appointments/{items[0]['id']}/cancel-rest", json={})).status_code == 200
    back = await owner.post(f"{url}/appointments/{items[0]['id']}/restore-together")
    assert back.status_code == 200, back.text
    assert [(one["id"], one["state"]) for one in back.json()["items"]] == [(one["id"], "confirmed") for one in items]
    assert back.json()["refused"] == []
