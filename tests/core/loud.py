"""Processes of ours in which libraries log what they must not: `python -m tests.core.loud web|worker` is `atende web|worker`, in which
a thread says everything there is to say about the canary and then tells the process to end."""

import asyncio
import gc
import logging
import os
import signal
import sys
import threading
import time
import urllib.request
import warnings
from collections.abc import Callable

CANARY = "canario segredo +5511987654321"


def error() -> ValueError:
    """One that was raised and holds the canary, in its cause as well."""
    try:
        try:
            raise KeyError(CANARY)
        except KeyError as cause:
            raise ValueError(f"DETAIL:  Failing row contains ({CANARY}).\n{CANARY}") from cause
    except ValueError as raised:
        return raised


def say() -> None:
    """As uvicorn, SQLAlchemy and others say it."""
    raised = error()
    for name in ("uvicorn.error", "uvicorn.access", "sqlalchemy.pool.impl.QueuePool", "asyncpg.pool", "pgqueuer", "elsewhere"):
        log = logging.getLogger(name)
        log.critical("Exception in ASGI application\n", exc_info=raised)
        log.critical("Exception closing connection %r", CANARY, exc_info=(type(raised), raised, raised.__traceback__))
        log.critical("%(what)s failed %(count)d times", {"what": CANARY, "count": 3})
        log.critical("got %s", {CANARY: 1})
        log.critical(raised)
        log.critical(f"Traceback (most recent call last):\n  File x\nValueError: {CANARY}")
        log.critical(f"Error loading ASGI app. {CANARY}")


async def lose(*, is_called: bool = True) -> None:
    """A task whose error nobody asks for, and a call of the loop that fails; the loop says both."""

    async def fail() -> None:
        raise error()

    def called(_words: str) -> None:
        raise error()

    asyncio.create_task(fail())  # noqa: RUF006 - what this is about
    if is_called:
        asyncio.get_running_loop().call_soon(called, CANARY)
    for _ in range(3):
        await asyncio.sleep(0)
    gc.collect()


def _thread() -> None:
    raise error()


def _and_end(is_there: Callable[[], bool]) -> None:
    while not is_there():
        time.sleep(0.1)
    say()
    asyncio.run(lose())
    warnings.warn(f"input_value={CANARY}", UserWarning, stacklevel=1)
    broken = threading.Thread(target=_thread)
    broken.start()
    broken.join()
    print("handlers", [len(logging.getLogger(name).handlers) for name in ("", "uvicorn", "uvicorn.error", "uvicorn.access")])
    sys.stdout.flush()
    os.kill(os.getpid(), signal.SIGTERM)


def _answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=5) as answer:
            return answer.status == 200
    except OSError:
        return False


if __name__ == "__main__":
    from atende.cli import parts
    from atende.core.config import settings

    here = settings()
    port = here.port if sys.argv[1] == "web" else here.worker_metrics_port
    url = f"http://127.0.0.1:{port}/live"
    threading.Thread(target=_and_end, args=(lambda: _answers(url),), daemon=True).start()
    {"web": parts.web, "worker": parts.worker}[sys.argv[1]]()
