"""Which kinds of hashes accounts have is asked at sign-ins: the question must not grow with the accounts."""

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
