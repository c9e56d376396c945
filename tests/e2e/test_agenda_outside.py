"""What calendars outside and Cal.com say, where the agenda is looked at: busy stretches, a disagreement, a booking without a place."""

import re

from playwright.async_api import expect

from tests.e2e.agenda import DAY, book, set_up
from tests.e2e.conftest import Visit
from tests.e2e.outside import Google, booked_at_cal
from tests.e2e.stack import Business, Stack
from tests.e2e.test_access import check_both


async def test_what_is_busy_outside_is_drawn_and_what_was_moved_there_is_settled_here(
    stack: Stack, visit: Visit, business: Business
):
    made = await set_up(business)
    lia = made["people"]["Dra. Lia"]
    book(business, made, "09:00", "Dra. Lia")
    google = Google(stack, business, lia)
    google.add(f"{DAY}T14:00:00-03:00")
    entry = await google.ours()
    page = await visit(f"/t/{business.slug}/agenda?day={DAY}", business.api, reduced_motion="reduce")
    mine = page.get_by_role("button", name=re.compile("^09:00 às 09:30, Marina Souza"))
    await expect(mine).to_be_visible()
    google.move(entry, f"{DAY}T10:00:00-03:00")
    flagged = page.get_by_role("button", name=re.compile("^09:00 às 09:30, Marina Souza.*, com pendência$"))
    await expect(flagged).to_be_visible()  # live
    await page.reload()
    await expect(page.get_by_text("na agenda externa, das 14:00 às 15:00")).to_be_attached()
    await expect(page.get_by_text("Particular")).to_have_count(0)
    problems = await check_both(page, "busy outside")

    await page.get_by_role("button", name="Pendências (1)").click()
    sheet = page.get_by_role("dialog", name="Pendências")
    await expect(sheet.get_by_text(re.compile("na agenda externa foi movido para .* 10:00"))).to_be_visible()
    problems += await check_both(page, "issues")
    await sheet.get_by_role("button", name="Marina Souza · Avaliação").click()
    panel = page.get_by_role("dialog", name="Avaliação")
    notice = panel.get_by_role("region", name="A agenda externa diz outra coisa")
    await expect(notice).to_be_visible()
    problems += await check_both(page, "panel with a flag")
    await notice.get_by_role("button", name="Mudar aqui também").click()
    await expect(notice).to_have_count(0)
    await panel.get_by_role("button", name="Fechar").click()
    await expect(sheet.get_by_text("Nenhuma pendência")).to_be_visible()
    await sheet.get_by_role("button", name="Fechar").click()
    await expect(
        page.get_by_role("button", name=re.compile("^10:00 às 10:30, Marina Souza, Avaliação, Confirmado$"))
    ).to_be_visible()
    await expect(page.get_by_role("button", name=re.compile("^Pendências"))).to_have_count(0)

    google.move(entry, f"{DAY}T10:00:00-03:00", 45)
    await page.get_by_role("button", name=re.compile("^10:00 às 10:30.*, com pendência$")).click()
    await expect(notice.get_by_text("Aqui é 10:00–10:30; na agenda externa vai até 10:45.")).to_be_visible()
    await notice.get_by_role("button", name="Fica como está aqui").click()
    await expect(notice).to_have_count(0)
    assert not problems, "\n".join(problems)


async def test_a_booking_from_cal_that_found_no_place_is_tried_again_on_a_phone(stack: Stack, visit: Visit, business: Business):
    made = await set_up(business)
    page = await visit(f"/t/{business.slug}/agenda?day={DAY}", business.api, viewport={"width": 390, "height": 800})
    await expect(page.get_by_text("Nada marcado neste dia")).to_be_visible()
    source = booked_at_cal(stack, business, f"{DAY}T11:00:00-03:00")
    await page.get_by_role("button", name="Pendências (1)").click()
    sheet = page.get_by_role("dialog", name="Pendências")
    await expect(sheet.get_by_text("Ainda não dissemos a que serviço esta reserva corresponde.")).to_be_visible()
    await sheet.get_by_role("button", name="Tentar de novo").click()
    await expect(
        page.get_by_text("Ainda não deu. Ainda não dissemos a que serviço esta reserva corresponde.", exact=True)
    ).to_be_visible()
    business.ask("PUT", f"bookings/sources/{source}/routes", {"routes": [{"service_id": made["service"]}]})
    await sheet.get_by_role("button", name="Tentar de novo").click()
    await expect(sheet.get_by_text("Nenhuma pendência")).to_be_visible()
    await sheet.get_by_role("button", name="Fechar").click()
    await expect(page.get_by_role("button", name=re.compile("^11:00 às 11:30, Marina Souza"))).to_be_visible()


async def test_a_booking_from_cal_that_is_booked_by_hand_is_settled_with_that(stack: Stack, visit: Visit, business: Business):
    await set_up(business)
    page = await visit(f"/t/{business.slug}/agenda?day={DAY}", business.api)
    booked_at_cal(stack, business, f"{DAY}T11:00:00-03:00")
    await page.get_by_role("button", name="Pendências (1)").click()
    await page.get_by_role("dialog", name="Pendências").get_by_role("button", name="Agendar manualmente").click()
    sheet = page.get_by_role("dialog", name="Novo agendamento")
    await sheet.get_by_role("list", name="Clientes encontrados").get_by_role("button").first.click()
    await sheet.get_by_role("button", name="Agendar", exact=True).click()
    await expect(sheet).to_have_count(0)
    await expect(page.get_by_role("dialog", name="Pendências").get_by_text("Nenhuma pendência")).to_be_visible()
    (source,) = business.ask("GET", "bookings/sources")["items"]
    assert (source["flagged"], source["last_received_at"] is not None) == (0, True)
