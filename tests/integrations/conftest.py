"""An install of the test's own: its database, its keys, and this process working on them. And the people of a business, signed in."""

from collections.abc import AsyncIterator

import pytest

from atende import wiring
from atende.core import db
from atende.integrations.service import routing, sealing
from tests.accounts.conftest import application, browser, clinic, make_clinic, owner  # noqa: F401 - fixtures
from tests.conftest import forget_home
from tests.database import Database


@pytest.fixture
async def own_install(own_database: Database, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Database]:
    """`core.db`, the settings and the key ring point to a database and a home that no other test sees."""
    wiring.wire()
    await _forget()
    monkeypatch.setenv("ATENDE_HOME", str(own_database.home))
    forget_home()
    yield own_database
    await _forget()
    monkeypatch.undo()
    forget_home()


async def _forget() -> None:
    await db.dispose()
    routing.forget()
    sealing._keys.clear()
