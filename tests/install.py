"""A whole install of its own: database, web, worker and twin, each a process that can be killed by its number.

Used where something must survive or be measured, `tests/faults` and `bench`. Loopback only; everything ends with this process.
"""

import asyncio
import os
import shutil
import signal
import subprocess
import sys
import time
import urllib.request
import uuid
from dataclasses import dataclass
from pathlib import Path

import asyncpg

from atende import wiring
from atende.accounts.schemas import StoreIn
from atende.accounts.service import stores, tenants
from atende.bot.service import settings as bot
from atende.core import config, db
from atende.core.postgres import Server
from atende.core.processes import dies_with_parent
from atende.core.tenancy import OPERATOR, in_tenant
from atende.integrations.service import connections, install
from atende.knowledge import service as knowledge
from atende.knowledge.schemas import ServiceIn
from tests.cli.program import atende, environment, two_ports

_WEEK = [{"weekday": day, "opens": "08:00", "closes": "18:00"} for day in range(7)]


@dataclass(frozen=True, slots=True)
class Business:
    """A tenant with one receiving number."""

    tenant_id: uuid.UUID
    connection_id: uuid.UUID
    number_id: str
    account_id: str
    phone: str


class Part:
    """One process of the install, its output in a file."""

    def __init__(self, command: list[str], env: dict[str, str], log: Path):
        self.command, self.env, self.log = command, env, log
        self.process: subprocess.Popen | None = None
        self.starts = 0

    def start(self) -> None:
        """It runs, from now on with a new number."""
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                self.command,
                env=self.env,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
                preexec_fn=dies_with_parent(signal.SIGKILL),
            )
        self.starts += 1

    def is_dead(self) -> bool:
        """Whether it ended, or was never started."""
        return self.process is None or self.process.poll() is not None

    def kill(self) -> None:
        """SIGKILL; it is gone afterwards."""
        if self.process is not None:
            self.process.kill()
            self.process.wait()

    def stop(self, seconds: float = 25) -> None:
        """Asked to end, killed when it does not."""
        if self.process is None or self.is_dead():
            return
        self.process.terminate()
        try:
            self.process.wait(seconds)
        except subprocess.TimeoutExpired:
            self.kill()


class Install:
    """Made by `with`: schema and an empty database are there, no process but PostgreSQL runs yet. This process's own settings
    point at it, so that verbs of the product can be called here."""

    def __init__(self, home: Path, **settings: str | int):
        self.home = home
        self.port = two_ports()
        unlimited = {f"limit_{kind}_per_minute": 0 for kind in ("address", "form", "key", "tenant")}
        self.env = environment(home, port=self.port, demo="false", log_level="warning", **{**unlimited, **settings})
        self.server = Server(home)
        self.parts = {
            name: Part([sys.executable, "-m", "atende", name], self.env, home / f"{name}.log")
            for name in ("sandbox", "web", "worker")
        }

    def __enter__(self) -> "Install":
        self.home.mkdir(parents=True, exist_ok=True)
        self.server.start()
        done = atende("db", "upgrade", env=self.env)
        if done.returncode:
            raise RuntimeError(done.stderr)
        os.environ.update({k: v for k, v in self.env.items() if k.startswith("ATENDE_")})
        config.settings.cache_clear()
        install.app_secret.cache_clear()
        return self

    def __exit__(self, *_: object) -> None:
        for part in self.parts.values():
            part.stop()
        self.server.stop()
        shutil.rmtree(self.home, ignore_errors=True)

    def start(self, *names: str) -> None:
        """These processes run; the web, when among them, is ready."""
        for name in names:
            self.parts[name].start()
        deadline = time.monotonic() + 60
        while "web" in names and not self.is_ready():
            if time.monotonic() > deadline:
                raise RuntimeError(self.parts["web"].log.read_text()[-2000:])
            time.sleep(0.1)

    def is_ready(self) -> bool:
        """Whether the web process says so."""
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/ready", timeout=5) as answer:
                return answer.status == 200
        except OSError:
            return False

    def businesses(self, count: int, first: int = 0) -> list[Business]:
        """So many new tenants (numbered from `first`), each with a store, two services, a bot that answers and a number of the twin's."""

        async def make() -> list[Business]:
            wiring.wire()
            try:
                return [await _business(n) for n in range(first, first + count)]
            finally:
                await db.dispose()

        return asyncio.run(make())

    async def administrator(self) -> asyncpg.Connection:
        """A connection that sees every row of every tenant."""
        return await asyncpg.connect(self.server.url(), server_settings={"search_path": "atende"}, timeout=30)

    @property
    def secret(self) -> bytes:
        """What signs this install's webhooks."""
        return install.app_secret()

    @property
    def twin_token(self) -> str:
        """The key to the twin's control."""
        return (self.home / "sandbox" / "control.token").read_text().strip()


async def _business(n: int) -> Business:
    phone = f"+5511300{n:05d}"
    number_id, account_id = f"11009876{n:07d}", f"10451234{n:07d}"
    made = await tenants.create(
        name=f"Clínica {n}",
        slug=f"clinica-{n}",
        kind="clinic",
        owner_name=f"Dona {n}",
        owner_email=f"dona{n}@exemplo.example",
        owner_password=uuid.uuid4().hex,
        actor=OPERATOR,
    )
    async with in_tenant(made.id, OPERATOR) as tx:
        address = {"street": "Rua das Flores", "number": "10", "city": "São Paulo", "state": "SP"}
        hours = {"weekly": _WEEK, "exceptions": [], "holidays": {"national": False, "state": None}}
        await stores.add(tx, StoreIn.model_validate({"name": "Centro", "address": address, "hours": hours}))
        for name, price in (("Consulta", 22000), ("Retorno", 0)):
            await knowledge.add_service(tx, ServiceIn.model_validate({"name": name, "price_cents": price}))
        await bot.write(tx, {"is_on": True})
        connection = await connections.connect(
            tx,
            provider="meta_whatsapp",
            environment="sandbox",
            name="Recepção",
            phone=phone,
            number_id=number_id,
            account_id=account_id,
            token=f"SBX{uuid.uuid4().hex}",
        )
    return Business(made.id, connection.id, number_id, account_id, phone)
