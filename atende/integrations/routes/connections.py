"""Connections: listed, made, changed, checked both ways."""

import uuid
from typing import Any

from fastapi import APIRouter

from atende.accounts.access import Access, tenant_access, tenant_tx
from atende.core.tenancy import Tx
from atende.integrations import queries
from atende.integrations.errors import ConnectionInvalid
from atende.integrations.models import Connection
from atende.integrations.schemas import CheckOut, ConnectionIn, ConnectionOut, ConnectionPatch, Connections
from atende.integrations.service import checking, connections, install, sandbox

router = APIRouter(prefix="/api/t/{tenant_id}/connections", tags=["integrations"])


def shown(row: Connection) -> ConnectionOut:
    """The connection without its secrets."""
    return ConnectionOut(
        **{
            field: getattr(row, field)
            for field in (
                "id",
                "provider",
                "environment",
                "name",
                "phone",
                "number_id",
                "account_id",
                "state",
                "state_reason",
                "last_received_at",
                "last_sent_at",
                "checked_at",
                "is_active",
            )
        },
        check=CheckOut.model_validate(row.check_result) if row.check_result else None,
        has_token=row.token_sealed is not None,
        has_app_secret=row.app_secret_sealed is not None,
        webhook_url=connections.webhook_url(row),
        verify_token=row.verify_token if row.app_secret_sealed is not None else install.verify_token(),
    )


@router.get("", response_model=Connections)
async def list_connections(tx: Tx = tenant_tx("settings")) -> Any:
    """All connections of the business."""
    return {"items": [shown(row) for row in await queries.connections(tx, "meta_whatsapp")]}


@router.post("", response_model=ConnectionOut, status_code=201)
async def add_connection(body: ConnectionIn, access: Access = tenant_access("settings")) -> Any:
    """A sandbox number is made in the twin and answered for at once; a live one is checked at once and answered for when it is proven."""
    given = body.model_dump()
    for secret in ("token", "app_secret"):
        given[secret] = value.get_secret_value() if (value := getattr(body, secret)) else None
    if body.environment == "sandbox":
        # Made up here, never typed: a number of the real world is not to be had by calling it a rehearsal.
        given |= await sandbox.number_for(access.tenant_id, name=body.name, phone=body.phone)
    elif not given["number_id"]:
        raise ConnectionInvalid("Meta's id of the phone number", field="number_id")
    async with access.transaction() as tx:
        row = await connections.connect(tx, **given)
    if body.environment == "live":
        await checking.check(access.transaction, row.id)
    async with access.transaction() as tx:
        return shown(await queries.connection(tx, row.id))


@router.patch("/{connection_id}", response_model=ConnectionOut)
async def change_connection(connection_id: uuid.UUID, body: ConnectionPatch, tx: Tx = tenant_tx("settings")) -> Any:
    """What was given holds. Another account or token is for the next check to prove; a sandbox number keeps its account."""
    given = body.model_dump(exclude_unset=True)
    for secret in ("token", "app_secret"):
        if secret in given:
            given[secret] = given[secret].get_secret_value() if given[secret] else ""
    return shown(await connections.change(tx, connection_id, given))


@router.delete("/{connection_id}", status_code=204)
async def remove_connection(connection_id: uuid.UUID, tx: Tx = tenant_tx("settings")) -> None:
    """The connection is gone and its number free; refused when anything was ever said through it."""
    await connections.disconnect(tx, connection_id)


@router.post("/{connection_id}/check", response_model=CheckOut)
async def check_connection(connection_id: uuid.UUID, access: Access = tenant_access("settings")) -> Any:
    """Both directions are tried now; the outcome is kept and decides the connection's state."""
    return await checking.check(access.transaction, connection_id)
