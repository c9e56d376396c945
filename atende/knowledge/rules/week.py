"""Opening hours in words: lines of a week, dates that differ, days and instants. 24-hour clock, dd/mm in pt-BR."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from babel.dates import get_day_names

from atende.knowledge.rules.hours import Day, Hours, Period, holiday_name, on_day

_WORDS = {
    "pt": {"closed": "fechado", "all_day": "24 horas", "every_day": "todos os dias", "to": " a ", "and": " e "},
    "en": {"closed": "closed", "all_day": "24 hours", "every_day": "every day", "to": " to ", "and": " and "},
}


def week_lines(hours: Hours, locale: str = "pt-BR") -> list[str]:
    """One line per run of equal days, Monday first: `seg a sex: 08:00–12:00, 13:00–18:00`."""
    words = _words(locale)
    lines: list[str] = []
    first = 0
    for day in range(1, 8):
        if day < 7 and hours.week[day] == hours.week[first]:
            continue
        names = [short_day(first, locale), short_day(day - 1, locale)]
        if day - first == 7:
            label = words["every_day"]
        elif day - first == 1:
            label = names[0]
        else:
            label = (words["and"] if day - first == 2 else words["to"]).join(names)
        lines.append(f"{label}: {period_words(hours.week[first], locale)}")
        first = day
    return lines


def special_lines(hours: Hours, zone: ZoneInfo, now: datetime, locale: str = "pt-BR", days: int = 14) -> list[str]:
    """The dates in the next `days` days (today included) that differ from the week: `25/12 (sex): fechado · Natal`."""
    today = now.astimezone(zone).date()
    lines = []
    for n in range(days):
        on = today + timedelta(days=n)
        day = on_day(hours, on, locale)
        differs = day.is_exception or (day.holiday is not None and bool(hours.week[on.weekday()]))
        if differs:
            why = day.note or day.holiday or holiday_name(hours.holidays, on, locale)
            label = f"{short_date(on, locale)} ({short_day(on.weekday(), locale)})"
            lines.append(f"{label}: {day_words(day, locale)}" + (f" · {why}" if why else ""))
    return lines


def day_words(day: Day, locale: str = "pt-BR") -> str:
    """The periods of one date, or "fechado"."""
    return period_words(day.periods, locale)


def period_words(periods: tuple[Period, ...], locale: str = "pt-BR") -> str:
    """One day's opening hours in words: "08:00–12:00, 13:30–18:30", or that it is closed or open all day."""
    words = _words(locale)
    if not periods:
        return words["closed"]
    return ", ".join(words["all_day"] if p.opens == p.closes else f"{p.opens:%H:%M}–{p.closes:%H:%M}" for p in sorted(periods))


def short_day(weekday: int, locale: str = "pt-BR") -> str:
    """`seg`, `Mon`: the language's own abbreviation without its full stop."""
    return get_day_names("abbreviated", locale=_babel(locale))[weekday].rstrip(".")


def long_day(weekday: int, locale: str = "pt-BR") -> str:
    """`segunda-feira`, `Monday`."""
    return get_day_names("wide", locale=_babel(locale))[weekday]


def short_date(on: date, locale: str = "pt-BR") -> str:
    """`25/12` in pt-BR, `Dec 25` in English (where 12/11 would be read two ways)."""
    if locale.startswith("en"):
        return f"{on:%b} {on.day}"
    return f"{on:%d/%m}"


def clock(at: datetime, zone: ZoneInfo) -> str:
    """`08:00` on that place's clock."""
    return f"{at.astimezone(zone):%H:%M}"


def _words(locale: str) -> dict[str, str]:
    return _WORDS["en" if locale.startswith("en") else "pt"]


def _babel(locale: str) -> str:
    return locale.replace("-", "_")
