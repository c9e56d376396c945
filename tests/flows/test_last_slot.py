"""The last free time of a service, wanted by two hundred at once through every door there is: the chat, the team's screen, a program."""

import asyncio
from collections import Counter
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest

from tests.flows.install import Business, Phone

EACH = 50


@pytest.fixture
async def service(clinic: Business) -> dict[str, Any]:
    """What everybody wants; one doctor does it."""
    await clinic.api("POST", "professionals", json={"name": "Dra. Helena Prado"})
    found = next(one for one in (await clinic.api("GET", "services"))["items"] if one["name"] == "Consulta clínica geral")
    await clinic.api("PUT", f"bookings/services/{found['id']}", json={"duration": 60, "step": 60, "notice": 60})
    return found


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
    if not others:
        assert title[-5:] in str(answer["body"])
        return "booked"
    assert title not in others, "whoever comes too late is offered what is free"
    return "refused"


async def test_two_hundred_at_once_from_every_door_are_one_appointment(clinic: Business, service: dict[str, Any]):
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

    limits = httpx.Limits(max_connections=EACH)
    async with httpx.AsyncClient(
        base_url=clinic.install.url, headers={"authorization": f"Bearer {key}"}, trust_env=False, timeout=120, limits=limits
    ) as program:
        ends = await asyncio.gather(
            *(by_http(clinic.owner.client, one) for one in contacts),
            *(by_http(program, one) for one in contacts),
            *(by_http(program, one) for one in contacts),
            *(_tapped(phone, offered, title) for phone, offered in zip(phones, offers, strict=True)),
        )
    assert Counter(ends) == {"booked": 1, "refused": 4 * EACH - 1}
    asked = {"since": at.isoformat(), "until": (at + timedelta(minutes=1)).isoformat()}
    (booked,) = (await clinic.api("GET", "bookings/appointments", params=asked))["items"]
    assert booked["state"] == "confirmed"
