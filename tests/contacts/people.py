"""Tenants, people and connections for the tests of contacts and inbox, made as the product's own roles would."""

import uuid
from datetime import UTC, datetime, timedelta

from sqlalchemy import text

import atende.accounts.models  # noqa: F401 - conversations point to stores
from atende.core.tenancy import Crossing, Tx, across_tenants, in_tenant
from atende.integrations.models import Connection
from atende.kit.ids import new_id

START = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)


def at(minutes: float) -> datetime:
    """So many minutes after the beginning of the story."""
    return START + timedelta(minutes=minutes)


async def new_tenant() -> uuid.UUID:
    """A tenant of its own agency."""
    tenant_id, agency_id = new_id(), new_id()
    async with across_tenants(Crossing.OPERATE) as session:
        await session.execute(text("insert into accounts_agencies (id, name) values (:id, 'Agência')"), {"id": agency_id})
        await session.execute(
            text(
                "insert into accounts_tenants (id, agency_id, slug, name, kind, timezone)"
                " values (:id, :agency, :slug, 'Clínica', 'clinic', 'America/Sao_Paulo')"
            ),
            {"id": tenant_id, "agency": agency_id, "slug": f"t-{tenant_id.hex}"},
        )
    return tenant_id


async def new_connection(tx: Tx, number: str = "5511912340000") -> uuid.UUID:
    """A receiving number of the tenant."""
    connection = Connection(
        tenant_id=tx.tenant_id,
        id=new_id(),
        provider="meta_whatsapp",
        environment="sandbox",
        name="Recepção",
        phone=f"+{number}",
        number_id=f"{number}-{uuid.uuid4().hex[:8]}",
        verify_token="x",
    )
    tx.session.add(connection)
    await tx.session.flush()
    return connection.id


async def rows(tenant_id: uuid.UUID, statement: str, **values: object) -> list[dict]:
    """The rows a statement returns for this tenant."""
    async with in_tenant(tenant_id) as tx:
        return [dict(row) for row in (await tx.session.execute(text(statement), values)).mappings()]
