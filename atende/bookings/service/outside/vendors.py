"""The vendors of calendars that `wiring` registered."""

from typing import cast

from atende.bookings.ports import Calendars, OwnedCalendars

_vendors: dict[str, Calendars] = {}


def register(vendor: Calendars) -> None:
    """From here on calendars of `vendor.provider` are kept in step. Called by `wiring` only."""
    _vendors[vendor.provider] = vendor


def vendor_of(provider: str) -> Calendars:
    """The vendor; raises `LookupError` when wiring registered none."""
    try:
        return _vendors[provider]
    except KeyError:
        raise LookupError(f"no calendars are registered for {provider}") from None


def owned(provider: str) -> OwnedCalendars:
    """The same, of calendars whose owner consents. A subscribed feed is none of them."""
    vendor = vendor_of(provider)
    if not hasattr(vendor, "exchange"):
        raise LookupError(f"{provider} is read only")
    return cast(OwnedCalendars, vendor)
