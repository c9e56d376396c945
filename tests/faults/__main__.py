"""`python -m tests.faults`: prints the table, leaves with 1 when a promise was broken."""

import argparse
import signal
import sys
import time

from rich.console import Console
from rich.table import Table

from tests.faults.run import Plan, is_broken, run


def main() -> int:
    """The exit code."""
    parser = argparse.ArgumentParser(prog="python -m tests.faults", description=__doc__)
    parser.add_argument("--kills", type=int, default=60)
    parser.add_argument("--rate", type=float, default=30.0, help="messages a second, repetitions not counted")
    parser.add_argument("--seed", type=int, default=int(time.time()))
    parser.add_argument("--senders", type=int, default=1500)
    parser.add_argument("--tenants", type=int, default=6)
    given = parser.parse_args()
    console = Console(highlight=False)
    begun = time.monotonic()
    lines = run(Plan(given.seed, given.kills, given.rate, senders=given.senders, tenants=given.tenants), console.print)
    table = Table(box=None, padding=(0, 2, 0, 0))
    for title in ("What", "Figure", "", "Example"):
        table.add_column(title, overflow="fold")
    for line in lines:
        word = {None: "", False: "kept", True: "BROKEN"}[line.is_broken]
        table.add_row(line.what, line.figure, word, line.example, style="bold red" if line.is_broken else None)
    console.print(table)
    console.print(
        f"Seed {given.seed}, {time.monotonic() - begun:.0f} s: {'BROKEN' if is_broken(lines) else 'every promise kept'}."
    )
    return int(is_broken(lines))


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that every process is stopped
    sys.exit(main())
