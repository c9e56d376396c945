"""Reminders over the database and a vendor: sent once, from the row as it is then, and never of what is not so any more."""

import asyncio
from datetime import timedelta

import pytest

from atende import wiring
from atende.accounts.models import Store
from atende.bookings.queries import reminders
from atende.bookings.service import amending, changing
from atende.bookings.service.changing import BY_CUSTOMER, BY_STAFF
from atende.core import clock as core_clock
from atende.inbox.service import ownership
from atende.kit.ids import new_id
from tests.bookings.clinic import WEEK, ZONE
from tests.bookings.reminded import Reminding, go_to, noon, reminding
from tests.inbox.conftest import _channel, desk, peer  # noqa: F401 - fixtures
from tests.inbox.peer import CUT, error

DAY, TWO_HOURS = timedelta(days=1), timedelta(hours=2)


@pytest.fixture
async def clinic(clock, desk) -> Reminding:  # noqa: F811
    wiring.wire()
    go_to(noon())
    made = await reminding(desk)
    await made.settings()
    return made


async def test_each_goes_out_once_at_its_time_with_words_from_the_row(clinic, peer):  # noqa: F811
    made = await clinic.book(10)
    assert await clinic.shown(made) == [(1440, "scheduled", ""), (120, "scheduled", "")]
    assert await clinic.at(made.starts_at - DAY - timedelta(minutes=1)) == 1
    assert peer.received == []
    await clinic.customer_wrote()
    assert await clinic.at(made.starts_at - DAY) == 1
    assert await clinic.at(made.starts_at - DAY + timedelta(hours=1)) == 0
    await clinic.customer_wrote()
    assert await clinic.at(made.starts_at - TWO_HOURS) == 1
    assert await clinic.at(made.starts_at - timedelta(hours=1)) == 0
    assert len(peer.received) == 2
    said = peer.received[0]["interactive"]
    day = made.starts_at.astimezone(ZONE)
    assert said["body"]["text"].startswith("Olá, Marina! Passando para lembrar: Consulta com Dra. Ana, ")
    assert f"{day:%d/%m}, às 10:00. Podemos confirmar?" in said["body"]["text"]
    assert [one["reply"]["title"] for one in said["action"]["buttons"]] == ["Confirmar", "Remarcar", "Cancelar"]
    assert await clinic.reminders(made) == [(1440, "queued", ""), (120, "queued", "")]
    assert await clinic.facts() == ["setup_changed", "created", "confirmed", "reminded", "reminded"]
    assert [(one.author_kind, one.explanation["fact_ids"]) for one in await clinic.messages()] == [
        ("system", [f"appointment:{made.id}"])
    ] * 2


async def test_what_is_online_is_said_to_be_online_and_at_no_store(clinic, peer):  # noqa: F811
    async with clinic.tx() as tx:
        tx.session.add(Store(tenant_id=tx.tenant_id, id=new_id(), name="Unidade Sul", hours=WEEK))
    await clinic.clinic.service("Orientação", place="online")
    for service, hour in (("Orientação", 10), ("Consulta", 11)):
        made = await clinic.book(hour, service=service, store_id=clinic.clinic.store if service == "Consulta" else None)
        go_to(made.starts_at - DAY - timedelta(minutes=1))
        await clinic.customer_wrote()
        assert await clinic.at(made.starts_at - DAY)
    online, there = (one["interactive"]["body"]["text"] for one in peer.received)
    assert "às 10:00, online. Podemos confirmar?" in online
    assert "às 11:00, na unidade Unidade Centro. Podemos confirmar?" in there


async def test_who_books_inside_the_lead_is_not_written_to_at_once(clinic, peer):  # noqa: F811
    made = await clinic.book(11, days=1)  # 23 hours ahead
    assert await clinic.at(core_clock.now()) == 1
    assert await clinic.reminders(made) == [(1440, "skipped", "booked_late")]
    go_to(made.starts_at - timedelta(hours=2, minutes=30))
    await clinic.customer_wrote()
    await clinic.at(made.starts_at - TWO_HOURS)
    assert len(peer.received) == 1


@pytest.mark.parametrize("act", ["cancel", "move"])
@pytest.mark.parametrize("when", ["before", "queued"])
async def test_nothing_stale_leaves_after_a_cancel_or_a_move(clinic, peer, act, when):  # noqa: F811
    made = await clinic.book(10)
    go_to(made.starts_at - DAY)
    await clinic.customer_wrote()
    if when == "queued":
        assert await clinic.worker() == 1
    if act == "cancel":
        await clinic.do(changing.cancel, made, by=BY_STAFF)
    else:
        await clinic.do(changing.reschedule, made, made.starts_at + 4 * DAY, by=BY_STAFF)
    await clinic.worker()
    await clinic.delivered()
    await clinic.at(made.starts_at - TWO_HOURS)
    assert peer.received == []
    left = [(1440, "withdrawn", "outdated")] if when == "queued" else []
    assert await clinic.reminders(made) == left
    assert [one.status for one in await clinic.messages()] == ["dropped"] * len(left)
    if act == "move":
        await clinic.at(made.starts_at + 3 * DAY)
        assert await clinic.reminders(made) == [*left, (1440, "failed", "window_closed")], "of its new start"


async def test_moved_there_and_back_what_was_withdrawn_is_not_sent_late(clinic, peer):  # noqa: F811
    made = await clinic.book(10)
    at = made.starts_at
    go_to(at - DAY)
    await clinic.customer_wrote()
    await clinic.worker()
    await clinic.do(changing.reschedule, made, at + 4 * DAY, by=BY_STAFF)
    await clinic.delivered()
    await clinic.do(changing.reschedule, made, at, by=BY_STAFF)
    for _ in range(2):
        await clinic.worker()
        await clinic.delivered()
    assert await clinic.reminders(made) == [(1440, "withdrawn", "outdated"), (1440, "skipped", "booked_late")]
    await clinic.at(at - TWO_HOURS)
    assert len(peer.received) == 1


async def test_many_workers_at_once_send_one(clinic, peer):  # noqa: F811
    made = await clinic.book(10)
    go_to(made.starts_at - DAY)
    await clinic.customer_wrote()
    done = await asyncio.gather(*(clinic.worker() for _ in range(6)))
    await clinic.delivered()
    assert sum(done) == 1
    assert len(peer.received) == 1


async def test_a_call_whose_answer_was_lost_is_not_repeated(clinic, peer):  # noqa: F811
    made = await clinic.book(10)
    await_at = made.starts_at - DAY
    go_to(await_at)
    await clinic.customer_wrote()
    peer.script = [CUT]
    await clinic.at(await_at)
    await clinic.at(await_at + timedelta(minutes=30))
    assert len(peer.received) == 1
    assert (await clinic.shown(made))[0] == (1440, "unknown", "")


async def test_with_the_window_closed_it_goes_out_as_the_numbers_template(clinic, peer):  # noqa: F811
    await clinic.listed(peer)
    await clinic.settings(templates=clinic.template())
    made = await clinic.book(10)
    await clinic.at(made.starts_at - DAY)
    (call,) = peer.received
    local = made.starts_at.astimezone(ZONE)
    parts = {part["type"] + str(part.get("index", "")): part["parameters"] for part in call["template"]["components"]}
    assert [one["text"] for one in parts["body"]][::2] == ["Marina", "10:00"]
    assert parts["body"][1]["text"].endswith(f", {local:%d/%m}")
    assert parts["button0"][0]["payload"].startswith(f"book:confirm:{made.id}:")
    assert parts["button1"][0]["payload"] == f"book:move:{made.id}"


async def test_without_a_template_it_fails_and_somebody_is_called_in_time(clinic, peer):  # noqa: F811
    made = await clinic.book(10)
    go_to(made.starts_at - DAY)
    await clinic.customer_wrote(ago=timedelta(hours=30))
    await clinic.at(made.starts_at - DAY)
    assert peer.received == []
    assert (await clinic.shown(made))[0] == (1440, "failed", "window_closed")
    waiting = await clinic.conversation()
    assert (waiting.handoff_reason, waiting.owner_kind) == ("not_reminded", "bot")
    assert waiting.due_at <= core_clock.now() + timedelta(hours=1)
    assert (await clinic.facts())[-1] == "not_reminded"
    await clinic.at(made.starts_at - DAY + timedelta(hours=1))
    assert (await clinic.facts()).count("not_reminded") == 1


async def test_refused_by_the_vendor_it_shows_why_and_somebody_is_called(clinic, peer):  # noqa: F811
    made = await clinic.book(10)
    go_to(made.starts_at - DAY)
    await clinic.customer_wrote()
    async with clinic.tx() as tx:
        await ownership.assume(tx, clinic.desk.conversation_id, user_id=clinic.desk.ana)
    peer.script = [error(131026)]
    await clinic.at(made.starts_at - DAY)
    assert (await clinic.shown(made))[0] == (1440, "failed", "undeliverable")
    waiting = await clinic.conversation()
    assert (waiting.handoff_reason, waiting.owner_user_id) == ("not_reminded", clinic.desk.ana)


async def test_who_has_a_number_and_never_wrote_is_reminded_by_template(clinic, peer):  # noqa: F811
    await clinic.listed(peer)
    await clinic.settings(templates=clinic.template())
    stranger = await clinic.clinic.contact("Bia")
    made = await clinic.book(9, contact_id=stranger)
    await clinic.at(made.starts_at - DAY)
    assert [call["template"]["name"] for call in peer.received] == ["lembrete_consulta"]
    await clinic.settings()
    other = await clinic.book(8, days=5, contact_id=await clinic.clinic.contact("Caio"))
    await clinic.at(other.starts_at - DAY)
    assert await clinic.reminders(other) == [(1440, "failed", "no_conversation")]


async def test_nobody_is_reminded_in_a_conversation_that_is_anothers(clinic, peer):  # noqa: F811
    stranger = await clinic.clinic.contact("Bia")
    made = await clinic.book(9, contact_id=stranger, conversation_id=clinic.desk.conversation_id)
    go_to(made.starts_at - DAY)
    await clinic.customer_wrote()
    await clinic.at(made.starts_at - DAY)
    assert peer.received == []
    assert await clinic.reminders(made) == [(1440, "failed", "no_conversation")]


async def test_what_fails_by_a_fault_of_ours_is_given_up_in_time_to_telephone(clinic, peer):  # noqa: F811
    made = await clinic.book(10)
    due = made.starts_at - DAY
    go_to(due)
    await clinic.customer_wrote()
    async with clinic.tx() as tx:
        await tx.fetch("update integrations_connections set provider = 'gone' where tenant_id = $1", tx.tenant_id)
    await clinic.worker()
    assert await clinic.reminders(made) == []
    go_to(due + timedelta(minutes=31))
    await clinic.worker()
    assert await clinic.reminders(made) == [(1440, "failed", "internal")]
    assert (await clinic.conversation()).handoff_reason == "not_reminded"


async def test_a_number_that_rests_is_waited_for_half_an_hour(clinic, peer):  # noqa: F811
    made = await clinic.book(10)
    due = made.starts_at - DAY
    go_to(due)
    await clinic.customer_wrote()
    await _number(clinic, "paused")
    await clinic.at(due)
    assert await clinic.reminders(made) == []
    await _number(clinic, "ok")
    await clinic.at(due + timedelta(minutes=5))
    assert len(peer.received) == 1
    await _number(clinic, "paused")
    await clinic.at(made.starts_at - TWO_HOURS)
    await clinic.at(made.starts_at - timedelta(minutes=80))
    assert (await clinic.reminders(made))[-1] == (120, "failed", "number_paused")


async def test_what_fails_when_it_is_not_so_any_more_calls_nobody(clinic, peer):  # noqa: F811
    made = await clinic.book(10)
    go_to(made.starts_at - DAY)
    await clinic.customer_wrote()
    await clinic.worker()
    await _number(clinic, "paused")
    await clinic.do(changing.reschedule, made, made.starts_at + 4 * DAY, by=BY_STAFF)
    await clinic.delivered()
    assert [one.status for one in await clinic.messages()] == ["failed"]
    assert await clinic.reminders(made) == [(1440, "withdrawn", "outdated")]
    assert (await clinic.conversation()).waiting_since is None


async def _number(clinic: Reminding, state: str) -> None:
    async with clinic.tx() as tx:
        await tx.fetch("update integrations_connections set state = $2 where tenant_id = $1", tx.tenant_id, state)


async def test_what_waits_for_a_yes_or_is_over_is_not_reminded_of(clinic, peer):  # noqa: F811
    await clinic.clinic.service("Avaliação", needs_approval=True)
    made = await clinic.book(9, service="Avaliação")
    go_to(made.starts_at - DAY)
    await clinic.customer_wrote()
    assert await clinic.worker() == 0
    await clinic.do(changing.approve, made)
    assert await clinic.worker() == 1
    assert await clinic.reminders(made) == [(1440, "skipped", "booked_late")]
    go_to(made.starts_at + timedelta(minutes=1))
    await clinic.worker()
    assert await clinic.reminders(made) == [(1440, "skipped", "booked_late")]


async def test_settings_hold_at_once_also_for_what_is_ahead(clinic, peer):  # noqa: F811
    made = await clinic.book(10, days=5)
    await clinic.worker()
    await clinic.settings(leads=[2880], services=[])
    go_to(made.starts_at - 2 * DAY)
    await clinic.customer_wrote()
    await clinic.at(made.starts_at - 2 * DAY)
    assert len(peer.received) == 1
    service_id = clinic.clinic.services["Consulta"]
    await clinic.settings(services=[{"service_id": service_id, "leads": []}])
    await clinic.at(made.starts_at - TWO_HOURS)
    assert len(peer.received) == 1
    await clinic.settings(is_on=False)
    assert await clinic.shown(made) == [(2880, "sent", "")]


async def test_a_customer_who_moves_it_themselves_is_reminded_of_the_new_start_only(clinic, peer):  # noqa: F811
    made = await clinic.book(10)
    first = made.starts_at
    go_to(first - DAY)
    await clinic.customer_wrote()
    await clinic.at(first - DAY)
    await clinic.do(changing.reschedule, made, first + 2 * DAY, by=BY_CUSTOMER)
    await clinic.at(first - TWO_HOURS)
    assert len(peer.received) == 1
    go_to(first + DAY)
    await clinic.customer_wrote()
    await clinic.at(first + DAY)
    assert len(peer.received) == 2
    assert [one[:2] for one in await clinic.reminders(made)] == [(1440, "queued"), (1440, "queued")]


async def test_a_cancellation_that_was_taken_back_loses_no_reminder(clinic, peer):  # noqa: F811
    made = await clinic.book(10)
    await clinic.worker()
    go_to(made.starts_at - DAY - timedelta(minutes=40))
    await clinic.do(changing.cancel, made, by=BY_STAFF)
    go_to(made.starts_at - DAY - timedelta(minutes=39))
    await clinic.do(amending.restore, made)
    await clinic.customer_wrote()
    await clinic.at(made.starts_at - DAY + timedelta(minutes=1))
    assert await clinic.reminders(made) == [(1440, "queued", "")]
    assert len(peer.received) == 1


async def test_what_did_not_leave_before_the_start_was_missed(clinic, peer):  # noqa: F811
    made = await clinic.book(10)
    await clinic.worker()
    go_to(made.starts_at - TWO_HOURS)
    await clinic.customer_wrote()
    await clinic.worker()
    go_to(made.starts_at + timedelta(minutes=5))
    await clinic.delivered()
    assert peer.received == []
    assert (120, "failed", "missed") in await clinic.reminders(made)
    assert "not_reminded" in await clinic.facts()


async def test_what_cannot_even_be_put_off_stands_in_nobodys_way(clinic, peer, monkeypatch):  # noqa: F811
    made = await clinic.book(10)

    async def breaks(*_given) -> None:
        raise OverflowError

    monkeypatch.setattr(reminders, "decision", breaks)
    assert await clinic.worker() == 1
    assert await clinic.worker() == 0
    put_off = (await clinic.row(made)).remind_at
    assert put_off is not None
    assert put_off > core_clock.now() + timedelta(minutes=30)
