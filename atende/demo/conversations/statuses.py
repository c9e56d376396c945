"""What became of everything the business said: attempts, the vendor's reports, and the state each message ends in."""

import random
from datetime import UTC, datetime, timedelta

from atende.demo.conversations.sheets import Row, Sheets
from atende.inbox.events import MessageStatusChanged
from atende.inbox.rules.failure import failure

_ORDER = ("sent", "delivered", "read")


def sent(sheets: Sheets, message: Row, at: datetime, address: str) -> None:
    """The vendor took it within the second; it reaches the phone soon after, unless something later says otherwise."""
    pause = random.Random(str(message["external_id"]))  # noqa: S311 - invents pauses
    message["status_at"] = {}
    message["error"] = None
    sheets.add(
        "inbox_attempts", message_id=message["id"], number=1, state="accepted", lease_until=at + timedelta(seconds=30),
        ended_at=at + timedelta(seconds=0.4), external_id=message["external_id"], settled_by="answer", code=None, created_at=at,
    )  # fmt: skip
    _report(sheets, message, "sent", at + timedelta(seconds=0.6))
    _report(sheets, message, "delivered", at + timedelta(seconds=round(pause.uniform(0.9, 6), 3)))


def read_up_to(sheets: Sheets, _conversation: object, at: datetime) -> None:
    """The customer wrote, so everything said before was seen."""
    for message in _ours(sheets):
        if message["status"] == "delivered" and message["occurred_at"] < at:
            _report(sheets, message, "read", max(at - timedelta(seconds=4), message["occurred_at"] + timedelta(seconds=6.5)))


def settle(sheets: Sheets, address: str, now: datetime) -> None:
    """What was said after the customer's last word is seen by four people of five, some minutes later."""
    pause = random.Random(address)  # noqa: S311 - invents pauses
    is_reader = pause.random() < 0.8
    for message in _ours(sheets):
        if message["status"] == "delivered" and is_reader and "stops_at" not in message:
            at = message["occurred_at"] + timedelta(seconds=round(pause.uniform(20, 900), 3))
            if at < now:
                _report(sheets, message, "read", at)
        message.pop("stops_at", None)


def failed(sheets: Sheets, message: Row, code: str, at: datetime) -> None:
    """The vendor reported that it could not be delivered."""
    no_further(sheets, message, "sent")
    title = {"131026": "Message undeliverable"}.get(code, "Message failed to send")
    _report(sheets, message, "failed", at, [{"code": int(code), "title": title}])
    message["error"] = failure(code, title)


def unknown(sheets: Sheets, message: Row, at: datetime) -> None:
    """The vendor's answer was lost and no report ever came."""
    no_further(sheets, message, "queued")
    for attempt in sheets.rows["inbox_attempts"]:
        if attempt["message_id"] == message["id"]:
            attempt |= {"state": "unknown", "external_id": None, "code": "read_timeout"}
    message |= {"status": "unknown", "external_id": None, "error": failure("read_timeout")}
    message["status_at"] = {"unknown": at.isoformat()}
    _state(sheets, message, at)


def no_further(sheets: Sheets, message: Row, status: str) -> None:
    """Reports after `status` never came."""
    gone = set(_ORDER[_ORDER.index(status) + 1 :] if status in _ORDER else _ORDER)
    sheets.rows["inbox_statuses"] = [
        row for row in sheets.rows["inbox_statuses"] if row["external_id"] != message["external_id"] or row["status"] not in gone
    ]
    sheets.facts = [
        fact
        for fact in sheets.facts
        if fact["payload"].get("message_id") != str(message["id"]) or fact["payload"].get("status") not in gone
    ]
    message["status_at"] = {k: v for k, v in message["status_at"].items() if k not in gone}
    message["status"] = status
    message["stops_at"] = status


def _ours(sheets: Sheets) -> list[Row]:
    return [m for m in sheets.rows.get("inbox_messages", []) if m["direction"] == "out" and m["kind"] != "reaction"]


def _report(sheets: Sheets, message: Row, status: str, at: datetime, errors: list[Row] | None = None) -> None:
    at = at.astimezone(UTC).replace(microsecond=0)  # the vendor's clock
    sheets.add(
        "inbox_statuses", connection_id=message["connection_id"], external_id=message["external_id"], status=status,
        occurred_at=at, errors=errors, created_at=at,
    )  # fmt: skip
    message["status_at"] = {**message["status_at"], status: at.isoformat()}
    message["status"] = status
    _state(sheets, message, at)


def _state(sheets: Sheets, message: Row, at: datetime) -> None:
    fact = MessageStatusChanged(message_id=message["id"], conversation_id=message["conversation_id"], status=message["status"])
    sheets.state(fact, at, message["conversation_id"], "system")
