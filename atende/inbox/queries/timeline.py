"""A conversation's timeline: messages at their places, with notes and what happened between them."""

import uuid
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import text

from atende.core import paging, partitions
from atende.core.tenancy import Tx
from atende.inbox.models import TOLD
from atende.inbox.queries import conversations
from atende.inbox.queries.conversations import preview
from atende.kit.refusal import Invalid, NotFound

_BESIDE = 200  # notes, and events, one page carries at most

_MESSAGE = """
select m.id, m.conversation_id, m.case_id, m.direction, m.author_kind, m.author_user_id, u.name as author_name,
    m.kind, m.text, m.content, m.external_id, m.reply_to_external_id, m.occurred_at, m.tiebreak, m.is_late, m.is_history,
    m.edited_at, m.revoked_at, m.status, m.status_at, m.error, m.explanation, m.media_state, m.client_id, m.attempts,
    f.id as file_id, f.mime as file_mime, f.size as file_size, f.name as file_name
from inbox_messages m
left join accounts_memberships u on u.tenant_id = m.tenant_id and u.user_id = m.author_user_id
left join inbox_files f on f.tenant_id = m.tenant_id and f.id = m.file_id
"""

# Word for word what the index is for: with the names as a value PostgreSQL could not know that it holds them all.
_IS_TOLD = f"name in ({', '.join(repr(name) for name in TOLD)})"


@dataclass(frozen=True, slots=True)
class TimelinePage:
    """A stretch of a timeline, oldest first, and where it goes on in either direction (None at its end)."""

    items: list[dict[str, Any]]
    prev_cursor: str | None
    next_cursor: str | None


async def page(
    tx: Tx,
    conversation_id: uuid.UUID,
    *,
    before: str | None = None,
    after: str | None = None,
    limit: int = 40,
) -> TimelinePage:
    """The newest `limit` messages, or those before or after a place, with the notes and events that lie between them.

    Refuses `NotFound`, and a cursor of another list."""
    living, months = await conversations.living(tx, conversation_id)
    of_months, values = partitions.within("m.id", months)
    values: dict[str, Any] = {"tenant": tx.tenant_id, "conversation": living, "limit": limit + 1, **values}
    where = f"m.tenant_id = :tenant and m.conversation_id = :conversation and {of_months}"
    bound = None
    forward = after is not None and before is None
    if cursor := (after if forward else before):
        at, tiebreak, last = paging.decode(cursor, 3)
        try:
            values |= {"at": datetime.fromisoformat(at), "tiebreak": tiebreak, "last": uuid.UUID(last)}
        except ValueError:
            raise Invalid("not a cursor of this list", field="cursor") from None
        bound = values["at"]
        where += f" and (m.occurred_at, m.tiebreak, m.id) {'>' if forward else '<'} (:at, :tiebreak, :last)"
    direction = "" if forward else " desc"
    rows = list(
        (
            await tx.session.execute(
                text(
                    f"{_MESSAGE} where {where} order by m.occurred_at{direction}, m.tiebreak{direction}, m.id{direction}"
                    " limit :limit"
                ),
                values,
            )
        ).mappings()
    )
    more = len(rows) > limit
    rows = rows[:limit]
    if not forward:
        rows.reverse()
    first, last = (_cursor(rows[0]), _cursor(rows[-1])) if rows else (None, None)
    low = rows[0]["occurred_at"] if rows and (more or forward) else None
    high = rows[-1]["occurred_at"] if rows and forward and more else None
    if forward:
        low = bound
    elif bound is not None:
        high = bound
    items = await _views(tx, living, months, rows)
    items += await _notes(tx, living, low, high)
    items += await _events(tx, living, low, high)
    items.sort(key=lambda item: (item["at"], item.pop("_tie")))
    if forward:
        return TimelinePage(items, after, last if more else None)
    return TimelinePage(items, first if more else None, last if before is None else before)


async def message(tx: Tx, message_id: uuid.UUID) -> dict[str, Any]:
    """One message as a timeline shows it. Refuses `NotFound`."""
    row = (
        (
            await tx.session.execute(
                text(f"{_MESSAGE} where m.tenant_id = :tenant and m.id = :id"),
                {"tenant": tx.tenant_id, "id": message_id},
            )
        )
        .mappings()
        .first()
    )
    if row is None:
        raise NotFound("no such message")
    _, months = await conversations.living(tx, row["conversation_id"])
    found = await _views(tx, row["conversation_id"], months, [row], keep_reactions=True)
    found[0].pop("_tie")
    return found[0]


def _cursor(row: Any) -> str:
    return paging.encode(row["occurred_at"].isoformat(), row["tiebreak"], row["id"])


async def _views(
    tx: Tx, conversation_id: uuid.UUID, months: list[date], rows: list[Any], *, keep_reactions: bool = False
) -> list[dict[str, Any]]:
    """The rows as the screen shows them: quoted messages looked up, reactions laid on what they are to."""
    quoted = await _quoted(tx, conversation_id, {r["reply_to_external_id"] for r in rows} - {None})
    targets = {r["content"].get("message_external_id") for r in rows if r["kind"] == "reaction"} - {None}
    known = set(await _quoted(tx, conversation_id, targets)) if targets else set()
    reactions = await _reactions(tx, conversation_id, months, {r["external_id"] for r in rows} - {None})
    items = []
    for row in rows:
        is_shown_elsewhere = row["kind"] == "reaction" and row["content"].get("message_external_id") in known
        if is_shown_elsewhere and not keep_reactions:
            continue
        reply = quoted.get(row["reply_to_external_id"]) if row["reply_to_external_id"] else None
        content = {k: v for k, v in row["content"].items() if k not in ("media",)}
        items.append(
            {
                "type": "message",
                "_tie": f"1{row['tiebreak']}{row['id']}",
                "id": row["id"],
                "conversation_id": row["conversation_id"],
                "case_id": row["case_id"],
                "client_id": row["client_id"],
                "direction": row["direction"],
                "author": {
                    "kind": row["author_kind"],
                    "user": {"id": row["author_user_id"], "name": row["author_name"] or ""} if row["author_user_id"] else None,
                },
                "kind": row["kind"],
                "text": None if row["revoked_at"] else row["text"],
                "content": {} if row["revoked_at"] else content,
                "reply_to": reply,
                "reactions": reactions.get(row["external_id"], []),
                "at": row["occurred_at"],
                "is_late": row["is_late"],
                "is_history": row["is_history"],
                "is_edited": row["edited_at"] is not None,
                "is_revoked": row["revoked_at"] is not None,
                "status": row["status"],
                "status_at": row["status_at"],
                "attempts": row["attempts"],
                "error": row["error"],
                "explanation": row["explanation"],
                "media_state": row["media_state"],
                "file": {
                    "id": row["file_id"],
                    "mime": row["file_mime"],
                    "size": row["file_size"],
                    "name": row["file_name"],
                }
                if row["file_id"] and not row["revoked_at"]
                else None,
                "cursor": _cursor(row),
            }
        )
    return items


async def _quoted(tx: Tx, conversation_id: uuid.UUID, ids: set[str]) -> dict[str, dict[str, Any]]:
    if not ids:
        return {}
    rows = await tx.session.execute(
        text(
            "select m.id, m.external_id, m.kind, left(m.text, 160) as text, m.content, m.author_kind, m.revoked_at"
            " from inbox_conversations c join inbox_external_ids e on e.tenant_id = c.tenant_id"
            " and e.connection_id = c.connection_id and e.external_id = any(:ids)"
            " join inbox_messages m on m.tenant_id = e.tenant_id and m.id = e.message_id and m.conversation_id = c.id"
            " where c.tenant_id = :tenant and c.id = :conversation"
        ),
        {"tenant": tx.tenant_id, "conversation": conversation_id, "ids": list(ids)},
    )
    return {
        r["external_id"]: {
            "id": r["id"],
            "preview": "[revoked]" if r["revoked_at"] else preview(r["kind"], r["text"], r["content"]),
            "author_kind": r["author_kind"],
        }
        for r in rows.mappings()
    }


async def _reactions(tx: Tx, conversation_id: uuid.UUID, months: list[date], ids: set[str]) -> dict[str, list[dict[str, Any]]]:
    if not ids:
        return {}
    of_months, values = partitions.within("id", months)
    rows = await tx.session.execute(
        text(
            "select distinct on (content ->> 'message_external_id', direction)"  # noqa: S608 - our own words
            " content ->> 'message_external_id' as target, content ->> 'emoji' as emoji, direction"
            f" from inbox_messages where tenant_id = :tenant and conversation_id = :conversation and {of_months} and kind = 'reaction'"
            " and status not in ('failed', 'dropped')"
            " and content ->> 'message_external_id' = any(:ids)"
            " order by content ->> 'message_external_id', direction, occurred_at desc, tiebreak desc"
        ),
        {"tenant": tx.tenant_id, "conversation": conversation_id, "ids": list(ids), **values},
    )
    found: dict[str, list[dict[str, Any]]] = {}
    for target, emoji, direction in rows:
        if emoji:
            found.setdefault(target, []).append({"emoji": emoji, "by": "customer" if direction == "in" else "business"})
    return found


def _between(column: str, low: datetime | None, high: datetime | None, values: dict[str, Any]) -> str:
    clause = ""
    if low is not None:
        values["low"] = low
        clause += f" and {column} >= :low"
    if high is not None:
        values["high"] = high
        clause += f" and {column} < :high"
    return clause


async def _notes(tx: Tx, conversation_id: uuid.UUID, low, high) -> list[dict[str, Any]]:
    values: dict[str, Any] = {"tenant": tx.tenant_id, "conversation": conversation_id, "most": _BESIDE}
    between = _between("n.created_at", low, high, values)
    rows = await tx.session.execute(
        text(
            "select n.id, n.body, n.author_user_id, u.name, n.created_at from inbox_notes n"  # noqa: S608
            " left join accounts_memberships u on u.tenant_id = n.tenant_id and u.user_id = n.author_user_id"
            f" where n.tenant_id = :tenant and n.conversation_id = :conversation{between}"
            " order by n.created_at desc limit :most"
        ),
        values,
    )
    return [
        {
            "type": "note",
            "_tie": f"2{row['id']}",
            "id": row["id"],
            "body": row["body"],
            "author": {"id": row["author_user_id"], "name": row["name"] or ""},
            "at": row["created_at"],
        }
        for row in rows.mappings()
    ]


async def _events(tx: Tx, conversation_id: uuid.UUID, low, high) -> list[dict[str, Any]]:
    values: dict[str, Any] = {
        "tenant": tx.tenant_id,
        "conversation": conversation_id,
        "most": _BESIDE,
    }
    between = _between("occurred_at", low, high, values)
    rows = await tx.session.execute(
        text(
            "select id, name, actor, payload, occurred_at from facts where tenant_id = :tenant"  # noqa: S608
            f" and subject_id = :conversation and {_IS_TOLD}{between}"
            " order by commit_no desc, seq desc limit :most"
        ),
        values,
    )
    return [
        {
            "type": "event",
            "_tie": f"0{row['id']}",
            "id": row["id"],
            "name": row["name"],
            "actor": row["actor"],
            "payload": row["payload"],
            "at": row["occurred_at"],
        }
        for row in rows.mappings()
    ]
