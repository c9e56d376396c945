"""The team on the screen: what a person may do decides what is offered to them, and no offer ends in a refusal."""

import re

from playwright.async_api import expect

from tests.e2e.conftest import Visit
from tests.e2e.stack import AGENT, Api, Business, Stack, token


def _colleague(business: Business, stack: Stack, name: str, *permissions: str) -> Api:
    """A new member of the team who may do this, signed in."""
    asked = business.ask("POST", "invitations", {"email": f"bia-{token()}@exemplo.com.br", "permissions": list(permissions)})
    return stack.join(asked["link"], name)


async def test_who_answers_and_reads_the_audit_log_is_led_to_it(business: Business, stack: Stack, visit: Visit):
    page = await visit(f"/t/{business.slug}", _colleague(business, stack, "Bia Colega", "inbox", "audit"))
    await page.wait_for_url(f"**/t/{business.slug}/inbox")
    await page.get_by_role("navigation", name="Principal").get_by_role("link", name="Ajustes").click()
    await expect(page.get_by_role("heading", name="Auditoria", level=1)).to_be_visible()


async def test_the_agency_asks_somebody_in_and_is_offered_only_what_it_may_do(business: Business, stack: Stack, visit: Visit):
    _colleague(business, stack, "Bia Colega", "inbox")
    _colleague(business, stack, "Nina Nova", "bot")
    page = await visit(f"/t/{business.slug}/settings/team", stack.api(AGENT))
    email = f"rui-{token()}@exemplo.com.br"
    await page.get_by_role("button", name="Convidar por e-mail").click()
    dialog = page.get_by_role("dialog", name="Convidar por e-mail")
    await dialog.get_by_label("E-mail").fill(email)
    await dialog.get_by_role("button", name="Criar o link").click()
    await expect(dialog).to_have_count(0)
    await page.reload()
    await expect(page.get_by_role("list", name="Convites pendentes").get_by_text(email)).to_be_visible()

    await expect(page.get_by_role("button", name="Criar nova senha para Nina Nova")).to_be_visible()
    await expect(page.get_by_role("button", name="Editar Bia Colega")).to_be_visible()
    await expect(page.get_by_role("button", name="Criar nova senha para Bia Colega")).to_have_count(0)
    await page.get_by_role("button", name="Tirar o acesso de Bia Colega").click()
    asked = page.get_by_role("dialog", name="Tirar o acesso de Bia Colega")
    await expect(asked.get_by_text(re.compile("só quem pode o mesmo devolve o acesso"))).to_be_visible()
    await asked.get_by_role("button", name="Tirar o acesso").click()
    await expect(page.get_by_text("Bia Colega não tem mais acesso.", exact=True)).to_be_visible()
    await expect(page.get_by_role("button", name=re.compile("Desfazer|Devolver o acesso"))).to_have_count(0)


async def test_invitations_that_cannot_be_read_are_not_told_as_none(business: Business, visit: Visit):
    page = await visit("about:blank", business.api)
    await page.route("**/invitations", lambda route: route.abort())
    await page.goto(f"/t/{business.slug}/settings/team")
    await expect(page.get_by_role("alert").get_by_text("Sem conexão com o servidor. Tente de novo.")).to_be_visible()
    await page.unroute("**/invitations")
    await page.get_by_role("button", name="Tentar de novo").click()
    await expect(page.get_by_role("alert")).to_have_count(0)


async def test_on_a_phone_the_current_part_of_the_settings_is_in_sight(business: Business, visit: Visit):
    page = await visit(f"/t/{business.slug}/settings/audit", business.api, viewport={"width": 390, "height": 844})
    parts = page.get_by_role("navigation", name="Ajustes")
    await expect(parts.get_by_role("link", name="Auditoria")).to_be_in_viewport(ratio=1)
    await expect(parts.get_by_role("link", name="Negócio")).not_to_be_in_viewport()


async def test_who_was_removed_comes_back_from_the_list_of_the_removed(business: Business, stack: Stack, visit: Visit):
    member = _colleague(business, stack, "Bia Colega", "inbox")
    business.ask("DELETE", f"team/{member.me['user']['id']}")
    page = await visit(f"/t/{business.slug}/settings/team", business.api)
    await page.get_by_role("heading", name="Removidos").click()
    gone = page.get_by_role("list", name="Removidos").get_by_role("listitem")
    await expect(gone).to_contain_text(f"acesso tirado por {business.api.me['user']['name']}")
    await expect(gone).to_contain_text("Atendimento")
    await gone.get_by_role("button", name="Devolver o acesso de Bia Colega").click()
    await expect(page.get_by_text(re.compile("^Bia Colega voltou a ter acesso"))).to_be_visible()
    await expect(page.get_by_role("heading", name="Removidos")).to_have_count(0)
    await expect(page.get_by_role("button", name="Tirar o acesso de Bia Colega")).to_be_visible()


async def test_who_may_invite_is_told_that_no_mail_leaves_this_install(business: Business, stack: Stack, visit: Visit):
    page = await visit(f"/t/{business.slug}/settings/team", business.api)
    await expect(page.get_by_role("region", name="Este Atende não envia e-mails")).to_contain_text("entregue você mesmo")
    watcher = _colleague(business, stack, "Bia Colega", "staff:read")
    page = await visit(f"/t/{business.slug}/settings/team", watcher)
    await expect(page.get_by_role("heading", name="Equipe", level=1)).to_be_visible()
    await expect(page.get_by_role("button", name="Convidar por e-mail")).to_have_count(0)
    await expect(page.locator("[aria-busy=true], .animate-pulse-soft")).to_have_count(0)
    await expect(page.get_by_role("region", name="Este Atende não envia e-mails")).to_have_count(0)
