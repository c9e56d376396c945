"""Plans of a resource: two people who write them do not undo each other's work without hearing of it."""

import asyncio

import pytest

from atende.bookings.errors import PlansChanged
from atende.bookings.queries import setup
from atende.bookings.schemas.setup import PlanIn, PlansIn, ResourceOut
from atende.bookings.service import setup as writing
from tests.bookings.clinic import Clinic

pytestmark = pytest.mark.usefixtures("database")


def _plan(opens: str, **more) -> PlanIn:
    return PlanIn(hours={"weekly": [{"weekday": 0, "opens": opens, "closes": "18:00"}]}, **more)


async def _write(clinic: Clinic, *plans: PlanIn, version: str | None = None) -> ResourceOut:
    async with clinic.tx() as tx:
        return await writing.write_plans(tx, clinic.people["Dra. Ana"], PlansIn(plans=list(plans), version=version))


async def _kept(clinic: Clinic) -> ResourceOut:
    async with clinic.tx() as tx:
        return await setup.resource(tx, clinic.people["Dra. Ana"])


async def test_whoever_saves_second_hears_that_the_plans_are_others(clinic):
    seen = (await _kept(clinic)).plans_version
    first = await _write(clinic, _plan("08:00"), version=seen)
    with pytest.raises(PlansChanged) as refused:
        await _write(clinic, _plan("09:00"), version=seen)
    assert refused.value.params["version"] == first.plans_version
    assert (await _kept(clinic)).plans == first.plans
    again = await _write(clinic, _plan("09:00"), version=first.plans_version)
    assert again.plans[0].hours["weekly"][0]["opens"] == "09:00"


async def test_of_two_who_save_at_the_same_time_one_is_kept(clinic):
    seen = (await _kept(clinic)).plans_version
    said = [f"{hour:02}:00" for hour in range(6, 12)]
    told = await asyncio.gather(*(_write(clinic, _plan(one), version=seen) for one in said), return_exceptions=True)
    written = [one for one in told if isinstance(one, ResourceOut)]
    assert len(written) == 1
    assert all(isinstance(one, PlansChanged) for one in told if one is not written[0])
    assert (await _kept(clinic)).plans == written[0].plans


async def test_the_same_plans_are_the_same_version(clinic):
    nobody = (await _kept(clinic)).plans_version
    one = await _write(clinic, _plan("08:00"), _plan("10:00", valid_from="2027-01-01"))
    assert (await _write(clinic, _plan("10:00", valid_from="2027-01-01"), _plan("08:00"))).plans_version == one.plans_version
    changed = await _write(clinic, _plan("08:00", valid_until="2027-01-01"))
    assert len({nobody, one.plans_version, changed.plans_version}) == 3
    assert (await _write(clinic)).plans_version == nobody
