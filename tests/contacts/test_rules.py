"""Which evidence beats which, by tables of values."""

import uuid
from datetime import timedelta

import pytest

from atende.contacts import rules
from atende.contacts.ports import Evidence
from atende.contacts.rules import Known, Space
from tests.contacts.people import at

A, B = uuid.UUID(int=1), uuid.UUID(int=2)


def known(contact: uuid.UUID, space: Space, key: str, *, retired: float | None = None, seen: float = 0) -> Known:
    return Known(
        id=uuid.uuid4(),
        space=space,
        key=key,
        value=key,
        confirmed_value=key,
        last_seen_at=at(seen),
        retired_at=None if retired is None else at(retired),
        contact_id=contact,
        contact_name=None,
        name_source=None,
        contact_created_at=at(-contact.int),  # B is the older record
    )


PHONE = "+5511987654321"
BOTH = Evidence(phone=PHONE, user_id="BR.1")


def judge(evidence: Evidence, *rows: Known, minute: float = 1, **more) -> rules.Findings:
    marks = rules.marks(evidence, source="channel")
    return rules.judge(marks, rows, name=evidence.name, source="channel", seen_at=at(minute), **more)


@pytest.mark.parametrize(
    ("evidence", "rows", "winner", "merge"),
    [
        (BOTH, [], None, ()),
        (BOTH, [known(A, Space.PHONE, PHONE)], A, ()),
        (BOTH, [known(A, Space.USER_ID, "BR.1")], A, ()),
        (BOTH, [known(A, Space.PHONE, PHONE), known(B, Space.USER_ID, "BR.1")], B, (A,)),
        (BOTH, [known(A, Space.USERNAME, "ana")], None, ()),
        (Evidence(username="@Ana"), [known(A, Space.USERNAME, "ana")], A, ()),
        (Evidence(user_id="BR.1", username="ana"), [known(A, Space.USERNAME, "ana")], None, ()),
        (Evidence(user_id="BR.1", parent_user_id="P"), [known(A, Space.PARENT_USER_ID, "P")], A, ()),
        (
            Evidence(user_id="BR.1", parent_user_id="P"),
            [known(A, Space.USER_ID, "BR.1"), known(B, Space.PARENT_USER_ID, "P")],
            A,
            (),
        ),
        (Evidence(phone=PHONE), [known(A, Space.PHONE, PHONE, retired=5), known(B, Space.PHONE, PHONE)], A, ()),
        (Evidence(phone=PHONE), [known(B, Space.PHONE, PHONE)], B, ()),
    ],
)
def test_who_it_is(evidence, rows, winner, merge):
    found = judge(evidence, *rows)
    assert (found.winner, found.merge) == (winner, merge)


def test_people_taken_apart_are_not_joined_and_the_id_decides():
    rows = [known(A, Space.PHONE, PHONE), known(B, Space.USER_ID, "BR.1")]
    found = judge(BOTH, *rows, apart=frozenset({frozenset({A, B})}))
    assert (found.winner, found.merge, found.is_settled) == (B, (), True)


def test_an_old_event_takes_no_username_from_its_present_holder():
    found = judge(Evidence(user_id="BR.1", username="ana"), known(A, Space.USERNAME, "ana", seen=50), minute=1)
    assert found.taken == ()
    assert [m.space for m in found.missing] == [Space.USER_ID]


@pytest.mark.parametrize(
    ("current", "source", "new", "new_source", "expected"),
    [
        (None, None, "Ana", "provider", True),
        ("Ana", "provider", "Ana Lima", "provider", True),
        ("Ana", "staff", "xx", "provider", False),
        ("Ana", "import", "xx", "provider", False),
        ("Ana", "provider", "Dona Ana", "import", True),
        ("Ana", "staff", "Ana", "staff", False),
        ("Ana", "provider", None, "staff", False),
    ],
)
def test_whose_name_holds(current, source, new, new_source, expected):
    assert rules.may_rename(current, source, new, new_source) is expected


def test_seen_again_is_written_once_an_hour():
    row = known(A, Space.PHONE, PHONE)
    assert judge(Evidence(phone=PHONE), row, minute=59).is_settled
    late = judge(Evidence(phone=PHONE), row, minute=timedelta(hours=1).total_seconds() / 60)
    assert [touched.id for touched, _ in late.touched] == [row.id]
