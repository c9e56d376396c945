"""The only list of what the program is made of: each room's doors, reactions, background work and vendors. Add a line here."""

import functools

from fastapi import APIRouter

from atende.accounts import routes as accounts_routes
from atende.core.jobs import Stage


@functools.cache
def wire() -> None:
    """Facts reach whoever reacts to them and ports have their providers. Every entrance calls it first; again does nothing."""


async def close() -> None:
    """What `wire` opened to the outside is closed; the database is closed by `core.db.dispose`."""


def routers() -> list[APIRouter]:
    """Door one of each room: what people ask over HTTP."""
    return [
        *accounts_routes.routers,
    ]


def stages() -> list[Stage]:
    """Door three of each room: the work that a worker looks for."""
    return []
