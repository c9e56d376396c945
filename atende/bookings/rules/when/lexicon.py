"""The words for days and times: weekdays, months and parts of the day from babel; what WhatsApp does to them from a short list;
slips by `rapidfuzz`. English is written over into the same few words, so that there is one grammar."""

from functools import lru_cache

from babel import Locale
from babel.dates import get_day_names, get_month_names
from rapidfuzz.distance import OSA

from atende.bookings.rules.when.phrases import ENGLISH, NUMBERS, NUMBERS_EN, PORTUGUESE, SPELLINGS, SPELLINGS_EN, UNLIKE
from atende.bookings.rules.when.spelling import Kind, Token, plain, tokens

_EARLIEST_MORNING, _EARLIEST_EVENING = 6 * 60, 18 * 60
_LONGEST_PHRASE = 5
_HALVES = {"1/2": {"dia": "MEIODIA", "noite": "MEIANOITE"}}


def babel_name(locale: str) -> str:
    """What babel calls our locale."""
    return "en" if locale.startswith("en") else "pt_BR"


@lru_cache(maxsize=4)
def weekdays(locale: str) -> dict[str, int]:
    """Weekdays as written in full, in short and in the plural; 0 is Monday."""
    found: dict[str, int] = {}
    for width in ("wide", "abbreviated"):
        for number, name in get_day_names(width, locale=babel_name(locale)).items():
            found.setdefault(plain(name).rstrip(".").removesuffix("-feira"), number)
    return found


@lru_cache(maxsize=4)
def months(locale: str) -> dict[str, int]:
    """Months as written in full and in short."""
    found: dict[str, int] = {}
    for width in ("wide", "abbreviated"):
        for number, name in get_month_names(width, locale=babel_name(locale)).items():
            found.setdefault(plain(name).rstrip("."), number)
    return found


@lru_cache(maxsize=4)
def parts(locale: str) -> dict[str, tuple[int, int]]:
    """The parts of a day in minutes after midnight, by the Portuguese word the grammar uses. From CLDR, but nobody who says "morning"
    means the night, and an evening is already one at six: an hour that is both the end of the afternoon and evening suits either."""
    rules = Locale.parse(babel_name(locale)).day_period_rules["selection"]
    found = {}
    for word, name in (("manha", "morning1"), ("tarde", "afternoon1"), ("noite", "evening1")):
        found[word] = (rules[name][0]["from"] // 60, rules[name][0]["before"] // 60)
    found["manha"] = (max(found["manha"][0], _EARLIEST_MORNING), found["manha"][1])
    found["noite"] = (min(found["noite"][0], _EARLIEST_EVENING), 24 * 60)
    return {**found, "madrugada": (0, _EARLIEST_MORNING)}


WEEKDAYS = tuple(sorted((name for name in weekdays("pt-BR") if len(name) > 3), key=weekdays("pt-BR").__getitem__))


@lru_cache(maxsize=4)
def _phrases(locale: str) -> dict[tuple[str, ...], tuple[str, ...]]:
    table = {**PORTUGUESE, **ENGLISH} if locale.startswith("en") else PORTUGUESE
    return {tuple(said.split()): tuple(meant.split()) for said, meant in table.items()}


@lru_cache(maxsize=4)
def _openers(locale: str) -> frozenset[str]:
    return frozenset(phrase[0] for phrase in _phrases(locale))


def _portuguese(word: str, locale: str) -> str:
    """The grammar's own word for a weekday ("seg", "mondays"), or for a month of another language. "ter" stays: mostly it is "to have";
    so do months in short, which are numbers and verbs too ("dez", "set", "mar")."""
    plural = "s" if word.endswith("s") and word not in weekdays(locale) else ""
    weekday = weekdays(locale).get(word.removesuffix(plural).removesuffix("feira"))
    if weekday is not None and word != "ter":
        return WEEKDAYS[weekday] + plural
    month = months(locale).get(word) if locale.startswith("en") else None
    return word if month is None else next(name for name, n in months("pt-BR").items() if n == month)


@lru_cache(maxsize=4)
def _known(locale: str) -> tuple[frozenset[str], tuple[str, ...]]:
    """Words that are themselves, and those that a slip may be meant for."""
    long = [w for w in (*weekdays(locale), *months(locale)) if len(w) >= 5 and w != "marco"]
    if locale.startswith("en"):
        long += ["tomorrow", "morning", "afternoon", "evening", "weekend"]
    else:
        long += ["amanha", "semana", "depois", "proxima", "proximo", "qualquer", "noite", "tarde", "manha", "feriado"]
    said = {word for phrase in _phrases(locale) for word in phrase}
    return frozenset({*long, *weekdays(locale), *months(locale), *said, *UNLIKE, *NUMBERS, *_spellings(locale)}), tuple(
        sorted(long)
    )


def _spellings(locale: str) -> dict[str, str]:
    return {**SPELLINGS, **SPELLINGS_EN} if locale.startswith("en") else SPELLINGS


@lru_cache(maxsize=20_000)
def corrected(word: str, locale: str) -> str:
    """The word that was meant, if this is a slip of one of the few that matter here; else itself."""
    known, targets = _known(locale)
    if len(word) < 4 or len(word) > 16 or word in known or (word.endswith("s") and word[:-1] in known):
        return word
    best, least = word, 3
    for target in targets:
        allowed = 2 if len(target) >= 8 else 1
        if (
            word[0] == target[0]
            and (distance := OSA.distance(word, target, score_cutoff=allowed)) <= allowed
            and distance < least
        ):
            best, least = target, distance
    return best


def canonical(words: str, locale: str) -> list[Token]:
    """The tokens of a message in the grammar's own words."""
    typed = [_corrected(token, locale) for token in _unhyphened(tokens(words))]
    found: list[Token] = []
    at = 0
    while at < len(typed):
        if typed[at].text in _openers(locale) and typed[at].kind in (Kind.WORD, Kind.ORDINAL):
            meant, size = _phrase_at(typed, at, locale)
            if size:
                found.extend(_number(word, locale) for word in meant)
                at += size
                continue
        found.append(_number(_portuguese(typed[at].text, locale), locale) if typed[at].kind is Kind.WORD else typed[at])
        at += 1
    return _joined(found)


def _phrase_at(typed: list[Token], at: int, locale: str) -> tuple[tuple[str, ...], int]:
    for size in range(min(_LONGEST_PHRASE, len(typed) - at), 0, -1):
        meant = _phrases(locale).get(tuple(token.text for token in typed[at : at + size]))
        if meant is not None:
            return meant, size
    return (), 0


def _unhyphened(found: list[Token]) -> list[Token]:
    """Without the hyphens inside words ("quinta-feira", "meio-dia")."""
    words = (Kind.WORD, Kind.ORDINAL)
    return [
        token
        for n, token in enumerate(found)
        if not (token.kind is Kind.DASH and 0 < n < len(found) - 1 and found[n - 1].kind in words and found[n + 1].kind in words)
    ]


def _corrected(token: Token, locale: str) -> Token:
    if token.kind is not Kind.WORD:
        return token
    return Token(Kind.WORD, _spellings(locale).get(token.text) or corrected(token.text, locale))


def _number(word: str, locale: str) -> Token:
    number = NUMBERS.get(word) or (NUMBERS_EN.get(word) if locale.startswith("en") else None)
    return Token(Kind.WORD, word) if number is None else Token(Kind.NUMBER, word, (number,))


def _joined(found: list[Token]) -> list[Token]:
    """ "vinte e cinco" as one number, and "1/2 dia" as noon."""
    joined: list[Token] = []
    at = 0
    while at < len(found):
        if found[at].text in _HALVES and found[at].kind is Kind.DATE and found[at + 1 : at + 2]:
            half = _HALVES[found[at].text].get(found[at + 1].text)
            if half and not (at + 2 < len(found) and found[at + 2].kind in (Kind.NUMBER, Kind.ORDINAL)):
                joined.append(Token(Kind.WORD, half))
                at += 2
                continue
        now, rest = found[at], found[at + 1 : at + 3]
        if (
            now.text in ("vinte", "trinta", "quarenta", "cinquenta")
            and len(rest) == 2
            and rest[0].text == "e"
            and rest[1].kind is Kind.NUMBER
            and not rest[1].text.isdecimal()
            and rest[1].numbers[0] < 10
        ):
            joined.append(Token(Kind.NUMBER, f"{now.text} e {rest[1].text}", (now.numbers[0] + rest[1].numbers[0],)))
            at += 3
        else:
            joined.append(now)
            at += 1
    return joined
