"""From the first word to an appointment, moved and cancelled: a customer on a phone, the bot, and the agenda that the team sees."""

import uuid
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.flows.install import Business, Phone


@pytest.fixture
async def bookable(clinic: Business) -> Business:
    """The clinic, one of whose services can be booked, by the hour, with one doctor."""
    await clinic.api("POST", "professionals", json={"name": "Dra. Helena Prado"})
    service = next(one for one in (await clinic.api("GET", "services"))["items"] if one["name"] == "Consulta clínica geral")
    rules = {"duration": 60, "step": 60, "notice": 60}
    await clinic.api("PUT", f"bookings/services/{service['id']}", json=rules)
    return clinic


async def _agenda(business: Business) -> list[dict[str, Any]]:
    now = datetime.now(UTC)
    span = {"since": (now - timedelta(days=1)).isoformat(), "until": (now + timedelta(days=30)).isoformat()}
    return (await business.api("GET", "bookings/appointments", params=span))["items"]


async def _told(business: Business) -> dict[str, Any]:
    conversation = await business.only_conversation()
    return (await business.messages(conversation["id"], direction="out"))[-1]


def _titles(message: dict[str, Any]) -> list[str]:
    action = message["body"].get("interactive", message["body"])["action"]
    rows = [row["title"] for section in action.get("sections", []) for row in section["rows"]]
    return rows or [button["reply"]["title"] for button in action["buttons"]]


async def _one(phone: Phone) -> dict[str, Any]:
    return (await phone.hears())[-1]


async def test_from_the_first_word_to_an_appointment_moved_and_cancelled(bookable: Business):
    marina = await bookable.phone()
    await marina.says("Oi! Queria marcar uma consulta para depois de amanhã")
    offered = await _one(marina)
    times = _titles(offered)
    assert len(times) == 10
    await marina.taps(offered, times[3])
    said = str((await _one(marina))["body"])
    (booked,) = await _agenda(bookable)
    assert (booked["state"], booked["source"], booked["contact_name"]) == ("confirmed", "bot", "Marina Souza")
    assert (await _told(bookable))["explanation"]["fact_ids"] == [f"appointment:{booked['id']}"]
    assert booked["local_start"][11:16] in said
    assert "Helena" in said

    await marina.says("quando é a minha consulta mesmo?")
    assert booked["local_start"][11:16] in str((await _one(marina))["body"])

    await marina.says("preciso remarcar")
    offered = await _one(marina)
    await marina.taps(offered, _titles(offered)[-1])
    sure = await _one(marina)
    assert (await _agenda(bookable))[0]["starts_at"] == booked["starts_at"]
    await marina.taps(sure, "Sim, mudar")
    await _one(marina)
    (moved,) = await _agenda(bookable)
    assert (moved["id"], moved["state"]) == (booked["id"], "confirmed")
    assert moved["starts_at"] != booked["starts_at"]

    await marina.says("não vou poder ir na consulta")
    await marina.taps(await _one(marina), "Sim, cancelar")
    assert "Cancelado" in str((await _one(marina))["body"])
    assert [one["state"] for one in await _agenda(bookable)] == ["cancelled"]


async def test_two_people_tap_the_same_time_and_one_is_offered_others(bookable: Business):
    phones = [await bookable.phone("Marina Souza"), await bookable.phone("Davi Prado")]
    offers = []
    for phone in phones:
        await phone.says("quero marcar consulta clínica geral")
        offers.append(await _one(phone))
    time = _titles(offers[0])[0]
    for phone, offered in zip(phones, offers, strict=True):
        await phone.taps(offered, time)
    answers = [await _one(phone) for phone in phones]
    assert len(await _agenda(bookable)) == 1
    assert sorted(one["type"] for one in answers) == ["interactive", "text"]
    assert time not in _titles(next(one for one in answers if one["type"] == "interactive"))


async def test_from_booking_to_the_reminder_answered(bookable: Business):
    marina = await bookable.phone()
    await marina.says("quero marcar consulta clínica geral para depois de amanhã")
    offered = await _one(marina)
    await marina.taps(offered, _titles(offered)[3])
    await _one(marina)
    (booked,) = await _agenda(bookable)
    # Days pass: it was booked long ago, and is as many minutes ahead as the business reminds before.
    await bookable.install.sql(
        "update bookings_changes set at = at - interval '9 days' where tenant_id = $1", uuid.UUID(bookable.id)
    )
    ahead = datetime.fromisoformat(booked["starts_at"]) - datetime.now(UTC)
    await bookable.api("PUT", "bookings/reminders", json={"is_on": True, "leads": [ahead // timedelta(minutes=1) + 1]})
    reminder = await _one(marina)
    assert _titles(reminder) == ["Confirmar", "Remarcar", "Cancelar"]
    assert f"às {booked['local_start'][11:16]}" in str(reminder["body"])
    assert (await _told(bookable))["author"]["kind"] == "system"
    await marina.taps(reminder, "Confirmar")
    assert booked["local_start"][11:16] in str((await _one(marina))["body"])
    shown = await bookable.api("GET", f"bookings/appointments/{booked['id']}")
    assert shown["acknowledged_at"] is not None
    assert [one["state"] for one in shown["reminders"]] == ["answered"]
    await marina.says("na verdade não vou poder ir na consulta")
    await marina.taps(await _one(marina), "Sim, cancelar")
    await _one(marina)
    assert [one["state"] for one in await _agenda(bookable)] == ["cancelled"]
