"""A tenant of the test's own, and browsers that sign in to it over the real application."""

import uuid
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest

from atende.accounts.models import Tenant
from atende.accounts.service import people, tenants
from atende.app import create_app
from atende.core import clock as core_clock
from atende.core.tenancy import OPERATOR

PASSWORD = "girassol-no-quintal"


class Browser(httpx.AsyncClient):
    """A browser on our own pages: keeps the cookie, sends the token of the session with each request."""

    async def sign_in(self, email: str, password: str = PASSWORD) -> httpx.Response:
        answer = await self.post("/api/auth/sign-in", json={"email": email, "password": password})
        if answer.status_code == 200:
            self.headers["X-CSRF-Token"] = answer.json()["csrf_token"]
        return answer


@dataclass
class Clinic:
    """A tenant with its owner."""

    tenant: Tenant
    owner_email: str
    agency_id: uuid.UUID | None

    @property
    def url(self) -> str:
        return f"/api/t/{self.tenant.id}"


async def slowed_down(ask: Callable[[int], Awaitable[httpx.Response]], free: int) -> list[int]:
    """The statuses of `ask(0)`, `ask(1)`, ... of which `free` are let through and the next one is 429."""
    statuses = [(await ask(n)).status_code for n in range(free + 1)]
    assert 429 not in statuses[:free]
    assert statuses[-1] == 429
    return statuses


@pytest.fixture
def one_moment() -> Iterator[None]:
    """Waits and codes depend on the test alone, not on how fast this machine is; `clock.shift` moves on."""
    moment = datetime.now(UTC)
    core_clock.keep(lambda: moment)
    yield
    core_clock.keep()


def fresh_email(who: str = "pessoa") -> str:
    return f"{who}-{uuid.uuid4().hex[:12]}@exemplo.com.br"


@pytest.fixture(scope="session")
def application(database) -> Any:
    return create_app()


@pytest.fixture
async def browser(application) -> AsyncIterator[Callable[..., Browser]]:
    opened: list[Browser] = []

    def open_one(address: str | None = None, **headers: str) -> Browser:
        # Each browser has an address of its own, so that one test's wrong guesses slow down no other's.
        client = (address or f"10.{uuid.uuid4().int % 250}.{uuid.uuid4().int % 250}.{uuid.uuid4().int % 250}", 50000)
        transport = httpx.ASGITransport(app=application, raise_app_exceptions=False, client=client)
        given = {"Origin": "http://atende.test", **headers}
        opened.append(Browser(transport=transport, base_url="http://atende.test", headers=given))
        return opened[-1]

    yield open_one
    for one in opened:
        await one.aclose()


@pytest.fixture
async def make_clinic(database) -> Callable[..., Awaitable[Clinic]]:
    async def make(*, in_agency: bool = False) -> Clinic:
        agency_id = await people.create_agency("Agência Aurora") if in_agency else None
        email = fresh_email("dona")
        tenant = await tenants.create(
            name="Clínica Sorriso", kind="clinic", owner_name="Ana Dona", owner_email=email, owner_password=PASSWORD,
            agency_id=agency_id, actor=OPERATOR,
        )  # fmt: skip
        return Clinic(tenant, email, agency_id)

    return make


async def accept(one: Browser, token: str, name: str = "Nina Nova", password: str = PASSWORD) -> httpx.Response:
    """The link of an invitation is followed by somebody new, who is signed in then."""
    answer = await one.post("/api/auth/invitation/accept", json={"token": token, "name": name, "password": password})
    if answer.status_code == 200:
        one.headers["X-CSRF-Token"] = answer.json()["csrf_token"]
    return answer


async def hire(clinic: Clinic, by: Browser, one: Browser, email: str, *permissions: str, **more: Any) -> str:
    """Somebody new works there with these permissions, signed in at `one`, by the link that `by` handed over; returns their id."""
    name = more.pop("name", "Bia Colega")
    asked = await by.post(f"{clinic.url}/invitations", json={"email": email, "permissions": list(permissions), **more})
    assert asked.status_code == 201, asked.text
    joined = await accept(one, asked.json()["link"].partition("#")[2], name)
    assert joined.status_code == 200, joined.text
    return joined.json()["user"]["id"]


@pytest.fixture
async def clinic(make_clinic) -> Clinic:
    return await make_clinic()


@pytest.fixture
async def owner(clinic, browser) -> Browser:
    one = browser()
    assert (await one.sign_in(clinic.owner_email)).status_code == 200
    return one
