"""The head of the page's HTML: what search engines and whoever is sent the address read. Everything in it was typed by somebody."""

import html
import json
from collections.abc import Iterable, Mapping
from contextlib import suppress
from typing import Any

import phonenumbers
from babel.core import get_global

_KINDS = {"clinic": "MedicalBusiness", "restaurant": "Restaurant"}
_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_LOCALES = {"pt-BR": "pt_BR", "en": "en_US"}


def in_script(data: Any) -> str:
    """JSON that can stand inside a script element: nothing in it ends the element or begins a comment."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"), default=str)
    for letter in "<>&\u2028\u2029":
        text = text.replace(letter, f"\\u{ord(letter):04x}")
    return text


def head(
    *,
    title: str,
    description: str,
    address: str | None,
    language: str,
    site: str,
    data: Iterable[Any] = (),
    cover: tuple[str, int, int] | None = None,
) -> str:
    """Title, description, Open Graph and JSON-LD. A page without an `address` of its own is for one person: no engine keeps it. `cover`:
    the picture's address, width and height."""
    lines = [f"<title>{html.escape(title)}</title>"]
    if address is None:
        lines += ['<meta name="robots" content="noindex, nofollow">', '<meta name="referrer" content="no-referrer">']
        return "\n".join(lines)
    described = html.escape(" ".join(description.split())[:300])
    lines += [
        f'<meta name="description" content="{described}">',
        f'<link rel="canonical" href="{html.escape(address)}">',
        *(
            f'<meta property="og:{name}" content="{html.escape(value)}">'
            for name, value in (
                ("type", "website"), ("site_name", site), ("title", title), ("url", address), ("locale", _LOCALES[language]),
            )
        ),
        f'<meta property="og:description" content="{described}">',
        *(
            f'<meta property="og:image{name}" content="{html.escape(str(value))}">'
            for name, value in zip(("", ":width", ":height"), cover or (), strict=bool(cover))
        ),
        *(['<meta name="twitter:card" content="summary_large_image">'] if cover else []),
        *(f'<script type="application/ld+json">{in_script(one)}</script>' for one in data),
    ]  # fmt: skip
    return "\n".join(lines)


def business(
    *, kind: str, name: str, address: str, description: str, language: str, stores: Iterable[Mapping[str, Any]]
) -> dict[str, Any]:
    """JSON-LD of the business: one place, or an organization of several, each with its hours; and that it can be booked here. `stores`
    have the clock that holds there."""
    action = {
        "@type": "ReserveAction",
        "target": {
            "@type": "EntryPoint",
            "urlTemplate": address,
            "inLanguage": language,
            "actionPlatform": ["https://schema.org/DesktopWebPlatform", "https://schema.org/MobileWebPlatform"],
        },
        "result": {"@type": "Reservation", "name": name},
    }
    places = [_place(_KINDS.get(kind, "LocalBusiness"), one) for one in stores]
    about: dict[str, Any] = {"@context": "https://schema.org", "name": name, "url": address, "description": description}
    if len(places) == 1:
        return {**places[0], **about, "potentialAction": action}
    return {"@type": "Organization", **about, "potentialAction": action, **({"department": places} if places else {})}


def country_of(zone: str | None, phone: str | None) -> str | None:
    """In which country a place is, by its clock and its telephone; none where neither says, or they say different ones."""
    said = {get_global("zone_territories").get(zone) if zone else None}
    with suppress(phonenumbers.NumberParseException):
        said.add(phonenumbers.region_code_for_number(phonenumbers.parse(phone or "")))
    countries = {one for one in said if one is not None and one.isalpha()}  # a number is of no country: 001 is the world
    return countries.pop() if len(countries) == 1 else None


def _place(kind: str, store: Mapping[str, Any]) -> dict[str, Any]:
    where = store.get("address") or {}
    street = ", ".join(str(where[one]) for one in ("street", "number", "complement") if where.get(one))
    parts = {
        "streetAddress": street, "addressLocality": where.get("city"), "addressRegion": where.get("state"),
        "postalCode": where.get("postal_code"),
    }  # fmt: skip
    known = {name: value for name, value in parts.items() if value}
    found: dict[str, Any] = {"@type": kind, "name": store["name"]}
    if known:
        country = {"addressCountry": found_in} if (found_in := country_of(store.get("timezone"), store.get("phone"))) else {}
        found["address"] = {"@type": "PostalAddress", **known, **country}
    if store.get("phone"):
        found["telephone"] = store["phone"]
    if store.get("latitude") is not None and store.get("longitude") is not None:
        found["geo"] = {"@type": "GeoCoordinates", "latitude": store["latitude"], "longitude": store["longitude"]}
    if hours := [
        {
            "@type": "OpeningHoursSpecification",
            "dayOfWeek": f"https://schema.org/{_DAYS[one['weekday']]}",
            "opens": one["opens"],
            "closes": one["closes"],
        }
        for one in (store.get("hours") or {}).get("weekly") or ()
    ]:
        found["openingHoursSpecification"] = hours
    return found
