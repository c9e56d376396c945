"""A channel, an account of the recorded server, and the server."""

from collections.abc import AsyncIterator

import pytest

from atende.inbox.ports import Account
from atende.providers.meta_whatsapp.channel import MetaChannel
from tests.providers.meta_whatsapp.recorded import Recorded, serving

TOKEN = "EAAGinventedTokenNobodyMaySee0123456789"


@pytest.fixture(scope="session")
async def recorded() -> AsyncIterator[Recorded]:
    async with serving() as app:
        yield app


@pytest.fixture
async def channel() -> AsyncIterator[MetaChannel]:
    made = MetaChannel()
    yield made
    await made.aclose()


@pytest.fixture
def account(recorded: Recorded) -> Account:
    return Account(recorded.base_url, "v25.0", "110098765432101", "104512345678901", TOKEN)
