"""`atende bookings`: what an operator does to the agendas of an install."""

import asyncio
import json
from contextlib import nullcontext
from typing import Annotated

import typer

from atende.cli.parts import require_database
from atende.core.startup import StartupError

app = typer.Typer(help="The agendas of the businesses: reclock.", no_args_is_help=True)


@app.callback()
def _bookings() -> None:
    """The agendas."""


@app.command("reclock")
def reclock(
    apply: Annotated[bool, typer.Option("--apply", help="Put them back; without it they are only listed")] = False,
    business: Annotated[str | None, typer.Option(help="Only of this business (its short name)")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object per line")] = False,
) -> None:
    """List appointments that are not at the local time that people agreed on, because a government moved its clocks and this machine
    knows it by now, or because the business changed its time zone; with --apply put them back to that. Exit code 1 when some could not be
    put back: those are listed with the reason, and people move them in the agenda. Run once more it changes nothing."""
    require_database()
    if not asyncio.run(_reclock(apply, business, as_json)):
        raise typer.Exit(1)


async def _reclock(apply: bool, business: str | None, as_json: bool) -> bool:
    from rich.console import Console
    from sqlalchemy import select

    from atende import wiring
    from atende.accounts.models import Tenant
    from atende.bookings.service import reclocking
    from atende.core import db
    from atende.core.tenancy import OPERATOR, Crossing, across_tenants, in_tenant

    wiring.wire()
    screen = Console(stderr=True)
    found = refused = 0
    try:
        async with across_tenants(Crossing.OPERATE) as session:
            chosen = select(Tenant.id, Tenant.slug).order_by(Tenant.created_at, Tenant.id)
            if business is not None:
                chosen = chosen.where(Tenant.slug == business)
            tenants = list(await session.execute(chosen))
        if business is not None and not tenants:
            raise StartupError(f"There is no business {business}", "Its short name stands in its address, after /t/")
        with screen.status("Looking at the clocks") if screen.is_terminal and not as_json else nullcontext():
            for tenant_id, slug in tenants:
                if apply:
                    ones = [one async for one in reclocking.put_all_back(tenant_id)]
                else:
                    async with in_tenant(tenant_id, OPERATOR) as tx:
                        ones = await reclocking.off(tx)
                for one in ones:
                    found, refused = found + 1, refused + (one.refused is not None)
                    _say(slug, one.told(), apply, as_json)
    finally:
        await wiring.close()
        await db.dispose()
    if not as_json:
        done = f"{found - refused} put back, {refused} refused" if apply else f"{found} to be put back; nothing was changed"
        print(done if found else "Every appointment is when it was agreed.")
    return not (apply and refused)


def _say(slug: str, told: dict[str, str | list[str] | None], apply: bool, as_json: bool) -> None:
    if as_json:
        print(json.dumps({"business": slug, **told, "is_put_back": apply and told["refused"] is None}), flush=True)
        return
    became = f"refused: {told['refused']}" if told["refused"] else "put back" if apply else "to be put back"
    print(
        f"{slug}  {' '.join(told['appointments'] or ())}  agreed for {told['said_at']} ({told['zone']})"
        f"  {told['starts_at']} -> {told['moves_to']}  {became}",
        flush=True,
    )
