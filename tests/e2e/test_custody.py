"""Custody on the screen: the sums agree, an event shows what it became, and a replay says that nothing changed."""

import re

from playwright.async_api import expect

from tests.e2e.conftest import Visit
from tests.e2e.screens import Inbox
from tests.e2e.stack import AGENT, STAFF, SUPERUSER, Business, Stack
from tests.flows.install import until


async def test_what_came_in_is_accounted_for_and_can_be_opened_again(stack: Stack, visit: Visit, business: Business):
    customer = business.customer("Marina Souza")
    customer.write("Vocês aceitam Unimed?")
    customer.write("E qual o horário?")

    async def is_stored() -> bool:
        total = business.ask("GET", "custody")["total"]
        return total["done"] >= 2 and total["waiting"] == 0

    await until(is_stored, what="both messages")
    page = await visit(f"/t/{business.slug}/inbox", business.api)
    await page.get_by_role("navigation", name="Principal").get_by_role("link", name="Custódia").click()
    await expect(page.get_by_role("heading", name="Custódia", level=1)).to_be_visible()
    sums = page.get_by_role("region", name="Contas do período")
    await expect(sums.get_by_text("As contas fecham")).to_be_visible()

    events = page.get_by_role("region", name="Eventos")
    await events.get_by_label("Tipo").select_option("Mensagem")
    await expect(page).to_have_url(re.compile("kind=message"))
    await events.get_by_role("button", name=re.compile("Vocês aceitam Unimed")).click()
    sheet = page.get_by_role("dialog")
    await expect(sheet.get_by_role("region", name="Como chegou")).to_contain_text("Vocês aceitam Unimed?")
    await sheet.get_by_role("button", name="Reprocessar este evento").click()
    await expect(sheet.get_by_role("status").get_by_text("Reprocessamento iniciado.")).to_be_visible()
    await sheet.get_by_role("button", name="Fechar").click()
    replays = page.get_by_role("region", name="Reprocessamentos")
    await expect(replays.get_by_text("1 igual, 0 mudou, 0 não abriu", exact=True)).to_be_visible()

    before = {key: n for key, n in business.ask("GET", "custody")["total"].items() if key != "again"}
    await events.get_by_role("button", name="Reprocessar estes").click()
    asked = page.get_by_role("dialog", name="Reprocessar 2 eventos?")
    await asked.get_by_role("button", name="Reprocessar", exact=True).click()
    await expect(replays.get_by_text("2 iguais, 0 mudou, 0 não abriu", exact=True)).to_be_visible()
    await events.get_by_label("Situação").select_option("Com falha")
    await expect(events.get_by_text("Nenhum evento aqui")).to_be_visible()
    await expect(events.get_by_role("button", name="Reprocessar estes")).to_be_disabled()
    await events.get_by_label("Situação").select_option("Todas as situações")
    after = business.ask("GET", "custody")["total"]
    assert (after["missing"], after["dead"], after["retried"]) == (0, 0, 0)
    assert after["received"] >= before["received"]

    await events.get_by_role("button", name=re.compile("E qual o horário")).click()
    await page.get_by_role("dialog").get_by_role("link", name=re.compile("E qual o horário")).click()
    await expect(page.get_by_role("log", name="Conversa com Marina Souza")).to_be_visible()


async def test_who_may_see_what_came_in(stack: Stack, visit: Visit, business: Business):
    business.customer("Rita Lopes").write("é particular")

    async def is_stored() -> bool:
        return business.ask("GET", "custody")["total"]["done"] >= 1

    await until(is_stored, what="the message")
    page = await visit(f"/t/{business.slug}/custody?kind=message", stack.api(AGENT))
    events = page.get_by_role("region", name="Eventos")
    await expect(events.get_by_text("fica guardado por pelo menos 30 dias")).to_be_visible()
    await events.get_by_role("button", name=re.compile("Guardado")).first.click()
    await expect(page.get_by_text("O conteúdo só aparece para quem pode ler as conversas.")).to_be_visible()
    await expect(page.get_by_text("é particular")).to_have_count(0)
    await page.goto("/unrouted")
    await expect(page.get_by_role("heading", name="Esta página não existe")).to_be_visible()

    operator = await visit("/unrouted", stack.api(SUPERUSER))
    await expect(operator.get_by_role("heading", name="Eventos sem dono")).to_be_visible()
    staff = await visit("/t/clinica-ipe/custody", stack.api(STAFF))
    await expect(staff.get_by_role("heading", name="Esta página não existe")).to_be_visible()


async def test_from_a_conversation_to_its_events_and_back(stack: Stack, visit: Visit, business: Business):
    customer = business.customer("Lúcia Prado")
    customer.write("Tem horário amanhã?")
    business.customer("Outra Pessoa").write("bom dia")

    async def are_there() -> bool:
        return all(business.conversation_of(name) for name in ("Lúcia Prado", "Outra Pessoa"))

    await until(are_there, what="both conversations")
    conversation = business.conversation_of("Lúcia Prado")
    assert conversation is not None
    page = await visit(f"/t/{business.slug}/inbox/{conversation['id']}?panel=true", business.api)
    await page.get_by_role("link", name="Eventos desta conversa").click()
    events = page.get_by_role("region", name="Eventos")
    await expect(events.get_by_role("button", name=re.compile("Tem horário amanhã")).first).to_be_visible()
    await expect(events.get_by_text("bom dia")).to_have_count(0)
    await events.get_by_role("link", name="Abrir a conversa").click()

    log = page.get_by_role("log", name="Conversa com Lúcia Prado")
    await log.get_by_role("button", name=re.compile("Ações da mensagem: Lúcia Prado")).first.click()
    await page.get_by_role("menuitem", name="Ver como chegou").click()
    await expect(page).to_have_url(re.compile("message="))
    mine = events.get_by_role("button", name=re.compile("Tem horário amanhã"))
    await expect(mine).to_have_count(1)
    await mine.click()
    await expect(page.get_by_role("region", name="Como chegou")).to_contain_text("Tem horário amanhã?")
    await page.get_by_role("dialog").get_by_role("button", name="Fechar").click()
    await events.get_by_role("button", name="Tirar o filtro: Só uma mensagem").click()
    await expect(events.get_by_role("button")).not_to_have_count(1)

    staff = await visit("/t/clinica-ipe/inbox", stack.api(STAFF))
    await Inbox(staff).find("Carmem Lúcia")
    await Inbox(staff).row("Carmem Lúcia").click()
    await expect(staff.get_by_role("log")).to_be_visible()
    await expect(staff.get_by_role("link", name="Eventos desta conversa")).to_have_count(0)
