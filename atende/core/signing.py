"""What this install hands out and takes back by its own word: a link, a ticket. AES-SIV, each purpose with a key of its own.

The keys come from `keys/signing.key` in ATENDE_HOME, which is made on first use and stays when master keys or data keys are changed:
people keep links for months."""

import base64
import binascii
import functools
import secrets
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESSIV
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from atende.core.config import settings
from atende.core.keeping import kept

_BYTES = 64  # AES-256-SIV takes two keys
_LONGEST = 512


def signed(purpose: str, plain: bytes) -> str:
    """A word for addresses that says `plain` to us alone; the same input gives the same word."""
    return base64.urlsafe_b64encode(_cipher(purpose, settings().home).encrypt(plain, None)).decode().rstrip("=")


def said(purpose: str, word: str) -> bytes | None:
    """What the word says; None when it was not made here for this purpose. Every wrong word takes the same way."""
    if not 0 < len(word) <= _LONGEST or not word.isascii():
        return None
    try:
        sealed = base64.b64decode(word + "=" * (-len(word) % 4), altchars=b"-_", validate=True)
        found = _cipher(purpose, settings().home).decrypt(sealed, None)
    except (binascii.Error, InvalidTag, ValueError):
        return None
    # The last letter of a word has bits that say nothing: only the spelling that we gave out is ours.
    return found if base64.urlsafe_b64encode(sealed).decode().rstrip("=") == word else None


@functools.lru_cache(32)
def _cipher(purpose: str, home: Path) -> AESSIV:
    secret = kept(home / "keys" / "signing.key", secrets.token_bytes(32))
    return AESSIV(HKDF(SHA256(), _BYTES, None, f"atende {purpose}".encode()).derive(secret))
