"""The audit logs on screen: whoever runs the install sees what concerns no single business, and whether anybody touched it."""

import re

from playwright.async_api import expect

from tests.e2e.conftest import Visit
from tests.e2e.stack import SUPERUSER, Business, Stack


async def test_whoever_runs_the_install_looks_through_its_log_and_has_it_checked(business: Business, stack: Stack, visit: Visit):
    page = await visit("/agency", stack.api(SUPERUSER))
    await page.get_by_role("button", name=re.compile("^Sua conta")).click()
    await page.get_by_role("menuitem", name="Auditoria da instalação").click()
    await expect(page.get_by_role("heading", name="Auditoria da instalação", level=1)).to_be_visible()
    await expect(page.get_by_text("Entrou no Atende").first).to_be_visible()
    await page.get_by_role("button", name="Conferir agora").click()
    await expect(page.get_by_role("region", name="Corrente de registros")).to_contain_text("Corrente conferida até o registro")
    await page.get_by_label("Quem").select_option(label="Operador da instalação")
    await page.wait_for_url("**/audit?who=operator")
    await expect(page.get_by_text("Entrou no Atende")).to_have_count(0)
    await expect(page.get_by_text(re.compile("^Criou a conta de")).first).to_be_visible()
    async with page.expect_download() as download:
        await page.get_by_role("link", name="Exportar JSON").click()
    assert (await download.value).suggested_filename == "auditoria-instalacao.jsonl"


async def test_nobody_else_is_shown_the_installs_log(business: Business, visit: Visit):
    page = await visit("/audit", business.api)
    await expect(page.get_by_role("heading", name="Auditoria da instalação")).to_have_count(0)
    await expect(page.get_by_role("heading", level=1)).to_be_visible()
