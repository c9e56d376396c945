"""Reports of the vendor: kept once, applied forwards, in any order, before or after their message is known."""

import itertools
import uuid
from datetime import UTC, datetime, timedelta

import pytest

from atende.core.jobs import Lane
from atende.inbox.models import Message
from atende.inbox.ports import Sender, StatusUpdate
from atende.inbox.service import claim, deliver
from atende.inbox.service.statuses import apply_kept, apply_status
from atende.kit.ids import new_id
from tests.inbox.peer import CUT

AT = datetime(2026, 11, 21, 12, tzinfo=UTC)
ORDER = ["sent", "delivered", "read", "failed"]


async def report(desk, external_id, status, *, callback=None, errors=(), minutes=0):
    update = StatusUpdate(external_id, status, AT + timedelta(minutes=minutes), Sender(phone="5511"), callback, list(errors))
    async with desk.tx() as tx:
        return await apply_status(tx, desk.connection_id, update, received_at=AT)


async def sent(desk, words="oi"):
    message = await desk.say(words, by=desk.ana)
    await desk.deliver()
    return await desk.message(message.id)


async def test_every_order_of_reports_ends_alike(desk, peer):
    ends, n = set(), 0
    for order in itertools.permutations(ORDER):
        claim.pairs.forget()
        message = await sent(desk, f"oi {(n := n + 1)}")
        for status in order:
            errors = [{"code": 131026, "title": "Undeliverable"}] if status == "failed" else []
            await report(desk, message.external_id, status, errors=errors, minutes=ORDER.index(status))
        after = await desk.message(message.id)
        times = tuple(sorted((k, v) for k, v in after.status_at.items() if k != "accepted"))
        ends.add((after.status, str(after.error), times))
    assert len(ends) == 1
    status, error, times = ends.pop()
    assert (status, error) == ("read", "None")
    assert {"failed", "delivered"} <= set(dict(times))


async def test_a_report_counts_once(desk, peer):
    message = await sent(desk)
    assert (await report(desk, message.external_id, "delivered")).reason is None
    assert (await report(desk, message.external_id, "delivered")).reason == "duplicate_status"
    changed = [f["status"] for f in await desk.facts("message_status_changed")]
    assert changed == ["sent", "delivered"]


async def test_a_failure_tells_why(desk, peer):
    message = await sent(desk)
    errors = [{"code": 131047, "title": "Re-engagement message", "detail": "More than 24 hours"}]
    await report(desk, message.external_id, "failed", errors=errors)
    after = await desk.message(message.id)
    assert (after.status, after.error["code"], after.error["vendor_code"]) == ("failed", "window_closed", "131047")
    assert after.error["detail"] == "More than 24 hours"


@pytest.mark.parametrize("status", ["sent", "delivered", "read", "failed"])
async def test_a_report_with_our_id_settles_a_lost_answer(desk, peer, status):
    peer.script = [CUT]
    message, later = await desk.say("um", by=desk.ana), await desk.say("dois", by=desk.ana)
    await desk.deliver()
    (attempt,) = await desk.attempts(message.id)
    opened = await report(desk, "wamid.late" + uuid.uuid4().hex, status, callback=str(attempt.id))
    assert opened.message_id == message.id
    (attempt,) = await desk.attempts(message.id)
    assert (attempt.state, attempt.settled_by) == ("accepted", "status")
    after = await desk.message(message.id)
    assert after.status == status
    assert after.external_id.startswith("wamid.late")
    await desk.deliver()
    assert (await desk.message(later.id)).status == "sent"
    assert len(peer.calls) == 2


async def test_a_report_that_is_faster_than_the_answer_is_not_undone_by_it(desk, peer):
    async def report_first(request):
        from tests.inbox.peer import ok

        reply = ok(request)
        external = reply.body["messages"][0]["id"]
        await report(desk, external, "delivered", callback=request["biz_opaque_callback_data"])
        return reply

    peer.script = [report_first]
    message = await sent(desk)
    assert message.status == "delivered"
    assert set(message.status_at) == {"accepted", "delivered"}


async def test_a_crashed_call_is_settled_by_the_report(desk, peer, clock):
    message = await desk.say("um", by=desk.ana)
    async with desk.tx() as tx:
        claimed = await claim.claim(tx, desk.conversation_id)
    await claimed.channel.send(claimed.account, claimed.outbound)  # and the worker dies here
    clock.shift(timedelta(seconds=31))
    lane = Lane(desk.tenant_id, str(claimed.attempt_id))
    assert lane in await deliver.lapsed(1000)
    await deliver.give_up_waiting(lane)
    assert (await desk.message(message.id)).status == "unknown"
    external = peer.ids[str(claimed.attempt_id)]
    await report(desk, external, "sent", callback=str(claimed.attempt_id))
    after = await desk.message(message.id)
    assert (after.status, after.external_id, after.error) == ("sent", external, None)
    assert len(peer.calls) == 1


async def test_a_report_waits_for_a_message_that_is_not_known_yet(desk, peer):
    external = f"wamid.echo{uuid.uuid4().hex}"
    assert (await report(desk, external, "read", minutes=2)).reason == "message_unknown"
    assert (await report(desk, external, "delivered", minutes=1)).reason == "message_unknown"
    message_id = new_id()
    async with desk.tx() as tx:
        tx.session.add(
            Message(
                tenant_id=tx.tenant_id,
                id=message_id,
                conversation_id=desk.conversation_id,
                connection_id=desk.connection_id,
                direction="out",
                author_kind="phone_app",
                kind="text",
                text="do telefone",
                external_id=external,
                occurred_at=AT,
                tiebreak=external,
                status="sent",
            )
        )
        await tx.session.flush()
        await apply_kept(tx, message_id)
    after = await desk.message(message_id)
    assert after.status == "read"
    assert set(after.status_at) == {"delivered", "read"}


async def test_words_and_ids_that_mean_nothing_here_are_kept_and_change_nothing(desk, peer):
    message = await sent(desk)
    assert (await report(desk, message.external_id, "warning")).reason == "status_unknown"
    assert (await report(desk, "wamid.of.somebody", "read", callback="not-an-id")).reason == "message_unknown"
    assert (await desk.message(message.id)).status == "sent"


async def test_a_failure_of_the_account_stops_the_number(desk, peer):
    message = await sent(desk)
    await report(desk, message.external_id, "failed", errors=[{"code": 131042, "title": "Payment"}])
    assert (await desk.connection()).state == "failing"
