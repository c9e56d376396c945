"""The budget of the hot path: how often one inbound message and one turn of the bot go to the database and back."""

import uuid

import pytest

from atende import wiring
from atende.core import config
from atende.core.tenancy import in_tenant
from atende.integrations.service import connections
from tests.contacts.people import new_tenant
from tests.flows.way import Way, walk
from tests.inbox.conftest import _channel, peer  # noqa: F401 - fixtures
from tests.install import Business
from tests.meta import Sender, say


@pytest.fixture
async def business(peer) -> Business:  # noqa: F811 - the fixture
    wiring.wire()
    tenant_id = await new_tenant()
    digits = str(uuid.uuid4().int)
    async with in_tenant(tenant_id) as tx:
        connection = await connections.connect(
            tx,
            provider="meta_whatsapp",
            environment="live",
            name="Recepção",
            phone="+551130005500",
            number_id=digits[:15],
            account_id=digits[15:30],
            token="EAAtest",
        )
        connections.publish(tx, connection, is_proven=True)
    assert config.settings().graph_url == peer.url
    return Business(tenant_id, connection.id, digits[:15], digits[15:30], "+551130005500")


def _trips(way: Way) -> dict[str, tuple[int, int]]:
    steps = {"received": way.received, "opened": way.opened, "answered": way.answered, "delivered": way.delivered}
    return {name: (heard.transactions(), len(heard.inside())) for name, heard in steps.items()}


def _asked(way: Way) -> str:
    steps = {"received": way.received, "opened": way.opened, "answered": way.answered, "delivered": way.delivered}
    return "\n".join(f"{name}: {sql[:150]}" for name, heard in steps.items() for sql in heard.inside())


# Transactions, and statements within them; begin and commit come on top. Whoever needs more says why here.
# `received` is one statement that is its own transaction; `delivered` one transaction, because the claim was the turn's.
NEW = {"received": (0, 1), "opened": (1, 11), "answered": (1, 17), "delivered": (1, 2)}  # and the business's facts are read
KNOWN = {"received": (0, 1), "opened": (1, 9), "answered": (1, 8), "delivered": (1, 2)}


async def test_one_message_costs_no_more_round_trips_than_its_budget(business):
    sender = Sender(business, f"55119{uuid.uuid4().int % 10**8:08d}", None, "Marina")
    first = await walk(say(sender, "oi"))
    second = await walk(say(sender, "qual o horário de atendimento?"))
    for way, budget in ((first, NEW), (second, KNOWN)):
        assert way.answers
        for step, trips in _trips(way).items():
            assert trips[0] <= budget[step][0], f"{step}: {trips}\n{_asked(way)}"
            assert trips[1] <= budget[step][1], f"{step}: {trips}\n{_asked(way)}"
