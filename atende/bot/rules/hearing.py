"""What was said in one burst: pressed, written, sent; several messages read together, numbers and titles as choices."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import asin, cos, radians, sin, sqrt

from atende.bot.rules.facts import Store
from atende.bot.rules.intents import Intent, Reading, read
from atende.bot.rules.turn import Item
from atende.bot.rules.words import find_names, squash, tokens_of, word_set
from atende.kit.text import clean

SILENT_KINDS = frozenset({"reaction", "sticker", "system"})
_SPOKEN = frozenset({"audio"})
_SEEN = frozenset({"image", "video", "document"})
_NUMBERS = {
    squash(w): n
    for n, words in enumerate(
        ("um uma primeira primeiro one first", "dois duas segundo two second", "tres terceira terceiro three third",
         "quatro quarto four", "cinco quinto five", "seis six", "sete seven", "oito eight", "nove nine", "dez ten"), 1)
    for w in words.split()
}  # fmt: skip
_ORDINALS = word_set("primeiro primeira segundo terceiro terceira quarto quinto first second third")
_BEFORE_ORDINAL = word_set(
    "pode ser fico com vou querer esta entao prefiro sim horario escolho marca por favor mesmo i ll take would like"
)
_BEFORE_NUMBER = word_set("a o opcao numero item option number the quero")


@dataclass(frozen=True, slots=True)
class Heard:
    """`pressed` are option ids; `readings` one per written message, and one of all together when there are several; `unread` the
    kinds of what a machine without eyes and ears did not get."""

    pressed: tuple[str, ...]
    readings: tuple[Reading, ...]
    unread: tuple[str, ...]
    places: tuple[tuple[float, float], ...]
    item_ids: tuple[str, ...]

    def intents(self) -> list[Intent]:
        found = {i for r in self.readings for i in r.intents}
        return [i for i in Intent if i in found]

    def has(self, *intents: Intent) -> bool:
        return any(r.has(*intents) for r in self.readings)

    def tokens(self) -> tuple[str, ...]:
        return self.readings[-1].tokens if self.readings else ()

    def tokens_for(self, intent: Intent) -> tuple[str, ...]:
        """The words of the messages that meant this; of all when none did."""
        of = [r for r in self.readings if r.has(intent)]
        return of[0].tokens if of else self.tokens()

    def text(self) -> str:
        return self.readings[-1].text if self.readings else ""

    def texts(self) -> tuple[str, ...]:
        return tuple(r.text for r in (self.readings[:-1] if len(self.readings) > 1 else self.readings))


def hear(items: Sequence[Item], known_options: Iterable[str]) -> Heard:
    """The burst as one thing. A button that is none of ours any more is read as the words on it."""
    known = set(known_options)
    pressed, texts, unread, places = [], [], [], []
    for item in items:
        if item.option_id is not None and (item.option_id in known or item.option_id.startswith(("page:", "nav:", "book:"))):
            pressed.append(item.option_id)
            continue
        written = clean(item.text or "").strip()
        if item.kind == "location" and item.latitude is not None and item.longitude is not None:
            places.append((item.latitude, item.longitude))
        elif written:
            texts.append(written)
            if item.kind in _SEEN:
                unread.append("seen")
        elif item.kind in _SPOKEN:
            unread.append("heard")
        elif item.kind in _SEEN:
            unread.append("seen")
        else:
            unread.append("empty" if item.kind == "text" else "other")
    return Heard(tuple(pressed), readings(texts), tuple(unread), tuple(places), tuple(i.id for i in items))


def readings(texts: Sequence[str]) -> tuple[Reading, ...]:
    """Each text read by itself, then all as one sentence: people break sentences over messages."""
    each = [read(t) for t in texts]
    return (*each, read(" ".join(texts))) if len(each) > 1 else tuple(each)


def typed_choice(tokens: Sequence[str], offered: Sequence[str]) -> str | None:
    """The offered option that "2", "opção 2" or "a segunda" means; None when it is something else or out of range."""
    words = [t for t in tokens if t not in _BEFORE_NUMBER] or list(tokens)
    if len(words) != 1:
        words = [t for t in words if t not in _BEFORE_ORDINAL]
        if len(words) != 1 or words[0] not in _ORDINALS:
            return None
    word = words[0]
    number = int(word) if word.isdecimal() and len(word) <= 2 else _NUMBERS.get(word)
    if word == "segunda" and any(t in ("a", "opcao") for t in tokens):
        number = 2
    return offered[number - 1] if number is not None and 1 <= number <= len(offered) else None


def titled(tokens: Sequence[str], titles: Sequence[str]) -> int | None:
    """The index of the title that these words are, exactly but for typing."""
    return next((n for n, title in enumerate(titles) if tokens and tuple(tokens) == tokens_of(title)), None)


def store_named(tokens: Sequence[str], stores: Sequence[Store]) -> Store | None:
    """The one store whose name, else district, these words say; None when none or several."""
    for names in ([s.name for s in stores], [s.address.district for s in stores]):
        exact = titled(tokens, names)
        if exact is not None:
            return stores[exact]
        found = find_names(tokens, names)
        if len(found) == 1 and (found[0].weight >= 4 or found[0].share == 1.0):
            return stores[found[0].index]
    return None


def nearest(place: tuple[float, float], stores: Sequence[Store]) -> Store | None:
    """The store nearest to a point, of those with coordinates."""
    located = [(s, s.latitude, s.longitude) for s in stores if s.latitude is not None and s.longitude is not None]
    if not located:
        return None
    return min(located, key=lambda s: _kilometres(place, (s[1], s[2])))[0]


def _kilometres(one: tuple[float, float], other: tuple[float, float]) -> float:
    lat1, lon1, lat2, lon2 = (radians(v) for v in (*one, *other))
    half = sin((lat2 - lat1) / 2) ** 2 + cos(lat1) * cos(lat2) * sin((lon2 - lon1) / 2) ** 2
    return 12742 * asin(sqrt(min(1.0, half)))
