"""Faults put into the product on purpose, to see that the simulation finds them."""

from collections.abc import Callable

PLANTED: dict[str, Callable[[], None]] = {}
