"""One time, wherever it is shown: the start that is offered, said by the bot, reminded of, and written into a calendar is the start
that was booked, by the clock of the place. Every zone there is, and in each kind of clock every change of ten years."""

import re
import uuid
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

import pytest
from icalendar import Calendar

from atende.bookings.rules import ics
from atende.bookings.rules.reminders.timing import is_clock_agreed
from atende.bookings.rules.reminders.words import Subject, text_of
from atende.bookings.rules.slots import Shape, Time, Window, starts
from atende.bookings.rules.when import Choice, Days, Part
from atende.bot.rules.booking import times
from atende.bot.rules.deeds import Free
from atende.bot.rules.settings import BotSettings
from atende.bot.rules.speech import Scene
from tests.bot.clinic import CLINIC

SINCE, UNTIL = datetime(2026, 1, 1, tzinfo=UTC), datetime(2036, 1, 1, tzinfo=UTC)
ZONES = sorted(available_timezones() - {"localtime"})
_STEP = 300  # seconds: no clock is changed by less


@cache
def changes(name: str) -> tuple[tuple[datetime, timedelta], ...]:
    """When this clock is changed in ten years, and by how much it is ahead from then on."""
    zone, found = ZoneInfo(name), []
    at, offset = SINCE, SINCE.astimezone(zone).utcoffset()
    while at < UNTIL:
        later = at + timedelta(days=7)
        if later.astimezone(zone).utcoffset() != offset:
            low, high = at, later
            while high - low > timedelta(minutes=1):
                middle = low + (high - low) / 2
                low, high = (middle, high) if middle.astimezone(zone).utcoffset() == offset else (low, middle)
            moment = high.replace(second=0, microsecond=0)
            offset = later.astimezone(zone).utcoffset()
            assert offset is not None
            found.append((moment, offset))
        at = later
    return tuple(found)


def clocks() -> list[str]:
    """One zone for each kind of clock: those that show the same for ten years are one kind."""
    kinds = {(SINCE.astimezone(ZoneInfo(name)).utcoffset(), changes(name)): name for name in reversed(ZONES)}
    return sorted(kinds.values())


def hard(name: str) -> Iterator[datetime]:
    """Instants around every change."""
    for moment, _ in changes(name):
        for minutes in (-65, -5, 0, 30):
            yield moment + timedelta(minutes=minutes)


def easy(name: str) -> Iterator[datetime]:
    """Some of every year, at hours of day and night."""
    for n in (0, 3, 7):
        yield SINCE + timedelta(days=365 * n + 37 * n % 300, minutes=5 * (n * 59 % 288))


def shown(said: str) -> tuple[str, str]:
    """Day and time of the clock that are said."""
    day, time = re.search(r"\b\d\d/\d\d\b", said), re.findall(r"\b\d\d:\d\d\b", said)
    assert day
    assert len(time) == 1, said
    return day[0], time[0]


def check(name: str, at: datetime) -> None:
    zone = ZoneInfo(name)
    local = at.astimezone(zone)
    on, minute = f"{local:%d/%m}", f"{local:%H:%M}"
    epoch = int(at.timestamp())
    working = [(epoch - 7200, epoch + 7200)]
    assert starts(Shape(_STEP, step=_STEP), Time("x", working), Window(epoch, epoch + 1), zone) == [epoch], "it is offered"
    scene = Scene(CLINIC, BotSettings(), at - timedelta(days=3), ZoneInfo("America/Sao_Paulo"), "pt-BR")
    assert shown(times.short(scene, Free(at, name))) == (on, minute)
    assert shown(times.said_at(scene, at, name)) == (on, minute)
    for sooner in (timedelta(hours=1), timedelta(hours=20)):
        near = Scene(CLINIC, BotSettings(), at - sooner, ZoneInfo("America/Sao_Paulo"), "pt-BR")
        assert shown(times.said_at(near, at, name)) == (on, minute)
    subject = Subject("a1", at, zone, "Clínica", "Consulta")
    assert shown(text_of(subject, "pt-BR")) == (on, minute)
    said_at = local.replace(tzinfo=None)
    assert is_clock_agreed(at, zone, said_at)
    exactly = local.hour * 60 + local.minute
    assert Choice(Days(local.date(), local.date()), (Part(exactly, exactly),)).place(said_at) == 0
    entry = ics.Entry(uuid.UUID(int=1), 0, at, at + timedelta(hours=1), SINCE, "Consulta")
    [event] = Calendar.from_ical(ics.one(entry)).walk("VEVENT")
    assert event["dtstart"].dt == at


@pytest.mark.parametrize("first", range(2))
def test_in_every_zone_it_is_one_time(first):
    for name in ZONES[first::2]:
        for at in easy(name):
            check(name, at)


def test_around_every_change_of_every_kind_of_clock_it_is_one_time():
    kinds = clocks()
    assert len(kinds) > 60
    tried = 0
    for name in kinds:
        for at in hard(name):
            check(name, at)
            tried += 1
    assert tried > 1000
