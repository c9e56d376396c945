"""Whose clock a reminder's time is by: said to whoever, by their number, may live by another."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from atende.bookings.rules.reminders.words import Subject, city_said, is_elsewhere, text_of

SP = ZoneInfo("America/Sao_Paulo")
NOVEMBER, JULY = datetime(2026, 11, 26, 13, tzinfo=UTC), datetime(2026, 7, 2, 13, tzinfo=UTC)
CASES = [
    ("+5511991234567", "America/Sao_Paulo", NOVEMBER, False),
    ("+5592991234567", "America/Sao_Paulo", NOVEMBER, True),  # Manaus is an hour behind
    ("+5592991234567", "America/Manaus", NOVEMBER, False),
    ("+5592991234567", "America/Cuiaba", NOVEMBER, False),  # another city of the same clock
    ("+5511991234567", "America/Manaus", NOVEMBER, True),
    ("+351912345678", "America/Sao_Paulo", NOVEMBER, True),
    ("+351912345678", "Europe/London", JULY, False),
    ("+351912345678", "Atlantic/Azores", JULY, False),  # a mobile number may be of the islands
    ("+12125550123", "America/Sao_Paulo", NOVEMBER, True),  # New York
    ("+541123456789", "America/Sao_Paulo", NOVEMBER, False),  # Buenos Aires has the same offset
    (None, "America/Sao_Paulo", NOVEMBER, False),
    ("a channel's own id", "America/Sao_Paulo", NOVEMBER, False),
    ("+80012345678", "America/Sao_Paulo", NOVEMBER, False),  # of no country: its number does not say
]


@pytest.mark.parametrize(("phone", "zone", "at", "expected"), CASES)
def test_who_is_elsewhere(phone, zone, at, expected):
    assert is_elsewhere(phone, at, ZoneInfo(zone)) is expected
    assert bool(city_said(phone, at, ZoneInfo(zone), "pt-BR")) is expected


def test_it_is_asked_of_that_day_because_clocks_are_changed():
    """Lisbon has the clock of Lagos in summer, and not in winter."""
    lagos, lisbon = ZoneInfo("Africa/Lagos"), "+351211234567"
    assert not is_elsewhere(lisbon, JULY, lagos)
    assert is_elsewhere(lisbon, NOVEMBER, lagos)


@pytest.mark.parametrize(
    ("phone", "language", "said"),
    [
        ("+351912345678", "pt-BR", "quinta-feira, 26/11, às 10:00 (horário de São Paulo)"),
        ("+5592991234567", "en", "Thursday, Nov 26, at 10:00 (Sao Paulo time)"),
        ("+5511991234567", "pt-BR", "quinta-feira, 26/11, às 10:00. Podemos"),
    ],
)
def test_a_reminder_names_the_clock_only_to_them(phone, language, said):
    assert said in text_of(Subject("a1", NOVEMBER, SP, "Clínica", "Consulta", phone=phone), language)
