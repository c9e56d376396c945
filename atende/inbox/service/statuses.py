"""What the vendor reports about what we sent: kept once, applied forwards only, also when it comes before its message."""

import json
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from atende.core.tenancy import Tx
from atende.inbox.events import MessageStatusChanged
from atende.inbox.models import Attempt, Conversation, ExternalId, Message, Status
from atende.inbox.ports import StatusUpdate
from atende.inbox.rules import advance
from atende.inbox.rules.failure import failure, word_of
from atende.inbox.rules.status import PROOF_OF_DELIVERY, REPORTED
from atende.inbox.service import claim as claims
from atende.inbox.service import numbers
from atende.inbox.service.conversations import locked
from atende.integrations.service.opening import Opened
from atende.kit.ids import new_id

# Failures reported later that say the number itself cannot go on (whatsapp-cloud, section 7: stop and pause sender).
_NUMBER_WORDS = frozenset({"payment_missing", "account_blocked", "spam_limit", "token_expired", "not_permitted"})


@dataclass(frozen=True, slots=True)
class _Report:
    external_id: str
    status: str
    at: datetime
    errors: Sequence[dict[str, Any]]


async def apply_status(tx: Tx, connection_id: uuid.UUID, update: StatusUpdate, *, received_at: datetime | None = None) -> Opened:
    """The report is kept once and its message stands where it belongs; an attempt that was open is settled by it. States
    `MessageStatusChanged` when the status moved.

    Outcomes by `reason`: none (applied), `duplicate_status`, `status_unknown` (a word unknown here, kept), `message_unknown`
    (kept, applied as soon as the message is known), `older_attempt` (kept; the message was sent again since)."""
    at = update.at or received_at or tx.now
    # The conversation's lock comes before anything is written, so that facts are read in the order in which they became true.
    found = await _find(tx, connection_id, update.external_id, update.callback) if update.status in REPORTED else None
    if found is not None:
        await locked(tx, found[1])
    new = await tx.session.scalar(
        insert(Status)
        .values(
            tenant_id=tx.tenant_id,
            id=new_id(),
            connection_id=connection_id,
            external_id=update.external_id,
            status=update.status,
            occurred_at=at,
            callback=update.callback,
            errors=update.errors or None,
            pricing=update.pricing,
        )
        .on_conflict_do_nothing()
        .returning(Status.id)
    )
    if new is None:
        return Opened(state="ignored", reason="duplicate_status")
    if update.status not in REPORTED:
        return Opened(reason="status_unknown")
    if found is None:
        return Opened(reason="message_unknown")
    message_id, _, contact_id, attempt_id = found
    message = await tx.session.get(Message, (tx.tenant_id, message_id), populate_existing=True)
    if message is None:
        return Opened(reason="message_unknown")
    report = _Report(update.external_id, update.status, at, update.errors)
    reason = await _apply(tx, message, attempt_id, report)
    return Opened(message_id=message_id, contact_id=contact_id, reason=reason)


@dataclass(frozen=True, slots=True)
class Told:
    """One report and the number it came for."""

    connection_id: uuid.UUID
    update: StatusUpdate
    received_at: datetime


_TELL = """
with given as (
    select * from unnest($2::uuid[], $3::uuid[], $4::text[], $5::text[], $6::timestamptz[], $7::text[], $8::jsonb[])
        with ordinality as u (id, connection_id, external_id, status, occurred_at, callback, pricing, place)
), new as (
    insert into inbox_statuses (tenant_id, id, connection_id, external_id, status, occurred_at, callback, pricing)
    select $1, id, connection_id, external_id, status, occurred_at, callback, pricing from given
    order by connection_id, external_id, status on conflict do nothing returning id
), moved as materialized (
    select m.id, m.connection_id, m.external_id, m.status, m.conversation_id from inbox_messages m
    where m.tenant_id = $1 and m.status = any($9) and m.id = any(array(
        select e.message_id from given cross join lateral (
            select message_id from inbox_external_ids
            where tenant_id = $1 and connection_id = given.connection_id and external_id = given.external_id offset 0
        ) e
    )) order by m.id for no key update
)
select g.place, new.id is not null, m.id, m.status, m.conversation_id, c.contact_id
from given g left join new on new.id = g.id
    left join moved m on m.connection_id = g.connection_id and m.external_id = g.external_id
    left join lateral (
        select contact_id from inbox_conversations where tenant_id = $1 and id = m.conversation_id offset 0
    ) c on true
order by g.place
"""
_MOVE = """
update inbox_messages m set status = u.status, status_at = m.status_at || u.at, error = case when u.moved then null else m.error end
from unnest($2::uuid[], $3::text[], $4::jsonb[], $5::bool[]) as u (id, status, at, moved)
where m.tenant_id = $1 and m.id = u.id and m.id = any($2::uuid[])
"""
_UNTELL = "delete from inbox_statuses where tenant_id = $1 and id = any($2::uuid[])"
# Of a message that stands so, a report of these moves nothing but the message itself.
_PLAIN = ("sent", "delivered", "read", "played")


async def apply_statuses(tx: Tx, told: Sequence[Told]) -> list[Opened | None]:
    """The same as `apply_status` for each, in their order, for those that move nothing but their message, all in three round
    trips; None for the others, which are left for `apply_status`."""
    plain = [place for place, one in enumerate(told) if one.update.status in _PLAIN and not one.update.errors]
    if not plain:
        return [None] * len(told)
    ids = [new_id() for _ in plain]
    given = [told[place] for place in plain]
    rows = await tx.fetch(
        _TELL,
        tx.tenant_id,
        ids,
        [one.connection_id for one in given],
        [one.update.external_id for one in given],
        [one.update.status for one in given],
        [one.update.at or one.received_at for one in given],
        [one.update.callback for one in given],
        [json.dumps(one.update.pricing) if one.update.pricing is not None else None for one in given],
        list(_PLAIN),
    )
    opened: list[Opened | None] = [None] * len(told)
    left: list[uuid.UUID] = []
    moves: dict[uuid.UUID, _Move] = {}
    for row, place, id_ in zip(rows, plain, ids, strict=True):
        _, is_new, message_id, status, conversation_id, contact_id = row
        if not is_new:
            opened[place] = Opened(state="ignored", reason="duplicate_status")
        elif message_id is None:
            left.append(id_)
        else:
            move = moves.setdefault(message_id, _Move(conversation_id, status, status))
            move.report(told[place])
            opened[place] = Opened(message_id=message_id, contact_id=contact_id)
    if left:
        await tx.fetch(_UNTELL, tx.tenant_id, left)
    if moves:
        await tx.fetch(
            _MOVE,
            tx.tenant_id,
            list(moves),
            [move.status for move in moves.values()],
            [json.dumps(move.at) for move in moves.values()],
            [move.status != move.before for move in moves.values()],
        )
    for message_id, move in moves.items():
        for status in move.steps:
            await tx.emit(
                MessageStatusChanged(message_id=message_id, conversation_id=move.conversation_id, status=status),
                subject_id=move.conversation_id,
            )
    return opened


@dataclass(slots=True)
class _Move:
    """What the reports of one message come to."""

    conversation_id: uuid.UUID
    before: str
    status: str
    at: dict[str, str] = field(default_factory=dict)
    steps: list[str] = field(default_factory=list)

    def report(self, told: Told) -> None:
        self.at[told.update.status] = (told.update.at or told.received_at).isoformat()
        after = advance(self.status, told.update.status)
        if after != self.status:
            self.status = after
            self.steps.append(after)


async def apply_kept(tx: Tx, message_id: uuid.UUID) -> None:
    """Reports that came before the message was known by its vendor's id hold now. No effect without any."""
    message = await tx.session.get(Message, (tx.tenant_id, message_id), populate_existing=True)
    if message is None or message.external_id is None:
        return
    kept = await tx.session.scalars(
        select(Status)
        .where(
            Status.tenant_id == tx.tenant_id,
            Status.connection_id == message.connection_id,
            Status.external_id == message.external_id,
        )
        .order_by(Status.occurred_at, Status.id)
    )
    for row in kept.all():
        report = _Report(row.external_id, row.status, row.occurred_at, row.errors or [])
        await _apply(tx, message, None, report)


async def _find(
    tx: Tx, connection_id: uuid.UUID, external_id: str, callback: str | None
) -> tuple[uuid.UUID, uuid.UUID, uuid.UUID | None, uuid.UUID | None] | None:
    """Message, conversation, contact and, when only our own id led there, the attempt."""
    by_external = (
        await tx.session.execute(
            select(Message.id, Message.conversation_id, Conversation.contact_id)
            .join(
                Conversation,
                (Conversation.tenant_id == Message.tenant_id) & (Conversation.id == Message.conversation_id),
            )
            .join(ExternalId, (ExternalId.tenant_id == Message.tenant_id) & (ExternalId.message_id == Message.id))
            .where(
                ExternalId.tenant_id == tx.tenant_id,
                ExternalId.connection_id == connection_id,
                ExternalId.external_id == external_id,
            )
        )
    ).first()
    if by_external is not None:
        return (*by_external, None)
    try:
        attempt_id = uuid.UUID(callback or "")
    except ValueError:
        return None
    by_attempt = (
        await tx.session.execute(
            select(Message.id, Message.conversation_id, Conversation.contact_id, Attempt.id)
            .join(Attempt, (Attempt.tenant_id == Message.tenant_id) & (Attempt.message_id == Message.id))
            .join(
                Conversation,
                (Conversation.tenant_id == Message.tenant_id) & (Conversation.id == Message.conversation_id),
            )
            .where(
                Attempt.tenant_id == tx.tenant_id,
                Attempt.id == attempt_id,
                Message.connection_id == connection_id,
            )
        )
    ).first()
    return None if by_attempt is None else (by_attempt[0], by_attempt[1], by_attempt[2], by_attempt[3])


async def _apply(tx: Tx, message: Message, attempt_id: uuid.UUID | None, report: _Report) -> str | None:
    if attempt_id is not None:
        attempt = await tx.session.get(Attempt, (tx.tenant_id, attempt_id), populate_existing=True)
        assert attempt is not None
        if attempt.state in ("sending", "unknown"):
            attempt.state, attempt.ended_at, attempt.settled_by = "accepted", tx.now, "status"
        attempt.external_id = attempt.external_id or report.external_id
        if attempt.number != message.attempts and report.status not in PROOF_OF_DELIVERY:
            await tx.session.flush()
            return "older_attempt"
        if message.external_id is None:
            message.external_id = report.external_id
    before = message.status
    after = advance(before, report.status)
    key = "sent" if report.status == "accepted" else report.status
    if key not in message.status_at or report.status != "accepted":
        message.status_at = {**message.status_at, key: report.at.isoformat()}
    message.status = after
    if report.status == "failed" and after == "failed":
        first = report.errors[0] if report.errors else {}
        code = first.get("code")
        message.error = failure(str(code) if code is not None else None, first.get("detail") or first.get("title"))
        if word_of(str(code)) in _NUMBER_WORDS:
            await numbers.fail(tx, message.connection_id, f"status:{code}")
    elif after != before and after != "failed":
        message.error = None
    if before in ("sending", "unknown", "queued") and after != before:
        message.send_due_at = None
    await tx.session.flush()
    if after == before:
        return None
    if before in ("sending", "unknown"):
        await claims.wake(tx, message.conversation_id)
    await tx.emit(
        MessageStatusChanged(message_id=message.id, conversation_id=message.conversation_id, status=after),
        subject_id=message.conversation_id,
    )
    return None
