"""`atende replay`: payload files go through the real door of the running install, signed.

One line per parcel tells what became of it."""

import asyncio
import hashlib
import hmac
import json
import time
import uuid
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import httpx
from sqlalchemy import select

from atende import wiring
from atende.accounts.models import Tenant
from atende.core import db
from atende.core.config import settings
from atende.core.startup import StartupError
from atende.core.tenancy import OPERATOR, Crossing, across_tenants, in_tenant
from atende.integrations import queries
from atende.integrations.models import Number
from atende.integrations.ports import Parcel
from atende.integrations.service import install, sealing
from atende.integrations.service.doors import door_of
from atende.integrations.service.routing import destination


@dataclass(frozen=True, slots=True)
class Line:
    """What became of one parcel of one file."""

    file: str
    kind: str
    outcome: str  # stored, duplicate, ignored, failed
    reason: str | None = None
    tenant: str | None = None
    message_id: str | None = None
    contact_id: str | None = None

    def as_json(self) -> str:
        """One object on one line."""
        return json.dumps(asdict(self), ensure_ascii=False)


def readdress(body: bytes, number: Number, phone: str) -> bytes:
    """The same payload as if it had been sent to `number`; a body that cannot be read stays as it is."""
    try:
        payload = json.loads(body)
    except (ValueError, RecursionError):
        return body
    for entry in _list(payload, "entry"):
        if number.account_id:
            entry["id"] = number.account_id
        for change in _list(entry, "changes"):
            value = change.get("value")
            if isinstance(value, dict) and isinstance(value.get("metadata"), dict):
                value["metadata"]["phone_number_id"] = number.number_id
                value["metadata"]["display_phone_number"] = phone.lstrip("+")
    return json.dumps(payload).encode()


def restamp(body: bytes, now: int) -> bytes:
    """The same payload moved in time so that its newest item is from `now` (seconds); distances stay."""
    try:
        payload = json.loads(body)
    except (ValueError, RecursionError):
        return body
    stamps: list[tuple[dict, int]] = []
    _walk(payload, stamps)
    if stamps:
        by = now - max(value for _, value in stamps)
        for holder, value in stamps:
            moved = value + by
            holder["timestamp"] = str(moved) if isinstance(holder["timestamp"], str) else moved
    return json.dumps(payload).encode()


def renew(body: bytes) -> bytes:
    """The same payload with message ids nobody has seen, alike ones staying alike."""
    mark = uuid.uuid4().hex

    def new(value: Any) -> Any:
        if isinstance(value, dict):
            return {k: new(v) for k, v in value.items()}
        if isinstance(value, list):
            return [new(v) for v in value]
        if isinstance(value, str) and value.startswith("wamid."):
            return "wamid." + hashlib.sha256(f"{mark}{value}".encode()).hexdigest()[:40].upper()
        return value

    try:
        return json.dumps(new(json.loads(body))).encode()
    except (ValueError, RecursionError):
        return body


def _list(holder: Any, key: str) -> list[dict]:
    found = holder.get(key) if isinstance(holder, dict) else None
    return [item for item in found if isinstance(item, dict)] if isinstance(found, list) else []


def _walk(value: Any, found: list[tuple[dict, int]]) -> None:
    if isinstance(value, dict):
        stamp = value.get("timestamp")
        if isinstance(stamp, int) or (isinstance(stamp, str) and stamp.isdigit()):
            found.append((value, int(stamp)))
        for item in value.values():
            _walk(item, found)
    elif isinstance(value, list):
        for item in value:
            _walk(item, found)


async def replay(
    provider: str,
    files: list[Path],
    *,
    number: str | None = None,
    now: bool = False,
    fresh: bool = False,
    wait: float = 30.0,
):
    """Yields a `Line` for every parcel of every file, in order, once its outcome is known or `wait` seconds have passed.

    Raises `StartupError` when no install answers, the provider is unknown or nobody owns `number`."""
    wiring.wire()
    try:
        door = door_of(provider)
    except KeyError:
        raise StartupError(f"unknown provider {provider}", "use meta_whatsapp") from None
    own = None
    phone = ""
    if number is not None:
        own = await queries.number_like(provider, number)
        if own is None:
            raise StartupError(f"no connection answers for {number}", "see Settings > WhatsApp for the numbers")
        async with in_tenant(own.tenant_id, OPERATOR) as tx:
            phone = (await queries.connection(tx, own.connection_id)).phone
    path, secret = "/hooks/whatsapp", install.app_secret()
    if own is not None and own.app_secret_sealed is not None:
        path = f"{path}/{own.connection_id}"
        secret = (await sealing.unseal_for_door(own.tenant_id, own.app_secret_sealed, "app_secret")).encode()
    async with across_tenants(Crossing.OPERATE) as session:
        slugs: dict[uuid.UUID, str] = dict((await session.execute(select(Tenant.id, Tenant.slug))).all())  # type: ignore[arg-type]
    try:
        async with httpx.AsyncClient(base_url=f"http://{settings().host}:{settings().port}", timeout=30) as client:
            for file in files:
                body = file.read_bytes()
                if own is not None:
                    body = readdress(body, own, phone)
                if fresh:
                    body = renew(body)
                if now:
                    body = restamp(body, int(time.time()))
                correlation = uuid.uuid4().hex
                signature = hmac.new(secret, body, hashlib.sha256).hexdigest()
                try:
                    answer = await client.post(
                        path,
                        content=body,
                        headers={
                            "content-type": "application/json",
                            "x-hub-signature-256": f"sha256={signature}",
                            "x-request-id": correlation,
                        },
                    )
                except httpx.ConnectError:
                    raise StartupError(
                        f"nothing answers at {client.base_url}", "start it with `make run` (or set ATENDE_PORT)"
                    ) from None
                except httpx.TransportError as error:
                    raise StartupError(
                        f"{client.base_url} does not answer ({type(error).__name__})",
                        "See `atende status`; what was said again is stored once",
                    ) from None
                parcels = door.unpack(body)
                if answer.status_code != 200:
                    for parcel in parcels:
                        yield Line(str(file), parcel.kind.value, "failed", f"http_{answer.status_code}")
                    continue
                seen: set[str] = set()
                for parcel in parcels:
                    async for line in _outcome(provider, str(file), parcel, correlation, slugs, seen, wait):
                        yield line
    finally:
        await wiring.close()
        await db.dispose()


async def _outcome(
    provider: str,
    file: str,
    parcel: Parcel,
    correlation: str,
    slugs: dict[uuid.UUID, str],
    seen: set[str],
    wait: float,
):
    kind = parcel.kind.value
    found = await destination(provider, parcel, None)
    if found.reason is not None and (await queries.unrouted(provider, [parcel.dedupe_key])):
        yield Line(file, kind, "ignored", found.reason)
        return
    targets = found.routes
    if not targets:
        # The number has an app of its own: the door of that connection took it.
        async with across_tenants(Crossing.OPERATE) as session:
            row = await session.scalar(
                select(Number).where(Number.provider == provider, Number.number_id == parcel.number_id, Number.is_proven)
            )
        if row is None:
            yield Line(file, kind, "failed", found.reason)
            return
        places = [(row.tenant_id, row.connection_id)]
    else:
        places = [(r.tenant_id, r.connection_id) for r in targets]
    for tenant_id, connection_id in places:
        row = await _settled(tenant_id, connection_id, parcel.dedupe_key, wait)
        slug = slugs.get(tenant_id)
        if row is None:
            yield Line(file, kind, "failed", "not_stored", slug)
            continue
        ids = (
            str(row.message_id) if row.message_id else None,
            str(row.contact_id) if row.contact_id else None,
        )
        again = row.correlation_id != correlation or parcel.dedupe_key in seen
        if again or row.reason == "duplicate_message":
            yield Line(file, kind, "duplicate", "already_received", slug, *ids)
        elif row.state == "waiting":
            yield Line(file, kind, "failed", row.reason or "still_waiting", slug, *ids)
        else:
            outcome = {"done": "stored", "ignored": "ignored", "dead": "failed"}[row.state]
            yield Line(file, kind, outcome, row.reason, slug, *ids)
    seen.add(parcel.dedupe_key)


async def _settled(tenant_id: uuid.UUID, connection_id: uuid.UUID, key: str, wait: float):
    until = time.monotonic() + wait
    while True:
        async with in_tenant(tenant_id, OPERATOR) as tx:
            row = (await queries.parcels_of(tx, connection_id, [key])).get(key)
        if row is None or row.state != "waiting" or time.monotonic() > until:
            return row
        await asyncio.sleep(0.05)
