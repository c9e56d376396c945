"""(g) What the whole thing takes: seconds to stand ready, and memory while nothing happens, all processes and PostgreSQL together."""

import shutil
import signal
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path
from statistics import median

import psutil

from atende.core.processes import dies_with_parent
from bench.figures import Figure
from tests.cli.program import environment, two_ports
from tests.install import Business, Install

STARTS = 3
IDLE = 75.0  # seconds after which memory is read: what a start needed and nobody asks for any more has been given back


def measure(_install: Install, _businesses: list[Business]) -> list[Figure]:
    """`atende run` on an install of its own: the first time (database made, demo loaded), then cold; the last of these stays for its
    memory to be read."""
    home = Path(tempfile.mkdtemp(prefix="atende-bench-cold-", dir="/tmp"))
    port = two_ports()
    env = environment(home, port=port, log_level="warning")
    env.pop("PYTHONDONTWRITEBYTECODE", None)
    try:
        first, _, _ = _run(env, port, idle=0.0)
        starts = [_run(env, port, idle=0.0)[0] for _ in range(STARTS - 1)]
        last, resident, shared = _run(env, port, idle=IDLE)
    finally:
        shutil.rmtree(home, ignore_errors=True)
    told = f"each shared page counted once; counted in every process that has it: {resident:,.0f} MB"
    return [
        Figure(
            "from nothing running to ready",
            median([*starts, last]),
            "limit",
            5,
            f"the very first time {first:.1f} s",
            unit="s",
            goal="≤ 1",
            runs=STARTS,
        ),
        Figure("memory, idle, everything", shared, "limit", 350, told, unit="MB", goal="≤ 1", runs=1),
    ]


def _run(env: dict[str, str], port: int, *, idle: float) -> tuple[float, float, float]:
    """Seconds until ready, then, so many seconds later, MB of all processes together: as counted in each, and each shared page once."""
    begun = time.monotonic()
    process = subprocess.Popen(
        [sys.executable, "-m", "atende", "run"],
        env=env,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
        preexec_fn=dies_with_parent(signal.SIGTERM),
    )
    try:
        while not _is_ready(port):
            if time.monotonic() - begun > 120 or process.poll() is not None:
                raise RuntimeError("atende run does not become ready")
            time.sleep(0.05)
        took = time.monotonic() - begun
        time.sleep(idle)
        resident = shared = 0
        for one in _family(process.pid, Path(env["ATENDE_HOME"])):
            memory = one.memory_full_info()
            resident += memory.rss
            shared += memory.pss
        return took, resident / 1024**2, shared / 1024**2
    finally:
        process.terminate()
        process.wait(60)


def _family(pid: int, home: Path) -> list[psutil.Process]:
    """The program's processes and its PostgreSQL's, which may stand beside them."""
    found = {one.pid: one for one in [psutil.Process(pid), *psutil.Process(pid).children(recursive=True)]}
    for file in home.rglob("postmaster.pid"):
        server = psutil.Process(int(file.read_text().split("\n", 1)[0]))
        found |= {one.pid: one for one in [server, *server.children(recursive=True)]}
    return list(found.values())


def _is_ready(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/ready", timeout=2) as answer:
            return answer.status == 200
    except OSError:
        return False
