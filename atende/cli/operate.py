"""What an operator does on an install: `atende replay`, `atende check`, `atende demo load`, `atende client new`."""

import asyncio
import enum
import json
import secrets
import uuid
from collections.abc import Coroutine
from contextlib import closing, nullcontext
from pathlib import Path
from typing import Annotated, Any

import typer

from atende.cli.parts import require_database

demo = typer.Typer(help="The demo businesses: load.", no_args_is_help=True)
client = typer.Typer(help="The businesses on this install: new.", no_args_is_help=True)


class Kind(enum.StrEnum):
    """What sort of business a client is."""

    CLINIC = "clinic"
    RESTAURANT = "restaurant"
    OTHER = "other"


def replay(
    files: Annotated[list[Path], typer.Argument(exists=True, dir_okay=False, readable=True, help="Payload files, in this order")],
    provider: Annotated[str, typer.Option(help="Whose payloads these are")] = "meta_whatsapp",
    number: Annotated[str | None, typer.Option("--as", help="Readdress them to this receiving number")] = None,
    now: Annotated[bool, typer.Option("--now", help="Move their times so that the newest is from now")] = False,
    fresh: Annotated[bool, typer.Option("--fresh", help="Give their messages ids that nobody has seen")] = False,
    wait: Annotated[float, typer.Option(help="Seconds to wait for each outcome")] = 30.0,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object per line")] = False,
) -> None:
    """Feed payload files through the real door of the running install, signed; one line per parcel says what became of it. Exit
    code 1 when any of them failed."""
    require_database()
    if not asyncio.run(_replay(files, provider, number, now, fresh, wait, as_json)):
        raise typer.Exit(1)


async def _replay(
    files: list[Path], provider: str, number: str | None, now: bool, fresh: bool, wait: float, as_json: bool
) -> bool:
    from atende.cli.replay import replay as lines

    went_well = True
    async for line in lines(provider, files, number=number, now=now, fresh=fresh, wait=wait):
        went_well = went_well and line.outcome != "failed"
        if as_json:
            print(line.as_json(), flush=True)
            continue
        told = [line.outcome, line.kind, line.reason or "", line.tenant or "", line.message_id or ""]
        print(f"{Path(line.file).name}: {'  '.join(word for word in told if word)}", flush=True)
    return went_well


def check(
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object per line")] = False,
    rebuild: Annotated[
        bool, typer.Option("--rebuild", help="Instead, rebuild conversations from raw events and compare")
    ] = False,
    tenant: Annotated[str | None, typer.Option(help="With --rebuild: only this business (its slug)")] = None,
    conversation: Annotated[uuid.UUID | None, typer.Option(help="With --rebuild: only this conversation (its id)")] = None,
) -> None:
    """Walk the invariants of the live database and print what was found; exit code 1 when one is broken.

    With --rebuild every conversation is made anew from the raw events that are kept, by the code that opened them, in a
    transaction that is undone, and compared with what stands. Compared: messages from outside (words, content, time, place in the
    order, edits, withdrawals, reactions, none missing, none without an event) and what was reported of the business's own (status
    and when). Not compared, because no raw event says it: the business's own words, who owns the conversation, cases and notes.
    Each is compared as it stood at one moment; others work on meanwhile, and screens are told what happens."""
    require_database(patience=None)  # of millions of messages one statement may take minutes
    if (tenant or conversation) and not rebuild:
        raise typer.BadParameter("needs --rebuild")
    if not asyncio.run(_answered(_rebuild(as_json, tenant, conversation) if rebuild else _check(as_json))):
        raise typer.Exit(1)


async def _answered(work: Coroutine[Any, Any, bool]) -> bool:
    """What the work says, however long it takes, as long as the database answers at all."""
    from atende.cli.answering import answering
    from atende.core import db

    with closing(work):
        async with answering(db.address(db.APP_ROLE), db.break_off):
            return await work


async def _rebuild(as_json: bool, slug: str | None, only: uuid.UUID | None) -> bool:
    from dataclasses import asdict

    from rich.console import Console
    from rich.progress import track

    from atende import wiring
    from atende.core import db
    from atende.core.startup import StartupError
    from atende.reports import rebuilding

    wiring.wire()
    compared = events = older = broken = 0
    try:
        chosen = [one for one in await rebuilding.conversations(slug) if only in (None, one[1])]
        if only is not None and not chosen:
            raise StartupError(
                "There is no such conversation", "See its id in the address of its page, or leave out --conversation"
            )
        if slug is not None and not chosen and not await rebuilding.is_business(slug):
            raise StartupError(f"There is no business {slug}", "Its slug is the word in its pages' addresses, after /t/")
        for tenant_id, conversation_id in track(chosen, "Rebuilding", console=Console(stderr=True), transient=True):
            found = await rebuilding.rebuild(tenant_id, conversation_id)
            compared, events, older = compared + found.compared, events + found.events, older + found.older
            broken += len(found.differences)
            for one in found.differences:
                if as_json:
                    print(json.dumps({"conversation": str(conversation_id), **asdict(one)}, ensure_ascii=False), flush=True)
                else:
                    print(
                        f"{conversation_id}  {one.what}  {one.external_id}  stands: {one.stands}  rebuilt: {one.rebuilt}",
                        flush=True,
                    )
    finally:
        await wiring.close()
        await db.dispose()
    told = {"conversations": len(chosen), "events": events, "compared": compared, "older": older, "differences": broken}
    print(json.dumps(told) if as_json else ", ".join(f"{word} {count}" for word, count in told.items()))
    return not broken


async def _check(as_json: bool) -> bool:
    from dataclasses import asdict

    from rich.console import Console
    from rich.table import Table

    from atende import wiring
    from atende.core import db
    from atende.reports import invariants

    wiring.wire()
    table = Table(box=None, padding=(0, 2, 0, 0))
    for title in ("Promise", "What must hold", "Broken", "Example"):
        table.add_column(title, overflow="fold")
    holds = True
    screen = Console(stderr=True)
    status = screen.status("Walking the invariants") if screen.is_terminal and not as_json else nullcontext()
    try:
        with status as shown:
            async for finding in invariants.walk():
                if shown is not None:
                    shown.update(f"Walked: {finding.promise}, {finding.statement}")
                holds = holds and not finding.violations
                if as_json:
                    print(json.dumps(asdict(finding), ensure_ascii=False), flush=True)
                style = "bold red" if finding.violations else None
                table.add_row(finding.promise, finding.statement, str(finding.violations), finding.example or "", style=style)
    finally:
        await wiring.close()
        await db.dispose()
    if not as_json:
        Console().print(table)
        print("Every invariant holds." if holds else "Something is broken.")
    return holds


@demo.command("load")
def load(
    if_empty: Annotated[bool, typer.Option("--if-empty", help="Do nothing when there are businesses already")] = False,
    messages: Annotated[int | None, typer.Option(min=1, help="Load invented volume instead: this many messages")] = None,
    tenants: Annotated[int, typer.Option(min=1, max=9999, help="Businesses over which the volume is spread")] = 20,
) -> None:
    """Load the demo businesses, their people and weeks of conversations; the sign-ins go to ATENDE_HOME/demo.json.

    With --messages, load many more businesses with six months of invented messages, for trying and measuring at size; the same
    words again go on where such a load stopped."""
    require_database()
    if messages is not None:
        _load_volume(messages, tenants)
        return
    from atende.demo.load import load as load_demo

    asyncio.run(load_demo(only_if_empty=if_empty))


def _load_volume(messages: int, tenants: int) -> None:
    import time

    from atende.cli.database import reachable, take_statistics
    from atende.demo import volume

    with reachable() as url:
        begun = time.monotonic()
        rows = asyncio.run(volume.load(messages, tenants))
        took = time.monotonic() - begun
        asyncio.run(take_statistics(url))
    print(f"{rows:,} rows in {took:.0f} s, {rows / took:,.0f} a second.")


@demo.callback()
def _demo() -> None:
    """The demo businesses."""


@client.callback()
def _client() -> None:
    """The businesses on this install."""


@client.command("new")
def new_client(
    name: Annotated[str, typer.Option(prompt="Name of the business", help="Name of the business")],
    owner_name: Annotated[str, typer.Option(prompt="Owner's name", help="The owner's name")],
    owner_email: Annotated[str, typer.Option(prompt="Owner's e-mail", help="The owner's e-mail, for signing in")],
    kind: Annotated[Kind, typer.Option(help="What sort of business it is")] = Kind.OTHER,
    owner_password: Annotated[str | None, typer.Option(help="Their password; one is made and printed when it is missing")] = None,
    store_name: Annotated[str | None, typer.Option(help="Name of the first store, when it differs")] = None,
    slug: Annotated[str | None, typer.Option(help="Its word in addresses; made from the name when missing")] = None,
    timezone: Annotated[str, typer.Option(help="Where its clocks are")] = "America/Sao_Paulo",
) -> None:
    """Set up a new business with its first store and its owner, who can sign in at once."""
    require_database()
    password = owner_password or secrets.token_urlsafe(12)
    tenant = asyncio.run(
        _new_client(
            name=name,
            kind=kind.value,
            owner_name=owner_name,
            owner_email=owner_email,
            owner_password=password,
            store_name=store_name,
            slug=slug,
            timezone=timezone,
        )
    )
    print(f"{name} is set up ({tenant}). {owner_email} is its owner.")
    if owner_password is None:
        print(f"Password, shown only now (an account that existed keeps its own): {password}")


async def _new_client(**given: Any) -> str:
    from atende import wiring
    from atende.accounts.service import tenants
    from atende.core import db
    from atende.core.tenancy import OPERATOR

    wiring.wire()
    try:
        return (await tenants.create(**given, actor=OPERATOR)).slug
    finally:
        await wiring.close()
        await db.dispose()
