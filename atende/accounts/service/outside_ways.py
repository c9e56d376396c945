"""The way of a browser over a service elsewhere and back: to sign in, or to link who one is there to one's account.

Only the browser that went can come back: it keeps a verifier in a cookie that scripts cannot read, and the service gives the token
for the code it sent along to nobody without it (PKCE, RFC 7636). So a code that somebody else slips to a person neither signs them
in as another nor links another's identity to their account (RFC 9700, 2.1 and 4.7). The token never reaches the page.
"""

import base64
import hashlib
import re
import secrets
import uuid
from dataclasses import dataclass

from atende.accounts import errors
from atende.accounts.ports import Way
from atende.accounts.service import outside
from atende.core.config import settings

LASTS_SECONDS = 600
RETURN = "/auth/outside"  # the page that browsers come back to; the one address that the service must know
_KEPT = re.compile(r"(?:in|link\.(?P<user>[0-9a-f]{32}))\.(?P<verifier>[\w-]{43,128})")
_CODE = re.compile(r"[\w.~-]{1,200}")


@dataclass(frozen=True, slots=True)
class Leaving:
    """Where the browser goes now, and what it keeps until it is back."""

    address: str
    kept: str


@dataclass(frozen=True, slots=True)
class Back:
    """What a browser came back with: the token, and who wanted it linked to their account; None for a sign-in."""

    token: str
    links: uuid.UUID | None


def offered() -> tuple[Way, ...]:
    """The ways that this install offers."""
    voucher = outside.voucher()
    return voucher.ways if voucher else ()


def begin(method: str, *, links: uuid.UUID | None = None) -> Leaving:
    """A browser sets out, to sign in or, with `links`, for that person's account. Refuses a way that is not offered."""
    voucher = outside.voucher()
    if voucher is None or method not in {one.method for one in voucher.ways}:
        raise errors.OutsideUnfinished(field="method")
    verifier = secrets.token_urlsafe(48)
    challenge = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()
    address = voucher.address(method, challenge=challenge, back=settings().url + RETURN)
    return Leaving(address, f"link.{links.hex}.{verifier}" if links else f"in.{verifier}")


async def redeem(code: str, kept: str | None) -> Back:
    """What the code that came back is worth in this browser. Refuses `outside_unfinished`, `vouching_away`."""
    voucher, found = outside.voucher(), _KEPT.fullmatch(kept or "")
    if voucher is None or found is None or not _CODE.fullmatch(code):
        raise errors.OutsideUnfinished
    token = await voucher.redeem(code, found["verifier"])
    return Back(token, uuid.UUID(found["user"]) if found["user"] else None)
