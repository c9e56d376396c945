"""The twin as this install uses it: our app and numbers made known to it, and the simulator's calls passed on.

Every number and phone in the twin carries its tenant as `owner`; nothing of another tenant's is shown or touched."""

import asyncio
import contextlib
import re
import secrets
import uuid
from collections.abc import Awaitable, Callable
from typing import Any

import httpx
from sqlalchemy import select

from atende.core import log
from atende.core.config import settings
from atende.core.tenancy import OPERATOR, Crossing, Tx, across_tenants, in_tenant
from atende.integrations import queries
from atende.integrations.errors import SandboxAway
from atende.integrations.models import Connection, Number
from atende.integrations.service import install, sealing
from atende.kit.refusal import Invalid, NotFound

_log = log.get("integrations")

APP_ID = "100200300400500"
_ID = re.compile(r"[A-Za-z0-9_-][A-Za-z0-9._-]{0,127}")
_TIMEOUT = 40.0  # seconds; longer than the twin's longest wait for events

# What a tenant's number brings along to the twin: its message templates, as the vendor lists them.
Templates = Callable[[Tx, uuid.UUID], Awaitable[list[dict[str, Any]]]]

_client: httpx.AsyncClient | None = None
_templates_of: Templates | None = None


def introduce_with(templates_of: Templates) -> None:
    """From here on numbers are introduced with these templates. Called by `wiring` only."""
    global _templates_of
    _templates_of = templates_of


def _twin() -> httpx.AsyncClient:
    global _client
    if _client is None or _client.is_closed:
        _client = httpx.AsyncClient(base_url=settings().sandbox_url, timeout=_TIMEOUT)
    return _client


async def close() -> None:
    """The connection to the twin is closed."""
    if _client is not None:
        await _client.aclose()


async def call(
    method: str,
    path: str,
    *,
    json: Any = None,
    params: dict[str, Any] | None = None,
    content: bytes | None = None,
    headers: dict[str, str] | None = None,
) -> httpx.Response:
    """The twin's answer, which is a good one. Refuses `SandboxAway`, and what the twin refuses as `Invalid` or `NotFound`."""
    try:
        token = (settings().home / "sandbox" / "control.token").read_text().strip()
        answer = await _twin().request(
            method,
            f"/_twin/{path}",
            json=json,
            params=params,
            content=content,
            headers={"authorization": f"Bearer {token}", **(headers or {})},
        )
    except (httpx.HTTPError, OSError) as error:
        raise SandboxAway from error
    if answer.status_code == 404:
        raise NotFound("not in the sandbox")
    if answer.status_code >= 400:
        error = answer.json().get("error", {}) if "json" in answer.headers.get("content-type", "") else {}
        raise Invalid(str(error.get("message") or "the sandbox refused"), field=error.get("field"))
    return answer


async def introduce(callback_base: str | None = None) -> None:
    """The twin knows our app: what signs its webhooks and where they go."""
    await call(
        "PUT",
        f"apps/{APP_ID}",
        json={
            "app_secret": install.app_secret().decode(),
            "verify_token": install.verify_token(),
            "callback_url": f"{callback_base or f'http://127.0.0.1:{settings().port}'}/hooks/whatsapp",
        },
    )


async def number_for(
    tenant_id: uuid.UUID,
    *,
    name: str,
    phone: str,
    number_id: str | None = None,
    account_id: str | None = None,
    token: str | None = None,
) -> dict[str, str]:
    """The twin has this number, for this tenant; its ids and token, made up where not given.

    Refuses `Invalid` for a number the twin holds for somebody else."""
    digits = "".join(c for c in phone if c.isdigit())
    number_id = number_id or str(10**14 + secrets.randbelow(9 * 10**14))
    account_id = account_id or str(10**14 + secrets.randbelow(9 * 10**14))
    token = token or f"SBX{secrets.token_urlsafe(24)}"
    held = (await call("GET", "numbers")).json()["items"]
    for one in held:
        mine = one["owner"] == str(tenant_id)
        if (one["phone_number_id"] == number_id or one["digits"] == digits) and not mine:
            raise Invalid("another business of this install has this number", field="phone")
    await introduce()
    await call("PUT", f"wabas/{account_id}", json={"name": name, "token": token, "subscribe": [APP_ID]})
    await call(
        "PUT",
        f"numbers/{number_id}",
        json={
            "waba_id": account_id,
            "display_phone_number": f"+{digits}",
            "verified_name": name,
            "token": token,
            "owner": str(tenant_id),
        },
    )
    return {"number_id": number_id, "account_id": account_id, "token": token}


async def own_number(tenant_id: uuid.UUID, number_id: str) -> None:
    """Refuses `NotFound` unless the twin's number is this tenant's."""
    items = (await call("GET", "numbers", params={"owner": str(tenant_id)})).json()["items"]
    if not any(one["phone_number_id"] == number_id for one in items):
        raise NotFound("no such number")


async def own_phone(tenant_id: uuid.UUID, phone_id: str) -> dict[str, Any]:
    """The virtual phone; refuses `NotFound` unless it is this tenant's, and words that are no id and would lead elsewhere."""
    if not _ID.fullmatch(phone_id):
        raise NotFound("no such phone")
    phone = (await call("GET", f"phones/{phone_id}")).json()
    if phone.get("owner") != str(tenant_id):
        raise NotFound("no such phone")
    return phone


async def introduce_all() -> int:
    """The twin knows every sandbox number of this install again, also after its own data were lost; returns how many there are.

    Refuses `SandboxAway` while it does not answer."""
    await introduce()
    async with across_tenants(Crossing.ROUTE_WEBHOOK) as session:
        owners = list(await session.scalars(select(Number.tenant_id).distinct()))
    known = 0
    for tenant_id in owners:
        numbers = []
        async with in_tenant(tenant_id, OPERATOR) as tx:
            for row in await queries.connections(tx):
                if row.environment == "sandbox" and row.token_sealed is not None:
                    templates = await _templates_of(tx, row.id) if _templates_of else []
                    numbers.append((row, await sealing.unseal(tx, row.token_sealed, "token"), templates))
        for row, token, templates in numbers:
            await _bring(row, templates)
            known += await _introduce_number(tenant_id, row, token)
    return known


async def _introduce_number(tenant_id: uuid.UUID, row: Connection, token: str) -> bool:
    # Digits that another business has are its own trouble: everybody else's numbers are introduced all the same.
    try:
        await number_for(
            tenant_id, name=row.name, phone=row.phone, number_id=row.number_id, account_id=row.account_id, token=token
        )
    except Invalid:
        _log.warning("sandbox_number_held", connection_id=str(row.id))
        return False
    return True


async def _bring(row: Connection, templates: list[dict[str, Any]]) -> None:
    """The account has these templates, before its token is known: a listing that came in between would find none. What the twin
    knows already stays as it is there."""
    if not templates or not row.account_id:
        return
    await call("PUT", f"wabas/{row.account_id}", json={"name": row.name})
    there = (await call("GET", f"wabas/{row.account_id}/templates")).json()["items"]
    held = {(one["name"], one["language"]) for one in there}
    for one in templates:
        if (one["name"], one["language"]) not in held:
            await call("POST", f"wabas/{row.account_id}/templates", json=one)


async def keep_introduced(stop: asyncio.Event) -> None:
    """Once the twin answers it knows every number; asked again every half minute, because it may have been started anew."""
    pause = 0.3
    while not stop.is_set():
        try:
            await introduce_all()
            pause = 30.0
        except SandboxAway:
            pause = min(5.0, pause * 1.5)
        except Exception as error:
            _log.warning("sandbox_introduction_failed", error=type(error).__name__)
            pause = 5.0
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(pause):
                await stop.wait()
