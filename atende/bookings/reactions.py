"""Something happened: a professional of the business is a resource of its agenda."""

from atende.bookings.service import setup
from atende.core.events import react
from atende.core.tenancy import Tx
from atende.knowledge.events import FactChanged


async def professional(tx: Tx, fact: FactChanged) -> None:
    """Whom customers come to see can be given plans and appointments."""
    if fact.kind == "professional" and fact.record_id is not None:
        await setup.follow_professional(tx, fact.record_id)


def register() -> None:
    """Called by `wiring` once."""
    react(FactChanged, professional)
