"""What a change of e-mail that is taken back removes and leaves, and to whom the former address belongs meanwhile."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta

import asyncpg
import pytest

from atende.accounts import errors, schedule
from atende.accounts.service import happenings, people
from atende.core.audit import verifying
from atende.core.tenancy import OPERATOR
from tests.accounts.conftest import PASSWORD, Browser, accept, fresh_email
from tests.accounts.mailbox import deliver, letters, newest_token, text, token
from tests.accounts.under_way import waiting_for_a_lock

pytestmark = pytest.mark.usefixtures("one_moment")

NEW = "so-minha-de-novo-1"


@pytest.fixture
async def rows(database) -> AsyncIterator[asyncpg.Connection]:
    """The tables, whoever's they are."""
    connection = await asyncpg.connect(database.admin_url)
    await connection.execute("set search_path = atende")
    yield connection
    await connection.close()


async def _asked(one: Browser, email: str) -> str:
    """The token of the link to the new address."""
    answer = await one.post("/api/me/email", json={"email": email, "password": PASSWORD})
    assert answer.status_code == 202, answer.text
    return await newest_token(email)


async def changed(one: Browser, former: str, email: str) -> str:
    """The person signs in with this e-mail; the token of the link that takes it back."""
    link = await _asked(one, email)
    assert (await one.post("/api/me/email/confirm", json={"token": link})).status_code == 200
    return await newest_token(former)


async def _undo(browser, link: str):
    return await browser().post("/api/auth/email/undo", json={"token": link})


async def _refusal(work) -> str | None:
    try:
        await work
    except errors.Refusal as refusal:
        return refusal.code
    return None


async def test_a_former_address_is_nobody_elses_as_long_as_it_can_be_taken_back(clinic, make_clinic, owner, browser, rows, clock):
    former, another = clinic.owner_email, await make_clinic()
    theirs, invited = browser(), browser()
    await theirs.sign_in(another.owner_email)
    link = await changed(owner, former, fresh_email())
    # A person who is invited there, an operator's hand, another person's change: refused as if the account were there still.
    asked = await theirs.post(f"{another.url}/invitations", json={"email": former, "permissions": ["inbox"]})
    joined = await accept(invited, asked.json()["link"].partition("#")[2])
    assert (joined.status_code, joined.json()["error"]["code"]) == (409, "sign_in_first")
    by_hand = {"email": former, "name": "X"}
    assert await _refusal(people.create_person(**by_hand, password=PASSWORD)) == "email_taken"
    assert await _refusal(people.find_or_create(**by_hand, password_hash="!")) == "email_taken"
    assert await _refusal(people.refuse_known(former)) == "email_taken"
    assert await _refusal(people.set_email(another.owner_email, former)) == "email_taken"
    answer = await theirs.post("/api/me/email", json={"email": former, "password": PASSWORD})
    assert (answer.status_code, answer.content) == (202, b"null")
    await deliver()
    assert "Confirme o seu novo e-mail" not in [one["Subject"] for one in letters(former)]
    # When no link can take it back any more it is free again.
    await rows.execute("update accounts_email_changes set former_until = now() where former = $1", former)
    assert await _refusal(people.create_person(**by_hand, password=PASSWORD)) is None
    clock.shift(timedelta(days=8))
    assert (await _undo(browser, link)).json()["error"]["code"] == "link_invalid"


async def test_its_person_may_have_a_former_address_again(clinic, owner):
    former, new = clinic.owner_email, fresh_email()
    await changed(owner, former, new)
    link = await _asked(owner, former)
    assert (await owner.post("/api/me/email/confirm", json={"token": link})).json() == {"email": former}


async def test_a_late_notice_keeps_the_address_for_as_long_as_its_link_lasts(clinic, owner, rows, clock):
    link = await _asked(owner, fresh_email())
    assert (await owner.post("/api/me/email/confirm", json={"token": link})).status_code == 200
    kept = "select former_until - finished_at from accounts_email_changes where former = $1"
    assert await rows.fetchval(kept, clinic.owner_email) == timedelta(days=7)
    clock.shift(timedelta(days=5))
    await deliver()
    assert await rows.fetchval(kept, clinic.owner_email) == timedelta(days=12)


async def test_an_address_that_nobody_proved_is_kept_for_nobody(clinic, owner, rows):
    await rows.execute("update accounts_users set email_confirmed_at = null where email = $1", clinic.owner_email)
    link = await _asked(owner, fresh_email())
    assert (await owner.post("/api/me/email/confirm", json={"token": link})).status_code == 200
    await deliver()
    told = {one["Subject"]: text(one) for one in letters(clinic.owner_email)}
    assert {"Pediram para trocar o seu e-mail", "Seu e-mail mudou"} == set(told), "told all the same"
    assert not any("http" in words for words in told.values()), "and given no way in"
    assert await _refusal(people.create_person(email=clinic.owner_email, name="X", password=PASSWORD)) is None


async def test_who_wants_an_address_while_it_is_being_given_up_does_not_get_it(clinic, owner, rows, database):
    former = clinic.owner_email
    await _asked(owner, fresh_email())
    async with rows.transaction():
        await rows.execute("update accounts_users set email = $1 where email = $2", fresh_email(), former)
        await rows.execute(
            "update accounts_email_changes set finished_at = now(), former_until = now() + interval '7 days' where former = $1",
            former,
        )
        wanting = asyncio.create_task(_refusal(people.create_person(email=former, name="X", password=PASSWORD)))
        await waiting_for_a_lock(database)
    assert await wanting == "email_taken"


async def test_an_account_that_cannot_have_its_address_back_is_shut_and_an_operator_opens_it(
    clinic, make_clinic, owner, browser, rows
):
    former, taken, other = clinic.owner_email, fresh_email("ladrao"), await make_clinic()
    link = await changed(owner, former, taken)
    async with rows.transaction():
        await rows.execute("set local session_replication_role = replica")  # past the trigger, as no role of ours can
        await rows.execute("update accounts_users set email = $1 where email = $2", former, other.owner_email)
    refused = await _undo(browser, link)
    assert (refused.status_code, refused.json()["error"]["code"]) == (409, "account_closed")
    assert (await owner.get("/api/me")).status_code == 401
    assert (await browser().sign_in(taken)).status_code == 401
    await browser().post("/api/auth/forgotten", json={"email": taken})
    await deliver()
    assert letters(taken)[-1]["Subject"] == "Sua conta está fechada"
    again = await _undo(browser, link)
    assert again.json()["error"]["code"] == "link_invalid"
    assert (await browser().sign_in(former)).status_code == 200  # the other account, which lost nothing

    mine = fresh_email()
    with happenings.in_name_of(OPERATOR):
        await people.set_email(taken, mine)
    await browser().post("/api/auth/forgotten", json={"email": mine})
    given = {"token": await newest_token(mine), "password": NEW}
    assert (await browser().post("/api/auth/reset", json=given)).status_code == 204
    assert (await browser().sign_in(mine, NEW)).status_code == 200


async def test_an_operators_word_ends_every_link_of_the_address_before(clinic, owner, browser):
    link, mine = await changed(owner, clinic.owner_email, taken := fresh_email()), fresh_email()
    waiting = await _asked(owner, fresh_email())
    await people.set_email(taken, mine)
    assert (await owner.get("/api/me")).status_code == 401
    assert (await _undo(browser, link)).json()["error"]["code"] == "link_invalid"
    one = browser()
    await one.sign_in(mine)
    assert (await one.post("/api/me/email/confirm", json={"token": waiting})).json()["error"]["code"] == "link_invalid"


async def _key(one: Browser, clinic, name: str) -> dict[str, str]:
    made = await one.post(f"{clinic.url}/keys", json={"name": name, "scopes": ["inbox:read"], "expires_at": None})
    assert made.status_code == 201, made.text
    return made.json()


async def test_what_was_made_since_goes_with_the_undo_which_says_what_is_left(clinic, make_clinic, owner, browser, rows):
    me = (await owner.get("/api/me")).json()["user"]["id"]
    passkey = (
        "insert into accounts_passkeys (id, user_id, credential_id, public_key, sign_count, name, created_at)"
        " values (gen_random_uuid(), $1, $2, '', 0, 'x', now() - make_interval(hours => $3))"
    )
    await rows.execute(passkey, me, me.encode(), 30)
    await rows.execute(passkey, me, me.encode() + b"2", 1)
    await rows.execute("insert into accounts_recovery_codes (user_id, code_hash) values ($1, 'x')", me)
    identity = "insert into accounts_outside_identities (provider, subject, user_id, linked_by) values ($1, $1, $2, $3)"
    await rows.execute(identity, "um", me, "email")
    await rows.execute(identity, "dois", me, "person")
    old, new = [await _key(owner, clinic, name) for name in ("Antiga", "Nova")]
    await rows.execute("update accounts_api_keys set created_at = now() - interval '2 days' where id = $1", old["id"])
    link = await changed(owner, clinic.owner_email, fresh_email("ladrao"))
    said = (await _undo(browser, link)).json()
    assert said["removed"] == {"passkeys": 1, "apps": 0, "recovery_codes": 1, "identities": 1, "keys": 1}
    assert said["left"] == {"passkeys": 1, "apps": 0, "recovery_codes": 0, "identities": 1, "keys": 1}
    standing = await rows.fetch("select id::text, revoked_at is null as lasts from accounts_api_keys where created_by = $1", me)
    assert {row["id"]: row["lasts"] for row in standing} == {old["id"]: True, new["id"]: False}
    program = browser(Authorization=f"Bearer {new['key']}")
    assert (await program.get(f"{clinic.url}/conversations")).json()["error"]["code"] == "key_invalid"
    told = await rows.fetch(
        "select subject_id::text, actor_id::text from audit_entries where tenant_id = $1 and action = 'accounts.key_revoked'",
        clinic.tenant.id,
    )
    assert [tuple(row) for row in told] == [(new["id"], me)]
    assert (await verifying.verify(clinic.tenant.id)).problem is None


async def test_what_was_made_since_the_first_of_several_askings_goes_with_the_last(clinic, owner, browser, rows, clock):
    me = (await owner.get("/api/me")).json()["user"]["id"]
    await _asked(owner, fresh_email())
    made = (
        "insert into accounts_passkeys (id, user_id, credential_id, public_key, sign_count, name, created_at)"
        " values (gen_random_uuid(), $1, $2, '', 0, 'x', now() + interval '2 days')"
    )
    await rows.execute(made, me, me.encode())
    clock.shift(timedelta(days=4))
    await _asked(owner, fresh_email())
    said = (await _undo(browser, token(letters(clinic.owner_email)[-1]))).json()
    assert (said["removed"]["passkeys"], said["left"]["passkeys"]) == (1, 0)


async def test_an_account_asks_for_so_many_changes_and_no_more(owner):
    async def ask() -> int:
        given = {"email": fresh_email(), "password": PASSWORD}
        return (await owner.post("/api/me/email", json=given)).status_code

    assert [await ask() for _ in range(11)] == [202] * 10 + [429]


async def test_what_can_be_undone_no_more_is_forgotten(clinic, owner, rows, clock):
    stage = next(one for one in schedule.stages() if one.name == "old email changes")

    async def left() -> int:
        for lane in await stage.due(10):
            await stage.handle(lane)
        return await rows.fetchval("select count(*) from accounts_email_changes where former = $1", clinic.owner_email)

    await changed(owner, clinic.owner_email, fresh_email())
    assert await left() == 1
    clock.shift(timedelta(days=13))
    assert await left() == 1
    await rows.execute(
        "update accounts_email_changes set former_until = now() + interval '30 days' where former = $1", clinic.owner_email
    )
    clock.shift(timedelta(days=15))
    assert await left() == 1
    clock.shift(timedelta(days=35))
    assert await left() == 0


async def test_a_link_to_the_mailbox_that_took_the_account_does_not_outlive_the_undo(clinic, owner, browser, rows, database):
    """Its mail is written while the undo is under way."""
    taken = fresh_email("ladrao")
    await changed(owner, clinic.owner_email, taken)
    await browser().post("/api/auth/forgotten", json={"email": taken})
    before = len(letters(taken))
    async with rows.transaction():
        await rows.execute("update accounts_users set email = $1 where email = $2", clinic.owner_email, taken)
        writing = asyncio.create_task(deliver())
        await waiting_for_a_lock(database)
    await writing
    assert len(letters(taken)) == before


async def test_a_new_password_and_an_undo_at_once_wait_for_each_other(clinic, owner, browser, monkeypatch, database):
    from atende.accounts.service import tickets

    link = await changed(owner, clinic.owner_email, taken := fresh_email("ladrao"))
    await browser().post("/api/auth/forgotten", json={"email": taken})
    mailed, take, has_taken, goes_on = await newest_token(taken), tickets.take, asyncio.Event(), asyncio.Event()

    async def slow(session, purpose, given):
        found = await take(session, purpose, given)
        if purpose is tickets.Purpose.RESET:
            has_taken.set()
            await goes_on.wait()
        return found

    monkeypatch.setattr(tickets, "take", slow)
    choosing = asyncio.create_task(browser().post("/api/auth/reset", json={"token": mailed, "password": NEW}))
    await has_taken.wait()
    undoing = asyncio.create_task(_undo(browser, link))
    await waiting_for_a_lock(database)
    goes_on.set()
    assert (await choosing).status_code == 204
    assert (await undoing).status_code == 200
    assert (await browser().sign_in(clinic.owner_email, NEW)).status_code == 401
    assert token(letters(clinic.owner_email)[-1])
