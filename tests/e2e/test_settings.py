"""What an owner changes on screen holds from the bot's next turn."""

import re

from playwright.async_api import Page, expect

from tests.e2e.conftest import Visit
from tests.e2e.screens import Phone
from tests.e2e.stack import Business, token


async def _save(page: Page) -> None:
    await page.get_by_role("button", name="Salvar").click()
    await expect(page.get_by_text(re.compile("^Salvo")).first).to_be_visible()


async def test_welcome_menu_and_hours_hold_from_the_next_turn(business: Business, visit: Visit):
    page = await visit(f"/t/{business.slug}/settings/bot", business.api)
    simulator = await visit(f"/t/{business.slug}/simulator", beside=page)
    word = token()
    business.customer(f"Gil {word}")
    await simulator.reload()
    before = Phone(simulator, f"Gil {word}")
    await before.write("Oi")
    await before.shows(business.name)

    await page.get_by_label("Boas-vindas", exact=False).first.fill("{{saudacao}}! Você chegou na casa nova da {{negocio}}.")
    await _save(page)
    business.customer(f"Hugo {word}")
    await simulator.reload()
    after = Phone(simulator, f"Hugo {word}")
    await after.write("Oi")
    await after.shows(f"Você chegou na casa nova da {business.name}.")

    await page.goto(f"/t/{business.slug}/settings/stores")
    await page.get_by_role("main").get_by_role("link").filter(has_text=re.compile("Clínica|Unidade|Matriz")).first.click()
    for day in ("Segunda", "Terça", "Quarta", "Quinta", "Sexta", "Sábado", "Domingo"):
        while await page.get_by_role("button", name=re.compile(f"^Tirar.*{day}|{day}.*tirar", re.I)).count():
            await page.get_by_role("button", name=re.compile(f"^Tirar.*{day}|{day}.*tirar", re.I)).first.click()
    await page.get_by_role("button", name=re.compile("Segunda")).first.click()
    await page.get_by_label("Segunda, período 1: abre").fill("07:15")
    await page.get_by_label("Segunda, período 1: fecha").fill("16:45")
    await _save(page)
    await after.write("Qual o horário de vocês?")
    await after.shows("07:15–16:45")

    zone = page.get_by_label("Fuso horário")
    await expect(zone.locator("option:checked")).to_have_text("O mesmo da empresa (America/Sao Paulo)")
    await zone.select_option("America/Rio_Branco")
    await _save(page)
    await after.write("Que horas vocês abrem?")
    await after.shows("Horários de Rio Branco.")  # her number is of São Paulo, who lives by another clock
    await page.reload()
    await expect(zone.locator("option:checked")).to_have_text("America/Rio Branco")
    await zone.select_option("")
    await _save(page)
