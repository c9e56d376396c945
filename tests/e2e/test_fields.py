"""Dates and times in fields of our own: day before month and 24 hours, in a browser and a system that have it otherwise."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from playwright.async_api import Page, expect

from tests.e2e.conftest import Visit
from tests.e2e.stack import Business
from tests.e2e.test_access import check

_PHONE = {"viewport": {"width": 390, "height": 800}, "has_touch": True, "is_mobile": True}


async def _abroad(visit: Visit, business: Business, **more: object) -> Page:
    """Somebody who reads Portuguese, in a browser that does not."""
    path = f"/t/{business.slug}/settings/agenda"
    page = await visit(path, business.api, locale="en-US", timezone_id="America/Los_Angeles", **more)
    # Before the app begins: what is set while the first page still loads may be set otherwise by that.
    await page.context.add_init_script("localStorage.setItem('atende.locale', 'pt-BR')")
    await page.goto(path)
    return page


async def test_in_an_english_browser_days_and_times_are_brazilian(visit: Visit, business: Business):
    day = (datetime.now(UTC) + timedelta(days=40)).date().replace(day=3)  # a month that is no day, and a day that is a month
    page = await _abroad(visit, business)
    await page.get_by_role("button", name="Fechar dias").click()
    dialog = page.get_by_role("dialog", name="Fechar dias")
    first, last = dialog.get_by_label("Primeiro dia"), dialog.get_by_label("Último dia")
    await expect(first).to_have_value(re.compile(r"^\d\d/\d\d/20\d\d$"))
    await first.fill("")
    await first.press_sequentially(f"{day:%d%m%Y}")
    await expect(first).to_have_value(f"{day:%d/%m/%Y}")
    await expect(last).to_have_value(f"{day:%d/%m/%Y}")
    await last.fill("31/02/2027")
    await dialog.get_by_label("Motivo").fill("Congresso")
    await expect(dialog.get_by_role("alert")).to_contain_text("Essa data não existe")
    await dialog.get_by_role("button", name="Salvar").click()
    await expect(dialog).to_be_visible()

    await dialog.get_by_role("button", name="Escolher no calendário").nth(1).press("Enter")
    month = page.get_by_role("dialog", name="Calendário")
    await expect(month.get_by_role("button", name=re.compile(rf"^[a-zç-]+, {day.day} de "))).to_be_focused()
    await page.keyboard.press("ArrowRight")
    await page.keyboard.press("PageDown")
    await page.keyboard.press("PageUp")
    await page.keyboard.press("ArrowDown")
    await page.keyboard.press("Enter")
    await expect(month).to_have_count(0)
    until = day + timedelta(days=8)
    await expect(last).to_have_value(f"{until:%d/%m/%Y}")
    await expect(dialog.get_by_role("alert")).to_have_count(0)

    await dialog.get_by_label("O dia todo").uncheck()
    await dialog.get_by_label("Das").fill("1h")
    await dialog.get_by_label("Às").fill("1430")
    await dialog.get_by_label("Motivo").focus()
    await expect(dialog.get_by_label("Das")).to_have_value("01:00")
    await expect(dialog.get_by_label("Às")).to_have_value("14:30")
    await dialog.get_by_role("button", name="Salvar").click()
    await expect(page.get_by_role("listitem").filter(has_text="Congresso")).to_contain_text("das 01:00 às 14:30")
    (kept,) = business.ask("GET", "bookings/closures")["items"]
    assert [kept[name] for name in ("first_on", "last_on", "since", "until")] == [str(day), str(until), "01:00:00", "14:30:00"]


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_a_day_is_chosen_by_touch_on_a_phone(visit: Visit, business: Business, scheme: str):
    page = await _abroad(visit, business, color_scheme=scheme, **_PHONE)
    await page.get_by_role("button", name="Fechar dias").tap()
    dialog = page.get_by_role("dialog", name="Fechar dias")
    await dialog.get_by_role("button", name="Escolher no calendário").first.tap()
    month = page.get_by_role("dialog", name="Calendário")
    await month.get_by_role("button", name="Próximo mês").tap()
    days = month.get_by_role("gridcell").get_by_role("button", name=re.compile(", 15 de "))
    box = await days.bounding_box()
    assert box
    assert min(box["width"], box["height"]) >= 40
    assert await check(page, "calendar", "[role=dialog]") == []
    shown = await days.get_attribute("aria-label")
    await days.tap()
    await expect(month).to_have_count(0)
    await expect(dialog.get_by_label("Primeiro dia")).to_have_value(re.compile("^15/"))
    assert shown
    await expect(dialog.get_by_label("Primeiro dia")).to_have_value(re.compile(f"{shown[-4:]}$"))
    await dialog.get_by_label("Último dia").fill("1/1/2000")
    await dialog.get_by_label("Motivo").focus()
    await expect(dialog.get_by_role("alert")).to_contain_text("A partir de 15/")
    assert await check(page, "refused", "[role=dialog]") == []
