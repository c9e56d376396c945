"""What belongs together is changed together from the panel: this one and those after it, a whole visit; and what somebody is called."""

import re
from datetime import date, timedelta

from playwright.async_api import expect

from tests.e2e.agenda import DAY, book, set_up
from tests.e2e.conftest import Visit
from tests.e2e.stack import Business
from tests.e2e.test_access import check_both


def _week(n: int) -> str:
    return (date.fromisoformat(DAY) + timedelta(weeks=n)).isoformat()


async def test_the_rest_of_a_series_is_moved_except_for_what_is_taken_and_then_cancelled(visit: Visit, business: Business):
    made = await set_up(business)
    lia = made["people"]["Dra. Lia"]
    asked = {"service_id": made["service"], "contact_id": made["contact"], "professional_id": lia, "repeat": {"count": 4}}
    series = business.ask("POST", "bookings/series", {"starts_at": f"{DAY}T09:00:00-03:00", **asked})
    book(business, made, "11:00", "Dra. Lia", on=_week(2))
    page = await visit(f"/t/{business.slug}/agenda?day={_week(1)}", business.api, reduced_motion="reduce")
    await page.get_by_role("button", name=re.compile("^09:00 às 09:30")).click()
    panel = page.get_by_role("dialog", name="Avaliação")
    dates = panel.get_by_role("region", name="Série: 2 de 4")
    await expect(dates.get_by_role("listitem")).to_have_count(4)
    await panel.get_by_role("button", name="Remarcar").click()
    await panel.get_by_text("Este e os seguintes", exact=True).click()
    await panel.get_by_label("Motivo").fill("Aula nova")
    await panel.get_by_role("button", name="11:00").click()
    stuck = panel.get_by_role("alert")
    await expect(stuck.get_by_text("nem todos os seguintes cabem. Nada mudou.")).to_be_visible()
    await expect(stuck.get_by_role("listitem")).to_have_count(1)
    problems = await check_both(page, "a series that does not fit")
    assert not problems, "\n".join(problems)
    await stuck.get_by_role("button", name="Remarcar só os que cabem").click()
    await expect(panel.get_by_text("Estes continuam onde estavam:")).to_be_visible()
    await expect(panel.get_by_text("11:00–11:30")).to_be_visible()
    await expect(panel.get_by_text("“Aula nova”")).to_be_visible()
    found = business.ask("GET", f"bookings/series/{series['id']}")["items"]
    assert [one["local_start"][11:16] for one in found] == ["09:00", "11:00", "09:00", "11:00"]

    await dates.get_by_role("button", name=re.compile("09:00")).last.click()  # the third, which stayed
    await expect(panel.get_by_role("region", name="Série: 3 de 4")).to_be_visible()
    await panel.get_by_role("button", name="Cancelar horário").click()
    await panel.get_by_text("Este e os seguintes", exact=True).click()
    await panel.get_by_label("Motivo").fill("Alta")
    await panel.get_by_role("button", name="Cancelar este e os seguintes").click()
    await expect(panel.get_by_text("“Alta”")).to_be_visible()
    found = business.ask("GET", f"bookings/series/{series['id']}")["items"]
    assert [one["state"] for one in found] == ["confirmed", "confirmed", "cancelled", "cancelled"]


async def test_a_visit_is_moved_and_cancelled_whole_on_a_phone_and_the_customer_is_called_otherwise(
    visit: Visit, business: Business
):
    made = await set_up(business)
    parts = [{"service_id": made["service"], "professional_id": one} for one in made["people"].values()]
    visited = business.ask(
        "POST", "bookings/visits", {"parts": parts, "contact_id": made["contact"], "starts_at": f"{DAY}T09:00:00-03:00"}
    )
    phone = {"viewport": {"width": 390, "height": 800}, "reduced_motion": "reduce"}
    page = await visit(f"/t/{business.slug}/agenda?day={DAY}", business.api, **phone)
    await page.get_by_role("button", name=re.compile("^09:00 às 09:30")).click()
    panel = page.get_by_role("dialog", name="Avaliação")
    await expect(panel.get_by_role("region", name="Visita com 2 serviços").get_by_role("listitem")).to_have_count(2)
    await panel.get_by_role("button", name="Mudar o nome do cliente").click()
    await panel.get_by_label("Nome do cliente").fill("Marina Souza Lima")
    await panel.get_by_role("button", name="Salvar").click()
    await expect(panel.get_by_text("Marina Souza Lima")).to_be_visible()

    await panel.get_by_role("button", name="Remarcar").click()
    await panel.get_by_text("A visita toda", exact=True).click()
    problems = await check_both(page, "a visit")
    assert not problems, "\n".join(problems)
    await panel.get_by_label("Motivo").fill("Chuva")
    await panel.get_by_role("button", name="14:00").click()
    await expect(panel.get_by_text("14:00–14:30").first).to_be_visible()
    await expect(panel.get_by_text("“Chuva”")).to_be_visible()
    found = business.ask("GET", f"bookings/visits/{visited['id']}")["items"]
    assert [one["local_start"][11:16] for one in found] == ["14:00", "14:30"]
    await panel.get_by_role("button", name="Cancelar horário").click()
    await panel.get_by_text("A visita toda", exact=True).click()
    await panel.get_by_role("button", name="Cancelar a visita toda").click()
    await expect(panel.get_by_role("button", name="Desfazer o cancelamento")).to_be_visible()
    found = business.ask("GET", f"bookings/visits/{visited['id']}")["items"]
    assert {one["state"] for one in found} == {"cancelled"}
