"""The waiting list on the screen: somebody is put on it, offered a time by hand, and taken off; from a conversation, too."""

import re
from datetime import date, timedelta

from playwright.async_api import expect

from tests.e2e.agenda import DAY, book, set_up
from tests.e2e.conftest import Visit
from tests.e2e.stack import Business
from tests.e2e.test_access import check_both

_LATER = (date.fromisoformat(DAY) + timedelta(days=1)).isoformat()
_NO = date.fromisoformat(_LATER).weekday()
_WEEKDAYS = ("segunda-feira", "terça-feira", "quarta-feira", "quinta-feira", "sexta-feira", "sábado", "domingo")


async def test_somebody_waits_is_offered_a_time_and_is_taken_off(visit: Visit, business: Business):
    await set_up(business)
    page = await visit(f"/t/{business.slug}/agenda?day={DAY}", business.api, reduced_motion="reduce")
    await page.get_by_role("button", name="Lista de espera (vazia)").click()
    sheet = page.get_by_role("dialog", name="Lista de espera")
    await expect(sheet.get_by_text("Ninguém na lista de espera")).to_be_visible()
    await sheet.get_by_role("button", name="Pôr alguém na lista").click()
    form = sheet.get_by_role("region", name="Pôr alguém na lista")
    await form.get_by_role("button", name="Pôr na lista", exact=True).click()
    await expect(form.get_by_text("Escolha o cliente.")).to_be_visible()
    await form.get_by_label("Cliente").fill("Marina")
    await form.get_by_role("list", name="Clientes encontrados").get_by_role("button").click()
    await form.get_by_label("Profissional").select_option("Dra. Lia")
    await form.get_by_label("De", exact=True).fill(_LATER)
    await form.get_by_label("Até", exact=True).fill(DAY)
    await form.get_by_label("A partir das").fill("18:30")  # nothing is open then: nobody but the team offers them anything
    await form.get_by_role("button", name="Pôr na lista", exact=True).click()
    await expect(form.get_by_text("De hoje até um ano à frente, e não antes do primeiro.")).to_be_visible()
    await form.get_by_label("Até", exact=True).fill(_LATER)
    days = form.get_by_role("group", name="Dias da semana")
    await days.get_by_role("checkbox", name=_WEEKDAYS[(_NO + 1) % 7]).check()
    await form.get_by_role("button", name="Pôr na lista", exact=True).click()
    await expect(days.get_by_text("Nenhum desses dias da semana cai nessas datas.")).to_be_visible()
    await days.get_by_role("checkbox", name=_WEEKDAYS[_NO]).check()
    problems = await check_both(page, "waiting list")
    assert not problems, "\n".join(problems)
    await form.get_by_role("button", name="Pôr na lista", exact=True).click()
    row = sheet.get_by_role("list", name="Lista de espera").get_by_role("listitem")
    await expect(row.get_by_text("Marina Souza")).to_be_visible()
    await expect(row.get_by_text("Avaliação · Dra. Lia")).to_be_visible()
    await expect(row.get_by_text("a partir das 18:30")).to_be_visible()
    await expect(row.get_by_text(re.compile(r"só \S{3} e \S{3}"))).to_be_visible()
    assert business.ask("GET", "bookings/waits")["items"][0]["weekdays"] == sorted([_NO, (_NO + 1) % 7])
    await expect(page.get_by_role("button", name="Lista de espera (1)", include_hidden=True)).to_be_attached()

    business.ask("PUT", "bot", business.ask("GET", "bot") | {"is_on": False})
    await row.get_by_role("button", name="Oferecer um horário").click()
    await row.get_by_role("button", name="15:00").click()
    await row.get_by_role("button", name=re.compile("^Oferecer .* no chat$")).click()
    await expect(row.get_by_role("alert").get_by_text("O robô está desligado, então ninguém oferece no chat.")).to_be_visible()
    business.ask("PUT", "bot", business.ask("GET", "bot") | {"is_on": True})
    await row.get_by_role("button", name=re.compile("^Oferecer .* no chat$")).click()
    await expect(row.get_by_text(re.compile(r"Responde até \d\d:\d\d"))).to_be_visible()
    problems = await check_both(page, "waiting list with an offer")
    assert not problems, "\n".join(problems)
    await row.get_by_role("button", name="Tirar Marina Souza da lista").click()
    await row.get_by_role("button", name="Tirar da lista", exact=True).click()
    await expect(sheet.get_by_text("Ninguém na lista de espera")).to_be_visible()
    assert [one["state"] for one in business.ask("GET", "bookings/waits")["items"]] == ["left"]


async def test_whoever_writes_is_put_on_the_list_from_the_conversation_and_what_others_do_appears(
    visit: Visit, business: Business
):
    made = await set_up(business)
    business.ask("PUT", "bot", business.ask("GET", "bot") | {"is_on": False})
    conversation = business.conversation_of("Marina Souza")
    assert conversation is not None
    page = await visit(f"/t/{business.slug}/inbox/{conversation['id']}?panel=true", business.api)
    await page.get_by_role("button", name="Pôr na lista de espera").click()
    dialog = page.get_by_role("dialog", name="Lista de espera: Marina Souza")
    await dialog.get_by_label("Observação").fill("Prefere manhã")
    await dialog.get_by_role("button", name="Pôr na lista", exact=True).click()
    await expect(page.get_by_text("“Prefere manhã”")).to_be_visible()

    phone = await visit(f"/t/{business.slug}/agenda?list=waits", business.api, viewport={"width": 390, "height": 800})
    row = phone.get_by_role("list", name="Lista de espera").get_by_role("listitem")
    await expect(row.get_by_text("Marina Souza")).to_be_visible()
    await row.get_by_role("button", name="Agendar", exact=True).click()
    sheet = phone.get_by_role("dialog", name="Novo agendamento")
    await expect(sheet.get_by_label("Serviço")).to_have_value(made["service"])
    await expect(sheet.get_by_text("Marina Souza")).to_be_visible()
    await sheet.get_by_label("Dia", exact=True).fill(DAY)
    await sheet.get_by_role("button", name="10:00").click()
    await sheet.get_by_role("button", name="Agendar", exact=True).click()
    await expect(page.get_by_text("“Prefere manhã”")).to_have_count(0)  # live: they have what they waited for
    await expect(page.get_by_role("button", name=re.compile("10:00.*Avaliação"))).to_be_visible()


async def test_somebody_waits_for_an_earlier_time_in_the_place_of_what_they_have(visit: Visit, business: Business):
    made = await set_up(business)
    later = book(business, made, "15:00", "Dra. Lia", on=_LATER)
    page = await visit(f"/t/{business.slug}/agenda?day={DAY}&list=waits", business.api, reduced_motion="reduce")
    sheet = page.get_by_role("dialog", name="Lista de espera")
    await sheet.get_by_role("button", name="Pôr alguém na lista").click()
    form = sheet.get_by_role("region", name="Pôr alguém na lista")
    choice = form.get_by_label("No lugar de")
    await expect(form.get_by_label("Serviço")).to_have_value(made["service"])
    await expect(choice).to_have_count(0)  # whose, nobody said yet
    await form.get_by_label("Cliente").fill("Marina")
    await form.get_by_role("list", name="Clientes encontrados").get_by_role("button").click()
    await choice.select_option(later["id"])
    await expect(form.get_by_text("Só oferecemos horários antes deste. Se aceitar, é este que muda.")).to_be_visible()
    await form.get_by_label("A partir das").fill("18:30")  # nothing is open then
    problems = await check_both(page, "waiting for an earlier time", "[role=dialog]")
    assert not problems, "\n".join(problems)
    await form.get_by_role("button", name="Pôr na lista", exact=True).click()
    row = sheet.get_by_role("list", name="Lista de espera").get_by_role("listitem")
    await expect(row.get_by_text(re.compile("^No lugar do que já tem: .*, 15:00$"))).to_be_visible()
    assert [one["appointment_id"] for one in business.ask("GET", "bookings/waits")["items"]] == [later["id"]]


async def test_who_waits_still_waits_when_somebody_else_was_booked_from_their_row(visit: Visit, business: Business):
    made = await set_up(business)
    business.ask("PUT", "bot", business.ask("GET", "bot") | {"is_on": False})
    conversation = business.conversation_of("Marina Souza")
    assert conversation is not None
    cleaning = business.ask("POST", "services", {"name": "Limpeza"})["id"]
    business.ask("PUT", f"bookings/services/{cleaning}", {"duration": 60, "step": 30})
    wish = {"contact_id": made["contact"], "conversation_id": conversation["id"], "service_id": cleaning}
    business.ask("POST", "bookings/waits", wish | {"first_on": DAY, "last_on": DAY})
    business.ask("POST", "bookings/customers", {"name": "Zilda Prado", "phone": "(11) 98888-7777"})
    page = await visit(f"/t/{business.slug}/agenda?day={DAY}&list=waits", business.api, reduced_motion="reduce")
    gone = []
    page.on("request", lambda one: gone.append(one.url) if "/bookings/waits/" in one.url and one.method != "GET" else None)
    row = page.get_by_role("list", name="Lista de espera").get_by_role("listitem")
    await row.get_by_role("button", name="Agendar", exact=True).click()
    sheet = page.get_by_role("dialog", name="Novo agendamento")
    await sheet.get_by_role("button", name="Trocar de cliente").click()
    await sheet.get_by_label("Cliente").fill("Zilda")
    await sheet.get_by_role("list", name="Clientes encontrados").get_by_role("button").click()
    await sheet.get_by_role("button", name="10:00").click()
    await sheet.get_by_role("button", name="Agendar", exact=True).click()
    await expect(sheet).to_have_count(0)
    await expect(page.get_by_role("button", name=re.compile("10:00.*Zilda Prado"))).to_be_visible()
    assert gone == []
    assert [one["state"] for one in business.ask("GET", "bookings/waits")["items"]] == ["waiting"]
