"""Who came to a booking at Cal.com, and who does it there since: told by its webhooks, over its own door, in whatever order they come."""

import itertools
import json
import uuid
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import func, select, text, update

from atende.accounts.models import Membership
from atende.accounts.service import people
from atende.bookings.models import Appointment, Calendar, Change, Claim, Import, Resource
from atende.bookings.queries import imports as listed
from atende.bookings.schemas.imports import RouteIn
from atende.bookings.service import changing, importing, taking_in
from atende.bookings.service.reserving import reserve
from atende.integrations.models import Parcel
from atende.kit.ids import new_id
from atende.providers.calcom.wire import open_parcel, unpack
from tests.accounts.conftest import fresh_email
from tests.bookings.test_importing import PAYLOADS, Cal, cal  # noqa: F401 - a fixture

pytestmark = pytest.mark.usefixtures("database")
BIA = "bia@example.com"


class Since:
    """What is said of one booking, at nine of the next day, after it was made; written before the clock is moved on to after it."""

    def __init__(self, cal: Cal):  # noqa: F811 - a fixture
        self.cal, self.starts_at = cal, cal.clinic.at(9)
        self.created = self.cal.body("BOOKING_CREATED", "u1", 9)

    def no_show(self, said: int, *, is_absent: bool = True, uid: str = "u1", email: str = "marina@example.com") -> dict[str, Any]:
        """As Cal.com sent it."""
        tree = json.loads((PAYLOADS / "booking_no_show_updated.json").read_text())
        tree["createdAt"] = (datetime(2026, 11, 1, tzinfo=UTC) + timedelta(seconds=said)).isoformat()
        tree["payload"] |= {"bookingUid": uid, "attendees": [{"email": email, "noShow": is_absent}]}
        return tree

    def ended(self, uid: str = "u1", **more: Any) -> dict[str, Any]:
        """As Cal.com sent it."""
        tree = json.loads((PAYLOADS / "meeting_ended_flat.json").read_text())
        until = self.starts_at + timedelta(hours=1)
        times = {"startTime": self.starts_at.astimezone(UTC).isoformat(), "endTime": until.astimezone(UTC).isoformat()}
        return tree | times | {"uid": uid, "iCalUID": uid, "idempotencyKey": str(uuid.uuid4())} | more

    def given_to(self, email: str, said: int, uid: str = "u1", hour: int = 9) -> dict[str, Any]:
        """A booking of theirs, whole, with who it was given to."""
        host = {**self.created["payload"]["organizer"], "email": email}
        ids = {"addedHostUserIds": [62], "removedHostUserIds": [61]}
        return self.cal.body("BOOKING_REASSIGNED", uid, hour, said=said, iCalUID="u1", organizer=host, **ids)

    async def one(self) -> tuple[str, list[str]]:
        """The state of the only appointment, and with whom it is."""
        async with self.cal.clinic.tx() as tx:
            (made,) = await tx.session.scalars(select(Appointment).where(Appointment.tenant_id == tx.tenant_id))
            with_whom = (
                select(Resource.name)
                .join(Claim, (Claim.tenant_id == Resource.tenant_id) & (Claim.resource_id == Resource.id))
                .where(Claim.tenant_id == tx.tenant_id, Claim.occasion_id == made.occasion_id, Claim.is_living)
            )
            return made.state, list(await tx.session.scalars(with_whom))

    async def flag(self) -> Import:
        async with self.cal.clinic.tx() as tx:
            return (
                await tx.session.scalars(select(Import).where(Import.tenant_id == tx.tenant_id, Import.state == "flagged"))
            ).one()

    async def again(self) -> str:
        row = await self.flag()
        async with self.cal.clinic.tx() as tx:
            return (await importing.try_again(tx, row.id)).state

    async def reasons(self) -> list[str | None]:
        async with self.cal.clinic.tx() as tx:
            rows = await tx.session.scalars(select(Parcel).where(Parcel.tenant_id == tx.tenant_id).order_by(Parcel.id))
            return [one.reason for one in rows]

    async def connect(self, name: str, email: str) -> None:
        """A calendar of that account is connected to the professional."""
        async with self.cal.clinic.tx() as tx:
            more = {"resource_id": self.cal.clinic.people[name], "provider": "google", "environment": "sandbox"}
            tx.session.add(Calendar(tenant_id=tx.tenant_id, id=new_id(), account=email, external_id=email, **more))


@pytest.fixture
async def since(cal: Cal) -> Since:  # noqa: F811 - a fixture
    """Dra. Ana does it as the route says; Dra. Bia could, too."""
    await cal.clinic.resource("Dra. Bia")
    service_id = await cal.clinic.service("avaliação")
    async with cal.clinic.tx() as tx:
        route = RouteIn(event_type="412", service_id=service_id, professional_id=cal.clinic.people["Dra. Ana"])
        await taking_in.write_routes(tx, cal.connection_id, [route])
    made = Since(cal)
    await made.connect("Dra. Bia", "Bia@Example.com")
    return made


def test_of_what_is_flat_or_names_guests_nothing_else_is_kept():
    for name in ("meeting_ended_flat", "booking_no_show_updated"):
        (parcel,) = unpack((PAYLOADS / f"{name}.json").read_bytes())
        assert parcel.kind == "booking"
        assert json.loads(parcel.raw).keys() == {"triggerEvent", "came"}
        assert "Marina" not in parcel.raw
        assert open_parcel(parcel.kind, parcel.raw).id == "5Yk1Inv3nt3dUid"


@pytest.mark.parametrize("attendees", [None, [], [{"email": "marina@example.com"}], "x"])
def test_that_the_host_stayed_away_says_nothing_of_whoever_booked(attendees):
    tree = json.loads((PAYLOADS / "booking_no_show_updated.json").read_text())
    tree["payload"]["attendees"] = attendees
    (parcel,) = unpack(json.dumps(tree).encode())
    with pytest.raises(ValueError, match="nobody_named"):
        open_parcel(parcel.kind, parcel.raw)


@pytest.mark.parametrize("trigger", ["BOOKING_NO_SHOW_UPDATED", "MEETING_ENDED"])
@pytest.mark.parametrize("payload", [{}, {"payload": 1}, {"payload": {"uid": 3}}, {"uid": [], "attendees": [1]}])
def test_what_says_of_no_booking_who_came_is_malformed(trigger, payload):
    (parcel,) = unpack(json.dumps({"triggerEvent": trigger} | payload).encode())
    assert parcel.kind == "malformed"


async def test_who_stayed_away_missed_it_and_who_did_not_after_all_was_there(since, clock):
    cal = since.cal  # noqa: F811
    words = since.no_show(20), since.no_show(25, is_absent=False)
    await cal.post(since.created)
    clock.shift(since.starts_at + timedelta(minutes=20) - clock.now())
    assert await cal.post(words[0]) == 200
    assert (await since.one())[0] == "no_show"
    await cal.post(words[0])
    await cal.post(words[0] | {"createdAt": datetime(2026, 11, 1, 0, 0, 21, tzinfo=UTC).isoformat()})  # another of its webhooks
    await cal.post(words[1])
    assert (await since.one())[0] == "completed"
    await cal.post(words[0])
    assert (await since.one())[0] == "completed"
    assert await cal.imports() == {"u1": ("booked", None)}
    async with cal.clinic.tx() as tx:
        names = sorted(await tx.session.scalars(text("select name from facts where name ~ '^bookings.booking_(c|n)'")))
    assert names == [f"bookings.booking_{one}" for one in ("completed", "confirmed", "created", "no_show")]


async def test_in_whatever_order_it_is_told_who_came_the_end_is_the_same(since, clock):
    cal = since.cal  # noqa: F811
    words = [since.no_show(20), since.no_show(25, is_absent=False), since.ended()]
    await cal.post(since.created)
    clock.shift(since.starts_at + timedelta(hours=2) - clock.now())
    orders = list(itertools.permutations(range(3)))
    bodies = {}
    for n in range(1, len(orders)):
        bodies[n] = [since.no_show(20, uid=f"v{n}"), since.no_show(25, is_absent=False, uid=f"v{n}"), since.ended(uid=f"v{n}")]
    for place in (*orders[0], *orders[0]):
        await cal.post(words[place])
    assert (await since.one())[0] == "completed"
    for n, order in enumerate(orders[1:], 1):
        async with cal.clinic.tx() as tx:  # the next booking is another one that stands as the first did
            mine = Import.tenant_id == tx.tenant_id
            await tx.session.execute(
                update(Import).where(mine).values(external_id=f"v{n}", said_at=datetime(2026, 11, 1, tzinfo=UTC))
            )
            await tx.session.execute(update(Appointment).where(Appointment.tenant_id == tx.tenant_id).values(state="confirmed"))
        for place in (*order, *order):
            await cal.post(bodies[n][place])
        assert ((await since.one())[0], await cal.imports()) == ("completed", {f"v{n}": ("booked", None)}), order


async def test_what_is_over_is_completed_unless_they_stayed_away_or_it_is_not_over_here(since, clock):
    cal = since.cal  # noqa: F811
    words = since.ended(), since.no_show(20), since.ended()
    await cal.post(since.created)
    clock.shift(since.starts_at + timedelta(minutes=59) - clock.now())
    await cal.post(words[0])
    assert ((await since.one())[0], await since.reasons()) == ("confirmed", [None, "not_over"])
    clock.shift(since.starts_at + timedelta(minutes=61) - datetime.now(UTC))
    await cal.open()
    assert ((await since.one())[0], await since.reasons()) == ("completed", [None, None])
    async with cal.clinic.tx() as tx:  # at the desk they knew better
        (made,) = await tx.session.scalars(select(Appointment).where(Appointment.tenant_id == tx.tenant_id))
        await changing.miss(tx, made.id)
    await cal.post(words[2])
    assert (await since.one())[0] == "no_show"
    assert (await since.reasons())[-1] == "over"


async def test_of_whom_its_list_says_that_they_stayed_away_does_not_come_by_its_end(since, clock):
    cal = since.cal  # noqa: F811
    tree = since.ended()
    tree["attendees"][0]["noShow"] = True
    await cal.post(since.created)
    clock.shift(since.starts_at + timedelta(hours=2) - clock.now())
    await cal.post(tree)
    assert ((await since.one())[0], await since.reasons()) == ("confirmed", [None, "absent"])


async def test_what_cannot_be_missed_yet_is_flagged_and_tried_again_after_it_began(since, clock):
    cal = since.cal  # noqa: F811
    moved = cal.body("BOOKING_CREATED", "u1", 9, said=30)
    await cal.post(since.created)
    await cal.post(since.no_show(20))
    assert ((await since.one())[0], await cal.imports()) == ("confirmed", {"u1": ("flagged", "absent")})
    await cal.post(moved)  # told once more, its time is no news and the question stays
    assert await cal.imports() == {"u1": ("flagged", "absent")}
    assert await since.again() == "flagged"
    undone = since.no_show(35, is_absent=False)
    await cal.post(undone)
    assert ((await since.one())[0], await cal.imports()) == ("confirmed", {"u1": ("booked", None)})
    await cal.post(since.no_show(40))
    clock.shift(since.starts_at + timedelta(minutes=5) - clock.now())
    assert await since.again() == "booked"
    assert (await since.one())[0] == "no_show"


async def test_what_is_told_before_the_booking_waits_for_it_and_is_let_be_when_it_never_comes(since, clock):
    cal = since.cal  # noqa: F811
    words = since.no_show(20), since.no_show(20, uid="never"), since.ended(uid="never too")
    clock.shift(since.starts_at + timedelta(minutes=20) - clock.now())
    for word in words:
        await cal.post(word)
    await cal.post(since.created)
    for _ in range(6):
        async with cal.clinic.tx() as tx:
            await tx.session.execute(
                update(Parcel).where(Parcel.tenant_id == tx.tenant_id, Parcel.state == "waiting").values(due_at=tx.now)
            )
        await cal.open()
    async with cal.clinic.tx() as tx:
        parcels = await tx.session.scalars(select(Parcel).where(Parcel.tenant_id == tx.tenant_id).order_by(Parcel.id))
        found = [(one.state, one.reason) for one in parcels]
    assert sorted(found[1:3]) == [("ignored", "unknown_booking")] * 2
    assert (found[0], found[3]) == (("done", None), ("done", None))
    assert (await since.one())[0] == "no_show"


async def test_of_places_who_is_named_stayed_away_and_nobody_else(cal, clock):  # noqa: F811 - a fixture
    service = await cal.clinic.service("yoga", capacity=5)
    async with cal.clinic.tx() as tx:
        await taking_in.write_routes(tx, cal.connection_id, [RouteIn(service_id=service)])
    since = Since(cal)
    word, over = since.no_show(20, uid="g", email="Ana@example.com"), since.ended(uid="g")
    for n, name in enumerate(("ana", "bia")):
        body = cal.body("BOOKING_CREATED", "g", 9, said=n, seatsPerTimeSlot=5)
        body["payload"]["attendees"] = [{**body["payload"]["attendees"][0], "name": name, "email": f"{name}@example.com"}]
        await cal.post(body)
    clock.shift(since.starts_at + timedelta(minutes=59) - clock.now())
    await cal.post(word)
    assert sorted(one[0] for one in await cal.agenda()) == ["confirmed", "no_show"]
    await cal.post(over)  # early, by our clock: it waits for all of them
    assert sorted(one[0] for one in await cal.agenda()) == ["confirmed", "no_show"]
    clock.shift(since.starts_at + timedelta(minutes=61) - datetime.now(UTC))
    await cal.open()
    assert sorted(one[0] for one in await cal.agenda()) == ["completed", "no_show"]


async def test_given_to_somebody_else_there_it_is_theirs_here(since):
    cal = since.cal  # noqa: F811
    await cal.post(since.created)
    assert await since.one() == ("confirmed", ["Dra. Ana"])
    word = since.given_to(BIA, 5)
    assert await cal.post(word) == 200
    assert await since.one() == ("confirmed", ["Dra. Bia"])
    await cal.post(word)
    await cal.post(since.given_to(BIA, 6))  # another of its webhooks
    await cal.post(since.created | {"createdAt": datetime(2026, 11, 1, 0, 0, 1, tzinfo=UTC).isoformat()})
    assert (await since.one(), await cal.imports()) == (("confirmed", ["Dra. Bia"]), {"u1": ("booked", None)})
    async with cal.clinic.tx() as tx:
        changes = select(func.count()).select_from(Change).where(Change.tenant_id == tx.tenant_id, Change.reason == "reassigned")
        assert await tx.session.scalar(changes) == 1


async def test_who_signs_in_with_that_address_is_meant_by_it(since):
    cal = since.cal  # noqa: F811
    email = fresh_email("caio")
    user_id = await people.create_person(email=email, name="Caio", password="girassol-no-quintal")
    async with cal.clinic.tx() as tx:
        tx.session.add(Membership(tenant_id=tx.tenant_id, user_id=user_id, role="staff", name="Caio", email=email))
        await tx.session.flush()
        mine = (Resource.tenant_id == tx.tenant_id, Resource.name == "Dra. Bia")
        await tx.session.execute(update(Resource).where(*mine).values(user_id=user_id))
        await tx.session.execute(update(Calendar).where(Calendar.tenant_id == tx.tenant_id).values(account=""))
    await cal.post(since.created)
    await cal.post(since.given_to(email.upper(), 5))
    assert await since.one() == ("confirmed", ["Dra. Bia"])


@pytest.mark.parametrize("order", list(itertools.permutations(range(3))))
async def test_in_whatever_order_it_is_told_who_does_it_the_end_is_the_same(since, order):
    cal = since.cal  # noqa: F811
    moved = cal.body("BOOKING_RESCHEDULED", "u2", 10, said=9, rescheduleUid="u1", iCalUID="u1")
    words = [since.created, since.given_to(BIA, 5), moved]
    for place in (*order, *order):
        await cal.post(words[place])
    assert await since.one() == ("confirmed", ["Dra. Bia"]), order
    assert await cal.imports() == {"u1": ("replaced", None), "u2": ("booked", None)}
    assert [one[2] for one in await cal.agenda()] == [10]


@pytest.mark.parametrize("order", list(itertools.permutations(range(2))))
async def test_the_last_to_whom_it_was_given_has_it(since, order):
    cal = since.cal  # noqa: F811
    await since.connect("Dra. Ana", "ana@example.com")
    await cal.post(since.created)
    words = [since.given_to(BIA, 5), since.given_to("ana@example.com", 9)]
    for place in order:
        await cal.post(words[place])
    assert await since.one() == ("confirmed", ["Dra. Ana"])


async def test_where_they_are_not_free_it_stands_is_flagged_and_can_be_tried_again(since):
    cal = since.cal  # noqa: F811
    await cal.post(since.created)
    async with cal.clinic.tx() as tx:
        wish = await cal.clinic.wish("avaliação", cal.clinic.at(9), professional_id=cal.clinic.people["Dra. Bia"])
        other = await reserve(tx, wish)
    await cal.post(since.given_to(BIA, 5))
    assert await cal.imports() == {"u1": ("flagged", f"host_taken:{BIA}")}
    assert [one[0] for one in await cal.agenda()] == ["confirmed", "confirmed"]
    assert (await since.reasons())[-1] == "host_taken"
    assert await since.again() == "flagged"
    # Moved meanwhile, it is still to be given to them; told once more it is no news.
    await cal.post(cal.body("BOOKING_RESCHEDULED", "u2", 9, said=9, rescheduleUid="u1", iCalUID="u1"))
    await cal.post(cal.body("BOOKING_RESCHEDULED", "u2", 9, said=12, rescheduleUid="u1", iCalUID="u1"))
    assert (await cal.imports())["u2"] == ("flagged", f"host_taken:{BIA}")
    async with cal.clinic.tx() as tx:
        await changing.reschedule(tx, other.id, cal.clinic.at(11), by="staff")
    assert await since.again() == "booked"
    async with cal.clinic.tx() as tx:
        assert await listed.flagged(tx, cal.connection_id) == 0


async def test_of_whom_nobody_knows_who_they_are_it_is_flagged_until_somebody_does(since):
    cal = since.cal  # noqa: F811
    await cal.post(since.created)
    await cal.post(since.given_to("quem@example.com", 5))
    assert await cal.imports() == {"u1": ("flagged", "host_unknown:quem@example.com")}
    assert await since.one() == ("confirmed", ["Dra. Ana"])
    async with cal.clinic.tx() as tx:
        (stated,) = await tx.session.scalars(text("select payload::text from facts where name = 'bookings.import_flagged'"))
        assert "host_unknown" in stated
        assert "example.com" not in stated
    await since.connect("Dra. Bia", "quem@example.com")
    assert await since.again() == "booked"
    assert await since.one() == ("confirmed", ["Dra. Bia"])


async def test_given_to_who_does_not_do_that_it_is_flagged_until_it_is_given_to_who_does(since):
    cal = since.cal  # noqa: F811
    await cal.clinic.resource("Dr. Caio")
    await cal.clinic.service("limpeza", by=("Dr. Caio",))
    await since.connect("Dr. Caio", "caio@example.com")
    words = since.given_to("caio@example.com", 5), since.given_to(BIA, 9)
    await cal.post(since.created)
    await cal.post(words[0])
    assert await cal.imports() == {"u1": ("flagged", "host_unable:caio@example.com")}
    await cal.post(words[1])
    assert (await since.one(), await cal.imports()) == (("confirmed", ["Dra. Bia"]), {"u1": ("booked", None)})


async def test_a_booking_that_was_cancelled_or_never_wanted_here_is_given_to_nobody(since):
    cal = since.cal  # noqa: F811
    await cal.post(since.created)
    await cal.post(cal.body("BOOKING_CANCELLED", "u1", 9, said=9, status="CANCELLED"))
    await cal.post(since.given_to(BIA, 12))
    assert (await since.one())[0] == "cancelled"
    assert (await since.reasons())[-1] == "over"
