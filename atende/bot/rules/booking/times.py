"""Which of the free starts are shown, how they are named, and which of those shown are meant by words."""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from atende.bookings.rules.reminders.words import city_said
from atende.bookings.rules.when import Choice, Part, Wish, understand
from atende.bookings.rules.when.lexicon import weekdays
from atende.bot.rules.deeds import Booked, Free
from atende.bot.rules.speech import Scene, moment
from atende.bot.rules.words import word_set
from atende.kit.text import fold
from atende.knowledge.rules.hours import first_instant
from atende.knowledge.rules.week import clock, short_date, short_day

MOST = 10
_DAYS = 5  # shown of, when no day was asked for
_AHEAD = timedelta(days=14)
LONGEST = timedelta(days=93)
_LONGEST_TEXT = 300
_HALF_DAY = 720  # minutes
_WEEKDAY = re.compile(
    r"\b(segunda|ter[çc]a|quarta|quinta|sexta|s[áa]bado|domingo|monday|tuesday|wednesday|thursday|friday|saturday|sunday)\b"
    r"(?:[- ]feira)?",
    re.IGNORECASE,
)
_WHICH = re.compile(
    r"\bdia \d|\b(outr[ao]|other|que vem|proxim[ao]|seguinte|ess[ae]|est[ae]|dess[ae]|dest[ae]|tod[ao]s?|ultim[ao]|primeir[ao]|depois|"
    r"antes|apos|ate|partir|opcao|via|vez|next|this|every|last|first|after|before|from)\b"
)
_HABITS = word_set(
    "semanal semanais semanalmente quinzenal quinzenais quinzenalmente mensal mensais mensalmente weekly biweekly monthly"
)
_HABIT = re.compile(
    r"\btod[ao]s?( as| os| a| o)? (semanas?|mes|meses)\b|\b(vez|vezes|x) (por|na|ao|a) (semana|mes)\b|\b\d+x (por|na|ao|a) (semana|mes)\b"
    r"|\bcada (\d+|duas|dois|tres|quinze|quatro)? ?(dias|semanas?|mes|meses)\b|\b(\d+|quinze) em (\d+|quinze) dias\b"
    r"|\bevery (week|month|other week|two weeks)\b|\b(once|twice) a (week|month)\b"
)


def zone_of(scene: Scene) -> ZoneInfo:
    """The clock of the store; the business's where none is chosen, and for what is online."""
    return scene.zone if scene.is_online else scene.here()


def zone_named(name: str) -> ZoneInfo:
    """The clock of that IANA name."""
    return ZoneInfo(name)


def wish_of(scene: Scene, said: str) -> Wish | None:
    """What these words say about when; None when nothing."""
    return understand(said, scene.now.astimezone(zone_of(scene)), scene.language) if said.strip() else None


def of_shown_day(scene: Scene, text: str, shown: Sequence[datetime]) -> str:
    """The words with the date of the day shown that has the name they say: "segunda", after times around the 30th, is that one and not
    the next. As they are where no or more than one such day is shown, or they say themselves which is meant."""
    found = _WEEKDAY.findall(text)
    if len(found) != 1 or _WHICH.search(fold(text[:_LONGEST_TEXT])):
        return text
    bare, said = wish_of(scene, found[0]), wish_of(scene, text)
    if bare is None or said is None or {one.days for one in said.choices} != {one.days for one in bare.choices}:
        return text  # "segunda, 7 de dezembro", "menos segunda"
    number = {**weekdays("pt-BR"), **weekdays("en")}[fold(found[0])]
    days = {at.date() for at in shown if at.weekday() == number}
    return _WEEKDAY.sub(days.pop().isoformat(), text) if len(days) == 1 else text


def weekday_said(text: str) -> int | None:
    """The one weekday that is named, without which of them is meant ("a de quinta", not "a de quinta que vem"); 0 is Monday."""
    found = _WEEKDAY.findall(text)
    if len(found) != 1 or _WHICH.search(fold(text[:_LONGEST_TEXT])):
        return None
    return {**weekdays("pt-BR"), **weekdays("en")}[fold(found[0])]


def says_day(wish: Wish, today: date) -> bool:
    """Whether a day was named, and not only a time."""
    return any(c.days.first != today or c.days.last is not None or c.days.weekdays for c in wish.choices)


def says_time(wish: Wish) -> bool:
    """Whether an exact time was named."""
    return any(part.is_exact for choice in wish.choices for part in choice.parts)


def as_told(wish: Wish, free: Sequence[Free]) -> Wish:
    """The wish as it is told back: an hour that may be of the morning or of the evening is the one at which something is free."""

    def is_told(choice: Choice, part: Part) -> bool:
        twins = [one for one in choice.parts if one.is_exact and part.is_exact and abs(one.start - part.start) == _HALF_DAY]
        at = {local.hour * 60 + local.minute for local in map(_local, free)} & {part.start, *(one.start for one in twins)}
        return not at or part.start in at

    return replace(wish, choices=tuple(replace(c, parts=tuple(p for p in c.parts if is_told(c, p))) for c in wish.choices))


def repeats(scene: Scene, tokens: Sequence[str], text: str) -> bool:
    """Whether these words want something as a habit: "toda terça", "quinta sim, quinta não", "de 15 em 15 dias"."""
    wish = wish_of(scene, text)
    said = wish is not None and any(choice.days.is_recurring for choice in wish.choices)
    return said or bool(_HABITS & set(tokens)) or _HABIT.search(fold(text[:_LONGEST_TEXT])) is not None


def stretch(scene: Scene, wish: Wish | None) -> tuple[datetime, datetime]:
    """Where to look: the days of the wish, and a week around them for what is nearest."""
    if wish is None or not wish.choices:
        return scene.now, scene.now + _AHEAD
    zone = zone_of(scene)
    first = min(choice.days.first for choice in wish.choices)
    last = max(choice.days.last or choice.days.first + _AHEAD for choice in wish.choices)
    since = first_instant(datetime.combine(first - timedelta(days=3), time()), zone)
    until = first_instant(datetime.combine(min(last, first + LONGEST) + timedelta(days=8), time()), zone)
    since = max(since, scene.now)
    return since, min(until, since + LONGEST)


def suiting(free: Sequence[Free], wish: Wish | None) -> list[Free]:
    """At most ten that suit, those that suit best first, spread over the day and the first days; all of them without a wish."""
    if wish is None or not wish.choices:
        return _spread(free)
    by_rank: dict[tuple[int, int], list[Free]] = {}
    for one in free:
        rank = wish.rank(_local(one))
        if rank is not None:
            by_rank.setdefault(rank, []).append(one)
    found: list[Free] = []
    for rank in sorted(by_rank):
        pick = wish.choices[rank[0]].pick
        group = by_rank[rank]
        found += [group[0]] if pick == "first" else [group[-1]] if pick == "last" else _spread(group)
    return found[:MOST]


def nearest(free: Sequence[Free], wish: Wish) -> list[Free]:
    """The few that come closest to what was wished, in their order."""
    choice = wish.choices[0]
    minute = choice.parts[0].start if choice.parts else 12 * 60
    wanted = datetime.combine(choice.days.first, time(minute // 60 % 24, minute % 60))

    def distance(one: Free) -> timedelta:
        return abs(_local(one).replace(tzinfo=None) - wanted)

    return sorted(sorted(free, key=distance)[:6], key=lambda one: one.starts_at)


def _spread(free: Sequence[Free]) -> list[Free]:
    days: dict[date, list[Free]] = {}
    for one in free:
        days.setdefault(_local(one).date(), []).append(one)
    shown = list(days.values())[:_DAYS]
    if not shown:
        return []
    each = max(1, MOST // len(shown))
    found = [one for day in shown for one in _evenly(day, each)]
    rest = [one for day in days.values() for one in day if one not in found]
    return sorted([*found, *rest[: MOST - len(found)]], key=lambda one: one.starts_at)[:MOST]


def _evenly(day: Sequence[Free], most: int) -> list[Free]:
    if len(day) <= most:
        return list(day)
    if most == 1:
        return [day[0]]
    return [day[n * (len(day) - 1) // (most - 1)] for n in range(most)]


def _local(one: Free) -> datetime:
    return one.starts_at.astimezone(ZoneInfo(one.zone))


def short(scene: Scene, one: Free) -> str:
    """A start as the title of a button or row: `qui 26/11 · 10:00`."""
    local = _local(one)
    day = short_day(local.weekday(), scene.language)
    return f"{day} {short_date(local.date(), scene.language)} · {clock(one.starts_at, ZoneInfo(one.zone))}"


def said_at(scene: Scene, at: datetime, zone: str) -> str:
    """An instant in words on that clock, always with its weekday and date; and whose clock it is, where the person may live by another."""
    there = replace(scene, zone=ZoneInfo(zone))
    local = at.astimezone(there.zone)
    city = city_said(scene.phone, at, there.zone, scene.language)
    whose = scene.say("by_clock", city=city) if city else ""
    if local.date() == scene.now.astimezone(there.zone).date():
        aside = ", ".join(filter(None, (short_date(local.date(), scene.language), whose)))
        return f"{moment(there, at)} ({aside})"
    return _day_and_time(scene, there, at) + (f" ({whose})" if whose else "")


def clocks(scene: Scene, free: Sequence[Free]) -> str:
    """A sentence on whose clock these times are by, where the person may live by another; else empty."""
    cities = (city_said(scene.phone, one.starts_at, ZoneInfo(one.zone), scene.language) for one in free)
    named = list(dict.fromkeys(filter(None, cities)))
    return scene.say("book_clock", city=" / ".join(named)) if named else ""


def _day_and_time(scene: Scene, there: Scene, at: datetime) -> str:
    local = at.astimezone(there.zone)
    if local.date() == scene.now.astimezone(there.zone).date() + timedelta(days=1):
        date_ = f"{short_day(local.weekday(), scene.language)} {short_date(local.date(), scene.language)}"
        return scene.say("tomorrow", day=date_, time=clock(at, there.zone))
    return moment(there, at)


def words_of(scene: Scene, booked: Booked) -> dict[str, str]:
    """The places of a sentence about an appointment, filled from its row."""
    what = " + ".join(_what(scene, one) for one in (booked, *booked.then))
    stores = scene.facts.open_stores()
    store = next((s for s in stores if s.id == booked.store_id), None)
    where = scene.say("at_store", store=store.name) if store and len(stores) > 1 else ""
    if booked.is_online:
        where = scene.say("at_no_store")
    return {"what": what, "when": said_at(scene, booked.starts_at, booked.zone), "where": where}


def _what(scene: Scene, booked: Booked) -> str:
    if not booked.people:
        return booked.service_name
    return f"{booked.service_name} {scene.say('with_people', people=', '.join(booked.people))}"
