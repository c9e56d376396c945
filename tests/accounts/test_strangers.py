"""What a stranger is told and can find out: never whether an account exists (S21), and less and less the more they ask (S22)."""

import asyncio
import json
from datetime import timedelta

import asyncpg
import pytest
from sqlalchemy import event

from atende.accounts.service import people
from atende.core import db
from tests.accounts.conftest import PASSWORD, fresh_email, slowed_down
from tests.accounts.mailbox import deliver, letters, newest_token, text

pytestmark = pytest.mark.usefixtures("one_moment")

NEW = "outra-senha-segura"


async def _shapes(email: str, browser, ask) -> list[str]:
    """The statements that one request makes of the database, without their values."""
    heard: list[str] = []

    def hear(_connection, _cursor, sql, _parameters, _context, _many):
        heard.append(sql)

    engines = [one.sync_engine for one in (db.app_engine(), db.system_engine())]
    for engine in engines:
        event.listen(engine, "before_cursor_execute", hear)
    try:
        await ask(browser(), email)
    finally:
        for engine in engines:
            event.remove(engine, "before_cursor_execute", hear)
    return heard


@pytest.mark.parametrize("what", ["sign-in", "forgotten"])
async def test_the_same_statements_are_made_for_an_account_that_exists_and_one_that_does_not(clinic, browser, what):
    async def ask(one, email):
        if what == "sign-in":
            return await one.post("/api/auth/sign-in", json={"email": email, "password": "não é esta mesmo"})
        return await one.post("/api/auth/forgotten", json={"email": email})

    await _shapes(fresh_email(), browser, ask)  # whatever the first request of a process reads once
    known, unknown = await _shapes(clinic.owner_email, browser, ask), await _shapes(fresh_email(), browser, ask)
    assert known == unknown
    assert known


@pytest.mark.parametrize("what", ["invitation", "email"])
async def test_inviting_somebody_and_asking_for_their_email_is_the_same_whether_they_have_an_account_or_not(
    clinic, make_clinic, owner, browser, what
):
    """Whoever is signed in finds out no more than a stranger: the same statements, and the same answer but for what was asked."""
    answers = []

    async def ask(_stranger, email):
        if what == "invitation":
            answer = await owner.post(f"{clinic.url}/invitations", json={"email": email})
        else:
            answer = await owner.post("/api/me/email", json={"email": email, "password": PASSWORD})
        said = answer.json()
        own = {key: bool(said.pop(key)) for key in ("id", "link") if said} if isinstance(said, dict) else {}
        answers.append((answer.status_code, json.dumps(said).replace(email, "whoever"), own))

    await _shapes(fresh_email(), browser, ask)
    known, unknown = await _shapes((await make_clinic()).owner_email, browser, ask), await _shapes(fresh_email(), browser, ask)
    assert known == unknown
    assert known
    assert answers[0][0] in (201, 202), answers[0]
    assert answers[1:] == [answers[0]] * 2


async def test_asking_for_a_new_password_answers_alike_and_mails_only_whoever_has_an_account(clinic, browser):
    stranger = fresh_email()
    answers = [await browser().post("/api/auth/forgotten", json={"email": one}) for one in (clinic.owner_email, stranger)]
    assert [(one.status_code, one.content) for one in answers] == [(202, b"null"), (202, b"null")]
    await deliver()
    assert len(letters(clinic.owner_email)) == 1
    assert letters(stranger) == []


async def test_a_closed_account_gets_no_mail(clinic, browser, database):
    admin = await asyncpg.connect(database.admin_url)
    await admin.execute("update atende.accounts_users set is_active = false where email = $1", clinic.owner_email)
    await admin.close()
    assert (await browser().post("/api/auth/forgotten", json={"email": clinic.owner_email})).status_code == 202
    await deliver()
    assert letters(clinic.owner_email) == []


async def test_a_new_password_by_mail_ends_every_session_and_works_once(clinic, owner, browser):
    assert (await browser().post("/api/auth/forgotten", json={"email": clinic.owner_email.upper()})).status_code == 202
    token = await newest_token(clinic.owner_email)
    [mail] = letters(clinic.owner_email)
    assert "/auth/reset#" in text(mail)
    given = {"token": token, "password": NEW}
    weak = await browser().post("/api/auth/reset", json={**given, "password": "curta"})
    assert weak.json()["error"]["code"] == "weak_password"
    assert (await browser().post("/api/auth/reset", json=given)).status_code == 204
    assert (await owner.get("/api/me")).status_code == 401
    again = await browser().post("/api/auth/reset", json=given)
    assert (again.status_code, again.json()["error"]["code"]) == (422, "link_invalid")
    assert (await browser().sign_in(clinic.owner_email)).status_code == 401
    assert (await browser().sign_in(clinic.owner_email, NEW)).status_code == 200
    await deliver()
    assert [one["Subject"] for one in letters(clinic.owner_email)][-1] == "Sua senha mudou"


async def test_of_two_who_use_a_link_at_once_one_succeeds(clinic, browser):
    await browser().post("/api/auth/forgotten", json={"email": clinic.owner_email})
    token = await newest_token(clinic.owner_email)
    tries = [browser().post("/api/auth/reset", json={"token": token, "password": f"senha-de-numero-{n}"}) for n in range(4)]
    assert sorted(one.status_code for one in await asyncio.gather(*tries)) == [204, 422, 422, 422]


async def test_a_link_is_over_after_its_minutes_and_after_another_password(clinic, owner, browser, clock):
    await browser().post("/api/auth/forgotten", json={"email": clinic.owner_email})
    token = await newest_token(clinic.owner_email)
    clock.shift(timedelta(minutes=46))
    assert (await browser().post("/api/auth/reset", json={"token": token, "password": NEW})).status_code == 422
    await browser().post("/api/auth/forgotten", json={"email": clinic.owner_email})
    token = await newest_token(clinic.owner_email)
    assert (await owner.post("/api/me/password", json={"current": PASSWORD, "new": NEW})).status_code == 204
    assert (await browser().post("/api/auth/reset", json={"token": token, "password": NEW + "2"})).status_code == 422


async def test_no_token_stands_in_the_database(clinic, browser, database):
    await browser().post("/api/auth/forgotten", json={"email": clinic.owner_email})
    token = await newest_token(clinic.owner_email)
    admin = await asyncpg.connect(database.admin_url)
    for table in ("mails", "accounts_tickets"):
        rows = await admin.fetch(f"select t::text from atende.{table} t")
        assert rows
        assert not any(token in row[0] for row in rows)
    await admin.close()


async def test_mails_to_one_person_are_asked_for_a_few_times_an_hour_whether_they_exist_or_not(clinic, browser, clock):
    for email in (clinic.owner_email, fresh_email()):
        answers = [await browser().post("/api/auth/forgotten", json={"email": email}) for _ in range(4)]
        assert [one.status_code for one in answers] == [202, 202, 202, 429]
        assert int(answers[-1].headers["retry-after"]) > 500
    clock.shift(timedelta(minutes=11))
    assert (await browser().post("/api/auth/forgotten", json={"email": clinic.owner_email})).status_code == 202


async def test_one_address_cannot_mail_everybody(browser):
    one = browser("192.0.2.77")
    statuses = [(await one.post("/api/auth/forgotten", json={"email": fresh_email()})).status_code for _ in range(11)]
    assert statuses == [202] * 10 + [429]


@pytest.mark.parametrize("path", ["reset", "email/undo", "invitation", "invitation/accept", "second-factor", "passkey/finish"])
async def test_a_made_up_token_leads_nowhere_and_is_counted(browser, path, monkeypatch):
    from atende.core.config import settings

    monkeypatch.setattr(settings(), "public_url", "http://atende.test")
    body = {
        "reset": {"token": "x", "password": NEW},
        "email/undo": {"token": "x"},
        "invitation": {"token": "x"},
        "invitation/accept": {"token": "x", "name": "X", "password": NEW},
        "second-factor": {"ticket": "x", "code": "123456"},
        "passkey/finish": {"ticket": "x", "credential": {"id": "x"}},
    }[path]
    one = browser()
    answer = await one.post(f"/api/auth/{path}", json=body)
    assert (answer.status_code, answer.json()["error"]["code"]) == (422, "link_invalid")
    if path in ("reset", "email/undo", "invitation"):
        await slowed_down(lambda _: one.post(f"/api/auth/{path}", json=body), free=19)


async def test_a_stranger_cannot_lock_out_a_device_that_was_used_before(clinic, browser, clock):
    """From everywhere at once strangers fail for this account; the owner's own browser is not slowed down (S22)."""
    at_home = browser("192.0.2.20")
    assert (await at_home.sign_in(clinic.owner_email)).status_code == 200
    await at_home.post("/api/auth/sign-out")
    del at_home.headers["X-CSRF-Token"]
    await slowed_down(lambda n: browser(f"198.51.100.{n}").sign_in(clinic.owner_email, "palpite de fora 1"), free=30)
    assert (await at_home.sign_in(clinic.owner_email)).status_code == 200
    clock.shift(timedelta(seconds=61))  # and nobody is locked out for longer than a minute
    assert (await browser("192.0.2.21").sign_in(clinic.owner_email)).status_code == 200


async def test_a_known_device_has_a_count_of_its_own_too(clinic, browser):
    one = browser()
    await one.sign_in(clinic.owner_email)
    statuses = await slowed_down(lambda n: one.sign_in(clinic.owner_email, f"palpite numero {n}"), free=10)
    assert statuses[0] == 401


async def test_a_device_of_one_account_is_a_stranger_to_another(clinic, make_clinic, browser):
    other = await make_clinic()
    one = browser("192.0.2.30")
    await one.sign_in(clinic.owner_email)
    await slowed_down(lambda n: one.sign_in(other.owner_email, f"palpite numero {n}"), free=8)
    assert (await browser("192.0.2.31").sign_in(other.owner_email)).status_code == 200


async def test_an_account_that_comes_from_elsewhere_keeps_its_hash_until_the_first_sign_in(database, browser):
    import bcrypt

    for kind in (b"2a", b"2b", b"2y"):
        email = fresh_email()
        old = bcrypt.hashpw(PASSWORD.encode(), bcrypt.gensalt(4)).replace(b"$2b$", b"$" + kind + b"$").decode()
        user_id = await people.create_person(email=email, name="Importada", password_hash=old)
        assert (await browser().sign_in(email, "não é esta mesmo")).status_code == 401
        assert (await browser().sign_in(email)).status_code == 200, kind
        admin = await asyncpg.connect(database.admin_url)
        kept = await admin.fetchval("select password_hash from atende.accounts_users where id = $1", user_id)
        await admin.close()
        assert kept.startswith("$argon2id$")
    with pytest.raises(people.errors.UnknownHash):
        await people.create_person(email=fresh_email(), name="X", password_hash="5f4dcc3b5aa765d61d8327deb882cf99")


async def test_all_addresses_of_one_ipv6_network_are_one_stranger(browser):
    """Whoever has one of them has 2^64: also the attempts that are counted in the database are by network (S22)."""
    body = {"token": "x"}
    await slowed_down(lambda n: browser(f"2001:db8:7:8::{n + 1:x}").post("/api/auth/invitation", json=body), free=20)
    assert (await browser("2001:db8:7:9::1").post("/api/auth/invitation", json=body)).status_code == 422
