"""A business whose agenda a journey looks at: what is there, and appointments in it."""

import uuid
from collections.abc import Awaitable, Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import asyncpg
from playwright.async_api import Locator, Page

from tests.e2e.stack import Business, Stack
from tests.flows.install import until

WEEK = [{"weekday": day, "opens": "08:00", "closes": "18:00"} for day in range(7)]
DAY = (datetime.now(UTC) + timedelta(days=3)).date().isoformat()
_BOOKED_LONG_AGO = "update atende.bookings_changes set at = at - interval '9 days' where tenant_id = $1"


async def set_up(business: Business) -> dict[str, Any]:
    """Two professionals, a service of half an hour that both do, and a customer who has written."""
    if stores := business.ask("GET", "stores")["items"]:
        business.ask("PATCH", f"stores/{stores[0]['id']}", {"hours": {"weekly": WEEK}})
    else:
        business.ask("POST", "stores", {"name": "Centro", "hours": {"weekly": WEEK}})
    people = {name: business.ask("POST", "professionals", {"name": name})["id"] for name in ("Dra. Lia", "Dr. Rui")}
    service = business.ask("POST", "services", {"name": "Avaliação"})["id"]
    business.ask("PUT", f"bookings/services/{service}", {"duration": 30, "step": 30})
    business.customer("Marina Souza").write("oi")

    async def has_written() -> bool:
        return business.conversation_of("Marina Souza") is not None

    await until(has_written, what="the conversation")
    found = business.conversation_of("Marina Souza")
    assert found is not None
    return {"people": people, "service": service, "contact": found["contact"]["id"]}


def book(business: Business, made: dict[str, Any], at: str, whom: str, *, on: str = DAY, **more: Any) -> dict[str, Any]:
    """Marina has the appointment."""
    given = {"service_id": made["service"], "contact_id": made["contact"], "professional_id": made["people"][whom]} | more
    return business.ask("POST", "bookings/appointments", {"starts_at": f"{on}T{at}:00-03:00", **given})


def miss(business: Business, made: dict[str, Any], *days: int) -> str:
    """Marina did not come so many days ago each; the last of them as the screens say it."""
    today = datetime.now(ZoneInfo("America/Sao_Paulo")).date()
    for one in days:
        on = (today - timedelta(days=one)).isoformat()
        missed = book(business, made, "09:00", "Dra. Lia", on=on, overbook=True)  # whatever holiday that was
        business.ask("POST", f"bookings/appointments/{missed['id']}/no-show")
    last: date = today - timedelta(days=min(days))
    return f"{last:%d/%m}" if last.year == today.year else f"{last:%d/%m/%Y}"


async def days_pass(stack: Stack, business: Business, booked: dict[str, Any]) -> None:
    """It was booked long ago, and is as many minutes ahead as the business reminds before."""
    connection = await asyncpg.connect(stack.env["ATENDE_DATABASE_URL"])
    try:
        await connection.execute(_BOOKED_LONG_AGO, uuid.UUID(business.id))
    finally:
        await connection.close()
    ahead = datetime.fromisoformat(booked["starts_at"]) - datetime.now(UTC)
    given = business.ask("GET", "bookings/reminders") | {
        "is_on": True,
        "leads": [ahead // timedelta(minutes=1) + 1],
        "quiet_since": None,
        "quiet_until": None,
    }
    fields = {"is_on", "leads", "quiet_since", "quiet_until"}
    business.ask("PUT", "bookings/reminders", {name: value for name, value in given.items() if name in fields})


async def middle(block: Locator) -> tuple[float, float]:
    """Where the mouse takes it."""
    box = await block.bounding_box()
    assert box
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


async def drag(page: Page, block: Locator, to: Callable[[], Awaitable[tuple[float, float]]]) -> None:
    """By the mouse, in steps as a hand does it, from the middle of the block to where `to` says; let go when the block has come along."""
    await block.hover()  # a dialog that has just closed may still lie over it
    x, y = await middle(block)
    there = await to()
    await page.mouse.move(x, y)
    await page.mouse.down()
    await page.mouse.move(x + 8, y + 8, steps=3)
    await page.mouse.move(*there, steps=12)

    async def has_come_along() -> bool:
        box = await block.bounding_box()
        return (
            box is not None
            and box["x"] <= there[0] <= box["x"] + box["width"]
            and box["y"] - 8 <= there[1] <= box["y"] + box["height"] + 8
        )

    await until(has_come_along, what="the block under the mouse")
    await page.mouse.up()
