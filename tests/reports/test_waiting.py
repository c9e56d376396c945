"""What `atende status`, `/ready` and the metrics say of work that waits (R20)."""

import asyncio
import json
import uuid
from datetime import timedelta

import asyncpg
import pytest
from prometheus_client import CollectorRegistry, generate_latest
from sqlalchemy import insert, text

from atende import wiring
from atende.core import clock, db
from atende.core.tenancy import in_tenant
from atende.integrations.models import Parcel
from atende.integrations.service import connections
from atende.kit.ids import new_id
from atende.reports import waiting
from tests.cli.program import atende, environment
from tests.contacts.people import new_tenant


async def _waits(seconds: float, *, lane: str = "p:1", ahead: float | None = None) -> uuid.UUID:
    """A tenant with one parcel that has been due for so long, behind one that is put off by `ahead` when that is given."""
    tenant_id = await new_tenant()
    async with in_tenant(tenant_id) as tx:
        digits = str(uuid.uuid4().int)
        connection = await connections.connect(
            tx,
            provider="meta_whatsapp",
            environment="live",
            name="Recepção",
            phone="+551130005500",
            number_id=digits[:15],
            account_id=digits[15:30],
            token="EAAtest",
        )
        for due in [-ahead, seconds] if ahead is not None else [seconds]:
            at = clock.now() - timedelta(seconds=due)
            row = {"connection_id": connection.id, "provider": "meta_whatsapp", "kind": "message", "lane": lane, "raw": "{}"}
            more = {"dedupe_key": uuid.uuid4().hex, "received_at": at, "due_at": at, "correlation_id": "x" * 8}
            await tx.session.execute(insert(Parcel).values(tenant_id=tenant_id, id=new_id(), **row, **more))
    return tenant_id


def _of(look: waiting.Look, tenant_id: uuid.UUID) -> list[waiting.Waiting]:
    return [one for one in look.waiting if one.tenant_id == tenant_id]


def test_every_stage_is_timed_or_says_why_not():
    wiring.wire()
    stages = {stage.name for stage in wiring.stages()}
    assert set(waiting.DUE) | set(waiting.UNTIMED) == stages, "a new stage belongs in reports/waiting.py: DUE or UNTIMED"
    assert not set(waiting.DUE) & set(waiting.UNTIMED)


async def test_the_oldest_of_each_tenant_is_told(database):
    late, later = await _waits(45), await _waits(400)
    found = await waiting.look()
    (one,), (two,) = _of(found, late), _of(found, later)
    assert (one.stage, one.count) == ("parcels", 1)
    assert 45 <= one.oldest < two.oldest
    assert found.oldest >= two.oldest
    names = await waiting.names(found)
    assert names[late]
    assert names[late] != names[later]
    assert "late" in found.problems


async def test_what_stands_behind_a_parcel_that_was_put_off_is_not_late(database):
    tenant_id = await _waits(300, ahead=60)
    assert _of(await waiting.look(), tenant_id) == []


async def test_metrics_name_few_tenants_and_no_person(database, monkeypatch):
    monkeypatch.setattr(waiting, "SHOWN", 2)
    tenants = [await _waits(3000 + n, lane="p:5511987654321") for n in range(3)]
    watch = waiting.Watch()
    registry = CollectorRegistry()
    registry.register(watch)
    assert "atende_database_up 0.0" in generate_latest(registry).decode()
    await watch.refresh()
    shown = generate_latest(registry).decode()
    assert "atende_database_up 1.0" in shown
    assert [f'tenant="{one}"' in shown for one in tenants] == [False, True, True]
    assert "5511987654321" not in shown
    for stage in waiting.DUE:
        assert f'atende_work_oldest_seconds{{stage="{stage}"}}' in shown


async def test_a_database_that_is_away_is_said_and_no_age_is_invented(database, monkeypatch):
    watch = waiting.Watch()

    async def away() -> waiting.Look:
        raise ConnectionRefusedError

    await watch.refresh()
    monkeypatch.setattr(waiting, "look", away)
    with pytest.raises(ConnectionRefusedError):
        await watch.refresh(fresh=0)
    assert watch.last.problems == ["database_away"]
    assert [family.name for family in watch.collect()] == ["atende_database_up"]


async def test_how_far_live_events_are_behind_a_transaction_of_anybody_is_told(database):
    tenant_id = await new_tenant()
    other = await asyncpg.connect(database.admin_url, database="postgres")  # another database of the same server
    others = other.transaction()
    await others.start()
    await other.fetchval("select pg_current_xact_id()::text")
    fact = {"tenant": tenant_id, "id": new_id(), "at": clock.now() - timedelta(seconds=40)}
    async with in_tenant(tenant_id) as tx:
        await tx.session.execute(
            text(
                "insert into facts (tenant_id, id, name, actor, payload, occurred_at) values (:tenant, :id, 'x.y', 'system', '{}', :at)"
            ),
            fact,
        )
    watch = waiting.Watch()
    assert (await watch.refresh()).behind >= 40
    (family,) = (one for one in watch.collect() if one.name == "atende_live_behind_seconds")
    assert family.samples[0].value >= 40
    await others.rollback()
    await other.close()
    async with asyncio.timeout(120):  # what else runs on this server may hold it back for a while
        while (await watch.refresh(fresh=0)).behind >= 40:
            await asyncio.sleep(0.1)


async def test_a_worker_counts_while_it_does_its_rounds(own_database, monkeypatch):
    env = environment(own_database.home, database_url=own_database.admin_url)
    first = atende("status", "--json", env=env)
    assert first.returncode == 1
    assert json.loads(first.stdout) == {"problems": ["no_worker"], "oldest_seconds": 0.0, "workers": [], "waiting": []}
    assert "No worker is at work" in atende("status", env=env).stdout
    monkeypatch.setattr(db, "_process", "atende-worker")
    assert db.process_name().startswith("atende-worker-")
    assert len(db.process_name()) < 64
    assert waiting.Look(workers=[waiting.Worker("atende-worker-a-1", 2.0)]).problems == []
    assert waiting.Look(workers=[waiting.Worker("atende-worker-a-1", waiting.ALIVE)]).problems == ["no_worker"]


async def test_a_business_is_told_of_its_own_delays_only(database):
    late, later, fine = await _waits(45), await _waits(400), await new_tenant()
    soon = await _waits(5)
    found = await waiting.look()
    assert waiting.delays(found, late)["late"][0] | {"seconds": 45} == {"what": "incoming", "count": 1, "seconds": 45}
    assert 45 <= waiting.delays(found, late)["late"][0]["seconds"] < waiting.delays(found, later)["late"][0]["seconds"]
    assert waiting.delays(found, fine)["late"] == waiting.delays(found, soon)["late"] == []


def test_what_waits_is_told_by_what_it_means_to_people():
    tenant, other = new_id(), new_id()
    worker = waiting.Worker("atende-worker-1", 1.0)
    rows = [("send", tenant, 2, 31.0), ("attempts", tenant, 1, 90.0), ("turns", tenant, 1, 40.0), ("media", tenant, 9, 999.0)]
    rows += [("parcels", tenant, 5, 29.0), ("parcels", other, 7, 5000.0)]
    found = waiting.Look([waiting.Waiting(*row) for row in rows], [worker])
    late = [{"what": "outgoing", "count": 3, "seconds": 90}, {"what": "answers", "count": 1, "seconds": 40}]
    assert waiting.delays(found, tenant) == {"is_working": True, "late": late}
    assert waiting.delays(found, new_id()) == {"is_working": True, "late": []}
    silent = waiting.Look([], [waiting.Worker("atende-worker-1", waiting.ALIVE + 1)])
    assert waiting.delays(silent, tenant) == {"is_working": False, "late": []}
