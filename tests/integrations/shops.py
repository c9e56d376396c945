"""Businesses that know nothing but a number: typed, and proven as a check does."""

import uuid
from dataclasses import dataclass

from sqlalchemy import func, select

from atende.core.tenancy import in_tenant
from atende.integrations import queries
from atende.integrations.models import Connection, Parcel
from atende.integrations.ports import CheckStep, ParcelKind
from atende.integrations.ports import Parcel as Item
from atende.integrations.service import connections
from atende.integrations.service.ownerless import hand_over, owners_due
from tests.contacts.people import new_tenant

PROVIDER = "meta_whatsapp"


@dataclass
class Shop:
    tenant_id: uuid.UUID
    connection_id: uuid.UUID
    number_id: str
    account_id: str

    def item(self, lane: str = "p:5511987650001", kind: ParcelKind = ParcelKind.MESSAGE, number: bool = True) -> Item:
        return Item(kind, self.number_id if number else None, self.account_id, f"m:{uuid.uuid4().hex}", lane, "{}")

    async def parcels(self) -> int:
        async with in_tenant(self.tenant_id) as tx:
            return await tx.session.scalar(select(func.count()).select_from(Parcel)) or 0


async def new_shop(
    *, number_id: str | None = None, account_id: str | None = None, environment: str = "live", app_secret: str | None = None
) -> Shop:
    digits = str(uuid.uuid4().int)
    number_id, account_id = number_id or digits[:15], account_id or digits[15:30]
    tenant_id = await new_tenant()
    async with in_tenant(tenant_id) as tx:
        row = await connections.connect(
            tx,
            provider=PROVIDER,
            environment=environment,
            name="Recepção",
            phone="+551130005500",
            number_id=number_id,
            account_id=account_id,
            token="EAAtest",
            app_secret=app_secret,
        )
    return Shop(tenant_id, row.id, number_id, account_id)


PROOF = [CheckStep(code, True) for code in ("token", "number", "account")]


async def prove(shop: Shop) -> str:
    async with in_tenant(shop.tenant_id) as tx:
        about = connections.asked(await queries.connection(tx, shop.connection_id))
        await connections.record_check(tx, shop.connection_id, PROOF, about=about)
    return (await row_of(shop)).state


async def row_of(shop: Shop) -> Connection:
    async with in_tenant(shop.tenant_id) as tx:
        return await queries.connection(tx, shop.connection_id)


async def another_number(shop: Shop) -> Shop:
    """Another number of the same business, under the same account."""
    number_id = str(uuid.uuid4().int)[:15]
    async with in_tenant(shop.tenant_id) as tx:
        row = await connections.connect(
            tx,
            provider=PROVIDER,
            environment="live",
            name="Segunda",
            phone="+551130005501",
            number_id=number_id,
            account_id=shop.account_id,
            token="EAAtest",
        )
    return Shop(shop.tenant_id, row.id, number_id, shop.account_id)


async def swept() -> None:
    """Every nobody's event whose owner is there has been handed over."""
    for lane in await owners_due(10_000):
        await hand_over(lane)
