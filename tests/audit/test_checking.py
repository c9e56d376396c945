"""A check of a chain: how often, for how long, who hears what it found, and which of two verdicts stays. And a file of the log is read
on only for whoever may still read it."""

import asyncio
import csv
import io
import uuid
from collections.abc import AsyncIterator
from datetime import timedelta

import asyncpg
import pytest

from atende.audit import queries
from atende.audit.routes import log
from atende.core import clock
from atende.core.audit import recording, verifying
from atende.core.audit.verifying import Verdict
from atende.core.limits import buckets
from atende.core.tenancy import Actor, in_tenant
from atende.kit.ids import new_id


@pytest.fixture
async def chain_id(database) -> AsyncIterator[uuid.UUID]:
    """A chain of one entry, of nobody else's."""
    made = new_id()
    async with in_tenant(made, Actor("user", new_id(), "owner")) as tx:
        recording.record(tx, "test.done")
    yield made
    admin = await asyncpg.connect(database.admin_url)
    for table in ("entries", "heads", "verdicts"):
        await admin.execute(f"delete from atende.audit_{table} where tenant_id = $1", made)
    await admin.close()


class Reading:
    """In the place of reading a chain: counts, and ends when it is told to."""

    def __init__(self, monkeypatch, found: Exception | None = None):
        self.asked, self.goes_on, self.is_here, self.was_given_up = 0, asyncio.Event(), asyncio.Event(), asyncio.Event()
        self._real, self._found = verifying.verify, found
        monkeypatch.setattr(verifying, "verify", self._read)

    async def _read(self, chain_id: uuid.UUID) -> Verdict:
        self.asked += 1
        self.is_here.set()
        try:
            await self.goes_on.wait()
        except asyncio.CancelledError:
            self.was_given_up.set()
            raise
        if self._found:
            raise self._found
        return await self._real(chain_id)


async def test_those_who_check_at_once_are_answered_by_one_check(chain_id, monkeypatch):
    reading = Reading(monkeypatch)
    reading.goes_on.set()
    found = await asyncio.gather(*(verifying.check(chain_id) for _ in range(5)))
    assert [one.verdict.entries for one in found if one.verdict] == [1] * 5
    assert reading.asked == 1
    await verifying.check(chain_id)
    assert reading.asked == 2


async def test_all_who_wait_for_a_check_that_fails_are_told(chain_id, monkeypatch):
    reading = Reading(monkeypatch, found=OSError("nobody read it"))
    asked = [asyncio.create_task(verifying.check(chain_id)) for _ in range(3)]
    await reading.is_here.wait()
    reading.goes_on.set()
    found = await asyncio.gather(*asked, return_exceptions=True)
    assert [type(one) for one in found] == [OSError] * 3
    assert reading.asked == 1


async def test_a_check_ends_when_all_who_wait_for_it_have_gone(chain_id, monkeypatch):
    monkeypatch.setattr(verifying, "_LOOK_SECONDS", 0.01)
    reading, has_gone = Reading(monkeypatch), asyncio.Event()

    async def is_gone() -> bool:
        return has_gone.is_set()

    first = asyncio.create_task(verifying.check(chain_id, is_gone))
    await reading.is_here.wait()
    second = asyncio.create_task(verifying.check(chain_id, is_gone))
    third = asyncio.create_task(verifying.check(chain_id))  # waits on
    await asyncio.sleep(0)
    has_gone.set()
    await asyncio.gather(first, second)
    assert not reading.was_given_up.is_set()
    third.cancel()
    await asyncio.gather(third, return_exceptions=True)
    await reading.was_given_up.wait()
    assert reading.asked == 1
    assert (await verifying.standing(chain_id)).verdict is None
    monkeypatch.undo()
    assert (await verifying.check(chain_id)).verdict is not None  # by a check of its own


async def test_of_two_verdicts_the_one_stays_whose_reading_began_later(chain_id):
    now = clock.now()
    await verifying.keep(Verdict(chain_id, 0, "", "changed", 1, now))
    await verifying.keep(Verdict(chain_id, 1, "", None, None, now - timedelta(seconds=1)))
    kept = (await verifying.standing(chain_id)).verdict
    assert kept is not None
    assert (kept.problem, kept.problem_no) == ("changed", 1)
    await verifying.keep(Verdict(chain_id, 1, "", None, None, now + timedelta(seconds=1)))
    kept = (await verifying.standing(chain_id)).verdict
    assert kept is not None
    assert (kept.problem, kept.entries) == (None, 1)


async def test_a_check_is_asked_for_so_often_and_leaves_an_entry(clinic, owner, monkeypatch):
    url, take = f"{clinic.url}/audit", buckets.take
    assert (await owner.post(f"{url}/chain")).status_code == 200

    async def taken(kind: str, key: str, per_minute: int) -> float:
        return 30.0 if (kind, key) == ("chain", str(clinic.tenant.id)) and per_minute > 0 else await take(kind, key, per_minute)

    monkeypatch.setattr(buckets, "take", taken)
    refused = await owner.post(f"{url}/chain")
    assert (refused.status_code, refused.headers["retry-after"]) == (429, "30")
    shown = (await owner.get(url, params={"what": "records"})).json()["items"]
    assert [one["action"] for one in shown] == ["audit.checked"]


async def test_who_loses_the_right_to_read_gets_a_file_that_is_cut(clinic, owner, monkeypatch):
    monkeypatch.setattr(log, "_PAGE", 1)
    await owner.get(f"{clinic.url}/audit")
    whole = await owner.get(f"{clinic.url}/audit/export")
    page = queries.page

    async def and_then_no_more(*given, **named):
        read = await page(*given, **named)
        await owner.post("/api/auth/sign-out")
        return read

    monkeypatch.setattr(queries, "page", and_then_no_more)
    cut = await owner.get(f"{clinic.url}/audit/export")
    rows = [len(list(csv.reader(io.StringIO(one.text)))) for one in (whole, cut)]
    assert rows[0] > 2
    assert rows[1] == 2, "the head, and the page that was read"
