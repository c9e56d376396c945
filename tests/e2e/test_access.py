"""Every screen in both looks, on a desk and on a phone: axe finds nothing, and the page is no wider than the screen."""

import pytest
from axe_core_python.async_playwright import Axe
from playwright.async_api import Page, expect

from tests.e2e.conftest import Visit
from tests.e2e.stack import CLINIC, SUPERUSER, Stack
from tests.flows.install import until

SETTINGS = ("business", "stores", "services", "professionals", "bot", "team", "whatsapp", "keys", "audit")
SIZES = {"desk": {"width": 1280, "height": 800}, "phone": {"width": 375, "height": 740}}

_SHOW = "theme => { document.documentElement.dataset.theme = theme }"
_LOADED = Axe(axe_script="null")  # where it stands in the page already


async def _settled(page: Page) -> None:
    await expect(page.get_by_role("heading", level=1).first).to_be_attached()  # the screen's own, not only its frame
    await expect(page.locator("[aria-busy=true], .animate-pulse-soft")).to_have_count(0)
    # Asked again and again from outside: a function that waits inside the page would need `eval`, which the page forbids.
    await until(lambda: page.evaluate("document.getAnimations().every(one => one.playState !== 'running')"), what="stillness")


async def check(page: Page, path: str, within: str | None = None) -> list[str]:
    """What axe finds on the page, or in a part of it, in either look, and whether it is wider than the screen."""
    problems = await _look(page, path, Axe(), within)
    # The other look is the same page: the theme is what its root says, and nothing but the style sheet reads that.
    loaded = await page.evaluate("document.documentElement.dataset.theme")
    await page.evaluate(_SHOW, "light" if loaded == "dark" else "dark")
    problems += await _look(page, path, _LOADED, within)
    await page.evaluate(_SHOW, loaded)
    return problems


async def _look(page: Page, path: str, axe: Axe, within: str | None) -> list[str]:
    await _settled(page)
    theme = await page.evaluate("document.documentElement.dataset.theme")
    found = await axe.run(page, context=within, options={"resultTypes": ["violations"]})
    problems = [
        f"{path}, {theme}: {one['id']}: {one['help']}: {node['html'][:200]} {node['failureSummary']}"
        for one in found["violations"]
        for node in one["nodes"]
    ]
    width, screen = await page.evaluate("[document.documentElement.scrollWidth, innerWidth]")
    return problems + ([f"{path}, {theme}: {width} px wide on {screen}"] if width > screen else [])


@pytest.mark.parametrize(("scheme", "size"), [("light", "desk"), ("dark", "phone")])
async def test_every_screen_is_clean_in_both_looks(stack: Stack, visit: Visit, scheme: str, size: str):
    look = {"color_scheme": scheme, "viewport": SIZES[size], "reduced_motion": "reduce"}
    stranger = await visit("/auth", **look)
    assert await stranger.evaluate("document.documentElement.dataset.theme") == scheme
    problems = await check(stranger, "/auth")
    for path in (
        "/auth/reset",
        "/auth/reset#over",
        "/auth/invitation#over",
        "/auth/email#over",
        "/auth/email/undo#over",
        "/auth/outside?error=access_denied",
    ):
        await stranger.goto("about:blank")  # what follows the # alone would load nothing anew
        await stranger.goto(path)
        problems += await check(stranger, path)
    api = stack.api(SUPERUSER)
    conversation = api.business(CLINIC).conversation_of("Carmem")
    assert conversation is not None
    store = api.business(CLINIC).ask("GET", "stores")["items"][0]["id"]
    paths = [
        "/agency",
        "/me",
        f"/t/{CLINIC}/inbox",
        f"/t/{CLINIC}/inbox/{conversation['id']}?panel=true",
        f"/t/{CLINIC}/inbox?q=ninguem-tem-este-nome",
        f"/t/{CLINIC}/simulator",
        f"/t/{CLINIC}/custody",
        f"/t/{CLINIC}/custody?state=dead&kind=echo&reason=nada",
        f"/t/{CLINIC}/custody?conversation={conversation['id']}",
        "/unrouted",
        "/audit",
        *(f"/t/{CLINIC}/settings/{name}" for name in SETTINGS),
        f"/t/{CLINIC}/settings/stores/{store}",
        "/nowhere",
    ]
    page = await visit("/agency", api, **look)
    for path in paths:
        await page.goto(path)
        problems += await check(page, path)
    assert not problems, "\n".join(problems)
