"""A day that is named twice in a row: "amanhã, terça", "sexta que vem, dia 12". What agrees is one day; of what does not it is not known
which is meant."""

from dataclasses import replace
from datetime import date, timedelta

from atende.bookings.rules.when import calendar
from atende.bookings.rules.when.cursor import Cursor
from atende.bookings.rules.when.dates import read_date
from atende.bookings.rules.when.said import Said, date_said, doubtful
from atende.bookings.rules.when.spelling import Kind

_REFUSING, _NEAR_BY = ("EMVEZ", "menos", "nao", "fora"), 4
_NEAR = {"hoje": 0, "amanha": 1, "DEPOISDEAMANHA": 2}


def named_again(cursor: Cursor, start: int, found: Said) -> Said:
    """The day found since `start`, with its second name behind it, if one is there; a list ("amanhã, terça ou quinta") is none."""
    on = found.days.only if found.days else None
    is_near = any(token.text in _NEAR for token in cursor.tokens[start : cursor.at])
    if on is None or not (is_near or found.weekday is not None):
        return found
    if any(cursor.tokens[n].text in _REFUSING for n in range(max(0, start - _NEAR_BY), start)):
        return found  # "em vez de amanhã, terça"
    place = cursor.at
    if cursor.kind(Kind.STOP) and cursor.peek().text in (",", "("):
        cursor.at += 1
    second = _second(cursor, on, is_near=is_near)
    if second is None or _is_list(cursor):
        cursor.at = place
        return found
    if second in (on, found.other) or second.weekday() == found.weekday:
        return date_said(second)
    return replace(doubtful(on, second), weekday=None)


def _second(cursor: Cursor, on: date, *, is_near: bool) -> date | None:
    if not is_near and cursor.says(*_NEAR):
        cursor.at += 1
        return cursor.today + timedelta(days=_NEAR[cursor.peek(-1).text])
    weekday = cursor.weekday()
    if is_near and weekday is not None and not cursor.is_plural() and not cursor.says("QTA"):
        cursor.at += 1
        cursor.take("FEIRA")
        if cursor.says("que", "passada", "santa") or (cursor.says("da", "OUTRO") and cursor.says("semana", "OUTRO", ahead=1)):
            return None
        return on if on.weekday() == weekday else calendar.coming(cursor.today, weekday)
    if cursor.kind(Kind.DATE) or (cursor.says("dia") and cursor.kind(Kind.NUMBER, ahead=1)):
        dated = read_date(cursor)
        return dated.days.only if dated is not None and dated.days is not None else None
    return None


def _is_list(cursor: Cursor) -> bool:
    """Whether more days follow, or this one is refused: "amanhã, terça ou quinta", "amanhã, terça não"."""
    ahead = 1 if cursor.kind(Kind.STOP) and cursor.peek().text == "," else 0
    if ahead and (cursor.weekday(1) is not None or cursor.says("dia", *_NEAR, ahead=1)):
        return True
    return cursor.says("ou", "e", "nao", "MAS", ahead=ahead)
