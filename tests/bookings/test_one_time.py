"""One time, wherever it is shown: the start that is offered, said by the bot, reminded of, and written into a calendar is the start
that was booked, by the clock of the place. Every zone there is, and in each kind of clock every change of ten years."""

import re
import uuid
from collections.abc import Iterator
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from icalendar import Calendar

from atende.bookings.ports import Entry
from atende.bookings.rules import ics
from atende.bookings.rules.options import pressed
from atende.bookings.rules.reminders.timing import is_clock_agreed
from atende.bookings.rules.reminders.words import Subject, template_values, text_of
from atende.bookings.rules.slots import Shape, Time, Window, starts
from atende.bookings.rules.when import Choice, Days, Part
from atende.bot.rules.booking import times
from atende.bot.rules.deeds import Free
from atende.bot.rules.settings import BotSettings
from atende.bot.rules.speech import Scene
from atende.providers.google_calendar import wire
from tests.bookings.clocks import SINCE, ZONES, changes, clocks
from tests.bot.clinic import CLINIC

_STEP = 300  # seconds: no clock is changed by less
_GRIDS = (30, 60, 90)  # minutes
_WEEK = ("segunda", "terça", "quarta", "quinta", "sexta", "sábado", "domingo")
# A template's values: alone, together, in a sentence, and what its button sends back.
_TEMPLATE = {"1": "{{data}}", "2": "{{hora}}", "3": "{{dia}} {{data}} {{hora}}", "4": "{{quando}}", "5": "{{confirmar}}"}


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
    values = template_values(_TEMPLATE, subject, "pt-BR")
    assert (values["1"], values["2"], shown(values["3"]), shown(values["4"])) == (on, minute, (on, minute), (on, minute))
    assert values["3"].startswith(_WEEK[local.weekday()])
    assert (again := pressed(values["5"])) is not None
    assert again.starts_at == at, "the button confirms this very start"
    said_at = local.replace(tzinfo=None)
    assert is_clock_agreed(at, zone, said_at)
    exactly = local.hour * 60 + local.minute
    assert Choice(Days(local.date(), local.date()), (Part(exactly, exactly),)).place(said_at) == 0
    entry = ics.Entry(uuid.UUID(int=1), 0, at, at + timedelta(hours=1), SINCE, "Consulta")
    [event] = Calendar.from_ical(ics.one(entry)).walk("VEVENT")
    assert event["dtstart"].dt == at
    check_calendar(name, at)


def check_calendar(name: str, at: datetime) -> None:
    """What Google is told: the instant, shown by the clock it was agreed by, and read back as the same."""
    until = at + timedelta(hours=1)
    written = wire.event(Entry("e1", "Consulta", at, until, name, "a1"))
    for said, instant in ((written["start"], at), (written["end"], until)):
        assert said["dateTime"][:16] == f"{instant.astimezone(ZoneInfo(name)):%Y-%m-%dT%H:%M}"
        assert datetime.fromisoformat(said["dateTime"]) == instant
        assert said["timeZone"] == name
    again = wire.seen(written, ZoneInfo("America/Sao_Paulo"))
    assert again is not None
    assert (again.since, again.until) == (at, until)


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
