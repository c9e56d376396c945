"""Weeks of talk between invented people and the demo businesses."""

import uuid
from typing import Any


async def load(tenant_id: uuid.UUID, business: dict[str, Any]) -> None:
    """The business's past conversations stand in its inbox."""
