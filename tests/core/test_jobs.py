"""The runner: whose turn it is, and what a look does."""

import asyncio
import time
import uuid
from collections import Counter
from collections.abc import Awaitable, Callable

from atende.core import jobs
from atende.core.jobs import Lane, Stage

LOUD, CALM, THIRD = (uuid.UUID(int=n) for n in (1, 2, 3))


class Work:
    """Lanes that are due until they are handled; what is begun waits until `let_go`."""

    def __init__(self):
        self.due: dict[Lane, None] = {}
        self.begun: list[list[Lane]] = []
        self.looks = 0
        self.gates: dict[Lane, asyncio.Event] = {}
        self.arrived = asyncio.Condition()

    def add(self, tenant_id: uuid.UUID, count: int, prefix: str = "lane") -> list[Lane]:
        lanes = [Lane(tenant_id, f"{prefix} {n}") for n in range(count)]
        self.due.update(dict.fromkeys(lanes))
        return lanes

    async def look(self, limit: int) -> list[Lane]:
        """The tenants in turn, as the stages' own questions have it."""
        self.looks += 1
        turns: Counter[uuid.UUID] = Counter()
        ranked = []
        for lane in self.due:
            turns[lane.tenant_id] += 1
            ranked.append((turns[lane.tenant_id], lane))
        return [lane for _, lane in sorted(ranked, key=lambda one: one[0])[:limit]]

    async def handle(self, lanes: list[Lane]) -> bool:
        gate = asyncio.Event()
        self.begun.append(lanes)
        self.gates.update(dict.fromkeys(lanes, gate))
        async with self.arrived:
            self.arrived.notify_all()
        await gate.wait()
        for lane in lanes:
            self.due.pop(lane, None)
        return True

    def let_go(self, lane: Lane) -> None:
        self.gates[lane].set()

    async def until(self, holds: Callable[[], bool]) -> None:
        async with asyncio.timeout(30), self.arrived:
            await self.arrived.wait_for(holds)

    def tenants(self) -> Counter[uuid.UUID]:
        """Slots that each has begun to use."""
        return Counter(lanes[0].tenant_id for lanes in self.begun)


def stage(work: Work, slots: int, together: int = 1) -> Stage:
    async def alone(lane: Lane) -> bool:
        return await work.handle([lane])

    return Stage(
        "tried",
        work.look,
        alone,
        slots=slots,
        busy=0.001,
        idle=0.002,
        handle_together=work.handle if together > 1 else None,
        together=together,
    )


async def run(one: Stage, story: Callable[[], Awaitable[None]]) -> None:
    stop = asyncio.Event()
    running = asyncio.create_task(jobs.run([one], stop, drain=0))
    try:
        await story()
    finally:
        stop.set()
        await running


async def test_who_comes_next_finds_a_slot_although_anothers_thousands_wait() -> None:
    work = Work()
    work.add(LOUD, 5000)

    async def story() -> None:
        await work.until(lambda: len(work.begun) == 4)  # of eight: as many stay free
        calm = work.add(CALM, 1)
        await work.until(lambda: calm in work.begun)
        third = work.add(THIRD, 1)
        await work.until(lambda: third in work.begun)
        assert work.tenants()[LOUD] == 4

    await run(stage(work, 8, together=32), story)


async def test_who_has_the_least_under_way_is_next() -> None:
    work = Work()
    loud = work.add(LOUD, 100)

    async def story() -> None:
        await work.until(lambda: len(work.begun) == 2)
        calm = work.add(CALM, 100)
        for lane in calm[:3]:
            await work.until(lambda lane=lane: [lane] in work.begun)
            work.let_go(lane)
        assert work.tenants()[LOUD] == 2
        assert [loud[2]] not in work.begun

    await run(stage(work, 4), story)


async def test_lanes_of_one_tenant_share_a_slot_and_no_one_is_worked_twice_at_once() -> None:
    work = Work()
    lanes = work.add(LOUD, 7)

    async def story() -> None:
        await work.until(lambda: len(work.begun) == 2)
        seen = work.looks
        while work.looks < seen + 3:
            await asyncio.sleep(0)
        assert sorted(work.begun) == [lanes[:5], lanes[5:]]

    await run(stage(work, 8, together=5), story)


async def test_a_tenant_with_little_to_do_has_a_second_slot_beside_its_first_and_a_loud_one_has_not() -> None:
    work = Work()
    work.add(LOUD, 100)

    async def story() -> None:
        await work.until(lambda: work.tenants() == {LOUD: 1})
        for n in (1, 2):
            lanes = work.add(CALM, 1, f"{n}.")
            await work.until(lambda n=n: work.tenants() == {LOUD: 1, CALM: n})
        third = work.add(CALM, 1, "third")
        seen = work.looks
        work.let_go(lanes[0])
        await work.until(lambda: third in work.begun)
        assert work.tenants() == {LOUD: 1, CALM: 3}
        assert work.looks >= seen, "of its lanes two were under way at most, and of the loud one's slots one"

    await run(stage(work, 2, together=8), story)


async def test_who_has_just_begun_takes_what_waits_longest() -> None:
    for _ in range(20):  # where it begins afterwards is drawn
        work = Work()
        lanes = work.add(LOUD, 100)

        async def story(work: Work = work, lanes: list[Lane] = lanes) -> None:
            await work.until(lambda: len(work.begun) == 2)
            assert work.begun[0] == lanes[:5]

        await run(stage(work, 4, together=5), story)


async def test_what_is_expected_is_worked_although_no_look_finds_it() -> None:
    work = Work()
    work.add(LOUD, 50)
    expected = Lane(CALM, "said beforehand")

    async def story() -> None:
        await work.until(lambda: len(work.begun) == 2)
        jobs.expect("tried", expected)
        jobs.expect("tried", expected)
        await work.until(lambda: [expected] in work.begun)
        jobs.expect("tried", expected)  # while it is being worked: once more afterwards
        await asyncio.sleep(0)
        work.let_go(expected)
        await work.until(lambda: work.begun.count([expected]) == 2)

    await run(stage(work, 3), story)


async def test_a_word_counts_once_a_look_has_said_how_much_waits() -> None:
    work = Work()
    looks, answered, looked = asyncio.Event(), asyncio.Event(), asyncio.Event()

    async def look(limit: int) -> list[Lane]:
        looks.set()
        if answered.is_set():
            looked.set()  # the one before was answered
        await answered.wait()
        return await work.look(limit)

    async def story() -> None:
        early, known, later = (Lane(CALM, word) for word in ("too early", "known here", "heard"))
        await looks.wait()
        jobs.hear("tried", early)
        jobs.expect("tried", known)
        await work.until(lambda: bool(work.begun))
        assert work.begun == [[known]]
        answered.set()
        await looked.wait()
        jobs.hear("tried", later)
        await work.until(lambda: [later] in work.begun)
        assert [early] not in work.begun

    one = stage(work, 4, together=8)
    one.due = look
    await run(one, story)


async def test_one_slot_is_used_and_a_look_that_fails_ends_nothing() -> None:
    work = Work()
    lanes = work.add(LOUD, 2)
    fails = [True, True]

    async def look(limit: int) -> list[Lane]:
        if fails:
            fails.pop()
            raise OSError
        return await work.look(limit)

    async def story() -> None:
        await work.until(lambda: work.begun == [lanes[:1]])
        work.let_go(lanes[0])
        await work.until(lambda: work.begun == [lanes[:1], lanes[1:]])

    one = stage(work, 1)
    one.due = look
    await run(one, story)


async def test_several_who_are_loud_take_turns_with_whoever_comes_later() -> None:
    work = Work()
    work.add(LOUD, 300)
    work.add(THIRD, 300)

    async def story() -> None:
        await work.until(lambda: len(work.begun) == 2)  # both slots
        calm, seen = work.add(CALM, 1), work.looks
        while calm not in work.begun:
            assert work.looks < seen + 3, "it is seen, and waits behind all that came before it"
            begun = len(work.begun)
            await asyncio.sleep(0.01)  # long enough for the next look to be due
            work.let_go(work.begun[begun - 2][0])
            await work.until(lambda begun=begun: len(work.begun) > begun)

    await run(stage(work, 2, together=2), story)


async def test_what_a_look_finds_after_the_stop_is_left_to_others() -> None:
    work, stop = Work(), asyncio.Event()
    work.add(LOUD, 5)

    async def look(limit: int) -> list[Lane]:
        stop.set()
        return await work.look(limit)

    one = stage(work, 8)
    one.due = look
    await jobs.run([one], stop, drain=0)
    assert not work.begun


async def test_a_look_that_takes_long_keeps_nothing_waiting_that_is_known_and_is_made_once_at_a_time() -> None:
    work, asked, away = Work(), 0, asyncio.Event()
    found = work.add(LOUD, 2)
    expected = Lane(CALM, "said beforehand")

    async def look(limit: int) -> list[Lane]:
        nonlocal asked
        asked += 1
        seen = await work.look(limit)
        if asked > 1:
            await away.wait()
        return seen

    async def story() -> None:
        await work.until(lambda: work.begun == [found[:1]])
        while asked < 2:
            await asyncio.sleep(0)
        work.let_go(found[0])
        await work.until(lambda: work.begun[1:] == [found[1:]])
        jobs.expect("tried", expected)
        await work.until(lambda: [expected] in work.begun)
        work.let_go(found[1])
        assert asked == 2
        work.add(THIRD, 1)
        away.set()
        await work.until(lambda: work.tenants()[THIRD] == 1)
        assert work.begun.count(found[1:]) == 1  # that look had seen it before it was worked

    one = stage(work, 2)
    one.due = look
    await run(one, story)


async def test_looks_that_fail_come_later_and_later_also_while_work_is_worked_off() -> None:
    pace = jobs._Pace(0.02, 0.2)
    pace.looked(time.monotonic() - 10.0, found=False, at_work=False)
    for pause in (0.2, 0.4, 0.8):
        before = time.monotonic()
        pace.failed()
        pace.worked_off()
        assert pace.at >= before + pause


async def test_a_look_that_nobody_answers_is_given_up_and_made_again(monkeypatch) -> None:
    monkeypatch.setattr(jobs, "_LONGEST_LOOK", 0.01)
    work, asked = Work(), 0
    lanes = work.add(LOUD, 1)

    async def look(limit: int) -> list[Lane]:
        nonlocal asked
        asked += 1
        if asked == 1:
            await asyncio.Event().wait()
        return await work.look(limit)

    async def story() -> None:
        await work.until(lambda: work.begun == [lanes])

    one = stage(work, 1)
    one.due = look
    await run(one, story)
    assert asked > 1
