"""What a process that stays does not load to start: a worker that dies is back by so much earlier (decision 38)."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

import atende
from tests.cli.program import environment

_LOADED = """
import sys
import {entrance} as entrance
from atende import wiring
wiring.wire()
{then}
print(*sys.modules)
"""

# All that it imports, also where it is used: it stays until everything ends.
_SUPERVISOR = """
import ast, importlib, pathlib, sys
from atende.cli import supervise
for node in ast.walk(ast.parse(pathlib.Path(supervise.__file__).read_text())):
    if isinstance(node, ast.ImportFrom):
        importlib.import_module(node.module)
print(*sys.modules)
"""

# By the first part of their names. Who needs them again imports them where they are used, with the reason beside it.
NOT_IN_A_WORKER = {
    "fastapi": "people's routes are the web's",
    "atende.accounts.access": "who asks over HTTP",
    "email_validator": "e-mail addresses are typed by people, on the web or in a terminal",
    "icalendar": "calendars outside are read when one is due",
    "typer": "the operator's commands",
    "opentelemetry.sdk": "traces, when they are asked for",
    "alembic": "migrations have a process of their own",
    "dns": "names are asked for by whoever proves a domain, on the web",
    "segno": "codes are drawn on the web",
    "phonenumbers.tzdata": "where numbers live is asked of foreign ones",
}
NOT_IN_THE_WEB = {
    "typer": "the operator's commands",
    "opentelemetry.sdk": "traces, when they are asked for",
    "alembic": "migrations have a process of their own",
    "atende.worker": "the web works nothing off",
    "icalendar": "files for calendars are made when somebody asks for one",
    "atende.bookings.rules.when": "the worker's bot hears when somebody wants to come; 11 MB with what it needs",
    "rapidfuzz": "the same bot's ear for slips",
    "dns": "names are asked for when a domain is proven",
    "segno": "codes are drawn when somebody asks for one",
    "phonenumbers.tzdata": "where numbers live is asked of foreign ones",
}
NOT_IN_THE_SUPERVISOR = {
    "sqlalchemy": "it asks the database by psql, twice; this would be a third of its memory",
    "fastapi": "it serves nobody",
    "typer": "the operator's commands",
    "alembic": "migrations have a process of their own",
}


def _loaded(tmp_path, entrance: str, then: str) -> list[str]:
    return _printed(tmp_path, _LOADED.format(entrance=entrance, then=then))


def _printed(tmp_path, code: str) -> list[str]:
    done = subprocess.run(
        [sys.executable, "-c", code], env=environment(tmp_path), capture_output=True, text=True, check=False, timeout=120
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.split()


def _within(loaded: list[str], name: str) -> list[str]:
    return [one for one in loaded if one == name or one.startswith(f"{name}.")]


@pytest.fixture(scope="module")
def worker(tmp_path_factory) -> list[str]:
    """The modules of a worker that is about to look at its database for the first time."""
    return _loaded(tmp_path_factory.mktemp("worker"), "atende.worker", "wiring.stages()")


@pytest.fixture(scope="module")
def web(tmp_path_factory) -> list[str]:
    """The modules of a web process that is about to listen."""
    then = "from atende.cli import parts, ports, schema\nentrance.create_app()"  # what `atende web` loads before it listens
    return _loaded(tmp_path_factory.mktemp("web"), "atende.app", then)


@pytest.fixture(scope="module")
def supervisor(tmp_path_factory) -> list[str]:
    """The modules of `atende run`."""
    return _printed(tmp_path_factory.mktemp("run"), _SUPERVISOR)


def test_the_check_sees_what_is_loaded(worker, web, supervisor):
    assert _within(worker, "atende.inbox.service")
    assert _within(web, "fastapi")
    assert _within(supervisor, "atende.core.administrator")


@pytest.mark.parametrize("name", NOT_IN_A_WORKER)
def test_a_worker_starts_without(worker, name):
    assert not _within(worker, name), f"a worker loads {name}, which it does not need to start: {NOT_IN_A_WORKER[name]}"


@pytest.mark.parametrize("name", NOT_IN_THE_WEB)
def test_the_web_starts_without(web, name):
    assert not _within(web, name), f"the web loads {name}, which it does not need to start: {NOT_IN_THE_WEB[name]}"


@pytest.mark.parametrize("name", NOT_IN_THE_SUPERVISOR)
def test_the_supervisor_goes_without(supervisor, name):
    assert not _within(supervisor, name), f"`atende run` loads {name}: {NOT_IN_THE_SUPERVISOR[name]}"


def test_no_pattern_counts_letters_of_all_alphabets():
    """Pydantic's regular expressions unroll `{1,60}`: sixty times every letter there is was 6 MB in each of our processes."""
    counted = re.compile(r"pattern=.*(\\[wWpP]|\[[^]]*\\[wWpP][^]]*\])\{")
    assert counted.search(r'pattern=r"^[\w.-]{1,60}$"'), "the check sees what it looks for"
    found = [
        f"{path.name}:{n}"
        for path in Path(atende.__file__).parent.rglob("*.py")
        for n, line in enumerate(path.read_text().splitlines(), 1)
        if counted.search(line)
    ]
    assert not found, f"a length belongs into min_length and max_length: {found}"
