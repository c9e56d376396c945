"""The business's side: echoes, history, address book, templates and notices, with Graph's management calls."""

import json
from typing import Any

from tests.providers.sandbox.conftest import NUMBER, PAYLOADS, VERIFY, WABA, Stage
from tests.providers.sandbox.test_customers import recorded, same
from tests.providers.sandbox.test_messages import expected, shape
from tests.providers.sandbox.test_refusals import same_refusal


def entry(name: str) -> dict[str, Any]:
    return json.loads((PAYLOADS / "management" / f"{name}.json").read_text())["entry"][0]


async def test_the_phone_app_answers(open_stage: Stage) -> None:
    stage = open_stage
    await stage.do("POST", f"/numbers/{NUMBER}/echoes", json={"phone_id": "marina", "text": "Respondido pelo celular"})
    await same(stage, "smb_message_echo", "management")
    thread = await stage.do("GET", f"/phones/marina/threads/{NUMBER}")
    assert thread["items"][-1]["from"] == "phone_app"


async def test_history_and_address_book(stage: Stage) -> None:
    lines = [{"from": "customer", "text": "Mensagem antiga"}, {"from": "business", "text": "Resposta", "status": "DELIVERED"}]
    body = {"phase": 0, "chunk_order": 1, "progress": 55, "threads": [{"phone_id": "marina", "messages": lines}]}
    assert await stage.do("POST", f"/numbers/{NUMBER}/history", json=body) == {"messages": 2}
    change = await same(stage, "history_chunk", "management")
    assert "time" not in json.loads(stage.receiver.posts[-1])["entry"][0]
    assert change["value"]["history"][0]["threads"][0]["messages"][1]["to"] == "5511900010001"
    await stage.do("POST", f"/numbers/{NUMBER}/history", json={"declined": True})
    change = await same(stage, "history_declined", "management")
    assert change["value"]["history"] == recorded("history_declined", "management")["value"]["history"]
    book = [{"phone_id": "marina"}, {"phone_number": "5511900030003", "action": "remove"}]
    await stage.do("POST", f"/numbers/{NUMBER}/state-sync", json={"contacts": book})
    change = await same(stage, "smb_app_state_sync", "management")
    assert "full_name" not in change["value"]["state_sync"][1]["contact"]


async def test_a_template_is_reviewed_used_paused_and_deleted(stage: Stage) -> None:
    await stage.do("PATCH", "/settings", json={"template_review_ms": 10})
    body = json.loads((PAYLOADS / "api_requests" / "create_template.json").read_text())
    made = await stage.graph.post(f"/v25.0/{WABA}/message_templates", json=body)
    assert shape(made.json()) == shape(expected("template_create_ok.json"))
    assert made.json()["status"] == "PENDING"
    await stage.receiver.until(lambda: stage.receiver.changes)
    approved = json.loads(stage.receiver.posts[-1])["entry"][0]
    assert shape(approved) == shape(entry("template_approved"))
    again = await stage.graph.post(f"/v25.0/{WABA}/message_templates", json=body)
    assert (again.json()["error"]["code"], again.json()["error"]["error_subcode"]) == (100, 2388024)
    template = {
        "name": "pedido_pronto",
        "language": {"code": "pt_BR"},
        "components": [
            {"type": "body", "parameters": [{"type": "text", "text": "Marina"}, {"type": "text", "text": "8812"}]},
            {"type": "button", "sub_type": "url", "index": "1", "parameters": [{"type": "text", "text": "8812"}]},
        ],
    }
    sent = await stage.send({"type": "template", "template": template})
    assert shape(sent.json()) == shape(expected("send_ok_template_accepted.json"))
    seen = (await stage.do("GET", f"/phones/marina/threads/{NUMBER}"))["items"][-1]
    assert seen["preview"] == "Olá Marina, seu pedido 8812 está pronto."
    assert seen["body"]["rendered"]["buttons"][1]["url"] == "https://padaria-aurora.example/p/8812"
    await stage.do("POST", "/drain")
    assert stage.receiver.of("statuses")[-1]["pricing"]["category"] == "utility"
    await stage.act(type="button", message_id=seen["id"], button_id="Confirmar")
    await same(stage, "template_button")
    short = {**template, "components": [{"type": "body", "parameters": [{"type": "text", "text": "Marina"}]}]}
    answer = await stage.send({"type": "template", "template": short})
    same_refusal(answer, "error_132000_param_count.json")
    assert answer.json()["error"]["error_data"] == expected("error_132000_param_count.json")["body"]["error"]["error_data"]
    other = {**template, "language": {"code": "en_US"}}
    same_refusal(await stage.send({"type": "template", "template": other}), "error_132001_template_missing.json")
    wrong = {**template, "components": [*template["components"][:1], {"type": "button", "sub_type": "url", "index": 1}]}
    assert (await stage.send({"type": "template", "template": wrong})).json()["error"]["code"] == 131008
    event = {"event": "PAUSED", "other_info": {"title": "FIRST_PAUSE", "description": "Paused."}}
    await stage.do("POST", f"/wabas/{WABA}/templates/{made.json()['id']}/events", json=event)
    await stage.do("POST", "/drain")
    assert shape(json.loads(stage.receiver.posts[-1])["entry"][0]) == shape(entry("template_paused"))
    assert (await stage.send({"type": "template", "template": template})).json()["error"]["code"] == 132015
    gone = await stage.graph.delete(f"/v25.0/{WABA}/message_templates", params={"name": "pedido_pronto"})
    assert gone.json() == {"success": True}
    locked = await stage.graph.post(f"/v25.0/{WABA}/message_templates", json=body)
    assert locked.json()["error"]["error_subcode"] == 2388023


async def test_recorded_template_sends_fit_their_templates(stage: Stage) -> None:
    named = expected("templates_list.json")["data"][1]
    await stage.do("POST", f"/wabas/{WABA}/templates", json={k: named[k] for k in named if k not in ("id", "status")})
    body = json.loads((PAYLOADS / "api_requests" / "send_template_named.json").read_text())
    assert (await stage.send(body)).status_code == 200
    body["template"]["components"][0]["parameters"][0].pop("parameter_name")
    assert (await stage.send(body)).json()["error"]["code"] == 100
    definition = json.loads((PAYLOADS / "api_requests" / "create_template.json").read_text())
    definition["components"][0] = {"type": "HEADER", "format": "IMAGE"}
    held = await stage.do("POST", f"/wabas/{WABA}/templates", json=definition | {"is_held": True})
    assert held["status"] == "APPROVED"
    form, files = {"messaging_product": "whatsapp"}, {"file": ("a.png", b"\x89PNG\r\n\x1a\n" + b"0" * 20, "image/png")}
    media = (await stage.graph.post(f"/v25.0/{NUMBER}/media", data=form, files=files)).json()["id"]
    body = json.loads((PAYLOADS / "api_requests" / "send_template_positional.json").read_text())
    body["template"]["components"][0]["parameters"][0]["image"]["id"] = media
    answer = await stage.send(body)
    assert shape(answer.json()) == shape(expected("send_ok_template_held.json"))
    assert answer.json()["messages"][0]["message_status"] == "held_for_quality_assessment"


async def test_templates_are_paged_by_cursor(stage: Stage) -> None:
    for n in range(5):
        component = {"type": "BODY", "text": f"Olá {n}, tudo bem?"}
        body = {"name": f"modelo_{n}", "language": "pt_BR", "category": "UTILITY", "components": [component]}
        await stage.do("POST", f"/wabas/{WABA}/templates", json=body)
    seen, url = [], f"/v25.0/{WABA}/message_templates?limit=2&fields=name,status,components,language,category,parameter_format"
    pages = 0
    while url:
        page = (await stage.graph.get(url)).json()
        seen += [one["name"] for one in page["data"]]
        url = page["paging"].get("next")
        pages += 1
    assert (seen, pages) == ([f"modelo_{n}" for n in range(5)], 3)
    first = (await stage.graph.get(f"/v25.0/{WABA}/message_templates?limit=2")).json()
    assert set(first["paging"]) == set(expected("templates_list.json")["paging"])
    assert set(first["data"][0]) == set(expected("templates_list.json")["data"][0])


async def test_number_and_account(stage: Stage) -> None:
    reference = expected("phone_number.json")
    answer = await stage.graph.get(f"/v25.0/{NUMBER}", params={"fields": ",".join(reference)})
    assert shape(answer.json()) == shape(reference)
    wrong = await stage.graph.get(f"/v25.0/{NUMBER}", params={"fields": "colour"})
    assert wrong.json()["error"]["message"] == "(#100) Tried accessing nonexisting field (colour)"
    assert (await stage.graph.get(f"/v25.0/{WABA}")).json()["id"] == WABA
    numbers = (await stage.graph.get(f"/v25.0/{WABA}/phone_numbers")).json()
    assert [one["id"] for one in numbers["data"]] == [NUMBER]


async def test_subscribing_needs_a_callback_that_answers(stage: Stage) -> None:
    apps = (await stage.graph.get(f"/v25.0/{WABA}/subscribed_apps")).json()
    assert [one["whatsapp_business_api_data"]["id"] for one in apps["data"]] == ["42"]
    assert (await stage.graph.delete(f"/v25.0/{WABA}/subscribed_apps")).json() == {"success": True}
    await stage.act(type="text", text="ninguém ouve")
    await stage.do("POST", "/drain")
    assert not stage.receiver.posts
    override = {"override_callback_uri": stage.receiver.address, "verify_token": "errado"}
    refused = await stage.graph.post(f"/v25.0/{WABA}/subscribed_apps", json=override)
    assert (refused.status_code, refused.json()["error"]["code"]) == (400, 2200)
    override["verify_token"] = VERIFY
    answer = await stage.graph.post(f"/v25.0/{WABA}/subscribed_apps", json=override)
    assert answer.json() == expected("subscribed_apps_ok.json")
    await stage.act(type="text", text="agora sim")
    await stage.do("POST", "/drain")
    assert len(stage.receiver.of("messages")) == 1
    bad = await stage.control.put("/_twin/apps/42", json={"app_secret": "x", "verify_token": "errado", "verify": True})
    assert bad.status_code == 200
    bad = await stage.control.put(
        "/_twin/apps/42", json={"callback_url": stage.receiver.address, "verify_token": "errado", "verify": True}
    )
    assert bad.status_code == 422


async def test_any_notice_goes_out_as_given(stage: Stage) -> None:
    for name in ("account_restriction", "phone_quality_throughput_upgrade", "unknown_field"):
        reference = entry(name)
        change = reference["changes"][0]
        await stage.do("POST", f"/wabas/{WABA}/notices", json={"field": change["field"], "value": change["value"]})
        await stage.do("POST", "/drain")
        got = json.loads(stage.receiver.posts[-1])["entry"][0]
        assert got["changes"] == reference["changes"]
        assert isinstance(got["time"], int)


async def test_management_calls_are_counted(stage: Stage) -> None:
    await stage.do("PATCH", "/settings", json={"management_calls_per_hour": 1})
    assert (await stage.graph.get(f"/v25.0/{WABA}/message_templates")).status_code == 200
    same_refusal(await stage.graph.get(f"/v25.0/{WABA}/message_templates"), "error_80007_account_rate.json")
