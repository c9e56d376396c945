"""Signing in and out over HTTP (S17, S19, S21, S22)."""

import hashlib
import uuid
from datetime import timedelta

import asyncpg
import bcrypt
import pytest
from argon2 import Type, extract_parameters
from pwdlib.hashers.argon2 import Argon2Hasher
from pwdlib.hashers.bcrypt import BcryptHasher

from atende.accounts.service import passwords, people, sessions
from atende.accounts.service.sessions import Origin
from atende.core.config import settings
from tests.accounts.conftest import PASSWORD, fresh_email

own_hasher = passwords._argon2  # before tests have a quicker one

pytestmark = pytest.mark.usefixtures("one_moment")


@pytest.fixture
async def admin(database):
    connection = await asyncpg.connect(database.admin_url)
    await connection.execute("set search_path = atende")
    yield connection
    await connection.close()


async def test_me_tells_who_is_signed_in_and_where_they_may_go(clinic, owner):
    me = (await owner.get("/api/me")).json()
    assert me["user"]["email"] == clinic.owner_email
    assert me["is_superuser"] is False
    assert me["agency"] is None
    [place] = me["tenants"]
    assert (place["id"], place["role"], place["slug"]) == (str(clinic.tenant.id), "owner", clinic.tenant.slug)
    assert "inbox" in place["permissions"]


async def test_the_cookie_is_unreadable_to_scripts_and_for_this_host_only(clinic, browser):
    answer = await browser().sign_in(clinic.owner_email)
    cookie = answer.headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=lax" in cookie
    assert "Path=/" in cookie
    assert "Domain" not in cookie
    assert answer.headers["cache-control"] == "no-store"


async def test_the_cookie_is_secure_where_people_use_tls(clinic, browser, monkeypatch):
    monkeypatch.setattr(settings(), "public_url", "https://atende.exemplo.com.br")
    answer = await browser(Origin="https://atende.exemplo.com.br").sign_in(clinic.owner_email)
    assert answer.status_code == 200
    assert "Secure" in answer.headers["set-cookie"]


async def test_over_tls_no_neighbour_can_put_a_session_of_its_own_into_the_browser(
    clinic, make_clinic, owner, browser, monkeypatch
):
    """A cookie for the whole domain has another name than ours, so it is none (RFC 6265bis, 4.1.3.2)."""
    other = await make_clinic()
    monkeypatch.setattr(settings(), "public_url", "https://atende.test")
    one, thief = browser(Origin="https://atende.test"), browser(Origin="https://atende.test")
    one.base_url = thief.base_url = "https://atende.test"
    given = await one.sign_in(clinic.owner_email)
    assert given.headers["set-cookie"].startswith("__Host-atende_session=")
    assert {"path=/", "secure", "httponly"} <= set(given.headers["set-cookie"].lower().split("; "))
    assert "domain" not in given.headers["set-cookie"].lower()
    await thief.sign_in(other.owner_email)
    theirs, ours = thief.cookies["__Host-atende_session"], one.cookies["__Host-atende_session"]
    for brought in (
        f"atende_session={theirs}",
        f"atende_session={theirs}; __Host-atende_session={ours}; atende_session={theirs}",
    ):
        plain = browser(Cookie=brought)
        plain.base_url = "https://atende.test"
        answer = await plain.get("/api/me")
        assert other.owner_email not in answer.text
        assert answer.status_code == (200 if ours in brought else 401)
    gone = await one.post("/api/auth/sign-out")
    assert '__Host-atende_session=""' in gone.headers["set-cookie"]


async def test_only_the_hash_of_the_token_is_kept(clinic, owner, admin):
    token = owner.cookies["atende_session"]
    rows = await admin.fetch("select * from accounts_sessions where token_hash = $1", hashlib.sha256(token.encode()).hexdigest())
    assert len(rows) == 1
    assert all(token not in str(value) for value in rows[0].values())


async def test_signing_in_again_ends_the_browsers_former_session(clinic, owner, browser):
    former = owner.cookies["atende_session"]
    await owner.sign_in(clinic.owner_email)
    stale = browser()
    stale.cookies.set("atende_session", former)
    assert (await stale.get("/api/me")).status_code == 401


async def test_signing_out_ends_the_session_on_the_server(owner, browser):
    token = owner.cookies["atende_session"]
    assert (await owner.post("/api/auth/sign-out")).status_code == 204
    again = browser()
    again.cookies.set("atende_session", token)
    assert (await again.get("/api/me")).status_code == 401


async def test_a_session_lasts_while_it_is_used_and_ends_when_it_is_not(owner, clock):
    days = settings().session_days
    clock.shift(timedelta(days=days - 1))
    assert (await owner.get("/api/me")).status_code == 200
    clock.shift(timedelta(days=2 * days - 2))
    assert (await owner.get("/api/me")).status_code == 200
    clock.shift(timedelta(days=3 * days))
    assert (await owner.get("/api/me")).status_code == 401


async def test_a_session_does_not_last_for_ever(owner, clock):
    for day in range(10, 90, 10):
        clock.shift(timedelta(days=day))
        assert (await owner.get("/api/me")).status_code == 200
    clock.shift(timedelta(days=91))
    assert (await owner.get("/api/me")).status_code == 401


async def test_a_wrong_password_and_an_unknown_account_get_the_same_answer(clinic, browser):
    wrong = await browser().sign_in(clinic.owner_email, "outra-senha-qualquer")
    unknown = await browser().sign_in(fresh_email(), "outra-senha-qualquer")
    assert wrong.status_code == unknown.status_code == 401
    assert wrong.json() == unknown.json()
    assert "set-cookie" not in wrong.headers


def test_a_hash_of_ours_costs_whoever_guesses_enough():
    """As OWASP asks of argon2id: 19 MiB and two passes or more."""
    said = extract_parameters(own_hasher().hash(PASSWORD))
    assert (said.type, said.memory_cost >= 19 * 1024, said.time_cost >= 2) == (Type.ID, True, True)


def _argon2(**cost: int) -> str:
    return Argon2Hasher(**cost).hash(PASSWORD)


def _bcrypt(rounds: int, kind: bytes = b"2b") -> str:
    return bcrypt.hashpw(PASSWORD.encode(), bcrypt.gensalt(rounds)).replace(b"$2b$", b"$" + kind + b"$").decode()


async def test_the_same_work_is_done_whatever_hash_an_account_has_and_for_none(monkeypatch, admin, clinic, database):
    """Each run of a hash function with its parameters is counted, not timed: what is the same takes the same time."""
    kept = {
        "bcrypt 4": _bcrypt(4),
        "bcrypt 5": _bcrypt(5, b"2y"),
        "another argon2": _argon2(time_cost=1, memory_cost=1024, parallelism=1),
        "without a password": passwords.NONE,
        "unreadable": "5f4dcc3b5aa765d61d8327deb882cf99",
        "of no bearable cost": _bcrypt(4).replace("$04$", "$31$"),
    }
    emails = {"ours": clinic.owner_email, "unknown": fresh_email(), "closed": fresh_email()}
    await people.create_person(email=emails["closed"], name="Fechada", password=PASSWORD)
    await admin.execute("update accounts_users set is_active = false where email = $1", emails["closed"])
    for what, known in kept.items():
        emails[what] = fresh_email()
        user_id = await people.create_person(email=emails[what], name="Importada", password=PASSWORD)
        await admin.execute("update accounts_users set password_hash = $1 where id = $2", known, user_id)
    passwords.ask_again()
    await passwords.verify("qualquer", None)  # what is made once in a process is made
    done: list[str] = []

    def counting(real):
        def verify(self, password, known):
            done.append("$".join(known.split("$")[2:4]) if "argon2" in known else known.split("$")[2])
            return real(self, password, known)

        return verify

    for hasher in (Argon2Hasher, BcryptHasher):
        monkeypatch.setattr(hasher, "verify", counting(hasher.verify))
    work = {}
    for what, email in emails.items():
        done.clear()
        with pytest.raises(sessions.errors.WrongCredentials):
            await sessions.sign_in(email, "outra-senha-qualquer", origin=Origin(f"a-{uuid.uuid4()}"))
        work[what] = sorted(done)
    assert {"04", "05"} <= set(work["unknown"])
    assert work == dict.fromkeys(emails, work["unknown"])


async def test_a_hash_of_a_passwords_first_72_bytes_is_accepted(admin, database):
    email, long = fresh_email(), "uma frase de senha que ninguém adivinha, nem com muita paciência, porque é longa"
    assert len(long.encode()) > 72
    user_id = await people.create_person(email=email, name="Importada", password=PASSWORD)
    old = bcrypt.hashpw(long.encode()[:72], bcrypt.gensalt(4)).decode()
    await admin.execute("update accounts_users set password_hash = $1 where id = $2", old, user_id)
    with pytest.raises(sessions.errors.WrongCredentials):
        await sessions.sign_in(email, long[1:], origin=Origin("10.1.1.2"))
    await sessions.sign_in(email, long, origin=Origin("10.1.1.1"))
    with pytest.raises(sessions.errors.WrongCredentials):  # the new hash reads all of it
        await sessions.sign_in(email, long[:-1], origin=Origin("10.1.1.2"))


async def test_a_hash_that_would_cost_every_sign_in_too_much_is_not_taken():
    for known in (_bcrypt(4).replace("$04$", "$15$"), "$argon2id$v=19$m=4194304,t=3,p=4$" + "A" * 22 + "$" + "A" * 43):
        with pytest.raises(people.errors.UnknownHash):
            await people.create_person(email=fresh_email(), name="X", password_hash=known)


async def test_a_bcrypt_hash_is_accepted_and_replaced(admin, database):
    email = fresh_email()
    user_id = await people.create_person(email=email, name="Importada", password=PASSWORD)
    old = bcrypt.hashpw(PASSWORD.encode(), bcrypt.gensalt(4)).decode()
    await admin.execute("update accounts_users set password_hash = $1 where id = $2", old, user_id)
    for _ in range(2):
        await sessions.sign_in(email, PASSWORD, origin=Origin("10.1.1.1"))
    assert (await admin.fetchval("select password_hash from accounts_users where id = $1", user_id)).startswith("$argon2id$")


async def test_an_unreadable_hash_opens_to_nobody(admin, browser):
    email = fresh_email()
    user_id = await people.create_person(email=email, name="Importada", password=PASSWORD)
    await admin.execute("update accounts_users set password_hash = 'x' where id = $1", user_id)
    assert (await browser().sign_in(email)).status_code == 401


async def test_a_closed_account_cannot_sign_in_and_its_sessions_are_void(clinic, owner, admin, browser):
    await admin.execute("update accounts_users set is_active = false where email = $1", clinic.owner_email)
    assert (await owner.get("/api/me")).status_code == 401
    assert (await browser().sign_in(clinic.owner_email)).status_code == 401


async def test_guessing_is_slowed_down_for_that_address_and_says_for_how_long(clinic, browser, clock):
    guesser = browser("192.0.2.7")
    answers = [await guesser.sign_in(clinic.owner_email, f"palpite numero {n}") for n in range(10)]
    assert [a.status_code for a in answers[:8]] == [401] * 8
    assert answers[-1].status_code == 429
    assert answers[-1].json()["error"]["code"] == "too_many_attempts"
    assert int(answers[-1].headers["retry-after"]) >= 1
    # The right password does not help while it lasts; from elsewhere it does.
    assert (await guesser.sign_in(clinic.owner_email)).status_code == 429
    assert (await browser("192.0.2.8").sign_in(clinic.owner_email)).status_code == 200
    clock.shift(timedelta(hours=2))
    assert (await guesser.sign_in(clinic.owner_email)).status_code == 200


async def test_guesses_sent_side_by_side_are_all_counted(clinic, browser):
    import asyncio

    guesser = browser("192.0.2.9")
    answers = await asyncio.gather(*(guesser.sign_in(clinic.owner_email, f"palpite numero {n}") for n in range(20)))
    assert {a.status_code for a in answers} == {401, 429}
    assert sum(a.status_code == 401 for a in answers) <= 12


async def test_one_address_trying_many_accounts_is_slowed_down(browser):
    guesser = browser("192.0.2.10")
    statuses = [(await guesser.sign_in(fresh_email(), "palpite qualquer 1")).status_code for _ in range(62)]
    assert statuses[-1] == 429


async def test_a_new_password_ends_every_other_session(clinic, owner, browser):
    other = browser()
    await other.sign_in(clinic.owner_email)
    given = {"current": PASSWORD, "new": "outra-senha-segura"}
    assert (await owner.post("/api/me/password", json={**given, "current": "errada-errada"})).status_code == 401
    assert (await owner.post("/api/me/password", json={**given, "new": "curta"})).json()["error"]["code"] == "weak_password"
    assert (await owner.post("/api/me/password", json=given)).status_code == 204
    assert (await owner.get("/api/me")).status_code == 200
    assert (await other.get("/api/me")).status_code == 401
    assert (await browser().sign_in(clinic.owner_email)).status_code == 401
    assert (await browser().sign_in(clinic.owner_email, "outra-senha-segura")).status_code == 200


async def test_name_and_language_are_ones_own_to_change(owner, clinic):
    answer = await owner.patch("/api/me", json={"name": "Ana Maria", "locale": "en"})
    assert (answer.json()["user"]["name"], answer.json()["user"]["locale"]) == ("Ana Maria", "en")
    team = (await owner.get(f"{clinic.url}/team")).json()["items"]
    assert [one["name"] for one in team] == ["Ana Maria"]
    assert (await owner.patch("/api/me", json={"locale": "tlh"})).status_code == 422
    assert (await owner.patch("/api/me", json={"is_superuser": True})).status_code == 422
