"""Bot, person or nobody: one owner, changed in one transaction; the bot never speaks after a person."""

import asyncio
import contextlib
import random
from datetime import timedelta

import pytest
from sqlalchemy import select, text, update

from atende.accounts.models import Membership
from atende.core import clock as core_clock
from atende.core.jobs import Lane
from atende.inbox.errors import AlreadyOwned, NotInTheInbox, NotYourTurn
from atende.inbox.models import Message
from atende.inbox.ports import MessageKind
from atende.inbox.rules import Author, AuthorKind
from atende.inbox.service import ownership
from atende.inbox.service.send import Draft, resend, send
from atende.kit.refusal import NotFound
from tests.inbox.conftest import BOT
from tests.inbox.peer import CUT, ok

_SOMEBODY_WAITS = text(
    "select exists (select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock')"
)


async def test_assuming_drops_what_the_bot_had_queued(desk, peer):
    queued = await desk.say("do bot")
    async with desk.tx(desk.ana) as tx:
        row = await ownership.assume(tx, desk.conversation_id)
    assert (row.owner_kind, row.owner_user_id) == ("person", desk.ana)
    await desk.deliver()
    assert (await desk.message(queued.id)).status == "dropped"
    assert peer.calls == []
    (changed,) = await desk.facts("ownership_changed")
    assert (changed["from_kind"], changed["to_kind"], changed["reason"]) == ("bot", "person", "assumed")


async def test_what_another_person_has_is_not_taken_unless_forced(desk):
    async with desk.tx(desk.ana) as tx:
        await ownership.assume(tx, desk.conversation_id)
        await ownership.assume(tx, desk.conversation_id)
    with pytest.raises(AlreadyOwned):
        async with desk.tx(desk.bia) as tx:
            await ownership.assume(tx, desk.conversation_id)
    with pytest.raises(NotYourTurn):
        await desk.say("de quem?", by=desk.bia)
    async with desk.tx(desk.bia) as tx:
        await ownership.assume(tx, desk.conversation_id, force=True)
    assert (await desk.conversation()).owner_user_id == desk.bia
    assert len(await desk.facts("ownership_changed")) == 2


async def test_of_many_who_take_it_at_once_one_has_it(desk):
    async def take(user):
        async with desk.tx(user) as tx:
            await ownership.assume(tx, desk.conversation_id)

    ends = await asyncio.gather(*(take(u) for u in [desk.ana, desk.bia] * 4), return_exceptions=True)
    assert sum(isinstance(e, AlreadyOwned) for e in ends) == 4
    assert len(await desk.facts("ownership_changed")) == 1


async def test_a_hand_over_has_a_result_and_its_announcement_goes_out_once(desk, peer):
    due = core_clock.now() + timedelta(minutes=30)
    async with desk.tx() as tx:
        done = await ownership.hand_off(tx, desk.conversation_id, "asked", due)
        assert done.is_new
        draft = Draft(MessageKind.TEXT, "Alguém já vem.", is_notice=True)
        await send(tx, desk.conversation_id, draft, BOT)
    async with desk.tx() as tx:
        assert not (await ownership.hand_off(tx, desk.conversation_id, "asked", due)).is_new
    with pytest.raises(NotYourTurn):
        await desk.say("e mais isto")
    await desk.deliver()
    assert peer.texts() == ["Alguém já vem."]
    row = await desk.conversation()
    assert (row.owner_kind, row.handoff_reason, row.due_at) == ("nobody", "asked", due)
    assert row.waiting_since is not None
    assert len(await desk.facts("handoff_requested")) == 1


async def test_a_person_who_writes_has_the_conversation_and_nobody_waits(desk, peer):
    async with desk.tx() as tx:
        await ownership.hand_off(tx, desk.conversation_id, "asked", None)
    await desk.say("Oi, sou a Ana", by=desk.ana)
    row = await desk.conversation()
    assert (row.owner_kind, row.owner_user_id, row.waiting_since) == ("person", desk.ana, None)


async def test_the_phone_app_suspends_the_bot(desk, peer):
    queued = await desk.say("do bot")
    async with desk.tx() as tx:
        row = await ownership.locked(tx, desk.conversation_id)
        await ownership.person_spoke(tx, row, user_id=None)
    assert (await desk.conversation()).owner_kind == "nobody"
    await desk.deliver()
    assert (await desk.message(queued.id)).status == "dropped"
    (changed,) = await desk.facts("ownership_changed")
    assert changed["reason"] == "phone_app"


async def test_assigning_names_a_colleague_or_the_queue(desk):
    async with desk.tx(desk.ana) as tx:
        await ownership.assign(tx, desk.conversation_id, desk.bia)
    assert (await desk.conversation()).owner_user_id == desk.bia
    with pytest.raises(NotFound):
        async with desk.tx(desk.ana) as tx:
            await ownership.assign(tx, desk.conversation_id, desk.tenant_id)
    async with desk.tx(desk.ana) as tx:
        await ownership.assign(tx, desk.conversation_id, None)
    row = await desk.conversation()
    assert (row.owner_kind, row.owner_user_id) == ("nobody", None)
    assert row.waiting_since is not None


@pytest.mark.parametrize("permissions", [["settings"], ["settings", "inbox:read"]])
async def test_nothing_is_assigned_to_a_colleague_who_may_not_answer_in_the_inbox(desk, permissions):
    async with desk.tx() as tx:
        await tx.session.execute(update(Membership).where(Membership.user_id == desk.bia).values(permissions=permissions))
    with pytest.raises(NotInTheInbox):
        async with desk.tx(desk.ana) as tx:
            await ownership.assign(tx, desk.conversation_id, desk.bia)
    assert (await desk.conversation()).owner_user_id is None
    async with desk.tx() as tx:
        await tx.session.execute(update(Membership).where(Membership.user_id == desk.bia).values(role="owner"))
    async with desk.tx(desk.ana) as tx:
        await ownership.assign(tx, desk.conversation_id, desk.bia)
    assert (await desk.conversation()).owner_user_id == desk.bia


async def test_the_bot_comes_back_by_itself_when_it_is_time(desk, clock):
    async with desk.tx() as tx:
        at = tx.now + timedelta(minutes=5)
        await ownership.hand_off(tx, desk.conversation_id, "asked", None, return_at=at)
    async with desk.tx(desk.ana) as tx:
        await ownership.assume(tx, desk.conversation_id)
        await ownership.return_by(tx, desk.conversation_id, at)
    assert desk.lane not in await ownership.returns_due(1000)
    clock.shift(timedelta(minutes=6))
    assert desk.lane in await ownership.returns_due(1000)
    await ownership.take_back(Lane(desk.tenant_id, str(desk.conversation_id)))
    row = await desk.conversation()
    assert (row.owner_kind, row.waiting_since, row.return_at) == ("bot", None, None)
    assert [f["reason"] for f in await desk.facts("ownership_changed")] == ["asked", "assumed", "auto_return"]


@pytest.mark.parametrize("seed", range(40))
async def test_the_customer_never_reads_the_bot_after_a_person(desk, peer, clock, seed):
    """A person's message and the bot's replies within the same 50 ms, workers running, answers slow or lost."""
    chance = random.Random(seed)
    peer.delay = chance.choice([0, 0.002, 0.01])

    async def mostly(request):
        is_bot = request["text"]["body"].startswith("bot")
        return CUT if is_bot and chance.random() < 0.15 else ok(request)

    peer.script = [mostly] * 20

    async def bot():
        for n in range(4):
            await asyncio.sleep(chance.uniform(0, 0.0125))
            with contextlib.suppress(NotYourTurn):
                await desk.say(f"bot {n}")

    async def person():
        await asyncio.sleep(chance.uniform(0, 0.05))
        await desk.say("pessoa", by=desk.ana)

    async def worker():
        for _ in range(12):
            await desk.deliver()
            await asyncio.sleep(chance.uniform(0, 0.01))

    await asyncio.gather(bot(), person(), worker(), worker())
    for n in range(1, 6):
        clock.shift(timedelta(seconds=125 * n))
        await desk.deliver()
    read = peer.texts()
    assert read[-1] == "pessoa"
    assert read == sorted(read)  # bot 0 < bot 1 < ... < pessoa: in order, and nothing of the bot after the person
    assert len(read) == len(set(read))


async def test_nobody_is_given_a_conversation_while_they_are_being_removed(desk):
    removed = asyncio.Event()

    async def remove():
        async with desk.tx(desk.bia) as tx:
            member = (await tx.session.scalars(select(Membership).where(Membership.user_id == desk.ana))).one()
            member.is_active = False
            await tx.session.flush()
            removed.set()
            while not await tx.session.scalar(_SOMEBODY_WAITS):
                await asyncio.sleep(0.01)
                await tx.session.execute(text("select pg_stat_clear_snapshot()"))  # a transaction sees what it saw first
            await ownership.release(tx, desk.ana, "member_removed")

    failed = await desk.say("do bot")
    async with desk.tx() as tx:
        await tx.session.execute(update(Message).where(Message.id == failed.id).values(status="failed"))

    async def give(who, verb):
        await removed.wait()
        async with desk.tx(who) as tx:
            await verb(tx)

    for who, verb in (
        (desk.bia, lambda tx: ownership.assign(tx, desk.conversation_id, desk.ana)),
        (desk.bia, lambda tx: ownership.assume(tx, desk.conversation_id, user_id=desk.ana)),
        (desk.bia, lambda tx: send(tx, desk.conversation_id, Draft(MessageKind.TEXT, "oi"), Author(AuthorKind.USER, desk.ana))),
        (desk.ana, lambda tx: resend(tx, failed.id)),
    ):
        removed.clear()
        async with desk.tx(desk.bia) as tx:
            (await tx.session.scalars(select(Membership).where(Membership.user_id == desk.ana))).one().is_active = True
        async with asyncio.timeout(30):
            _, given = await asyncio.gather(remove(), give(who, verb), return_exceptions=True)
        assert isinstance(given, NotFound | NotYourTurn)
        assert (await desk.conversation()).owner_user_id is None
