"""Appointments in the pure engine: what words want, which deed follows, and what is said of an outcome."""

from dataclasses import replace
from datetime import UTC, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from atende.bot.rules.booking import wanted
from atende.bot.rules.deeds import (
    Acknowledge,
    AnswerOffer,
    Cancel,
    FindTimes,
    Free,
    JoinWait,
    LeaveWait,
    Move,
    Refused,
    Reserve,
    TimesFound,
)
from atende.bot.rules.deeds import Settled as Done
from atende.bot.rules.settings import BotSettings, MenuAction, MenuItem
from atende.bot.rules.state import Step
from atende.bot.rules.turn import HandOff, Item
from atende.bot.rules.words import tokens_of
from tests.bot.agenda import ALL, HERS, SP, WEEK, Agenda, at_, free, opened
from tests.bot.clinic import CLINIC, MONDAY_TEN, TWO_STORES, Talk


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        ("quero marcar uma consulta", "book"),
        ("queria agendar minha limpeza para sexta", "book"),
        ("marcar minha consulta", "book"),
        ("tem horário amanhã?", "book"),
        ("I'd like to book an appointment", "book"),
        ("book my appointment", "book"),
        ("quando é minha consulta?", "own"),
        ("que horas é meu horário", "own"),
        ("minha consulta", "own"),
        ("qual o dia da minha consulta?", "own"),
        ("when is my appointment?", "own"),
        ("quero remarcar", "move"),
        ("preciso mudar o horário da minha consulta", "move"),
        ("dá pra adiar a consulta de sexta?", "move"),
        ("reschedule my appointment", "move"),
        ("desmarcar", "cancel"),
        ("cancela minha consulta por favor", "cancel"),
        ("não vou poder ir na consulta amanhã", "cancel"),
        ("cancel my booking", "cancel"),
        ("resultado do exame", None),
        ("meu exame ficou pronto?", None),
        ("mesa para quatro", None),
    ],
)
def test_what_words_about_appointments_want(words: str, kind: str | None) -> None:
    assert wanted.kind_of(tokens_of(words)) == kind


def test_where_nothing_can_be_booked_the_team_does_it_as_before() -> None:
    talk = Talk(facts=CLINIC)
    talk.says("quero marcar uma consulta")
    assert talk.reason == "booking"


def test_what_is_missing_is_asked_in_the_order_service_store_when() -> None:
    talk = Agenda(facts=opened(TWO_STORES))
    assert "O que você quer marcar?" in talk.says("oi, quero marcar um horário")
    assert list(talk.options()) == ["Limpeza de pele", "Clareamento dental", "Consulta odontológica", "Avaliação"]
    assert talk.says("a limpeza") == "Em qual unidade você quer marcar Limpeza de pele?"
    assert list(talk.options()) == ["Moema", "Centro"]
    assert "horários livres" in talk.says("moema") or talk.options()
    assert [type(one) for one in talk.deeds] == [FindTimes]
    assert talk.deeds[0] == FindTimes("v1", talk.now, talk.now + timedelta(days=14), "s1")
    assert talk.state.step is Step.TALKING


@pytest.mark.parametrize("how", ["tap", "number", "words"])
def test_a_choice_is_reserved_and_only_the_row_is_told(how: str) -> None:
    talk = Agenda()
    talk.outcomes[Reserve] = Done(replace(HERS, starts_at=at_(25, 9)))
    talk.says("quero marcar limpeza quarta de manhã")
    assert list(talk.options()) == [f"qua 25/11 · {hour}:00" for hour in ("08", "09", "10", "11")]
    said = {"tap": lambda: talk.taps("qua 25/11 · 09"), "number": lambda: talk.says("2"), "words": lambda: talk.says("às 9h")}[
        how
    ]()
    assert talk.deeds[-1] == Reserve("v1", at_(25, 9), "s1")
    assert said == (
        "Marcado! Limpeza de pele com Ana Souza: quarta-feira (25/11), às 09:00. Se precisar remarcar ou cancelar, é só escrever aqui."
    )
    assert talk.last.actions[-1].fact_ids == ("appointment:a1",)
    assert talk.last.has_acted
    assert talk.state.booking is not None
    assert (talk.state.booking.kind, talk.state.booking.appointment_id) == ("just", "a1")


def test_a_number_that_is_an_hour_of_those_shown_is_that_hour() -> None:
    talk = Agenda(outcomes={FindTimes: free(*(at_(25, h) for h in (8, 9, 10, 14))), Reserve: Done(HERS)})
    talk.says("marcar limpeza na quarta")
    talk.says("9")
    assert talk.deeds[-1] == Reserve("v1", at_(25, 9), "s1")
    talk = Agenda(outcomes=talk.outcomes)
    talk.says("marcar limpeza na quarta")
    talk.says("1")
    assert talk.deeds[-1] == Reserve("v1", at_(25, 8), "s1")


def test_one_time_that_suits_is_said_back_and_booked_after_a_yes() -> None:
    talk = Agenda()
    talk.outcomes[Reserve] = Done(HERS)
    assert "quinta-feira (26/11), às 10:00" in talk.says("quero marcar limpeza quinta às 10")
    assert list(talk.options()) == ["Marcar", "Outros horários"]
    assert not any(isinstance(one, Reserve) for one in talk.deeds)
    talk.says("sim")
    assert talk.deeds[-1] == Reserve("v1", at_(26, 10), "s1")


def test_others_may_be_had_and_a_no_books_nothing() -> None:
    talk = Agenda()
    talk.says("quero marcar limpeza quinta às 10")
    talk.taps("Outros")
    assert len(talk.options()) == 10
    assert "não marquei nada" in talk.says("não")
    assert talk.state.booking is None
    assert [type(one) for one in talk.deeds] == [FindTimes, FindTimes]


def test_a_day_that_is_full_is_said_and_the_nearest_are_shown() -> None:
    talk = Agenda()
    said = talk.says("marcar limpeza no sábado")
    assert "não há horário livre sábado, 28/11" in said
    assert len(talk.options()) == 7
    assert list(talk.options())[-1] == "Avise se abrir vaga"
    assert "qua 25/11" not in "".join(talk.options())
    assert "não existe" in talk.says("dia 30/02")


def test_what_was_taken_meanwhile_is_never_said_to_be_booked() -> None:
    talk = Agenda()
    talk.outcomes[Reserve] = Refused("slot_taken", free=tuple(Free(at_(25, h), SP, "s1") for h in (10, 11)))
    talk.says("marcar limpeza na quarta de manhã")
    said = talk.taps("qua 25/11 · 09")
    assert "ocupado" in said
    assert "Marcado" not in said
    assert list(talk.options()) == ["qua 25/11 · 10:00", "qua 25/11 · 11:00"]
    assert not talk.last.has_acted


@pytest.mark.parametrize(
    ("refusal", "words"),
    [
        (Refused("slot_outside", "too_soon"), "muito em cima"),
        (Refused("slot_outside", "past"), "já passou"),
        (Refused("too_many_appointments", number=2), "já tem 2 agendamento(s)"),
        (Refused("not_found"), "não pode mais ser marcado"),
    ],
)
def test_every_refusal_is_told(refusal: Refused, words: str) -> None:
    talk = Agenda()
    talk.outcomes[Reserve] = refusal
    talk.says("marcar limpeza na quarta de manhã")
    assert words in talk.taps("qua 25/11 · 09")
    assert not talk.last.has_acted


def test_the_agenda_may_be_asked_for_something_else_in_between() -> None:
    talk = Agenda(facts=ALL)
    talk.says("quero marcar um horário")
    assert "R$ 180,00" in talk.says("quanto custa a limpeza?")
    talk.says("limpeza")
    assert isinstance(talk.deeds[-1], FindTimes)
    assert "Rua das Flores" in talk.says("onde fica?")
    talk.says("sexta à tarde")
    assert list(talk.options()) == ["sex 27/11 · 14:00", "sex 27/11 · 15:00", "sex 27/11 · 16:00"]
    talk.says("quero falar com atendente")
    assert talk.reason == "requested"
    assert talk.state.booking is None


def test_a_time_alone_is_meant_on_the_day_said_before() -> None:
    talk = Agenda()
    talk.says("marcar limpeza na quinta")
    talk.says("à tarde")
    assert list(talk.options()) == ["qui 26/11 · 14:00", "qui 26/11 · 15:00", "qui 26/11 · 16:00"]


def test_the_menu_may_book_and_english_is_spoken() -> None:
    menu = (MenuItem("b", "Marcar horário", MenuAction.BOOK),)
    talk = Agenda(settings=BotSettings(menu=menu))
    talk.says("hello, good morning")
    assert list(talk.options()) == ["Book a time"]
    talk.taps("Book")
    assert "these are the next free times" in talk.seen[-1] if talk.seen else talk.options()
    assert isinstance(talk.deeds[-1], FindTimes)
    bare = Talk(facts=CLINIC, settings=BotSettings(menu=menu))
    bare.presses("menu:b")
    assert bare.reason == "booking"


def test_nothing_free_for_months_calls_a_person() -> None:
    talk = Agenda(outcomes={FindTimes: free()})
    talk.says("marcar limpeza")
    assert talk.reason == "booking"
    assert len(talk.deeds) == 2
    assert talk.deeds[1].until - talk.now == timedelta(days=93)


_HEADS = [
    "",
    "book:",
    "book:at:v1:",
    "book:to:",
    "book:sure:a1:20261125T1200",
    "book:drop:",
    "book:accept:",
    "book:pass:o1",
    "book:unwait:",
]


@given(
    st.text(max_size=60),
    st.sampled_from([*_HEADS, "book:wait:v1:", "book:wait:v1:20261125-20261130@480-720:-:-", "book:come:a1:"]),
)
def test_whatever_is_pressed_or_written_nothing_raises(text: str, head: str) -> None:
    talk = Agenda()
    acts = (Reserve, Cancel, Move, Acknowledge, JoinWait, LeaveWait, AnswerOffer)
    talk.outcomes |= {act: Refused("not_found") for act in acts}
    talk.says("marcar limpeza")
    talk.presses(head + text, text)
    talk.says(text)
    assert all(isinstance(a, HandOff) or len(getattr(a, "text", "x")) for a in talk.last.actions)


@given(st.integers(0, 10**7), st.sampled_from([None, "s1"]), st.sampled_from([None, "p1"]))
def test_an_option_carries_what_it_means(minute: int, store: str | None, who: str | None) -> None:
    at = MONDAY_TEN.astimezone(UTC) + timedelta(minutes=minute)
    option = wanted.option_id("at", "v1", at, store, who)
    assert wanted.pressed(option) == wanted.Pressed("at", "v1", at, store, who)


def test_a_day_beyond_the_agenda_shows_what_there_is() -> None:
    talk = Agenda()

    def look(deed: FindTimes) -> TimesFound:
        return TimesFound(tuple(one for one in WEEK.free if deed.since <= one.starts_at < deed.until))

    talk.looks = look
    assert "não há horário livre" in talk.says("marcar limpeza em 15 de março")
    assert talk.options()
    assert talk.handed_off == 0


def test_words_that_mean_nothing_are_asked_once_more_and_then_a_person_comes() -> None:
    talk = Agenda()
    talk.says("marcar limpeza")
    assert talk.says("xyzzy plugh").startswith("Não entendi que dia ou horário você prefere.")
    assert len(talk.options()) == 10
    talk.says("foo bar baz")
    assert talk.reason == "unknown"
    talk = Agenda()
    talk.says("marcar limpeza")
    talk.says("xyzzy plugh")
    talk.says("quinta")
    assert "Não entendi" in talk.says("xyzzy plugh")
    assert talk.reason is None


def test_the_business_own_answers_are_given_while_a_time_is_chosen() -> None:
    talk = Agenda()
    talk.says("marcar limpeza")
    assert "gratuito no subsolo" in talk.says("tem estacionamento?")
    talk.says("quinta de manhã")
    assert isinstance(talk.deeds[-1], FindTimes)


def test_with_whom_and_what_may_be_said_at_any_time() -> None:
    talk = Agenda(facts=ALL)
    talk.says("quero marcar limpeza de pele com o Bruno")
    assert (talk.deeds[-1].service_id, talk.deeds[-1].professional_id) == ("v1", "p2")
    talk.says("na verdade com a Ana Souza")
    assert talk.deeds[-1].professional_id == "p1"
    talk.says("melhor o clareamento dental")
    assert talk.deeds[-1].service_id == "v2"


def test_a_question_in_the_same_breath_as_a_tap_is_answered_too() -> None:
    talk = Agenda()
    talk.outcomes[Reserve] = Done(HERS)
    talk.says("marcar limpeza na quinta")
    option = next(iter(talk.options().values()))
    said = talk.sends(Item("1", "text", "onde fica?"), Item("2", "list", "x", option))
    assert "Rua das Flores" in said
    assert "Marcado!" in said


def test_where_customers_book_nothing_themselves_they_still_hear_what_they_have() -> None:
    talk = Agenda(facts=replace(CLINIC, has_agenda=True))
    assert "quinta-feira (26/11), às 10:00" in talk.says("quando é minha consulta?")
    talk.says("quero marcar outra consulta")
    assert talk.reason == "booking"
