"""`make replicas`: the figures of the short tests beside it, on a quiet machine; leaves with 1 when a promise is broken.

R10: two web processes and two workers behind HAProxy are replaced one by one at 200 requests a second, the web processes with notes on
their way to them; `--planted` has these leave as they must not. R20: both workers are killed, and a real Prometheus with the rules of
`deploy/` raises the alarm."""

import argparse
import asyncio
import json
import shutil
import signal
import sys
import tempfile
import time
import uuid
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import httpx
import yaml
from rich.console import Console
from rich.table import Table

from atende.accounts.service import passwords
from tests import database as databases
from tests.cli.program import free_port
from tests.deploy.replicas import DRAIN, HERE, TOLD, WEB, WORKERS, Listener, Load, Replicas
from tests.flows.install import PASSWORD, Business, found_business, operator_of, until
from tests.programs import program, running

PROMETHEUS = HERE.parents[1] / "deploy" / "prometheus"
ALARM = 60.0
FINISH = 20.0

Line = tuple[str, str, bool]  # promise, what was found, whether it holds


@asynccontextmanager
async def _install(folder: Path, planted: str | None) -> AsyncIterator[tuple[Replicas, Business]]:
    made = Replicas(databases.clone(folder / "home"), folder, drain=0.0 if planted == "no-drain" else DRAIN)
    try:
        await made.open()
        operator = await operator_of(made, await passwords.hash_password(PASSWORD))
        business = await found_business(made, operator, "clinic")
        await business.api("PUT", "bot", json={**await business.api("GET", "bot"), "is_on": False})
        yield made, business
        await operator.client.aclose()
        await business.owner.client.aclose()
    finally:
        await made.close()


async def rolling(made: Replicas, business: Business, rate: float, *, is_cut: bool) -> list[Line]:
    """Every process is replaced once under `rate` requests a second; where `is_cut`, without the time to finish what is under way."""
    listeners = [Listener(business, made.url) for _ in range(10)]
    tasks = [asyncio.create_task(listener.listen()) for listener in listeners]
    stop, load = asyncio.Event(), Load(business)
    await until(lambda: _true(all(one.connected for one in listeners)), what="open streams")
    loading = asyncio.create_task(load.run(rate, stop))
    begun = time.monotonic()
    await asyncio.sleep(3)
    for name in WEB:
        await made.renew(name, load, is_cut=is_cut)
    for name in WORKERS:
        await made.renew(name)
    await asyncio.sleep(3)
    stop.set()
    await loading
    seconds = time.monotonic() - begun
    await business.settled()
    rows = await made.sql(
        "select external_id from inbox_messages where tenant_id = $1 and direction = 'in'", uuid.UUID(business.id)
    )
    stored = [row[0] for row in rows]
    lost = set(load.acknowledged) - set(stored)
    said = await made.sql(
        "select id::text from facts where tenant_id = $1 and name = 'inbox.message_received'", uuid.UUID(business.id)
    )
    everything = {row[0] for row in said}
    await asyncio.sleep(3)
    missed = sum(len(everything - set(one.facts)) for one in listeners)
    cuts = sum(len(one.cuts) for one in listeners)
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    for listener in listeners:
        await listener.client.aclose()
    asked = sum(load.statuses.values()) + len(load.broken)
    failed = asked - sum(load.statuses.get(status, 0) for status in (200, 201))
    noted = await load.noted()
    wrong = len(noted.keys() ^ set(load.written)) + sum(count > 1 for count in noted.values())
    kept = ", ".join(f"{name} {count}" for name, count in made.under_way.items())
    how = ", ".join(sorted({*made.noticed.values()}))
    ends = ", ".join(f"{name} {took:.1f} s" for name, took in made.left_after.items())
    return [
        (
            "R10",
            f"{asked} requests, {asked / seconds:.0f}/s, while all four are replaced: {failed} failed {load.failed[:3]}",
            not failed,
        ),
        (
            "R10",
            f"{len(load.written)} notes of people, which are not sent again: {wrong} lost, doubled or not answered",
            not wrong,
        ),
        ("R10", f"requests under way when it took nothing new any more: {kept}", all(made.under_way.values())),
        ("R10", f"HAProxy knew before that, from the process itself: {how}", {*made.noticed.values()} == {TOLD}),
        ("R10", f"from SIGTERM to the end: {ends}", max(made.left_after.values()) <= FINISH),
        (
            "R1",
            f"{len(load.acknowledged)} webhooks acknowledged, {len(lost)} lost, {len(stored) - len({*stored})} twice",
            not lost,
        ),
        ("live", f"10 streams, {len(everything)} facts: {missed} missed, {cuts} cut off", not missed and not cuts),
    ]


async def alarm(made: Replicas, folder: Path) -> list[Line]:
    """Both workers are killed; the alarm is up in time, and down once they are back."""
    port = free_port()
    config = yaml.safe_load((PROMETHEUS / "prometheus.yml").read_text())
    jobs = {job["job_name"]: job for job in config["scrape_configs"]}
    web = {**jobs["atende-web"], "static_configs": [{"targets": [f"127.0.0.1:{made.metrics[name]}" for name in WEB]}]}
    del web["dns_sd_configs"]
    own = {"global": config["global"], "rule_files": [str(PROMETHEUS / "rules.yml")], "scrape_configs": [web]}
    (folder / "prometheus.yml").write_text(yaml.safe_dump(own))
    command = [
        program("prometheus"),
        f"--config.file={folder / 'prometheus.yml'}",
        f"--storage.tsdb.path={folder / 'series'}",
        f"--web.listen-address=127.0.0.1:{port}",
    ]

    async def firing() -> set[str]:
        async with made.http() as client:
            try:
                answer = await client.get(f"http://127.0.0.1:{port}/api/v1/alerts")
            except httpx.TransportError:
                return {"nobody answers"}
        if answer.status_code != 200:
            return {"not ready"}
        return {one["labels"]["alertname"] for one in answer.json()["data"]["alerts"] if one["state"] == "firing"}

    async def seen() -> bool:
        async with made.http() as client:
            answer = await client.get(f"http://127.0.0.1:{port}/api/v1/query", params={"query": "max(atende_workers)"})
        found = answer.json()["data"]["result"]
        return bool(found) and found[0]["value"][1] == "2"

    lines: list[Line] = []
    with running(command, folder / "prometheus.log"):
        await until(lambda: _no(firing), what="a calm Prometheus")
        await until(seen, what="two workers in Prometheus")
        for how, order in (("killed", signal.SIGKILL), ("stopped (SIGSTOP)", signal.SIGSTOP)):
            begun = time.monotonic()
            for name in WORKERS:
                made.processes[name].send_signal(order)
            await until(firing, seconds=180, what="an alarm")
            after, which = time.monotonic() - begun, await firing()
            for name in WORKERS:
                if order == signal.SIGSTOP:
                    made.processes[name].send_signal(signal.SIGCONT)
                else:
                    made.processes[name].wait()
                    made.launch(name)
            begun = time.monotonic()
            await until(lambda: _no(firing), seconds=180, what="calm")
            calm = time.monotonic() - begun
            found = f"both workers {how}: {', '.join(sorted(which))} after {after:.0f} s, calm {calm:.0f} s after they are back"
            lines.append(("R20", found, after <= ALARM))
    return lines


async def _true(found: bool) -> bool:
    return found


async def _no(look) -> bool:
    return not await look()


async def _all(folder: Path, rate: float, only: str | None, planted: str | None) -> list[Line]:
    lines: list[Line] = []
    async with _install(folder, planted) as (made, business):
        if only in (None, "rolling"):
            lines += await rolling(made, business, rate, is_cut=planted == "cut-off")
        if only in (None, "alarm"):
            lines += await alarm(made, folder)
    return lines


def main() -> int:
    """The exit code."""
    parser = argparse.ArgumentParser(prog="python -m tests.deploy", description=__doc__)
    parser.add_argument("--rate", type=float, default=200.0, help="requests a second")
    parser.add_argument("--only", choices=("rolling", "alarm"))
    parser.add_argument("--planted", choices=("no-drain", "cut-off"), help="web processes leave like this, which must be noticed")
    parser.add_argument("--json", type=Path, help="where the table goes as JSON, besides")
    given = parser.parse_args()
    databases.announce()
    folder = Path(tempfile.mkdtemp(prefix="atende-deploy-"))
    try:
        lines = asyncio.run(_all(folder, given.rate, given.only, given.planted))
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    table = Table(box=None, padding=(0, 2, 0, 0))
    for title in ("Promise", "Found", ""):
        table.add_column(title, overflow="fold")
    for promise, found, holds in lines:
        table.add_row(promise, found, "kept" if holds else "BROKEN", style=None if holds else "bold red")
    Console(highlight=False).print(table)
    if given.json:
        given.json.write_text(json.dumps(lines))
    return int(not all(holds for *_, holds in lines))


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that every process is stopped
    sys.exit(main())
