"""Passkeys over HTTP, with a security key in software; a real browser's is in tests/e2e/test_accounts.py."""

from datetime import timedelta

import pytest
from pyotp.hotp import HOTP

from atende.accounts import errors
from atende.accounts.service import passkeys
from atende.core import clock as core_clock
from atende.core.config import settings
from tests.accounts.authenticator import Authenticator
from tests.accounts.conftest import PASSWORD
from tests.accounts.mailbox import deliver, letters

pytestmark = pytest.mark.usefixtures("one_moment")


@pytest.fixture(autouse=True)
def _address(database, monkeypatch):
    monkeypatch.setattr(settings(), "public_url", "http://atende.test")


async def _add(owner, key: Authenticator, name: str = "Celular"):
    start = (await owner.post("/api/me/passkeys/start")).json()
    given = {"ticket": start["ticket"], "credential": key.make(start["options"]), "name": name}
    return await owner.post("/api/me/passkeys", json=given)


@pytest.fixture
async def key(owner):
    made = Authenticator()
    answer = await _add(owner, made)
    assert answer.status_code == 201, answer.text
    return made


async def _sign_in(one, key: Authenticator, ticket: str | None = None):
    start = (await one.post("/api/auth/passkey/start", json={"ticket": ticket} if ticket else {})).json()
    return await one.post("/api/auth/passkey/finish", json={"ticket": start["ticket"], "credential": key.sign(start["options"])})


async def test_a_passkey_signs_in_by_itself_and_counts_as_both_steps(clinic, owner, key, browser):
    one = browser()
    answer = await _sign_in(one, key)
    assert answer.status_code == 200, answer.text
    me = answer.json()
    assert (me["user"]["email"], me["has_second_factor"]) == (clinic.owner_email, True)
    [shown] = (await owner.get("/api/me/signing-in")).json()["passkeys"]
    assert shown["name"] == "Celular"
    assert shown["last_used_at"] is not None
    await deliver()
    assert letters(clinic.owner_email)[-1]["Subject"] == "Nova chave de acesso"


async def test_an_answer_is_good_once(owner, key, browser):
    one = browser()
    start = (await one.post("/api/auth/passkey/start", json={})).json()
    given = {"ticket": start["ticket"], "credential": key.sign(start["options"])}
    assert (await one.post("/api/auth/passkey/finish", json=given)).status_code == 200
    again = await browser().post("/api/auth/passkey/finish", json=given)
    assert again.json()["error"]["code"] == "link_invalid"
    # The old signature over a fresh challenge is none.
    start = (await one.post("/api/auth/passkey/start", json={})).json()
    stale = await browser().post("/api/auth/passkey/finish", json={**given, "ticket": start["ticket"]})
    assert stale.json()["error"]["code"] == "passkey_refused"


@pytest.mark.parametrize(
    "change",
    [
        {"origin": "https://atende.test.evil.example"},
        {"rp_id": "evil.example"},
        {"verifies_user": False},
        {"count": -1},
    ],
    ids=str,
)
async def test_what_was_signed_elsewhere_or_without_the_person_is_refused(owner, key, browser, change):
    assert (await _sign_in(browser(), key)).status_code == 200
    for name, value in change.items():
        setattr(key, name, value)
    answer = await _sign_in(browser(), key)
    assert (answer.status_code, answer.json()["error"]["code"]) == (422, "passkey_refused")


async def test_an_unknown_passkey_a_foreign_key_and_rubbish_get_the_same_answer(owner, key, browser):
    stranger = Authenticator()
    thief = Authenticator(id=key.id)
    said = []
    for one in (stranger, thief):
        said.append(await _sign_in(browser(), one))
    for rubbish in ({}, {"id": 1, "rawId": []}, {"rawId": "a", "response": {"clientDataJSON": "{"}}, {"id": "é" * 500}):
        start = (await browser().post("/api/auth/passkey/start", json={})).json()
        said.append(await browser().post("/api/auth/passkey/finish", json={"ticket": start["ticket"], "credential": rubbish}))
    assert {(one.status_code, one.text) for one in said} == {(422, said[0].text)}
    assert said[0].json()["error"]["code"] == "passkey_refused"


async def test_a_passkey_is_the_second_step_of_its_own_person_only(clinic, make_clinic, owner, key, browser, clock):
    made = (await owner.post("/api/me/totp")).json()
    now = int(core_clock.now().timestamp()) // 30
    await owner.post("/api/me/totp/confirm", json={"code": HOTP(made["secret"]).at(now)})
    one = browser()
    step = (await one.sign_in(clinic.owner_email)).json()
    assert "passkey" in step["methods"]
    other = await make_clinic()
    theirs = browser()
    await theirs.sign_in(other.owner_email)
    foreign = Authenticator()
    assert (await _add(theirs, foreign)).status_code == 201
    assert (await _sign_in(one, foreign, step["ticket"])).json()["error"]["code"] == "passkey_refused"
    assert (await _sign_in(one, key, step["ticket"])).status_code == 200
    late = await one.post("/api/auth/second-factor", json={"ticket": step["ticket"], "code": "123456"})
    assert late.json()["error"]["code"] == "link_invalid"


async def test_a_passkey_confirms_its_person(clinic, owner, key, clock):
    clock.shift(timedelta(minutes=11))
    assert (await owner.post("/api/me/passkeys/start")).json()["error"]["code"] == "confirm_yourself"
    start = (await owner.post("/api/me/confirm/passkey/start")).json()
    given = {"ticket": start["ticket"], "credential": key.sign(start["options"])}
    assert (await owner.post("/api/me/confirm/passkey", json=given)).status_code == 204
    assert (await owner.post("/api/me/passkeys/start")).status_code == 200
    assert (await owner.get("/api/me")).json()["has_second_factor"] is True
    # Not longer than there is a passkey, and its going is told.
    [shown] = (await owner.get("/api/me/signing-in")).json()["passkeys"]
    assert (await owner.delete(f"/api/me/passkeys/{shown['id']}")).status_code == 204
    assert (await owner.get("/api/me")).json()["has_second_factor"] is False
    await deliver()
    assert letters(clinic.owner_email)[-1]["Subject"] == "Chave de acesso excluída"


async def test_renamed_removed_and_nobody_elses(clinic, make_clinic, owner, key, browser):
    [shown] = (await owner.get("/api/me/signing-in")).json()["passkeys"]
    path = f"/api/me/passkeys/{shown['id']}"
    other = await make_clinic()
    stranger = browser()
    await stranger.sign_in(other.owner_email)
    assert (await stranger.patch(path, json={"name": "Meu"})).status_code == 404
    assert (await stranger.delete(path)).status_code == 404
    assert (await owner.patch(path, json={"name": "Chave azul"})).json()["name"] == "Chave azul"
    assert (await owner.delete(path)).status_code == 204
    assert (await _sign_in(browser(), key)).json()["error"]["code"] == "passkey_refused"
    assert (await owner.post("/api/me/confirm", json={"password": PASSWORD})).status_code == 204


async def test_a_challenge_for_adding_is_no_use_to_anybody_else(clinic, make_clinic, owner, browser):
    start = (await owner.post("/api/me/passkeys/start")).json()
    other = await make_clinic()
    stranger = browser()
    await stranger.sign_in(other.owner_email)
    given = {"ticket": start["ticket"], "credential": Authenticator().make(start["options"]), "name": "X"}
    assert (await stranger.post("/api/me/passkeys", json=given)).json()["error"]["code"] == "link_invalid"


@pytest.mark.parametrize(
    ("own", "origin", "name"),
    [
        ("https://atende.exemplo.com.br", "https://atende.exemplo.com.br", "atende.exemplo.com.br"),
        ("http://127.0.0.1:8400", "http://localhost:8400", "localhost"),
        ("http://localhost:8400", "http://localhost:8400", "localhost"),
        ("http://127.0.0.1:8400", "http://127.0.0.1:8400", None),
        ("https://203.0.113.7", "https://203.0.113.7", None),
        ("https://atende.exemplo.com.br", "https://outro.exemplo.com.br", None),
        ("https://atende.exemplo.com.br", "http://localhost:8400", None),
        ("http://127.0.0.1:8400", "http://localhost:9999", None),
        ("https://atende.exemplo.com.br", "null", None),
    ],
)
def test_a_passkey_is_bound_to_this_installs_name(own, origin, name, monkeypatch):
    monkeypatch.setattr(settings(), "public_url", own)
    if name:
        assert passkeys.site(origin).name == name
    else:
        with pytest.raises(errors.PasskeysNeedName):
            passkeys.site(origin)
