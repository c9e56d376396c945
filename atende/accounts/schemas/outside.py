"""What goes in and out about identities at services elsewhere."""

import uuid
from datetime import datetime
from typing import Annotated, Self

from pydantic import BaseModel, Field, SecretStr

from atende.accounts.models import OutsideIdentity
from atende.accounts.schemas import In, Me


class OutsideTokenIn(In):
    """A token of a service that signs people in elsewhere."""

    token: Annotated[SecretStr, Field(min_length=1, max_length=16_384)]


class OutsideIdentityOut(BaseModel):
    """Who the person is elsewhere."""

    id: uuid.UUID
    provider: str
    issuer: str | None
    subject: str
    email: str | None
    is_confirmed: bool
    created_at: datetime

    @classmethod
    def of(cls, one: OutsideIdentity, issuer: str | None) -> Self:
        return cls(
            id=one.id,
            provider=one.provider,
            issuer=issuer,
            subject=one.subject,
            email=one.email,
            is_confirmed=one.is_confirmed,
            created_at=one.created_at,
        )


class OutsideWayOut(BaseModel):
    """One of the services by which a browser may sign in."""

    method: str
    name: str


class OutsideIdentities(BaseModel):
    """`can_unlink`: the account has another way in. `ways`: what may be linked; empty when one is linked, or none is offered."""

    items: list[OutsideIdentityOut]
    can_unlink: bool
    ways: list[OutsideWayOut]


class OutsideWays(BaseModel):
    items: list[OutsideWayOut]


class OutsideStartIn(In):
    """Which of the ways."""

    method: Annotated[str, Field(min_length=1, max_length=60)]


class OutsideLeave(BaseModel):
    """Where the browser goes."""

    address: str


class OutsideCodeIn(In):
    """The code that a browser came back with."""

    code: Annotated[SecretStr, Field(min_length=1, max_length=200)]


class OutsideBack(BaseModel):
    """What came of it: `me` is signed in now; None when the identity was linked to the account of whoever was."""

    me: Me | None
