"""What somebody has or was offered and does not want any more, named beside what they want: "em vez das 10, às 14"."""

from atende.bookings.rules.when.cursor import Cursor
from atende.bookings.rules.when.days import read_day
from atende.bookings.rules.when.said import Said
from atende.bookings.rules.when.spelling import Kind, word_set
from atende.bookings.rules.when.times import read_time
from atende.bookings.rules.when.wish import Part

_FILLER = word_set("de da do ser ir vir marcar fazer as na no em a o para esse essa minha meu consulta horario")
_MOST_FILLER, _NEAR = 5, 6


def read_instead(cursor: Cursor) -> tuple[Said | None, tuple[Part, ...]] | None:
    """The day and the times that are given up, with the cursor after them; None, and the cursor where it was. Of times in a row the last
    is what is wanted ("em vez das 10 às 14", "em vez de 10h, 14h"), unless another time follows."""
    start = cursor.at
    if not cursor.take("EMVEZ"):
        return None
    for _ in range(_MOST_FILLER):
        parts = _times(cursor)
        day = None if parts else read_day(cursor)
        if day is not None and day.days is not None:
            return day, _times(cursor)
        if parts:
            return None, parts
        if not cursor.take(*_FILLER):
            break
    cursor.at = start
    return None


def keeps_day(cursor: Cursor) -> bool:
    """Whether only another time follows ("em vez de quinta às 10, às 14"): the day is still wanted."""
    start = cursor.at
    is_time = False
    for _ in range(_NEAR):
        if cursor.is_done:
            break
        if read_time(cursor) is not None:
            is_time = True
        elif read_day(cursor) is not None:
            is_time = False
            break
        else:
            cursor.at += 1
    cursor.at = start
    return is_time


def _times(cursor: Cursor) -> tuple[Part, ...]:
    start = cursor.at
    whole = read_time(cursor)
    if whole is None:
        return ()
    if _time_follows(cursor):
        return whole
    end, cut = cursor.at, cursor.at
    clocks = [n for n in range(start, end) if cursor.tokens[n].kind in (Kind.NUMBER, Kind.CLOCK, Kind.DOTTED)]
    for n in range(start + 1, end):
        before = cursor.tokens[n].text in (",", "as", "a", "para", "pras") and any(clock < n for clock in clocks)
        if before and any(clock > n for clock in clocks):
            cut = n
            if cursor.tokens[n].text == ",":
                break
    if cut == end:
        return whole
    short = Cursor(cursor.tokens[:cut], cursor.today, cursor.minute, cursor.locale)
    short.at = start
    parts = read_time(short)
    if parts is None:
        return whole
    cursor.at = short.at
    return parts


def _time_follows(cursor: Cursor) -> bool:
    start = cursor.at
    found = False
    for _ in range(_NEAR):
        if cursor.is_done:
            break
        if read_time(cursor) is not None:
            found = True
            break
        if cursor.says("EMVEZ"):
            break
        cursor.at += 1
    cursor.at = start
    return found
