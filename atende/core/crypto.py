"""Sealing: AES-256-GCM with a data key per tenant, each wrapped by the install's master key.

A sealed value is bound to its tenant and its place (the `context`), so that copying it elsewhere makes it unreadable.
"""

import base64
import functools
import hashlib
import secrets
import uuid

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from atende.core.config import settings
from atende.core.keeping import kept

_VERSION = b"\x01"
_NONCE = 12


class Unreadable(Exception):
    """The value was not sealed by this key for this place."""


@functools.cache
def master_key() -> bytes:
    """The 32 bytes that wrap every data key: from the settings, or from `keys/master.key`, made on first use (mode 0600)."""
    given = settings().master_key
    if given is not None:
        key = base64.b64decode(given.get_secret_value())
    else:
        made = base64.b64encode(secrets.token_bytes(32))
        key = base64.b64decode(kept(settings().home / "keys" / "master.key", made))
    if len(key) != 32:
        raise ValueError("the master key must be 32 bytes in base64 (setting ATENDE_MASTER_KEY)")
    return key


def master_id() -> str:
    """A short name of the master key in use, which tells keys apart and says nothing about them."""
    return hashlib.sha256(b"atende master" + master_key()).hexdigest()[:16]


def new_wrapped_key(tenant_id: uuid.UUID) -> bytes:
    """A fresh data key for this tenant, wrapped."""
    return seal(master_key(), secrets.token_bytes(32), f"data-key:{tenant_id}")


def unwrap(tenant_id: uuid.UUID, wrapped: bytes) -> bytes:
    """The tenant's data key; raises `Unreadable` when another master key wrapped it."""
    return unseal(master_key(), wrapped, f"data-key:{tenant_id}")


def seal(key: bytes, plain: bytes, context: str) -> bytes:
    """`plain` sealed by `key` for `context`; equal inputs give different outputs."""
    nonce = secrets.token_bytes(_NONCE)
    return _VERSION + nonce + AESGCM(key).encrypt(nonce, plain, context.encode())


def unseal(key: bytes, sealed: bytes, context: str) -> bytes:
    """What was sealed; raises `Unreadable` for any other key, context or a changed byte."""
    if sealed[:1] != _VERSION:
        raise Unreadable("unknown format")
    try:
        return AESGCM(key).decrypt(sealed[1 : 1 + _NONCE], sealed[1 + _NONCE :], context.encode())
    except InvalidTag as error:
        raise Unreadable("wrong key or place") from error
