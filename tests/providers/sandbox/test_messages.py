"""Sending: answers, statuses and the bytes of webhooks."""

import json
from typing import Any

import pytest

from tests.providers.sandbox.conftest import NUMBER, PAYLOADS, Stage


def shape(value: Any) -> Any:
    """The keys of a JSON value, all the way down; a list counts by its first element."""
    if isinstance(value, dict):
        return {key: shape(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [shape(value[0])] if value else []
    return type(value).__name__


def expected(name: str) -> Any:
    return json.loads((PAYLOADS / "api_responses" / name).read_text())


async def test_a_text_is_accepted_and_its_statuses_come_signed(open_stage: Stage) -> None:
    stage = open_stage
    answer = await stage.text("Entregamos sim.", biz_opaque_callback_data="outbox=9c1e7d0a")
    assert answer.status_code == 200
    assert shape(answer.json()) == shape(expected("send_ok.json"))
    assert answer.json()["contacts"] == [{"input": "+5511900010001", "wa_id": "5511900010001"}]
    wamid = answer.json()["messages"][0]["id"]
    statuses = await stage.receiver.until(lambda: len(stage.receiver.of("statuses")) == 2 and stage.receiver.of("statuses"))
    assert [s["status"] for s in statuses] == ["sent", "delivered"]
    assert {s["id"] for s in statuses} == {wamid}
    assert {s["biz_opaque_callback_data"] for s in statuses} == {"outbox=9c1e7d0a"}
    reference = json.loads((PAYLOADS / "status" / "sent_callback_data.json").read_text())["entry"][0]["changes"][0]["value"]
    assert shape(stage.receiver.changes[0]["value"]) == shape(reference)
    assert statuses[0]["pricing"] == {
        "billable": False, "pricing_model": "PMP", "type": "free_customer_service", "category": "service",
    }  # fmt: skip
    assert stage.receiver.all_signed()


async def test_read_comes_only_with_the_thread_open_and_receipts_on(open_stage: Stage) -> None:
    stage = open_stage
    await stage.text("um")
    await stage.do("POST", "/drain")
    assert [s["status"] for s in stage.receiver.of("statuses")] == ["sent", "delivered"]
    await stage.do("PATCH", f"/phones/marina/threads/{NUMBER}", json={"is_open": True})
    await stage.do("POST", "/drain")
    assert [s["status"] for s in stage.receiver.of("statuses")] == ["sent", "delivered", "read"]
    assert "pricing" not in stage.receiver.of("statuses")[2]
    await stage.do("PATCH", "/phones/marina", json={"receipts": False})
    await stage.text("dois")
    await stage.do("POST", "/drain")
    assert sorted(s["status"] for s in stage.receiver.of("statuses")[3:]) == ["delivered", "sent"]
    thread = await stage.do("GET", f"/phones/marina/threads/{NUMBER}")
    assert thread["unread"] == 0
    assert [m["status"] for m in thread["items"] if m["from"] == "business"] == ["read", "delivered"]


async def test_an_offline_phone_gets_its_messages_when_it_is_back(open_stage: Stage) -> None:
    stage = open_stage
    await stage.do("PATCH", "/phones/marina", json={"online": False})
    await stage.text("um")
    await stage.do("POST", "/drain")
    assert [s["status"] for s in stage.receiver.of("statuses")] == ["sent"]
    await stage.do("PATCH", "/phones/marina", json={"online": True})
    await stage.do("POST", "/drain")
    assert [s["status"] for s in stage.receiver.of("statuses")] == ["sent", "delivered"]


async def test_webhook_bytes_are_escaped_as_meta_does(stage: Stage) -> None:
    await stage.act(type="text", text="Pão à moda 😀 <a/b> 100% @loja")
    await stage.do("POST", "/drain")
    body = stage.receiver.posts[0]
    assert rb"P\u00e3o \u00e0 moda \ud83d\ude00 <a\/b> 100% @loja" in body
    assert body.isascii()
    assert stage.receiver.all_signed()


@pytest.mark.parametrize(
    "name",
    [
        "send_text", "send_text_reply", "send_location", "send_contact_info_request", "send_buttons", "send_list",
        "send_flow", "send_cta_url", "send_location_request", "send_document_by_link", "send_text_to_user_id", "send_reaction",
        "remove_reaction",
    ],
)  # fmt: skip
async def test_every_recorded_request_is_accepted(open_stage: Stage, name: str) -> None:
    stage = open_stage
    await stage.act("lia", type="text", text="Oi")
    body = json.loads((PAYLOADS / "api_requests" / f"{name}.json").read_text())
    answer = await stage.send(body, to=body.get("to"))
    assert answer.status_code == 200, answer.text
    wanted = "send_ok_user_id.json" if "recipient" in body else "send_ok.json"
    assert shape(answer.json()) == shape(expected(wanted))


async def test_a_brazilian_number_comes_back_as_it_is_registered(stage: Stage) -> None:
    bia = {"id": "bia", "name": "Bia", "phone": "+55 31 90005-0005", "wa_id": "553190050005"}
    await stage.do("POST", "/phones", json=bia)
    await stage.act("bia", type="text", text="Oi")
    answer = await stage.text(to="+5531900050005")
    assert answer.json()["contacts"] == [{"input": "+5531900050005", "wa_id": "553190050005"}]
    assert shape(answer.json()) == shape(expected("send_ok_br_without_ninth_digit.json"))
    again = await stage.text(to="+553190050005")
    assert again.json()["contacts"][0]["wa_id"] == "553190050005"
    made = await stage.do("POST", "/phones", json={"name": "Nina", "phone": "5531988887777"})
    assert made["wa_id"] == "553188887777"
    for typed in ("+5531988887777", "+553188887777", "31 98888-7777"):
        answer = await stage.text(to=typed)
        assert answer.json().get("contacts", [{}])[0].get("wa_id") == "553188887777" or answer.json()["error"]["code"] == 131047
    assert len((await stage.do("GET", "/phones"))["items"]) == 4


async def test_a_username_only_person_has_no_number_anywhere(stage: Stage) -> None:
    await stage.act("lia", type="text", text="Boa tarde")
    await stage.send({"type": "text", "text": {"body": "Oi Lia"}}, to=None, recipient="BR.30594817263041526374")
    await stage.do("POST", "/drain")
    for body in stage.receiver.posts:
        assert b"wa_id" not in body
        assert b'"from"' not in body
        assert b"recipient_id" not in body
    assert {s["recipient_user_id"] for s in stage.receiver.of("statuses")} == {"BR.30594817263041526374"}


async def test_reading_shows_ticks_and_typing_to_the_customer(stage: Stage) -> None:
    first = await stage.act(type="text", text="um")
    second = await stage.act(type="text", text="dois")
    body = {"status": "read", "message_id": second["id"], "typing_indicator": {"type": "text"}}
    answer = await stage.send(body, to=None)
    assert answer.json() == expected("mark_read_ok.json")
    thread = await stage.do("GET", f"/phones/marina/threads/{NUMBER}")
    assert [m["status"] for m in thread["items"]] == ["read", "read"]
    assert thread["items"][0]["id"] == first["id"]
    assert thread["is_business_typing"] is True
    await stage.text("Resposta")
    assert (await stage.do("GET", f"/phones/marina/threads/{NUMBER}"))["is_business_typing"] is False


async def test_a_reaction_of_the_business_shows_on_the_message(stage: Stage) -> None:
    message = await stage.act(type="text", text="um")
    for emoji, seen in (("👍", [{"by": "business", "emoji": "👍"}]), ("", [])):
        await stage.send({"type": "reaction", "reaction": {"message_id": message["id"], "emoji": emoji}})
        thread = await stage.do("GET", f"/phones/marina/threads/{NUMBER}")
        assert thread["items"][0]["reactions"] == seen


async def test_a_person_not_on_whatsapp_fails_later(open_stage: Stage) -> None:
    stage = open_stage
    await stage.do("PATCH", "/phones/marina", json={"on_whatsapp": False})
    assert (await stage.text()).status_code == 200
    await stage.do("POST", "/drain")
    reference = json.loads((PAYLOADS / "status" / "failed_131026_undeliverable.json").read_text())
    assert shape(stage.receiver.changes[0]["value"]) == shape(reference["entry"][0]["changes"][0]["value"])
    assert stage.receiver.of("statuses")[0]["errors"][0]["code"] == 131026
