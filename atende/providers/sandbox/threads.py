"""Messages as stored and as the customer's screen shows them, with ticks, reactions, edits and replies."""

import json
import sqlite3
from datetime import UTC, datetime
from typing import Any

from .media import MediaStore
from .store import Store


def iso(at: float | None) -> str | None:
    """The instant in ISO 8601, UTC."""
    return None if at is None else datetime.fromtimestamp(at, UTC).isoformat().replace("+00:00", "Z")


def record(store: Store, **values: Any) -> int:
    """The message is stored; its place in the order of everything. `body` is an object."""
    values["body"] = json.dumps(values["body"])
    names = ",".join(values)
    marks = ",".join("?" * len(values))
    cursor = store.write(f"insert into messages ({names}) values ({marks})", values.values())  # noqa: S608 - our own names
    return cursor.lastrowid or 0


def find(store: Store, message_id: str) -> sqlite3.Row | None:
    """The stored message."""
    return store.row("select * from messages where id = ?", (message_id,))


def set_times(store: Store, message_id: str, **times: Any) -> None:
    """These columns of the message have these values."""
    sets = ",".join(f"{name} = ?" for name in times)
    store.write(f"update messages set {sets} where id = ?", (*times.values(), message_id))  # noqa: S608 - our own names


def react(store: Store, row: sqlite3.Row, by: str, emoji: str | None) -> None:
    """One side's reaction to the message is `emoji`, or gone."""
    reactions = json.loads(row["reactions"] or "{}")
    if emoji:
        reactions[by] = emoji
    else:
        reactions.pop(by, None)
    set_times(store, row["id"], reactions=json.dumps(reactions) if reactions else None)


def tick(row: sqlite3.Row, now: float) -> str:
    """How far the message got: failed, pending, sent, delivered, read or played."""
    if row["failed"]:
        return "failed"
    for name in ("played", "read", "delivered", "sent"):
        at = row[f"{name}_at"]
        if at is not None and at <= now:
            return name
    return "sent" if row["sent_at"] is not None else "pending"


def preview(kind: str, body: dict[str, Any]) -> str:
    """One line for lists and quotes."""
    inner = body.get(kind)
    if kind == "text" and isinstance(inner, dict):
        return str(inner.get("body", ""))[:120]
    if kind == "interactive" and isinstance(inner, dict):
        chosen = inner.get(str(inner.get("type")), {})
        said = chosen.get("title") if isinstance(chosen, dict) else None
        return str(said or (inner.get("body") or {}).get("text", ""))[:120]
    if kind == "button" and isinstance(inner, dict):
        return str(inner.get("text", ""))[:120]
    if kind == "template":
        return str((body.get("rendered") or {}).get("body", ""))[:120]
    if isinstance(inner, dict) and inner.get("caption"):
        return str(inner["caption"])[:120]
    return f"[{kind}]"


def _media_of(body: dict[str, Any], kind: str, media: MediaStore) -> dict[str, Any] | None:
    holder = body.get(kind)
    if kind == "interactive" and isinstance(holder, dict):
        header = holder.get("header") or {}
        holder = header.get(header.get("type", ""))
    elif kind == "template":
        header = (body.get("rendered") or {}).get("header") or {}
        holder = header.get(header.get("type", ""))
    if not isinstance(holder, dict) or not (holder.get("id") or holder.get("link")):
        return None
    if holder.get("link") and not holder.get("id"):
        return {
            "id": None,
            "link": holder["link"],
            "mime": None,
            "size": None,
            "filename": holder.get("filename"),
        }
    found = media.find(str(holder["id"]))
    if found is None:
        return {"id": None, "link": None, "mime": None, "size": None, "filename": holder.get("filename")}
    return {
        "id": found.id,
        "link": None,
        "mime": found.mime,
        "size": found.size,
        "filename": holder.get("filename") or found.filename,
    }


def view(store: Store, media: MediaStore, row: sqlite3.Row, now: float) -> dict[str, Any]:
    """The message as the simulator shows it. `from` is customer, business or phone_app; `status` the ticks
    its sender sees."""
    body, kind = json.loads(row["body"]), row["type"]
    quoted = find(store, row["context"]) if row["context"] else None
    return {
        "seq": row["seq"],
        "id": row["id"],
        "number_id": row["number_id"],
        "phone_id": row["phone_id"],
        "from": row["source"],
        "type": kind,
        "preview": "" if row["revoked_at"] else preview(kind, body),
        "body": {} if row["revoked_at"] else body,
        "media": None if row["revoked_at"] else _media_of(body, kind, media),
        "at": iso(row["at"]),
        "status": tick(row, now),
        "error": json.loads(row["failed"]) if row["failed"] else None,
        "reply_to": None
        if not row["context"]
        else {
            "id": row["context"],
            "from": quoted["source"] if quoted else None,
            "preview": preview(quoted["type"], json.loads(quoted["body"])) if quoted else None,
        },
        "reactions": [{"by": by, "emoji": emoji} for by, emoji in json.loads(row["reactions"] or "{}").items()],
        "forwarded": row["forwarded"],
        "is_edited": row["edited_at"] is not None,
        "is_revoked": row["revoked_at"] is not None,
        "callback": row["callback"],
    }


def page(
    store: Store,
    media: MediaStore,
    number_id: str,
    phone_id: str,
    *,
    before: int | None,
    after: int | None,
    limit: int,
    now: float,
) -> dict[str, Any]:
    """Messages of the thread, oldest first: the newest ones, or those before or after a `seq`."""
    where, values, order = "number_id = ? and phone_id = ?", [number_id, phone_id], "desc"
    if before is not None:
        where, values = where + " and seq < ?", [*values, str(before)]
    if after is not None:
        where, values, order = where + " and seq > ?", [*values, str(after)], "asc"
    rows = store.rows(
        f"select * from messages where {where} order by seq {order} limit ?",  # noqa: S608 - fixed words
        (*values[:2], *(int(v) for v in values[2:]), limit + 1),
    )
    has_more, rows = len(rows) > limit, rows[:limit]
    if order == "desc":
        rows.reverse()
    return {"items": [view(store, media, row, now) for row in rows], "has_more": has_more}
