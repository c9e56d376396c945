"""Which template each number uses for what is said by itself, as a business sets it."""

from collections.abc import Collection, Sequence

from sqlalchemy import select

from atende.bookings.errors import BookingInvalid, BookingNotFound
from atende.bookings.rules.reminders import words
from atende.bookings.schemas.reminders import TemplateIn
from atende.core.tenancy import Tx
from atende.integrations.models import Connection


def refuse_words(field: str, templates: Sequence[TemplateIn], places: Collection[str]) -> None:
    """Refuses `BookingInvalid` for a value with a place that nothing fills."""
    for n, template in enumerate(templates):
        for key, value in template.values.items():
            if unknown := words.unknown_places(value, places):
                raise BookingInvalid(f"nothing fills {{{{{unknown[0]}}}}}", field=f"{field}.{n}.values.{key}", place=unknown[0])


async def refuse_strangers(tx: Tx, field: str, templates: Sequence[TemplateIn]) -> None:
    """Refuses `BookingNotFound` for a number that is not this business's, and `BookingInvalid` for one that stands there twice."""
    numbers = {one.connection_id for one in templates}
    if len(numbers) < len(templates):
        raise BookingInvalid("a number has one template", field=field)
    here = await tx.session.scalars(select(Connection.id).where(Connection.tenant_id == tx.tenant_id, Connection.id.in_(numbers)))
    if numbers - set(here):
        raise BookingNotFound("no such number", field=field)
