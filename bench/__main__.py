"""`python -m bench`: measures, prints, and rewrites the table in bench/README.md. Part of it: `python -m bench ingest lanes`."""

import asyncio
import os
import platform
import re
import signal
import sys
import tempfile
import time
from pathlib import Path

from rich.console import Console

from atende.core import db
from atende.integrations.service import sandbox
from bench import browsers, footprint, ingest, lanes, pages, slots, strangers, streams, turns
from bench.figures import Figure
from tests.install import Install

PAGE = Path(__file__).with_name("README.md")
ONLY_NAMED = {"streams"}  # what a change of one thing is watched by; no part of the table
_START, _END = "<!-- figures -->", "<!-- end of figures -->"


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
                figures += part.measure(install, businesses)
    table = _table(figures, time.monotonic() - begun)
    console.print(table, markup=False, soft_wrap=True)
    if not parts:
        page = PAGE.read_text()
        start, end = page.index(_START) + len(_START), page.index(_END)
        PAGE.write_text(f"{page[:start]}\n{table}\n{page[end:]}")
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


def _table(figures: list[Figure], seconds: float) -> str:
    rows = [
        f"| {f.what} | {f.shown(f.ours)} | {f.rival} | {f.shown(f.theirs)} | **{f.ratio:.2f}** | {_goal(f)} | {f.note} |"
        for f in figures
    ]
    return "\n".join(
        [
            "| What | a second | Rival or limit | a second | Ratio | Goal | |",
            "|---|---:|---|---:|---:|---|---|",
            *rows,
            "",
            f"{time.strftime('%Y-%m-%d', time.gmtime())}, medians of {ingest.RUNS} runs, {seconds:.0f} s in all. {_machine()}",
        ]
    )


def _goal(figure: Figure) -> str:
    return f"{figure.goal} missed" if figure.is_missed else figure.goal


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
