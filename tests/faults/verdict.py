"""The count at the end: what was lost, doubled, misfiled, read twice or delivered twice. Asked of the database itself and of
the twin, not of the code that was under fire."""

import asyncio
import bisect
import itertools
import json
import time
import urllib.request
import uuid
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, NamedTuple

import asyncpg

from tests.cli.program import atende
from tests.faults.history import Answer, History, Verdict
from tests.faults.killer import PAUSE, Killer
from tests.install import Install

_TURN_WITHIN = timedelta(seconds=60)  # a burst's pause, and a worker or a database that was away meanwhile

_OPEN = """
select (select count(*) from integrations_parcels where state = 'waiting' and attempts = 0) as parcels,
       (select count(*) from bot_sessions where turn_due_at is not null) as turns,
       (select count(*) from inbox_messages where status in ('queued', 'sending')) as messages,
       (select count(*) from inbox_attempts where state = 'sending') as attempts
"""


async def drained(install: Install, seconds: float) -> dict[str, int]:
    """What is still open once nothing is, or after `seconds`."""
    deadline = time.monotonic() + seconds
    connection = await install.administrator()
    try:
        while True:
            left = dict(await connection.fetchrow(_OPEN))
            left["webhooks"] = twin(install, "stats")["webhooks"]["open"]
            if not any(left.values()) or time.monotonic() > deadline:
                return left
            await asyncio.sleep(0.5)
    finally:
        await connection.close()


def twin(install: Install, path: str) -> Any:
    """What the twin's control answers."""
    asked = urllib.request.Request(
        f"http://127.0.0.1:{install.port + 1}/_twin/{path}", headers={"authorization": f"Bearer {install.twin_token}"}
    )
    with urllib.request.urlopen(asked, timeout=60) as answer:
        return json.load(answer)


def _sent(install: Install) -> dict[str, list[str]]:
    """Every send the twin accepted: its ids by our attempt id."""
    found: dict[str, list[str]] = defaultdict(list)
    since = 0
    while True:
        items = twin(install, f"sent?since={since}&limit=500")["items"]
        for item in items:
            if item["callback"]:
                found[item["callback"]].append(item["id"])
        if not items:
            return found
        since = items[-1]["seq"]


async def judge(install: Install, history: History) -> list[Verdict]:
    """The whole history held against the database and the twin: everything that must not be, and how often it is."""
    connection = await install.administrator()
    try:
        counts = [*await _stored(connection, history), *await _read(connection), *await _delivered(connection, install)]
    finally:
        await connection.close()
    checked = await asyncio.to_thread(atende, "check", "--json", env=install.env, seconds=300)
    found = [json.loads(line) for line in checked.stdout.splitlines() if line.startswith("{")]
    broken = [
        f"{one['promise']} {one['statement']}: {one['violations']} ({one['example']})" for one in found if one.get("violations")
    ]
    counts.append(
        Count("R2", "broken invariants by `atende check`", len(broken) or checked.returncode, broken or checked.stderr[-300:])
    )
    tried = f"{len(history.sent)} messages in {history.posts} posts, {len(history.acknowledged)} acknowledged"
    verdicts = []
    for promise in dict.fromkeys(one.promise for one in counts):
        mine = [one for one in counts if one.promise == promise]
        wrong = [one for one in mine if one.number]
        told = "; ".join(f"{one.what}: {one.number}" for one in (wrong or mine))
        verdicts.append(Verdict(promise, f"the whole history: {tried}", told, not wrong, str(wrong[0].example) if wrong else ""))
    return verdicts


@dataclass(frozen=True, slots=True)
class Count:
    """How often something was found that must not be."""

    promise: str
    what: str
    number: int
    example: object = ""


async def _stored(connection: asyncpg.Connection, history: History) -> list[Count]:
    rows = await connection.fetch(
        "select m.external_id, m.tenant_id, m.connection_id, c.contact_id from inbox_messages m"
        " join inbox_conversations c on c.tenant_id = m.tenant_id and c.id = m.conversation_id where m.direction = 'in'"
    )
    evidence: dict[uuid.UUID, set[str]] = defaultdict(set)
    for row in await connection.fetch("select contact_id, space, value from contacts_identities"):
        if row["space"] in ("phone", "user_id"):
            evidence[row["contact_id"]].add(row["value"].lstrip("+"))
    times = Counter(row["external_id"] for row in rows)
    lost = [one for one in history.acknowledged if one not in times and one not in history.poisoned]
    strange = [one for one in times if one not in history.sent]
    misfiled = []
    for row in rows:
        said = history.sent.get(row["external_id"])
        if said is None:
            continue
        person = {value for value in (said.sender.phone, said.sender.user_id) if value}
        at_home = (row["tenant_id"], row["connection_id"]) == (said.sender.business.tenant_id, said.sender.business.connection_id)
        if not at_home or evidence[row["contact_id"]] != person:
            misfiled.append(f"{row['external_id']}: {person} stands with {evidence[row['contact_id']]}")
    doubled = [one for one, count in times.items() if count > 1]
    dead = await connection.fetch("select reason from integrations_parcels where state = 'dead'")
    return [
        Count("R1", "acknowledged and lost", len(lost), lost[:3]),
        Count("R2", "stored twice", len(doubled), doubled[:3]),
        Count("R5", "filed under another person or business", len(misfiled), misfiled[:3]),
        Count("R5", "stored and never sent by anybody", len(strange), strange[:3]),
        Count("R6", "parcels given up", len(dead), Counter(row["reason"] for row in dead)),
    ]


async def _read(connection: asyncpg.Connection) -> list[Count]:
    started = await connection.fetch(
        "select payload->>'message_id' as message, payload->>'conversation_id' as conversation, occurred_at as at from facts"
        " where name = 'inbox.message_received' and (payload->>'starts_bot')::boolean"
    )
    turns = await connection.fetch("select input_message_ids, outcome from bot_turns")
    read = Counter(
        one for t in turns if t["outcome"] not in ("failed", "superseded") for one in json.loads(t["input_message_ids"])
    )
    taken: dict[str, list[datetime]] = defaultdict(list)
    for row in await connection.fetch(
        "select payload->>'conversation_id' as conversation, occurred_at as at from facts"
        " where name = 'inbox.ownership_changed' and payload->>'to_kind' <> 'bot'"
    ):
        taken[row["conversation"]].append(row["at"])
    # Only what was taken from the bot while the message waited for its turn is a reason for not reading it.
    unread = [
        row["message"]
        for row in started
        if row["message"] not in read
        and not any(row["at"] <= at <= row["at"] + _TURN_WITHIN for at in taken[row["conversation"]])
    ]
    twice = [one for one, count in read.items() if count > 1]
    return [
        Count("R1", "messages for the bot read by no turn", len(unread), unread[:3]),
        Count("R2", "messages read by more than one turn", len(twice), twice[:3]),
    ]


async def _delivered(connection: asyncpg.Connection, install: Install) -> list[Count]:
    accepted = _sent(install)
    attempts = await connection.fetch(
        "select a.id::text as attempt, a.message_id::text as message, a.state, a.settled_by, a.number, m.status"
        " from inbox_attempts a join inbox_messages m on m.tenant_id = a.tenant_id and m.id = a.message_id"
    )
    received = Counter()
    status = {}
    resent = []
    newest = Counter()
    for row in attempts:
        received[row["message"]] += len(accepted.get(row["attempt"], ()))
        status[row["message"]] = row["status"]
        newest[row["message"]] = max(newest[row["message"]], row["number"])
    for row in attempts:
        if row["state"] == "unknown" and newest[row["message"]] > row["number"]:
            resent.append(row["message"])
    known = {row["attempt"] for row in attempts}
    stray = [one for one in accepted if one not in known]
    twice = [one for one, count in received.items() if count > 1]
    denied = [one for one, count in received.items() if count and status[one] in ("queued", "dropped", "failed")]
    invented = [one for one, word in status.items() if word in ("sent", "delivered", "read") and not received[one]]
    doubles = twin(install, "sent/doubles")["items"]
    return [
        Count("R9", "delivered twice to a customer, by the twin", len(doubles), doubles[:3]),
        Count("R9", "delivered twice to a customer, over all attempts", len(twice), twice[:3]),
        Count("R9", "unknown and sent again by itself", len(resent), resent[:3]),
        Count("R9", "delivered and told to be unsent", len(denied), denied[:3]),
        Count("R9", "told to be sent and never delivered", len(invented), invented[:3]),
        Count("R9", "delivered without an attempt of ours", len(stray), stray[:3]),
    ]


DOOR_LIMIT = 15.0  # seconds, promise R11
WORKER_LIMIT = 30.0  # seconds, promise R7


class Turn(NamedTuple):
    """What a worker opened together: of one person, at one moment."""

    business: uuid.UUID | None
    lane: str
    opened_at: float


@dataclass(frozen=True, slots=True)
class Waited:
    """An acknowledged message: when it came and when it was opened (inf: not yet), by the database's clock."""

    id: str
    came_at: float
    opened_at: float
    tries: int = 0  # that failed
    business: uuid.UUID | None = None
    lane: str = ""  # the person's, whose messages are opened in order
    turn_at: float | None = None  # when the oldest of what was opened with it came, where that was earlier

    @property
    def turn(self) -> float:
        """By what a worker that begins with the oldest goes."""
        return self.came_at if self.turn_at is None else self.turn_at

    @property
    def seconds(self) -> float:
        """From one to the other."""
        return self.opened_at - self.came_at

    @property
    def told(self) -> str:
        """For a person to read."""
        return f"{self.id} was opened after {self.seconds:.1f} s and {self.tries} tries that failed"


def held_up(waited: list[Waited], killer: Killer, reports: Sequence[Waited] = ()) -> list[tuple[float, Waited]]:
    """For each message, the seconds in which it was the oldest that anybody could have opened, and nobody did, the longest first: since
    it came, or since something whose turn was before its own was opened last, whoever's. Time without a worker or a database does not
    count, nor does waiting behind what is older: at a hundred messages a second, with a worker that is killed every few, the queue grows
    without anybody being left. What a person wrote meanwhile is opened with their first message, or with a report that waited before it,
    and passes nobody by that: only firsts are looked at, from when the oldest of what was opened with them came. `reports`: all else
    that was opened in those lanes and others; it waits its turn as messages do, and nothing is judged of it."""
    turns: dict[Turn, Waited] = {}
    for one in sorted(waited, key=lambda one: one.came_at):
        turns.setdefault(Turn(one.business, one.lane or one.id, one.opened_at), one)
    waited = list(turns.values())
    for one in sorted(reports, key=lambda one: one.came_at):
        turns.setdefault(Turn(one.business, one.lane or one.id, one.opened_at), one)
    before = _last_older_opened(list(turns.values()))
    found = [(_idle(killer, max(before[one.id], one.came_at), one.opened_at), one) for one in waited]
    return sorted(found, key=lambda pair: pair[0], reverse=True)


def _last_older_opened(turns: list[Waited]) -> dict[str, float]:
    """For each when, before it was opened itself, something whose turn had come before was opened last, whoever's."""
    found: dict[str, float] = {}
    opened: list[float] = []  # of what had its turn before, ascending
    for _, together in itertools.groupby(sorted(turns, key=lambda one: one.turn), key=lambda one: one.turn):
        news = list(together)
        for one in news:
            place = bisect.bisect_left(opened, one.opened_at)
            found[one.id] = opened[place - 1] if place else 0.0
        for one in news:
            if one.opened_at < float("inf"):
                bisect.insort(opened, one.opened_at)
    return found


def meanwhile(one: Waited, turns: Iterable[Waited], killer: Killer) -> str:
    """What was opened while this message lay, for a person who looks for the reason."""
    words: Counter[str] = Counter()
    for other in turns:
        if one.came_at < other.opened_at < one.opened_at:
            whose = "its business's" if other.business == one.business else "others'"
            words[f"{'older' if other.turn < one.turn else 'newer'} of {whose}"] += 1
    away = killer.was_away(one.came_at, one.opened_at, "worker", "postgres")
    return f"{one.told}; no worker or no database for {away:.1f} s; opened meanwhile: {dict(words)}"


def _idle(killer: Killer, since: float, until: float) -> float:
    return until - since - killer.was_away(since, until, "worker", "postgres")


def recoveries(killer: Killer, taken: list[float], not_taken: list[Answer]) -> list[float]:
    """For each kill with a pause behind it: seconds from PostgreSQL being back until posts are answered 200 and nothing else. A
    pause in which that never came is longer than any limit."""
    found = []
    for kill in killer.kills:
        if kill.is_watched:
            until = min(kill.next_at, kill.back_at + PAUSE)
            first = min((at for at in taken if kill.back_at < at < until), default=float("inf"))
            bad = max((one.ended for one in not_taken if kill.back_at < one.ended < until), default=0.0)
            found.append(max(first, bad) - kill.back_at)
    return found


def strange_answers(killer: Killer, not_taken: list[Answer]) -> list[Answer]:
    """Answers that no sender should see: anything but 200 and 503, and none at all unless the web itself was killed meanwhile."""
    return [
        one
        for one in not_taken
        if one.status not in (0, 503) or (one.status == 0 and not killer.was_away(one.since, one.ended, "web"))
    ]
