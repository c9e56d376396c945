"""Text as people type it: made safe to store, made comparable, cut without breaking a character. No language knowledge."""

import re
import unicodedata

import regex

_GRAPHEME = regex.compile(r"\X")
_REPEATED = regex.compile(r"([^\W\d_])\1{2,}")
_NOT_WORD = regex.compile(r"[^\p{L}\p{N}]+")
_SURROGATE = re.compile("[\ud800-\udfff]")
_LETTERS = str.maketrans({"ß": "ss", "ø": "o", "Ø": "o", "æ": "ae", "Æ": "ae", "œ": "oe", "đ": "d", "ł": "l", "ı": "i"})


def clean(text: str) -> str:
    """Without NUL and lone surrogates, which PostgreSQL and UTF-8 refuse; surrogate pairs become their character."""
    if not text.isascii() and _SURROGATE.search(text):
        text = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "ignore")
    return text.replace("\x00", "")


def fold(text: str) -> str:
    """What is left for comparing: lower case, no accents, three or more equal letters as one, emoji and punctuation as
    single spaces, none at the ends. The fold of a fold is itself."""
    return _folded(_folded(clean(text)))


def _folded(text: str) -> str:
    text = text.lower() if text.isascii() else _plain_letters(text)
    return _NOT_WORD.sub(" ", _REPEATED.sub(r"\1", text)).strip()


def _plain_letters(text: str) -> str:
    text = unicodedata.normalize("NFKD", text).casefold().translate(_LETTERS)
    return "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))


def graphemes(text: str) -> list[str]:
    """The characters as a reader sees them (UAX #29): a family emoji is one."""
    return _GRAPHEME.findall(text)


def cut(text: str, limit: int, ending: str = "…") -> str:
    """At most `limit` characters (code points, as WhatsApp counts), never through a visible character, preferably between
    words; `ending` shows that something is missing and counts too. What fits is returned unchanged."""
    if len(text) <= limit:
        return text
    room = limit - len(ending)
    if room <= 0:
        ending, room = "", limit
    kept = ""
    for grapheme in graphemes(text):
        if len(kept) + len(grapheme) > room:
            break
        kept += grapheme
    space = kept.rfind(" ")
    if not text[len(kept)].isspace() and space >= room * 2 // 3:
        kept = kept[:space]
    return kept.rstrip() + ending
