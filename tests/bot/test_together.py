"""What belongs together in the pure engine: a series told as one and changed as one or in part, and several services in one visit."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from atende.bot.rules.booking import together
from atende.bot.rules.deeds import Cancel, FindTimes, Move, OwnFound, ReadOwn, Refused, Reserve
from atende.bot.rules.deeds import Settled as Done
from atende.bot.rules.facts import Service
from atende.bot.rules.words import tokens_of
from tests.bot.agenda import ALL, HERS, Agenda, at_

WEEKS = tuple(replace(HERS, id=f"s{n}", series_id="w", starts_at=HERS.starts_at + timedelta(weeks=n)) for n in range(5))
FIRST = replace(HERS, id="p1", service_id="v2", service_name="Clareamento dental", visit_id="z")
SECOND = replace(HERS, id="p2", visit_id="z", starts_at=HERS.starts_at + timedelta(hours=1), people=("Rui Lima",))
ALONE = replace(HERS, id="a9", starts_at=datetime(2026, 11, 24, 13, 0, tzinfo=UTC))


def _talk(*own) -> Agenda:
    talk = Agenda(facts=ALL)
    talk.outcomes[ReadOwn] = OwnFound(own)
    return talk


def test_a_series_is_one_line_and_a_visit_is_one_line() -> None:
    talk = _talk(ALONE, FIRST, *WEEKS, SECOND)
    said = talk.says("quando é minha consulta?")
    lines = [line for line in said.splitlines() if line.startswith("•")]
    assert len(lines) == 3
    assert lines[1] == "• Clareamento dental com Ana Souza + Limpeza de pele com Rui Lima: quinta-feira (26/11), às 10:00"
    assert lines[2].endswith("(e mais 4 que se repetem, a última quinta-feira (24/12), às 10:00)")
    assert set(talk.last.actions[-1].fact_ids) == {f"appointment:{one.id}" for one in (ALONE, FIRST, SECOND, *WEEKS)}


@pytest.mark.parametrize(
    ("words", "deed"),
    [
        ("só esta", Cancel("s0")), ("todas as seguintes", Cancel("s0", is_all=True)), ("apenas essa por favor", Cancel("s0")),
        ("todas", Cancel("s0", is_all=True)), ("pode cancelar tudo", Cancel("s0", is_all=True)), ("não", None), ("sim", None),
        ("não, só esta", Cancel("s0")),
    ],
)  # fmt: skip
def test_of_a_series_it_is_asked_whether_only_this_one_is_meant(words: str, deed: Cancel | None) -> None:
    talk = _talk(*WEEKS)
    talk.outcomes[Cancel] = Done(replace(WEEKS[0], state="cancelled"))
    asked = talk.says("quero cancelar minha consulta")
    assert "só esta ou todas as seguintes?" in asked
    assert list(talk.options()) == ["Só esta", "Todas as seguintes", "Não, deixar assim"]
    said = talk.says(words)
    done = [one for one in talk.deeds if isinstance(one, Cancel)]
    assert done == ([deed] if deed else [])
    if words == "não":
        assert said == "Tudo bem, não mudei nada."
    elif deed is None:
        assert "todas as seguintes" in said, "asked once more"


@pytest.mark.parametrize(
    "words",
    [
        "tudo bem", "tudo certo?", "está certo", "está bem", "tá", "obrigado por tudo", "essa consulta é com a Dra. Ana?",
        "essa consulta precisa de jejum?", "é essa de quinta mesmo?", "quem disse isso? eu só perguntei", "espera, só um minuto",
        "this is ridiculous", "tudo", "só as seguintes", "quero essa", "quero todas", "não, todas", "não todas", "todas?", "só",
    ],
)  # fmt: skip
def test_words_that_say_neither_cancel_nothing(words: str) -> None:
    talk = _talk(*WEEKS)
    talk.outcomes[Cancel] = Done(replace(WEEKS[0], state="cancelled"))
    talk.says("quero cancelar minha consulta")
    talk.says(words)
    assert [one for one in talk.deeds if isinstance(one, Cancel)] == []


@pytest.mark.parametrize(
    ("words", "is_all"),
    [
        ("não, só esta", False), ("só essa", False), ("Essa", False), ("só dessa vez", False), ("quero cancelar só esta", False),
        ("just this one please", False), ("só uma", False), ("sim, todas", True), ("essa e as seguintes", True),
        ("pode cancelar tudo", True), ("a série inteira", True), ("all of them", True), ("remarcar todas", None), ("esta sexta", None),
    ],
)  # fmt: skip
def test_which_of_them_is_said_in_few_words_that_mean_nothing_else(words: str, is_all: bool | None) -> None:
    assert together.said_scope(words, "cancel") is is_all


@pytest.mark.parametrize("words", ["melhor essa sexta às 10", "pode ser esta sexta à tarde?"])
def test_another_day_said_instead_moves_nothing_yet(words: str) -> None:
    talk = _talk(*WEEKS)
    talk.outcomes[Move] = Done(replace(WEEKS[0], starts_at=at_(27, 9)), before=HERS.starts_at)
    talk.says("preciso remarcar para sexta de manhã")
    talk.taps("sex 27/11 · 09")
    talk.says(words)
    assert [one for one in talk.deeds if isinstance(one, Move)] == []


def test_what_was_cancelled_is_told_with_how_many() -> None:
    talk = _talk(*WEEKS)
    gone = [replace(one, state="cancelled") for one in WEEKS]
    talk.outcomes[Cancel] = Done(replace(gone[1], following=tuple(gone[2:])))
    asked = talk.says("cancelar a consulta do dia 3/12")
    assert "quinta-feira (03/12)" in asked
    assert "e mais 3" in asked, "those before it stay"
    assert "e mais 3 que se repetiam" in talk.taps("Todas")
    assert talk.deeds[-1] == Cancel("s1", is_all=True)
    assert talk.last.has_acted


def test_a_series_is_moved_in_part_or_all_that_follow() -> None:
    for title, is_all in (("Só esta", False), ("Todas", True)):
        talk = _talk(*WEEKS)
        talk.outcomes[Move] = Done(replace(WEEKS[0], starts_at=at_(27, 9)), before=HERS.starts_at)
        talk.says("preciso remarcar para sexta de manhã")
        asked = talk.taps("sex 27/11 · 09")
        assert "de quinta-feira (26/11), às 10:00 para sexta-feira (27/11), às 09:00 (e mais 4" in asked
        talk.taps(title)
        assert talk.deeds[-1] == Move("s0", at_(27, 9), is_all=is_all)


@pytest.mark.parametrize(
    ("words", "moving", "is_free"),
    [
        ("remarcar a consulta do dia 10/12", "s2", True),
        ("remarcar para o dia 10/12", "s0", False),
        ("remarcar a do dia 12/12", "s0", True),
    ],
)
def test_a_date_tells_which_of_a_series_is_moved_or_where_to(words: str, moving: str, is_free: bool) -> None:
    talk = _talk(*WEEKS)
    talk.says("quero " + words)
    assert talk.deeds[1].moving == moving
    assert (talk.deeds[1].since == talk.now) is is_free, "any time, or around that day"


def test_where_not_all_can_be_moved_only_this_one_still_can() -> None:
    talk = _talk(*WEEKS)
    talk.outcomes[Move] = Refused("series_taken", "slot_taken", 2)
    talk.says("preciso remarcar para sexta de manhã")
    talk.taps("sex 27/11 · 09")
    said = talk.taps("Todas")
    assert "em 2 delas" in said
    talk.outcomes[Move] = Done(replace(WEEKS[0], starts_at=at_(27, 9)), before=HERS.starts_at)
    talk.says("sim")
    assert talk.deeds[-1] == Move("s0", at_(27, 9))


@pytest.mark.parametrize(
    ("reason", "number", "told"),
    [
        ("slot_taken", 1, "em uma delas esse horário não está livre"), ("slot_outside", 2, "que não pode ser marcada por aqui"),
        ("", 1, "uma delas não pode ir para esse horário"), ("notice_too_short", 3, "3 delas não podem ir para esse horário"),
    ],
)  # fmt: skip
def test_why_not_all_can_be_moved_is_told_as_it_is(reason: str, number: int, told: str) -> None:
    talk = _talk(*WEEKS)
    talk.outcomes[Move] = Refused("series_taken", reason, number)
    talk.says("preciso remarcar para sexta de manhã")
    talk.taps("sex 27/11 · 09")
    said = talk.taps("Todas")
    assert told in said
    assert ("livre" in said) is (reason == "slot_taken")


def test_one_that_follows_is_told_in_the_singular() -> None:
    talk = _talk(*WEEKS[:2])
    assert "(e mais 1 que se repete, quinta-feira (03/12), às 10:00)" in talk.says("quando é minha consulta?")
    talk.outcomes[Cancel] = Done(replace(WEEKS[0], state="cancelled", following=(replace(WEEKS[1], state="cancelled"),)))
    talk.says("quero cancelar minha consulta")
    assert "e mais 1 que se repetia." in talk.taps("Todas")
    talk = _talk(*WEEKS[:2])
    talk.outcomes[Move] = Done(replace(WEEKS[0], starts_at=at_(27, 9), following=(WEEKS[1],)), before=HERS.starts_at)
    talk.says("preciso remarcar para sexta de manhã")
    talk.taps("sex 27/11 · 09")
    assert "e mais 1 que se repete foi junto" in talk.taps("Todas")


def test_a_visit_is_cancelled_and_moved_as_a_whole() -> None:
    talk = _talk(FIRST, SECOND)
    talk.outcomes[Cancel] = Done(replace(FIRST, state="cancelled", then=(replace(SECOND, state="cancelled"),)))
    assert "Clareamento dental com Ana Souza + Limpeza de pele com Rui Lima" in talk.says("quero cancelar minha consulta")
    assert list(talk.options()) == ["Sim, a visita toda", "Não, deixar assim"]
    assert talk.says("sim").startswith("Cancelado: Clareamento dental com Ana Souza + Limpeza")
    assert talk.deeds[-1] == Cancel("p1", is_all=True)
    talk = _talk(FIRST, SECOND)
    talk.outcomes[Move] = Done(replace(FIRST, starts_at=at_(27, 9), then=(SECOND,)), before=HERS.starts_at)
    talk.says("remarcar para sexta de manhã")
    assert talk.deeds[-1].moving == "p1"
    talk.taps("sex 27/11 · 09")
    talk.says("sim")
    assert talk.deeds[-1] == Move("p1", at_(27, 9), is_all=True)


def test_two_services_are_wanted_in_one_go() -> None:
    talk = Agenda(facts=ALL)
    talk.outcomes[Reserve] = Done(replace(FIRST, then=(SECOND,)))
    said = talk.says("quero marcar clareamento e limpeza de pele quinta às 10")
    find = talk.deeds[-1]
    assert isinstance(find, FindTimes)
    assert (find.service_id, find.then) == ("v2", ("v1",))
    assert "Clareamento dental + Limpeza de pele" in said
    said = talk.says("sim")
    assert talk.deeds[-1] == Reserve("v2", at_(26, 10), "s1", None, ("v1",))
    assert "Clareamento dental com Ana Souza + Limpeza de pele com Rui Lima" in said
    assert talk.last.actions[-1].fact_ids[:2] == ("appointment:p1", "appointment:p2")


def test_the_form_of_each_service_is_asked_for_once() -> None:
    forms = {"v1": "https://forms.example/pele", "v2": "https://forms.example/dente"}
    for own, told in ((forms, 2), (dict.fromkeys(forms, "https://forms.example/ficha"), 1)):
        facts = replace(ALL, services=tuple(replace(one, form_url=own.get(one.id)) for one in ALL.services))
        talk = Agenda(facts=facts)
        talk.outcomes[Reserve] = Done(replace(FIRST, then=(SECOND,)))
        talk.says("quero marcar clareamento e limpeza de pele quinta às 10")
        said = talk.says("sim")
        assert said.count("https://forms.example/") == told
        assert said.count("preencha por favor") == told


def test_one_form_of_both_services_is_asked_for_once_with_the_id_of_one() -> None:
    url = "https://forms.example/ficha?c={{agendamento}}"
    facts = replace(ALL, services=tuple(replace(one, form_url=url if one.id in ("v1", "v2") else None) for one in ALL.services))
    talk = Agenda(facts=facts)
    talk.outcomes[Reserve] = Done(replace(FIRST, id="aaa", then=(replace(SECOND, id="bbb"),)))
    talk.says("quero marcar clareamento e limpeza de pele quinta às 10")
    said = talk.says("sim")
    assert said.count("https://forms.example/ficha?c=") == 1
    assert "?c=aaa" in said or "?c=bbb" in said


def test_one_more_or_another_is_said_while_times_are_shown() -> None:
    talk = Agenda(facts=ALL)
    talk.says("quero marcar clareamento na quinta")
    talk.says("clareamento e limpeza de pele")
    assert talk.deeds[-1].then == ("v1",)
    talk.says("só a limpeza")
    assert (talk.deeds[-1].service_id, talk.deeds[-1].then) == ("v1", ())


def _services(*names: str) -> list[Service]:
    return [Service(f"v{n}", name, is_bookable=True) for n, name in enumerate(names)]


@pytest.mark.parametrize(
    ("words", "names", "found"),
    [
        ("corte e barba quinta às 10", ("Corte", "Barba"), ["Corte", "Barba"]),
        ("barba e corte", ("Corte masculino", "Barba"), ["Barba", "Corte masculino"]),
        ("corte e barba", ("Corte", "Barba", "Corte e barba"), ["Corte e barba"]),
        ("corte, barba e sobrancelha", ("Corte", "Barba", "Sobrancelha"), ["Corte", "Barba", "Sobrancelha"]),
        ("limpeza de pele", ("Limpeza", "Limpeza de pele", "Avaliação"), []),
        ("a, b, c e d", ("A", "B", "C", "D"), []),
        ("corte e barba e sobrancelha", ("Corte", "Barba", "Sobrancelha"), ["Corte", "Barba", "Sobrancelha"]),
        ("limpeza e avaliação", ("Limpeza de pele", "Limpeza dental", "Avaliação"), []),
        ("corte", ("Corte", "Barba"), []),
        ("corte de manhã e de tarde", ("Corte", "Barba"), []),
        ("corte e corte", ("Corte", "Barba"), []),
    ],
)
def test_services_that_are_named_one_beside_the_other(words: str, names: tuple[str, ...], found: list[str]) -> None:
    assert [one.name for one in together.named(tokens_of(words), _services(*names))] == found


def test_an_id_of_three_fits_into_an_option() -> None:
    ids = [f"019a0000-0000-7000-8000-{n:012d}" for n in range(3)]
    text = f"book:at:{together.subject(ids[0], ids[1:])}:20261126T1300:{ids[0]}:{ids[0]}"
    assert len(text) <= 200
