"""The audit log itself: appended to in order, by many at once, and whatever was touched shows (S28)."""

import asyncio
import uuid
from collections.abc import AsyncIterator, Awaitable, Callable

import asyncpg
import pytest
from sqlalchemy import select, text

from atende.core.audit import recording, verifying
from atende.core.audit.models import AuditEntry
from atende.core.tenancy import Actor, Crossing, Tx, across_tenants, in_tenant
from atende.kit.ids import new_id

WORDS = {"text": 'Olá, "mundo" — ß🙂\u2028', "number": 7, "none": None, "flag": True, "list": ["b", "a"], "z": {"b": 1, "a": 2}}


@pytest.fixture
async def admin(database) -> AsyncIterator[asyncpg.Connection]:
    connection = await asyncpg.connect(database.admin_url)
    await connection.execute("set search_path = atende")
    yield connection
    await connection.close()


@pytest.fixture
async def chain(database, admin) -> AsyncIterator[uuid.UUID]:
    """A tenant's chain of six entries, gone after the test, so that no other test finds it broken."""
    tenant_id = new_id()
    for n in range(6):
        async with in_tenant(tenant_id, Actor("user", new_id(), "owner")) as tx:
            recording.record(tx, f"test.done_{n}", new_id(), n=n, **WORDS)
    yield tenant_id
    await admin.execute("delete from audit_entries where tenant_id = $1", tenant_id)
    await admin.execute("delete from audit_heads where tenant_id = $1", tenant_id)


Tamper = Callable[[asyncpg.Connection, uuid.UUID], Awaitable[object]]


def _with(statement: str) -> Tamper:
    return lambda admin, tenant_id: admin.execute(statement, tenant_id)


async def _swap(admin: asyncpg.Connection, tenant_id: uuid.UUID) -> None:
    """Entries 3 and 4 change places, their numbers and everything."""
    for old, new in ((3, 100), (4, 3), (100, 4)):
        await admin.execute("update audit_entries set no = $3 where tenant_id = $1 and no = $2", tenant_id, old, new)


async def _swap_content(admin: asyncpg.Connection, tenant_id: uuid.UUID) -> None:
    """Entries 3 and 4 keep their numbers and hashes, and say what the other said."""
    await admin.execute(
        "update audit_entries a set action = b.action, detail = b.detail from audit_entries b"
        " where a.tenant_id = $1 and b.tenant_id = $1 and ((a.no = 3 and b.no = 4) or (a.no = 4 and b.no = 3))",
        tenant_id,
    )


TAMPERED: dict[str, tuple[Tamper, tuple[str, int]]] = {
    "who": (_with("update audit_entries set actor_id = gen_random_uuid() where tenant_id = $1 and no = 3"), ("changed", 3)),
    "when": (
        _with("update audit_entries set at = at + interval '1 microsecond' where tenant_id = $1 and no = 1"),
        ("changed", 1),
    ),
    "what": (_with("update audit_entries set detail = detail || '{\"n\": 9}' where tenant_id = $1 and no = 6"), ("changed", 6)),
    "from where": (_with("update audit_entries set address = '10.0.0.1' where tenant_id = $1 and no = 2"), ("changed", 2)),
    "the first is gone": (_with("delete from audit_entries where tenant_id = $1 and no = 1"), ("missing", 1)),
    "one is gone": (_with("delete from audit_entries where tenant_id = $1 and no = 4"), ("missing", 4)),
    "the last is gone": (_with("delete from audit_entries where tenant_id = $1 and no = 6"), ("missing", 6)),
    "all are gone": (_with("delete from audit_entries where tenant_id = $1"), ("missing", 1)),
    "two are swapped": (_swap, ("changed", 3)),
    "two have swapped words": (_swap_content, ("changed", 3)),
    "one was added": (
        _with(
            "insert into audit_entries select tenant_id, gen_random_uuid(), 7, at, action, actor_kind, actor_id, actor_role,"
            " subject_id, detail, address, agent, correlation_id, hash from audit_entries where tenant_id = $1 and no = 6"
        ),
        ("end", 7),
    ),
    "the end is another": (_with("update audit_heads set last_hash = '\\x00' where tenant_id = $1"), ("end", 7)),
    "the end is gone": (_with("delete from audit_heads where tenant_id = $1"), ("end", 6)),
}


@pytest.mark.parametrize("how", TAMPERED)
async def test_whatever_was_touched_shows(how, chain, admin):
    assert (await verifying.verify(chain)).problem is None
    tamper, found = TAMPERED[how]
    await tamper(admin, chain)
    verdict = await verifying.verify(chain)
    assert (verdict.problem, verdict.no) == found


async def test_a_chain_that_was_made_anew_as_a_whole_differs_from_a_head_kept_elsewhere(chain, admin):
    verdict = await verifying.verify(chain)
    kept = (verdict.entries, verdict.head)
    assert (await verifying.verify(chain, kept=kept)).problem is None
    await admin.execute("delete from audit_entries where tenant_id = $1", chain)
    await admin.execute("delete from audit_heads where tenant_id = $1", chain)
    for n in range(7):
        async with in_tenant(chain, Actor("operator")) as tx:
            recording.record(tx, "test.forged", n=n)
    assert (await verifying.verify(chain)).problem is None
    forged = await verifying.verify(chain, kept=kept)
    assert (forged.problem, forged.no) == ("rewritten", 6)


async def test_many_at_once_stand_one_after_the_other(chain):
    async def act(n: int) -> None:
        async with in_tenant(chain, Actor("user", new_id())) as tx:
            recording.record(tx, "test.raced", n=n)
            await asyncio.sleep(0)
            recording.record(tx, "test.raced", n=n)

    await asyncio.gather(*(act(n) for n in range(30)))
    verdict = await verifying.verify(chain)
    assert (verdict.problem, verdict.entries) == (None, 66)


async def _break_after_recording(tx: Tx) -> None:
    recording.record(tx, "test.undone")
    raise ZeroDivisionError


async def _break_transaction(tenant_id: uuid.UUID) -> None:
    async with in_tenant(tenant_id) as tx:
        await _break_after_recording(tx)


async def _break_savepoint(tx: Tx) -> None:
    async with tx.savepoint():
        await _break_after_recording(tx)


async def test_what_is_undone_was_never_there(chain):
    with pytest.raises(ZeroDivisionError):
        await _break_transaction(chain)
    async with in_tenant(chain) as tx:
        with pytest.raises(ZeroDivisionError):
            await _break_savepoint(tx)
        recording.record(tx, "test.kept")
        assert [entry.action for entry in tx.audited] == ["test.kept"]
    assert (await verifying.verify(chain)).entries == 7


async def test_what_happens_once_stands_once(chain):
    visit = new_id()

    async def enter() -> None:
        async with in_tenant(chain) as tx:
            recording.record(tx, "test.entered", once=visit)
            recording.record(tx, "test.entered", once=visit)

    await asyncio.gather(*(enter() for _ in range(5)))
    assert (await verifying.verify(chain)).entries == 7


async def test_an_entry_reads_as_it_was_written(chain):
    async with in_tenant(chain) as tx:
        row = (await tx.session.scalars(select(AuditEntry).where(AuditEntry.tenant_id == chain, AuditEntry.no == 1))).one()
    assert row.detail == {"n": 0, **WORDS}
    assert (row.action, row.actor_kind, row.actor_role) == ("test.done_0", "user", "owner")


@pytest.mark.parametrize("verb", ["update audit_entries set action = 'x'", "delete from audit_entries", "truncate audit_entries"])
async def test_neither_working_role_can_touch_an_entry(verb, chain):
    with pytest.raises(Exception, match="permission denied"):
        async with in_tenant(chain) as tx:
            await tx.session.execute(text(verb))
    with pytest.raises(Exception, match="permission denied"):
        async with across_tenants(Crossing.OPERATE) as session:
            await session.execute(text(verb))
