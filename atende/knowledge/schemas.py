"""The wire of knowledge: the profile, services, professionals."""

import uuid
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from atende.core.wire import Clean

Line = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=120), Clean]
Short = Annotated[str, StringConstraints(strip_whitespace=True, max_length=200), Clean]
Long = Annotated[str, StringConstraints(strip_whitespace=True, max_length=2000), Clean]


class In(BaseModel):
    """What comes in: unknown fields are refused."""

    model_config = ConfigDict(extra="forbid")


class Answer(In):
    """A question people ask and the business's own answer."""

    question: Line
    answer: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=1000), Clean]


class ProfileIn(In):
    """What is true of the whole business."""

    about: Long = ""
    website: Short | None = None
    instagram: Short | None = None
    payment_methods: list[Line] = Field(default_factory=list, max_length=30)
    plans: list[Line] = Field(default_factory=list, max_length=200)
    extra: list[Answer] = Field(default_factory=list, max_length=100)


class ServiceIn(In):
    """A service or dish. `price_cents` in minor units; none means "ask us". No `store_ids` means every store."""

    name: Line
    description: Long | None = None
    category: Line | None = None
    price_cents: int | None = Field(None, ge=0, le=100_000_000)
    currency: str = Field("BRL", pattern="^[A-Z]{3}$")
    price_note: Short | None = None
    duration_minutes: int | None = Field(None, ge=1, le=24 * 60)
    store_ids: list[uuid.UUID] = Field(default_factory=list, max_length=100)
    position: int = Field(0, ge=0, le=10_000)
    is_active: bool = True


class ServicePatch(In):
    """Only what is given changes."""

    name: Line | None = None
    description: Long | None = None
    category: Line | None = None
    price_cents: int | None = Field(None, ge=0, le=100_000_000)
    currency: str | None = Field(None, pattern="^[A-Z]{3}$")
    price_note: Short | None = None
    duration_minutes: int | None = Field(None, ge=1, le=24 * 60)
    store_ids: list[uuid.UUID] | None = Field(None, max_length=100)
    position: int | None = Field(None, ge=0, le=10_000)
    is_active: bool | None = None


class ServiceOut(ServiceIn):
    """A service as it stands."""

    id: uuid.UUID


class ProfessionalIn(In):
    """A person customers come to see. Empty id lists mean everywhere, everything."""

    name: Line
    title: Short | None = None
    registration: Short | None = None
    specialty: Short | None = None
    store_ids: list[uuid.UUID] = Field(default_factory=list, max_length=100)
    service_ids: list[uuid.UUID] = Field(default_factory=list, max_length=300)
    position: int = Field(0, ge=0, le=10_000)
    is_active: bool = True


class ProfessionalPatch(In):
    """Only what is given changes."""

    name: Line | None = None
    title: Short | None = None
    registration: Short | None = None
    specialty: Short | None = None
    store_ids: list[uuid.UUID] | None = Field(None, max_length=100)
    service_ids: list[uuid.UUID] | None = Field(None, max_length=300)
    position: int | None = Field(None, ge=0, le=10_000)
    is_active: bool | None = None


class ProfessionalOut(ProfessionalIn):
    """A professional as they stand."""

    id: uuid.UUID
