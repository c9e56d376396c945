"""What is said around an appointment: its price, that it repeats, another day right after it was booked, coming late, both at once, and
days that never open; in the pure engine."""

from dataclasses import replace

import pytest

from atende.bot.rules.deeds import (
    Cancel,
    Deed,
    FindTimes,
    JoinWait,
    LateTold,
    Move,
    OwnFound,
    ReadOwn,
    Refused,
    Reserve,
    Settled,
    TellLate,
    Waits,
)
from tests.bot.agenda import ALL, HERS, LATER, WEEK, Agenda, at_, free
from tests.bot.clinic import shown_by
from tests.bot.test_plain_words import WIDE


def talk_of(**more) -> Agenda:
    talk = Agenda(**more)
    talk.outcomes = {
        FindTimes: WEEK,
        ReadOwn: OwnFound((HERS, LATER)),
        Reserve: Settled(replace(HERS, starts_at=at_(26, 10))),
        Cancel: Settled(replace(HERS, state="cancelled"), others=(replace(LATER, state="cancelled"),)),
        Move: Settled(replace(HERS, starts_at=at_(27, 9)), before=HERS.starts_at),
        TellLate: LateTold(HERS, 15),
        JoinWait: Waits("w1", "Limpeza de pele", at_(29, 0).date(), at_(29, 0).date(), 0, 1439),
    }
    return talk


def _kinds(talk: Agenda) -> list[type[Deed]]:
    return [type(one) for one in talk.deeds]


@pytest.mark.parametrize("words", ["quanto custa?", "e o valor?", "deixa pra lá, quanto custa?", "qual o preço?"])
def test_the_price_asked_while_booking_is_that_of_what_is_booked_and_the_booking_goes_on(words: str) -> None:
    talk = talk_of(facts=ALL)
    talk.says("marca limpeza quinta às 10")
    said = talk.says(words)
    assert "Limpeza de pele: R$" in said
    assert "180,00" in said
    assert "Clareamento" not in said
    assert talk.says("sim").startswith("Marcado!")


def test_another_price_or_the_whole_list_is_still_told_while_booking() -> None:
    talk = talk_of(facts=ALL)
    talk.says("marca limpeza quinta às 10")
    assert "900,00" in talk.says("e o clareamento, quanto custa?")
    assert "Clareamento" in talk.says("qual a tabela de preços?")


@pytest.mark.parametrize(
    ("words", "day"),
    [
        ("ah não, melhor sexta", 27), ("não, prefiro sexta", 27), ("pensando bem, melhor na sexta de manhã", 27),
        ("ih, não, na verdade melhor sexta", 27), ("melhor às 11", 26),
    ],
)  # fmt: skip
def test_another_day_right_after_booking_moves_what_was_just_booked(words: str, day: int) -> None:
    talk = talk_of(facts=ALL)
    talk.says("marca limpeza quinta às 10")
    talk.says("sim")
    talk.says("obrigada!")
    said = talk.says(words)
    asked = [one for one in talk.deeds if isinstance(one, FindTimes)][-1]
    assert asked.moving == "a1"
    assert [title for title in talk.options() if f"{day}/11" in title] or f"para quinta-feira ({day}/11), às 11:00?" in said


def test_what_was_just_booked_is_cancelled_by_the_word_after_asking() -> None:
    talk = talk_of()
    talk.says("marca limpeza quinta às 10")
    talk.says("sim")
    assert "Posso cancelar Limpeza de pele" in talk.says("não, cancela")
    assert talk.deeds[-1] == ReadOwn("a1")


@pytest.mark.parametrize(
    "words", ["obrigada, até sexta!", "vocês abrem sexta?", "quanto custa?", "marca limpeza sexta", "sexta?"]
)
def test_other_words_after_booking_move_nothing(words: str) -> None:
    talk = talk_of(facts=ALL)
    talk.says("marca limpeza quinta às 10")
    talk.says("sim")
    talk.says(words)
    assert not [one for one in talk.deeds if isinstance(one, FindTimes) and one.moving]


@pytest.mark.parametrize(
    "words", ["cancela as duas", "cancela os dois", "quero cancelar ambas", "cancela tudo", "desmarca todas"]
)
def test_both_are_named_and_asked_about_once(words: str) -> None:
    talk = talk_of(facts=WIDE)
    said = talk.says(words)
    assert "quinta-feira (26/11), às 10:00" in said
    assert "segunda-feira (30/11), às 15:00" in said
    assert list(talk.options()) == ["Sim, cancelar todos", "Não, deixar assim"]
    assert Cancel not in _kinds(talk)
    said = talk.says("sim")
    assert talk.deeds[-1] == Cancel("a1", others=("a2",))
    assert said.startswith("Cancelados:")
    assert said.count("Limpeza de pele") == 2


def test_both_are_meant_also_where_one_is_at_two_o_clock() -> None:
    talk = talk_of(facts=WIDE)
    talk.outcomes[ReadOwn] = OwnFound((HERS, replace(LATER, starts_at=at_(30, 14))))
    assert talk.says("cancela as duas").count("Limpeza de pele") == 2


def test_both_are_cancelled_by_the_button_and_none_when_one_cannot_be() -> None:
    talk = talk_of(facts=WIDE)
    talk.outcomes[Cancel] = Refused("notice_too_short", number=1440)
    talk.says("cancela as duas")
    assert "não cancelei nenhum" in talk.taps("Sim")
    assert talk.deeds[-1] == Cancel("a1", others=("a2",))


def test_the_one_of_several_is_still_asked_for() -> None:
    talk = talk_of(facts=WIDE)
    assert "Qual" in talk.says("cancela minha consulta")
    three = talk_of(facts=WIDE)
    three.outcomes[ReadOwn] = OwnFound((HERS, LATER, replace(LATER, id="a3", starts_at=at_(30, 16))))
    assert "Qual" in three.says("cancela as duas")


@pytest.mark.parametrize(
    ("words", "minutes"),
    [
        ("vou me atrasar 15 minutos", 15), ("tô atrasado", None), ("vou chegar uns 10 min depois", 10),
        ("estou atrasada, uns vinte minutos", 20),
        ("vou atrasar meia hora", 30), ("acho que vou chegar um pouco mais tarde", None), ("oi, vou me atrasar 1 hora", 60),
        ("vou chegar atrasada uns 10min, trânsito", 10), ("tô presa no trânsito", None), ("avisa a doutora que vou me atrasar", None),
        ("chego 15 minutos depois", 15), ("i'm running late, 15 minutes", 15),
    ],
)  # fmt: skip
def test_who_comes_late_is_heard_with_the_minutes(words: str, minutes: int | None) -> None:
    talk = talk_of()
    talk.outcomes[TellLate] = LateTold(HERS, minutes)
    said = talk.says(words)
    assert talk.deeds == [TellLate(minutes)]
    assert "Limpeza de pele com Ana Souza" in said
    assert talk.handed_off == 0


@pytest.mark.parametrize(
    "words",
    [
        "meu pedido está atrasado", "tem tolerância de atraso?", "se eu me atrasar 10 minutos tem problema?",
        "minha menstruação tá atrasada",
        "o doutor está atrasado?", "vou me atrasar, dá pra remarcar pra sexta?", "vou chegar mais tarde não, cancela",
        "posso ir mais tarde?",
        "tem horário mais tarde?", "não vou me atrasar",
    ],
)  # fmt: skip
def test_other_words_about_time_tell_nobody(words: str) -> None:
    talk = talk_of()
    talk.says(words)
    assert TellLate not in _kinds(talk)


def test_who_has_nothing_today_is_told_that_nobody_was_told() -> None:
    talk = talk_of()
    talk.outcomes[TellLate] = OwnFound((LATER,))
    said = talk.says("vou me atrasar 15 minutos")
    assert "não avisei ninguém" in said
    assert "segunda-feira (30/11), às 15:00" in said
    talk.says("sim")
    assert talk.reason == "requested"


@pytest.mark.parametrize(
    "words",
    [
        "quero limpeza toda terça às 10", "marca limpeza quinta sim quinta não às 10", "limpeza toda semana na quinta às 10",
        "quero marcar limpeza quinta às 10, de 15 em 15 dias", "marca limpeza uma vez por semana, quinta às 10",
        "quero marcar limpeza quinzenal, quinta às 10",
    ],
)  # fmt: skip
def test_what_is_wanted_as_a_habit_is_said_to_be_booked_once(words: str) -> None:
    talk = talk_of()
    talk.outcomes[FindTimes] = free(at_(24, 10), at_(26, 10))
    assert "marco um horário de cada vez" in talk.says(words)
    if len(talk.options()) > 2:
        talk.taps(next(iter(talk.options())))
    else:
        talk.says("sim")
    assert isinstance(talk.deeds[-1], Reserve)
    assert talk.last is not None
    assert "Marquei só este horário" in "\n".join(shown_by(talk.last))


def test_one_appointment_is_not_said_to_be_the_only_one_of_several() -> None:
    talk = talk_of()
    assert "de cada vez" not in talk.says("marca limpeza quinta às 10")
    assert "só este" not in talk.says("sim")


def test_a_day_that_never_opens_is_said_to_be_closed_and_not_to_be_waited_for() -> None:
    talk = talk_of()
    talk.outcomes[FindTimes] = replace(WEEK, never="closed")
    said = talk.says("marca limpeza domingo")
    assert isinstance(talk.deeds[0], FindTimes)
    assert talk.deeds[0].waits == JoinWait("v1", at_(29, 3).date(), at_(29, 3).date(), 0, 1439, "s1")
    assert "não atendemos domingo" in said
    assert "Avise se abrir vaga" not in talk.options()
    talk.outcomes[JoinWait] = Refused("wait_never", "closed")
    said = talk.says("me avisa se abrir")
    assert _kinds(talk)[-2:] == [JoinWait, FindTimes]
    assert "Não anotei na lista de espera" in said
    assert [title for title in talk.options() if "27/11" in title]
    assert "Avise se abrir vaga" not in talk.options()


@pytest.mark.parametrize(("never", "words"), [("too_far", "ainda não está aberta"), ("too_soon", "muito em cima")])
def test_a_day_that_cannot_be_booked_here_says_why(never: str, words: str) -> None:
    talk = talk_of()
    talk.outcomes[FindTimes] = replace(WEEK, never=never)
    assert words in talk.says("marca limpeza domingo")
    assert "Avise se abrir vaga" not in talk.options()


def test_other_days_right_after_joining_are_those_they_wait_for() -> None:
    talk = talk_of()
    talk.says("marca limpeza domingo")
    talk.taps("Avise se abrir")
    said = talk.says("qualquer dia essa semana de manhã")
    assert talk.deeds[-1] == JoinWait("v1", at_(23, 3).date(), at_(29, 3).date(), 360, 719, "s1")
    assert "lista de espera" in said
    talk.says("obrigada")
    assert _kinds(talk).count(JoinWait) == 2
    talk.says("só de tarde")
    assert isinstance(talk.deeds[-1], JoinWait)
    assert talk.deeds[-1] == JoinWait("v1", at_(23, 3).date(), at_(29, 3).date(), 720, 1139, "s1")


@pytest.mark.parametrize(
    ("words", "service_id"),
    [
        ("marca fisioterapia quinta às 10", "v5"), ("fisioterapia quinta sim quinta não às 9", "v5"),
        ("quero fisioterapia duas vezes por semana", "v5"), ("preciso de um eletro dia 32", "v7"),
        ("eletro daqui a 26 horas", "v7"),
    ],
)  # fmt: skip
def test_a_service_and_when_are_a_booking_also_as_a_habit_or_on_a_day_there_is_not(words: str, service_id: str) -> None:
    talk = talk_of(facts=WIDE)
    talk.says(words)
    assert [one.service_id for one in talk.deeds if isinstance(one, FindTimes)] == [service_id]


def test_of_a_day_there_is_not_it_is_asked_which_was_meant() -> None:
    talk = talk_of(facts=WIDE)
    said = talk.says("preciso de um eletro dia 30/02")
    assert "domingo, 28/02/2027" in said
    assert "terça-feira, 30/03/2027" in said
    assert talk.deeds == []
    assert talk.state.booking is not None
    assert talk.state.booking.service_id == "v7"


def test_whoever_leaves_it_to_us_is_offered_the_soonest_of_those_shown_also_where_none_was_as_wished() -> None:
    talk = talk_of()
    talk.says("marca limpeza domingo")
    said = talk.says("tanto faz")
    assert "está livre. Posso marcar?" in said
    talk.says("sim")
    assert isinstance(talk.deeds[-1], Reserve)
