"""Weeks of talk between invented people and the demo businesses, laid into the inbox as if they had happened.

What customers and staff say is data (`talks/`); what the bot said is decided by the real engine from the business's facts, so
that it is what a visitor would be told. Every person and number is invented."""

import uuid
from typing import Any

from atende.core.tenancy import OPERATOR, in_tenant
from atende.demo.conversations import laying, playing, reading


async def load(tenant_id: uuid.UUID, business: dict[str, Any]) -> None:
    """The business's past conversations stand in its inbox, the newest a few minutes old; its templates are approved."""
    async with in_tenant(tenant_id, OPERATOR) as tx:
        house = await laying.house(tx)
        talks = reading.talks(business["slug"])
        await laying.lay(tx, house, [playing.play(talk, house) for talk in talks])
