"""What goes out over HTTP about the audit log."""

import uuid
from datetime import datetime
from typing import Any, Literal, Self

from pydantic import BaseModel

from atende.audit import rules
from atende.core.audit.models import AuditEntry
from atende.core.audit.verifying import Standing

Group = Literal["access", "team", "keys", "settings", "people", "records"]
Kind = Literal["user", "key", "operator", "system", "bot", "customer", "stranger"]
Form = Literal["csv", "jsonl"]


class AuditActor(BaseModel):
    """Who did it; `role` is what they were in the business then."""

    kind: str
    id: uuid.UUID | None
    name: str | None
    role: str | None


class AuditSubject(BaseModel):
    id: uuid.UUID
    name: str | None


class AuditEntryOut(BaseModel):
    """One thing somebody did. `detail` holds plain values, never a secret."""

    id: uuid.UUID
    no: int
    at: datetime
    action: str
    group: str
    actor: AuditActor
    subject: AuditSubject | None
    detail: dict[str, Any]
    address: str | None
    agent: str | None

    @classmethod
    def of(cls, row: AuditEntry, names: dict[uuid.UUID, str]) -> Self:
        actor = AuditActor(
            kind=row.actor_kind,
            id=row.actor_id,
            name=names.get(row.actor_id) if row.actor_id else None,
            role=row.actor_role,
        )
        subject = AuditSubject(id=row.subject_id, name=names.get(row.subject_id)) if row.subject_id else None
        return cls(
            id=row.id,
            no=row.no,
            at=row.at,
            action=row.action,
            group=rules.group_of(row.action),
            actor=actor,
            subject=subject,
            detail=row.detail,
            address=row.address,
            agent=row.agent,
        )


class AuditEntries(BaseModel):
    items: list[AuditEntryOut]
    next_cursor: str | None


class AuditStanding(BaseModel):
    """Whether the chain was touched, as far as its newest check goes: the first `entries` of its `last_no` held when it was read again at
    `checked_at` (None: never yet). `problem` is what was found at number `problem_no`: changed, missing, rewritten, or end."""

    last_no: int
    checked_at: datetime | None = None
    entries: int = 0
    problem: str | None = None
    problem_no: int | None = None

    @classmethod
    def of(cls, found: Standing) -> Self:
        if found.verdict is None:
            return cls(last_no=found.last_no)
        fields = ("checked_at", "entries", "problem", "problem_no")
        return cls(last_no=found.last_no, **{name: getattr(found.verdict, name) for name in fields})
