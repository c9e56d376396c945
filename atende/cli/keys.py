"""`atende keys`: the master keys of this install. Changing them stops nothing; processes see a new key without a restart."""

import asyncio
from collections.abc import Callable
from typing import Annotated

import typer

from atende.cli.parts import require_database
from atende.core.startup import StartupError

app = typer.Typer(help="The keys that protect secrets: list, rotate, forget, new.", no_args_is_help=True)


@app.callback()
def _keys() -> None:
    """The keys that protect secrets."""


@app.command("list")
def show() -> None:
    """Print the master keys by their ids, newest first, and how many data keys each wraps."""
    require_database()
    asyncio.run(_show())


@app.command("new")
def new() -> None:
    """Print a fresh master key, for those who keep it outside ATENDE_HOME. Nothing is changed."""
    from atende.core import keyring

    print(keyring.fresh_word())


@app.command("rotate")
def rotate(
    data_keys: Annotated[bool, typer.Option("--data-keys", help="New data keys too: every secret is sealed anew")] = False,
    keep: Annotated[
        bool, typer.Option("--keep", help="Keep older master keys, which older dumps need, until `atende keys forget`")
    ] = False,
) -> None:
    """Change the master key while everything runs: a new one wraps every data key, then older ones are deleted.

    Run it again after an interruption: it goes on where it was."""
    require_database()
    asyncio.run(_rotate(data_keys, keep))


@app.command("forget")
def forget() -> None:
    """Delete older master keys, once the newest opens every data key. What `atende db dump` wrote before cannot be opened with the new
    one; `atende backup` takes its keys along."""
    require_database()
    asyncio.run(_forget())


async def _show() -> None:
    from atende import wiring
    from atende.core import db, keyring, rotation

    wiring.wire()
    try:
        wraps = await rotation.by_master()
    finally:
        await wiring.close()
        await db.dispose()
    ring = keyring.ring()
    for one in ring:
        print(f"{one.id}  wraps {wraps.pop(one.id, 0)} data keys{'  (newest)' if one is ring[0] else ''}")
    for key_id, count in wraps.items():
        print(f"{key_id}  wraps {count} data keys  (NOT IN THE RING: their secrets cannot be opened)")


async def _rotate(data_keys: bool, keep: bool) -> None:
    from atende import wiring
    from atende.core import crypto, db, keyring, rotation
    from atende.integrations.service import rotating

    wiring.wire()
    try:
        wraps = await rotation.by_master()
        is_unfinished = bool(set(wraps) - {keyring.newest().id}) and len(keyring.ring()) > 1
        if is_unfinished:
            print(f"Going on with {keyring.newest().id}, which does not wrap everything yet.")
        elif keyring.is_ours():
            print(f"The new master key is {keyring.add().id}.")
        else:
            raise StartupError(
                "The master key is kept outside ATENDE_HOME, and its newest one wraps everything already",
                "Put a new one (`atende keys new`) before it, on every host, and run this again",
            )
        count = await rotation.wrapped_keys()
        with _Bar("Data keys", 2 * count) as tick:
            changed = await rotating.change_master(tick)
        print(f"{changed} data keys are wrapped by it.")
        if data_keys:
            owners = await rotating.tenants()
            secrets = 0
            with _Bar("Businesses", len(owners)) as tick:
                for owner in owners:
                    secrets += await rotating.renew_data_key(owner)
                    tick(1)
            print(f"{len(owners)} new data keys seal {secrets} secrets.")
        if not keep:
            _drop_older()
    except crypto.Unreadable as error:
        raise _unreadable(error) from error
    finally:
        await wiring.close()
        await db.dispose()


async def _forget() -> None:
    from atende import wiring
    from atende.core import crypto, db, rotation
    from atende.integrations.service import rotating

    wiring.wire()
    try:
        with _Bar("Data keys", 2 * await rotation.wrapped_keys()) as tick:
            await rotating.change_master(tick)
        _drop_older()
    except crypto.Unreadable as error:
        raise _unreadable(error) from error
    finally:
        await wiring.close()
        await db.dispose()


def _unreadable(error: Exception) -> StartupError:
    return StartupError(
        f"A data key cannot be opened: {error}", "See `atende keys list`; put the missing master key back and run this again"
    )


def _drop_older() -> None:
    from atende.core import keyring

    older = [one.id for one in keyring.ring()[1:]]
    if not older:
        print("There is no older key.")
    elif keyring.is_ours():
        print(f"Deleted: {', '.join(keyring.keep_only(keyring.newest().id))}.")
    else:
        print(f"Not needed any more, take out where you keep them: {', '.join(older)}.")


class _Bar:
    """A bar on the screen while something takes its time; what it gives is told of each step."""

    def __init__(self, what: str, total: int):
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

        self.progress = Progress(TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
        self.task = self.progress.add_task(what, total=total)

    def __enter__(self) -> Callable[[int], None]:
        self.progress.start()
        return lambda count: self.progress.advance(self.task, count)

    def __exit__(self, *_: object) -> None:
        self.progress.stop()
