"""The week of everybody: who has what stands side by side and is named, is dragged to another day, and what finds no place is counted."""

import re
from datetime import date, timedelta
from typing import Any

from playwright.async_api import Page, expect

from tests.e2e.agenda import DAY, WEEK, book, drag, middle, set_up
from tests.e2e.conftest import Visit
from tests.e2e.stack import Business
from tests.e2e.test_access import check_both

_SOON = date.fromisoformat(DAY)
_WEDNESDAY = _SOON + timedelta(days=9 - _SOON.weekday())  # of the week after
_THURSDAY = _WEDNESDAY + timedelta(days=1)
_DESK = {"viewport": {"width": 1280, "height": 800}, "reduced_motion": "reduce"}
_PHONE = {"viewport": {"width": 390, "height": 800}, "reduced_motion": "reduce"}


async def _set_up(business: Business) -> dict[str, Any]:
    """As everywhere, and no holiday in that week."""
    made = await set_up(business)
    (store, *_) = business.ask("GET", "stores")["items"]
    business.ask("PATCH", f"stores/{store['id']}", {"hours": {"weekly": WEEK, "holidays": {"national": False, "state": None}}})
    return made


async def test_the_week_of_all_is_seen_named_and_dragged(visit: Visit, business: Business):
    made = await _set_up(business)
    on = _WEDNESDAY.isoformat()
    hers = book(business, made, "09:00", "Dra. Lia", on=on)
    book(business, made, "09:00", "Dr. Rui", on=on)
    page = await visit(f"/t/{business.slug}/agenda?day={on}", business.api, **_DESK)
    await page.get_by_text("Semana", exact=True).click()
    whose = page.get_by_label("De quem")
    await expect(whose).to_have_value("all")
    wednesday, thursday = (page.get_by_role("list", name=f"{one:%d/%m}") for one in (_WEDNESDAY, _THURSDAY))
    lia, rui = (
        wednesday.get_by_role("button", name=f"09:00 às 09:30, Marina Souza, Avaliação, Confirmado, {name}", exact=True)
        for name in ("Dra. Lia", "Dr. Rui")
    )
    await expect(lia).to_contain_text("LI")
    await expect(rui).to_contain_text("RU")
    left, right = sorted([await lia.bounding_box() or {}, await rui.bounding_box() or {}], key=lambda box: box["x"])
    assert left["x"] + left["width"] <= right["x"]
    problems = await check_both(page, "week of all")

    await whose.select_option("Dr. Rui")
    await expect(page.get_by_role("button", name=re.compile("^09:00"))).to_have_count(1)
    await whose.select_option("Todos")
    await page.get_by_role("button", name="Filtros").click()
    await page.get_by_label("Situação").select_option("Aguardando")
    await expect(page.get_by_role("button", name=re.compile("^09:00"))).to_have_count(0)
    await page.get_by_label("Situação").select_option("Todas as situações")
    await page.keyboard.press("Escape")
    await expect(lia).to_be_visible()

    async def next_day() -> tuple[float, float]:
        return (await middle(thursday))[0], (await middle(lia))[1] + 84

    await drag(page, lia, next_day)
    moved = thursday.get_by_role("button", name=re.compile("^10:00 às 10:30.*, Dra. Lia$"))
    await expect(moved).to_be_visible()
    await expect(page.get_by_text(re.compile("^Remarcado para quinta-feira")).first).to_be_visible()
    kept = business.ask("GET", f"bookings/appointments/{hers['id']}")
    assert [one["name"] for one in kept["resources"]] == ["Dra. Lia"]

    box = await rui.bounding_box()
    assert box
    await page.mouse.click(box["x"] + 20, box["y"] + 168 + 4)  # two hours on
    sheet = page.get_by_role("dialog", name="Novo agendamento")
    await expect(sheet.get_by_label("Profissional")).to_have_value("")
    await expect(sheet.get_by_text(re.compile("quarta-feira.*, às 11:00"))).to_be_visible()
    await sheet.get_by_role("button", name="Cancelar").click()
    await expect(sheet).to_have_count(0)
    ground = page.get_by_role("button", name=re.compile("^Agendar em quarta-feira"))
    await ground.press("Enter")  # which says no time
    await expect(sheet.get_by_label("Profissional")).to_have_value("")
    assert not problems, "\n".join(problems)


async def _counted(page: Page) -> list[int]:
    said = await page.get_by_role("button", name=re.compile(r"^mais \d+ das")).all_inner_texts()
    return [int(one.strip().removeprefix("+")) for one in said]


async def test_a_week_with_a_full_day_can_be_read_and_leads_to_the_day(visit: Visit, business: Business):
    made = await _set_up(business)
    on = _WEDNESDAY.isoformat()
    for name in ("Dra. Bia Melo", "Dr. Caio Reis", "Dra. Duda Lima", "Dr. Enzo Paz", "Dra. Flora Sá"):
        made["people"][name] = business.ask("POST", "professionals", {"name": name})["id"]
    starts = ("09:00", "10:00", "11:00", "13:00", "14:00", "15:30")
    for at in starts:
        for name in made["people"]:
            book(business, made, at, name, on=on)
    total = len(starts) * len(made["people"])
    page = await visit(f"/t/{business.slug}/agenda?day={on}&view=week", business.api, **_DESK)
    wednesday = page.get_by_role("list", name=f"{_WEDNESDAY:%d/%m}")
    blocks = wednesday.get_by_role("button", name=re.compile("Marina Souza"))
    await expect(blocks.first).to_be_visible()
    hidden = await _counted(page)
    assert len(hidden) == len(starts)
    assert await blocks.count() + sum(hidden) == total
    for one in await blocks.all():
        box = await one.bounding_box()
        assert box
        assert box["width"] >= 40
    problems = await check_both(page, "full week")
    await page.get_by_role("button", name=re.compile(r"^mais \d+ das 13:00 às 13:30: ver o dia$")).press("Enter")
    await expect(page).not_to_have_url(re.compile("view=week"))
    await expect(page.get_by_role("button", name=re.compile("Marina Souza, Avaliação"))).to_have_count(total)

    page = await visit(f"/t/{business.slug}/agenda?day={on}&view=week", business.api, **_PHONE)
    section = page.get_by_role("region", name=re.compile("^quarta-feira"))
    await expect(section.get_by_role("listitem")).to_have_count(total)
    await expect(section.get_by_text("Avaliação · Dra. Flora Sá")).to_have_count(len(starts))
    problems += await check_both(page, "full week on a phone")
    assert not problems, "\n".join(problems)
