"""Fixtures of the agenda's tests."""

from tests.bookings.outside import connected, google

__all__ = ["connected", "google"]
