"""From words to what is meant: every intent found in a message, most pressing first, with the words that showed it."""

from dataclasses import dataclass

from atende.bot.rules.intent_table import TABLE, Intent
from atende.bot.rules.words import Pattern, Vocabulary, match_all, pattern, tokens_of, word_set

_COMPILED: dict[Intent, tuple[Pattern, ...]] = {i: tuple(pattern(s) for s in rows) for i, rows in TABLE.items()}
_VOCABULARY = Vocabulary(
    (p for rows in _COMPILED.values() for p in rows),
    others=word_set(
        "atendem atende atendeu pessoas atendimento gente segunda seguinte cansada falta fome desmarcado desmarcada desmarcados "
        "desmarcadas desmarcou desmarcaram desmarquei"  # none of them is who fainted
    ),
)
_WANT = word_set("quero queria preciso precisa gostaria desejo want need chama chame transfere like")
_NOT = frozenset({"nao", "not", "nem", "dont", "never"})

TOPICS = (
    Intent.STORES,
    Intent.HOURS,
    Intent.ADDRESS,
    Intent.SERVICES,
    Intent.PROFESSIONALS,
    Intent.PLANS,
    Intent.PAYMENT,
    Intent.CONTACT,
    Intent.IDENTITY,
)
SOCIAL = (Intent.GREETING, Intent.THANKS, Intent.BYE, Intent.ACK)
_ORDER = list(Intent)
PRICE_WORDS = word_set("quanto valor valores preco precos custa how price prices cost fee")


@dataclass(frozen=True, slots=True)
class Reading:
    """What one text says: its words, the intents in order of pressure, and the places of the words that showed each."""

    text: str
    tokens: tuple[str, ...]
    found: tuple[tuple[Intent, tuple[int, ...]], ...]

    @property
    def intents(self) -> tuple[Intent, ...]:
        return tuple(intent for intent, _ in self.found)

    def has(self, *intents: Intent) -> bool:
        return any(i in intents for i in self.intents)

    def words(self, intent: Intent) -> tuple[str, ...]:
        return tuple(self.tokens[n] for i, places in self.found if i is intent for n in places)


def read(text: str) -> Reading:
    """Every intent of one message. Nothing raises, whatever the text."""
    tokens = tokens_of(text)
    meanings = [_VOCABULARY.meanings(t) for t in tokens]
    said = frozenset().union(*meanings)
    found: dict[Intent, tuple[int, ...]] = {}
    for intent, patterns in _COMPILED.items():
        places: set[int] = set()
        for wanted in patterns:
            if any(group.isdisjoint(said) for group in wanted.groups):
                continue
            for match in match_all(meanings, wanted):
                if intent is Intent.HANDOFF and _is_declined(tokens, match[0]):
                    continue
                places.update(match)
        if places:
            found[intent] = tuple(sorted(places))
    _settle(found, tokens)
    return Reading(text, tokens, tuple(sorted(found.items(), key=lambda item: _ORDER.index(item[0]))))


def _is_declined(tokens: tuple[str, ...], start: int) -> bool:
    """ "Não quero falar com atendente" asks for nobody; "não consigo falar com ninguém" and "não quero robô" do."""
    if tokens[start] in _NOT:
        return False
    if tokens[start] in _WANT and start and (tokens[start - 1] in _NOT or tokens[max(start - 2, 0) : start] == ("don", "t")):
        return True
    before = tokens[max(start - 4, 0) : start]
    for n, token in enumerate(before):
        negated = token in _NOT or before[n : n + 2] == ("don", "t")
        if negated and any(t in _WANT for t in before[n + 1 : n + 3]):
            return True
    return False


def _settle(found: dict[Intent, tuple[int, ...]], tokens: tuple[str, ...]) -> None:
    """Where one sentence shows two intents by the same words, the more telling one stays."""

    def drop(loser: Intent, *winners: Intent) -> None:
        if loser in found and any(w in found for w in winners):
            del found[loser]

    words = set(tokens)
    if (
        words & {"abre", "abrem", "fecha", "fecham", "funciona", "funcionam", "funcionamento", "open", "close"}
        and Intent.HOURS in found
    ):
        books = words & {"marcar", "agendar", "remarcar", "desmarcar", "book", "apointment", "disponivel", "livre"}
        drop(Intent.BOOKING, *(() if books else (Intent.HOURS,)))
    drop(Intent.URGENT, Intent.EMERGENCY, Intent.CRISIS)
    drop(Intent.HOURS, Intent.BOOKING)
    drop(Intent.SERVICES, Intent.CHANGE_STORE)
    drop(Intent.STORES, Intent.CHANGE_STORE)
    drop(Intent.ADDRESS, Intent.STORES)
    drop(Intent.SERVICES, Intent.PLANS, Intent.PAYMENT) if not words & PRICE_WORDS else None
    drop(Intent.PLANS, Intent.PAYMENT) if "sus" not in words and "plano" not in words and "convenio" not in words else None
    drop(Intent.ACK, Intent.YES, Intent.THANKS)
    if any(t in found for t in TOPICS) or Intent.BOOKING in found or Intent.ORDER in found:
        for social in (Intent.YES, Intent.NO, Intent.ACK, Intent.THANKS, Intent.BYE):
            found.pop(social, None)
