"""An account in the name of a mailbox that nobody proved never opens anything for whoever comes later (decision 21)."""

import asyncio
import uuid

import asyncpg
import pytest

from atende.accounts import errors
from atende.accounts.models import OutsideIdentity, Passkey
from atende.accounts.rules import Place, Role
from atende.accounts.service import passwords, people, team, tenants
from atende.core.config import settings
from atende.core.tenancy import OPERATOR, Actor, Crossing, across_tenants, in_tenant
from atende.kit.ids import new_id
from tests.accounts.conftest import PASSWORD, accept, fresh_email, hire
from tests.accounts.mailbox import newest_token
from tests.accounts.test_under_way import Held

NEW = "escolhida-por-mim-1"


@pytest.fixture
async def waiting(clinic, owner, browser):
    """Somebody made an account in the name of a mailbox that is not theirs, with every way in there is, and waits."""
    email = fresh_email("ceo")
    one = browser()
    one.user_id = await hire(clinic, owner, one, email, "inbox")
    one.email = email
    async with across_tenants(Crossing.SIGN_IN) as session:
        session.add(
            Passkey(user_id=one.user_id, credential_id=new_id().bytes, public_key=b"k", sign_count=0, name="dele", transports=[])
        )
        session.add(OutsideIdentity(provider="supabase", subject=str(new_id()), user_id=one.user_id, linked_by="person"))
    return one


@pytest.fixture
async def elsewhere(make_clinic, browser):
    """Another business, and its owner."""
    made = await make_clinic()
    its_owner = browser()
    await its_owner.sign_in(made.owner_email)
    return made, its_owner


async def _ways_in(database, user_id: str) -> int:
    connection = await asyncpg.connect(database.admin_url)
    tables = ("passkeys", "totps", "recovery_codes", "outside_identities", "sessions")
    counts = [
        await connection.fetchval(f"select count(*) from atende.accounts_{one} where user_id = $1", user_id) for one in tables
    ]
    await connection.close()
    return sum(counts)


async def test_who_is_invited_works_there_only_once_they_accepted(clinic, owner, browser):
    email = fresh_email()
    asked = await owner.post(f"{clinic.url}/invitations", json={"email": email})
    assert [one["email"] for one in (await owner.get(f"{clinic.url}/team")).json()["items"]] == [clinic.owner_email]
    assert (await accept(browser(), asked.json()["link"].partition("#")[2])).status_code == 200
    assert len((await owner.get(f"{clinic.url}/team")).json()["items"]) == 2


async def test_nobody_gives_somebody_else_a_password(clinic, owner):
    given = {"name": "X", "email": fresh_email(), "password": PASSWORD}
    assert (await owner.post(f"{clinic.url}/team", json=given)).status_code in (404, 405)
    async with in_tenant(clinic.tenant.id, Actor("user", new_id())) as tx:
        with pytest.raises(errors.Forbidden):
            await team.add(tx, Place(Role.OWNER, frozenset()), name="X", email=fresh_email(), password=PASSWORD)


async def test_what_a_team_sees_of_an_account_does_not_tell_how_old_it_is(make_clinic, clinic, owner, browser):
    other = await make_clinic()
    await hire(clinic, owner, browser(), fresh_email(), "inbox")
    asked = (await owner.post(f"{clinic.url}/invitations", json={"email": other.owner_email})).json()
    joining = browser()
    await joining.sign_in(other.owner_email)
    assert (await joining.post("/api/me/invitations", json={"token": asked["link"].partition("#")[2]})).status_code == 204
    members = (await owner.get(f"{clinic.url}/team")).json()["items"]
    assert [uuid.UUID(one["user_id"]).version for one in members] == [4, 4, 4]
    refusals = [await owner.patch(f"{clinic.url}/team/{one['user_id']}", json={"password": NEW}) for one in members]
    assert sorted(one.status_code for one in refusals) == [200, 403, 403]  # oneself and whoever proved their mailbox


async def test_a_link_is_shown_only_where_no_mail_can_be_sent(clinic, owner, monkeypatch):
    assert (await owner.get(f"{clinic.url}/invitations")).json()["are_mailed"] is False
    monkeypatch.setattr(settings(), "smtp_host", "mail.exemplo.com.br")
    made = (await owner.post(f"{clinic.url}/invitations", json={"email": fresh_email()})).json()
    assert made["link"] is None
    assert (await owner.post(f"{clinic.url}/invitations/{made['id']}/resend")).json()["link"] is None
    assert (await owner.get(f"{clinic.url}/invitations")).json()["are_mailed"] is True


async def test_whoever_waits_in_an_account_gets_nowhere_by_a_link_that_was_handed_over(waiting, elsewhere, browser):
    other, its_owner = elsewhere
    asked = (await its_owner.post(f"{other.url}/invitations", json={"email": waiting.email})).json()
    token = asked["link"].partition("#")[2]
    refused = await waiting.post("/api/me/invitations", json={"token": token})
    assert (refused.status_code, refused.json()["error"]["code"]) == (409, "email_unproven")
    assert (await accept(browser(), token, password=NEW)).json()["error"]["code"] == "sign_in_first"
    assert [one["id"] for one in (await waiting.get("/api/me")).json()["tenants"]] != [str(other.tenant.id)]
    # Nor by one that was mailed and came into their hands while they are signed in as the account.
    refused = await waiting.post("/api/me/invitations", json={"token": await newest_token(waiting.email)})
    assert refused.json()["error"]["code"] == "email_unproven"


async def test_a_mailed_invitation_ends_whatever_waited_in_the_account(waiting, elsewhere, browser, database):
    other, its_owner = elsewhere
    await its_owner.post(f"{other.url}/invitations", json={"email": waiting.email})
    person = browser()
    joined = await accept(person, await newest_token(waiting.email), "Clara", NEW)
    assert joined.status_code == 200, joined.text
    assert str(other.tenant.id) in [one["id"] for one in joined.json()["tenants"]]
    assert joined.json()["user"]["name"] == "Clara"
    assert (await waiting.get("/api/me")).status_code == 401
    assert (await browser().sign_in(waiting.email)).status_code == 401
    assert await _ways_in(database, waiting.user_id) == 1  # the session that has just begun
    assert (await browser().sign_in(waiting.email, NEW)).status_code == 200


async def test_a_password_by_mail_ends_whatever_waited_in_the_account_and_nothing_later(waiting, elsewhere, browser, database):
    async def choose(password: str) -> None:
        await browser().post("/api/auth/forgotten", json={"email": waiting.email})
        given = {"token": await newest_token(waiting.email), "password": password}
        assert (await browser().post("/api/auth/reset", json=given)).status_code == 204

    await choose(NEW)
    assert await _ways_in(database, waiting.user_id) == 0
    person = browser()
    assert (await person.sign_in(waiting.email, NEW)).status_code == 200
    async with across_tenants(Crossing.SIGN_IN) as session:
        session.add(
            Passkey(user_id=waiting.user_id, credential_id=new_id().bytes, public_key=b"k", sign_count=0, name="x", transports=[])
        )
    await choose("esqueci-de-novo-2")
    assert await _ways_in(database, waiting.user_id) == 1  # what the person set up since stays
    other, its_owner = elsewhere
    asked = (await its_owner.post(f"{other.url}/invitations", json={"email": waiting.email})).json()
    await person.sign_in(waiting.email, "esqueci-de-novo-2")
    assert (await person.post("/api/me/invitations", json={"token": asked["link"].partition("#")[2]})).status_code == 204


async def test_an_operator_gives_such_an_account_nothing_unless_they_vouch_for_it(waiting, browser, database):
    given = {"name": "Filial", "kind": "clinic", "owner_name": "Ceo", "owner_email": waiting.email, "owner_password": PASSWORD}
    with pytest.raises(errors.EmailUnproven):
        await tenants.create(**given, actor=OPERATOR)
    await people.set_password(waiting.email, NEW)
    assert await _ways_in(database, waiting.user_id) == 0
    made = await tenants.create(**given, actor=OPERATOR)
    assert str(made.id) in [one["id"] for one in (await browser().sign_in(waiting.email, NEW)).json()["tenants"]]


async def test_an_account_that_is_its_persons_own_gets_no_password_from_a_business(clinic, owner, browser):
    email = fresh_email()
    user_id = await people.create_person(email=email, name="Vinda de fora", password=PASSWORD)
    one = browser()
    await one.sign_in(email)
    asked = (await owner.post(f"{clinic.url}/invitations", json={"email": email})).json()
    await one.post("/api/me/invitations", json={"token": asked["link"].partition("#")[2]})
    refused = await owner.patch(f"{clinic.url}/team/{user_id}", json={"password": NEW})
    assert (refused.status_code, refused.json()["error"]["code"]) == (403, "password_is_theirs")


async def test_an_agency_says_who_the_first_owner_is_and_no_second(make_clinic, browser):
    agency_id = await people.create_agency("Agência Boreal")
    email = fresh_email("agencia")
    await people.create_person(email=email, name="Duda", password=PASSWORD, agency_id=agency_id)
    agent = browser()
    await agent.sign_in(email)
    given = {"name": "Cantina", "kind": "restaurant", "owner_email": fresh_email("errado")}
    made = (await agent.post("/api/agency/tenants", json=given)).json()
    url = f"/api/t/{made['id']}/invitations"
    [asked] = (await agent.get(url)).json()["items"]
    assert (await agent.delete(f"{url}/{asked['id']}")).status_code == 204
    right = await agent.post(url, json={"email": fresh_email("certo"), "role": "owner"})
    assert right.status_code == 201, right.text
    assert (await accept(browser(), right.json()["link"].partition("#")[2])).status_code == 200
    second = await agent.post(url, json={"email": fresh_email(), "role": "owner"})
    assert (second.status_code, second.json()["error"]["code"]) == (403, "cannot_grant")


async def test_a_business_that_gives_a_password_while_the_mailbox_is_proved_comes_too_late(
    clinic, owner, waiting, browser, monkeypatch
):
    held = Held(monkeypatch, passwords, "hash_password", after=True)
    giving = asyncio.create_task(owner.patch(f"{clinic.url}/team/{waiting.user_id}", json={"password": "da-empresa-de-novo-9"}))
    await held.is_here.wait()
    await browser().post("/api/auth/forgotten", json={"email": waiting.email})
    given = {"token": await newest_token(waiting.email), "password": NEW}
    assert (await browser().post("/api/auth/reset", json=given)).status_code == 204
    held.goes_on.set()
    assert (await giving).json()["error"]["code"] == "password_is_theirs"
    assert (await browser().sign_in(waiting.email, NEW)).status_code == 200
