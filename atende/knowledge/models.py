"""Typed facts of the business. Their ids are the receipts of what the bot says."""

from sqlalchemy import Boolean, ForeignKeyConstraint, Integer, PrimaryKeyConstraint, Text, text
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import Mapped, mapped_column

from atende.core.db import Base
from atende.core.rows import Id, TenantRow, Word


class Profile(Base):
    """What is true of the whole business; one row a tenant."""

    __tablename__ = "knowledge_profiles"

    tenant_id: Mapped[Id] = mapped_column(primary_key=True)
    about: Mapped[Word] = mapped_column(server_default="")
    website: Mapped[Word | None]
    instagram: Mapped[Word | None]
    payment_methods: Mapped[list[str]] = mapped_column(ARRAY(Text), server_default=text("'{}'"))
    plans: Mapped[list[str]] = mapped_column(ARRAY(Text), server_default=text("'{}'"))
    extra: Mapped[list] = mapped_column(JSONB, server_default=text("'[]'"))  # [{question, answer}]


class Service(TenantRow):
    """Something the business does or sells at a price. Money in minor units of `currency`."""

    __tablename__ = "knowledge_services"

    name: Mapped[Word]
    description: Mapped[Word | None]
    category: Mapped[Word | None]
    price_cents: Mapped[int | None] = mapped_column(Integer)
    currency: Mapped[Word] = mapped_column(server_default="BRL")
    price_note: Mapped[Word | None]
    duration_minutes: Mapped[int | None] = mapped_column(Integer)
    position: Mapped[int] = mapped_column(server_default=text("0"))
    is_active: Mapped[bool] = mapped_column(Boolean, server_default=text("true"))


class Professional(TenantRow):
    """A person customers come to see."""

    __tablename__ = "knowledge_professionals"

    name: Mapped[Word]
    title: Mapped[Word | None]
    registration: Mapped[Word | None]
    specialty: Mapped[Word | None]
    position: Mapped[int] = mapped_column(server_default=text("0"))
    is_active: Mapped[bool] = mapped_column(Boolean, server_default=text("true"))


def _link(left: str, left_table: str, right: str, right_table: str) -> tuple:
    return (
        PrimaryKeyConstraint("tenant_id", f"{left}_id", f"{right}_id"),
        ForeignKeyConstraint(["tenant_id", f"{left}_id"], [f"{left_table}.tenant_id", f"{left_table}.id"], ondelete="CASCADE"),
        ForeignKeyConstraint(["tenant_id", f"{right}_id"], [f"{right_table}.tenant_id", f"{right_table}.id"], ondelete="CASCADE"),
    )


class ServiceStore(Base):
    """A service is offered at a store; no row at all means at every store."""

    __tablename__ = "knowledge_service_stores"
    tenant_id: Mapped[Id]
    service_id: Mapped[Id]
    store_id: Mapped[Id]
    __table_args__ = _link("service", "knowledge_services", "store", "accounts_stores")


class ProfessionalStore(Base):
    """A professional works at a store; no row at all means at every store."""

    __tablename__ = "knowledge_professional_stores"
    tenant_id: Mapped[Id]
    professional_id: Mapped[Id]
    store_id: Mapped[Id]
    __table_args__ = _link("professional", "knowledge_professionals", "store", "accounts_stores")


class ProfessionalService(Base):
    """A professional does a service; no row at all means every service."""

    __tablename__ = "knowledge_professional_services"
    tenant_id: Mapped[Id]
    professional_id: Mapped[Id]
    service_id: Mapped[Id]
    __table_args__ = _link("professional", "knowledge_professionals", "service", "knowledge_services")
