"""R8, R10, R20: a worker that is stopped, told to end, or gone."""

import asyncio
import re
import signal
import subprocess
import threading
import time
import urllib.request
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from tests.faults.ground import Ground
from tests.faults.history import Verdict
from tests.install import Business
from tests.meta import message_body

LEASE = 30.0  # seconds a call may take before others stop waiting for it
_FINISH = 20.0
_ALARM = 60.0
_FRESH = 2.0  # seconds that a figure may be old when it is shown


@contextmanager
def stream(ground: Ground, businesses: list[Business], rate: float) -> Iterator[None]:
    """People write all the while; what is not answered 200 is posted again."""
    stopping = threading.Event()

    async def write() -> None:
        tasks: set[asyncio.Task] = set()
        while not stopping.is_set():
            one = ground.say(ground.person(ground.dice.choice(businesses)), "oi")
            tasks.add(asyncio.create_task(ground.post([(message_body([one]), [one])], lines=1)))
            tasks = {task for task in tasks if not task.done()}
            await asyncio.sleep(1 / rate)
        if tasks:
            await asyncio.wait(tasks)

    thread = threading.Thread(target=lambda: asyncio.run(write()))
    thread.start()
    try:
        yield
    finally:
        stopping.set()
        thread.join()


def paused(ground: Ground) -> list[Verdict]:
    """R8: SIGSTOP in the midst of calls, and of what is claimed and not called yet, past the lease; another worker goes on; SIGCONT."""
    seconds = 60.0 if ground.full else LEASE + 4
    _restarted(ground, ATENDE_NUMBER_RATE=_SLOWLY)
    fault = ground.fault("slow_answer", params={"ms": 1500})
    try:
        with stream(ground, ground.businesses[:4], 10.0):  # more than may leave, so that something always waits for its call
            stopped_at, uncalled = _stopped_before_a_call(ground)
            try:
                ground.install.start("worker-2")
                time.sleep(16.5)
                # The wall's own time-out has ended every transaction that the stopped one held.
                held = ground.sql(
                    "select 1 from pg_stat_activity where usename = 'atende_app' and state like 'idle in transaction%'"
                    " and state_change < clock_timestamp() - interval '16 seconds'"
                )
                time.sleep(max(0.0, seconds - (time.time() - stopped_at)))
                came, opened = ground.sql(_OPENED_MEANWHILE, stopped_at, _TAKES_OVER)[0]
                before = _effects(ground)
            finally:
                ground.signal("worker", signal.SIGCONT)
            resumed_at = time.time()
            time.sleep(3)
    finally:
        ground.struck(fault)
        _restarted(ground)
        ground.install.start("worker-2")
    goes_on = 0 < came == opened
    left = ground.quiet(240) if goes_on else {"parcels": came - opened}  # what nobody takes over is not waited for
    late = ground.sql(
        "select a.id::text from inbox_attempts a where a.lease_until < to_timestamp($1) and a.id = any($2::uuid[])",
        resumed_at,
        [one["callback"] for one in _arrived(ground) if datetime.fromisoformat(one["at"]).timestamp() > resumed_at],
    )
    doubles = ground.twin("GET", "sent/doubles")["items"]
    after = _effects(ground)
    undone = [
        one for one, status in before.items() if status in ("sent", "delivered", "read") and after[one] in ("unknown", "failed")
    ]
    found = (
        f"{opened} of {came} messages opened by the other one, {len(held)} transactions held past 16 s, {len(late)} calls begun after"
        f" their lease (of {len(uncalled)} claimed and not called yet), {len(doubles)} sent twice, {len(undone)} statuses undone"
    )
    holds = goes_on and not held and not late and not doubles and not undone and not left
    return [
        Verdict(
            "R8",
            f"a worker stopped for {seconds:.0f} s in the midst of its calls",
            found,
            holds,
            str([row[0] for row in late[:3]] or left or ""),
        )
    ]


_SLOWLY = "2"  # messages a second of one number: so slow that what is claimed waits for its call, up to a quarter of a second
_TAKES_OVER = 10.0  # seconds in which another worker may open what came; what came after that is not asked for
# By any worker, of what came while one of them was stopped.
_OPENED_MEANWHILE = (
    "select count(*), count(handled_at) from integrations_parcels where kind = 'message'"
    " and received_at between to_timestamp($1) and clock_timestamp() - make_interval(secs => $2)"
)


def _restarted(ground: Ground, **more: str) -> None:
    """No worker runs but the first one, afresh, with these settings besides its own."""
    part = ground.install.parts["worker"]
    own = part.env
    for name in ("worker", "worker-2"):
        ground.install.parts[name].stop(30)
    part.env = own | more
    try:
        ground.install.start("worker")
    finally:
        part.env = own


def _stopped_before_a_call(ground: Ground) -> tuple[float, list[str]]:
    """When the only worker was stopped, and its attempts that were claimed and had not reached the vendor; at least one."""
    begun = max((one["seq"] for one in _arrived(ground)), default=0)
    for _ in range(100):
        time.sleep(0.5)
        if len(ground.sql("select 1 from inbox_attempts where state = 'sending'")) < 3:
            continue  # not in the midst of anything
        at = time.time()
        ground.signal("worker", signal.SIGSTOP)
        time.sleep(0.3)  # what it had begun to send arrives
        claimed = [row[0] for row in ground.sql("select id::text from inbox_attempts where state = 'sending'")]
        called = {one["callback"] for one in _arrived(ground, begun)}
        if uncalled := [one for one in claimed if one not in called]:
            return at, uncalled
        ground.signal("worker", signal.SIGCONT)
    raise TimeoutError("it never came: a worker stopped between a claim and its call")


def _effects(ground: Ground) -> dict[str, str]:
    rows = ground.sql("select id::text, status from inbox_messages where direction = 'out'")
    return {row[0]: row[1] for row in rows}


def _arrived(ground: Ground, since: int = 0) -> list[dict]:
    """Every send of ours that reached the twin, after that one."""
    items = []
    while page := ground.twin("GET", f"sent?since={since}&limit=5000")["items"]:
        items += [one for one in page if one["callback"]]
        since = page[-1]["seq"]
    return items


def told_to_end(ground: Ground) -> list[Verdict]:
    """R10: SIGTERM of one web and of one worker while people write; the other ones go on. Who writes does as a balancer does: it asks
    `/ready` once a second, and posts nothing more where that says that the process leaves. Whatever is not answered 200 has failed."""
    asked, failed = ground.history.posts, len(ground.history.not_taken)
    with stream(ground, ground.businesses[:4], 10.0):
        time.sleep(2)
        lines = [("web", *_leaves(ground))]
        # One worker alone from here on, so that every claim is its.
        ground.install.parts["worker-2"].stop(30)
        fault = ground.fault("slow_answer", params={"ms": 2500})
        ground.until(lambda: len(ground.sql("select 1 from inbox_attempts where state = 'sending'")) > 2, "calls under way", 60)
        told_at, begun = time.time(), time.monotonic()
        ground.install.parts["worker"].stop(30)
        worker = time.monotonic() - begun
        process = ground.install.parts["worker"].process
        lines.append(("worker", worker, process.returncode if process else None))
        begun_after = ground.sql(
            "select 1 from inbox_attempts where lease_until - make_interval(secs => $2) > to_timestamp($1) + interval '1 second'",
            told_at,
            LEASE,
        )
        open_ = ground.sql("select 1 from inbox_attempts where state = 'sending'")
        ground.struck(fault)
        ground.install.start("worker", "worker-2")
    asked, not_taken = ground.history.posts - asked, ground.history.not_taken[failed:]
    left = ground.quiet(240)
    ends = ", ".join(f"{name} ended in {seconds:.1f} s with {code}" for name, seconds, code in lines)
    found = f"{ends}; {len(not_taken)} of {asked} posts failed; {len(begun_after)} calls begun after it, {len(open_)} left open"
    in_time = all(seconds <= _FINISH and code in (0, -signal.SIGTERM) for _, seconds, code in lines)
    holds = in_time and asked > 0 and not not_taken and not begun_after and not open_ and not left
    example = str(left or [one.status for one in not_taken[:5]] or "")
    return [Verdict("R10", "SIGTERM of a web and of the only worker while people write", found, holds, example)]


def _leaves(ground: Ground) -> tuple[float, int | None]:
    """The second web was told to end and has, and serves again; how many seconds it took, and its exit code."""
    first, second = ground.ports
    part = ground.install.parts["web-2"]
    assert part.process is not None
    leaving, begun = part.process, time.monotonic()
    leaving.terminate()
    time.sleep(_LOOKS_EVERY)
    while ground.ready(second) is not None and not part.is_dead() and time.monotonic() - begun < _FINISH:
        time.sleep(_LOOKS_EVERY)
    ground.ports = [first]
    try:
        leaving.wait(_FINISH + 10)  # a second signal would hurry it
    except subprocess.TimeoutExpired:
        part.kill()
    seconds, code = time.monotonic() - begun, leaving.returncode
    ground.install.start("web-2")
    ground.until(lambda: ground.ready(second) is not None, "the web again")
    ground.ports = [first, second]
    time.sleep(1)
    return seconds, code


_LOOKS_EVERY = 1.0  # seconds


def gone(ground: Ground) -> list[Verdict]:
    """R20: no worker runs while people of two businesses write and a turn of a third is due: `/ready` tells that nobody works, and
    then that work is late; the metrics tell for each stage and tenant how long the oldest waits, as the database knows it."""
    first, second, third, calm = ground.businesses[:4]
    known_to_the_bot = ground.say(ground.person(third), "oi")  # so that there is a turn to be due, whatever was tried before
    ground.do(ground.post([(message_body([known_to_the_bot]), [known_to_the_bot])]))
    ground.quiet(60)
    for name in ("worker", "worker-2"):
        ground.install.parts[name].kill()
    begun = time.monotonic()
    for business in (first, second):
        said = [ground.say(ground.person(business), "oi") for _ in range(5)]
        ground.do(ground.post([(message_body([one]), [one]) for one in said]))
        if business is first:
            time.sleep(5)  # so that each tenant's oldest is another one
    ground.run(
        "update bot_sessions set turn_due_at = clock_timestamp() where (tenant_id, conversation_id) ="
        f" (select tenant_id, conversation_id from bot_sessions where tenant_id = '{third.tenant_id}' limit 1)"
    )
    told = _told(ground, begun)
    shown, known = _oldest_shown(ground), _oldest_known(ground)
    expected = {("parcels", first.tenant_id), ("parcels", second.tenant_id), ("turns", third.tenant_id)}
    wrong = [f"{key}: {shown.get(key)} s shown, {known.get(key)} s true" for key in expected if not _agree(shown, known, key)]
    wrong += [f"shown and not waiting: {key}" for key in shown if key not in known or key[1] == calm.tenant_id]
    ground.install.start("worker", "worker-2")
    left = ground.quiet(120)
    ease = ground.until(lambda: not ((ground.ready(ground.ports[0]) or {}).get("work") or {}).get("problems"), "calm", 60)
    after = ", ".join(f"{word} after {seconds:.0f} s" for word, seconds in told.items())
    found = f"/ready says {after}; by stage and tenant: {len(shown)} shown, {len(wrong)} wrong; {ease:.0f} s after it is done it is calm"
    holds = told.keys() == {"no_worker", "late"} and max(told.values()) <= _ALARM and not wrong and not left
    return [
        Verdict("R20", "both workers killed while work of three businesses waits", found, holds, str(wrong[:2] or left or ""))
    ]


def _told(ground: Ground, begun: float) -> dict[str, float]:
    """Seconds until `/ready` told each problem, for a little more than it has time for."""
    told: dict[str, float] = {}
    while time.monotonic() - begun < _ALARM + 5 and len(told) < 2:
        for word in ((ground.ready(ground.ports[0]) or {}).get("work") or {}).get("problems", ()):
            told.setdefault(word, time.monotonic() - begun)
        time.sleep(0.2)
    return told


_SERIES = re.compile(r'^atende_tenant_work_oldest_seconds\{stage="(\w+)",tenant="([^"]+)"\} (\S+)$', re.MULTILINE)


def _oldest_shown(ground: Ground) -> dict[tuple[str, uuid.UUID], float]:
    """What the web's metrics say: stage and tenant -> seconds."""
    with urllib.request.urlopen(f"http://127.0.0.1:{ground.metrics_port}/metrics", timeout=10) as answer:
        return {(stage, uuid.UUID(tenant)): float(age) for stage, tenant, age in _SERIES.findall(answer.read().decode())}


def _oldest_known(ground: Ground) -> dict[tuple[str, uuid.UUID], float]:
    """The same, asked of the tables."""
    rows = ground.sql(
        "select stage, tenant_id, extract(epoch from clock_timestamp() - min(due))::float8 from ("
        " select 'parcels' as stage, tenant_id, received_at as due from integrations_parcels where state = 'waiting'"
        " union all select 'turns', tenant_id, turn_due_at from bot_sessions where turn_due_at is not null"
        " union all select 'send', tenant_id, send_due_at from inbox_messages where status = 'queued') as due group by 1, 2"
    )
    return {(row[0], row[1]): row[2] for row in rows}


def _agree(shown: dict, known: dict, key: tuple[str, uuid.UUID]) -> bool:
    return key in shown and key in known and abs(shown[key] - known[key]) <= _FRESH
