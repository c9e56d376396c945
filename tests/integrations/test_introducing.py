"""The twin is told of the sandbox numbers there are, whatever one of them is."""

import uuid

import pytest

from atende import wiring
from atende.core.tenancy import in_tenant
from atende.integrations.service import connections, sandbox
from tests.contacts.people import new_tenant
from tests.house.twin import twin  # noqa: F401 - a fixture

pytestmark = pytest.mark.usefixtures("database", "twin")


async def _number(phone: str) -> uuid.UUID:
    tenant_id, digits = await new_tenant(), str(uuid.uuid4().int)
    async with in_tenant(tenant_id) as tx:
        row = await connections.connect(
            tx, provider="meta_whatsapp", environment="sandbox", name="Recepção", phone=phone, number_id=digits[:15],
            account_id=digits[15:30], token="SBXtest",
        )  # fmt: skip
        connections.publish(tx, row, is_proven=True)
    return tenant_id


async def test_digits_that_another_business_has_keep_nobody_elses_number_away():
    wiring.wire()
    first = await _number("+551130007001")
    await sandbox.introduce_all()
    taken, last = await _number("+551130007001"), await _number("+551130007003")
    await sandbox.introduce_all()
    held = (await sandbox.call("GET", "numbers")).json()["items"]
    assert {str(first), str(last)} <= {one["owner"] for one in held}
    assert str(taken) not in {one["owner"] for one in held}, "whose digits they are is whoever had them first"
