"""Telling apps beside us who is signed in (decision 16): the cookie that reaches them, the signed word about a person."""

import functools
import secrets
import uuid
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

from sqlalchemy.dialects.postgresql import insert

from atende.accounts import rules
from atende.accounts.models import GatewayToken
from atende.core import clock
from atende.core.config import settings
from atende.core.keeping import kept
from atende.core.tenancy import Crossing, across_tenants
from atende.core.web.identity import NAMES
from atende.kit.ids import new_id

if TYPE_CHECKING:
    from joserfc import jwk

LASTS_SECONDS = 60  # how long a signed word about somebody is good
_MOST_TENANTS = 50  # in a header; an agency's people may have hundreds, and the signed word names the one that was asked for


async def open_gateway(session_id: uuid.UUID) -> str:
    """A new token by which apps beside us may ask who this session's person is; the session's earlier one is good no more."""
    token = secrets.token_urlsafe(32)
    values = {"token_hash": rules.token_hash(token), "created_at": clock.now()}
    async with across_tenants(Crossing.SIGN_IN) as session:
        await session.execute(
            insert(GatewayToken)
            .values(session_id=session_id, **values)
            .on_conflict_do_update(index_elements=[GatewayToken.session_id], set_=values)
        )
    return token


def headers_for(
    who: rules.Bearer, standings: Sequence[rules.Standing], chosen: rules.Standing | None, audience: str
) -> dict[str, str]:
    """What the gateway hands on: every name of `NAMES`, empty where there is nothing to say. Values are ASCII; names of people
    and what else is not are percent-encoded UTF-8."""
    slugs = ",".join(one.slug for one in standings[:_MOST_TENANTS])
    name, email = quote(who.name, safe=" .-'"), quote(who.email, safe="@.+-_!#$&*=/?^{}|~")
    found = {
        "X-Atende-User": str(who.user_id),
        "X-Atende-Email": email,
        "X-Atende-Name": name,
        "X-Atende-Tenant": chosen.slug if chosen else "",
        "X-Atende-Role": chosen.place.role.value if chosen else "",
        "X-Atende-Tenants": slugs,
        "X-Atende-Assertion": _assertion(who, chosen, audience),
        "Remote-User": email,
        "Remote-Email": email,
        "Remote-Name": name,
        "Remote-Groups": slugs,
    }
    assert set(found) == set(NAMES)
    return found


def public_keys() -> dict:
    """The key by which apps check the signed word, as a JWKS."""
    key = _own_key()
    return {"keys": [{**key.as_dict(private=False), "alg": "ES256", "use": "sig"}]}


def _assertion(who: rules.Bearer, chosen: rules.Standing | None, audience: str) -> str:
    from joserfc import jwt  # loaded by an install that has apps beside us

    here = settings()
    key = _own_key()
    now = int(clock.now().timestamp())
    said = {
        "iss": here.url,
        "aud": audience,
        "sub": str(who.user_id),
        "email": who.email,
        "name": who.name,
        "tenant": chosen.slug if chosen else None,
        "tenant_id": str(chosen.tenant_id) if chosen else None,
        "role": chosen.place.role.value if chosen else None,
        "permissions": sorted(chosen.place.permissions) if chosen else [],
        "iat": now,
        "exp": now + LASTS_SECONDS,
        "jti": str(new_id()),
    }
    return jwt.encode({"alg": "ES256", "kid": key.kid}, said, key, algorithms=["ES256"])


def _own_key() -> "jwk.ECKey":
    here = settings()
    return _key(here.forward_key.get_secret_value() if here.forward_key else None, here.home)


@functools.lru_cache(4)
def _key(given: str | None, home: Path) -> "jwk.ECKey":
    from joserfc import jwk

    pem = given.encode() if given else kept(home / "keys" / "forward.pem", _new_pem())
    key = jwk.ECKey.import_key(pem)
    return jwk.ECKey.import_key({**key.as_dict(private=True), "kid": key.thumbprint()})


def _new_pem() -> bytes:
    from cryptography.hazmat.primitives import serialization
    from cryptography.hazmat.primitives.asymmetric import ec

    return ec.generate_private_key(ec.SECP256R1()).private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
