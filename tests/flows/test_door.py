"""The door: whom it lets in, what it says when it cannot, and what happens to a parcel that nobody can open."""

import asyncio
import json
import uuid
from collections.abc import AsyncIterator
from pathlib import Path

import asyncpg
import httpx
import pytest

from tests.database import Database
from tests.flows.conftest import Founding
from tests.flows.install import Business, Install, sign, some_number, text, until


async def _unrouted(install: Install) -> int:
    return (await install.sql("select count(*) from integrations_unrouted"))[0][0]


async def _parcels(*businesses: Business) -> int:
    """Theirs alone: the twin may still be telling an earlier test's business what became of an answer."""
    whose = [uuid.UUID(one.id) for one in businesses]
    return (await businesses[0].install.sql("select count(*) from integrations_parcels where tenant_id = any($1)", whose))[0][0]


async def _knock(install: Install, raw: bytes, signature: str | None, path: str = "/hooks/whatsapp") -> httpx.Response:
    headers = {"content-type": "application/json"}
    if signature is not None:
        headers["x-hub-signature-256"] = signature
    async with install.http() as client:
        return await client.post(install.url + path, content=raw, headers=headers)


async def test_without_the_right_signature_nothing_is_stored(clinic: Business, found: Founding):
    install = clinic.install
    other = await found("clinic")
    own = await other.api("POST", "connections", json={
        "name": "Própria", "phone": f"+551130{uuid.uuid4().int % 10**6:06d}", "number_id": str(uuid.uuid4().int)[:15],
        "account_id": "1", "token": "EAAx", "app_secret": "segredo-do-outro",
    })  # fmt: skip
    body = json.dumps(clinic.body(text("oi", sender=some_number()))).encode()
    right = sign(body)
    before = (await _parcels(clinic, other), await _unrouted(install))
    wrong = [
        None, "", "sha256=", right[:-1], right[:20], right.removeprefix("sha256="), "sha1=" + right[7:], sign(body + b" "),
        sign(body, "segredo-do-outro"), sign(body, "segredo-de-ninguem"),
    ]  # fmt: skip
    for signature in wrong:
        assert (await _knock(install, body, signature)).status_code == 401, signature
    # The install's own secret does not open the door of a number that has an app of its own, and the other way round.
    assert (await _knock(install, body, right, f"/hooks/whatsapp/{own['id']}")).status_code == 401
    assert (await _parcels(clinic, other), await _unrouted(install)) == before
    # The other app's secret opens its own door, and nobody else's number behind it.
    answer = await _knock(install, body, sign(body, "segredo-do-outro"), f"/hooks/whatsapp/{own['id']}")
    assert answer.status_code == 200
    assert (await _parcels(clinic, other), await _unrouted(install)) == (before[0], before[1] + 1)
    # The row says by whose secret it was believed, so that whoever owns the number is never handed it.
    through = await install.sql("select through_id from integrations_unrouted order by received_at desc, id desc limit 1")
    assert through[0][0] == uuid.UUID(own["id"])
    assert (await _knock(install, body, right)).status_code == 200


async def test_three_megabytes_pass_and_more_than_the_limit_does_not(clinic: Business):
    sender = some_number()
    many = [text("x" * 900, sender=sender) for _ in range(2800)]
    body = json.dumps(clinic.body(*many)).encode()
    assert len(body) > 3_000_000
    assert (await _knock(clinic.install, body, sign(body))).status_code == 200
    found = await clinic.install.sql("select count(*) from integrations_parcels where tenant_id = $1", uuid.UUID(clinic.id))
    assert found[0][0] == 2800
    await clinic.install.sql(
        "update integrations_parcels set state = 'ignored', reason = 'test_over' where tenant_id = $1 and state = 'waiting'",
        uuid.UUID(clinic.id),
    )
    big = b"x" * (5 * 1024 * 1024)
    assert (await _knock(clinic.install, big, sign(big))).status_code == 413


async def test_escaped_letters_are_signed_as_they_came(clinic: Business):
    raw = json.dumps(clinic.body(text("ação/às 10h 🍝", sender=some_number()))).replace("/", "\\/").encode()
    assert b"\\u00e7" in raw
    assert (await _knock(clinic.install, raw, sign(raw))).status_code == 200
    await clinic.settled()
    conversation = await clinic.only_conversation()
    assert (await clinic.messages(conversation["id"], direction="in"))[0]["text"] == "ação/às 10h 🍝"


@pytest.fixture
async def alone(own_database: Database, tmp_path: Path) -> AsyncIterator[Install]:
    """A web process on a database that this test alone uses."""
    made = Install(own_database, tmp_path)
    made.start("web", "web")
    await made.answers(f"{made.url}/health")
    yield made
    await made.close()


async def test_while_the_database_is_away_the_sender_is_asked_to_come_again(alone: Install):
    body = json.dumps({"object": "whatsapp_business_account", "entry": []}).encode()
    known = json.dumps({"object": "whatsapp_business_account", "entry": [{"id": "1", "changes": [{"field": "x", "value": {}}]}]})
    assert (await _knock(alone, body, sign(body))).status_code == 200
    name = alone.database.name
    admin = await asyncpg.connect(alone.database.admin_url.replace(f"/{name}", "/postgres"))
    try:
        await admin.execute(f'alter database "{name}" allow_connections false')
        await admin.execute("select pg_terminate_backend(pid) from pg_stat_activity where datname = $1", name)
        away = await _knock(alone, known.encode(), sign(known.encode()))
        assert away.status_code == 503, away.text
        assert int(away.headers["retry-after"]) > 0
        async with httpx.AsyncClient(trust_env=False) as client:
            assert (await client.get(f"{alone.url}/ready")).status_code == 503
        await admin.execute(f'alter database "{name}" allow_connections true')

        async def is_back() -> bool:
            return (await _knock(alone, known.encode(), sign(known.encode()))).status_code == 200

        await until(is_back, what="the door being open again")
    finally:
        await admin.execute(f'alter database "{name}" allow_connections true')
        await admin.close()
    assert await _unrouted(alone) == 2, "the empty body and the one that came again"


VENOM = (
    "create or replace function atende.venom() returns trigger language plpgsql as $$"
    " begin if new.text = 'veneno' then raise exception 'poisoned'; end if; return new; end $$",
    "create or replace trigger venom before insert on atende.inbox_messages for each row execute function atende.venom()",
)


async def test_a_parcel_that_cannot_be_opened_rests_after_five_tries_and_holds_up_nobody_else(clinic: Business):
    install, tenant = clinic.install, uuid.UUID(clinic.id)
    await clinic.api("PUT", "bot", json={**await clinic.api("GET", "bot"), "is_on": False})
    ill, well = some_number(), some_number()
    for statement in VENOM:
        await install.sql(statement)
    try:
        told = [text("veneno", sender=ill), text("depois", sender=ill), text("oi", sender=well)]
        assert await install.post(clinic.body(*told)) == 200

        async def others_went_on() -> bool:
            look = "select count(*) from inbox_messages where tenant_id = $1 and text = 'oi'"
            return (await install.sql(look, tenant))[0][0] == 1

        await until(others_went_on, what="the other person's message")
        hurry = "update integrations_parcels set due_at = now() where tenant_id = $1 and state = 'waiting' and due_at > now()"

        async def is_dead() -> dict | None:
            await install.sql(hurry, tenant)
            await asyncio.sleep(0.2)
            dead = (await clinic.api("GET", "custody/events", params={"state": "dead"}))["items"]
            return dead[0] if dead else None

        dead = await until(is_dead, what="the dead letter")
        assert dead["attempts"] == 5
        assert dead["reason"]
        await clinic.settled()
        texts = [row[0] for row in await install.sql("select text from inbox_messages where tenant_id = $1", tenant)]
        assert sorted(texts) == ["depois", "oi"]
    finally:
        await install.sql("drop trigger if exists venom on atende.inbox_messages")
    started = await clinic.api("POST", "custody/replays", json={"event_id": dead["id"]})

    async def is_through() -> dict | None:
        replay = await clinic.api("GET", f"custody/replays/{started['id']}")
        return replay if replay["state"] == "done" else None

    replay = await until(is_through, what="the end of the replay")
    assert (replay["changed"], replay["failed"]) == (1, 0)
    sums = (await clinic.api("GET", "custody"))["total"]
    assert (sums["received"], sums["done"], sums["missing"], sums["retried"]) == (3, 3, 0, 5)
    texts = [row[0] for row in await install.sql("select text from inbox_messages where tenant_id = $1", tenant)]
    assert sorted(texts) == ["depois", "oi", "veneno"]
