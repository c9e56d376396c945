"""One clock time in words, and which half of the day it may be of: "10h", "dez e meia", "quinze pras três", "3 da tarde"."""

from atende.bookings.rules.when.cursor import Cursor
from atende.bookings.rules.when.spelling import Kind, word_set

PARTS = ("manha", "tarde", "noite", "madrugada")
_MINUTES = (5, 15, 20, 25, 30, 35, 40, 45, 50, 55)
_COUNTED = word_set(
    "pessoas pessoa filhos filho filhas filha criancas crianca meninas meninos consultas sessoes vezes vez opcoes unidades pacientes "
    "lugares reais anos ano meses mes dias dia semanas semana minutos min adultos adulto convidados mesas clientes amigos amigas "
    "primeiras primeiros ultimas ultimos outras outros people kids children persons times adults guests"
)
SOME = word_set("pouco pouca pouquinho pouquinha poco")  # "10 e pouco": in the hour that begins then


def read_clock(cursor: Cursor, is_certain: bool) -> tuple[tuple[int, ...], bool] | None:
    """A clock time as minutes after midnight, the likelier first, and whether its half of the day was said. A bare number only where
    something before it (`is_certain`) or after it says that it is one."""
    start = cursor.at
    found = _hour(cursor, is_certain)
    if found is None:
        cursor.at = start
        return None
    hour, minute, is_sure, is_shown = found
    if minute == 0:
        minute, is_said = _minutes(cursor)
        is_shown = is_shown or is_said
    if cursor.take("horas"):
        is_shown = is_shown or not (start == cursor.at - 2 and cursor.peek(-2).text in ("um", "uma"))
        minute = minute or _minutes(cursor)[0]
    cursor.phrase("em", "ponto")
    is_shown = is_shown or (cursor.says("e") and cursor.says(*SOME, ahead=1))
    part = _half(cursor)
    if part == "tarde" and 8 <= hour <= 11:  # no hour of an afternoon
        cursor.at = start
        return None
    is_counted = cursor.says(*_COUNTED) or cursor.month(True) or (cursor.says("de", "do") and cursor.month(True, ahead=1))
    if not (is_shown or part) and (not is_certain or is_counted):
        cursor.at = start
        return None
    if part is None and (is_sure or hour > 12 or hour == 0):
        return (hour * 60 + minute,), True
    return tuple(h * 60 + minute for h in hours_of(hour, part)), part is not None


def _hour(cursor: Cursor, is_certain: bool) -> tuple[int, int, bool, bool] | None:
    """Hour, minute, whether it is surely on the 24-hour clock, and whether it shows that it is a time."""
    word = cursor.take("MEIODIA", "MEIANOITE", "MEIA")
    if word == "MEIA":  # half past ten
        hour = cursor.number(1, 12)
        cursor.at += 1
        return None if hour is None else (hour, 30, False, True)
    if word:
        return (12 if word == "MEIODIA" else 0), 0, True, True
    token = cursor.peek()
    if cursor.kind(Kind.CLOCK):
        cursor.at += 1
        return *token.numbers, token.is_sure, True  # type: ignore[return-value]
    if cursor.kind(Kind.DOTTED) and is_certain and token.numbers[0] <= 23 and token.numbers[1] <= 59:
        cursor.at += 1
        return *token.numbers, False, True  # type: ignore[return-value]
    number = cursor.number(0, 59) if cursor.kind(Kind.NUMBER) else None
    if number is None:
        return None
    is_seats = cursor.says("para", "mesa", "somos", ahead=-1)
    cursor.at += 1
    if number in (5, 10, 15, 20, 25) and cursor.says("para") and not is_seats:  # "dez pro meio-dia"
        ahead = 2 if cursor.says("o", "a", ahead=1) else 1
        if cursor.says("MEIODIA", "MEIANOITE", ahead=ahead):
            cursor.at += ahead + 1
            return (11 if cursor.says("MEIODIA", ahead=-1) else 23), 60 - number, True, True
    if cursor.take("pras") or (cursor.says("para") and cursor.says("as", ahead=1) and cursor.phrase("para", "as")):
        hour = cursor.number(1, 12)
        cursor.at += 1
        return None if hour is None or number not in (5, 10, 15, 20, 25) else ((hour - 2) % 12 + 1, 60 - number, False, True)
    return (number, 0, False, False) if number <= 23 else None


def _minutes(cursor: Cursor) -> tuple[int, bool]:
    if cursor.says("e") and cursor.says("meia", ahead=1):
        cursor.at += 2
        return 30, True
    if cursor.says("e") and cursor.kind(Kind.NUMBER, ahead=1):
        number = cursor.number(0, 59, ahead=1)
        is_date = cursor.says("de", ahead=2) and not is_day(cursor, 3)  # "às nove e quinze de dezembro" names a day
        if number in _MINUTES and not (is_date or cursor.says(*_COUNTED, ahead=2) or cursor.month(True, ahead=2)):
            cursor.at += 2
            return number or 0, True
    return 0, False


def is_day(cursor: Cursor, ahead: int) -> bool:
    return cursor.weekday(ahead) is not None or cursor.says("hoje", "amanha", "DEPOISDEAMANHA", *PARTS, ahead=ahead)


def _half(cursor: Cursor) -> str | None:
    if cursor.says("da", "de", "a", "pela", "na") and cursor.says(*PARTS, ahead=1):
        cursor.at += 2
        return cursor.peek(-1).text
    return None


def hours_of(hour: int, part: str | None) -> tuple[int, ...]:
    if part == "manha" or hour > 12:
        return (hour,)
    if part == "madrugada":
        return (hour % 12,)
    if part == "tarde":
        return (hour if hour == 12 else hour + 12,)
    if part == "noite":
        return (0,) if hour == 12 else ((hour + 12,) if hour >= 5 else (hour,))
    if hour == 12:
        return (12,)
    return (hour + 12, hour) if hour <= 6 else (hour, hour + 12)
