"""Delivering: claim, call, record. Nothing of the database is open while the vendor is called, and nothing is called twice.

Round trips of one text message besides begin and commit, kept by a test: claiming 4 (tenant, look and lock, address, attempt),
recording 3 (tenant, outcome, fact)."""

import asyncio
import time
import uuid
from datetime import timedelta

from prometheus_client import Counter
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError, IntegrityError

from atende.contacts import service as contacts
from atende.core import clock, log, storage, tracing
from atende.core.jobs import Lane, in_turn
from atende.core.tenancy import SYSTEM, Crossing, Tx, asked_across_tenants, in_tenant
from atende.inbox.errors import MediaFailed
from atende.inbox.models import Attempt, File, Message
from atende.inbox.ports import SendResult, SendState
from atende.inbox.rules.failure import failure
from atende.inbox.rules.pacing import CALL_WITHIN, LEASE, MAX_TRIES, back_off
from atende.inbox.service import claim as claims
from atende.inbox.service import outcome, recording, timeline
from atende.inbox.service.claim import Claim, Upload
from atende.inbox.service.conversations import locked

SENDS = Counter("atende_sends_total", "Calls that send a message, by their end", ["provider", "outcome"])

_log = log.get("inbox")

_MESSAGES_PER_TURN = 50
_HELD_FOR = timedelta(days=29)  # the vendor keeps uploads for 30 days

# More of each tenant than lanes: whoever sends very much into one conversation does not hide the others of the business.
_DUE = in_turn("inbox_messages", "conversation_id", "send_due_at", "status = 'queued'", looked_at=1000)


async def due(limit: int) -> list[Lane]:
    """Conversations with messages that may leave now."""
    rows = await asked_across_tenants(Crossing.SWEEP, _DUE, clock.now(), limit)
    return [Lane(tenant, str(conversation)) for tenant, conversation in rows]


async def deliver(lane: Lane) -> bool:
    """What is due in the conversation has been called, one after the other, and recorded; False when there was nothing to claim
    (another worker is at it, or the gate and the paces let nothing go)."""
    conversation_id = uuid.UUID(lane.key)
    did = False
    for _ in range(_MESSAGES_PER_TURN):
        try:
            async with in_tenant(lane.tenant_id, SYSTEM) as tx:
                claimed = await claims.claim(tx, conversation_id)
        except Exception as error:
            if not isinstance(error, OSError | DBAPIError):
                await _stumbled(lane.tenant_id, conversation_id, type(error).__name__)
            raise
        if claimed is None:
            break
        did = True
        if isinstance(claimed, Upload):
            await _upload(claimed)
        else:
            await _send(claimed)
            if claimed.is_last:
                break  # what was queued meanwhile is due by itself
    return did


async def follow(claim: Claim) -> bool:
    """The claimed message has been called and recorded, and then whatever stands behind it."""
    await _send(claim)
    return claim.is_last or await deliver(Lane(claim.tenant_id, str(claim.conversation_id)))


async def _stumbled(tenant_id: uuid.UUID, conversation_id: uuid.UUID, what: str) -> None:
    """The conversation's next message could not even be claimed: it is looked at again later, five times, so that it stands in
    nobody's way, and has then failed with a reason."""
    async with in_tenant(tenant_id, SYSTEM) as tx:
        await locked(tx, conversation_id)
        message = await tx.session.scalar(
            select(Message)
            .where(
                Message.tenant_id == tx.tenant_id,
                Message.conversation_id == conversation_id,
                text("inbox_messages.status = 'queued'"),
            )
            .order_by(Message.send_no)
            .limit(1)
        )
        if message is None:
            return
        tries = int((message.error or {}).get("tries", 0)) + 1
        if tries >= MAX_TRIES:
            await outcome.failed(tx, message, "internal", what)
            await claims.wake(tx, conversation_id)
            return
        message.error = failure("internal", what, tries=tries)
        await tx.session.flush()
        await claims.put_off(tx, conversation_id, tx.now + back_off(tries + 1))


async def _send(claim: Claim) -> None:
    log.correlation_id.set(claim.correlation_id)
    started = time.monotonic()
    with tracing.span("send", provider=claim.channel.provider, message_id=str(claim.message_id)):
        result = await _call(claim)
        tracing.note(outcome=result.state.value if result else "lease_lost")
    SENDS.labels(claim.channel.provider, result.state.value if result else "lease_lost").inc()
    _log.info(
        "message_called",
        message_id=str(claim.message_id),
        attempt_id=str(claim.attempt_id),
        outcome=result.state.value if result else "lease_lost",
        code=result.code if result else None,
        seconds=round(time.monotonic() - started, 3),
    )
    await _record(claim, result)
    if result is not None and result.state is SendState.ACCEPTED:
        await _confirm_address(claim, result)


async def _call(claim: Claim) -> SendResult | None:
    if claim.wait > 0:
        await asyncio.sleep(claim.wait)
    # A worker that was stopped between its claim and here has lost its right to call: what it holds may be shown as unknown by
    # now and later messages may have left (promise R8). The steady clock runs on while a process is stopped.
    left = LEASE.total_seconds() - (clock.steady() - claim.begun)
    if left < CALL_WITHIN.total_seconds():
        return None
    try:
        async with asyncio.timeout(left - 1.0):
            return await claim.channel.send(claim.account, claim.outbound)
    except TimeoutError:
        return SendResult(SendState.UNKNOWN, code="unsure")


async def _record(claim: Claim, result: SendResult | None) -> None:
    """Written down, also when the database is away for a moment; if it stays away, the sweep and the vendor's status tell."""
    if result is not None and result.state is SendState.ACCEPTED and await recording.recorder().accepted(claim, result):
        return
    for pause in (0.1, 0.5, 2.0, None):
        try:
            async with in_tenant(claim.tenant_id, SYSTEM) as tx:
                await outcome.record(tx, claim, result)
            return
        except IntegrityError:
            raise
        except (DBAPIError, OSError) as error:
            if pause is None:
                raise
            _log.warning("record_failed", attempt_id=str(claim.attempt_id), error=type(error).__name__)
            await asyncio.sleep(pause)


async def _confirm_address(claim: Claim, result: SendResult) -> None:
    """What the channel's answer says of the person (the address it really uses, their id) is theirs."""
    wrote_to = claim.outbound.phone
    same_phone = not result.wa_id or (wrote_to is not None and wrote_to.lstrip("+") == result.wa_id.lstrip("+"))
    if same_phone and result.user_id in (None, claim.outbound.user_id):
        return
    async with in_tenant(claim.tenant_id, SYSTEM) as tx:
        known = await contacts.confirm_address(tx, claim.contact_id, wa_id=result.wa_id, user_id=result.user_id, at=tx.now)
        for merged in known.merges:
            await timeline.join(tx, merged)


async def _upload(upload: Upload) -> None:
    """The vendor holds the file and its message is due; or that failed and the message is tried later, five times at most."""
    problem: MediaFailed | None = None
    external_id = None
    try:
        data = await asyncio.to_thread(storage.read, upload.tenant_id, upload.sha256)
        external_id = await upload.channel.upload(upload.account, data, upload.mime, upload.name)
    except FileNotFoundError:
        problem = MediaFailed(problem="file_missing")
    except MediaFailed as refusal:
        problem = refusal
    async with in_tenant(upload.tenant_id, SYSTEM) as tx:
        await locked(tx, upload.conversation_id)
        message = await tx.session.get(Message, (tx.tenant_id, upload.message_id))
        if external_id is not None:
            file = await tx.session.get(File, (tx.tenant_id, upload.file_id))
            assert file is not None
            file.external_id, file.external_connection_id = external_id, upload.connection_id
            file.external_until = tx.now + _HELD_FOR
        elif message is not None and message.status == "queued":
            assert problem is not None
            await _upload_failed(tx, message, upload, problem)
            if message.status == "queued":
                return
        await tx.session.flush()
        await claims.wake(tx, upload.conversation_id)


async def _upload_failed(tx: Tx, message: Message, upload: Upload, problem: MediaFailed) -> None:
    what = str(problem.params.get("problem", "failed"))
    code = str(problem.params.get("vendor_code") or "media_failed")
    tries = upload.tries + 1
    if what == "unreachable" and tries < MAX_TRIES:
        message.error = failure(code, what, tries=tries)
        later = tx.now + back_off(tries)
        message.send_due_at = later
        await tx.session.flush()
        await claims.put_off(tx, message.conversation_id, later)
        return
    await outcome.failed(tx, message, code, what)


_LAPSED = in_turn("inbox_attempts", "id", "lease_until", "state = 'sending'")


async def lapsed(limit: int) -> list[Lane]:
    """Attempts whose worker never told how they ended."""
    rows = await asked_across_tenants(Crossing.SWEEP, _LAPSED, clock.now(), limit)
    return [Lane(tenant, str(attempt)) for tenant, attempt in rows]


async def give_up_waiting(lane: Lane) -> bool:
    """The attempt and its message are unknown, unless somebody settled them meanwhile: the call may or may not have been made."""
    async with in_tenant(lane.tenant_id, SYSTEM) as tx:
        found = (
            await tx.session.execute(
                select(Attempt.message_id, Message.conversation_id)
                .join(Message, (Message.tenant_id == Attempt.tenant_id) & (Message.id == Attempt.message_id))
                .where(Attempt.tenant_id == tx.tenant_id, Attempt.id == uuid.UUID(lane.key))
            )
        ).first()
        if found is None:
            return False
        await locked(tx, found.conversation_id)
        attempt = await tx.session.get(Attempt, (tx.tenant_id, uuid.UUID(lane.key)), populate_existing=True)
        message = await tx.session.get(Message, (tx.tenant_id, found.message_id), populate_existing=True)
        if attempt is None or message is None or attempt.state != "sending" or attempt.lease_until >= tx.now:
            return True
        attempt.state, attempt.ended_at, attempt.settled_by = "unknown", tx.now, "sweep"
        await tx.session.flush()
        if message.status == "sending" and message.attempts == attempt.number:
            await outcome.unknown(tx, message, "unsure")
    return True
