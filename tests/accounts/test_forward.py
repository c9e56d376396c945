"""What a gateway is told about who is signed in, and everything that must not become an identity (S20, S23)."""

import re
import uuid
from collections.abc import AsyncIterator
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import asyncpg
import httpx
import pytest
from joserfc import jwk, jwt
from pydantic import ValidationError

from atende.core.config import Settings, settings
from atende.core.web.identity import NAMES, is_identity
from tests.accounts.conftest import PASSWORD, Browser, Clinic
from tests.kit.test_origins import LEADING_AWAY

HOME, PANEL = "http://atende.example.com", "http://painel.example.com"
SPELLINGS = [
    *("X-Atende-User", "x-atende-user", "X-ATENDE-USER", "X_Atende_User", "x_atende-user", "X-Atende_User", "X.Atende.User"),
    *(
        "X-Atende.Email",
        "X~Atende~User",
        "X-Atende-Role",
        "X-Atende-Assertion",
        "X-Atende-Whatever",
        "Remote-User",
        "REMOTE_USER",
    ),
    *("remote.user", "Remote_Groups", "Remote-Group", "Remote-Email", "remote_name"),
]


@pytest.fixture
def gateway_settings(database, monkeypatch: pytest.MonkeyPatch):
    for name, value in (("PUBLIC_URL", HOME), ("FORWARD_ORIGINS", PANEL), ("FORWARD_COOKIE_DOMAIN", ".example.com")):
        monkeypatch.setenv(f"ATENDE_{name}", value)
    settings.cache_clear()
    yield
    monkeypatch.undo()
    settings.cache_clear()


def of(site: str, path: str = "/") -> dict[str, str]:
    """What a gateway says of the request it holds."""
    parts = urlsplit(site)
    return {
        "X-Forwarded-Proto": parts.scheme,
        "X-Forwarded-Host": parts.netloc,
        "X-Forwarded-Uri": path,
        "X-Forwarded-Method": "GET",
    }


@pytest.fixture
async def gateway(application, gateway_settings) -> AsyncIterator[httpx.AsyncClient]:
    """Our own proxy, on this machine."""
    transport = httpx.ASGITransport(app=application, raise_app_exceptions=False, client=("127.0.0.1", 5))
    async with httpx.AsyncClient(transport=transport, base_url=HOME) as one:
        yield one


@pytest.fixture
async def visitor(gateway_settings, browser, clinic: Clinic) -> tuple[Browser, str]:
    """Somebody signed in here, and their cookie for apps beside us."""
    one = browser(Origin=HOME)
    one.base_url = HOME
    assert (await one.sign_in(clinic.owner_email)).status_code == 200
    gone = await one.get("/api/auth/continue", params={"to": f"{PANEL}/a"})
    assert (gone.status_code, gone.headers["location"]) == (303, f"{PANEL}/a")
    cookie = gone.headers["set-cookie"]
    assert re.search(r"(?i)domain=\.?example\.com", cookie)
    assert "httponly" in cookie.lower()
    assert "samesite=lax" in cookie.lower()
    return one, cookie.partition("=")[2].partition(";")[0]


def shown(token: str) -> dict[str, str]:
    return {"Cookie": f"atende_sign_in={token}"}


async def test_a_signed_in_person_is_told_in_headers_and_in_a_signed_word(gateway, visitor, clinic: Clinic):
    one, token = visitor
    answer = await gateway.get("/api/auth/forward", headers={**of(PANEL), **shown(token)})
    assert answer.status_code == 200
    assert {name for name in NAMES if name in answer.headers} == set(NAMES), "every one of them, always"
    me = (await one.get("/api/me")).json()
    assert answer.headers["x-atende-user"] == me["user"]["id"]
    assert answer.headers["remote-user"] == clinic.owner_email
    assert answer.headers["x-atende-name"] == "Ana Dona"
    assert answer.headers["x-atende-tenants"] == clinic.tenant.slug
    assert (answer.headers["x-atende-tenant"], answer.headers["x-atende-role"]) == ("", "")
    keys = jwk.KeySet.import_key_set((await gateway.get("/api/auth/forward/keys")).json())
    said = jwt.decode(answer.headers["x-atende-assertion"], keys, algorithms=["ES256"]).claims
    assert (said["iss"], said["aud"], said["sub"]) == (HOME, PANEL, me["user"]["id"])
    assert said["exp"] - said["iat"] == 60
    assert "d" not in (await gateway.get("/api/auth/forward/keys")).json()["keys"][0], "the public half only"


async def test_a_business_and_a_permission_can_be_asked_for(gateway, visitor, clinic: Clinic, make_clinic):
    _one, token = visitor
    other = await make_clinic()
    headers = {**of(PANEL), **shown(token)}
    right = await gateway.get("/api/auth/forward", params={"tenant": clinic.tenant.slug, "may": "reports"}, headers=headers)
    assert (right.status_code, right.headers["x-atende-tenant"], right.headers["x-atende-role"]) == (
        200,
        clinic.tenant.slug,
        "owner",
    )
    sees = await gateway.get("/api/auth/forward", params={"tenant": clinic.tenant.slug, "may": "reports:read"}, headers=headers)
    assert sees.status_code == 200, "who may change it may see it"
    refused = [
        ({"tenant": other.tenant.slug}, 403),
        ({"tenant": "no-such"}, 403),
        ({"may": "reports"}, 422),
        ({"may": "x", "tenant": clinic.tenant.slug}, 422),
    ]
    for wrong, status in refused:
        answer = await gateway.get("/api/auth/forward", params=wrong, headers=headers)
        assert answer.status_code == status
        assert not any(is_identity(name.encode()) for name in answer.headers)


async def test_a_business_that_demands_a_second_factor_is_nobodys_without_one(gateway, visitor, clinic: Clinic, database):
    _one, token = visitor
    headers = {**of(PANEL), **shown(token)}
    admin = await asyncpg.connect(database.admin_url)
    try:
        demand = "update atende.accounts_tenants set requires_second_factor = $2 where id = $1"
        await admin.execute(demand, clinic.tenant.id, True)
        for asked in ({"tenant": clinic.tenant.slug}, {"tenant": clinic.tenant.slug, "may": "reports"}):
            answer = await gateway.get("/api/auth/forward", params=asked, headers=headers)
            assert (answer.status_code, answer.json()["error"]["code"]) == (403, "second_factor_required")
            assert not any(is_identity(name.encode()) for name in answer.headers)
        answer = await gateway.get("/api/auth/forward", headers=headers)
        assert (answer.status_code, answer.headers["x-atende-tenants"]) == (200, "")
        has_one = "update atende.accounts_sessions set has_second_factor = true where user_id = $1"
        await admin.execute(has_one, uuid.UUID(answer.headers["x-atende-user"]))
    finally:
        await admin.close()
    answer = await gateway.get("/api/auth/forward", params={"tenant": clinic.tenant.slug}, headers=headers)
    assert (answer.status_code, answer.headers["x-atende-tenants"]) == (200, clinic.tenant.slug)


async def test_whoever_is_not_known_asks_so_often_and_whoever_is_as_often_as_they_like(gateway, visitor, monkeypatch):
    """Also behind our own proxy: the limit is the visitor's own address, not the gateway's."""
    _one, token = visitor
    monkeypatch.setenv("ATENDE_LIMIT_ADDRESS_PER_MINUTE", "1")
    settings.cache_clear()
    try:
        for cookie in ({}, shown("x" * 43)):
            asked = {**of(PANEL), **cookie, "X-Forwarded-For": f"203.0.113.{len(cookie) + 77}"}
            answers = [(await gateway.get("/api/auth/forward", headers=asked)).status_code for _ in range(4)]
            assert answers == [401, 429, 429, 429]
        known = {**of(PANEL), **shown(token), "X-Forwarded-For": "203.0.113.80"}
        assert {(await gateway.get("/api/auth/forward", headers=known)).status_code for _ in range(4)} == {200}
    finally:
        settings.cache_clear()


async def test_who_is_signed_out_is_refused_and_a_page_is_sent_to_sign_in(gateway):
    plain = await gateway.get("/api/auth/forward", headers=of(PANEL, "/a?b=c"))
    assert plain.status_code == 401
    way = f"{HOME}/api/auth/continue?to=http%3A%2F%2Fpainel.example.com%2Fa%3Fb%3Dc"
    assert plain.headers["x-atende-sign-in"] == way
    page = {**of(PANEL, "/a?b=c"), "Accept": "text/html,*/*"}
    sent = await gateway.get("/api/auth/forward", params={"answer": "redirect"}, headers=page)
    assert (sent.status_code, sent.headers["location"]) == (302, way)
    others = [{**of(PANEL), "Accept": "application/json"}]
    others += [{**page, "X-Forwarded-Method": method} for method in ("POST", "OPTIONS")]
    for other in others:
        assert (await gateway.get("/api/auth/forward", params={"answer": "redirect"}, headers=other)).status_code == 401
    landed = await gateway.get(urlsplit(way).path, params=parse_qs(urlsplit(way).query))
    assert landed.status_code == 303
    assert landed.headers["location"].startswith("/auth?next=%2Fapi%2Fauth%2Fcontinue%3Fto%3D")


ODD = ["//evil.example", "/\\evil.example", "@evil.example", "http://evil.example", "/a\tb", "/ç", "/a b", "/" + "x" * 4000]


async def test_an_odd_address_of_the_request_leads_to_the_sites_own_door(gateway):
    for uri in ODD:
        answer = await gateway.get("/api/auth/forward", headers={**of(PANEL), "X-Forwarded-Uri": uri.encode()})
        to = parse_qs(urlsplit(answer.headers["x-atende-sign-in"]).query)["to"][0]
        assert urlsplit(to).netloc == "painel.example.com"


async def test_only_named_sites_may_ask(gateway, visitor):
    _one, token = visitor
    others = (
        "http://evil.example https://painel.example.com http://painel.example.com.evil.example http://x.example.com ftp://x.com"
    )
    for site in others.split():
        answer = await gateway.get("/api/auth/forward", headers={**of(site), **shown(token)})
        assert (answer.status_code, answer.json()["error"]["code"]) == (403, "unknown_site")
    twice = [*of(PANEL).items(), ("X-Forwarded-Host", "evil.example"), *shown(token).items()]
    assert (await gateway.get("/api/auth/forward", headers=twice)).status_code == 403
    assert (await gateway.get("/api/auth/forward", headers=shown(token))).status_code == 403


async def test_a_claimed_identity_is_refused_at_the_gateway_and_worth_nothing_at_our_own_port(
    application, gateway, visitor, clinic: Clinic
):
    one, token = visitor
    me = (await one.get("/api/me")).json()["user"]["id"]
    for name in SPELLINGS:
        claims = [(name, me), (name.swapcase(), me)]
        answer = await gateway.get("/api/auth/forward", headers=[*of(PANEL).items(), *shown(token).items(), *claims])
        assert (answer.status_code, answer.json()["error"]["code"]) == (403, "forged_identity")
        assert me not in str(answer.headers)
        for address in ("127.0.0.1", "203.0.113.9"):  # a neighbour on this machine, and somebody from afar
            transport = httpx.ASGITransport(app=application, raise_app_exceptions=False, client=(address, 5))
            async with httpx.AsyncClient(transport=transport, base_url=HOME) as direct:
                for path in ("/api/me", f"{clinic.url}/stores", "/api/agency/tenants"):
                    assert (await direct.get(path, headers=claims)).status_code == 401


async def test_from_the_network_nobody_can_play_the_gateway(application, visitor):
    _one, token = visitor
    transport = httpx.ASGITransport(app=application, raise_app_exceptions=False, client=("203.0.113.9", 5))
    async with httpx.AsyncClient(transport=transport, base_url=HOME) as stranger:
        answer = await stranger.get("/api/auth/forward", headers={**of(PANEL), **shown(token), "X-Forwarded-For": "127.0.0.1"})
        assert answer.status_code == 401
        assert not any(is_identity(name.encode()) for name in answer.headers)


async def test_the_cookie_for_apps_beside_us_opens_nothing_of_ours(browser, visitor, clinic: Clinic):
    _one, token = visitor
    thief = browser(Cookie=f"atende_sign_in={token}; atende_session={token}")
    for path in ("/api/me", f"{clinic.url}/stores"):
        assert (await thief.get(path)).status_code == 401


async def test_our_sessions_cookie_tells_other_hosts_nothing(gateway, visitor):
    one, _token = visitor
    session = {"Cookie": f"atende_session={one.cookies['atende_session']}"}
    assert (await gateway.get("/api/auth/forward", headers={**of(PANEL), **session})).status_code == 401
    assert (await gateway.get("/api/auth/forward", headers={**of(HOME), **session})).status_code == 200


async def test_it_ends_with_the_session(gateway, visitor):
    one, token = visitor
    out = await one.post("/api/auth/sign-out")
    assert out.status_code == 204
    assert sum("atende_sign_in=" in value for value in out.headers.get_list("set-cookie")) == 1
    assert (await gateway.get("/api/auth/forward", headers={**of(PANEL), **shown(token)})).status_code == 401


async def test_another_password_ends_it_too(gateway, visitor, browser):
    one, token = visitor
    other = browser(Origin=HOME)
    other.base_url = HOME
    assert (await other.sign_in((await one.get("/api/me")).json()["user"]["email"])).status_code == 200
    changed = await other.post("/api/me/password", json={"current": PASSWORD, "new": "margarida-amarela-7"})
    assert changed.status_code == 204
    assert (await gateway.get("/api/auth/forward", headers={**of(PANEL), **shown(token)})).status_code == 401


async def test_the_way_back_leads_nobody_elsewhere(visitor):
    one, _token = visitor
    left = []
    for address in [*LEADING_AWAY, "https://evil.example/?to=" + PANEL]:
        answer = await one.get("/api/auth/continue", params={"to": address})
        assert answer.status_code in (303, 422)
        if answer.headers.get("location", "/") != "/" and not address.startswith(f"{PANEL}/"):
            left.append((address, answer.headers["location"]))
    assert len(LEADING_AWAY) > 40
    assert left == []


def test_settings_that_would_send_people_in_circles_are_refused(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("ATENDE_PUBLIC_URL", "https://atende.example.com")
    monkeypatch.setenv("ATENDE_FORWARD_ORIGINS", "https://painel.example.com, https://relatorios.outro.example")
    for domain in (None, "example.com", "outro.example"):
        if domain:
            monkeypatch.setenv("ATENDE_FORWARD_COOKIE_DOMAIN", domain)
        with pytest.raises(ValidationError, match="FORWARD_COOKIE_DOMAIN"):
            Settings()
    monkeypatch.setenv("ATENDE_FORWARD_COOKIE_DOMAIN", "com")
    with pytest.raises(ValidationError, match="no domain"):
        Settings()
    monkeypatch.setenv("ATENDE_FORWARD_ORIGINS", "https://atende.example.com")
    monkeypatch.delenv("ATENDE_FORWARD_COOKIE_DOMAIN")
    assert Settings().forward_origins == ("https://atende.example.com",)


def test_traefiks_expression_matches_every_spelling_and_nothing_else():
    file = Path(__file__).parents[2] / "deploy" / "forward-auth" / "traefik.yml"
    found = re.search(r'authResponseHeadersRegex: "(.*)"', file.read_text())
    assert found
    expression = re.compile(found[1])
    assert all(expression.search(name) for name in [*NAMES, *SPELLINGS])
    assert expression.search("Cookie"), "Traefik takes no single cookie away: so the app gets none"
    others = ["Accept", "X-Request-Id", "Cookies", "X-Remote-User-Agent", "Remote-Username", "Remote-Addr"]
    assert not any(expression.search(name) for name in others)
    assert all(is_identity(name.encode()) for name in [*NAMES, *SPELLINGS])
    assert not any(is_identity(name) for name in (b"remote-addr", b"x-atendente", b"x-request-id"))
