"""Who is really asking, when proxies stand in between. Plain ASGI, the outermost layer.

What a proxy says (`X-Forwarded-For`, `-Proto`, ...) is believed of those in `ATENDE_TRUSTED_PROXIES` only; from anybody else
it is removed, so that nothing further in can believe it by mistake. Headers that claim an identity are removed from everybody.
"""

import functools
import ipaddress
from collections.abc import Iterable

from starlette.types import ASGIApp, Receive, Scope, Send

from atende.core.web.identity import FORGED, is_identity

Network = ipaddress.IPv4Network | ipaddress.IPv6Network
PEER = "atende.peer"  # in the scope: the address that holds the other end of the connection, None on a unix socket
FROM_PROXY = "atende.from_proxy"  # in the scope: whether that is a proxy we trust


class Proxies:
    """Wraps the whole application. `scope["client"]` is from here on the nearest address that is no proxy of ours."""

    def __init__(self, app: ASGIApp, trusted: Iterable[str]):
        self.app = app
        self.trusted: tuple[Network, ...] = tuple(ipaddress.ip_network(one, strict=False) for one in trusted)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            if any(is_identity(name) for name, _ in scope["headers"]):
                headers = [(name, value) for name, value in scope["headers"] if not is_identity(name)]
                scope = {**scope, "headers": headers, FORGED: True}
            scope = self._seen(scope)
        await self.app(scope, receive, send)

    def _seen(self, scope: Scope) -> Scope:
        client = scope.get("client")
        peer = client[0] if client else None
        if not self.trusts(peer):
            headers = [(name, value) for name, value in scope["headers"] if not _is_of_a_proxy(name)]
            return {**scope, "headers": headers, PEER: peer, FROM_PROXY: False}
        said = {name: value for name, value in scope["headers"] if name == b"x-forwarded-proto"}
        hops = b",".join(value for name, value in scope["headers"] if name == b"x-forwarded-for").decode("latin-1")
        found = self._nearest(hops)
        proto = said.get(b"x-forwarded-proto", b"").decode("latin-1").strip().lower()
        return {
            **scope,
            "client": (found, 0) if found else client,
            "scheme": proto if proto in ("http", "https") else scope["scheme"],
            PEER: peer,
            FROM_PROXY: True,
        }

    def trusts(self, address: str | None) -> bool:
        """Whether this is a proxy of ours; a unix socket (None) is opened by those only whom its file lets."""
        if address is None:
            return True
        ip = _ip(address)
        return ip is not None and any(ip in network for network in self.trusted if network.version == ip.version)

    def _nearest(self, hops: str) -> str | None:
        # Each proxy appends whom it saw, so the last one that is no proxy of ours is who asks; what stands before it was
        # written by them and may be anything.
        found = None
        for hop in reversed([one.strip() for one in hops.split(",") if one.strip()]):
            ip = _ip(hop)
            if ip is None:
                break
            found = str(ip)
            if not self.trusts(found):
                break
        return found


def _is_of_a_proxy(name: bytes) -> bool:
    return name.startswith((b"x-forwarded", b"x-real-ip", b"x-original-")) or name == b"forwarded"


def _ip(word: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    # Nobody's long words are kept: they come from whoever asks.
    return _known(word) if len(word) <= _LONGEST_KEPT else _read(word)


def _read(word: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    if word.startswith("["):
        word = word[1:].partition("]")[0]
    elif word.count(":") == 1:
        word = word.partition(":")[0]
    try:
        ip = ipaddress.ip_address(word)
    except ValueError:
        return None
    return ip.ipv4_mapped if isinstance(ip, ipaddress.IPv6Address) and ip.ipv4_mapped else ip


_LONGEST_KEPT = 64
_known = functools.lru_cache(4096)(_read)  # the addresses that come are nearly always the same few
