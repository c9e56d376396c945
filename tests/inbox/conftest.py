"""A tenant with one conversation, and a vendor on the other end of a real connection."""

import uuid
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta

import pytest
from sqlalchemy import select, text

from atende.contacts import service as contacts
from atende.contacts.ports import Evidence
from atende.core import clock as core_clock
from atende.core import config
from atende.core.jobs import Lane
from atende.core.tenancy import Actor, Crossing, across_tenants, in_tenant
from atende.inbox.models import Attempt, Conversation, Message
from atende.inbox.ports import MessageKind
from atende.inbox.rules import Author, AuthorKind
from atende.inbox.service import channels, claim, deliver
from atende.inbox.service.conversations import conversation_for
from atende.inbox.service.send import Draft, send
from atende.integrations.models import Connection
from atende.integrations.service import sealing
from atende.kit.ids import new_id
from atende.providers.meta_whatsapp.channel import MetaChannel
from tests.contacts.people import new_tenant
from tests.database import Database
from tests.inbox.peer import Peer

BOT = Author(AuthorKind.BOT)


@pytest.fixture(scope="session")
async def _channel(database: Database) -> AsyncIterator[MetaChannel]:
    channel = MetaChannel()
    channels.register(channel)
    yield channel
    await channel.aclose()


@pytest.fixture
async def peer(_channel: MetaChannel, database: Database, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Peer]:
    """The vendor; live connections of this process call it."""
    made = Peer()
    await made.start()
    monkeypatch.setenv("ATENDE_GRAPH_URL", made.url)
    monkeypatch.setenv("ATENDE_MASTER_KEY", "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=")
    config.settings.cache_clear()
    claim.numbers.forget()
    claim.pairs.forget()
    yield made
    await made.stop()
    monkeypatch.undo()
    config.settings.cache_clear()


@dataclass
class Desk:
    """One tenant, one number, one conversation whose customer wrote a minute ago."""

    tenant_id: uuid.UUID
    connection_id: uuid.UUID
    conversation_id: uuid.UUID
    contact_id: uuid.UUID
    phone: str
    ana: uuid.UUID
    bia: uuid.UUID

    @property
    def lane(self) -> Lane:
        return Lane(self.tenant_id, str(self.conversation_id))

    def tx(self, user_id: uuid.UUID | None = None):
        return in_tenant(self.tenant_id, Actor("user", user_id) if user_id else Actor("bot"))

    async def say(self, words: str, by: uuid.UUID | None = None, **more) -> Message:
        """Queued by the bot, or by this person."""
        author = Author(AuthorKind.USER, by) if by else BOT
        async with self.tx(by) as tx:
            return await send(tx, self.conversation_id, Draft(MessageKind.TEXT, words, **more), author)

    async def deliver(self) -> bool:
        return await deliver.deliver(self.lane)

    async def message(self, message_id: uuid.UUID) -> Message:
        async with self.tx() as tx:
            return (await tx.session.scalars(select(Message).where(Message.id == message_id))).one()

    async def attempts(self, message_id: uuid.UUID) -> list[Attempt]:
        async with self.tx() as tx:
            found = select(Attempt).where(Attempt.message_id == message_id).order_by(Attempt.number)
            return list((await tx.session.scalars(found)).all())

    async def conversation(self) -> Conversation:
        async with self.tx() as tx:
            return (await tx.session.scalars(select(Conversation).where(Conversation.id == self.conversation_id))).one()

    async def connection(self) -> Connection:
        async with self.tx() as tx:
            return (await tx.session.scalars(select(Connection).where(Connection.id == self.connection_id))).one()

    async def facts(self, name: str) -> list[dict]:
        async with self.tx() as tx:
            rows = await tx.session.execute(
                text("select payload from facts where name = :name order by commit_no, seq"), {"name": f"inbox.{name}"}
            )
            return list(rows.scalars())

    async def customer_wrote(self, ago: timedelta = timedelta()) -> None:
        async with self.tx() as tx:
            row = await tx.session.get(Conversation, (tx.tenant_id, self.conversation_id))
            assert row is not None
            row.last_inbound_at = core_clock.now() - ago


@pytest.fixture
async def desk(peer: Peer) -> Desk:
    """A desk of its own per test."""
    return await new_desk()


async def new_desk() -> Desk:
    """A fresh tenant with its number, its two people and one conversation."""
    tenant_id = await new_tenant()
    people = [new_id(), new_id()]
    async with across_tenants(Crossing.OPERATE) as session:
        for n, user in enumerate(people):
            await session.execute(
                text("insert into accounts_users (id, email, name, password_hash) values (:id, :email, :name, 'x')"),
                {"id": user, "email": f"{user.hex}@example.com", "name": ("Ana", "Bia")[n]},
            )
            await session.execute(
                text(
                    "insert into accounts_memberships (tenant_id, user_id, role, permissions, name, email)"
                    " values (:tenant, :id, 'staff', '{inbox}', :name, :email)"
                ),
                {"tenant": tenant_id, "id": user, "name": ("Ana", "Bia")[n], "email": f"{user.hex}@example.com"},
            )
    phone = f"55119{uuid.uuid4().int % 10**8:08d}"
    async with in_tenant(tenant_id) as tx:
        connection = Connection(
            tenant_id=tenant_id,
            id=new_id(),
            provider="meta_whatsapp",
            environment="live",
            name="Recepção",
            phone="+551130005500",
            number_id=str(uuid.uuid4().int)[:15],
            account_id="104512345678901",
            verify_token="x",
            state="ok",
        )
        tx.session.add(connection)
        await tx.session.flush()
        connection.token_sealed = await sealing.seal(tx, "EAAtest", "token")
        found = await contacts.recognize(tx, Evidence(phone=phone, name="Marina"), source="channel", seen_at=tx.now)
        conversation = await conversation_for(tx, connection.id, found.contact_id)
        conversation.last_inbound_at = tx.now - timedelta(minutes=1)
        await tx.session.flush()
        return Desk(tenant_id, connection.id, conversation.id, found.contact_id, f"+{phone}", *people)
