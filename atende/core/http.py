"""Fetching what others name: one guarded way out (promise S10).

http and https only; the host is resolved once and the connection goes to that very address; nothing private, loopback,
link-local, shared or otherwise not public is reached; redirects are checked again, three at most; time and size are capped.
Addresses the operator chose (the sandbox's, an own Graph base) are allowed by the caller, by exact origin. Vendors' clients
that speak only to an address the operator configured do not need this."""

import asyncio
import ipaddress
import re
import socket
from collections.abc import AsyncIterator, Awaitable, Callable, Collection, Mapping
from dataclasses import dataclass
from typing import ClassVar

import httpx

from atende.kit.refusal import Refusal

Resolver = Callable[[str, int], Awaitable[list[str]]]
Origin = tuple[str, str, int]
MAX_REDIRECTS = 3
SECONDS = 10.0

_DENIED_SUFFIXES = (".internal", ".local", ".localhost", ".localdomain", ".home.arpa", ".lan", ".intranet", ".corp", ".home")
_LABEL = re.compile(r"[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?\Z")
_NUMBER = re.compile(r"(?:0x[0-9a-f]*|[0-9]+)\Z")
_DENIED_NETWORKS = tuple(
    ipaddress.ip_network(n)
    for n in (
        "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24",
        "192.0.2.0/24", "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24",
        "224.0.0.0/4", "240.0.0.0/4", "168.63.129.16/32", "2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20",
    )
)  # fmt: skip
# Of IPv6 nothing else is the public internet (RFC 4291, 2.4): neither what wraps an IPv4 address (`::ffff:0:0:0/96`, `64:ff9b::/96`)
# nor what is nobody's yet, which some network may route inside.
_GIVEN_OUT = ipaddress.ip_network("2000::/3")


class AddressRefused(Refusal):
    """The address is not one we fetch from; `problem` says which rule it breaks. No connection was made."""

    status: ClassVar[int] = 422
    code: ClassVar[str] = "address_refused"


class FetchFailed(Refusal):
    """The address is lawful, but what came back is not usable; `problem`: unreachable, timeout, too_large, encoded, status."""

    status: ClassVar[int] = 502
    code: ClassVar[str] = "fetch_failed"


@dataclass(frozen=True, slots=True)
class Fetched:
    """A whole answer within the size cap. `url` is where the last redirect led."""

    status: int
    headers: Mapping[str, str]
    content: bytes
    url: str


def origin(url: httpx.URL | str) -> Origin:
    """Scheme, host and port, by which addresses are told apart."""
    parsed = httpx.URL(url)
    port = parsed.port or (443 if parsed.scheme == "https" else 80)
    return parsed.scheme, parsed.raw_host.decode("ascii").lower().rstrip("."), port


async def resolve(host: str, port: int) -> list[str]:
    """Every address the system's resolver knows for the host."""
    loop = asyncio.get_running_loop()
    found = await loop.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


def is_public(address: str) -> bool:
    """Whether the IP address belongs to the public internet, also when it is wrapped in an IPv6 one."""
    try:
        ip = ipaddress.ip_address(address.split("%")[0])
    except ValueError:
        return False
    if isinstance(ip, ipaddress.IPv6Address) and ip.ipv4_mapped:
        ip = ip.ipv4_mapped
    if isinstance(ip, ipaddress.IPv6Address) and ip not in _GIVEN_OUT:
        return False
    denied = any(ip.version == network.version and ip in network for network in _DENIED_NETWORKS)
    return not denied and ip.is_global and not ip.is_multicast


def parse(url: str) -> httpx.URL:
    """The URL in its one reading; refuses what two parsers could read differently, and every name that is ours by its form."""
    if not isinstance(url, str) or len(url) > 4096 or not url.isprintable() or re.search(r"[\s\\]", url):
        raise AddressRefused(problem="malformed")
    try:
        parsed = httpx.URL(url)
        host = parsed.raw_host.decode("ascii").lower()
    except (httpx.InvalidURL, UnicodeError, ValueError):
        raise AddressRefused(problem="malformed") from None
    if parsed.scheme not in ("http", "https"):
        raise AddressRefused(problem="scheme")
    if parsed.userinfo:
        raise AddressRefused(problem="credentials")
    if not host or parsed.port == 0:
        raise AddressRefused(problem="malformed")
    return parsed


def check(url: str) -> httpx.URL:
    """The URL when nothing in the address itself is refused; what its name stands for, and where it leads, is seen when it is fetched."""
    parsed = parse(url)
    _check_host(origin(parsed)[1].strip("[]"))
    return parsed


def _check_host(host: str) -> None:
    if ":" in host:  # an IPv6 literal, without its brackets
        if not is_public(host):
            raise AddressRefused(problem="not_public")
        return
    labels = host.rstrip(".").split(".")
    if _NUMBER.match(labels[-1]):  # a number in disguise unless it is plain dotted decimal
        try:
            plain = str(ipaddress.IPv4Address(host)) == host
        except ValueError:
            plain = False
        if not plain:
            raise AddressRefused(problem="malformed")
        if not is_public(host):
            raise AddressRefused(problem="not_public")
        return
    if not all(_LABEL.match(label) for label in labels) or not labels[-1][0].isalpha():
        raise AddressRefused(problem="malformed")
    if len(labels) < 2 or ("." + ".".join(labels)).endswith(_DENIED_SUFFIXES):
        raise AddressRefused(problem="not_public")


class Guard:
    """A way out. `allowed` are base addresses (http://127.0.0.1:8401) whose exact origins may be anywhere; a redirect from
    another origin to one of them is still refused."""

    def __init__(self, allowed: Collection[str] = (), *, resolver: Resolver = resolve):
        self._allowed = frozenset(origin(base) for base in allowed)
        self._resolve = resolver

    async def admit(self, url: str, *, came_from: Origin | None = None) -> tuple[httpx.URL, str]:
        """The parsed URL and the one address to connect to; raises `AddressRefused` or `FetchFailed`."""
        parsed = parse(url)
        _scheme, host, port = where = origin(parsed)
        host = host.strip("[]")
        trusted = where in self._allowed and came_from in (None, where)
        if not trusted:
            _check_host(host)
        try:
            addresses = await self._resolve(host, port)
        except (OSError, UnicodeError):
            addresses = []
        if not addresses:
            raise FetchFailed(problem="unreachable")
        if not trusted and not all(is_public(address) for address in addresses):
            raise AddressRefused(problem="not_public")
        return parsed, addresses[0]

    async def stream(
        self,
        url: str,
        *,
        method: str = "GET",
        headers: Mapping[str, str] | None = None,
        secret_headers: Mapping[str, str] | None = None,
        content: bytes | None = None,
        max_bytes: int,
        seconds: float = SECONDS,
        may_visit: Callable[[httpx.URL], bool] = lambda _url: True,
        raise_status: bool = True,
        started: Callable[[httpx.Response, str], None] | None = None,
    ) -> AsyncIterator[bytes]:
        """The body in pieces, within `seconds` overall. `secret_headers` go to the first URL's origin only, never past a
        redirect elsewhere; `may_visit` narrows the hosts further. A POST is never redirected."""
        came_from: Origin | None = None
        secrets = dict(secret_headers or {})
        deadline = asyncio.get_running_loop().time() + seconds
        limits = httpx.Limits(max_connections=1, max_keepalive_connections=0)  # a pinned connection serves one host
        async with httpx.AsyncClient(trust_env=False, timeout=seconds, limits=limits) as client:
            for _hop in range(MAX_REDIRECTS + 1):
                if not may_visit(parse(url)):
                    raise AddressRefused(problem="host")
                async with asyncio.timeout_at(deadline):
                    parsed, address = await self.admit(url, came_from=came_from)
                request = client.build_request(
                    method,
                    parsed.copy_with(host=address),
                    headers={
                        **(headers or {}),
                        **secrets,
                        "Host": parsed.netloc.decode("ascii"),
                        "Accept-Encoding": "identity",
                    },
                    content=content,
                    extensions={"sni_hostname": parsed.raw_host.decode("ascii")},
                )
                async with asyncio.timeout_at(deadline):
                    response = await client.send(request, stream=True)
                try:
                    if response.is_redirect and method in ("GET", "HEAD") and "location" in response.headers:
                        came_from = origin(parsed)
                        url = _joined(parsed, response.headers["location"])
                        if origin(parse(url)) != came_from:
                            secrets = {}  # for good: whoever redirects away does not choose where they go next
                        continue
                    if started:
                        started(response, str(parsed))
                    if raise_status and response.status_code >= 300:
                        raise FetchFailed(problem="status", http_status=response.status_code)
                    if response.headers.get("content-encoding", "identity").lower() != "identity":
                        raise FetchFailed(problem="encoded")
                    size, pieces = 0, response.aiter_raw(65536)
                    while True:
                        async with asyncio.timeout_at(deadline):
                            piece = await anext(pieces, None)
                        if piece is None:
                            return
                        size += len(piece)
                        if size > max_bytes:
                            raise FetchFailed(problem="too_large", limit=max_bytes)
                        yield piece
                finally:
                    await response.aclose()
            raise AddressRefused(problem="redirects")

    async def fetch(self, url: str, *, max_bytes: int, **options) -> Fetched:
        """One whole answer, whatever its status. Every failure is `AddressRefused` or `FetchFailed`."""
        seen: list[tuple[httpx.Response, str]] = []
        pieces = []
        try:
            stream = self.stream(url, max_bytes=max_bytes, raise_status=False, started=lambda *a: seen.append(a), **options)
            async for piece in stream:
                pieces.append(piece)
        except TimeoutError:
            raise FetchFailed(problem="timeout") from None
        except httpx.TimeoutException:
            raise FetchFailed(problem="timeout") from None
        except (httpx.HTTPError, httpx.InvalidURL, OSError):
            raise FetchFailed(problem="unreachable") from None
        response, final = seen[-1]
        return Fetched(response.status_code, dict(response.headers), b"".join(pieces), final)


def _joined(base: httpx.URL, location: str) -> str:
    try:
        return str(base.join(location))
    except (httpx.InvalidURL, ValueError):
        raise AddressRefused(problem="malformed") from None
