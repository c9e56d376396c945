"""Days in words: today and its neighbours, weekdays, weeks, months, holidays, and what counts from one of them. Dates as numbers are
in `dates.py`. Defaults where people disagree: decision 25."""

from datetime import date, timedelta

from atende.bookings.rules.when import calendar
from atende.bookings.rules.when.again import named_again
from atende.bookings.rules.when.cursor import Cursor
from atende.bookings.rules.when.dates import NOT_DAYS, numbered, read_date, read_month
from atende.bookings.rules.when.said import Said, bounded, date_said, doubtful, span_said, told
from atende.bookings.rules.when.spelling import Kind
from atende.bookings.rules.when.stretches import NTH, read_holiday, read_part, read_stretch_of_months, read_week, read_weekend
from atende.bookings.rules.when.wish import Days, Problem, ProblemKind

_DAY = timedelta(days=1)
_UNITS = {"dia": 1, "dias": 1, "semana": 7, "semanas": 7, "mes": 30, "meses": 30, "ano": 365, "anos": 365}
_MOST_DAYS = 800  # nobody books further ahead
WORKDAYS, WEEKEND = frozenset(range(5)), frozenset((5, 6))


def read_day(cursor: Cursor) -> Said | None:
    """The days said here and the cursor after them; None, and the cursor where it was."""
    start = cursor.at
    for rule in (_range, _bound, _single):
        found = rule(cursor)
        if found is not None:
            found = named_again(cursor, start, found) if rule is _single else found
            if rule is _single and found.days is not None and found.days.only is not None and cursor.take("DIANTE"):
                return Said(Days(found.days.first), is_wide=True, number=found.number, bound="desde")  # "dia 10 em diante"
            if found.days is not None and found.days.last is not None and (found.weekday is not None or found.is_week):
                cursor.named = found.days
            if found.days is not None and found.weekday is None and cursor.kind(Kind.DATE, Kind.NUMBER, Kind.ORDINAL, ahead=-1):
                cursor.dated = found.days.only
            return found
        cursor.at = start
    return None


def _single(cursor: Cursor) -> Said | None:
    start = cursor.at
    for rule in (
        _alternating,
        _near,
        _after,
        read_holiday,
        _any,
        _nth,
        _dated,
        _weekday,
        _other,
        read_weekend,
        read_date,
        read_part,
        read_week,
        read_stretch_of_months,
    ):
        found = rule(cursor)
        if found is not None:
            return found
        cursor.at = start
    return None


def _near(cursor: Cursor) -> Said | None:
    today = cursor.today
    if cursor.take("hoje"):
        cursor.take("ainda", "mesmo")
        return date_said(today)
    if cursor.phrase("ainda", "hoje"):
        return date_said(today)
    if cursor.take("amanha"):
        cursor.take("mesmo")
        return date_said(today + _DAY)
    if cursor.take("DEPOISDEAMANHA"):
        return date_said(today + 2 * _DAY)
    if cursor.take("ontem", "anteontem"):
        return told()
    return None


def _after(cursor: Cursor) -> Said | None:
    """ "daqui a 15 dias", "em duas semanas"."""
    opener = cursor.take("daqui", "em")
    cursor.take("a", "ha", "uns", "umas", "UMAS")
    number = cursor.number(1, _MOST_DAYS)
    if number is None:
        return None
    cursor.at += 1
    weekday = cursor.weekday()
    if opener == "daqui" and weekday is not None and number <= _MOST_DAYS // 7:  # "daqui a duas sextas"
        cursor.at += 1
        return date_said(calendar.coming(cursor.today, weekday) + 7 * (number - 1) * _DAY)
    unit = cursor.take(*_UNITS)
    if unit is None or (days := _UNITS[unit]) * number > _MOST_DAYS:
        return None
    relation = cursor.take("antes", "depois")
    if relation and days <= 7:  # "uma semana antes do Natal"
        cursor.take("de", "do", "da")
        inner = read_holiday(cursor) or _near(cursor) or _dated_or_weekday(cursor)
        shift = timedelta(days=days * number) * (1 if relation == "depois" else -1)
        if inner is None or inner.days is None or inner.days.last is None:
            return None
        on = (inner.days.first if shift < timedelta() else inner.days.last) + shift
        return date_said(on) if on >= cursor.today else told()
    if not opener:
        return None
    if unit in ("mes", "meses", "ano", "anos"):
        on = calendar.months_later(cursor.today, number * (1 if unit.startswith("mes") else 12))
    else:
        on = cursor.today + timedelta(days=days * number)
    return Said(Days(on, on), is_about=days > 1)


def _any(cursor: Cursor) -> Said | None:
    today = cursor.today
    if cursor.take("ANYDAY"):
        return Said(Days(today), is_wide=True, is_any=True)
    if cursor.says("TODODIA") and cursor.number(1, 31, ahead=1) and not cursor.says(*NOT_DAYS, ahead=2):
        cursor.at += 1
        return numbered(cursor, cursor.at)  # "todo dia 10": the next one
    if cursor.take("TODODIA") or cursor.phrase("toda", "semana"):
        return Said(Days(today, is_recurring=True), is_wide=True)
    every = cursor.take("toda")
    if not every and not cursor.take("qualquer"):
        cursor.take("nas", "aos", "nos", "as", "em")
        if cursor.take("UTEIS"):
            return Said(Days(today, weekdays=WORKDAYS), is_wide=True)
        if cursor.weekday() is None or not cursor.is_plural():
            return None
    if cursor.take("UTEIS"):
        return Said(Days(today, weekdays=WORKDAYS, is_recurring=bool(every)), is_wide=True)
    if cursor.take("FDS"):
        return Said(Days(today, weekdays=WEEKEND, is_recurring=bool(every)), is_wide=True)
    weekdays = _listed(cursor)
    return Said(Days(today, weekdays=weekdays, is_recurring=bool(every)), is_wide=True) if weekdays else None


def _alternating(cursor: Cursor) -> Said | None:
    """ "quinta sim, quinta não", "semana sim, semana não": a habit, of which the next one can be had."""
    weekday = cursor.weekday()
    if weekday is None and not cursor.says("dia", "semana"):
        return None
    unit = cursor.peek().text
    cursor.at += 1
    cursor.take("FEIRA")
    if not cursor.take("sim"):
        return None
    if cursor.kind(Kind.STOP) and cursor.peek().text == ",":
        cursor.at += 1
    cursor.take("e", "a")
    if not cursor.take(unit, "outra", "outro", "OUTRO"):
        return None
    cursor.take("FEIRA")
    if not cursor.take("nao"):
        return None
    weekdays = frozenset(() if weekday is None else (weekday,))
    return Said(Days(cursor.today, weekdays=weekdays, is_recurring=True), is_wide=True)


def _listed(cursor: Cursor) -> frozenset[int]:
    """ "terça, quarta ou quinta" """
    found: set[int] = set()
    while (weekday := cursor.weekday()) is not None:
        found.add(weekday)
        cursor.at += 1
        cursor.take("FEIRA")
        start = cursor.at
        if not (cursor.take("ou", "e") or (cursor.kind(Kind.STOP) and cursor.peek().text == ",")):
            break
        if cursor.at == start:
            cursor.at += 1
        cursor.take("nas", "aos", "toda", "qualquer", "as")
        if cursor.weekday() is None:
            cursor.at = start
            break
    return frozenset(found)


def _nth(cursor: Cursor) -> Said | None:
    """ "última sexta do mês", "primeira segunda de dezembro"."""
    n = NTH.get(cursor.peek().text)
    weekday = cursor.weekday(1)
    if n is None or weekday is None:
        return None
    cursor.at += 2
    cursor.take("FEIRA")
    found = read_month(cursor, needs_preposition=True) or _month_before(cursor)
    if found is None:
        return None
    first, last, is_this = found
    on = calendar.nth_weekday(first, last, weekday, n)
    if is_this and (on is None or on < cursor.today):
        first, last = calendar.month(first.year, first.month + 1)
        on = calendar.nth_weekday(first, last, weekday, n)
    return None if on is None else date_said(on)


def _month_before(cursor: Cursor) -> tuple[date, date, bool] | None:
    """ "mês que vem, primeira terça" """
    behind = next((n for n in range(2, 7) if cursor.kind(Kind.STOP, ahead=-n)), None)
    if behind is None:
        return None
    end, start = cursor.at - behind, cursor.at
    for ahead in (3, 2, 1):
        cursor.at = end - ahead
        found = read_month(cursor, needs_preposition=False) if cursor.at >= 0 else None
        if found is not None and cursor.at == end:
            cursor.at = start
            return found
    cursor.at = start
    return None


def _weekday(cursor: Cursor) -> Said | None:
    before = cursor.take("proxima", "essa", "ultima")
    weekday, is_either = cursor.weekday(), cursor.says("QTA")
    if weekday is None:
        return None
    today = cursor.today
    cursor.at += 1
    cursor.take("FEIRA")
    if cursor.take("passada") or before == "ultima":
        return told()
    coming = calendar.coming(today, weekday)
    is_this_week = coming <= calendar.week(today)[1]
    if cursor.phrase("que", "vem"):
        next_week = calendar.week(today, 1)[0] + weekday * _DAY
        return Said(Days(next_week, next_week), weekday=weekday, other=coming if coming != next_week else None)
    if cursor.phrase("OUTRO", "semana"):
        return Said(Days(coming + 7 * _DAY, coming + 7 * _DAY), weekday=weekday, other=coming)
    if before == "proxima":
        return Said(Days(coming, coming), weekday=weekday, other=coming + 7 * _DAY if is_this_week else None)
    if before == "essa" or cursor.take("agora", "ainda"):
        on = today + (weekday - today.weekday()) % 7 * _DAY
        return Said(Days(on, on), weekday=weekday)
    other = today if weekday == today.weekday() else (calendar.coming(today, 3) if is_either else None)
    return Said(Days(coming, coming), weekday=weekday, other=other, is_plain=True)


def _dated(cursor: Cursor) -> Said | None:
    """ "quinta-feira, 26/11", "sexta dia 4": the date counts; where it is another weekday, that one may have been meant."""
    weekday = cursor.weekday()
    if weekday is None or cursor.is_plural() or cursor.says("QTA"):
        return None
    cursor.at += 1
    cursor.take("FEIRA")
    if cursor.kind(Kind.STOP) and cursor.peek().text in (",", "("):
        cursor.at += 1
    is_date = cursor.kind(Kind.DATE, Kind.NUMBER, Kind.ORDINAL) or cursor.says("dia")
    found = (read_date(cursor) or _number_of(cursor, weekday)) if is_date else None
    if found is None or found.days is None or found.days.only is None:
        return found
    on = found.days.first
    return found if on.weekday() == weekday else doubtful(on, calendar.coming(cursor.today, weekday))


def _dated_or_weekday(cursor: Cursor) -> Said | None:
    start = cursor.at
    for rule in (_dated, _weekday, read_date):
        found = rule(cursor)
        if found is not None:
            return found
        cursor.at = start
    return None


def _number_of(cursor: Cursor, weekday: int) -> Said | None:
    """ "sexta 27": a bare number behind a weekday, if it is the date of the coming one, or can be no hour."""
    number, coming = cursor.number(1, 31), calendar.coming(cursor.today, weekday)
    if number is None or not cursor.kind(Kind.NUMBER) or cursor.says(*NOT_DAYS, ahead=1):
        return None
    on = calendar.day_of_month(cursor.today, number)[0]
    is_no_hour = number > 23 or (number < 7 and cursor.says("as", ahead=1))  # "quinta 3 às 10"
    is_last = not cursor.kind(Kind.WORD, ahead=1) or cursor.says("as", "de", "a", "pela", "na", ahead=1)
    if on != coming and not (is_no_hour and on.weekday() == weekday) and not (number > 23 and is_last):
        return None
    cursor.at += 1
    return date_said(on)


def _other(cursor: Cursor) -> Said | None:
    """ "na outra semana", and "no outro" after a weekday; so is "a próxima" after one that does not suit, or "ou"."""
    start = cursor.at
    cursor.take("a", "o", "na", "no", "da", "para")
    cursor.take("a", "o", "na", "no")
    if not cursor.take("proxima"):
        cursor.at = start
        if not cursor.take("OUTRO"):
            return None
    elif (
        not any(cursor.says("nao", "ou", ahead=-n) for n in range(2, 8))
        or cursor.weekday() is not None
        or cursor.says("semana", "mes")
    ):
        return None
    today = cursor.today
    if cursor.take("semana"):
        return span_said(*calendar.week(today, 2), other=calendar.week(today, 1)[0])
    if cursor.take("mes"):
        return span_said(*calendar.month(today.year, today.month + 2), other=calendar.month(today.year, today.month + 1)[0])
    weekday = cursor.weekday()
    if weekday is not None:
        cursor.at += 1
        cursor.take("FEIRA")
        on = calendar.coming(today, weekday)
        return Said(Days(on + 7 * _DAY, on + 7 * _DAY), weekday=weekday, other=on)
    is_bare = cursor.is_done or cursor.kind(Kind.STOP) or cursor.says("pode", "para", "da", "as", "de")
    if cursor.named is None or cursor.named.last is None or not is_bare:
        return None
    if cursor.named.only:
        return date_said(cursor.named.first + 7 * _DAY)
    return span_said(*calendar.week(cursor.named.first, 1))


def _bound(cursor: Cursor) -> Said | None:
    """ "depois do feriado", "antes do dia 10", "a partir de segunda", "até sexta"."""
    relation = cursor.take("depois", "antes", "ate", "desde", "volto")
    if not relation:
        return None
    relation = "desde" if relation == "volto" else relation
    cursor.take("de", "do", "da", "dos", "das", "o", "a", "em", "na", "no")
    if relation == "antes" and cursor.says("fim"):
        relation = "ate"  # before the month is over, of which the end is the last ten days
    inner = _single(cursor)
    if inner is None:
        return None
    cursor.take("DIANTE")
    if inner.days is None:
        return inner
    days = bounded(relation, inner.days, cursor.today)
    if days is None:
        return Said(problem=Problem(ProblemKind.PAST, is_told=True))
    return Said(days, is_wide=True, number=inner.number, bound=relation)


def _range(cursor: Cursor) -> Said | None:
    """ "de terça a quinta", "entre os dias 7 e 11" (dates.py), "de 23/11 a 27/11"; from Monday to Friday is a habit of weekdays."""
    opener = cursor.take("de", "do", "da", "entre", "desde")
    cursor.take("o", "a")
    start = cursor.at
    first_weekday, first = cursor.weekday(), _endpoint(cursor)
    if first is None or first.days is None:
        return None
    is_bare = cursor.at == start + 1 or cursor.says("FEIRA", ahead=-1)
    if not (cursor.take("a", "ate", "as", "o") or (opener == "entre" and cursor.take("e")) or cursor.kind(Kind.DASH)):
        return None
    if cursor.kind(Kind.DASH):
        cursor.at += 1
    cursor.take("o", "a")
    second_weekday, second = cursor.weekday(), _endpoint(cursor)
    if second is None or second.days is None:
        return None
    if first_weekday == 0 and second_weekday in (4, 5, 6) and is_bare and second.is_plain and opener in (None, "de", "da"):
        return Said(Days(cursor.today, weekdays=frozenset(range(second_weekday + 1))), is_wide=True)
    start_on, end_on = first.days.first, second.days.first
    while end_on < start_on and second.is_plain:
        end_on += 7 * _DAY
    return span_said(start_on, end_on) if start_on <= end_on else None


def _endpoint(cursor: Cursor) -> Said | None:
    """One end: a weekday, a date, or both ("quinta-feira, 26/11,")."""
    start = cursor.at
    for rule in (_near, read_holiday, _dated_or_weekday):
        found = rule(cursor)
        if found is not None:
            if cursor.kind(Kind.STOP) and cursor.peek().text == "," and cursor.says("a", "ate", ahead=1):
                cursor.at += 1
            return found
        cursor.at = start
    return None
