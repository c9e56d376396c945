"""What people answer to a reminder in their own words: that they come, or not, or at another time; and what is no answer to it."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from atende.bookings.rules.when import understand
from atende.bot.rules.booking.wanted import option_id
from atende.bot.rules.deeds import Acknowledge, Cancel, FindTimes, OwnFound, ReadOwn, Refused, Settled
from atende.bot.rules.engine import conclude, decide
from atende.bot.rules.state import from_json, to_json
from atende.bot.rules.turn import HandOff, Item, Reminded, TurnInput
from tests.bot.agenda import HERS, LATER, WEEK, Agenda
from tests.bot.clinic import shown_by

_ZONE = ZoneInfo("America/Sao_Paulo")
COMES = """
sim|Sim!|sim, vou|vou sim|Confirmo|confirmado|Confirmada 😊|confirmadíssimo|pode confirmar|ok|Ok, obrigada|blz|beleza|combinado|👍|👍🏽|✅ |
estarei aí|Estarei lá sim|com certeza|pode deixar, estarei presente|confirmo presença|sim, confirmado. obrigada|isso|certo|claro|
Bom dia! Confirmo sim|confirmo. qual o endereço?|yes|I'll be there|confirmed|sure|yes, confirm|Ss|uhum
"""
DECLINES = """
não vou poder|Não vou conseguir ir|infelizmente não poderei|nao posso|não consigo ir amanhã|cancela por favor|quero cancelar|
preciso desmarcar|não irei|I can't make it|can't go|please cancel|n vou poder ir|oi, não vou conseguir comparecer
"""
MOVES = """
preciso remarcar|quero remarcar|Quero remarcar|pode ser outro dia?|tem outro horário?|dá pra adiar?|reagendar|I need to reschedule|
sim, mas preciso mudar o horário|remarca pra sexta|another day please|pode ser às 16h?|Pode ser as 16h|dá pra ser sexta de manhã?|
não consigo nesse horário, pode ser às 16h?|não vou poder amanhã, só consigo quinta|tem às 16h?|prefiro na sexta às 9|
infelizmente não posso, pode ser outro horário à tarde?
"""
NEITHER = """
obrigada|bom dia|qual o endereço?|que horas vocês abrem?|confirmo depois|ainda não sei|talvez|confirmo, mas posso atrasar 10 min?|
vocês atendem às 16h?|está confirmado?|como confirmo?|posso levar meu filho?|quanto custa?
"""


def _said(block: str) -> list[str]:
    return [one.strip() for one in block.replace("\n", "").split("|")]


@dataclass
class Talking(Agenda):
    """A talk in which the appointment was reminded of."""

    reminded: Reminded | None = None

    def sends(self, *items: Item) -> str:
        given = TurnInput(items, self.now, self.settings, self.name, reminded=self.reminded)
        turn = decide(from_json(to_json(self.state)), given, self.facts)
        while turn.deed is not None:
            self.deeds.append(turn.deed)
            turn = conclude(turn, self.outcomes[type(turn.deed)], given, self.facts)
        self.state, self.last = turn.state, turn
        self.handed_off += sum(isinstance(a, HandOff) for a in turn.actions)
        return "\n".join(shown_by(turn))


def _talk(*, is_last: bool = True) -> Talking:
    made = Talking(reminded=Reminded(HERS.id, HERS.starts_at, is_last))
    own = OwnFound((HERS, LATER))
    made.outcomes = {ReadOwn: own, FindTimes: WEEK, Acknowledge: Settled(HERS), Cancel: Refused("unexpected")}
    return made


@pytest.mark.parametrize("words", _said(COMES))
def test_says_that_they_come(words):
    talk = _talk()
    said = talk.says(words)
    assert talk.deeds == [Acknowledge(HERS.id, HERS.starts_at)], said
    assert talk.last is not None
    assert HERS.fact_id in talk.last.explanation.fact_ids


@pytest.mark.parametrize("words", _said(DECLINES))
def test_says_that_they_do_not_and_is_asked_before_it_is_cancelled(words):
    talk = _talk()
    said = talk.says(words)
    assert talk.deeds == [ReadOwn()], said
    assert set(talk.options().values()) == {option_id("drop", HERS.id), "book:keep"}, "of the one that was reminded of"


@pytest.mark.parametrize("words", _said(MOVES))
def test_says_that_another_time_is_wanted(words):
    talk = _talk()
    talk.says(words)
    assert [type(one) for one in talk.deeds][:2] == [ReadOwn, FindTimes]
    assert talk.state.booking is not None
    assert (talk.state.booking.kind, talk.state.booking.appointment_id) == ("move", HERS.id)


@pytest.mark.parametrize("words", _said(NEITHER))
def test_what_is_no_answer_is_read_as_ever(words):
    talk = _talk()
    talk.says(words)
    assert not any(isinstance(one, Acknowledge | Cancel) for one in talk.deeds)


@pytest.mark.parametrize("words", ["pode ser às 16h?", "não consigo nesse horário, pode ser às 16h?"])
def test_a_time_without_a_day_is_one_of_the_day_that_was_reminded_of(words):
    talk = _talk()
    talk.says(words)
    assert talk.state.booking is not None
    wish = understand(talk.state.booking.said, talk.now.astimezone(_ZONE), "pt-BR")
    assert wish is not None
    on = datetime.combine(HERS.starts_at.astimezone(_ZONE).date(), time(16))
    assert wish.rank(on) is not None
    assert wish.rank(on + timedelta(days=1)) is None
    assert wish.rank(on + timedelta(hours=1)) is None


@pytest.mark.parametrize(
    ("words", "is_heard"), [("não consigo nesse horário, pode ser às 16h?", True), ("pode ser às 16h?", False)]
)
def test_once_something_else_was_said_only_who_cannot_come_asks_for_another_time(words, is_heard):
    talk = _talk(is_last=False)
    talk.says(words)
    assert (ReadOwn() in talk.deeds) == is_heard


def test_a_bare_no_is_asked_what_it_means():
    talk = _talk()
    said = talk.says("não")
    assert "26/11" in said
    assert list(talk.options().values()) == [option_id("move", HERS.id), option_id("cancel", HERS.id), "book:keep"]
    talk.taps("Cancelar")
    assert set(talk.options().values()) == {option_id("drop", HERS.id), "book:keep"}


@pytest.mark.parametrize(("words", "deeds"), [("sim", 0), ("ok", 0), ("confirmo", 1), ("vou", 0)])
def test_once_something_else_was_said_only_the_very_word_counts(words, deeds):
    talk = _talk(is_last=False)
    talk.says(words)
    assert len([one for one in talk.deeds if isinstance(one, Acknowledge)]) == deeds


def test_pressed_it_confirms_that_start_and_no_other():
    talk = _talk()
    talk.reminded = None
    talk.presses(option_id("confirm", HERS.id, HERS.starts_at), "Confirmar")
    assert talk.deeds == [Acknowledge(HERS.id, HERS.starts_at)]
    talk.outcomes[Acknowledge] = OwnFound((LATER,))
    talk.presses(option_id("confirm", LATER.id, HERS.starts_at), "Confirmar")
    assert talk.last is not None
    assert "30/11" in "".join(shown_by(talk.last))
    assert next(iter(talk.options().values())) == option_id("confirm", LATER.id, LATER.starts_at)
    talk.outcomes[Acknowledge] = Refused("not_found")
    talk.presses(option_id("confirm", HERS.id, HERS.starts_at), "Confirmar")
    assert talk.state.asked == "handoff"
