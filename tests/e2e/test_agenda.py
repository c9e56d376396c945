"""The agenda on the screen: an appointment is made, dragged where it may not go and where it may, taken back, and cancelled."""

import re
from datetime import date, timedelta

import pytest
from playwright.async_api import Locator, expect

from tests.e2e.agenda import DAY, WEEK, book, drag, middle, set_up
from tests.e2e.conftest import Visit
from tests.e2e.stack import Business
from tests.e2e.test_access import SIZES, check_both


async def test_an_appointment_is_made_moved_and_cancelled(visit: Visit, business: Business):
    made = await set_up(business)
    book(business, made, "09:00", "Dra. Lia")
    book(business, made, "11:00", "Dr. Rui")
    page = await visit(f"/t/{business.slug}/inbox", business.api)
    await page.get_by_role("navigation", name="Principal").get_by_role("link", name="Agenda").click()
    await page.get_by_label("Dia", exact=True).first.fill(DAY)
    await expect(page).to_have_url(re.compile(f"day={DAY}"))
    lia, rui = (page.get_by_role("list", name=re.compile(name)) for name in ("Dra. Lia", "Dr. Rui"))
    taken = lia.get_by_role("button", name=re.compile("^09:00 às 09:30, Marina Souza, Avaliação, Confirmado"))
    await expect(taken).to_be_visible()

    await page.get_by_role("button", name="Agendar", exact=True).click()
    sheet = page.get_by_role("dialog", name="Novo agendamento")
    await expect(sheet.get_by_label("Serviço")).to_have_value(made["service"])  # there is only one
    await sheet.get_by_label("Profissional").select_option("Dra. Lia")
    await expect(sheet.get_by_role("button", name="09:00")).to_have_count(0)
    await sheet.get_by_role("button", name="10:00").click()
    await sheet.get_by_role("button", name="Agendar", exact=True).click()
    await expect(sheet.get_by_text("Escolha o cliente.")).to_be_visible()
    await sheet.get_by_label("Cliente").fill("Marina")
    await sheet.get_by_role("list", name="Clientes encontrados").get_by_role("button").click()
    await sheet.get_by_role("button", name="Agendar", exact=True).click()
    await expect(sheet).to_have_count(0)  # the block may stand there before: it is told live, too
    mine = lia.get_by_role("button", name=re.compile("^10:00"))
    await expect(mine).to_be_visible()

    await drag(page, mine, lambda: middle(taken))
    refused = page.get_by_role("dialog", name="Não deu para remarcar")
    await expect(refused.get_by_text("09:00 não está livre. Marina Souza continua às 10:00.")).to_be_visible()
    await expect(refused.get_by_role("list", name="Livre por perto").get_by_role("button", name="08:30")).to_be_visible()
    await refused.get_by_role("button", name="Deixar como está").click()
    await expect(refused).to_have_count(0)
    await expect(mine).to_be_visible()
    await expect(lia.get_by_role("listitem")).to_have_count(2)

    await drag(page, mine, lambda: middle(taken))
    await refused.get_by_role("button", name="08:30").click()
    early = lia.get_by_role("button", name=re.compile("^08:30"))
    await expect(early).to_be_visible()
    await expect(mine).to_have_count(0)
    await page.get_by_role("button", name="Desfazer").click()
    await expect(page.get_by_text(re.compile("^Voltou para")).first).to_be_visible()
    await expect(mine).to_be_visible()

    beside = rui.get_by_role("button", name=re.compile("^11:00"))

    async def across() -> tuple[float, float]:
        return (await middle(beside))[0], (await middle(mine))[1]

    await drag(page, mine, across)
    moved = rui.get_by_role("button", name=re.compile("^10:00"))
    await expect(moved).to_be_visible()

    await moved.click()
    panel = page.get_by_role("dialog", name="Avaliação")
    await expect(panel.get_by_text("Dr. Rui", exact=True)).to_be_visible()
    await expect(panel.get_by_role("region", name="Histórico").get_by_role("listitem")).to_have_count(4)
    await expect(panel.get_by_role("button", name="Atendido")).to_be_disabled()
    await panel.get_by_role("button", name="Cancelar horário").click()
    await panel.get_by_label("Motivo").fill("Viajou")
    await panel.get_by_role("button", name="Cancelar este horário").click()
    await expect(panel.get_by_text("“Viajou”")).to_be_visible()
    await panel.get_by_role("button", name="Fechar").click()
    await expect(moved).to_have_count(0)
    await page.get_by_role("button", name="Filtros").click()
    await page.get_by_label("Canceladas também").check()
    await page.keyboard.press("Escape")
    await expect(rui.get_by_role("button", name=re.compile("^10:00.*Cancelado$"))).to_be_visible()


async def test_a_block_that_the_browser_measures_again_stays_under_the_mouse(visit: Visit, business: Business):
    made = await set_up(business)
    book(business, made, "10:00", "Dra. Lia")
    page = await visit(f"/t/{business.slug}/agenda?day={DAY}", business.api)
    mine = page.get_by_role("button", name=re.compile("^10:00"))
    whole = page.get_by_role("listitem").filter(has=mine)

    async def pull(by: Locator, ends: str) -> None:
        await by.hover()
        x, y = await middle(by)
        await page.mouse.down()
        await page.mouse.move(x, y + 42, steps=4)  # half an hour
        await whole.evaluate("(li) => { for (const one of [li, ...li.children]) one.style.width = one.clientWidth - 9 + 'px' }")
        for more in range(43, 85, 3):
            await page.mouse.move(x, y + more)
        await expect(whole).to_contain_text(ends)
        await page.mouse.up()

    await pull(mine, "11:00")
    mine = page.get_by_role("button", name=re.compile("^11:00 às 11:30"))
    await expect(mine).to_be_visible()
    whole = page.get_by_role("listitem").filter(has=mine)
    await pull(whole.locator("[data-edge]"), "11:00–12:30")
    await expect(page.get_by_role("button", name=re.compile("^11:00 às 12:30"))).to_be_visible()


async def test_it_is_made_longer_by_its_edge_and_by_the_keyboard(visit: Visit, business: Business):
    made = await set_up(business)
    book(business, made, "09:00", "Dra. Lia")
    book(business, made, "10:00", "Dra. Lia")
    page = await visit(f"/t/{business.slug}/agenda?day={DAY}", business.api)
    mine = page.get_by_role("button", name=re.compile("^09:00"))
    edge = page.get_by_role("listitem").filter(has=mine).locator("[data-edge]")

    async def half_an_hour_on() -> tuple[float, float]:
        x, y = await middle(edge)
        return x, y + 42

    await drag(page, edge, half_an_hour_on)
    await expect(page.get_by_role("button", name=re.compile("^09:00 às 10:00"))).to_be_visible()
    await expect(page.get_by_text("Agora dura 09:00–10:00", exact=True)).to_be_visible()
    await page.get_by_role("button", name="Desfazer").click()
    await expect(page.get_by_role("button", name=re.compile("^09:00 às 09:30"))).to_be_visible()

    await mine.click()
    panel = page.get_by_role("dialog", name="Avaliação")
    await panel.get_by_role("button", name="Mudar duração").click()
    await page.keyboard.press("ControlOrMeta+a")
    await page.keyboard.type("75")
    await page.keyboard.press("Enter")
    refused = page.get_by_role("dialog", name="Não cabe tudo isso")
    await expect(refused.get_by_text("O tempo só está livre até 10:00. Marina Souza continua até 09:30.")).to_be_visible()
    await refused.get_by_role("button", name="Só até 10:00").click()
    await expect(panel.get_by_text("09:00–10:00")).to_be_visible()
    await expect(panel.get_by_text("Fim mudou de 09:30 para 10:00").first).to_be_visible()

    await panel.get_by_role("button", name="Cancelar horário").click()
    await panel.get_by_role("button", name="Cancelar este horário").click()
    await panel.get_by_role("button", name="Desfazer o cancelamento").click()
    await expect(panel.get_by_text("Cancelamento desfeito")).to_be_visible()
    await panel.get_by_role("button", name="Fechar").click()
    await expect(page.get_by_role("button", name=re.compile("^09:00 às 10:00.*Confirmado$"))).to_be_visible()


async def test_a_length_over_a_neighbour_is_refused_and_goes_back(visit: Visit, business: Business):
    made = await set_up(business)
    nine = book(business, made, "09:00", "Dra. Lia")
    page = await visit(f"/t/{business.slug}/agenda?day={DAY}", business.api)
    mine = page.get_by_role("button", name=re.compile("^09:00 às 09:30, Marina Souza"))
    edge = page.get_by_role("listitem").filter(has=mine).locator("[data-edge]")
    await expect(mine).to_be_visible()
    book(business, made, "10:00", "Dra. Lia")
    await expect(page.get_by_role("button", name=re.compile("^10:00 às 10:30, Marina Souza"))).to_be_visible()  # live

    async def an_hour_on() -> tuple[float, float]:
        x, y = await middle(edge)
        return x, y + 84

    await drag(page, edge, an_hour_on)
    refused = page.get_by_role("dialog", name="Não cabe tudo isso")
    await expect(refused.get_by_text("O tempo só está livre até 10:00. Marina Souza continua até 09:30.")).to_be_visible()
    await refused.get_by_role("button", name="Deixar como está").click()
    await expect(refused).to_have_count(0)
    await expect(mine).to_be_visible()
    await expect(page.get_by_role("button", name=re.compile("^09:00"))).to_have_count(1)
    assert business.ask("GET", f"bookings/appointments/{nine['id']}")["ends_at"] == nine["ends_at"]


async def test_who_does_not_do_the_service_is_not_given_it_by_a_drag(visit: Visit, business: Business):
    made = await set_up(business)
    nine = book(business, made, "09:00", "Dra. Lia")
    other = business.ask("POST", "services", {"name": "Limpeza"})["id"]
    business.ask("PATCH", f"professionals/{made['people']['Dr. Rui']}", {"service_ids": [other]})
    page = await visit(f"/t/{business.slug}/agenda?day={DAY}", business.api)
    lia, rui = (page.get_by_role("list", name=re.compile(name)) for name in ("Dra. Lia", "Dr. Rui"))
    mine = lia.get_by_role("button", name=re.compile("^09:00 às 09:30, Marina Souza"))

    async def across() -> tuple[float, float]:
        return (await middle(rui))[0], (await middle(mine))[1]

    await drag(page, mine, across)
    await expect(
        page.get_by_text("Este profissional não faz Avaliação. Marina Souza continua às 09:00.", exact=True)
    ).to_be_visible()
    await expect(mine).to_be_visible()
    await expect(rui.get_by_role("button")).to_have_count(0)
    kept = business.ask("GET", f"bookings/appointments/{nine['id']}")
    assert [one["id"] for one in kept["resources"]] == [made["people"]["Dra. Lia"]]


async def test_a_month_is_seen_filtered_and_a_day_is_printed(visit: Visit, business: Business):
    made = await set_up(business)
    book(business, made, "09:00", "Dra. Lia")
    book(business, made, "11:00", "Dr. Rui")
    business.ask(
        "POST", "bookings/closures", {"first_on": DAY, "last_on": DAY, "since": "15:00", "until": "16:00", "reason": "Reunião"}
    )
    page = await visit(f"/t/{business.slug}/agenda?day={DAY}&view=month", business.api)
    table = page.get_by_role("table", name="Mês")
    await expect(table.get_by_role("button", name=re.compile(", 2 agendamentos$"))).to_be_visible()
    await page.get_by_label("De quem").select_option("Dr. Rui")
    await expect(table.get_by_role("button", name=re.compile("^09:00"))).to_have_count(0)
    await table.get_by_role("button", name=re.compile("^11:00")).click()
    await expect(page.get_by_role("dialog", name="Avaliação").get_by_text("Dr. Rui", exact=True)).to_be_visible()
    await page.keyboard.press("Escape")
    await table.get_by_role("button", name=re.compile(", 1 agendamento$")).click()
    await expect(page.get_by_text("Fechado: Reunião")).to_be_visible()
    await page.get_by_role("button", name="Filtros").click()
    await page.get_by_label("Situação").select_option("Aguardando")
    await expect(page).to_have_url(re.compile("state=pending"))
    await page.keyboard.press("Escape")
    await expect(page.get_by_role("button", name=re.compile("^11:00"))).to_have_count(0)
    await page.goto(f"/t/{business.slug}/agenda?day={DAY}")
    await expect(page.get_by_role("button", name=re.compile("^11:00"))).to_be_visible()
    await page.emulate_media(media="print")
    paper = page.locator(".printed")
    await expect(paper.get_by_text("Marina Souza").first).to_be_visible()
    await expect(paper.get_by_text("09:00–09:30")).to_be_visible()
    await expect(page.locator("#content")).to_be_hidden()


@pytest.mark.parametrize("size", ["desk", "phone"])
async def test_a_closed_day_of_a_month_is_no_empty_one(visit: Visit, business: Business, size: str):
    await set_up(business)
    day = date.fromisoformat(DAY)
    beside = day + timedelta(days=1 if (day + timedelta(days=1)).month == day.month else -1)
    (store, *_) = business.ask("GET", "stores")["items"]
    week = [one for one in WEEK if one["weekday"] != day.weekday()]
    business.ask("PATCH", f"stores/{store['id']}", {"hours": {"weekly": week, "holidays": {"national": False, "state": None}}})
    on = beside.isoformat()
    business.ask("POST", "bookings/closures", {"first_on": on, "last_on": on, "reason": "Festa da cidade"})
    page = await visit(
        f"/t/{business.slug}/agenda?day={DAY}&view=month", business.api, viewport=SIZES[size], reduced_motion="reduce"
    )
    table = page.get_by_role("table", name="Mês")
    await expect(table.get_by_role("button", name=re.compile(", nada marcado, Fechado: Festa da cidade$"))).to_have_count(1)
    weeks = await table.get_by_role("row").count() - 1
    await expect(table.get_by_role("button", name=re.compile(", nada marcado, Fechado$"))).to_have_count(weeks)
    await expect(table.get_by_role("button", name=re.compile(", nada marcado$"))).to_have_count(6 * weeks - 1)
    problems = await check_both(page, f"month, {size}")
    assert not problems, "\n".join(problems)
    if size == "desk":
        await expect(table.get_by_text("Festa da cidade")).to_be_visible()
    await page.get_by_label("De quem").select_option("Dr. Rui")
    await expect(table.get_by_role("button", name=re.compile(", nada marcado, Não atende$"))).to_have_count(weeks)


async def test_what_others_book_appears_and_a_phone_shows_a_list(visit: Visit, business: Business):
    page = await visit(f"/t/{business.slug}/agenda?day={DAY}", business.api, viewport={"width": 390, "height": 800})
    await expect(page.get_by_text("Ainda não há nada para agendar")).to_be_visible()
    await expect(page.get_by_role("link", name="Cadastrar profissionais")).to_be_visible()
    made = await set_up(business)
    await expect(page.get_by_text("Nada marcado neste dia")).to_be_visible()
    book(business, made, "14:00", "Dr. Rui")
    mine = page.get_by_role("button", name=re.compile("^14:00 às 14:30, Marina Souza"))
    await expect(page.get_by_role("region", name="Dr. Rui").filter(has=mine)).to_be_visible()
    await page.get_by_text("Semana", exact=True).click()
    await page.get_by_label("De quem").select_option("Dr. Rui")
    await expect(page).to_have_url(re.compile("view=week"))
    await expect(mine).to_be_visible()


async def test_the_owner_says_what_can_be_booked_and_when(visit: Visit, business: Business):
    business.ask("POST", "services", {"name": "Limpeza", "duration_minutes": 40})
    business.ask("POST", "professionals", {"name": "Dra. Lia"})
    page = await visit(f"/t/{business.slug}/agenda", business.api)
    await page.get_by_role("link", name="Ver os serviços").click()
    await page.get_by_role("button", name="Agendamento de Limpeza").click()
    dialog = page.get_by_role("dialog", name="Agendamento: Limpeza")
    await expect(dialog.get_by_label("Duração")).to_have_value("40")
    await dialog.get_by_label("Um início a cada").fill("3")
    await dialog.get_by_role("button", name="Salvar").click()
    await expect(dialog.get_by_text("De 5 a 480.")).to_be_visible()
    await dialog.get_by_label("Um início a cada").fill("20")
    await dialog.get_by_role("button", name=re.compile("^Formulário antes do atendimento")).click()
    await dialog.get_by_label("Link do formulário").fill("https://forms.example/{{nome}}")
    await dialog.get_by_role("button", name="Salvar").click()
    await expect(dialog.get_by_text("No link só pode haver {{agendamento}}, e depois do nome do site.")).to_be_visible()
    await dialog.get_by_label("Link do formulário").fill("https://forms.example/?c={{agendamento}}")
    await dialog.get_by_role("button", name="Salvar").click()
    await expect(page.get_by_text("Na agenda", exact=True)).to_be_visible()

    await page.goto(f"/t/{business.slug}/settings/professionals")
    await page.get_by_role("button", name="Horário de Dra. Lia").click()
    week = page.get_by_role("dialog", name="Horário de trabalho: Dra. Lia")
    await week.get_by_label("Horário próprio").check()
    await week.get_by_role("button", name="Salvar").click()
    await expect(week).to_have_count(0)
    (plan,) = business.ask("GET", "bookings/resources")["items"][0]["plans"]
    assert [(one["weekday"], one["opens"]) for one in plan["hours"]["weekly"]][:2] == [(0, "08:00"), (0, "13:00")]
    (booked,) = business.ask("GET", "bookings/services")["items"]
    assert (booked["duration"], booked["step"], booked["form_url"]) == (40, 20, "https://forms.example/?c={{agendamento}}")
    await page.goto(f"/t/{business.slug}/agenda")
    await expect(page.get_by_role("button", name="Agendar com Dra. Lia")).to_be_visible()


async def test_whoever_reads_it_by_another_clock_is_told_whose_it_is(visit: Visit, business: Business):
    made = await set_up(business)
    book(business, made, "09:00", "Dra. Lia")
    path = f"/t/{business.slug}/agenda?day={DAY}"
    page = await visit(path, business.api, timezone_id="Europe/Lisbon")
    nine, whose = (
        re.compile("^09:00 às 09:30"),
        re.compile("^Pelo horário (padrão )?de Brasília$", re.IGNORECASE),
    )  # as browsers name it
    await expect(page.get_by_text(whose)).to_be_visible()
    await page.get_by_role("button", name=nine).click()
    panel = page.get_by_role("dialog", name="Avaliação")
    await expect(panel.get_by_text("09:00–09:30")).to_be_visible()
    await expect(panel.get_by_text(whose)).to_be_visible()
    assert await check_both(page, "agenda-elsewhere", "[role=dialog]") == []

    near = await visit(path, business.api, timezone_id="America/Bahia")  # another city, the same clock
    await near.get_by_role("button", name=nine).click()
    await expect(near.get_by_role("dialog", name="Avaliação").get_by_text("09:00–09:30")).to_be_visible()
    await expect(near.get_by_text("Pelo horário")).to_have_count(0)
