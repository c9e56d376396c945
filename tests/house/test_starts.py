"""What a process that stays does not load to start: a worker that dies is back by so much earlier (decision 37)."""

import subprocess
import sys

import pytest

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
    "dns": "comes with email_validator",
    "icalendar": "calendars outside are read when one is due",
    "typer": "the operator's commands",
    "opentelemetry.sdk": "traces, when they are asked for",
    "alembic": "migrations have a process of their own",
}
NOT_IN_THE_WEB = {
    "typer": "the operator's commands",
    "opentelemetry.sdk": "traces, when they are asked for",
    "alembic": "migrations have a process of their own",
    "atende.worker": "the web works nothing off",
    "icalendar": "files for calendars are made when somebody asks for one",
}
NOT_IN_THE_SUPERVISOR = {
    "sqlalchemy": "it asks the database by psql, twice; this would be a third of its memory",
    "fastapi": "it serves nobody",
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
    return _loaded(tmp_path_factory.mktemp("web"), "atende.app", "entrance.create_app()")


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
