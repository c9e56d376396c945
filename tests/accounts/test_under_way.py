"""What was let in before an account was shut and is still under way then makes nobody a way back."""

import asyncio
import uuid
from datetime import timedelta
from typing import Any

import pytest

from atende.accounts.routes import keys as key_routes
from atende.accounts.service import keys, outside, passkeys, shutting, tickets
from atende.core.config import settings
from tests.accounts.authenticator import Authenticator
from tests.accounts.conftest import fresh_email
from tests.accounts.test_former_emails import changed, rows
from tests.accounts.test_outside import bearing, linked, project
from tests.accounts.test_passkeys import _add, _sign_in
from tests.accounts.test_second_factors import _code, _first_step, _second_step, secured
from tests.accounts.under_way import waiting_for_a_lock

__all__ = ["project", "rows", "secured"]  # fixtures


class Held:
    """The first call of a function waits, before or after its work, until it may go on."""

    def __init__(self, monkeypatch, module: Any, name: str, *, after: bool):
        self.is_here, self.goes_on = asyncio.Event(), asyncio.Event()
        self._real, self._after = getattr(module, name), after
        monkeypatch.setattr(module, name, self._call)

    async def _call(self, *given: Any, **named: Any) -> Any:
        if not self._after:
            await self._wait()
            return await self._real(*given, **named)
        found = await self._real(*given, **named)
        await self._wait()
        return found

    async def _wait(self) -> None:
        if not self.is_here.is_set():
            self.is_here.set()
            await self.goes_on.wait()


@pytest.fixture
async def link(clinic, owner) -> str:
    """Takes the account, which is known by a thief's mailbox, back."""
    return await changed(owner, clinic.owner_email, fresh_email("ladrao"))


async def _undo(browser, link: str) -> dict[str, Any]:
    answer = await browser().post("/api/auth/email/undo", json={"token": link})
    assert answer.status_code == 200, answer.text
    return answer.json()


@pytest.mark.parametrize("stands", [False, True], ids=["not made yet", "made and not committed"])
async def test_a_key(clinic, owner, browser, link, monkeypatch, database, rows, stands):
    held = Held(monkeypatch, keys, "create", after=stands)
    asked = {"name": "Outra", "scopes": ["inbox:read"], "expires_at": None}
    making = asyncio.create_task(owner.post(f"{clinic.url}/keys", json=asked))
    await held.is_here.wait()
    undoing = asyncio.create_task(_undo(browser, link))
    if stands:
        await waiting_for_a_lock(database)
        held.goes_on.set()
    else:
        await undoing
        held.goes_on.set()
    assert (await making).json()["error"]["code"] == "signed_out"
    assert (await undoing)["removed"]["keys"] == stands
    living = "select count(*) from accounts_api_keys where tenant_id = $1 and revoked_at is null"
    assert await rows.fetchval(living, clinic.tenant.id) == 0, "by the undo, or by whoever made it"


async def test_a_key_is_committed_before_anybody_is_asked_whether_its_maker_may_have_it(clinic, owner, monkeypatch, rows):
    held = Held(monkeypatch, key_routes, "refuse_ended", after=False)
    asked = {"name": "Outra", "scopes": ["inbox:read"], "expires_at": None}
    making = asyncio.create_task(owner.post(f"{clinic.url}/keys", json=asked))
    await held.is_here.wait()
    open_ones = "select count(*) from pg_stat_activity where datname = current_database() and state like 'idle in transaction%'"
    assert await rows.fetchval(open_ones) == 0
    held.goes_on.set()
    assert (await making).status_code == 201


SOME = uuid.uuid4()


@pytest.mark.parametrize(
    "requests",
    [
        {
            "/api/me/totp": ("POST", None),
            "/api/me/totp/confirm": ("POST", {"code": "000000"}),
            "/api/me/recovery-codes": ("POST", None),
            f"/api/me/passkeys/{SOME}": ("DELETE", None),
        },
        {
            "/api/me/totp": ("DELETE", None),
            f"/api/me/identities/{SOME}": ("DELETE", None),
            f"/api/me/sessions/{SOME}": ("DELETE", None),
            "/api/me/sessions/end": ("POST", {"keep_this": True}),
        },
    ],
    ids=["makes itself more", "takes away"],
)
async def test_a_session_that_ends_while_it_waits(owner, browser, link, monkeypatch, database, requests):
    held = Held(monkeypatch, shutting, "shut", after=True)
    undoing = asyncio.create_task(_undo(browser, link))
    await held.is_here.wait()
    asking = {path: asyncio.create_task(owner.request(verb, path, json=given)) for path, (verb, given) in requests.items()}
    await waiting_for_a_lock(database, many=len(asking))
    held.goes_on.set()
    await undoing
    answers = {path: (await task).json()["error"]["code"] for path, task in asking.items()}
    assert answers == dict.fromkeys(requests, "signed_out")


async def test_a_token_of_elsewhere_that_ends_while_it_waits(project, owner, browser, link, monkeypatch, database):
    one = bearing(browser, project.token(await linked(project, owner)))
    held = Held(monkeypatch, shutting, "shut", after=True)
    undoing = asyncio.create_task(_undo(browser, link))
    await held.is_here.wait()
    ending = asyncio.create_task(one.post("/api/me/sessions/end", json={"keep_this": False}))
    await waiting_for_a_lock(database)
    held.goes_on.set()
    await undoing
    assert (await ending).json()["error"]["code"] == "signed_out"


async def test_an_identity_elsewhere(project, owner, browser, link, monkeypatch):
    held = Held(monkeypatch, outside, "_vouch", after=True)
    linking = asyncio.create_task(linked(project, owner))
    await held.is_here.wait()
    await _undo(browser, link)
    held.goes_on.set()
    with pytest.raises(AssertionError, match="signed_out"):
        await linking


async def test_a_sign_in_elsewhere(project, owner, browser, link, monkeypatch):
    subject = await linked(project, owner)
    held = Held(monkeypatch, outside, "_recognize", after=True)
    coming = asyncio.create_task(browser().post("/api/auth/outside", json={"token": project.token(subject)}))
    await held.is_here.wait()
    await _undo(browser, link)
    held.goes_on.set()
    assert (await coming).status_code == 401


@pytest.fixture
def _address(database, monkeypatch):
    monkeypatch.setattr(settings(), "public_url", "http://atende.test")


@pytest.mark.usefixtures("_address")
async def test_a_passkey_that_is_added(owner, browser, link, monkeypatch):
    held = Held(monkeypatch, tickets, "look", after=True)
    adding = asyncio.create_task(_add(owner, key := Authenticator()))
    await held.is_here.wait()
    await _undo(browser, link)
    held.goes_on.set()
    assert (await adding).json()["error"]["code"] == "link_invalid"
    assert (await _sign_in(browser(), key)).json()["error"]["code"] == "passkey_refused"


@pytest.mark.usefixtures("_address")
async def test_a_passkey_that_signs_in(owner, browser, link, monkeypatch):
    key = Authenticator()
    assert (await _add(owner, key)).status_code == 201
    held = Held(monkeypatch, passkeys, "_prove", after=True)
    coming = asyncio.create_task(_sign_in(browser(), key))
    await held.is_here.wait()
    await _undo(browser, link)
    held.goes_on.set()
    assert (await coming).json()["error"]["code"] == "passkey_refused"


@pytest.mark.usefixtures("one_moment")
async def test_a_second_step(clinic, owner, secured, browser, clock, monkeypatch, database):
    """Each would take first what the other needs next, were the person not locked before all."""
    link = await changed(owner, clinic.owner_email, taken := fresh_email("ladrao"))
    one, step = await _first_step(browser, taken)
    clock.shift(timedelta(minutes=1))
    held = Held(monkeypatch, tickets, "take", after=True)
    coming = asyncio.create_task(_second_step(one, step["ticket"], _code(secured[0])))
    await held.is_here.wait()
    undoing = asyncio.create_task(_undo(browser, link))
    await waiting_for_a_lock(database)
    held.goes_on.set()
    assert (await coming).status_code == 200
    await undoing
    assert (await one.get("/api/me")).status_code == 401
