"""The month on the public page: which days have something free, by whose clock, and no more than that."""

from collections import Counter
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from atende.accounts.models import Store
from atende.bookings.models import Closure
from atende.core import clock
from atende.kit.ids import new_id
from tests.bookings.clinic import ZONE
from tests.bookings.visitor import API, booked

pytestmark = pytest.mark.usefixtures("database")


def _months(count: int = 3) -> list[str]:
    """This month and those after it, by the clinic's clock."""
    on = clock.now().astimezone(ZONE).date().replace(day=1)
    found = []
    for _ in range(count):
        found.append(f"{on:%Y-%m}")
        on = (on + timedelta(days=32)).replace(day=1)
    return found


async def _days(visitor, path: str, **asked: str) -> dict[str, tuple[str, str]]:
    """Of these months: each day with its first and last start."""
    found = {}
    for month in _months():
        answer = await visitor.get(f"{API}{path}", params=asked | {"month": month})
        assert answer.status_code == 200, answer.text
        assert all(one["on"].startswith(month) for one in answer.json()["items"])
        found |= {one["on"]: (one["first_at"], one["last_at"]) for one in answer.json()["items"]}
    return found


async def _by_times(visitor, path: str, zone: ZoneInfo, **asked: str) -> dict[str, tuple[str, str]]:
    """The same out of the free times themselves."""
    found: dict[str, list[str]] = {}
    since = clock.now()
    for _ in range(4):
        until = since + timedelta(days=31)
        query = asked | {"since": since.isoformat(), "until": until.isoformat()}
        for one in (await visitor.get(f"{API}{path}", params=query)).json()["items"]:
            on = datetime.fromisoformat(one["starts_at"]).astimezone(zone).date().isoformat()
            found.setdefault(on, []).append(one["starts_at"])
        since = until
    return {on: (min(all_), max(all_)) for on, all_ in found.items() if on[:7] in _months()}


async def test_a_month_shows_the_days_on_which_a_time_is_free(clinic, slug, visitor):
    await clinic.service("longe", horizon_days=50)
    shut = clinic.at(0, days=40).date()
    async with clinic.tx() as tx:
        tx.session.add(Closure(tenant_id=tx.tenant_id, id=new_id(), first_on=shut, last_on=shut))
    asked = {"service_id": str(clinic.services["longe"])}
    days = await _days(visitor, f"/pages/{slug}/days", **asked)
    assert days == await _by_times(visitor, f"/pages/{slug}/slots", ZONE, **asked)
    assert shut.isoformat() not in days
    assert clinic.at(0, days=39).date().isoformat() in days
    assert max(days) == clinic.at(0, days=50).date().isoformat(), "no further than the horizon"


async def test_a_day_that_is_full_is_in_the_month_no_more(clinic, slug, visitor):
    asked = {"service_id": str(clinic.services["consulta"])}
    on = clinic.at(9).date().isoformat()
    assert on in await _days(visitor, f"/pages/{slug}/days", **asked)
    for hour in (8, 9, 10, 11):
        await booked(visitor, clinic, slug, starts_at=clinic.at(hour))
    assert on not in await _days(visitor, f"/pages/{slug}/days", **asked)


async def test_days_are_the_stores_own(clinic, slug, visitor):
    """Late in the evening at home it is the next day there, and the other way round."""
    late = [{"weekday": day, "opens": "22:00", "closes": "23:00"} for day in range(7)]
    east = new_id()
    async with clinic.tx() as tx:
        tx.session.add(Store(tenant_id=tx.tenant_id, id=east, name="Lisboa", timezone="Europe/Lisbon", hours={"weekly": late}))
    asked = {"service_id": str(clinic.services["consulta"]), "store_id": str(east)}
    there = await _days(visitor, f"/pages/{slug}/days", **asked)
    assert there == await _by_times(visitor, f"/pages/{slug}/slots", ZoneInfo("Europe/Lisbon"), **asked)
    hours = Counter(datetime.fromisoformat(one).astimezone(ZoneInfo("Europe/Lisbon")).hour for one, _ in there.values())
    assert set(hours) == {22}
    answer = (await visitor.get(f"{API}/pages/{slug}/slots", params={"service_id": asked["service_id"]})).json()
    clocks = {one["id"]: one["timezone"] for one in answer["stores"]}
    assert clocks == {str(east): "Europe/Lisbon", str(clinic.store): ZONE.key}, "each start's own clock is told"
    assert {one["store_id"] for one in answer["items"]} == clocks.keys()


async def test_a_link_shows_the_days_to_which_it_could_be_moved(clinic, slug, visitor):
    made = await booked(visitor, clinic, slug)
    path = f"/links/{made['link']}"
    days = await _days(visitor, f"{path}/days")
    assert days == await _by_times(visitor, f"{path}/slots", ZONE)
    assert days
    assert (await visitor.get(f"{API}/links/{made['link'][:-1]}A/days", params={"month": _months()[0]})).status_code == 404


async def test_months_that_are_over_far_away_or_none_have_nothing(clinic, slug, visitor):
    asked = {"service_id": str(clinic.services["consulta"])}
    for month in ("2001-01", "2099-12"):
        answer = await visitor.get(f"{API}/pages/{slug}/days", params=asked | {"month": month})
        assert (answer.status_code, answer.json()["items"]) == (200, [])
    for month in ("", "2026-13", "2026-00", "1999-12", "9999-12", "2026-1", "2026-11-01", "\u0662\u0660\u0662\u0666-11"):
        answer = await visitor.get(f"{API}/pages/{slug}/days", params=asked | {"month": month})
        assert (answer.status_code, answer.json()["error"]["field"]) == (422, "month"), month
