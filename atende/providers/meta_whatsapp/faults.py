"""Meta's error codes: what each says about a send, which key it slows or pauses, and when another try makes sense.

Decides by `error.code` alone: Graph's HTTP status and code are loosely coupled. The sentences for people are in the web app's
`provider-errors` catalogues under the same code."""

import re
from dataclasses import dataclass

from atende.inbox.ports import Blame, SendState

_NOT_SENT, _REFUSED, _UNKNOWN = SendState.NOT_SENT, SendState.REFUSED, SendState.UNKNOWN


@dataclass(frozen=True, slots=True)
class Verdict:
    """How a send that ended with one code stands. `retry_after` in seconds; `key` names the catalogue's sentences."""

    state: SendState
    blame: Blame
    retry_after: float | None
    key: str


def _table() -> dict[int, tuple[SendState, Blame, float | None]]:
    connection = (_REFUSED, Blame.CONNECTION, None)
    message = (_REFUSED, Blame.NONE, None)
    template = (_REFUSED, Blame.TEMPLATE, None)
    person = (_REFUSED, Blame.PERSON, None)
    table: dict[int, tuple[SendState, Blame, float | None]] = {
        # nobody can say whether these were sent before they failed: promise R9, never resent by itself
        1: (_UNKNOWN, Blame.NONE, None),
        131000: (_UNKNOWN, Blame.NONE, None),
        # "temporarily unavailable, retry later": Meta took nothing
        2: (_NOT_SENT, Blame.NONE, 5.0),
        131016: (_NOT_SENT, Blame.NONE, 5.0),
        133004: (_NOT_SENT, Blame.NONE, 30.0),
        # only the key that is limited slows down
        4: (_NOT_SENT, Blame.NUMBER, 60.0),
        80007: (_NOT_SENT, Blame.NUMBER, 60.0),
        130429: (_NOT_SENT, Blame.NUMBER, 1.0),
        131056: (_NOT_SENT, Blame.PAIR, 4.0),  # 4^n seconds: the caller counts n
        131057: (_NOT_SENT, Blame.NUMBER, 60.0),
        133016: (_NOT_SENT, Blame.NUMBER, 3600.0),
        # not now for this person, 24 hours at least: a refusal, because it is another message by then
        131049: (_REFUSED, Blame.PERSON, 86400.0),
        130472: (_REFUSED, Blame.PERSON, 86400.0),
        130497: (_REFUSED, Blame.PERSON, 86400.0),
    }
    paused = (0, 3, 10, 190, 368, 131005, 131031, 131037, 131042, 131045, 131048)
    registration = (133000, 133005, 133006, 133008, 133009, 133010, 133015)
    table |= dict.fromkeys(paused + registration, connection)
    table |= dict.fromkeys((100, 131008, 131009, 131021, 131047, 131051, 131052, 131053, 131055, 131060, 131062), message)
    table |= dict.fromkeys((131063, 135000, 134011, 137000, 2593109), message)
    table |= dict.fromkeys((131026, 131030, 131050, 139100, 139101, 139102, 139103), person)
    table |= dict.fromkeys((147001, 147002, 147003, 147004), message)
    table |= dict.fromkeys((132000, 132001, 132005, 132007, 132008, 132012, 132015, 132016, 132018), template)
    table |= dict.fromkeys((132068, 132069, 131064), template)
    return table


CODES = _table()
# ranges of the reference whose members are not all named; the catalogue holds one entry per family
FAMILIES = {"200": range(200, 300), "1330": range(133000, 133016), "138": range(138000, 139000), "1390": range(139000, 139100)}
# ends of a call that have no code of Meta's
OWN = ("unknown", "unsure", "unreachable", "redirected", "token_unreadable", "http_429", "content_invalid")
KEYS = frozenset({*map(str, CODES), *FAMILIES, *OWN})


def verdict(code: int | str | None) -> Verdict:
    """What a code means. One that is not known is a refusal of this message alone, with the key `unknown`."""
    try:
        number = int(code)  # type: ignore[arg-type]
    except (TypeError, ValueError):
        return Verdict(_REFUSED, Blame.NONE, None, "unknown")
    if number in CODES:
        return Verdict(*CODES[number], str(number))
    for key, family in FAMILIES.items():
        if number in family:
            blame = Blame.NONE if key in ("138", "1390") else Blame.CONNECTION
            return Verdict(_REFUSED, blame, None, key)
    return Verdict(_REFUSED, Blame.NONE, None, "unknown")


_TOKEN = re.compile(r"\bEA[A-Za-z0-9]{16,}")


def redact(text: str | None, token: str) -> str | None:
    """The vendor's words, at most 500 characters, with the token (Meta quotes malformed ones back) blotted out."""
    if text is None:
        return None
    if token:
        text = text.replace(token, "…")
    return _TOKEN.sub("…", text)[:500]
