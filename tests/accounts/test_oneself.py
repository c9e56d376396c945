"""What people change about themselves: sessions; and what each business hears of it."""

import uuid
from datetime import timedelta

import asyncpg
import pytest

from atende.accounts import schedule
from atende.accounts.rules import devices
from tests.accounts.conftest import PASSWORD

pytestmark = pytest.mark.usefixtures("one_moment")


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
    stage = next(one for one in schedule.stages() if one.name == "happenings")
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
