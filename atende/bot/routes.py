"""Somebody asks: how the bot speaks, and a rehearsal of what it would say."""

from typing import Any

from fastapi import APIRouter, Body

from atende.accounts.access import tenant_tx
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
