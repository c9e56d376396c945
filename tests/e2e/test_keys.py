"""An owner makes an API key, a program uses it, the owner revokes it; and what was done stands in the audit log."""

import csv
import re
from pathlib import Path

import httpx
from playwright.async_api import expect

from tests.e2e.conftest import Visit
from tests.e2e.stack import Business, Stack


async def test_a_key_is_made_used_revoked_and_told(stack: Stack, business: Business, visit: Visit):
    page = await visit(f"/t/{business.slug}/settings/keys", business.api)
    await page.get_by_role("button", name="Nova chave").click()
    dialog = page.get_by_role("dialog", name="Nova chave")
    await dialog.get_by_role("button", name="Nova chave").click()
    await expect(dialog.get_by_text("Escolha pelo menos uma coisa que a chave pode.")).to_be_visible()
    await dialog.get_by_label("Nome").fill("Site novo")
    await dialog.get_by_label("Ajustes").select_option("read")
    await dialog.get_by_role("button", name="Nova chave").click()
    shown = page.get_by_role("dialog", name="A chave de Site novo")
    key = await shown.get_by_label("Chave", exact=True).input_value()
    assert re.fullmatch(r"atd_live_[0-9A-Za-z]{49}", key)
    await page.keyboard.press("Escape")  # it is shown this once, so it stays until it is said to be kept
    await shown.get_by_role("button", name="Já guardei").click()
    await expect(shown).to_have_count(0)
    await expect(page.get_by_text(key)).to_have_count(0)
    row = page.get_by_role("main").get_by_role("listitem").filter(has_text="Site novo")
    await expect(row).to_contain_text("Ajustes: ler")
    await expect(row).to_contain_text("nunca usada")

    async with httpx.AsyncClient(base_url=stack.url, headers={"Authorization": f"Bearer {key}"}) as program:
        path = f"/api/t/{business.id}"
        assert (await program.get(f"{path}/stores")).status_code == 200
        assert (await program.post(f"{path}/stores", json={"name": "Outra"})).status_code == 403
        await page.reload()
        await expect(row).to_contain_text("usada em")
        await row.get_by_role("button", name="Revogar Site novo").click()
        await page.get_by_role("dialog", name="Revogar Site novo").get_by_role("button", name="Revogar", exact=True).click()
        await expect(row).to_contain_text("revogada")
        assert (await program.get(f"{path}/stores")).status_code == 401

    await page.get_by_role("link", name="Auditoria").click()
    await expect(page.get_by_text("Revogou a chave de API Site novo")).to_be_visible()
    await expect(page.get_by_text("Criou a empresa")).to_be_visible()
    await page.get_by_label("O quê").select_option(label="Chaves e segredos")
    await expect(page.get_by_text("Criou a empresa")).to_have_count(0)
    await expect(page.get_by_text("Criou a chave de API Site novo")).to_be_visible()
    assert "what=keys" in page.url
    made = page.get_by_role("main").get_by_role("listitem").filter(has_text="Criou a chave de API Site novo")
    await made.locator("summary").first.click()
    await expect(made.get_by_text("Ajustes (só ver)")).to_be_visible()
    await expect(page.get_by_text(key)).to_have_count(0)

    async with page.expect_download() as loading:
        await page.get_by_role("link", name="Exportar CSV").click()
    actions = _actions(await (await loading.value).path())
    assert "accounts.key_created" in actions
    assert "accounts.tenant_created" not in actions
    await page.get_by_role("button", name="Limpar filtros").click()
    await page.reload()
    await expect(page.get_by_text("Exportou a auditoria")).to_be_visible()


def _actions(file: Path) -> list[str]:
    with file.open(encoding="utf-8-sig", newline="") as lines:
        return [line["action"] for line in csv.DictReader(lines)]
