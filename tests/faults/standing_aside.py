"""R6, R9, R21, R23: what goes wrong or is too much in one place does not harm the others, and nothing is sent twice."""

import asyncio
import time
from collections import Counter
from dataclasses import dataclass
from typing import Any

from atende.core import db
from atende.core.tenancy import OPERATOR, in_tenant
from atende.integrations.queries.parcels import Selection
from atende.integrations.service import replaying
from tests.faults.ground import Ground, share
from tests.faults.history import Verdict
from tests.install import Business
from tests.meta import Line, Said, message_body

POISON = "veneno"
_PLANT = """
create function faults_poison() returns trigger language plpgsql as $$
begin
    if new.direction = 'in' and new.text = 'veneno' then raise exception 'poison'; end if;
    return new;
end $$;
create trigger faults_poison before insert on inbox_messages for each row execute function faults_poison();
"""
_TAKE_OUT = "drop trigger faults_poison on inbox_messages; drop function faults_poison();"
BEHIND = 6  # people whose messages come in one body with a poisoned one; enough of them to be seen in the p99
_QUANTUM = 0.1  # seconds; what a web leaves in the database a worker finds within 0.05, so waits below this say nothing


async def as_they_write(
    ground: Ground, businesses: list[Business], rate: float, seconds: float, poison: float = 0.0
) -> list[Said]:
    """Messages of people who never wrote, so many a second."""
    said: list[Said] = []
    lines = [Line(port) for port in ground.ports for _ in range(8)]
    begun = time.monotonic()
    posts: set[asyncio.Task] = set()
    while time.monotonic() - begun < seconds:
        is_poison = ground.dice.random() < poison
        one = ground.say(ground.person(ground.dice.choice(businesses)), POISON if is_poison else "onde fica?")
        if is_poison:
            ground.history.poisoned.add(one.id)
        said.append(one)
        line = lines.pop(0) if lines else Line(ground.ports[0])
        task = asyncio.create_task(ground.one(line, message_body([one]), [one]))
        task.add_done_callback(lambda _, line=line: lines.append(line))
        posts.add(task)
        task.add_done_callback(posts.discard)
        await asyncio.sleep(max(0.0, len(said) / rate - (time.monotonic() - begun)))
    if posts:
        await asyncio.wait(posts)
    return said


@dataclass(slots=True)
class Poison:
    """R6: one event in a hundred cannot be opened. `plant` measures the others, `dig_out` looks after the fifth try."""

    ground: Ground
    poisoned: list[str]
    before: list[float]
    during: list[float]
    planted_at: float

    @classmethod
    def plant(cls, ground: Ground) -> "Poison":
        rate, seconds = (20.0, 60.0) if ground.full else (16.0, 14.0)
        before = ground.do(as_they_write(ground, ground.businesses[:2], rate, seconds))
        ground.quiet(60)
        ground.run(_PLANT)
        known = len(ground.history.poisoned)
        during = ground.do(as_they_write(ground, ground.businesses[:2], rate, seconds, 0.01))
        while (
            len(ground.history.poisoned) - known < 3
        ):  # so that there are some in any case, with others' fine messages behind each
            bad, *good = [ground.say(ground.person(ground.businesses[0]), words) for words in (POISON, *["onde fica?"] * BEHIND)]
            ground.history.poisoned.add(bad.id)
            ground.do(ground.post([(message_body([bad, *good]), [bad, *good])]))
            during += good
        fine = [one.id for one in during if one.id not in ground.history.poisoned]
        ground.until(lambda: len(ground.waits(fine)) == len(fine), "the others of a batch with poison", 60)
        return cls(
            ground, sorted(ground.history.poisoned), ground.waits(one.id for one in before), ground.waits(fine), time.monotonic()
        )

    def dig_out(self) -> list[Verdict]:
        ground = self.ground
        keys = [f"m:{one}" for one in self.poisoned]
        ask = "select id, tenant_id, state, reason, attempts from integrations_parcels where dedupe_key = any($1)"
        ground.until(lambda: all(row["state"] == "dead" for row in ground.sql(ask, keys)), "five tries", 180)
        rows = ground.sql(ask, keys)
        is_named = all(row["reason"] and row["attempts"] == 5 for row in rows)
        ground.run(_TAKE_OUT)

        async def replay() -> None:
            for tenant_id in {row["tenant_id"] for row in rows}:
                async with in_tenant(tenant_id, OPERATOR) as tx:
                    await replaying.start(tx, Selection(state="dead"))
            await db.dispose()

        ground.do(replay())
        ground.history.poisoned.clear()
        ground.until(lambda: not any(row["state"] == "dead" for row in ground.sql(ask, keys)), "the replay", 90)
        ground.quiet(90)
        again = ground.sql("select 1 from inbox_messages where external_id = any($1)", self.poisoned)
        before, during = share(self.before, 0.99), share(self.during, 0.99)
        grew = 100 * (during / max(before, _QUANTUM) - 1)
        found = (
            f"{len(rows)} poisoned: {'all' if is_named else 'NOT all'} dead after 5 tries with a reason; replayed {len(again)}."
            f" The others' p99 {before:.3f} s before, {during:.3f} s meanwhile; {_judged(during, before)}"
        )
        holds = is_named and len(again) == len(rows) and grew < 20
        tried = f"{len(self.before) + len(self.during)} messages, 1 % cannot be opened"
        return [Verdict("R6", tried, found, holds), as_it_is("R6", tried, f"the others' p99 is {as_ratio(during, before)} times")]


def answers_lost(ground: Ground) -> list[Verdict]:
    """R9: the vendor accepts, and one answer in twenty is lost."""
    count = 3000 if ground.full else 160
    before = {one["callback"] for one in ground.twin("GET", "sent/unanswered")["items"]}
    fault = ground.fault("drop_answer", probability=0.05, seed=ground.dice.randint(1, 10**6))
    said = [ground.say(ground.person(ground.businesses[n % 4]), "oi") for n in range(count)]
    ground.do(ground.post([(message_body([one]), [one]) for one in said]))
    left = ground.quiet(1800 if ground.full else 120)
    struck = ground.struck(fault)
    lost = [one["callback"] for one in ground.twin("GET", "sent/unanswered")["items"] if one["callback"] not in before]
    attempts = ground.sql(
        "select a.id::text, a.state, a.settled_by, m.status, m.attempts from inbox_attempts a"
        " join inbox_messages m on m.tenant_id = a.tenant_id and m.id = a.message_id where a.id::text = any($1)",
        lost,
    )
    ends = Counter(row["status"] for row in attempts if _is_resolved(row))
    unresolved = [tuple(row) for row in attempts if not _is_resolved(row)]
    doubles = ground.twin("GET", "sent/doubles")["items"]
    found = f"{struck} answers lost, of these settled or shown: {dict(ends)}; {len(doubles)} sent twice"
    holds = not doubles and not unresolved and not left and 0 < struck == len(lost) == sum(ends.values())
    return [Verdict("R9", f"{count} people answered while 5 % of answers are lost", found, holds, str(unresolved or left or ""))]


def _is_resolved(row: Any) -> bool:
    """Whether this call, whose answer was lost, was found again by the vendor's report, or is shown as what nobody knows; and was not
    made again."""
    is_found = row["state"] == "accepted" and row["settled_by"] == "status" and row["status"] in ("sent", "delivered", "read")
    return row["attempts"] == 1 and (is_found or row["state"] == row["status"] == "unknown")


def noisy(ground: Ground) -> list[Verdict]:
    """R21: one business gets very much at once; another one's people hardly notice."""
    loud, calm = ground.businesses[0], ground.businesses[1]
    seconds, burst = (30.0, 10_000) if ground.full else (8.0, 900)

    async def both() -> tuple[list[Said], list[Said]]:
        shout = [ground.say(ground.person(loud), "oi") for _ in range(burst)]
        posting = asyncio.create_task(ground.post([(message_body([one]), [one]) for one in shout], lines=24, seconds=900))
        await asyncio.sleep(0.5)
        heard = await as_they_write(ground, [calm], 4.0, seconds)
        await posting
        return heard, shout

    idle = ground.do(as_they_write(ground, [calm], 4.0, seconds))
    ground.quiet(60)
    alone = {until: ground.waits((one.id for one in idle), until) for until in _UNTIL}
    heard, _ = ground.do(both())
    ids = [one.id for one in heard]
    ground.until(lambda: len(ground.waits(ids, "answered")) == len(heard), "answers to the calm one's people", 120)
    found, ratios, holds = [], [], len(alone["answered"]) == len(idle)
    for until in _UNTIL:
        before, during = share(alone[until], 0.95), share(ground.waits(ids, until), 0.95)
        found.append(f"{until} {before:.3f} s alone, {during:.3f} s beside it, {_judged(during, before)}")
        ratios.append(f"{until} {as_ratio(during, before)} times")
        holds = holds and during < 2 * max(before, _QUANTUM)
    left = ground.quiet(3600 if ground.full else 150)
    tried = f"{burst} messages for one business at once, 4 a second for another"
    return [
        Verdict("R21", tried, "p95 " + "; ".join(found), holds and not left, str(left or "")),
        as_it_is("R21", tried, "p95 " + ", ".join(ratios)),
    ]


_UNTIL = ("opened", "read", "answered")  # by a worker, by a turn, at the vendor


def as_it_is(promise: str, tried: str, ratios: str) -> Verdict:
    """A line of its own that judges nothing: how many times what was there before, without the floor of `_QUANTUM`."""
    return Verdict(
        promise, tried, f"as it is: {ratios} what it was alone, measured against that and not against {_QUANTUM} s", None
    )


def _judged(during: float, before: float) -> str:
    """The ratio as it is judged, against `_QUANTUM` at least."""
    floor = f" of {_QUANTUM} s, which is more" if before < _QUANTUM else ""
    return f"judged as {during / max(before, _QUANTUM):.1f} times{floor}"


def as_ratio(during: float, before: float) -> str:
    """How many times `before` it is."""
    return f"{during / before:.1f}" if before else "?"


def hanging(ground: Ground) -> list[Verdict]:
    """R23: calls to the outside hang; the conversation goes on, and so do all others."""
    stuck, fine = ground.businesses[2], ground.businesses[3]
    fault = ground.fault("slow_answer", number_id=stuck.number_id, params={"ms": 12_000})
    first = [ground.say(ground.person(stuck), "oi") for _ in range(30)]
    ground.do(ground.post([(message_body([one]), [one]) for one in first]))
    ground.until(lambda: ground.sql("select 1 from inbox_attempts where state = 'sending' limit 1"), "a call that hangs", 60)
    second = [ground.say(one.sender, "onde fica?") for one in first]
    others = [ground.say(ground.person(fine), "oi") for _ in range(10)]
    ground.do(ground.post([(message_body([one]), [one]) for one in second + others]))
    in_the_same = ground.until(lambda: len(ground.waits(o.id for o in second)) == len(second), "the next messages there", 60)
    answered = (
        "select count(distinct m.conversation_id) from inbox_messages m join inbox_messages o on o.tenant_id = m.tenant_id"
        " and o.conversation_id = m.conversation_id and o.direction = 'out' and o.status in ('sent', 'delivered', 'read')"
        " where m.external_id = any($1)"
    )
    ids = [one.id for one in others]
    elsewhere = ground.until(lambda: ground.sql(answered, ids)[0][0] == len(ids), "answers of the others", 120)
    struck = ground.struck(fault)
    left = ground.quiet(150)
    found = (
        f"{struck} calls of 12 s each; the next message of the same people stands after {in_the_same:.1f} s,"
        f" people of another business are answered after {elsewhere:.1f} s"
    )
    holds = in_the_same < 10 and elsewhere < 10 and not left
    return [Verdict("R23", "30 people's answers hang at the vendor", found, holds, str(left or ""))]
