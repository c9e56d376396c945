"""Google's recorded answers in our words, and what a hostile or broken one does to the others beside it."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from atende.bookings.ports import CalendarTrouble, Entry, Seen, Trouble
from atende.bookings.rules import outside as rules
from atende.core.http import Fetched
from atende.providers.google_calendar import client, wire

PAYLOADS = Path(__file__).parent / "payloads"
ZONE = ZoneInfo("America/Sao_Paulo")


def _said(name: str) -> dict[str, Any]:
    return json.loads((PAYLOADS / f"{name}.json").read_text())


def test_pages_of_a_full_reading_and_what_changed_since():
    first = wire.changes(_said("calendar_events_full_sync_page1"), is_everything=True)
    assert (first.next_page, first.cursor) == ("CigKInventedPage2", None)
    assert first.events[0].since == datetime(2026, 9, 25, 17, tzinfo=UTC)
    last = wire.changes(_said("calendar_events_full_sync_last"), is_everything=True)
    assert (last.next_page, last.cursor) == (None, "CPDAInventedSyncToken1")
    (holiday,) = last.events  # a whole day of the calendar's zone, its end excluded
    assert (holiday.since, holiday.until) == (datetime(2026, 10, 12, 3, tzinfo=UTC), datetime(2026, 10, 13, 3, tzinfo=UTC))
    gone = wire.changes(_said("calendar_events_incremental_cancelled"), is_everything=False)
    assert [event.is_gone for event in gone.events] == [True, True]


@pytest.mark.parametrize(
    ("name", "status", "trouble"),
    [
        ("calendar_error_401", 401, Trouble.UNAUTHORIZED),
        ("calendar_error_403_rate", 403, Trouble.BUSY),
        ("calendar_error_409_duplicate_id", 409, Trouble.TAKEN),
        ("calendar_error_410", 410, Trouble.CURSOR_GONE),
        ("calendar_error_412_etag", 412, Trouble.CHANGED),
    ],
)
def test_refusals_mean_what_they_mean(name, status, trouble):
    found = client.trouble_of(Fetched(status, {}, (PAYLOADS / f"{name}.json").read_bytes(), ""))
    assert found.trouble is trouble


@pytest.mark.parametrize(
    ("status", "content", "trouble"),
    [
        (503, b"<html>", Trouble.AWAY), (429, b"", Trouble.BUSY), (404, b"[]", Trouble.GONE), (410, b"{}", Trouble.GONE),
        (400, b'{"error": "x"}', Trouble.REFUSED), (403, b'{"error": {"errors": [7]}}', Trouble.FORBIDDEN),
    ],
)  # fmt: skip
def test_refusals_in_no_shape_of_theirs_do_too(status, content, trouble):
    assert client.trouble_of(Fetched(status, {"Retry-After": "x"}, content, "")).trouble is trouble


def test_tokens_and_channels():
    tokens = wire.tokens(_said("oauth_token_code_exchange"))
    assert (tokens.seconds, tokens.refresh) == (3599, "1//0invented-refresh")
    assert wire.tokens(_said("oauth_token_refresh")).refresh is None
    assert "invented" not in repr(tokens)
    assert wire.channel(_said("calendar_watch_response")).resource_id == "o3hgv1538sdjfh_invented"
    with pytest.raises(CalendarTrouble):
        wire.channel({"resourceId": "x", "expiration": "soon"})


def _event(**more: Any) -> dict[str, Any]:
    return {
        "id": "e1",
        "start": {"dateTime": "2026-09-25T14:00:00-03:00"},
        "end": {"dateTime": "2026-09-25T15:00:00-03:00"},
        **more,
    }


@pytest.mark.parametrize(
    "more",
    [
        {"transparency": "transparent"}, {"eventType": "workingLocation"},
        {"attendees": [{"self": True, "responseStatus": "declined"}]},
    ],
)  # fmt: skip
def test_what_takes_no_time_is_not_busy(more):
    found = wire.seen(_event(**more), ZONE)
    assert found is not None
    assert not found.is_busy
    busy = wire.seen(_event(attendees=[{"responseStatus": "declined"}]), ZONE)  # somebody else declined
    assert busy is not None
    assert busy.is_busy


_ANY = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=20) | st.just("9999-12-31"),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["dateTime", "date", "timeZone", "self", "private", "atende"]), inner, max_size=3)
    ),
    max_leaves=8,
)


@given(st.dictionaries(st.sampled_from(["status", "start", "end", "attendees", "extendedProperties", "transparency"]), _ANY))
def test_no_event_spoils_its_page(broken):
    page = {"items": [{"id": "e0", **broken}, 7, None, {"id": 3}, _event()], "nextSyncToken": "t", "timeZone": "Nowhere/At_All"}
    found = wire.changes(page, is_everything=False)
    assert found.events[-1] == wire.seen(_event(), None)
    assert all(isinstance(one, Seen) for one in found.events)


@given(st.integers(26_297_280, 34_186_320), st.sampled_from(["America/Sao_Paulo", "Europe/London", "Asia/Kolkata"]))
def test_what_is_written_is_read_as_the_same_time(minute, zone):
    since = datetime.fromtimestamp(minute * 60, UTC)
    entry = Entry("a0", "Consulta", since, since + timedelta(minutes=50), zone, "t/a")
    found = wire.seen(wire.event(entry), None)
    assert found is not None
    assert (found.since, found.until, found.reference) == (entry.since, entry.until, "t/a")


@given(st.uuids(), st.uuids(), st.uuids(), st.text(max_size=40))
def test_ids_are_ones_that_google_takes(tenant, resource, appointment, calendar):
    made = rules.entry_id(tenant, calendar, resource, appointment)
    assert 5 <= len(made) <= 1024
    assert set(made) <= set("abcdefghijklmnopqrstuv0123456789")
