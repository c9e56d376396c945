"""Money for people's eyes. Amounts are whole minor units (cents) with their currency, everywhere."""

from decimal import Decimal

from babel.numbers import format_currency, get_currency_precision


def format_money(minor_units: int, currency: str = "BRL", locale: str = "pt-BR") -> str:
    """`R$ 1.234,50` in pt-BR, `R$1,234.50` in English; the number of minor digits is the currency's own (JPY has none)."""
    amount = Decimal(minor_units).scaleb(-get_currency_precision(currency))
    # A no-break space is right on paper and breaks searching and copying in a chat.
    return format_currency(amount, currency, locale=locale.replace("-", "_")).replace("\N{NO-BREAK SPACE}", " ")
