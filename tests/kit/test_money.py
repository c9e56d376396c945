"""Money on screen and in chat."""

import pytest

from atende.kit.money import format_money


@pytest.mark.parametrize(
    ("minor", "currency", "locale", "shown"),
    [
        (123450, "BRL", "pt-BR", "R$ 1.234,50"),
        (123450, "BRL", "en", "R$1,234.50"),
        (0, "BRL", "pt-BR", "R$ 0,00"),
        (5, "BRL", "pt-BR", "R$ 0,05"),
        (500, "JPY", "en", "¥500"),
        (12000, "USD", "en", "$120.00"),
    ],
)
def test_minor_units_become_readable(minor: int, currency: str, locale: str, shown: str) -> None:
    assert format_money(minor, currency, locale) == shown
