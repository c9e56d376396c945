"""`atende status`: how the work of a running install stands, asked of its database."""

import asyncio
import json
import uuid
from typing import TYPE_CHECKING, Annotated

import typer

from atende.cli.parts import require_database
from atende.cli.ports import ask_web

if TYPE_CHECKING:
    from atende.reports.waiting import Look

_SAID = {
    "database_away": "The database does not answer.",
    "no_worker": "No worker is at work: what comes in is kept and waits.",
    "late": "Work is late.",
    "web_silent": "The web process takes connections and does not answer.",
}
_PATIENCE = 8.0  # seconds for the database, and again for the web process: whoever asks this often asks because something hangs


def status(as_json: Annotated[bool, typer.Option("--json", help="One JSON object")] = False) -> None:
    """What waits by stage and business, for how long, and who works; exit code 1 when somebody has to look at it.

    A database that says nothing counts as away, and so does a web process at ATENDE_PORT of this machine that takes the question
    and says nothing; where nobody listens at that port, the web process is taken to be elsewhere."""
    require_database(patience=_PATIENCE)
    found, names = asyncio.run(_look())
    problems = found.problems + ["web_silent"] * _is_web_silent()
    if as_json:
        print(json.dumps({"problems": problems} | _as_dict(found), ensure_ascii=False))
    else:
        _print(found, names, problems)
    if problems:
        raise typer.Exit(1)


def _is_web_silent() -> bool:
    try:
        ask_web("/ready", _PATIENCE)  # whatever it says: that nobody works and the like was found above
    except TimeoutError:
        return True
    except OSError:
        return False
    return False


async def _look() -> tuple["Look", dict[uuid.UUID, str]]:
    from atende.core import db
    from atende.core.away import is_database_away
    from atende.reports import waiting

    async def ask() -> tuple["Look", dict[uuid.UUID, str]]:
        found = await waiting.look()
        return found, await waiting.names(found)

    asking = asyncio.create_task(ask())
    try:
        # Not `asyncio.timeout`: taking back a question to a database that says nothing can wait as long as its answer.
        await asyncio.wait({asking}, timeout=_PATIENCE)
        return asking.result() if asking.done() else (waiting.Look(is_database_up=False), {})
    except Exception as error:
        if not is_database_away(error):
            raise
        return waiting.Look(is_database_up=False), {}
    finally:
        await db.dispose()


def _as_dict(found: "Look") -> dict[str, object]:
    return {
        "oldest_seconds": round(found.oldest, 1),
        "workers": [
            {"name": one.name, "silent_seconds": round(one.silent, 1), "is_alive": one.is_alive} for one in found.workers
        ],
        "waiting": [
            {"stage": one.stage, "tenant_id": str(one.tenant_id), "count": one.count, "oldest_seconds": round(one.oldest, 1)}
            for one in found.waiting
        ],
    }


def _print(found: "Look", names: dict[uuid.UUID, str], problems: list[str]) -> None:
    from rich.console import Console
    from rich.table import Table

    console = Console(highlight=False)
    if found.waiting:
        table = Table(box=None, padding=(0, 2, 0, 0))
        for title in ("Stage", "Business", "Waiting", "Oldest"):
            table.add_column(title, justify="left" if title in ("Stage", "Business") else "right")
        for one in found.waiting:
            table.add_row(one.stage, names.get(one.tenant_id, str(one.tenant_id)), str(one.count), f"{one.oldest:.1f} s")
        console.print(table)
    elif found.is_database_up:
        console.print("Nothing waits.")
    for one in found.workers:
        console.print(f"{one.name}: {'at work' if one.is_alive else f'silent for {one.silent:.0f} s'}")
    for problem in problems:
        console.print(_SAID[problem], style="bold red")
