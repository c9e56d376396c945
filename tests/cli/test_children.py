"""What a process that does not start said last, as whoever starts it reads it."""

import json
from pathlib import Path

import pytest

from atende.cli.children import Child

SERVERS = {"logger": "uvicorn.error", "event": "Application startup failed", "level": "error"}
UNFIT = {"event": "unfit_database_role", "problem": "atende_app may bypass row security", "level": "error"}
BROKE = {
    "event": "process_broke",
    "exception": [{"type": "builtins.OSError EADDRINUSE", "at": ["/atende/a.py:1 a", "/atende/b.py:7 b"]}],
}


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        ([], "it said nothing"),
        ([SERVERS], "it said nothing"),
        (["atende: Port 8000 is taken"], "Port 8000 is taken"),
        ([UNFIT, SERVERS], "atende_app may bypass row security"),
        (["Killed", BROKE, SERVERS], "process_broke: builtins.OSError EADDRINUSE at /atende/b.py:7 b"),
        ([{"event": "process_broke", "exception": []}], "process_broke"),
        ([BROKE, "[1, 2]", "  "], "process_broke: builtins.OSError EADDRINUSE at /atende/b.py:7 b"),
    ],
)
def test_the_reason_is_said_and_not_that_there_is_one(tmp_path: Path, lines: list, said: str):
    child = Child("web", tmp_path)
    child.log.write_text("".join(f"{line if isinstance(line, str) else json.dumps(line)}\n" for line in lines))
    assert child.last_words() == said
