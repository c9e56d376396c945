"""Answers from the records about hours, place and contact: text, the ids behind it, and what it asks back."""

import re
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from atende.bookings.rules.reminders.words import city_said
from atende.bookings.rules.when import calendar
from atende.bot.rules.facts import Store
from atende.bot.rules.speech import Scene, moment
from atende.bot.rules.turn import SendLocation
from atende.bot.rules.words import content, same_word, tokens_of
from atende.kit.phone import display
from atende.kit.text import fold
from atende.knowledge.rules.hours import first_instant, is_holiday, on_day, status
from atende.knowledge.rules.week import clock, day_words, long_day, short_date, special_lines, week_lines

HANDOFF_QUESTION = "handoff"
_HOLIDAY_SEARCH = 120


@dataclass(frozen=True, slots=True)
class Answer:
    """`wordings` say the same in different words; `asks` is the yes/no question that the text ends with."""

    wordings: tuple[str, ...]
    fact_ids: tuple[str, ...] = ()
    location: SendLocation | None = None
    asks: str | None = None


def missing(scene: Scene, key: str) -> Answer:
    """The business has not said: neither do we."""
    return Answer((scene.say(key),), asks=HANDOFF_QUESTION)


_WEEKDAYS = {
    "segunda": 0, "terca": 1, "quarta": 2, "quinta": 3, "sexta": 4, "sabado": 5, "domingo": 6,
    "monday": 0, "tuesday": 1, "wednesday": 2, "thursday": 3, "friday": 4, "saturday": 5, "sunday": 6,
}  # fmt: skip
_MOVING = {"carnaval": "carnaval", "carnival": "carnaval", "cinzas": "cinzas", "christi": "corpus christi"}
_DATE = re.compile(r"\b(\d{1,2})[/.](\d{1,2})(?:[/.](\d{2,4}))?\b")


def days_asked(scene: Scene, tokens: tuple[str, ...], text: str) -> list[date] | None:
    """The dates, there, that a question about hours means, soonest first; None when it asks about a holiday and none is known."""
    today = scene.now.astimezone(scene.here()).date()
    found: list[date] = []
    for n, word in enumerate(tokens):
        if word in ("hoje", "today"):
            found.append(today)
        elif word in ("amanha", "tomorow"):
            found.append(today + timedelta(days=2 if "depois" in tokens[max(n - 2, 0) : n] else 1))
        elif word in _WEEKDAYS and not _MOVING.keys() & set(tokens):  # "terça de carnaval" is that Tuesday alone
            found.append(today + timedelta(days=(_WEEKDAYS[word] - today.weekday()) % 7))
        elif word in ("natal", "christmas"):
            found.append(_next(today, 25, 12))
        elif word in _MOVING and (span := calendar.holiday(_MOVING[word], today)) is not None:
            days = [span[0] + timedelta(days=d) for d in range((span[1] - span[0]).days + 1)]
            named = {_WEEKDAYS[one] for one in tokens if one in _WEEKDAYS}
            found += [day for day in days if day.weekday() in named] or days
        elif word == "novo" and tokens[n - 1] == "ano":
            found.append(_next(today, 1, 1))
        elif word in ("semana", "wekend", "wekends") and (word != "semana" or {"fim", "final"} & set(tokens[:n])):
            saturday = today + timedelta(days=(5 - today.weekday()) % 7)
            found += [saturday, saturday + timedelta(days=1)]
        elif word in ("feriado", "holiday"):
            kept = (today + timedelta(days=d) for d in range(_HOLIDAY_SEARCH))
            there = scene.store.hours if scene.store else None
            holiday = next((d for d in kept if there and is_holiday(there, d)), None)
            if holiday is None and not found:
                return None
            if holiday is not None:
                found.append(holiday)
    for day, month, _ in _DATE.findall(text):
        try:
            found.append(_next(today, int(day), int(month)))
        except ValueError:
            continue
    unique = sorted(set(found))
    return unique if len(unique) <= 3 else []


def _next(today: date, day: int, month: int) -> date:
    this = date(today.year, month, day)
    return this if this >= today else date(today.year + 1, month, day)


def hours(scene: Scene, tokens: tuple[str, ...] = (), text: str = "") -> Answer:
    """Open now and until when, or the next opening, with the week; or only the days asked about. By the clock of the store; whose it is
    stands below, where the person may live by another."""
    store = scene.store
    if store is None or store.hours.is_unknown:
        return missing(scene, "hours_unknown")
    city = city_said(scene.phone, scene.now, scene.here(), scene.language)
    text = _opening(replace(scene, zone=scene.here()), store, tokens, text)
    return Answer((text + "\n" + scene.say("book_clock", city=city) if city else text,), (store.fact_id,))


def _opening(scene: Scene, store: Store, tokens: tuple[str, ...], text: str) -> str:
    days = days_asked(scene, tokens, text)
    if days is None:
        return scene.say("holiday_none") + "\n" + _week(scene)
    today = scene.now.astimezone(scene.zone).date()
    if not days or (days == [today] and {"agora", "ainda", "now", "still"} & set(tokens)):
        return f"{_now_line(scene)}\n\n{_week(scene)}"
    lines = [_day_line(scene, day) for day in days]
    if all(not on_day(store.hours, d).periods for d in days):
        after = max(scene.now, first_instant(datetime.combine(days[-1], time()), scene.zone))
        reopening = status(store.hours, scene.zone, after).next_opening
        if reopening is not None:
            lines.append(scene.say("next_open", next=moment(scene, reopening)))
    elif days == [today]:
        lines.insert(0, _now_line(scene))
    return "\n".join(lines)


def _now_line(scene: Scene) -> str:
    assert scene.store is not None
    state = status(scene.store.hours, scene.zone, scene.now)
    if state.is_open and state.until is None:
        return scene.say("open_always")
    if state.is_open and state.until is not None:
        if (state.until - scene.now).total_seconds() < 20 * 3600:
            return scene.say("open_now", until=clock(state.until, scene.zone))
        return scene.say("open_now_day", until=moment(scene, state.until))
    if state.next_opening is None:
        return scene.say("closed_unknown")
    return scene.say("closed_now", next=moment(scene, state.next_opening))


def _day_line(scene: Scene, on: date) -> str:
    assert scene.store is not None
    day = on_day(scene.store.hours, on, scene.language)
    label = f"{long_day(on.weekday(), scene.language)} ({short_date(on, scene.language)})"
    label = label[0].upper() + label[1:]
    if day.periods:
        return scene.say("day_open", day=label, periods=day_words(day, scene.language))
    reason = day.note or day.holiday
    return scene.say("day_closed", day=label, why=f" ({reason})" if reason else "")


def _week(scene: Scene) -> str:
    assert scene.store is not None
    found = scene.store.hours
    text = "\n".join([scene.say("hours_title"), *week_lines(found, scene.language)])
    special = special_lines(found, scene.zone, scene.now, scene.language)
    return text + ("\n\n" + "\n".join([scene.say("special_title"), *special]) if special else "")


def address(scene: Scene) -> Answer:
    """The address in words, and as a pin when the coordinates are known."""
    store = scene.store
    line = store.address.line() if store else ""
    if store is None or not line:
        return missing(scene, "address_unknown")
    pin = None
    if store.latitude is not None and store.longitude is not None:
        pin = SendLocation(store.latitude, store.longitude, store.name, line, (store.fact_id,))
    return Answer(tuple(scene.say("address", n, address=line) for n in range(2)), (store.fact_id,), pin)


def stores(scene: Scene) -> Answer:
    """Every active store with its address; with one, that it is the only one."""
    every = scene.facts.open_stores()
    if not every:
        return missing(scene, "address_unknown")
    ids = tuple(s.fact_id for s in every)
    if len(every) == 1:
        line = f"{every[0].name}, {every[0].address.line()}".rstrip(", ")
        return Answer(tuple(scene.say("only_store", n, store=line) for n in range(2)), ids)
    lines = [f"• {s.name}: {s.address.line()}" if s.address.line() else f"• {s.name}" for s in every]
    return Answer(("\n".join([scene.say("store_list"), *lines, scene.say("change_store_hint")]),), ids)


def contact(scene: Scene) -> Answer:
    """Telephone, site and Instagram, as far as they are known."""
    business, store = scene.facts.business, scene.store
    lines, ids = [], []
    if store is not None and store.phone:
        lines.append(scene.say("contact_phone", phone=display(store.phone, "BR")))
        ids.append(store.fact_id)
    if business.website:
        lines.append(scene.say("contact_site", site=business.website))
    if business.instagram:
        lines.append(scene.say("contact_instagram", instagram=business.instagram))
    if business.website or business.instagram:
        ids.append(business.fact_id)
    return Answer(("\n".join(lines),), tuple(ids)) if lines else missing(scene, "contact_unknown")


def identity(scene: Scene) -> Answer:
    """That this is a machine, honestly, and that a person can be had."""
    return Answer((scene.say("identity"),), (scene.facts.business.fact_id,))


def faq(scene: Scene, tokens: tuple[str, ...], used: set[str]) -> Answer | None:
    """The business's own answer to a question that this message asks in other words; typed facts (`used` words) come first."""
    from_words = content(tokens)
    best: tuple[int, str] | None = None
    for entry in scene.facts.business.faq:
        asked = content(tokens_of(entry.question))
        if not asked or not fold(entry.answer):
            continue
        shared = [w for w in asked if any(same_word(t, w) for t in from_words)]
        enough = len(shared) == len(asked) if len(asked) == 1 else len(shared) * 3 >= len(asked) * 2
        if enough and not set(shared) <= used:
            weight = sum(len(w) for w in shared)
            if best is None or weight > best[0]:
                best = (weight, entry.answer)
    return None if best is None else Answer((best[1],), (scene.facts.business.fact_id,))
