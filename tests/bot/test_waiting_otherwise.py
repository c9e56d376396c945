"""Who waits says right after it when they cannot, or when they could besides: of the days they wait for those are left that suit, and none
after the appointment that would go there. In the pure engine, on Monday 23 November; theirs is on Thursday 26 at ten."""

from datetime import date

import pytest

from atende.bot.rules.deeds import JoinWait, Waits
from tests.bot.agenda import HERS, Agenda

MON, TUE, WED, THU, FRI, SAT = range(6)


def _on(day: int, month: int = 11) -> date:
    return date(2026, month, day)


def _after(words: str, then: str, own=None) -> JoinWait:
    talk = Agenda()
    talk.outcomes[JoinWait] = Waits("w1", "Limpeza de pele", _on(24), _on(26), 0, 1439, own=own)
    talk.says(words)
    talk.says(then)
    joins = [one for one in talk.deeds if isinstance(one, JoinWait)]
    assert len(joins) == 2
    return joins[-1]


@pytest.mark.parametrize(
    ("words", "then", "days", "weekdays"),
    [
        ("terça ou quinta", "não pode ser terça", (_on(26), _on(26)), set()),
        ("toda segunda, quarta ou sexta", "só não pode sexta", (_on(23), _on(23, 12)), {MON, WED}),
        ("qualquer sexta de dezembro", "não pode ser segunda", (_on(4, 12), _on(25, 12)), {FRI}),
        ("esta semana", "não pode ser terça", (_on(23), _on(29)), {MON, WED, THU, FRI, SAT, 6}),
        # what is named is wanted, whether they waited for it or not
        ("terça ou quinta", "pode ser quinta ou sexta", (_on(26), _on(27)), set()),
        ("toda segunda, quarta ou sexta", "prefiro às terças", (_on(24), _on(22, 12)), {TUE}),
        ("toda segunda, quarta ou sexta", "não, prefiro às terças e quartas", (_on(24), _on(23, 12)), {TUE, WED}),
        ("terça ou quinta", "pode ser qualquer dia", (_on(23), _on(23, 12)), set()),
    ],
)
def test_what_cannot_be_is_taken_from_what_they_wait_for(words, then, days, weekdays) -> None:
    last = _after(f"me avisa se abrir vaga {words}", then)
    assert ((last.first_on, last.last_on), last.weekdays, last.instead) == (days, weekdays, None)


@pytest.mark.parametrize(
    ("then", "days", "weekdays", "instead"),
    [
        ("pode ser qualquer dia", (_on(23), _on(26)), set(), "a1"),
        ("pode ser qualquer quinta", (_on(26), _on(26)), set(), "a1"),
        ("não pode ser terça", (_on(23), _on(26)), {MON, WED, THU}, "a1"),
        ("pode ser quarta", (_on(25), _on(25)), set(), "a1"),
        ("pode ser só de manhã", (_on(23), _on(26)), set(), "a1"),
        # none of it is before what they have: they wait as anybody
        ("pode ser semana que vem", (_on(30), _on(6, 12)), set(), None),
    ],
)
def test_in_the_place_of_what_they_have_no_day_after_it_is_waited_for(then, days, weekdays, instead) -> None:
    last = _after("me avisa se abrir vaga antes", then, own=HERS)
    assert ((last.first_on, last.last_on), last.weekdays, last.instead) == (days, weekdays, instead)


def test_one_day_of_those_is_given_up_for_any_before_theirs() -> None:
    """The day that was named first is no end: what they have is."""
    last = _after("me avisa se abrir vaga antes, na terça", "pode ser qualquer dia", own=HERS)
    assert (last.first_on, last.last_on, last.instead) == (_on(23), _on(26), "a1")
