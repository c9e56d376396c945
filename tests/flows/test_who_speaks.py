"""Who may speak: the window, the phone app, old messages, machines, and the order in which a browser hears of it."""

import asyncio
import json
import time
import uuid
from typing import Any

import asyncpg
import httpx

from tests.flows.install import Business, some_number, text, until

CODES = {"window_closed"}


async def _shut(business: Business) -> None:
    """The customer wrote last a day and an hour ago."""
    await business.install.sql(
        "update inbox_conversations set last_inbound_at = now() - interval '25 hours' where tenant_id = $1",
        uuid.UUID(business.id),
    )


async def test_a_closed_window_is_refused_with_one_code_and_a_template_passes(clinic: Business):
    marina = await clinic.phone()
    await marina.says("oi")
    await marina.hears()
    conversation = await clinic.only_conversation()
    at = f"conversations/{conversation['id']}"
    await _shut(clinic)
    camila = await clinic.colleague("Camila Rocha")
    codes = set()
    for who, body in (
        (camila, {"kind": "text", "text": "Oi!"}),
        (clinic.owner, {"kind": "text", "text": "Olá!"}),
        (camila, {"kind": "location", "content": {"latitude": -23.5, "longitude": -46.6, "name": "Aqui"}}),
        (camila, {"kind": "reaction", "content": {"emoji": "👍", "message_id": conversation["last_message"]["id"]}}),
    ):
        refused = await clinic.api("POST", f"{at}/messages", who, json={"client_id": str(uuid.uuid4()), **body}, expect=409)
        codes.add(refused["error"]["code"])
    assert codes == CODES
    closes = (await clinic.api("GET", at))["window_closes_at"]
    assert closes < time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime())

    parts = [{"type": "BODY", "text": "Olá, {{1}}! Sua consulta é amanhã.", "example": {"body_text": [["Marina"]]}}]
    template = {"name": "lembrete", "language": "pt_BR", "category": "UTILITY", "components": parts}
    account = clinic.connection["account_id"]
    await clinic.twin("POST", f"wabas/{account}/templates", json=template)
    await clinic.install.sql(
        "insert into inbox_templates (tenant_id, id, connection_id, name, language, status, components, synced_at)"
        " values ($1, $2, $3, 'lembrete', 'pt_BR', 'APPROVED', $4::jsonb, now())"
        " on conflict do nothing",
        uuid.UUID(clinic.id), uuid.uuid4(), uuid.UUID(clinic.connection["id"]), json.dumps(parts),
    )  # fmt: skip
    content = {"name": "lembrete", "language": "pt_BR", "values": {"body.1": "Marina"}}
    body = {"client_id": str(uuid.uuid4()), "kind": "template", "content": content}
    sent = await clinic.api("POST", f"{at}/messages", camila, json=body)
    assert sent["text"] == "Olá, Marina! Sua consulta é amanhã."
    assert "Marina" in str(await marina.hears())


async def test_what_was_queued_is_checked_again_when_it_leaves(clinic: Business):
    marina = await clinic.phone()
    await marina.says("oi")
    await marina.hears()
    conversation = await clinic.only_conversation()
    tenant = uuid.UUID(clinic.id)
    hold = "update inbox_conversations set slowed_until = now() + interval '1 hour' where tenant_id = $1"
    await clinic.install.sql(hold, tenant)
    body = {"client_id": str(uuid.uuid4()), "kind": "text", "text": "Até já!"}
    sent = await clinic.api("POST", f"conversations/{conversation['id']}/messages", json=body)
    await _shut(clinic)
    await clinic.install.sql("update inbox_conversations set slowed_until = null where tenant_id = $1", tenant)
    await clinic.install.sql("update inbox_messages set send_due_at = now() where tenant_id = $1 and status = 'queued'", tenant)

    async def is_failed() -> dict[str, Any] | None:
        message = await clinic.api("GET", f"messages/{sent['id']}")
        return message if message["status"] == "failed" else None

    assert (await until(is_failed, what="the gate's second look"))["error"]["code"] == "window_closed"
    assert len(await marina.thread()) == marina.heard


async def test_a_word_from_the_phone_app_suspends_the_bot(clinic: Business):
    marina = await clinic.phone()
    await marina.says("oi")
    await marina.hears()
    number = clinic.connection["number_id"]
    await clinic.twin("POST", f"numbers/{number}/echoes", json={"phone_id": marina.id, "text": "Oi, aqui é a Helena"})

    async def is_suspended() -> bool:
        return (await clinic.only_conversation())["owner"]["kind"] == "nobody"

    await until(is_suspended, what="the bot standing back")
    conversation = await clinic.only_conversation()
    window = conversation["window_closes_at"]
    await marina.says("que bom! quanto custa a consulta?")
    await clinic.settled()
    turns = "select count(*) from bot_sessions where tenant_id = $1 and turn_due_at is not null"
    assert (await clinic.install.sql(turns, uuid.UUID(clinic.id)))[0][0] == 0
    spoken = await clinic.messages(conversation["id"], direction="out")
    assert {m["author"]["kind"] for m in spoken} == {"bot", "phone_app"}
    assert window is not None


async def test_old_messages_and_history_never_start_the_bot(clinic: Business):
    sender = some_number()
    old = clinic.body(text("oi, de ontem", sender=sender, at=time.time() - 3600))
    assert await clinic.install.post(old) == 200
    await clinic.settled()
    conversation = await clinic.only_conversation()
    marina = await clinic.phone()
    await clinic.twin(
        "POST", f"numbers/{clinic.connection['number_id']}/echoes", json={"phone_id": marina.id, "text": "Bom dia!"}
    )

    async def two() -> bool:
        return len(await clinic.conversations()) == 2

    await until(two, what="the echo's conversation")
    tenant = uuid.UUID(clinic.id)
    assert (await clinic.install.sql("select count(*) from bot_pending_inputs where tenant_id = $1", tenant))[0][0] == 0
    assert (await clinic.install.sql("select count(*) from bot_turns where tenant_id = $1", tenant))[0][0] == 0
    echoed = next(c for c in await clinic.conversations() if c["id"] != conversation["id"])
    assert echoed["window_closes_at"] is None, "an echo opens no window"


async def test_two_machines_that_answer_each_other_stop(clinic: Business):
    machine = await clinic.phone("Atendimento Automático")
    await machine.says("Olá! Sou o assistente virtual da loja. Digite 1 para vendas ou 2 para suporte.")
    said = 0
    while said < 12:
        answers = await machine.hears()
        said += len(answers)
        await machine.says("Olá! Sou o assistente virtual da loja. Digite 1 para vendas ou 2 para suporte.")
        await clinic.settled()
        session = "select count(*) from bot_sessions where tenant_id = $1 and turn_due_at is not null"
        tenant = uuid.UUID(clinic.id)

        async def is_quiet(session: str = session, tenant: uuid.UUID = tenant) -> bool:
            sending = "select count(*) from inbox_messages where tenant_id = $1 and status in ('queued', 'sending')"
            busy = await clinic.install.sql(session, tenant) + await clinic.install.sql(sending, tenant)
            return busy[0][0] == busy[1][0] == 0

        await until(is_quiet, what="the end of the turn")
        if (await clinic.only_conversation())["owner"]["kind"] == "nobody":
            break
    assert (await clinic.only_conversation())["owner"]["kind"] == "nobody"
    assert said < 12


async def test_a_person_and_the_bot_at_once_and_the_bot_never_comes_after(clinic: Business):
    phones = [await clinic.phone(f"Pessoa {n}") for n in range(6)]
    for phone in phones:
        await phone.says("quanto custa a consulta?")
    await until(lambda: _all_there(clinic, len(phones)), what="six conversations")
    camila = await clinic.colleague("Camila Rocha")

    async def butt_in(conversation: dict[str, Any], after: float) -> None:
        await asyncio.sleep(after)
        body = {"client_id": str(uuid.uuid4()), "kind": "text", "text": "Oi, aqui é a Camila"}
        await clinic.api("POST", f"conversations/{conversation['id']}/messages", camila, json=body)

    there = await clinic.conversations()
    await asyncio.gather(*(butt_in(one, 0.25 * n) for n, one in enumerate(there)))
    for conversation in there:

        async def is_out(conversation: dict[str, Any] = conversation) -> bool:
            sent = await clinic.messages(conversation["id"], direction="out")
            return bool(sent) and all(m["status"] not in ("queued", "sending") for m in sent)

        await until(is_out, what="everything sent or dropped")
    for phone in phones:
        thread = await phone.thread()
        by = ["Camila" in str(m["body"]) for m in thread]
        assert by[-1], f"the bot spoke after the person: {by}"


async def _all_there(business: Business, count: int) -> bool:
    return len(await business.conversations()) == count


async def _listen(business: Business, about: uuid.UUID, last: str | None, enough: int) -> list[tuple[str, dict[str, Any]]]:
    """So many facts about one subject from the live stream, each with its id, resuming after `last`.

    About one subject only: a stream begins where the oldest running transaction holds it, so that what was committed just
    before it was opened (the owner's sign-in) can still come."""
    headers = {"last-event-id": last} if last else {}
    found: list[tuple[str, dict[str, Any]]] = []
    given = kind = ""
    url = f"/api/t/{business.id}/live"
    async with business.owner.client.stream("GET", url, headers=headers, timeout=httpx.Timeout(30)) as answer:
        assert answer.status_code == 200
        async for line in answer.aiter_lines():
            name, _, value = line.partition(":")
            if name == "id":
                given = value.strip()
            elif name == "event":
                kind = value.strip()
            elif name == "data" and kind == "fact":
                fact = json.loads(value)
                if fact["subject_id"] == str(about):
                    found.append((given, fact))
                if len(found) >= enough:
                    break
            elif name == "data" and kind == "reset":
                raise AssertionError("told to load anew")
    return found


async def test_the_live_stream_has_no_gap_though_transactions_commit_out_of_order(clinic: Business):
    install, tenant = clinic.install, uuid.UUID(clinic.id)
    subject = uuid.uuid4()
    insert = (
        "insert into facts (tenant_id, id, name, subject_id, actor, payload, occurred_at)"
        " values ($1, gen_random_uuid(), 'inbox.note_added', $2, 'operator', $3::jsonb, now())"
    )
    first = asyncio.create_task(_listen(clinic, subject, None, 1))
    await asyncio.sleep(0.5)
    await install.sql(insert, tenant, subject, json.dumps({"n": 0}))
    (last, fact), *_ = await asyncio.wait_for(first, 30)
    assert fact["payload"] == {"n": 0}

    slow = await asyncpg.connect(install.database.admin_url)
    try:
        await slow.execute("set search_path = atende")
        begun = slow.transaction()
        await begun.start()
        await slow.execute(insert, tenant, subject, json.dumps({"n": 1}))  # older, and committed last
        for n in (2, 3):
            await install.sql(insert, tenant, subject, json.dumps({"n": n}))
        listening = asyncio.create_task(_listen(clinic, subject, last, 2))
        await asyncio.sleep(0.5)
        assert not listening.done(), "a newer fact was shown while an older transaction was still running"
        await begun.commit()
    finally:
        await slow.close()
    two = await asyncio.wait_for(listening, 30)
    await install.sql(insert, tenant, subject, json.dumps({"n": 4}))
    rest = await asyncio.wait_for(_listen(clinic, subject, two[-1][0], 2), 30)
    assert [fact["payload"]["n"] for _, fact in two + rest] == [1, 2, 3, 4]


async def test_logs_tell_nothing_of_what_was_said(clinic: Business):
    canary = f"canario{uuid.uuid4().hex}"
    marina = await clinic.phone(f"Nome {canary}")
    await marina.says(f"meu cpf é 529.982.247-25 e {canary}")
    await marina.hears()
    await marina.act(type="location", latitude=-23.5, longitude=-46.6, name=canary)
    conversation = await clinic.only_conversation()
    at = f"conversations/{conversation['id']}"
    await clinic.api("POST", f"{at}/assume")
    await clinic.api("POST", f"{at}/notes", json={"body": canary})
    body = {"client_id": str(uuid.uuid4()), "kind": "text", "text": f"resposta {canary}"}
    await clinic.api("POST", f"{at}/messages", json=body)
    await marina.hears()
    await clinic.api("POST", f"{at}/messages", json={"client_id": "nada", "kind": "text", "text": canary}, expect=422)
    await clinic.api("GET", "conversations", params={"q": canary})
    broken = clinic.body(text(canary, sender=some_number()))
    broken["entry"][0]["changes"][0]["value"]["messages"][0]["text"] = canary
    assert await clinic.install.post(broken) == 200
    await clinic.settled()
    assert await clinic.install.post(broken, secret="errado") == 401
    logs = clinic.install.logs()
    assert "worker_started" in logs
    token = await clinic.twin("GET", "numbers", params={"owner": clinic.id})
    secrets = [one.get("token") for one in token["items"]] + [clinic.owner.client.cookies.get("atende_session")]
    for word in (canary, marina.number, marina.number[2:], "529.982.247-25", *filter(None, secrets)):
        assert word not in logs, f"{word[:12]}... stands in the logs"
