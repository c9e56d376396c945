"""Accounts of people, by an operator: `atende user new`, `password`, `email`, `second-factor-off`."""

import asyncio
import secrets
from collections.abc import Coroutine
from typing import Annotated, Any

import typer

from atende.cli.parts import require_database
from atende.core.startup import StartupError

app = typer.Typer(help="The accounts of people: new, password, email, second-factor-off.", no_args_is_help=True)


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
    password_hash: Annotated[
        str | None,
        typer.Option(help="Instead of a password: its hash where it was kept before (bcrypt of at most 14 rounds, or argon2)"),
    ] = None,
    account_only: Annotated[
        bool, typer.Option("--account-only", help="Somebody of one business: invite them on its team page afterwards")
    ] = False,
) -> None:
    """Make an account for somebody of an agency, for whoever runs this install, or for somebody who comes from another system.

    A hash of a predecessor is replaced by an argon2id one when the person first signs in.
    """
    if not superuser and not agency and not account_only:
        raise StartupError(
            "Say --agency NAME or --superuser: people of one business are invited on its team page",
            "Or --account-only for an account of nobody yet, or set up a business with its owner: `atende client new`",
        )
    if password is not None and password_hash is not None:
        raise StartupError("Say --password or --password-hash, not both")
    chosen = None if password_hash else password or secrets.token_urlsafe(12)
    _run(_new(email, name, chosen, password_hash, agency, superuser))
    print(f"{email} can sign in.")
    if password is None and password_hash is None:
        print(f"Password, shown only now: {chosen}")


@app.command("password")
def set_password(
    email: Annotated[str, typer.Argument(help="Whose password")],
    password: Annotated[str | None, typer.Option(help="The password; one is made and printed when it is missing")] = None,
) -> None:
    """Give an account a new password and end all its sessions."""
    chosen = password or secrets.token_urlsafe(12)
    _run(_set_password(email, chosen))
    print(f"{email} has a new password and is signed out everywhere.")
    if password is None:
        print(f"Password, shown only now: {chosen}")


@app.command("email")
def set_email(
    email: Annotated[str, typer.Argument(help="What they sign in with now")],
    new: Annotated[str, typer.Argument(help="What they sign in with from now on; you vouch that it is theirs")],
) -> None:
    """Give an account another e-mail and end all its sessions; one that was closed, because a change of e-mail could not be taken back,
    is open again."""
    _run(_set_email(email, new))
    print(f"{new} signs in now, and is signed out everywhere. A new password: `atende user password {new}`, or by mail.")


@app.command("second-factor-off")
def second_factor_off(email: Annotated[str, typer.Argument(help="Whose second factor")]) -> None:
    """Let somebody who lost their authenticator app and recovery codes sign in by password alone; they are told by mail."""
    _run(_second_factor_off(email))
    print(f"{email} signs in by password alone and is signed out everywhere.")


async def _set_password(email: str, password: str) -> None:
    from atende.accounts.service import happenings, people
    from atende.core.tenancy import OPERATOR

    with happenings.in_name_of(OPERATOR):
        await people.set_password(email, password)


async def _set_email(email: str, new: str) -> None:
    from atende.accounts.service import happenings, people
    from atende.core.tenancy import OPERATOR

    with happenings.in_name_of(OPERATOR):
        await people.set_email(email, new)


async def _second_factor_off(email: str) -> None:
    from atende.accounts import errors
    from atende.accounts.service import happenings, people, second_factors, sessions
    from atende.core.tenancy import OPERATOR, Crossing, across_tenants

    async with across_tenants(Crossing.OPERATE) as session:
        user = await people.find_by_email(session, email)
    if user is None:
        raise errors.UnknownMember(field="email")
    with happenings.in_name_of(OPERATOR):
        await second_factors.turn_off(user.id)
    await sessions.revoke_all(user.id)


async def _new(
    email: str, name: str, password: str | None, password_hash: str | None, agency: str | None, superuser: bool
) -> None:
    from atende.accounts import errors, rules
    from atende.accounts.service import passwords, people

    if password is not None:
        rules.check_password(password, people.clean_email(email))
    elif not passwords.is_readable(password_hash or ""):
        raise errors.UnknownHash("this is no hash of argon2 or bcrypt, or one that costs too much")
    await people.refuse_known(email)
    agency_id = await people.create_agency(agency) if agency else None
    await people.create_person(
        email=email,
        name=name,
        password=password,
        password_hash=password_hash,
        agency_id=agency_id,
        is_superuser=superuser,
    )


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
