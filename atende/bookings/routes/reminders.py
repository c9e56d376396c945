"""Somebody of the team says how people are reminded of their appointments, and sees to those who could not be."""

import uuid
from typing import Any

from fastapi import APIRouter, Query

from atende.accounts.access import tenant_tx
from atende.bookings.queries import reminders, unreminded
from atende.bookings.schemas.reminders import FailedReminderPage, ReminderSettingsIn, ReminderSettingsOut
from atende.bookings.service import reminder_settings, reminding
from atende.core.tenancy import Tx

router = APIRouter(prefix="/api/t/{tenant_id}/bookings", tags=["bookings"])


@router.get("/reminders")
async def read_reminder_settings(tx: Tx = tenant_tx("bookings", "settings")) -> ReminderSettingsOut:
    """Whether and how people are reminded."""
    return await reminders.settings(tx)


@router.put("/reminders")
async def write_reminder_settings(body: ReminderSettingsIn, tx: Tx = tenant_tx("settings")) -> ReminderSettingsOut:
    """People are reminded like this from now on."""
    return await reminder_settings.write(tx, body)


@router.get("/reminders/failed", response_model=FailedReminderPage)
async def list_failed_reminders(
    cursor: str | None = Query(None, max_length=500),
    limit: int = Query(unreminded.MOST, ge=1, le=unreminded.MOST),
    tx: Tx = tenant_tx("bookings"),
) -> Any:
    """Appointments ahead whose customer was not reminded and nobody has seen to it, by start."""
    items, more = await unreminded.failed(tx, cursor=cursor, limit=limit)
    return {"items": items, "next_cursor": more}


@router.post("/reminders/{reminder_id}/settle", status_code=204)
async def settle_failed_reminder(reminder_id: uuid.UUID, tx: Tx = tenant_tx("bookings")) -> None:
    """The customer was told by other ways, or need not be: it waits for nobody any more."""
    await reminding.settle(tx, reminder_id)
