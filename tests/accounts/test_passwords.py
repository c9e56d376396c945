"""Which kinds of hashes accounts have is asked at sign-ins: the question must not grow with the accounts."""

import asyncio

import asyncpg
import pytest

from atende.accounts.models import HASH_KIND
from atende.accounts.service import passwords
from tests.database import Database

ACCOUNTS = 20_000
_MANY = f"""
insert into accounts_users (id, email, name, password_hash)
select gen_random_uuid(), 'conta-' || n || '@exemplo.com.br', 'Conta', case
    when n % 100 = 0 then '$2b$12$' || repeat('a', 53)
    when n % 70 = 0 then '$2y$10$' || repeat('b', 53)
    when n % 50 = 0 then '!'
    else '$argon2id$v=19$m=65536,t=3,p=4$' || md5(n::text) || '$' || md5(n::text) end
from generate_series(1, {ACCOUNTS}) n
"""


@pytest.fixture
async def many(own_database: Database):
    """A database with many accounts, and little of one kind among them."""
    connection = await asyncpg.connect(own_database.admin_url)
    await connection.execute("set search_path = atende")
    await connection.execute(_MANY, timeout=60)
    await connection.execute("vacuum analyze accounts_users", timeout=60)
    yield connection
    await connection.close()


async def test_kinds_are_found_by_an_index_whose_entries_are_skipped(many):
    found = {row["kind"] for row in await many.fetch(passwords.KINDS_HERE)}
    all_of_them = await many.fetch(f"select distinct {HASH_KIND} as kind from accounts_users where {HASH_KIND} is not null")
    assert found == {row["kind"] for row in all_of_them}
    assert len(found) == 3
    # As executed, so that a step that reads on and on would show.
    plan = "\n".join(row[0] for row in await many.fetch(f"explain (analyze) {passwords.KINDS_HERE}"))
    assert "Seq Scan" not in plan
    assert "ix_accounts_users_hash_kind" in plan


async def test_who_signs_in_while_kinds_are_asked_for_waits_for_the_answer(database, monkeypatch):
    passwords.ask_again()
    asked, goes_on = 0, asyncio.Event()

    async def slow(*_given):
        nonlocal asked
        asked += 1
        await goes_on.wait()
        if asked == 1:
            raise OSError("the database is away")
        return [{"kind": "$2b$04$"}]

    monkeypatch.setattr(passwords, "asked_across_tenants", slow)
    coming = [asyncio.create_task(passwords._kinds_here()) for _ in range(3)]
    while not asked:
        await asyncio.sleep(0)
    coming[0].cancel()
    goes_on.set()
    found = await asyncio.gather(*coming, return_exceptions=True)
    assert [type(one) for one in found] == [asyncio.CancelledError, OSError, OSError]
    again = await asyncio.gather(*(passwords._kinds_here() for _ in range(3)))
    assert asked == 2, "what failed is asked again, once for all"
    assert all("$2b$04$" in kinds for kinds in again)
    # An import while the answer is under way: it may not know of that.
    goes_on.clear()
    passwords.ask_again()
    waiting = asyncio.create_task(passwords._kinds_here())
    while asked < 3:
        await asyncio.sleep(0)
    passwords.ask_again()
    goes_on.set()
    await waiting
    await passwords._kinds_here()
    assert asked == 4
    monkeypatch.undo()
    passwords.ask_again()
