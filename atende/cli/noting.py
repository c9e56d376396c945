"""What an operator takes out of the install by a command stands in its audit log (S28)."""

import asyncio
import sys
from pathlib import Path


def note(action: str, file: Path) -> None:
    """The install's chain says that all of it is being written into a file of this name; before the first row is read, because what broke
    off half way was read as well. Where that cannot be written, on a full disk say, the command goes on and tells so: a backup that was
    not made is worse than one that nobody wrote down."""
    from atende.cli.parts import require_database

    try:
        require_database()
        asyncio.run(_note(action, file.name))
    except Exception as error:
        print(f"This could not be written into the audit log ({type(error).__name__}).", file=sys.stderr)


async def _note(action: str, name: str) -> None:
    from atende.core import db
    from atende.core.audit import recording
    from atende.core.tenancy import OPERATOR, Crossing, across_tenants

    try:
        async with across_tenants(Crossing.OPERATE) as session:
            await recording.state_done(session, OPERATOR, action, label=name)
    finally:
        await db.dispose()
