"""Files up and down, templates, and the outward half of the connection check."""

import dataclasses

import pytest

from atende.inbox.errors import MediaFailed, TemplatesFailed
from atende.inbox.ports import MediaInfo, MessageKind, Outbound, SendState
from atende.providers.meta_whatsapp.checking import PROBLEMS, STEPS
from atende.providers.meta_whatsapp.media import may_visit
from tests.providers.meta_whatsapp.bodies import loaded
from tests.providers.meta_whatsapp.recorded import serving

MB = 1024 * 1024


async def problem_of(awaitable) -> str:
    with pytest.raises((MediaFailed, TemplatesFailed)) as failure:
        await awaitable
    return failure.value.params["problem"]


async def collect(stream) -> bytes:
    return b"".join([piece async for piece in stream])


async def test_an_upload_is_a_form_with_the_file(channel, account, recorded):
    recorded.will("media_upload_ok")
    assert await channel.upload(account, b"\x89PNG", "image/png", "cardápio.png") == "780011112222333"
    (asked,) = recorded.asked
    assert asked.path == "/v25.0/110098765432101/media"
    assert asked.headers["content-type"].startswith("multipart/form-data")
    for part in (b'name="messaging_product"\r\n\r\nwhatsapp', b'name="type"\r\n\r\nimage/png', b"\x89PNG"):
        assert part in asked.body


@pytest.mark.parametrize(
    ("size", "mime", "limit"),
    [
        (5 * MB + 1, "image/jpeg", 5 * MB),
        (16 * MB + 1, "audio/ogg; codecs=opus", 16 * MB),
        (16 * MB + 1, "video/mp4", 16 * MB),
        (100 * 1024 + 1, "image/webp", 100 * 1024),
        (100 * MB + 1, "application/pdf", 100 * MB),
    ],
)
async def test_a_file_too_large_is_refused_before_it_is_sent(channel, account, recorded, size, mime, limit):
    recorded.will("media_upload_ok")
    with pytest.raises(MediaFailed) as failure:
        await channel.upload(account, bytes(size), mime, "x")
    assert (failure.value.params["problem"], failure.value.params["limit"]) == ("too_large", limit)
    assert recorded.asked == []


async def test_uploads_fail_with_a_word(channel, account, recorded):
    recorded.will((200, {}))
    assert await problem_of(channel.upload(account, b"", "image/png", "x")) == "empty"
    assert await problem_of(channel.upload(account, b"x", "png", "x")) == "type_unreadable"
    assert await problem_of(channel.upload(account, b"x", "image/png", "x")) == "answer_unreadable"
    recorded.will("error_100_invalid_parameter")
    assert await problem_of(channel.upload(account, b"x", "image/png", "x")) == "refused"
    recorded.will("error_non_json_502.txt")
    assert await problem_of(channel.upload(account, b"x", "image/png", "x")) == "refused"


async def test_where_a_file_lies(channel, account, recorded):
    recorded.will("media_url_ok")
    info = await channel.media_info(account, "780011112222333")
    expected = loaded("api_responses/media_url_ok")
    assert info == MediaInfo(expected["url"], "image/jpeg", expected["sha256"], 303833)
    assert recorded.asked[0].query == "phone_number_id=110098765432101"
    recorded.will((404, {"error": {"code": 100, "error_subcode": 33}}))
    assert await problem_of(channel.media_info(account, "1")) == "gone"
    assert await problem_of(channel.media_info(account, "../../me")) == "gone"


async def test_a_download_brings_the_bytes_with_the_token(channel, account, recorded):
    recorded.will((200, b"x" * 200_000, {"content-type": "image/jpeg"}))
    info = MediaInfo(f"{recorded.base_url}/file", "image/jpeg", None, None)
    assert await collect(channel.download(account, info)) == b"x" * 200_000
    assert recorded.asked[0].headers["authorization"] == f"Bearer {account.token}"
    recorded.will((404, b""))
    assert await problem_of(collect(channel.download(account, info))) == "expired"
    recorded.will((500, b""))
    assert await problem_of(collect(channel.download(account, info))) == "status"


async def test_a_redirect_elsewhere_gets_neither_visit_nor_token(channel, account, recorded):
    async with serving() as elsewhere:
        elsewhere.will((200, b"gotcha"))
        for target in (
            f"{elsewhere.base_url}/x",
            "http://169.254.169.254/",
            "https://fbsbx.com.evil.example/",
            "file:///etc/passwd",
        ):
            recorded.will((302, b"", {"location": target}))
            info = MediaInfo(f"{recorded.base_url}/file", "image/jpeg", None, None)
            assert await problem_of(collect(channel.download(account, info))) == "host_refused"
        assert elsewhere.asked == []
        info = MediaInfo(f"{elsewhere.base_url}/x", "image/jpeg", None, None)
        assert await problem_of(collect(channel.download(account, info))) == "host_refused"
        assert elsewhere.asked == []


async def test_a_redirect_on_the_same_host_is_followed(channel, account, recorded):
    recorded.will((302, b"", {"location": "/other"}), (200, b"file"))
    info = MediaInfo(f"{recorded.base_url}/file", "image/jpeg", None, None)
    assert await collect(channel.download(account, info)) == b"file"


@pytest.mark.parametrize(
    ("url", "is_visited"),
    [
        ("https://lookaside.fbsbx.com/whatsapp_business/attachments/?mid=1", True),
        ("https://mmg.whatsapp.net/x", True),
        ("https://graph.facebook.com/x", True),
        ("https://fbsbx.com/x", True),
        ("http://lookaside.fbsbx.com/x", False),
        ("https://lookaside.fbsbx.com:8443/x", False),
        ("https://lookaside.fbsbx.com.evil.example/x", False),
        ("https://evilfbsbx.com/x", False),
        ("https://evil.example/?.fbsbx.com", False),
        ("https://whatsapp.net.evil.example/", False),
    ],
)
def test_only_metas_hosts_are_visited(account, url, is_visited):
    import httpx

    assert may_visit(account, httpx.URL(url)) is is_visited


async def test_templates_come_from_every_page(channel, account, recorded):
    first = loaded("api_responses/templates_list")
    last = {"data": [{"name": "terceiro"}], "paging": {"cursors": {"before": "x", "after": "y"}}}
    recorded.will((200, first), (200, last))
    assert [t["name"] for t in await channel.templates(account)] == ["pedido_pronto", "boas_vindas", "terceiro"]
    assert recorded.asked[0].path == "/v25.0/104512345678901/message_templates"
    assert "after=MjQZD" in recorded.asked[1].query


async def test_template_lists_fail_with_a_word(channel, account, recorded):
    recorded.will("error_190_token_expired")
    assert await problem_of(channel.templates(account)) == "refused"
    recorded.will((200, {"data": "x"}))
    assert await problem_of(channel.templates(account)) == "answer_unreadable"
    assert await problem_of(channel.templates(dataclasses.replace(account, account_id=None))) == "account_id_missing"
    recorded.will((200, loaded("api_responses/templates_list")))  # the same page for ever
    assert len(await channel.templates(account)) == 4


NUMBER = loaded("api_responses/phone_number")
GOOD = [
    (200, NUMBER),
    (200, {"data": [{"id": "1"}, {"id": NUMBER["id"]}]}),
    (200, {"data": [{"whatsapp_business_api_data": {"id": "1"}, "override_callback_uri": "https://a.example/hooks"}]}),
    (200, {"data": []}),
]


async def check(channel, account, recorded, *replies):
    recorded.will(*replies)
    steps = await channel.check_connection(account)
    assert [step.code for step in steps] == list(STEPS)
    assert {step.problem for step in steps if not step.ok} <= PROBLEMS
    return [step.problem for step in steps], steps


async def test_a_good_connection_passes_every_step(channel, account, recorded):
    problems, steps = await check(channel, account, recorded, *GOOD)
    assert problems == [None] * 5
    assert steps[1].params["phone"] == "+55 11 3000-5500"
    assert steps[3].params == {"apps": 1, "callback": "https://a.example/hooks"}


async def test_a_channel_that_was_closed_opens_again(channel, account, recorded):
    assert (await check(channel, account, recorded, *GOOD))[0] == [None] * 5
    await channel.aclose()
    assert (await check(channel, account, recorded, *GOOD))[0] == [None] * 5
    recorded.will("send_ok")
    sent = await channel.send(account, Outbound("+5511900010001", None, MessageKind.TEXT, "Oi", {}, "attempt-1"))
    assert sent.state is SendState.ACCEPTED


@pytest.mark.parametrize(
    ("replies", "problems"),
    [
        (["error_190_token_expired"], ["token_expired", *["not_tried"] * 4]),
        ([(401, {"error": {"code": 190}})], ["token_invalid", *["not_tried"] * 4]),
        ([(401, b"")], ["token_invalid", *["not_tried"] * 4]),
        ([(302, b"", {"location": "/"})], ["redirected", *["not_tried"] * 4]),
        ([(400, {"error": {"code": 100, "error_subcode": 33}}), *GOOD[1:]], [None, "number_missing", None, None, None]),
        ([(200, {"id": "7"}), *GOOD[1:]], [None, "answer_unreadable", None, None, None]),
        ([GOOD[0], (403, {"error": {"code": 200}})], [None, None, *["permission_missing"] * 3]),
        ([GOOD[0], (200, {"data": [{"id": "1"}]}), *GOOD[2:]], [None, None, "number_not_in_account", None, None]),
        ([*GOOD[:2], (200, {"data": []}), GOOD[3]], [None, None, None, "not_subscribed", None]),
        ([*GOOD[:2], "error_80007_account_rate", GOOD[3]], [None, None, None, "limited", None]),
        ([*GOOD[:3], (200, {})], [None, None, None, None, "answer_unreadable"]),
        ([GOOD[0], "error_non_json_502.txt"], [None, None, *["unreachable"] * 3]),
    ],
)
async def test_what_is_wrong_is_named_by_its_step(channel, account, recorded, replies, problems):
    found, _ = await check(channel, account, recorded, *replies)
    assert found == problems


async def test_without_an_account_the_number_is_still_checked(channel, account, recorded):
    found, _ = await check(channel, dataclasses.replace(account, account_id=None), recorded, GOOD[0])
    assert found == [None, None, *["account_id_missing"] * 3]
    gone = dataclasses.replace(account, base_url="http://nobody.invalid")
    found, _ = await check(channel, gone, recorded, GOOD[0])
    assert found == ["unreachable", *["not_tried"] * 4]
