"""Metrics: on their own port only, named as Prometheus wants them, with labels of few values."""

import asyncio
import re
import secrets
import subprocess
import uuid

import asyncpg
import httpx
import pytest
from prometheus_client import REGISTRY

from atende import wiring
from atende.accounts.access import is_signed_in
from atende.app import create_api, create_app
from atende.core.config import settings
from atende.core.metrics import Shown
from atende.core.web.ground import Ground
from atende.core.web.hosts import Hosts
from atende.reports import waiting
from tests.core.test_web import OURS
from tests.programs import program


async def _get(port: int, path: str) -> httpx.Response:
    async with httpx.AsyncClient(trust_env=False) as client:
        return await client.get(f"http://127.0.0.1:{port}{path}", timeout=30)


async def test_metrics_are_shown_on_their_own_port_and_nowhere_else(database):
    wiring.wire()
    looks = 0

    async def look() -> None:
        nonlocal looks
        looks += 1
        await waiting.WATCH.refresh()

    shown = Shown("127.0.0.1", 0, look)
    transport = httpx.ASGITransport(app=create_app(), raise_app_exceptions=False)
    try:
        async with httpx.AsyncClient(transport=transport, base_url="http://atende.test") as client:
            for path in (
                "/api/me",
                "/api/t/7b6a9e4e-0000-4000-8000-000000000001/conversations",
                "/nowhere/+5511987654321",
                "/ready",
            ):
                await client.get(path)
            await client.request("BREW", "/api/me")
            assert (await client.get("/metrics")).status_code == 404
        answer = await _get(shown.port, "/metrics")
        assert (await _get(shown.port, "/live")).status_code == 200
        assert (await _get(shown.port, "/elsewhere")).status_code == 404
    finally:
        shown.close()
    assert looks == 1
    text = answer.text
    assert 'atende_http_requests_total{method="GET",route="/api/t/{tenant_id}/conversations",status="401"}' in text
    assert 'method="other"' in text
    assert "BREW" not in text
    assert "5511987654321" not in text
    assert "7b6a9e4e" not in text
    assert 'atende_database_pool_in_use{role="atende_app"}' in text
    asked = await asyncio.to_thread(
        subprocess.run, [program("promtool"), "check", "metrics"], input=answer.text, capture_output=True, text=True, check=False
    )
    assert (asked.returncode, asked.stdout + asked.stderr) == (0, "")


@pytest.mark.parametrize(
    ("status", "method", "path", "route", "headers"),
    [
        (429, "GET", "/api/t/{}/conversations", "/api/t/{tenant_id}/conversations", {}),
        (429, "GET", "/api/no/{}", "other", {}),
        (403, "POST", "/api/t/{}/conversations/{}/close", "/api/t/{tenant_id}/conversations/{conversation_id}/close", {}),
        (413, "POST", "/api/auth/sign-in", "/api/auth/sign-in", {**OURS, "content-length": "1048577"}),
        (401, "POST", "/api/t/{}/files", "/api/t/{tenant_id}/files", {**OURS, "content-type": "multipart/form-data; boundary=x"}),
    ],
)
async def test_what_is_refused_before_its_route_is_counted_as_that_routes(
    database, monkeypatch: pytest.MonkeyPatch, status, method, path, route, headers
):
    def counted() -> float:
        asked = {"method": method, "route": route, "status": str(status)}
        return REGISTRY.get_sample_value("atende_http_requests_total", asked) or 0

    address = f"198.51.100.{secrets.randbelow(200)}"
    transport = httpx.ASGITransport(app=create_app(), raise_app_exceptions=False, client=(address, 40_000))
    async with httpx.AsyncClient(transport=transport, base_url="http://atende.test") as client:
        if status == 429:
            monkeypatch.setattr(settings(), "limit_address_per_minute", 1)
            for _ in range(5):
                await client.get("/api/me")
        before = counted()
        answer = await client.request(method, path.format(uuid.uuid4(), uuid.uuid4()), content=b"x", headers=headers)
    assert answer.status_code == status
    assert counted() == before + 1


async def test_requests_to_a_business_own_domain_are_counted_by_route(database):
    async def pages() -> dict[str, str]:
        return {"agenda.exemplo.com.br": "clinica"}

    def counted() -> float:
        asked = {"method": "GET", "route": "/api/public/bookings/pages/{slug}", "status": "404"}
        return REGISTRY.get_sample_value("atende_http_requests_total", asked) or 0

    app = Ground(Hosts(create_api(), pages), is_signed_in)
    before = counted()
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url="http://agenda.exemplo.com.br") as client:
        assert (await client.get(f"/api/public/bookings/pages/{uuid.uuid4().hex}")).status_code == 404
    assert counted() == before + 1


async def test_a_look_that_fails_leaves_the_rest_readable(database):
    async def away() -> None:
        raise ConnectionRefusedError

    shown = Shown("127.0.0.1", 0, away)
    try:
        assert "atende_live_streams" in (await _get(shown.port, "/metrics")).text
    finally:
        shown.close()


async def test_a_database_that_says_nothing_is_told_as_away_by_metrics_and_readiness(database, monkeypatch: pytest.MonkeyPatch):
    wiring.wire()
    watch = waiting.Watch()
    monkeypatch.setattr(waiting, "WATCH", watch)
    monkeypatch.setattr(waiting, "FRESH", 0.0)
    monkeypatch.setattr(waiting, "FRESH_FOR_MANY", 0.0)
    waiting.register()
    shown = Shown("127.0.0.1", 0, lambda: watch.refresh(0.0))
    admin = await asyncpg.connect(database.admin_url, server_settings={"search_path": "atende"})
    transport = httpx.ASGITransport(app=create_app(), raise_app_exceptions=False)

    async def up() -> list[str]:
        return re.findall(r"^(atende_database_up \S+|atende_workers)", (await _get(shown.port, "/metrics")).text, re.M)

    async def ready() -> tuple[int, dict]:
        async with httpx.AsyncClient(transport=transport, base_url="http://atende.test") as client, asyncio.timeout(20):
            answer = await client.get("/ready")
        return answer.status_code, answer.json()

    try:
        assert await up() == ["atende_database_up 1.0", "atende_workers"]
        async with admin.transaction():
            await admin.execute("lock table bot_sessions in access exclusive mode")
            for _ in range(2):  # and again: nobody waits behind the first one
                assert await up() == ["atende_database_up 0.0"]
                status, told = await ready()  # it can serve, and nobody knows what waits
                assert (status, told["work"]["workers"], told["work"]["problems"]) == (200, None, ["database_away"])
            await admin.execute("lock table alembic_version in access exclusive mode")
            status, told = await ready()
            assert (status, told["reason"]) == (503, "database_away")
        async with asyncio.timeout(60):  # the look that hung has its answer now
            while await up() != ["atende_database_up 1.0", "atende_workers"]:
                await asyncio.sleep(0.1)
        assert (await ready())[0] == 200
    finally:
        shown.close()
        REGISTRY.unregister(watch)
        await admin.close()
