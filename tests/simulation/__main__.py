"""`python -m tests.simulation`: seeds by number or range, and what came of them; leaves with 1 when something must not be."""

import argparse
import json
import os
import sys
from pathlib import Path

from rich.progress import Progress

from tests.simulation.keeping import KEPT, keep
from tests.simulation.meetings import NAMES
from tests.simulation.planted import PLANTED
from tests.simulation.run import simulate


def main() -> int:
    """The exit code."""
    parser = argparse.ArgumentParser(prog="python -m tests.simulation", description=__doc__)
    parser.add_argument("--seeds", default="0-1000", help="from-to (without the last)")
    parser.add_argument("--seed", type=int, help="one seed, with every step told")
    parser.add_argument("--kind", help="every seed is this kind of story")
    parser.add_argument("--planted", choices=[*PLANTED], help="with this fault put into the product")
    parser.add_argument("--enough", type=int, help="stop after so many seeds that failed")
    parser.add_argument("--keep", type=Path, help=f"where failed seeds are kept; {KEPT.name} unless a fault is put in")
    parser.add_argument("--json", action="store_true", help="the outcome as one line of JSON")
    given = parser.parse_args()
    first, _, last = given.seeds.partition("-")
    seeds = [given.seed] if given.seed is not None else list(range(int(first), int(last)))
    if given.planted:
        PLANTED[given.planted]()
    with Progress(transient=True, disable=given.json) as progress:
        bar = progress.add_task("seeds", total=len(seeds))
        outcome = simulate(
            seeds,
            tells=given.seed is not None,
            enough=given.enough,
            kind=given.kind,
            progress=lambda done: progress.update(bar, completed=done),
        )
    file = given.keep or (None if given.planted else KEPT)
    lines = [keep(seed, outcome.failed[seed], wrong[0], file) for seed, wrong in outcome.failures.items() if file]
    if given.json:
        told = {
            "seeds": outcome.seeds,
            "calls": outcome.calls,
            "seconds": outcome.seconds,
            "failures": outcome.failures,
            "met": outcome.met,
        }
        print(json.dumps(told | {"kept": lines}))
        return int(bool(outcome.failures))
    for line in outcome.told:
        print(line)
    for seed, wrong in outcome.failures.items():
        kind = f" --kind {given.kind}" if given.kind else ""
        print(f"seed {seed} (again: python -m tests.simulation --seed {seed}{kind})")
        for one in wrong:
            print(f"    {one}")
    for line in lines:
        print(f"kept in {file}: {line}")
    each = 1000 * outcome.seconds / max(1, outcome.seeds)
    print(f"{outcome.seeds} seeds, {outcome.steps} steps, {outcome.calls} calls of Meta, {dict(outcome.kinds)}")
    for name in NAMES if outcome.kinds["crowd"] else ():
        print(f"{outcome.met[name]:6} times: {name}")
    print(f"{outcome.seconds:.1f} s, {each:.1f} ms each")
    print(f"{len(outcome.failures)} seeds in which something happened that must not.")
    return int(bool(outcome.failures))


if __name__ == "__main__":
    if os.environ.get("PYTHONHASHSEED") != "0":  # a set's order is a coincidence too
        os.execve(sys.executable, [sys.executable, "-m", "tests.simulation", *sys.argv[1:]], os.environ | {"PYTHONHASHSEED": "0"})
    sys.exit(main())
