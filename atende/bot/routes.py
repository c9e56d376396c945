"""Somebody asks: how the bot speaks, and that it offers a time to somebody who waits."""

import asyncio
import importlib
import uuid
from typing import Any

from fastapi import APIRouter, Body, Depends

from atende.accounts.access import tenant_tx
from atende.bookings.queries import waiting
from atende.bookings.schemas.waiting import HandOfferIn, WaitOut
from atende.bot.rules import settings as rules
from atende.bot.service import settings
from atende.core.tenancy import Tx

router = APIRouter(prefix="/api/t/{tenant_id}", tags=["bot"])


@router.get("/bot")
async def read_bot(tx: Tx = tenant_tx("bot", "settings", "knowledge")) -> dict[str, Any]:
    """The settings that hold now."""
    return rules.to_json(await settings.read(tx))


@router.put("/bot")
async def write_bot(body: dict[str, Any] = Body(...), tx: Tx = tenant_tx("bot", "settings")) -> dict[str, Any]:
    """The settings are these from the next turn on."""
    return rules.to_json(await settings.write(tx, body))


async def _knows_how_to_talk() -> None:
    """What the bot says and hears is loaded, beside everybody else's requests and before a transaction begins."""
    await asyncio.to_thread(importlib.import_module, "atende.bot.service.backfill")


@router.post(
    "/bookings/waits/{wait_id}/offers", status_code=201, response_model=WaitOut, dependencies=[Depends(_knows_how_to_talk)]
)
async def offer_time(wait_id: uuid.UUID, body: HandOfferIn, tx: Tx = tenant_tx("bookings")) -> Any:
    """The time is held for who waits, and they are asked in the chat whether they want it."""
    from atende.bot.service import (
        backfill,  # here: it knows all that the bot says and hears, 11 MB of a web process that talks to nobody
    )

    await backfill.offer_now(tx, wait_id, body.starts_at, store_id=body.store_id)
    return await waiting.one(tx, wait_id)
