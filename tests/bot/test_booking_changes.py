"""What somebody has, told, cancelled and moved in the pure engine."""

from dataclasses import replace

from atende.bot.rules.deeds import (
    Cancel,
    Move,
    OwnFound,
    ReadOwn,
    Refused,
)
from atende.bot.rules.deeds import Settled as Done
from tests.bot.agenda import HERS, LATER, Agenda, at_


def test_what_somebody_has_is_told_with_the_ids_of_the_rows() -> None:
    talk = Agenda()
    talk.outcomes[ReadOwn] = OwnFound((HERS, replace(LATER, state="pending")))
    said = talk.says("quando é minha consulta?")
    assert "• Limpeza de pele com Ana Souza: quinta-feira (26/11), às 10:00\n" in said
    assert "segunda-feira (30/11), às 15:00 (aguardando confirmação)" in said
    assert talk.last.actions[-1].fact_ids == ("appointment:a1", "appointment:a2")
    talk.outcomes[ReadOwn] = OwnFound(())
    assert "Não encontrei nenhum agendamento" in talk.says("quando é minha consulta?")


def test_nothing_is_cancelled_before_a_yes() -> None:
    talk = Agenda()
    talk.outcomes[Cancel] = Done(replace(HERS, state="cancelled"))
    assert "Posso cancelar Limpeza de pele com Ana Souza, quinta-feira (26/11), às 10:00?" in talk.says(
        "quero cancelar minha consulta"
    )
    assert talk.says("não") == "Tudo bem, não mudei nada."
    assert [type(one) for one in talk.deeds] == [ReadOwn]
    talk.says("desmarcar")
    assert talk.says("sim").startswith("Cancelado: Limpeza de pele")
    assert talk.deeds[-1] == Cancel("a1")


def test_of_several_the_one_meant_is_asked_for_or_told_by_its_day() -> None:
    talk = Agenda()
    talk.outcomes |= {ReadOwn: OwnFound((HERS, LATER)), Cancel: Done(replace(LATER, state="cancelled"))}
    talk.says("cancelar consulta")
    assert list(talk.options()) == ["qui 26/11 · 10:00", "seg 30/11 · 15:00"]
    talk.taps("seg 30/11")
    talk.taps("Sim")
    assert talk.deeds[-1] == Cancel("a2")
    talk = Agenda(outcomes=talk.outcomes)
    assert "segunda-feira (30/11)" in talk.says("quero cancelar a consulta de segunda que vem")


def test_a_move_is_confirmed_with_both_times_before_anything_changes() -> None:
    talk = Agenda()
    talk.outcomes[Move] = Done(replace(HERS, starts_at=at_(27, 9)), before=HERS.starts_at)
    talk.says("preciso remarcar para sexta de manhã")
    assert talk.deeds[-1].moving == "a1"
    asked = talk.taps("sex 27/11 · 09")
    assert "de quinta-feira (26/11), às 10:00 para sexta-feira (27/11), às 09:00?" in asked
    assert not any(isinstance(one, Move) for one in talk.deeds)
    assert "agora é sexta-feira (27/11), às 09:00" in talk.taps("Sim")
    assert talk.deeds[-1] == Move("a1", at_(27, 9))


def test_too_late_to_change_it_offers_a_person() -> None:
    talk = Agenda()
    talk.outcomes[Cancel] = Refused("notice_too_short", number=1440)
    talk.says("cancelar minha consulta")
    assert "menos de 24 h" in talk.says("sim")
    talk.says("sim")
    assert talk.reason == "requested"
