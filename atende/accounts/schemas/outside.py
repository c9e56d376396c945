"""What goes in and out about identities at services elsewhere."""

import uuid
from datetime import datetime
from typing import Annotated, Self

from pydantic import BaseModel, Field, SecretStr

from atende.accounts.models import OutsideIdentity
from atende.accounts.schemas import In


class OutsideTokenIn(In):
    """A token of a service that signs people in elsewhere."""

    token: Annotated[SecretStr, Field(min_length=1, max_length=16_384)]


class OutsideIdentityOut(BaseModel):
    """Who the person is elsewhere."""

    id: uuid.UUID
    provider: str
    subject: str
    is_confirmed: bool
    created_at: datetime

    @classmethod
    def of(cls, one: OutsideIdentity) -> Self:
        return cls(
            id=one.id, provider=one.provider, subject=one.subject, is_confirmed=one.is_confirmed, created_at=one.created_at
        )


class OutsideIdentities(BaseModel):
    items: list[OutsideIdentityOut]
