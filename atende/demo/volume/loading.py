"""Loading volume, block by block, several at once."""

import asyncio
import os
import random
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from rich.progress import BarColumn, MofNCompleteColumn, Progress, ProgressColumn, Task, TextColumn, TimeElapsedColumn
from rich.text import Text
from sqlalchemy import select, text

from atende import wiring
from atende.accounts.models import Tenant
from atende.core import clock, db, partitions
from atende.core.startup import StartupError
from atende.core.tenancy import OPERATOR, Crossing, Tx, across_tenants, in_tenant
from atende.integrations.models import Connection
from atende.kit.ids import new_id

SLUG = "volume-"
BLOCK = 20_000  # messages in one transaction
MONTHS = 6
_PER_CONVERSATION = 25  # messages, on average
_LONG = 2_000  # messages of the one conversation in a block that never ends


@dataclass(frozen=True, slots=True)
class Block:
    """Messages of one tenant that are stored together. `mark` is the id of the first person in it."""

    tenant_id: uuid.UUID
    connection_id: uuid.UUID
    number: int
    size: int

    @property
    def mark(self) -> uuid.UUID:
        """There when the block is."""
        return uuid.uuid5(self.tenant_id, f"{self.number}/{self.size}")


@dataclass(slots=True)
class Talks:
    """The conversations of a block, column by column."""

    ids: list[uuid.UUID]
    contacts: list[uuid.UUID]
    cases: list[uuid.UUID]
    lasts: list[uuid.UUID]
    starts: list[datetime]
    ends: list[datetime]
    counts: list[int]
    owners: list[str]


async def load(messages: int, tenants: int, *, quiet: bool = False) -> int:
    """`messages` messages lie in `tenants` businesses, over `MONTHS` months; returns how many rows were stored now.

    Refuses with `StartupError` when another number of such businesses is there, or all of it is."""
    wiring.wire()
    try:
        since = clock.now() - timedelta(days=30 * MONTHS)
        await make_months(since)
        missing = await _missing(await blocks(messages, tenants))
        if not missing:
            raise StartupError(f"These {messages:,} messages in {tenants} businesses are here already", "Ask for more of them")
        return await store(missing, since, quiet=quiet)
    finally:
        await wiring.close()
        await db.dispose()


async def make_months(since: datetime) -> None:
    """Every month from then on has its partitions."""
    async with across_tenants(Crossing.OPERATE) as session:
        await partitions.make(await session.connection(), since)


async def blocks(messages: int, tenants: int) -> list[Block]:
    """The businesses are there; returns what belongs in them. Refuses another number of them with `StartupError`."""
    async with across_tenants(Crossing.OPERATE) as session:
        known = dict((await session.execute(select(Tenant.slug, Tenant.id).where(Tenant.slug.startswith(SLUG)))).all())
    if known and len(known) != tenants:
        raise StartupError(
            f"{len(known)} businesses of another volume are here", f"Ask for --tenants {len(known)}, or use another ATENDE_HOME"
        )
    weights = [1 / (number + 5) for number in range(tenants)]  # some are large and most are small
    found = []
    for number, weight in enumerate(weights):
        share = max(1, round(messages * weight / sum(weights)))
        tenant_id = known.get(f"{SLUG}{number:04}") or new_id()
        async with in_tenant(tenant_id, OPERATOR) as tx:
            connection_id = await _business(tx, number)
        sizes = [BLOCK] * (share // BLOCK) + ([share % BLOCK] if share % BLOCK else [])
        found += [Block(tenant_id, connection_id, place, size) for place, size in enumerate(sizes)]
    random.Random(messages).shuffle(found)  # noqa: S311 - so that no business waits for all others
    return found


async def _business(tx: Tx, number: int) -> uuid.UUID:
    known = await tx.session.scalar(select(Connection.id).where(Connection.tenant_id == tx.tenant_id))
    if known is not None:
        return known
    tx.session.add(Tenant(id=tx.tenant_id, slug=f"{SLUG}{number:04}", name=f"Volume {number:04}", kind="other"))
    connection = Connection(
        tenant_id=tx.tenant_id,
        id=new_id(),
        provider="meta_whatsapp",
        environment="sandbox",
        name="Atendimento",
        phone=f"+55113{number:07}",
        number_id=f"volume{number}",
        verify_token=new_id().hex,
        state="paused",
        state_reason="volume",
    )
    tx.session.add(connection)
    await tx.session.flush()
    return connection.id


async def _missing(blocks: list[Block]) -> list[Block]:
    there: set[uuid.UUID] = set()
    for tenant_id in {block.tenant_id for block in blocks}:
        marks = [block.mark for block in blocks if block.tenant_id == tenant_id]
        async with in_tenant(tenant_id, OPERATOR) as tx:
            there |= set(
                await tx.session.scalars(
                    text("select id from contacts_contacts where tenant_id = :tenant and id = any(:marks)"),
                    {"tenant": tenant_id, "marks": marks},
                )
            )
    return [block for block in blocks if block.mark not in there]


class _Rate(ProgressColumn):
    """Rows a second since the beginning."""

    def render(self, task: Task) -> Text:
        """The figure as it stands now."""
        rows = task.fields["rows"]
        return Text(f"{rows / task.elapsed:,.0f} rows/s" if task.elapsed else "")


async def store(blocks: list[Block], since: datetime, *, quiet: bool) -> int:
    """The blocks lie in the database; returns how many rows that took. Shows its progress unless `quiet`."""
    queue = iter(blocks)
    stored = 0
    columns = (TextColumn("messages"), BarColumn(), MofNCompleteColumn(), _Rate(), TimeElapsedColumn())
    with Progress(*columns, disable=quiet) as progress:
        bar = progress.add_task("", total=sum(block.size for block in blocks), rows=0)

        async def storing() -> None:
            nonlocal stored
            for block in queue:
                rows = await _one(block, since)
                stored += rows
                progress.update(bar, advance=block.size, rows=stored)

        async with asyncio.TaskGroup() as group:
            for _ in range(min(len(blocks), 2 * (os.cpu_count() or 1))):
                group.create_task(storing())
    return stored


async def _one(block: Block, since: datetime) -> int:
    talks = _talks(block, since, clock.now())
    values = {
        "tenant": block.tenant_id,
        "connection": block.connection_id,
        "block": block.number,
        "ids": talks.ids,
        "contacts": talks.contacts,
        "cases": talks.cases,
        "lasts": talks.lasts,
        "starts": talks.starts,
        "ends": talks.ends,
        "counts": talks.counts,
        "owners": talks.owners,
        "names": _NAMES,
        "words": _WORDS,
    }
    async with in_tenant(block.tenant_id, OPERATOR) as tx:
        people = await tx.session.scalar(_PEOPLE, values)
        return (await tx.session.scalar(_MESSAGES, values) or 0) + (people or 0)


def _talks(block: Block, since: datetime, now: datetime) -> Talks:
    dice = random.Random(block.mark.int)  # noqa: S311 - invented, and alike when it is done again
    counts = list(_lengths(block.size, dice))
    talks = Talks([], [], [], [], [], [], counts, [])
    whole = now - since
    for place, count in enumerate(counts):
        end = now - whole * dice.random() ** 1.5  # more of it lately
        start = max(since, end - timedelta(minutes=count * dice.choice((2, 40, 900))))
        talks.ids.append(new_id())
        talks.contacts.append(new_id() if place else block.mark)
        talks.cases.append(new_id())
        talks.starts.append(start)
        talks.ends.append(end)
        talks.lasts.append(_id_of(end, dice))
        talks.owners.append("nobody" if now - end < timedelta(days=2) and dice.random() < 0.2 else "bot")
    return talks


def _lengths(size: int, dice: random.Random) -> Iterator[int]:
    left = size
    if size >= 4 * _LONG:
        yield _LONG
        left -= _LONG
    while left > 0:
        count = min(left, 1 + int(dice.expovariate(1 / _PER_CONVERSATION)))
        yield count
        left -= count


def _id_of(at: datetime, dice: random.Random) -> uuid.UUID:
    return uuid.UUID(int=int(at.timestamp() * 1000) << 80 | 7 << 76 | dice.getrandbits(12) << 64 | 2 << 62 | dice.getrandbits(62))


_NAMES = ["Ana", "Bruno", "Carla", "Davi", "Elisa", "Felipe", "Gabi", "Heitor", "Iara", "João", "Karen", "Lucas", "Marina"]
_WORDS = [
    "Oi, tudo bem? Queria saber se vocês atendem amanhã à tarde, depois das 16h.",
    "Olá! Atendemos sim. Temos horários às 16h30 e às 17h15. Qual prefere?",
    "Pode ser 16h30, por favor. Precisa levar algum documento?",
    "Só um documento com foto. Chegando, é só avisar na recepção.",
    "Combinado, obrigada!",
    "Nós que agradecemos. Até amanhã!",
    "Vocês aceitam cartão? E tem estacionamento aí perto?",
    "Aceitamos cartão e Pix. O estacionamento conveniado fica ao lado, número 120.",
    "Perfeito. Qual é mesmo o endereço?",
    "Rua das Acácias, 118, perto da praça.",
    "Certo 👍",
]

_PEOPLE = text(Path(__file__).with_name("people.sql").read_text(encoding="utf-8"))
_MESSAGES = text(Path(__file__).with_name("messages.sql").read_text(encoding="utf-8"))
