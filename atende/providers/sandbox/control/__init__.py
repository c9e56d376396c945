"""The control API under `/_twin/`: makes the world, plays its customers, sets faults, tells what happened.
Loopback only."""

from starlette.routing import Route

from . import accounts, happenings, phones, threads


def routes() -> list[Route]:
    """Every control path."""
    return [*accounts.routes(), *phones.routes(), *threads.routes(), *happenings.routes()]
