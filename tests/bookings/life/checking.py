"""What must hold after each step: the database has what the model has, and nothing that may never be."""

import uuid
from collections.abc import Mapping
from datetime import datetime
from itertools import pairwise
from typing import Any

from tests.bookings.life.model import LIVING, MINUTE, Model
from tests.bookings.life.reading import There


def check(model: Model, there: There, names: Mapping[uuid.UUID, str], contacts: Mapping[str, uuid.UUID]) -> None:
    for one in model.kept.values():  # whoever reserves ends the holds that are in the way
        if model.is_over(one) and there.appointments[one.id]["state"] == "expired":
            one.step("expired")
    assert there.appointments.keys() == model.kept.keys()
    for one in model.kept.values():
        row = there.appointments[one.id]
        assert (row["state"], row["starts_at"], row["occasion_id"]) == (one.state, one.start, one.occasion)
        assert row["held_until"] == one.held_until
        assert row["contact_id"] == contacts[one.person]
        assert row["version"] == len(one.history) - 1
        assert (row["zone"], row["said_at"]) == (model.zone.key, model.local(one.start).replace(tzinfo=None))
        assert [_plain(line) for line in there.history[one.id]] == [_plain(line) for line in one.history]
        assert one.history[-1][1] == one.state
        assert there.facts[one.id] == one.facts
    for id_, occasion in there.occasions.items():
        _check_occasion(model, there, names, id_, occasion)
    _check_overlap(there)


def _check_occasion(model: Model, there: There, names: Mapping[uuid.UUID, str], id_: uuid.UUID, occasion: Any) -> None:
    people = [row for row in there.appointments.values() if row["occasion_id"] == id_ and row["state"] in LIVING]
    claims, should = there.claims[id_], model.occasions[id_]
    assert len(people) <= occasion["capacity"]
    assert len({row["seat_no"] for row in people}) == len(people)
    assert {claim["is_living"] for claim in claims} == {bool(people)}, "claims live as long as somebody has a place"
    assert {names[claim["resource_id"]] for claim in claims} == should.resources
    assert {(claim["since"], claim["until"]) for claim in claims} == {model.reach(should)}
    assert {names[claim["resource_id"]] for claim in claims if claim["is_overbooked"]} == should.overbooked
    assert occasion["ends_at"] - occasion["starts_at"] == should.lasts * MINUTE
    assert all((row["starts_at"], row["ends_at"]) == (occasion["starts_at"], occasion["ends_at"]) for row in people)


def _check_overlap(there: There) -> None:
    taken: dict[uuid.UUID, list[tuple[datetime, datetime]]] = {}
    for claims in there.claims.values():
        for claim in claims:
            if claim["is_living"] and not claim["is_overbooked"]:
                taken.setdefault(claim["resource_id"], []).append((claim["since"], claim["until"]))
    for spans in taken.values():
        spans.sort()
        assert all(a[1] <= b[0] for a, b in pairwise(spans)), "two have the same resource"


def _plain(line: tuple[str | None, str, datetime | None, datetime]) -> tuple[Any, ...]:
    """Where it came from is said of those that moved."""
    before, state, from_start, start = line
    return before, state, None if from_start == start else from_start, start
