"""The list of conversations and one of them."""

import enum
import uuid
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import text

from atende.core import paging
from atende.core.tenancy import Tx
from atende.kit.phone import match_key
from atende.kit.refusal import Invalid, NotFound
from atende.kit.text import fold

WINDOW = timedelta(hours=24)


class Filter(enum.StrEnum):
    """Whose conversations a list shows."""

    ALL = "all"
    MINE = "mine"
    UNASSIGNED = "unassigned"
    BOT = "bot"
    WAITING = "waiting"


class CaseState(enum.StrEnum):
    """Whether the newest stretch of the timeline is open."""

    OPEN = "open"
    CLOSED = "closed"
    ANY = "any"


@dataclass(frozen=True, slots=True)
class Page:
    """Some rows of a list, and where to go on (None at its end)."""

    items: list[dict[str, Any]]
    next_cursor: str | None


_WHERE = {
    Filter.ALL: "true",
    Filter.MINE: "c.owner_kind = 'person' and c.owner_user_id = :me",
    # That nobody's and the bot's have no user the rows promise; said here, the index by owner gives them in order.
    Filter.UNASSIGNED: "c.owner_kind = 'nobody' and c.owner_user_id is null",
    Filter.BOT: "c.owner_kind = 'bot' and c.owner_user_id is null",
    Filter.WAITING: "c.waiting_since is not null",
}
_IS_OPEN = (
    "exists (select 1 from inbox_cases k where k.tenant_id = c.tenant_id and k.conversation_id = c.id and k.closed_at is null)"
)
_CASE = {
    CaseState.ANY: "true",
    CaseState.OPEN: _IS_OPEN,
    CaseState.CLOSED: f"not {_IS_OPEN}",
}

_BY_NAME = (
    "exists (select 1 from contacts_contacts p where p.tenant_id = c.tenant_id and p.id = c.contact_id"
    " and p.search_text like :words)"
)
_BY_NAME_OR_PHONE = (
    f"({_BY_NAME} or exists (select 1 from contacts_identities i where i.tenant_id = c.tenant_id"  # noqa: S608 - our words only
    " and i.contact_id = c.contact_id and i.retired_at is null and i.space = 'phone'"
    " and (i.match_key = :key or i.value like :digits or i.match_key like :digits or i.confirmed_value like :digits)))"
)

_SELECT = """
select c.id, c.owner_kind, c.owner_user_id, m.name as owner_name, c.last_inbound_at, c.last_activity_at, c.unread_count,
    c.waiting_since, c.due_at, c.handoff_reason, c.return_at, c.owned_since,
    p.id as contact_id, p.name as contact_name,
    (select coalesce(i.confirmed_value, i.value) from contacts_identities i where i.tenant_id = c.tenant_id
        and i.contact_id = c.contact_id and i.space = 'phone' and i.retired_at is null
        order by i.last_seen_at desc, i.id limit 1) as phone,
    (select i.value from contacts_identities i where i.tenant_id = c.tenant_id
        and i.contact_id = c.contact_id and i.space = 'username' and i.retired_at is null
        order by i.last_seen_at desc, i.id limit 1) as username,
    n.id as channel_id, n.name as channel_name, n.phone as channel_phone, n.state as channel_state,
    n.environment as channel_environment,
    s.id as store_id, s.name as store_name,
    k.id as case_id, k.opened_at as case_opened_at,
    l.id as last_id, l.kind as last_kind, l.direction as last_direction, l.author_kind as last_author,
    left(l.text, 160) as last_text, l.content as last_content, l.occurred_at as last_at, l.status as last_status,
    l.revoked_at as last_revoked_at
from {} c
join contacts_contacts p on p.tenant_id = c.tenant_id and p.id = c.contact_id
join integrations_connections n on n.tenant_id = c.tenant_id and n.id = c.connection_id
left join accounts_stores s on s.tenant_id = c.tenant_id and s.id = c.store_id
left join accounts_memberships m on m.tenant_id = c.tenant_id and m.user_id = c.owner_user_id
left join inbox_cases k on k.tenant_id = c.tenant_id and k.conversation_id = c.id and k.closed_at is null
left join inbox_messages l on l.tenant_id = c.tenant_id and l.id = c.last_message_id
"""


async def page(
    tx: Tx,
    *,
    me: uuid.UUID | None,
    show: Filter = Filter.ALL,
    case: CaseState = CaseState.ANY,
    search: str = "",
    cursor: str | None = None,
    limit: int = 30,
) -> Page:
    """The conversations of a filter: newest activity first, those that wait: longest wait first. Refuses a foreign `cursor`."""
    values: dict[str, Any] = {"tenant": tx.tenant_id, "me": me}
    where = ["c.tenant_id = :tenant", "c.merged_into_id is null", _WHERE[show], _CASE[case]]
    waiting = show is Filter.WAITING
    place, order = (
        ("c.waiting_since", "c.waiting_since, c.id") if waiting else ("c.last_activity_at", "c.last_activity_at desc, c.id desc")
    )
    if cursor:
        at, last = paging.decode(cursor, 2)
        try:
            values["at"], values["last"] = datetime.fromisoformat(at), uuid.UUID(last)
        except ValueError:
            raise Invalid("not a cursor of this list", field="cursor") from None
        where.append(f"({place}, c.id) {'>' if waiting else '<'} (:at, :last)")
    if search.strip():
        # What folds to nothing (an emoji, say) is looked for as it is, and finds what it finds.
        words = fold(search).strip() or search.strip()
        digits = "".join(c for c in search if c.isdigit())
        values["words"] = f"%{_literal(words)}%"
        if len(digits) >= 4:
            values["digits"] = f"%{digits}%"
            values["key"] = match_key(search)
        where.append(_BY_NAME_OR_PHONE if len(digits) >= 4 else _BY_NAME)
    # First which conversations, from one table by one index, then what is shown of them. The limit stands in the statement: with it
    # unknown PostgreSQL holds a plan for every case to be dear and plans ten tables anew at each look, several times the look itself.
    chosen = f"(select * from inbox_conversations c where {' and '.join(where)} order by {order} limit {limit + 1:d})"  # noqa: S608
    rows = (
        (
            await tx.session.execute(
                text(f"{_SELECT.format(chosen)} order by {order}"),
                values,
            )
        )
        .mappings()
        .all()
    )
    items = [_summary(row) for row in rows[:limit]]
    more = None
    if len(rows) > limit:
        end = rows[limit - 1]
        more = paging.encode((end["waiting_since"] if waiting else end["last_activity_at"]).isoformat(), end["id"])
    return Page(items, more)


# What is asked of one conversation goes by keys into few of the many partitions: planning that anew takes longer than doing it.
_LIVING = text(
    "with recursive way (id, next, step, months) as ("
    "  select id, merged_into_id, 0, message_months from inbox_conversations where tenant_id = :tenant and id = :id"
    "  union all select c.id, c.merged_into_id, step + 1, c.message_months from inbox_conversations c join way on c.id = way.next"
    "  where c.tenant_id = :tenant and step < 50)"
    " select id, months, set_config('plan_cache_mode', 'force_generic_plan', true) from way where next is null"
)


async def living(tx: Tx, conversation_id: uuid.UUID) -> tuple[uuid.UUID, list[date]]:
    """The conversation itself, or the one it was merged into, however often; and the months its messages lie in. Refuses
    `NotFound`."""
    found = (await tx.session.execute(_LIVING, {"tenant": tx.tenant_id, "id": conversation_id})).one_or_none()
    if found is None:
        raise NotFound("no such conversation")
    return found.id, found.months


async def counts(tx: Tx, me: uuid.UUID | None, case: CaseState = CaseState.ANY) -> dict[str, int]:
    """How many conversations `page` shows for each filter and the same `case`."""
    columns = ", ".join(f"count(*) filter (where {_WHERE[f]}) as {f.value}" for f in Filter)
    row = (
        await tx.session.execute(
            text(
                f"select {columns} from inbox_conversations c"  # noqa: S608 - our words only
                f" where c.tenant_id = :tenant and c.merged_into_id is null and {_CASE[case]}"
            ),
            {"tenant": tx.tenant_id, "me": me},
        )
    ).mappings()
    return dict(row.one())


async def one(tx: Tx, conversation_id: uuid.UUID) -> dict[str, Any]:
    """One conversation's summary with the evidence of who it is and who had it when; a merged one answers as the living one.

    Refuses `NotFound`."""
    row = (
        (
            await tx.session.execute(
                text(f"{_SELECT.format('inbox_conversations')} where c.tenant_id = :tenant and c.id = :id"),
                {"tenant": tx.tenant_id, "id": (await living(tx, conversation_id))[0]},
            )
        )
        .mappings()
        .first()
    )
    if row is None:
        raise NotFound("no such conversation")
    summary = _summary(row)
    summary["contact"]["identities"] = [
        dict(found)
        for found in (
            await tx.session.execute(
                text(
                    "select space, coalesce(confirmed_value, value) as value, source, created_at as since"
                    " from contacts_identities where tenant_id = :tenant and contact_id = :contact"
                    " and retired_at is null order by space, created_at limit 50"
                ),
                {"tenant": tx.tenant_id, "contact": row["contact_id"]},
            )
        ).mappings()
    ]
    summary["ownership_history"] = [
        {
            "at": found["occurred_at"],
            "from": found["payload"]["from_kind"],
            "to": found["payload"]["to_kind"],
            "to_user_id": found["payload"]["to_user_id"],
            "reason": found["payload"]["reason"],
            "actor": found["actor"],
        }
        for found in (
            await tx.session.execute(
                text(
                    "select occurred_at, payload, actor from facts where tenant_id = :tenant and subject_id = :id"
                    " and name = 'inbox.ownership_changed' order by commit_no desc, seq desc limit 50"
                ),
                {"tenant": tx.tenant_id, "id": row["id"]},
            )
        ).mappings()
    ]
    return summary


def _literal(words: str) -> str:
    return words.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


def preview(kind: str, words: str | None, content: dict | None) -> str:
    """A line that stands for a message in a list: its words, else what kind of thing it is (the screen translates `[kind]`)."""
    if words:
        return words
    body = (content or {}).get("body") or (content or {}).get("preview") or (content or {}).get("caption")
    if isinstance(body, str) and body:
        return body[:160]
    if kind in ("button", "list"):
        return str((content or {}).get("title") or f"[{kind}]")
    return f"[{kind}]"


def _summary(row: Any) -> dict[str, Any]:
    last_inbound = row["last_inbound_at"]
    return {
        "id": row["id"],
        "contact": {
            "id": row["contact_id"],
            "name": row["contact_name"],
            "phone": row["phone"],
            "username": row["username"],
        },
        "channel": {
            "id": row["channel_id"],
            "name": row["channel_name"],
            "phone": row["channel_phone"],
            "state": row["channel_state"],
            "environment": row["channel_environment"],
        },
        "store": {"id": row["store_id"], "name": row["store_name"]} if row["store_id"] else None,
        "owner": {
            "kind": row["owner_kind"],
            "user": {"id": row["owner_user_id"], "name": row["owner_name"] or ""} if row["owner_user_id"] else None,
            "since": row["owned_since"],
        },
        "case": {"id": row["case_id"], "opened_at": row["case_opened_at"], "is_open": True} if row["case_id"] else None,
        "last_message": {
            "id": row["last_id"],
            "kind": row["last_kind"],
            "direction": row["last_direction"],
            "author_kind": row["last_author"],
            "preview": "[revoked]"
            if row["last_revoked_at"]
            else preview(row["last_kind"], row["last_text"], row["last_content"]),
            "at": row["last_at"],
            "status": row["last_status"],
        }
        if row["last_id"]
        else None,
        "unread_count": row["unread_count"],
        "is_waiting": row["waiting_since"] is not None,
        "waiting_since": row["waiting_since"],
        "due_at": row["due_at"],
        "handoff_reason": row["handoff_reason"],
        "return_at": row["return_at"],
        "window_closes_at": last_inbound + WINDOW if last_inbound else None,
        "last_activity_at": row["last_activity_at"],
    }
