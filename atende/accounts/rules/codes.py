"""Codes people type: those of an authenticator app (RFC 6238) and those for whoever lost it. Plain values only."""

import base64
import hashlib
import re
import secrets
from datetime import datetime
from hmac import compare_digest

from pyotp import random_base32
from pyotp.hotp import HOTP
from pyotp.utils import build_uri

ISSUER = "Atende"
RECOVERY_CODES = 10
_STEP = 30


def new_secret() -> str:
    """A secret for an authenticator app: 160 random bits in base32."""
    return random_base32()


def address(secret: str, email: str) -> str:
    """What the app reads from the QR code."""
    return build_uri(secret, email, issuer=ISSUER)


def step_of(secret: str, code: str, at: datetime, after: int) -> int | None:
    """The time step whose code this is: the one before `at`, its own, or the next, and later than `after` (the newest step that
    was taken, so that no code is good twice); None for any other code."""
    given = re.sub(r"\s", "", code)
    now = int(at.timestamp()) // _STEP
    found = None
    for step in (now - 1, now, now + 1):
        if compare_digest(HOTP(secret).at(step).encode(), given.encode()) and step > after:
            found = step
    return found


def is_recovery(code: str) -> bool:
    """Whether it is shaped like a recovery code rather than an app's."""
    return len(plain(code)) > 8


def new_recovery_codes() -> list[str]:
    """Codes of 80 random bits each, four groups of four: `k2xm-7qpa-d4hb-wt5n`."""
    made = [base64.b32encode(secrets.token_bytes(10)).decode().lower() for _ in range(RECOVERY_CODES)]
    return ["-".join(one[at : at + 4] for at in (0, 4, 8, 12)) for one in made]


def plain(code: str) -> str:
    """A code as it is compared: small letters and digits only."""
    return re.sub(r"[^a-z0-9]", "", code.lower())


def recovery_hash(code: str) -> str:
    """What is kept of a recovery code."""
    return hashlib.sha256(b"recovery\n" + plain(code).encode()).hexdigest()
