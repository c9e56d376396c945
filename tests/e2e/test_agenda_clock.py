"""A store is set to another clock, and what could not follow is looked at in the agenda: one is put back to the hour that was agreed, one
is kept at the hour that it has now."""

import re

import pytest
from playwright.async_api import expect

from tests.e2e.agenda import DAY, WEEK, book, set_up
from tests.e2e.conftest import Visit
from tests.e2e.stack import Business
from tests.e2e.test_access import SIZES, check_both


@pytest.mark.parametrize("size", SIZES)
async def test_what_a_changed_clock_left_is_put_back_or_kept(visit: Visit, business: Business, size: str):
    made = await set_up(business)
    here = business.ask("GET", "stores")["items"][0]["id"]
    other = business.ask("POST", "stores", {"name": "Matriz", "hours": {"weekly": WEEK}})["id"]
    for at in ("09:00", "14:00"):
        book(business, made, at, "Dra. Lia", store_id=here)
    there = book(business, made, "10:00", "Dra. Lia", store_id=other)
    book(business, made, "15:00", "Dra. Lia", store_id=other)
    window = {"viewport": SIZES[size], "reduced_motion": "reduce"}
    page = await visit(f"/t/{business.slug}/agenda?day={DAY}", business.api, **window)
    await expect(page.get_by_role("button", name=re.compile("^09:00 às 09:30, Marina Souza"))).to_be_visible()
    business.ask("PATCH", f"stores/{here}", {"timezone": "America/Manaus"})
    waiting = page.get_by_role("button", name=re.compile("^Pendências"))
    await expect(waiting).to_have_accessible_name("Pendências (2)", timeout=60_000)  # live, when a worker has been at it
    await waiting.click()
    sheet = page.get_by_role("dialog", name="Pendências")
    items = sheet.get_by_role("region", name="Fora da hora combinada").get_by_role("list").first.locator("> li")
    await expect(items).to_have_count(2)
    first = items.filter(has_text=re.compile(r"Combinado: [\d/]+ 09:00"))
    await expect(first.get_by_text(re.compile(r"Está: .* 08:00 \(America/Manaus\)"))).to_be_visible()

    await first.get_by_role("button", name="Tentar de novo").press("Enter")
    stuck = first.get_by_role("alert")
    await expect(stuck.get_by_text("A hora combinada não está livre. Nada mudou.")).to_be_visible()
    way = stuck.get_by_role("list", name="O que está no lugar").get_by_role("button")
    await expect(way).to_have_text("Avaliação, 10:00–10:30, Dra. Lia (09:00 pelo horário de America/Manaus)")
    await expect(stuck.get_by_role("list", name="Livre por perto").get_by_role("button").first).to_be_visible()
    problems = await check_both(page, f"what is in the way, {size}", "[role=dialog]")

    second = items.filter(has_text=re.compile(r"Combinado: [\d/]+ 14:00"))
    await second.get_by_role("button", name="Manter assim").press("Enter")
    await expect(second.get_by_text(re.compile(r"A hora combinada passa a ser .* 13:00 \(America/Manaus\)"))).to_be_visible()
    problems += await check_both(page, f"what is about to be kept, {size}", "[role=dialog]")
    await expect(second.get_by_role("button", name="Combinar 13:00")).to_be_focused()
    await page.keyboard.press("Enter")
    await expect(page.get_by_text(re.compile("^Combinado agora: .* 13:00$"))).to_be_visible()
    await expect(items).to_have_count(1)

    await way.click()
    panel = page.get_by_role("dialog", name="Avaliação")
    await expect(panel.get_by_text("Matriz").first).to_be_visible()
    await panel.get_by_role("button", name="Fechar").click()
    business.ask("POST", f"bookings/appointments/{there['id']}/cancel", {})
    await first.get_by_role("button", name="Tentar de novo").press("Enter")
    await expect(page.get_by_text(re.compile("^Voltou à hora combinada: .* 09:00$"))).to_be_visible()
    await expect(sheet.get_by_text("Nenhuma pendência")).to_be_visible()
    await sheet.get_by_role("button", name="Fechar").click()
    await expect(waiting).to_have_count(0)

    back = "^10:00 às 10:30, Marina Souza.*, 09:00 pelo horário de America.Manaus$"
    await expect(page.get_by_role("button", name=re.compile(back))).to_be_visible()
    await page.get_by_role("button", name=re.compile("^14:00 às 14:30.*, 13:00 pelo horário de America.Manaus$")).click()
    kept = r"^Hora combinada agora: .* 13:00 \(America/Manaus\)\. Antes: .* 14:00$"
    await expect(panel.get_by_text(re.compile(kept))).to_be_visible()
    await page.reload()
    await expect(panel.get_by_text(re.compile(kept))).to_be_visible()
    assert not problems, "\n".join(problems)
