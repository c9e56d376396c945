"""People and programs who listen to the live stream of a business, over real HTTP."""

import asyncio
import contextlib
import json
import uuid
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field

import httpx
import pytest

from atende.accounts import rules
from atende.accounts.models import Membership
from atende.accounts.service import keys, people, sessions
from atende.core.tenancy import Actor, Crossing, across_tenants, in_tenant
from atende.inbox.routes import live
from tests.accounts.conftest import PASSWORD, Clinic, fresh_email
from tests.providers.meta_whatsapp.recorded import running

LONG = 60  # seconds after which a test gives up; nothing here is measured


@dataclass
class Listener:
    """One who hears the stream of a business and may ask for its conversations."""

    client: httpx.AsyncClient
    url: str
    user_id: uuid.UUID | None = None
    key_id: uuid.UUID | None = None
    heard: list[tuple[str, str | None]] = field(default_factory=list)  # each fact's name and what it is about
    has_begun: asyncio.Event = field(default_factory=asyncio.Event)

    async def listen(self, until: str | None = None) -> None:
        """Returns when the stream ends, or when it tells this fact."""
        async with self.client.stream("GET", f"{self.url}/live") as answer:
            assert answer.status_code == 200
            kind = ""
            async for line in answer.aiter_lines():
                if line.startswith("event: "):
                    kind = line.removeprefix("event: ")
                    self.has_begun.set()
                elif line.startswith("data: ") and kind == "fact":
                    fact = json.loads(line.removeprefix("data: "))
                    self.heard.append((fact["name"], fact["subject_id"]))
                    if fact["name"] == until:
                        return

    async def may_still_ask(self) -> bool:
        return (await self.client.get(f"{self.url}/conversations")).status_code == 200


@pytest.fixture
async def server(application) -> AsyncIterator[str]:
    async with running(application) as url:
        yield url
        await live.close()


@pytest.fixture
async def person(server) -> AsyncIterator[Callable[..., Awaitable[Listener]]]:
    """Makes somebody who works here with these permissions, or an agency person, signed in."""
    async with contextlib.AsyncExitStack() as opened:

        async def make(clinic: Clinic, *permissions: str, agency_id: uuid.UUID | None = None) -> Listener:
            email = fresh_email("colega")
            user_id = await people.create_person(email=email, name="Bia", password=PASSWORD, agency_id=agency_id)
            async with in_tenant(clinic.tenant.id) as tx:
                role = "agency_staff" if agency_id else "staff"
                row = Membership(user_id=user_id, role=role, permissions=list(permissions), name="Bia", email=email)
                row.tenant_id = tx.tenant_id
                tx.session.add(row)
            async with across_tenants(Crossing.SIGN_IN) as session:
                signed_in = await sessions.open_session(session, user_id)
            headers = {"Cookie": f"atende_session={signed_in.token}"}
            client = httpx.AsyncClient(base_url=server, headers=headers, timeout=LONG)
            return Listener(await opened.enter_async_context(client), clinic.url, user_id)

        yield make


@pytest.fixture
async def program(server) -> AsyncIterator[Callable[..., Awaitable[Listener]]]:
    """Makes a key of the owner's with these scopes."""
    async with contextlib.AsyncExitStack() as opened:

        async def make(clinic: Clinic, *scopes: str) -> Listener:
            async with across_tenants(Crossing.SIGN_IN) as session:
                owner = await people.find_by_email(session, clinic.owner_email)
            async with in_tenant(clinic.tenant.id, Actor("user", owner.id)) as tx:
                by = rules.Place(rules.Role.OWNER, frozenset(rules.ALL_PERMISSIONS))
                row, key = await keys.create(tx, by, name="Integração", scopes=scopes)
            client = httpx.AsyncClient(base_url=server, headers={"Authorization": f"Bearer {key}"}, timeout=LONG)
            return Listener(await opened.enter_async_context(client), clinic.url, key_id=row.id)

        yield make
