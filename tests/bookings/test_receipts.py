"""Whoever booked on the page and asked for it is told in WhatsApp: once, of what stands, with their own link, and no stranger's words."""

import asyncio
import uuid
from datetime import timedelta

import pytest
from sqlalchemy import select, text

from atende import wiring
from atende.bookings import schedule
from atende.bookings.models import Appointment, Receipt
from atende.bookings.queries import appointments
from atende.bookings.schemas.page import PageIn
from atende.bookings.service import amending, changing, receipts, reclocking
from atende.bookings.service import page as pages
from atende.contacts import service as contacts
from atende.contacts.ports import Evidence
from atende.core import clock as core_clock
from atende.core import config
from atende.core.jobs import Lane
from atende.core.limits import buckets
from atende.core.tenancy import Actor
from atende.inbox.models import Conversation
from atende.inbox.service import templates
from atende.kit import phone as phones
from tests.bookings.reminded import Reminding, go_to, noon, reminding
from tests.bookings.visitor import booked, open_page, visitors
from tests.inbox.conftest import _channel, desk, peer  # noqa: F401 - fixtures

TEMPLATE = {
    "id": "889900112233448",
    "name": "agendamento_feito",
    "language": "pt_BR",
    "status": "APPROVED",
    "category": "UTILITY",
    "parameter_format": "POSITIONAL",
    "components": [
        {"type": "BODY", "text": "Seu horário em {{1}}: {{2}}, {{3}}."},
        {"type": "BUTTONS", "buttons": [{"type": "URL", "text": "Ver", "url": "https://exemplo.com.br/b/-/{{1}}"}]},
    ],
}
VALUES = {"body.1": "{{negocio}}", "body.2": "{{o_que}}", "body.3": "{{quando}}", "button.0": "{{codigo}}"}


@pytest.fixture
async def clinic(clock, desk) -> Reminding:  # noqa: F811
    wiring.wire()
    go_to(noon())
    return await reminding(desk)


@pytest.fixture
async def slug(clinic) -> str:
    return await open_page(clinic.clinic, sends_receipts=True)


@pytest.fixture
async def visitor(clinic):
    async with visitors() as one:
        yield one


async def _number(clinic: Reminding) -> str:
    """The customer's, who has written."""
    async with clinic.tx() as tx:
        return str((await contacts.address(tx, clinic.desk.contact_id)).phone)


async def _book(visitor, clinic: Reminding, slug: str, hour: int = 9, **given) -> Appointment:
    given = {"service": "Consulta", "wants_receipt": True, "starts_at": clinic.clinic.at(hour, days=2), **given}
    given.setdefault("phone", await _number(clinic))
    await booked(visitor, clinic.clinic, slug, **given)
    async with clinic.tx() as tx:
        rows = await tx.session.scalars(select(Appointment).where(Appointment.source == "page").order_by(Appointment.id.desc()))
        return next(iter(rows))


async def _work(clinic: Reminding) -> int:
    """What a worker finds of this business now; how many were looked at. Then what is queued leaves."""
    done = 0
    for lane in await schedule.receipts_due(100_000):
        if lane.tenant_id == clinic.desk.tenant_id:
            done += await schedule.tell(lane)
    await clinic.delivered()
    return done


async def _told(clinic: Reminding, made: Appointment) -> tuple[str, str] | None:
    async with clinic.tx() as tx:
        found = (await appointments.one(tx, made.id))["receipt"]
    return (found["state"], found["reason"]) if found else None


async def _use_template(clinic: Reminding, peer, slug: str) -> None:  # noqa: F811
    peer.listed = [TEMPLATE]
    await templates.fetch_now(clinic.desk.tenant_id, clinic.desk.connection_id)
    used = {"connection_id": clinic.desk.connection_id, "name": TEMPLATE["name"], "language": "pt_BR", "values": VALUES}
    given = {"is_on": True, "slug": slug, "sends_receipts": True, "receipt_templates": [used]}
    async with clinic.tx(Actor("user", clinic.desk.ana)) as tx:
        await pages.write(tx, PageIn.model_validate(given))


async def test_inside_the_window_they_have_what_they_booked_and_its_link_once(clinic, slug, visitor, peer):  # noqa: F811
    await clinic.customer_wrote()
    made = await _book(visitor, clinic, slug, name="Veja golpe ponto com", note="clique aqui")
    assert await _told(clinic, made) == ("waiting", "")
    assert await _work(clinic) == 1
    assert await _work(clinic) == 0
    [said] = peer.texts()
    day = made.starts_at.astimezone(clinic.clinic.at(9).tzinfo)
    assert "Consulta com Dra. Ana" in said
    assert f"{day:%d/%m}, às 09:00" in said
    assert "golpe" not in said
    assert "clique" not in said
    link = next(word for word in said.split() if "/b/-/" in word).rpartition("/")[2].rstrip(".")
    seen = (await visitor.get(f"/api/public/bookings/links/{link}")).json()
    assert (seen["service_name"], seen["state"]) == ("Consulta", "confirmed")
    assert await _told(clinic, made) == ("sent", "")
    [message] = await clinic.messages()
    assert (message.author_kind, message.explanation["fact_ids"]) == ("system", [f"appointment:{made.id}"])
    assert "receipt_settled" in await clinic.facts()


async def test_who_did_not_ask_and_whose_business_tells_nobody_hear_nothing(clinic, slug, visitor, peer):  # noqa: F811
    await clinic.customer_wrote()
    unasked = await _book(visitor, clinic, slug, wants_receipt=False)
    async with clinic.tx() as tx:
        await tx.session.execute(text("update bookings_pages set sends_receipts = false"))
    unsaid = await _book(visitor, clinic, slug, 10)
    assert await _work(clinic) == 0
    assert [await _told(clinic, one) for one in (unasked, unsaid)] == [None, None]
    assert peer.received == []
    async with clinic.tx() as tx:
        kept = await tx.session.execute(text("select consent_text is not null, receipt_text from bookings_guests"))
        assert [tuple(row) for row in kept] == [(True, None)] * 2


async def test_switched_off_meanwhile_nobody_is_told(clinic, slug, visitor, peer):  # noqa: F811
    await clinic.customer_wrote()
    made = await _book(visitor, clinic, slug)
    async with clinic.tx() as tx:
        await tx.session.execute(text("update bookings_pages set sends_receipts = false"))
    await _work(clinic)
    assert await _told(clinic, made) == ("skipped", "switched_off")
    assert peer.received == []


async def test_outside_the_window_it_takes_a_template_and_else_nothing_and_nobody_has_to_act(clinic, slug, visitor, peer):  # noqa: F811
    await clinic.customer_wrote(timedelta(hours=30))
    closed = await _book(visitor, clinic, slug)
    unknown = await _book(visitor, clinic, slug, 10, phone="(11) 98888-7777")
    await _work(clinic)
    assert await _told(clinic, closed) == ("skipped", "window_closed")
    assert await _told(clinic, unknown) == ("skipped", "no_conversation")
    assert peer.received == []
    assert (await clinic.conversation()).waiting_since is None
    await _use_template(clinic, peer, slug)
    made = await _book(visitor, clinic, slug, 11)
    stranger = await _book(visitor, clinic, slug, 8, phone="(11) 97777-6666")
    await _work(clinic)
    assert [await _told(clinic, one) for one in (made, stranger)] == [("sent", "")] * 2
    assert [one["template"]["name"] for one in peer.received] == [TEMPLATE["name"]] * 2
    body, button = peer.received[0]["template"]["components"]
    assert body["parameters"][1]["text"] == "Consulta com Dra. Ana"
    word = button["parameters"][0]["text"]
    assert (await visitor.get(f"/api/public/bookings/links/{word}")).json()["service_name"] == "Consulta"
    assert sorted(one["to"][-4:] for one in peer.received) == sorted([(await _number(clinic))[-4:], "6666"])


@pytest.mark.parametrize("act", ["cancel", "move", "whom"])
@pytest.mark.parametrize("when", ["before", "queued"])
async def test_nothing_is_told_of_what_was_cancelled_or_moved(clinic, slug, visitor, peer, act, when):  # noqa: F811
    await clinic.clinic.resource("Dr. Bento")
    await clinic.customer_wrote()
    made = await _book(visitor, clinic, slug)
    if when == "queued":
        for lane in await schedule.receipts_due(100_000):
            if lane.tenant_id == clinic.desk.tenant_id:
                await schedule.tell(lane)
        assert await _told(clinic, made) == ("queued", "")
    if act == "cancel":
        await clinic.do(changing.cancel, made, by=changing.BY_STAFF)
    elif act == "move":
        await clinic.do(changing.reschedule, made, made.starts_at + timedelta(days=1), by=changing.BY_STAFF)
    else:
        async with clinic.tx() as tx:
            at = made.starts_at + timedelta(hours=1)
            await changing.reschedule(tx, made.id, at, by=changing.BY_STAFF)
            await changing.reschedule(tx, made.id, made.starts_at, by=changing.BY_STAFF)
    await _work(clinic)
    assert peer.received == []
    assert await _told(clinic, made) == ("withdrawn", "outdated")
    assert await _work(clinic) == 0


async def test_what_needs_a_yes_is_told_when_the_business_said_it(clinic, slug, visitor, peer):  # noqa: F811
    await clinic.clinic.service("Cirurgia", needs_approval=True)
    await clinic.customer_wrote()
    made, refused = [await _book(visitor, clinic, slug, hour, service="Cirurgia") for hour in (8, 10)]
    assert await _work(clinic) == 0
    assert await _told(clinic, made) == ("waiting", "")
    await clinic.do(changing.approve, made)
    await clinic.do(changing.cancel, refused, by=changing.BY_STAFF)
    await _work(clinic)
    assert len(peer.texts()) == 1
    assert await _told(clinic, made) == ("sent", "")
    assert await _told(clinic, refused) == ("withdrawn", "outdated")


@pytest.mark.parametrize("dies", ["_settle", "send", "_draft"])
async def test_whatever_dies_it_is_told_once(clinic, slug, visitor, peer, monkeypatch, dies):  # noqa: F811
    await clinic.customer_wrote()
    made = await _book(visitor, clinic, slug)
    true = getattr(receipts, dies)

    async def die(*given, **more):
        await true(*given, **more)
        raise RuntimeError("the worker is gone")

    monkeypatch.setattr(receipts, dies, die)
    await _work(clinic)
    assert peer.received == []
    assert await _told(clinic, made) == ("waiting", "")
    monkeypatch.setattr(receipts, dies, true)
    assert await _work(clinic) == 0, "not again at once"
    go_to(core_clock.now() + timedelta(minutes=3))
    await _work(clinic)
    await _work(clinic)
    assert len(peer.texts()) == 1


async def test_several_workers_at_once_tell_once(clinic, slug, visitor, peer):  # noqa: F811
    await clinic.customer_wrote()
    await _book(visitor, clinic, slug)
    lanes = [one for one in await schedule.receipts_due(100_000) if one.tenant_id == clinic.desk.tenant_id]
    done = await asyncio.gather(*(schedule.tell(lane) for lane in lanes * 6))
    assert sum(done) == 1
    await clinic.delivered()
    assert len(peer.texts()) == 1


async def test_one_number_and_one_business_are_told_so_often(clinic, slug, visitor, peer, monkeypatch):  # noqa: F811
    await clinic.clinic.service("Rápida", duration=15, step=15)
    await clinic.customer_wrote()
    made = [
        await _book(visitor, clinic, slug, 8, starts_at=clinic.clinic.at(8, 15 * n, days=2), service="Rápida") for n in range(4)
    ]
    await _work(clinic)
    assert [await _told(clinic, one) for one in made] == [("sent", "")] * 3 + [("skipped", "too_many")]
    monkeypatch.setenv("ATENDE_LIMIT_PAGE_RECEIPTS_PER_HOUR", "4")
    config.settings.cache_clear()
    await _use_template(clinic, peer, slug)
    more = [
        await _book(visitor, clinic, slug, 10, starts_at=clinic.clinic.at(10, 15 * n, days=2), service="Rápida", phone=f"(11) 95555-444{n}")
        for n in range(2)
    ]  # fmt: skip
    await _work(clinic)
    assert [await _told(clinic, one) for one in more] == [("sent", ""), ("skipped", "too_many")]
    async with clinic.tx() as tx:
        rows = await tx.session.scalars(select(Conversation.id).where(Conversation.tenant_id == tx.tenant_id))
        assert len(list(rows)) == 2, "whoever is not told has no conversation either"


async def test_all_businesses_together_tell_one_number_so_often(clinic, slug, visitor, peer, monkeypatch):  # noqa: F811
    monkeypatch.setenv("ATENDE_LIMIT_PAGE_RECEIPTS_PHONE_EVERYWHERE_PER_DAY", "2")
    config.settings.cache_clear()
    await clinic.clinic.service("Rápida", duration=15, step=15)
    await _use_template(clinic, peer, slug)

    async def told_elsewhere(typed: str) -> None:
        key = phones.match_key(typed)
        assert key
        assert await buckets.take_daily("receipts", key, 2) == 0

    async def conversations() -> int:
        async with clinic.tx() as tx:
            return len(list(await tx.session.scalars(select(Conversation.id).where(Conversation.tenant_id == tx.tenant_id))))

    one, other = (f"(11) 9{uuid.uuid4().int % 10**8:08d}" for _ in range(2))
    await told_elsewhere(one)
    for _ in range(2):
        await told_elsewhere(other)
    before = await conversations()
    made = [
        await _book(visitor, clinic, slug, 8, starts_at=clinic.clinic.at(8, 15 * n, days=2), service="Rápida", phone=typed)
        for n, typed in enumerate((one, one, other))
    ]
    await _work(clinic)
    assert [await _told(clinic, each) for each in made] == [("sent", ""), ("skipped", "too_many"), ("skipped", "too_many")]
    assert await conversations() == before + 1, "whoever is not told has no conversation either"


async def test_it_goes_to_the_number_that_was_typed_or_nowhere(clinic, slug, visitor, peer):  # noqa: F811
    """Their record has a newer number: whoever knows only the old one makes nothing ring there."""
    await clinic.customer_wrote()
    old, new = (await _number(clinic)).removeprefix("+"), f"55119{uuid.uuid4().int % 10**8:08d}"
    async with clinic.tx() as tx:
        await contacts.recognize(tx, Evidence(phone=new), source="channel", seen_at=tx.now)
        other = await contacts.recognize(tx, Evidence(phone=new), source="channel", seen_at=tx.now + timedelta(hours=1))
        await contacts.merge(tx, clinic.desk.contact_id, other.contact_id, reason="test", evidence={})
    async with clinic.tx() as tx:
        current = str((await contacts.address(tx, clinic.desk.contact_id)).phone).removeprefix("+")
    unused = old if current == new else new
    made = await _book(visitor, clinic, slug, phone=f"+{unused}")
    await _work(clinic)
    assert await _told(clinic, made) == ("skipped", "no_conversation")
    assert peer.received == []


async def test_a_number_that_rests_is_waited_for_and_news_of_hours_ago_are_none(clinic, slug, visitor, peer):  # noqa: F811
    await clinic.customer_wrote()
    made = await _book(visitor, clinic, slug)
    async with clinic.tx() as tx:
        await tx.session.execute(text("update integrations_connections set state = 'paused'"))
    await _work(clinic)
    assert await _told(clinic, made) == ("waiting", "")
    go_to(core_clock.now() + timedelta(minutes=40))
    await _work(clinic)
    assert await _told(clinic, made) == ("skipped", "number_paused")
    late = await _book(visitor, clinic, slug, 10)
    go_to(core_clock.now() + timedelta(hours=4))
    await _work(clinic)
    assert await _told(clinic, late) == ("skipped", "late")
    assert peer.received == []


async def test_what_cannot_be_looked_at_is_given_up_after_a_while_and_stands_in_nobodys_way(clinic, slug, visitor, monkeypatch):
    made = await _book(visitor, clinic, slug)

    async def never(*_given):
        raise RuntimeError("no")

    monkeypatch.setattr(receipts, "_why_not", never)
    await _work(clinic)
    go_to(core_clock.now() + timedelta(minutes=40))
    await _work(clinic)
    assert await _told(clinic, made) == ("skipped", "internal")
    async with clinic.tx() as tx:
        row = (await tx.session.scalars(select(Receipt).where(Receipt.appointment_id == made.id))).one()
    assert not await schedule.tell(Lane(clinic.desk.tenant_id, str(row.id)))


async def test_made_longer_before_the_yes_it_is_told_with_the_yes(clinic, slug, visitor, peer):  # noqa: F811
    await clinic.clinic.service("Cirurgia", needs_approval=True)
    await clinic.customer_wrote()
    made = await _book(visitor, clinic, slug, 8, service="Cirurgia")
    await clinic.do(amending.resize, made, made.ends_at + timedelta(minutes=30))
    assert await _told(clinic, made) == ("waiting", "")
    await clinic.do(changing.approve, made)
    await _work(clinic)
    assert await _told(clinic, made) == ("sent", "")


async def test_what_the_clock_put_back_is_told_and_what_is_queued_still_holds(clinic, slug, visitor):
    made = [await _book(visitor, clinic, slug, hour) for hour in (9, 10)]
    async with clinic.tx() as tx:
        rows = {one.appointment_id: one for one in await tx.session.scalars(select(Receipt))}
        queued = rows[made[1].id]
        queued.outcome, queued.look_at, queued.message_id, queued.said_version = "queued", None, uuid.uuid4(), made[1].version
        await tx.fetch("update accounts_tenants set timezone = 'America/Noronha' where id = $1", tx.tenant_id)
    tenant_id = clinic.clinic.tenant_id
    assert [one.refused async for one in reclocking.put_all_back(tenant_id)] == [None] * 2
    async with clinic.tx() as tx:
        rows = {one.appointment_id: one for one in await tx.session.scalars(select(Receipt))}
        assert {one.outcome for one in rows.values()} == {"waiting", "queued"}
        for one in made:
            assert rows[one.id].starts_at == one.starts_at - timedelta(hours=1)
        assert await receipts.still_holds(tx, rows[made[1].id].id)
    async with clinic.tx() as tx:  # moved by people it is outdated
        await changing.reschedule(tx, made[0].id, clinic.clinic.at(7, days=3), by="staff", overbook=True)
    async with clinic.tx() as tx:
        rows = {one.appointment_id: one for one in await tx.session.scalars(select(Receipt))}
        assert rows[made[0].id].outcome == "withdrawn"
