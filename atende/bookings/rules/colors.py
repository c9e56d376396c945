"""Colours by which professionals and rooms are told apart. Each has the same luminance, 0.21: three to one and more against what the
agenda is drawn on, light and dark."""

from collections import Counter
from collections.abc import Iterable

PALETTE = ("#017cf0", "#c86100", "#a15ce3", "#029226", "#d74396", "#128c8c", "#e44142", "#828201", "#706cf6", "#a4760e")


def next_color(used: Iterable[str | None]) -> str:
    """The one that fewest have, the first of several."""
    counts = Counter(used)
    return min(PALETTE, key=lambda one: counts[one])
