"""The one question of this folder: what these words say about when somebody wants to come."""

from datetime import datetime
from enum import StrEnum

from atende.bookings.rules.when.assemble import assemble
from atende.bookings.rules.when.cursor import Cursor
from atende.bookings.rules.when.lexicon import canonical
from atende.bookings.rules.when.scan import Scan
from atende.bookings.rules.when.spelling import Kind, Token
from atende.bookings.rules.when.wish import Wish


class Asked(StrEnum):
    """What the bot has just asked for: then a bare number answers it."""

    DAY = "day"
    TIME = "time"


def understand(words: str, now: datetime, locale: str = "pt-BR", asked: Asked | None = None) -> Wish | None:
    """What is wished, in order of preference, none of it before `now` (aware, in the business's zone: dates and times are read as on
    its wall); None when the words say nothing of when. Only the first 4,000 characters are read. Nothing is refused: what cannot be is
    told in the wish's `problems`."""
    tokens = canonical(words, locale)
    if asked is not None and tokens and tokens[0].kind in (Kind.NUMBER, Kind.ORDINAL):
        tokens = [Token(Kind.WORD, "dia" if asked is Asked.DAY else "as"), *tokens]
    today, minute = now.date(), now.hour * 60 + now.minute
    return assemble(Scan(Cursor(tokens, today, minute, locale)).run(), today, minute)
