"""What `/ready` says besides that the process can serve: how the work stands, as the room that knows tells."""

from collections.abc import Awaitable, Callable
from typing import Any

_tell_work: list[Callable[[], Awaitable[dict[str, Any]]]] = []


def tell_work_with(look: Callable[[], Awaitable[dict[str, Any]]]) -> None:
    """From here on `/ready` also says how the work stands, as `look` tells. Called by `wiring` only."""
    _tell_work[:] = [look]


async def work() -> dict[str, Any] | None:
    """How the work stands; None when nobody tells."""
    return await _tell_work[0]() if _tell_work else None
