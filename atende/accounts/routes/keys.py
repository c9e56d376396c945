"""Doors of accounts: a business's API keys, for programs."""

import uuid
from typing import Annotated

from fastapi import APIRouter

from atende.accounts import errors, queries, rules, schemas
from atende.accounts.access import Access, Principal, tenant_access, tenant_tx
from atende.accounts.service import keys
from atende.accounts.staying import refuse_ended
from atende.core.tenancy import Tx

tenant = APIRouter(prefix="/api/t/{tenant_id}", tags=["accounts"])


@tenant.get("/keys")
async def list_keys(tx: Annotated[Tx, tenant_tx("settings", people_only=True)]) -> schemas.ApiKeys:
    """The business's API keys, newest first, also those that were revoked; never the keys themselves."""
    found = [schemas.ApiKeyOut.of(row, maker, works_here, tx.now) for row, maker, works_here in await queries.api_keys(tx)]
    return schemas.ApiKeys(items=found, offered_scopes=list(rules.SCOPES))


@tenant.post("/keys", status_code=201)
async def create_key(
    access: Annotated[Access, tenant_access("settings", people_only=True)], given: schemas.ApiKeyIn
) -> schemas.ApiKeyMade:
    """A new API key. The key itself is in this answer and nowhere else, ever."""
    async with access.transaction() as tx:
        row, key = await keys.create(tx, access.place, name=given.name, scopes=given.scopes, expires_at=given.expires_at)
        names = await queries.names(tx, {row.created_by})
    assert isinstance(access.principal, Principal)
    try:
        # Now that whoever shuts the account would find it; and not inside, where a second connection would be waited for.
        await refuse_ended(access.principal)
    except errors.SignedOut:
        async with access.transaction() as tx:
            await keys.revoke(tx, row.id)
        raise
    shown = schemas.ApiKeyOut.of(row, names.get(row.created_by, ""), True, row.created_at)
    return schemas.ApiKeyMade(**shown.model_dump(), key=key)


@tenant.delete("/keys/{key_id}", status_code=204)
async def revoke_key(tx: Annotated[Tx, tenant_tx("settings", people_only=True)], key_id: uuid.UUID) -> None:
    """The key opens nothing from now on."""
    await keys.revoke(tx, key_id)
