"""A wish said back, so that the person can see what was understood: weekday and date, 24-hour clock. Every sentence made here is
understood again as the same wish."""

from datetime import date, datetime

from babel.dates import format_date, get_day_names

from atende.bookings.rules.when import calendar
from atende.bookings.rules.when.lexicon import babel_name, parts
from atende.bookings.rules.when.wish import DAY_MINUTES, Choice, Days, Part, Pick, Wish

_WORKDAYS = frozenset(range(5))
_WORDS = {
    "pt-BR": {
        "else": ", ou então ", "or": " ou ", "any day": "qualquer dia", "every day": "todo dia", "any": "qualquer {}",
        "every": "toda {}", "working": "em dias úteis", "every working": "todo dia útil", "from": "a partir de {}",
        "span": "de {}, a {}", "short span": "de {} a {}", "any time": "a qualquer hora", "at": "às {}", "at one": "à {}",
        "between": "das {} às {}", "after": "a partir das {}", "before": "até as {}", "first": "no primeiro horário",
        "last": "no último horário", "manha": "de manhã", "tarde": "à tarde", "noite": "à noite", "madrugada": "de madrugada",
        "date": "EEEE, dd/MM", "date of year": "EEEE, dd/MM/yyyy", "short": "dd/MM", "short of year": "dd/MM/yyyy",
    },
    "en": {
        "else": ", or else ", "or": " or ", "any day": "any day", "every day": "every day", "any": "any {}",
        "every": "every {}", "working": "on weekdays", "every working": "every weekday", "from": "from {}",
        "span": "from {}, to {}", "short span": "from {} to {}", "any time": "at any time", "at": "at {}", "at one": "at {}",
        "between": "from {} to {}", "after": "from {}", "before": "before {}", "first": "at the first free time",
        "last": "at the last free time", "manha": "in the morning", "tarde": "in the afternoon", "noite": "in the evening",
        "madrugada": "before 06:00", "date": "EEEE, d MMM", "date of year": "EEEE, d MMM yyyy", "short": "d MMM",
        "short of year": "d MMM yyyy",
    },
}  # fmt: skip


def echo(wish: Wish, now: datetime, locale: str = "pt-BR") -> str:
    """The choices in words, the best first ("quinta-feira, 26/11, de manhã, ou então ..."); empty when there are none. The year is
    said where it is not this one, or where the last such date has only just passed."""
    voice = _Voice(locale, now.date())
    is_timed = any(choice.parts for choice in wish.choices)
    return voice.word("else").join(voice.choice(choice, is_timed) for choice in wish.choices)


class _Voice:
    """The words of one language, said on one day."""

    def __init__(self, locale: str, today: date):
        self.locale, self.today = locale, today
        self.words = _WORDS["en" if locale.startswith("en") else "pt-BR"]

    def word(self, key: str, *values: str) -> str:
        return self.words[key].format(*values)

    def choice(self, choice: Choice, is_timed: bool) -> str:
        said = [self.days(choice.days)]
        if choice.parts:
            said.append(self.word("or").join(self.part(part) for part in choice.parts))
        elif is_timed:
            said.append(self.word("any time"))
        if choice.pick is not None:
            said.append(self.word("first" if choice.pick is Pick.FIRST else "last"))
        return ", ".join(said)

    def days(self, days: Days) -> str:
        if days.first == days.last:
            return self.date(days.first)
        is_from_today = days.first == self.today and days.last is None
        if not days.weekdays and not days.is_recurring:
            if is_from_today:
                return self.word("any day")
            if days.last is None:
                return self.word("from", self.date(days.first))
            return self.word("span", self.date(days.first), self.date(days.last))
        which = self.pattern(days)
        if is_from_today:
            return which
        if days.last is None:
            return f"{which} {self.word('from', self.date(days.first, 'short'))}"
        return f"{which} {self.word('short span', self.date(days.first, 'short'), self.date(days.last, 'short'))}"

    def pattern(self, days: Days) -> str:
        if not days.weekdays:
            return self.word("every day")
        if days.weekdays == _WORKDAYS:
            return self.word("every working" if days.is_recurring else "working")
        names = get_day_names("wide", locale=babel_name(self.locale))
        *most, last = [names[n] for n in sorted(days.weekdays)]
        listed = self.word("or").join([", ".join(most), last]) if most else last
        return self.word("every" if days.is_recurring else "any", listed)

    def date(self, on: date, width: str = "date") -> str:
        is_plain = on.year == self.today.year and calendar.next_date(self.today, on.day, on.month) == on
        pattern = self.word(width if is_plain else f"{width} of year")
        return format_date(on, pattern, locale=babel_name(self.locale)).replace(".", "")

    def part(self, part: Part) -> str:
        if part.is_exact:
            return self.word("at one" if part.start // 60 == 1 else "at", _clock(part.start))
        for name, (start, end) in parts(self.locale).items():
            if (part.start, part.end) == (start, end):
                return self.word(name)
        if part.end == DAY_MINUTES:
            return self.word("after", _clock(part.start))
        if part.start == 0:
            return self.word("before", _clock(part.end))
        return self.word("between", _clock(part.start), _clock(part.end))


def _clock(minute: int) -> str:
    return f"{minute // 60:02}:{minute % 60:02}"
