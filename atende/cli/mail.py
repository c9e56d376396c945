"""Mail, by an operator: `atende mail test`, `atende mail status`."""

import asyncio
from typing import Annotated

import typer

from atende.cli.parts import require_database
from atende.core.startup import StartupError

app = typer.Typer(help="The mail this install sends: test, status.", no_args_is_help=True)


@app.callback()
def _mail() -> None:
    """The mail this install sends."""


@app.command("test")
def test(address: Annotated[str, typer.Argument(help="Who is to get it")]) -> None:
    """Send one mail right now and say where it went, or what keeps it from going."""
    where = asyncio.run(_test(address))
    print(f"A mail to {address} went to {where}")


@app.command("status")
def status() -> None:
    """Count the mails of the outbox by status, and show what kept the newest from going."""
    from atende.core.config import settings

    require_database()
    if settings().smtp_host is None:
        print(f"ATENDE_SMTP_HOST is not set: mails become files in {settings().home / 'mail'} and reach nobody.")
    counts, problem = asyncio.run(_status())
    for name in ("queued", "sending", "sent", "dropped", "failed"):
        print(f"{name:8} {counts.get(name, 0)}")
    if problem:
        print(f"Newest problem: {problem}")


async def _test(address: str) -> str:
    from atende.core import clock
    from atende.core.config import settings
    from atende.core.mail.letter import Letter, message
    from atende.core.mail.post import NotSent, post
    from atende.kit.ids import new_id

    words = f"This mail was sent by `atende mail test` from {settings().url}. Your mail works."
    letter = Letter("Atende: test", f"{words}\n", f"<p>{words}</p>\n")
    try:
        made = message(letter, sender=settings().mail_from, recipient=address, mail_id=new_id(), at=clock.now())
    except ValueError as error:
        raise StartupError(f"{address} is not an e-mail address") from error
    try:
        return await post().send(made)
    except NotSent as error:
        raise StartupError(f"The mail was not sent: {error.problem}", "See the ATENDE_SMTP_ lines of `atende config`") from error


async def _status() -> tuple[dict[str, int], str | None]:
    from atende.core import db
    from atende.core.mail import outbox

    try:
        found = await outbox.standing()
        return found.counts, found.problem
    finally:
        await db.dispose()
