"""Somebody comes late to what they have today: how it is heard, and how it is said that the team was told."""

import re
from dataclasses import replace

from atende.bookings.rules.when.phrases import NUMBERS
from atende.bot.rules.answers import HANDOFF_QUESTION
from atende.bot.rules.booking import times, together, wanted
from atende.bot.rules.deeds import LateTold, OwnFound, TellLate
from atende.bot.rules.draft import Draft
from atende.bot.rules.hearing import Heard
from atende.bot.rules.intents import Intent
from atende.bot.rules.words import squash, word_set
from atende.kit.text import fold

_LATE = word_set("atrasar atrasarei atrasado atrasada atrasando atraso atrasadinho atrasadinha atrasei atrasou late")
_COME = word_set("chegar chego chegarei chegando chegaremos chegamos arrive")
_AFTER = word_set("depois tarde")
_I = word_set(
    "vou estou irei chego chegar chegarei chegando chegaremos vamos estamos eu me i ll m will running acho preso presa transito onibus"
)
_OTHERS = word_set(
    "se tolerancia pedido pedidos entrega resultado resultados exame exames voces pagamento boleto parcela conta menstruacao ciclo vacina "
    "atenderam atendem aluguel encomenda if order"
)
_STAFF, _TELL = (
    word_set("medico medica doutor doutora dentista profissional"),
    word_set("avisa avise avisar avisem fala diz tell"),
)
_STUCK, _TRAFFIC = word_set("preso presa parado parada stuck"), word_set("transito engarrafamento traffic")
_DO = wanted.SAYS[wanted.MOVE] | wanted.SAYS[wanted.CANCEL] | word_set("marcar agendar book outro outra")
_MINUTES = re.compile(r"\b(\d{1,3}|[a-z]{3,12})\s*(?:min|mins|minuto|minutos|minutinhos|minutes)\b")
_HOURS = re.compile(r"\b(\d|uma|um|duas|one|two|an)\s*(?:h|hr|hora|horas|hour|hours)\b(\s*e\s*meia)?")
_HALF = re.compile(r"\bmeia\s+hor\w*|\bhalf an hour")
_NUMBERS = {**NUMBERS, "an": 1, "one": 1, "two": 2, "five": 5, "ten": 10, "fifteen": 15, "twenty": 20, "thirty": 30}
_MOST, _LONGEST_TEXT = 20, 300


def told(heard: Heard) -> TellLate | None:
    """What the team is to be told; None where nothing of it was said."""
    tokens = heard.tokens()
    words = set(tokens)
    if not tokens or len(tokens) > _MOST or words & (_OTHERS | _DO) or heard.has(Intent.ORDER):
        return None
    if words & _STAFF and not words & _TELL:
        return None  # whom one waits for
    minutes = minutes_of(heard.text())
    is_late = bool(words & _STUCK and words & _TRAFFIC) or (
        bool(words & _LATE and words & _I) and not ("nao" in words and "vou" in words and minutes is None)
    )
    is_after = bool(words & _COME and words & _AFTER) and (minutes is not None or "tarde" in words) and not _says_clock(heard)
    return TellLate(minutes) if is_late or is_after else None


def minutes_of(text: str) -> int | None:
    """How many minutes these words name."""
    said = fold(text[:_LONGEST_TEXT])
    if (found := _MINUTES.search(said)) and (number := _number(found[1])):
        return number
    if _HALF.search(said):
        return 30
    if (found := _HOURS.search(said)) and (number := _number(found[1])):
        return number * 60 + (30 if found[2] else 0)
    return None


def tell(draft: Draft, outcome: LateTold | OwnFound) -> bool:
    """What the team was told, from the row of the appointment; or that nobody was, as there is nothing today. False where that has been
    said too often."""
    scene = draft.scene
    if isinstance(outcome, OwnFound):
        lines = "".join(f"\n{together.line(scene, one)}" for one in outcome.booked[:1])
        ids = tuple(one.fact_id for one in outcome.booked[:1])
        key = "late_none_but" if lines else "late_none"
        is_said = draft.text(lambda n: draft.lead() + scene.say(key, n, rest=lines), ids)
        draft.state = replace(draft.state, asked=HANDOFF_QUESTION)
        return is_said
    words = times.words_of(scene, outcome.booked)
    key = "late_known" if not outcome.is_new else "late_told" if outcome.minutes is None else "late_told_by"
    minutes = str(outcome.minutes or "")
    return draft.text(lambda n: draft.lead() + scene.say(key, n, minutes=minutes, **words), (outcome.booked.fact_id,))


def _says_clock(heard: Heard) -> bool:
    """ "Posso chegar depois das 18?" asks for a time."""
    return any(word in heard.tokens() for word in (squash("das"), "18h")) and minutes_of(heard.text()) is None


def _number(word: str) -> int | None:
    return int(word) if word.isdecimal() else _NUMBERS.get(word)
