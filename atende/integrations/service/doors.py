"""The registered vendors' doors, by the paths they are called at."""

from collections.abc import Iterable

from atende.integrations.ports import Door

_doors: dict[str, Door] = {}
_paths: dict[str, str] = {}


def register(door: Door, aliases: Iterable[str] = ()) -> None:
    """From here on this vendor can call `/hooks/{provider}` and each of the alias paths. Called by `wiring` only."""
    _doors[door.provider] = door
    for path in (f"/hooks/{door.provider}", *aliases):
        _paths[path] = door.provider


def door_of(provider: str) -> Door:
    """The registered door of a vendor; raises `KeyError` for one unknown here."""
    return _doors[provider]


def provider_at(path: str) -> str | None:
    """Whose door stands at this path."""
    return _paths.get(path)
