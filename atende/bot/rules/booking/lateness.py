"""Somebody comes late to what they have today: how it is heard, and how it is said that the team was told."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from atende.bookings.rules.when.phrases import NUMBERS
from atende.bot.rules.answers import HANDOFF_QUESTION
from atende.bot.rules.booking import times, together, wanted
from atende.bot.rules.deeds import LateTold, OwnFound, TellLate
from atende.bot.rules.draft import Draft
from atende.bot.rules.hearing import Heard
from atende.bot.rules.intents import Intent
from atende.bot.rules.state import Booking
from atende.bot.rules.words import tokens_of, word_set
from atende.kit.text import fold

_LATE = word_set("atrasar atrasarei atrasado atrasada atrasando atraso atrasadinho atrasadinha late")
_COME = word_set("chegar chego chegarei chegando chegaremos chegamos arrive")
_I = word_set(
    "vou estou irei chego chegar chegarei chegando chegaremos vamos estamos eu me i ll m will running acho preso presa transito onibus"
)
_OTHERS = word_set(
    "se tolerancia pedido pedidos entrega resultado resultados exame exames voces pagamento boleto parcela conta menstruacao ciclo vacina "
    "atenderam atendem aluguel encomenda if order menstrual gravidez escola colegio creche faculdade materia eles elas they"
)
_OTHER_DAYS = word_set(
    "ontem anteontem amanha segunda terca quarta quinta sexta sabado domingo semana semanas mes meses dias proxima proximo passada "
    "yesterday tomorrow monday tuesday wednesday thursday friday saturday sunday week weeks month months days next"
)
_DATE = re.compile(r"\bdia \d|\b\d{1,2}/\d{1,2}\b")
_PAST = word_set("cheguei chegou chegaram estava fiquei ficou foi fui atrasei atrasou atrasaram was arrived")
_MAY = word_set("posso podemos poderia poderiamos quanto quantos quanta quantas qual sera devo deveria may can could")
_NO = word_set("nao nunca nem not won wont never")
_AFTER_NO = word_set(
    "eu vou irei estou ia me chegar chego chegarei mais muito tao devo quero pretendo posso t be running going to"
)
_ASKED_AFTER = re.compile(
    r"[\s,]*\b(?:tudo bem|tem (?:algum )?problema|pode ser|ta bom|ta bem|esta bom|beleza|blz|certo|ok|viu|ne|da|is that ok|all right)\s*\?$"
)
_CLAUSE = re.compile(r"[,;!\n]+|(?<!min)(?<!dr)(?<!dra)\.|(?<=\?)")
_STAFF, _TELL = (
    word_set("medico medica doutor doutora dentista profissional"),
    word_set("avisa avise avisar avisem fala diz tell"),
)
_TO_THEM = re.compile(
    r"^\s*(?:(?:oi|ola|bom dia|boa tarde|boa noite|hi|hello)\b[\s,.!]*)?(?:dra?|doutora?|doctor)\b\.?"
    r"(?:\s+(?!(?:esta|ta|vai|foi|e|acho|que|nao|vou|estou|to|me|irei|chego)\b)\w+){0,2}\s*(?:[,!:]|(?=(?:vou|estou|to|irei|chego)\b))"
)
_STUCK, _TRAFFIC = word_set("preso presa parado parada stuck"), word_set("transito engarrafamento traffic")
_DO = wanted.SAYS[wanted.MOVE] | wanted.SAYS[wanted.CANCEL] | word_set("marcar agendar book outro outra")
_MINUTES = re.compile(r"\b(\d{1,3}|[a-z]{3,12})\s*(?:min|mins|minuto|minutos|minutinhos|minutes)\b")
_HOURS = re.compile(r"\b(\d|uma|um|duas|one|two|an)\s*(?:h|hr|hora|horas|hour|hours)\b(\s*e\s*meia)?")
_HALF = re.compile(r"\bmeia\s+hor\w*|\bhalf an hour")
_NUMBERS = {**NUMBERS, "an": 1, "one": 1, "two": 2, "five": 5, "ten": 10, "fifteen": 15, "twenty": 20, "thirty": 30}
_MOST, _LONGEST_TEXT, _FEW = 20, 300, 2


def told(heard: Heard, before: Booking | None = None) -> TellLate | None:
    """What the team is to be told; None where nothing of it was said: of another day or of what was, asked or denied, of somebody else,
    or while a time is chosen (`before`: what is talked of)."""
    tokens = heard.tokens()
    words = set(tokens)
    if not tokens or len(tokens) > _MOST or words & (_OTHERS | _OTHER_DAYS | _DO) or heard.has(Intent.ORDER):
        return None
    if set(tokens_of(_TO_THEM.sub("", _plain(heard.text()[:_LONGEST_TEXT]), count=1))) & _STAFF and not words & _TELL:
        return None  # whom one waits for
    if (before is not None and before.asked in ("when", "which")) or _DATE.search(_plain(heard.text()[:_LONGEST_TEXT])):
        return None
    is_late = bool(words & _STUCK and words & _TRAFFIC) or any(_says_late(one, words) for one in _clauses(heard.text()))
    return TellLate(minutes_of(heard.text())) if is_late else None


def _clauses(text: str) -> list[str]:
    """The parts of the words between their stops; a question keeps its mark unless only what follows a statement is asked ("vou me
    atrasar, tudo bem?")."""
    parts = (_plain(part).strip() for part in _CLAUSE.split(text[:_LONGEST_TEXT]))
    return [_ASKED_AFTER.sub("", part) for part in parts if part]


def _says_late(clause: str, words: set[str]) -> bool:
    tokens = tokens_of(clause)
    here = set(tokens)
    is_asked = clause.endswith("?") or bool(here & _MAY) or clause.startswith("tem problema")
    if here & _PAST or (is_asked and not here & _TELL) or _is_denied(tokens):
        return False
    if here & _LATE:
        return bool(here & _I) or (len(tokens) <= _FEW and bool(words & _I))
    if not here & _COME:
        return False
    is_later = ("mais", "tarde") in pairwise(tokens) or ("muito", "tarde") in pairwise(tokens)  # else "tarde" is part of the day
    minutes = minutes_of(clause)
    return (is_later or ("depois" in here and minutes is not None)) and not ("das" in here and minutes is None)


def _is_denied(tokens: Sequence[str]) -> bool:
    """Whether a no goes with that one is late: "não vou me atrasar", "atrasada não"."""
    said = [place for place, token in enumerate(tokens) if token in _LATE | _COME]
    for place in said:
        before = place - 1
        while before >= 0 and tokens[before] in _AFTER_NO:
            before -= 1
        if before >= 0 and tokens[before] in _NO:
            return True
    return bool(said) and tokens[-1] in _NO


def _plain(text: str) -> str:
    """Small and without accents; its stops stay."""
    return "".join(c for c in unicodedata.normalize("NFD", text.casefold()) if not unicodedata.combining(c))


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


def _number(word: str) -> int | None:
    return int(word) if word.isdecimal() else _NUMBERS.get(word)
