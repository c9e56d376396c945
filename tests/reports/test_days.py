"""The days of custody: the sums, the list and a replay speak of the same events, also where midnight is no full hour."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import text

from atende.core.tenancy import Crossing, across_tenants, in_tenant
from atende.integrations.queries import parcels
from atende.reports.queries import custody
from tests.integrations.postbox import Postbox, new_postbox


async def _told(postbox: Postbox, day: date) -> tuple[int, int]:
    """Received that day, by the sums, and how many the list has."""
    async with in_tenant(postbox.tenant_id) as tx:
        asked = await custody.days(tx, day, day)
        total = (await custody.summary(tx, asked))["total"]
        rows, _ = await parcels.page(tx, await custody.selection(tx, asked=asked))
    return total["received"], len(rows)


@pytest.mark.parametrize(
    ("zone", "before"), [("America/Sao_Paulo", 1), ("Asia/Kolkata", 2), ("Asia/Kathmandu", 2)]
)  # which of three moments round midnight (20 minutes before, 10 and 50 after) are still of the day before
async def test_sums_and_list_of_a_day_agree_in_every_zone(database, clock, zone: str, before: int):
    postbox = await new_postbox()
    async with across_tenants(Crossing.OPERATE) as session:
        await session.execute(
            text("update accounts_tenants set timezone = :zone where id = :id"), {"zone": zone, "id": postbox.tenant_id}
        )
    today = clock.now().astimezone(ZoneInfo(zone)).date() + timedelta(days=1)
    midnight = datetime.combine(today, time(), ZoneInfo(zone)).astimezone(UTC)
    marina = postbox.sender()
    for minutes in (-20, 10, 50):
        clock.shift(midnight + timedelta(minutes=minutes) - datetime.now(UTC))
        await postbox.say(marina, f"{minutes} min")
    clock.shift(midnight + timedelta(hours=3) - datetime.now(UTC))
    assert await _told(postbox, today - timedelta(days=1)) == (before, before)
    assert await _told(postbox, today) == (3 - before, 3 - before)
