"""Twenty planted secrets: none is in a dump of the database, in an answer, in an error or in a log (S25)."""

import asyncio
import base64
import io
import subprocess
import sys
import uuid
from collections.abc import Iterator

import httpx
import pytest
import structlog

from atende.accounts.service import tenants
from atende.app import create_app
from atende.core import config, log
from atende.core.addresses import client_environment
from atende.core.postgres.binaries import program
from atende.core.tenancy import OPERATOR


@pytest.fixture
def logged(monkeypatch: pytest.MonkeyPatch) -> Iterator[io.StringIO]:
    """Every log line of this process meanwhile."""
    stream = io.StringIO()
    before = structlog.get_config()
    log.setup("debug", stream)
    for name, module in list(sys.modules.items()):
        if name.startswith("atende.") and hasattr(module, "_log"):
            # A logger that was used before keeps the stream it had then.
            monkeypatch.setattr(module, "_log", log.get(name.split(".")[1]))
    yield stream
    structlog.configure(**before)


def _forms(secret: str) -> list[bytes]:
    plain = secret.encode()
    return [plain, plain.hex().encode(), base64.b64encode(plain).rstrip(b"="), plain[::-1]]


class _Owner:
    """A browser whose every answer is kept, except the two that show a new key or a new session."""

    def __init__(self, client: httpx.AsyncClient, answers: list[str]):
        self.client, self.answers = client, answers

    async def ask(self, method: str, path: str, *, is_kept: bool = True, status: int = 200, **content) -> httpx.Response:
        answer = await self.client.request(method, path, **content)
        assert answer.status_code == status, answer.text
        if is_kept:
            self.answers.append(answer.text)
        return answer


@pytest.fixture
def nobody_outside(own_install, monkeypatch) -> None:
    """Vendors and our own address are where nothing listens."""
    monkeypatch.setenv("ATENDE_GRAPH_URL", "http://127.0.0.1:9")
    monkeypatch.setenv("ATENDE_PUBLIC_URL", "http://127.0.0.1:9")
    config.settings.cache_clear()


async def test_no_planted_secret_is_in_a_dump_an_answer_an_error_or_a_log(own_install, nobody_outside, logged):
    secrets: list[str] = []
    answers: list[str] = []

    def plant(prefix: str) -> str:
        secrets.append(f"{prefix}{uuid.uuid4().hex}{uuid.uuid4().hex}")
        return secrets[-1]

    app = create_app()
    for n in range(2):
        password, email = plant("senha-"), f"dona{n}@exemplo.com.br"
        made = await tenants.create(
            name=f"Clínica {n}", kind="clinic", owner_name="Dona", owner_email=email, owner_password=password, actor=OPERATOR
        )
        transport = httpx.ASGITransport(app=app, raise_app_exceptions=False)
        async with httpx.AsyncClient(
            transport=transport, base_url="http://atende.test", headers={"Origin": "http://atende.test"}
        ) as client:
            owner = _Owner(client, answers)
            signed_in = await owner.ask("POST", "/api/auth/sign-in", json={"email": email, "password": password}, is_kept=False)
            client.headers["X-CSRF-Token"] = signed_in.json()["csrf_token"]
            secrets.append(client.cookies["atende_session"])
            url = f"/api/t/{made.id}"
            for _ in range(2):
                # The vendor cannot be reached from here: the check fails, and its answer and log line must not tell either.
                body = {
                    "environment": "live", "name": "Linha", "phone": "+551130009999", "number_id": uuid.uuid4().hex[:15],
                    "account_id": "104512345678901", "token": plant("EAA"), "app_secret": plant("app"),
                }  # fmt: skip
                added = (await owner.ask("POST", f"{url}/connections", status=201, json=body)).json()
            # What is replaced leaves nothing behind either.
            body = {"token": plant("EAA"), "app_secret": plant("app")}
            await owner.ask("PATCH", f"{url}/connections/{added['id']}", json=body)
            wrong = {"environment": "live", "name": "", "phone": "x", "token": plant("EAA"), "app_secret": plant("app"), "odd": 1}
            await owner.ask("POST", f"{url}/connections", status=422, json=wrong)
            key = await owner.ask(
                "POST", f"{url}/keys", status=201, is_kept=False, json={"name": "Site", "scopes": ["settings:read"]}
            )
            secrets.append(key.json()["key"])
            for path in ("connections", f"connections/{added['id']}", "keys", "audit", "audit/export", "team", "tenant"):
                answer = await client.get(f"{url}/{path}")
                answers.append(answer.text)
            bearer = {"Authorization": f"Bearer {secrets[-1]}x"}
            async with httpx.AsyncClient(transport=transport, base_url="http://atende.test", headers=bearer) as stranger:
                answers.append((await stranger.get(f"{url}/stores")).text)
    assert len(secrets) >= 20
    dump = await asyncio.to_thread(
        subprocess.run,
        [program("pg_dump"), "--schema=atende"],
        env=client_environment(own_install.admin_url),
        capture_output=True,
        check=True,
    )
    told = {"dump": dump.stdout, "answers": "".join(answers).encode(), "log": logged.getvalue().encode()}
    assert len(told["dump"]) > 50_000
    assert b"signed_in" in told["log"]
    found = [(where, secret[:8]) for where, text in told.items() for secret in secrets for form in _forms(secret) if form in text]
    assert found == []
