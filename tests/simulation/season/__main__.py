"""`python -m tests.simulation.season`: a season played and judged; leaves with 1 when something happened that must not."""

import argparse
import asyncio
import json
import logging
import os
import random
import select
import signal
import sys
import tempfile
import time
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import IO, Any

import asyncpg
import structlog
from sqlalchemy.orm import configure_mappers

from atende import wiring
from atende.bookings.rules.reminders import timing
from atende.bookings.service import reminding
from atende.core import clock, config, db
from atende.core.processes import dies_with_parent
from tests import database as databases
from tests.simulation.planted import no_proviso
from tests.simulation.season import worker
from tests.simulation.season.drawn import DAY, GRID, ZONES, booking, change_of, on_grid
from tests.simulation.season.people import People
from tests.simulation.season.verdict import judge

WORKERS = 2
_SETTINGS = {
    "ATENDE_LOG_LEVEL": "error",
    "ATENDE_SANDBOX": "false",
    "ATENDE_DATABASE_POOL": "12",
    "ATENDE_NUMBER_RATE": "1000",
}
# What was made or changed beside the last round is due already.
_NEXT = """
select least((select min(greatest(remind_at, $1)) from bookings_appointments where remind_at is not null),
    (select min(send_due_at) from inbox_messages where status in ('queued', 'sending') and send_due_at > $1))
"""


@dataclass(slots=True)
class Child:
    """A forked process that is told times and answers each with a line."""

    pid: int
    orders: IO[str]
    answers: IO[str]

    def tell(self, order: str) -> None:
        print(order, file=self.orders, flush=True)

    def heard(self) -> Any:
        if not (line := self.answers.readline()):
            raise RuntimeError("a process ended by itself")
        return json.loads(line)

    def ask(self, order: str) -> Any:
        self.tell(order)
        return self.heard()

    def kill(self) -> None:
        os.kill(self.pid, signal.SIGKILL)
        self.close()

    def close(self) -> None:
        self.orders.close()
        self.answers.close()
        os.waitpid(self.pid, 0)


def forked(work: Callable[[IO[str], IO[str]], Any], others: list[Child]) -> Child:
    """A process that does this with its orders and answers. It dies with this one."""
    orders, to_child = os.pipe()
    from_child, answers = os.pipe()
    dies = dies_with_parent(signal.SIGKILL)
    if (pid := os.fork()) == 0:
        code = 1
        try:
            dies() if dies else None
            for fd in (to_child, from_child, *(one.orders.fileno() for one in others), *(one.answers.fileno() for one in others)):
                os.close(fd)
            asyncio.run(work(os.fdopen(orders), os.fdopen(answers, "w")))
            code = 0
        except BaseException:
            traceback.print_exc()
        finally:
            sys.stderr.flush()
            os._exit(code)
    os.close(orders)
    os.close(answers)
    return Child(pid, os.fdopen(to_child, "w"), os.fdopen(from_child))


class Season:
    """One season: its processes, and what was done to them."""

    def __init__(self, count: int, seed: int, home: Path, url: str):
        self.dice, self.home, self.url = random.Random(seed), home, url
        self.now = on_grid(datetime.now(UTC))
        self.bookings = [booking(seed * 1_000_000 + n, self.now) for n in range(count)]
        self.ends = max(max(one.start, *(act[2] for act in one.acts), one.start) for one in self.bookings) + timedelta(days=1)
        self.outages = self._outages()
        self.kills = self.rounds = self.set_back = 0
        for name in ("calls", "troubles"):
            (home / name).touch()

    def _lines(self, name: str) -> list[str]:
        return (self.home / name).read_text().splitlines()

    def _outages(self) -> list[tuple[datetime, datetime]]:
        """Around each change of a clock there is once nobody for some hours."""
        found = []
        for on in sorted({change_of(zone, self.now.date()) for zone in ZONES}):
            since = datetime(on.year, on.month, on.day, tzinfo=UTC) + timedelta(hours=self.dice.uniform(-48, 48))
            found.append((since, since + timedelta(hours=self.dice.expovariate(1 / 3))))
        return found

    def play(self, tells: Callable[[datetime], None]) -> dict[str, Any]:
        """From the first booking to after the last start; what came of it."""
        begun = time.monotonic()
        people = forked(self._people, [])
        workers: list[Child] = []
        for _ in range(WORKERS):
            workers.append(self._worker([people, *workers]))
        while (then := people.ask("next")) is not None:
            at = on_grid(max(self.now + timedelta(seconds=1), datetime.fromisoformat(then)))
            if at > self.ends:
                break  # whatever is still due then is seen by the verdict
            if self.dice.random() < 0.01:
                at, self.set_back = at - 2 * GRID, self.set_back + 1
            self.now = at
            self.rounds += 1
            people.tell(at.isoformat())  # beside the workers
            if not any(since <= at < until for since, until in self.outages):
                self._round(workers, people)
            people.heard()
            tells(at)
        for one in workers:
            one.close()
        found = people.ask("end")
        people.close()
        return found | {
            "bookings": len(self.bookings), "kills": self.kills, "rounds": self.rounds, "set_back": self.set_back,
            "outages": len(self.outages), "troubles": self._lines("troubles"),
            "seconds": round(time.monotonic() - begun, 1),
        }  # fmt: skip

    def _round(self, workers: list[Child], people: Child) -> None:
        for one in workers:
            one.tell(self.now.isoformat())
        waiting = set(range(len(workers)))
        dies_at = time.monotonic() + self.dice.expovariate(1 / 0.02) if self.dice.random() < 0.3 else None
        while waiting:
            left = None if dies_at is None else max(0.0, dies_at - time.monotonic())
            ready, _, _ = select.select([workers[n].answers for n in waiting], [], [], left)
            if not ready:
                n = self.dice.choice(sorted(waiting))
                workers[n].kill()
                workers[n] = self._worker([people, *(one for m, one in enumerate(workers) if m != n)])
                workers[n].tell(self.now.isoformat())
                self.kills, dies_at = self.kills + 1, None
                continue
            for n in list(waiting):
                if workers[n].answers in ready:
                    workers[n].heard()
                    waiting.discard(n)

    def _worker(self, others: list[Child]) -> Child:
        seed = self.dice.random()

        async def work(orders: IO[str], answers: IO[str]) -> None:
            with (self.home / "calls").open("a") as calls, (self.home / "troubles").open("a") as troubles:
                await worker.work(orders, answers, calls, troubles, int(seed * 2**32))

        return forked(work, others)

    async def _people(self, orders: IO[str], answers: IO[str]) -> None:
        wiring.wire()
        db.plan_once()
        people = People(self.bookings)
        clock.keep(lambda: self.now)
        await people.lay(self.now, self.ends)
        asks = await asyncpg.connect(self.url)
        await asks.execute("set search_path = atende")
        at = self.now
        for line in orders:
            if (order := line.strip()) == "end":
                break
            if order == "next":
                nexts = [one for one in (people.next_at, await asks.fetchval(_NEXT, at)) if one is not None]
                print(json.dumps(min(nexts).isoformat() if nexts else None), file=answers, flush=True)
                continue
            at = datetime.fromisoformat(order)
            clock.keep(lambda at=at: at)
            print(json.dumps(await people.until(at)), file=answers, flush=True)
        await asks.close()
        found = await judge(self.url, self.bookings, self._lines("calls"), self.outages, at)
        told = {
            "broken": found.broken, "counts": dict(found.counts), "acts": people.acts, "until": at.isoformat(),
            "untouched": found.untouched, "judged": found.judged, "on_time": found.on_time,
        }  # fmt: skip
        print(json.dumps(told), file=answers, flush=True)
        await db.dispose()


def _a_day_is_24_hours() -> None:
    """Whole days before a start are time that passes, whatever the clock of the place shows."""
    timing.nominal = lambda standing, lead: standing.starts_at.astimezone(UTC) - timedelta(minutes=lead)


def _never_sent() -> None:
    """What is due less than a day before the start is forgotten as soon as it is."""
    send = reminding._send

    async def unless_short(tx: Any, row: Any, lead: int, *more: Any) -> datetime | None:
        return await send(tx, row, lead, *more) if lead >= DAY else None

    reminding._send = unless_short


PLANTED = {"day-is-24-hours": _a_day_is_24_hours, "never-sent": _never_sent, "no-proviso": no_proviso}


def main() -> int:
    """The exit code."""
    parser = argparse.ArgumentParser(prog="python -m tests.simulation.season", description=__doc__)
    parser.add_argument("--bookings", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--planted", default="", help=f"with these faults put into the product: {', '.join(PLANTED)}")
    parser.add_argument("--json", action="store_true", help="the outcome as one line of JSON")
    given = parser.parse_args()
    databases.announce() if databases.VARIABLE not in os.environ else None
    configure_mappers()
    for name in filter(None, given.planted.split(",")):
        PLANTED[name]()
    with tempfile.TemporaryDirectory(prefix="atende-season-") as folder:
        database = databases.clone(Path(folder) / "home")
        os.environ.update(_SETTINGS | {"ATENDE_HOME": str(database.home)})
        config.settings.cache_clear()
        structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
        shown = [time.monotonic()]

        def tells(at: datetime) -> None:
            if not given.json and time.monotonic() - shown[0] > 5:
                shown[0] = time.monotonic()
                print(f"{at:%Y-%m-%d %H:%M}", file=sys.stderr, flush=True)

        try:
            found = Season(given.bookings, given.seed, database.home, database.admin_url).play(tells)
        finally:
            databases.drop(database)
    if given.json:
        print(json.dumps(found))
    else:
        for one in found["broken"]:
            print(one)
        print(f"{found['bookings']} bookings until {found['until'][:10]}, {found['acts']} cancelled, moved or restored")
        print(f"{found['kills']} workers killed, {found['outages']} outages, the clock set back {found['set_back']} times")
        print(found["counts"], f"{found['rounds']} rounds in {found['seconds']} s; tried again: {len(found['troubles'])}")
        print(*found["troubles"][:5], sep="\n")
        print(
            f"Of {found['untouched']} that nobody touched {found['judged']} had every reminder held to its hour;"
            f" {found['on_time']} reminders were in all"
        )
        print(f"{len(found['broken'])} things that must not be.")
    return int(bool(found["broken"]))


if __name__ == "__main__":
    sys.exit(main())
