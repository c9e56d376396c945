"""A professional's Google calendar is connected in a browser, as its owner does it, against the simulated Google."""

import httpx
import pytest
from playwright.async_api import expect

from tests.e2e.conftest import Visit
from tests.e2e.screens import assert_accessible
from tests.e2e.stack import Business, Stack


@pytest.mark.parametrize("width", [1280, 390])
async def test_a_calendar_is_connected_seen_and_disconnected(stack: Stack, business: Business, visit: Visit, width: int):
    pass
