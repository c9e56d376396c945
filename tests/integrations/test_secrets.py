"""Twenty planted secrets, and one at least of every sealed column and secret setting: none is in a dump of the database, in an answer,
in an error or in a log (S25)."""

import asyncio
import base64
import io
import subprocess
import sys
import uuid
from collections.abc import Callable, Iterator
from typing import get_args

import asyncpg
import httpx
import pytest
import structlog
from aiosmtpd.smtp import AuthResult
from pydantic import SecretStr
from sqlalchemy import LargeBinary, select, update

from atende.accounts.service import tenants
from atende.app import create_app
from atende.bookings.models import Asking, Calendar
from atende.bookings.service import asking
from atende.bookings.service.outside import working
from atende.core import config, log
from atende.core.addresses import client_environment
from atende.core.db import Base
from atende.core.postgres.binaries import program
from atende.core.tenancy import OPERATOR, in_tenant
from atende.integrations.service import rotating, sealing
from atende.providers.sandbox.server import create_app as twin_app
from tests.accounts.mailbox import deliver
from tests.bookings.outside import Google
from tests.conftest import forget_home
from tests.core.test_mail import smtp  # noqa: F401 - a fixture
from tests.database import Database
from tests.providers.sandbox.conftest import Running


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
    assert await _found(own_install, secrets, answers, logged) == []


async def _found(own_install: Database, secrets: list[str], answers: list[str], logged: io.StringIO) -> list[tuple[str, str]]:
    """Where each of these secrets stands: in a dump of the whole database, in an answer or in a log, plain or thinly veiled."""
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
    return [(where, secret[:8]) for where, text in told.items() for secret in secrets for form in _forms(secret) if form in text]


# Every column of bytes that holds no secret, or holds one that is wrapped and opens nothing by itself. Whatever else there is, or will be,
# is planted below.
_NO_SECRET = {
    "accounts_passkeys.credential_id",
    "accounts_passkeys.public_key",
    "accounts_totps.wrapped",
    "audit_entries.hash",
    "audit_heads.last_hash",
    "bookings_page_covers.content",
    "integrations_data_keys.wrapped",
}
_TOTP = "accounts_totps.sealed"  # a person's, by a key of its own
# Settings that are addresses, or keys of the install itself: not a word that somebody gave us for a vendor.
_NO_VENDORS = {"database_url", "redis_url", "master_key", "forward_key"}


def _bytes_columns() -> set[str]:
    tables = [mapper.local_table for mapper in Base.registry.mappers]
    return {f"{table.name}.{one.name}" for table in tables for one in table.columns if isinstance(one.type, LargeBinary)}


async def _planted_in_columns(own_install: Database) -> dict[str, list[str]]:
    """What each sealed column of a tenant holds now, opened."""
    planted: dict[str, list[str]] = {}
    connection = await asyncpg.connect(own_install.admin_url)
    try:
        for model, columns in rotating.SEALED.items():
            for column in columns:
                table = model.__tablename__
                rows = await connection.fetch(f"select tenant_id, {column} from atende.{table} where {column} is not null")
                found = planted.setdefault(f"{table}.{column}", [])
                for tenant_id, value in rows:
                    async with in_tenant(tenant_id) as tx:
                        found.append(await sealing.unseal(tx, value, column.removesuffix("_sealed")))
    finally:
        await connection.close()
    return planted


async def test_of_every_sealed_column_and_every_secret_setting_one_is_planted_and_found_nowhere(
    own_install,
    nobody_outside,
    logged,
    smtp,  # noqa: F811 - the fixture
    monkeypatch,
):
    secrets: list[str] = []
    answers: list[str] = []

    def plant(prefix: str) -> str:
        secrets.append(f"{prefix}{uuid.uuid4().hex}{uuid.uuid4().hex}")
        return secrets[-1]

    fields = {
        name for name, one in config.Settings.model_fields.items() if SecretStr in (one.annotation, *get_args(one.annotation))
    }
    assert fields >= _NO_VENDORS
    for name in fields - _NO_VENDORS:
        monkeypatch.setenv(f"ATENDE_{name.upper()}", plant(name[:6]))
    _, port = await smtp(authenticator=lambda *_: AuthResult(success=False), auth_require_tls=False)
    for name, value in {"HOST": "127.0.0.1", "PORT": str(port), "SECURITY": "none", "USER": "recepcao"}.items():
        monkeypatch.setenv(f"ATENDE_SMTP_{name}", value)
    async with Running(twin_app(None, token="control")) as address:
        monkeypatch.setenv("ATENDE_SANDBOX_PORT", address.rpartition(":")[2])
        forget_home()
        password, email = plant("senha-"), "dona@exemplo.com.br"
        made = await tenants.create(
            name="Clínica", kind="clinic", owner_name="Dona", owner_email=email, owner_password=password, actor=OPERATOR
        )
        steer = {"Authorization": "Bearer control"}
        async with (
            httpx.AsyncClient(
                transport=httpx.ASGITransport(app=create_app(), raise_app_exceptions=False),
                base_url="http://atende.test",
                headers={"Origin": "http://atende.test"},
            ) as client,
            httpx.AsyncClient(base_url=address, headers=steer, trust_env=False, timeout=30) as control,
            httpx.AsyncClient(trust_env=False, timeout=30) as browser,
        ):
            monkeypatch.setattr(config.settings(), "public_url", "http://atende.test")
            owner = _Owner(client, answers)
            signed_in = await owner.ask("POST", "/api/auth/sign-in", json={"email": email, "password": password}, is_kept=False)
            client.headers["X-CSRF-Token"] = signed_in.json()["csrf_token"]
            app = await owner.ask("POST", "/api/me/totp", is_kept=False)
            secrets.append(app.json()["secret"])
            url = f"/api/t/{made.id}"
            await _connect_everything(owner, f"{url}", plant, Google(control, browser))
            # A worker goes to each of them: Google answers and then does not, the others are not there, the mail server refuses.
            async with in_tenant(made.id) as tx:
                calendars = list(await tx.session.scalars(select(Calendar.id).where(Calendar.tenant_id == made.id)))
                sources = list(await tx.session.scalars(select(Asking.connection_id).where(Asking.tenant_id == made.id)))
            for one in calendars:
                await working.work(made.id, one)
            await Google(control, browser).trouble("unauthorized", 5)
            for one in calendars:
                async with in_tenant(made.id) as tx:
                    due = update(Calendar).where(Calendar.tenant_id == made.id, Calendar.id == one, Calendar.state != "broken")
                    await tx.session.execute(due.values(read_due_at=tx.now, leased_until=None))
                await working.work(made.id, one)
            for one in sources:
                await asking.ask(made.id, one)
            await owner.ask("POST", "/api/auth/forgotten", json={"email": email}, status=202)
            await deliver()
            paths = (
                "connections",
                "bookings/calendars",
                "bookings/sources",
                "bookings/imports",
                "audit",
                "audit/export",
                "business",
            )
            for path in (*(f"{url}/{one}" for one in paths), "/api/me", "/api/auth/ways", "/ready"):
                answers.append((await client.get(path)).text)
            for one in calendars:
                answers.append((await client.get(f"{url}/bookings/calendars/{one}/choice")).text)
    told = logged.getvalue()
    assert all(word in told for word in ("calendar_failed", "bookings_not_listed", "mail_not_sent")), "somewhere nobody went"
    planted = await _planted_in_columns(own_install)
    assert [name for name, values in planted.items() if not values] == [], "nothing is planted in these"
    assert {*planted, _TOTP} | _NO_SECRET == _bytes_columns(), "a column that is neither planted here nor known to hold no secret"
    assert await _found(own_install, [*secrets, *(one for values in planted.values() for one in values)], answers, logged) == []


async def _connect_everything(owner: "_Owner", url: str, plant: Callable[[str], str], google: Google) -> None:
    """A number, a Google account and another one on its way, a feed, and Cal.com: what they gave us is in the database."""
    body = {
        "environment": "live", "name": "Linha", "phone": "+551130009999", "number_id": uuid.uuid4().hex[:15],
        "account_id": "104512345678901", "token": plant("EAA"), "app_secret": plant("app"),
    }  # fmt: skip
    await owner.ask("POST", f"{url}/connections", status=201, json=body)
    url = f"{url}/bookings"
    room = (await owner.ask("POST", f"{url}/resources", status=201, json={"kind": "room", "name": "Sala"})).json()["id"]
    wanted = {"resource_id": room, "environment": "sandbox", "hint": "ana@example.com"}
    started = (await owner.ask("POST", f"{url}/calendars/consent", status=201, json=wanted)).json()["address"]
    back = await google.consent(started, "ana@example.com")
    await owner.ask("POST", f"{url}/calendars/connect", status=201, json={"state": back["state"], "code": back["code"]})
    await owner.ask("POST", f"{url}/calendars/consent", status=201, json=wanted)  # nobody comes back from this one
    feed = {"resource_id": room, "address": f"https://127.0.0.1:9/{plant('ics')}/basic.ics", "name": "Plantões"}
    await owner.ask("POST", f"{url}/calendars/subscribe", status=201, json=feed)
    opened = (await owner.ask("POST", f"{url}/sources", status=201, is_kept=False, json={"name": "Cal.com"})).json()
    key = {"api_key": plant("cal_"), "address": f"{config.settings().sandbox_url}/calcom/v2"}
    await owner.ask("PUT", f"{url}/sources/{opened['id']}/asking", json=key)
