"""Stretches of time as sorted, disjoint pairs of whole numbers `(start, end)`, end exclusive: joined, subtracted, intersected.

Every function takes time linear in what it is given."""

from collections.abc import Iterable, Sequence

Span = tuple[int, int]


def joined(spans: Iterable[Span]) -> list[Span]:
    """The same stretches, sorted; those that touch or overlap are one, empty ones are none."""
    found: list[Span] = []
    for start, end in sorted(spans):
        if end <= start:
            continue
        if found and start <= found[-1][1]:
            if end > found[-1][1]:
                found[-1] = (found[-1][0], end)
        else:
            found.append((start, end))
    return found


def without(spans: Sequence[Span], taken: Sequence[Span]) -> list[Span]:
    """What of `spans` lies in none of `taken`; both sorted and disjoint."""
    found: list[Span] = []
    n, count = 0, len(taken)
    for start, end in spans:
        while n < count and taken[n][1] <= start:
            n += 1
        at = n
        while at < count and taken[at][0] < end:
            if taken[at][0] > start:
                found.append((start, taken[at][0]))
            start = taken[at][1]
            at += 1
            if start >= end:
                break
        if start < end:
            found.append((start, end))
    return found


def common(some: Sequence[Span], others: Sequence[Span]) -> list[Span]:
    """What lies in both; both sorted and disjoint."""
    found: list[Span] = []
    a = b = 0
    while a < len(some) and b < len(others):
        start, end = max(some[a][0], others[b][0]), min(some[a][1], others[b][1])
        if start < end:
            found.append((start, end))
        if some[a][1] < others[b][1]:
            a += 1
        else:
            b += 1
    return found
