"""Mails to write and send: queued in whatever transaction has the reason, sent by a worker outside of any."""

import uuid
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, func, insert, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from atende.core import clock, log
from atende.core.config import settings
from atende.core.jobs import Lane, Stage
from atende.core.mail.letter import Letter, message
from atende.core.mail.models import Mail
from atende.core.mail.post import NotSent, post
from atende.core.slots import slots
from atende.core.tenancy import Crossing, across_tenants
from atende.kit.ids import new_id

LEASE_SECONDS = 120  # a worker that has not finished a mail by then is taken for dead
BACK_OFF_SECONDS = (30, 120, 600, 1800, 3600, 7200, 14400, 28800)  # about 16 hours in all, then it has failed
KEPT_DAYS = 30

_NOBODYS = uuid.UUID(int=0)  # a lane names a tenant; mails have none
_OPEN = ("queued", "sending")
_log = log.get("core")


@dataclass(frozen=True, slots=True)
class Asked:
    """A mail as its writer is given it."""

    id: uuid.UUID
    recipient: str
    params: dict[str, Any]
    asked_at: datetime


Writer = Callable[[Asked], Awaitable[Letter | None]]
_writers: dict[str, Writer] = {}


def written_by(kind: str, writer: Writer) -> None:
    """From here on `writer` writes the letters of mails of this kind; None from it means that nothing is to be sent any more.
    Called by `wiring` only."""
    _writers[kind] = writer


async def queue(session: AsyncSession, kind: str, recipient: str, **params: Any) -> uuid.UUID:
    """The mail will be written and sent once this transaction is committed. `params` hold no secret."""
    mail_id = new_id()
    now = clock.now()
    await session.execute(
        insert(Mail).values(id=mail_id, kind=kind, recipient=recipient, params=params, due_at=now, created_at=now)
    )
    return mail_id


def stages() -> list[Stage]:
    """Mails that are due."""
    return [Stage("mails", _due, _send, slots=slots("transfers"), busy=0.05, idle=0.5)]


async def _due(limit: int) -> list[Lane]:
    async with across_tenants(Crossing.SWEEP) as session:
        found = await session.scalars(
            select(Mail.id).where(Mail.status.in_(_OPEN), Mail.due_at <= clock.now()).order_by(Mail.due_at).limit(limit)
        )
        return [Lane(_NOBODYS, str(one)) for one in found]


async def _send(lane: Lane) -> bool:
    mail = await _claim(uuid.UUID(lane.key))
    if mail is None:
        return False
    if mail.attempts > len(BACK_OFF_SECONDS) + 1:  # its writer keeps failing, or its worker keeps dying
        await _record(mail.id, status="failed", problem=mail.problem or "its letter cannot be written")
        _log.error("mail_given_up", mail_id=str(mail.id), kind=mail.kind)
        return True
    asked = Asked(mail.id, mail.recipient, mail.params, mail.created_at)
    letter = await _writers[mail.kind](asked)
    if letter is None:
        await _record(mail.id, status="dropped")
        return True
    try:
        made = message(letter, sender=settings().mail_from, recipient=mail.recipient, mail_id=mail.id, at=clock.now())
    except ValueError:
        await _record(mail.id, status="failed", problem="not an address that mail can be sent to")
        _log.warning("mail_failed", mail_id=str(mail.id), kind=mail.kind)
        return True
    try:
        await post().send(made)
    except NotSent as error:
        await _not_sent(mail, error)
    else:
        await _record(mail.id, status="sent", sent_at=clock.now(), problem=None)
        _log.info("mail_sent", mail_id=str(mail.id), kind=mail.kind)
    return True


async def _not_sent(mail: Mail, error: NotSent) -> None:
    is_over = error.is_final or mail.attempts > len(BACK_OFF_SECONDS)
    if is_over:
        await _record(mail.id, status="failed", problem=error.problem)
    else:
        later = clock.now() + timedelta(seconds=BACK_OFF_SECONDS[mail.attempts - 1])
        await _record(mail.id, status="queued", problem=error.problem, due_at=later)
    _log.warning("mail_not_sent", mail_id=str(mail.id), kind=mail.kind, problem=error.problem, is_over=is_over)


async def _claim(mail_id: uuid.UUID) -> Mail | None:
    now = clock.now()
    async with across_tenants(Crossing.SWEEP) as session:
        mail = await session.scalar(
            update(Mail)
            .where(Mail.id == mail_id, Mail.status.in_(_OPEN), Mail.due_at <= now)
            .values(status="sending", attempts=Mail.attempts + 1, due_at=now + timedelta(seconds=LEASE_SECONDS))
            .returning(Mail)
        )
        await session.execute(delete(Mail).where(Mail.created_at < now - timedelta(days=KEPT_DAYS), Mail.status.not_in(_OPEN)))
    return mail


async def _record(mail_id: uuid.UUID, **values: Any) -> None:
    async with across_tenants(Crossing.SWEEP) as session:
        await session.execute(update(Mail).where(Mail.id == mail_id, Mail.status == "sending").values(**values))


@dataclass(frozen=True, slots=True)
class Standing:
    """How the outbox is doing: mails by status, and the newest problem of those that wait or failed."""

    counts: dict[str, int]
    problem: str | None


async def standing() -> Standing:
    """How the outbox is doing; for operators."""
    async with across_tenants(Crossing.OPERATE) as session:
        rows = await session.execute(select(Mail.status, func.count().label("number")).group_by(Mail.status))
        problem = await session.scalar(
            select(Mail.problem)
            .where(Mail.problem.is_not(None), or_(Mail.status.in_(_OPEN), Mail.status == "failed"))
            .order_by(Mail.created_at.desc())
            .limit(1)
        )
        return Standing({row.status: row.number for row in rows}, problem)
