"""Once, in order, with the right person: however often, however late and by whichever door it comes (promises R2 to R5)."""

import asyncio
import itertools
import random
import time
import uuid
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.flows.install import Business, Install, some_number, text, until
from tests.providers.meta_whatsapp import bodies

FOLDERS = ("inbound", "status", "management", "batch", "malformed")
FILES = [name for folder in FOLDERS for name in bodies.names(folder)]


async def test_a_burst_of_ten_is_one_turn(clinic: Business):
    marina = await clinic.phone()
    words = ["oi", "bom dia", "tudo bem?", "vi vocês no insta", "queria saber", "uma coisa", "o preço", "da limpeza", "ok?", "tá"]
    for word in words:
        await marina.says(word)
    await marina.hears()
    turns = await clinic.install.sql("select input_message_ids from bot_turns where tenant_id = $1", uuid.UUID(clinic.id))
    assert len(turns) == 1
    conversation = await clinic.only_conversation()
    assert len(await clinic.messages(conversation["id"], direction="in")) == 10


async def test_delivered_five_times_to_two_instances_it_stands_and_is_answered_once(clinic: Business):
    install = clinic.install
    doors = [install.url, await install.second()]
    messages = [text("oi", sender=some_number()) for _ in range(6)]
    posts = [install.post(clinic.body(m), url=doors[n % 2]) for m in messages for n in range(random.Random(7).randint(2, 5))]
    random.Random(7).shuffle(posts)
    assert set(await asyncio.gather(*posts)) == {200}
    await clinic.settled()
    tenant = uuid.UUID(clinic.id)
    rows = await install.sql("select external_id from inbox_messages where tenant_id = $1 and direction = 'in'", tenant)
    assert sorted(row[0] for row in rows) == sorted(m["id"] for m in messages)

    async def all_turned() -> bool:
        return (await install.sql("select count(*) from bot_turns where tenant_id = $1", tenant))[0][0] == len(messages)

    await until(all_turned, what="six turns")
    answers = await install.sql(
        "select count(*), count(distinct conversation_id) from inbox_messages where tenant_id = $1 and direction = 'out'", tenant
    )
    assert answers[0][0] == answers[0][1] == len(messages)


async def test_fifty_first_messages_at_once_make_one_person_and_one_thread(clinic: Business):
    install, sender = clinic.install, some_number()
    forms = (sender, sender[:4] + sender[5:])  # with and without the ninth digit
    posts = [install.post(clinic.body(text(f"mensagem {n}", sender=forms[n % 2]))) for n in range(50)]
    assert set(await asyncio.gather(*posts)) == {200}
    await clinic.settled()
    conversation = await clinic.only_conversation()
    assert len(await clinic.messages(conversation["id"], direction="in")) == 50
    tenant = uuid.UUID(clinic.id)
    assert (await install.sql("select count(*) from contacts_contacts where tenant_id = $1", tenant))[0][0] == 1
    assert (await install.sql("select count(*) from inbox_cases where tenant_id = $1", tenant))[0][0] == 1


def _addressed(value: Any, business: Business) -> Any:
    """A recorded payload with this business's number and account in place of the recorded ones."""
    if isinstance(value, dict):
        return {key: _addressed(one, business) for key, one in value.items()}
    if isinstance(value, list):
        return [_addressed(one, business) for one in value]
    if value == "110098765432101":
        return business.connection["number_id"]
    return business.connection["account_id"] if value == "104512345678901" else value


def _recorded(name: str, business: Business) -> bytes | dict[str, Any]:
    raw = bodies.raw(name)
    try:
        return _addressed(bodies.loaded(name), business)
    except (ValueError, UnicodeDecodeError, RecursionError):
        return raw


async def test_every_recorded_payload_has_a_named_outcome_and_a_replay_changes_nothing(clinic: Business):
    install, tenant = clinic.install, uuid.UUID(clinic.id)
    await clinic.api("PUT", "bot", json={**await clinic.api("GET", "bot"), "is_on": False})
    payloads = [_recorded(name, clinic) for name in FILES]
    for name, payload in zip(FILES, payloads, strict=True):
        assert await install.post(payload) == 200, name
    await clinic.settled()
    rows = await install.sql("select kind, state, reason from integrations_parcels where tenant_id = $1", tenant)
    assert rows
    for kind, state, reason in rows:
        assert state in ("done", "ignored"), (kind, state, reason)
        assert state == "done" or reason, (kind, state)
    sending = "select count(*) from inbox_messages where tenant_id = $1 and status in ('queued', 'sending')"

    async def is_quiet() -> bool:
        pending = await install.sql("select count(*) from bot_pending_inputs where tenant_id = $1", tenant)
        sends = await install.sql(sending, tenant)
        return pending[0][0] == sends[0][0] == 0

    await until(is_quiet, what="the dust settling")
    before = await _kept(install, tenant)
    for payload in payloads:
        assert await install.post(payload) == 200
    await clinic.settled()
    after = await _kept(install, tenant)
    assert {table for table in before if before[table] != after[table]} == set()


async def _kept(install: Install, tenant: uuid.UUID) -> dict[str, str]:
    """Every row of the tenant by table; but that something came again is counted (custody), and files of recorded messages do
    not exist in the twin, so their tries go on meanwhile."""
    tables = await install.sql(
        "select c.relname from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attname = 'tenant_id'"
        " where c.relnamespace = 'atende'::regnamespace and c.relkind in ('r', 'p')"
    )
    found = {}
    for (table,) in tables:
        if table.startswith("integrations_tall"):
            continue
        row, where = "to_jsonb(x)", "tenant_id = $1"
        if table == "inbox_messages":
            row += " - 'media_state' - 'media_due_at' - 'media_attempts' - 'error'"
        if table == "facts":
            where += " and name <> 'inbox.message_amended'"
        rows = f"select ({row})::text as r from {table} x where {where}"
        query = f"select md5(coalesce(string_agg(r, '|' order by r), '')) from ({rows}) y"
        found[table] = (await install.sql(query, tenant))[0][0]
    return found


@pytest.fixture
async def quiet(clinic: Business) -> Business:
    """The clinic with its bot off: transcripts of what comes in only."""
    await clinic.api("PUT", "bot", json={**await clinic.api("GET", "bot"), "is_on": False})
    return clinic


def _events(sender: str, mark: str) -> list[dict[str, Any]]:
    at = int(time.time()) - 300
    wamid = [f"wamid.{mark}{n}" for n in range(4)]
    said = [text(f"linha {n}", sender=sender, wamid=wamid[n], at=at + n) for n in range(4)]
    reaction = {
        "id": f"wamid.{mark}r", "from": sender, "timestamp": str(at + 10), "type": "reaction",
        "reaction": {"message_id": wamid[0], "emoji": "👍"},
    }  # fmt: skip
    return [*said, reaction]


@settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(order=st.permutations(range(5)))
def test_any_order_of_the_same_events_reads_alike(quiet: Business, order: list[int], loop_of_tests):
    loop_of_tests(_reads_alike(quiet, order))


async def _reads_alike(business: Business, order: list[int]) -> None:
    business = replace(business, owner=business.owner.elsewhere())
    sender, mark = some_number(), uuid.uuid4().hex
    events = _events(sender, mark)
    for place in order:
        assert await business.install.post(business.body(events[place])) == 200
    await business.settled()
    rows = await business.install.sql(
        "select m.conversation_id from inbox_messages m where m.tenant_id = $1 and m.external_id = $2",
        uuid.UUID(business.id),
        events[0]["id"],
    )
    items = await business.messages(str(rows[0][0]))
    assert [item["text"] for item in items] == [f"linha {n}" for n in range(4)]
    assert items[0]["reactions"] == [{"emoji": "👍", "by": "customer"}]
    await business.owner.client.aclose()


async def test_statuses_in_any_order_end_alike(clinic: Business):
    marina = await clinic.phone()
    await marina.says("oi")
    await marina.hears()
    conversation = await clinic.only_conversation()
    sent = (await clinic.messages(conversation["id"], direction="out"))[0]
    external = (await clinic.install.sql("select external_id from inbox_messages where id = $1", uuid.UUID(sent["id"])))[0][0]
    now = int(time.time())
    for order in list(itertools.permutations(("sent", "delivered", "read")))[:3]:
        for n, status in enumerate(order):
            report = {"id": external, "status": status, "timestamp": str(now + n), "recipient_id": marina.number}
            assert await clinic.install.post(clinic.body(statuses=[report])) == 200
        await clinic.settled()
        assert (await clinic.api("GET", f"messages/{sent['id']}"))["status"] == "read"
