"""Fixtures of the agenda's tests. A module whose clinic is another one has its own `clinic`."""

import pytest

from atende import wiring
from tests.bookings.clinic import Clinic, new_clinic
from tests.bookings.outside import connected, google
from tests.bookings.visitor import open_page, visitors

__all__ = ["clinic", "connected", "google", "slug", "visitor"]


@pytest.fixture
async def clinic(database) -> Clinic:
    """One professional and one service that customers may move and cancel until an hour before."""
    wiring.wire()
    made = await new_clinic()
    await made.resource("Dra. Ana")
    await made.service("consulta", cancel_notice=60, reschedule_notice=60)
    return made


@pytest.fixture
async def visitor(clinic):
    """A browser on the public page of `clinic`."""
    async with visitors() as one:
        yield one


@pytest.fixture
async def slug(clinic) -> str:
    """The page of `clinic` is on."""
    return await open_page(clinic)
