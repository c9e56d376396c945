"""Who did it: what an operator does to an account is the operator's, and what concerns no business stands in the install's chain (S28)."""

import uuid

import asyncpg
import pytest

from atende.accounts.service import happenings, people, second_factors, sessions
from atende.core.audit.models import INSTALL
from atende.core.tenancy import OPERATOR
from tests.accounts.conftest import PASSWORD, Browser, fresh_email


@pytest.fixture
async def admin(database):
    connection = await asyncpg.connect(database.admin_url)
    yield connection
    await connection.close()


async def _told(admin, chain: uuid.UUID, subject: uuid.UUID) -> list[tuple[str, str, uuid.UUID | None]]:
    """What stands in the chain about the subject once everything is told: action, kind of who did it, and who."""
    while lanes := await happenings.untold(1000):
        for lane in lanes:
            await happenings.tell(lane)
    rows = await admin.fetch(
        "select action, actor_kind, actor_id from atende.audit_entries where tenant_id = $1 and subject_id = $2 order by no",
        chain,
        subject,
    )
    return [tuple(row) for row in rows]


async def test_what_an_operator_does_to_an_account_is_the_operators(clinic, owner: Browser, admin):
    me = uuid.UUID((await owner.get("/api/me")).json()["user"]["id"])
    with happenings.in_name_of(OPERATOR):
        await people.set_password(clinic.owner_email, "cerejeira-branca")
        await second_factors.turn_off(me)
    for chain in (INSTALL, clinic.tenant.id):
        told = await _told(admin, chain, me)
        assert ("accounts.password_changed", "operator", None) in told
        assert ("accounts.password_changed", "user", me) not in told


async def test_who_signs_out_stands_in_the_installs_chain_once(clinic, owner: Browser, admin):
    me = uuid.UUID((await owner.get("/api/me")).json()["user"]["id"])
    assert (await owner.post("/api/auth/sign-out")).status_code == 204
    await sessions.sign_out("no such token")
    told = await _told(admin, INSTALL, me)
    assert [one for one in told if one[0] == "accounts.signed_out"] == [("accounts.signed_out", "user", me)]
    assert "accounts.signed_out" not in [one[0] for one in await _told(admin, clinic.tenant.id, me)], "no business's concern"


async def test_new_people_of_the_install_and_an_agencys_policy_stand_in_the_installs_chain(browser, admin):
    agency = await people.create_agency("Agência Brisa")
    email = fresh_email("agencia")
    made = await people.create_person(email=email, name="Caio", password=PASSWORD, agency_id=agency)
    assert await _told(admin, INSTALL, made) == [("accounts.person_made", "operator", None)]
    root = await people.create_person(email=fresh_email("raiz"), name="Raiz", password=PASSWORD, is_superuser=True)
    [detail] = await admin.fetchrow("select detail::text from atende.audit_entries where subject_id = $1", root)
    assert '"is_superuser": true' in detail
    one = browser()
    assert (await one.sign_in(email)).status_code == 200
    await admin.execute("update atende.accounts_sessions set has_second_factor = true where user_id = $1", made)
    for wanted in (True, True, False):
        answer = await one.put("/api/agency/policy", json={"requires_second_factor": wanted})
        assert answer.status_code in (200, 204), answer.text
    assert await _told(admin, INSTALL, agency) == [("accounts.agency_policy_changed", "user", made)] * 2


async def test_that_somebody_looked_at_the_log_stands_in_it_once_a_session(clinic, owner: Browser):
    for _ in range(3):
        looked = (await owner.get(f"{clinic.url}/audit", params={"limit": "200"})).json()["items"]
    assert [one["action"] for one in looked].count("audit.read") == 1
