"""The HTTP ground: what holds for every request, whatever room answers it."""

import json
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI, UploadFile
from pydantic import BaseModel
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from atende.accounts.access import is_signed_in
from atende.app import create_app
from atende.core import db
from atende.core.away import is_database_away, sqlstate
from atende.core.web import answers
from atende.core.web.ground import Ground, expects_declared_content
from atende.core.web.pages import Pages
from atende.kit.refusal import Conflict

OURS = {"Origin": "http://atende.test"}


class Given(BaseModel):
    number: int


async def _signed_in(scope) -> bool:
    return (b"cookie", b"who=nobody") not in scope["headers"]


def _sample() -> FastAPI:
    from fastapi import Depends

    api = FastAPI(dependencies=[Depends(expects_declared_content)])
    answers.install(api)

    @api.post("/api/json")
    async def take(given: Given) -> Given:
        return given

    @api.post("/api/optional")
    async def maybe(given: Given | None = None) -> dict:
        return {"given": given is not None}

    @api.post("/api/form")
    async def form(file: UploadFile) -> dict:
        return {"size": len(await file.read())}

    @api.get("/api/refuse")
    async def refuse() -> None:
        raise Conflict("it moved", field="place", wanted=3)

    @api.get("/api/wait")
    async def wait() -> None:
        raise Conflict("later", retry_after=7)

    @api.get("/api/break")
    async def broken() -> None:
        raise RuntimeError("segredo no texto /srv/caminho select * from tabela")

    @api.get("/api/constraint")
    async def constraint() -> None:
        original = type("Broken", (Exception,), {"sqlstate": "23505"})("DETAIL: Key (email)=(segredo)")
        raise IntegrityError("insert into tabela", {"email": "segredo"}, original)

    @api.get("/api/away")
    async def away() -> None:
        raise ConnectionRefusedError("/run/postgresql/.s.PGSQL.5432")

    return api


def _client(app) -> httpx.AsyncClient:
    transport = httpx.ASGITransport(app=app, raise_app_exceptions=False)
    return httpx.AsyncClient(transport=transport, base_url="http://atende.test")


@pytest.fixture
def sample() -> httpx.AsyncClient:
    return _client(Ground(_sample(), _signed_in))


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 403),
        ({"Origin": "http://atende.test"}, 200),
        ({"Origin": "https://mau.example"}, 403),
        ({"Origin": "null"}, 403),
        ({"Origin": "http://atende.test.mau.example"}, 403),
        ({"Sec-Fetch-Site": "same-origin"}, 200),
        ({"Sec-Fetch-Site": "same-origin", "Origin": "http://localhost:5173"}, 200),
        ({"Sec-Fetch-Site": "cross-site", "Origin": "http://atende.test"}, 403),
        ({"Sec-Fetch-Site": "same-site"}, 403),
        ({"Sec-Fetch-Site": "none"}, 403),
        ({"Origin": "http://127.0.0.1:8400"}, 200),
    ],
)
async def test_state_changes_come_from_our_own_pages(database, sample, headers, status):
    answer = await sample.post("/api/json", json={"number": 1}, headers=headers)
    assert answer.status_code == status


@pytest.mark.parametrize(
    ("path", "request_", "status"),
    [
        ("/api/json", {"content": '{"number": 1}', "headers": {"content-type": "text/plain"}}, 415),
        ("/api/json", {"content": '{"number": 1}'}, 415),
        ("/api/json", {"data": {"number": 1}}, 415),
        ("/api/json", {"files": {"number": b"1"}}, 415),
        ("/api/json", {"json": {"number": "x"}}, 422),
        ("/api/json", {"content": "{", "headers": {"content-type": "application/json; charset=utf-8"}}, 422),
        ("/api/json", {}, 415),
        ("/api/form", {"json": {"file": "x"}}, 415),
        ("/api/form", {"data": {"file": "x"}}, 415),
        ("/api/form", {"files": {"file": b"abc"}}, 200),
        ("/api/optional", {}, 200),
        ("/api/optional", {"json": {"number": 1}}, 200),
        ("/api/optional", {"content": "number=1", "headers": {"content-type": "application/x-www-form-urlencoded"}}, 415),
    ],
)
async def test_a_body_comes_as_the_kind_the_route_declares(sample, path, request_, status):
    headers = {**OURS, **request_.get("headers", {})}
    answer = await sample.post(path, **{**request_, "headers": headers})
    assert answer.status_code == status, answer.text
    if status != 200:
        assert set(answer.json()["error"]) == {"code", "message", "field", "params"}


async def test_a_body_past_the_limit_is_refused_announced_or_not(sample):
    big = json.dumps({"number": 1, "x": "y" * 1_100_000})
    headers = {**OURS, "content-type": "application/json"}
    assert (await sample.post("/api/json", content=big, headers=headers)).status_code == 413

    async def pieces():
        for start in range(0, len(big), 65536):
            yield big[start : start + 65536].encode()

    assert (await sample.post("/api/json", content=pieces(), headers=headers)).status_code == 413


async def test_a_refusal_keeps_its_code_field_and_values(sample):
    answer = await sample.get("/api/refuse")
    assert answer.status_code == 409
    assert answer.json() == {"error": {"code": "conflict", "message": "it moved", "field": "place", "params": {"wanted": 3}}}
    assert (await sample.get("/api/wait")).headers["retry-after"] == "7"


@pytest.mark.parametrize(
    ("path", "status", "code"),
    [("/api/break", 500, "internal"), ("/api/constraint", 409, "already_exists"), ("/api/away", 503, "unavailable")],
)
async def test_nothing_of_the_inside_leaves_with_an_error(sample, path, status, code):
    answer = await sample.get(path)
    assert (answer.status_code, answer.json()["error"]["code"]) == (status, code)
    for inside in ("segredo", "caminho", "tabela", "Traceback", "sqlalchemy", "postgresql", "RuntimeError"):
        assert inside not in answer.text
    if status == 503:
        assert int(answer.headers["retry-after"]) > 0


async def test_every_answer_carries_the_headers_and_a_request_id(database):
    async with _client(create_app()) as client:
        for path in ("/health", "/api/me", "/api/nothing", "/", "/live"):
            answer = await client.get(path)
            policy = answer.headers["content-security-policy"]
            assert "script-src 'self';" in policy
            assert "unsafe" not in policy
            assert "frame-ancestors 'none'" in policy
            assert answer.headers["x-content-type-options"] == "nosniff"
            assert answer.headers["referrer-policy"]
            assert len(answer.headers["x-request-id"]) >= 8


@pytest.mark.parametrize("path", ["/health", "/hooks/whatsapp"])
async def test_a_request_keeps_the_id_it_brings_and_gets_one_where_none_or_a_false_one_came(database, path):
    """Not every proxy of `deploy/` makes one, or looks at what callers bring."""
    async with _client(create_app()) as client:

        async def named(*given: bytes) -> str:
            method = "GET" if path == "/health" else "POST"
            answer = await client.request(method, path, headers=[(b"X-Request-Id", one) for one in given])
            (said,) = answer.headers.get_list("x-request-id")
            return said

        assert await named(b"abc-12345") == "abc-12345"
        false = (b"", b"x", b"<script>alert(1)</script>", b"a b\tc", b"12345678 9", b"a" * 65, b"abc-12345\xe9")
        made = [await named(), *[await named(one) for one in false]]
        assert len({*made}) == len(made)
        assert all(one.isalnum() and 8 <= len(one) <= 64 for one in made)
        assert not {one.encode("latin-1") for one in made} & {*false}


async def test_api_addresses_that_do_not_exist_are_answered_in_json(database):
    async with _client(create_app()) as client:
        assert (await client.get("/api/nothing")).json()["error"]["code"] == "not_found"
        assert (await client.post("/api/nothing", headers=OURS)).status_code == 404
        assert (await client.delete("/api/auth/sign-in", headers=OURS)).status_code in (404, 405)


async def test_ready_tells_the_schema_and_health_asks_nobody(database):
    async with _client(create_app()) as client:
        ready = await client.get("/ready")
        assert (ready.status_code, ready.json()["status"]) == (200, "ok")
        assert (await client.get("/health")).json() == {"status": "ok"}
        assert (await client.get("/live")).json() == {"status": "ok"}


async def test_a_database_that_is_away_is_said_so(database, monkeypatch):
    from sqlalchemy.ext.asyncio import create_async_engine

    nowhere = create_async_engine("postgresql+asyncpg://a:b@127.0.0.1:9/none", connect_args={"timeout": 2})
    async with _client(create_app()) as client:
        monkeypatch.setattr("atende.core.web.operation.app_engine", lambda: nowhere)
        monkeypatch.setattr("atende.core.tenancy.system_engine", lambda: nowhere)
        ready = await client.get("/ready")
        assert (ready.status_code, ready.json()["reason"]) == (503, "database_away")
        given = {"email": "a@exemplo.com.br", "password": "qualquer-uma"}
        answer = await client.post("/api/auth/sign-in", json=given, headers=OURS)
        assert (answer.status_code, answer.json()["error"]["code"]) == (503, "unavailable")
        assert answer.headers["retry-after"]


async def test_an_error_of_the_database_is_told_apart_from_its_absence(database):
    async with db.app_engine().connect() as connection:
        with pytest.raises(Exception, match="division") as caught:
            await connection.execute(text("select 1 / 0"))
        assert not is_database_away(caught.value)
        assert sqlstate(caught.value) == "22012"


@pytest.fixture
def built(tmp_path: Path) -> httpx.AsyncClient:
    folder = tmp_path / "static"
    (folder / "assets").mkdir(parents=True)
    (folder / "index.html").write_text("<title>Atende</title>")
    (folder / "favicon.svg").write_text("<svg/>")
    (folder / "assets" / "app-1a2b.js").write_text("plain")
    (folder / "assets" / "app-1a2b.js.br").write_text("packed-br")
    (folder / "assets" / "app-1a2b.js.gz").write_text("packed-gz")
    (tmp_path / "secret.txt").write_text("secret")
    return _client(Pages(folder))


async def test_hashed_files_are_kept_for_good_and_the_page_never(built):
    asset = await built.get("/assets/app-1a2b.js", headers={"Accept-Encoding": "identity"})
    assert asset.text == "plain"
    assert "immutable" in asset.headers["cache-control"]
    assert asset.headers["content-type"].startswith("text/javascript")
    for address in ("/", "/index.html", "/auth", "/t/clinica/inbox/abc"):
        page = await built.get(address)
        assert (page.status_code, page.text) == (200, "<title>Atende</title>")
        assert page.headers["cache-control"] == "no-store"
    assert (await built.get("/favicon.svg")).headers["cache-control"] == "no-cache"


async def test_an_address_longer_than_any_files_name_is_no_file_and_no_failure(built):
    assert (await built.get("/" + "a" * 3000)).text == "<title>Atende</title>"
    assert (await built.get("/assets/" + "a" * 3000)).status_code == 404


async def test_packed_files_are_sent_to_whom_takes_them(built):
    async with built.stream("GET", "/assets/app-1a2b.js", headers={"Accept-Encoding": "gzip, br"}) as answer:
        assert answer.headers["content-encoding"] == "br"
        assert b"".join([piece async for piece in answer.aiter_raw()]) == b"packed-br"
    async with built.stream("GET", "/assets/app-1a2b.js", headers={"Accept-Encoding": "gzip"}) as answer:
        assert answer.headers["content-encoding"] == "gzip"


@pytest.mark.parametrize(
    "address", ["/../secret.txt", "/%2e%2e/secret.txt", "/assets/../../secret.txt", "/assets/%2e%2e%2f%2e%2e%2fsecret.txt"]
)
async def test_no_address_leads_out_of_the_folder(built, address):
    answer = await built.get(address)
    assert "secret" not in answer.text


async def test_a_missing_asset_is_missing_and_not_the_page(built):
    assert (await built.get("/assets/old-ffff.js")).status_code == 404
    assert (await built.get("/hooks/other")).status_code == 404
    assert (await built.get("/ical/nobody/anything.ics")).status_code == 404
    assert (await built.get("/ical")).status_code == 404
    assert (await built.post("/auth")).status_code == 405


async def test_files_of_somebody_unknown_are_refused_unread():
    read = 0

    async def body():
        nonlocal read
        for _ in range(50):
            read += 1
            yield b"x" * 65536

    headers = OURS | {"content-type": "multipart/form-data; boundary=b", "cookie": "who=nobody"}
    given: dict = {}

    async def send(message):
        given.setdefault("status", message.get("status"))

    pieces = body()

    async def receive():
        return {"type": "http.request", "body": await anext(pieces, b""), "more_body": True}

    scope = {
        "type": "http",
        "method": "POST",
        "path": "/api/form",
        "query_string": b"",
        "headers": [(name.lower().encode(), value.encode()) for name, value in headers.items()] + [(b"host", b"atende.test")],
    }
    await Ground(_sample(), _signed_in)(scope, receive, send)
    assert (given["status"], read) == (401, 0)


async def test_only_a_session_that_lasts_is_believed(database):
    def scope(cookie):
        return {"type": "http", "headers": [(b"cookie", cookie.encode())]}

    assert not await is_signed_in({"type": "http", "headers": []})
    assert not await is_signed_in(scope("atende_session=invented"))
