"""The only list of what the program is made of: each room's doors, reactions and background work. Add a line here."""

import functools

from fastapi import APIRouter

from atende.accounts import routes as accounts_routes
from atende.core.jobs import Stage


def routers() -> list[APIRouter]:
    """Door one of each room: what people ask over HTTP."""
    return [
        *accounts_routes.routers,
    ]


@functools.cache
def connect() -> None:
    """Door two of each room: from here on, facts reach whoever reacts to them. Every entrance calls it once, first of all."""


def stages() -> list[Stage]:
    """Door three of each room: the work that a worker looks for."""
    return []
