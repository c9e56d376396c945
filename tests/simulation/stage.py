"""What stands in the database before the seeds begin: a business, and per seed a number, a person and a conversation."""

import random
import uuid
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, time, timedelta

from sqlalchemy import insert, text

from atende.accounts.schemas import StoreIn
from atende.accounts.service import stores
from atende.bot.models import BotSession, PendingInput
from atende.bot.service import facts
from atende.bot.service import settings as bot
from atende.contacts.models import Contact, Identity
from atende.core import clock
from atende.core.tenancy import OPERATOR, Crossing, Tx, across_tenants, in_tenant
from atende.inbox.models import Case, Conversation, Message
from atende.integrations.models import Connection, Number
from atende.integrations.service import routing, sealing
from atende.kit import ids
from atende.kit import phone as phones
from tests.contacts.people import new_tenant
from tests.simulation.vendor import Customer
from tests.simulation.world import World

ACCOUNT = "104512345678901"
PROVIDER = "meta_whatsapp"
ZERO = datetime.combine(datetime.now(UTC).date(), time(15), UTC)  # when every seed begins
_WEEK = [{"weekday": day, "opens": "08:00", "closes": "20:00"} for day in range(7)]
KINDS = {"arrive": 36, "send": 50, "answer": 11, "talk": 3}


FIRST = int(ZERO.timestamp() * 1000)  # identifiers begin with the milliseconds of the day they are made, which partitions go by


class Ids:
    """Identifiers of one seed: ascending, alike in every run, and told apart by the seed in their last 48 bits."""

    def __init__(self, seed: int):
        self.seed, self._count = seed, 0

    def uuid7(self) -> uuid.UUID:
        """The next one."""
        self._count += 1
        return uuid.UUID(int=(FIRST + self._count << 80) | (7 << 76) | (2 << 62) | self.seed)


def seed_of(id_: uuid.UUID) -> int:
    """Which seed made this identifier."""
    return id_.int & (2**48 - 1)


def ids_from(source: Ids) -> None:
    """From here on the product's new identifiers come from there."""
    ids.uuid_utils = source  # type: ignore[assignment]


def now(world: World) -> datetime:
    """The simulated instant."""
    return ZERO + timedelta(seconds=world.time())


@dataclass(slots=True)
class Plot:
    """One seed: what kind of story, who is in it, and all that was seen of it from outside."""

    seed: int
    kind: str
    dice: random.Random
    ids: Ids
    tenant_id: uuid.UUID
    connection_id: uuid.UUID
    conversation_id: uuid.UUID | None
    customer: Customer
    ana: uuid.UUID
    owner: str
    is_known: bool
    other: Customer | None = None  # a second person, who writes to the same number at the same time
    said: dict[str, str] = field(default_factory=dict)  # by its id: what the customer wrote
    acknowledged: set[str] = field(default_factory=set)
    reported: set[tuple[str, str]] = field(default_factory=set)  # statuses acknowledged: (message of Meta's, status)
    takeovers: list[tuple[float, float]] = field(default_factory=list)  # a person has it: from, until it may be the bot's again
    asked_again: dict[uuid.UUID, int] = field(default_factory=dict)  # messages a person had sent once more
    written: dict[uuid.UUID, str] = field(default_factory=dict)  # what people wrote, by their own ids
    answered: set[uuid.UUID] = field(default_factory=set)  # of these the ones that were confirmed to them


def plot(seed: int, tenant_id: uuid.UUID, kind: str | None = None) -> Plot:
    """The story of this seed, before anything happens."""
    dice, own = random.Random(seed), Ids(seed)
    drawn = dice.choices([*KINDS], [*KINDS.values()])[0]
    kind = kind or drawn
    is_known = kind != "arrive" or dice.random() < 0.85
    owner = "nobody" if kind == "arrive" and dice.random() < 0.85 else "bot"
    number_id = f"11{seed:013d}"
    customer = Customer(seed, f"55119{seed % 10**8:08d}", number_id, random.Random(seed + 1), lambda _: None)
    other = replace(customer, phone=f"55219{seed % 10**8:08d}") if kind == "arrive" and dice.random() < 0.15 else None
    return Plot(
        seed,
        kind,
        dice,
        own,
        tenant_id,
        own.uuid7(),
        own.uuid7() if is_known else None,
        customer,
        own.uuid7(),
        owner,
        is_known,
        other,
    )


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
    return tenant_id


async def lay(tenant_id: uuid.UUID, plots: list[Plot]) -> None:
    """What every plot needs stands there, and the door knows their numbers."""
    async with in_tenant(tenant_id, OPERATOR) as tx:
        sealed = await sealing.seal(tx, "EAAsimulated", "token")
        for one in plots:
            tx.session.add(_connection(one, sealed))
        await tx.session.flush()
        for rows in (_people, _conversations, _lines, _waiting):
            for one in plots:
                rows(tx, one)
            await tx.session.flush()
    async with across_tenants(Crossing.OPERATE) as session:
        await session.execute(text("delete from integrations_numbers where number_id like '11%'"))
        await session.execute(
            insert(Number),
            [
                {
                    "provider": PROVIDER, "connection_id": one.connection_id, "number_id": one.customer.number_id,
                    "account_id": ACCOUNT, "tenant_id": tenant_id, "is_proven": True,
                }
                for one in plots
            ],
        )  # fmt: skip
    routing.forget()
    await routing.routes(PROVIDER)


def _connection(one: Plot, sealed: bytes) -> Connection:
    return Connection(
        tenant_id=one.tenant_id,
        id=one.connection_id,
        provider=PROVIDER,
        environment="live",
        name="Recepção",
        phone="+551130005500",
        number_id=one.customer.number_id,
        account_id=ACCOUNT,
        verify_token="x",
        state="ok",
        token_sealed=sealed,
        last_received_at=clock.now(),
        last_sent_at=clock.now(),
    )


def _people(tx: Tx, one: Plot) -> None:
    if not one.is_known:
        return
    contact_id = one.ids.uuid7()
    key = phones.match_key(one.customer.phone, region=None)
    tx.session.add(Contact(tenant_id=one.tenant_id, id=contact_id, name="Marina", name_source="provider", search_text="marina"))
    tx.session.add(
        Identity(
            tenant_id=one.tenant_id,
            id=one.ids.uuid7(),
            contact_id=contact_id,
            space="phone",
            value=f"+{one.customer.phone}",
            match_key=key,
            confirmed_value=f"+{one.customer.phone}",
            source="channel",
            last_seen_at=clock.now(),
        )
    )
    tx.session.info.setdefault("contacts", {})[one.seed] = contact_id


def _conversations(tx: Tx, one: Plot) -> None:
    if one.conversation_id is None:
        return
    before = clock.now() - timedelta(minutes=1)
    tx.session.add(
        Conversation(
            tenant_id=one.tenant_id,
            id=one.conversation_id,
            connection_id=one.connection_id,
            contact_id=tx.session.info["contacts"][one.seed],
            owner_kind=one.owner,
            owned_since=before,
            last_inbound_at=before,
            last_activity_at=before,
        )
    )


def _lines(tx: Tx, one: Plot) -> None:
    if one.conversation_id is None:
        return
    case_id = one.ids.uuid7()
    common = {"tenant_id": one.tenant_id, "conversation_id": one.conversation_id, "connection_id": one.connection_id}
    tx.session.add(
        Case(
            tenant_id=one.tenant_id,
            id=case_id,
            conversation_id=one.conversation_id,
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
    if one.kind == "answer":
        for n in range(one.dice.choice((1, 1, 1, 2))):
            wamid, words = f"wamid.in.{one.seed}.before.{n}", one.dice.choice(WORDS)
            one.said[wamid] = words
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
                )
            )
            tx.session.info.setdefault("inputs", []).append((one, id_))


WORDS = ("oi", "qual o horário de atendimento?", "onde fica?", "menu", "quero falar com um atendente", "quanto custa a consulta?")


def _waiting(tx: Tx, one: Plot) -> None:
    mine = [id_ for owner, id_ in tx.session.info.get("inputs", []) if owner is one]
    for id_ in mine:
        tx.session.add(
            PendingInput(tenant_id=one.tenant_id, message_id=id_, conversation_id=one.conversation_id, received_at=clock.now())
        )
    if mine:
        due = clock.now()
        tx.session.add(
            BotSession(
                tenant_id=one.tenant_id,
                conversation_id=one.conversation_id,
                state={},
                burst_started_at=due,
                burst_last_at=due,
                turn_due_at=due,
            )
        )
