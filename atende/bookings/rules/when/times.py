"""Times of a day in words: clock times, spans, parts of the day. Reads the grammar's own words (lexicon.py). A time said without its
half of the day is both, the likelier first: from one to six in the afternoon, from seven to eleven in the morning; in a span only the
likelier."""

from atende.bookings.rules.when.cursor import Cursor
from atende.bookings.rules.when.lexicon import parts
from atende.bookings.rules.when.spelling import Kind, word_set
from atende.bookings.rules.when.wish import DAY_MINUTES, Part

_HALF, _NOON, _ABOUT = 12 * 60, 12 * 60, 30
_PARTS = ("manha", "tarde", "noite", "madrugada")
_MINUTES = (5, 15, 20, 25, 30, 35, 40, 45, 50, 55)
_COUNTED = word_set(
    "pessoas pessoa filhos filho filhas filha criancas crianca meninas meninos consultas sessoes vezes vez opcoes unidades pacientes "
    "lugares reais anos ano meses mes dias dia semanas semana minutos min adultos adulto convidados mesas clientes amigos amigas "
    "primeiras primeiros ultimas ultimos outras outros people kids children persons times adults guests"
)
# What people mean by parts of parts; in minutes after midnight.
_SPANS = {
    ("comeco", "manha"): (360, 600), ("meio", "manha"): (540, 660), ("fim", "manha"): (600, 720),
    ("comeco", "tarde"): (720, 900), ("meio", "tarde"): (840, 1020), ("fim", "tarde"): (960, 1140),
    ("comeco", "noite"): (1080, 1260), ("meio", "noite"): (1200, 1320), ("fim", "noite"): (1260, 1440),
    ("comeco", "dia"): (360, 600), ("meio", "dia"): (660, 840), ("fim", "dia"): (960, 1140),
}  # fmt: skip
_FIXED = {"ANTESALMOCO": (0, 720), "DEPOISALMOCO": (780, 1440), "HORAALMOCO": (660, 840), "DEPOISTRABALHO": (1080, 1440)}
ANY = (Part(),)
_SOME = word_set("pouco pouca pouquinho pouquinha poco")  # "10 e pouco": in the hour that begins then


def read_time(cursor: Cursor) -> tuple[Part, ...] | None:
    """The parts of a day said here, the likelier first, and the cursor after them; None, and the cursor where it was. `ANY` when any
    time was said to do."""
    start = cursor.at
    for rule in (_fixed, _span_of_part, _range, _relation, _about, _exact, _part):
        found = rule(cursor)
        if found is not None:
            return found
        cursor.at = start
    return None


def _fixed(cursor: Cursor) -> tuple[Part, ...] | None:
    cursor.take("na", "em", "a", "de", "no")
    if cursor.take("ANYTIME"):
        return ANY
    word = cursor.take(*_FIXED)
    if word:
        return (Part(*_FIXED[word]),)
    cursor.take("bem", "logo")
    if cursor.take("cedo"):
        if cursor.says("da", "de", "pela") and cursor.says("manha", ahead=1):
            cursor.at += 2
        return (Part(*_SPANS["comeco", "manha"]),)
    return None


def _span_of_part(cursor: Cursor) -> tuple[Part, ...] | None:
    which = cursor.take("comeco", "meio", "fim")
    if not which:
        return None
    cursor.take("de", "da", "do")
    part = cursor.take("manha", "tarde", "noite", "dia")
    return (Part(*_SPANS[which, part]),) if part and not cursor.kind(Kind.NUMBER) else None


def _relation(cursor: Cursor) -> tuple[Part, ...] | None:
    relation = cursor.take("depois", "antes", "ate", "desde")
    if not relation:
        return None
    article = cursor.take("de", "da", "das", "do", "as", "a", "o")
    if article == "de":
        article = cursor.take("as", "a") or article
    article = "as" if cursor.take("UMAS") else article
    found = _clock(cursor, is_certain=article in ("da", "das", "as", "a") or cursor.locale.startswith("en"))
    if found is None:
        return None
    cursor.take("DIANTE")
    return _bounded(relation, found[0][0])


def _bounded(relation: str, minute: int) -> tuple[Part, ...] | None:
    if relation in ("antes", "ate"):
        return (Part(0, minute),) if minute else None
    return (Part(minute, DAY_MINUTES),)


def _range(cursor: Cursor) -> tuple[Part, ...] | None:
    opener = cursor.take("das", "de", "entre", "desde", "da")
    if opener == "entre" or opener == "desde":
        cursor.take("as", "a")
    before = cursor.peek(-1)
    is_bare = opener is None and cursor.says("as", ahead=1) and (cursor.at == 0 or before.kind is Kind.STOP)  # "9 às 11"
    is_certain = opener in ("das", "entre") or is_bare or _another_follows(cursor, opener)
    first = _clock(cursor, is_certain)
    if first is None:
        return None
    if cursor.take("DIANTE"):
        return _bounded("desde", first[0][0])
    if not _joined(cursor, opener):
        return _exacts(first[0]) if opener == "das" else None
    last = _clock(cursor, is_certain=True)
    if last is None or (opener in ("entre", "de") and cursor.says("de", "dias", "dia") and cursor.month(True, ahead=1)):
        return None
    return (_between(first, last),)


def _another_follows(cursor: Cursor, opener: str | None) -> bool:
    """ "de 14 às 16", "2-4 da tarde", "13 a 15h", "de 8 ao meio-dia"; but not "de 10 a 12 de dezembro"."""
    if not cursor.kind(Kind.NUMBER, Kind.CLOCK) or cursor.says("dia", "dias", ahead=-1):
        return False
    if opener in ("de", "desde") and cursor.says("as", ahead=1):
        return True
    if not (cursor.says("a", "ate", "o", ahead=1) or cursor.kind(Kind.DASH, ahead=1)):
        return False
    is_noon = cursor.says("MEIODIA", "MEIANOITE", ahead=2)
    is_clock = cursor.kind(Kind.CLOCK, ahead=2) and (opener in ("de", "desde") or "h" in cursor.peek(2).text)
    is_part = cursor.kind(Kind.NUMBER, ahead=2) and cursor.says("da", "de", ahead=3) and cursor.says(*_PARTS, ahead=4)
    return is_noon or is_clock or is_part


def _joined(cursor: Cursor, opener: str | None) -> bool:
    if cursor.kind(Kind.DASH):
        cursor.at += 1
        return True
    if opener in ("entre", "das") and cursor.take("e"):
        cursor.take("as", "a")
        return True
    if cursor.take("ate"):
        cursor.take("as", "a", "o")
        return True
    if cursor.says("o") and cursor.says("MEIODIA", ahead=1):
        cursor.at += 1
        return True
    return cursor.take("as", "a") is not None


def _between(first: tuple[tuple[int, ...], bool], last: tuple[tuple[int, ...], bool]) -> Part:
    starts, is_first_said = first
    ends, is_last_said = last
    if is_last_said and not is_first_said:  # "entre 2 e 4 da tarde": both are in the afternoon, if they can be
        before = [start for start in starts if start < ends[0]]
        start = next((s for s in before if s // _HALF == ends[0] // _HALF), (before or starts)[0])
    else:
        start = starts[0]
    later = [end for end in ends if end > start]
    return Part(start, min(later) if later else DAY_MINUTES)


def _about(cursor: Cursor) -> tuple[Part, ...] | None:
    if cursor.take("PERTO"):
        cursor.take("as", "a")
        found = _clock(cursor, is_certain=True)
    elif cursor.take("UMAS"):
        found = _clock(cursor, is_certain=False)
    else:
        return None
    if found is None:
        return None
    middle = found[0][0]
    if _and_some(cursor):
        return (Part(middle, min(DAY_MINUTES, middle + 60)),)
    return (Part(max(0, middle - _ABOUT), min(DAY_MINUTES, middle + _ABOUT)),)


def _exact(cursor: Cursor) -> tuple[Part, ...] | None:
    """One time, or a list of which at least the first is surely one: "às 14, 15 ou 16h"."""
    is_certain = cursor.take("as", "pras") is not None
    if not is_certain and cursor.take("para", "a", "da"):
        is_certain = cursor.take("as") is not None
    found = _clock(cursor, is_certain)
    if found is None:
        return None
    if cursor.take("DIANTE"):
        return _bounded("desde", found[0][0])
    _and_some(cursor)
    minutes = list(found[0])
    while True:
        start = cursor.at
        joined = cursor.take("ou", "e") or (cursor.kind(Kind.STOP) and cursor.peek().text == ",")
        if joined is True:
            cursor.at += 1
        is_again = joined and cursor.take("as") is not None
        more = _clock(cursor, is_certain=bool(is_again or is_certain)) if joined else None
        if more is None:
            cursor.at = start
            return _exacts(tuple(dict.fromkeys(minutes)))
        minutes.extend(more[0])


def _exacts(minutes: tuple[int, ...]) -> tuple[Part, ...]:
    return tuple(Part(minute, minute) for minute in minutes)


def _part(cursor: Cursor) -> tuple[Part, ...] | None:
    opener = cursor.take("de", "da", "a", "pela", "na", "no", "o", "as", "para", "durante", "so", "pelas")
    if opener in ("para", "durante", "so"):
        cursor.take("de", "a", "o", "na", "no")
    named = cursor.take("parte", "periodo", "turno", "horario")
    if named:
        cursor.take("de", "da")
    word = cursor.take(*_PARTS)
    if word == "manha" and cursor.take("cedo"):
        return (Part(*_SPANS["comeco", "manha"]),)
    is_whole = cursor.at == 1 and (cursor.is_done or (cursor.kind(Kind.STOP) and cursor.at + 1 == len(cursor.tokens)))
    if not word or not (opener or named or is_whole or _is_after_day(cursor)):
        return None
    return (Part(*parts(cursor.locale)[word]),)


def _and_some(cursor: Cursor) -> bool:
    """Steps over "e pouco"."""
    if cursor.says("e") and cursor.says(*_SOME, ahead=1):
        cursor.at += 2
        return True
    return False


def _is_after_day(cursor: Cursor) -> bool:
    """Whether the part of a day just read follows a day, or another part, without a preposition: "quinta tarde", "manhã ou tarde"."""
    before = cursor.peek(-2)
    if (
        before.kind is Kind.DATE
        or cursor.weekday(-2) is not None
        or before.text in ("hoje", "amanha", "DEPOISDEAMANHA", "FEIRA", "vem")
    ):
        return True
    joined = before.text in ("ou", "e", ",")
    return (joined and cursor.peek(-3).text in _PARTS) or (cursor.says("ou") and cursor.says(*_PARTS, ahead=1))


def _clock(cursor: Cursor, is_certain: bool) -> tuple[tuple[int, ...], bool] | None:
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
    is_shown = is_shown or (cursor.says("e") and cursor.says(*_SOME, ahead=1))
    part = _half(cursor)
    is_counted = cursor.says(*_COUNTED) or cursor.month(True) or (cursor.says("de", "do") and cursor.month(True, ahead=1))
    if not (is_shown or part) and (not is_certain or is_counted):
        cursor.at = start
        return None
    if part is None and (is_sure or hour > 12 or hour == 0):
        return (hour * 60 + minute,), True
    return tuple(h * 60 + minute for h in _hours(hour, part)), part is not None


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
    cursor.at += 1
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
        is_date = cursor.says("de", ahead=2) and not _is_day(cursor, 3)  # "às nove e quinze de dezembro" names a day
        if number in _MINUTES and not (is_date or cursor.says(*_COUNTED, ahead=2) or cursor.month(True, ahead=2)):
            cursor.at += 2
            return number or 0, True
    return 0, False


def _is_day(cursor: Cursor, ahead: int) -> bool:
    return cursor.weekday(ahead) is not None or cursor.says("hoje", "amanha", "DEPOISDEAMANHA", *_PARTS, ahead=ahead)


def _half(cursor: Cursor) -> str | None:
    if cursor.says("da", "de", "a", "pela", "na") and cursor.says(*_PARTS, ahead=1):
        cursor.at += 2
        return cursor.peek(-1).text
    return None


def _hours(hour: int, part: str | None) -> tuple[int, ...]:
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
