"""A visitor of a business's public page, as the page's script asks: with a ticket and the work done for it."""

import functools
import uuid
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from typing import Any

import httpx
from starlette.types import ASGIApp

from atende.app import create_app
from atende.bookings.models import Page
from atende.bookings.rules.page import work
from atende.core import clock, signing
from atende.kit.ids import new_id
from tests.bookings.clinic import Clinic

API = "/api/public/bookings"


@functools.cache
def _app() -> ASGIApp:
    return create_app()


@asynccontextmanager
async def visitors(address: str = "127.0.0.1", host: str = "atende.test") -> AsyncIterator[httpx.AsyncClient]:
    """A browser without any cookie that comes from this address."""
    transport = httpx.ASGITransport(app=_app(), raise_app_exceptions=False, client=(address, 5))
    async with httpx.AsyncClient(
        transport=transport, base_url=f"http://{host}", headers={"Sec-Fetch-Site": "same-origin"}
    ) as one:
        yield one


async def open_page(clinic: Clinic, **given: Any) -> str:
    """The clinic's page is on; its slug."""
    slug = f"clinica-{uuid.uuid4().hex[:12]}"
    async with clinic.tx() as tx:
        tx.session.add(Page(tenant_id=tx.tenant_id, id=new_id(), **({"is_on": True, "slug": slug, "language": "pt-BR"} | given)))
    return slug


def phone() -> str:
    """A number that nobody has."""
    return f"(11) 9{uuid.uuid4().int % 10**8:08d}"


def booking(clinic: Clinic, starts_at: datetime, *, service: str = "consulta", **given: Any) -> dict[str, Any]:
    """What the page sends to book; the ticket is ten seconds old."""
    client_id = given.pop("client_id", None) or uuid.uuid4()
    ticket = signing.signed(work.PURPOSE, work.ticket(clinic.tenant_id, clock.now() - timedelta(seconds=10)))
    made = {
        "client_id": str(client_id),
        "service_id": str(clinic.services[service]),
        "starts_at": starts_at.isoformat(),
        "name": "Joana Prado",
        "phone": phone(),
        "consent_version": 1,
        "ticket": ticket,
    } | given
    return made | {"proof": given.get("proof", work.done(made["ticket"], uuid.UUID(made["client_id"])))}


def code(answer) -> tuple[int, str]:
    return answer.status_code, answer.json()["error"]["code"]


async def booked(visitor, clinic, slug, **given) -> dict:
    starts_at = given.pop("starts_at", clinic.at(9))
    answer = await visitor.post(f"{API}/pages/{slug}/appointments", json=booking(clinic, starts_at, **given))
    assert answer.status_code == 201, answer.text
    return answer.json()
