"""Whom an appointment can be for: people who wrote to the business, told with no more than it takes to know one from another.

For people of the team who have the agenda and not the conversations: a name, how their number ends, and which conversation reminders go
to. Nothing that was ever said."""

import uuid
from typing import Any

from sqlalchemy import text

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
    return [dict(row) for row in rows.mappings()]


async def one(tx: Tx, contact_id: uuid.UUID) -> dict[str, Any]:
    """This person, whose record lives."""
    return dict((await tx.session.execute(_ONE, {"tenant": tx.tenant_id, "id": contact_id})).mappings().one())


def _literal(words: str) -> str:
    return words.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
