"""Dates as people name them: weeks from Monday, months, a day of a month, holidays. Names of holidays come from `holidays`."""

from calendar import monthrange
from datetime import date, timedelta
from functools import lru_cache

from atende.kit.text import fold

_LONG_PAST = timedelta(days=90)  # a date without a year that passed no longer ago was meant as past, not as next year's
_COUNTRY, _LANGUAGE = "BR", "pt_BR"
EARLIEST, LATEST = date(1970, 1, 1), date(9990, 12, 31)  # beyond it arithmetic on dates would leave what Python can say

# What people say for days that the library names otherwise, and days a fixed way from one that it names.
_SAID = {
    "natal": ("natal", 0), "christmas": ("natal", 0), "carnaval": ("carnaval", 0), "carnival": ("carnaval", 0),
    "ano novo": ("confraternizacao universal", 0), "new year": ("confraternizacao universal", 0),
    "primeiro do ano": ("confraternizacao universal", 0), "reveillon": ("vespera de ano novo", 0), "pascoa": ("sexta feira santa", 2),
    "easter": ("sexta feira santa", 2), "sexta feira santa": ("sexta feira santa", 0), "cinzas": ("quarta feira de cinzas", 0),
    "quarta de cinzas": ("quarta feira de cinzas", 0), "quarta feira de cinzas": ("quarta feira de cinzas", 0),
    "quinta santa": ("sexta feira santa", -1), "quinta feira santa": ("sexta feira santa", -1), "sexta santa": ("sexta feira santa", 0),
    "sexta da paixao": ("sexta feira santa", 0), "sexta feira da paixao": ("sexta feira santa", 0),
    "sabado santo": ("sexta feira santa", 1), "sabado de aleluia": ("sexta feira santa", 1), "domingo de ramos": ("sexta feira santa", -5),
    "tiradentes": ("tiradentes", 0), "corpus christi": ("corpus christi", 0), "finados": ("finados", 0),
    "consciencia negra": ("dia nacional de zumbi e da consciencia negra", 0),
    "proclamacao da republica": ("proclamacao da republica", 0), "dia do trabalho": ("dia do trabalhador", 0),
    "dia do trabalhador": ("dia do trabalhador", 0), "nossa senhora aparecida": ("nossa senhora aparecida", 0),
}  # fmt: skip
HOLIDAY_NAMES = tuple(_SAID)


@lru_cache(maxsize=64)
def _named(year: int) -> dict[str, tuple[date, ...]]:
    import holidays  # it loads the calendars of 250 countries (20 MB, 0.2 s): not before somebody says the name of one

    found: dict[str, list[date]] = {}
    kept = holidays.country_holidays(_COUNTRY, years=year, language=_LANGUAGE, categories=("public", "optional"))
    for on, names in sorted(kept.items()):
        for name in names.split("; "):
            found.setdefault(fold(name), []).append(on)
    return {name: tuple(days) for name, days in found.items()}


@lru_cache(maxsize=64)
def _public(year: int) -> tuple[date, ...]:
    import holidays

    return tuple(sorted(holidays.country_holidays(_COUNTRY, years=year)))


def holiday(said: str, today: date) -> tuple[date, date] | None:
    """First and last day of the coming holiday of that name (carnival has two), or of the next one at all for "feriado"."""
    for year in range(today.year, today.year + 3):
        if said == "feriado":
            days = tuple(d for d in _public(year) if d >= today)[:1]
        else:
            name, offset = _SAID[said]
            days = tuple(d + timedelta(days=offset) for d in _named(year).get(name, ()))
        if days and days[-1] >= today:
            return days[0], days[-1]
    return None


def week(today: date, ahead: int = 0) -> tuple[date, date]:
    """Monday and Sunday of this week or one `ahead`."""
    monday = today - timedelta(days=today.weekday()) + timedelta(weeks=ahead)
    return monday, monday + timedelta(days=6)


def month(year: int, number: int) -> tuple[date, date]:
    """First and last day; a number above 12 is a month of a later year."""
    year, number = year + (number - 1) // 12, (number - 1) % 12 + 1
    return date(year, number, 1), date(year, number, monthrange(year, number)[1])


def months_later(on: date, months: int) -> date:
    """The same day of a later month, or its last where it is shorter."""
    first, last = month(on.year, on.month + months)
    return min(first + timedelta(days=on.day - 1), last)


def coming(today: date, weekday: int) -> date:
    """The next such weekday after today."""
    return today + timedelta(days=(weekday - today.weekday() - 1) % 7 + 1)


def day_of_month(today: date, day: int) -> tuple[date, date | None]:
    """The next date with that number, today included; and the one that may have been meant instead: the last of this month where it
    is too short, the next month's where it is today."""
    first, last = month(today.year, today.month)
    if day == today.day:
        other = months_later(first, 1) + timedelta(days=day - 1)
        return today, other if other.month == months_later(first, 1).month else None
    for ahead in range(13):
        first, end = month(today.year, today.month + ahead)
        if day <= end.day and first + timedelta(days=day - 1) >= today:
            skipped = month(today.year, today.month + ahead - 1)[1] if ahead else end
            return first + timedelta(days=day - 1), skipped if ahead and skipped.day < day and skipped >= today else None
    return last, None


def exists(day: int, number: int, year: int | None = None) -> bool:
    """Whether there is such a date in that year, or in any."""
    return 1 <= number <= 12 and 1 <= day <= monthrange(year or 2024, number)[1]


def next_date(today: date, day: int, number: int) -> date | None:
    """The date of that day and month nearest to come, or the one that has just passed; None where the year that is meant lacks it."""
    for year in (today.year - 1, today.year, today.year + 1):
        if exists(day, number, year) and today - _LONG_PAST <= date(year, number, day):
            return date(year, number, day)
        if not exists(day, number, year) and year >= today.year and (year > today.year or number > today.month):
            return None
    return None


def near_miss(today: date, day: int, number: int, year: int | None = None) -> tuple[date, ...]:
    """What may be meant by a date that there is not ("31/11"): the last of that month, or that day of the next one; none where the month
    is over, or there is no such month or day at all."""
    if not (1 <= number <= 12 and 1 <= day <= 31):
        return ()
    last = month(year or today.year, number)[1]
    if last < today:
        if year is not None:
            return ()
        last = month(today.year + 1, number)[1]
    following = month(last.year, number + 1)[0] + timedelta(days=day - 1)
    return (last, following) if following.month == number % 12 + 1 else ()


def nth_weekday(first: date, last: date, weekday: int, n: int) -> date | None:
    """The n-th such weekday of a span, -1 for its last."""
    if n < 0:
        return last - timedelta(days=(last.weekday() - weekday) % 7)
    on = first + timedelta(days=(weekday - first.weekday()) % 7 + 7 * (n - 1))
    return on if on <= last else None
