"""Fixtures for every test. `database` is a real, migrated PostgreSQL; tests keep apart by tenants of their own."""

import os
from collections.abc import AsyncIterator, Iterator
from datetime import timedelta
from pathlib import Path
from types import ModuleType

import hypothesis
import pytest
from pwdlib.hashers.argon2 import Argon2Hasher

from atende.accounts.service import passwords
from atende.core import clock as core_clock
from atende.core import config, db
from atende.integrations.service import install
from tests import database as databases
from tests.database import Database

# How long an example takes says something of the machine only.
hypothesis.settings.register_profile("untimed", deadline=None)
hypothesis.settings.load_profile("untimed")


def pytest_configure(config: pytest.Config) -> None:
    if not hasattr(config, "workerinput"):
        databases.announce()


@pytest.fixture(scope="session", autouse=True)
def _no_settings_from_outside() -> Iterator[None]:
    """The machine's own ATENDE_* variables do not reach the tests, except those made for them."""
    kept = (databases.VARIABLE, "ATENDE_CHROMIUM")
    outside = {k: os.environ.pop(k) for k in list(os.environ) if k.startswith("ATENDE_") and k not in kept}
    # Tests ask more often than anybody may; those of the limits set them again.
    os.environ.update({f"ATENDE_LIMIT_{kind}_PER_MINUTE": "0" for kind in ("ADDRESS", "FORM", "KEY", "TENANT")})
    yield
    os.environ.update(outside)


@pytest.fixture(scope="session", autouse=True)
def _passwords_hashed_quickly() -> Iterator[None]:
    """In this process a new hash has argon2's smallest cost instead of ours, which thousands of sign-ins of tests would pay.

    Processes that tests start have ours; `tests/accounts/test_sessions.py` looks at what it is."""
    own, quick = passwords._argon2, Argon2Hasher(time_cost=1, memory_cost=8, parallelism=1)
    passwords._argon2 = lambda: quick  # type: ignore[assignment]
    yield
    passwords._argon2 = own


@pytest.fixture(scope="session")
def database(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    """This worker's database; `core.db`, and processes started with the same environment, connect to it.

    All tests of the worker share it: make a fresh tenant (or agency) in each test and truncate nothing.
    """
    made = databases.clone(tmp_path_factory.mktemp("home"))
    os.environ["ATENDE_HOME"] = str(made.home)
    forget_home()
    yield made
    os.environ.pop("ATENDE_HOME", None)
    forget_home()


@pytest.fixture(scope="session", autouse=True)
async def _close_connections() -> AsyncIterator[None]:
    """Pools are closed on the loop that opened them."""
    yield
    await db.dispose()


@pytest.fixture
def own_database(tmp_path: Path) -> Iterator[Database]:
    """A database of this test alone, for processes it starts (`environment()`); `core.db` does not point to it."""
    made = databases.clone(tmp_path / "own-home")
    yield made
    databases.drop(made)


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Path]:
    """An empty ATENDE_HOME of this test alone; the settings, and what is kept of that home, are read anew before and after."""
    folder = tmp_path / "home"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ATENDE_HOME", str(folder))
        forget_home()
        yield folder
    forget_home()


def forget_home() -> None:
    """What this process read of its settings and its home it reads again."""
    for kept in (config.settings, install.app_secret, install.verify_token):
        kept.cache_clear()


@pytest.fixture
def clock() -> Iterator[ModuleType]:
    """`clock.shift(timedelta)` moves this process's time; it is right again afterwards."""
    yield core_clock
    core_clock.shift(timedelta())
