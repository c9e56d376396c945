"""The door vendors call: `GET`/`POST /hooks/{provider}[/{connection_id}]`, a plain ASGI application.

The raw body is believed by its signature before anything of it is read, stored, and only then answered with 200. Whatever keeps it
from being stored is answered with 503 and counted: the vendor brings it again, and the alert for refused webhooks tells somebody.
"""

import asyncio
import hmac
import time
import uuid
from urllib.parse import parse_qs

from prometheus_client import Counter, Histogram
from sqlalchemy import select
from sqlalchemy.exc import DBAPIError

from atende.core import log, tracing
from atende.core.tenancy import Crossing, across_tenants, in_tenant
from atende.integrations.models import Connection, Number
from atende.integrations.ports import Door
from atende.integrations.service import doors, install, sealing
from atende.integrations.service.receive import receive
from atende.integrations.service.routing import Route, routes

MAX_BODY = 4 * 1024 * 1024  # Meta sends up to 3 MB
RETRY_AFTER = 5  # seconds a vendor is asked to wait when the database is away or something broke
PATIENCE = 20.0  # seconds an answer may take: a database that says nothing is away, too

ANSWERS = Counter("atende_door_answers_total", "Webhook answers", ["provider", "status"])
SECONDS = Histogram("atende_door_seconds", "Time from body read to answer", ["provider"])

_ONCE_IN = 60.0  # seconds
_LATER = (b"retry-after", str(RETRY_AFTER).encode())

_log = log.get("integrations")
_secrets: dict[uuid.UUID, tuple[float, bytes]] = {}
_told: dict[tuple[str, type[Exception]], float] = {}


def matches(path: str) -> bool:
    """Whether this path is a vendor's door."""
    return _find(path) is not None


def _find(path: str) -> tuple[str, str | None] | None:
    path = path.rstrip("/")
    if provider := doors.provider_at(path):
        return provider, None
    head, _, tail = path.rpartition("/")
    provider = doors.provider_at(head)
    return (provider, tail) if provider else None


async def application(scope, receive_, send) -> None:
    """The ASGI application; `scope["path"]` must be one that `matches`."""
    found = _find(scope["path"])
    assert found is not None
    provider, own = found
    status, body, headers = await _answer(scope, receive_, provider, own)
    ANSWERS.labels(provider, str(status)).inc()
    await send(
        {
            "type": "http.response.start",
            "status": status,
            "headers": [
                (b"content-type", b"text/plain; charset=utf-8"),
                (b"content-length", str(len(body)).encode()),
                (b"x-content-type-options", b"nosniff"),
                *headers,
            ],
        }
    )
    await send({"type": "http.response.body", "body": body})


async def _answer(scope, receive_, provider: str, own: str | None) -> tuple[int, bytes, list[tuple[bytes, bytes]]]:
    method = scope["method"]
    if method not in ("GET", "POST"):
        return 405, b"method not allowed", [(b"allow", b"GET, POST")]
    headers = {k.decode("latin-1").lower(): v.decode("latin-1") for k, v in scope["headers"]}
    correlation = log.correlation_for(headers.get("x-request-id", ""))
    log.correlation_id.set(correlation)
    named = [(b"x-request-id", correlation.encode())]
    body = await _read(receive_) if method == "POST" else b""
    if body is None:
        return 413, b"body too large", named
    started = time.perf_counter()
    try:
        async with asyncio.timeout(PATIENCE):
            with tracing.span("door", provider=provider, size=len(body)):
                through = await _through(provider, own)
                if through is None and (own is not None or doors.door_of(provider).is_by_address):
                    return 404, b"not found", named
                if through is not None and doors.door_of(provider).is_by_address and not through.has_own_app:
                    return 401, b"signature missing or wrong", named  # no secret, no door
                if method == "GET":
                    return *await _handshake(scope, through), named
                if not doors.door_of(provider).verify(body, headers, [await _secret(through)]):
                    _log.warning("door_refused", provider=provider, size=len(body))
                    return 401, b"signature missing or wrong", named
                parcels = await _unpack(doors.door_of(provider), body)
                await receive(provider, parcels, correlation, through)
                tracing.note(parcels=len(parcels))
    except (DBAPIError, OSError, TimeoutError) as error:
        _log.error("door_database_away", provider=provider, error=type(error).__name__)
        return 503, b"try again", [*named, _LATER]
    except Exception as error:
        # A master key that is not the one of these rows, or a fault of ours: mended while the vendor still brings it.
        _tell(provider, error)
        return 503, b"try again", [*named, _LATER]
    finally:
        SECONDS.labels(provider).observe(time.perf_counter() - started)
    return 200, b"ok", named


def _tell(provider: str, error: Exception) -> None:
    """Where it broke stands in the log once a minute: the vendor comes again and again, and what was there before is not to be lost."""
    kind, now = (provider, type(error)), time.monotonic()
    is_new = now - _told.get(kind, float("-inf")) > _ONCE_IN
    if is_new:
        _told[kind] = now
    _log.error("door_broke", provider=provider, error=type(error).__name__, exc_info=error if is_new else None)


async def _unpack(door: Door, body: bytes) -> list:
    # A body of thousands of items is taken apart beside the loop, so that other callers do not wait for it.
    if len(body) > 256 * 1024:
        return await asyncio.to_thread(door.unpack, body)
    return door.unpack(body)


async def _read(receive_) -> bytes | None:
    chunks: list[bytes] = []
    size = 0
    while True:
        message = await receive_()
        if message["type"] == "http.disconnect":
            raise asyncio.CancelledError
        chunk = message.get("body", b"")
        size += len(chunk)
        if size > MAX_BODY:
            return None
        chunks.append(chunk)
        if not message.get("more_body"):
            return b"".join(chunks)


async def _through(provider: str, own: str | None) -> Route | None:
    if own is None:
        return None
    try:
        wanted = uuid.UUID(own)
    except ValueError:
        return None
    for fresh in (False, True):
        for route in await routes(provider, fresh=fresh):
            if route.connection_id == wanted:
                return route
    return None


async def _secret(through: Route | None) -> bytes:
    if through is None or not through.has_own_app:
        return install.app_secret()
    kept = _secrets.get(through.connection_id)
    if kept and time.monotonic() - kept[0] < 5:
        return kept[1]
    async with across_tenants(Crossing.ROUTE_WEBHOOK) as session:
        sealed = await session.scalar(select(Number.app_secret_sealed).where(Number.connection_id == through.connection_id))
    if sealed is None:
        return install.app_secret()
    secret = (await sealing.unseal_for_door(through.tenant_id, sealed, "app_secret")).encode()
    _secrets[through.connection_id] = (time.monotonic(), secret)
    return secret


async def _handshake(scope, through: Route | None) -> tuple[int, bytes]:
    query = parse_qs(scope.get("query_string", b"").decode("latin-1"))
    given = query.get("hub.verify_token", [""])[0]
    challenge = query.get("hub.challenge", [""])[0]
    expected = install.verify_token()
    if through is not None:
        async with in_tenant(through.tenant_id) as tx:
            expected = await tx.session.scalar(
                select(Connection.verify_token).where(
                    Connection.tenant_id == tx.tenant_id, Connection.id == through.connection_id
                )
            )
    right = hmac.compare_digest(given.encode(), (expected or "").encode())
    if query.get("hub.mode") != ["subscribe"] or not expected or not right:
        return 403, b"verification failed"
    return 200, challenge.encode()
