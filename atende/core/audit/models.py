"""The rows of the audit log. No role that serves requests may change or delete an entry."""

import uuid
from datetime import datetime

from sqlalchemy import BigInteger, DateTime, Index, LargeBinary, PrimaryKeyConstraint, Text, UniqueConstraint
from sqlalchemy.dialects.postgresql import JSONB, UUID
from sqlalchemy.orm import Mapped, mapped_column

from atende.core.db import Base

# The chain of what concerns no tenant in particular (sign-ins, operators' commands) is kept under this id, which no tenant has.
INSTALL = uuid.UUID(int=0)


class AuditEntry(Base):
    """One thing somebody did. `hash` covers every other column and the hash of the entry before it."""

    __tablename__ = "audit_entries"

    tenant_id: Mapped[uuid.UUID] = mapped_column(UUID(as_uuid=True), nullable=False)
    id: Mapped[uuid.UUID] = mapped_column(UUID(as_uuid=True), nullable=False)
    no: Mapped[int] = mapped_column(BigInteger, nullable=False)
    at: Mapped[datetime] = mapped_column(DateTime(timezone=True), nullable=False)
    action: Mapped[str] = mapped_column(Text, nullable=False)
    actor_kind: Mapped[str] = mapped_column(Text, nullable=False)
    actor_id: Mapped[uuid.UUID | None] = mapped_column(UUID(as_uuid=True))
    actor_role: Mapped[str | None] = mapped_column(Text)
    subject_id: Mapped[uuid.UUID | None] = mapped_column(UUID(as_uuid=True))
    detail: Mapped[dict] = mapped_column(JSONB, nullable=False)
    address: Mapped[str | None] = mapped_column(Text)
    agent: Mapped[str | None] = mapped_column(Text)
    correlation_id: Mapped[str] = mapped_column(Text, nullable=False)
    hash: Mapped[bytes] = mapped_column(LargeBinary, nullable=False)

    __table_args__ = (
        PrimaryKeyConstraint("tenant_id", "id"),
        UniqueConstraint("tenant_id", "no"),
        Index("ix_audit_entries_actor", "tenant_id", "actor_id", "no"),
        Index("ix_audit_entries_subject", "tenant_id", "subject_id", "no"),
        Index("ix_audit_entries_action", "tenant_id", "action", "no"),
    )


class AuditHead(Base):
    """Where a chain ends. Its lock is what makes writers of one chain wait for each other, and only at their commit."""

    __tablename__ = "audit_heads"

    tenant_id: Mapped[uuid.UUID] = mapped_column(UUID(as_uuid=True), primary_key=True)
    last_no: Mapped[int] = mapped_column(BigInteger, nullable=False)
    last_hash: Mapped[bytes] = mapped_column(LargeBinary, nullable=False)


class AuditVerdict(Base):
    """What the newest check of a chain found, and when: so many entries hold; `problem` and its number when one does not. The newest
    is the one that began last. Only the crossing role reads and writes it."""

    __tablename__ = "audit_verdicts"

    tenant_id: Mapped[uuid.UUID] = mapped_column(UUID(as_uuid=True), primary_key=True)
    began_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    checked_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), nullable=False)
    entries: Mapped[int] = mapped_column(BigInteger, nullable=False)
    problem: Mapped[str | None] = mapped_column(Text)
    problem_no: Mapped[int | None] = mapped_column(BigInteger)
