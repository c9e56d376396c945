"""An install whose keys change twice while customers write, the bot answers and its processes come and go; as a program of its own,
because it needs settings and pools of its own. Prints one JSON object: what was sent, and what the old keys still open."""

import asyncio
import json
import random
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path
from typing import Any

from atende.core import crypto, db, keyring
from atende.core.postgres.binaries import program
from atende.core.tenancy import OPERATOR, in_tenant
from atende.integrations.models import Connection
from atende.integrations.service import connections, sealing
from tests.cli.program import atende
from tests.faults.stream import Stream, people
from tests.faults.verdict import drained
from tests.install import Business, Install

RATE = 8.0  # messages a second


def main() -> dict[str, Any]:
    with Install(Path(tempfile.mkdtemp(prefix="atende-rotation-", dir="/tmp"))) as install:
        businesses = install.businesses(2)
        install.start("sandbox", "web", "worker")
        stream = Stream(install.port, install.secret, RATE, people(businesses, 60, random.Random(3)), random.Random(4))
        sending = threading.Thread(target=lambda: asyncio.run(stream.run()))
        sending.start()
        stop = threading.Event()
        written: list[str] = []
        writing = threading.Thread(target=lambda: written.append(asyncio.run(_write_secrets(businesses[0], stop))))
        writing.start()
        (old,) = keyring.ring()
        before = asyncio.run(_rows(install))
        said = []
        try:
            _answered(install, 3)
            for _ in range(2):
                done = atende("keys", "rotate", "--data-keys", env=install.env)
                said.append(done.returncode)
                _answered(install, 3)
                # Who starts now knows the new ring only, and has nothing in its memory.
                install.parts["worker"].stop()
                install.start("worker")
                _answered(install, 3)
        finally:
            stop.set()
            stream.stopping = True
            sending.join()
            writing.join()
        left = asyncio.run(drained(install, 120))
        after = asyncio.run(_rows(install))
        return {
            "rotations": said,
            "left": sum(left.values()),
            "posts": stream.history.posts,
            "not_taken": len(stream.history.not_taken),
            "statuses": asyncio.run(_statuses(install)),
            "ring": len(keyring.ring()),
            "old_in_ring": old.id in [one.id for one in keyring.ring()],
            "old_opened_before": _opened_by(old, before),
            "old_opens_after": _opened_by(old, after),
            "new_opens_after": _opened_by(keyring.newest(), after),
            "old_data_keys_open_after": _secrets_opened_by_data_keys(old, before, after),
            "secrets_in_dump": _in_dump(install, written[0]),
            "written_and_read": written[0] != "",
        }


def _answered(install: Install, more: int) -> None:
    """So many more messages of the bot were sent."""

    async def wait() -> None:
        connection = await install.administrator()
        try:
            sent = "select count(*) from inbox_messages where direction = 'out' and status in ('sent', 'delivered', 'read')"
            goal = await connection.fetchval(sent) + more
            deadline = time.monotonic() + 90
            while await connection.fetchval(sent) < goal:
                assert time.monotonic() < deadline, "the bot sends no more"
                await asyncio.sleep(0.1)
        finally:
            await connection.close()

    asyncio.run(wait())


async def _write_secrets(business: Business, stop: threading.Event) -> str:
    """A second connection's app secret is written and read again and again; returns the last one."""
    secret, n = "", 0
    try:
        async with in_tenant(business.tenant_id, OPERATOR) as tx:
            row = await connections.connect(
                tx, provider="meta_whatsapp", environment="live", name="Outra", phone="+5511300099999",
                number_id="990000000000001", account_id=None, token=None,
            )  # fmt: skip
        while not stop.is_set():
            n += 1
            secret = f"segredo-plantado-{n}-{'x' * 20}"
            async with in_tenant(business.tenant_id, OPERATOR) as tx:
                await connections.change(tx, row.id, {"app_secret": secret})
            async with in_tenant(business.tenant_id, OPERATOR) as tx:
                found = await tx.session.get_one(Connection, (business.tenant_id, row.id))
                assert found.app_secret_sealed
                assert await sealing.unseal(tx, found.app_secret_sealed, "app_secret") == secret
            await asyncio.sleep(0.02)
        return secret
    finally:
        await db.dispose()


async def _rows(install: Install) -> dict[str, list]:
    connection = await install.administrator()
    try:
        return {
            "keys": [tuple(r) for r in await connection.fetch("select tenant_id, key_no, wrapped from integrations_data_keys")],
            "tokens": [
                tuple(r)
                for r in await connection.fetch(
                    "select tenant_id, token_sealed from integrations_connections where token_sealed is not null"
                )
            ],
        }
    finally:
        await connection.close()


def _opened_by(master: keyring.MasterKey, rows: dict[str, list]) -> int:
    opened = 0
    for tenant_id, _number, wrapped in rows["keys"]:
        try:
            crypto.unwrap(tenant_id, wrapped, (master,))
            opened += 1
        except crypto.Unreadable:
            continue
    return opened


def _secrets_opened_by_data_keys(master: keyring.MasterKey, before: dict[str, list], after: dict[str, list]) -> int:
    """Secrets of now that an old dump's data keys open, for whoever has the old master key as well."""
    opened = 0
    keys = [(tenant_id, crypto.unwrap(tenant_id, wrapped, (master,))) for tenant_id, _number, wrapped in before["keys"]]
    for tenant_id, sealed in after["tokens"]:
        for owner, key in keys:
            try:
                crypto.unseal(key, sealed[2:], f"{tenant_id}:token")
                opened += owner == tenant_id
            except crypto.Unreadable:
                continue
    return opened


async def _statuses(install: Install) -> dict[str, int]:
    connection = await install.administrator()
    try:
        rows = await connection.fetch("select status, count(*) from inbox_messages where direction = 'out' group by status")
        return {row[0]: row[1] for row in rows}
    finally:
        await connection.close()


def _in_dump(install: Install, secret: str) -> int:
    from atende.core.addresses import client_environment

    done = subprocess.run(
        [program("pg_dump"), "--schema=atende"],
        env=client_environment(install.server.url()),
        capture_output=True,
        check=True,
    )
    return sum(done.stdout.count(form) for form in (secret.encode(), secret.encode().hex().encode()))


if __name__ == "__main__":
    print(json.dumps(main()))
    sys.exit(0)
