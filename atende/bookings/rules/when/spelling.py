"""A message as tokens: words without accents, numbers, clock times and dates as typed; amounts of money, telephone and document
numbers as one `NOISE` each, so that none of their digits is taken for a day. One pass, no pattern that can be slow."""

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum

from atende.kit.text import clean

MOST_CHARS, MOST_TOKENS = 4000, 600
_APOSTROPHES = str.maketrans("", "", "'\u2019")  # can't
_SPACES = re.compile(r"[^\S\n]+")
_REPEATED = re.compile(r"([a-z])\1{2,}")
_TOKEN = re.compile(
    r"""
      (?P<noise> [a-z0-9._%+-]{1,64}@[a-z0-9.-]{1,64} | (?:https?://|www\.)\S{1,400}
        | r\s?\$\s?[0-9][0-9.,]{0,15} | [0-9][0-9.,]{0,15}\s?(?:reais|real|conto|contos|dolares|usd|brl)\b
        | [0-9]{3}\.[0-9]{3}\.[0-9]{3}[-/. ]?[0-9]{2} | [0-9]{2}\.[0-9]{3}\.[0-9]{3}[-/.0-9]{0,10}
        | \+[0-9]{1,3}(?:[ ().-]{0,2}[0-9]{2,5}){2,5} | \([0-9]{2,3}\)\s?[0-9]{3,5}[ -]?[0-9]{3,4}
        | [0-9]{2}[ ]9?[0-9]{4}[ -]?[0-9]{4} | [0-9]{2}[ ]9[ ][0-9]{4}[ -]?[0-9]{4} | (?<![0-9])[0-9]{4,5}-[0-9]{3,4}(?![0-9]) )
    | (?P<iso> (?P<iy>[0-9]{4})(?P<is>[-/])(?P<im>[0-9]{1,2})(?P=is)(?P<id>[0-9]{1,2})(?![0-9]) )
    | (?P<date> (?P<dd>[0-9]{1,2})(?P<sep>[ ]?/[ ]?|[.-])(?P<dm>[0-9]{1,2})(?P=sep)(?P<dy>[0-9]{4}|[0-9]{2})(?![0-9])
        | (?P<d2>[0-9]{1,2})[ ]?/[ ]?(?P<m2>[0-9]{1,2})(?![0-9/]|(?:h|hs|hr|hrs|horas)\b) )
    | (?P<ampm> (?P<ah>[0-9]{1,2})(?:[:.](?P<am>[0-9]{2}))?\s?(?P<half>[ap])\.?m\b\.? )
    | (?P<colon> (?P<ch>[0-9]{1,2}):(?P<cm>[0-9]{2})(?::[0-9]{2})?(?![0-9])(?:\s?(?:horas|hora|hrs|hr|hs|h)\b)? )
    | (?P<hour> (?P<hh>[0-9]{1,2})\s?(?:horas|hora|hrs|hr|hs|h)(?![a-z])\.?(?:\s?(?P<hm>[0-5][0-9])(?![0-9/:.]|\s?h)(?:\s?m(?:in)?\b)?)? )
    | (?P<dot> (?P<p1>[0-9]{1,2})\.(?P<p2>[0-9]{2})(?![0-9.,]) )
    | (?P<ord> (?P<on>[0-9]{1,2})(?:\.?[ao]|st|nd|rd|th)(?![a-z0-9]) )
    | (?P<named> (?P<ns>[0-9]{1,2})[ ]?/[ ]?(?=[a-z]{3}) )
    | (?P<glued> [0-9]+(?:[.,][0-9]+|[a-z%])[a-z0-9%.,]* )
    | (?P<num> [0-9]+ )
    | (?P<word> [a-z]+ )
    | (?P<stop> [,;.!?\n:()\u2026] )
    | (?P<dash> [-\u2010-\u2015~] )
    | (?P<slash> [/|] )
    """,
    re.VERBOSE,
)


def word_set(words: str) -> frozenset[str]:
    """The words of a constant."""
    return frozenset(words.split())


class Kind(StrEnum):
    """What a token is."""

    WORD = "word"
    NUMBER = "number"
    ORDINAL = "ordinal"  # 2ª, 1º, 3rd
    CLOCK = "clock"
    NO_TIME = "no time"  # 25:00, and 24h, which may be how long something takes: what stands before it tells
    DATE = "date"
    DOTTED = "dotted"  # 10.30 or 03.12: the grammar tells
    NOISE = "noise"
    STOP = "stop"
    DASH = "dash"


@dataclass(frozen=True, slots=True)
class Token:
    """One token: `text` as folded; the numbers it holds, in the order typed (hour and minute; day, month and year). `is_sure` of a
    clock time that can only be meant on the 24-hour clock (08:00, 10:30, 3pm; but not 9:30, 10h), and of one that there is not when it
    can be nothing else (25:00)."""

    kind: Kind
    text: str
    numbers: tuple[int, ...] = ()
    is_sure: bool = False


def plain(words: str) -> str:
    """Lower case, no accents, three or more equal letters as one, spaces single."""
    text = unicodedata.normalize("NFKD", clean(words)[:MOST_CHARS].translate(_APOSTROPHES)).casefold()
    text = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    return _REPEATED.sub(r"\1", _SPACES.sub(" ", text[: MOST_CHARS * 2]))


def tokens(words: str) -> list[Token]:
    """The tokens of the beginning of a message."""
    found: list[Token] = []
    for match in _TOKEN.finditer(plain(words)):
        if len(found) >= MOST_TOKENS:
            break
        token = _token(match)
        if token is not None:
            found.append(token)
    return found


def _token(match: re.Match[str]) -> Token | None:
    text, group = match[0], match.groupdict()
    if group["word"]:
        return Token(Kind.WORD, text)
    if group["num"]:
        return Token(Kind.NUMBER, text, (int(text),)) if len(text) <= 4 else Token(Kind.NOISE, text)
    if group["named"]:  # 30/nov
        return Token(Kind.NUMBER, group["ns"], (int(group["ns"]),))
    if group["iso"]:
        return Token(Kind.DATE, text, (int(group["id"]), int(group["im"]), int(group["iy"])))
    if group["date"]:
        return _date(text, group)
    if group["ampm"]:
        return _clock(text, _half(int(group["ah"]), group["half"] == "p"), int(group["am"] or 0), True)
    if group["colon"]:
        return _clock(text, int(group["ch"]), int(group["cm"]), len(group["ch"]) == 2)
    if group["hour"]:
        return _clock(text, int(group["hh"]), int(group["hm"] or 0), group["hh"].startswith("0") and len(group["hh"]) == 2)
    if group["dot"]:
        return Token(Kind.DOTTED, text, (int(group["p1"]), int(group["p2"])))
    if group["ord"]:
        return Token(Kind.ORDINAL, text, (int(group["on"]),))
    if group["stop"]:
        return Token(Kind.STOP, text)
    if group["dash"]:
        return Token(Kind.DASH, text)
    return Token(Kind.WORD, "ou") if group["slash"] else Token(Kind.NOISE, text)


def _date(text: str, group: dict[str, str]) -> Token:
    if group["d2"]:
        day, month, year = int(group["d2"]), int(group["m2"]), None
    else:
        day, month, year = int(group["dd"]), int(group["dm"]), int(group["dy"])
        year += 2000 if year < 100 else 0
    if not (1 <= day <= 31 and 1 <= month <= 12):
        return Token(Kind.NOISE, text)
    return Token(Kind.DATE, text, (day, month) if year is None else (day, month, year))


def _half(hour: int, is_afternoon: bool) -> int:
    if not 1 <= hour <= 12:
        return hour
    return hour % 12 + (12 if is_afternoon else 0)


def _clock(text: str, hour: int, minute: int, is_sure: bool) -> Token:
    if hour <= 23 and minute <= 59:
        return Token(Kind.CLOCK, text, (hour, minute), is_sure)
    return Token(Kind.NO_TIME, text, (hour, minute), ":" in text)
