"""Whoever waits and has not written for a day is offered what becomes free by the template that the business chose; and nobody in its
quiet hours, which are the same for reminders and offers."""

import uuid
from datetime import timedelta

import pytest

from atende.bookings.rules.states import Source
from atende.bookings.rules.waiting import Span
from atende.bookings.schemas.reminders import ReminderSettingsIn
from atende.bookings.service import reminder_settings, waiting
from atende.contacts import service as contacts
from atende.contacts.ports import Evidence
from atende.core import clock as core_clock
from atende.inbox.service import templates
from atende.inbox.service.conversations import conversation_for
from tests.bookings.clinic import ZONE, Clinic
from tests.bot.test_booking_turns import (
    Guest,
    _channel,  # noqa: F401 - fixtures
    _guest,
    _noon,  # noqa: F401
    desk,  # noqa: F401
    later,
    peer,  # noqa: F401
)
from tests.bot.test_waiting_list import _full, _gone, _last, _look, _offers, _state, _waits, clinic  # noqa: F401 - fixtures

TEMPLATE = {
    "id": "889900112233449",
    "name": "vaga_aberta",
    "language": "pt_BR",
    "status": "APPROVED",
    "category": "UTILITY",
    "parameter_format": "POSITIONAL",
    "components": [
        {"type": "BODY", "text": "Abriu um horário, {{1}}: {{2}}, {{3}}. Guardamos até {{4}}."},
        {"type": "BUTTONS", "buttons": [{"type": "QUICK_REPLY", "text": one} for one in ("Quero", "Não quero")]},
    ],
}
VALUES = {
    "body.1": "{{nome}}", "body.2": "{{o_que}}", "body.3": "{{quando}}", "body.4": "{{ate}}", "button.0": "{{quero}}",
    "button.1": "{{nao_quero}}",
}  # fmt: skip


async def _settings(desk, peer=None, **given) -> None:  # noqa: F811
    if peer is not None:
        peer.listed = [TEMPLATE]
        await templates.fetch_now(desk.tenant_id, desk.connection_id)
        used = {"connection_id": desk.connection_id, "name": TEMPLATE["name"], "language": "pt_BR", "values": VALUES}
        given["offer_templates"] = [used]
    async with desk.tx(desk.ana) as tx:
        await reminder_settings.write(tx, ReminderSettingsIn.model_validate({"is_on": False, "leads": [1440], **given}))


async def _away(desk, guest: Guest) -> None:  # noqa: F811
    async with desk.tx() as tx:
        row = await conversation_for(tx, desk.connection_id, guest.contact_id)
        row.last_inbound_at = tx.now - timedelta(hours=25)


async def test_outside_the_window_a_template_offers_it_and_its_button_takes_it(desk, peer, clinic: Clinic):  # noqa: F811
    await _settings(desk, peer)
    taken = await _full(clinic)
    guest = await _guest(desk)
    wait = await _waits(guest, clinic)
    await _away(desk, guest)
    await _gone(clinic, taken[1])
    await _look(clinic)
    told = await _last(guest)
    assert told is not None
    [one] = await _offers(clinic)
    sent = peer.received[-1]["template"]
    body, first, second = sent["components"]
    words = [each["text"] for each in body["parameters"]]
    assert words[:2] == ["Rui", "Consulta com Dra. Ana"]
    assert "às 09:00" in words[2]
    assert words[3] == "hoje, às 12:30"
    assert [each["parameters"][0]["payload"] for each in (first, second)] == [f"book:accept:{one.id}", f"book:pass:{one.id}"]
    assert "Marcado!" in (await guest.says("Quero", f"book:accept:{one.id}")).text
    assert (await _state(clinic, wait)).state == "booked"
    assert [each.starts_at for each in await guest.appointments()] == [clinic.at(9)]


async def test_an_offer_by_template_that_ran_out_before_it_left_says_nothing(desk, peer, clinic: Clinic):  # noqa: F811
    await _settings(desk, peer)
    taken = await _full(clinic)
    guest = await _guest(desk)
    await _waits(guest, clinic)
    await _away(desk, guest)
    await _gone(clinic, taken[1])
    await _look(clinic)
    later(timedelta(minutes=31))
    await _last(guest)
    assert peer.received == []


async def test_who_never_wrote_is_offered_it_on_a_number_that_has_a_template(desk, peer, clinic: Clinic):  # noqa: F811
    taken = await _full(clinic)
    async with desk.tx() as tx:
        evidence = Evidence(phone=f"55119{uuid.uuid4().int % 10**8:08d}", name="Bia")
        person = (await contacts.recognize(tx, evidence, source="channel", seen_at=tx.now)).contact_id
        on = clinic.at(9).date()
        wait = await waiting.join(tx, waiting.Longing(person, clinic.services["Consulta"], Span(on, on), Source.STAFF))
    await _gone(clinic, taken[1])
    await _look(clinic)
    assert (await _state(clinic, wait)).unreached == "no_conversation"
    await _settings(desk, peer)
    later(timedelta(minutes=11))
    await _look(clinic)
    [one] = await _offers(clinic)
    guest = Guest(desk, one.conversation_id, person)
    assert await _last(guest) is not None
    assert peer.received[-1]["template"]["name"] == TEMPLATE["name"]


async def test_a_template_that_is_gone_is_said_and_the_next_one_is_asked(desk, peer, clinic: Clinic):  # noqa: F811
    await _settings(desk, peer)
    peer.listed = []
    await templates.fetch_now(desk.tenant_id, desk.connection_id)
    taken = await _full(clinic)
    away, here = await _guest(desk), await _guest(desk)
    waits = [await _waits(guest, clinic) for guest in (away, here)]
    await _away(desk, away)
    await _gone(clinic, taken[1])
    await _look(clinic)
    assert [(await _state(clinic, one)).unreached for one in waits] == ["template_unusable", None]
    assert [one.conversation_id for one in await _offers(clinic)] == [here.conversation_id]


@pytest.mark.parametrize(
    ("quiet", "at", "told_at"),
    [
        (("12:30:00", "15:00:00"), 13, 15),  # the business's own
        (("22:00:00", "07:00:00"), 23, 7),
        ((None, None), 23, 23),  # it has none: at any hour
    ],
)
async def test_the_businesss_quiet_hours_are_the_offers_too(desk, clinic: Clinic, quiet, at, told_at):  # noqa: F811
    await _settings(desk, quiet_since=quiet[0], quiet_until=quiet[1])
    taken = await _full(clinic, days=3)
    guest = await _guest(desk)
    wait = await _waits(guest, clinic, days=3)
    later(clinic.at(at, days=0) - core_clock.now())
    async with desk.tx() as tx:
        (await conversation_for(tx, desk.connection_id, guest.contact_id)).last_inbound_at = tx.now
    await _gone(clinic, taken[1])
    await _look(clinic)
    if at != told_at:
        assert await _offers(clinic) == []
        assert (await _state(clinic, wait)).unreached == "quiet"
        begins = clinic.at(told_at, days=0 if told_at > at else 1)
        later(begins - timedelta(minutes=5) - core_clock.now())
        await _look(clinic)
        assert await _offers(clinic) == []
        later(begins + timedelta(minutes=1) - core_clock.now())
        await _look(clinic)
    [one] = await _offers(clinic)
    assert one.offered_at.astimezone(ZONE).hour == told_at
    assert (await _state(clinic, wait)).unreached is None
