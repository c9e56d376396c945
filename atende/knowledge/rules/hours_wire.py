"""Opening hours as JSON: read with refusals that name the field, written back the same. The shape is the API's `Hours`."""

import re
from datetime import date, time
from itertools import pairwise
from typing import Any

from atende.kit.refusal import Invalid
from atende.knowledge.rules.hours import DateException, HolidayRule, Hours, Period

_TIME = re.compile(r"([01][0-9]|2[0-3]):([0-5][0-9])")
# The 27 of IBGE. The holidays library knows them too, but loads the calendars of 250 countries to say so.
_STATES = frozenset(re.findall("..", "ACALAMAPBACEDFESGOMAMGMSMTPAPBPEPIPRRJRNRORRRSSCSESPTO"))
_MOST_PERIODS, _MOST_EXCEPTIONS, _LONGEST_NOTE = 70, 400, 200


class HoursInvalid(Invalid):
    """The opening hours cannot be kept as given; `field` is the dotted path of the entry at fault, `params["reason"]` is one of
    not_an_object, not_a_list, too_many, bad_weekday, bad_time, bad_date, bad_note, bad_flag, bad_state, overlap or
    repeated_date."""

    code = "hours_invalid"


def from_json(value: Any, at: str = "hours") -> Hours:
    """The hours that this JSON says. Missing parts are empty; unknown keys are ignored. Refuses with `HoursInvalid`."""
    data = _object(value, at)
    week: list[list[tuple[Period, str]]] = [[] for _ in range(7)]
    for n, entry in enumerate(_list(data.get("weekly"), f"{at}.weekly", _MOST_PERIODS)):
        here = f"{at}.weekly.{n}"
        weekday = _object(entry, here).get("weekday")
        if isinstance(weekday, bool) or not isinstance(weekday, int) or not 0 <= weekday <= 6:
            raise _refusal("bad_weekday", f"{here}.weekday")
        week[weekday].append((_period(entry, here), here))
    _refuse_overlaps([(day * 1440, period, here) for day in range(7) for period, here in week[day]], 7 * 1440)
    return Hours(
        week=tuple(tuple(sorted(period for period, _ in day)) for day in week),
        exceptions=_exceptions(data.get("exceptions"), f"{at}.exceptions"),
        holidays=_holidays(data.get("holidays"), f"{at}.holidays"),
    )


def to_json(hours: Hours) -> dict[str, Any]:
    """The JSON that `from_json` reads back to equal hours."""
    return {
        "weekly": [{"weekday": day, **_times(p)} for day, periods in enumerate(hours.week) for p in periods],
        "exceptions": [
            {"on": e.on.isoformat(), "periods": [_times(p) for p in e.periods], "note": e.note, "every_year": e.every_year}
            for e in hours.exceptions
        ],
        "holidays": {
            "national": hours.holidays.national,
            "state": hours.holidays.state,
            "optional": hours.holidays.optional,
        },
    }


def _times(period: Period) -> dict[str, str]:
    return {"opens": f"{period.opens:%H:%M}", "closes": f"{period.closes:%H:%M}"}


def _exceptions(value: Any, at: str) -> tuple[DateException, ...]:
    found: dict[date, DateException] = {}
    for n, entry in enumerate(_list(value, at, _MOST_EXCEPTIONS)):
        here = f"{at}.{n}"
        data = _object(entry, here)
        on = _date(data.get("on"), f"{here}.on")
        if on in found:
            raise _refusal("repeated_date", f"{here}.on")
        periods = [
            (_period(p, f"{here}.periods.{m}"), f"{here}.periods.{m}")
            for m, p in enumerate(_list(data.get("periods"), f"{here}.periods", _MOST_PERIODS))
        ]
        _refuse_overlaps([(0, period, place) for period, place in periods], None)
        note = data.get("note")
        if note is not None and (not isinstance(note, str) or len(note) > _LONGEST_NOTE):
            raise _refusal("bad_note", f"{here}.note")
        every_year = data.get("every_year", False)
        if not isinstance(every_year, bool):
            raise _refusal("bad_flag", f"{here}.every_year")
        found[on] = DateException(on, tuple(sorted(p for p, _ in periods)), (note or "").strip() or None, every_year)
    return tuple(sorted(found.values(), key=lambda e: e.on))


def _holidays(value: Any, at: str) -> HolidayRule:
    if value is None:
        return HolidayRule()
    data = _object(value, at)
    national, state, optional = data.get("national", False), data.get("state") or None, data.get("optional", False)
    for name, flag in (("national", national), ("optional", optional)):
        if not isinstance(flag, bool):
            raise _refusal("bad_flag", f"{at}.{name}")
    if state is not None and (not isinstance(state, str) or state not in _STATES):
        raise _refusal("bad_state", f"{at}.state")
    return HolidayRule(national, state, optional)


def _period(value: Any, at: str) -> Period:
    data = _object(value, at)
    # "24:00" is how many people write the end of a day; it is kept as 00:00 of the next.
    closes = "00:00" if data.get("closes") == "24:00" else data.get("closes")
    return Period(_time(data.get("opens"), f"{at}.opens"), _time(closes, f"{at}.closes"))


def _time(value: Any, at: str) -> time:
    match = _TIME.fullmatch(value) if isinstance(value, str) else None
    if match is None:
        raise _refusal("bad_time", at)
    return time(int(match[1]), int(match[2]))


def _date(value: Any, at: str) -> date:
    try:
        if isinstance(value, str) and len(value) == 10:
            return date.fromisoformat(value)
    except ValueError:
        pass
    raise _refusal("bad_date", at)


def _refuse_overlaps(periods: list[tuple[int, Period, str]], circle: int | None) -> None:
    """Touching is fine. With a `circle` (minutes) the last period is also held against the first of the next round."""
    spans = sorted((base + p.minutes[0], base + p.minutes[1], at) for base, p, at in periods)
    for (_, end, _), (start, _, at) in pairwise(spans):
        if start < end:
            raise _refusal("overlap", at)
    if circle is not None and spans and max(end for _, end, _ in spans) > spans[0][0] + circle:
        raise _refusal("overlap", spans[0][2])


def _object(value: Any, at: str) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise _refusal("not_an_object", at)
    return value


def _list(value: Any, at: str, most: int) -> list[Any]:
    if value is None:
        return []
    if not isinstance(value, list):
        raise _refusal("not_a_list", at)
    if len(value) > most:
        raise _refusal("too_many", at)
    return value


def _refusal(reason: str, at: str) -> HoursInvalid:
    return HoursInvalid(reason.replace("_", " "), field=at, reason=reason)
