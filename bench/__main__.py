"""`python -m bench`: measures, prints, and rewrites the table in bench/README.md. Part of it: `python -m bench ingest lanes`."""

import asyncio
import os
import platform
import re
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from rich.console import Console

from atende.core import db
from atende.integrations.service import sandbox
from bench import browsers, deaths, footprint, ingest, lanes, pages, slots, strangers, streams, turns
from bench.figures import Figure
from bench.table import kept, table, written
from tests.install import Install

PAGE = Path(__file__).with_name("README.md")
ONLY_NAMED = {"streams"}  # what a change of one thing is watched by; no part of the table


def main(parts: list[str]) -> None:
    """Every asked-for part was measured on one install of its own; exit code 1 when a goal was missed."""
    console = Console(highlight=False)
    begun = time.monotonic()
    figures: list[Figure] = []
    with Install(Path(tempfile.mkdtemp(prefix="atende-bench-", dir="/tmp")), number_rate=1000, bot_wait=0) as install:
        businesses = install.businesses(10)
        install.start("sandbox", "web")
        asyncio.run(_introduced())
        parts_known = (
            ("turns", turns),
            ("deaths", deaths),
            ("ingest", ingest),
            ("browsers", browsers),
            ("streams", streams),
            ("footprint", footprint),
            ("lanes", lanes),
            ("pages", pages),
            ("slots", slots),
            ("strangers", strangers),
        )
        for name, part in parts_known:
            if name in parts or (not parts and name not in ONLY_NAMED):
                console.print(f"measuring {name} ...")
                since = time.monotonic()
                figures += part.measure(install, businesses)
                console.print(f"  {time.monotonic() - since:.0f} s")
    page = PAGE.read_text()
    old = [] if parts or pages.IS_FULL else kept(page)
    told = table(figures, old, f"{_day()}, {time.monotonic() - begun:.0f} s in all. {_machine()}")
    console.print(told, markup=False, soft_wrap=True)
    if not parts:
        PAGE.write_text(written(page, told))
    if missed := [f.what for f in figures if f.is_missed]:
        console.print("missed: " + "; ".join(missed), markup=False, soft_wrap=True)
        sys.exit(1)


async def _introduced() -> None:
    """The twin knows all numbers."""
    deadline = time.monotonic() + 30
    while True:
        try:
            await sandbox.introduce_all()
            break
        except sandbox.SandboxAway:
            if time.monotonic() > deadline:
                raise
            await asyncio.sleep(0.3)
    await sandbox.close()
    await db.dispose()


def _day() -> str:
    """Today, and of which commit the figures are."""
    try:
        said = subprocess.run(
            ["git", "rev-parse", "--short", "HEAD"],  # noqa: S607 - the machine's own
            cwd=PAGE.parent,
            capture_output=True,
            text=True,
            check=False,
        )
    except OSError:  # no git here
        return time.strftime("%Y-%m-%d", time.gmtime())
    return time.strftime("%Y-%m-%d", time.gmtime()) + (f", commit {said.stdout.strip()}" if not said.returncode else "")


def _machine() -> str:
    try:
        processor = re.search(r"model name\s*: (.*)", Path("/proc/cpuinfo").read_text())
    except OSError:
        processor = None
    name = processor[1] if processor else platform.processor() or platform.machine()
    load = os.getloadavg()[0]
    return f"{os.cpu_count()} cores ({name}), Python {platform.python_version()}, load average at the end {load:.1f}."


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that every process is stopped
    main(sys.argv[1:])
