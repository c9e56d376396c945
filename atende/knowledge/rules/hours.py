"""Opening hours: what they are, and whether, until when and from when a place is open. Not here: wording (week.py).

A period belongs to the date on which it opens. It lasts from the first instant at which that place's clock has reached
the opening time to the first instant at which it has reached the closing time, so that a daylight-saving gap or overlap
neither loses nor repeats a period. The same engine serves bot, waiting times, bookings, ordering and reports.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import MAXYEAR, UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

COUNTRY = "BR"
SEARCH_DAYS = 400  # more than a year: a place open on one date a year is still found
_ENDLESS = timedelta(days=15)  # open for longer without a break is "always", not "until"
_DAY = timedelta(days=1)
_EPOCH = date(1970, 1, 1).toordinal()
_SECONDS = 86_400  # of a day
# Of the days off that no law makes holidays the ones that private businesses keep, too, as the holidays library names them. Its others
# (Christmas Eve, New Year's Eve, the Public Servant's Day) are said by date where somebody keeps them.
_OPTIONAL = frozenset({"Carnaval", "Quarta-feira de Cinzas", "Corpus Christi"})


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """Local times; `closes <= opens` means the next day, equal means 24 hours."""

    opens: time
    closes: time

    @property
    def is_past_midnight(self) -> bool:
        return self.closes <= self.opens

    @property
    def minutes(self) -> tuple[int, int]:
        """Start and end as minutes from the midnight of the opening date; the end may pass 1440."""
        start = self.opens.hour * 60 + self.opens.minute
        end = self.closes.hour * 60 + self.closes.minute
        return start, end + (1440 if self.is_past_midnight else 0)


@dataclass(frozen=True, slots=True)
class DateException:
    """One date on which the week does not hold; no periods means closed all day. `every_year`: on that day of the years that follow,
    too (`in_year`)."""

    on: date
    periods: tuple[Period, ...] = ()
    note: str | None = None
    every_year: bool = False


@dataclass(frozen=True, slots=True)
class HolidayRule:
    """Closed on national holidays, on those of a state ("SP"), on the optional ones that most keep: Carnival (Monday and Tuesday), Ash
    Wednesday and Corpus Christi."""

    national: bool = False
    state: str | None = None
    optional: bool = False


@dataclass(frozen=True, slots=True)
class Recess:
    """Days, both included, on which a place is shut whatever its hours say. `every_year`: of the years that follow, too (`yearly`)."""

    first: date
    last: date
    every_year: bool = False

    def holds_on(self, on: date) -> bool:
        """Whether that date is one of its days, of whatever year."""
        if self.every_year:
            return any(True for _ in yearly(self.first, self.last, on, on))
        return self.first <= on <= self.last


@dataclass(frozen=True, slots=True)
class Hours:
    """A week (Monday first, seven days), the dates that differ, the holidays kept, and what is closed besides. An exception beats a
    holiday, one of the very date beats one of every year, and a recess beats them all. Recesses are no part of the JSON."""

    week: tuple[tuple[Period, ...], ...] = ((),) * 7
    exceptions: tuple[DateException, ...] = ()
    holidays: HolidayRule = field(default_factory=HolidayRule)
    recesses: tuple[Recess, ...] = ()

    @property
    def is_unknown(self) -> bool:
        """Nobody has said when the place opens: nothing may be asserted."""
        return not any(self.week) and not any(e.periods for e in self.exceptions)


@dataclass(frozen=True, slots=True)
class Day:
    """What holds on one date, and why: `note` of an exception, name of a holiday."""

    on: date
    periods: tuple[Period, ...]
    is_exception: bool = False
    note: str | None = None
    holiday: str | None = None


@dataclass(frozen=True, slots=True)
class Status:
    """At one instant. `until` is when it closes (None: closed now, or open without end); `next_opening` is the next time it
    opens after now (None: not within 400 days)."""

    is_open: bool
    until: datetime | None
    next_opening: datetime | None


def in_year(on: date, year: int) -> date:
    """The same day of another year. 29 February is kept on the 28th where there is none: the last day of that month, as people keep
    birthdays, so that nothing which ends in February is kept in March."""
    try:
        return on.replace(year=year)
    except ValueError:
        return on.replace(year=year, day=28)


def yearly(first: date, last: date, since: date, until: date) -> Iterator[tuple[date, date]]:
    """Of a span that comes every year from `first` to `last` on, each that has a day from `since` to `until`, ascending and whole. It may
    lie over a year's end."""
    over = last.year - first.year
    for year in range(max(first.year, since.year - over), until.year + 1):
        start = in_year(first, year)
        end = in_year(last, year + over) if year + over <= MAXYEAR else date.max
        if start <= until and end >= since:
            yield start, end


@lru_cache(maxsize=512)
def _names(year: int, state: str | None, language: str) -> dict[date, str]:
    import holidays  # it loads the calendars of 250 countries (20 MB, 0.2 s): not before somebody asks

    calendar = holidays.country_holidays(COUNTRY, subdiv=state, years=year, language=language)
    return {on: calendar[on] for on in calendar}


@lru_cache(maxsize=512)
def _optional(year: int, language: str) -> dict[date, str]:
    import holidays

    said, known = (
        holidays.country_holidays(COUNTRY, years=year, language=one, categories=("optional",)) for one in (language, "pt_BR")
    )
    return {on: said[on] for on in known if _OPTIONAL & set(known.get_list(on))}


def holiday_name(rule: HolidayRule, on: date, locale: str = "pt-BR") -> str | None:
    """The holiday that this rule keeps on that date, in the language asked for; None when there is none."""
    language = "en_US" if locale.startswith("en") else "pt_BR"
    national = _names(on.year, None, language).get(on)
    if national is not None:
        return national if rule.national else None
    if rule.optional and (name := _optional(on.year, language).get(on)):
        return name
    return _names(on.year, rule.state, language).get(on) if rule.state else None


def on_day(hours: Hours, on: date, locale: str = "pt-BR") -> Day:
    """The periods that open on this date, sorted."""
    if any(recess.holds_on(on) for recess in hours.recesses):
        return Day(on, (), is_exception=bool(hours.week[on.weekday()]))
    exception = _exception(hours, on)
    if exception is not None:
        return Day(on, tuple(sorted(exception.periods)), is_exception=True, note=exception.note)
    name = holiday_name(hours.holidays, on, locale)
    if name is not None:
        return Day(on, (), holiday=name)
    return Day(on, tuple(sorted(hours.week[on.weekday()])))


def is_holiday(hours: Hours, on: date) -> bool:
    """Whether it is a holiday that is kept there: a public one, or a day of its own that comes every year, such as the town's."""
    own = any(one.every_year and one.first == one.last and one.holds_on(on) for one in hours.recesses)
    exception = _exception(hours, on)
    return own or (exception is not None and exception.every_year) or holiday_name(hours.holidays, on) is not None


def _exception(hours: Hours, on: date) -> DateException | None:
    yearly_one: DateException | None = None
    for one in hours.exceptions:
        if one.on == on:
            return one
        if one.every_year and one.on < on and in_year(one.on, on.year) == on:
            yearly_one = one
    return yearly_one


def first_instant(wall: datetime, zone: ZoneInfo) -> datetime:
    """The first instant (UTC) at which a clock in `zone` has reached `wall`: the first of two in an overlap, and in a gap,
    where the clock never shows it, the instant of the leap."""
    early = wall.replace(tzinfo=zone, fold=0)
    late = wall.replace(tzinfo=zone, fold=1)
    before, after = early.utcoffset(), late.utcoffset()
    assert before is not None
    assert after is not None
    if after <= before:
        return early.astimezone(UTC)
    low, high = (wall - after).replace(tzinfo=UTC), (wall - before).replace(tzinfo=UTC)
    while high - low > timedelta(seconds=1):  # the leap lies between the two readings
        middle = (low + (high - low) / 2).replace(microsecond=0)
        if middle.astimezone(zone).utcoffset() == before:
            low = middle
        else:
            high = middle
    return high


def seconds(hours: Hours, days: Iterable[date], zone: ZoneInfo) -> Iterator[tuple[date, list[tuple[int, int]]]]:
    """Each of these dates with the stretches that open on it, in whole seconds since 1970. One that a gap in the clock swallows ends where
    it begins."""
    week = [_of_day(periods) for periods in hours.week]
    differing = {one.on for one in hours.exceptions}
    # Days that come every year, and what is closed besides, are looked at date by date.
    may_differ = bool(hours.recesses) or any(one.every_year for one in hours.exceptions)
    for on in days:
        ahead = _steady(on, zone)
        if ahead is None:
            yield on, [_changing(on, period, zone) for period in on_day(hours, on).periods]
            continue
        is_usual = not may_differ and on not in differing and holiday_name(hours.holidays, on) is None
        midnight = (on.toordinal() - _EPOCH - ahead.days) * _SECONDS - ahead.seconds
        times = week[on.weekday()] if is_usual else _of_day(on_day(hours, on).periods)
        yield on, [(midnight + opens, midnight + closes) for opens, closes in times]


def _of_day(periods: Iterable[Period]) -> list[tuple[int, int]]:
    """Seconds from the midnight of the date; the end may pass the next."""
    return [
        (_since_midnight(one.opens), _since_midnight(one.closes) + _SECONDS * one.is_past_midnight) for one in sorted(periods)
    ]


def _since_midnight(at: time) -> int:
    return at.hour * 3600 + at.minute * 60 + at.second


def _changing(on: date, period: Period, zone: ZoneInfo) -> tuple[int, int]:
    """On a date on or after which the clock is changed."""
    start = first_instant(datetime.combine(on, period.opens), zone)
    end = first_instant(datetime.combine(on + _DAY if period.is_past_midnight else on, period.closes), zone)
    return int(start.timestamp()), int(end.timestamp())


@lru_cache(maxsize=4096)
def _steady(on: date, zone: ZoneInfo) -> timedelta | None:
    """By how much clocks in `zone` are ahead of UTC on this date and the next; None when they are changed meanwhile."""
    try:
        midnights = {datetime.combine(on + n * _DAY, time(), zone).utcoffset() for n in range(3)}
    except OverflowError:  # the calendar ends in the year 9999
        return None
    return midnights.pop() if len(midnights) == 1 else None


def spans(hours: Hours, zone: ZoneInfo, first: date, days: int) -> Iterator[tuple[int, int]]:
    """The stretches (whole seconds since 1970, end exclusive) opened on `days` dates from `first`, in order; touching ones are joined."""
    current: tuple[int, int] | None = None
    try:
        for _, day in seconds(hours, (first + n * _DAY for n in range(days)), zone):
            for start, end in sorted(day):
                if end <= start:  # the whole period lies in a gap
                    continue
                if current is None:
                    current = (start, end)
                elif start <= current[1]:
                    current = (current[0], max(current[1], end))
                else:
                    yield current
                    current = (start, end)
    except OverflowError:  # the calendar ends in the year 9999
        pass
    if current is not None:
        yield current


def stretches(hours: Hours, zone: ZoneInfo, first: date, days: int) -> Iterator[tuple[datetime, datetime]]:
    """The same as instants (UTC)."""
    return (
        (datetime.fromtimestamp(start, UTC), datetime.fromtimestamp(end, UTC)) for start, end in spans(hours, zone, first, days)
    )


def status(hours: Hours, zone: ZoneInfo, now: datetime) -> Status:
    """Whether the place is open at `now` (aware), until when, and when it opens next. Looks at most 400 days ahead."""
    first = now.astimezone(zone).date() - 2 * _DAY
    until: datetime | None = None
    is_open = False
    for start, end in _upcoming(hours, zone, first, now):
        if start <= now < end:
            is_open = True
            if end - now > _ENDLESS:
                return Status(True, None, None)
            until = end
        elif start > now:
            return Status(is_open, until, start)
    return Status(is_open, until, None)


def _upcoming(hours: Hours, zone: ZoneInfo, first: date, now: datetime) -> Iterator[tuple[datetime, datetime]]:
    return (s for s in stretches(hours, zone, first, SEARCH_DAYS + 3) if s[1] > now)


def is_open(hours: Hours, zone: ZoneInfo, now: datetime) -> bool:
    """Whether the place is open at this instant."""
    first = now.astimezone(zone).date() - 2 * _DAY
    return any(start <= now < end for start, end in stretches(hours, zone, first, 4))


def open_until(hours: Hours, zone: ZoneInfo, now: datetime) -> datetime | None:
    """When (UTC) the place closes; None when it is closed, or open without a break for over two weeks."""
    return status(hours, zone, now).until


def next_opening(hours: Hours, zone: ZoneInfo, now: datetime) -> datetime | None:
    """When (UTC) the place opens next, strictly after `now`; None when not within 400 days."""
    return status(hours, zone, now).next_opening
