"""Addresses of the page's stores and professionals, made from their names; the names of pages."""

import re
from collections.abc import Sequence
from typing import TypeVar

from atende.kit.text import fold

R = TypeVar("R")

SLUG = r"^[a-z0-9](?:[a-z0-9-]{1,58}[a-z0-9])$"
_LABEL = r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
_DOMAIN = re.compile(rf"(?=.{{4,253}}$)(?:{_LABEL}\.)+(?!\d+$){_LABEL}")


def path_of(name: str) -> str:
    """The name as one step of an address: `Dra. Ana Lúcia` is `dra-ana-lucia`; empty when nothing of it can be read aloud."""
    return re.sub(r"[^a-z0-9]+", "-", fold(name)).strip("-")[:60].strip("-")


def paths(named: Sequence[tuple[R, str]]) -> dict[R, str]:
    """An address for each, all different, in this order: of two Anas the second is `ana-2`."""
    found: dict[R, str] = {}
    taken: set[str] = set()
    for one, name in named:
        plain = path_of(name) or "a"
        path, count = plain, 1
        while path in taken:
            count += 1
            path = f"{plain}-{count}"
        taken.add(path)
        found[one] = path
    return found


def is_domain(word: str) -> bool:
    """Whether this is a host's name as name services write it, in lower case, and no address of a machine."""
    return _DOMAIN.fullmatch(word) is not None
