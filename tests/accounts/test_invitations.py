"""Asking somebody by mail to join, and what the link can and cannot do (S21)."""

import asyncio
import uuid
from datetime import timedelta

import pytest

from atende.accounts.service import people
from tests.accounts.conftest import PASSWORD, accept, fresh_email, hire
from tests.accounts.mailbox import deliver, letters, newest_token, text

pytestmark = pytest.mark.usefixtures("one_moment")

NEW = "minha-senha-nova"


async def _invite(clinic, owner, email: str, **given):
    answer = await owner.post(f"{clinic.url}/invitations", json={"email": email, **given})
    assert answer.status_code == 201, answer.text
    return answer.json()


async def _accept(one, token: str, name: str = "Nina Nova", password: str = NEW):
    return await accept(one, token, name, password)


async def test_somebody_new_gets_a_mail_chooses_a_password_and_works_there(clinic, owner, browser):
    email = fresh_email("nina")
    made = await _invite(clinic, owner, email, permissions=["inbox", "bot"])
    assert made["invited_by"] == "Ana Dona"
    token = await newest_token(email)
    [mail] = letters(email)
    assert mail["Subject"] == "Convite para Clínica Sorriso"
    assert "Ana Dona convida você" in text(mail)
    one = browser()
    seen = (await one.post("/api/auth/invitation", json={"token": token})).json()
    assert (seen["business"], seen["email"], seen["role"], seen["invited_by"]) == ("Clínica Sorriso", email, "staff", "Ana Dona")
    weak = await _accept(one, token, password="curta")
    assert weak.json()["error"]["code"] == "weak_password"
    done = await _accept(one, token)
    assert done.status_code == 200, done.text
    [place] = done.json()["tenants"]
    assert (place["id"], place["role"], place["permissions"]) == (str(clinic.tenant.id), "staff", ["inbox", "bot"])
    assert (await _accept(browser(), token)).json()["error"]["code"] == "link_invalid"
    assert (await owner.get(f"{clinic.url}/invitations")).json()["items"] == []
    assert (await browser().sign_in(email, NEW)).status_code == 200


async def test_an_existing_account_is_never_altered_and_joins_by_signing_in(clinic, make_clinic, owner, browser):
    other = await make_clinic()
    await _invite(clinic, owner, other.owner_email)
    token = await newest_token(other.owner_email)
    taken = await _accept(browser(), token, name="Outro Nome", password="tomada-de-conta-1")
    assert (taken.status_code, taken.json()["error"]["code"]) == (409, "sign_in_first")
    assert (await browser().sign_in(other.owner_email, "tomada-de-conta-1")).status_code == 401
    victim = browser()
    before = (await victim.sign_in(other.owner_email)).json()
    assert (await victim.post("/api/me/invitations", json={"token": token})).status_code == 204
    after = (await victim.get("/api/me")).json()
    assert after["user"] == before["user"]
    assert {t["id"] for t in after["tenants"]} == {str(clinic.tenant.id), str(other.tenant.id)}
    assert (await victim.post("/api/me/invitations", json={"token": token})).json()["error"]["code"] == "link_invalid"


async def test_somebody_elses_invitation_is_not_taken(clinic, make_clinic, owner, browser):
    email = fresh_email("nina")
    await _invite(clinic, owner, email)
    token = await newest_token(email)
    other = await make_clinic()
    stranger = browser()
    await stranger.sign_in(other.owner_email)
    refused = await stranger.post("/api/me/invitations", json={"token": token})
    assert (refused.status_code, refused.json()["error"]["code"]) == (403, "other_account")
    assert (await _accept(browser(), token)).status_code == 200


async def test_inviting_answers_alike_whether_the_person_has_an_account(clinic, make_clinic, owner):
    other = await make_clinic()
    known, unknown = await _invite(clinic, owner, other.owner_email), await _invite(clinic, owner, fresh_email())
    own = ("id", "email", "sent_at", "expires_at", "link")
    assert {k: v for k, v in known.items() if k not in own} == {k: v for k, v in unknown.items() if k not in own}


async def test_of_two_who_accept_at_once_one_joins(clinic, owner, browser):
    email = fresh_email("nina")
    await _invite(clinic, owner, email)
    token = await newest_token(email)
    answers = await asyncio.gather(*(_accept(browser(), token) for _ in range(3)))
    assert sorted(one.status_code for one in answers).count(200) == 1
    assert {one.status_code for one in answers} <= {200, 409, 422}


async def test_asked_again_revoked_and_expired(clinic, owner, browser, clock):
    email = fresh_email("nina")
    made = await _invite(clinic, owner, email)
    first = await newest_token(email)
    clock.shift(timedelta(days=6))
    again = await owner.post(f"{clinic.url}/invitations/{made['id']}/resend")
    assert again.status_code == 200
    second = await newest_token(email)
    assert second != first
    clock.shift(timedelta(days=12))
    assert (await browser().post("/api/auth/invitation", json={"token": second})).status_code == 200
    assert (await browser().post("/api/auth/invitation", json={"token": first})).status_code == 422
    clock.shift(timedelta(days=14))
    assert (await _accept(browser(), second)).json()["error"]["code"] == "link_invalid"
    [waiting] = (await owner.get(f"{clinic.url}/invitations")).json()["items"]
    assert waiting["id"] == made["id"]  # expired, and still there to ask again
    third = (await _invite(clinic, owner, email, permissions=["bot"]))["id"]
    assert third == made["id"]
    token = await newest_token(email)
    assert (await owner.delete(f"{clinic.url}/invitations/{made['id']}")).status_code == 204
    assert (await _accept(browser(), token)).json()["error"]["code"] == "link_invalid"
    assert (await owner.delete(f"{clinic.url}/invitations/{made['id']}")).status_code == 404


async def test_an_invitation_that_was_taken_back_before_its_mail_left_is_never_sent(clinic, owner):
    email = fresh_email("nina")
    made = await _invite(clinic, owner, email)
    await owner.delete(f"{clinic.url}/invitations/{made['id']}")
    await deliver()
    assert letters(email) == []


async def test_whoever_works_here_is_not_invited_again(clinic, owner):
    answer = await owner.post(f"{clinic.url}/invitations", json={"email": clinic.owner_email})
    assert (answer.status_code, answer.json()["error"]["code"]) == (409, "already_member")


@pytest.fixture
async def manager(clinic, owner, browser):
    """Somebody who may invite, and holds little else."""
    email = fresh_email("gerente")
    one = browser()
    one.user_id = await hire(clinic, owner, one, email, "staff", "bot", name="Gê")
    return one


async def test_nobody_invites_to_more_than_they_hold(clinic, owner, manager):
    post = f"{clinic.url}/invitations"
    for given in ({"permissions": ["inbox"]}, {"role": "owner"}, {}):
        answer = await manager.post(post, json={"email": fresh_email(), **given})
        assert (answer.status_code, answer.json()["error"]["code"]) == (403, "cannot_grant"), given
    assert (await manager.post(post, json={"email": fresh_email(), "role": "superuser"})).status_code == 422
    owners = await _invite(clinic, owner, fresh_email(), role="owner")
    for attempt in (
        manager.delete(f"{post}/{owners['id']}"),
        manager.post(f"{post}/{owners['id']}/resend"),
        manager.post(post, json={"email": owners["email"], "permissions": ["bot"]}),
    ):
        assert (await attempt).status_code == 403
    assert (await manager.post(post, json={"email": fresh_email(), "permissions": ["bot"]})).status_code == 201


async def test_an_invitation_ends_with_the_rights_of_whoever_sent_it(clinic, owner, manager, browser):
    email = fresh_email("nina")
    await _invite(clinic, manager, email, permissions=["bot"])
    token = await newest_token(email)
    await owner.patch(f"{clinic.url}/team/{manager.user_id}", json={"permissions": ["staff"]})
    assert (await _accept(browser(), token)).json()["error"]["code"] == "link_invalid"
    assert not (await browser().sign_in(email, NEW)).is_success
    await owner.patch(f"{clinic.url}/team/{manager.user_id}", json={"permissions": ["staff", "bot"]})
    assert (await _accept(browser(), token)).status_code == 200


async def test_one_person_is_mailed_a_few_times_an_hour(clinic, owner):
    email = fresh_email("nina")
    statuses = [(await owner.post(f"{clinic.url}/invitations", json={"email": email})).status_code for _ in range(6)]
    assert statuses == [201] * 5 + [429]


async def test_what_one_business_asks_for_blocks_no_other_and_tells_it_nothing(clinic, make_clinic, owner, browser):
    email, other = fresh_email("nina"), await make_clinic()
    its_owner = browser()
    await its_owner.sign_in(other.owner_email)
    for _ in range(5):
        await owner.post(f"{clinic.url}/invitations", json={"email": email})
    assert (await owner.post(f"{clinic.url}/invitations", json={"email": email})).status_code == 429
    assert (await its_owner.post(f"{other.url}/invitations", json={"email": email})).status_code == 201


async def test_what_strangers_ask_for_blocks_no_change_of_e_mail(owner, browser):
    email = fresh_email("nova")
    statuses = [(await browser().post("/api/auth/forgotten", json={"email": email})).status_code for _ in range(4)]
    assert statuses == [202] * 3 + [429]
    assert (await owner.post("/api/me/email", json={"email": email, "password": PASSWORD})).status_code == 202


async def test_somebody_of_the_agency_invites_for_a_client(make_clinic, browser):
    clinic = await make_clinic(in_agency=True)
    mail = fresh_email("agencia")
    await people.create_person(email=mail, name="Caio Agência", password=PASSWORD, agency_id=clinic.agency_id)
    agent = browser()
    await agent.sign_in(mail)
    email = fresh_email("nina")
    await _invite(clinic, agent, email, permissions=["bot"])
    token = await newest_token(email)
    assert "Caio Agência convida você" in text(letters(email)[-1])
    assert (await _accept(browser(), token)).status_code == 200


async def test_another_businesss_invitation_is_not_there(clinic, make_clinic, owner, browser):
    other = await make_clinic()
    stranger = browser()
    await stranger.sign_in(other.owner_email)
    made = await _invite(clinic, owner, fresh_email())
    assert (await stranger.delete(f"{other.url}/invitations/{made['id']}")).status_code == 404
    assert (await stranger.post(f"{other.url}/invitations/{uuid.uuid4()}/resend")).status_code == 404
