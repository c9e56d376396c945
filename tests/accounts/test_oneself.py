"""What people change about themselves: e-mail, sessions; and what each business hears of it."""

import asyncio
import uuid
from datetime import timedelta

import asyncpg
import pytest

from atende.accounts import schedule
from atende.accounts.rules import devices
from tests.accounts.conftest import PASSWORD, fresh_email
from tests.accounts.mailbox import deliver, letters, newest_token, token

pytestmark = pytest.mark.usefixtures("one_moment")


async def test_another_email_needs_the_password_and_a_link_opened_there(clinic, owner, browser):
    new = fresh_email("nova")
    other = browser()
    await other.sign_in(clinic.owner_email)
    wrong = await owner.post("/api/me/email", json={"email": new, "password": "não é esta mesmo"})
    assert (wrong.status_code, wrong.json()["error"]["code"]) == (401, "wrong_credentials")
    assert (await owner.post("/api/me/email", json={"email": new, "password": PASSWORD})).status_code == 202
    assert (await owner.get("/api/me")).json()["user"]["email"] == clinic.owner_email
    link = await newest_token(new)
    done = await browser().post("/api/auth/email", json={"token": link})
    assert (done.status_code, done.json()) == (200, {"email": new})
    assert (await owner.get("/api/me")).json()["user"]["email"] == new
    assert (await other.get("/api/me")).status_code == 401
    assert [one["email"] for one in (await owner.get(f"{clinic.url}/team")).json()["items"]] == [new]
    assert (await browser().sign_in(clinic.owner_email)).status_code == 401
    assert (await browser().sign_in(new)).status_code == 200
    assert (await browser().post("/api/auth/email", json={"token": link})).status_code == 422
    await deliver()
    assert letters(clinic.owner_email)[-1]["Subject"] == "Seu e-mail mudou"


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
        await one.post("/api/me/email", json={"email": new, "password": PASSWORD})
    await deliver()
    first, second = (token(one) for one in letters(new))
    tries = await asyncio.gather(*(browser().post("/api/auth/email", json={"token": one}) for one in (first, second)))
    assert sorted(one.status_code for one in tries) == [200, 422]


@pytest.mark.parametrize("at", ["before its mail left", "once it has left"])
@pytest.mark.parametrize("ends", ["password", "everywhere", "this session", "reset"])
async def test_an_email_that_a_thief_asked_for_ends_with_what_ends_the_thief(clinic, owner, browser, clock, ends, at):
    theirs, wanted = browser(), fresh_email("ladrao")
    await theirs.sign_in(clinic.owner_email)
    await theirs.post("/api/me/email", json={"email": wanted, "password": PASSWORD})
    if at == "once it has left":
        link = await newest_token(wanted)
    clock.shift(timedelta(minutes=5))
    if ends == "password":
        await owner.post("/api/me/password", json={"current": PASSWORD, "new": "so-minha-de-novo-1"})
    elif ends == "everywhere":
        await owner.post("/api/me/sessions/end", json={"keep_this": True})
    elif ends == "this session":
        await theirs.post("/api/auth/sign-out")
    else:
        await browser().post("/api/auth/forgotten", json={"email": clinic.owner_email})
        given = {"token": await newest_token(clinic.owner_email), "password": "so-minha-de-novo-1"}
        await browser().post("/api/auth/reset", json=given)
    if at == "once it has left":
        assert (await browser().post("/api/auth/email", json={"token": link})).json()["error"]["code"] == "link_invalid"
    else:
        await deliver()
        if ends != "reset":  # whose own mail was delivered just before, and the thief's with it
            assert letters(wanted) == []
        for one in letters(wanted):
            assert (await browser().post("/api/auth/email", json={"token": token(one)})).status_code == 422


async def test_the_password_ends_what_was_asked_for_before_it_in_the_same_session(clinic, owner, clock):
    wanted = fresh_email("ladrao")
    await owner.post("/api/me/email", json={"email": wanted, "password": PASSWORD})
    clock.shift(timedelta(minutes=5))
    assert (await owner.post("/api/me/password", json={"current": PASSWORD, "new": "so-minha-de-novo-1"})).status_code == 204
    await deliver()
    assert letters(wanted) == []


async def test_an_email_whose_mail_could_not_leave_for_hours_is_not_asked_for_any_more(owner, clock):
    wanted = fresh_email()
    await owner.post("/api/me/email", json={"email": wanted, "password": PASSWORD})
    clock.shift(timedelta(hours=3))
    await deliver()
    assert letters(wanted) == []


async def test_sessions_are_listed_by_device_and_network_and_ended_one_by_one(clinic, owner, browser):
    phone = browser("203.0.113.77", **{"User-Agent": "Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 Chrome/130.0 Mobile"})
    await phone.sign_in(clinic.owner_email)
    items = (await owner.get("/api/me/sessions")).json()["items"]
    assert len(items) == 2
    [mine] = [one for one in items if one["is_current"]]
    [other] = [one for one in items if not one["is_current"]]
    assert (other["device"], other["address_prefix"]) == ("Chrome, Android", "203.0.113.0/24")
    assert (await phone.delete(f"/api/me/sessions/{other['id']}")).status_code == 204
    assert (await phone.get("/api/me")).status_code == 401
    assert (await owner.delete(f"/api/me/sessions/{other['id']}")).status_code == 404
    assert (await owner.get("/api/me/sessions")).json()["items"] == [mine]


async def test_nobody_ends_anothers_session(clinic, make_clinic, owner, browser):
    other = await make_clinic()
    theirs = browser()
    await theirs.sign_in(other.owner_email)
    [session] = (await theirs.get("/api/me/sessions")).json()["items"]
    assert (await owner.delete(f"/api/me/sessions/{session['id']}")).status_code == 404
    assert (await theirs.get("/api/me")).status_code == 200


async def test_signing_out_everywhere_with_and_without_this_device(clinic, owner, browser):
    others = [browser() for _ in range(2)]
    for one in others:
        await one.sign_in(clinic.owner_email)
    assert (await owner.post("/api/me/sessions/end", json={"keep_this": True})).status_code == 204
    assert [(await one.get("/api/me")).status_code for one in (owner, *others)] == [200, 401, 401]
    await others[0].sign_in(clinic.owner_email)
    done = await owner.post("/api/me/sessions/end", json={"keep_this": False})
    assert done.status_code == 204
    assert 'atende_session=""' in done.headers["set-cookie"]
    assert [(await one.get("/api/me")).status_code for one in (owner, others[0])] == [401, 401]


async def test_sessions_that_are_over_are_not_listed(clinic, owner, browser, clock):
    await browser().sign_in(clinic.owner_email)
    clock.shift(timedelta(days=10))
    await owner.get("/api/me")
    clock.shift(timedelta(days=16))
    assert len((await owner.get("/api/me/sessions")).json()["items"]) == 1


async def _tell() -> None:
    [stage] = schedule.stages()
    while lanes := await stage.due(100):
        for lane in lanes:
            await stage.handle(lane)


async def test_each_business_of_a_person_hears_what_happened_to_their_account_and_no_more(
    clinic, make_clinic, owner, browser, database
):
    elsewhere, stranger = await make_clinic(), await make_clinic()
    other_owner = browser()
    await other_owner.sign_in(elsewhere.owner_email)
    asked = await other_owner.post(f"{elsewhere.url}/invitations", json={"email": clinic.owner_email})
    await owner.post("/api/me/invitations", json={"token": asked.json()["link"].partition("#")[2]})
    await _tell()
    connection = await asyncpg.connect(database.admin_url)

    async def heard(tenant_id) -> list[tuple[str, str]]:
        rows = await connection.fetch(
            "select name, payload->>'method' as method from atende.facts where tenant_id = $1 and payload ? 'happened_at'"
            " order by commit_no, seq",
            tenant_id,
        )
        return [(row["name"], row["method"]) for row in rows]

    start = [await heard(one.tenant.id) for one in (clinic, elsewhere, stranger)]
    await browser().sign_in(clinic.owner_email, "não é esta mesmo")
    await browser().sign_in(clinic.owner_email)
    await owner.post("/api/me/password", json={"current": PASSWORD, "new": "outra-senha-segura"})
    await owner.post("/api/me/sessions/end", json={})
    await _tell()
    await _tell()  # told once
    expected = [
        ("accounts.sign_in_failed", "password"),
        ("accounts.password_changed", "self"),
        ("accounts.sessions_ended", "others"),
    ]
    for one, was in zip((clinic, elsewhere), start, strict=False):
        # Several workers may tell several happenings at once: each is there, whichever comes first.
        assert sorted((await heard(one.tenant.id))[len(was) :]) == sorted(expected)
    assert await heard(stranger.tenant.id) == start[2]
    # From where the person came is told by nothing but their visits to the business itself (S13).
    asked = "select address, agent from atende.audit_entries where tenant_id = $1 and action = any($2)"
    told = await connection.fetch(asked, elsewhere.tenant.id, [name for name, _ in expected])
    assert [tuple(row) for row in told] == [(None, None)] * 3
    names = [name for name, _ in await heard(elsewhere.tenant.id)]
    assert "accounts.signed_in" not in names
    asked = (
        "select count(*) from atende.audit_entries where action = 'accounts.signed_in' and actor_id = $1 and address is not null"
    )
    me = (await owner.get("/api/me")).json()["user"]["id"]
    assert await connection.fetchval(asked, uuid.UUID(me)) >= 2
    where = (
        "select address from atende.audit_entries where tenant_id = $1 and action = 'accounts.entered' and address is not null"
    )
    assert await connection.fetch(where, elsewhere.tenant.id)  # its own owner's visit
    await connection.close()


@pytest.mark.parametrize(
    ("agent", "shown"),
    [
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605 Version/18.0 Mobile Safari/604.1",
            "Safari, iPhone",
        ),
        ("Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/130 Safari/537.36 Edg/130.0", "Edge, Windows"),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:130.0) Gecko/20100101 Firefox/130.0", "Firefox, Linux"),
        ("Mozilla/5.0 (Macintosh; Intel Mac OS X 15_0) AppleWebKit/605.1 Version/18.0 Safari/605.1", "Safari, Mac"),
        ("curl/8.0", None),
        (None, None),
    ],
)
def test_a_device_is_called_by_its_browser_and_system(agent, shown):
    assert devices.device(agent) == shown


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ("203.0.113.77", "203.0.113.0/24"),
        ("::ffff:203.0.113.77", "203.0.113.0/24"),
        ("2001:db8:7:1::9", "2001:db8:7::/48"),
        ("unknown", None),
        (None, None),
    ],
)
def test_of_an_address_only_its_network_is_kept(address, shown):
    assert devices.prefix(address) == shown
