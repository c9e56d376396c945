"""What this install itself keeps towards Meta: app secret and verify token, given by settings or made on first use."""

import functools
import secrets

from atende.core.config import settings
from atende.core.keeping import kept


@functools.cache
def app_secret() -> bytes:
    """The app secret that signs this install's webhooks: `ATENDE_META_APP_SECRET`, or one made for the sandbox."""
    given = settings().meta_app_secret
    return (given.get_secret_value() if given else _kept("meta_app_secret")).encode()


@functools.cache
def verify_token() -> str:
    """The token of the webhook handshake: `ATENDE_META_VERIFY_TOKEN`, or one made on first use."""
    given = settings().meta_verify_token
    return given.get_secret_value() if given else _kept("meta_verify_token")


def _kept(name: str) -> str:
    return kept(settings().home / "keys" / name, secrets.token_hex(16).encode()).decode().strip()
