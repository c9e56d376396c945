"""A browser's way over a service elsewhere and back: what it brings opens, links, or is refused."""

import base64
import hashlib
import secrets
import uuid
from collections.abc import Callable, Iterator
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from sqlalchemy import update

from atende.accounts import rules
from atende.accounts.models import Passkey, Session, User
from atende.accounts.service import outside, passwords
from atende.core.clock import now as clock_now
from atende.core.config import Settings, settings
from atende.core.tenancy import Crossing, across_tenants
from atende.kit.ids import new_id
from tests.accounts.conftest import Browser, Clinic, fresh_email, slowed_down
from tests.providers.supabase import gotrue
from tests.providers.supabase.gotrue import GoTrue


@pytest.fixture(scope="module")
def twin() -> Iterator[GoTrue]:
    with gotrue.serving() as made:
        yield made


@pytest.fixture
def project(database, twin: GoTrue, monkeypatch: pytest.MonkeyPatch) -> Iterator[GoTrue]:
    given = {
        "SUPABASE_URL": twin.base_url,
        "SUPABASE_API_KEY": gotrue.API_KEY,
        "SUPABASE_SIGN_IN": "google, keycloak=Conta da clínica",
        "PUBLIC_URL": "http://atende.test",
    }
    for name, value in given.items():
        monkeypatch.setenv(f"ATENDE_{name}", value)
    settings.cache_clear()
    twin.allowed = ["http://atende.test/auth/outside"]
    twin.is_now(fresh_email())
    yield twin
    monkeypatch.undo()
    settings.cache_clear()


async def signs_in_there(address: str) -> dict[str, str]:
    """The person goes to that address, chooses their account, and comes back with this in the address."""
    async with httpx.AsyncClient() as there:
        page = await there.get(address)
        assert page.status_code == 200, page.text
        back = await there.get(
            f"{address.partition('/authorize')[0]}/callback", params={"state": page.text.split("state=")[1][:36]}
        )
    assert back.headers["location"].partition("://")[2].startswith("atende.test/auth/outside?")
    return {name: values[0] for name, values in parse_qs(urlsplit(back.headers["location"]).query).items()}


async def goes(browser: Browser, path: str = "/api/auth/outside/start") -> str:
    """The code that this browser comes back with."""
    answer = await browser.post(path, json={"method": "google"})
    assert answer.status_code == 200, answer.text
    return (await signs_in_there(answer.json()["address"]))["code"]


async def comes_back(browser: Browser, code: str) -> httpx.Response:
    answer = await browser.post("/api/auth/outside/finish", json={"code": code})
    if answer.status_code == 200 and answer.json()["me"]:
        browser.headers["X-CSRF-Token"] = answer.json()["me"]["csrf_token"]
    return answer


async def with_planted(browser: Browser, kept: str, code: str) -> httpx.Response:
    """What is answered to this browser when somebody put that cookie there and had it open the page with that code."""
    browser.cookies.set("atende_outside", kept, domain="atende.test", path="/")
    answer = await comes_back(browser, code)
    if "atende_outside" in browser.cookies:
        browser.cookies.delete("atende_outside")
    return answer


async def is_linked(owner: Browser) -> httpx.Response:
    return await comes_back(owner, await goes(owner, "/api/me/identities/start"))


async def test_a_person_links_their_account_elsewhere_and_signs_in_by_it(
    project, browser: Callable[..., Browser], owner: Browser, clinic: Clinic
):
    before = (await owner.get("/api/me/identities")).json()
    assert before["items"] == []
    assert [one["name"] for one in before["ways"]] == ["Google", "Conta da clínica"]
    answer = await is_linked(owner)
    assert (answer.status_code, answer.json()) == (200, {"me": None})
    mine = (await owner.get("/api/me/identities")).json()
    assert [(one["email"], one["issuer"], one["subject"]) for one in mine["items"]] == [
        (project.email, project.issuer, project.subject)
    ]
    assert (mine["can_unlink"], mine["ways"]) == (True, [])

    page = browser()
    assert (await page.get("/api/auth/outside/ways")).json()["items"][0] == {"method": "google", "name": "Google"}
    answer = await comes_back(page, await goes(page))
    assert [place["id"] for place in answer.json()["me"]["tenants"]] == [str(clinic.tenant.id)]
    assert "access_token" not in answer.text
    assert (await page.get(f"{clinic.url}/stores")).status_code == 200


async def test_what_the_browser_keeps_is_for_no_script_and_goes_once_used(project, browser: Callable[..., Browser]):
    page = browser()
    answer = await page.post("/api/auth/outside/start", json={"method": "google"})
    cookie = answer.headers["set-cookie"].lower()
    assert {"httponly", "samesite=lax", "path=/"} <= set(cookie.split("; "))
    assert page.cookies["atende_outside"] not in answer.text, "the verifier stays in the cookie"
    asked = parse_qs(urlsplit(answer.json()["address"]).query)
    assert asked["redirect_to"] == ["http://atende.test/auth/outside"]
    code = (await signs_in_there(answer.json()["address"]))["code"]
    await comes_back(page, code)
    assert "atende_outside" not in page.cookies
    again = await comes_back(page, code)
    assert (again.status_code, again.json()["error"]["code"]) == (422, "outside_unfinished")


async def test_a_code_from_another_browser_signs_nobody_in_and_links_nothing(
    project, browser: Callable[..., Browser], owner: Browser
):
    """Whoever slips a person the code of their own account elsewhere gains nothing."""
    attacker = browser()
    code = await goes(attacker)
    victim = browser()
    without = await comes_back(victim, code)
    assert without.json()["error"]["code"] == "outside_unfinished"
    await victim.post("/api/auth/outside/start", json={"method": "google"})
    other_verifier = await comes_back(victim, code)
    assert other_verifier.json()["error"]["code"] == "outside_unfinished"
    assert "atende_session" not in victim.cookies
    await owner.post("/api/me/identities/start", json={"method": "google"})
    assert (await comes_back(owner, code)).json()["error"]["code"] == "outside_unfinished"
    assert (await owner.get("/api/me/identities")).json()["items"] == []


async def test_only_the_account_that_set_out_to_link_is_linked(
    project, browser: Callable[..., Browser], owner: Browser, make_clinic
):
    code = await goes(owner, "/api/me/identities/start")
    stranger = browser()
    assert (await stranger.sign_in((await make_clinic()).owner_email)).status_code == 200
    stranger.cookies.set("atende_outside", owner.cookies["atende_outside"], domain="atende.test", path="/")
    assert (await comes_back(stranger, code)).json()["error"]["code"] == "outside_unfinished"
    assert (await stranger.get("/api/me/identities")).json()["items"] == []


async def test_what_a_neighbour_makes_up_or_began_itself_links_nothing(
    project, browser: Callable[..., Browser], owner: Browser, make_clinic
):
    """A broken-into app below the same parent domain knows who its visitor is, has a verifier and a code of its own, and can put a
    cookie of any value there where people use no TLS: only what this very session set out with is good."""
    me = uuid.UUID((await owner.get("/api/me")).json()["user"]["id"])
    verifier = secrets.token_urlsafe(48)
    challenge = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()
    voucher = outside.voucher()
    assert voucher is not None
    address = voucher.address("google", challenge=challenge, back="http://atende.test/auth/outside")
    for planted in (f"link.{me.hex}.{verifier}", f"in.{verifier}", verifier):
        code = (await signs_in_there(address))["code"]
        assert (await with_planted(owner, planted, code)).json()["error"]["code"] == "outside_unfinished"
    begun = browser()
    await begun.sign_in((await make_clinic()).owner_email)
    code = await goes(begun, "/api/me/identities/start")
    assert (await with_planted(owner, begun.cookies["atende_outside"], code)).json()["error"]["code"] == "outside_unfinished"
    assert (await owner.get("/api/me/identities")).json()["items"] == []


async def test_linking_goes_on_in_no_other_session_of_the_same_person(
    project, browser: Callable[..., Browser], owner: Browser, clinic: Clinic
):
    code = await goes(owner, "/api/me/identities/start")
    elsewhere = browser()
    await elsewhere.sign_in(clinic.owner_email)
    assert (await with_planted(elsewhere, owner.cookies["atende_outside"], code)).json()["error"]["code"] == "outside_unfinished"
    assert (await comes_back(owner, code)).json()["error"]["code"] == "outside_unfinished", "it was good once"
    assert (await is_linked(owner)).status_code == 200


async def test_over_tls_a_neighbour_can_put_no_way_of_its_own_into_the_browser(
    project, browser: Callable[..., Browser], monkeypatch
):
    """A cookie for the whole domain has another name than ours, so it is none: nobody is signed in as somebody else."""
    monkeypatch.setattr(settings(), "public_url", "https://atende.test")
    project.allowed = ["https://atende.test/auth/outside"]
    thief, visitor = browser(Origin="https://atende.test"), browser(Origin="https://atende.test")
    thief.base_url = visitor.base_url = "https://atende.test"
    begun = await thief.post("/api/auth/outside/start", json={"method": "google"})
    cookie = begun.headers["set-cookie"]
    assert cookie.startswith("__Host-atende_outside=")
    assert {"path=/", "secure", "httponly"} <= set(cookie.lower().split("; "))
    assert "domain" not in cookie.lower()
    code = (await signs_in_there(begun.json()["address"]))["code"]
    answer = await with_planted(visitor, thief.cookies["__Host-atende_outside"], code)
    assert answer.json()["error"]["code"] == "outside_unfinished"
    assert not visitor.cookies.get("__Host-atende_session")
    back = await comes_back(thief, code)
    assert (back.status_code, back.json()["me"]["user"]["email"]) == (200, project.email)
    assert '__Host-atende_outside=""' in " ".join(back.headers.get_list("set-cookie"))


async def test_setting_out_to_sign_in_again_and_again_is_slowed_down(project, browser: Callable[..., Browser], one_moment):
    page = browser()
    await slowed_down(lambda _: page.post("/api/auth/outside/start", json={"method": "google"}), rules.PATIENCE["challenge"].free)


async def test_linking_wants_a_recent_proof(project, owner: Browser, clinic: Clinic):
    async with across_tenants(Crossing.SIGN_IN) as session:
        user = (await session.execute(User.__table__.select().where(User.email == clinic.owner_email))).one()
        long_ago = clock_now() - timedelta(hours=2)
        await session.execute(update(Session).where(Session.user_id == user.id).values(confirmed_at=long_ago))
    answer = await owner.post("/api/me/identities/start", json={"method": "google"})
    assert answer.json()["error"]["code"] == "confirm_yourself"


async def test_a_way_that_is_not_offered_leads_nowhere(project, browser: Callable[..., Browser]):
    for method in ("github", "https://evil.example", "google&redirect_to=https://evil.example"):
        answer = await browser().post("/api/auth/outside/start", json={"method": method})
        assert (answer.status_code, answer.json()["error"]["code"]) == (422, "outside_unfinished")
        assert "set-cookie" not in answer.headers


async def test_a_service_that_is_away_is_said_so(project, browser: Callable[..., Browser], monkeypatch):
    page = browser()
    code = await goes(page)
    monkeypatch.setenv("ATENDE_SUPABASE_URL", "http://127.0.0.1:9")
    settings.cache_clear()
    answer = await comes_back(page, code)
    assert (answer.status_code, answer.json()["error"]["code"]) == (503, "vouching_away")


async def test_an_install_without_a_project_offers_nothing(database, browser: Callable[..., Browser], owner: Browser):
    assert (await browser().get("/api/auth/outside/ways")).json() == {"items": []}
    assert (await owner.get("/api/me/identities")).json() == {"items": [], "can_unlink": True, "ways": []}
    for code in ("x", str(uuid.uuid4())):
        assert (await comes_back(browser(), code)).json()["error"]["code"] == "outside_unfinished"


@pytest.mark.parametrize("has", ["nothing", "passkey"])
async def test_whether_it_is_the_last_way_in_is_known_before_it_is_tried(
    project, browser: Callable[..., Browser], owner: Browser, clinic: Clinic, has: str
):
    await is_linked(owner)
    async with across_tenants(Crossing.SIGN_IN) as session:
        user_id = (await session.scalars(User.__table__.select().where(User.email == clinic.owner_email))).one()
        await session.execute(update(User).where(User.id == user_id).values(password_hash=passwords.NONE))
        if has == "passkey":
            session.add(Passkey(**_passkey(user_id)))
    mine = (await owner.get("/api/me/identities")).json()
    assert mine["can_unlink"] is (has == "passkey")
    answer = await owner.delete(f"/api/me/identities/{mine['items'][0]['id']}")
    assert answer.status_code == (204 if has == "passkey" else 409)


def _passkey(user_id: uuid.UUID) -> dict:
    return {
        "id": new_id(),
        "user_id": user_id,
        "credential_id": new_id().bytes,
        "public_key": b"x",
        "sign_count": 0,
        "name": "Celular",
    }


@pytest.mark.parametrize("given", ["Google", "google;azure", "google,https://x", "google=" + "x" * 41])
def test_a_list_of_ways_that_cannot_be_meant_stops_the_start(given: str, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("ATENDE_SUPABASE_SIGN_IN", given)
    with pytest.raises(ValueError, match="providers' names"):
        Settings()
