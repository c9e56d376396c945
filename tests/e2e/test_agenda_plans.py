"""Somebody's hours: a day off and other hours on one day without another plan, and two people who save the same hours."""

import os
import re
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from playwright.async_api import Locator, Page, expect

from tests.e2e.agenda import DAY, set_up
from tests.e2e.conftest import Visit
from tests.e2e.stack import Business
from tests.e2e.test_access import check_both

_PHONE = {"viewport": {"width": 390, "height": 800}, "has_touch": True, "is_mobile": True, "reduced_motion": "reduce"}
_NEXT = (date.fromisoformat(DAY) + timedelta(days=1)).isoformat()


def _starts(business: Business, made: dict[str, Any], on: str) -> int:
    asked = f"service_id={made['service']}&since={on}T00:00:00-03:00&until={on}T23:59:00-03:00"
    return len(business.ask("GET", f"bookings/slots?{asked}&professional_id={made['people']['Dr. Rui']}")["items"])


def _rui(business: Business) -> dict[str, Any]:
    return next(one for one in business.ask("GET", "bookings/resources")["items"] if one["name"] == "Dr. Rui")


async def _open(page: Page) -> Locator:
    await page.get_by_role("button", name="Horário de Dr. Rui").click()
    return page.get_by_role("dialog", name="Horário de trabalho: Dr. Rui")


async def _picture(page: Page, name: str) -> None:
    """Kept when somebody wants to look: PAGE_PICTURES names the folder."""
    if folder := os.environ.get("PAGE_PICTURES"):
        await page.screenshot(path=Path(folder) / f"{name}.png")


def _typed(on: str) -> str:
    return "/".join(reversed(on.split("-")))


async def test_a_day_off_and_other_hours_on_one_day_stand_in_the_plan(visit: Visit, business: Business):
    made = await set_up(business)
    week = [{"weekday": day, "opens": "08:00", "closes": "18:00"} for day in range(7)]
    business.ask("PUT", f"bookings/resources/{made['people']['Dr. Rui']}/plans", {"plans": [{"hours": {"weekly": week}}]})
    before = _starts(business, made, DAY)
    assert before == _starts(business, made, _NEXT) > 3
    page = await visit(f"/t/{business.slug}/settings/professionals", business.api, **_PHONE)
    dialog = await _open(page)
    days = dialog.get_by_role("region", name="Dias diferentes")
    await days.get_by_role("button", name="Nova data").click()
    await dialog.get_by_role("button", name="Salvar").click()
    await expect(dialog.get_by_text("Confira os dias diferentes.")).to_be_visible()
    await days.get_by_role("textbox", name="Data").fill(_typed(DAY))
    await days.get_by_label("Motivo").fill("Folga")
    await expect(days.get_by_text("Não trabalha")).to_be_visible()
    await days.get_by_role("button", name="Nova data").click()
    second = days.get_by_role("listitem").nth(1)
    await second.get_by_role("textbox", name="Data").fill(_typed(_NEXT))
    await second.get_by_role("button", name="Período").click()
    await second.get_by_role("textbox", name=re.compile("abre$")).fill("0800")
    await second.get_by_role("textbox", name=re.compile("fecha$")).fill("1000")
    await second.get_by_label("Motivo").focus()
    await second.scroll_into_view_if_needed()
    problems = await check_both(page, "days", "[role=dialog]")
    await _picture(page, "plan-days-phone")
    await dialog.get_by_role("button", name="Salvar").click()
    await expect(dialog).to_have_count(0)
    assert _starts(business, made, DAY) == 0
    assert 0 < _starts(business, made, _NEXT) < before
    [plan] = _rui(business)["plans"]
    assert [(one["on"], one["note"]) for one in plan["hours"]["exceptions"]] == [(DAY, "Folga"), (_NEXT, None)]
    dialog = await _open(page)
    await dialog.get_by_role("button", name=re.compile("^Toda semana")).click()
    await expect(
        dialog.get_by_role("button", name=re.compile(f"diferente em {_typed(DAY)[:5]}, {_typed(_NEXT)[:5]}".replace("/", r"\/")))
    ).to_be_visible()
    await dialog.get_by_role("button", name=re.compile("^Toda semana")).click()
    for _ in range(2):
        await dialog.get_by_role("button", name=re.compile(r"^Tirar \d\d\/\d\d\/\d{4}$")).first.click()
    await dialog.get_by_role("button", name="Salvar").click()
    await expect(dialog).to_have_count(0)
    assert _starts(business, made, DAY) == before
    assert not problems, "\n".join(problems)


async def test_whoever_saves_the_same_hours_second_hears_of_it(visit: Visit, business: Business):
    await set_up(business)
    page = await visit(f"/t/{business.slug}/settings/professionals", business.api)
    dialog = await _open(page)
    await dialog.get_by_text("Horário próprio").click()
    rui = _rui(business)
    theirs = {"weekly": [{"weekday": 0, "opens": "09:00", "closes": "11:00"}]}
    business.ask("PUT", f"bookings/resources/{rui['id']}/plans", {"plans": [{"hours": theirs}]})
    await dialog.get_by_role("button", name="Salvar").click()
    await expect(dialog.get_by_role("alert")).to_contain_text("Outra pessoa mudou estes horários")
    assert [plan["hours"]["weekly"] for plan in _rui(business)["plans"]] == [theirs["weekly"]]
    problems = await check_both(page, "conflict", "[role=dialog]")
    await _picture(page, "plan-conflict")
    await dialog.get_by_role("button", name="Ver o que está salvo").click()
    await expect(dialog.get_by_role("alert")).to_have_count(0)
    await expect(dialog.get_by_role("button", name=re.compile("Segunda 09:00–11:00"))).to_be_visible()
    await dialog.get_by_role("button", name=re.compile("^Toda semana")).click()
    await dialog.get_by_role("textbox", name="Segunda, período 1: fecha").fill("1200")
    business.ask("PUT", f"bookings/resources/{rui['id']}/plans", {"plans": []})
    await dialog.get_by_role("button", name="Salvar").click()
    await dialog.get_by_role("button", name="Salvar o meu no lugar").click()
    await expect(dialog).to_have_count(0)
    [plan] = _rui(business)["plans"]
    assert plan["hours"]["weekly"] == [{"weekday": 0, "opens": "09:00", "closes": "12:00"}]
    assert not problems, "\n".join(problems)
