"""Cal.com's webhooks from the door to the agenda: believed by their signature, kept once, in whatever order they come."""

import copy
import itertools
import json
import random
import uuid
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from sqlalchemy import select, text

from atende import wiring
from atende.app import create_app
from atende.bookings.errors import BookingInvalid
from atende.bookings.models import Appointment, Import
from atende.bookings.ports import CameElsewhere, TakenElsewhere
from atende.bookings.schemas.imports import RouteIn
from atende.bookings.service import importing, taking_in
from atende.bookings.service.reserving import reserve
from atende.contacts import service as contacts
from atende.contacts.ports import Evidence
from atende.core.jobs import Lane
from atende.integrations.queries import tallies
from atende.integrations.service import opening, routing
from atende.providers.calcom import door, signature
from atende.providers.calcom.wire import seat_of, unpack
from tests.bookings.clinic import Clinic, new_clinic

pytestmark = pytest.mark.usefixtures("database")
PAYLOADS = Path(__file__).parents[1] / "providers" / "calcom" / "payloads"


class Cal:
    """A clinic that takes Cal.com's bookings in, over its own door."""

    async def ends(self) -> list[tuple[str, int, int]]:
        """State, hour of the start, and minutes of each."""
        async with self.clinic.tx() as tx:
            rows = await tx.session.scalars(
                select(Appointment).where(Appointment.tenant_id == tx.tenant_id).order_by(Appointment.starts_at, Appointment.id)
            )
            return [(one.state, one.said_at.hour, int((one.ends_at - one.starts_at).total_seconds() / 60)) for one in rows]

    def __init__(self, clinic: Clinic, client: httpx.AsyncClient, connection_id: uuid.UUID, secret: str):
        self.clinic, self.client, self.connection_id, self.secret = clinic, client, connection_id, secret

    def body(self, trigger: str, uid: str, hour: int, *, said: int = 0, **more: Any) -> dict[str, Any]:
        """A real body, about that booking; `said` seconds after the first word of it."""
        tree = json.loads((PAYLOADS / "booking_created.json").read_text())
        tree["triggerEvent"] = trigger
        tree["createdAt"] = (datetime(2026, 11, 1, tzinfo=UTC) + timedelta(seconds=said)).isoformat()
        at = self.clinic.at(hour)
        tree["payload"] |= {
            "uid": uid, "iCalUID": uid, "startTime": at.astimezone(UTC).isoformat(),
            "endTime": (at + timedelta(hours=1)).astimezone(UTC).isoformat(), **more,
        }  # fmt: skip
        return tree

    async def post(self, tree: Any, *, secret: str | None = None, to: uuid.UUID | None = None, opened: bool = True) -> int:
        body = json.dumps(tree).encode() if not isinstance(tree, bytes) else tree
        headers = {"X-Cal-Signature-256": signature.sign(body, (secret or self.secret).encode())}
        answer = await self.client.post(f"/hooks/calcom/{to or self.connection_id}", content=body, headers=headers)
        if opened:
            await self.open()
        return answer.status_code

    async def open(self) -> None:
        async with self.clinic.tx() as tx:
            lanes = await tx.fetch(
                "select distinct connection_id, lane from integrations_parcels where tenant_id = $1 and state = 'waiting'",
                tx.tenant_id,
            )
        for connection_id, lane in lanes:
            await opening.open_lane(Lane(self.clinic.tenant_id, f"{connection_id}:{lane}"))

    async def agenda(self) -> list[tuple[str, str, int]]:
        async with self.clinic.tx() as tx:
            rows = await tx.session.scalars(
                select(Appointment).where(Appointment.tenant_id == tx.tenant_id).order_by(Appointment.starts_at, Appointment.id)
            )
            return [(one.state, one.source, one.said_at.hour) for one in rows]

    async def imports(self) -> dict[str, tuple[str, str | None]]:
        async with self.clinic.tx() as tx:
            rows = await tx.session.scalars(select(Import).where(Import.tenant_id == tx.tenant_id))
            return {one.external_id: (one.state, one.problem) for one in rows}


@pytest.fixture
async def cal(database) -> Any:
    wiring.wire()
    clinic = await new_clinic()
    await clinic.resource("Dra. Ana")
    service_id = await clinic.service("consulta")
    async with clinic.tx() as tx:
        row, secret = await taking_in.open_source(tx, name="Cal.com")
        await taking_in.write_routes(tx, row.id, [RouteIn(event_type="412", service_id=service_id)])
    routing.forget()
    transport = httpx.ASGITransport(app=create_app(), raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://atende.test") as client:
        yield Cal(clinic, client, row.id, secret)


def test_the_vectors():
    kept = json.loads((PAYLOADS / "signature_vectors.json").read_text())
    for one in kept["vectors"]:
        body = (PAYLOADS / one["file"]).read_bytes()
        found = door.verify(body, {"x-cal-signature-256": one["X-Cal-Signature-256"]}, [kept["secret"].encode()])
        assert found == (one["expect"] == "accept"), one
    body = (PAYLOADS / "signed.raw.json").read_bytes()
    right = signature.sign(body, b"s")
    assert not door.verify(body, {"x-cal-signature-256": right.upper()}, [b"s"])
    assert not door.verify(body, {"x-cal-signature-256": signature.sign(body, b"")}, [b""])
    assert not door.verify(body, {}, [b"s"])


@pytest.mark.parametrize("file", sorted(PAYLOADS.glob("*.json")), ids=lambda one: one.stem)
def test_every_recorded_body_is_one_parcel_that_opens_or_says_why_not(file):
    (parcel,) = unpack(file.read_bytes())
    assert parcel.raw.isascii()
    assert "password" not in parcel.raw
    if file.stem.startswith(("booking_created", "booking_re", "booking_cancelled", "booking_seat", "signed")):
        said = door.open(parcel.kind, parcel.raw)
        assert isinstance(said, TakenElsewhere)
        assert said.starts_at < said.ends_at
        assert said.phone
    elif file.stem in ("booking_no_show_updated", "meeting_ended_flat"):
        said = door.open(parcel.kind, parcel.raw)
        assert isinstance(said, CameElsewhere)
        assert said.guests == {seat_of({"email": "marina@example.com"}): not said.is_over}
    else:
        with pytest.raises(ValueError, match=r"^[a-z_]+$"):
            door.open(parcel.kind, parcel.raw)


@pytest.mark.parametrize(
    "body", [b"", b"\xff", b"[]", b"null", b'{"triggerEvent":1}', b'{"triggerEvent":"BOOKING_CREATED"}', b"[" * 100_000]
)
def test_what_is_no_body_of_theirs_is_one_malformed_parcel(body):
    (parcel,) = unpack(body)
    assert parcel.kind == "malformed"


async def test_a_booking_is_an_appointment_moves_and_is_cancelled(cal):
    assert await cal.post(cal.body("BOOKING_CREATED", "u1", 9)) == 200
    assert await cal.agenda() == [("confirmed", "import", 9)]
    await cal.post(cal.body("BOOKING_RESCHEDULED", "u2", 10, said=5, rescheduleUid="u1", iCalUID="u1"))
    assert await cal.agenda() == [("confirmed", "import", 10)]
    await cal.post(cal.body("BOOKING_CANCELLED", "u2", 10, said=9, iCalUID="u1", status="CANCELLED"))
    assert await cal.agenda() == [("cancelled", "import", 10)]
    assert await cal.imports() == {"u1": ("replaced", None), "u2": ("ended", None)}
    async with cal.clinic.tx() as tx:
        counts = await tallies.counts(tx, since=tx.now - timedelta(days=1), until=tx.now + timedelta(days=1), zone="UTC")
    assert {one.kind for one in counts} == {"booking"}


async def test_who_has_not_the_secret_or_the_address_puts_nothing_in(cal):
    body = cal.body("BOOKING_CREATED", "u1", 9)
    assert await cal.post(body, secret="another") == 401
    assert await cal.post(body, to=uuid.uuid4()) == 404
    assert (await cal.client.post("/hooks/calcom", content=json.dumps(body))).status_code == 404
    async with cal.clinic.tx() as tx:
        await taking_in.close_source(tx, cal.connection_id)
    routing.forget()
    assert await cal.post(body) == 401
    assert await cal.agenda() == []


async def test_in_whatever_order_and_however_often_they_come_the_end_is_the_same(cal):
    """Created, moved twice, cancelled: each order of a few that a queue may make, with everything twice."""
    for n, order in enumerate(random.Random(7).sample(list(itertools.permutations(range(3))), 4)):
        a, b, c = f"a{n}", f"b{n}", f"c{n}"
        words = [
            cal.body("BOOKING_CREATED", a, 9, iCalUID=a),
            cal.body("BOOKING_RESCHEDULED", b, 10, said=5, rescheduleUid=a, iCalUID=a),
            cal.body("BOOKING_RESCHEDULED", c, 11, said=9, rescheduleUid=b, iCalUID=a),
        ]
        for place in (*order, *order):
            await cal.post(words[place])
        living = [one for one in await cal.agenda() if one[0] == "confirmed"]
        assert living == [("confirmed", "import", 11)], order
        await cal.post(cal.body("BOOKING_CANCELLED", c, 11, said=20, iCalUID=a))
        assert [one for one in await cal.agenda() if one[0] == "confirmed"] == []


async def test_what_collides_is_flagged_takes_nobodys_time_and_can_be_tried_again(cal):
    async with cal.clinic.tx() as tx:
        made = await reserve(tx, await cal.clinic.wish("consulta", cal.clinic.at(9)))
    await cal.post(cal.body("BOOKING_CREATED", "u1", 9))
    assert (await cal.imports())["u1"] == ("flagged", "slot_taken")
    assert len(await cal.agenda()) == 1
    await cal.post(cal.body("BOOKING_CREATED", "u2", 10))
    await cal.post(cal.body("BOOKING_RESCHEDULED", "u3", 9, said=5, rescheduleUid="u2", iCalUID="u2"))
    assert (await cal.imports())["u3"] == ("flagged", "slot_taken")
    assert [one[2] for one in await cal.agenda()] == [9, 10]
    async with cal.clinic.tx() as tx:
        await tx.fetch(
            "update bookings_claims set is_living = false where tenant_id = $1 and since = $2", tx.tenant_id, made.starts_at
        )
        await tx.fetch(
            "update bookings_appointments set state = 'cancelled' where tenant_id = $1 and id = $2", tx.tenant_id, made.id
        )
        flagged = await tx.session.scalar(select(Import).where(Import.tenant_id == tx.tenant_id, Import.external_id == "u1"))
        assert (await importing.try_again(tx, flagged.id)).state == "booked"
    await cal.post(cal.body("BOOKING_CREATED", "u9", 11, eventTypeId=999, type="outro"))
    assert (await cal.imports())["u9"] == ("flagged", "no_route")


async def test_who_gave_only_a_name_is_somebody_too_and_a_cancelled_word_first_keeps_it_ended(cal):
    body = cal.body("BOOKING_CREATED", "u1", 9)
    guest = copy.deepcopy(body["payload"]["attendees"][0])
    guest.pop("phoneNumber")
    body["payload"] |= {"attendees": [guest], "responses": {}}
    await cal.post(cal.body("BOOKING_CANCELLED", "u2", 10, said=9))
    await cal.post(cal.body("BOOKING_CREATED", "u2", 10))
    await cal.post(body)
    assert await cal.agenda() == [("confirmed", "import", 9)]
    async with cal.clinic.tx() as tx:
        reasons = await tx.session.scalars(text("select reason from integrations_parcels where reason is not null"))
        assert set(reasons) == {"older"}


async def test_whoever_types_a_known_number_there_calls_nobody_otherwise(cal):
    async with cal.clinic.tx() as tx:
        seen = Evidence(phone="+5511987654321", name="Maria Verdadeira")
        known = (await contacts.recognize(tx, seen, source="channel", seen_at=tx.now)).contact_id
    body = cal.body("BOOKING_CREATED", "u1", 9)
    body["createdAt"] = (datetime.now(UTC) + timedelta(hours=1)).isoformat()
    body["payload"]["attendees"][0] |= {"phoneNumber": "+5511987654321", "name": "Alguém"}
    await cal.post(body)
    async with cal.clinic.tx() as tx:
        (made,) = await tx.session.scalars(select(Appointment).where(Appointment.tenant_id == tx.tenant_id))
        name = await tx.value("select name from contacts_contacts where tenant_id = $1 and id = $2", tx.tenant_id, known)
    assert (made.contact_id, name) == (known, "Maria Verdadeira")


@pytest.mark.parametrize("start", ["2199-12-31T23:00:00-12:00", "9999-12-31T23:59:59-12:00"])
async def test_a_trigger_with_spaces_is_one_and_a_date_that_is_none_is_said(cal, start):
    body = cal.body("BOOKING_CREATED", "u1", 9)
    await cal.post(body | {"triggerEvent": " BOOKING_CREATED "})
    assert await cal.agenda() == [("confirmed", "import", 9)]
    await cal.post(cal.body("BOOKING_CREATED", "u2", 9, startTime=start, endTime="2199-12-31T23:59:59-12:00"))
    async with cal.clinic.tx() as tx:
        rows = await tx.fetch("select state, reason from integrations_parcels where tenant_id = $1 order by id", tx.tenant_id)
    assert [row[1] for row in rows] == [None, "times_wrong"], rows


async def test_it_lasts_as_long_as_cal_com_says_also_when_it_is_moved(cal):
    def at(hour: int, minute: int) -> str:
        return cal.clinic.at(hour, minute).astimezone(UTC).isoformat()

    await cal.post(cal.body("BOOKING_CREATED", "u1", 8, endTime=at(9, 30)))
    assert await cal.ends() == [("confirmed", 8, 90)]
    await cal.post(cal.body("BOOKING_RESCHEDULED", "u2", 8, said=5, rescheduleUid="u1", iCalUID="u1", endTime=at(8, 20)))
    assert await cal.ends() == [("confirmed", 8, 20)]
    await cal.post(cal.body("BOOKING_RESCHEDULED", "u3", 10, said=9, rescheduleUid="u2", iCalUID="u1", endTime=at(11, 30)))
    assert await cal.ends() == [("confirmed", 10, 90)]
    await cal.post(cal.body("BOOKING_CREATED", "u9", 11))
    assert (await cal.imports())["u9"] == ("flagged", "slot_taken")
    await cal.post(cal.body("BOOKING_CREATED", "u8", 9, endTime=at(9, 1)))
    assert (await cal.imports())["u8"] == ("flagged", "booking_invalid")


async def test_moved_twice_of_which_one_was_never_told_it_is_one_appointment(cal):
    await cal.post(cal.body("BOOKING_CREATED", "a", 9))
    await cal.post(cal.body("BOOKING_RESCHEDULED", "c", 11, said=9, rescheduleUid="b", iCalUID="a"))
    assert await cal.agenda() == [("confirmed", "import", 11)]
    await cal.post(cal.body("BOOKING_RESCHEDULED", "b", 10, said=5, rescheduleUid="a", iCalUID="a"))
    assert await cal.agenda() == [("confirmed", "import", 11)]
    await cal.post(cal.body("BOOKING_CANCELLED", "a", 9, said=20))
    assert await cal.agenda() == [("confirmed", "import", 11)], "it was moved before, and what came of it stands"
    # Of a series each has the same event: none is taken for another.
    await cal.post(cal.body("BOOKING_CREATED", "s1", 8, iCalUID="s", recurringEventId="r"))
    await cal.post(cal.body("BOOKING_RESCHEDULED", "s3", 10, said=5, rescheduleUid="s2", iCalUID="s", recurringEventId="r"))
    assert [one[2] for one in await cal.agenda()] == [8, 10, 11]


async def test_who_gave_up_a_seat_may_take_it_again_and_an_older_word_ends_nothing(cal):
    def seat(trigger: str, said: int) -> dict[str, Any]:
        return cal.body(trigger, "g", 9, said=said, seatsPerTimeSlot=10)

    await cal.post(seat("BOOKING_CREATED", 0))
    await cal.post(seat("BOOKING_CANCELLED", 5))
    assert [one[0] for one in await cal.agenda()] == ["cancelled"]
    await cal.post(seat("BOOKING_CREATED", 9))
    await cal.post(seat("BOOKING_CANCELLED", 4))
    assert sorted(one[0] for one in await cal.agenda()) == ["cancelled", "confirmed"]


async def test_all_places_of_a_booking_move_and_end_together_when_they_are_told_so_at_once(cal):
    service = await cal.clinic.service("yoga", capacity=5)
    async with cal.clinic.tx() as tx:
        await taking_in.write_routes(tx, cal.connection_id, [RouteIn(service_id=service)])

    def told(trigger: str, hour: int, said: int, *names: str, **more: Any) -> dict[str, Any]:
        body = cal.body(trigger, "g", hour, said=said, seatsPerTimeSlot=5, **more)
        guest = body["payload"]["attendees"][0]
        body["payload"]["attendees"] = [{**guest, "name": name, "email": f"{name}@example.com"} for name in names]
        return body

    for n, name in enumerate(("ana", "bia", "caio")):
        await cal.post(told("BOOKING_CREATED", 8, n, name))
    assert len(unpack(json.dumps(told("BOOKING_RESCHEDULED", 9, 5, "ana", "bia", rescheduleUid="g")).encode())) == 2
    await cal.post(told("BOOKING_RESCHEDULED", 9, 5, "ana", "bia", "caio", rescheduleUid="g"))
    assert [one[::2] for one in await cal.agenda()] == [("confirmed", 9)] * 3
    await cal.post(told("BOOKING_CANCELLED", 9, 8, "bia"))
    assert sorted(one[0] for one in await cal.agenda()) == ["cancelled", "confirmed", "confirmed"]
    await cal.post(told("BOOKING_CANCELLED", 9, 9, "ana", "caio"))
    assert [one[0] for one in await cal.agenda()] == ["cancelled"] * 3


async def test_places_that_are_given_up_together_are_those_that_are_named(cal):
    service = await cal.clinic.service("yoga", capacity=5)
    async with cal.clinic.tx() as tx:
        await taking_in.write_routes(tx, cal.connection_id, [RouteIn(service_id=service)])

    def told(trigger: str, said: int, *names: str) -> dict[str, Any]:
        body = cal.body(trigger, "g", 8, said=said, seatsPerTimeSlot=5)
        guest = body["payload"]["attendees"][0]
        body["payload"]["attendees"] = [{**guest, "name": name, "email": f"{name}@example.com"} for name in names]
        return body

    for n, name in enumerate(("ana", "bia", "caio")):
        await cal.post(told("BOOKING_CREATED", n, name))
    await cal.post(told("BOOKING_CANCELLED", 5, "ana", "caio"))
    assert sorted(one[0] for one in await cal.agenda()) == ["cancelled", "cancelled", "confirmed"]


async def test_a_source_knows_when_it_last_received_a_booking(cal):
    await cal.post(cal.body("BOOKING_CREATED", "u1", 9))
    async with cal.clinic.tx() as tx:
        assert (await taking_in.found(tx, cal.connection_id)).last_received_at is not None


async def _settled(cal: Cal, uid: str, made: Appointment) -> Import:
    async with cal.clinic.tx() as tx:
        row = await tx.session.scalar(select(Import).where(Import.tenant_id == tx.tenant_id, Import.external_id == uid))
        assert row is not None
        return await importing.booked_by_hand(tx, row.id, made.id)


async def test_what_was_booked_by_hand_is_the_appointment_of_the_booking(cal):
    first = await cal.clinic.wish("consulta", cal.clinic.at(9))
    async with cal.clinic.tx() as tx:
        taken = await reserve(tx, first)
    await cal.post(cal.body("BOOKING_CREATED", "u1", 9))
    assert (await cal.imports())["u1"] == ("flagged", "slot_taken")
    wish = await cal.clinic.wish("consulta", cal.clinic.at(10))
    async with cal.clinic.tx() as tx:
        made = await reserve(tx, wish)
    assert (await _settled(cal, "u1", made)).state == "booked"
    assert (await _settled(cal, "u1", made)).appointment_id == made.id  # again changes nothing
    with pytest.raises(BookingInvalid):
        await _settled(cal, "u1", taken)
    await cal.post(cal.body("BOOKING_RESCHEDULED", "u2", 11, said=5, rescheduleUid="u1"))
    assert [(state, hour) for state, _, hour in await cal.agenda()] == [("confirmed", 9), ("confirmed", 11)]
    await cal.post(cal.body("BOOKING_CREATED", "u3", 9, said=6))
    with pytest.raises(BookingInvalid):  # it is another booking's already
        await _settled(cal, "u3", made)
    await cal.post(cal.body("BOOKING_CANCELLED", "u2", 11, said=9))
    assert [(state, hour) for state, _, hour in await cal.agenda()] == [("confirmed", 9), ("cancelled", 11)]
    with pytest.raises(BookingInvalid):  # it does not take place
        await _settled(cal, "u3", made)
