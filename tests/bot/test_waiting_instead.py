"""Who has an appointment already and is offered an earlier one: they are asked whether it goes there or both stay, and the rows say so."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select, text

from atende.bookings.models import Appointment, Change
from atende.bookings.rules.states import Source
from atende.bookings.service import reserving
from atende.bot.rules.deeds import AnswerOffer, HasOther, Passed
from atende.bot.rules.deeds import Settled as Done
from tests.bookings.clinic import Clinic, living_claims
from tests.bot.agenda import HERS, Agenda, at_
from tests.bot.test_booking_turns import (
    Guest,
    _channel,  # noqa: F401 - fixtures
    _guest,
    _noon,  # noqa: F401
    desk,  # noqa: F401
    facts_of,
    later,
    options,
    peer,  # noqa: F401
)
from tests.bot.test_waiting_list import _booked, _full, _gone, _last, _look, _offers, _state, _waits, clinic  # noqa: F401

OFFERED = replace(HERS, id="o7", state="hold", starts_at=at_(24, 9))
ASKED = (
    "Você já tem Limpeza de pele com Ana Souza: quinta-feira (26/11), às 10:00. Troco esse pelo que abriu, amanhã (ter 24/11), às 09:00, "
    "ou você quer ficar com os dois?"
)


def _asked() -> Agenda:
    talk = Agenda()
    talk.outcomes[AnswerOffer] = HasOther(OFFERED, HERS)
    assert talk.presses("book:accept:f1").endswith(f"\n\n{ASKED}")
    assert talk.options() == {
        "Trocar por este": "book:swap:f1+a1", "Ficar com os dois": "book:both:f1", "Não, obrigado": "book:pass:f1",
    }  # fmt: skip
    assert talk.last.actions[-1].fact_ids == ("appointment:a1", "appointment:o7")
    return talk


MOVED = Done(replace(HERS, starts_at=OFFERED.starts_at), before=HERS.starts_at)
BOTH = Done(replace(OFFERED, state="confirmed"))


@pytest.mark.parametrize(
    ("words", "deed", "outcome", "told"),
    [
        (
            "pode trocar",
            AnswerOffer("f1", True, "a1"),
            MOVED,
            "Remarcado! Limpeza de pele com Ana Souza agora é amanhã (ter 24/11)",
        ),
        ("1", AnswerOffer("f1", True, "a1"), MOVED, "Remarcado!"),
        (
            "quero os dois",
            AnswerOffer("f1", True, is_beside=True),
            BOTH,
            "Marcado! Limpeza de pele com Ana Souza: amanhã (ter 24/11)",
        ),
        ("ambos", AnswerOffer("f1", True, is_beside=True), BOTH, "Marcado!"),
        ("não, obrigada", AnswerOffer("f1", False), Passed("w1", True), "passei esse horário para a próxima pessoa"),
        ("sim", AnswerOffer("f1", True), HasOther(OFFERED, HERS), "ou você quer ficar com os dois?"),
        ("não quero trocar", AnswerOffer("f1", True), HasOther(OFFERED, HERS), "ou você quer ficar com os dois?"),
    ],
)
def test_what_becomes_of_the_other_is_answered_in_words(words, deed, outcome, told) -> None:
    talk = _asked()
    talk.outcomes[AnswerOffer] = outcome
    assert told in talk.says(words)
    assert talk.deeds[-1] == deed


def test_in_english_it_is_asked_too() -> None:
    talk = Agenda()
    talk.settings = replace(talk.settings, language="en")
    talk.outcomes[AnswerOffer] = HasOther(OFFERED, HERS)
    said = talk.presses("book:accept:f1")
    assert (
        "You already have Limpeza de pele with Ana Souza: on Thursday, Nov 26, at 10:00. Shall I move that to the time that"
        in said
    )
    talk.outcomes[AnswerOffer] = BOTH
    talk.says("both please")
    assert talk.deeds[-1] == AnswerOffer("f1", True, is_beside=True)


async def _offered(desk, clinic: Clinic) -> tuple[Guest, Appointment]:  # noqa: F811
    """They have ten o'clock in five days, wait for tomorrow, and are offered nine o'clock."""
    taken = await _full(clinic)
    guest = await _guest(desk)
    own = await _booked(clinic, 10, 5, contact_id=guest.contact_id)
    await _waits(guest, clinic)
    await _gone(clinic, taken[1])
    await _look(clinic)
    return guest, own


async def test_what_they_have_goes_to_the_time_that_was_offered_and_its_own_is_free(desk, clinic):  # noqa: F811
    guest, own = await _offered(desk, clinic)
    next_one = await _guest(desk)
    await _waits(next_one, clinic, days=5, earliest=clinic.at(10).time(), latest=clinic.at(10).time())
    told = await _last(guest)
    assert told is not None
    asked = await guest.taps(told, "Quero")
    assert "Você já tem Consulta com Dra. Ana: " in asked.text
    [offer] = await _offers(clinic)
    assert set(facts_of(asked)) == {f"appointment:{own.id}", f"appointment:{offer.appointment_id}"}
    await _look(clinic)
    [offer] = await _offers(clinic)
    assert offer.outcome == "open", "asked, and nothing done"
    said = await guest.taps(asked, "Trocar")
    assert said.text.startswith("Remarcado! Consulta com Dra. Ana agora é ")
    assert "às 09:00" in said.text
    assert facts_of(said) == [f"appointment:{own.id}"]
    rows = {one.state: one for one in await guest.appointments()}
    assert {state: (one.id == own.id, one.starts_at) for state, one in rows.items()} == {
        "confirmed": (True, clinic.at(9)), "cancelled": (False, clinic.at(9)),
    }  # fmt: skip
    async with clinic.tx() as tx:
        history = list(await tx.session.scalars(select(Change).where(Change.appointment_id == own.id).order_by(Change.id)))
    assert [(one.from_starts_at, one.to_starts_at) for one in history] == [
        (None, clinic.at(10, days=5)), (clinic.at(10, days=5), clinic.at(9)),
    ]  # fmt: skip
    await _look(clinic)
    first, second = await _offers(clinic)
    assert (first.outcome, first.appointment_id) == ("taken", own.id)
    assert (second.starts_at, second.conversation_id) == (clinic.at(10, days=5), next_one.conversation_id), (
        "who waits has its time"
    )
    again = await guest.taps(asked, "Trocar")
    assert "às 09:00" in again.text
    assert sorted(one.state for one in await guest.appointments()) == ["cancelled", "confirmed"]
    assert await living_claims(clinic) == 3 + 1 + 1  # what others have of that morning, theirs, and what is held for the next one


async def test_both_stay_where_they_want_both(desk, clinic):  # noqa: F811
    guest, own = await _offered(desk, clinic)
    await _last(guest)
    asked = await guest.says("sim, quero")
    assert list(options(asked).values()) == ["Trocar por este", "Ficar com os dois", "Não, obrigado"]
    assert "Marcado!" in (await guest.says("fico com os dois")).text
    assert sorted((one.starts_at, one.state) for one in await guest.appointments()) == [
        (clinic.at(9), "confirmed"), (own.starts_at, "confirmed"),
    ]  # fmt: skip
    assert [one.outcome for one in await _offers(clinic)] == ["taken"]


async def test_what_may_not_be_moved_any_more_stays_and_the_offer_is_kept(desk, clinic):  # noqa: F811
    guest, own = await _offered(desk, clinic)
    async with clinic.tx() as tx:
        await tx.session.execute(text("update bookings_services set reschedule_notice = 20160"))
    told = await _last(guest)
    assert told is not None
    said = await guest.taps(await guest.taps(told, "Quero"), "Trocar")
    assert "Remarcado" not in said.text
    assert sorted((one.starts_at, one.state) for one in await guest.appointments()) == [
        (clinic.at(9), "hold"), (own.starts_at, "confirmed"),
    ]  # fmt: skip
    assert [one.outcome for one in await _offers(clinic)] == ["open"]


async def test_days_later_nothing_goes_back_to_what_was_offered(desk, clinic):  # noqa: F811
    guest, own = await _offered(desk, clinic)
    told = await _last(guest)
    assert told is not None
    asked = await guest.taps(told, "Quero")
    later(timedelta(days=2))
    await _look(clinic)
    for answer, title in ((asked, "Trocar"), (told, "Quero")):
        assert "marcad" not in (await guest.taps(answer, title)).text.lower()
    assert [(one.id, one.starts_at) for one in await guest.appointments() if one.state == "confirmed"] == [
        (own.id, own.starts_at)
    ]


async def test_too_late_and_taken_meanwhile_what_they_have_stays(desk, clinic):  # noqa: F811
    guest, own = await _offered(desk, clinic)
    told = await _last(guest)
    assert told is not None
    asked = await guest.taps(told, "Quero")
    later(timedelta(minutes=31))
    await _look(clinic)
    async with clinic.tx() as tx:
        await reserving.reserve(tx, await clinic.wish("Consulta", clinic.at(9), source=Source.STAFF))
    assert "acabou de ser ocupado" in (await guest.taps(asked, "Trocar")).text
    assert [(one.id, one.starts_at) for one in await guest.appointments() if one.state == "confirmed"] == [
        (own.id, own.starts_at)
    ]
