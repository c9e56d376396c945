"""The count at the end: what was lost, doubled, misfiled, read twice or delivered twice. Asked of the database itself and of
the twin, not of the code that was under fire."""

import asyncio
import json
import time
import urllib.request
import uuid
from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import Any

import asyncpg

from tests.cli.program import atende
from tests.faults.killer import Killer
from tests.faults.stream import Stream
from tests.install import Install


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the table. `is_broken` None: a figure only."""

    what: str
    figure: str
    is_broken: bool | None = None
    example: str = ""


_OPEN = """
select (select count(*) from integrations_parcels where state = 'waiting') as parcels,
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


async def judge(install: Install, stream: Stream, killer: Killer, left: dict[str, int]) -> list[Line]:
    """Every line of the table."""
    connection = await install.administrator()
    try:
        lines = [
            *await _stored(connection, stream),
            *await _read(connection),
            *await _delivered(connection, install),
            *await _times(connection, stream, killer),
        ]
    finally:
        await connection.close()
    open_ = ", ".join(f"{name} {count}" for name, count in left.items() if count)
    checked = await asyncio.to_thread(atende, "check", "--json", env=install.env, seconds=120)
    found = [json.loads(line) for line in checked.stdout.splitlines()]
    broken = [
        f"{one['promise']} {one['statement']}: {one['violations']} ({one['example']})" for one in found if one["violations"]
    ]
    lines.append(_none("work still open after the drain", sum(left.values()), open_))
    lines.append(_none("broken invariants by `atende check`", len(broken) or checked.returncode, broken or checked.stderr[-300:]))
    died = sum(killer.deaths.values())
    lines.append(_none("processes that ended without being killed", died, str(dict(killer.deaths))))
    return lines


def _none(what: str, count: int, example: object = "") -> Line:
    return Line(what, str(count), count > 0, str(example) if count else "")


async def _stored(connection: asyncpg.Connection, stream: Stream) -> list[Line]:
    rows = await connection.fetch(
        "select m.external_id, m.tenant_id, m.connection_id, c.contact_id from inbox_messages m"
        " join inbox_conversations c on c.tenant_id = m.tenant_id and c.id = m.conversation_id where m.direction = 'in'"
    )
    evidence: dict[uuid.UUID, set[str]] = defaultdict(set)
    for row in await connection.fetch("select contact_id, space, value from contacts_identities"):
        if row["space"] in ("phone", "user_id"):
            evidence[row["contact_id"]].add(row["value"].lstrip("+"))
    times = Counter(row["external_id"] for row in rows)
    lost = [one for one in stream.acknowledged if one not in times]
    strange = [one for one in times if one not in stream.sent]
    misfiled = []
    for row in rows:
        said = stream.sent.get(row["external_id"])
        if said is None:
            continue
        person = {value for value in (said.sender.phone, said.sender.user_id) if value}
        at_home = (row["tenant_id"], row["connection_id"]) == (said.sender.business.tenant_id, said.sender.business.connection_id)
        if not at_home or evidence[row["contact_id"]] != person:
            misfiled.append(f"{row['external_id']}: {person} stands with {evidence[row['contact_id']]}")
    doubled = [one for one, count in times.items() if count > 1]
    dead = await connection.fetch("select reason from integrations_parcels where state = 'dead'")
    return [
        Line("messages sent by customers", str(len(stream.sent))),
        Line("posts of them (repeats and retries included)", str(stream.posts)),
        Line("posts not answered 200 (0: no answer)", str(dict(sorted(stream.refused.items())))),
        Line("messages acknowledged", str(len(stream.acknowledged))),
        _none("acknowledged and lost", len(lost), lost[:3]),
        _none("stored twice", len(doubled), doubled[:3]),
        _none("filed under another person or tenant", len(misfiled), misfiled[:3]),
        _none("stored and never sent by anybody", len(strange), strange[:3]),
        _none("parcels given up", len(dead), Counter(row["reason"] for row in dead)),
    ]


async def _read(connection: asyncpg.Connection) -> list[Line]:
    started = {
        row["message"]: row["conversation"]
        for row in await connection.fetch(
            "select payload->>'message_id' as message, payload->>'conversation_id' as conversation from facts"
            " where name = 'inbox.message_received' and (payload->>'starts_bot')::boolean"
        )
    }
    turns = await connection.fetch("select input_message_ids, outcome from bot_turns")
    read = Counter(
        one for t in turns if t["outcome"] not in ("failed", "superseded") for one in json.loads(t["input_message_ids"])
    )
    taken = {
        row["conversation"]
        for row in await connection.fetch(
            "select distinct payload->>'conversation_id' as conversation from facts"
            " where name = 'inbox.ownership_changed' and payload->>'to_kind' <> 'bot'"
        )
    }
    unread = [one for one, conversation in started.items() if one not in read and conversation not in taken]
    twice = [one for one, count in read.items() if count > 1]
    handed = sum(one not in read and conversation in taken for one, conversation in started.items())
    return [
        Line("messages for the bot", str(len(started)), len(started) == 0),
        Line("turns taken", str(dict(Counter(t["outcome"] for t in turns)))),
        _none("messages for the bot read by no turn", len(unread), unread[:3]),
        _none("messages read by more than one turn", len(twice), twice[:3]),
        Line("messages left to a person who took over first", str(handed)),
    ]


async def _delivered(connection: asyncpg.Connection, install: Install) -> list[Line]:
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
    denied = [one for one, count in received.items() if count and status[one] in ("queued", "dropped")]
    invented = [one for one, word in status.items() if word in ("sent", "delivered", "read") and not received[one]]
    unknown = [one for one, word in status.items() if word == "unknown"]
    doubles = twin(install, "sent/doubles")["items"]
    return [
        Line("messages of ours by state", str(dict(Counter(status.values())))),
        _none("delivered twice to a customer, by the twin", len(doubles), doubles[:3]),
        _none("delivered twice to a customer, over all attempts", len(twice), twice[:3]),
        Line("unknown, shown as such (of them really delivered)", f"{len(unknown)} ({sum(received[o] > 0 for o in unknown)})"),
        _none("unknown and sent again by itself", len(resent), resent[:3]),
        _none("delivered and told to be unsent", len(denied), denied[:3]),
        _none("told to be sent and never delivered", len(invented), invented[:3]),
        _none("delivered without an attempt of ours", len(stray), stray[:3]),
    ]


_DOOR_LIMIT = 15.0  # seconds, promise R11
_WORKER_LIMIT = 30.0  # seconds, promise R7


async def _times(connection: asyncpg.Connection, stream: Stream, killer: Killer) -> list[Line]:
    rows = await connection.fetch("select received_at, handled_at from integrations_parcels where handled_at is not null")
    handled = sorted(row["handled_at"].timestamp() for row in rows)
    waits = sorted((row["handled_at"] - row["received_at"]).total_seconds() for row in rows)
    answered = sorted(stream.answered_at)
    ends = [at for at, _ in killer.kills]
    door = _longest(killer, answered, spared="worker")
    work = _longest(killer, handled, spared="web")
    return [
        Line("kills", str(dict(Counter(who for _, who in killer.kills))) + f" in {max(ends) - min(ends):.0f} s"),
        Line("PostgreSQL away per kill, longest (s)", f"{max(killer.recovered, default=0.0):.1f}"),
        Line(f"processes up to next 200, longest (s; R11: {_DOOR_LIMIT:.0f})", f"{door:.1f}", door > _DOOR_LIMIT),
        Line(f"processes up to next parcel opened, longest (s; R7: {_WORKER_LIMIT:.0f})", f"{work:.1f}", work > _WORKER_LIMIT),
        Line("received to opened, median and longest (s)", f"{waits[len(waits) // 2]:.2f}, {waits[-1]:.1f}"),
    ]


def _longest(killer: Killer, signs: list[float], *, spared: str) -> float:
    """From the moment everything ran again after a kill to the next sign of life; kills the next one overtook do not count."""
    longest = 0.0
    for n, back_at in enumerate(killer.back_at):
        sign = next((sign for sign in signs if sign > back_at), None)
        is_overtaken = n + 1 < len(killer.kills) and (sign is None or killer.kills[n + 1][0] < sign)
        if killer.kills[n][1] != spared and sign is not None and not is_overtaken:
            longest = max(longest, sign - back_at)
    return longest
