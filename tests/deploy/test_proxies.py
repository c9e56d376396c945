"""The proxies' configurations of `deploy/`, read by the real programs and tried in front of a web server that shows what arrives."""

import asyncio
import contextlib
import json
import os
import subprocess
import threading
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import httpx
import pytest
import uvicorn
from starlette.types import Receive, Scope, Send

from tests.deploy.replicas import CONFIGURATION as HAPROXY
from tests.deploy.replicas import free_port
from tests.flows.install import until
from tests.programs import program, running

DEPLOY = HAPROXY.parents[1]
CADDY = DEPLOY / "caddy" / "Caddyfile"
NGINX = DEPLOY / "nginx" / "nginx.conf"
LIMIT = 20  # requests of one address, as the tests set it: few, so that a slow machine passes it too
WEBHOOK = "/hooks/whatsapp"


@dataclass
class Behind:
    """Stands where a web process would: tells each caller what arrived, and has a stream whose second event waits."""

    port: int
    release: threading.Event = field(default_factory=threading.Event)
    webhooks: list[int] = field(default_factory=list)  # sizes of those that arrived whole

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        assert scope["type"] == "http"
        size, more = 0, True
        while more:
            message = await receive()
            if message["type"] == "http.disconnect":
                return
            size, more = size + len(message.get("body", b"")), message.get("more_body", False)
        if scope["path"] == WEBHOOK:
            self.webhooks.append(size)
        is_stream = scope["path"].endswith("/live")
        kind = b"text/event-stream" if is_stream else b"application/json"
        await send({"type": "http.response.start", "status": 200, "headers": [(b"content-type", kind)]})
        if is_stream:
            await send({"type": "http.response.body", "body": b"data: first\n\n", "more_body": True})
            await asyncio.to_thread(self.release.wait, 60)
            await send({"type": "http.response.body", "body": b"data: second\n\n"})
            return
        headers = [[name.decode(), value.decode()] for name, value in scope["headers"]]
        await send({"type": "http.response.body", "body": json.dumps({"size": size, "headers": headers}).encode()})


@pytest.fixture
def behind() -> Iterator[Behind]:
    made = Behind(free_port())
    config = uvicorn.Config(made, port=made.port, log_config=None, lifespan="off", proxy_headers=False, timeout_keep_alive=75)
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run)
    thread.start()
    yield made
    made.release.set()
    server.should_exit = True
    thread.join()


def _haproxy(folder: Path, port: int, web: int) -> tuple[list[str], dict[str, str]]:
    return [program("haproxy"), "-db", "-f", str(HAPROXY)], {
        "ATENDE_LISTEN": f"127.0.0.1:{port}",
        "ATENDE_WATCH": f"127.0.0.1:{free_port()}",
        "ATENDE_WEB_1": f"127.0.0.1:{web}",
        "ATENDE_WEB_2": f"127.0.0.1:{web}",
        "ATENDE_REQUESTS_PER_10S": str(LIMIT),
        "ATENDE_CONNECTIONS": "400",
    }


def _caddy(folder: Path, port: int, web: int) -> tuple[list[str], dict[str, str]]:
    # Its control port is closed, so that several can run side by side; the rest is the file as it stands.
    adapted = folder / "Caddyfile"
    adapted.write_text(CADDY.read_text().replace("{\n\tservers", "{\n\tadmin off\n\tservers", 1))
    own = {"XDG_DATA_HOME": str(folder), "XDG_CONFIG_HOME": str(folder), "HOME": str(folder)}
    site = {"ATENDE_SITE": f"http://127.0.0.1:{port}", "ATENDE_WEB": f"127.0.0.1:{web}"}
    return [program("caddy"), "run", "--adapter", "caddyfile", "--config", str(adapted)], own | site


def _nginx_at_home(text: str, folder: Path) -> str:
    """The same with what nginx would write below /var/lib in that folder: the package is only unpacked here."""
    for name in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi"):
        text = text.replace("http {\n", f"http {{\n    {name}_temp_path {folder / name};\n", 1)
    return text


def _nginx(folder: Path, port: int, web: int) -> tuple[list[str], dict[str, str]]:
    text = NGINX.read_text().replace("127.0.0.1:8400", f"127.0.0.1:{web}").replace("127.0.0.1:8080", f"127.0.0.1:{port}")
    text = text.replace("/tmp/nginx.pid", str(folder / "nginx.pid"))
    text = text.replace("rate=30r/s", "rate=30r/m").replace("burst=300", f"burst={LIMIT}")
    if os.geteuid() == 0:
        text = f"user root;\n{text}"  # the test's folder is nobody else's
    (folder / "nginx.conf").write_text(_nginx_at_home(text, folder))
    words = ["-p", str(folder), "-e", "stderr", "-c", str(folder / "nginx.conf"), "-g", "daemon off;"]
    return [program("nginx"), *words], {}


PROXIES: dict[str, Callable] = {"haproxy": _haproxy, "caddy": _caddy, "nginx": _nginx}


@pytest.fixture(params=PROXIES)
async def proxy(request: pytest.FixtureRequest, behind: Behind, tmp_path: Path) -> AsyncIterator[httpx.AsyncClient]:
    port = free_port()
    command, variables = PROXIES[request.param](tmp_path, port, behind.port)
    log = tmp_path / "proxy.log"
    with running(command, log, {"PATH": "/usr/bin:/bin", **variables}) as process:
        async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", trust_env=False, timeout=60) as client:

            async def is_up() -> bool:
                assert process.poll() is None, log.read_text()
                with contextlib.suppress(httpx.TransportError):
                    return (await client.get("/hooks/up")).status_code == 200
                return False

            await until(is_up, what=request.param)
            yield client


async def test_a_proxy_passes_what_it_should_and_keeps_what_it_must(proxy: httpx.AsyncClient, behind: Behind):
    for path in ("/live", "/ready", "/health", "/metrics"):
        assert (await proxy.get(path)).status_code == 404, f"{path} is for operators"

    # One id for all that follows: kept when it looks like one, made otherwise.
    seen = [await _arrives(proxy, {"X-Request-Id": given} if given else {}) for given in ("", "abc-12345678", "<script>", "x")]
    ids = [headers["x-request-id"] for headers in seen]
    assert ids[1] == "abc-12345678"
    assert len({*ids}) == 4
    for made in (ids[0], ids[2], ids[3]):
        assert made.replace("-", "").isalnum()
        assert 8 <= len(made) <= 64

    # Nobody says about himself who he is.
    names = ("X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Uri", "X-Forwarded-Method")
    told = await _arrives(proxy, {"X-Forwarded-Proto": "https", "Forwarded": "for=6.6.6.6", **dict.fromkeys(names, "6.6.6.6")})
    assert told["x-forwarded-for"] == "127.0.0.1"
    assert told["x-forwarded-proto"] == "http"
    assert "6.6.6.6" not in json.dumps(told)

    big = b"x" * (5 * 1024 * 1024)
    with contextlib.suppress(httpx.TransportError):  # who answers before the body is read may cut the line instead
        assert (await proxy.post(WEBHOOK, content=big)).status_code in (413, 502)
    passed = await proxy.post("/api/files", content=big)
    assert (passed.status_code, passed.json()["size"]) == (200, len(big))
    assert (await proxy.post(WEBHOOK, content=big[: 3 * 1024 * 1024])).status_code == 200
    assert behind.webhooks == [3 * 1024 * 1024]

    # An event is seen when it happens, not when the stream ends.
    async with proxy.stream("GET", "/api/t/1/live") as answer:
        lines = answer.aiter_lines()
        assert await anext(lines) == "data: first"
        behind.release.set()
        assert [line async for line in lines if line] == ["data: second"]


@pytest.mark.parametrize("proxy", ["haproxy", "nginx"], indirect=True)
async def test_people_are_limited_by_address_and_vendors_never(proxy: httpx.AsyncClient):
    found = [(await proxy.get("/api/me")).status_code for _ in range(LIMIT * 3)]
    assert set(found) == {200, 429}
    assert found[: LIMIT // 2] == [200] * (LIMIT // 2)
    hooks = [(await proxy.post(WEBHOOK, content=b"{}")).status_code for _ in range(30)]
    assert set(hooks) == {200}
    refused = await proxy.get("/api/me")
    if refused.headers.get("retry-after"):
        assert refused.json()["error"]["code"] == "rate_limited"


async def _arrives(proxy: httpx.AsyncClient, headers: dict[str, str]) -> dict[str, str]:
    answer = await proxy.get("/api/me", headers=headers)
    assert answer.status_code == 200
    arrived = answer.json()["headers"]
    assert len({name for name, _ in arrived}) == len(arrived), "a header arrived twice"
    return dict(arrived)


def test_the_programs_find_no_fault_in_the_files(tmp_path: Path):
    nginx = tmp_path / "nginx.conf"
    nginx.write_text(_nginx_at_home(NGINX.read_text(), tmp_path))
    for command in (
        [program("haproxy"), "-c", "-f", str(HAPROXY)],
        [program("caddy"), "validate", "--adapter", "caddyfile", "--config", str(CADDY)],
        [program("nginx"), "-t", "-p", str(tmp_path), "-e", "stderr", "-c", str(nginx)],
    ):
        env = {"PATH": "/usr/bin:/bin", "HOME": str(tmp_path), "XDG_DATA_HOME": str(tmp_path), "XDG_CONFIG_HOME": str(tmp_path)}
        done = subprocess.run(command, env=env, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
