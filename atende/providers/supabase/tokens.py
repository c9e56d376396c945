"""What a token of Supabase Auth proves (S18). No network, no clock: the keys and the time are handed in.

Which algorithm verifies is decided by the kind of key, never by the token: HS256 by the shared secret only, ES256 and RS256 by
the public key that the token's `kid` names. Nothing is read from `user_metadata`, which its holder can write, and nothing from
`app_metadata`, which is up to an hour old: who may do what here is asked of our own rows.
"""

import base64
import binascii
import json
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from joserfc import jwk, jws
from joserfc.errors import JoseError

from atende.accounts.errors import TokenRefused
from atende.accounts.ports import Vouched

LEEWAY = 10  # seconds two clocks may differ
MOST_BYTES = 16_384
_LONGEST = 7 * 86400  # seconds; Supabase lets a project choose at most a week
ALGORITHMS = {"ES256": "EC", "RS256": "RSA"}  # and HS256, for the secret alone


@dataclass(frozen=True, slots=True)
class Expected:
    """Whose tokens are taken, and for whom they must be."""

    issuer: str
    audience: str
    secret: bytes | None


@dataclass(frozen=True, slots=True)
class Header:
    """The part of a token that says how it is signed. It proves nothing."""

    algorithm: str
    key_id: str | None


def header(token: str) -> Header:
    """What the token says of its own signature; refuses what is no token, or one whose algorithm we never take."""
    parts = token.split(".")
    if len(parts) != 3 or not all(parts) or len(token) > MOST_BYTES or not token.isascii():
        raise TokenRefused(reason="malformed")
    try:
        said = json.loads(base64.urlsafe_b64decode(parts[0] + "=" * (-len(parts[0]) % 4)))
    except (ValueError, binascii.Error, RecursionError):
        raise TokenRefused(reason="malformed") from None
    if not isinstance(said, dict) or not isinstance(said.get("kid"), str | None):
        raise TokenRefused(reason="malformed")
    # `crit` would add rules of its own; keys are never taken from the token or from where it points.
    algorithm = said.get("alg")
    if not isinstance(algorithm, str) or algorithm not in {"HS256", *ALGORITHMS}:
        raise TokenRefused(reason="algorithm")
    if said.keys() & {"crit", "b64", "jwk", "jku", "x5c", "x5u"}:
        raise TokenRefused(reason="algorithm")
    return Header(algorithm, said.get("kid"))


def public_keys(document: object) -> dict[str, jwk.Key]:
    """The usable keys of a JWKS by their `kid`: P-256 and RSA of 2048 bits or more, for signing. Others are left out."""
    found: dict[str, jwk.Key] = {}
    keys = document.get("keys") if isinstance(document, dict) else None
    for one in keys if isinstance(keys, list) else []:
        if not isinstance(one, dict) or not isinstance(one.get("kid"), str) or one.get("use", "sig") != "sig":
            continue
        # A private or shared key has no business in a public document.
        if one.get("kty") not in ALGORITHMS.values() or "d" in one or "k" in one:
            continue
        if "alg" in one and ALGORITHMS.get(one["alg"]) != one["kty"]:
            continue
        try:
            key = jwk.import_key({name: value for name, value in one.items() if name not in ("key_ops", "ext")})
        except (JoseError, ValueError, TypeError):
            continue
        if (isinstance(key, jwk.ECKey) and key.curve_name == "P-256") or (
            isinstance(key, jwk.RSAKey) and key.raw_value.key_size >= 2048
        ):
            found[one["kid"]] = key
    return found


def verify(token: str, expected: Expected, key_of: Callable[[str], jwk.Key | None], now: datetime) -> Vouched:
    """Whose token this is. Refuses `token_refused` with the reason: malformed, algorithm, key, signature, claims, issuer,
    audience, expired, early, role, anonymous."""
    said = header(token)
    if said.algorithm == "HS256":
        key = jwk.OctKey.import_key(expected.secret) if expected.secret else None
    else:
        key = key_of(said.key_id) if said.key_id is not None else None
        if key is not None and key.key_type != ALGORITHMS[said.algorithm]:
            key = None
    if key is None:
        raise TokenRefused(reason="key")
    try:
        signed = jws.deserialize_compact(token, key, algorithms=[said.algorithm])
    except (JoseError, ValueError, TypeError):
        raise TokenRefused(reason="signature") from None
    return _vouched(_claims(signed.payload), expected, now)


def _claims(payload: bytes | None) -> Mapping[str, Any]:
    try:
        claims = json.loads(payload or b"")
    except (ValueError, RecursionError):
        claims = None
    if not isinstance(claims, dict):
        raise TokenRefused(reason="claims")
    return claims


def _vouched(claims: Mapping[str, Any], expected: Expected, now: datetime) -> Vouched:
    if claims.get("iss") != expected.issuer:
        raise TokenRefused(reason="issuer")
    audience = claims.get("aud")
    if expected.audience not in (audience if isinstance(audience, list) else [audience]):
        raise TokenRefused(reason="audience")
    issued, expires, begins = _time(claims, "iat"), _time(claims, "exp"), claims.get("nbf")
    today = now.timestamp()
    if expires + LEEWAY <= today:
        raise TokenRefused(reason="expired")
    if issued - LEEWAY > today or (begins is not None and _time(claims, "nbf") - LEEWAY > today):
        raise TokenRefused(reason="early")
    if expires - issued > _LONGEST:
        raise TokenRefused(reason="claims")
    # The legacy keys of a project are tokens too, signed by the same secret: they have no `sub`, and another role.
    if claims.get("role") != "authenticated":
        raise TokenRefused(reason="role")
    if claims.get("is_anonymous") is not False and "is_anonymous" in claims:
        raise TokenRefused(reason="anonymous")
    return Vouched(
        subject=_subject(claims),
        session=str(claims.get("session_id") or issued),
        begun_at=min(_proofs(claims.get("amr"), today), default=None),
        issued_at=datetime.fromtimestamp(issued, UTC),
        expires_at=datetime.fromtimestamp(expires, UTC),
        has_second_factor=claims.get("aal") == "aal2",
        proved_at=max(_proofs(claims.get("amr"), today), default=None),
        email=_email(claims.get("email")),
    )


def _proofs(methods: object, today: float) -> list[datetime]:
    """When the person proved who they are in this sign-in, by each method."""
    times = [one.get("timestamp") for one in methods if isinstance(one, dict)] if isinstance(methods, list) else []
    past = [at for at in times if isinstance(at, int | float) and not isinstance(at, bool) and 0 < at <= today + LEEWAY]
    return [datetime.fromtimestamp(at, UTC) for at in past]


def _email(said: object) -> str | None:
    return said.strip().lower() if isinstance(said, str) and 0 < len(said.strip()) <= 320 else None


def _time(claims: Mapping[str, Any], name: str) -> float:
    value = claims.get(name)
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 < value < 2**40:
        raise TokenRefused(reason="claims")
    return float(value)


def _subject(claims: Mapping[str, Any]) -> str:
    try:
        return str(uuid.UUID(claims.get("sub") or ""))
    except (ValueError, AttributeError, TypeError):
        raise TokenRefused(reason="claims") from None
