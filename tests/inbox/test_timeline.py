"""Timelines of people who turned out to be one, and of one who turned out to be two: nothing lost, nothing twice."""

import asyncio
import uuid
from collections import Counter

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from atende.bot import reactions as bot
from atende.bot.service import pending
from atende.contacts import service as contacts
from atende.contacts.errors import LaterMergeDepends, MergeAlreadyUndone, MergeNotFound, SameContact
from atende.contacts.ports import Evidence
from atende.core.tenancy import Tx, in_tenant
from atende.inbox.events import TimelinesJoined, TimelinesSplit
from atende.inbox.models import Conversation, Message, Note
from atende.inbox.service import timeline
from atende.inbox.service.conversations import (
    ConversationNotFound,
    close_case,
    conversation_for,
    locked,
    open_case,
    sources,
)
from atende.kit.ids import new_id
from tests.contacts.people import at, new_connection, new_tenant, rows

pytestmark = pytest.mark.usefixtures("database")


async def person(tenant_id: uuid.UUID, minute: float = 0, **evidence: str) -> contacts.Recognized:
    async with in_tenant(tenant_id) as tx:
        return await contacts.recognize(tx, Evidence(**evidence), source="channel", seen_at=at(minute))


async def write(tx: Tx, connection_id: uuid.UUID, who: contacts.Recognized, minute: float, text_: str = "oi") -> uuid.UUID:
    """A customer's message, stored as the inbox stores it."""
    conversation = await conversation_for(tx, connection_id, who.contact_id)
    case_id = await open_case(tx, conversation, at=at(minute), by="customer")
    message = Message(
        tenant_id=tx.tenant_id,
        id=new_id(),
        conversation_id=conversation.id,
        connection_id=connection_id,
        case_id=case_id,
        direction="in",
        author_kind="customer",
        identity_id=who.identity_id,
        kind="text",
        text=text_,
        external_id=f"wamid.{uuid.uuid4().hex}",
        occurred_at=at(minute),
        tiebreak=f"{minute}",
        status="received",
    )
    tx.session.add(message)
    await tx.session.flush()
    conversation.unread_count += 1
    if conversation.last_inbound_at is None or conversation.last_inbound_at <= at(minute):
        conversation.last_inbound_at = at(minute)
        conversation.last_message_id = message.id
        conversation.last_activity_at = at(minute)
    return message.id


async def merge(tenant_id: uuid.UUID, winner: uuid.UUID, loser: uuid.UUID) -> contacts.Merged:
    async with in_tenant(tenant_id) as tx:
        merged = await contacts.merge(tx, winner, loser, reason="staff", evidence={})
        await timeline.join(tx, merged)
        return merged


async def undo(tenant_id: uuid.UUID, merge_id: uuid.UUID) -> None:
    async with in_tenant(tenant_id) as tx:
        await contacts.undo_merge(tx, merge_id)
        await timeline.split(tx, merge_id)


_WATCHED = {
    "contacts_contacts": "id, name, name_source, search_text, merged_into_id",
    "contacts_identities": "*",
    "inbox_conversations": "*",
    "inbox_cases": "*",
    "inbox_messages": "*",
    "inbox_notes": "*",
}


async def picture(tenant_id: uuid.UUID) -> dict[str, list[dict]]:
    """Everything a merge touches, row by row."""
    return {t: await rows(tenant_id, f"select {columns} from {t} order by id") for t, columns in _WATCHED.items()}


async def transcript(tenant_id: uuid.UUID) -> list[uuid.UUID]:
    """Every message that some living timeline shows."""
    found = await rows(
        tenant_id,
        "select m.id from inbox_messages m join inbox_conversations c"
        " on c.tenant_id = m.tenant_id and c.id = m.conversation_id where c.merged_into_id is null",
    )
    return [row["id"] for row in found]


async def two_people(tenant_id: uuid.UUID) -> tuple[uuid.UUID, contacts.Recognized, contacts.Recognized]:
    async with in_tenant(tenant_id) as tx:
        connection_id = await new_connection(tx)
    ana = await person(tenant_id, phone="5511987654321", name="Ana")
    user = await person(tenant_id, 1, user_id="BR.1", name="ana ✨")
    return connection_id, ana, user


async def test_fifty_at_once_find_one_conversation_and_one_open_case():
    tenant_id = await new_tenant()
    connection_id, ana, _ = await two_people(tenant_id)

    async def once(n: int) -> uuid.UUID:
        async with in_tenant(tenant_id) as tx:
            await write(tx, connection_id, ana, n)
            return (await conversation_for(tx, connection_id, ana.contact_id)).id

    assert len(set(await asyncio.gather(*(once(n) for n in range(50))))) == 1
    assert (await rows(tenant_id, "select count(*) as n from inbox_cases"))[0]["n"] == 1
    assert (await rows(tenant_id, "select unread_count from inbox_conversations"))[0]["unread_count"] == 50


async def test_a_case_opens_once_and_closes_once():
    tenant_id = await new_tenant()
    connection_id, ana, _ = await two_people(tenant_id)
    async with in_tenant(tenant_id) as tx:
        conversation = await conversation_for(tx, connection_id, ana.contact_id)
        first = await open_case(tx, conversation, at=at(0), by="customer")
        assert await open_case(tx, conversation, at=at(1), by="customer") == first
        assert await close_case(tx, conversation, at=at(2), by="user:1") == first
        assert await close_case(tx, conversation, at=at(3), by="user:1") is None
        assert await open_case(tx, conversation, at=at(4), by="customer") != first
        assert [f.name for f in tx.facts] == ["inbox.case_opened", "inbox.case_closed", "inbox.case_opened"]


async def test_joined_timelines_are_one_and_parted_again_are_what_they_were():
    tenant_id = await new_tenant()
    connection_id, ana, user = await two_people(tenant_id)
    async with in_tenant(tenant_id) as tx:
        for minute in (1, 4):
            await write(tx, connection_id, ana, minute)
        for minute in (2, 9):
            await write(tx, connection_id, user, minute)
        conversation = await conversation_for(tx, connection_id, user.contact_id)
        tx.session.add(
            Note(tenant_id=tenant_id, id=new_id(), conversation_id=conversation.id, author_user_id=new_id(), body="gosta de café")
        )
    before = await picture(tenant_id)
    messages = Counter(await transcript(tenant_id))
    merged = await merge(tenant_id, ana.contact_id, user.contact_id)
    assert Counter(await transcript(tenant_id)) == messages
    living = await rows(tenant_id, "select * from inbox_conversations where merged_into_id is null")
    assert len(living) == 1
    assert living[0]["unread_count"] == 4
    assert living[0]["last_inbound_at"] == at(9)
    opened = await rows(tenant_id, "select closed_by from inbox_cases order by opened_at")
    assert [row["closed_by"] for row in opened] == [None, "merge"]
    async with in_tenant(tenant_id) as tx:
        assert (await conversation_for(tx, connection_id, user.contact_id)).id == living[0]["id"]
        assert len(await sources(tx, living[0]["id"])) == 2
        assert (await locked(tx, conversation.id)).id == living[0]["id"]
    await undo(tenant_id, merged.merge_id)
    assert await picture(tenant_id) == before


async def test_a_timeline_without_counterpart_changes_its_person_and_back():
    tenant_id = await new_tenant()
    connection_id, ana, user = await two_people(tenant_id)
    async with in_tenant(tenant_id) as tx:
        await write(tx, connection_id, user, 3)
    before = await picture(tenant_id)
    merged = await merge(tenant_id, ana.contact_id, user.contact_id)
    only = (await rows(tenant_id, "select id, contact_id from inbox_conversations"))[0]
    assert only == {"id": before["inbox_conversations"][0]["id"], "contact_id": ana.contact_id}
    await undo(tenant_id, merged.merge_id)
    assert await picture(tenant_id) == before


@pytest.mark.parametrize("has_own", [True, False])
async def test_what_was_written_since_goes_to_who_wrote_it(has_own):
    tenant_id = await new_tenant()
    connection_id, ana, user = await two_people(tenant_id)
    async with in_tenant(tenant_id) as tx:
        await write(tx, connection_id, user, 1)
        if has_own:
            await write(tx, connection_id, ana, 2)
    merged = await merge(tenant_id, ana.contact_id, user.contact_id)
    by_ana, by_user = await person(tenant_id, 3, phone="551187654321"), await person(tenant_id, 4, user_id="BR.1")
    async with in_tenant(tenant_id) as tx:
        from_ana = await write(tx, connection_id, by_ana, 3)
        from_user = await write(tx, connection_id, by_user, 4)
    messages = Counter(await transcript(tenant_id))
    await undo(tenant_id, merged.merge_id)
    assert Counter(await transcript(tenant_id)) == messages
    found = await rows(
        tenant_id,
        "select m.id, c.contact_id, k.conversation_id = c.id as case_fits, k.closed_at is null as is_open"
        " from inbox_messages m"
        " join inbox_conversations c on c.tenant_id = m.tenant_id and c.id = m.conversation_id"
        " join inbox_cases k on k.tenant_id = m.tenant_id and k.id = m.case_id",
    )
    by_id = {row["id"]: row for row in found}
    assert by_id[from_ana]["contact_id"] == ana.contact_id
    assert by_id[from_user]["contact_id"] == user.contact_id
    assert all(row["case_fits"] and row["is_open"] for row in found)
    standing = await rows(tenant_id, "select contact_id, unread_count, last_message_id, last_inbound_at from inbox_conversations")
    by_contact = {row["contact_id"]: row for row in standing}
    assert by_contact[ana.contact_id]["last_message_id"] == from_ana
    assert by_contact[ana.contact_id]["last_inbound_at"] == at(3)
    assert by_contact[user.contact_id]["last_message_id"] == from_user
    assert by_contact[ana.contact_id]["unread_count"] == (2 if has_own else 1)
    assert by_contact[user.contact_id]["unread_count"] == 2


async def test_a_persons_ownership_survives_the_join_and_is_stated():
    tenant_id = await new_tenant()
    connection_id, ana, user = await two_people(tenant_id)
    colleague = new_id()
    async with in_tenant(tenant_id) as tx:
        await write(tx, connection_id, ana, 1)
        await write(tx, connection_id, user, 2)
        conversation = await conversation_for(tx, connection_id, user.contact_id)
        conversation.owner_kind, conversation.owner_user_id, conversation.owned_since = "person", colleague, at(2)
    async with in_tenant(tenant_id) as tx:
        merged = await contacts.merge(tx, ana.contact_id, user.contact_id, reason="staff", evidence={})
        await timeline.join(tx, merged)
        joined = await conversation_for(tx, connection_id, ana.contact_id)
        assert (joined.owner_kind, joined.owner_user_id) == ("person", colleague)
        assert [f.name for f in tx.facts][-2:] == ["inbox.timelines_joined", "inbox.ownership_changed"]
    assert await rows(tenant_id, "select id from inbox_conversations where owner_kind = 'person'") == [{"id": joined.id}]


async def test_the_same_client_id_on_both_sides_does_not_stand_in_the_way():
    tenant_id = await new_tenant()
    connection_id, ana, user = await two_people(tenant_id)
    client_id = new_id()
    async with in_tenant(tenant_id) as tx:
        for minute, who in enumerate((ana, user)):
            message = await tx.session.get(Message, (tenant_id, await write(tx, connection_id, who, minute)))
            message.client_id = client_id
    before = await picture(tenant_id)
    merged = await merge(tenant_id, ana.contact_id, user.contact_id)
    await undo(tenant_id, merged.merge_id)
    assert await picture(tenant_id) == before


async def test_refusals_of_undoing():
    tenant_id = await new_tenant()
    _, ana, user = await two_people(tenant_id)
    third = await person(tenant_id, 2, phone="5521999990000")
    first = await merge(tenant_id, ana.contact_id, user.contact_id)
    with pytest.raises(SameContact):
        await merge(tenant_id, ana.contact_id, user.contact_id)
    second = await merge(tenant_id, third.contact_id, user.contact_id)
    assert second.loser_id == ana.contact_id
    with pytest.raises(LaterMergeDepends) as refusal:
        await undo(tenant_id, first.merge_id)
    assert refusal.value.params == {"merge_id": str(second.merge_id)}
    with pytest.raises(MergeNotFound):
        await undo(await new_tenant(), first.merge_id)
    await undo(tenant_id, second.merge_id)
    await undo(tenant_id, first.merge_id)
    with pytest.raises(MergeAlreadyUndone):
        await undo(tenant_id, first.merge_id)


async def test_evidence_does_not_merge_again_what_a_person_took_apart():
    tenant_id = await new_tenant()
    _, _, user = await two_people(tenant_id)
    both = await person(tenant_id, 3, phone="5511987654321", user_id="BR.1")
    await undo(tenant_id, both.merges[0].merge_id)
    again = await person(tenant_id, 4, phone="5511987654321", user_id="BR.1")
    assert again.merges == []
    assert again.contact_id == user.contact_id


async def test_first_messages_and_a_merge_at_once_end_in_one_timeline():
    tenant_id = await new_tenant()
    connection_id, _, _ = await two_people(tenant_id)

    async def message(n: int) -> uuid.UUID:
        who = ({"phone": "5511987654321"}, {"user_id": "BR.1"}, {"phone": "551187654321", "user_id": "BR.1"})[n % 3]
        async with in_tenant(tenant_id) as tx:
            found = await contacts.recognize(tx, Evidence(**who), source="channel", seen_at=at(n))
            for merged in found.merges:
                await timeline.join(tx, merged)
            return await write(tx, connection_id, found, n)

    written = await asyncio.gather(*(message(n) for n in range(48)))
    assert Counter(await transcript(tenant_id)) == Counter(written)
    assert len(await rows(tenant_id, "select id from inbox_conversations where merged_into_id is null")) == 1
    astray = await rows(
        tenant_id,
        "select 1 from inbox_conversations c join contacts_contacts p on p.tenant_id = c.tenant_id and p.id = c.contact_id"
        " where c.merged_into_id is null and p.merged_into_id is not null",
    )
    assert astray == []
    assert len(await rows(tenant_id, "select id from inbox_cases where closed_at is null")) == 1


PEOPLE = [{"phone": "5511987650001"}, {"user_id": "BR.2"}, {"phone": "551133445566"}, {"user_id": "BR.4"}]


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
async def test_any_merges_undone_in_turn_restore_every_row(data):
    tenant_id = await new_tenant()
    async with in_tenant(tenant_id) as tx:
        numbers = [await new_connection(tx), await new_connection(tx)]
    people = [await person(tenant_id, n, **evidence) for n, evidence in enumerate(PEOPLE)]
    writing = st.tuples(st.integers(0, 3), st.integers(0, 1), st.booleans())
    for minute, (who, number, closes) in enumerate(data.draw(st.lists(writing, max_size=10))):
        async with in_tenant(tenant_id) as tx:
            await write(tx, numbers[number], people[who], minute)
            conversation: Conversation = await conversation_for(tx, numbers[number], people[who].contact_id)
            if closes:
                await close_case(tx, conversation, at=at(minute), by="user:1")
                conversation.unread_count = 0
    everything = Counter(await transcript(tenant_id))
    pictures, merged = [], []
    for winner, loser in data.draw(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3)), max_size=4)):
        before = await picture(tenant_id)
        try:
            merged.append(await merge(tenant_id, people[winner].contact_id, people[loser].contact_id))
        except SameContact:
            continue
        pictures.append(before)
        assert Counter(await transcript(tenant_id)) == everything
        counted = await rows(
            tenant_id,
            "select id from inbox_conversations where merged_into_id is null and contact_id in"
            " (select id from contacts_contacts where merged_into_id is not null)",
        )
        assert counted == []
    for done, before in zip(reversed(merged), reversed(pictures), strict=True):
        await undo(tenant_id, done.merge_id)
        assert await picture(tenant_id) == before


async def test_another_tenants_conversation_is_not_found():
    tenant_id, other = await new_tenant(), await new_tenant()
    connection_id, ana, _ = await two_people(tenant_id)
    async with in_tenant(tenant_id) as tx:
        conversation = await conversation_for(tx, connection_id, ana.contact_id)
    async with in_tenant(other) as tx:
        assert (await tx.session.execute(text("select 1 from inbox_conversations"))).all() == []
    with pytest.raises(ConversationNotFound):
        async with in_tenant(other) as tx:
            await locked(tx, conversation.id)


async def test_what_waits_for_the_bot_follows_its_message_both_ways():
    tenant_id = await new_tenant()
    connection_id, ana, user = await two_people(tenant_id)
    async with in_tenant(tenant_id) as tx:
        await write(tx, connection_id, ana, 1)
        waiting = await write(tx, connection_id, user, 2)
        mine = (await conversation_for(tx, connection_id, ana.contact_id)).id
        theirs = (await conversation_for(tx, connection_id, user.contact_id)).id
        await pending.add(tx, theirs, waiting)

    async def where() -> list[dict]:
        return await rows(
            tenant_id,
            "select p.conversation_id, s.turn_due_at is not null as is_due from bot_pending_inputs p"
            " join bot_sessions s on s.tenant_id = p.tenant_id and s.conversation_id = p.conversation_id",
        )

    async with in_tenant(tenant_id) as tx:
        merged = await contacts.merge(tx, ana.contact_id, user.contact_id, reason="staff", evidence={})
        await timeline.join(tx, merged)
        await bot.timelines_joined(
            tx, TimelinesJoined(merge_id=merged.merge_id, from_conversation_id=theirs, to_conversation_id=mine)
        )
    assert await where() == [{"conversation_id": mine, "is_due": True}]
    async with in_tenant(tenant_id) as tx:
        await contacts.undo_merge(tx, merged.merge_id)
        await timeline.split(tx, merged.merge_id)
        (split,) = [fact for fact in tx.facts if isinstance(fact, TimelinesSplit)]
        await bot.timelines_split(tx, split)
    assert await where() == [{"conversation_id": theirs, "is_due": True}]
