"""Sealing: AES-256-GCM with a data key per tenant, each wrapped by the install's newest master key (`core.keyring`).

A sealed value is bound to its tenant and its place (the `context`), so that copying it elsewhere makes it unreadable.
"""

import secrets
import uuid

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from atende.core import keyring

_VERSION = b"\x01"
_NONCE = 12
_BYTES = 32

# Held shared until the commit by whoever wraps or seals, and alone for a moment by whoever changes the keys: then nothing that was
# wrapped or sealed by the key before is still on its way.
_UNDER_WAY = text("select pg_advisory_xact_lock_shared(hashtextextended('atende.sealing', 0))")
_NOBODY_ELSE = text("select pg_advisory_xact_lock(hashtextextended('atende.sealing', 0))")


class Unreadable(Exception):
    """The value was not sealed by this key for this place."""


async def sealing_under_way(session: AsyncSession) -> None:
    """Until this transaction ends no change of keys goes past it. Called before the key is chosen."""
    await session.execute(_UNDER_WAY)


async def wait_for_sealing(session: AsyncSession) -> None:
    """Everybody who had chosen a key before this call has committed."""
    await session.execute(_NOBODY_ELSE)


async def new_data_key(session: AsyncSession, owner_id: uuid.UUID) -> tuple[str, bytes]:
    """A fresh data key for this owner: the id of the master key that wraps it, and the wrapped key, both to be stored in this
    transaction."""
    await sealing_under_way(session)
    master = keyring.newest()
    return master.id, wrap(master, owner_id, secrets.token_bytes(_BYTES))


def wrap(master: keyring.MasterKey, owner_id: uuid.UUID, key: bytes) -> bytes:
    """The data key, wrapped by this master key."""
    return seal(master.key, key, f"data-key:{owner_id}")


def unwrap(owner_id: uuid.UUID, wrapped: bytes, ring: tuple[keyring.MasterKey, ...] | None = None) -> bytes:
    """The owner's data key; raises `Unreadable` when no master key of the ring (this install's, unless given) wrapped it."""
    for master in keyring.existing() if ring is None else ring:
        try:
            return unseal(master.key, wrapped, f"data-key:{owner_id}")
        except Unreadable:
            continue
    raise Unreadable("no master key of this install opens it")


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
