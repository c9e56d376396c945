"""Whether Meta wrote a request: the body's signature and the subscription handshake. Decides on raw bytes only."""

import hmac
from collections.abc import Iterable, Mapping

HEADER = "x-hub-signature-256"
_PREFIX = b"sha256="


def sign(body: bytes, secret: bytes) -> str:
    """The value Meta would put in `X-Hub-Signature-256` for exactly these bytes."""
    return "sha256=" + hmac.digest(secret, body, "sha256").hex()


def verify(body: bytes, headers: Mapping[str, str], secrets: Iterable[bytes]) -> bool:
    """True when the header is `sha256=` and the lower-case hex HMAC of the raw body under one of `secrets`.

    Meta writes lower case; upper case, a missing prefix, spaces and other lengths are refused. Every candidate is tried
    whatever the others said, each in constant time, and an empty secret never matches."""
    given = (_header(headers) or "").encode("utf-8", "surrogatepass")
    well_formed = len(given) == 71 and given.startswith(_PREFIX)
    found = False
    for secret in secrets:
        expected = _PREFIX + hmac.digest(secret, body, "sha256").hex().encode()
        found |= hmac.compare_digest(expected, given) and bool(secret)
    return found and well_formed


def answer_challenge(query: Mapping[str, str], tokens: Iterable[str]) -> str | None:
    """The text to answer Meta's subscription handshake with, or None when the mode or the token is not ours."""
    given = query.get("hub.verify_token", "").encode("utf-8", "surrogatepass")
    known = False
    for token in tokens:
        known |= hmac.compare_digest(token.encode(), given) and bool(token)
    return query.get("hub.challenge") if known and query.get("hub.mode") == "subscribe" else None


def _header(headers: Mapping[str, str]) -> str | None:
    value = headers.get(HEADER)
    if value is None:
        value = next((v for k, v in headers.items() if k.lower() == HEADER), None)
    return value
