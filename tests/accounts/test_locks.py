"""Where two requests of one person, or from one address, take the same locks they take them in one order."""

import asyncio
import uuid

import asyncpg
import pytest

from atende.accounts.service import attempts, sessions
from atende.core.tenancy import Crossing, across_tenants
from tests.accounts.test_former_emails import rows
from tests.accounts.test_outside import bearing, linked, project
from tests.accounts.under_way import waiting_for_a_lock

__all__ = ["project", "rows"]  # fixtures

_PERSON = "select from accounts_users where email = $1 for update"


@pytest.mark.parametrize("first", ["wholly", "latest"])
async def test_what_is_forgiven_is_locked_in_the_order_in_which_it_was_counted(database, rows: asyncpg.Connection, first):
    low, high = sorted((attempts.limit("pair", str(uuid.uuid4())) for _ in range(2)), key=lambda one: one.key)
    async with across_tenants(Crossing.SIGN_IN) as session:
        await attempts.count(session, low, high)

    async def forgive() -> None:
        async with across_tenants(Crossing.SIGN_IN) as session:
            await attempts.forgive(
                session, *([low] if first == "wholly" else [high]), latest=[high if first == "wholly" else low]
            )

    lock = "select from accounts_sign_in_attempts where key = $1 for update nowait"
    async with rows.transaction():
        await rows.execute(lock, low.key)
        forgiving = asyncio.create_task(forgive())
        await waiting_for_a_lock(database)
        await rows.execute(lock, high.key)
    await forgiving
    left = await rows.fetch("select key, failures from accounts_sign_in_attempts where key = any($1)", [low.key, high.key])
    assert [tuple(row) for row in left] == [(high.key if first == "wholly" else low.key, 0)]


async def _ends_one(owner, _me: str) -> None:
    assert (await owner.delete(f"/api/me/sessions/{uuid.uuid4()}")).status_code == 404


async def _signs_out(owner, _me: str) -> None:
    assert (await owner.post("/api/auth/sign-out")).status_code == 204


async def _has_none(_owner, me: str) -> None:
    await sessions.revoke_all(uuid.UUID(me))


@pytest.mark.parametrize("ends", [_ends_one, _signs_out, _has_none])
async def test_a_session_is_ended_by_whoever_holds_its_person(clinic, owner, database, rows, ends):
    me = (await owner.get("/api/me")).json()["user"]["id"]
    async with rows.transaction():
        await rows.execute(_PERSON, clinic.owner_email)
        ending = asyncio.create_task(ends(owner, me))
        await waiting_for_a_lock(database)
        await rows.execute("select from accounts_sessions where user_id = $1 for update nowait", me)
    await ending


async def test_a_team_that_is_told_another_email_is_told_by_whoever_holds_the_person(
    project, clinic, owner, browser, database, rows
):
    one = bearing(browser, project.token(await linked(project, owner)))
    me = (await owner.get("/api/me")).json()["user"]["id"]
    await rows.execute("update accounts_memberships set email = 'antigo@exemplo.com.br' where user_id = $1", me)
    async with rows.transaction():
        await rows.execute(_PERSON, clinic.owner_email)
        coming = asyncio.create_task(one.get("/api/me"))
        await waiting_for_a_lock(database)
        await rows.execute("select from accounts_memberships where user_id = $1 for update nowait", me)
    assert (await coming).status_code == 200
    assert await rows.fetchval("select email from accounts_memberships where user_id = $1", me) == clinic.owner_email
