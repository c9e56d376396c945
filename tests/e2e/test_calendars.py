"""A professional's Google calendar is connected in a browser, as its owner does it, against the simulated Google."""

from playwright.async_api import expect

from tests.e2e.conftest import Visit
from tests.e2e.stack import Business, token
from tests.e2e.test_access import check_both


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

    says = person.get_by_label("O endereço mostra")
    await expect(says).to_have_value("busy")
    await says.select_option("o serviço")
    await person.get_by_role("button", name="Gerar endereço").click()
    shown = page.get_by_role("dialog", name="Endereço da agenda")
    address = await shown.get_by_label("Endereço", exact=True).input_value()
    await shown.get_by_role("button", name="Já guardei").click()
    answer = await page.request.get(address)
    assert answer.status == 200
    assert "BEGIN:VCALENDAR" in await answer.text()
    (feed,) = business.ask("GET", "bookings/feeds")["items"]
    assert feed["detail"] == "service"
    business.ask("POST", "bookings/feeds", {"resource_id": feed["resource_id"], "detail": "name"})
    await page.reload()
    await expect(says).to_have_value("name")
    problems = await check_both(page, "calendars with a feed")
    assert not problems, "\n".join(problems)
    await person.get_by_role("button", name="Trocar endereço").click()
    await expect(shown.get_by_text("vê o serviço e o nome do cliente")).to_be_visible()
    await shown.get_by_role("button", name="Já guardei").click()
    (renewed,) = business.ask("GET", "bookings/feeds")["items"]
    assert (renewed["detail"], renewed["hint"] != feed["hint"]) == ("name", True), "as it was, at another address"

    await card.get_by_role("button", name="Escolher agendas").click()
    shown = page.get_by_role("dialog", name="Agendas desta conta")
    await expect(shown.get_by_role("radio", name=email)).to_be_checked()
    await shown.get_by_role("button", name="Cancelar").click()

    await card.get_by_role("button", name=f"Desconectar {email}").click()
    await page.get_by_role("dialog").get_by_role("button", name="Desconectar", exact=True).click()
    await expect(person.get_by_text("Nenhuma agenda externa conectada.")).to_be_visible()

    # An account with several calendars: its owner says which is written before anything is.
    await person.get_by_role("button", name="Google simulado").click()
    await page.get_by_label("E-mail").fill(email)
    await page.get_by_label("Other calendars").fill("Consultório, Casa")
    await page.get_by_role("button", name="Allow").click()
    shown = page.get_by_role("dialog", name="Agendas desta conta")
    await expect(shown.get_by_role("radio", name="Em nenhuma")).to_be_checked()
    await shown.get_by_role("radio", name="Consultório").check()
    await shown.get_by_role("checkbox", name="Casa").check()
    await shown.get_by_role("button", name="Salvar").click()
    await expect(shown).to_be_hidden()
    cards = person.get_by_role("listitem")
    await expect(cards).to_have_count(3)
    await expect(cards.first.get_by_text("recebe os agendamentos")).to_be_visible()
    await expect(cards.first.get_by_text("Consultório")).to_be_visible()
    await expect(cards.filter(has_text="Casa").get_by_text("ocupa horários")).to_be_visible()
    await cards.first.get_by_role("button", name=f"Desconectar {email}").click()
    await page.get_by_role("dialog").get_by_role("button", name="Desconectar", exact=True).click()
    await expect(person.get_by_text("Nenhuma agenda externa conectada.")).to_be_visible()

    await page.get_by_role("button", name="Conectar Cal.com").click()
    shown = page.get_by_role("dialog", name="No Cal.com")
    assert "/hooks/calcom/" in await shown.get_by_label("Endereço (Subscriber URL)", exact=True).input_value()
    await shown.get_by_role("button", name="Já guardei").click()
    await expect(page.get_by_text("Nada chegou ainda.")).to_be_visible()
    await page.get_by_role("button", name="Perguntar também").click()
    shown = page.get_by_role("dialog", name="Perguntar ao Cal.com")
    await shown.get_by_label("Chave da API").fill("cal_de_mentira")
    await shown.get_by_label("Endereço da API").fill("https://127.0.0.1/v2")  # nobody follows an address into this machine
    await shown.get_by_role("button", name="Salvar").click()
    await expect(page.get_by_text("O Cal.com não respondeu; perguntamos de novo sozinhos.")).to_be_visible()
