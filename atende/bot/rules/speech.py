"""Saying things: the scene of a turn, logic-less templates, names, and instants in words."""

import re
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from atende.bookings.rules.reminders.words import city_of, city_said
from atende.bot.rules import catalogue_en, catalogue_pt
from atende.bot.rules.facts import Facts, Store
from atende.bot.rules.settings import BotSettings
from atende.kit.places import PLACE, fill
from atende.kit.text import clean, cut
from atende.knowledge.rules.hours import status
from atende.knowledge.rules.week import clock, long_day, short_date, short_day

_SLOT = re.compile(r"\{([a-z_]+)\}")


@dataclass(frozen=True, slots=True)
class Scene:
    """What the words of one turn depend on. `zone` is the business's clock; `store` the one chosen; `name` a first name fit to be said, or
    empty; `phone` the person's number, which tells by which clock they may live; `is_online`: an appointment online is talked of, which
    goes by the business's own clock."""

    facts: Facts
    settings: BotSettings
    now: datetime
    zone: ZoneInfo
    language: str
    name: str = ""
    store: Store | None = None
    is_staffed: bool | None = None
    staffed_at: datetime | None = None
    phone: str | None = None
    is_online: bool = False

    def here(self) -> ZoneInfo:
        """The clock of the store chosen; the business's before one is."""
        return self.store.clock(self.zone) if self.store else self.zone

    def say(self, key: str, n: int = 0, **params: object) -> str:
        """The n-th wording (in turn) of one of our own sentences."""
        book = catalogue_en.SENTENCES if self.language == "en" else catalogue_pt.SENTENCES
        wordings = book[key]
        values = {**self._values(), **{k: str(v) for k, v in params.items()}}
        return fill(wordings[n % len(wordings)], values, _SLOT)

    def own(self, text: str, **params: str) -> str | None:
        """A text of the business with its places filled; None when it has none in the person's language."""
        if not text.strip() or self.language != self.settings.own_language:
            return None
        return fill(text, {**self._values(), **params}, PLACE)

    def greeting(self) -> str:
        """Good morning (from 5), afternoon (from 12) or evening (from 18) on the clock of the store chosen."""
        hour = self.now.astimezone(self.here()).hour
        key = "good_morning" if 5 <= hour < 12 else "good_afternoon" if 12 <= hour < 18 else "good_evening"
        book = catalogue_en.SENTENCES if self.language == "en" else catalogue_pt.SENTENCES
        return book[key][0]

    def _values(self) -> dict[str, str]:
        business = clean(self.facts.business.name)
        bot = self.settings.tone_name.strip()
        first = business.split()[0].casefold() if business.split() else ""
        article = "da" if first.endswith(("a", "as", "ção", "dade")) else "do"
        return {
            "negocio": business,
            "de_negocio": f"{article} {business}",
            "nome": self.name,
            "saudacao": self.greeting(),
            "bot": bot,
            "unidade": self.store.name if self.store else "",
        }

    def introduction(self, key: str) -> str:
        """`welcome` or `intro`, with the bot's name when it has one."""
        if not self.settings.tone_name.strip():
            return self.say(f"{key}_unnamed")
        return self.say(key, bot=self.say("bot_of"))


def moment(scene: Scene, at: datetime) -> str:
    """An instant as people say it: today, tomorrow, or weekday and date, with the time on the clock of the scene (`zone`)."""
    local = at.astimezone(scene.zone)
    today = scene.now.astimezone(scene.zone).date()
    time = clock(at, scene.zone)
    if local.date() == today:
        return scene.say("today", time=time)
    if local.date() == today + timedelta(days=1):
        return scene.say("tomorrow", day=short_day(local.weekday(), scene.language), time=time)
    return _dated(scene, at)


def _dated(scene: Scene, at: datetime) -> str:
    local = at.astimezone(scene.zone)
    date = short_date(local.date(), scene.language)
    weekday = long_day(local.weekday(), scene.language)
    return scene.say("on_day", weekday=weekday, date=date, time=clock(at, scene.zone))


@dataclass(frozen=True, slots=True)
class Answering:
    """When people answer: `kind` is now, later or unknown; `words` say it; `fact_ids` are where it was read."""

    kind: str
    words: str
    fact_ids: tuple[str, ...] = ()


def answering(scene: Scene) -> Answering:
    """From what the caller knows of the staff, else from the opening hours of the store (of any, before one is chosen), each by its own
    clock; and whose clock it is, where the person may live by another, or of several stores it is not the business's."""
    unknown = Answering("unknown", scene.say("soon"))
    if scene.is_staffed is not None:
        if scene.is_staffed:
            return Answering("now", scene.say("now"))
        return Answering("later", _by(scene, scene.here(), scene.staffed_at)) if scene.staffed_at else unknown
    stores = (scene.store,) if scene.store else scene.facts.open_stores()
    known = [s for s in stores if not s.hours.is_unknown]
    states = [(status(s.hours, s.clock(scene.zone), scene.now), s) for s in known]
    for state, store in states:
        if state.is_open:
            return Answering("now", scene.say("now"), (store.fact_id,))
    later = [(state.next_opening, store) for state, store in states if state.next_opening is not None]
    if not later:
        return unknown
    at, store = min(later, key=lambda pair: pair[0])
    return Answering("later", _by(scene, store.clock(scene.zone), at), (store.fact_id,))


def _by(scene: Scene, zone: ZoneInfo, at: datetime) -> str:
    city = city_said(scene.phone, at, zone, scene.language)
    if not city and scene.store is None and at.astimezone(zone).utcoffset() != at.astimezone(scene.zone).utcoffset():
        city = city_of(zone, scene.language)
    there = replace(scene, zone=zone)
    if not city:
        return moment(there, at)
    # What is "today" there may be tomorrow where the person is.
    return f"{_dated(there, at)} ({scene.say('by_clock', city=city)})"


def fit(text: str, limit: int) -> str:
    """What a message may carry: storable, trimmed, cut."""
    return cut(clean(text).strip(), limit)
