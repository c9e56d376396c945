"""Cal.com's webhooks in our words. A body is one item; MEETING_* are flat, everything else has a `payload`."""

import hashlib
import json
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from atende.bookings.ports import CameElsewhere, Said, TakenElsewhere, uid_sign
from atende.integrations.ports import Parcel, ParcelKind

_SAID = {
    "BOOKING_CREATED": Said.CREATED,
    "BOOKING_REQUESTED": Said.REQUESTED,
    "BOOKING_REJECTED": Said.REJECTED,
    "BOOKING_RESCHEDULED": Said.MOVED,
    "BOOKING_CANCELLED": Said.CANCELLED,
    "BOOKING_REASSIGNED": Said.REASSIGNED,
}
_NO_SHOW, _ENDED = "BOOKING_NO_SHOW_UPDATED", "MEETING_ENDED"
# What is not kept: how to enter the room of a video call, and whole calendar files.
_LEFT_OUT = ("videoCallData", "conferenceData", "attendeeIcsContent", "organizerIcsContent")
_LONGEST = 200
_AHEAD = timedelta(days=3660)  # what is said to be later was mistyped


def unpack(body: bytes) -> list[Parcel]:
    """One parcel, whatever the bytes are; one for each place where several of a booking are told of at once. What is no booking is kept
    as unknown, with the reason."""
    try:
        tree = json.loads(body.decode("utf-8"))
    except (ValueError, RecursionError) as error:
        return [_malformed(body, "not_utf8" if isinstance(error, UnicodeDecodeError) else "not_json")]
    if not isinstance(tree, dict):
        return [_malformed(body, "not_an_object")]
    trigger, payload = _word(tree.get("triggerEvent")), tree.get("payload")
    if trigger is None:
        return [_malformed(body, "trigger_missing")]
    if trigger in (_NO_SHOW, _ENDED):
        return [_came(body, trigger, tree)]
    if trigger not in _SAID:
        key = _word(tree.get("idempotencyKey")) or _hash(body)
        return [_parcel(ParcelKind.UNKNOWN, tree, f"x:{trigger}:{key}", "others", "unused_trigger")]
    if not isinstance(payload, dict):
        return [_malformed(body, "payload_missing")]
    kept = {**tree, "payload": {name: value for name, value in payload.items() if name not in _LEFT_OUT}}
    uid = _word(payload.get("uid"))
    if uid is None:
        return [_parcel(ParcelKind.MALFORMED, kept, f"m:{_hash(body)}", "others", "uid_missing")]
    # Moved, it has another uid and the same iCalUID: its words are opened in the order they came.
    lane = _word(payload.get("iCalUID")) or uid
    said_at = _word(tree.get("createdAt")) or _hash(body)
    # Places that are given up together may be all of them or some: who is named is meant, and nobody else.
    each = [kept]
    if payload.get("seatsPerTimeSlot") is not None and len(guests := _guests(payload)) > 1:
        each = [{**kept, "payload": kept["payload"] | {"attendees": [one]}} for one in guests]
    found: dict[str, Parcel] = {}
    for one in each:
        key = f"b:{trigger}:{uid}:{_seat(one['payload']) or ''}:{said_at}"
        found[key] = _parcel(ParcelKind.BOOKING, one, key, lane)
    return list(found.values())


def _came(body: bytes, trigger: str, tree: dict[str, Any]) -> Parcel:
    """One parcel, with nothing in it but which booking it is and who came: what is flat has answers and rooms of video calls beside it.
    In a lane of its own, for a booking that is not known yet is waited for, and comes in its own lane."""
    payload = tree if trigger == _ENDED else tree.get("payload")
    if not isinstance(payload, dict):
        return _malformed(body, "payload_missing")
    uid = _word(payload.get("uid") or payload.get("bookingUid"))
    if uid is None:
        return _malformed(body, "uid_missing")
    said_at = payload.get("endTime") if trigger == _ENDED else tree.get("createdAt")
    guests = [{name: one.get(name) for name in ("email", "phoneNumber", "noShow")} for one in _guests(payload)]
    kept = {"triggerEvent": trigger, "came": {"uid": uid, "at": said_at, "guests": guests}}
    key = _word(tree.get("idempotencyKey")) or f"{uid}:{_word(said_at) or ''}:{_hash(json.dumps(guests).encode())[:16]}"
    return _parcel(ParcelKind.BOOKING, kept, f"b:{trigger}:{key}", f"came:{uid}")


def open_parcel(kind: ParcelKind, raw: str) -> TakenElsewhere | CameElsewhere:
    """The booking that the parcel is about, or who came to it; `ValueError` with a stable word for what is neither."""
    try:
        tree = json.loads(raw)
    except ValueError:
        raise ValueError("not_json") from None
    if not isinstance(tree, dict):
        raise ValueError("not_an_object")
    if kind is not ParcelKind.BOOKING:
        raise ValueError(str(tree.get("problem") or "unused_trigger"))
    if isinstance(tree.get("listed"), dict):
        return _listed(tree["listed"])
    if isinstance(tree.get("came"), dict):
        return _told_who_came(tree["came"], is_over=tree.get("triggerEvent") == _ENDED)
    payload, said = tree.get("payload"), _SAID.get(_word(tree.get("triggerEvent")) or "")
    if said is None or not isinstance(payload, dict):
        raise ValueError("unused_trigger")
    if said in (Said.CREATED, Said.REASSIGNED) and payload.get("status") == "PENDING":
        said = Said.REQUESTED
    uid = _word(payload.get("uid"))
    starts_at, ends_at = _at(payload.get("startTime")), _at(payload.get("endTime"))
    if uid is None or not starts_at < ends_at <= datetime.now(UTC) + _AHEAD:
        raise ValueError("times_wrong")
    guest = next(iter(_guests(payload)), {})
    seat = _seat(payload)
    replaces = _word(payload.get("rescheduleUid")) if said is not Said.REASSIGNED else None
    host = payload.get("organizer")
    kinds = (_number(payload.get("eventTypeId")), _word(payload.get("type")))
    return TakenElsewhere(
        said=said,
        id=named(uid, seat),
        at=_at(tree.get("createdAt")),
        starts_at=starts_at,
        ends_at=ends_at,
        event_types=tuple(one for one in kinds if one),
        replaces=named(replaces, seat) if replaces else None,
        name=_word(guest.get("name")),
        phone=_phone(guest, payload),
        reason=(_word(payload.get("cancellationReason")) or _word(payload.get("rejectionReason")) or "")[:_LONGEST],
        uid=uid_sign(event) if (event := _word(payload.get("iCalUID"))) else None,
        is_recurring=any(payload.get(name) is not None for name in ("recurringEventId", "recurringEvent")),
        host=_word(host.get("email")) or "" if said is Said.REASSIGNED and isinstance(host, dict) else "",
    )


def _told_who_came(kept: dict[str, Any], *, is_over: bool) -> CameElsewhere:
    uid, guests = _word(kept.get("uid")), kept.get("guests")
    said = (
        [one for one in guests if isinstance(one, dict) and isinstance(one.get("noShow"), bool)]
        if isinstance(guests, list)
        else []
    )
    if uid is None or not (said or is_over):
        raise ValueError("nobody_named")  # it was the host who did not come
    return CameElsewhere(uid, _at(kept.get("at")), {seat_of(one): one["noShow"] for one in said}, is_over)


def _listed(kept: dict[str, Any]) -> TakenElsewhere:
    """A booking that was asked for (`lists`)."""
    uid, seat, replaces = _word(kept.get("uid")), _word(kept.get("seat")), _word(kept.get("rescheduledFromUid"))
    said = next((one for one in Said if one == kept.get("said")), None)
    starts_at, ends_at = _at(kept.get("start")), _at(kept.get("end"))
    if uid is None or said is None or not starts_at < ends_at <= datetime.now(UTC) + _AHEAD:
        raise ValueError("times_wrong")
    phones, event = kept.get("phones"), _word(kept.get("icsUid"))
    return TakenElsewhere(
        said=said,
        id=named(uid, seat),
        at=_at(kept.get("updatedAt") or kept.get("createdAt")),
        starts_at=starts_at,
        ends_at=ends_at,
        event_types=tuple(one for one in (_number(kept.get("eventTypeId")), _word(kept.get("slug"))) if one),
        replaces=named(replaces, seat) if replaces else None,
        name=_word(kept.get("name")),
        phone=next((found for one in phones if (found := _word(one))), None) if isinstance(phones, list) else None,
        reason=(_word(kept.get("cancellationReason")) or "")[:_LONGEST],
        uid=uid_sign(event) if event else None,
        is_recurring=kept.get("recurringBookingUid") is not None,
    )


def keys_of(external_id: str) -> list[str]:
    """No message is behind any of these, whatever its id."""
    del external_id
    return []


def named(uid: str, seat: str | None) -> str:
    """A booking, or one place in it, as it is called here."""
    return f"{uid}#{seat}" if seat else uid


def _seat(payload: dict[str, Any]) -> str | None:
    """Who sits there, of an event that has places: its bookings share one uid."""
    guests = _guests(payload)
    return seat_of(guests[0]) if payload.get("seatsPerTimeSlot") is not None and guests else None


def _guests(payload: dict[str, Any]) -> list[dict[str, Any]]:
    guests = payload.get("attendees")
    return [one for one in guests if isinstance(one, dict)] if isinstance(guests, list) else []


def seat_of(guest: Mapping[str, Any]) -> str:
    """By what a place is known, in webhooks and lists alike: an address has one place in a booking, and whoever gave only a number has
    one that was made up of it. Lists leave the number itself out."""
    who = str(guest.get("email") or guest.get("phoneNumber")).lower()
    return hashlib.sha256(who.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def _phone(guest: dict[str, Any], payload: dict[str, Any]) -> str | None:
    answers = payload.get("responses")
    given: list[Any] = [guest.get("phoneNumber")]
    for name in ("attendeePhoneNumber", "smsReminderNumber", "phone"):
        answer = answers.get(name) if isinstance(answers, dict) else None
        given.append(answer.get("value") if isinstance(answer, dict) else answer)
    return next((found for one in given if (found := _word(one))), None)


def _at(said: Any) -> datetime:
    try:
        found = datetime.fromisoformat(said)
    except (TypeError, ValueError):
        raise ValueError("times_wrong") from None
    found = found if found.tzinfo else found.replace(tzinfo=UTC)
    if not 1970 < found.year < 2200:
        raise ValueError("times_wrong")
    return found.astimezone(UTC)


def _word(said: Any) -> str | None:
    if not isinstance(said, str):
        return None
    said = said.replace("\x00", "").encode("utf-8", "ignore").decode().strip()
    return said[:_LONGEST] or None


def _number(said: Any) -> str | None:
    return str(said) if isinstance(said, int) and not isinstance(said, bool) and 0 <= said < 10**12 else None


def _hash(body: bytes) -> str:
    return hashlib.sha256(body).hexdigest()


def _parcel(kind: ParcelKind, tree: Any, key: str, lane: str, problem: str | None = None) -> Parcel:
    kept = key if len(key) < 400 else f"h:{hashlib.sha256(key.encode()).hexdigest()}"
    return Parcel(kind, None, None, kept, lane[:_LONGEST], json.dumps(tree | ({"problem": problem} if problem else {})), problem)


def _malformed(body: bytes, problem: str) -> Parcel:
    text = body[:20_000].decode("utf-8", "replace")
    return _parcel(ParcelKind.MALFORMED, {"body": text}, f"m:{_hash(body)}", "others", problem)
