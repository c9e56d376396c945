"""Somebody of the team says how people are reminded of their appointments."""

from fastapi import APIRouter

from atende.accounts.access import tenant_tx
from atende.bookings.queries import reminders
from atende.bookings.schemas.reminders import ReminderSettingsIn, ReminderSettingsOut
from atende.bookings.service import reminder_settings
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
