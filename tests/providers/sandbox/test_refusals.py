"""Refusals: codes, bodies and statuses as recorded, limits of every type, window, rates, tokens."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from atende.providers.sandbox.errors import GraphError
from atende.providers.sandbox.limits import Limits
from atende.providers.sandbox.rules.content import check_message
from tests.providers.sandbox.conftest import NUMBER, PAYLOADS, TOKEN, WABA, Stage
from tests.providers.sandbox.test_messages import expected, shape


def same_refusal(answer: Any, name: str) -> None:
    """Status, code, message and the keys of the body are those of the recorded answer."""
    reference = expected(name)
    assert answer.status_code == reference["_http_status"]
    assert shape(answer.json()) == shape(reference["body"])
    for key in ("code", "message", "type"):
        assert answer.json()["error"][key] == reference["body"]["error"][key]


async def test_recipient_that_is_no_number(open_stage: Stage) -> None:
    answer = await open_stage.text(to="marina")
    same_refusal(answer, "error_100_invalid_parameter.json")
    assert answer.json()["error"]["error_data"]["details"] == "Param to must be a phone number."


async def test_a_long_button_title(open_stage: Stage) -> None:
    body = json.loads((PAYLOADS / "api_requests" / "send_buttons.json").read_text())
    body["interactive"]["action"]["buttons"][0]["reply"]["title"] = "x" * 21
    answer = await open_stage.send(body)
    same_refusal(answer, "error_131009_bad_value.json")
    reference = expected("error_131009_bad_value.json")["body"]["error"]["error_data"]["details"]
    assert answer.json()["error"]["error_data"]["details"] == reference


async def test_outside_the_window_only_templates(stage: Stage) -> None:
    same_refusal(await stage.text(), "error_131047_window.json")
    await stage.act(type="text", text="Oi")
    assert (await stage.text()).status_code == 200
    await stage.do("PATCH", "/settings", json={"clock_shift_s": 24 * 3600 + 1})
    same_refusal(await stage.text(), "error_131047_window.json")
    await stage.do("PATCH", "/settings", json={"window_errors": "status"})
    assert (await stage.text()).status_code == 200
    await stage.do("POST", "/drain")
    reference = json.loads((PAYLOADS / "status" / "failed_131047_window_closed.json").read_text())
    assert shape(stage.receiver.changes[-1]["value"]) == shape(reference["entry"][0]["changes"][0]["value"])


async def test_strangers_are_trusted_strict_or_undeliverable(stage: Stage) -> None:
    assert (await stage.text(to="+5511955550001")).status_code == 200
    await stage.do("PATCH", "/settings", json={"strangers": "strict"})
    assert (await stage.text(to="+5511955550002")).json()["error"]["code"] == 131047
    await stage.do("PATCH", "/settings", json={"strangers": "undeliverable", "window_errors": "status"})
    assert (await stage.text(to="+5511955550003")).status_code == 200
    await stage.do("POST", "/drain")
    assert {s["status"] for s in stage.receiver.of("statuses")} == {"sent", "delivered", "failed"}


async def test_a_number_without_plus_belongs_to_the_country_of_the_business(stage: Stage) -> None:
    answer = await stage.text(to="13125551234")
    assert answer.json()["contacts"][0]["wa_id"].startswith("5513125551234"[:13])


async def test_pair_rate_allows_45_at_once(open_stage: Stage) -> None:
    await open_stage.do("PUT", f"/numbers/{NUMBER}", json={"is_pair_limited": True})
    for _ in range(45):
        assert (await open_stage.text()).status_code == 200
    same_refusal(await open_stage.text(), "error_131056_pair_rate.json")


async def test_throughput_of_a_number(open_stage: Stage) -> None:
    await open_stage.do("PUT", f"/numbers/{NUMBER}", json={"throughput": 0})
    same_refusal(await open_stage.text(), "error_130429_throughput.json")


@given(st.lists(st.floats(0, 3000), min_size=1, max_size=200))
def test_pair_rate_never_exceeds_burst_and_average(moments: list[float]) -> None:
    limits, taken = Limits(), []
    for at in sorted(moments):
        if limits.take_pair("n", "p", at):
            taken.append(at)
    for start in range(len(taken)):
        for end in range(start, len(taken)):
            assert end - start + 1 <= 46 + (taken[end] - taken[start]) / 6


def test_throughput_counts_one_second() -> None:
    limits = Limits()
    for _ in range(80):
        assert limits.has_throughput("n", 80, 10.0)
        limits.count("n", 10.0)
    assert not limits.has_throughput("n", 80, 10.9)
    assert limits.has_throughput("n", 80, 11.0)


async def test_tokens(stage: Stage) -> None:
    for headers, code in (({"Authorization": "Bearer nobody"}, 190), ({"Authorization": ""}, 104)):
        answer = await stage.graph.get(f"/v25.0/{NUMBER}", headers=headers)
        assert (answer.status_code, answer.json()["error"]["code"]) == (401, code)
    answer = await stage.graph.post("/v25.0/999/messages", json={"messaging_product": "whatsapp"})
    assert answer.json()["error"] | {"fbtrace_id": ""} == {
        "message": "Unsupported post request. Object with ID '999' does not exist, cannot be loaded due to missing permissions, "
        "or does not support this operation.",
        "type": "GraphMethodException", "code": 100, "error_subcode": 33, "fbtrace_id": "",
    }  # fmt: skip
    looked = await stage.graph.get("/v25.0/debug_token", params={"input_token": TOKEN})
    assert looked.json()["data"]["is_valid"] is True
    assert looked.json()["data"]["granular_scopes"][0]["target_ids"] == [WABA]
    bad = await stage.graph.get("/v25.0/debug_token", params={"input_token": "nobody"})
    assert bad.json()["data"]["is_valid"] is False


async def test_recipients_of_a_test_number_and_oneself(open_stage: Stage) -> None:
    assert (await open_stage.text(to="+551130005500")).json()["error"]["code"] == 131021
    await open_stage.do("PUT", f"/numbers/{NUMBER}", json={"test_recipients": ["5511977776666"]})
    assert (await open_stage.text()).json()["error"]["code"] == 131030
    await open_stage.do("PUT", f"/numbers/{NUMBER}", json={"test_recipients": ["+55 11 90001-0001"]})
    assert (await open_stage.text()).status_code == 200


async def test_a_body_that_is_no_json_and_unknown_paths(stage: Stage) -> None:
    answer = await stage.graph.post(f"/v25.0/{NUMBER}/messages", content=b"{")
    assert (answer.status_code, answer.json()["error"]["code"]) == (400, 100)
    answer = await stage.graph.get("/v25.0/a/b/c/d")
    assert (answer.status_code, answer.json()["error"]["code"]) == (400, 2500)


def refused(body: dict[str, Any]) -> int | None:
    try:
        check_message({"messaging_product": "whatsapp"} | body)
    except GraphError as error:
        return error.code
    return None


def button(count: int = 1, title: str = "Sim", **more: Any) -> dict[str, Any]:
    buttons = [
        {"type": "reply", "reply": {"id": f"b{n}", "title": f"{title}{n}"[: len(title)] if n == 0 else f"{title[:-1]}{n}"}}
        for n in range(count)
    ]
    return {
        "type": "interactive",
        "interactive": {"type": "button", "body": {"text": "Oi"}, "action": {"buttons": buttons}} | more,
    }


def rows(count: int, sections: int = 1, **row: Any) -> dict[str, Any]:
    made = [{"id": f"r{n}", "title": f"Linha {n}"} | row for n in range(count)]
    parts = [{"title": f"S{n}", "rows": made[n::sections]} for n in range(sections)]
    return {
        "type": "interactive",
        "interactive": {"type": "list", "body": {"text": "Oi"}, "action": {"button": "Ver", "sections": parts}},
    }


def text(body: Any) -> dict[str, Any]:
    return {"type": "text", "text": {"body": body}}


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (text("x" * 4096), None),
        (text("x" * 4097), 100),
        (text("  "), 131008),
        (text(5), 100),
        ({"type": "text"}, 131008),
        ({"type": "text", "text": {"body": "x", "colour": "red"}}, 100),
        ({"type": "poll", "poll": {}}, 131051),
        (text("x") | {"biz_opaque_callback_data": "x" * 512}, None),
        (text("x") | {"biz_opaque_callback_data": "x" * 513}, 100),
        (text("x") | {"recipient_type": "crowd"}, 100),
        (text("x") | {"context": {}}, 131008),
        ({"type": "image", "image": {"id": "1", "caption": "x" * 1024}}, None),
        ({"type": "image", "image": {"id": "1", "caption": "x" * 1025}}, 131009),
        ({"type": "image", "image": {"id": "1", "link": "https://x"}}, 100),
        ({"type": "image", "image": {}}, 100),
        ({"type": "audio", "audio": {"id": "1", "caption": "x"}}, 100),
        ({"type": "sticker", "sticker": {"link": "ftp://x"}}, 131009),
        ({"type": "location", "location": {"latitude": 91, "longitude": 0}}, 131009),
        ({"type": "location", "location": {"latitude": 9}}, 131008),
        ({"type": "contacts", "contacts": []}, 131009),
        ({"type": "contacts", "contacts": [{"name": {"formatted_name": "Lia"}}]}, 131009),
        ({"type": "contacts", "contacts": [{"name": {"formatted_name": "Lia", "first_name": "Lia"}}]}, None),
        ({"type": "reaction", "reaction": {"emoji": "x"}}, 131008),
        (button(3), None),
        (button(4), 131009),
        (button(0), 131009),
        (button(title="x" * 20), None),
        (button(title="x" * 21), 131009),
        (button(footer={"text": "x" * 60}), None),
        (button(footer={"text": "x" * 61}), 131009),
        (button(header={"type": "text", "text": "x" * 61}), 131009),
        (button(body={"text": "x" * 1025}), 131009),
        (rows(10), None),
        (rows(11), 131009),
        (rows(10, 5), None),
        (rows(12, 6), 131009),
        (rows(1, title="x" * 25), 131009),
        (rows(1, description="x" * 72), None),
        (rows(1, description="x" * 73), 131009),
        (rows(2, id="same"), 131009),
        (rows(1, id="x" * 201), 131009),
        ({"type": "interactive", "interactive": {"type": "carousel"}}, 131009),
        ({"type": "template", "template": {"name": "x"}}, 131008),
    ],
)  # fmt: skip
def test_lengths_and_counts(body: dict[str, Any], code: int | None) -> None:
    assert refused(body) == code


KEYS = st.sampled_from(["id", "type", "text", "body", "action", "reply", "name", "rows"])
json_like = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=4),
    max_leaves=12,
)


@given(st.sampled_from(["text", "image", "location", "contacts", "reaction", "interactive", "template"]), json_like)
def test_no_content_breaks_the_rules(kind: str, content: Any) -> None:
    refused({"type": kind, kind: content, "to": "+5511900010001"})
