"""`atende status`: how the work of a running install stands, asked of its database."""

import asyncio
import json
import uuid
from typing import TYPE_CHECKING, Annotated

import typer

from atende.cli.parts import require_database

if TYPE_CHECKING:
    from atende.reports.waiting import Look

_SAID = {
    "database_away": "The database does not answer.",
    "no_worker": "No worker is at work: what comes in is kept and waits.",
    "late": "Work is late.",
}


def status(as_json: Annotated[bool, typer.Option("--json", help="One JSON object")] = False) -> None:
    """What waits by stage and business, for how long, and who works; exit code 1 when somebody has to look at it."""
    require_database()
    found, names = asyncio.run(_look())
    if as_json:
        print(json.dumps(_as_dict(found), ensure_ascii=False))
    else:
        _print(found, names)
    if found.problems:
        raise typer.Exit(1)


async def _look() -> tuple["Look", dict[uuid.UUID, str]]:
    from atende.core import db
    from atende.core.away import is_database_away
    from atende.reports import waiting

    try:
        found = await waiting.look()
        return found, await waiting.names(found)
    except Exception as error:
        if not is_database_away(error):
            raise
        return waiting.Look(is_database_up=False), {}
    finally:
        await db.dispose()


def _as_dict(found: "Look") -> dict[str, object]:
    return {
        "problems": found.problems,
        "oldest_seconds": round(found.oldest, 1),
        "workers": [
            {"name": one.name, "silent_seconds": round(one.silent, 1), "is_alive": one.is_alive} for one in found.workers
        ],
        "waiting": [
            {"stage": one.stage, "tenant_id": str(one.tenant_id), "count": one.count, "oldest_seconds": round(one.oldest, 1)}
            for one in found.waiting
        ],
    }


def _print(found: "Look", names: dict[uuid.UUID, str]) -> None:
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
    for problem in found.problems:
        console.print(_SAID[problem], style="bold red")
