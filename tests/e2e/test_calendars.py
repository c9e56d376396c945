"""A professional's Google calendar is connected in a browser, as its owner does it, against the simulated Google."""

from playwright.async_api import expect

from tests.e2e.conftest import Visit
from tests.e2e.stack import Business, token


async def test_a_calendar_is_connected_brought_in_step_and_disconnected(business: Business, visit: Visit):
    business.ask("POST", "professionals", {"name": "Dra. Helena Prado"})
    page = await visit(f"/t/{business.slug}/settings/calendars", business.api)
    person = page.get_by_role("region", name="Dra. Helena Prado")
    await expect(person.get_by_text("Nenhuma agenda externa conectada.")).to_be_visible()

    await person.get_by_role("button", name="Google simulado").click()
    await page.get_by_label("E-mail").fill("helena@example.com")
    await page.get_by_role("button", name="Deny").click()
    await expect(page.get_by_text("Você não autorizou. Nada mudou.")).to_be_visible()
    await page.get_by_role("link", name="Voltar às agendas").click()

    email = f"helena-{token()}@example.com"
    await person.get_by_role("button", name="Google simulado").click()
    await page.get_by_label("E-mail").fill(email)
    await page.get_by_role("button", name="Allow").click()
    await expect(page.get_by_role("heading", name="Agendas externas", level=1)).to_be_visible()
    card = person.get_by_role("listitem").filter(has_text=email)
    await expect(card.get_by_text("em dia")).to_be_visible()
    await expect(card.get_by_text("ligados até")).to_be_visible()

    await person.get_by_role("button", name="Gerar endereço").click()
    shown = page.get_by_role("dialog", name="Endereço da agenda")
    address = await shown.get_by_label("Endereço", exact=True).input_value()
    await shown.get_by_role("button", name="Já guardei").click()
    answer = await page.request.get(address)
    assert answer.status == 200
    assert "BEGIN:VCALENDAR" in await answer.text()

    await card.get_by_role("button", name=f"Desconectar {email}").click()
    await page.get_by_role("dialog").get_by_role("button", name="Desconectar", exact=True).click()
    await expect(person.get_by_text("Nenhuma agenda externa conectada.")).to_be_visible()

    await page.get_by_role("button", name="Conectar Cal.com").click()
    shown = page.get_by_role("dialog", name="No Cal.com")
    assert "/hooks/calcom/" in await shown.get_by_label("Endereço (Subscriber URL)", exact=True).input_value()
    await shown.get_by_role("button", name="Já guardei").click()
    await expect(page.get_by_text("Nada chegou ainda.")).to_be_visible()
