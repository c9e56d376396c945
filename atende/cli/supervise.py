"""`atende run`: everything in one command. Database, schema, demo, then the processes, kept alive until told to stop."""

import contextlib
import json
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from atende.cli.children import Child
from atende.cli.lock import only_one
from atende.cli.ports import ask_web, listens, require_free, sandbox_port
from atende.core.startup import StartupError

if TYPE_CHECKING:
    from rich.console import Console

    from atende.core.postgres import Server

_READY_SECONDS = 60
_STOP_SECONDS = 20
_TICK = 0.2  # seconds between two looks at the children


class _Stop(BaseException):
    """Ctrl-C, SIGTERM or SIGHUP: raised in the main thread wherever it is."""


# Python drops an exception that is raised while it forks; so what was asked is also written down, and looked at in every loop.
_asked = threading.Event()


def _go_on() -> None:
    if _asked.is_set():
        raise _Stop


def run() -> None:
    """Start everything, print the address and the demo sign-ins, keep it running. Ctrl-C stops it; the data stay."""
    from rich.console import Console

    from atende.core.config import settings
    from atende.core.postgres import Server

    here = settings()
    console = Console(stderr=False, highlight=False)
    with only_one(here.home), _stoppable():
        require_free(here.host, here.port, "ATENDE_PORT")
        if here.sandbox:
            require_free("127.0.0.1", sandbox_port(), "ATENDE_SANDBOX_PORT")
        server = Server(here.home) if here.database_url is None else None
        names = (["sandbox"] if here.sandbox else []) + ["worker", "web"]
        children = [Child(name, here.home / "logs") for name in names]
        try:
            _start(console, server, children)
            _announce(console)
            _keep(server, children)
        except _Stop:
            _ignore_signals()
            console.print("Stopping ...")
        finally:
            _ignore_signals()
            _stop(children, server)
    console.print("Stopped; the data are kept.")


def _start(console: "Console", server: "Server | None", children: list[Child]) -> None:
    from atende.cli.schema import is_up_to_date
    from atende.core.administrator import administrator_url
    from atende.core.config import settings

    here = settings()
    with console.status("") as status:
        if server is not None:
            status.update("Starting the database" if (server.data / "PG_VERSION").exists() else "Making the database")
            server.start()
            _go_on()
        status.update("Looking at the schema")
        if not is_up_to_date(administrator_url(), here.home):
            status.update("Bringing the schema up to date")
            _command("db", "upgrade")
        if here.demo and not (here.home / "demo.json").exists():
            status.update("Loading the demo businesses")
            _command("demo", "load", "--if-empty")
        status.update(f"Starting {', '.join(child.name for child in children)}")
        for child in children:
            _go_on()
            child.start()
        _await_ready(children, server)


def _command(*words: str) -> None:
    """One of our own commands has run in a process of its own, whose memory is free again; its complaint becomes ours."""
    from atende.core.processes import dies_with_parent

    done = subprocess.run(  # noqa: S603 - our own program, fixed words
        [sys.executable, "-m", "atende", *words],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
        start_new_session=True,
        preexec_fn=dies_with_parent(signal.SIGKILL),
    )
    if done.returncode:
        lines = [line for line in done.stderr.splitlines() if line.strip()]
        said = lines[-1].removeprefix("atende: ") if lines else f"exit code {done.returncode}"
        raise StartupError(f"`atende {' '.join(words)}` failed: {said}" if not done.stderr.startswith("atende: ") else said)


def _await_ready(children: list[Child], server: "Server | None") -> None:
    deadline = time.monotonic() + _READY_SECONDS
    while (missing := _missing()) is not None:
        _go_on()
        _look_after(server, children)
        for child in children:
            if child.starts > 2:
                raise StartupError(f"The {child.name} process does not start: {child.last_words()}", f"Its log is {child.log}")
        if time.monotonic() > deadline:
            logs = ", ".join(str(child.log) for child in children)
            raise StartupError(f"The {missing} is not ready after {_READY_SECONDS} seconds", f"The logs are {logs}")
        time.sleep(0.05)


def _missing() -> str | None:
    """Who does not answer yet: whoever reads that Atende is running may use all of it, the simulator too."""
    from atende.core.config import settings

    try:
        if b" 200 " not in ask_web("/ready", 5):
            return "web server"
    except OSError:
        return "web server"
    return "simulated WhatsApp" if settings().sandbox and not listens("127.0.0.1", sandbox_port()) else None


def _keep(server: "Server | None", children: list[Child]) -> None:
    while True:
        time.sleep(_TICK)
        _go_on()
        _look_after(server, children)


def _look_after(server: "Server | None", children: list[Child]) -> None:
    """Whoever died is started again, the database first; each at most as often as its pause allows."""
    if server is not None and server.pid() is None:
        _log("database_died")
        server.start()
        _log("database_restarted", pid=server.pid())
    for child in children:
        code = child.look()
        if code is not None:
            _log("process_died", process=child.name, exit_code=code, again_in_seconds=child.pause)


def _stop(children: list[Child], server: "Server | None") -> None:
    for child in children:
        child.terminate()
    deadline = time.monotonic() + _STOP_SECONDS
    for child in children:
        child.join(max(0.0, deadline - time.monotonic()))
    if server is not None:
        server.stop()


def _announce(console: "Console") -> None:
    from rich.table import Table

    from atende.cli.parts import FIRST_ACCOUNT
    from atende.cli.schema import has_people
    from atende.core.config import misspelt, settings

    here = settings()
    console.print(f"\nAtende is running at [bold]{here.url}[/bold]\n")
    if people := _demo_people(here.home / "demo.json"):
        table = Table(box=None, padding=(0, 3, 0, 0), title="Demo sign-ins", title_justify="left", title_style="bold")
        for title in ("Who", "E-mail", "Password"):
            table.add_column(title)
        for person in people:
            table.add_row(person["who"], person["email"], person["password"])
        console.print(table)
        console.print()
    for line in misspelt():
        console.print(line, style="yellow", soft_wrap=True)
    if has_people(here.home) is False:
        console.print(f"Nobody has an account yet. Make the first: [bold]{FIRST_ACCOUNT}[/bold]", soft_wrap=True)
    if here.smtp_host is None:
        console.print(f"Mail becomes files in {here.home / 'mail'}; set ATENDE_SMTP_HOST to send it.", soft_wrap=True)
    console.print(f"Data and logs are in {here.home}. Ctrl-C stops everything.", soft_wrap=True)


def _demo_people(file: Path) -> list[dict[str, str]]:
    return json.loads(file.read_text())["sign_ins"] if file.exists() else []


def _log(event: str, **fields: object) -> None:
    from atende.core import log
    from atende.core.config import settings

    log.setup(settings().log_level)
    log.get("supervisor").warning(event, **fields)


@contextlib.contextmanager
def _stoppable() -> Iterator[None]:
    def stop(_number: int, _frame: object) -> None:
        _ignore_signals()
        _asked.set()
        raise _Stop

    _asked.clear()

    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, stop)
    with contextlib.suppress(_Stop):
        yield


def _ignore_signals() -> None:
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
