"""What a turn knows of its business: kept while nothing changed, new from the next turn on when anything did."""

import pytest
from sqlalchemy import text

from atende.bot.service import facts
from atende.bot.service import settings as kept
from atende.core.tenancy import OPERATOR, Tx, in_tenant
from atende.knowledge import service as knowledge
from atende.knowledge.schemas import ProfessionalIn, ProfileIn, ServiceIn
from tests.contacts.people import new_tenant


async def _profile(tx: Tx) -> None:
    await knowledge.write_profile(tx, ProfileIn(about="Clínica de família"))


async def _service(tx: Tx) -> None:
    await knowledge.add_service(tx, ServiceIn(name="Consulta", price_cents=100))


async def _price(tx: Tx) -> None:
    await tx.session.execute(text("update knowledge_services set price_cents = price_cents + 1"))


async def _professional(tx: Tx) -> None:
    await knowledge.add_professional(tx, ProfessionalIn(name="Dra. Lia"))


async def _settings(tx: Tx) -> None:
    await kept.write(tx, {"fallback_text": "Não entendi."})


async def _name(tx: Tx) -> None:
    await tx.session.execute(text("update accounts_tenants set name = name || '!' where id = :id"), {"id": tx.tenant_id})


async def _removal(tx: Tx) -> None:
    await tx.session.execute(text("delete from knowledge_services"))


@pytest.mark.parametrize("change", [_profile, _service, _price, _professional, _settings, _name, _removal])
async def test_a_change_holds_from_the_next_turn(database, change):
    tenant_id = await new_tenant()
    async with in_tenant(tenant_id, OPERATOR) as tx:
        await knowledge.add_service(tx, ServiceIn(name="Retorno", price_cents=200))
    async with in_tenant(tenant_id) as tx:
        before = await facts.known(tx)
    async with in_tenant(tenant_id) as tx:
        again = await facts.known(tx)
    assert again[0] is before[0]
    assert again[1] is before[1]
    async with in_tenant(tenant_id, OPERATOR) as tx:
        await change(tx)
    async with in_tenant(tenant_id) as tx:
        after = await facts.known(tx)
    assert after != before


async def test_each_business_knows_its_own(database):
    one, other = await new_tenant(), await new_tenant()
    async with in_tenant(one, OPERATOR) as tx:
        await knowledge.add_service(tx, ServiceIn(name="Retorno", price_cents=200))
    for _ in range(2):
        async with in_tenant(one) as tx:
            assert len((await facts.known(tx))[1].services) == 1
        async with in_tenant(other) as tx:
            assert not (await facts.known(tx))[1].services
