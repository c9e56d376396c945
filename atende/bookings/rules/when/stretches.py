"""Stretches of days in words: weekends, weeks, months and their parts, and holidays with their eves."""

from dataclasses import replace
from datetime import date, timedelta

from atende.bookings.rules.when import calendar
from atende.bookings.rules.when.cursor import Cursor
from atende.bookings.rules.when.dates import read_date, read_month
from atende.bookings.rules.when.said import Said, date_said, span_said, told
from atende.bookings.rules.when.spelling import Kind, word_set

_DAY = timedelta(days=1)
NTH = {
    "primeira": 1,
    "primeiro": 1,
    "segunda": 2,
    "terceira": 3,
    "terceiro": 3,
    "terca": 3,
    "quarta": 4,
    "quarto": 4,
    "ultima": -1,
    "ultimo": -1,
}


_BEHIND = word_set(
    "as a de da do na no pela para ou e nao depois antes desde ate pode tem teria cedo entre"
)  # and no "Santa Casa"


def read_holiday(cursor: Cursor) -> Said | None:
    """ "Natal", "véspera de Natal", "feriado"; the longest name that stands here."""
    eve = cursor.take("vespera", "antevespera")
    cursor.take("o", "do", "de", "no")
    for size in range(4, 0, -1):
        words = " ".join(cursor.peek(n).text for n in range(size)).replace("FEIRA", "feira")
        if words != "feriado" and words not in calendar.HOLIDAY_NAMES:
            continue
        is_place = (
            words.endswith((" santa", " santo")) and cursor.kind(Kind.WORD, ahead=size) and not cursor.says(*_BEHIND, ahead=size)
        )
        found = None if is_place else calendar.holiday(words, cursor.today)
        if found is None:
            return None
        cursor.at += size
        first, last = found
        if eve:
            on = first - (_DAY if eve == "vespera" else 2 * _DAY)
            return date_said(on) if on >= cursor.today else told()
        return date_said(first) if first == last else span_said(max(first, cursor.today), last)
    return None


def read_weekend(cursor: Cursor) -> Said | None:
    """ "fim de semana", "fim de semana que vem"."""
    before = cursor.take("proxima", "essa")
    if not cursor.take("FDS"):
        return None
    today = cursor.today
    if cursor.take("passada"):
        return told()
    saturday = calendar.week(today)[0] + 5 * _DAY
    if before == "proxima" or cursor.phrase("que", "vem"):
        other = saturday if today.weekday() < 5 else None
        return span_said(saturday + 7 * _DAY, saturday + 8 * _DAY, other=other)
    return span_said(max(saturday, today), saturday + _DAY)


def read_part(cursor: Cursor) -> Said | None:
    """ "começo do mês que vem", "segunda quinzena de dezembro", "primeira semana de dezembro", "fim da semana"."""
    which = cursor.take("comeco", "meio", "fim")
    nth = None if which else (NTH.get(cursor.peek().text) or (cursor.number(1, 4) if cursor.kind(Kind.ORDINAL) else None))
    if nth is not None:
        cursor.at += 1
        unit = cursor.take("quinzena", "semana")
        found = read_month(cursor, needs_preposition=True) if unit else None
        if found is None:
            return None
        days = (15, 16) if unit == "quinzena" else (7, 7)
        first, last, is_this = found
        if nth == -1:
            return span_said(last - (days[1] - 1) * _DAY, last)
        start = first + (nth - 1) * days[0] * _DAY
        end = last if unit == "quinzena" and nth == 2 else start + (days[0] - 1) * _DAY
        return _coming_span(cursor, start, min(end, last), is_this)
    if not which:
        return None
    start = cursor.at
    cursor.take("de", "do", "da")
    before = cursor.take("proxima", "essa")
    if cursor.take("semana"):
        is_next = before == "proxima" or cursor.phrase("que", "vem")
        first, last = {"comeco": (0, 1), "meio": (1, 3), "fim": (3, 4)}[which]
        ahead = 1 if is_next or calendar.week(cursor.today)[0] + last * _DAY < cursor.today else 0
        monday = calendar.week(cursor.today, ahead)[0]
        return span_said(max(monday + first * _DAY, cursor.today), monday + last * _DAY)
    if cursor.take("ano"):
        year = cursor.today.year + (1 if before == "proxima" or cursor.phrase("que", "vem") else 0)
        number = {"comeco": 1, "meio": 6, "fim": 12}[which]
        first, last = calendar.month(year, number)
        return span_said(first, last) if last >= cursor.today else span_said(*calendar.month(year + 1, number))
    cursor.at = start
    found = read_month(cursor, needs_preposition=False)
    if found is None:
        return None
    first, last, is_this = found
    thirds = {
        "comeco": (first, first + 9 * _DAY),
        "meio": (first + 10 * _DAY, first + 19 * _DAY),
        "fim": (first + 20 * _DAY, last),
    }
    start, end = thirds[which]
    return _coming_span(cursor, start, end, is_this)


def _coming_span(cursor: Cursor, start: date, end: date, is_this: bool) -> Said:
    """A part of this month, or of the next where it is over."""
    if is_this and end < cursor.today:
        months_last = calendar.month(start.year, start.month)[1]
        start_next = calendar.months_later(start.replace(day=1), 1) + (start.day - 1) * _DAY
        length = end - start
        end = calendar.month(start_next.year, start_next.month)[1] if end == months_last else start_next + length
        start = start_next
    return span_said(max(start, cursor.today), end)


def read_week(cursor: Cursor) -> Said | None:
    """ "essa semana", "semana que vem", "semana do dia 7"."""
    today = cursor.today
    before = cursor.take("proxima", "essa", "ultima")
    if not cursor.take("semana"):
        return None
    if before == "ultima" or cursor.take("passada"):
        return replace(told(), is_week=True)
    cursor.take("agora")
    if before == "proxima" or cursor.phrase("que", "vem") or cursor.take("seguinte"):
        return replace(span_said(*calendar.week(today, 1)), is_week=True)
    if before == "essa":
        cursor.take("ainda", "mesmo")
        return replace(span_said(today, calendar.week(today)[1]), is_week=True)
    if cursor.take("do", "de", "da"):
        found = read_holiday(cursor) or read_date(cursor)
        if found is not None and found.days is not None:
            first, last = calendar.week(found.days.first)
            return span_said(max(first, today), last)
    return None


def read_stretch_of_months(cursor: Cursor) -> Said | None:
    """ "esse mês", "em dezembro", "ano que vem"."""
    before = cursor.take("em", "de", "no", "para", "do")
    if cursor.phrase("ano", "que", "vem") or cursor.phrase("proxima", "ano"):
        return span_said(calendar.month(cursor.today.year + 1, 1)[0], calendar.month(cursor.today.year + 1, 12)[1])
    if cursor.phrase("essa", "ano"):
        return span_said(cursor.today, calendar.month(cursor.today.year, 12)[1])
    if cursor.phrase("mes", "passada"):
        return told()
    found = read_month(cursor, needs_preposition=False, is_alone=before is None)
    if found is None:
        return None
    first, last, _ = found
    return span_said(max(first, cursor.today), last)
