"""The link by which whoever booked sees, moves and cancels that one appointment, without an account. It says which appointment it is to
us alone, cannot be guessed, and holds until some time after the appointment."""

import uuid
from datetime import datetime, timedelta

from atende.bookings.errors import PageNotFound
from atende.bookings.queries import page
from atende.core import signing
from atende.core.config import settings
from atende.core.tenancy import Tx

PURPOSE = "booking link"
LASTS = timedelta(days=30)  # after the appointment's end


def word(tenant_id: uuid.UUID, appointment_id: uuid.UUID) -> str:
    """The appointment's own word, the same each time."""
    return signing.signed(PURPOSE, tenant_id.bytes + appointment_id.bytes)


def meant(word: str) -> tuple[uuid.UUID, uuid.UUID]:
    """The business and the appointment that the word says. Refuses `PageNotFound`."""
    plain = signing.said(PURPOSE, word)
    if plain is None or len(plain) != 32:
        raise PageNotFound
    return uuid.UUID(bytes=plain[:16]), uuid.UUID(bytes=plain[16:])


def is_over(ends_at: datetime, now: datetime) -> bool:
    """Whether the link of an appointment that ended then says nothing any more."""
    return now > ends_at + LASTS


async def address(tx: Tx, appointment_id: uuid.UUID) -> str:
    """Where the appointment can be seen: at the business's own domain, if it has one."""
    return f"{await origin(tx)}/b/-/{word(tx.tenant_id, appointment_id)}"


async def origin(tx: Tx) -> str:
    """Where the business's public pages are, without a path."""
    own = await page.own(tx)
    return f"https://{own.domain}" if own and own.domain and own.domain_verified_at else settings().url
