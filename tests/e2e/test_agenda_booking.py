"""Booking at the desk: somebody new, dates that repeat, several services in one visit; and what is done with all of them together."""

import re
from datetime import date, timedelta

from playwright.async_api import Page, expect

from tests.e2e.agenda import DAY, book, miss, set_up
from tests.e2e.conftest import Visit
from tests.e2e.stack import Business
from tests.e2e.test_access import check_both

_PHONE = {"viewport": {"width": 390, "height": 800}, "reduced_motion": "reduce"}


def _week(n: int) -> str:
    return (date.fromisoformat(DAY) + timedelta(weeks=n)).isoformat()


async def _clean(page: Page, what: str, within: str | None = None) -> None:
    problems = await check_both(page, what, within)
    assert not problems, "\n".join(problems)


async def test_somebody_new_gets_every_week_but_the_one_that_is_taken(visit: Visit, business: Business):
    made = await set_up(business)
    book(business, made, "09:00", "Dra. Lia", on=_week(1))
    page = await visit(f"/t/{business.slug}/agenda?day={DAY}", business.api, reduced_motion="reduce")
    await page.get_by_role("button", name="Agendar", exact=True).click()
    sheet = page.get_by_role("dialog", name="Novo agendamento")
    await sheet.get_by_label("Profissional").select_option("Dra. Lia")
    await sheet.get_by_role("button", name="09:00").click()
    await sheet.get_by_label("Repete").select_option("Toda semana")
    await sheet.get_by_label("Vezes", exact=True).fill("1")
    await sheet.get_by_role("button", name="Agendar", exact=True).click()
    await expect(sheet.get_by_text("De 2 a 104.")).to_be_visible()
    await sheet.get_by_label("Vezes", exact=True).fill("3")
    foreseen = sheet.get_by_role("region", name="As datas")
    await expect(foreseen.get_by_text("2 de 3 datas livres.")).to_be_visible()
    await expect(foreseen.get_by_text("não está livre")).to_be_visible()
    await expect(foreseen.get_by_text("Livre por perto: 08:00 · 08:30 · 09:30")).to_be_visible()

    await sheet.get_by_label("Cliente").fill("Iara Lima")
    await sheet.get_by_role("button", name="Cliente novo").click()
    new = sheet.get_by_role("form", name="Cliente novo")
    await expect(new.get_by_label("Nome do cliente")).to_have_value("Iara Lima")
    await new.get_by_label("Telefone com DDD").press_sequentially("987654321")
    await new.get_by_role("button", name="Usar este cliente").click()
    await expect(new.get_by_text("Escreva o número inteiro, com o DDD.")).to_be_visible()
    await _clean(page, "new appointment")
    await new.get_by_label("Telefone com DDD").fill("")
    await new.get_by_label("Telefone com DDD").press_sequentially("11987654321")
    await expect(new.get_by_label("Telefone com DDD")).to_have_value("(11) 98765-4321")
    await page.keyboard.press("Enter")
    await expect(sheet.get_by_role("button", name="Trocar de cliente")).to_be_visible()
    await sheet.get_by_role("button", name="Agendar 2 de 3").click()
    left = page.get_by_role("dialog", name="Marcado, menos estas datas")
    await expect(left.get_by_text("não está livre")).to_have_count(1)
    await _clean(page, "dates that are left")
    await left.get_by_role("list", name="Livre por perto").get_by_role("button", name="09:30").click()
    await expect(left).to_have_count(0)
    await expect(page.get_by_role("button", name=re.compile("^09:00 às 09:30, Iara Lima"))).to_be_visible()

    await page.get_by_role("button", name="Agendar", exact=True).click()
    await sheet.get_by_role("button", name="Cliente novo").click()
    await new.get_by_label("Nome do cliente").fill("Iara")
    await new.get_by_label("Telefone com DDD").fill("+55 11 8765-4321")  # without its ninth digit
    await new.get_by_role("button", name="Usar este cliente").click()
    await expect(sheet.get_by_text("Este número já é de Iara Lima.")).to_be_visible()
    (iara,) = business.ask("GET", "bookings/customers?q=iara")["items"]
    ahead = business.ask("GET", f"bookings/customers/{iara['id']}/appointments")["ahead"]
    assert [(one["local_start"][:10], one["local_start"][11:16]) for one in ahead] == [
        (DAY, "09:00"),
        (_week(1), "09:30"),
        (_week(2), "09:00"),
    ]


async def test_whoever_is_put_beside_what_is_taken_has_the_reason_in_the_history(visit: Visit, business: Business):
    made = await set_up(business)
    page = await visit(f"/t/{business.slug}/agenda?day={DAY}", business.api, reduced_motion="reduce")
    await page.get_by_role("button", name="Agendar", exact=True).click()
    sheet = page.get_by_role("dialog", name="Novo agendamento")
    await sheet.get_by_label("Profissional").select_option("Dra. Lia")
    await sheet.get_by_role("button", name="09:00").click()
    await sheet.get_by_label("Cliente").fill("Marina")
    await sheet.get_by_role("list", name="Clientes encontrados").get_by_role("button").click()
    other = business.ask("POST", "bookings/customers", {"name": "Zilda Prado", "phone": "(11) 98888-7777"})
    book(business, made, "09:00", "Dra. Lia", contact_id=other["id"])  # somebody was faster
    await sheet.get_by_role("button", name="Agendar", exact=True).click()
    await sheet.get_by_label("Motivo (opcional)").fill("Dor de dente")
    await _clean(page, "overbooking", "[role=dialog]")
    await sheet.get_by_role("button", name="Encaixar mesmo assim").click()
    await expect(sheet).to_have_count(0)
    await page.get_by_role("button", name=re.compile("^09:00 às 09:30, Marina Souza")).click()
    history = page.get_by_role("dialog", name="Avaliação").get_by_role("region", name="Histórico")
    await expect(history.get_by_text("“Dor de dente”")).to_be_visible()
    await expect(history.get_by_text("Encaixe")).to_be_visible()


async def test_two_services_in_a_row_are_one_visit_on_a_phone(visit: Visit, business: Business):
    made = await set_up(business)
    cleaning = business.ask("POST", "services", {"name": "Limpeza"})["id"]
    business.ask("PUT", f"bookings/services/{cleaning}", {"duration": 60, "step": 30})
    book(business, made, "09:00", "Dr. Rui")
    missed = miss(business, made, 20)
    page = await visit(f"/t/{business.slug}/agenda?day={DAY}", business.api, **_PHONE)
    await page.get_by_role("button", name="Agendar", exact=True).click()
    sheet = page.get_by_role("dialog", name="Novo agendamento")
    await sheet.get_by_label("Serviço").select_option(made["service"])
    await sheet.get_by_role("button", name="Outro serviço na mesma visita").click()
    await sheet.get_by_label("Serviço 2", exact=True).select_option(cleaning)
    await sheet.get_by_label("Profissional 2").select_option("Dr. Rui")
    await expect(sheet.get_by_label("Repete")).to_have_count(0)
    await expect(sheet.get_by_role("button", name="09:00")).to_be_visible()
    await expect(sheet.get_by_role("button", name="08:00")).to_have_count(0)  # Dr. Rui could begin after nine only
    await sheet.get_by_role("button", name="10:00").click()
    await sheet.get_by_label("Cliente").fill("Marina")
    await sheet.get_by_role("list", name="Clientes encontrados").get_by_role("button").click()
    await expect(sheet.get_by_text(f"Faltou 1 vez, em {missed}")).to_be_visible()
    await _clean(page, "new visit")
    await sheet.get_by_role("button", name="Agendar", exact=True).click()
    await expect(page.get_by_role("button", name=re.compile("^10:00 às 10:30, Marina Souza, Avaliação"))).to_be_visible()
    await expect(page.get_by_role("button", name=re.compile("^10:30 às 11:30, Marina Souza, Limpeza"))).to_be_visible()


async def test_what_a_customer_has_at_that_time_is_said_and_keeps_nobody_from_booking(visit: Visit, business: Business):
    made = await set_up(business)
    book(business, made, "10:00", "Dr. Rui")
    said = "Marina Souza já tem Avaliação às 10:00 com Dr. Rui nesse horário."
    page = await visit(f"/t/{business.slug}/agenda?day={DAY}", business.api, reduced_motion="reduce")
    await page.get_by_role("button", name="Agendar", exact=True).click()
    sheet = page.get_by_role("dialog", name="Novo agendamento")
    await sheet.get_by_label("Profissional").select_option("Dra. Lia")
    await sheet.get_by_role("button", name="10:00").click()
    await sheet.get_by_label("Cliente").fill("Marina")
    await sheet.get_by_role("list", name="Clientes encontrados").get_by_role("button").click()
    await expect(sheet.get_by_role("status").filter(has_text=said)).to_be_visible()
    await expect(sheet.get_by_text(re.compile("^Faltou"))).to_have_count(0)  # she never missed anything
    await _clean(page, "new appointment at a time that the customer has", "[role=dialog]")
    await sheet.get_by_role("button", name="10:30").click()
    await expect(sheet.get_by_text(said)).to_have_count(0)
    await sheet.get_by_label("Repete").select_option("Toda semana")
    await sheet.get_by_role("button", name="10:00").click()
    await expect(sheet.get_by_text(re.compile(f": {said}$"))).to_be_visible()  # with its day
    await sheet.get_by_label("Repete").select_option("Não repete")
    await sheet.get_by_role("button", name="Agendar", exact=True).click()
    lia = page.get_by_role("list", name=re.compile("Dra. Lia"))
    await lia.get_by_role("button", name=re.compile("^10:00 às 10:30, Marina Souza")).click()

    panel = page.get_by_role("dialog", name="Avaliação")
    await expect(panel.get_by_text(said)).to_be_visible()
    await _clean(page, "an appointment beside another of the same customer", "[role=dialog]")
    await panel.get_by_role("button", name="Remarcar").click()
    await panel.get_by_label("Motivo").fill("Vem de longe")
    await _clean(page, "moving an appointment", "[role=dialog]")
    await panel.get_by_role("button", name="11:00").click()
    await expect(panel.get_by_text("11:00–11:30")).to_be_visible()
    await expect(panel.get_by_text("“Vem de longe”")).to_be_visible()
    await expect(panel.get_by_text(said)).to_have_count(0)
    await panel.get_by_role("button", name="Remarcar").click()
    await expect(panel.get_by_label("Motivo")).to_have_value("")  # each has its own
    await panel.get_by_role("button", name="10:00").click()
    await expect(page.get_by_text(re.compile(rf"^Remarcado para .*, 10:00\. {said}$")).first).to_be_visible()
    await expect(panel.get_by_text(said)).to_be_visible()
    await expect(panel.get_by_text("“Vem de longe”")).to_have_count(1)
