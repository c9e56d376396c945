"""The log: lines of ours and lines of libraries, each one JSON object, none with an exception's text or what people wrote (S27)."""

import asyncio
import errno
import io
import json
import logging
import subprocess
import sys
from collections.abc import Iterator

import pytest
import structlog

from atende.core import log
from tests.cli.program import environment, free_port
from tests.core import loud


@pytest.fixture
def logged() -> Iterator[io.StringIO]:
    """What this process logs meanwhile."""
    stream = io.StringIO()
    root, before = logging.getLogger(), structlog.get_config()
    handlers, level, last = root.handlers[:], root.level, logging.lastResort
    log.setup("debug", stream)
    yield stream
    root.handlers[:] = handlers
    root.setLevel(level)
    logging.lastResort = last
    structlog.configure(**before)


def _lines(text: str) -> list[dict]:
    assert "canario" not in text
    assert "segredo" not in text
    assert "11987654321" not in text
    return [json.loads(line) for line in text.splitlines()]


def test_a_library_says_its_sentence_and_never_an_exceptions_text(logged):
    log.correlation_id.set("anfrage-12345")
    loud.say()
    log.correlation_id.set("")
    lines = _lines(logged.getvalue())
    of_server = [line for line in lines if line["logger"] == "uvicorn.error"]
    assert [line["event"] for line in of_server] == [
        "Exception in ASGI application",
        "Exception closing connection '…'",
        "… failed 3 times",
        "got …",
        "builtins.ValueError",
        "Traceback",
        "Error loading ASGI app",
    ]
    for line in of_server[:2]:
        assert [one["type"] for one in line["exception"]] == ["builtins.ValueError", "builtins.KeyError"]
        assert line["exception"][0]["at"][-1].startswith("loud.py:")
    assert {line["level"] for line in lines} == {"critical"}
    assert {line["correlation_id"] for line in lines} == {"anfrage-12345"}
    assert {line["logger"] for line in lines} >= {"uvicorn.access", "sqlalchemy.pool.impl.QueuePool", "elsewhere"}


def test_a_sentence_that_does_not_fit_what_is_put_into_it_is_told_without():
    record = logging.makeLogRecord({"msg": "%d of them", "args": (loud.CANARY,), "name": "elsewhere"})
    assert json.loads(log._line(record))["event"] == "%d of them"  # pytest's own handlers would not stand it logged


async def test_a_task_that_nobody_asks_is_told_without_its_error(logged):
    await loud.lose()
    lines = _lines(logged.getvalue())
    assert {line["logger"] for line in lines} == {"asyncio"}
    said = {line["event"] for line in lines}
    assert "Task exception was never retrieved" in said
    assert any(one.startswith("Exception in callback") for one in said)
    assert {line["exception"][0]["type"] for line in lines} == {"builtins.ValueError"}


def test_lines_of_ours_tell_types_and_places_of_an_error(logged):
    log.get("core").error("it_broke", exc_info=loud.error())
    (line,) = _lines(logged.getvalue())
    assert (line["event"], line["room"]) == ("it_broke", "core")
    assert [one["type"] for one in line["exception"]] == ["builtins.ValueError", "builtins.KeyError"]


def test_what_the_system_said_no_to_is_told_by_the_systems_own_word(logged):
    taken = OSError(errno.EADDRINUSE, loud.CANARY)
    logging.getLogger("uvicorn.error").critical(taken)  # other tests' servers may have set it to say no less
    log.get("core").error("it_broke", exc_info=taken)
    of_server, of_ours = _lines(logged.getvalue())
    assert of_server["event"] == of_ours["exception"][0]["type"] == "builtins.OSError EADDRINUSE"


def test_a_line_that_cannot_be_written_is_not_printed_elsewhere(logged, capsys):
    logged.close()
    logging.getLogger("elsewhere").error("it broke: %s", loud.CANARY, exc_info=loud.error())
    said = capsys.readouterr()
    assert (said.out, said.err) == ("", "")


@pytest.mark.parametrize("process", ["web", "worker"])
async def test_no_process_lets_a_library_log_what_it_likes(own_database, process):
    port = free_port()
    env = environment(own_database.home, port=port, worker_metrics_port=port, log_level="info", drain_seconds=0, sandbox=False)
    done = await asyncio.to_thread(
        subprocess.run,
        [sys.executable, "-m", "tests.core.loud", process],
        env=env, capture_output=True, text=True, timeout=300, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines()[-1] == "handlers [1, 0, 0, 0]"
    said = {line["event"] for line in _lines(done.stderr)}
    assert said >= {"Exception in ASGI application", "Task exception was never retrieved", "thread_broke", "warned"}
