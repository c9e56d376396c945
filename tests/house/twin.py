"""The simulated WhatsApp for tests that only need it to be there; its webhooks lead nowhere."""

from collections.abc import AsyncIterator

import pytest

from atende.core.config import settings
from atende.integrations.service import sandbox
from atende.providers.sandbox.server import create_app as create_twin
from tests.providers.sandbox.conftest import Running


@pytest.fixture(scope="module")
async def twin(database) -> AsyncIterator[None]:
    """The simulated WhatsApp, over HTTP; its webhooks lead nowhere."""
    monkeypatch = pytest.MonkeyPatch()
    home = settings().home
    async with Running(create_twin(home / "sandbox")) as address:
        monkeypatch.setattr(settings(), "sandbox_port", int(address.rpartition(":")[2]))
        monkeypatch.setattr(settings(), "port", 9)
        await sandbox.close()
        yield
        await sandbox.close()
    monkeypatch.undo()
