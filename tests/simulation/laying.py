"""What stands in the database before the seeds begin: a business, and for each seed its numbers, people and conversations."""

import uuid
from datetime import timedelta

from sqlalchemy import insert, text

from atende.accounts.schemas import StoreIn
from atende.accounts.service import stores
from atende.bot.models import BotSession, PendingInput
from atende.bot.service import facts
from atende.bot.service import settings as bot
from atende.contacts.models import Contact, Identity
from atende.core import clock, roles
from atende.core.tenancy import OPERATOR, Crossing, Tx, across_tenants, in_tenant
from atende.inbox.models import Case, Conversation, Message
from atende.integrations.models import Connection, Number
from atende.integrations.service import routing, sealing
from atende.kit import phone as phones
from tests.contacts.people import new_tenant
from tests.simulation import reminding
from tests.simulation.stage import ACCOUNT, BAD, BAD_WORDS, PROVIDER, WORDS, ZERO, Person, Plot

_WEEK = [{"weekday": day, "opens": "08:00", "closes": "20:00"} for day in range(7)]


_SPOIL = f"""
set search_path = {roles.SCHEMA};
select core_make_partitions('{ZERO:%Y-%m-%d}', '{ZERO + timedelta(days=31):%Y-%m-%d}');
create function simulation_refuses() returns trigger language plpgsql as $$ begin raise exception 'as the story has it'; end $$;
create trigger simulation_refuses before insert on inbox_messages for each row
    when (new.direction = 'in' and new.text = '{BAD_WORDS}') execute function simulation_refuses();
create trigger simulation_refuses before insert on bot_turns for each row
    when (new.outcome <> 'failed' and substr(new.conversation_id::text, 20, 4) = '{BAD}') execute function simulation_refuses();
"""


async def spoil(url: str) -> None:
    """In this database the months of the stories have their partitions, and what is bad in one fails where it would be written down."""
    connection = await roles.connect(url)
    try:
        await connection.execute(_SPOIL)
    finally:
        await connection.close()


async def business() -> uuid.UUID:
    """A tenant that is open when the seeds begin, and whose bot answers."""
    tenant_id = await new_tenant()
    async with in_tenant(tenant_id, OPERATOR) as tx:
        address = {"street": "Rua das Flores", "number": "10", "city": "São Paulo", "state": "SP"}
        hours = {"weekly": _WEEK, "exceptions": [], "holidays": {"national": False, "state": None}}
        await stores.add(tx, StoreIn.model_validate({"name": "Centro", "address": address, "hours": hours}))
        await bot.write(tx, {"is_on": True})
        # What a process that has worked for a while knows already.
        await facts.known(tx)
        await sealing.unseal(tx, await sealing.seal(tx, "warm", "token"), "token")
        await reminding.set_up(tx)
    return tenant_id


async def lay(tenants: list[uuid.UUID], plots: list[Plot]) -> None:
    """What every plot needs stands there, and the door knows their numbers."""
    for tenant_id in tenants:
        async with in_tenant(tenant_id, OPERATOR) as tx:
            sealed = await sealing.seal(tx, "EAAsimulated", "token")
            for one in plots:
                for number_id, connection_id in one.connections.items():
                    if one.tenants[connection_id] == tenant_id:
                        tx.session.add(_connection(tenant_id, connection_id, number_id, sealed))
            await tx.session.flush()
            for rows in (_person, _conversation, _lines, _waiting):
                for one in plots:
                    for person in one.people:
                        if person.conversation_id is not None and person.tenant_id == tenant_id:
                            rows(tx, one, person)
                await tx.session.flush()
            await reminding.lay(tx, plots)
    async with across_tenants(Crossing.OPERATE) as session:
        await session.execute(text("delete from integrations_numbers where number_id ~ '^1[1-3]0'"))
        await session.execute(
            insert(Number),
            [
                {
                    "provider": PROVIDER, "connection_id": connection_id, "number_id": number_id,
                    "account_id": ACCOUNT, "tenant_id": one.tenants[connection_id], "is_proven": True,
                }
                for one in plots
                for number_id, connection_id in one.connections.items()
            ],
        )  # fmt: skip
    routing.forget()
    await routing.routes(PROVIDER)


def _connection(tenant_id: uuid.UUID, connection_id: uuid.UUID, number_id: str, sealed: bytes) -> Connection:
    return Connection(
        tenant_id=tenant_id,
        id=connection_id,
        provider=PROVIDER,
        environment="live",
        name="Recepção",
        phone="+551130005500",
        number_id=number_id,
        account_id=ACCOUNT,
        verify_token="x",
        state="ok",
        token_sealed=sealed,
        last_received_at=clock.now(),
        last_sent_at=clock.now(),
    )


def _person(tx: Tx, one: Plot, person: Person) -> None:
    person.contact_id = one.ids.uuid7()
    key = phones.match_key(person.phone, region=None)
    tx.session.add(
        Contact(tenant_id=person.tenant_id, id=person.contact_id, name="Marina", name_source="provider", search_text="marina")
    )
    tx.session.add(
        Identity(
            tenant_id=person.tenant_id,
            id=one.ids.uuid7(),
            contact_id=person.contact_id,
            space="phone",
            value=f"+{person.phone}",
            match_key=key,
            confirmed_value=f"+{person.phone}",
            source="channel",
            last_seen_at=clock.now(),
        )
    )


def _conversation(tx: Tx, one: Plot, person: Person) -> None:
    before = clock.now() - timedelta(minutes=1)
    tx.session.add(
        Conversation(
            tenant_id=person.tenant_id,
            id=person.conversation_id,
            connection_id=person.connection_id,
            contact_id=person.contact_id,
            owner_kind=person.owner,
            owned_since=before,
            last_inbound_at=before,
            last_activity_at=before,
        )
    )


def _lines(tx: Tx, one: Plot, person: Person) -> None:
    common = {"tenant_id": person.tenant_id, "conversation_id": person.conversation_id, "connection_id": person.connection_id}
    tx.session.add(
        Case(
            tenant_id=person.tenant_id,
            id=one.ids.uuid7(),
            conversation_id=person.conversation_id,
            opened_at=clock.now(),
            opened_by="customer",
        )
    )
    if one.kind == "send":
        for n in range(one.dice.choice((1, 1, 1, 2))):
            is_bots = one.dice.random() < 0.5
            id_ = one.ids.uuid7()
            tx.session.add(
                Message(
                    **common,
                    id=id_,
                    direction="out",
                    author_kind="bot" if is_bots else "user",
                    author_user_id=None if is_bots else one.ana,
                    kind="text",
                    text=f"linha {n}",
                    content={},
                    occurred_at=clock.now(),
                    tiebreak=str(id_),
                    status="queued",
                    send_due_at=clock.now(),
                )
            )
    if one.kind == "answer" or one.starts_due:
        for _ in range(one.dice.choice((1, 1, 1, 2))):
            wamid, words = f"wamid.in.{one.seed}.before.{len(one.said)}", one.dice.choice(WORDS)
            one.said[wamid] = (person, words)
            one.acknowledged.add(wamid)
            id_ = one.ids.uuid7()
            tx.session.add(
                Message(
                    **common,
                    id=id_,
                    direction="in",
                    author_kind="customer",
                    kind="text",
                    text=words,
                    content={},
                    external_id=wamid,
                    occurred_at=clock.now(),
                    tiebreak=wamid,
                    status="received",
                    correlation_id=f"chain of {wamid}",
                )
            )
            tx.session.info.setdefault("inputs", {}).setdefault(person.conversation_id, []).append(id_)


def _waiting(tx: Tx, one: Plot, person: Person) -> None:
    mine = tx.session.info.get("inputs", {}).get(person.conversation_id, [])
    for id_ in mine:
        tx.session.add(
            PendingInput(
                tenant_id=person.tenant_id, message_id=id_, conversation_id=person.conversation_id, received_at=clock.now()
            )
        )
    if mine:
        due = clock.now()
        tx.session.add(
            BotSession(
                tenant_id=person.tenant_id,
                conversation_id=person.conversation_id,
                state={},
                burst_started_at=due,
                burst_last_at=due,
                turn_due_at=due,
            )
        )
