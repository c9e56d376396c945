"""How a call ended, written down: sent, to be tried again, failed, or unknown. And what the end says about number and pair."""

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

# One statement for what nearly every send comes to. `c` first, so that the conversation's row is locked before the others; the
# message moves only when this attempt is its newest and nobody settled it meanwhile.
_ACCEPTED = """
with c as materialized (
    select id, slow_steps from inbox_conversations where tenant_id = $1 and id = $2 for update
), a as (
    update inbox_attempts t set state = 'accepted', ended_at = $3, external_id = $4, trace = $5, settled_by = 'answer'
    from c where t.tenant_id = $1 and t.id = $6 and t.state in ('sending', 'unknown')
), m as (
    update inbox_messages t set external_id = coalesce(t.external_id, $4),
        status = case when t.status in ('sending', 'unknown', 'queued') then 'sent' else t.status end,
        error = case when t.status in ('sending', 'unknown', 'queued') then null else t.error end,
        send_due_at = null,
        status_at = jsonb_build_object('accepted', $10::text) || t.status_at
    from c where t.tenant_id = $1 and t.id = $7 and t.attempts = $8 returning t.status
), w as (
    update inbox_messages t set send_due_at = $3 from c where t.tenant_id = $1 and t.send_due_at > $3 and t.id = any(array(
        select id from inbox_messages
        where tenant_id = $1 and conversation_id = $2 and status = 'queued' and id <> $7 order by send_no
    ))
), s as (
    update inbox_conversations t set slow_steps = 0, slowed_until = null from c
    where t.tenant_id = $1 and t.id = $2 and c.slow_steps > 0
), n as (
    -- Once in five seconds is enough to know that a number sends; more would have all its conversations queue for this row.
    update integrations_connections t set last_sent_at = $3, state = case t.state when 'new' then 'ok' else t.state end
    from c where t.tenant_id = $1 and t.id = $9
        and (t.last_sent_at is null or t.last_sent_at < $3::timestamptz - interval '5 seconds')
)
select (select status from m),
    exists (select 1 from inbox_statuses where tenant_id = $1 and connection_id = $9 and external_id = $4)
"""


async def record(tx: Tx, claim: Claim, result: SendResult | None) -> None:
    """The attempt and its message stand as the call ended; None: the call was never made, because the claim had grown too old.

    States `MessageStatusChanged`, and `ConnectionChanged` when the number cannot send any more."""
    if result is not None and result.state is SendState.ACCEPTED:
        await _accepted(tx, claim, result)
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


async def _accepted(tx: Tx, claim: Claim, result: SendResult) -> None:
    row = await tx.row(
        _ACCEPTED,
        tx.tenant_id,
        claim.conversation_id,
        tx.now,
        result.external_id,
        result.trace,
        claim.attempt_id,
        claim.message_id,
        claim.number,
        claim.connection_id,
        tx.now.isoformat(),
    )
    if row[0] is None:
        _log.warning("accepted_after_another_attempt", attempt_id=str(claim.attempt_id))
        return
    await tx.emit(
        MessageStatusChanged(message_id=claim.message_id, conversation_id=claim.conversation_id, status=row[0]),
        subject_id=claim.conversation_id,
    )
    if row[1]:
        await statuses.apply_kept(tx, claim.message_id)


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
