"""Which migrations this program brings, without loading the library that runs them."""

import functools
import re
from pathlib import Path

import atende


def folder() -> Path:
    """The migrations: beside the package in a checkout, inside it in a wheel."""
    package = Path(atende.__file__).parent
    inside = package / "migrations"
    return inside if inside.is_dir() else package.parent / "migrations"


def is_behind(found: str | None) -> bool:
    """Whether a database at `found` lacks a migration this program needs. One that is ahead, at a revision this program has
    never heard of, is not: migrations keep the previous version running (R18), and an upgrade brings the schema first."""
    return found is None or (found in _history()[0] and found != newest())


def newest() -> str | None:
    """The revision that no other one follows."""
    return _history()[1]


@functools.cache
def _history() -> tuple[frozenset[str], str | None]:
    texts = [file.read_text(encoding="utf-8") for file in (folder() / "versions").glob("*.py")]
    known = {match[1] for text in texts if (match := re.search(r'^revision\b[^=]*=\s*"([^"]+)"', text, re.MULTILINE))}
    followed = {match[1] for text in texts if (match := re.search(r'^down_revision\b[^=]*=\s*"([^"]+)"', text, re.MULTILINE))}
    heads = known - followed
    assert len(heads) <= 1, f"the history of the schema has several ends: {sorted(heads)}"
    return frozenset(known), heads.pop() if heads else None
