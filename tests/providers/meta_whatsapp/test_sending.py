"""How a send may end: accepted, certainly not sent, refused, or unknown; and what never leaves with it."""

import asyncio
import dataclasses
import json
import logging

import pytest
from structlog.testing import capture_logs

from atende.inbox.errors import MediaFailed
from atende.inbox.ports import Account, Blame, MessageKind, Outbound, SendState
from atende.providers.meta_whatsapp.channel import MetaChannel
from atende.providers.meta_whatsapp.faults import CODES, KEYS, verdict
from tests.providers.meta_whatsapp.bodies import loaded
from tests.providers.meta_whatsapp.recorded import raw_server

ACCEPTED, NOT_SENT, REFUSED, UNKNOWN = SendState.ACCEPTED, SendState.NOT_SENT, SendState.REFUSED, SendState.UNKNOWN
HELLO = Outbound("+5511900010001", None, MessageKind.TEXT, "Oi", {}, "attempt-1")


async def test_a_send_carries_the_token_the_body_and_the_attempt(channel, account, recorded):
    recorded.will("send_ok")
    result = await channel.send(account, HELLO)
    assert result.state is ACCEPTED
    assert result.external_id == loaded("api_responses/send_ok")["messages"][0]["id"]
    assert (result.wa_id, result.is_held) == ("5511900010001", False)
    (asked,) = recorded.asked
    assert (asked.method, asked.path) == ("POST", "/v25.0/110098765432101/messages")
    assert asked.headers["authorization"] == f"Bearer {account.token}"
    assert asked.json == {
        "messaging_product": "whatsapp",
        "recipient_type": "individual",
        "to": "+5511900010001",
        "biz_opaque_callback_data": "attempt-1",
        "type": "text",
        "text": {"body": "Oi"},
    }


@pytest.mark.parametrize(
    ("answer", "wa_id", "user_id", "is_held"),
    [
        ("send_ok_br_without_ninth_digit", "553190050005", None, False),
        ("send_ok_template_accepted", "5511900010001", None, False),
        ("send_ok_template_held", "5511900010001", None, True),
        ("send_ok_user_id", None, "BR.30594817263041526374", False),
    ],
)
async def test_an_accepted_send_tells_whom_it_reached(channel, account, recorded, answer, wa_id, user_id, is_held):
    recorded.will(answer)
    result = await channel.send(account, HELLO)
    assert (result.state, result.wa_id, result.user_id, result.is_held) == (ACCEPTED, wa_id, user_id, is_held)


@pytest.mark.parametrize(
    ("answer", "state", "code", "blame", "retry_after"),
    [
        ("error_100_invalid_parameter", REFUSED, "100", Blame.NONE, None),
        ("error_130429_throughput", NOT_SENT, "130429", Blame.NUMBER, 1.0),
        ("error_131000_unknown", UNKNOWN, "131000", Blame.NONE, None),
        ("error_131009_bad_value", REFUSED, "131009", Blame.NONE, None),
        ("error_131047_window", REFUSED, "131047", Blame.NONE, None),
        ("error_131048_spam_limit", REFUSED, "131048", Blame.CONNECTION, None),
        ("error_131056_pair_rate", NOT_SENT, "131056", Blame.PAIR, 4.0),
        ("error_132000_param_count", REFUSED, "132000", Blame.TEMPLATE, None),
        ("error_132001_template_missing", REFUSED, "132001", Blame.TEMPLATE, None),
        ("error_190_token_expired", REFUSED, "190", Blame.CONNECTION, None),
        ("error_2_service", NOT_SENT, "2", Blame.NONE, 5.0),
        ("error_368_policy_block", REFUSED, "368", Blame.CONNECTION, None),
        ("error_80007_account_rate", NOT_SENT, "80007", Blame.NUMBER, 60.0),
        ("error_non_json_502.txt", UNKNOWN, "unsure", Blame.NONE, None),
    ],
)
async def test_every_recorded_error_is_judged_by_its_code(channel, account, recorded, answer, state, code, blame, retry_after):
    recorded.will(answer)
    result = await channel.send(account, HELLO)
    assert (result.state, result.code, result.blame, result.retry_after) == (state, code, blame, retry_after)
    if code not in ("unsure",):
        assert result.trace == "AbCinventedTraceId0"
        assert result.detail


@pytest.mark.parametrize(
    ("answer", "state", "code"),
    [
        ((200, b"not json"), UNKNOWN, "unsure"),
        ((200, {"messages": []}), UNKNOWN, "unsure"),
        ((200, {"messages": [{}]}), UNKNOWN, "unsure"),
        ((200, []), UNKNOWN, "unsure"),
        ((200, b"[" * 100_000), UNKNOWN, "unsure"),
        ((200, {"error": {"code": 131047}}), REFUSED, "131047"),
        ((400, {"error": {"code": 999999, "message": "new"}}), REFUSED, "999999"),
        ((500, {"error": {"code": 999999, "message": "new"}}), UNKNOWN, "999999"),
        ((400, {"error": {"code": "131047"}}), REFUSED, "131047"),
        ((400, {"error": {"code": 131047, "error_data": "text", "error_subcode": "x", "fbtrace_id": 7}}), REFUSED, "131047"),
        ((403, {"error": {"code": 210}}), REFUSED, "210"),
        ((400, {"error": "text"}), REFUSED, "http_400"),
        ((403, b"<html>"), REFUSED, "http_403"),
        ((408, b""), UNKNOWN, "unsure"),
        ((429, b"slow down", {"retry-after": "7"}), NOT_SENT, "http_429"),
        ((500, b""), UNKNOWN, "unsure"),
        ((503, {"unrelated": 1}), UNKNOWN, "unsure"),
        ((504, b"<html>"), UNKNOWN, "unsure"),
        ((302, b"", {"location": "http://elsewhere.example/"}), REFUSED, "redirected"),
        ((307, b"", {"location": "/v26.0/x"}), REFUSED, "redirected"),
    ],
)
async def test_answers_nobody_recorded_are_judged_with_care(channel, account, recorded, answer, state, code):
    recorded.will(answer)
    result = await channel.send(account, HELLO)
    assert (result.state, result.code) == (state, code)
    assert len(recorded.asked) == 1  # no redirect was followed, nothing was tried twice
    if code == "http_429":
        assert result.retry_after == 7.0


async def test_metas_own_words_on_waiting_are_heeded(channel, account, recorded):
    usage = json.dumps({"104512345678901": [{"type": "messages", "call_count": 100, "estimated_time_to_regain_access": 5}]})
    error = {"error": {"code": 80007}}
    recorded.will((429, error, {"x-business-use-case-usage": usage}), (429, error, {"retry-after": "90"}))
    assert (await channel.send(account, HELLO)).retry_after == 300.0
    assert channel.client.usage[account.account_id] == {"call_count": 100}
    assert (await channel.send(account, HELLO)).retry_after == 90.0
    for odd in ("{", "[]", '{"a": 1}', '{"a": ["x"]}'):
        recorded.will((200, loaded("api_responses/send_ok"), {"x-business-use-case-usage": odd}))
        assert (await channel.send(account, HELLO)).state is ACCEPTED


def _at(account: Account, base_url: str) -> Account:
    return dataclasses.replace(account, base_url=base_url)


async def test_no_connection_is_certainly_not_sent(channel, account):
    async with raw_server(b"") as closed:
        pass
    for base in (closed, "http://nobody.invalid", "https://127.0.0.1:1"):
        result = await channel.send(_at(account, base), HELLO)
        assert (result.state, result.code) == (NOT_SENT, "unreachable")
        assert result.retry_after


@pytest.mark.parametrize(
    "answer",
    [None, b"", b'HTTP/1.1 200 OK\r\ncontent-length: 500\r\n\r\n{"mess', b"HTTP/1.1 200 O", b"garbage\r\n\r\n"],
    ids=["reset", "hangs up", "half a body", "half a line", "no http"],
)
async def test_a_lost_answer_is_unknown(channel, account, answer):
    async with raw_server(answer) as base:
        result = await channel.send(_at(account, base), HELLO)
    assert (result.state, result.code) == (UNKNOWN, "unsure")


async def test_a_silent_peer_is_unknown_after_the_time_out(channel, account, monkeypatch):
    import httpx

    from atende.providers.meta_whatsapp import client

    monkeypatch.setattr(client, "_SECONDS", httpx.Timeout(0.2))
    async with raw_server(b"", waits=5) as base:
        result = await channel.send(_at(account, base), HELLO)
    assert (result.state, result.code) == (UNKNOWN, "unsure")


@pytest.mark.parametrize("base", ["ftp://graph.example", "not an address", "http://", "http://[::"])
async def test_a_base_that_is_no_address_is_the_connections_fault(channel, account, base):
    result = await channel.send(_at(account, base), HELLO)
    assert (result.state, result.blame) in ((REFUSED, Blame.CONNECTION), (NOT_SENT, Blame.NONE))


@pytest.mark.parametrize("token", ["", "with space", "line\r\nX-Evil: 1", "acentuação", "nul\x00"])
async def test_a_token_that_is_none_never_leaves(channel, account, recorded, token):
    recorded.will("send_ok")
    result = await channel.send(dataclasses.replace(account, token=token), HELLO)
    assert (result.state, result.code, result.blame) == (REFUSED, "token_unreadable", Blame.CONNECTION)
    assert recorded.asked == []


async def test_what_the_check_refuses_is_refused_without_a_call(channel, account, recorded):
    recorded.will("send_ok")
    result = await channel.send(account, dataclasses.replace(HELLO, text="x" * 5000))
    assert (result.state, result.code, result.detail) == (REFUSED, "content_invalid", "text")
    assert recorded.asked == []


async def test_the_token_is_in_no_result_log_or_exception(channel, account, recorded, caplog):
    caplog.set_level(logging.DEBUG)
    quoted = {
        "error": {"code": 190, "message": f"Malformed access token {account.token}", "error_data": {"details": account.token}}
    }
    results = []
    with capture_logs() as logs:
        for answer in ((401, quoted), (400, {"error": {"code": 999998, "message": "EAAGsomeOtherToken0123456789"}}), (500, b"x")):
            recorded.will(answer)
            results.append(await channel.send(account, HELLO))
        async with raw_server(None) as base:
            results.append(await channel.send(_at(account, base), HELLO))
        recorded.will((401, quoted))
        with pytest.raises(MediaFailed) as failure:
            await channel.media_info(account, "7")
    said = repr(results) + repr(account) + repr(failure.value) + str(failure.value.__dict__) + caplog.text + repr(logs)
    assert "graph_code_unknown" in said
    assert account.token not in said
    assert "EAAG" not in said


async def test_many_sends_share_the_connections(channel, account, recorded):
    recorded.will("send_ok")
    results = await asyncio.gather(*(channel.send(account, HELLO) for _ in range(50)))
    assert {r.state for r in results} == {ACCEPTED}
    assert len(recorded.asked) == 50


@pytest.mark.parametrize("typing", [True, False])
async def test_read_ticks_and_typing(channel, account, recorded, typing):
    expected = loaded("api_requests/mark_read_with_typing")
    recorded.will("mark_read_ok")
    assert await channel.mark_read(account, expected["message_id"], typing=typing) is True
    if not typing:
        del expected["typing_indicator"]
    assert recorded.asked[0].json == expected
    for bad in ("error_100_invalid_parameter", (200, {"success": False}), (500, b"")):
        recorded.will(bad)
        assert await channel.mark_read(account, "wamid.1", typing=typing) is False


def test_every_code_has_one_verdict():
    for code in CODES:
        found = verdict(code)
        assert found.key in KEYS
        assert verdict(str(code)) == found
        assert (found.state is NOT_SENT) <= (found.retry_after is not None)
    assert verdict(250).key == "200"
    assert verdict(133007).key == "1330"
    assert verdict(138001).key == "138"
    assert verdict(139010).key == "1390"
    for unknown in (None, "", "x", 424242, -1, [], {}):
        assert verdict(unknown).key == "unknown"  # type: ignore[arg-type]


def test_only_what_was_certainly_not_sent_may_be_retried():
    assert {c for c in CODES if verdict(c).state is NOT_SENT} == {2, 4, 80007, 130429, 131016, 131056, 131057, 133004, 133016}
    assert {c for c in CODES if verdict(c).state is UNKNOWN} == {1, 131000}
    paused = {0, 3, 10, 190, 368, 131005, 131031, 131042, 131045, 131048}
    assert all(verdict(c).blame is Blame.CONNECTION for c in paused)


def test_a_channel_is_a_channel():
    from atende.inbox.ports import Channel

    channel: Channel = MetaChannel()
    assert channel.provider == "meta_whatsapp"
