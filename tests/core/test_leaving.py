"""A web process that was told to end, and one whose schema is not its own: what they say to the proxy in front."""

import resource
from collections.abc import Iterator

import httpx
import pytest

from atende.app import create_app
from atende.core import leaving, revisions
from atende.core.web import serving
from tests.core.test_web import OURS


def _client() -> httpx.AsyncClient:
    transport = httpx.ASGITransport(app=create_app(), raise_app_exceptions=False)
    return httpx.AsyncClient(transport=transport, base_url="http://atende.test")


@pytest.fixture
def told_to_end() -> Iterator[None]:
    leaving.begin(0)
    yield
    leaving.stay()


async def test_a_process_that_leaves_says_so_serves_on_and_closes_each_connection(database, told_to_end):
    async with _client() as client:
        ready = await client.get("/ready")
        assert (ready.status_code, ready.json()["reason"]) == (503, "leaving")
        for answer in (
            ready,
            await client.get("/live"),
            await client.get("/api/me"),
            await client.post("/hooks/whatsapp", content=b"{}"),
            await client.post("/api/auth/sign-in", json={"email": "a@exemplo.com.br", "password": "qualquer-uma"}, headers=OURS),
        ):
            assert answer.headers["connection"] == "close", answer.request.url
        assert answer.status_code == 401
    assert leaving.moment() == 0


async def test_one_that_stays_closes_nothing(database):
    async with _client() as client:
        assert "connection" not in (await client.get("/ready")).headers


async def test_ready_says_how_the_work_stands_without_naming_anybody(database):
    async with _client() as client:
        ready = await client.get("/ready")
    assert ready.status_code == 200
    assert set(ready.json()) == {"status", "schema", "work"}
    assert set(ready.json()["work"]) == {"oldest_seconds", "workers", "problems"}


async def test_a_schema_ahead_serves_and_one_behind_does_not(database, monkeypatch):
    """An upgrade brings the schema first, while the previous version still runs (R18)."""
    newest = revisions.newest()
    assert newest is not None
    async with _client() as client:
        monkeypatch.setattr(revisions, "_history", lambda: (frozenset({"0000", newest}), "0000"))
        behind = await client.get("/ready")
        assert (behind.status_code, behind.json()["reason"], behind.json()["found"]) == (503, "schema_behind", newest)
        monkeypatch.setattr(revisions, "_history", lambda: (frozenset({"0000"}), "0000"))
        assert (await client.get("/ready")).status_code == 200
    assert revisions.is_behind(None)


def test_a_process_that_serves_opens_as_many_files_as_the_system_lets_it(monkeypatch):
    before = resource.getrlimit(resource.RLIMIT_NOFILE)
    monkeypatch.setattr(serving, "_FILES", before[0])
    try:
        resource.setrlimit(resource.RLIMIT_NOFILE, (before[0] - 1, before[1]))
        serving.allow_files()
        assert resource.getrlimit(resource.RLIMIT_NOFILE) == before
        monkeypatch.setattr(serving, "_FILES", before[0] - 1)
        serving.allow_files()
        assert resource.getrlimit(resource.RLIMIT_NOFILE) == before, "never fewer"
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, before)
