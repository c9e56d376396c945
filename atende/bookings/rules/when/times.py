"""Times of a day in words: clock times, spans, parts of the day. Reads the grammar's own words (lexicon.py). A time said without its
half of the day is both, the likelier first: from one to six in the afternoon, from seven to eleven in the morning; in a span only the
likelier."""

from atende.bookings.rules.when.clocks import PARTS, SOME, hours_of, is_day, read_clock
from atende.bookings.rules.when.cursor import Cursor
from atende.bookings.rules.when.dates import is_day_at
from atende.bookings.rules.when.lexicon import parts
from atende.bookings.rules.when.spelling import Kind, word_set
from atende.bookings.rules.when.wish import DAY_MINUTES, Part

_HALF, _ABOUT, _EVENING = 12 * 60, 30, 18 * 60
# What people mean by parts of parts; in minutes after midnight.
_SPANS = {
    ("comeco", "manha"): (360, 600), ("meio", "manha"): (540, 660), ("fim", "manha"): (600, 720),
    ("comeco", "tarde"): (720, 900), ("meio", "tarde"): (840, 1020), ("fim", "tarde"): (960, 1140),
    ("comeco", "noite"): (1080, 1260), ("meio", "noite"): (1200, 1320), ("fim", "noite"): (1260, 1440),
    ("comeco", "dia"): (360, 600), ("meio", "dia"): (660, 840), ("fim", "dia"): (960, 1140),
}  # fmt: skip
_FIXED = {
    "ANTESALMOCO": (0, 720), "DEPOISALMOCO": (780, 1440), "HORAALMOCO": (660, 840), "DEPOISTRABALHO": (1080, 1440),
    "ANTESTRABALHO": (360, 540),
}  # fmt: skip
_LUNCH = 12 * 60, 13 * 60  # until when one can come before it, and from when after it
ANY = (Part(),)
_LEAVING, _ENTERING = word_set("saio sairei saimos largo"), word_set("entro entrarei entramos")
_WORK = word_set("trabalho servico aula escola faculdade plantao expediente curso")


def read_time(cursor: Cursor) -> tuple[Part, ...] | None:
    """The parts of a day said here, the likelier first, and the cursor after them; None, and the cursor where it was. `ANY` when any
    time was said to do."""
    start = cursor.at
    for rule in (_fixed, _span_of_part, _around_lunch, _range, _relation, _about, _exact, _part):
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


def not_too(part: Part | None, *, is_late: bool) -> Part:
    """What is left of a part of the day (None: of the day) that shall not be too late, or not too early."""
    if part is None:
        return Part(0, _EVENING) if is_late else Part(_SPANS["comeco", "manha"][1], DAY_MINUTES)
    for word in PARTS[:3]:
        early, late = _SPANS["comeco", word], _SPANS["fim", word]
        if part.start in (early[0], _SPANS["comeco", word][0]) and part.end in (late[1], DAY_MINUTES):
            return Part(part.start, late[0]) if is_late else Part(early[1], part.end)
    last, first = max(part.start + 60, min(part.end, _EVENING)), min(part.end - 60, max(part.start, _SPANS["comeco", "manha"][1]))
    return Part(part.start, last) if is_late else Part(first, part.end)


def read_leaving(cursor: Cursor) -> tuple[Part, ...] | None:
    """ "Saio às 17": from then on; "entro no trabalho às 14": before."""
    start = cursor.at
    which = cursor.take(*_LEAVING, *_ENTERING)
    if which and cursor.take("de", "do", "da", "no", "na", "em"):
        cursor.take(*_WORK)
    is_clock = which is not None and cursor.take("as", "so") is not None
    found = read_clock(cursor, is_certain=True) if is_clock else None
    if found is None:
        cursor.at = start
        return None
    return _bounded("desde" if which in _LEAVING else "antes", found[0][0])


def _relation(cursor: Cursor) -> tuple[Part, ...] | None:
    relation = cursor.take("depois", "antes", "ate", "desde")
    if not relation:
        return None
    article = cursor.take("de", "da", "das", "do", "as", "a", "o")
    if article == "de":
        article = cursor.take("as", "a") or article
    article = "as" if cursor.take("UMAS") else article
    is_certain = article in ("da", "das", "as", "a") or cursor.locale.startswith("en")
    found = read_clock(cursor, is_certain or (relation == "ate" and article is None and _is_of_day(cursor)))
    if found is None:
        return None
    cursor.take("DIANTE")
    return _bounded(relation, found[0][0])


def _is_of_day(cursor: Cursor) -> bool:
    """ "quinta até 11": behind a day that begins no span, a number is an hour."""
    is_day = cursor.weekday(-2) is not None or cursor.says("FEIRA", "amanha", "DEPOISDEAMANHA", ahead=-2)
    is_span = any(cursor.says("de", "desde", "da", ahead=-n) for n in (3, 4, 5))
    return is_day and not is_span and cursor.number(6, 22) is not None


def _bounded(relation: str, minute: int) -> tuple[Part, ...] | None:
    if relation in ("antes", "ate"):
        return (Part(0, minute),) if minute else None
    return (Part(minute, DAY_MINUTES),)


def _range(cursor: Cursor) -> tuple[Part, ...] | None:
    opener = cursor.take("das", "de", "entre", "desde", "da")
    if opener == "entre" or opener == "desde":
        cursor.take("as", "a")
    before = cursor.peek(-1)
    is_begun = cursor.at == 0 or before.kind in (Kind.STOP, Kind.DATE) or before.text == "ou" or is_day(cursor, -1)
    is_begun = is_begun or before.text == "FEIRA" or (before.kind is Kind.NUMBER and cursor.says("dia", ahead=-2))
    is_bare = opener is None and is_begun and cursor.says("as", ahead=1) and not is_day_at(cursor)  # "9 às 11"
    is_certain = opener in ("das", "entre") or is_bare or _another_follows(cursor, opener)
    first = _bare_beginning(cursor) if opener == "entre" else None
    first = first or read_clock(cursor, is_certain)
    if first is None:
        return None
    if cursor.take("DIANTE"):
        return _bounded("desde", first[0][0])
    if not _joined(cursor, opener):
        return _exacts(first[0]) if opener == "das" else None
    last = read_clock(cursor, is_certain=True)
    if last is None or (opener in ("entre", "de") and cursor.says("de", "dias", "dia") and cursor.month(True, ahead=1)):
        return None
    return (_between(first, last),)


def _bare_beginning(cursor: Cursor) -> tuple[tuple[int, ...], bool] | None:
    """ "entre 10 e 15": no quarter past ten, unless another end follows."""
    number = cursor.number(0, 23)
    is_two = cursor.says("e", ahead=1) and cursor.kind(Kind.NUMBER, ahead=2) and cursor.number(0, 23, ahead=2) is not None
    if number is None or not cursor.kind(Kind.NUMBER) or not is_two or cursor.says("e", "as", ahead=3):
        return None
    cursor.at += 1
    return tuple(hour * 60 for hour in hours_of(number, None)), number > 12 or number == 0


def _around_lunch(cursor: Cursor) -> tuple[Part, ...] | None:
    """ "entre o almoço e as 15", "do almoço até as 16", "entre as 10 e o almoço"."""
    opener = cursor.take("entre", "do", "das", "desde")
    if opener is None:
        return None
    cursor.take("o", "as", "a")
    lunch = cursor.take("almoco") is not None
    first = _LUNCH[1] if lunch else None
    if first is None:
        clock = read_clock(cursor, is_certain=True)
        first = clock[0][0] if clock else None
    if first is None or not (cursor.take("e") if opener == "entre" else cursor.take("ate", "as", "a", "o")):
        return None
    cursor.take("a", "as", "o")
    cursor.take("as")
    if not lunch and cursor.take("almoco"):
        return (Part(first, _LUNCH[0]),) if first < _LUNCH[0] else None
    if not lunch:
        return None
    if (late := _span_of_part(cursor)) is not None:
        return (Part(first, late[0].end),)
    last = read_clock(cursor, is_certain=True)
    ends = [end for end in last[0] if end > first] if last else []
    return (Part(first, min(ends)),) if ends else None


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
    is_part = cursor.kind(Kind.NUMBER, ahead=2) and cursor.says("da", "de", ahead=3) and cursor.says(*PARTS, ahead=4)
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
        found = read_clock(cursor, is_certain=True)
    elif cursor.take("UMAS"):
        found = read_clock(cursor, is_certain=False)
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
    if is_day_at(cursor):
        return None
    is_certain = cursor.take("as", "pras") is not None
    if not is_certain and cursor.take("para", "a", "da"):
        is_certain = cursor.take("as") is not None
    found = read_clock(cursor, is_certain or _is_of_list(cursor))
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
        if (
            joined and not is_again and (_is_timed(cursor) or is_day_at(cursor))
        ):  # "às 10 ou 16 às 14": a day, or where a span begins
            cursor.at = start
            return _exacts(tuple(dict.fromkeys(minutes)))
        more = read_clock(cursor, is_certain=bool(is_again or is_certain)) if joined else None
        if more is None:
            cursor.at = start
            return _exacts(tuple(dict.fromkeys(minutes)))
        minutes.extend(more[0])


def _is_of_list(cursor: Cursor) -> bool:
    """ "14 ou 15h": the last of them shows what the first is."""
    is_listed = cursor.kind(Kind.CLOCK, ahead=2) and "h" in cursor.peek(2).text
    is_number = cursor.kind(Kind.NUMBER) and cursor.number(7, 22) is not None and not cursor.says("dia", "dias", ahead=-1)
    return is_number and is_listed and cursor.says("ou", "e", ahead=1)


def _is_timed(cursor: Cursor) -> bool:
    return cursor.kind(Kind.NUMBER) and cursor.says("as", ahead=1) and cursor.kind(Kind.NUMBER, Kind.CLOCK, ahead=2)


def _exacts(minutes: tuple[int, ...]) -> tuple[Part, ...]:
    return tuple(Part(minute, minute) for minute in minutes)


def _part(cursor: Cursor) -> tuple[Part, ...] | None:
    opener = cursor.take("de", "da", "a", "pela", "na", "no", "o", "as", "para", "durante", "so", "pelas")
    if opener in ("para", "durante", "so"):
        cursor.take("de", "a", "o", "na", "no")
    named = cursor.take("parte", "periodo", "turno", "horario")
    if named:
        cursor.take("de", "da")
    word = cursor.take(*PARTS)
    if word == "manha" and cursor.take("cedo"):
        return (Part(*_SPANS["comeco", "manha"]),)
    is_whole = cursor.at == 1 and (cursor.is_done or (cursor.kind(Kind.STOP) and cursor.at + 1 == len(cursor.tokens)))
    if not word or not (opener or named or is_whole or _is_after_day(cursor)):
        return None
    return (Part(*parts(cursor.locale)[word]),)


def _and_some(cursor: Cursor) -> bool:
    """Steps over "e pouco"."""
    if cursor.says("e") and cursor.says(*SOME, ahead=1):
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
    return (joined and cursor.peek(-3).text in PARTS) or (cursor.says("ou") and cursor.says(*PARTS, ahead=1))
