"""The way of a browser over a service elsewhere and back: to sign in, or to link who one is there to one's account.

Only the browser that went can come back. What it keeps meanwhile, in a cookie that scripts cannot read and that over TLS no other host
can put there (`access.cookie_name`), is the token of a ticket: good once, for some minutes, and for linking in no session but the one
that set out. The same token is the verifier without which the service gives the token for a code to nobody (PKCE, RFC 7636). So a code
that somebody else slips to a person, even together with a cookie, neither signs them in as another nor links another's identity to
their account (RFC 9700, 2.1 and 4.7). The service's own token never reaches the page.
"""

import base64
import hashlib
import re
from dataclasses import dataclass

from atende.accounts import errors, rules
from atende.accounts.ports import Way
from atende.accounts.service import attempts, outside, tickets
from atende.accounts.service.tickets import Purpose
from atende.core.config import settings
from atende.core.tenancy import Crossing, across_tenants

LASTS_SECONDS = 600
RETURN = "/auth/outside"  # the page that browsers come back to; the one address that the service must know
_CODE = re.compile(r"[\w.~-]{1,200}")


@dataclass(frozen=True, slots=True)
class Leaving:
    """Where the browser goes now, and what it keeps until it is back."""

    address: str
    kept: str


def offered() -> tuple[Way, ...]:
    """The ways that this install offers."""
    voucher = outside.voucher()
    return voucher.ways if voucher else ()


async def begin(method: str, *, address: str | None = None, who: rules.Bearer | None = None) -> Leaving:
    """A browser sets out from `address`, to sign in or, with `who`, to link to that person's account in that session. Refuses a way that
    is not offered, and `too_many_attempts` of those who sign in."""
    voucher = outside.voucher()
    if voucher is None or method not in {one.method for one in voucher.ways}:
        raise errors.OutsideUnfinished(field="method")
    async with across_tenants(Crossing.SIGN_IN) as session:
        if who is None:
            await attempts.count(session, attempts.limit("challenge", address or ""))
        kept = await tickets.issue(
            session,
            Purpose.OUTSIDE,
            seconds=LASTS_SECONDS,
            user_id=who.user_id if who else None,
            session_id=str(who.session_id) if who else None,
        )
    challenge = base64.urlsafe_b64encode(hashlib.sha256(kept.encode()).digest()).rstrip(b"=").decode()
    return Leaving(voucher.address(method, challenge=challenge, back=settings().url + RETURN), kept)


async def is_linking(kept: str | None) -> bool:
    """Whether the browser that keeps this set out to link, and not to sign in. Refuses `outside_unfinished` when it did neither."""
    async with across_tenants(Crossing.SIGN_IN) as session:
        found = await tickets.look(session, Purpose.OUTSIDE, kept or "")
    if found is None:
        raise errors.OutsideUnfinished
    return found.user_id is not None


async def redeem(code: str, kept: str | None, *, who: rules.Bearer | None) -> str:
    """The token that the code is worth in this browser, in which `who` set out to link, or None to sign in; what the browser kept is
    good no more. Refuses `outside_unfinished`, in any other session too, and `vouching_away`."""
    voucher = outside.voucher()
    if voucher is None or not kept or not _CODE.fullmatch(code):
        raise errors.OutsideUnfinished
    async with across_tenants(Crossing.SIGN_IN) as session:
        found = await tickets.take(session, Purpose.OUTSIDE, kept)
    mine = (who.user_id, str(who.session_id)) if who else (None, None)
    if found is None or (found.user_id, found.data["session_id"]) != mine:
        raise errors.OutsideUnfinished
    return await voucher.redeem(code, kept)
