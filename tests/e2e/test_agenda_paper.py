"""What the printer gets of a week and of a month: every appointment of every day, whatever of it the screen has room for."""

import re
from datetime import date, timedelta

import pytest
from playwright.async_api import expect

from tests.e2e.agenda import DAY, WEEK, book, set_up
from tests.e2e.conftest import Visit
from tests.e2e.stack import Business

_STARTS = ("08:00", "09:00", "10:00", "11:00", "12:00", "13:00")


@pytest.mark.parametrize("view", ["week", "month"])
async def test_a_week_and_a_month_are_printed_whole(visit: Visit, business: Business, view: str):
    made = await set_up(business)
    (store, *_) = business.ask("GET", "stores")["items"]
    business.ask("PATCH", f"stores/{store['id']}", {"hours": {"weekly": WEEK, "holidays": {"national": False, "state": None}}})
    day = date.fromisoformat(DAY)
    day += timedelta(days=9 - day.weekday())  # the Wednesday of the week after
    beside = day + timedelta(days=1 if (day + timedelta(days=1)).month == day.month else -1)
    for at in _STARTS:
        book(business, made, at, "Dra. Lia", on=day.isoformat())
    book(business, made, "09:00", "Dr. Rui", on=day.isoformat())
    book(business, made, "10:30", "Dr. Rui", on=beside.isoformat(), note="Traz exames")
    page = await visit(f"/t/{business.slug}/agenda?day={day}&view={view}", business.api)
    await expect(page.get_by_role("button", name=re.compile("^10:30 às 11:00, Marina Souza"))).to_be_visible()
    await page.emulate_media(media="print")
    paper = page.locator(".printed")
    on, other = (
        paper.locator("section").filter(has=page.get_by_role("heading", name=re.compile(f"^{name}-feira, {one.day} de")))
        for one, name in ((day, "quarta"), (beside, "quinta" if beside > day else "terça"))
    )
    rows = on.get_by_role("row")
    await expect(rows).to_have_count(len(_STARTS) + 1)
    for at in _STARTS:
        await expect(rows.filter(has_text=re.compile(f"^{at}–.*Marina Souza.*Dra. Lia.*Avaliação.*Confirmado"))).to_be_visible()
    await expect(rows.filter(has_text="Dr. Rui")).to_have_count(1)
    await expect(other.get_by_role("row")).to_contain_text(["10:30–11:00"])
    await expect(other.get_by_text("Traz exames")).to_be_visible()
    await expect(paper.get_by_text("Mostra: Todos", exact=True)).to_be_visible()
    await expect(page.locator("#content")).to_be_hidden()
    # and nothing that it stands in cuts it off
    assert await paper.evaluate(
        "paper => { const end = paper.getBoundingClientRect().bottom + scrollY;"
        " return end <= document.documentElement.scrollHeight + 1 && paper.scrollHeight <= paper.clientHeight + 1 }"
    )

    await page.emulate_media(media="screen")
    await expect(paper).to_have_count(0)
    await page.get_by_label("De quem").select_option("Dr. Rui")
    await page.get_by_role("button", name="Filtros").click()
    await page.get_by_label("Situação").select_option("Confirmado")
    await page.keyboard.press("Escape")
    await expect(page.get_by_role("button", name=re.compile("^08:00"))).to_have_count(0)
    await page.emulate_media(media="print")
    await expect(paper.get_by_text("Mostra: Dr. Rui · Confirmado", exact=True)).to_be_visible()
    await expect(rows).to_have_count(1)
    await expect(other.get_by_role("row")).to_have_count(1)
