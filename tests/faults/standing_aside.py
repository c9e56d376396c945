"""R6, R9, R21, R23: what goes wrong or is too much in one place does not harm the others, and nothing is sent twice."""

import asyncio
import time
from collections import Counter
from dataclasses import dataclass

from atende.core import db
from atende.core.tenancy import OPERATOR, in_tenant
from atende.integrations.service import opening
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
_QUANTUM = 0.3  # seconds; a worker that had nothing to do looks five times a second, so waits below this say nothing


async def _steadily(ground: Ground, businesses: list[Business], rate: float, seconds: float, poison: float = 0.0) -> list[Said]:
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
        rate, seconds = (20.0, 60.0) if ground.full else (10.0, 8.0)
        before = ground.do(_steadily(ground, ground.businesses[:2], rate, seconds))
        ground.quiet(60)
        ground.run(_PLANT)
        known = len(ground.history.poisoned)
        during = ground.do(_steadily(ground, ground.businesses[:2], rate, seconds, 0.01))
        while len(ground.history.poisoned) - known < 3:  # so that there are some in any case, with a fine message behind each
            sender = ground.person(ground.businesses[0])
            bad, good = ground.say(sender, POISON), ground.say(ground.person(ground.businesses[0]), "onde fica?")
            ground.history.poisoned.add(bad.id)
            ground.do(ground.post([(message_body([bad, good]), [bad, good])]))
            during += [good]
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
            for row in rows:
                async with in_tenant(row["tenant_id"], OPERATOR) as tx:
                    assert await opening.replay(tx, row["id"])
            await db.dispose()

        ground.do(replay())
        ground.history.poisoned.clear()
        ground.quiet(90)
        again = ground.sql("select 1 from inbox_messages where external_id = any($1)", self.poisoned)
        grew = 100 * (share(self.during, 0.99) / max(share(self.before, 0.99), _QUANTUM) - 1)
        found = (
            f"{len(rows)} poisoned: {'all' if is_named else 'NOT all'} dead after 5 tries with a reason; replayed {len(again)}."
            f" The others' p99 {share(self.before, 0.99):.2f} s before, {share(self.during, 0.99):.2f} s meanwhile"
        )
        holds = is_named and len(again) == len(rows) and grew < 20
        return [Verdict("R6", f"{len(self.before) + len(self.during)} messages, 1 % cannot be opened", found, holds)]


def answers_lost(ground: Ground) -> list[Verdict]:
    """R9: the vendor accepts, and one answer in twenty is lost."""
    count = 3000 if ground.full else 160
    fault = ground.fault("drop_answer", probability=0.05, seed=ground.dice.randint(1, 10**6))
    said = [ground.say(ground.person(ground.businesses[n % 4]), "oi") for n in range(count)]
    ground.do(ground.post([(message_body([one]), [one]) for one in said]))
    left = ground.quiet(1800 if ground.full else 120)
    struck = ground.struck(fault)
    attempts = ground.sql(
        "select a.settled_by, a.state, m.status, a.number from inbox_attempts a"
        " join inbox_messages m on m.tenant_id = a.tenant_id and m.id = a.message_id"
        " where a.code = 'unsure' or a.state = 'unknown' or a.settled_by in ('status', 'sweep')"
    )
    ends = Counter(row["status"] for row in attempts)
    hidden = [word for word in ends if word not in ("sent", "delivered", "read", "unknown")]
    doubles = ground.twin("GET", "sent/doubles")["items"]
    found = f"{struck} answers lost, of these settled or shown: {dict(ends)}; {len(doubles)} sent twice"
    holds = not doubles and not hidden and not left and struck > 0 and sum(ends.values()) >= struck
    return [Verdict("R9", f"{count} people answered while 5 % of answers are lost", found, holds, str(hidden or left or ""))]


def noisy(ground: Ground) -> list[Verdict]:
    """R21: one business gets very much at once; another one's people hardly notice."""
    loud, calm = ground.businesses[0], ground.businesses[1]
    seconds, burst = (30.0, 10_000) if ground.full else (8.0, 900)

    async def both() -> tuple[list[Said], list[Said]]:
        shout = [ground.say(ground.person(loud), "oi") for _ in range(burst)]
        posting = asyncio.create_task(ground.post([(message_body([one]), [one]) for one in shout], lines=24, seconds=900))
        await asyncio.sleep(0.5)
        heard = await _steadily(ground, [calm], 4.0, seconds)
        await posting
        return heard, shout

    idle = ground.do(_steadily(ground, [calm], 4.0, seconds))
    ground.quiet(60)
    heard, _ = ground.do(both())
    ground.until(lambda: len(ground.waits(one.id for one in heard)) == len(heard), "the calm one's messages", 120)
    before = share(ground.waits(one.id for one in idle), 0.95)
    during = share(ground.waits(one.id for one in heard), 0.95)
    left = ground.quiet(3600 if ground.full else 150)
    found = f"p95 received to opened {before:.2f} s alone, {during:.2f} s beside it"
    holds = during < 2 * max(before, _QUANTUM) and not left
    return [Verdict("R21", f"{burst} messages for one business at once, 4 a second for another", found, holds, str(left or ""))]


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
