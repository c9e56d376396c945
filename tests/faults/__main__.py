"""`python -m tests.faults`: prints the table, leaves with 1 when a promise was broken."""

import argparse
import dataclasses
import json
import signal
import sys
import time
from pathlib import Path

from rich.console import Console
from rich.table import Table

from tests.faults.history import Verdict
from tests.faults.planted import PLANTED
from tests.faults.run import Plan, in_time, run


def main() -> int:
    """The exit code."""
    parser = argparse.ArgumentParser(prog="python -m tests.faults", description=__doc__)
    parser.add_argument("--full", action="store_true", help="with the figures of the promises (an hour and more)")
    parser.add_argument("--only", default="", help="these promises, as R2,R9; those of the whole history come along")
    parser.add_argument("--kills", type=int)
    parser.add_argument("--rate", type=float, help="messages a second under the kills, repetitions not counted")
    parser.add_argument(
        "--planted", default="", help=f"with these faults in the product, and their promises only: {', '.join(PLANTED)}"
    )
    parser.add_argument("--seed", type=int, default=int(time.time()))
    parser.add_argument("--json", type=Path, default=Path("test-results/faults.json"), help="where the table goes as JSON")
    given = parser.parse_args()
    only = given.only or ",".join(PLANTED[name][0] for name in given.planted.split(",") if name)
    console = Console(highlight=False)
    begun = time.monotonic()
    plan = Plan(
        given.seed,
        given.full,
        frozenset(word for word in only.split(",") if word),
        given.kills or (200 if given.full else 21),
        given.rate or (100.0 if given.full else 20.0),
        planted=given.planted,
    )
    verdicts = run(plan, console.print)
    seconds = time.monotonic() - begun
    if not (given.full or only or given.kills or given.rate):
        verdicts.append(in_time(seconds))
    table = Table(box=None, padding=(0, 2, 0, 0))
    for title in ("Promise", "What was done", "What was found", "", "Example"):
        table.add_column(title, overflow="fold")
    for line in sorted(verdicts, key=_place):
        word = {None: "", True: "holds", False: "BROKEN"}[line.holds]
        table.add_row(line.promise, line.tried, line.found, word, line.example, style="bold red" if line.holds is False else None)
    console.print(table)
    is_broken = any(line.holds is False for line in verdicts)
    given.json.parent.mkdir(parents=True, exist_ok=True)
    lines = [dataclasses.asdict(line) for line in verdicts]
    given.json.write_text(json.dumps({"seed": given.seed, "full": given.full, "seconds": seconds, "verdicts": lines}, indent=1))
    console.print(f"Seed {given.seed}, {seconds:.0f} s: {'BROKEN' if is_broken else 'every promise kept'}. As JSON: {given.json}")
    return int(is_broken)


def _place(line: Verdict) -> tuple[int, str]:
    """Promises by their number, then what is none of them."""
    number = line.promise.split()[0][1:]
    return (int(number) if number.isdecimal() else 1000, line.tried)


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that every process is stopped
    sys.exit(main())
