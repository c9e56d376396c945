"""The owner says when somebody can be had and it is offered or not; a conversation becomes an appointment; one sees their own agenda."""

import re
from datetime import UTC, date, datetime, timedelta
from typing import Any

from playwright.async_api import expect

from atende.bookings.rules.when.calendar import holiday
from atende.knowledge.rules.hours import in_year
from tests.e2e.agenda import DAY, WEEK, book, miss, set_up
from tests.e2e.conftest import Visit
from tests.e2e.stack import Business
from tests.e2e.test_access import check_both
from tests.e2e.test_page import open_page


def _starts(business: Business, made: dict[str, Any], whom: str, store: str | None = None) -> int:
    asked = f"service_id={made['service']}&since={DAY}T00:00:00-03:00&until={DAY}T23:59:00-03:00&professional_id={made['people'][whom]}"
    asked += f"&store_id={store}" if store else ""
    return len(business.ask("GET", f"bookings/slots?{asked.replace('+', '%2B')}")["items"])


async def test_the_owner_closes_days_and_adds_a_room_and_what_is_offered_follows(visit: Visit, business: Business):
    made = await set_up(business)
    assert _starts(business, made, "Dra. Lia") == 20
    page = await visit(f"/t/{business.slug}/settings/agenda", business.api)
    await expect(page.get_by_text("Nenhum dia fechado à frente")).to_be_visible()
    await page.get_by_role("button", name="Fechar dias").click()
    dialog = page.get_by_role("dialog", name="Fechar dias")
    await dialog.get_by_label("De quem").select_option("Dra. Lia")
    await dialog.get_by_label("Primeiro dia").fill(DAY)
    await expect(dialog.get_by_label("Último dia")).to_have_value("/".join(reversed(DAY.split("-"))))
    await dialog.get_by_label("O dia todo").uncheck()
    await dialog.get_by_label("Das").fill("13:00")
    await dialog.get_by_label("Às").fill("12:00")
    await expect(dialog.get_by_text("Precisa ser depois do início.")).to_be_visible()
    await dialog.get_by_label("Às").fill("18:00")
    await dialog.get_by_label("Motivo").fill("Congresso")
    await dialog.get_by_role("button", name="Salvar").click()
    closed = page.get_by_role("listitem").filter(has_text="Dra. Lia · Congresso")
    await expect(closed).to_contain_text("das 13:00 às 18:00")
    assert (_starts(business, made, "Dra. Lia"), _starts(business, made, "Dr. Rui")) == (10, 20)

    await page.get_by_role("button", name="Acrescentar sala ou equipamento").click()
    thing = page.get_by_role("dialog", name="Acrescentar sala ou equipamento")
    await thing.get_by_role("button", name="Salvar").click()
    await expect(thing.get_by_role("alert")).to_be_visible()
    await thing.get_by_label("Nome").fill("Sala azul")
    await thing.get_by_label("Limite por dia").fill("muitos")
    await expect(thing.get_by_text("De 1 a 500.")).to_be_visible()
    await thing.get_by_label("Limite por dia").fill("12")
    await thing.get_by_title("Roxo").click()
    assert not (found := await check_both(page, "room", "[role=dialog]")), "\n".join(found)
    await thing.get_by_role("button", name="Salvar").click()
    await expect(page.get_by_role("listitem").filter(has_text="Sala azul")).to_contain_text("até 12 por dia")
    await page.reload()
    await page.get_by_role("button", name="Editar Sala azul").click()
    changed = page.get_by_role("dialog", name="Editar Sala azul")
    await expect(changed.get_by_label("Limite por dia")).to_have_value("12")
    await changed.get_by_label("Limite por dia").fill("1")
    await changed.get_by_role("button", name="Salvar").click()
    await expect(changed).to_have_count(0)
    [room] = [one for one in business.ask("GET", "bookings/resources")["items"] if one["kind"] == "room"]
    assert (room["color"], room["daily_limit"]) == ("#a15ce3", 1)
    await page.goto(f"/t/{business.slug}/settings/services")
    await page.get_by_role("button", name="Agendamento de Avaliação").click()
    booked = page.get_by_role("dialog", name="Agendamento: Avaliação")
    await booked.get_by_role("button", name="Ocupa uma sala ou equipamento").click()
    await booked.get_by_label("Sala azul").check()
    await booked.get_by_role("button", name="Salvar").click()
    await expect(booked).to_have_count(0)
    book(business, made, "09:00", "Dra. Lia")
    assert _starts(business, made, "Dr. Rui") == 0, "the only room takes one a day"
    await page.goto(f"/t/{business.slug}/settings/agenda")
    await page.get_by_role("button", name="Editar Sala azul").click()
    await changed.get_by_label("Limite por dia").fill("")
    await changed.get_by_role("button", name="Salvar").click()
    await expect(changed).to_have_count(0)
    assert _starts(business, made, "Dr. Rui") == 19, "the only room is taken"

    await page.goto(f"/t/{business.slug}/agenda?day={DAY}&kind=rooms")
    await expect(
        page.get_by_role("list", name=re.compile("Sala azul")).get_by_role("button", name=re.compile("^09:00"))
    ).to_be_visible()
    await page.goto(f"/t/{business.slug}/agenda?day={DAY}")
    await expect(page.get_by_text("Fechado: Congresso")).to_be_visible()
    await page.goto(f"/t/{business.slug}/settings/agenda")
    await page.get_by_role("button", name="Tirar Congresso").click()
    await expect(closed).to_have_count(0)
    assert _starts(business, made, "Dra. Lia") == 19


async def test_the_owner_plans_other_hours_at_a_store_for_a_time_and_a_colour(visit: Visit, business: Business):
    made = await set_up(business)
    whole = [{"weekday": day, "opens": "08:00", "closes": "18:00"} for day in range(7)]
    first = business.ask("GET", "stores")["items"][0]["id"]
    south = business.ask("POST", "stores", {"name": "Sul", "hours": {"weekly": whole}})["id"]
    weekday = date.fromisoformat(DAY).weekday()
    name = ("Segunda", "Terça", "Quarta", "Quinta", "Sexta", "Sábado", "Domingo")[weekday]
    page = await visit(f"/t/{business.slug}/settings/professionals", business.api)
    await page.get_by_role("button", name="Horário de Dr. Rui").click()
    week = page.get_by_role("dialog", name="Horário de trabalho: Dr. Rui")
    await week.get_by_text("Horário próprio").click()
    await week.get_by_title("Verde").click()
    await week.get_by_role("button", name="Acrescentar outro horário").click()
    await expect(week.get_by_role("alert").first).to_contain_text("Já existe outro horário")
    await week.get_by_role("button", name="Salvar").click()
    await expect(week).to_be_visible()
    await week.get_by_role("button", name=re.compile("^Toda semana")).last.click()
    for field in ("Começa em", "Termina em"):
        await week.get_by_role("textbox", name=field).fill("/".join(reversed(DAY.split("-"))))
    await week.get_by_role("combobox", name="Unidade").select_option("Sul")
    taken = week.get_by_role("button", name=f"Tirar o período 1 de {name}")
    while await taken.count():
        await taken.click()
    for number, (opens, closes) in enumerate((("8", "1000"), ("22h", "1")), 1):
        await week.get_by_role("button", name=f"Novo período em {name}").click()
        await week.get_by_role("textbox", name=f"{name}, período {number}: abre").fill(opens)
        await week.get_by_role("textbox", name=f"{name}, período {number}: fecha").fill(closes)
    await week.get_by_role("textbox", name="Termina em").focus()
    await expect(week.get_by_text("Fecha às 01:00 do dia seguinte.")).to_be_visible()
    await expect(week.get_by_role("alert")).to_have_count(0)
    await week.get_by_role("button", name="Salvar").click()
    await expect(week).to_have_count(0)

    assert [_starts(business, made, "Dr. Rui", store) for store in (first, south)] == [0, 8], (
        "in place of the week, at that store"
    )
    kept = next(one for one in business.ask("GET", "bookings/resources")["items"] if one["name"] == "Dr. Rui")
    assert [plan["store_id"] for plan in kept["plans"]] == [None, south]
    assert (kept["plans"][1]["valid_from"], kept["plans"][1]["valid_until"], kept["color"]) == (DAY, DAY, "#029226")
    await page.get_by_role("button", name="Horário de Dr. Rui").click()
    await expect(
        week.get_by_role("button", name=re.compile(rf"^De .* · Sul.*{name}[^·]*08:00–10:00, 22:00–01:00"))
    ).to_be_visible()


async def test_a_conversation_becomes_an_appointment(visit: Visit, business: Business):
    made = await set_up(business)
    said = f"Faltou 2 vezes, a última em {miss(business, made, 12, 400)}"
    conversation = business.conversation_of("Marina Souza")
    assert conversation is not None
    page = await visit(f"/t/{business.slug}/inbox/{conversation['id']}?panel=true", business.api, reduced_motion="reduce")
    agenda = page.get_by_role("region", name="Agendamentos")
    await expect(agenda.get_by_text("Nada marcado daqui para frente.")).to_be_visible()
    await expect(agenda.get_by_text(said)).to_be_visible()
    problems = await check_both(page, "a conversation with somebody who did not come")
    await agenda.get_by_role("button", name="Agendar").click()
    sheet = page.get_by_role("dialog", name="Novo agendamento")
    await expect(sheet.get_by_text("Marina Souza")).to_be_visible()
    await expect(sheet.get_by_role("status").filter(has_text=said)).to_be_visible()
    problems += await check_both(page, "a new appointment for somebody who did not come", "[role=dialog]")
    await sheet.get_by_label("Dia").fill(DAY)
    await sheet.get_by_role("button", name="10:00").click()
    await sheet.get_by_role("button", name="Agendar", exact=True).click()
    mine = agenda.get_by_role("button", name=re.compile("10:00.*Confirmado.*Avaliação"))
    await expect(mine).to_be_visible()
    await mine.click()
    panel = page.get_by_role("dialog", name="Avaliação")
    await expect(panel.get_by_text(said)).to_be_visible()
    problems += await check_both(page, "an appointment of somebody who did not come", "[role=dialog]")
    assert not problems, "\n".join(problems)
    await panel.get_by_role("button", name="Fechar").click()
    (kept,) = business.ask("GET", f"bookings/customers/{made['contact']}/appointments")["ahead"]
    assert kept["conversation_id"] == conversation["id"]
    business.ask("POST", f"bookings/appointments/{kept['id']}/cancel", {"reason": "Viajou"})
    await expect(mine).to_have_count(0)  # told by the stream


async def test_a_professional_sees_their_own_agenda_on_the_phone(visit: Visit, business: Business):
    made = await set_up(business)
    book(business, made, "09:00", "Dra. Lia")
    book(business, made, "11:00", "Dr. Rui")
    page = await visit(f"/t/{business.slug}/settings/professionals", business.api, viewport={"width": 390, "height": 800})
    await page.get_by_role("button", name="Horário de Dr. Rui").click()
    week = page.get_by_role("dialog", name="Horário de trabalho: Dr. Rui")
    await week.get_by_label("Quem entra no Atende como este profissional").select_option(index=1)
    await week.get_by_role("button", name="Salvar").click()
    await expect(week).to_have_count(0)
    await page.goto(f"/t/{business.slug}/agenda?day={DAY}")
    await expect(page.get_by_role("button", name=re.compile("^11:00"))).to_be_visible()
    await expect(page.get_by_role("button", name=re.compile("^09:00"))).to_have_count(0)
    await page.get_by_label("De quem").select_option("Todos")
    await expect(page.get_by_role("button", name=re.compile("^09:00"))).to_be_visible()


async def test_the_owner_keeps_holidays_and_those_days_are_gone_from_the_public_page(visit: Visit, business: Business):
    path = open_page(business, people=("Dra. Lia",))
    [store, *_] = business.ask("GET", "stores")["items"]
    business.ask("PATCH", f"stores/{store['id']}", {"hours": {"weekly": WEEK, "holidays": {"national": False}}})
    service = business.ask("GET", "bookings/services")["items"][0]["service_id"]
    business.ask("PUT", f"bookings/services/{service}", {"duration": 60, "step": 60, "horizon_days": 400})
    soon = datetime.now(UTC).date() + timedelta(days=2)
    christmas, carnival = [span[0] for said in ("natal", "carnaval") if (span := holiday(said, soon))]
    sao_paulo = date(soon.year + (soon > date(soon.year, 7, 9)), 7, 9)
    page = await visit(f"/t/{business.slug}/settings/stores/{store['id']}", business.api)

    async def is_offered(on: date) -> bool:
        asked = f"/api/public/bookings/pages/{path.removeprefix('/b/')}/days?service_id={service}&month={on:%Y-%m}"
        return on.isoformat() in [one["on"] for one in (await (await page.request.get(asked)).json())["items"]]

    assert [await is_offered(on) for on in (christmas, carnival, sao_paulo)] == [True, True, True]
    for label, state, left in (
        ("Fecha nos feriados nacionais", "", [False, True, True]),
        ("Fecha nos pontos facultativos", "SP", [False, False, False]),
    ):
        await page.get_by_label(label).check()
        await page.get_by_label("Também nos feriados do estado").select_option(state)
        await page.get_by_role("button", name="Salvar").click()
        await expect(page.get_by_role("button", name="Salvar")).to_be_hidden()
        assert [await is_offered(on) for on in (christmas, carnival, sao_paulo)] == left
    await page.goto(f"/t/{business.slug}/agenda?day={christmas}")
    await expect(page.get_by_text("Fechado: Natal").first).to_be_visible()


async def test_a_holiday_of_the_town_is_said_once_and_closed_every_year(visit: Visit, business: Business):
    made = await set_up(business)
    on = date.fromisoformat(DAY)
    page = await visit(f"/t/{business.slug}/settings/agenda", business.api)
    await page.get_by_role("button", name="Fechar dias").click()
    dialog = page.get_by_role("dialog", name="Fechar dias")
    await dialog.get_by_label("Primeiro dia").fill(DAY)
    await dialog.get_by_label("Último dia").fill(f"{on:%d/%m}/{on.year + 1}")
    await dialog.get_by_label("Repete todo ano").check()
    await expect(dialog.get_by_text("Para repetir todo ano, menos de um ano.")).to_be_visible()
    await dialog.get_by_label("Último dia").fill(DAY)
    await dialog.get_by_label("Motivo").fill("Padroeira")
    assert not (found := await check_both(page, "every year", "[role=dialog]")), "\n".join(found)
    await dialog.get_by_role("button", name="Salvar").click()
    await expect(page.get_by_role("listitem").filter(has_text="De todos · Padroeira")).to_contain_text(", todo ano")
    assert _starts(business, made, "Dra. Lia") == 0
    later = in_year(on, on.year + 1)
    await page.goto(f"/t/{business.slug}/agenda?day={later}")
    await expect(page.get_by_text("Fechado: Padroeira").first).to_be_visible()

    [store, *_] = business.ask("GET", "stores")["items"]
    await page.goto(f"/t/{business.slug}/settings/stores/{store['id']}")
    await page.get_by_role("button", name="Nova data").click()
    await page.get_by_label("Data", exact=True).fill("25/01/2026")
    await expect(page.get_by_text("já passou")).to_be_visible()
    await page.get_by_label("Repete todo ano").check()
    await expect(page.get_by_text("já passou")).to_have_count(0)
    await page.get_by_role("button", name="Salvar").click()
    await expect(page.get_by_role("button", name="Salvar")).to_be_hidden()
    [kept] = business.ask("GET", "stores")["items"][0]["hours"]["exceptions"]
    assert (kept["on"], kept["every_year"]) == ("2026-01-25", True)
