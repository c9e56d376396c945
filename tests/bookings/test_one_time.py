"""One time, wherever it is shown: the start that is offered, said by the bot, reminded of, and written into a calendar is the start
that was booked, by the clock of the place. Every zone there is, and in each kind of clock every change of ten years."""

import re
import uuid
from collections.abc import Iterator
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

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
from tests.bookings.clocks import SINCE, ZONES, changes, clocks
from tests.bot.clinic import CLINIC

_STEP = 300  # seconds: no clock is changed by less
_GRIDS = (30, 60, 90)  # minutes


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


def check_grid(name: str, moment: datetime) -> None:
    """Around a change of this clock every instant at which it shows a multiple of the step is offered, once, and no other: what it leaps
    over is not there, what it shows twice is two starts."""
    zone, around = ZoneInfo(name), int(moment.timestamp()) // 60 * 60
    since, until = around - 6 * 3600, around + 6 * 3600
    shown_then = [(at, datetime.fromtimestamp(at, zone)) for at in range(since, until, 60)]
    for step in _GRIDS:
        found = starts(Shape(_STEP, step=step * 60), Time("x", [(since, until + _STEP)]), Window(since, until), zone)
        assert found == [at for at, local in shown_then if (local.hour * 60 + local.minute) % step == 0], (name, moment, step)


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


def test_around_every_change_of_every_kind_of_clock_starts_lie_on_the_grid_it_shows():
    tried = 0
    for name in clocks():
        for moment, _ in changes(name):
            check_grid(name, moment)
            tried += 1
    assert tried > 250
