"""What this install itself keeps towards Meta: app secret and verify token, given by settings or made on first use."""

import functools
import os
import secrets

from atende.core.config import settings


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
    folder = settings().home / "keys"
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    path = folder / name
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text().strip()
    with os.fdopen(handle, "w") as file:
        value = secrets.token_hex(16)
        file.write(value)
    return value
