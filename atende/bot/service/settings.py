"""How a tenant's bot speaks and decides."""

from typing import Any

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from atende.bot import models
from atende.bot.events import SettingsChanged
from atende.bot.rules import settings as rules
from atende.core.tenancy import Tx


async def read(tx: Tx) -> rules.BotSettings:
    """The settings that hold now; the defaults when none were ever written."""
    row = await tx.session.scalar(select(models.BotSettings.settings).where(models.BotSettings.tenant_id == tx.tenant_id))
    return rules.from_json(row) if row is not None else rules.BotSettings()


async def write(tx: Tx, given: dict[str, Any]) -> rules.BotSettings:
    """The settings are these from the next turn on. Refuses `BotSettingsInvalid` by field. States `SettingsChanged`."""
    wanted = rules.from_json(given)
    values = {"settings": rules.to_json(wanted), "updated_at": tx.now, "updated_by": str(tx.actor)}
    version = await tx.session.scalar(
        insert(models.BotSettings)
        .values(tenant_id=tx.tenant_id, **values)
        .on_conflict_do_update(index_elements=["tenant_id"], set_={**values, "version": models.BotSettings.version + 1})
        .returning(models.BotSettings.version)
    )
    await tx.emit(SettingsChanged(version=version or 1))
    return wanted
