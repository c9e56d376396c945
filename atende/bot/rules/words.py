"""Words as they are typed in a hurry: split, abbreviations written out, compared with forgiveness; and patterns of words."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz.distance import OSA

from atende.kit.text import fold

MOST_TOKENS = 120  # of one message; nobody asks the front desk more than this in one breath
_MOST_CHARS = 1500
_MOST_GAP = 4
_SLASHED = {"c": "com", "p": "para", "s": "sem", "q": "que", "d": "de"}
_SLASH = re.compile(r"\b([cpsqd])/\s*", re.IGNORECASE)
_DOUBLE = re.compile(r"([a-z])\1+")
_ABBREVIATIONS = {
    "vc": "voce", "vcs": "voces", "ce": "voce", "ces": "voces", "tu": "voce", "qto": "quanto", "qnto": "quanto",
    "qt": "quanto", "qnt": "quanto", "qts": "quantos", "qntos": "quantos", "hr": "horario", "hrs": "horario",
    "hora": "horario", "horas": "horario", "horarios": "horario", "hs": "horario", "func": "funcionamento",
    "pfv": "por favor", "pfvr": "por favor", "pf": "por favor", "pls": "please", "plz": "please", "p": "para", "pra": "para",
    "pro": "para", "c": "com", "q": "que", "oq": "o que", "oque": "o que", "tb": "tambem", "tbm": "tambem", "n": "nao",
    "naum": "nao", "num": "nao", "hj": "hoje", "hje": "hoje", "amnh": "amanha", "end": "endereco", "ende": "endereco",
    "obg": "obrigado", "obgd": "obrigado", "obgda": "obrigada", "brigado": "obrigado", "brigada": "obrigada",
    "vlw": "valeu", "vlww": "valeu", "blz": "beleza", "flw": "falou", "bj": "beijo", "dra": "doutora", "dr": "doutor",
    "td": "tudo", "tdo": "tudo", "bm": "bom", "bd": "bom dia", "bt": "boa tarde", "bn": "boa noite", "msg": "mensagem",
    "atend": "atendente", "func.": "funcionamento", "cmg": "comigo", "alguem": "alguem", "algm": "alguem", "alg": "alguem",
    "pess": "pessoa", "tel": "telefone", "fone": "telefone", "cel": "telefone", "agr": "agora", "aki": "aqui",
    "ond": "onde", "ta": "esta", "to": "estou", "tou": "estou", "oi": "oi", "oie": "oi", "oin": "oi", "oii": "oi",
    "ola": "ola", "u": "you", "ur": "your", "r": "are", "thx": "thanks", "ty": "thanks", "tks": "thanks", "abs": "abraco",
    "seg": "segunda", "ter": "terca", "qua": "quarta", "qui": "quinta", "sex": "sexta", "sab": "sabado", "dom": "domingo",
    "sabados": "sabado", "domingos": "domingo", "feriados": "feriado", "segundas": "segunda", "sextas": "sexta",
    "mon": "monday", "tue": "tuesday", "wed": "wednesday", "thu": "thursday", "fri": "friday", "sat": "saturday",
    "sun": "sunday", "saturdays": "saturday", "sundays": "sunday", "holidays": "holiday", "tmrw": "tomorrow",
    "cnpj": "cnpj", "pgto": "pagamento", "pag": "pagamento", "cc": "cartao", "add": "address", "whats": "whatsapp",
}  # fmt: skip


def squash(word: str) -> str:
    """Doubled letters as one, on both sides of every comparison: "oii", "atendennte", "carro"."""
    return _DOUBLE.sub(r"\1", word)


def word_set(text: str) -> frozenset[str]:
    """The words of a constant, as `tokens_of` would write them."""
    return frozenset(squash(w) for w in text.split())


_EXPANDED = {key: tuple(squash(w) for w in value.split()) for key, value in _ABBREVIATIONS.items()}


def tokens_of(text: str) -> tuple[str, ...]:
    """The words of one message, folded, written out and squashed."""
    text = _SLASH.sub(lambda m: _SLASHED[m[1].lower()] + " ", text[:_MOST_CHARS])
    found: list[str] = []
    for word in fold(text).split()[:MOST_TOKENS]:
        expanded = _EXPANDED.get(word)
        found.extend(expanded if expanded is not None else (squash(word),))
    return tuple(found)


@lru_cache(maxsize=50_000)
def alike(typed: str, word: str) -> bool:
    """Whether `typed` is `word` with at most one slip (five letters or more) or two (nine or more)."""
    if typed == word:
        return True
    if len(word) < 5 or len(typed) < 4 or typed.isdecimal():
        return False
    allowed = 2 if len(word) >= 9 else 1
    if typed[0] != word[0] and (len(word) < 7 or typed[:2] != word[1::-1]):
        return False
    return OSA.distance(typed, word, score_cutoff=allowed) <= allowed


@dataclass(frozen=True, slots=True)
class Pattern:
    """Groups that follow each other with at most four words between; each is a set of alternatives. `most` is the longest
    message (in words) to which it applies, None for any."""

    groups: tuple[frozenset[str], ...]
    most: int | None


def pattern(source: str) -> Pattern:
    """`"[3] quero|queria falar atendent*"`: at most three words; alternatives by bar; a star is any ending."""
    most = None
    if source.startswith("["):
        number, _, source = source[1:].partition("]")
        most = int(number)
    return Pattern(tuple(frozenset(squash(a) for a in group.split("|")) for group in source.split()), most)


class Vocabulary:
    """All alternatives of some patterns: says which of them a typed word may be. A word that stands in the vocabulary itself, or
    in `others`, is never taken for a slip of another."""

    def __init__(self, patterns: Iterable[Pattern], others: Iterable[str] = ()):
        every = {a for p in patterns for group in p.groups for a in group}
        self._stems = frozenset(a for a in every if a.endswith("*"))
        self._words = frozenset(every - self._stems)
        self._known = self._words | {squash(w) for w in others}
        self.meanings = lru_cache(maxsize=50_000)(self._meanings)

    def _meanings(self, token: str) -> frozenset[str]:
        found = {stem for stem in self._stems if token.startswith(stem[:-1])}
        if token in self._known:
            return frozenset(found | ({token} & self._words))
        found |= {stem for stem in self._stems if len(stem) > 5 and alike(token[: len(stem) - 1], stem[:-1])}
        return frozenset(found | {word for word in self._words if alike(token, word)})


def match_all(meanings: Sequence[frozenset[str]], wanted: Pattern) -> list[tuple[int, ...]]:
    """Every place (indexes of the matched words) where the pattern holds, one per first word."""
    if wanted.most is not None and len(meanings) > wanted.most:
        return []
    found = []
    for start, meaning in enumerate(meanings):
        if wanted.groups[0].isdisjoint(meaning):
            continue
        places = [start]
        for group in wanted.groups[1:]:
            here = places[-1] + 1
            nearby = range(here, min(here + _MOST_GAP + 1, len(meanings)))
            place = next((n for n in nearby if not group.isdisjoint(meanings[n])), None)
            if place is None:
                break
            places.append(place)
        if len(places) == len(wanted.groups):
            found.append(tuple(places))
    return found


_SMALL = word_set(
    "a o as os um uma uns umas de do da dos das em no na nos nas por pela pelo para com sem que qual quais e ou se eu voce voces "
    "me meu minha seu sua te lhe ele ela eles elas isso esse essa este esta aquele aquela tem ter tenho fazem faz fazer "
    "quero queria gostaria posso pode podem poderia saber gente ai la aqui ja mais muito bem como quanto quanta quantos custa "
    "custam valor preco precos onde quando sao ser foi favor oi ola bom boa dia tarde noite tudo obrigado obrigada sim nao ok "
    "the of in on at to for with and or is are do does you your i we my it this that have has how what which when where who "
    "please can could would like want need know hi hello good morning afternoon evening thanks yes no much many any there "
    "algum alguma alguns algumas outro outra dizer informar informacao sobre so tambem entao ne ta esta estou estao vao vai "
    "aceita aceitam atende atendem trabalha trabalham cobrem cobre plano planos convenio convenios saude accept accepts take"
)


def content(tokens: Iterable[str]) -> list[str]:
    """The words that carry meaning of their own."""
    return [t for t in tokens if t not in _SMALL and len(t) > 1]


_CLIPPED = word_set(
    "eletro eco ultra fisio dermato derma cardio nutri psico gineco odonto oftalmo endocrino neuro otorrino ressona tomo mamo depil hidra"
)
_CRAFT = re.compile(r"(?:ologista|ologic[ao]s?|ologia|atra|atric[ao]s?|atria|terapeuta|terapi[ac]s?|cionista|cional|cao)$")
_SHORTEST_STEM = 5


def _stem(word: str) -> str:
    """What a craft, who practises it, and a visit to them begin with: dermatologia, dermatologista, dermatológica."""
    stem = _CRAFT.sub("", word)
    return stem if stem != word and len(stem) >= _SHORTEST_STEM else ""


def same_word(typed: str, word: str) -> bool:
    """`alike`, or one is the other with an ending of up to two letters (plurals); or as people shorten it ("fisio", "eletro"), or call
    who does it ("dermatologista")."""
    if alike(typed, word) or (typed in _CLIPPED and word.startswith(typed)):
        return True
    if (stem := _stem(typed)) and stem == _stem(word):
        return True
    short, long = sorted((typed, word), key=len)
    return len(short) >= 4 and len(long) - len(short) <= 2 and long.startswith(short)


@dataclass(frozen=True, slots=True)
class Named:
    """A name found in a message: which (index), how much of it (0-1), and which words of the message were it."""

    index: int
    share: float
    weight: int
    places: tuple[int, ...]


def find_names(tokens: Sequence[str], names: Sequence[str], ignored: frozenset[str] = frozenset()) -> list[Named]:
    """The names (of services, people, stores, plans) that the message means, best first: those sharing most letters with it, only
    the complete ones when any is complete. Words in every name tell nothing apart and are not counted when others exist."""
    split = [[w for w in content(tokens_of(name)) if w not in ignored] for name in names]
    common = set.intersection(*(set(s) for s in split)) if len(split) > 1 else set()
    found: list[Named] = []
    for index, own in enumerate(split):
        own = [w for w in own if w not in common] or own
        places: list[int] = []
        weight = 0
        for word in own:
            place = next((n for n, t in enumerate(tokens) if n not in places and same_word(t, word)), None)
            if place is not None and (len(word) >= 3 or word.isdecimal() or len(own) == 1):
                places.append(place)
                weight += len(word)
        total = sum(len(w) for w in own)
        if weight:
            found.append(Named(index, weight / total, weight, tuple(sorted(places))))
    whole = [n for n in found if n.share == 1.0]
    if whole:
        return sorted(whole, key=lambda n: -n.weight)
    best = max((n.weight for n in found), default=0)
    return [n for n in found if n.weight == best]
