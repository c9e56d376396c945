"""Media: up, described, down, gone; what cannot be sent as what."""

import hashlib

import pytest

from tests.providers.sandbox.conftest import NUMBER, Running, Stage
from tests.providers.sandbox.test_customers import OPUS
from tests.providers.sandbox.test_messages import expected, shape

JPEG = b"\xff\xd8\xff\xe0" + b"\x00" * 60


async def upload(stage: Stage, data: bytes = JPEG, mime: str = "image/jpeg", name: str = "a.jpg"):
    form, files = {"messaging_product": "whatsapp", "type": mime}, {"file": (name, data, mime)}
    return await stage.graph.post(f"/v25.0/{NUMBER}/media", data=form, files=files)


async def test_a_file_goes_up_and_comes_down(open_stage: Stage) -> None:
    stage = open_stage
    answer = await upload(stage)
    assert shape(answer.json()) == shape(expected("media_upload_ok.json"))
    media = answer.json()["id"]
    described = await stage.graph.get(f"/v25.0/{media}", params={"phone_number_id": NUMBER})
    assert shape(described.json()) == shape(expected("media_url_ok.json"))
    assert described.json()["sha256"] == hashlib.sha256(JPEG).hexdigest()
    url = described.json()["url"]
    assert url.startswith(stage.address)
    got = await stage.graph.get(url)
    assert (got.content, got.headers["content-type"]) == (JPEG, "image/jpeg")
    assert (await stage.graph.get(url, headers={"Authorization": ""})).status_code == 401
    assert (await stage.graph.get(url.replace("hash=", "hash=x"))).status_code == 404
    sent = await stage.send({"type": "image", "image": {"id": media, "caption": "Cardápio"}})
    assert sent.status_code == 200
    seen = (await stage.do("GET", f"/phones/marina/threads/{NUMBER}"))["items"][-1]
    assert (seen["media"]["id"], seen["media"]["mime"], seen["preview"]) == (media, "image/jpeg", "Cardápio")
    assert (await stage.control.get(f"/_twin/files/{media}")).content == JPEG
    await stage.do("PATCH", "/settings", json={"clock_shift_s": 301})
    assert (await stage.graph.get(url)).status_code == 404
    await stage.do("PATCH", "/settings", json={"clock_shift_s": 31 * 86400})
    assert (await stage.graph.get(f"/v25.0/{media}")).json()["error"]["error_subcode"] == 33
    await stage.do("PATCH", "/settings", json={"clock_shift_s": 0})
    assert (await stage.graph.delete(f"/v25.0/{media}")).json() == {"success": True}
    assert (await stage.graph.get(f"/v25.0/{media}")).status_code == 400


async def test_a_customers_file_is_fetched_by_id_and_by_the_webhooks_address(stage: Stage) -> None:
    made = await stage.do("POST", "/files?filename=voz.ogg", content=OPUS, headers={"content-type": "audio/ogg"})
    await stage.act(type="voice", file_id=made["id"])
    await stage.do("POST", "/drain")
    audio = stage.receiver.of("messages")[0]["audio"]
    described = await stage.graph.get(f"/v25.0/{audio['id']}")
    assert described.status_code == 200
    for url in (described.json()["url"], audio["url"]):
        assert (await stage.graph.get(url)).content == OPUS


@pytest.mark.parametrize(
    ("data", "mime", "code"),
    [
        (b"MZ", "application/x-msdownload", 100),
        (b"<html>", "text/html", 100),
        (b"", "image/png", 131053),
        (b"x" * (5 * 1024 * 1024 + 1), "image/jpeg", 131053),
        (b"\x89PNG\r\n\x1a\n" + b"0" * 30, "video/mp4", 131053),
        (OPUS.replace(b"OpusHead\x01\x01", b"OpusHead\x01\x02"), "audio/ogg", 131053),
    ],
)
async def test_uploads_meta_does_not_take(stage: Stage, data: bytes, mime: str, code: int) -> None:
    answer = await upload(stage, data, mime)
    assert (answer.status_code, answer.json()["error"]["code"]) == (400, code)


async def test_a_file_of_the_wrong_kind_fails_later(open_stage: Stage) -> None:
    stage = open_stage
    media = (await upload(stage, b"%PDF-1.4", "application/pdf", "a.pdf")).json()["id"]
    assert (await stage.send({"type": "image", "image": {"id": media}})).status_code == 200
    await stage.do("POST", "/drain")
    status = stage.receiver.of("statuses")[0]
    assert (status["status"], status["errors"][0]["code"]) == ("failed", 131053)
    unknown = await stage.send({"type": "image", "image": {"id": "1"}})
    assert unknown.json()["error"]["code"] == 100


async def test_linked_files_are_fetched_when_told_so(open_stage: Stage) -> None:
    stage = open_stage

    async def files(scope, receive, send) -> None:
        if scope["type"] == "http":
            is_there = scope["path"] == "/a.jpg"
            headers = [(b"content-type", b"image/jpeg")]
            await send({"type": "http.response.start", "status": 200 if is_there else 404, "headers": headers})
            await send({"type": "http.response.body", "body": JPEG})

    await stage.do("PATCH", "/settings", json={"fetch_links": True})
    async with Running(files) as address:
        for path, end in (("/a.jpg", ["sent", "delivered"]), ("/b.jpg", ["failed"])):
            stage.receiver.posts.clear()
            wamid = (await stage.send({"type": "image", "image": {"link": address + path}})).json()["messages"][0]["id"]
            await stage.receiver.until(lambda end=end: [s["status"] for s in stage.receiver.of("statuses")] == end)
            seen = (await stage.do("GET", f"/phones/marina/threads/{NUMBER}"))["items"][-1]
            assert seen["id"] == wamid
            assert bool(seen["media"]["id"]) == (path == "/a.jpg")
