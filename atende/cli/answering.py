"""Whether the database still answers, for as long as a command waits for something that may rightly take an hour."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

import asyncpg

from atende.core import roles
from atende.core.startup import StartupError

_EVERY = 5.0  # seconds between two questions
_SILENT = 30.0  # seconds after which a server that says nothing to "select 1" hangs


@asynccontextmanager
async def answering(url: str, break_off: Callable[[], None]) -> AsyncIterator[None]:
    """While this lasts the database is asked on a line of its own whether it is there. Once it says nothing for `_SILENT` seconds,
    `break_off` is called, which has to end whatever waits for it, and the block's error is a `StartupError` that says so."""
    probe = await roles.connect(url)
    is_silent = False

    async def ask() -> None:
        nonlocal is_silent
        try:
            while True:
                await asyncio.sleep(_EVERY)
                await probe.fetchval("select 1", timeout=_SILENT)
        except (OSError, TimeoutError, asyncpg.PostgresError, asyncpg.InterfaceError):
            is_silent = True
            break_off()

    asking = asyncio.create_task(ask())
    try:
        yield
    except Exception as error:
        if is_silent:
            raise StartupError("The database has stopped answering", "Is it running? See `atende status`") from error
        raise
    finally:
        asking.cancel()
        probe.terminate()
