"""When the bot keeps quiet, and when a burst is over."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from atende.bot.rules.guard import PastTurn, is_machine_loop, same_outbound_recently, too_old, turn_due_at

T0 = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)


def after(seconds: float) -> datetime:
    return T0 + timedelta(seconds=seconds)


def exchange(turns: int, every: float, reply: float, text: str = "{n}") -> list[PastTurn]:
    """Ours at 0, theirs `reply` seconds later, again `every` seconds."""
    lines = []
    for n in range(turns):
        lines.append(PastTurn(False, after(n * every), "Como posso ajudar?"))
        lines.append(PastTurn(True, after(n * every + reply), text.format(n=n)))
    return lines


def test_six_quick_answers_within_two_minutes_are_a_machine() -> None:
    assert is_machine_loop(exchange(6, 10, 1))
    assert not is_machine_loop(exchange(5, 10, 1))
    assert not is_machine_loop(exchange(12, 10, 4))
    assert not is_machine_loop(exchange(12, 60, 1))
    assert not is_machine_loop([])


def test_the_same_long_text_after_each_answer_is_a_machine() -> None:
    auto = "Olá! Agradecemos o contato, responderemos em breve."
    assert is_machine_loop(exchange(3, 60, 10, auto))
    assert not is_machine_loop(exchange(2, 60, 10, auto))
    assert not is_machine_loop(exchange(5, 60, 10, "Horários"))
    assert not is_machine_loop(exchange(3, 400, 10, auto))


def test_a_person_who_repeats_before_any_answer_is_no_machine() -> None:
    assert not is_machine_loop([PastTurn(True, after(n), "quanto custa a limpeza de pele?") for n in range(5)])


def test_two_machines_stop_within_six_turns() -> None:
    history: list[PastTurn] = []
    for turn in range(1, 20):
        history.append(PastTurn(True, after(turn * 3), f"resposta {turn}"))
        if is_machine_loop(history):
            break
        history.append(PastTurn(False, after(turn * 3 + 1), "Não entendi"))
    assert turn <= 7


def test_the_same_words_are_not_sent_again_until_the_person_speaks() -> None:
    sent = [PastTurn(False, T0, "Olá  tudo bem")]
    assert same_outbound_recently(sent, "Olá tudo bem", after(60))
    assert not same_outbound_recently(sent, "Outra coisa", after(60))
    assert not same_outbound_recently(sent, "Olá tudo bem", after(3600))
    assert not same_outbound_recently([*sent, PastTurn(True, after(5), "oi")], "Olá tudo bem", after(60))


def test_a_lone_message_waits_little_and_a_burst_is_one_turn() -> None:
    assert turn_due_at(T0, T0) == after(1.2)
    assert turn_due_at(T0, after(1)) == after(3.5)
    assert turn_due_at(T0, after(8)) == after(8.5)
    arrivals = [n * 8 / 9 for n in range(10)]
    for earlier, later in pairwise(arrivals):
        assert turn_due_at(T0, after(earlier)) > after(later)


@given(st.floats(0, 60))
def test_a_turn_is_never_due_in_the_past_nor_far_ahead(last: float) -> None:
    due = turn_due_at(T0, after(last))
    assert due >= after(last)
    assert due <= max(after(8.5), after(last))


def test_old_messages_are_never_answered() -> None:
    assert too_old(T0, after(901))
    assert not too_old(T0, after(899))
    assert not too_old(None, after(9999))
    assert too_old(T0, after(61), timedelta(minutes=1))
