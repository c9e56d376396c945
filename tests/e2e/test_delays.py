"""When messages are late, the people of that business read so, calmly, and those of no other; it goes by itself."""

import re
from collections.abc import AsyncIterator

import asyncpg
import pytest
from axe_core_python.async_playwright import Axe
from playwright.async_api import expect

from tests.e2e.conftest import Visit
from tests.e2e.stack import CLINIC, OWNER, Business, Stack
from tests.flows.install import until


@pytest.fixture
async def admin(stack: Stack) -> AsyncIterator[asyncpg.Connection]:
    connection = await asyncpg.connect(stack.env["ATENDE_DATABASE_URL"], server_settings={"search_path": "atende"})
    yield connection
    await connection.close()


async def test_a_delay_is_told_where_it_is_and_goes_by_itself(
    stack: Stack, visit: Visit, business: Business, admin: asyncpg.Connection
):
    customer = business.customer("Alice Prates")
    [number] = business.ask("GET", "connections")["items"]
    lane = f"{business.id}/parcels:{number['id']}:p:{customer.phone.removeprefix('+')}"
    # Somebody else holds what this customer writes, as a worker does that hangs.
    await admin.execute("select pg_advisory_lock(hashtextextended($1, 0))", lane)
    customer.write("Alguém aí?")
    late = "update integrations_parcels set due_at = now() - interval '4 minutes' where tenant_id = $1 and state = 'waiting'"

    async def is_late() -> bool:
        await admin.execute(late, business.id)
        return bool(business.ask("GET", "delays")["late"])

    await until(is_late, what="the delay is known")
    page = await visit(f"/t/{business.slug}/inbox", business.api)
    banner = page.get_by_role("status").filter(has_text=re.compile("^Mensagens de clientes estão demorando a aparecer"))
    await expect(banner).to_contain_text("Nada se perdeu")
    for scheme in ("light", "dark"):
        await page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        await expect(page.get_by_role("main")).to_be_visible()
        assert (await Axe().run(page, options={"resultTypes": ["violations"]}))["violations"] == []
    fine = await visit(f"/t/{CLINIC}/inbox", stack.api(OWNER))
    await expect(fine.get_by_role("navigation", name="Principal")).to_be_visible()
    assert stack.api(OWNER).business(CLINIC).ask("GET", "delays") == {"is_working": True, "late": []}
    await expect(fine.get_by_text("Nada se perdeu")).to_have_count(0)

    await admin.execute("select pg_advisory_unlock_all()")

    async def is_through() -> bool:
        return business.ask("GET", "delays")["late"] == []

    await until(is_through, what="the worker is through")
    # Asked again when somebody looks, as every half minute.
    await page.evaluate("window.dispatchEvent(new Event('visibilitychange'))")
    await expect(banner).to_have_count(0)
    await expect(page.get_by_role("link").filter(has_text="Alice Prates")).to_be_visible()
