"""How a call ended, written down: sent, to be tried again, failed, or unknown. And what the end says about number and pair."""

import uuid
from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import select

from atende.core import log
from atende.core.tenancy import Tx
from atende.inbox.events import MessageStatusChanged
from atende.inbox.models import Attempt, Message
from atende.inbox.ports import Blame, SendResult, SendState
from atende.inbox.rules.failure import failure
from atende.inbox.rules.pacing import MAX_TRIES, UNKNOWN_WINDOW, back_off, pair_back_off
from atende.inbox.service import claim as claims
from atende.inbox.service import numbers, ownership, queueing, statuses
from atende.inbox.service.claim import Claim
from atende.inbox.service.conversations import locked

_log = log.get("inbox")

# One statement for what nearly every send comes to, for as many as end at the same moment. `c` first, so that the conversations'
# rows are locked before the others, then the messages in the order in which everybody locks them; a message moves only when this
# attempt is its newest and nobody settled it meanwhile.
_ACCEPTED = """
with given as (
    select * from unnest($2::uuid[], $3::uuid[], $4::uuid[], $5::int[], $6::uuid[], $7::text[], $8::text[])
        as g (conversation_id, message_id, attempt_id, number, connection_id, external_id, trace)
), c as materialized (
    select id, slow_steps from inbox_conversations where tenant_id = $1 and id = any($2::uuid[]) order by id for update
), l as materialized (
    select id, status from inbox_messages where tenant_id = $1 and id = any(array(
        select g.message_id from given g join c on c.id = g.conversation_id
    )) order by id for no key update
), a as (
    update inbox_attempts t set state = 'accepted', ended_at = $9, external_id = g.external_id, trace = g.trace, settled_by = 'answer'
    from given g join c on c.id = g.conversation_id
    where t.tenant_id = $1 and t.id = g.attempt_id and t.id = any($4::uuid[]) and t.state in ('sending', 'unknown')
), m as (
    update inbox_messages t set external_id = coalesce(t.external_id, g.external_id),
        status = case when t.status in ('sending', 'unknown', 'queued') then 'sent' else t.status end,
        error = case when t.status in ('sending', 'unknown', 'queued') then null else t.error end,
        send_due_at = null,
        status_at = jsonb_build_object('accepted', $10::text) || t.status_at
    from given g join l on l.id = g.message_id
    where t.tenant_id = $1 and t.id = g.message_id and t.id = any($3::uuid[]) and t.attempts = g.number returning t.id, t.status
), w as (
    -- What stands behind it is due.
    update inbox_messages t set send_due_at = $9 where t.tenant_id = $1 and t.send_due_at > $9 and t.id = any(array(
        select q.id from c cross join lateral (
            select id from inbox_messages
            where tenant_id = $1 and conversation_id = c.id and status = 'queued' and id <> all($3::uuid[]) order by send_no offset 0
        ) q
    ))
), s as (
    update inbox_conversations t set slow_steps = 0, slowed_until = null from c
    where t.tenant_id = $1 and t.id = c.id and t.id = any($2::uuid[]) and c.slow_steps > 0
), n as (
    -- Once in five seconds is enough to know that a number sends; more would have all its conversations queue for this row.
    update integrations_connections t set last_sent_at = $9, state = case t.state when 'new' then 'ok' else t.state end
    where t.tenant_id = $1 and t.id = any(array(
        select id from integrations_connections
        where tenant_id = $1 and id = any($6::uuid[]) and exists (select from c)
            and (last_sent_at is null or last_sent_at < $9::timestamptz - interval '5 seconds')
        for no key update skip locked
    ))
)
select g.attempt_id, m.status, m.status is distinct from l.status, exists (
    select 1 from inbox_statuses where tenant_id = $1 and connection_id = g.connection_id and external_id = g.external_id
) from given g join c on c.id = g.conversation_id left join m on m.id = g.message_id left join l on l.id = g.message_id
"""
# Who would have to wait for one conversation while holding others leaves it out.
_ACCEPTED_NOW = _ACCEPTED.replace("order by id for update", "order by id for update skip locked")


async def record(tx: Tx, claim: Claim, result: SendResult | None) -> None:
    """The attempt and its message stand as the call ended; None: the call was never made, because the claim had grown too old.

    States `MessageStatusChanged`, and `ConnectionChanged` when the number cannot send any more."""
    if result is not None and result.state is SendState.ACCEPTED:
        await accepted(tx, [(claim, result)])
        return
    row = await locked(tx, claim.conversation_id)
    message = await tx.session.scalar(select(Message).where(Message.tenant_id == tx.tenant_id, Message.id == claim.message_id))
    attempt = await tx.session.scalar(select(Attempt).where(Attempt.tenant_id == tx.tenant_id, Attempt.id == claim.attempt_id))
    if message is None or attempt is None:
        return
    if result is None:
        result = SendResult(SendState.NOT_SENT, code="lease_lost")
        if attempt.state != "sending":
            # The sweep has shown it as unknown and later messages may have left: not sent, for certain, and not sent late.
            result = SendResult(SendState.REFUSED, code="lease_lost")
    if attempt.state in ("sending", "unknown"):
        attempt.state = result.state.value
        attempt.ended_at = tx.now
        attempt.code, attempt.detail, attempt.trace = result.code, result.detail, result.trace
        attempt.settled_by = "answer"
    if message.status not in ("sending", "unknown") or message.attempts != claim.number:
        await tx.session.flush()
        return
    if result.state is SendState.UNKNOWN:
        await unknown(tx, message, result.code)
        return
    tries = claim.tries + 1
    if result.blame is Blame.PAIR:
        row.slow_steps += 1
        row.slowed_until = tx.now + pair_back_off(row.slow_steps)
    if result.blame is Blame.NUMBER:
        await numbers.slow(tx, claim.connection_id, result.retry_after)
    if result.state is SendState.NOT_SENT and tries < MAX_TRIES:
        message.status = "queued"
        message.send_due_at = tx.now + back_off(tries, result.retry_after)
        message.error = failure(result.code, result.detail, result.blame.value, tries=tries)
        await tx.session.flush()
        return
    await failed(tx, message, result.code, result.detail, result.blame.value)
    await claims.wake(tx, message.conversation_id)
    if result.blame is Blame.CONNECTION:
        await numbers.fail(tx, claim.connection_id, f"send:{result.code or 'unknown'}")


async def accepted(tx: Tx, ends: Sequence[tuple[Claim, SendResult]], *, waits: bool = True) -> set[uuid.UUID]:
    """These calls of one tenant, all of them accepted, are written down as `record` would; returns the attempts that were. Unless
    it `waits`, those whose conversations somebody holds are left out."""
    rows = await tx.fetch(
        _ACCEPTED if waits else _ACCEPTED_NOW,
        tx.tenant_id,
        [claim.conversation_id for claim, _ in ends],
        [claim.message_id for claim, _ in ends],
        [claim.attempt_id for claim, _ in ends],
        [claim.number for claim, _ in ends],
        [claim.connection_id for claim, _ in ends],
        [result.external_id for _, result in ends],
        [result.trace for _, result in ends],
        tx.now,
        tx.now.isoformat(),
    )
    found = {row[0]: row[1:] for row in rows}
    for claim, _ in ends:
        if claim.attempt_id not in found:
            continue
        log.correlation_id.set(claim.correlation_id)
        status, has_moved, has_reports = found[claim.attempt_id]
        if status is None:
            _log.warning("accepted_after_another_attempt", attempt_id=str(claim.attempt_id))
            continue
        if has_moved:  # else a report of the vendor's was faster than its answer
            await tx.emit(
                MessageStatusChanged(message_id=claim.message_id, conversation_id=claim.conversation_id, status=status),
                subject_id=claim.conversation_id,
            )
        if has_reports:
            await statuses.apply_kept(tx, claim.message_id)
    return set(found)


async def unknown(tx: Tx, message: Message, code: str | None) -> None:
    """Nobody can say whether it went: shown so, never resent by itself; later messages wait for its window at most."""
    message.status = "unknown"
    message.send_due_at = tx.now + UNKNOWN_WINDOW
    message.error = failure(code or "unsure")
    message.status_at = {**message.status_at, "unknown": tx.now.isoformat()}
    await tx.session.flush()
    await claims.put_off(tx, message.conversation_id, message.send_due_at + timedelta(seconds=0.5))
    await _state(tx, message)


async def failed(tx: Tx, message: Message, code: str | None, detail: str | None, blame: str | None = None) -> None:
    """The message is failed, with the reason people see. States `MessageStatusChanged`."""
    message.status, message.send_due_at = "failed", None
    message.error = failure(code, detail, blame)
    message.status_at = {**message.status_at, "failed": tx.now.isoformat()}
    await tx.session.flush()
    await _state(tx, message)
    if message.author_kind == "bot":
        await ownership.wait_unanswered(tx, message.conversation_id, queueing.CANNOT_SEND)


async def _state(tx: Tx, message: Message) -> None:
    await tx.emit(
        MessageStatusChanged(message_id=message.id, conversation_id=message.conversation_id, status=message.status),
        subject_id=message.conversation_id,
    )
