"""Keys of events long past are forgotten, everybody's in turn."""

import uuid

import asyncpg

from atende.core.jobs import Lane
from atende.integrations.service import keys
from atende.kit.ids import new_id
from tests.integrations.postbox import Postbox, new_postbox

_PLANT = """
insert into atende.integrations_parcel_keys (tenant_id, connection_id, dedupe_key, parcel_id)
select $1, $2, 'key ' || n, $3 from generate_series($4::int, $5::int) n
"""
_LEFT = "select count(*) from atende.integrations_parcel_keys where tenant_id = $1"
OLD = uuid.UUID("00000000-0000-7000-8000-000000000000")


async def _plant(admin: asyncpg.Connection, postbox: Postbox, parcel_id: uuid.UUID, count: int, *, first: int = 1) -> None:
    await admin.execute(_PLANT, postbox.tenant_id, postbox.business.connection_id, parcel_id, first, first + count - 1)


async def test_whoever_has_very_many_old_keys_keeps_nobody_elses_there(database, monkeypatch):
    for lane in await keys.due(1000):  # what other tests left
        assert await keys.forget(lane) is True
    monkeypatch.setattr(keys, "_AT_ONCE", 10)
    monkeypatch.setattr(keys, "_TIMES", 2)
    monkeypatch.setattr(keys, "_had_theirs", set())
    noisy, quiet = await new_postbox(), await new_postbox()
    admin = await asyncpg.connect(database.admin_url)
    await _plant(admin, noisy, OLD, 70)
    await _plant(admin, quiet, OLD, 2)
    await _plant(admin, quiet, new_id(), 3, first=10)
    found: list[list[Lane]] = []
    for _ in range(3):
        found.append([lane for lane in await keys.due(4) if lane.tenant_id in (noisy.tenant_id, quiet.tenant_id)])
        for lane in found[-1]:
            assert await keys.forget(lane) is True
    names = {noisy.tenant_id: "noisy", quiet.tenant_id: "quiet"}
    assert [[names[lane.tenant_id] for lane in lanes] for lanes in found] == [["noisy"], ["quiet"], ["noisy"]]
    assert await admin.fetchval(_LEFT, noisy.tenant_id) == 30
    assert await admin.fetchval(_LEFT, quiet.tenant_id) == 3
    await admin.close()
