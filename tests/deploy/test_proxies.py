"""The proxies' configurations of `deploy/`, read by the real programs and tried in front of a web server that shows what arrives."""

import asyncio
import contextlib
import json
import os
import re
import subprocess
import threading
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import httpx
import pytest
import uvicorn
from starlette.types import Receive, Scope, Send

from tests.cli.program import free_port
from tests.deploy.replicas import CONFIGURATION as HAPROXY
from tests.flows.install import until
from tests.programs import program, running

DEPLOY = HAPROXY.parents[1]
CADDY = DEPLOY / "caddy" / "Caddyfile"
NGINX = DEPLOY / "nginx" / "nginx.conf"
LIMIT = 20  # requests of one address, as the tests set it: few, so that a slow machine passes it too
WEBHOOK = "/hooks/whatsapp"
SILENCE = 5  # seconds, where the test of time-outs puts less than the 75 of the files
_GAP, _PIECES = 0.5, 16  # what goes on for longer than that, and never rests so long


@dataclass
class Behind:
    """Stands where a web process would: tells each caller what arrived, has a stream whose second event waits, one that speaks again
    and again, and a question that it never answers."""

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
        if scope["path"].endswith("/never"):
            await asyncio.to_thread(self.release.wait, 60)
            return
        is_stream = scope["path"].endswith("/live")
        kind = b"text/event-stream" if is_stream else b"application/json"
        await send({"type": "http.response.start", "status": 200, "headers": [(b"content-type", kind)]})
        if is_stream:
            await send({"type": "http.response.body", "body": b"data: first\n\n", "more_body": True})
            if scope["query_string"] == b"speaks":
                for _ in range(_PIECES):
                    await asyncio.sleep(_GAP)
                    await send({"type": "http.response.body", "body": b": still here\n\n", "more_body": True})
            else:
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


def _resting(text: str, seconds: int) -> str:
    """The same with so many seconds of silence where the file lets 75 pass."""
    assert "75s" in text
    return text.replace("75s", f"{seconds}s")


def _haproxy(folder: Path, port: int, web: int, silence: int) -> tuple[list[str], dict[str, str]]:
    (folder / "haproxy.cfg").write_text(_resting(HAPROXY.read_text(), silence))
    return [program("haproxy"), "-db", "-f", str(folder / "haproxy.cfg")], {
        "ATENDE_LISTEN": f"127.0.0.1:{port}",
        "ATENDE_WATCH": f"127.0.0.1:{free_port()}",
        "ATENDE_WEB_1": f"127.0.0.1:{web}",
        "ATENDE_WEB_2": f"127.0.0.1:{web}",
        "ATENDE_REQUESTS_PER_10S": str(LIMIT),
        "ATENDE_CONNECTIONS": "400",
    }


def _caddy(folder: Path, port: int, web: int, silence: int) -> tuple[list[str], dict[str, str]]:
    # Its control port is closed, so that several can run side by side; the rest is the file as it stands.
    adapted = folder / "Caddyfile"
    adapted.write_text(_resting(CADDY.read_text(), silence).replace("{\n\tservers", "{\n\tadmin off\n\tservers", 1))
    site = {"ATENDE_SITE": f"http://127.0.0.1:{port}", "ATENDE_WEB": f"127.0.0.1:{web}"}
    return [program("caddy"), "run", "--adapter", "caddyfile", "--config", str(adapted)], _at_home(folder) | site


def _nginx_at_home(text: str, folder: Path) -> str:
    """The same with what nginx would write below /var/lib in that folder: the package is only unpacked here."""
    for name in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi"):
        text = text.replace("http {\n", f"http {{\n    {name}_temp_path {folder / name};\n", 1)
    return text


def _nginx(folder: Path, port: int, web: int, silence: int) -> tuple[list[str], dict[str, str]]:
    text = (
        _resting(NGINX.read_text(), silence)
        .replace("127.0.0.1:8400", f"127.0.0.1:{web}")
        .replace("127.0.0.1:8080", f"127.0.0.1:{port}")
    )
    text = text.replace("/tmp/nginx.pid", str(folder / "nginx.pid"))
    text = text.replace("rate=30r/s", "rate=30r/m").replace("burst=300", f"burst={LIMIT}")
    if os.geteuid() == 0:
        text = f"user root;\n{text}"  # the test's folder is nobody else's
    (folder / "nginx.conf").write_text(_nginx_at_home(text, folder))
    words = ["-p", str(folder), "-e", "stderr", "-c", str(folder / "nginx.conf"), "-g", "daemon off;"]
    return [program("nginx"), *words], {}


PROXIES: dict[str, Callable] = {"haproxy": _haproxy, "caddy": _caddy, "nginx": _nginx}


@contextlib.asynccontextmanager
async def _proxied(name: str, behind: Behind, folder: Path, silence: int = 75) -> AsyncIterator[httpx.AsyncClient]:
    """That proxy runs with the file that is shipped, and lets requests through."""
    port = free_port()
    command, variables = PROXIES[name](folder, port, behind.port, silence)
    log = folder / "proxy.log"
    with running(command, log, {"PATH": "/usr/bin:/bin", **variables}) as process:
        async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", trust_env=False, timeout=60) as client:

            async def is_up() -> bool:
                assert process.poll() is None, log.read_text()
                with contextlib.suppress(httpx.TransportError):
                    return (await client.get("/hooks/up")).status_code == 200
                return False

            await until(is_up, what=name)
            yield client


@pytest.fixture(params=PROXIES)
async def proxy(request: pytest.FixtureRequest, behind: Behind, tmp_path: Path) -> AsyncIterator[httpx.AsyncClient]:
    async with _proxied(request.param, behind, tmp_path) as client:
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


@pytest.mark.parametrize("name", PROXIES)
async def test_time_outs_are_of_silence_and_not_of_length(name: str, behind: Behind, tmp_path: Path):
    async def listen(proxy: httpx.AsyncClient, path: str) -> list[str]:
        told: list[str] = []
        with contextlib.suppress(httpx.RemoteProtocolError):  # cut off in the midst
            async with proxy.stream("GET", path) as answer:
                async for line in answer.aiter_lines():
                    told += [line] if line else []
        return told

    async def pieces() -> AsyncIterator[bytes]:
        for _ in range(_PIECES):
            yield b"x"
            await asyncio.sleep(_GAP)

    async with _proxied(name, behind, tmp_path, SILENCE) as proxy:
        spoken, uploaded, unanswered = await asyncio.gather(
            listen(proxy, "/api/t/1/live?speaks"), proxy.post("/api/files", content=pieces()), proxy.get("/api/never")
        )
        assert spoken == ["data: first", *[": still here"] * _PIECES, "data: second"]
        assert (uploaded.status_code, uploaded.json()["size"]) == (200, _PIECES)
        assert unanswered.status_code in (502, 504)
        if name != "caddy":  # which has no such time-out once an answer has begun: browsers leave by themselves
            assert await listen(proxy, "/api/t/1/live") == ["data: first"]


def test_the_lines_for_a_caddy_that_can_limit_are_whole(tmp_path: Path):
    """Whoever takes the marks away has a file in which Caddy's own build finds one fault: it knows no `rate_limit`."""
    ready = CADDY.read_text().replace("\t#limit ", "\t")
    order, block = "\torder rate_limit before reverse_proxy\n", re.compile(r"^\trate_limit @others \{\n(\t\t.+\n)+\t\}\n", re.M)
    assert len(block.findall(ready)) == 1, "people are limited, and vendors never slowed down"

    def asked(text: str) -> subprocess.CompletedProcess[str]:
        (tmp_path / "Caddyfile").write_text(text)
        return _asked_caddy(tmp_path, "adapt", "--adapter", "caddyfile", "--config", str(tmp_path / "Caddyfile"))

    if "http.handlers.rate_limit" in _asked_caddy(tmp_path, "list-modules").stdout:
        assert asked(ready).returncode == 0, asked(ready).stderr
        return
    # Its place in the order is read before anything else, and the directive after; without both nothing is left to find.
    assert "rate_limit is not a registered directive" in asked(ready).stderr
    assert "unrecognized directive: rate_limit" in asked(ready.replace(order, "")).stderr
    left = asked(block.sub("", ready.replace(order, "")))
    assert json.loads(left.stdout) == json.loads(asked(CADDY.read_text()).stdout), left.stderr


def _at_home(folder: Path) -> dict[str, str]:
    return {"PATH": "/usr/bin:/bin", **{name: str(folder) for name in ("HOME", "XDG_DATA_HOME", "XDG_CONFIG_HOME")}}


def _asked_caddy(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([program("caddy"), *words], env=_at_home(folder), capture_output=True, text=True, check=False)


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
        done = subprocess.run(command, env=_at_home(tmp_path), capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
