"""Whom an appointment can be for: people who wrote to the business, told with no more than it takes to know one from another.

For people of the team who have the agenda and not the conversations: a name, how their number ends, and which conversation reminders go
to. Nothing that was ever said."""

import uuid
from collections.abc import Sequence
from typing import Any

from sqlalchemy import text

from atende.contacts import queries as contacts
from atende.core.tenancy import Tx
from atende.kit.phone import match_key
from atende.kit.text import fold

_LEAST = 2  # letters or digits: less is everybody

# By any part of a name; by digits only those who have them in their number, as written or as channels write it.
_CUSTOMER = """
    select p.id, p.name,
        right((select coalesce(i.confirmed_value, i.value) from contacts_identities i where i.tenant_id = :tenant
            and i.contact_id = p.id and i.space = 'phone' and i.retired_at is null order by i.last_seen_at desc, i.id limit 1), 4)
            as phone_end,
        (select c.id from inbox_conversations c where c.tenant_id = :tenant and c.contact_id = p.id and c.merged_into_id is null
            order by c.last_activity_at desc, c.id limit 1) as conversation_id
    from contacts_contacts p
"""
_FOUND = text(
    f"""
    {_CUSTOMER} where p.tenant_id = :tenant and p.merged_into_id is null and (p.search_text like :words
        or (cast(:key as text) is not null and exists (select from contacts_identities i where i.tenant_id = :tenant and i.contact_id = p.id
            and i.retired_at is null and i.space = 'phone' and i.match_key = :key)))
    order by p.search_text, p.id limit :limit
    """
)
_ONE = text(f"{_CUSTOMER} where p.tenant_id = :tenant and p.id = :id")
_MISSED = text(
    "select contact_id, count(*) as count, max(starts_at) as last_at from bookings_appointments"
    " where tenant_id = :tenant and contact_id = any(:records) and state = 'no_show' group by contact_id"
)


async def find(tx: Tx, words: str, *, limit: int = 8) -> list[dict[str, Any]]:
    """People whose name or number has these words or digits in it, by name; nobody for less than two letters."""
    folded = fold(words).strip() or words.strip()
    digits = "".join(c for c in words if c.isdigit())
    if len(digits) >= 4 and not any(c.isalpha() for c in words):
        folded = digits  # a number, however it is written
    if len(folded) < _LEAST:
        return []
    rows = await tx.session.execute(
        _FOUND,
        {
            "tenant": tx.tenant_id,
            "words": f"%{_literal(folded)}%",
            "key": match_key(words) if len(digits) >= 4 else None,
            "limit": limit,
        },
    )
    return await _with_missed(tx, [dict(row) for row in rows.mappings()])


async def one(tx: Tx, contact_id: uuid.UUID) -> dict[str, Any]:
    """This person, whose record lives."""
    row = (await tx.session.execute(_ONE, {"tenant": tx.tenant_id, "id": contact_id})).mappings().one()
    (found,) = await _with_missed(tx, [dict(row)])
    return found


async def missed(tx: Tx, contact_ids: Sequence[uuid.UUID]) -> dict[uuid.UUID, dict[str, Any]]:
    """How often each of these people did not come and when that last was, whoever was merged into them included. Of people whose record
    lives: what is merged is counted with whom it was merged into."""
    found: dict[uuid.UUID, dict[str, Any]] = {one: {"count": 0, "last_at": None} for one in contact_ids}
    if not found:
        return found
    # Whose record is whose is asked first: appointments are then found by each record, whatever the planner thinks of merges.
    records = await contacts.records(tx, found)
    for row in await tx.session.execute(_MISSED, {"tenant": tx.tenant_id, "records": list(records)}):
        known = found[records[row.contact_id]]
        known["count"] += row.count
        known["last_at"] = max(known["last_at"] or row.last_at, row.last_at)
    return found


async def _with_missed(tx: Tx, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    counted = await missed(tx, [row["id"] for row in rows])
    return [row | {"missed": counted[row["id"]]} for row in rows]


def _literal(words: str) -> str:
    return words.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
