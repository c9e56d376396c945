"""A bell over Redis: processes on other hosts are told that facts were stated, so that they look at once instead of in a moment.

It says only "look there". What is there is read from the database by the one order it has, so a ring that is lost, late or false
changes nothing but a moment; without a Redis everybody looks by themselves.
"""

import asyncio
import contextlib

from atende.core import log, redis

GATHER = 0.01  # seconds in which rings become one
_AGAIN = 5.0  # seconds until a listener that lost its Redis tries again
_SILENT = 2.0
_CHANNEL = "facts"

_log = log.get("core")
_gathering: set[redis.Shared] = set()
_tasks: set[asyncio.Task] = set()  # held, because a loop holds its tasks weakly


def ring() -> None:
    """Every listener of this install is told soon. Never waits and never fails; without a Redis it does nothing."""
    shared = redis.shared()
    if shared is None or shared in _gathering:
        return
    _gathering.add(shared)
    task = asyncio.get_running_loop().create_task(_ring(shared))
    _tasks.add(task)
    task.add_done_callback(_tasks.discard)


async def _ring(shared: redis.Shared) -> None:
    try:
        await asyncio.sleep(GATHER)
    finally:
        _gathering.discard(shared)  # whoever rings from here on is not told by this one
    with contextlib.suppress(redis.Away):
        await shared.ask(lambda client: client.publish(redis.name(_CHANNEL), ""))


class Listener:
    """Hears the bell for as long as `hear` runs. `rung` is set with each ring; `hears` says whether rings would arrive."""

    def __init__(self) -> None:
        self.rung = asyncio.Event()
        self.hears = False

    async def hear(self) -> None:
        """Listens until cancelled. While Redis is away it tries again; without one it ends at once."""
        while (shared := redis.shared()) is not None:
            try:
                async with shared.client.pubsub(ignore_subscribe_messages=True) as channel:
                    await channel.subscribe(redis.name(_CHANNEL))
                    await channel.get_message(timeout=redis.TIMEOUT)  # the answer to it
                    self.hears = True
                    while True:
                        # With a time-out, so that the connection's health is looked at now and then.
                        message = await channel.get_message(timeout=_SILENT)
                        if message is not None:
                            self.rung.set()
            except shared.failures as error:
                _log.warning("bell_unheard", error=type(error).__name__)
            finally:
                self.hears = False
                self.rung.set()  # whoever counted on the bell looks by themselves again
            await asyncio.sleep(_AGAIN)
