"""Bytes as Meta writes them: escaping, signatures, identifiers. Pure, apart from fresh randomness."""

import base64
import hashlib
import hmac
import json
import secrets
from typing import Any


def escaped(value: Any) -> str:
    """JSON as Meta sends it: compact, non-ASCII as lower-case `\\uXXXX`, every slash as `\\/` (a slash
    occurs in JSON only inside strings, so replacing it afterwards is exact)."""
    return json.dumps(value, separators=(",", ":")).replace("/", "\\/")


def signature(secret: str, body: bytes) -> str:
    """The value of `X-Hub-Signature-256` for exactly these bytes."""
    return "sha256=" + hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()


def new_wamid(party: str, *, from_business: bool) -> str:
    """A message id in Meta's form: opaque base64 that happens to hold the customer's digits or id."""
    digits = party.encode()[:64]
    mark = b"\x11\x18\x20" if from_business else b"\x12\x18\x20"
    raw = b"\x1c\x18" + bytes([len(digits)]) + digits + b"\x15\x02\x00" + mark + secrets.token_hex(16).upper().encode() + b"\x00"
    return "wamid." + base64.b64encode(raw).decode()


def new_number() -> str:
    """A fresh 15-digit id, as media, templates and accounts have."""
    return str(secrets.randbelow(9 * 10**14) + 10**14)


def envelope(entries: list[tuple[str, int | None, list[str]]]) -> bytes:
    """The body of one webhook: `(waba id, time or None, changes already escaped)` per entry."""
    parts = []
    for waba_id, time, changes in entries:
        when = f'"time":{time},' if time is not None else ""
        parts.append(f'{{"id":{escaped(waba_id)},{when}"changes":[{",".join(changes)}]}}')
    return ('{"object":"whatsapp_business_account","entry":[' + ",".join(parts) + "]}").encode()
