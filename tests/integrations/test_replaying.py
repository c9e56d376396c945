"""Replaying what came in changes nothing that is there (R13), and makes what could not be made then."""

import json
import uuid
from collections.abc import AsyncIterator
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import asyncpg
import pytest
from sqlalchemy import select, text, update

from atende.core.jobs import Lane
from atende.core.tenancy import Actor, in_tenant
from atende.inbox.models import Message
from atende.integrations.errors import ReplaysUnderWay
from atende.integrations.models import Parcel, Replay
from atende.integrations.ports import ParcelKind
from atende.integrations.queries import parcels
from atende.integrations.queries.parcels import Selection
from atende.integrations.service import opening, replaying
from atende.kit.ids import new_id
from tests.integrations.postbox import Postbox, checksum, new_postbox
from tests.meta import message_body, say

PAYLOADS = Path(__file__).parents[1] / "providers" / "meta_whatsapp" / "payloads"
# What a replay may write, and nothing else: its own row, the facts that it was asked for and is through (no other fact is new,
# which the tests look at), and in the audit log who asked. Nothing in any table of what came in or of what it became.
ITS_OWN = ("integrations_replays", "facts", "audit_entries", "audit_heads")


@pytest.fixture
async def postbox(database) -> Postbox:
    return await new_postbox()


@pytest.fixture
async def admin(database) -> AsyncIterator[asyncpg.Connection]:
    connection = await asyncpg.connect(database.admin_url)
    await connection.execute("set search_path = atende")
    yield connection
    await connection.close()


async def _replay(postbox: Postbox, **chosen) -> Replay:
    async with in_tenant(postbox.tenant_id, Actor("user", new_id())) as tx:
        row = await replaying.start(tx, Selection(**chosen))
    await postbox.replay(row.id)
    async with in_tenant(postbox.tenant_id) as tx:
        return await replaying.find(tx, row.id)


async def _facts(postbox: Postbox) -> list[str]:
    async with in_tenant(postbox.tenant_id) as tx:
        return list(
            await tx.session.scalars(text("select name from facts where name not like 'integrations.replay%' order by id"))
        )


async def _outbound(postbox: Postbox, conversation_id: uuid.UUID, external_id: str) -> None:
    async with in_tenant(postbox.tenant_id) as tx:
        tx.session.add(
            Message(
                tenant_id=tx.tenant_id, id=new_id(), conversation_id=conversation_id,
                connection_id=postbox.business.connection_id, direction="out", author_kind="bot", kind="text", text="Olá!",
                external_id=external_id, occurred_at=tx.now, tiebreak="b", status="sent", status_at={}, content={},
            )
        )  # fmt: skip


async def _a_day(postbox: Postbox) -> None:
    """Something of everything that comes in: words, an edit, a withdrawal, a reaction, statuses in a muddle, a change of number,
    wishes about marketing, news of the account, strangers' shapes, and one that nobody can open."""
    marina, rita = postbox.sender(), postbox.sender("Rita")
    first, second = await postbox.say(marina, "oi", "quero marcar")
    await postbox.say(rita, "bom dia")
    async with in_tenant(postbox.tenant_id) as tx:
        talk = await tx.session.scalar(select(Message.conversation_id).where(Message.external_id == first.id))
    assert talk is not None
    sent = f"wamid.{uuid.uuid4().hex.upper()}"
    await postbox.report(sent, "delivered", marina.phone)  # before we know the message
    await _outbound(postbox, talk, sent)
    for status in ("read", "sent"):
        await postbox.report(sent, status, marina.phone)
    await postbox.item(marina, {"type": "reaction", "reaction": {"message_id": sent, "emoji": "👍"}})
    await postbox.item(
        marina,
        {"type": "edit", "edit": {"original_message_id": second.id, "message": {"type": "text", "text": {"body": "remarcar"}}}},
    )
    await postbox.item(marina, {"type": "revoke", "revoke": {"original_message_id": first.id}})
    new_number = f"55119{uuid.uuid4().int % 10**8:08d}"
    system = {"body": "mudou", "type": "user_changed_number", "wa_id": new_number}
    await postbox.item(rita, {"type": "system", "system": system})
    await postbox.say(rita, "ainda do número velho")
    wish = {"wa_id": marina.phone, "category": "marketing_messages", "value": "stop", "timestamp": 1760000000}
    await postbox.change("user_preferences", {"user_preferences": [wish]})
    await postbox.change("account_alerts", {"entity_type": "BUSINESS"})
    await postbox.change("quantum_updates", {"spin": "up"})
    await postbox.change("messages", {"messages": [{"from": marina.phone, "type": "text"}]})
    for path in sorted(one for folder in ("inbound", "status", "management") for one in (PAYLOADS / folder).iterdir()):
        await postbox.post(_of(postbox, path.read_bytes()))
    await postbox.open()


def _of(postbox: Postbox, body: bytes) -> bytes:
    """The payload as if it had been sent to this number."""
    try:
        payload = json.loads(body)
    except ValueError:
        return body
    for entry in payload.get("entry", []) if isinstance(payload, dict) else []:
        entry["id"] = postbox.business.account_id
        for change in entry.get("changes", []):
            if isinstance(metadata := change.get("value", {}).get("metadata"), dict):
                metadata["phone_number_id"] = postbox.business.number_id
    return json.dumps(payload).encode()


async def test_replaying_a_whole_day_changes_nothing(postbox, admin):
    await _a_day(postbox)
    await postbox.fold()  # otherwise a worker might fold between the two looks
    before, facts = await checksum(admin, postbox.tenant_id, *ITS_OWN), await _facts(postbox)
    outcomes = await postbox.counts()
    row = await _replay(postbox)
    assert await checksum(admin, postbox.tenant_id, *ITS_OWN) == before
    assert await _facts(postbox) == facts
    assert row.state == "done"
    assert row.total == row.unchanged == sum(n for (_, what, _), n in outcomes.items() if what == "received")
    assert (row.changed, row.failed, row.waiting_anyway) == (0, 0, 0)
    assert {kind for kind, what, _ in outcomes if what == "received"} >= {
        "message", "status", "identity", "preference", "account", "unknown", "malformed",
    }  # fmt: skip


async def test_a_day_with_a_dead_letter_that_stays_dead_changes_nothing_either(postbox, admin, monkeypatch):
    async def never(*_):
        raise ValueError("unreadable_for_all_time")

    with monkeypatch.context() as patch:
        patch.setitem(opening._handlers, ParcelKind.MESSAGE, never)
        await postbox.say(postbox.sender(), "oi")
        await postbox.fold()
        before = await checksum(admin, postbox.tenant_id, *ITS_OWN)
        row = await _replay(postbox)
        assert await checksum(admin, postbox.tenant_id, *ITS_OWN) == before
    assert (row.failed, row.last_problem) == (1, "unreadable_for_all_time")


async def test_a_dead_letter_is_opened_once_its_cause_is_gone(postbox, monkeypatch):
    async def not_yet(*_):
        raise ValueError("not_yet_understood")

    marina = postbox.sender()
    with monkeypatch.context() as patch:
        patch.setitem(opening._handlers, ParcelKind.MESSAGE, not_yet)
        (said,) = await postbox.say(marina, "oi")
    await postbox.say(marina, "alguém aí?")
    row = await _replay(postbox, state="dead")
    assert (row.total, row.changed) == (1, 1)
    async with in_tenant(postbox.tenant_id) as tx:
        parcel = (await tx.session.scalars(select(Parcel).where(Parcel.dedupe_key == f"m:{said.id}"))).one()
        words = (await tx.session.scalars(select(Message.text).order_by(Message.occurred_at, Message.tiebreak))).all()
    assert (parcel.state, parcel.reason) == ("done", None)
    assert parcel.message_id
    assert sorted(str(one) for one in words) == ["alguém aí?", "oi"]
    assert (await postbox.counts())[("message", "done", "")] == 2
    again = await _replay(postbox)
    assert (again.total, again.unchanged) == (2, 2)


async def test_what_one_replay_opened_is_there_for_another_that_had_looked_at_it_before(postbox, admin, monkeypatch):
    async def not_yet(*_):
        raise ValueError("not_yet_understood")

    with monkeypatch.context() as patch:
        patch.setitem(opening._handlers, ParcelKind.MESSAGE, not_yet)
        await postbox.say(postbox.sender(), "oi")
    async with in_tenant(postbox.tenant_id) as tx:
        first = await replaying.start(tx, Selection())
    async with in_tenant(postbox.tenant_id) as tx:
        (looked_at,) = await parcels.following(tx, Selection(), None, 20)
        tx.session.expunge_all()
        await postbox.replay(first.id)
        await postbox.fold()
        before = await checksum(admin, postbox.tenant_id, *ITS_OWN)
        assert (looked_at.state, await replaying._again(tx, looked_at)) == ("dead", ("unchanged", None))
    assert await checksum(admin, postbox.tenant_id, *ITS_OWN) == before
    assert (await postbox.counts())[("message", "done", "")] == 1


async def test_a_replay_goes_on_where_a_dead_worker_left_it(postbox, monkeypatch):
    await postbox.say(postbox.sender(), *[f"{n}" for n in range(7)])
    async with in_tenant(postbox.tenant_id) as tx:
        row = await replaying.start(tx, Selection())
    monkeypatch.setattr(replaying, "_AT_ONCE", 3)
    assert await replaying._stretch(postbox.tenant_id, row.id)
    async with in_tenant(postbox.tenant_id) as tx:
        half = await replaying.find(tx, row.id)
    assert (half.state, half.total, half.unchanged) == ("running", 7, 3)
    await postbox.replay(row.id)
    async with in_tenant(postbox.tenant_id) as tx:
        whole = await replaying.find(tx, row.id)
    assert (whole.state, whole.unchanged) == ("done", 7)


async def test_a_stopped_replay_goes_no_further(postbox):
    await postbox.say(postbox.sender(), "oi")
    async with in_tenant(postbox.tenant_id) as tx:
        row = await replaying.start(tx, Selection())
    async with in_tenant(postbox.tenant_id) as tx:
        await replaying.stop(tx, row.id)
    assert not await replaying.work(Lane(postbox.tenant_id, str(row.id)))
    async with in_tenant(postbox.tenant_id) as tx:
        assert (await replaying.find(tx, row.id)).unchanged == 0


async def test_what_waits_anyway_is_left_to_wait(postbox):
    await postbox.post(message_body([say(postbox.sender(), "oi")]))
    row = await _replay(postbox)
    assert (row.total, row.waiting_anyway) == (1, 1)
    async with in_tenant(postbox.tenant_id) as tx:
        assert (await tx.session.scalars(select(Parcel.state))).one() == "waiting"


async def test_a_lane_that_a_worker_holds_is_come_back_to(postbox):
    marina = postbox.sender()
    await postbox.say(marina, "oi")
    async with in_tenant(postbox.tenant_id) as tx:
        row = await replaying.start(tx, Selection())
        parcel = (await tx.session.scalars(select(Parcel))).one()
    async with in_tenant(postbox.tenant_id) as held:
        assert await replaying.lock_lane(held, f"parcels:{parcel.connection_id}:{parcel.lane}")
        await replaying.work(Lane(postbox.tenant_id, str(row.id)))
        async with in_tenant(postbox.tenant_id) as tx:
            assert (await replaying.find(tx, row.id)).unchanged == 0
    await postbox.replay(row.id)
    async with in_tenant(postbox.tenant_id) as tx:
        assert (await replaying.find(tx, row.id)).unchanged == 1


async def test_no_business_floods_the_worker_with_replays(postbox):
    for _ in range(replaying.AT_MOST):
        async with in_tenant(postbox.tenant_id) as tx:
            await replaying.start(tx, Selection())
    with pytest.raises(ReplaysUnderWay):
        async with in_tenant(postbox.tenant_id) as tx:
            await replaying.start(tx, Selection())
    async with in_tenant(postbox.tenant_id) as tx:
        await tx.session.execute(update(Replay).values(state="stopped"))


DAY = datetime(2026, 3, 10, 3, tzinfo=UTC)  # a day of São Paulo begins, in UTC
MINUTE = timedelta(minutes=1)
CAME = {
    "the day before": DAY - timedelta(days=1), "just before": DAY - timedelta(microseconds=1), "at its first moment": DAY,
    "at noon": DAY + timedelta(hours=12), "at its last": DAY + timedelta(days=1) - timedelta(microseconds=1),
    "as the next begins": DAY + timedelta(days=1),
}  # fmt: skip
OF_THE_DAY = {"at its first moment", "at noon", "at its last"}


async def _standing(postbox: Postbox, names: dict[str, tuple[str, str]]) -> dict[tuple[str, str], tuple[str, int]]:
    async with in_tenant(postbox.tenant_id) as tx:
        found = (await tx.session.scalars(select(Parcel))).all()
    return {names[one.dedupe_key]: (one.state, one.attempts) for one in found}


@pytest.mark.parametrize("by_number", [True, False], ids=["one number", "all numbers"])
@pytest.mark.parametrize("by_day", [True, False], ids=["one day", "all days"])
async def test_only_what_lies_in_the_range_and_came_to_the_number_is_replayed(postbox, monkeypatch, by_number, by_day):
    async def not_yet(*_):
        raise ValueError("not_yet_understood")

    other = await new_postbox(postbox.tenant_id)
    names: dict[str, tuple[str, str]] = {}
    with monkeypatch.context() as patch:
        patch.setitem(opening._handlers, ParcelKind.MESSAGE, not_yet)
        for number, where in (("this", postbox), ("other", other)):
            for when, at in CAME.items():
                (said,) = await where.say(where.sender(when), when)
                names[f"m:{said.id}"] = (number, when)
                async with in_tenant(postbox.tenant_id) as tx:
                    came = update(Parcel).where(Parcel.dedupe_key == f"m:{said.id}").values(received_at=at)
                    await tx.session.execute(came)
    before = await _standing(postbox, names)
    assert {state for state, _ in before.values()} == {"dead"}
    chosen: dict[str, Any] = {"connection_id": postbox.business.connection_id} if by_number else {}
    chosen |= {"since": DAY, "until": DAY + timedelta(days=1)} if by_day else {}
    meant = {one for one in before if (not by_number or one[0] == "this") and (not by_day or one[1] in OF_THE_DAY)}
    async with in_tenant(postbox.tenant_id) as tx:
        listed, _ = await parcels.page(tx, Selection(**chosen))
    assert {names[one.dedupe_key] for one in listed} == meant
    row = await _replay(postbox, **chosen)
    after = await _standing(postbox, names)
    assert {one for one, (state, _) in after.items() if state == "done"} == meant
    assert {one: stood for one, stood in after.items() if one not in meant} == {
        one: stood for one, stood in before.items() if one not in meant
    }
    async with in_tenant(postbox.tenant_id) as tx:
        words = sorted(str(one) for one in await tx.session.scalars(select(Message.text)))
    assert words == sorted(when for _, when in meant)
    assert (row.state, row.total, row.changed, row.failed) == ("done", len(meant), len(meant), 0)


def test_a_selection_is_kept_whole():
    chosen = Selection(
        connection_id=new_id(), parcel_id=new_id(), contact_ids=(new_id(), new_id()), message_id=new_id(), since=DAY,
        until=DAY + MINUTE, state="dead", kind="message", reason="x",
    )  # fmt: skip
    assert None not in asdict(chosen).values()
    assert Selection.of_json(json.loads(json.dumps(chosen.as_json()))) == chosen
