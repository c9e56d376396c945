"""Dates and months with numbers or names: "dia 3", "3/12", "3 de dezembro", "entre os dias 7 e 11", "mês que vem"."""

from datetime import date, timedelta

from atende.bookings.rules.when import calendar
from atende.bookings.rules.when.cursor import Cursor
from atende.bookings.rules.when.said import Said, date_said, span_said
from atende.bookings.rules.when.spelling import Kind, word_set
from atende.bookings.rules.when.wish import Days, Problem, ProblemKind

_DAY = timedelta(days=1)
_YEARS_AHEAD = 5
_LONG_AGO = timedelta(days=365)  # a birthday, not a wish
NOT_DAYS = word_set("horas pessoas filhos vezes anos reais minutos MINUTOS adultos criancas")
_FRACTIONS = word_set("1/2 1/3 1/4 2/3 3/4")
_AFTER_DATES = word_set("as a de da na no em ou e para pela depois antes desde ate pode tem das entre cedo FIRST LAST ANYTIME")
_PARTS = ("manha", "tarde", "noite")
_OPENERS = word_set("das as de da entre desde")
_CAN_BE_NAMES = word_set("marco MARCH MAY")


def read_date(cursor: Cursor) -> Said | None:
    """A date at the cursor; None, and the cursor where it was."""
    start = cursor.at
    for rule in (
        _alternative,
        _numeric,
        _hyphened,
        _of_numbered_month,
        _day_range,
        _days,
        _with_month,
        _month_first,
        _the_nth,
        _before_time,
    ):
        found = rule(cursor, start)
        if found is not None:
            return found
        cursor.at = start
    return None


def read_month(cursor: Cursor, needs_preposition: bool, is_alone: bool = False) -> tuple[date, date, bool] | None:
    """First and last day of a month said here, and whether it was "this month" without more, which may be over in part."""
    start, today = cursor.at, cursor.today
    opener = cursor.take("de", "do", "da", "em", "no", "desse", "DE")
    if needs_preposition and not opener:
        return None
    before = cursor.take("proxima", "essa")
    if cursor.take("mes"):
        if before == "proxima" or cursor.phrase("que", "vem") or cursor.take("seguinte"):
            return *calendar.month(today.year, today.month + 1), False
        if before == "essa" or opener:
            cursor.take("ainda", "mesmo")
            return *calendar.month(today.year, today.month), True
        cursor.at = start
        return None
    number = cursor.month()
    if number is None or (
        is_alone and not opener and cursor.peek().text in _CAN_BE_NAMES and not before and not cursor.is_alone()
    ):
        cursor.at = start
        return None
    cursor.at += 1
    year = read_year(cursor)
    if year is None:
        year = today.year if number >= today.month else today.year + 1
    first, last = calendar.month(year, number)
    if last < today:
        cursor.at = start
        return None
    return first, last, False


def read_year(cursor: Cursor) -> int | None:
    """ "de 2027", "do ano que vem"."""
    start, today = cursor.at, cursor.today
    cursor.take("de", "do", "da")
    if cursor.phrase("ano", "que", "vem") or cursor.phrase("proxima", "ano"):
        return today.year + 1
    year = cursor.number(1900, 2999)
    if year is not None and cursor.peek().text.isdecimal():
        cursor.at += 1
        return year
    cursor.at = start
    return None


def _numeric(cursor: Cursor, start: int) -> Said | None:
    cursor.take("dia", "DAY")
    token = cursor.peek()
    if cursor.kind(Kind.DOTTED):
        day, number = token.numbers
        if not (1 <= day <= 31 and 1 <= number <= 12) or (cursor.at == start and len(token.text) < 5):
            return None
        cursor.at += 1
        return settled(cursor, start, day, number, None)
    if not cursor.kind(Kind.DATE) or (cursor.at == start and _is_fraction(cursor)):
        return None
    cursor.at += 1
    day, number, *rest = token.numbers
    found = settled(cursor, start, day, number, rest[0] if rest else None)
    if found and found.days and not rest and cursor.locale.startswith("en") and day <= 12 and number <= 12 and day != number:
        swapped = calendar.next_date(cursor.today, number, day)
        return Said(found.days, other=swapped if swapped and swapped >= cursor.today else None)
    return found


def is_day_at(cursor: Cursor) -> bool:
    """Whether a number with a time behind it is a day: "16 às 14", which is no span, "dia 15 às 10 ou 16 às 18", and "dia 10 de manhã ou
    11 de tarde"."""
    if not (cursor.number(1, 31) and cursor.kind(Kind.NUMBER)):
        return False
    is_part = cursor.says("de", "a", ahead=1) and cursor.says(*_PARTS, ahead=2) and cursor.says("ou", "e", ahead=-1)
    if is_part and cursor.dated is not None and cursor.says(*_PARTS, ahead=-2) and cursor.says("de", "a", ahead=-3):
        return cursor.kind(Kind.DATE, Kind.NUMBER, ahead=-4) and not cursor.says(*_OPENERS, ahead=-5)
    if not cursor.says("as", ahead=1):
        return False
    if not cursor.kind(Kind.NUMBER, Kind.CLOCK, ahead=2):
        return False
    number, hour = cursor.peek().numbers[0], cursor.peek(2).numbers[0]
    return (number > 12 and hour <= number) or (cursor.says("ou", "e", ahead=-1) and _is_day_before(cursor))


def _is_day_before(cursor: Cursor) -> bool:
    """Whether a day and its hour stand before this "ou": "dia 15 às 10 ou", and not "dia 15 das 8 às 10 ou"."""
    if cursor.dated is None or not cursor.kind(Kind.NUMBER, Kind.CLOCK, ahead=-2):
        return False
    ahead = -4 if cursor.says("as", ahead=-3) else -3
    if cursor.kind(Kind.DATE, ahead=ahead) or cursor.month(True, ahead=ahead) is not None:
        return True
    return cursor.kind(Kind.NUMBER, Kind.ORDINAL, ahead=ahead) and not cursor.says(*_OPENERS, ahead=ahead - 1)


def _alternative(cursor: Cursor, start: int) -> Said | None:
    """ "(dia 15 às 10) ou 16 às 14": a day of the same month or the next."""
    if not is_day_at(cursor):
        return None
    if cursor.dated is None:
        return numbered(cursor, start)
    on = calendar.day_of_month(cursor.dated, cursor.peek().numbers[0])[0]
    cursor.at += 1
    return date_said(on)


def _before_time(cursor: Cursor, start: int) -> Said | None:
    """ "27 às 10", "27 de manhã": a number that can be no hour, before a time."""
    if cursor.number(24, 31) is None or not cursor.kind(Kind.NUMBER):
        return None
    is_clock = cursor.says("as", ahead=1) and cursor.kind(Kind.NUMBER, Kind.CLOCK, ahead=2)
    is_part = cursor.says("de", "a", "pela", ahead=1) and cursor.says("manha", "tarde", "noite", ahead=2)
    return numbered(cursor, start) if is_clock or is_part else None


def _hyphened(cursor: Cursor, start: int) -> Said | None:
    """ "30-11", "dia 3-12"; without "dia" only where the first can be no hour."""
    is_day = cursor.take("dia") is not None
    is_timed = cursor.peek().text.startswith("0") and cursor.says("as", ahead=3)  # "01-12 às 9"
    day, number = cursor.number(1 if is_day or is_timed else 24, 31), cursor.number(1, 12, ahead=2)
    if day is None or number is None or not cursor.kind(Kind.DASH, ahead=1) or cursor.kind(Kind.DASH, ahead=3):
        return None
    cursor.at += 3
    return settled(cursor, start, day, number, None)


def _of_numbered_month(cursor: Cursor, start: int) -> Said | None:
    """ "12 do 12", "dia 3 do 12"."""
    cursor.take("dia")
    day, number = cursor.number(1, 31), cursor.number(1, 12, ahead=2)
    if day is None or number is None or not cursor.says("do", ahead=1) or cursor.says(*NOT_DAYS, "mes", ahead=3):
        return None
    cursor.at += 3
    return settled(cursor, start, day, number, read_year(cursor))


def _is_fraction(cursor: Cursor) -> bool:
    """ "1/2 calabresa", and not "1/2 às 10"."""
    after, before = cursor.peek(1), cursor.peek(-1)
    if cursor.peek().text not in _FRACTIONS or after.kind is not Kind.WORD or before.text in ("dia", "em", "no", "para", "FEIRA"):
        return False
    return after.text not in _AFTER_DATES and not (before.kind is Kind.WORD and cursor.weekday(-1) is not None)


def settled(cursor: Cursor, start: int, day: int, number: int, year: int | None) -> Said | None:
    """The date of these numbers, or why there is none; None for one so long ago or so far off that it is no wish."""
    today, said = cursor.today, cursor.text(start)
    if year is not None and not today.year - 1 <= year <= today.year + _YEARS_AHEAD:
        return None
    on = None
    if calendar.exists(day, number, year):
        on = date(year, number, day) if year is not None else calendar.next_date(today, day, number)
    if on is None:
        return Said(problem=Problem(ProblemKind.NO_SUCH_DATE, said), doubt=calendar.near_miss(today, day, number, year))
    if on < today:
        return Said(problem=Problem(ProblemKind.PAST, said)) if today - on < _LONG_AGO else None
    return date_said(on)


def _month_after(cursor: Cursor) -> tuple[int, int | None] | None:
    """The month behind the number of a day, and its year if said."""
    start = cursor.at
    preposition = cursor.take("de", "do", "d", "DE")
    number = cursor.month(after_number=True)
    is_short_word = number is not None and len(cursor.peek().text) <= 3
    if number is None or (is_short_word and not preposition and not cursor.kind(Kind.NUMBER, Kind.ORDINAL, ahead=-1)):
        cursor.at = start
        return None
    cursor.at += 1
    return number, read_year(cursor)


def _month_meant(cursor: Cursor) -> tuple[date, date] | None:
    """ "(dia 10) do mês que vem" """
    start = cursor.at
    found = read_month(cursor, needs_preposition=True)
    if found is None:
        cursor.at = start
        return None
    return found[0], found[1]


def _with_month(cursor: Cursor, start: int) -> Said | None:
    day = cursor.number(1, 99)
    if day is None:
        return None
    cursor.at += 1
    after = _month_after(cursor) or _month_of_list(cursor)
    if cursor.says("street", "avenue", "road", "st", "ave"):
        return None
    return settled(cursor, start, day, *after) if after and day <= 31 else None


def _the_nth(cursor: Cursor, start: int) -> Said | None:
    """ "the 15th": English only, and not "the 3rd floor"."""
    if not (cursor.locale.startswith("en") and cursor.take("o") and cursor.kind(Kind.ORDINAL)):
        return None
    ends = cursor.says("as", "de", "em", "ou", "e", "a", "depois", "antes", ahead=1) or not cursor.kind(Kind.WORD, ahead=1)
    return numbered(cursor, start) if ends else None


def _month_first(cursor: Cursor, start: int) -> Said | None:
    """ "December 3rd": English only."""
    if not cursor.locale.startswith("en"):
        return None
    number = cursor.month()
    if number is None:
        return None
    cursor.at += 1
    cursor.take("o")
    day = cursor.number(1, 31)
    if day is None or cursor.says(*NOT_DAYS, ahead=1):
        return None
    cursor.at += 1
    return settled(cursor, start, day, number, read_year(cursor))


def _day_range(cursor: Cursor, start: int) -> Said | None:
    """ "entre os dias 7 e 11", "do dia 7 ao dia 11", "de 7 a 11 de dezembro"."""
    opener = cursor.take("de", "do", "entre", "desde", "dos")
    cursor.take("o", "os")
    is_days = cursor.take("dia", "dias") is not None
    first = cursor.number(1, 31)
    if first is None or not (opener or is_days or _is_dated_range(cursor)):
        return None
    cursor.at += 1
    is_dash = cursor.kind(Kind.DASH) and (is_days or cursor.kind(Kind.DATE, ahead=1))
    if not (cursor.take("a", "o", "ate") or (opener == "entre" and cursor.take("e")) or is_dash):
        return None
    if cursor.kind(Kind.DASH):
        cursor.at += 1
    cursor.take("o")
    is_days = cursor.take("dia", "dias") is not None or is_days
    last = cursor.peek().numbers[0] if cursor.kind(Kind.DATE) else cursor.number(1, 31)
    if last is None or (last <= first and not is_days):
        return None
    numbers = cursor.peek().numbers
    cursor.at += 1
    after = (numbers[1], numbers[2] if len(numbers) > 2 else None) if len(numbers) > 1 else _month_after(cursor)
    if after is None and (not (is_days or (opener and last > 23)) or cursor.says(*NOT_DAYS)):
        return None
    if after is not None:
        ends = settled(cursor, start, first, *after), settled(cursor, start, last, *after)
        if ends[0] is None or ends[1] is None or ends[0].days is None or ends[1].days is None:
            return next((end for end in ends if end is not None and end.problem), None)
        return span_said(ends[0].days.first, ends[1].days.first) if ends[0].days.first <= ends[1].days.first else None
    start_on = calendar.day_of_month(cursor.today, first)[0]
    end_on = calendar.day_of_month(start_on, last)[0]
    return span_said(start_on, end_on)


def _is_dated_range(cursor: Cursor) -> bool:
    """ "7 a 11/12", "24-26/11", "1 a 5 de dezembro": the end tells that the beginning is a day."""
    is_until = cursor.says("a", "ate", ahead=1)
    if (is_until or cursor.kind(Kind.DASH, ahead=1)) and cursor.kind(Kind.DATE, ahead=2):
        return True
    is_month = cursor.says("de", ahead=3) and cursor.month(True, ahead=4) is not None
    return is_until and cursor.number(1, 31, ahead=2) is not None and is_month


def _days(cursor: Cursor, start: int) -> Said | None:
    """ "dia 3", "dia 10 do mês que vem"; of a list ("dias 3, 4 ou 5") the first, the rest by `more_days`."""
    if not cursor.take("dia", "dias", "DAY"):
        return None
    return numbered(cursor, start)


def numbered(cursor: Cursor, start: int) -> Said | None:
    """The number of a day, with or without its month."""
    day = cursor.number(1, 99)
    if day is None:
        return None
    cursor.at += 1
    after = _month_after(cursor) or _month_of_list(cursor)
    if after is not None:
        return settled(cursor, start, day, *after)
    meant = _month_meant(cursor)
    if day > 31 or (meant is not None and first_plus(meant[0], day) > meant[1]):
        return Said(problem=Problem(ProblemKind.NO_SUCH_DATE, cursor.text(start)))
    if meant is not None:
        on = first_plus(meant[0], day)
        return date_said(on) if on >= cursor.today else Said(problem=Problem(ProblemKind.PAST, cursor.text(start)))
    on, other = calendar.day_of_month(cursor.today, day)
    return Said(Days(on, on), other=other, number=day)


def _month_of_list(cursor: Cursor) -> tuple[int, int | None] | None:
    """The month said at the end of a short list ("3, 4 ou 5 de dezembro"); the cursor stays."""
    start, found = cursor.at, None
    for _ in range(4):
        if not (cursor.take("ou", "e") or (cursor.kind(Kind.STOP) and cursor.peek().text == ",")):
            break
        if cursor.kind(Kind.STOP):
            cursor.at += 1
        if cursor.number(1, 31) is None:
            break
        cursor.at += 1
        found = _month_after(cursor)
        if found is not None:
            break
    if found is None and cursor.at > start and cursor.kind(Kind.DATE):  # "23, 24 e 25/11"
        numbers = cursor.peek().numbers
        found = numbers[1], (numbers[2] if len(numbers) > 2 else None)
    cursor.at = start
    return found


def first_plus(first: date, day: int) -> date:
    """The date with that number, counted on from the first of a month (it may lie beyond its end)."""
    return first + (day - 1) * _DAY


def more_days(cursor: Cursor, is_many: bool) -> Said | None:
    """The next number of a list of days, behind a comma (only after "dias") or "ou"; None, and the cursor where it was."""
    start = cursor.at
    is_listed = is_many or (cursor.says("ou", "e", ahead=2) and cursor.kind(Kind.NUMBER, ahead=3))  # "dia 2, 3 ou 4"
    if is_listed and cursor.kind(Kind.STOP) and cursor.peek().text == ",":
        cursor.at += 1
    elif not cursor.take("ou", "e"):
        return None
    place = cursor.at
    is_day = cursor.kind(Kind.NUMBER, Kind.ORDINAL) and not cursor.says(*NOT_DAYS, ahead=1)
    found = numbered(cursor, place) if is_day and cursor.number(1, 31) else None
    if found is None:
        cursor.at = start
    return found
