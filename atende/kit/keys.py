"""The form of an API key: a prefix that secret scanners find, 256 random bits, and a checksum that tells a typing error, or a
scanner's false find, without asking anybody."""

import secrets
import zlib

PREFIX = "atd_live_"
_ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
_BODY, _CHECK = 43, 6  # 62^43 > 2^256, 62^6 > 2^32
_HINT = 6


def new_key() -> str:
    """A key that nobody has: `atd_live_`, 43 letters and digits, 6 more that check them."""
    body = _base62(secrets.randbits(256), _BODY)
    return PREFIX + body + _checksum(body)


def is_wellformed(key: str) -> bool:
    """Whether this can be a key of ours at all."""
    body = key[len(PREFIX) : -_CHECK]
    if not key.startswith(PREFIX) or len(body) != _BODY or not body.isascii():
        return False
    return key[-_CHECK:] == _checksum(body)


def hint(key: str) -> str:
    """The beginning of a key, by which people tell theirs apart; 220 bits of it stay unknown."""
    return key[: len(PREFIX) + _HINT]


def _checksum(body: str) -> str:
    return _base62(zlib.crc32((PREFIX + body).encode()), _CHECK)


def _base62(number: int, length: int) -> str:
    digits = []
    for _ in range(length):
        number, digit = divmod(number, 62)
        digits.append(_ALPHABET[digit])
    return "".join(reversed(digits))
