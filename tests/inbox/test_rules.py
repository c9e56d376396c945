"""Who may speak, where a status may go, how fast: tables of values and properties."""

import itertools
import uuid
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from atende.inbox.errors import LoopStopped, NotYourTurn, NumberPaused, WindowClosed
from atende.inbox.rules import Author, AuthorKind, Standing, advance, may_send
from atende.inbox.rules.failure import failure, word_of
from atende.inbox.rules.pacing import Bucket, back_off, pair_back_off

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
ANA, BIA = uuid.UUID(int=1), uuid.UUID(int=2)
BOT = Author(AuthorKind.BOT)


def standing(**changes) -> Standing:
    values = {
        "now": NOW,
        "owner_kind": "bot",
        "owner_user_id": None,
        "last_inbound_at": NOW - timedelta(hours=1),
        "number_state": "ok",
    }
    return Standing(**{**values, **changes})


@pytest.mark.parametrize(
    ("author", "changes", "refusal"),
    [
        (BOT, {}, None),
        (BOT, {"owner_kind": "nobody"}, NotYourTurn),
        (BOT, {"owner_kind": "nobody", "is_notice": True}, None),
        (BOT, {"owner_kind": "person", "owner_user_id": ANA, "is_notice": True}, NotYourTurn),
        (BOT, {"owner_kind": "person", "owner_user_id": ANA}, NotYourTurn),
        (Author(AuthorKind.USER, ANA), {}, None),
        (Author(AuthorKind.USER, ANA), {"owner_kind": "nobody"}, None),
        (Author(AuthorKind.USER, ANA), {"owner_kind": "person", "owner_user_id": ANA}, None),
        (Author(AuthorKind.USER, BIA), {"owner_kind": "person", "owner_user_id": ANA}, NotYourTurn),
        (Author(AuthorKind.API), {"owner_kind": "person", "owner_user_id": ANA}, None),
        (Author(AuthorKind.AUTOMATION), {"owner_kind": "person", "owner_user_id": ANA}, None),
        (BOT, {"number_state": "new"}, None),
        (BOT, {"number_state": "paused"}, NumberPaused),
        (BOT, {"number_state": "failing"}, NumberPaused),
        (Author(AuthorKind.USER, ANA), {"number_is_active": False}, NumberPaused),
        (BOT, {"same_at": (NOW - timedelta(seconds=5),)}, LoopStopped),
        (BOT, {"same_at": (NOW - timedelta(seconds=30),)}, None),
        (BOT, {"same_at": (NOW - timedelta(seconds=30), NOW - timedelta(minutes=9))}, LoopStopped),
        (BOT, {"same_at": (NOW - timedelta(seconds=30), NOW - timedelta(minutes=11))}, None),
        (BOT, {"bot_recent": 40}, LoopStopped),
        (Author(AuthorKind.USER, ANA), {"same_at": (NOW,)}, None),
    ],
)
def test_the_gate(author, changes, refusal):
    assert may_send(author, standing(**changes)) is refusal


@pytest.mark.parametrize("kind", list(AuthorKind))
def test_the_window_closes_for_every_author_alike(kind):
    author = Author(kind, ANA)
    just_open = standing(last_inbound_at=NOW - timedelta(hours=24) + timedelta(microseconds=1))
    assert may_send(author, just_open) is None
    for last in (None, NOW - timedelta(hours=24), NOW - timedelta(days=3)):
        assert may_send(author, standing(last_inbound_at=last)) is WindowClosed
        assert may_send(author, standing(last_inbound_at=last, is_template=True)) is None


REPORTS = ["accepted", "sent", "delivered", "read", "played", "failed"]
ALL = ["queued", "sending", "unknown", "sent", "failed", "delivered", "read", "played", "dropped"]


def test_every_permutation_of_reports_ends_alike():
    for size in range(1, len(REPORTS) + 1):
        for chosen in itertools.combinations(REPORTS, size):
            for start in ("sending", "unknown", "sent"):
                ends = set()
                for order in itertools.permutations(chosen):
                    status = start
                    for word in order:
                        status = advance(status, word)
                    ends.add(status)
                assert len(ends) == 1, (start, chosen, ends)


@given(st.sampled_from(ALL), st.lists(st.sampled_from([*REPORTS, "warning", ""]), max_size=12))
def test_a_status_never_goes_back(start, words):
    ladder = ["queued", "sending", "unknown", "sent", "failed", "delivered", "read", "played"]
    status = start
    for word in words:
        after = advance(status, word)
        if status == "dropped":
            assert after == "dropped"
        else:
            assert ladder.index(after) >= ladder.index(status)
            assert advance(after, word) == after
        status = after


@pytest.mark.parametrize(
    ("current", "incoming", "after"),
    [
        ("sent", "failed", "failed"),
        ("failed", "sent", "failed"),
        ("failed", "delivered", "delivered"),
        ("delivered", "failed", "delivered"),
        ("read", "delivered", "read"),
        ("unknown", "failed", "failed"),
        ("unknown", "accepted", "sent"),
        ("dropped", "delivered", "dropped"),
        ("received", "read", "received"),
        ("sent", "warning", "sent"),
    ],
)
def test_steps_of_the_lattice(current, incoming, after):
    assert advance(current, incoming) == after


@given(st.lists(st.floats(min_value=0, max_value=2), min_size=1, max_size=200))
def test_a_bucket_never_lets_more_through_than_burst_plus_rate(gaps):
    bucket, now, passed = Bucket.full(5.0, 3.0, 0.0), 0.0, 0
    for gap in gaps:
        now += gap
        passed += bucket.take(now)[0]
    assert passed <= 3 + 5 * now + 1e-6


def test_back_off_grows_and_honours_what_was_asked():
    assert [back_off(n).total_seconds() for n in (1, 2, 3, 4)] == [2, 4, 8, 16]
    assert back_off(1, 60).total_seconds() == 60
    assert [pair_back_off(n).total_seconds() for n in (1, 2, 3, 4)] == [4, 16, 64, 256]


def test_failures_say_the_vendors_code_and_a_word():
    assert failure("131047")["code"] == "window_closed"
    assert failure("131047")["vendor_code"] == "131047"
    assert word_of("205") == "not_permitted"
    assert word_of("999999") == "unknown"
    assert word_of("window_closed") == "window_closed"
