"""A business with a number, and everything between the vendor's body and the parcel's end, in this process."""

import json
import time
import uuid
from dataclasses import dataclass
from typing import Any

import asyncpg

from atende import wiring
from atende.core.jobs import Lane
from atende.core.tenancy import in_tenant
from atende.integrations.queries import tallies
from atende.integrations.service import connections, doors, opening, replaying, tallying
from atende.integrations.service.receive import receive
from tests.contacts.people import new_tenant
from tests.install import Business
from tests.meta import Said, Sender, message_body, say, status_body

PROVIDER = "meta_whatsapp"


@dataclass
class Postbox:
    """One tenant's number; bodies are posted and opened without a process of their own."""

    business: Business

    @property
    def tenant_id(self) -> uuid.UUID:
        return self.business.tenant_id

    def sender(self, name: str = "Marina") -> Sender:
        return Sender(self.business, f"55119{uuid.uuid4().int % 10**8:08d}", None, name)

    async def post(self, body: bytes) -> None:
        """As the door does once it believes the body."""
        await receive(PROVIDER, doors.door_of(PROVIDER).unpack(body), "postbox")

    async def say(self, sender: Sender, *texts: str) -> list[Said]:
        """The customer writes these, one body each, and they are opened."""
        said = [say(sender, words) for words in texts]
        for one in said:
            await self.post(message_body([one]))
        await self.open()
        return said

    async def report(self, external_id: str, status: str, phone: str) -> None:
        """The vendor reports this of something the business sent, and it is opened."""
        await self.post(status_body(self.business, external_id, status, phone))
        await self.open()

    async def item(self, sender: Sender, item: dict[str, Any]) -> None:
        """Any one item of the customer's, and it is opened."""
        whole = {"from": sender.phone, "timestamp": str(int(time.time())), "id": f"wamid.{uuid.uuid4().hex.upper()}"} | item
        contact = {"profile": {"name": sender.name}, "wa_id": sender.phone}
        await self.change("messages", {"contacts": [contact], "messages": [whole]})

    async def change(self, field: str, value: dict[str, Any]) -> None:
        """Any one change of this number's account, and it is opened."""
        metadata = {"display_phone_number": self.business.phone[1:], "phone_number_id": self.business.number_id}
        change = {"field": field, "value": {"messaging_product": "whatsapp", "metadata": metadata} | value}
        entry = {"id": self.business.account_id, "changes": [change]}
        await self.post(json.dumps({"object": "whatsapp_business_account", "entry": [entry]}).encode())
        await self.open()

    async def open(self) -> None:
        """Whatever of this tenant's may be opened now is."""
        while lanes := [lane for lane in await opening.due(10_000) if lane.tenant_id == self.tenant_id]:
            for lane in lanes:
                await opening.open_lane(lane)

    async def replay(self, replay_id: uuid.UUID) -> None:
        """The replay is through."""
        while any(lane.key == str(replay_id) for lane in await replaying.due(10_000)):
            await replaying.work(Lane(self.tenant_id, str(replay_id)))

    async def fold(self) -> None:
        """What was counted stands in the tallies."""
        await tallying.fold(Lane(self.tenant_id, "tallies"))

    async def counts(self) -> dict[tuple[str, str, str], int]:
        """By kind, what is counted, and reason."""
        async with in_tenant(self.tenant_id) as tx:
            found = await tallies.counts(tx, since=None, until=None, zone="UTC")
        total: dict[tuple[str, str, str], int] = {}
        for one in found:
            key = (one.kind, one.what, one.reason)
            total[key] = total.get(key, 0) + one.count
        return total


async def new_postbox(tenant_id: uuid.UUID | None = None) -> Postbox:
    """A fresh tenant with a sandbox number of its own, or another number of that tenant's."""
    wiring.wire()
    tenant_id = tenant_id or await new_tenant()
    digits = str(uuid.uuid4().int)
    phone = f"+55113{uuid.uuid4().int % 10**7:07d}"
    async with in_tenant(tenant_id) as tx:
        row = await connections.connect(
            tx,
            provider=PROVIDER,
            environment="sandbox",
            name="Recepção",
            phone=phone,
            number_id=digits[:15],
            account_id=digits[15:30],
            token="EAAtest",
        )
    return Postbox(Business(tenant_id, row.id, digits[:15], digits[15:30], phone))


async def checksum(admin: asyncpg.Connection, tenant_id: uuid.UUID, *without: str) -> dict[str, str | None]:
    """Every row of a tenant, table by table."""
    tables = await admin.fetch(
        "select c.relname from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attname = 'tenant_id'"
        " where c.relnamespace = 'atende'::regnamespace and c.relkind in ('r', 'p') and not c.relispartition"
    )
    parts = [
        f"select '{t[0]}' as t, md5(string_agg(x::text, '|' order by x::text)) as h from {t[0]} x where tenant_id = $1"
        for t in tables
        if t[0] not in without
    ]
    return {row[0]: row[1] for row in await admin.fetch(" union all ".join(parts), tenant_id)}
