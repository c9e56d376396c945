"""Services that are done online, in the chat: which store is not asked, and it is said that it is online."""

from dataclasses import replace

import pytest
from sqlalchemy import insert

from atende.accounts.models import Store
from atende.bot.rules.deeds import FindTimes, OwnFound, ReadOwn, Reserve, Settled
from atende.bot.rules.facts import Facts
from atende.bot.service import facts as facts_of
from atende.kit.ids import new_id
from atende.knowledge.models import ProfessionalStore
from tests.bot.agenda import HERS, Agenda, at_, free, opened
from tests.bot.agenda import WEEK as TIMES
from tests.bot.clinic import CENTRO, MOEMA, TWO_STORES
from tests.bot.test_booking_turns import Guest, _clinic, _noon, options  # noqa: F401 - fixtures
from tests.inbox.conftest import _channel, desk, peer  # noqa: F401 - fixtures

ONLINE = replace(HERS, store_id=None, is_online=True)


def _online(facts: Facts, *ids: str, **named: str) -> Facts:
    services = [replace(one, is_online=one.id in ids, name=named.get(one.id, one.name)) for one in facts.services]
    return replace(facts, services=tuple(services))


@pytest.fixture
def talk() -> Agenda:
    """With two stores; "Avaliação" and "Clareamento dental" are online."""
    return Agenda(
        facts=_online(opened(TWO_STORES), "v2", "v4"),
        outcomes={
            FindTimes: replace(TIMES, free=tuple(replace(one, store_id=None) for one in TIMES.free)),
            Reserve: Settled(replace(ONLINE, service_id="v4", service_name="Avaliação")),
            ReadOwn: OwnFound((ONLINE,)),
        },
    )


def test_which_store_is_not_asked_and_online_is_said_with_the_times(talk: Agenda) -> None:
    said = talk.says("quero marcar uma avaliação")
    assert "Avaliação (online)" in said
    assert [one.store_id for one in talk.deeds] == [None]
    assert talk.state.store_id is None
    done = talk.taps(next(iter(talk.options())))
    assert talk.deeds[-1] == Reserve("v4", TIMES.free[0].starts_at)
    assert ", online" in done
    assert "unidade" not in done


def test_a_store_that_was_chosen_before_says_nothing_of_what_is_online(talk: Agenda) -> None:
    talk.facts = replace(talk.facts, services=tuple(replace(one, store_ids=("s1",)) for one in talk.facts.services))
    talk.state = replace(talk.state, store_id=CENTRO.id)
    said = talk.says("quero marcar uma avaliação quarta às 22h")
    assert [one.store_id for one in talk.deeds] == [None]
    assert talk.deeds[0].waits is not None
    assert talk.deeds[0].waits.store_id is None
    wait = next(id_ for id_ in talk.options().values() if id_.startswith("book:wait:"))
    assert wait.split(":")[4] == "-"
    assert "online" in said
    assert talk.last is not None
    assert "store:s2" not in talk.last.actions[-1].fact_ids


def test_a_name_that_says_it_is_not_told_twice(talk: Agenda) -> None:
    talk.facts = _online(talk.facts, "v4", v4="Avaliação on-line")
    assert "(online)" not in talk.says("quero marcar uma avaliação")


def test_what_is_at_a_store_is_asked_about_as_before(talk: Agenda) -> None:
    assert "Em qual unidade você quer marcar Limpeza de pele?" in talk.says("quero marcar uma limpeza")


def test_who_is_at_home_in_another_store_is_understood_for_what_is_online(talk: Agenda) -> None:
    talk.facts = replace(talk.facts, professionals=tuple(replace(one, store_ids=("s1",)) for one in talk.facts.professionals))
    talk.state = replace(talk.state, store_id=CENTRO.id)
    talk.says("quero marcar uma avaliação com a Ana Souza")
    assert talk.deeds[0].professional_id == "p1"


def test_two_that_are_online_are_one_visit_and_one_online_with_one_at_a_store_is_none(talk: Agenda) -> None:
    said = talk.says("quero marcar avaliação e clareamento")
    assert (talk.deeds[0].then, talk.deeds[0].store_id) == (("v2",), None)
    assert "Avaliação (online) + Clareamento dental (online)" in said
    other = Agenda(facts=talk.facts)
    assert "O que você quer marcar?" in other.says("quero marcar avaliação e limpeza de pele")
    assert other.deeds == []


def test_what_somebody_has_online_is_told_as_online(talk: Agenda) -> None:
    assert ", online" in talk.says("quando é minha consulta?")
    talk.outcomes[ReadOwn] = OwnFound((HERS,))
    assert ", na unidade Moema" in talk.says("qual é o meu horário?")


def test_nothing_free_online_is_said_of_no_store(talk: Agenda) -> None:
    talk.outcomes[FindTimes] = free()
    talk.says("quero marcar uma avaliação")
    assert talk.handed_off == 1


async def test_from_the_first_word_to_the_row_with_two_stores(desk):  # noqa: F811
    clinic = await _clinic(desk)
    south = new_id()
    afternoon = {"weekly": [{"weekday": day, "opens": "14:00", "closes": "16:00"} for day in range(7)]}
    async with desk.tx() as tx:
        tx.session.add(Store(tenant_id=tx.tenant_id, id=south, name="Unidade Sul", hours=afternoon))
        await tx.session.flush()
        for store in (clinic.store, south):
            values = {"tenant_id": tx.tenant_id, "professional_id": clinic.people["Dra. Ana"], "store_id": store}
            await tx.session.execute(insert(ProfessionalStore).values(**values))
    await clinic.service("Orientação", place="online", capacity=3)
    async with desk.tx() as tx:
        known = (await facts_of.known(tx))[1]
    assert {one.name: one.is_online for one in known.services} == {"Consulta": False, "Orientação": True}
    rui = Guest(desk, desk.conversation_id, desk.contact_id)
    times = await rui.says("quero marcar orientação amanhã")
    assert "Orientação (online)" in times.text
    hours = ["08:00", "09:00", "10:00", "11:00", "14:00", "15:00"]
    assert [title.split("· ")[1] for title in options(times).values()] == hours
    said = await rui.taps(times, next(t for t in options(times).values() if t.endswith("14:00")))
    (row,) = await rui.appointments()
    assert (row.starts_at, row.store_id) == (clinic.at(14), None)
    assert "14:00, online." in said.text
    own = await rui.says("quando é minha orientação?")
    assert "14:00, online" in own.text


def test_times_online_are_by_the_business_clock_whichever_store_was_chosen(talk: Agenda) -> None:
    talk.facts = replace(talk.facts, stores=(MOEMA, replace(CENTRO, timezone="America/Manaus")))
    talk.state = replace(talk.state, store_id=CENTRO.id)
    talk.says("quero marcar uma avaliação quarta de manhã")
    assert [title.split("· ")[1] for title in talk.options()] == ["08:00", "09:00", "10:00", "11:00"]
    talk.says("às 10h")
    assert talk.deeds[-1] == Reserve("v4", at_(25, 10))
