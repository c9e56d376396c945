"""Texts with places to be filled, `{{nome}}`, and names fit to stand in them."""

import re

from atende.kit.text import clean

PLACE = re.compile(r"\{\{\s*([a-z_]+)\s*\}\}")
_NAMELESS = re.compile(r"[ ,]*(?:\{\{\s*nome\s*\}\}|\{nome\})")
_LONGEST_NAME = 30


def fill(text: str, values: dict[str, str], place: re.Pattern[str] = PLACE) -> str:
    """Known places replaced once, everything else left literally: `{{7*7}}` stays `{{7*7}}`, values are never read again.
    An empty name takes its comma along."""
    if not values.get("nome"):
        text = _NAMELESS.sub("", text).lstrip(" ,")
    return place.sub(lambda m: values.get(m[1], m[0]), text)


def first_name(profile: str | None) -> str:
    """A first name fit to be said; empty for emoji, numbers, single letters and slogans."""
    words = clean(profile or "").split()
    if not words:
        return ""
    word = words[0].strip(".,;:!-_*~")
    if len(word) < 2 or len(word) > _LONGEST_NAME or not word.replace("'", "").replace("-", "").isalpha():
        return ""
    return word.capitalize() if word.isupper() or word.islower() else word
