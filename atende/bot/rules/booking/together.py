"""Appointments that belong together: what repeats, and several services in one visit. How they are grouped and told, and the question
whether only this one is meant; and which services are wanted in one go."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import replace

from atende.bot.rules.booking import times, wanted
from atende.bot.rules.deeds import Booked
from atende.bot.rules.draft import Draft
from atende.bot.rules.facts import Service
from atende.bot.rules.menus import BUTTON_TITLE
from atende.bot.rules.speech import Scene
from atende.bot.rules.turn import Option
from atende.bot.rules.words import Named, content, find_names, tokens_of, word_set

MOST = 3  # services of one visit in the chat: their ids have to fit into an option's
_AND = word_set("e mais and plus also tambem")
_ALL = word_set(
    "todas todos seguintes proximas restantes resto inteira inteiro ambas ambos all every rest following whole both demais outras"
)
_ALL_OF_IT = word_set("tudo everything")  # says so only beside what is to be done: "tudo bem"
_EVERY, _BOTH = word_set("todas todos all every"), word_set("ambas ambos both")
_COUNT_OF = {"duas": 2, "dois": 2, "tres": 3}
MOST_AT_ONCE = 5  # their ids have to fit into one option's
_THIS = word_set("esta essa este esse dessa desta this")
_ONLY = word_set("so somente apenas only just")
_ONE = word_set("uma um one")
_WANT = word_set("quero queria gostaria want")  # to have, as well as to do
_AROUND = word_set(
    "a as o os de da das do dos e and mas pode podem por favor sim ok yes please vez consulta consultas horario horarios sessao sessoes "
    "serie the of them ones series appointment appointments"
)
_STANDS = re.compile(r"\b(?:está|tá|ta)\b", re.IGNORECASE)  # without its accent it would be "this one"
_NO_BEFORE = re.compile(r"^\s*(?:não|nao|n|no)\s*[,.;:!\n–-]+", re.IGNORECASE)
# How many are meant, and no hour ("às duas", "as duas da tarde") nor some of them ("as duas primeiras").
_COUNT = re.compile(
    r"(?:(?P<before>[^\W\d_]+)\s+)?\b(?:as|os)\s+(?P<count>duas|dois|três|tres)\b"
    r"(?!\s*(?:h\b|hora|da\b|e\b|em ponto|prim|últi|ulti|próx|prox|seguin|outr))",
    re.IGNORECASE,
)
# In figures only where nothing makes an hour of it.
_FIGURE = re.compile(r"\b(?:as|os)\s+([23])\b(?=\s*(?:[.!]|por favor|pf|pfv|sim|agora)*\s*$)", re.IGNORECASE)
_BEFORE_HOUR = word_set("ate consulta horario agendamento sessao exame reserva avaliacao retorno procedimento visita")
_MOST_WORDS = 8


def without_no(text: str) -> str:
    """The words after a no that stands by itself: "não, às 11"."""
    return _NO_BEFORE.sub("", unicodedata.normalize("NFC", text), count=1)


def without_count(text: str, groups: Sequence[Booked]) -> str:
    """The words without how many of these are meant: "as duas" is no hour here."""
    text = _FIGURE.sub("", text) if _in_figures(text, groups) else text

    def left(found: re.Match[str]) -> str:
        return f"{found['before'] or ''} " if _is_count(found) else found[0]

    return _COUNT.sub(left, unicodedata.normalize("NFC", text))


def _in_figures(text: str, groups: Sequence[Booked]) -> bool:
    """Whether all of these are meant by their number: "cancela as 2" of two, neither of which is at two o'clock."""
    found = _FIGURE.search(text)
    if found is None or int(found[1]) != len(groups):
        return False
    return all(one.starts_at.astimezone(times.zone_named(one.zone)).hour % 12 != len(groups) for one in groups)


def _is_count(found: re.Match[str]) -> bool:
    before = tokens_of(found["before"] or "")
    return not before or before[-1] not in _BEFORE_HOUR


def _counted(text: str) -> set[int]:
    """How many are said to be meant: 2 for "as duas" or "ambas", 3 for "os três"."""
    said = (
        _COUNT_OF[tokens_of(one["count"])[0]] for one in _COUNT.finditer(unicodedata.normalize("NFC", text)) if _is_count(one)
    )
    return {*said, *([2] if _BOTH & set(tokens_of(text)) else [])}


def grouped(own: Sequence[Booked]) -> list[Booked]:
    """What belongs together as one, at the place of its first: a visit with its other parts, a series with those that follow."""
    groups: dict[str, list[Booked]] = {}
    for one in own:
        groups.setdefault(one.visit_id or one.series_id or one.id, []).append(one)
    return [
        replace(first, then=tuple(rest)) if first.visit_id else replace(first, following=tuple(rest))
        for first, *rest in groups.values()
    ]


def with_rest(own: Sequence[Booked], one: Booked) -> Booked:
    """This one with what belongs to it: its whole visit, whichever part was named, or those after it in its series."""
    if one.visit_id:
        first, *rest = [other for other in own if other.visit_id == one.visit_id]
        return replace(first, then=tuple(rest))
    later = [other for other in own if other.series_id and other.series_id == one.series_id and other.starts_at > one.starts_at]
    return replace(one, following=tuple(later))


def names_several(text: str) -> bool:
    """Whether more than one is meant: "as duas", "todas", "cancela tudo"."""
    return bool(_counted(text) or _FIGURE.search(text) or set(tokens_of(text)) & (_EVERY | _ALL_OF_IT))


def all_of(text: str, groups: Sequence[Booked]) -> list[Booked]:
    """Each of these by itself, where the words mean all of them ("as duas" of two, "todas"), and they are few and do not repeat; else
    none."""
    means_all = set(tokens_of(text)) & (_EVERY | _ALL_OF_IT) or len(groups) in _counted(text) or _in_figures(text, groups)
    each = [one for group in groups for one in (group, *group.then)]
    return each if means_all and len(each) <= MOST_AT_ONCE and not any(group.following for group in groups) else []


def line(scene: Scene, one: Booked) -> str:
    """One of theirs, with what belongs to it."""
    pending = scene.say("own_pending") if one.state == "pending" else ""
    return scene.say("own_line", 0, **times.words_of(scene, one)) + pending + rest(scene, one)


def rest(scene: Scene, one: Booked) -> str:
    """How many follow in its series, and until when; nothing where none does."""
    if not one.following:
        return ""
    last = one.following[-1]
    scene = replace(scene, phone=None)  # whose clock it is was said with the first
    key = of_number("own_series", len(one.following))
    return scene.say(key, number=str(len(one.following)), last=times.said_at(scene, last.starts_at, last.zone))


def of_number(key: str, number: int) -> str:
    """The sentence about so many: one is told in its own form."""
    return f"{key}_one" if number == 1 else key


def scope_options(scene: Scene, one: Booked, *, moving_to: str | None = None) -> list[Option] | None:
    """Only this one, or what belongs to it; None where nothing does. `moving_to`: the stamp of the start that it is moved to. A visit is
    moved as a whole."""
    if not one.then and not one.following:
        return None
    at = wanted.from_stamp(moving_to) if moving_to else None
    single, every = ("sure", "sureall") if moving_to else ("drop", "dropall")
    keep = Option("book:keep", scene.say("sure_no"))
    if one.then:
        shown = [Option(wanted.option_id(every, one.id, at), scene.say("scope_visit")), keep]
    else:
        only = Option(wanted.option_id(single, one.id, at), scene.say("scope_one"))
        shown = [only, Option(wanted.option_id(every, one.id, at), scene.say("scope_all")), keep]
    assert all(len(option.title) <= BUTTON_TITLE for option in shown)
    return shown


def said_scope(text: str, kind: str) -> bool | None:
    """Whether a short answer says all of them (True) or only this one (False). None where it says neither, or anything besides: a deed
    follows without another question. `kind`: what is to be done, which may be said with it."""
    plain = unicodedata.normalize("NFC", text)
    if "?" in plain or _STANDS.search(plain):
        return None
    after_no = without_no(plain)
    tokens = tokens_of(after_no)
    words = set(tokens)
    done = words & wanted.SAYS.get(kind, frozenset())
    is_all = bool(words & _ALL or (done and words & _ALL_OF_IT))
    is_only = bool(words & _ONLY)
    known = _ALL | _ALL_OF_IT | _THIS | _ONLY | _ONE | _AROUND | _WANT | done
    if len(tokens) > _MOST_WORDS or not words <= known or (words & _WANT and not done):
        return None
    if is_all:
        return None if is_only or after_no != plain else True
    if words & _ALL_OF_IT:
        return None
    is_this = bool(words & _THIS) and not words & _AND
    return False if is_this or (is_only and words & (_THIS | _ONE)) else None


def names_scope(tokens: Sequence[str]) -> bool:
    """Whether any of the words is one with which a scope is said."""
    return bool(set(tokens) & (_ALL | _ALL_OF_IT | _THIS | _ONLY))


def named(tokens: Sequence[str], services: Sequence[Service]) -> list[Service]:
    """Two services or three that are named one beside the other ("corte e barba"), in their order; the one that has all those words in its
    name, where there is one; none where a word may mean several, nor where one is online and another at a store."""
    parts: list[list[str]] = [[]]
    for token in tokens:
        if token in _AND:
            parts.append([])
        else:
            parts[-1].append(token)
    names = [one.name for one in services]
    found: list[Service] = []
    for part in parts:
        here = find_names(part, names)
        if len(here) > 1 and here[0].share < 1.0:
            return []
        apart: list[Named] = []
        for one in here:
            if not any(set(one.places) & set(other.places) for other in apart):
                apart.append(one)
        found += [services[one.index] for one in sorted(apart, key=lambda one: one.places)]
    found = list(dict.fromkeys(found))
    whole = find_names(tokens, names)
    if len(found) > 1 and whole[0].share == 1.0:
        best = services[whole[0].index]
        own = set(content(tokens_of(best.name)))
        if all(own >= set(content(tokens_of(one.name))) for one in found):
            return [best]
    in_one_go = 2 <= len(found) <= MOST and len({one.is_online for one in found}) == 1
    return found if in_one_go else []


def subject(service_id: str, then: Sequence[str]) -> str:
    """What is wanted, as it stands in an option's id."""
    return "+".join([service_id, *(one.replace("-", "") for one in then)])


def of_subject(draft: Draft, text: str) -> list[Service]:
    """The services that an option's id names; none unless every one of them can be booked."""
    bookable = {one.id.replace("-", ""): one for one in draft.scene.facts.bookable_at(None)}
    found = [bookable.get(word.replace("-", "")) for word in text.split("+")]
    known = [one for one in found if one is not None]
    return known if len(known) == len(found) <= MOST else []
