"""Hashing of passwords: argon2id; bcrypt from imports is accepted and replaced at the next sign-in."""

import asyncio
import functools
import re
import secrets

from pwdlib import PasswordHash
from pwdlib.exceptions import UnknownHashError
from pwdlib.hashers.argon2 import Argon2Hasher
from pwdlib.hashers.bcrypt import BcryptHasher

NONE = "!"  # kept in a hash's place: an account that no password opens
_BCRYPT = re.compile(r"\$2[aby]\$\d\d\$[./A-Za-z0-9]{53}")


@functools.cache
def _hashes() -> PasswordHash:
    return PasswordHash((Argon2Hasher(), BcryptHasher()))


@functools.cache
def _nobodys() -> str:
    """A hash that no password opens, so that an unknown account costs the same time as a known one."""
    return _hashes().hash(secrets.token_urlsafe(32))


def hash_now(password: str) -> str:
    """The argon2id hash of `password`; takes some 50 ms of processor time."""
    return _hashes().hash(password)


def is_readable(known: str) -> bool:
    """Whether passwords can be compared with this hash: argon2, or bcrypt in any of its spellings (`$2a$`, `$2b$`, `$2y$`)."""
    is_known = known.startswith("$argon2") or _BCRYPT.fullmatch(known) is not None
    return is_known and any(hasher.identify(known) for hasher in _hashes().hashers)


async def hash_password(password: str) -> str:
    """`hash_now` beside the event loop."""
    return await asyncio.to_thread(hash_now, password)


async def verify(password: str, known: str | None) -> tuple[bool, str | None]:
    """Whether `password` opens `known`, and a better hash when `known` is of an older kind.

    With `known=None` (no such account) the same work is done and the answer is no.
    """
    return await asyncio.to_thread(_verify, password, known)


def _verify(password: str, known: str | None) -> tuple[bool, str | None]:
    try:
        is_right, better = _hashes().verify_and_update(password, known or _nobodys())
    except (UnknownHashError, ValueError):
        # A hash that came from elsewhere in a kind we do not read: the account waits for a new password.
        _hashes().verify(password, _nobodys())
        return False, None
    return is_right and known is not None, better
