"""`atende audit`: what stands in the audit log, where its chains end, and whether any of them was touched."""

import asyncio
import json
import uuid
from pathlib import Path
from typing import Annotated

import typer

from atende.cli.parts import require_database
from atende.core.startup import StartupError

app = typer.Typer(help="The audit log: show, heads, verify.", no_args_is_help=True)


@app.callback()
def _audit() -> None:
    """The audit log."""


@app.command("show")
def show(
    last: Annotated[int, typer.Option(min=1, max=10_000, help="How many entries, newest last")] = 50,
    business: Annotated[
        str | None, typer.Option(help="The short name of a business; without it, the install's own chain")
    ] = None,
) -> None:
    """Print what people and operators did, one JSON object per line: sign-ins and commands of the install, or one business's log."""
    require_database()
    for line in asyncio.run(_show(last, business)):
        print(json.dumps(line, ensure_ascii=False))


@app.command("heads")
def heads() -> None:
    """Print where each chain ends, as one JSON object. Kept elsewhere, it shows later whether a chain was made anew as a whole."""
    require_database()
    print(json.dumps(asyncio.run(_heads()), indent=2))


@app.command("verify")
def verify(
    kept: Annotated[
        Path | None, typer.Option("--heads", exists=True, dir_okay=False, help="What `atende audit heads` printed earlier")
    ] = None,
) -> None:
    """Compute every chain anew from its beginning; exit code 1 when an entry was changed, deleted, added or swapped."""
    require_database()
    if not asyncio.run(_verify(_read(kept) if kept else {})):
        raise typer.Exit(1)


def _read(file: Path) -> dict[uuid.UUID, tuple[int, str]]:
    try:
        return {uuid.UUID(chain): (int(one["no"]), str(one["hash"])) for chain, one in json.loads(file.read_text()).items()}
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise StartupError(f"{file} is not what `atende audit heads` prints", "Give the file that it was printed into") from error


async def _show(last: int, business: str | None) -> list[dict[str, object]]:
    from sqlalchemy import select

    from atende.accounts.models import Tenant
    from atende.core import db
    from atende.core.audit import chain
    from atende.core.audit.models import INSTALL, AuditEntry
    from atende.core.tenancy import Crossing, across_tenants

    try:
        async with across_tenants(Crossing.OPERATE) as session:
            chain_id = INSTALL
            if business is not None:
                found = await session.scalar(select(Tenant.id).where(Tenant.slug == business))
                if found is None:
                    raise StartupError(f"There is no business {business}", "Its short name stands in its address, after /t/")
                chain_id = found
            newest = select(AuditEntry).where(AuditEntry.tenant_id == chain_id).order_by(AuditEntry.no.desc()).limit(last)
            rows = list(await session.scalars(newest))
        return [{"no": row.no, **chain.values(row)} for row in reversed(rows)]
    finally:
        await db.dispose()


async def _heads() -> dict[str, dict[str, int | str]]:
    from sqlalchemy import select

    from atende.core import db
    from atende.core.audit.models import AuditHead
    from atende.core.tenancy import Crossing, across_tenants

    try:
        async with across_tenants(Crossing.OPERATE) as session:
            rows = await session.scalars(select(AuditHead).order_by(AuditHead.tenant_id))
            return {str(row.tenant_id): {"no": row.last_no, "hash": row.last_hash.hex()} for row in rows}
    finally:
        await db.dispose()


async def _verify(kept: dict[uuid.UUID, tuple[int, str]]) -> bool:
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    from atende.core import db
    from atende.core.audit import verifying

    broken, chains = [], 0
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    try:
        with Progress(*columns, transient=True) as progress:
            task = progress.add_task("Entries", total=await verifying.entries())
            async for verdict in verifying.verify_all(lambda count: progress.advance(task, count), kept):
                chains += 1
                await verifying.keep(verdict)
                if verdict.problem:
                    broken.append(verdict)
    finally:
        await db.dispose()
    for verdict in broken:
        print(f"{verdict.chain_id}: entry {verdict.no} {verdict.problem}")
    print(f"{chains} chains, each unbroken." if not broken else f"{len(broken)} of {chains} chains are broken.")
    return not broken
