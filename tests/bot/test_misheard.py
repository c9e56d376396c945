"""Words that sound like a deed and are none: a greeting in the afternoon is not coming late, "não cancela" cancels nothing, a goodbye asks
for no other day, two o'clock is not both; in the pure engine."""

from dataclasses import replace
from datetime import timedelta

import pytest

from atende.bot.rules.deeds import Cancel, FindTimes, JoinWait, OwnFound, ReadOwn, TellLate
from atende.bot.rules.state import Booking, State, from_json, to_json
from tests.bot.agenda import ALL, HERS, LATER, Agenda, at_
from tests.bot.test_plain_words import WIDE
from tests.bot.test_words_beside import talk_of


@pytest.mark.parametrize(
    "words",
    [
        "Boa tarde, estou chegando", "Boa tarde! A que horas posso chegar?", "boa tarde, vou chegar no horário",
        "boa tarde estou chegando", "boa tarde, com quanto tempo de antecedência devo chegar?", "vou chegar à tarde",
        "boa tarde, chego em 5 min", "vou chegar de tarde", "posso chegar um pouco mais tarde?",
        "não estou atrasado", "não vou atrasar 10 min", "acho que não vou me atrasar", "i'm not late",
        "amanhã vou me atrasar 20 minutos", "na segunda vou chegar 15 min atrasado", "dia 30 vou me atrasar 10 min",
        "em 30/11 vou atrasar 10 min",
        "Desculpa, ontem me atrasei", "me atrasei", "o doutor se atrasou 20 minutos comigo, eu esperei",
        "desculpa, eu cheguei atrasado",
        "posso me atrasar 10 minutos?", "estou atrasado?", "tem problema se eu chegar 10 min depois?", "será que vou me atrasar",
        "quanto tempo posso me atrasar?", "tem problema eu atrasar 10 min?",
        "meu filho está atrasado na escola, vou precisar de vocês", "estou atrasada 2 semanas", "estou com atraso menstrual",
        "eles estão atrasados, eu estou esperando", "a doutora vai atrasar?", "Dra. Ana, a doutora está atrasada?", "doutora, vai atrasar?",
        "Dra. Ana está, acho, atrasada",
    ],
)  # fmt: skip
def test_what_only_sounds_like_coming_late_tells_nobody(words: str) -> None:
    talk = talk_of(facts=ALL)
    talk.says(words)
    assert TellLate not in [type(one) for one in talk.deeds]


@pytest.mark.parametrize(
    ("words", "minutes"),
    [
        ("boa tarde, vou me atrasar 15 minutos", 15), ("boa tarde, vou chegar um pouco mais tarde", None),
        ("não, vou me atrasar uns 10 min", 10), ("vou me atrasar 10 min, tudo bem?", 10),
        ("vou chegar 10 min atrasada tem problema?", 10), ("preso no trânsito, chego 20 min depois", 20),
        ("não vou chegar no horário, vou atrasar 10 minutos", 10), ("pode avisar que vou me atrasar 10 min?", 10),
        ("Dra. Ana, vou me atrasar", None), ("Dra Ana vou me atrasar 10 minutos", 10), ("oi doutora, vou me atrasar 10 minutos", 10),
        ("atrasada, chego em 10 min", 10), ("vou chegar 10 min. depois", 10), ("vou chegar muito tarde, desculpa", None),
    ],
)  # fmt: skip
def test_who_does_come_late_is_still_heard(words: str, minutes: int | None) -> None:
    talk = talk_of(facts=ALL)
    talk.says(words)
    assert talk.deeds == [TellLate(minutes)]


@pytest.mark.parametrize("words", ["vou chegar mais tarde", "vou chegar 10 min depois"])
def test_nobody_comes_late_to_what_is_only_being_chosen(words: str) -> None:
    talk = talk_of(facts=ALL)
    talk.says("marca limpeza quinta")
    talk.says(words)
    assert TellLate not in [type(one) for one in talk.deeds]


@pytest.mark.parametrize(
    "words",
    ["não cancela", "não quero cancelar", "nao cancela nao", "não cancele", "não, não cancela", "não precisa cancelar"],
)
def test_what_was_just_booked_is_not_cancelled_by_a_no_to_that(words: str) -> None:
    talk = talk_of()
    talk.says("marca limpeza quinta às 10")
    talk.says("sim")
    said = talk.says(words)
    assert ReadOwn not in [type(one) for one in talk.deeds]
    assert "Posso cancelar" not in said
    assert talk.handed_off == 0


def _waiting(**more) -> Agenda:
    talk = talk_of(**more)
    talk.says("marca limpeza domingo")
    talk.taps("Avise se abrir")
    return talk


def _joins(talk: Agenda) -> list[JoinWait]:
    return [one for one in talk.deeds if isinstance(one, JoinWait)]


@pytest.mark.parametrize(
    "words",
    [
        "ok, até segunda", "ok até amanhã", "então até segunda", "hoje não posso", "até segunda", "tchau, até sexta", "hoje não",
        "valeu, até sexta mesmo", "blz, até semana que vem", "hoje mesmo não posso", "amanhã", "boa tarde!",
    ],
)  # fmt: skip
def test_a_goodbye_leaves_what_is_waited_for_as_it_is(words: str) -> None:
    talk = _waiting()
    talk.says(words)
    assert len(_joins(talk)) == 1


@pytest.mark.parametrize("words", ["prefiro sexta", "pode ser até sexta", "só amanhã mesmo", "hoje não posso, só sexta"])
def test_another_day_that_is_wanted_is_what_is_waited_for(words: str) -> None:
    talk = _waiting()
    talk.says(words)
    assert len(_joins(talk)) == 2


def test_what_was_just_done_is_forgotten_after_a_while() -> None:
    talk = _waiting()
    talk.now += timedelta(minutes=29)
    talk.says("obrigada")
    talk.now += timedelta(minutes=31)
    talk.says("só de manhã")
    assert len(_joins(talk)) == 1
    talk = talk_of()
    talk.says("marca limpeza quinta às 10")
    talk.says("sim")
    talk.now += timedelta(minutes=31)
    talk.says("não, prefiro sexta")
    assert not [one for one in talk.deeds if isinstance(one, FindTimes) and one.moving]


def test_other_hours_after_tapping_keep_the_days_and_whom_they_wait_for() -> None:
    talk = talk_of(facts=ALL)
    talk.says("marca limpeza com a Ana domingo")
    talk.taps("Avise se abrir")
    [first] = _joins(talk)
    assert first.professional_id is not None
    talk.says("só de manhã")
    assert _joins(talk)[-1] == replace(first, earliest=360, latest=719)


def test_another_day_keeps_the_hours_and_whom_they_wait_for_unless_any_hour_will_do() -> None:
    talk = talk_of(facts=ALL)
    talk.says("marca limpeza com a Ana domingo de manhã")
    talk.taps("Avise se abrir")
    [first] = _joins(talk)
    assert (first.earliest, first.latest) == (360, 719)
    talk.says("prefiro sábado")
    assert _joins(talk)[-1] == replace(first, first_on=at_(28, 3).date(), last_on=at_(28, 3).date())
    talk.says("pode ser qualquer horário na sexta")
    assert _joins(talk)[-1] == replace(first, first_on=at_(27, 3).date(), last_on=at_(27, 3).date(), earliest=0, latest=1439)


@pytest.mark.parametrize("words", ["qualquer dia", "tanto faz o dia", "pode ser qualquer dia"])
def test_any_day_is_a_month_of_the_same_hours(words: str) -> None:
    talk = talk_of(facts=ALL)
    talk.says("marca limpeza com a Ana domingo de manhã")
    talk.taps("Avise se abrir")
    [first] = _joins(talk)
    talk.says(words)
    until = at_(23, 3) + timedelta(days=30)
    assert _joins(talk)[-1] == replace(first, first_on=at_(23, 3).date(), last_on=until.date())


@pytest.mark.parametrize("never", ["", "closed", "none"])
def test_a_day_is_called_closed_only_where_it_is_and_waited_for_only_where_it_can_be(never: str) -> None:
    talk = talk_of()
    talk.outcomes[FindTimes] = replace(talk.outcomes[FindTimes], never=never)
    said = talk.says("marca limpeza domingo")
    assert ("não atendemos" in said.lower()) == (never == "closed")
    assert ("Avise se abrir vaga" in talk.options()) == (never == "")


@pytest.mark.parametrize(
    "words",
    [
        "cancela minha consulta das duas", "desmarca as duas primeiras", "cancela minha consulta às duas", "cancela até as duas",
        "cancela as 2 da tarde", "cancela as 2h",
        "cancela a consulta as duas", "cancela as duas da tarde", "cancela as duas horas",
    ],
)  # fmt: skip
def test_two_o_clock_is_not_both(words: str) -> None:
    talk = talk_of(facts=WIDE)
    talk.says(words)
    assert "Sim, cancelar todos" not in talk.options()
    assert Cancel not in [type(one) for one in talk.deeds]


def test_the_one_at_two_o_clock_is_meant() -> None:
    talk = talk_of(facts=WIDE)
    talk.outcomes[ReadOwn] = OwnFound((HERS, replace(LATER, starts_at=at_(30, 14))))
    said = talk.says("cancela minha consulta das duas")
    assert "segunda-feira (30/11), às 14:00" in said
    assert "26/11" not in said


@pytest.mark.parametrize(
    "words", ["cancela as duas consultas", "cancela ambas", "pode cancelar as duas por favor", "cancela as 2"]
)
def test_both_is_still_both(words: str) -> None:
    talk = talk_of(facts=WIDE)
    talk.says(words)
    assert "Sim, cancelar todos" in talk.options()


def test_a_talk_without_what_is_new_is_kept_as_the_version_before_can_read_it() -> None:
    plain = State(booking=Booking(service_id="v1", asked="when"))
    assert not {"others", "repeats"} & set(to_json(plain)["booking"])
    assert from_json(to_json(plain)) == plain
    full = State(booking=Booking(service_id="v1", others=("a2",), repeats=True))
    assert from_json(to_json(full)) == full


def test_who_waits_for_ten_oclock_does_not_wait_for_the_evening_when_all_is_closed() -> None:
    talk = talk_of(facts=ALL)
    talk.says("me avisa se abrir vaga de limpeza amanhã às 10")
    [first] = _joins(talk)
    assert (first.earliest, first.latest) == (600, 600)
