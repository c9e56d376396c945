"""Another e-mail to sign in with: begun with the password, finished by its person signed in, taken back from the former mailbox."""

import asyncio
from datetime import timedelta

import asyncpg
import pytest

from atende.accounts import schedule
from atende.accounts.service import passwords
from tests.accounts.conftest import PASSWORD, fresh_email
from tests.accounts.mailbox import deliver, letters, newest_token, text, token

pytestmark = pytest.mark.usefixtures("one_moment")

NEW = "so-minha-de-novo-1"


async def _ask(one, email: str):
    answer = await one.post("/api/me/email", json={"email": email, "password": PASSWORD})
    assert answer.status_code == 202, answer.text


async def _confirm(one, link: str) -> tuple[int, str]:
    """The status, and the e-mail or the refusal's code."""
    answer = await one.post("/api/me/email/confirm", json={"token": link})
    said = answer.json()
    return answer.status_code, said["email"] if answer.status_code == 200 else said["error"]["code"]


async def _changed(one, email: str) -> None:
    """The person signs in with this e-mail from now on."""
    await _ask(one, email)
    assert await _confirm(one, await newest_token(email)) == (200, email)
    await deliver()


async def test_another_email_needs_the_password_and_is_finished_by_its_person_only(clinic, make_clinic, owner, browser):
    new, stranger, theirs = fresh_email("nova"), browser(), browser()
    await theirs.sign_in((await make_clinic()).owner_email)
    other = browser()
    await other.sign_in(clinic.owner_email)
    wrong = await owner.post("/api/me/email", json={"email": new, "password": "não é esta mesmo"})
    assert (wrong.status_code, wrong.json()["error"]["code"]) == (401, "wrong_credentials")
    await _ask(owner, new)
    assert (await owner.get("/api/me")).json()["user"]["email"] == clinic.owner_email
    link = await newest_token(new)
    # Whoever opens the link without being its person finishes nothing, and does not use it up.
    assert await _confirm(stranger, link) == (401, "signed_out")
    assert await _confirm(theirs, link) == (403, "other_account")
    assert (await owner.get("/api/me")).json()["user"]["email"] == clinic.owner_email
    assert await _confirm(owner, link) == (200, new)
    assert (await owner.get("/api/me")).json()["user"]["email"] == new
    assert (await other.get("/api/me")).status_code == 401
    assert [one["email"] for one in (await owner.get(f"{clinic.url}/team")).json()["items"]] == [new]
    assert (await browser().sign_in(clinic.owner_email)).status_code == 401
    assert (await browser().sign_in(new)).status_code == 200
    assert await _confirm(owner, link) == (422, "link_invalid")
    await deliver()
    said = letters(clinic.owner_email)
    assert [one["Subject"] for one in said] == ["Pediram para trocar o seu e-mail", "Seu e-mail mudou"]
    assert not any(new in text(one) for one in said)


async def test_who_signs_in_for_it_finishes_on_another_device_and_the_one_that_asked_is_out(clinic, owner, browser):
    new, phone = fresh_email(), browser()
    await _ask(owner, new)
    link = await newest_token(new)
    await phone.sign_in(clinic.owner_email)
    assert await _confirm(phone, link) == (200, new)
    assert [(await one.get("/api/me")).status_code for one in (phone, owner)] == [200, 401]


async def test_a_link_is_good_for_an_hour_and_only_its_hash_is_kept(clinic, owner, clock, database):
    new = fresh_email()
    await _ask(owner, new)
    link = await newest_token(new)
    connection = await asyncpg.connect(database.admin_url)
    kept = await connection.fetchval("select string_agg(t::text, ' ') from atende.accounts_tickets t")
    kept += await connection.fetchval("select string_agg(c::text, ' ') from atende.accounts_email_changes c")
    await connection.close()
    assert link not in kept
    clock.shift(timedelta(minutes=61))
    assert await _confirm(owner, link) == (422, "link_invalid")


async def test_an_email_that_is_somebody_elses_answers_alike_and_gets_no_link(clinic, make_clinic, owner):
    other = await make_clinic()
    free = fresh_email()
    answers = [await owner.post("/api/me/email", json={"email": one, "password": PASSWORD}) for one in (other.owner_email, free)]
    assert [(one.status_code, one.content) for one in answers] == [(202, b"null")] * 2
    await deliver()
    assert letters(other.owner_email) == []
    assert len(letters(free)) == 1


async def test_an_email_that_somebody_took_in_between_is_not_taken_twice(clinic, make_clinic, owner, browser):
    other = await make_clinic()
    theirs = browser()
    await theirs.sign_in(other.owner_email)
    new = fresh_email()
    for one in (owner, theirs):
        await _ask(one, new)
    await deliver()
    links = [token(one) for one in letters(new)]
    tries = [await asyncio.gather(_confirm(owner, one), _confirm(theirs, other)) for one, other in (links, links[::-1])]
    assert sorted(status for pair in tries for status, _ in pair)[:1] == [200]
    emails = [(await one.get("/api/me")).json()["user"]["email"] for one in (owner, theirs)]
    assert emails.count(new) == 1


async def test_a_second_change_that_was_asked_for_meanwhile_ends_with_the_first(owner, clock):
    first, second = fresh_email(), fresh_email()
    await _ask(owner, first)
    await _ask(owner, second)
    link = await newest_token(first)
    left = await newest_token(second)
    third = fresh_email()
    await _ask(owner, third)  # its mail has not left yet
    assert await _confirm(owner, link) == (200, first)
    assert await _confirm(owner, left) == (422, "link_invalid")
    await deliver()
    assert letters(third) == []


@pytest.mark.parametrize("at", ["before its mail left", "once it has left"])
@pytest.mark.parametrize("ends", ["password", "everywhere", "this session", "reset", "stopped"])
async def test_an_email_that_a_thief_asked_for_ends_with_what_ends_the_thief(clinic, owner, browser, clock, ends, at):
    theirs, wanted = browser(), fresh_email("ladrao")
    await theirs.sign_in(clinic.owner_email)
    await _ask(theirs, wanted)
    link = await newest_token(wanted) if at == "once it has left" else None
    clock.shift(timedelta(minutes=5))
    if ends == "password":
        await owner.post("/api/me/password", json={"current": PASSWORD, "new": NEW})
    elif ends == "everywhere":
        await owner.post("/api/me/sessions/end", json={"keep_this": True})
    elif ends == "this session":
        await theirs.post("/api/auth/sign-out")
    elif ends == "reset":
        await browser().post("/api/auth/forgotten", json={"email": clinic.owner_email})
        given = {"token": await newest_token(clinic.owner_email), "password": NEW}
        await browser().post("/api/auth/reset", json=given)
    else:
        await browser().post("/api/auth/email/undo", json={"token": await newest_token(clinic.owner_email)})
    await theirs.sign_in(clinic.owner_email)
    await theirs.sign_in(clinic.owner_email, NEW)
    await deliver()
    if link is None and ends not in ("reset", "stopped"):  # whose own mail was delivered just before, and the thief's with it
        assert letters(wanted) == []
    for one in [link] if link else [token(one) for one in letters(wanted)]:
        assert (await _confirm(theirs, one))[1] in ("link_invalid", "signed_out")
        assert (await _confirm(owner, one))[1] in ("link_invalid", "signed_out")


async def test_the_password_ends_what_was_asked_for_before_it_in_the_same_session(clinic, owner, clock):
    wanted = fresh_email("ladrao")
    await _ask(owner, wanted)
    clock.shift(timedelta(minutes=5))
    assert (await owner.post("/api/me/password", json={"current": PASSWORD, "new": NEW})).status_code == 204
    await deliver()
    assert letters(wanted) == []


async def test_an_email_whose_mail_could_not_leave_for_hours_is_not_asked_for_any_more(owner, clock):
    wanted = fresh_email()
    await _ask(owner, wanted)
    clock.shift(timedelta(hours=3))
    await deliver()
    assert letters(wanted) == []


async def _undo(browser, link: str) -> dict:
    answer = await browser().post("/api/auth/email/undo", json={"token": link})
    assert answer.status_code == 200, answer.text
    return answer.json()


@pytest.mark.parametrize("after_days", [0, 6])
async def test_the_former_mailbox_undoes_a_change_and_whoever_made_it_is_out(clinic, owner, browser, clock, database, after_days):
    new = fresh_email("ladrao")
    theirs = browser()
    await theirs.sign_in(clinic.owner_email)
    await _changed(theirs, new)
    said = letters(clinic.owner_email)[-1]
    assert "/auth/email/undo#" in text(said)
    await theirs.post("/api/me/totp")
    await theirs.post("/api/me/password", json={"current": PASSWORD, "new": "agora-e-do-ladrao"})  # ends no way back
    clock.shift(timedelta(days=after_days))
    done = await _undo(browser, token(said))
    assert done["email"] == clinic.owner_email
    assert (await theirs.get("/api/me")).status_code == 401
    tries = [(clinic.owner_email, PASSWORD), (clinic.owner_email, "agora-e-do-ladrao"), (new, "agora-e-do-ladrao")]
    assert [(await browser().sign_in(*one)).status_code for one in tries] == [401] * 3
    given = {"token": done["reset_token"], "password": NEW}
    assert (await browser().post("/api/auth/reset", json=given)).status_code == 204
    mine = browser()
    assert (await mine.sign_in(clinic.owner_email, NEW)).status_code == 200  # and no code of the thief's app is asked for
    assert [one["email"] for one in (await mine.get(f"{clinic.url}/team")).json()["items"]] == [clinic.owner_email]
    await deliver()
    assert letters(new)[-1]["Subject"] == "A troca de e-mail foi desfeita"
    again = await browser().post("/api/auth/email/undo", json={"token": token(said)})
    assert again.json()["error"]["code"] == "link_invalid"
    stage = next(one for one in schedule.stages() if one.name == "happenings")
    while lanes := await stage.due(100):
        for lane in lanes:
            await stage.handle(lane)
    connection = await asyncpg.connect(database.admin_url)
    told = await connection.fetch(
        "select detail->>'method' as how from atende.audit_entries where tenant_id = $1 and action = 'accounts.email_changed'"
        " order by no",
        clinic.tenant.id,
    )
    await connection.close()
    assert sorted(one["how"] for one in told) == ["self", "undone"]


async def test_a_change_that_has_not_come_true_is_stopped_and_the_asker_is_out(clinic, owner, browser):
    wanted = fresh_email("ladrao")
    await _ask(owner, wanted)
    link = await newest_token(wanted)
    said = letters(clinic.owner_email)[-1]
    assert said["Subject"] == "Pediram para trocar o seu e-mail"
    done = await _undo(browser, token(said))
    assert done["email"] == clinic.owner_email
    assert await _confirm(owner, link) == (401, "signed_out")
    given = {"token": done["reset_token"], "password": NEW}
    assert (await browser().post("/api/auth/reset", json=given)).status_code == 204
    assert (await owner.sign_in(clinic.owner_email, NEW)).status_code == 200
    assert await _confirm(owner, link) == (422, "link_invalid")
    await deliver()
    assert [one["Subject"] for one in letters(wanted)] == ["Confirme o seu novo e-mail"]


async def test_a_thief_who_moves_on_to_a_second_mailbox_does_not_undo_the_undoing(clinic, browser):
    theirs, first, second = browser(), fresh_email("ladrao"), fresh_email("ladrao")
    await theirs.sign_in(clinic.owner_email)
    await _changed(theirs, first)
    await _changed(theirs, second)
    mine, thiefs = token(letters(clinic.owner_email)[-1]), token(letters(first)[-1])
    # Going back to the first of theirs leaves the way back to where it all began.
    assert (await _undo(browser, thiefs))["email"] == first
    assert (await _undo(browser, mine))["email"] == clinic.owner_email
    for link in (token(one) for one in letters(first) if "/undo#" in text(one)):
        assert (await browser().post("/api/auth/email/undo", json={"token": link})).status_code == 422


async def test_what_the_person_had_before_stays_and_nothing_is_undone_after_a_week(clinic, owner, browser, clock):
    new = fresh_email()
    await _changed(owner, new)
    link = token(letters(clinic.owner_email)[-1])
    clock.shift(timedelta(days=8))
    late = await browser().post("/api/auth/email/undo", json={"token": link})
    assert (late.status_code, late.json()["error"]["code"]) == (422, "link_invalid")
    assert (await browser().sign_in(new)).status_code == 200


@pytest.mark.parametrize("what", ["sign in", "ask", "another password"])
async def test_what_was_under_way_with_the_password_from_before_opens_nothing(clinic, owner, browser, monkeypatch, what):
    verify, is_right, goes_on = passwords.verify, asyncio.Event(), asyncio.Event()

    async def slow(*given):
        answer = await verify(*given)
        is_right.set()
        await goes_on.wait()
        return answer

    thief, new = browser(), fresh_email()
    await thief.sign_in(clinic.owner_email)
    monkeypatch.setattr(passwords, "verify", slow)
    asked = {
        "ask": ("/api/me/email", {"email": new, "password": PASSWORD}),
        "another password": ("/api/me/password", {"current": PASSWORD, "new": "agora-e-do-ladrao"}),
    }
    if what == "sign in":
        coming = asyncio.create_task(browser().sign_in(clinic.owner_email))
    else:
        coming = asyncio.create_task(thief.post(asked[what][0], json=asked[what][1]))
    await is_right.wait()
    monkeypatch.setattr(passwords, "verify", verify)
    changed = await owner.post("/api/me/password", json={"current": PASSWORD, "new": NEW})
    assert changed.status_code < 300, changed.text
    goes_on.set()
    answer = await coming
    assert (answer.status_code, answer.json()["error"]["code"]) == (401, "wrong_credentials")
    await deliver()
    assert letters(new) == []
