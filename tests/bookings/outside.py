"""A clinic beside Google's twin, which runs in this process over real HTTP."""

import uuid
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from sqlalchemy import select, update

from atende import wiring
from atende.bookings.models import Busy, Calendar, Entry, Flag
from atende.bookings.service.outside import choosing, connecting, working
from atende.core.config import settings
from atende.core.tenancy import Actor, in_tenant
from atende.providers.sandbox.server import create_app
from tests.bookings.clinic import Clinic, new_clinic
from tests.providers.sandbox.conftest import Running

USER, VISIT = uuid.UUID(int=77), uuid.UUID(int=78)


@dataclass
class Google:
    """The twin, as people use it."""

    control: httpx.AsyncClient
    browser: httpx.AsyncClient

    async def do(self, method: str, path: str, **json: Any) -> Any:
        answer = await self.control.request(method, f"/_twin/google/{path}", json=json or None)
        assert answer.is_success, answer.text
        return answer.json() if answer.content else None

    async def consent(self, address: str, email: str, *, answer: str = "allow", ticks: list[str] | None = None) -> dict[str, str]:
        """What a person does with the page; the query that their browser brings back."""
        page = await self.browser.get(address)
        assert page.status_code == 200, page.text
        asked = {k: v[0] for k, v in parse_qs(urlsplit(address).query).items()}
        form = {**asked, "email": email, "answer": answer, "granted": asked["scope"].split() if ticks is None else ticks}
        back = await self.browser.post(address.partition("?")[0], data=form)
        assert back.status_code == 303, back.text
        return {k: v[0] for k, v in parse_qs(urlsplit(back.headers["location"]).query).items()}

    async def events(self, calendar: str) -> list[dict[str, Any]]:
        """Those that are there."""
        found = (await self.do("GET", f"calendars/{calendar}/events"))["items"]
        return [one for one in found if one["status"] != "cancelled"]

    async def trouble(self, kind: str, count: int = 1, of: str | None = None) -> None:
        await self.do("POST", "troubles", kind=kind, count=count, of=of)


@pytest.fixture
async def google(database) -> AsyncIterator[Google]:
    """A twin of this test alone."""
    with pytest.MonkeyPatch.context() as patch:
        async with Running(create_app(None, token="control")) as address:
            patch.setattr(settings(), "sandbox_port", int(address.rpartition(":")[2]))
            steer = {"Authorization": "Bearer control"}
            async with (
                httpx.AsyncClient(base_url=address, headers=steer, trust_env=False, timeout=30) as control,
                httpx.AsyncClient(trust_env=False, timeout=30) as browser,
            ):
                yield Google(control, browser)


def times(since: datetime, until: datetime | None = None) -> dict[str, Any]:
    """An event's times as Google writes them."""
    until = until or since + timedelta(hours=1)
    return {
        side: {"dateTime": at.isoformat(), "timeZone": "America/Sao_Paulo"} for side, at in (("start", since), ("end", until))
    }


@dataclass
class Connected:
    """A clinic with one doctor whose Google calendar is connected."""

    clinic: Clinic
    google: Google
    calendar_id: uuid.UUID
    email: str

    async def sync(self, times: int = 1) -> Calendar:
        """What a worker does now; the calendar afterwards."""
        for _ in range(times):
            await self.work()
        return await self.calendar()

    async def work(self) -> None:
        await self.due()
        await working.work(self.clinic.tenant_id, self.calendar_id)

    async def due(self) -> None:
        async with self.clinic.tx() as tx:
            await tx.session.execute(
                update(Calendar)
                .where(Calendar.tenant_id == tx.tenant_id, Calendar.id == self.calendar_id, Calendar.state != "broken")
                .values(read_due_at=tx.now - timedelta(seconds=1), leased_until=None)
            )

    async def sync_all(self, times: int = 1) -> list[Calendar]:
        """The same for every calendar of the clinic; those that are left afterwards."""
        for _ in range(times):
            for one in await self.calendars():
                await Connected(self.clinic, self.google, one.id, self.email).work()
        return await self.calendars()

    async def calendars(self) -> list[Calendar]:
        async with self.clinic.tx() as tx:
            found = select(Calendar).where(Calendar.tenant_id == tx.tenant_id).order_by(Calendar.created_at, Calendar.id)
            return list(await tx.session.scalars(found))

    async def shelf(self, name: str, **more: Any) -> str:
        """The person has another calendar; its id."""
        return (await self.google.do("POST", f"accounts/{self.email}/calendars", name=name, **more))["id"]

    async def choose(self, written: str | None, *blocking: str) -> None:
        """The owner says which calendar is written, and which take time."""
        person = Actor("user", USER)
        (one, *_) = await self.calendars()
        await choosing.choose(lambda: in_tenant(self.clinic.tenant_id, person), one.id, written=written, blocking=blocking)

    async def calendar(self) -> Calendar:
        async with self.clinic.tx() as tx:
            return await tx.session.get_one(Calendar, (tx.tenant_id, self.calendar_id))

    async def events(self, of: str | None = None) -> list[dict[str, Any]]:
        return await self.google.events(of or self.email)

    async def add(self, since: datetime, until: datetime | None = None, *, to: str | None = None, **more: Any) -> str:
        made = await self.google.do("POST", f"calendars/{to or self.email}/events", **{**times(since, until), **more})
        return made["id"]

    async def move(self, event_id: str, since: datetime, until: datetime | None = None, *, of: str | None = None) -> None:
        await self.google.do("PATCH", f"calendars/{of or self.email}/events/{event_id}", **times(since, until))

    async def delete(self, event_id: str, *, of: str | None = None) -> None:
        await self.google.do("DELETE", f"calendars/{of or self.email}/events/{event_id}")

    async def flags(self) -> list[Flag]:
        """Those that are open."""
        async with self.clinic.tx() as tx:
            found = select(Flag).where(Flag.tenant_id == tx.tenant_id, Flag.settled_at.is_(None))
            return list(await tx.session.scalars(found.order_by(Flag.raised_at, Flag.id)))

    async def busy(self) -> list[tuple[str, datetime, datetime]]:
        async with self.clinic.tx() as tx:
            found = select(Busy).where(Busy.tenant_id == tx.tenant_id).order_by(Busy.external_id)
            return [(one.external_id, one.since, one.until) for one in await tx.session.scalars(found)]

    async def entries(self) -> list[Entry]:
        async with self.clinic.tx() as tx:
            return list(await tx.session.scalars(select(Entry).where(Entry.tenant_id == tx.tenant_id).order_by(Entry.id)))


async def connect(google: Google, clinic: Clinic, who: str, email: str) -> Connected:
    """That person consented, in a browser."""
    person = Actor("user", USER)
    async with in_tenant(clinic.tenant_id, person) as tx:
        wanted = {"provider": "google", "environment": "sandbox", "hint": email}
        address = await connecting.start(tx, clinic.people[who], visit=VISIT, **wanted)
    back = await google.consent(address, email)
    calendar_id = await connecting.finish(
        lambda: in_tenant(clinic.tenant_id, person), visit=VISIT, state=back["state"], code=back["code"]
    )
    return Connected(clinic, google, calendar_id, email)


@pytest.fixture
async def connected(google: Google) -> Connected:
    """One doctor, one service of an hour, one calendar; read and written once."""
    wiring.wire()
    clinic = await new_clinic()
    await clinic.resource("Dra. Ana")
    await clinic.service("consulta")
    made = await connect(google, clinic, "Dra. Ana", f"ana-{uuid.uuid4().hex[:8]}@example.com")
    await made.sync()
    return made
