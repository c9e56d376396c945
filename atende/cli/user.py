"""Accounts of people, by an operator: `atende user new`, `atende user password`."""

import asyncio
import secrets
from collections.abc import Coroutine
from typing import Annotated, Any

import typer

from atende.cli.parts import require_database
from atende.core.startup import StartupError

app = typer.Typer(help="The accounts of people: new, password.", no_args_is_help=True)


@app.callback()
def _user() -> None:
    """The accounts of people."""


@app.command("new")
def new(
    email: Annotated[str, typer.Option(prompt="E-mail", help="The e-mail, for signing in")],
    name: Annotated[str, typer.Option(prompt="Name", help="The person's name")],
    agency: Annotated[str | None, typer.Option(help="A new agency of this name, which they work for")] = None,
    superuser: Annotated[bool, typer.Option("--superuser", help="They run this install and may enter every business")] = False,
    password: Annotated[str | None, typer.Option(help="Their password; one is made and printed when it is missing")] = None,
) -> None:
    """Make an account for somebody of an agency, or for whoever runs this install."""
    if not superuser and not agency:
        raise StartupError(
            "Say --agency NAME or --superuser: people of one business are added on its team page",
            "Or set up a business with its owner: `atende client new`",
        )
    chosen = password or secrets.token_urlsafe(12)
    _run(_new(email, name, chosen, agency, superuser))
    print(f"{email} can sign in.")
    if password is None:
        print(f"Password, shown only now: {chosen}")


@app.command("password")
def set_password(
    email: Annotated[str, typer.Argument(help="Whose password")],
    password: Annotated[str | None, typer.Option(help="The password; one is made and printed when it is missing")] = None,
) -> None:
    """Give an account a new password and end all its sessions."""
    from atende.accounts.service import people

    chosen = password or secrets.token_urlsafe(12)
    _run(people.set_password(email, chosen))
    print(f"{email} has a new password and is signed out everywhere.")
    if password is None:
        print(f"Password, shown only now: {chosen}")


async def _new(email: str, name: str, password: str, agency: str | None, superuser: bool) -> None:
    from atende.accounts import rules
    from atende.accounts.service import people

    rules.check_password(password, people.clean_email(email))
    await people.refuse_known(email)
    agency_id = await people.create_agency(agency) if agency else None
    await people.create_person(email=email, name=name, password=password, agency_id=agency_id, is_superuser=superuser)


def _run(work: Coroutine[Any, Any, None]) -> None:
    try:
        require_database()
    except StartupError:
        work.close()
        raise
    asyncio.run(_and_close(work))


async def _and_close(work: Coroutine[Any, Any, None]) -> None:
    from atende.core import db

    try:
        await work
    finally:
        await db.dispose()
