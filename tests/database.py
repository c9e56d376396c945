"""One PostgreSQL for the whole test run, shared by all workers; a migrated template; a clone for whoever needs one."""

import asyncio
import atexit
import contextlib
import fcntl
import itertools
import os
import shutil
import signal
import tempfile
import threading
import time
from collections.abc import Coroutine, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import urlsplit, urlunsplit

from atende.core import migrate, roles
from atende.core.addresses import APP_KEY, FILE, SYSTEM_KEY, read_passwords, write_addresses
from atende.core.postgres import Server

T = TypeVar("T")

VARIABLE = "ATENDE_TEST_CLUSTER"
TEMPLATE = "atende_template"
_PREFIX = "atende-tests-"
_count = itertools.count()


@dataclass(frozen=True, slots=True)
class Database:
    """A migrated database of its own. `home` holds its `database.env`, as `atende db upgrade` would leave it."""

    name: str
    home: Path
    admin_url: str
    app_url: str
    system_url: str

    def environment(self) -> dict[str, str]:
        """Variables by which another process (`atende web`, `atende worker`, ...) works on this database."""
        return {"ATENDE_HOME": str(self.home), "ATENDE_DATABASE_URL": self.admin_url}


def apart(work: Coroutine[Any, Any, T]) -> T:
    """The result of `work`, run on a loop and a thread of its own: usable from plain fixtures beside pytest's loop."""
    outcome: list[T] = []
    failure: list[BaseException] = []

    def run() -> None:
        try:
            outcome.append(asyncio.run(work))
        except BaseException as error:
            failure.append(error)

    thread = threading.Thread(target=run)
    thread.start()
    thread.join()
    if failure:
        raise failure[0]
    return outcome[0]


def announce() -> None:
    """Called once, by the process that people start: chooses the folder that its workers will share."""
    _remove_leftovers()
    folder = Path(tempfile.mkdtemp(prefix=f"{_PREFIX}{os.getpid()}-", dir="/tmp"))
    os.environ[VARIABLE] = str(folder)
    atexit.register(remove, folder)


def remove(folder: Path) -> None:
    """The run's server is stopped without ceremony and its folder gone."""
    if (pid := Server(folder).pid()) is not None:
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGQUIT)
        deadline = time.monotonic() + 10
        while Server(folder).pid() is not None and time.monotonic() < deadline:
            time.sleep(0.02)
    shutil.rmtree(folder, ignore_errors=True)


@contextlib.contextmanager
def _alone(folder: Path) -> Iterator[None]:
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def cluster() -> Server:
    """The shared server, started by whoever comes first, with the migrated template in it. Nothing in it is durable."""
    folder = Path(os.environ[VARIABLE])
    # Each worker of the run keeps its own pools and those of the processes its journeys started.
    server = Server(folder, durable=False, connections=400)
    with _alone(folder):
        if server.pid() is None:
            server.start(with_parent=False)
            apart(roles.create_database(server.url("postgres"), TEMPLATE))
            apart(migrate.upgrade(server.url(TEMPLATE), folder))
    return server


def clone(home: Path) -> Database:
    """A new database like the migrated template."""
    server = cluster()
    name = f"t_{os.environ.get('PYTEST_XDIST_WORKER', 'main')}_{os.getpid()}_{next(_count)}"
    with _alone(server.home):  # a template must have no visitors while it is copied
        apart(_execute(server.url("postgres"), f'create database "{name}" template {TEMPLATE}'))
    home.mkdir(parents=True, exist_ok=True)
    url = server.url(name)
    write_addresses(home, url, {APP_KEY: "atende_app", SYSTEM_KEY: "atende_system"}, read_passwords(server.home))
    addresses = dict(line.split("=", 1) for line in (home / FILE).read_text().splitlines())
    return Database(name, home, url, addresses[APP_KEY], addresses[SYSTEM_KEY])


def drop(database: Database) -> None:
    """The clone is gone, also when somebody is still connected to it."""
    parts = urlsplit(database.admin_url)
    apart(_execute(urlunsplit(parts._replace(path="/postgres")), f'drop database "{database.name}" with (force)'))


async def _execute(url: str, statement: str) -> None:
    connection = await roles.connect(url)
    try:
        await connection.execute(statement)
    finally:
        await connection.close()


def _remove_leftovers() -> None:
    """Folders of runs that were killed."""
    for folder in Path("/tmp").glob(f"{_PREFIX}*"):
        pid = folder.name.removeprefix(_PREFIX).split("-")[0]
        try:
            os.kill(int(pid), 0)
        except ProcessLookupError:
            if os.access(folder, os.W_OK):
                remove(folder)
        except (PermissionError, ValueError):
            continue
