"""Whom no reminder reached, where the agenda is looked at: seen in the list while it happens, looked at, told by somebody, and gone."""

import re

import pytest
from playwright.async_api import expect

from tests.e2e.agenda import DAY, book, days_pass, set_up
from tests.e2e.conftest import Visit
from tests.e2e.stack import Business, Stack
from tests.e2e.test_access import SIZES, check_both


@pytest.mark.parametrize("size", SIZES)
async def test_who_was_not_reached_is_told_by_somebody_and_then_in_no_list(
    stack: Stack, visit: Visit, business: Business, size: str
):
    made = await set_up(business)
    booked = book(business, made, "09:00", "Dra. Lia")
    window = {"viewport": SIZES[size], "reduced_motion": "reduce"}
    page = await visit(f"/t/{business.slug}/agenda?day={DAY}", business.api, **window)
    waiting = page.get_by_role("button", name=re.compile("^Pendências"))
    await expect(page.get_by_role("button", name=re.compile("^09:00 às 09:30, Marina Souza"))).to_be_visible()
    await expect(waiting).to_have_count(0)

    business.ask("POST", "simulator/faults", {"kind": "fail_status", "number_id": business.number_id})
    await days_pass(stack, business, booked)
    await expect(waiting).to_have_accessible_name("Pendências (1)")  # live
    await waiting.click()
    sheet = page.get_by_role("dialog", name="Pendências")
    people = sheet.get_by_role("region", name="Quem não recebeu o lembrete").get_by_role("listitem")
    await expect(people).to_have_count(1)
    await expect(people.get_by_text("09:00")).to_be_visible()
    why = "O WhatsApp não entregou. Telefone para o cliente."
    await expect(people.get_by_text(why)).to_be_visible()
    problems = await check_both(page, f"unreminded, {size}", "[role=dialog]")

    await people.get_by_role("button", name="Marina Souza · Avaliação").click()
    panel = page.get_by_role("dialog", name="Avaliação")
    reminder = panel.get_by_role("region", name="Lembretes").get_by_role("listitem")
    await expect(reminder.get_by_text(re.compile("^Falhou · "))).to_be_visible()
    await expect(reminder.get_by_text(why)).to_be_visible()
    problems += await check_both(page, f"appointment of whom no reminder reached, {size}", "[role=dialog]")
    await panel.get_by_role("button", name="Fechar").click()
    await expect(panel).to_have_count(0)

    beside = await visit(f"/t/{business.slug}/agenda?day={DAY}", beside=page)
    elsewhere = beside.get_by_role("button", name=re.compile("^Pendências"))
    await expect(elsewhere).to_be_visible()
    await people.get_by_role("button", name="Já avisei").click()
    await expect(page.get_by_text("Marcado como avisado.", exact=True)).to_be_visible()
    await expect(sheet.get_by_text("Nenhuma pendência")).to_be_visible()
    await expect(people).to_have_count(0)
    await expect(elsewhere).to_have_count(0)  # whoever else looks need not telephone as well
    await page.reload()
    await expect(sheet.get_by_text("Nenhuma pendência")).to_be_visible()
    problems += await check_both(page, f"nobody is left, {size}", "[role=dialog]")
    await sheet.get_by_role("button", name="Fechar").click()
    await expect(page.get_by_role("button", name=re.compile("^09:00 às 09:30, Marina Souza"))).to_be_visible()
    await expect(waiting).to_have_count(0)
    assert not problems, "\n".join(problems)
