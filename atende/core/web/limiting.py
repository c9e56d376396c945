"""How often somebody may ask over HTTP (S34): by address before anything else, by key and business once they are known.

Vendors' webhooks are exempt: they come from a vendor's few addresses, and what is refused there is lost or delayed. Their size and
depth are limited where they are read. That a calendar outside changed is no such word: what is refused of it is found by looking.
"""

import ipaddress
import math
from typing import ClassVar

from starlette.types import Scope

from atende.core.config import settings
from atende.core.limits import buckets
from atende.core.web.proxies import FROM_PROXY
from atende.kit.refusal import Refusal

# Forms that anybody may send, signed in or not: guesses and mails are made with them.
_FORMS = ("/api/auth/", "/api/public/")
_GATEWAYS = "/api/auth/forward"
_UNKNOWN = "gateway"  # what is counted there: those who were not let through


class TooManyRequests(Refusal):
    """Asked too often; `retry_after` in seconds."""

    status: ClassVar[int] = 429
    code: ClassVar[str] = "too_many_requests"


async def refuse_too_many(kind: str, key: str, per_minute: int) -> None:
    """Counts one request. Refuses `too_many_requests` when there were too many."""
    wait = await buckets.take(kind, key, per_minute)
    if wait > 0:
        raise TooManyRequests(retry_after=max(1, math.ceil(wait)))


async def refuse_more_an_hour(kind: str, key: str, count: int) -> None:
    """The same by the hour, for what nobody does often."""
    wait = await buckets.take_hourly(kind, key, count)
    if wait > 0:
        raise TooManyRequests(retry_after=max(1, math.ceil(wait)))


async def refuse_address(scope: Scope) -> None:
    """Counts one request of this address; a form that anybody may send counts by itself too. This machine itself has no limit."""
    address = asker_of(scope)
    if address is None:
        return
    if scope["path"] == _GATEWAYS and scope.get(FROM_PROXY):
        # Asked with each request to an app beside us: whoever is known has no limit, so only those who were not are counted.
        if (wait := buckets.known_wait(_UNKNOWN, address)) > 0:
            raise TooManyRequests(retry_after=max(1, math.ceil(wait)))
        return
    here = settings()
    await refuse_too_many("address", address, here.limit_address_per_minute)
    if scope["method"] == "POST" and scope["path"].startswith(_FORMS):
        await refuse_too_many("form", address, here.limit_form_per_minute)


async def refuse_unknown(scope: Scope) -> None:
    """Counts one request of a gateway in the name of whoever is not signed in."""
    if (address := asker_of(scope)) is not None:
        await refuse_too_many(_UNKNOWN, address, settings().limit_address_per_minute)


def asker(address: str) -> str:
    """By what an address is counted: itself, or the /64 of an IPv6 address."""
    return _network(address) or address


def asker_of(scope: Scope) -> str | None:
    """By what whoever sent this request is counted; None for this machine itself, which has no limit."""
    client = scope.get("client")
    return _network(client[0]) if client else None


def _network(address: str) -> str | None:
    """What counts as one asker: an IPv4 address, or the /64 that an IPv6 user has for themselves."""
    try:
        ip = ipaddress.ip_address(address)
    except ValueError:
        return address
    if ip.is_loopback:
        return None
    return str(ipaddress.ip_network((ip, 64), strict=False)) if ip.version == 6 else str(ip)
