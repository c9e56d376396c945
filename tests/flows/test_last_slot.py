"""The last free time of a service, wanted by two hundred at once through every door there is: the chat, the team's screen, a program, the
public page."""

import asyncio
import uuid
from collections import Counter
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest

from atende.bookings.rules.page import work
from tests.bookings.visitor import phone as number
from tests.flows.install import Business, Phone

EACH = 50


@pytest.fixture
async def service(clinic: Business) -> dict[str, Any]:
    """What everybody wants; one doctor does it."""
    await clinic.api("POST", "professionals", json={"name": "Dra. Helena Prado"})
    found = next(one for one in (await clinic.api("GET", "services"))["items"] if one["name"] == "Consulta clínica geral")
    await clinic.api("PUT", f"bookings/services/{found['id']}", json={"duration": 60, "step": 60, "notice": 60})
    return found


async def _page(clinic: Business) -> dict[str, Any]:
    """The page as a visitor's browser gets it, with the ticket that all fifty of them use."""
    slug = f"ultimo-{uuid.uuid4().hex[:12]}"
    await clinic.api("PUT", "bookings/page", json={"is_on": True, "slug": slug})
    async with httpx.AsyncClient(base_url=clinic.install.url, trust_env=False) as anybody:
        return (await anybody.get(f"/api/public/bookings/pages/{slug}")).json()


def _visitors_wish(page: dict[str, Any], service_id: str, at: datetime, n: int) -> dict[str, Any]:
    client_id = uuid.uuid4()
    return {
        "client_id": str(client_id), "service_id": service_id, "starts_at": at.isoformat(), "name": f"Visitante {n}",
        "phone": number(), "consent_version": page["consent"]["version"], "ticket": page["ticket"],
        "proof": work.done(page["ticket"], client_id),
    }  # fmt: skip


async def _offered(phone: Phone) -> dict[str, Any]:
    await phone.says("quero marcar consulta clínica geral depois de amanhã")
    return (await phone.hears())[-1]


def _rows(message: dict[str, Any]) -> dict[str, str]:
    interactive = message["body"].get("interactive", {"action": {}})
    return {row["title"]: row["id"] for section in interactive["action"].get("sections", []) for row in section["rows"]}


def _outcome(answer: httpx.Response) -> str:
    if answer.status_code == 201:
        return "booked"
    error = answer.json()["error"]
    assert (answer.status_code, error["code"]) == (409, "slot_taken"), answer.text
    assert error["params"]["alternatives"], "whoever comes too late is told what is free"
    return "refused"


async def _tapped(phone: Phone, offered: dict[str, Any], title: str) -> str:
    await phone.taps(offered, title)
    answer = (await phone.hears())[-1]
    others = _rows(answer)
    if "já é seu" in str(answer["body"]):
        return "own"  # whose contact had booked it over HTTP
    if not others:
        assert title[-5:] in str(answer["body"])
        return "booked"
    assert title not in others, "whoever comes too late is offered what is free"
    return "refused"


async def test_two_hundred_at_once_from_every_door_are_one_appointment(clinic: Business, service: dict[str, Any]):
    page = await _page(clinic)
    phones = await asyncio.gather(*(clinic.phone(f"Pessoa {n}") for n in range(EACH)))
    offers = await asyncio.gather(*(_offered(phone) for phone in phones))
    title, row = list(_rows(offers[0]).items())[4]
    at = datetime.strptime(row.split(":")[3], "%Y%m%dT%H%M").replace(tzinfo=UTC)
    contacts = [one["contact"]["id"] for one in await clinic.conversations()]
    assert len(contacts) == EACH
    key = (await clinic.api("POST", "keys", json={"name": "Site", "scopes": ["bookings:write"]}))["key"]
    url = f"/api/t/{clinic.id}/bookings/appointments"

    async def by_http(client: httpx.AsyncClient, contact_id: str) -> str:
        return _outcome(
            await client.post(url, json={"service_id": service["id"], "starts_at": at.isoformat(), "contact_id": contact_id})
        )

    async def by_page(client: httpx.AsyncClient, wish: dict[str, Any]) -> str:
        return _outcome(await client.post(f"/api/public/bookings/pages/{page['slug']}/appointments", json=wish))

    wishes = [_visitors_wish(page, service["id"], at, n) for n in range(EACH)]
    await asyncio.sleep(work.SOONEST.total_seconds())  # nobody's ticket is too new
    shared: dict[str, Any] = {
        "base_url": clinic.install.url, "trust_env": False, "timeout": 120, "limits": httpx.Limits(max_connections=EACH),
    }  # fmt: skip
    async with (
        httpx.AsyncClient(headers={"authorization": f"Bearer {key}"}, **shared) as program,
        httpx.AsyncClient(headers={"Sec-Fetch-Site": "same-origin"}, **shared) as browser,
    ):
        ends = await asyncio.gather(
            *(by_http(clinic.owner.client, one) for one in contacts),
            *(by_http(program, one) for one in contacts),
            *(by_page(browser, one) for one in wishes),
            *(_tapped(phone, offered, title) for phone, offered in zip(phones, offers, strict=True)),
        )
    ended = Counter(ends)
    assert (ended["booked"], ended["refused"] + ended["own"]) == (1, 4 * EACH - 1)
    asked = {"since": at.isoformat(), "until": (at + timedelta(minutes=1)).isoformat()}
    (booked,) = (await clinic.api("GET", "bookings/appointments", params=asked))["items"]
    assert booked["state"] == "confirmed"
    own = [f"Pessoa {n}" for n, end in enumerate(ends[-EACH:]) if end == "own"]
    assert own in ([], [booked["contact_name"]]), "only who has it is told so"
