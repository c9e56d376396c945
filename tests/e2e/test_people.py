"""Who sees what: signing in, roles, the agency's people, languages and looks."""

import re

import pytest
from playwright.async_api import expect

from tests.e2e.conftest import Visit
from tests.e2e.screens import Inbox, sign_in
from tests.e2e.stack import AGENT, CLINIC, OWNER, RESTAURANT, STAFF, SUPERUSER, Stack, token


async def test_a_visitor_signs_in_first_and_then_comes_to_where_they_wanted(stack: Stack, visit: Visit):
    page = await visit(f"/t/{CLINIC}/inbox?filter=bot")
    await page.wait_for_url("**/auth?next=*")
    await page.get_by_label("E-mail").fill(OWNER)
    await page.get_by_label("Senha", exact=True).fill("não é esta")
    await page.get_by_role("button", name="Entrar", exact=True).click()
    await expect(page.get_by_role("alert")).to_have_text("E-mail ou senha não conferem.")
    await sign_in(page, stack, OWNER)
    await page.wait_for_url(f"**/t/{CLINIC}/inbox?filter=bot")
    await page.get_by_role("button", name=re.compile("^Sua conta")).click()
    await page.get_by_role("menuitem", name="Sair").click()
    await page.wait_for_url("**/auth")
    await page.goto(f"/t/{CLINIC}/simulator")
    await page.wait_for_url("**/auth?next=*")


async def test_staff_sees_neither_settings_nor_another_business(stack: Stack, visit: Visit):
    page = await visit(f"/t/{CLINIC}/inbox", stack.api(STAFF))
    rail = page.get_by_role("navigation", name="Principal")
    await expect(rail.get_by_role("link", name="Conversas")).to_be_visible()
    await expect(rail.get_by_role("link", name="Ajustes")).to_have_count(0)
    await expect(page.get_by_role("button", name=re.compile("^Trocar de empresa"))).to_have_count(0)
    for path in (f"/t/{CLINIC}/settings/bot", f"/t/{CLINIC}/settings/team", f"/t/{RESTAURANT}/inbox", "/agency"):
        await page.goto(path)
        await expect(page.get_by_role("heading", name="Esta página não existe")).to_be_visible()


async def test_the_agency_sets_its_clients_up_and_reads_no_conversation(stack: Stack, visit: Visit):
    page = await visit("/", stack.api(AGENT))
    await page.wait_for_url("**/agency")
    await page.get_by_role("link", name=re.compile("Clínica Ipê")).click()
    await page.wait_for_url(f"**/t/{CLINIC}/settings/business")
    rail = page.get_by_role("navigation", name="Principal")
    await expect(rail.get_by_role("link")).to_have_text(["Simulador", "Custódia", "Ajustes"])
    await expect(page.get_by_label("Nome", exact=True)).to_have_value("Clínica Ipê")
    await page.get_by_role("button", name=re.compile("^Trocar de empresa")).click()
    await page.get_by_text("Cantina Sabiá", exact=True).click()
    await page.wait_for_url(f"**/t/{RESTAURANT}/settings/business")
    await expect(page.get_by_label("Nome", exact=True)).to_have_value("Cantina Sabiá")
    await page.goto(f"/t/{RESTAURANT}/inbox")
    await expect(page.get_by_role("heading", name="Esta página não existe")).to_be_visible()

    word = token()
    await page.goto("/agency")
    await page.get_by_role("button", name="Novo cliente").click()
    dialog = page.get_by_role("dialog", name="Novo cliente")
    await dialog.get_by_label("Nome da empresa").fill(f"Padaria {word}")
    await dialog.get_by_label("E-mail").fill(f"rosa-{word}@exemplo.com.br")
    await dialog.get_by_role("button", name="Criar cliente").click()
    await expect(page.get_by_text(f"Empresa criada: Padaria {word}.", exact=True)).to_be_visible()
    handed = page.get_by_role("dialog", name=f"Link de convite para rosa-{word}@exemplo.com.br")
    theirs = await visit(await handed.get_by_role("textbox", name="Link do convite").input_value())
    await theirs.get_by_label("Seu nome").fill("Dona Rosa")
    await theirs.get_by_label("Escolha uma senha").fill(stack.password)
    await theirs.get_by_role("button", name="Aceitar convite").click()
    await expect(theirs.get_by_text("Nenhuma conversa por aqui")).to_be_visible()


async def test_support_goes_from_business_to_business(stack: Stack, visit: Visit):
    page = await visit(f"/t/{CLINIC}/inbox", stack.api(SUPERUSER))
    await Inbox(page).find("Carmem Lúcia")
    await page.get_by_role("button", name=re.compile("^Trocar de empresa")).click()
    await page.get_by_text("Cantina Sabiá", exact=True).click()
    await page.wait_for_url(f"**/t/{RESTAURANT}/inbox")
    await expect(page.locator("[data-conversation]").first).to_be_visible()
    await expect(Inbox(page).row("Carmem Lúcia")).to_have_count(0)


async def test_the_language_follows_the_browser_and_can_be_changed(stack: Stack, visit: Visit):
    page = await visit("/auth", locale="en-US")
    await expect(page.get_by_role("button", name="Sign in", exact=True)).to_be_visible()
    await page.get_by_role("button", name="Português").click()
    await sign_in(page, stack, STAFF)
    menu = page.get_by_role("button", name=re.compile("^(Sua conta|Your account)"))
    await menu.click()
    await page.get_by_text("English", exact=True).click()
    await expect(page.get_by_role("group", name="Filter conversations")).to_be_visible()
    await expect(page.locator("html")).to_have_attribute("lang", "en")
    await page.reload()
    await expect(page.get_by_role("group", name="Filter conversations")).to_be_visible()
    await menu.click()
    await page.get_by_text("Português", exact=True).click()
    await expect(page.get_by_role("group", name="Filtrar conversas")).to_be_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_the_look_follows_the_machine_and_can_be_chosen(stack: Stack, visit: Visit, scheme: str):
    page = await visit("/auth", color_scheme=scheme)
    shade = "getComputedStyle(document.body).backgroundColor.match(/[\\d.]+/g).map(Number)[0]"
    before = await page.evaluate(shade)
    await sign_in(page, stack, OWNER)
    await page.get_by_role("button", name=re.compile("^Sua conta")).click()
    await page.get_by_text("Claro" if scheme == "dark" else "Escuro", exact=True).click()
    after = await page.evaluate(shade)
    assert (before < after) == (scheme == "dark"), (before, after)
    await page.reload()
    assert await page.evaluate(shade) == after


async def test_on_a_phone_list_and_thread_follow_each_other(stack: Stack, visit: Visit):
    owner = stack.api(OWNER)
    customer = owner.business(CLINIC).customer(f"Vera {token()}")
    customer.write("Oi")
    page = await visit(f"/t/{CLINIC}/inbox", owner, viewport={"width": 375, "height": 740}, has_touch=True, is_mobile=True)
    inbox = Inbox(page)
    await inbox.row(customer.name).tap()
    await expect(inbox.log(customer.name)).to_be_visible()
    await expect(inbox.row(customer.name)).not_to_be_visible()
    await inbox.say("Oi, Vera!")
    await expect(inbox.message(customer.name, "Oi, Vera!").get_by_role("img", name=re.compile("Entregue|Lida"))).to_be_visible()
    await page.get_by_role("button", name="Voltar").tap()
    await expect(inbox.row(customer.name)).to_contain_text("Oi, Vera!")
    width = await page.evaluate("document.documentElement.scrollWidth")
    assert width <= 375, "the page is wider than the phone"
