"""Wishes in the notation of `when_cases`."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from atende.bookings.rules.when import Choice, Part, Wish
from atende.bookings.rules.when.wish import DAY_MINUTES

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def clock(now: str) -> datetime:
    """ "2026-11-21T15:00 America/Sao_Paulo" """
    wall, zone = now.split()
    return datetime.fromisoformat(wall).replace(tzinfo=ZoneInfo(zone))


def written(wish: Wish | None, today: date) -> str:
    if wish is None:
        return "-"
    words = [" | ".join(_choice(choice, today) for choice in wish.choices)] if wish.choices else []
    unsure = {choice.days.first for choice in wish.unsure}
    words += [f"{'??' if other in unsure else '?'}{_date(other, today)}" for other in wish.others]
    words += [f"! {problem.kind}" for problem in wish.problems]
    words += [f"??{_date(on, today)}" for on in sorted(unsure - {*wish.others, *(choice.days.first for choice in wish.choices)})]
    return " ".join(words)


def _date(on: date, today: date) -> str:
    return on.strftime("%d/%m" if on.year == today.year else "%d/%m/%y")


def _choice(choice: Choice, today: date) -> str:
    days = choice.days
    if days.is_recurring and days.first == today and days.last is None:
        words = ["every"]
    elif days.first == today and days.last is None:
        words = ["any"]
    elif days.first == days.last:
        words = [_date(days.first, today)]
    else:
        words = [f"{_date(days.first, today)}-{_date(days.last, today) if days.last else ''}"]
    if days.is_recurring and words[0] != "every":
        words.insert(0, "every")
    if days.weekdays:
        words.append(",".join(WEEKDAYS[n] for n in sorted(days.weekdays)))
    if choice.parts:
        words.append(f"@ {','.join(_part(part) for part in choice.parts)}")
    if choice.pick:
        words.append(str(choice.pick))
    return " ".join(words)


def _part(part: Part) -> str:
    if part.is_exact:
        return _time(part.start)
    return f"{_time(part.start) if part.start else ''}-{_time(part.end) if part.end < DAY_MINUTES else ''}"


def _time(minute: int) -> str:
    return f"{minute // 60:02}:{minute % 60:02}"
