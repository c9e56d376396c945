"""A Supabase project of the tests' own: its keys, its tokens, its recorded payloads."""

import json
import time
import uuid
from pathlib import Path
from typing import Any

from joserfc import jwk, jwt

PAYLOADS = Path(__file__).parent / "payloads"
ISSUER = "https://abcdefghijklmnopqrst.supabase.co/auth/v1"


def payload(name: str) -> Any:
    """A recorded document."""
    return json.loads((PAYLOADS / f"{name}.json").read_text())


def claims(issuer: str = ISSUER, **changes: Any) -> dict[str, Any]:
    """What a signed-in person's token says now; None takes a claim away."""
    now = int(time.time())
    said = {
        "iss": issuer,
        "sub": str(uuid.uuid4()),
        "aud": "authenticated",
        "iat": now,
        "exp": now + 3600,
        "role": "authenticated",
        "aal": "aal1",
        "email": "bruno@example.com",
        "is_anonymous": False,
        "amr": [{"method": "password", "timestamp": now}],
        "app_metadata": {"provider": "email", "tenant_id": "42", "role": "owner"},
        "user_metadata": {"name": "Bruno", "tenant_id": "999", "role": "admin"},
        **changes,
    }
    return {name: value for name, value in said.items() if value is not None}


def new_key(kid: str, kind: str = "EC") -> jwk.Key:
    """A private key of the project."""
    if kind == "EC":
        return jwk.ECKey.generate_key("P-256", {"kid": kid})
    return jwk.RSAKey.generate_key(2048, {"kid": kid})


def published(*keys: jwk.Key) -> dict[str, Any]:
    """The project's document of public keys."""
    algorithms = {"EC": "ES256", "RSA": "RS256"}
    return {"keys": [{**key.as_dict(private=False), "alg": algorithms[key.key_type], "use": "sig"} for key in keys]}


def signed(key: jwk.Key | str, said: dict[str, Any], **header: Any) -> str:
    """A token signed by the key, or by the shared secret."""
    if isinstance(key, str):
        return jwt.encode({"alg": "HS256", **header}, said, jwk.OctKey.import_key(key), algorithms=["HS256"])
    algorithm = {"EC": "ES256", "RSA": "RS256"}[key.key_type]
    return jwt.encode({"alg": algorithm, "kid": key.kid, **header}, said, key, algorithms=[algorithm])
