"""API keys: shown once, kept as a hash, limited by scopes and by who made them, revoked at once (S22)."""

import uuid
from datetime import timedelta

import asyncpg
import httpx
import pytest

from atende.core import clock as core_clock
from tests.accounts.conftest import Browser, fresh_email, hire

ALL = [
    "inbox:read",
    "inbox:write",
    "knowledge:read",
    "knowledge:write",
    "bot:read",
    "bot:write",
    "settings:read",
    "settings:write",
]


@pytest.fixture
async def program(application):
    """Opens a client that comes with a key, as programs do: no cookie, no origin, no CSRF token."""
    opened: list[httpx.AsyncClient] = []

    def open_one(key: str, **headers: str) -> httpx.AsyncClient:
        transport = httpx.ASGITransport(app=application, raise_app_exceptions=False)
        given = {"Authorization": f"Bearer {key}", **headers}
        opened.append(httpx.AsyncClient(transport=transport, base_url="http://atende.test", headers=given))
        return opened[-1]

    yield open_one
    for one in opened:
        await one.aclose()


async def make(who: Browser, url: str, *scopes: str, **more) -> dict:
    answer = await who.post(f"{url}/keys", json={"name": "Integração", "scopes": list(scopes or ALL), **more})
    assert answer.status_code == 201, answer.text
    return answer.json()


async def code(answer: httpx.Response) -> tuple[int, str]:
    return answer.status_code, answer.json()["error"]["code"]


async def test_a_key_is_shown_once_and_kept_as_a_hash(clinic, owner, database):
    made = await make(owner, clinic.url, "inbox:read")
    listed = await owner.get(f"{clinic.url}/keys")
    assert made["key"] not in listed.text
    (one,) = listed.json()["items"]
    assert one["hint"] == made["key"][:15]
    assert one["created_by"]["name"] == "Ana Dona"
    assert one["state"] == "active"
    admin = await asyncpg.connect(database.admin_url)
    try:
        row = await admin.fetchval("select x::text from atende.accounts_api_keys x where id = $1", uuid.UUID(made["id"]))
        facts = await admin.fetchval("select string_agg(x::text, '') from atende.facts x where tenant_id = $1", clinic.tenant.id)
        audit = await admin.fetchval(
            "select string_agg(x::text, '') from atende.audit_entries x where tenant_id = $1", clinic.tenant.id
        )
    finally:
        await admin.close()
    for kept in (row, facts, audit):
        assert made["key"][15:] not in kept
    assert "accounts.key_created" in audit


async def test_a_key_works_without_a_cookie_an_origin_or_a_csrf_token(clinic, owner, program):
    bot = program((await make(owner, clinic.url))["key"])
    assert (await bot.get(f"{clinic.url}/stores")).status_code == 200
    assert (await bot.post(f"{clinic.url}/stores", json={"name": "Filial"})).status_code == 201
    assert (await bot.get(f"{clinic.url}/conversations")).status_code == 200
    (one,) = (await owner.get(f"{clinic.url}/keys")).json()["items"]
    assert one["last_used_at"] is not None


async def test_a_key_sends_and_uploads_in_its_own_name(clinic, owner, program):
    bot = program((await make(owner, clinic.url, "inbox:write"))["key"])
    answer = await bot.post(f"{clinic.url}/files", files={"file": ("a.txt", b"texto simples", "text/plain")})
    assert answer.status_code == 201, answer.text
    stranger = program("atd_live_" + "0" * 49)
    answer = await stranger.post(f"{clinic.url}/files", files={"file": ("a.txt", b"texto simples", "text/plain")})
    assert answer.status_code == 401


@pytest.mark.parametrize(
    ("scope", "reads", "writes"),
    [
        ("settings:read", 200, 403),
        ("settings:write", 200, 201),
        ("inbox:write", 200, 403),
    ],
)
async def test_scopes_are_the_limit(clinic, owner, program, scope, reads, writes):
    bot = program((await make(owner, clinic.url, scope))["key"])
    assert (await bot.get(f"{clinic.url}/stores")).status_code == reads
    assert (await bot.post(f"{clinic.url}/stores", json={"name": "Filial"})).status_code == writes
    is_settings = scope.startswith("settings")
    assert (await bot.get(f"{clinic.url}/connections")).status_code == (200 if is_settings else 403)
    assert (await bot.get(f"{clinic.url}/conversations")).status_code == (403 if is_settings else 200)


async def test_a_key_never_manages_people_or_keys(clinic, owner, program):
    made = await make(owner, clinic.url)
    bot = program(made["key"])
    for method, path, body in (
        ("GET", "keys", None),
        ("POST", "keys", {"name": "Outra", "scopes": ["inbox:read"]}),
        ("DELETE", f"keys/{made['id']}", None),
        ("GET", "team", None),
        ("POST", "invitations", {"email": fresh_email()}),
        ("PATCH", f"team/{uuid.uuid4()}", {"name": "Eva"}),
    ):
        answer = await bot.request(method, f"{clinic.url}/{path}", json=body)
        assert await code(answer) == (403, "people_only"), path


@pytest.mark.parametrize("scopes", [["staff:write"], ["inbox"], ["inbox:own"], [], ["accounts:read"]])
async def test_scopes_that_are_none_are_refused(clinic, owner, scopes):
    answer = await owner.post(f"{clinic.url}/keys", json={"name": "X", "scopes": scopes})
    assert answer.status_code == 422


async def _colleague(clinic, owner, browser, *permissions: str) -> tuple[str, Browser]:
    one = browser()
    return await hire(clinic, owner, one, fresh_email("colega"), *permissions, name="Bia"), one


async def test_nobody_makes_a_key_that_may_more_than_they(clinic, owner, browser):
    _, bia = await _colleague(clinic, owner, browser, "settings")
    refused = await bia.post(f"{clinic.url}/keys", json={"name": "X", "scopes": ["settings:read", "inbox:read"]})
    assert await code(refused) == (403, "cannot_grant")
    _, clerk = await _colleague(clinic, owner, browser, "inbox")
    refused = await clerk.post(f"{clinic.url}/keys", json={"name": "X", "scopes": ["inbox:read"]})
    assert await code(refused) == (403, "missing_permission")


async def test_a_key_may_no_more_than_its_maker_may_today(clinic, owner, browser, program):
    user_id, bia = await _colleague(clinic, owner, browser, "settings", "inbox")
    bot = program((await make(bia, clinic.url, "settings:read", "inbox:read"))["key"])
    assert (await bot.get(f"{clinic.url}/conversations")).status_code == 200
    await owner.patch(f"{clinic.url}/team/{user_id}", json={"permissions": ["settings"]})
    assert await code(await bot.get(f"{clinic.url}/conversations")) == (403, "missing_permission")
    assert (await bot.get(f"{clinic.url}/connections")).status_code == 200
    await owner.patch(f"{clinic.url}/team/{user_id}", json={"permissions": ["settings:read", "inbox:read"]})
    assert (await bot.get(f"{clinic.url}/conversations")).status_code == 200
    await owner.delete(f"{clinic.url}/team/{user_id}")
    assert await code(await bot.get(f"{clinic.url}/connections")) == (401, "key_invalid")
    (one,) = (await owner.get(f"{clinic.url}/keys")).json()["items"]
    assert one["state"] == "revoked"
    # Whoever comes back does not bring their keys with them: somebody decides it anew.
    assert (await owner.patch(f"{clinic.url}/team/{user_id}", json={"is_active": True})).status_code == 200
    assert await code(await bot.get(f"{clinic.url}/connections")) == (401, "key_invalid")


async def test_a_key_changes_nothing_once_its_maker_only_sees(clinic, owner, browser, program):
    user_id, bia = await _colleague(clinic, owner, browser, "settings")
    bot = program((await make(bia, clinic.url, "settings:write"))["key"])
    assert (await bot.post(f"{clinic.url}/stores", json={"name": "Filial"})).status_code == 201
    await owner.patch(f"{clinic.url}/team/{user_id}", json={"permissions": ["settings:read"]})
    assert (await bot.get(f"{clinic.url}/connections")).status_code == 200
    refused = await bot.post(f"{clinic.url}/stores", json={"name": "Outra"})
    assert refused.json()["error"]["params"] == {"permission": "settings", "way": "change"}


async def test_a_revoked_key_opens_nothing_from_the_next_request_on(clinic, owner, program):
    made = await make(owner, clinic.url)
    bot = program(made["key"])
    assert (await bot.get(f"{clinic.url}/stores")).status_code == 200
    for _ in range(2):
        assert (await owner.delete(f"{clinic.url}/keys/{made['id']}")).status_code == 204
    assert await code(await bot.get(f"{clinic.url}/stores")) == (401, "key_invalid")
    (one,) = (await owner.get(f"{clinic.url}/keys")).json()["items"]
    assert one["state"] == "revoked"
    assert (await owner.delete(f"{clinic.url}/keys/{uuid.uuid4()}")).status_code == 404


async def test_a_key_ends_when_it_was_to_end(clinic, owner, program, clock):
    ends = core_clock.now() + timedelta(days=2)
    bot = program((await make(owner, clinic.url, expires_at=ends.isoformat()))["key"])
    assert (await bot.get(f"{clinic.url}/stores")).status_code == 200
    clock.shift(timedelta(days=2, seconds=1))
    assert await code(await bot.get(f"{clinic.url}/stores")) == (401, "key_invalid")
    clock.shift(timedelta())
    for wrong in (core_clock.now() - timedelta(seconds=1), core_clock.now() + timedelta(days=3000)):
        answer = await owner.post(
            f"{clinic.url}/keys", json={"name": "X", "scopes": ["inbox:read"], "expires_at": wrong.isoformat()}
        )
        assert await code(answer) == (422, "invalid")


async def test_a_session_and_a_key_are_never_mixed(clinic, owner, program):
    made = await make(owner, clinic.url)
    cookie = owner.cookies["atende_session"]
    both = await owner.get(f"{clinic.url}/stores", headers={"Authorization": f"Bearer {made['key']}"})
    assert await code(both) == (400, "mixed_credentials")
    # With a cookie along, a state change still needs our own origin; a key does not open that door.
    bot = program(made["key"], Cookie=f"atende_session={cookie}")
    assert await code(await bot.post(f"{clinic.url}/stores", json={"name": "X"})) == (403, "cross_site")
    other = program(made["key"], Cookie="another=1")
    assert await code(await other.post(f"{clinic.url}/stores", json={"name": "X"})) == (403, "cross_site")


@pytest.mark.parametrize("header", ["Basic {key}", "Bearer", "Bearer {key} {key}", "{key}", "bearer  {key}", "Token {key}"])
async def test_only_the_bearer_header_carries_a_key(clinic, owner, program, header):
    made = await make(owner, clinic.url)
    bot = program("x", Authorization=header.format(key=made["key"]))
    answer = await bot.get(f"{clinic.url}/stores")
    assert answer.status_code == (200 if header.startswith("bearer  ") else 401), answer.text
    in_query = await program("x").get(f"{clinic.url}/stores", params={"key": made["key"], "access_token": made["key"]})
    assert in_query.status_code == 401


async def test_a_business_has_fifty_keys_at_most(clinic, owner):
    for _ in range(50):
        last = await make(owner, clinic.url, "inbox:read")
    refused = await owner.post(f"{clinic.url}/keys", json={"name": "X", "scopes": ["inbox:read"]})
    assert await code(refused) == (409, "too_many_keys")
    await owner.delete(f"{clinic.url}/keys/{last['id']}")
    await make(owner, clinic.url, "inbox:read")
