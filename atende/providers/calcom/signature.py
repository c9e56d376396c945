"""Whether Cal.com wrote a request: lower-case hex HMAC-SHA256 of the raw body. It carries no time, so what is posted again is known by
its key, not by its age."""

import hmac
import re
from collections.abc import Iterable, Mapping

HEADER = "x-cal-signature-256"
_FORM = re.compile(r"[0-9a-f]{64}\Z")


def sign(body: bytes, secret: bytes) -> str:
    """The value of `X-Cal-Signature-256` for exactly these bytes."""
    return hmac.digest(secret, body, "sha256").hex()


def verify(body: bytes, headers: Mapping[str, str], secrets: Iterable[bytes]) -> bool:
    """True when the header is the signature under one of `secrets`; an empty secret never matches, and `no-secret-provided` is none.
    Every candidate is tried whatever the others said, each in constant time."""
    given = next((value for name, value in headers.items() if name.lower() == HEADER), "")
    well_formed = _FORM.match(given) is not None
    found = False
    for secret in secrets:
        found |= hmac.compare_digest(sign(body, secret).encode(), given.encode("utf-8", "surrogatepass")) and bool(secret)
    return found and well_formed
