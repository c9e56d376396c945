"""A reminder in words, made from the appointment as it is when it leaves. 24-hour clock; dd/mm in pt-BR."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from zoneinfo import ZoneInfo
from zoneinfo import available_timezones as every_zone

import phonenumbers
from babel.dates import get_timezone_location

from atende.bookings.rules.options import option_id
from atende.bookings.rules.outside import digest
from atende.kit.places import PLACE, fill, first_name
from atende.kit.text import clean, cut
from atende.knowledge.rules.week import clock, long_day, short_date

LONGEST = 1024  # characters under which buttons may stand (whatsapp-cloud, section 5)
# What a text, or a value of a template, may ask for; the last three are what a template's own buttons send back.
PLACES = (
    "nome", "negocio", "servico", "profissional", "dia", "data", "hora", "quando", "o_que", "onde", "unidade",
    "confirmar", "remarcar", "cancelar",
)  # fmt: skip
# What the template of an offer may ask for: until when it is kept, and what its own buttons send back.
OFFER_PLACES = (*PLACES[:-3], "ate", "quero", "nao_quero")
USUAL = {
    "pt-BR": "Olá, {{nome}}! Passando para lembrar: {{o_que}}, {{quando}}{{onde}}. Podemos confirmar?",
    "en": "Hello, {{nome}}! A reminder: {{o_que}}, {{quando}}{{onde}}. Can we count on you?",
}
_TITLES = {
    "pt-BR": {"confirm": "Confirmar", "move": "Remarcar", "cancel": "Cancelar"},
    "en": {"confirm": "Confirm", "move": "Reschedule", "cancel": "Cancel"},
}
_SAYS = {
    "pt-BR": {
        "with": " com {who}",
        "at": "{day}, {date}, às {time}",
        "store": ", na unidade {store}",
        "online": "online",
        "clock": " (horário de {city})",
    },
    "en": {
        "with": " with {who}",
        "at": "{day}, {date}, at {time}",
        "store": ", at {store}",
        "online": "online",
        "clock": " ({city} time)",
    },
}


@dataclass(frozen=True, slots=True)
class Subject:
    """What a reminder is about, as the rows say it now. `store` is empty where the business has only one, and
    of what is online."""

    appointment_id: str
    starts_at: datetime
    zone: ZoneInfo
    business: str
    service: str
    person: str | None = None
    professionals: tuple[str, ...] = ()
    store: str = ""
    is_online: bool = False
    phone: str | None = None  # the customer's, E.164: it tells by which clock they may live


def values_of(subject: Subject, language: str) -> dict[str, str]:
    """Every place of `PLACES`, filled."""
    says = _SAYS[language]
    local = subject.starts_at.astimezone(subject.zone)
    day, date = long_day(local.weekday(), language), short_date(local.date(), language)
    time = clock(subject.starts_at, subject.zone)
    if is_elsewhere(subject.phone, subject.starts_at, subject.zone):
        time += says["clock"].format(city=city_of(subject.zone, language))
    who = ", ".join(subject.professionals)
    place = says["online"] if subject.is_online else subject.store
    where = f", {place}" if subject.is_online else says["store"].format(store=place) if place else ""
    pressed = {"confirmar": "confirm", "remarcar": "move", "cancelar": "cancel"}
    return {
        "nome": first_name(subject.person),
        "negocio": clean(subject.business),
        "servico": subject.service,
        "profissional": who,
        "dia": day,
        "data": date,
        "hora": time,
        "quando": says["at"].format(day=day, date=date, time=time),
        "o_que": subject.service + (says["with"].format(who=who) if who else ""),
        "onde": where,
        "unidade": place,
        **{place: _option(subject, verb) for place, verb in pressed.items()},
    }


def said_of(subject: Subject) -> str:
    """A short sign of whom and what a reminder names; by another one it is not so any more. The hour is not in it: the reminder has its
    start beside it, which follows the official clock."""
    where = "online" if subject.is_online else subject.store
    return digest(subject.business, subject.service, subject.person, *subject.professionals, where)


def text_of(subject: Subject, language: str, own: str = "") -> str:
    """What is said: the business's own text, else ours, with its places filled."""
    return cut(clean(fill(own.strip() or USUAL[language], values_of(subject, language))).strip(), LONGEST)


def buttons_of(subject: Subject, language: str) -> list[dict[str, str]]:
    """Confirm, reschedule, cancel; each says which appointment it means, and confirming at which start."""
    return [{"id": _option(subject, verb), "title": title} for verb, title in _TITLES[language].items()]


def template_values(
    given: Mapping[str, str], subject: Subject, language: str, more: Mapping[str, str] | None = None
) -> dict[str, str]:
    """The values of a template, with their places filled, those of `more` too; a name that is not known is "cliente", because no value
    may be empty."""
    values = values_of(subject, language) | dict(more or {})
    values["nome"] = values["nome"] or {"pt-BR": "cliente", "en": "there"}[language]
    values["unidade"] = values["unidade"] or values["negocio"]
    values["profissional"] = values["profissional"] or values["negocio"]
    return {key: " ".join(fill(text, values).split()) for key, text in given.items()}


def unknown_places(text: str, places: Collection[str] = PLACES) -> list[str]:
    """Places that stand in the text and that nothing fills."""
    return sorted({found for found in PLACE.findall(text) if found not in places})


def language_of(template: str) -> str:
    """Ours for a template's: the language in which what stands in it is written."""
    return "en" if template.lower().startswith("en") else "pt-BR"


def is_elsewhere(phone: str | None, at: datetime, zone: ZoneInfo) -> bool:
    """Whether, by its number, none of the clocks that the person may live by shows the place's time then. False where it does not say."""
    if phone is None:
        return False
    from phonenumbers.timezone import time_zones_for_number  # here: where each number lives is 1.5 MB, which the web seldom needs

    try:
        names = time_zones_for_number(phonenumbers.parse(phone))
    except phonenumbers.NumberParseException:
        return False
    known = _zones()
    offsets = [at.astimezone(ZoneInfo(name)).utcoffset() for name in names if name in known]
    return bool(offsets) and at.astimezone(zone).utcoffset() not in offsets


def city_said(phone: str | None, at: datetime, zone: ZoneInfo, language: str) -> str:
    """By which city's clock a time is meant, where the person may live by another (`is_elsewhere`); else empty."""
    return city_of(zone, language) if is_elsewhere(phone, at, zone) else ""


@cache
def _zones() -> set[str]:
    return every_zone()


def city_of(zone: ZoneInfo, language: str) -> str:
    """The city that the clock is named after."""
    return get_timezone_location(zone, locale=language.replace("-", "_"), return_city=True)


def _option(subject: Subject, verb: str) -> str:
    if verb == "confirm":
        return option_id(verb, subject.appointment_id, subject.starts_at)
    return option_id(verb, subject.appointment_id)
