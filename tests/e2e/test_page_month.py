"""The month on the public page: by keys on a phone, in English at a desk, and only as much of it as is looked at."""

import re
from datetime import UTC, date, datetime, timedelta

from playwright.async_api import Locator, Page, Route, expect

from tests.e2e.conftest import Visit
from tests.e2e.stack import Business
from tests.e2e.test_access import check_both
from tests.e2e.test_page import PHONE, fill, open_page, picture
from tests.flows.install import until

_MONTHS = [
    "janeiro",
    "fevereiro",
    "março",
    "abril",
    "maio",
    "junho",
    "julho",
    "agosto",
    "setembro",
    "outubro",
    "novembro",
    "dezembro",
]


def _day(name: str) -> date:
    """Of `sexta-feira, 1 de janeiro de 2027: há horário livre`."""
    [(day, month, year)] = re.findall(r"(\d+) de (\w+) de (\d+)", name)
    return date(int(year), _MONTHS.index(month) + 1, int(day))


async def _choose(page: Page, nth: int) -> str:
    """The first time of a day that is marked in the month; what it says."""
    await page.get_by_role("grid").get_by_role("button", name=re.compile(": há horário livre$")).nth(nth).click()
    time = page.get_by_role("region", name=re.compile("^Horários de")).get_by_role("button").first
    said = await time.inner_text()
    await time.click()
    return said


async def _at(focused: Locator) -> date:
    return _day(str(await focused.get_attribute("aria-label")))


async def _is_elsewhere(focused: Locator, before: date) -> bool:
    return await focused.count() == 1 and await _at(focused) != before


async def test_a_month_is_walked_by_keys_and_asked_for_one_at_a_time(visit: Visit, business: Business):
    path = open_page(business, people=("Dra. Lia",))
    on = (datetime.now(UTC) + timedelta(days=40)).date()
    business.ask("POST", "bookings/closures", {"first_on": on.isoformat(), "last_on": on.isoformat()})
    page = await visit(path, **PHONE)
    asked: list[str] = []
    page.on("request", lambda one: asked.append(re.findall(r"month=([\d-]+)", one.url)[0]) if "/days?" in one.url else None)
    await page.get_by_role("button", name=re.compile("^Avaliação")).click()
    strip = page.get_by_role("list", name="Dias com horário livre").get_by_role("button")
    await strip.nth(3).click()
    seen = await strip.nth(3).get_attribute("aria-label")
    assert asked == []
    await page.get_by_role("button", name="Ver o mês").click()
    grid = page.get_by_role("grid")
    await expect(grid.get_by_role("gridcell", selected=True).get_by_role("button")).to_have_accessible_name(
        re.compile(f"^{seen} ")
    )
    assert len(asked) == 1, asked
    time = page.get_by_role("region", name=f"Horários de {seen}").get_by_role("button")
    await expect(time.first).to_be_visible()
    problems = await check_both(page, "month")
    await picture(page, "month")
    before, after = page.get_by_role("button", name="Mês anterior"), page.get_by_role("button", name="Próximo mês")
    # To the day on which nothing is free, by keys alone: a month on, then day by day.
    await grid.locator("[tabindex='0']").focus()
    focused = page.locator("td button:focus")
    while (here := await _at(focused)) < on:
        await page.keyboard.press("ArrowDown" if (on - here).days >= 7 else "ArrowRight")
        await until(lambda here=here: _is_elsewhere(focused, here), what="the next day has the focus")
    await expect(focused).to_have_accessible_name(re.compile(": sem horário livre$"))
    await page.keyboard.press("Enter")
    await expect(page.get_by_text("Escolha um dia marcado.")).to_be_visible()
    await page.keyboard.press("ArrowRight")
    await expect(focused).to_have_accessible_name(re.compile(": há horário livre$"))
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("region", name=re.compile("^Horários de")).get_by_role("button").first).to_be_visible()
    assert asked == sorted(set(asked)), "each month once, in turn"
    while await after.get_attribute("aria-disabled") != "true":  # no further than sixty days
        await after.click()
    count = len(asked)
    assert 2 <= count <= 4, asked
    problems += await check_both(page, "last month")
    while await before.get_attribute("aria-disabled") != "true":
        await before.click()
    await expect(grid.get_by_role("gridcell", selected=True)).to_have_count(0)
    assert len(asked) == count, "what came is not asked for again"
    await page.get_by_role("button", name="Ver em lista").click()
    await expect(strip.first).to_be_visible()
    await page.get_by_role("button", name="Ver o mês").click()
    said = await _choose(page, -1)
    await fill(page)
    await page.get_by_role("button", name="Agendar", exact=True).click()
    await expect(page.get_by_role("heading", name="Agendado!")).to_be_visible()
    await expect(page.locator("time")).to_contain_text(said)
    await page.get_by_role("button", name="Remarcar").click()
    await expect(page.get_by_role("grid")).to_be_visible()
    await _choose(page, -2)
    await page.get_by_role("button", name=re.compile("^Remarcar para")).click()
    await expect(page.get_by_text("Remarcado.")).to_be_visible()
    assert not problems, "\n".join(problems)


async def test_a_month_that_got_no_answer_is_asked_for_again_in_english_and_on_a_desk(visit: Visit, business: Business):
    path = open_page(business, people=("Dra. Lia",))
    page = await visit(f"{path}?lang=en", viewport={"width": 1280, "height": 900}, reduced_motion="reduce", color_scheme="dark")
    lost: list[str] = []

    async def lose(route: Route) -> None:
        if len(lost) < 3:
            lost.append(route.request.url)
            await route.abort("connectionreset")
        else:
            await route.continue_()

    await page.route(re.compile(r"/days\?"), lose)
    await page.get_by_role("button", name=re.compile("^Avaliação")).click()
    await page.get_by_role("button", name="Show the month").click()
    await expect(page.get_by_role("alert")).to_contain_text("The internet gave no answer")
    await page.get_by_role("button", name="Try again").click()
    await expect(page.get_by_role("region", name=re.compile("^Times on")).get_by_role("button").first).to_be_visible()
    await picture(page, "month-desk")
    assert not (found := await check_both(page, "desk")), "\n".join(found)
