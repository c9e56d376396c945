"""Phone numbers as evidence of identity: one key for the equivalent forms of a number, and forms for people's eyes.

A number is stored as it was typed; nothing here is ever written over it. The plans of the world come from
`phonenumbers`; our own rules are only the two that no plan states any more: the Brazilian ninth digit and the Mexican 1.
"""

import re

import phonenumbers
from phonenumbers import NumberParseException, PhoneNumber, PhoneNumberFormat, ValidationResult

HOME_REGION = "BR"
_BRAZIL, _MEXICO = 55, 52
_SETTLED = re.compile(r"\+55[1-9]{2}[2-9][0-9]{7,8}")  # the key of nearly everybody here, which no prefix is taken off
_FEWEST_DIGITS, _MOST_DIGITS = 7, 15  # ITU-T E.164: at most 15 digits


def as_digits(typed: str, region: str | None = HOME_REGION) -> str | None:
    """The number as a vendor writes it: country code and national number, digits only, the ninth digit left as typed.

    None when no whole number can be read (no area code, too short, too long, no digits). See `match_key` for `region`.
    """
    number = _parsed(typed, region)
    return None if number is None else f"{number.country_code}{_national(number)}"


def e164(typed: str, region: str | None = HOME_REGION) -> str | None:
    """`as_digits` with a leading plus."""
    digits = as_digits(typed, region)
    return None if digits is None else f"+{digits}"


def match_key(typed: str, region: str | None = HOME_REGION) -> str | None:
    """One key (E.164) for every equivalent form of one number; equal keys mean the same line, and only then.

    - Brazil: a mobile with and without its ninth digit, in every area, when the other eight digits begin with 6-9
      (the old mobile range). Landlines (eight digits, 2-5) and mobiles born with nine digits (9 2-5...) keep their form.
    - Mexico: the 1 that stood after 52 until 2019 is dropped (the plan gives ten digits; eleven exist no more).
    - Argentina: 54 9 and the national 15 are one mobile (the library's own rule); 54 without either is a landline.

    `region` is where somebody typed it; None says that the digits begin with a country code, as vendors write them
    (`wa_id`). None is returned when it is no whole number. The key of a key is itself.
    """
    key = _key(_parsed(typed, region))
    # What is left of an odd number when its trunk prefix is taken off may begin with another one: +31 0000000.
    while key is not None and not _SETTLED.fullmatch(key) and (again := _key(_parsed(key, None))) != key:
        key = again
    return key


def _key(number: PhoneNumber | None) -> str | None:
    if number is None:
        return None
    national = _national(number)
    if number.country_code == _BRAZIL and len(national) == 10 and national[2] in "6789":
        national = f"{national[:2]}9{national[2:]}"
    return f"+{number.country_code}{national}"


def display(typed: str, region: str | None = None) -> str:
    """For people: `(11) 98765-4321` in Brazil, `+1 650-555-1234` elsewhere; what is no number is returned as it came."""
    number = _parsed(typed, region)
    if number is None:
        return typed
    national = _national(number)
    if number.country_code == _BRAZIL:
        if len(national) in (10, 11) and national[2] != "0":
            return f"({national[:2]}) {national[2:-4]}-{national[-4:]}"
        return phonenumbers.format_number(number, PhoneNumberFormat.NATIONAL)
    return phonenumbers.format_number(number, PhoneNumberFormat.INTERNATIONAL)


def masked(typed: str) -> str:
    """For logs: stars and the last four digits; fewer than eight digits are stars only."""
    digits = re.sub(r"\D", "", typed)
    return "*" * len(digits) if len(digits) < 8 else "*" * (len(digits) - 4) + digits[-4:]


def _national(number: PhoneNumber) -> str:
    return phonenumbers.national_significant_number(number)


def _parsed(typed: str, region: str | None) -> PhoneNumber | None:
    # Letters would be dialled as on a keypad ("CLINIC" = 254642): a text with letters is not a number somebody typed.
    if any(c.isalpha() for c in typed):
        return None
    plain = "".join(str(int(c)) if c.isdecimal() else c for c in typed).strip()
    digits = re.sub(r"[^0-9]", "", plain)
    if not _FEWEST_DIGITS <= len(digits) <= _MOST_DIGITS + 5:
        return None
    if plain.startswith(("+", "＋")) or region is None:
        return _read(f"+{digits.removeprefix('00') if region else digits}", None)
    if digits.startswith("00"):
        return _read(f"+{digits[2:]}", None)
    if region == HOME_REGION and len(digits) in (12, 13) and digits.startswith("55"):
        return _read(f"+{digits}", None)
    here = _read(digits, region)
    if here is not None and (phonenumbers.is_valid_number(here) or _is_old_brazilian_mobile(here)):
        return here
    abroad = _read(f"+{digits}", None)
    return abroad if abroad is not None and phonenumbers.is_valid_number(abroad) else here


def _is_old_brazilian_mobile(number: PhoneNumber) -> bool:
    national = _national(number)
    return number.country_code == _BRAZIL and len(national) == 10 and national[2] in "6789"


def _read(text: str, region: str | None) -> PhoneNumber | None:
    try:
        number = phonenumbers.parse(text, region)
    except NumberParseException:
        return None
    national = _national(number)
    if number.country_code == _MEXICO and len(national) == 11 and national.startswith("1"):
        number = PhoneNumber(country_code=_MEXICO, national_number=int(national[1:]))
    if phonenumbers.is_possible_number_with_reason(number) != ValidationResult.IS_POSSIBLE:
        return None
    if number.country_code == _BRAZIL and len(_national(number)) < 10 and not phonenumbers.is_valid_number(number):
        return None  # a subscriber's number without its area belongs to one person in each of 67 areas
    return number
