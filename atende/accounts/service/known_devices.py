"""Devices that a person signed in with before. Wrong passwords from one of them have a count of their own, so strangers who try an
account's password from everywhere slow down strangers only (OWASP: device cookies)."""

import hashlib
import hmac
import secrets

from atende.core import keyring


def new_mark(email: str) -> str:
    """What a browser keeps after signing in to the account with this e-mail; it opens nothing."""
    nonce = secrets.token_urlsafe(16)
    return f"{nonce}.{_seal(keyring.newest(), email, nonce)}"


def nonce_of(mark: str | None, email: str) -> str | None:
    """The device's own word, when the mark was made here for this e-mail by a key still in the ring; None otherwise."""
    nonce, _, seal = (mark or "").partition(".")
    known = any(hmac.compare_digest(seal.encode(), _seal(one, email, nonce).encode()) for one in keyring.ring())
    return nonce if known else None


def _seal(master: keyring.MasterKey, email: str, nonce: str) -> str:
    key = hashlib.sha256(b"atende device" + master.key).digest()
    return hmac.new(key, f"{email.strip().lower()}\n{nonce}".encode(), hashlib.sha256).hexdigest()
