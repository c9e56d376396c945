"""Played talks laid into the database: every table in one statement, files beside it, two people found to be one."""

import asyncio
import uuid
from collections import defaultdict
from collections.abc import AsyncIterator
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Table, insert, select

from atende.accounts.models import Membership
from atende.bot.models import BotSession, Turn
from atende.bot.service import facts as known
from atende.bot.service import settings as kept
from atende.contacts import service as contacts
from atende.contacts.models import Contact, Identity
from atende.core import clock, storage
from atende.core.events import FactRow
from atende.core.tenancy import Tx
from atende.demo.conversations import files, posting
from atende.demo.conversations.doing import Desk
from atende.demo.conversations.sheets import House, Row
from atende.demo.conversations.templates import TEMPLATES
from atende.inbox.models import Amendment, Attempt, Case, Conversation, File, Message, Note, Status, Template
from atende.inbox.service import channels
from atende.integrations.models import Connection, Parcel, ParcelKey
from atende.integrations.service import doors
from atende.kit.ids import new_id

# In the order in which they may point at each other.
_TABLES: list[Any] = [
    Contact, Identity, File, Conversation, Case, Message, Attempt, Status, Amendment, Note, BotSession, Turn, FactRow,
    ParcelKey, Parcel,
]  # fmt: skip


async def house(tx: Tx) -> House:
    """The business as talks need it; its templates are there, approved."""
    facts = await known.gather(tx)
    connection = (await tx.session.scalars(select(Connection).where(Connection.tenant_id == tx.tenant_id))).one()
    people = await tx.session.scalars(select(Membership).where(Membership.tenant_id == tx.tenant_id))
    templates = [
        {
            "tenant_id": tx.tenant_id,
            "id": new_id(),
            "connection_id": connection.id,
            "external_id": str(uuid.uuid5(tx.tenant_id, one["name"]).int)[:15],
            "status": "APPROVED",
            "synced_at": tx.now,
            **one,
        }
        for one in TEMPLATES[facts.business.kind]
    ]
    await tx.session.execute(insert(Template), templates)
    return House(
        tenant_id=tx.tenant_id,
        connection_id=connection.id,
        now=clock.now(),
        zone=ZoneInfo(facts.business.timezone),
        facts=facts,
        settings=await kept.read(tx),
        staff={_first_name(person.name): person.user_id for person in people},
        channel=channels.channel_for(connection.provider),
        templates={one["name"]: one for one in templates},
    )


def _first_name(name: str) -> str:
    return next(word for word in name.split() if not word.endswith("."))


async def lay(tx: Tx, house: House, desks: list[Desk]) -> None:
    """Everything the talks left behind is in its table, oldest first; people who turned out to be one are."""
    rows: dict[str, list[Row]] = defaultdict(list)
    connection = await tx.session.get(Connection, (tx.tenant_id, house.connection_id))
    assert connection is not None
    number = {name: getattr(connection, name) for name in ("tenant_id", "id", "phone", "number_id", "account_id")}
    for desk in desks:
        sheet = desk.sheets.rows
        rows[Parcel.__tablename__] += posting.posted(
            doors.door_of(connection.provider), number, desk.talk.address, desk.person_name, sheet
        )
        for table, given in desk.sheets.rows.items():
            rows[table] += given
        rows[FactRow.__tablename__] += desk.sheets.facts
    rows[File.__tablename__] = await _files(house)
    for row in rows[Parcel.__tablename__]:
        row["id"] = new_id()
    rows[ParcelKey.__tablename__] = [
        {name: row[name] for name in ("tenant_id", "connection_id", "dedupe_key")} | {"parcel_id": row["id"]}
        for row in rows[Parcel.__tablename__]
    ]
    by_time = (("inbox_messages", "occurred_at"), (FactRow.__tablename__, "occurred_at"), (Parcel.__tablename__, "received_at"))
    for table, key in by_time:
        rows[table].sort(key=lambda row, key=key: row[key])
    for model in _TABLES:
        if given := rows[model.__tablename__]:
            await tx.session.execute(insert(model), _alike(model.__table__, given))
    newest = max((desk.ends_at for desk in desks), default=house.now)
    connection.last_received_at = connection.last_sent_at = newest
    connection.state = "ok"
    await tx.session.flush()
    await _merge(tx, desks)


def _alike(table: Table, rows: list[Row]) -> list[Row]:
    """The rows with the same keys each, so that they go in by one statement; what some lack is null or the column's default."""
    names = {name for row in rows for name in row}
    defaults: Row = {"attempts": 0, "status_at": {}, "content": {}}
    return [{name: row.get(name, defaults.get(name)) for name in names if name in table.c} for row in rows]


async def _files(house: House) -> list[Row]:
    async def one(key: tuple[str, str], row: Row) -> Row:
        data, name = files.file(*key)
        stored = await storage.store(house.tenant_id, _once(data))
        return {
            "tenant_id": house.tenant_id,
            **row,
            "mime": stored.mime,
            "size": stored.size,
            "sha256": stored.sha256,
            "name": name,
        }

    return list(await asyncio.gather(*(one(key, row) for key, row in house.files.items())))


async def _once(data: bytes) -> AsyncIterator[bytes]:
    yield data


async def _merge(tx: Tx, desks: list[Desk]) -> None:
    """By the verb that does it for real people; it happened when the talk says so."""
    by_address = {desk.talk.address: desk for desk in desks}
    for desk in desks:
        if desk.same_as is not None:
            address, at = desk.same_as
            now, tx.now = tx.now, at
            await contacts.merge(
                tx,
                by_address[address].contact_id,
                desk.contact_id,
                reason="phone_learned",
                evidence={"source": "channel", "seen_at": at.isoformat(), "identity_id": None},
            )
            tx.now = now
