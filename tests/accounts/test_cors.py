"""No page elsewhere reads an answer of ours, nor is told that it may ask: no answer names an origin that may (S19)."""

import asyncio
import re
import uuid
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from atende.app import create_api
from tests.accounts.conftest import PASSWORD

METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE")
OURS, STRANGER = "http://atende.test", "https://mau.example"
# Ours among them: same-origin pages need no such header, and one that is sent for ours is soon sent for all.
ORIGINS = (STRANGER, OURS, "null", f"{OURS}.mau.example", "http://localhost:5173", "https://atende.test")
STREAMS = re.compile(r"/live$|/events$")  # endless, or waiting: their head is looked at alone

_api = create_api()


def _addresses(ids: dict[str, str]) -> list[str]:
    """One address of every route, of vendors' doors and of files; what is not in `ids` is nobody's."""

    def given(match: re.Match[str]) -> str:
        return ids.get(match[1].partition(":")[0]) or str(uuid.uuid4())

    paths = {path for path in (getattr(one, "path", "") for one in _api.routes) if path.startswith("/")} | set(
        _api.openapi()["paths"]
    )
    more = {
        "/",
        "/index.html",
        "/assets/none.js",
        "/api/nothing",
        "/hooks/whatsapp",
        "/hooks/nobody",
        "/t/clinica/inbox",
        "/b/ninguem",
    }
    return sorted({re.sub(r"\{([\w:]+)\}", given, path) for path in paths | more})


def _told(answer: httpx.Response) -> dict[str, str]:
    return {name: value for name, value in answer.headers.items() if name.lower().startswith("access-control-")}


def _asked(method: str) -> dict[str, str]:
    """What a browser asks before it lets a page elsewhere do that."""
    return {
        "Access-Control-Request-Method": method,
        "Access-Control-Request-Headers": "content-type, x-csrf-token, authorization",
        "Access-Control-Request-Private-Network": "true",
    }


def _asking(path: str) -> Iterator[tuple[str, str, dict[str, str]]]:
    for origin in (STRANGER, OURS):
        for method in METHODS:
            yield method, path, {"Origin": origin}
    for number, origin in enumerate(ORIGINS):
        yield "OPTIONS", path, {"Origin": origin, **_asked(METHODS[number % len(METHODS)])}
    yield "OPTIONS", path, {"Origin": STRANGER}


async def test_no_address_tells_a_page_elsewhere_that_it_may_ask(browser):
    seen: set[int] = set()
    addresses = _addresses({})
    assert len(addresses) > 150
    for some in (addresses[n : n + 10] for n in range(0, len(addresses), 10)):
        one = browser()
        for path in some:
            for method, at, headers in _asking(path):
                answer = await one.request(method, at, headers=headers)
                assert _told(answer) == {}, f"{method} {at} for {headers}"
                seen.add(answer.status_code)
    assert seen >= {200, 401, 403, 404, 405}


async def test_nor_does_any_answer_to_who_is_signed_in(browser, clinic):
    first = browser()
    assert (await first.sign_in(clinic.owner_email, PASSWORD)).status_code == 200
    cookies = dict(first.cookies)
    statuses: list[int] = []
    looks = [path for path in _addresses({"tenant_id": str(clinic.tenant.id)}) if not STREAMS.search(path)]
    for some in (looks[n : n + 40] for n in range(0, len(looks), 40)):
        one = browser()
        one.cookies.update(cookies)
        for number, path in enumerate(some):
            answer = await one.get(path, headers={"Origin": ORIGINS[number % len(ORIGINS)], "Sec-Fetch-Site": "cross-site"})
            assert _told(answer) == {}, path
            statuses.append(answer.status_code)
    assert statuses.count(200) > 40
    changed = await first.patch("/api/me", json={"name": "Ana Dona"}, headers={"Origin": OURS})
    assert (changed.status_code, _told(changed)) == (200, {})


@pytest.mark.parametrize("origin", ORIGINS)
async def test_nor_does_the_head_of_a_live_stream(browser, application, clinic, origin):
    first = browser()
    assert (await first.sign_in(clinic.owner_email, PASSWORD)).status_code == 200
    cookie = "; ".join(f"{name}={value}" for name, value in first.cookies.items())
    status, names = await _head(application, f"{clinic.url}/live", {"host": "atende.test", "origin": origin, "cookie": cookie})
    assert status == 200
    assert not [name for name in names if name.startswith("access-control-")]


async def _head(application: Any, path: str, headers: dict[str, str]) -> tuple[int, list[str]]:
    """Status and names of headers with which the answer begins; the caller leaves then."""
    begun: asyncio.Future[tuple[int, list[str]]] = asyncio.get_running_loop().create_future()

    async def receive() -> dict[str, Any]:
        await begun
        return {"type": "http.disconnect"}

    async def send(message: dict[str, Any]) -> None:
        if message["type"] == "http.response.start" and not begun.done():
            begun.set_result((message["status"], [name.decode().lower() for name, _ in message["headers"]]))

    scope = {
        "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": "GET", "scheme": "http", "path": path,
        "raw_path": path.encode(), "query_string": b"", "root_path": "", "client": ("10.9.8.7", 1), "server": ("atende.test", 80),
        "headers": [(name.encode(), value.encode()) for name, value in headers.items()],
    }  # fmt: skip
    asking = asyncio.create_task(application(scope, receive, send))
    try:
        done, _ = await asyncio.wait({asking, begun}, return_when=asyncio.FIRST_COMPLETED)
        if begun not in done:
            await asking
        return await begun
    finally:
        asking.cancel()
        await asyncio.gather(asking, return_exceptions=True)
