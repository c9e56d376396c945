"""What must never happen, looked for after the stories: in every row of the business, and in what Meta and the people saw."""

import json
import uuid
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import text

from atende.core.tenancy import in_tenant
from atende.inbox.rules.pacing import LEASE
from tests.simulation.stage import BAD, BAD_WORDS, FIRST, ZERO, Person, Plot, seed_of

_RANK = ("queued", "sending", "unknown", "sent", "failed", "delivered", "read", "played")
_ENDED = ("done", "ignored", "dead")
_VAGUE = {"answer lost", "answer late", "cut before", "maybe"}  # ends of a call after which nobody can say how it ended
# What only the answer to that question says.
_ANSWERS = {"onde fica?": "Rua das Flores"}
_QUERIES = {
    "messages": "select id, conversation_id, connection_id, direction, author_kind, status, external_id, client_id, text, send_no,"
    " attempts, explanation, content, error, correlation_id from inbox_messages order by send_no",
    "attempts": "select id, message_id, number, state, code, lease_until, ended_at, external_id, settled_by, xmin::text::bigint"
    " from inbox_attempts order by number",
    "turns": "select id, conversation_id, input_message_ids, outcome, explanation, xmin::text::bigint from bot_turns"
    " order by created_at, id",
    "parcels": "select id, connection_id, kind, state, reason, seq, handled_at, attempts, lane, message_id, dedupe_key,"
    " correlation_id, xmin::text::bigint from integrations_parcels order by seq",
    "facts": "select subject_id, name, payload, occurred_at from facts where name in"
    " ('inbox.message_status_changed', 'inbox.message_received') order by commit_no, seq",
    "pending": "select message_id, conversation_id from bot_pending_inputs",
    "sessions": "select conversation_id, turn_due_at from bot_sessions",
    "statuses": "select connection_id, external_id, status from inbox_statuses",
    "conversations": "select id, connection_id, owner_kind, waiting_since from inbox_conversations",
    "cases": "select conversation_id, closed_at from inbox_cases",
}


@dataclass(slots=True)
class Rows:
    """What is left of one seed, by table."""

    messages: list[Any] = field(default_factory=list)
    attempts: list[Any] = field(default_factory=list)
    turns: list[Any] = field(default_factory=list)
    parcels: list[Any] = field(default_factory=list)
    facts: list[Any] = field(default_factory=list)
    pending: list[Any] = field(default_factory=list)
    sessions: list[Any] = field(default_factory=list)
    statuses: list[Any] = field(default_factory=list)
    conversations: list[Any] = field(default_factory=list)
    cases: list[Any] = field(default_factory=list)


async def gather(tenants: list[uuid.UUID], plots: list[Plot]) -> dict[int, Rows]:
    """Every row of the businesses, by seed."""
    found = {one.seed: Rows() for one in plots}
    by_connection = {connection_id: one.seed for one in plots for connection_id in one.connections.values()}
    by_conversation: dict[uuid.UUID, int] = {}
    by_message: dict[uuid.UUID, int] = {}
    tables: dict[str, list[Any]] = defaultdict(list)
    for tenant_id in tenants:
        async with in_tenant(tenant_id) as tx:
            for name, query in _QUERIES.items():
                tables[name] += (await tx.session.execute(text(query))).all()
    for row in tables["conversations"]:
        by_conversation[row.id] = by_connection[row.connection_id]
    for row in tables["messages"]:
        by_message[row.id] = by_connection[row.connection_id]
    for name, rows in tables.items():
        for row in rows:
            if hasattr(row, "connection_id"):
                seed = by_connection.get(row.connection_id)
            elif hasattr(row, "subject_id"):
                seed = by_conversation.get(row.subject_id)
            elif hasattr(row, "conversation_id"):
                seed = by_conversation.get(row.conversation_id)
            else:
                seed = by_message.get(row.message_id)
            if seed is not None:
                getattr(found[seed], name).append(row)
    return found


def broken(one: Plot, rows: Rows) -> Iterator[str]:
    """A sentence for each thing that must never happen and did."""
    yield from _inbound(one, rows)
    yield from _turns(one, rows)
    yield from _sends(one, rows)
    yield from _statuses(one, rows)
    yield from _left(one, rows)
    for who in one.passed_over:
        yield f"a business waited while another was served twice: {who}"


def _inbound(one: Plot, rows: Rows) -> Iterator[str]:
    messages = {m.id: m for m in rows.messages}
    stored = Counter(m.external_id for m in rows.messages if m.direction == "in")
    bad = {wamid for wamid, (_, words) in one.said.items() if words == BAD_WORDS}
    for wamid in one.acknowledged - set(stored) - bad:
        yield f"acknowledged and lost: {wamid}"
    for wamid, count in stored.items():
        if count > 1:
            yield f"stored {count} times: {wamid}"
        if wamid not in one.said:
            yield f"stored and never said: {wamid}"
    whose = _whose(one, rows)
    for m in rows.messages:
        if m.direction == "in" and m.external_id in one.said:
            person, words = one.said[m.external_id]
            if m.text != words:
                yield f"stored with other words: {m.external_id}"
            if whose.get(m.conversation_id) != _key(person) or m.connection_id != person.connection_id:
                yield f"stands in another person's timeline: {m.external_id}"
    people = set(whose.values())
    if len(rows.conversations) > len(people):
        yield f"{len(people)} people have {len(rows.conversations)} timelines"
    if max(Counter(case.conversation_id for case in rows.cases if case.closed_at is None).values(), default=0) > 1:
        yield "two cases are open"
    told = [f for f in rows.facts if f.name == "inbox.message_received"]
    for message_id, count in Counter(f.payload["message_id"] for f in told).items():
        if count > 1:
            yield f"told {count} times that a message came: {message_id}"
    for fact in told:
        m = messages.get(uuid.UUID(fact.payload["message_id"]))
        if m is None or {str(m.conversation_id), str(fact.subject_id)} != {fact.payload["conversation_id"]}:
            yield f"told of another conversation that a message came: {fact.payload['message_id']}"
    last: dict[tuple[uuid.UUID, str], tuple[int, datetime]] = {}
    for row in rows.parcels:
        if row.handled_at is not None and row.attempts == 0:
            lane = (row.connection_id, row.lane)
            before = last.get(lane)
            if before is not None and before[1] > row.handled_at:
                yield f"opened before what came earlier: parcel {row.seq}"
            last[lane] = (row.seq, row.handled_at)
        if row.kind == "message" and row.state == "done":
            m = messages.get(row.message_id)
            if m is None or f"m:{m.external_id}" != row.dedupe_key:
                yield f"points to another one's message: parcel {row.seq}"
            elif m.correlation_id != row.correlation_id:
                yield f"stands in another one's chain: {m.external_id}"


def _key(person: Person) -> tuple[uuid.UUID, str]:
    return person.connection_id, person.phone


def _whose(one: Plot, rows: Rows) -> dict[uuid.UUID, tuple[uuid.UUID, str]]:
    """By conversation: whose it is. Of one that the story did not lay, whose first message stands there."""
    known = {person.conversation_id: _key(person) for person in one.people if person.conversation_id is not None}
    for m in rows.messages:
        if m.direction == "in" and m.external_id in one.said:
            known.setdefault(m.conversation_id, _key(one.said[m.external_id][0]))
    return known


def _turns(one: Plot, rows: Rows) -> Iterator[str]:
    messages = {str(m.id): m for m in rows.messages}
    read: Counter[str] = Counter()
    for turn in rows.turns:
        if turn.outcome not in ("superseded", "failed"):
            read.update(turn.input_message_ids)
        if turn.outcome == "failed" and not _is_bad(turn.conversation_id):
            yield f"a turn failed: {turn.explanation.get('error')}"
        for message_id in turn.input_message_ids:
            if messages[message_id].conversation_id != turn.conversation_id:
                yield f"read by a turn of another conversation: {message_id}"
    for message_id, count in read.items():
        if count > 1:
            yield f"read by {count} turns: {message_id}"
    yield from _unread(one, rows, read)
    said_by = defaultdict(list)
    turns = {str(turn.id): turn for turn in rows.turns}
    for m in rows.messages:
        if m.author_kind == "bot" and m.explanation and "turn_id" in m.explanation:
            said_by[m.explanation["turn_id"]].append(m)
    for turn_id, said in said_by.items():
        if (turn := turns.get(turn_id)) is None:
            yield f"said by a turn that is not there: {said[0].id}"
            continue
        chains = {messages[id_].correlation_id for id_ in turn.input_message_ids}
        words = " ".join(messages[id_].text for id_ in turn.input_message_ids)
        for m in said:
            if m.conversation_id != turn.conversation_id:
                yield f"said in another conversation than its turn was taken for: {m.id}"
            if m.correlation_id not in chains:
                yield f"said in another one's chain: {m.id} in {m.correlation_id!r}"
            for asked, answer in _ANSWERS.items():
                if answer in (m.text or "") and asked not in words:
                    yield f"answers what somebody else asked: {m.id}"
            if turn.outcome == "superseded" and m.status != "dropped":
                yield f"said although the turn was taken back: {m.id} is {m.status}"


def _is_bad(conversation_id: uuid.UUID) -> bool:
    return str(conversation_id).split("-")[3] == BAD


def _unread(one: Plot, rows: Rows, read: Counter[str]) -> Iterator[str]:
    owners = {person.conversation_id: person.owner for person in one.people}
    theirs = {turn.conversation_id for turn in rows.turns if turn.outcome in ("handed_off", "failed")}
    theirs |= {where for where, spans in one.takeovers.items() if spans} | set(one.written.values())
    theirs |= {c.id for c in rows.conversations if c.owner_kind != "bot" or owners.get(c.id, "bot") != "bot"}
    for m in rows.messages:
        if m.direction == "in" and m.conversation_id not in theirs and not read[str(m.id)]:
            yield f"for the bot, and read by no turn: {m.id}"


def _sends(one: Plot, rows: Rows) -> Iterator[str]:
    attempts = {str(a.id): a for a in rows.attempts}
    messages = {m.id: m for m in rows.messages}
    had: Counter[uuid.UUID] = Counter()
    calls: Counter[str] = Counter()
    order: dict[uuid.UUID, list[int]] = defaultdict(list)
    whose, connections = _whose(one, rows), one.connections
    ends: dict[str, set[str]] = defaultdict(set)
    for call in one.first.line.calls:
        attempt = attempts.get(call.attempt)
        if attempt is None:
            yield f"sent without an attempt in the database: {call.attempt}"
            continue
        calls[call.attempt] += 1
        ends[call.attempt].add(call.end)
        message = messages[attempt.message_id]
        if whose.get(message.conversation_id) != (connections[call.number_id], call.to):
            yield f"went to another person, or from another number: {message.id}"
        if attempt.external_id not in (None, call.wamid):
            yield f"stands with another call's end: {call.attempt} as {attempt.external_id}"
        if call.wamid is not None:
            had[message.id] += 1
            if not one.asked_again.get(message.id):
                order[message.conversation_id].append(message.send_no)
        if call.at > (attempt.lease_until - ZERO).total_seconds():
            yield f"called after its lease had ended: {call.attempt} at {call.at:.3f}"
        if call.words != message.text:
            yield f"other words left than stand there: {message.id}"
        if message.author_kind == "bot" and not one.asked_again.get(message.id):
            claimed = (attempt.lease_until - LEASE - ZERO).total_seconds()
            for begun, until in one.takeovers.get(message.conversation_id, ()):
                if begun < claimed < until:
                    yield f"the bot spoke after a person took over: {message.id} claimed at {claimed:.3f}, taken at {begun:.3f}"
    if one.is_calm:
        for attempt_id, attempt in attempts.items():
            if attempt.settled_by == "sweep" and not ends[attempt_id] & _VAGUE:
                yield f"nobody died, and nobody told how a call ended: {attempt_id} ({ends[attempt_id] or 'never made'})"
            if attempt.code == "lease_lost":
                yield f"nobody was held, and it was too late to call: {attempt_id}"
    for numbers in order.values():
        if numbers != sorted(numbers):
            yield f"left in another order than they were written: {numbers}"
    for attempt_id, count in calls.items():
        if count > 1:
            yield f"one attempt was called {count} times: {attempt_id}"
    for message_id, count in had.items():
        if count > 1 + one.asked_again.get(message_id, 0):
            yield f"the customer has it {count} times: {message_id}"
        status = messages[message_id].status
        if status in ("queued", "sending", "dropped"):
            yield f"the customer has what stands as {status}: {message_id}"
        if status == "failed" and not any(s.status == "failed" for s in rows.statuses) and not one.asked_again.get(message_id):
            yield f"the customer has what stands as failed: {message_id}"
    for m in rows.messages:
        if m.direction == "out" and m.status in ("sent", "delivered", "read", "played") and not had[m.id]:
            yield f"stands as {m.status} and never left: {m.id}"
        if m.status == "failed" and not (m.error or {}).get("code"):
            yield f"failed without a reason: {m.id}"
    stored = {m.client_id: m for m in rows.messages if m.client_id is not None}
    for client_id in one.answered - set(stored):
        yield f"a person's message was confirmed and is lost: {client_id}"
    for m in stored.values():
        if m.status == "dropped":
            yield f"a person's message was dropped: {m.id}"


def _statuses(one: Plot, rows: Rows) -> Iterator[str]:
    kept = {(s.external_id, s.status) for s in rows.statuses}
    for missing in one.reported - kept:
        yield f"a status was acknowledged and is lost: {missing}"
    seen: dict[str, str] = {}
    messages = {m.id: m for m in rows.messages}
    for fact in rows.facts:
        if fact.name == "inbox.message_status_changed":
            id_, status = fact.payload["message_id"], fact.payload["status"]
            before = seen.get(id_)
            is_again = one.asked_again.get(uuid.UUID(id_))
            if before in _RANK and status in _RANK and _RANK.index(status) < _RANK.index(before) and not is_again:
                yield f"a status went back from {before} to {status}: {id_}"
            seen[id_] = status
            m = messages.get(uuid.UUID(id_))
            if m is None or {str(m.conversation_id), str(fact.subject_id)} != {fact.payload["conversation_id"]}:
                yield f"a status was told of another conversation: {id_}"
    by_external = {m.external_id: m for m in rows.messages if m.external_id}
    for external_id, status in kept:
        m = by_external.get(external_id)
        if m is not None and m.status in _RANK and _RANK.index(m.status) < _RANK.index(status):
            yield f"stands as {m.status}, reported as {status}: {m.id}"


def _left(one: Plot, rows: Rows) -> Iterator[str]:
    for m in rows.messages:
        if m.status in ("queued", "sending"):
            yield f"still {m.status} when all was done: {m.id}"
    for a in rows.attempts:
        if a.state == "sending":
            yield f"an attempt whose end nobody wrote down: {a.id}"
    for p in rows.parcels:
        if p.state not in _ENDED:
            yield f"a parcel still waits: {p.id}"
        is_bad = one.said.get(p.dedupe_key.removeprefix("m:"), (None, ""))[1] == BAD_WORDS
        if is_bad != (p.state == "dead") or (p.state == "ignored" and not p.reason):
            yield f"a parcel ended as {p.state} ({p.reason}): {p.id}"
    for row in rows.pending:
        yield f"waits for a turn that never came: {row.message_id}"
    for row in rows.sessions:
        if row.turn_due_at is not None:
            yield f"a turn is still due: {row.conversation_id}"


def story(rows: Rows) -> str:
    """What is left of a seed, to be read by a person."""
    lines = []
    for name in Rows.__slots__:
        for row in getattr(rows, name):
            lines.append(f"{name}: {json.dumps(dict(row._mapping), default=_plain, ensure_ascii=False)}")
    return "\n".join(lines)


def _plain(value: Any) -> str:
    if isinstance(value, datetime):
        return f"+{(value - ZERO) / timedelta(seconds=1):.3f}"
    if isinstance(value, uuid.UUID):
        return f"{(value.int >> 80) - FIRST}/{seed_of(value)}"
    return str(value)
