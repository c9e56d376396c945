"""Every screen in both looks, on a desk and on a phone: axe finds nothing, and the page is no wider than the screen."""

import json

import pytest
from axe_core_python.async_playwright import Axe
from playwright.async_api import Page, expect

from tests.e2e.conftest import Visit
from tests.e2e.stack import CLINIC, SUPERUSER, Stack
from tests.flows.install import until

SETTINGS = (
    "business", "stores", "services", "professionals", "page", "agenda", "calendars",
    "bot", "reminders", "team", "whatsapp", "keys", "audit",
)  # fmt: skip
SIZES = {"desk": {"width": 1280, "height": 800}, "phone": {"width": 375, "height": 740}}

_AXE = Axe().axe_script
# Only what is wrong comes back: the rest is many times as much.
_LOOK = "axe.run(%s, {resultTypes: ['violations']}).then(found => found.violations)"
_THEME = "document.documentElement.dataset.theme"
# Everything is laid out anew, so that nothing still has a colour from before on its way.
_SHOW = "theme => { document.documentElement.dataset.theme = theme; const all = document.body; all.style.display = 'none';"
_SHOW += " all.offsetHeight; all.style.display = '' }"


async def _settled(page: Page) -> None:
    await expect(page.get_by_role("heading", level=1).first).to_be_attached()  # the screen's own, not only its frame
    await expect(page.locator("[aria-busy=true], .animate-pulse-soft")).to_have_count(0)
    # Asked again and again from outside: a function that waits inside the page would need `eval`, which the page forbids.
    await until(lambda: page.evaluate("document.getAnimations().every(one => one.playState !== 'running')"), what="stillness")


async def check(page: Page, path: str, within: str | None = None) -> list[str]:
    """What axe finds on the page, or in a part of it, and whether it is wider than the screen."""
    await _settled(page)
    if not await page.evaluate("'axe' in window"):
        await page.evaluate(_AXE)
    problems = [
        f"{path}: {one['id']}: {one['help']}: {node['html'][:200]} {node['failureSummary']}"
        for one in await page.evaluate(_LOOK % (json.dumps(within) if within else "document"))
        for node in one["nodes"]
    ]
    width, screen = await page.evaluate("[document.documentElement.scrollWidth, innerWidth]")
    return problems + ([f"{path}: {width} px wide on {screen}"] if width > screen else [])


async def check_both(page: Page, path: str, within: str | None = None) -> list[str]:
    """The same in the look that the page was loaded in and in the other one, which is the same page: the theme is what its root
    says, and only the style sheet reads that."""
    theme = await page.evaluate(_THEME)
    problems = await check(page, f"{path}, {theme}", within)
    other = "light" if theme == "dark" else "dark"
    await page.evaluate(_SHOW, other)
    return problems + await check(page, f"{path}, {other}", within)


@pytest.mark.parametrize(("scheme", "size"), [("light", "desk"), ("dark", "phone")])
async def test_every_screen_is_clean_in_both_looks(stack: Stack, visit: Visit, scheme: str, size: str):
    look = {"color_scheme": scheme, "viewport": SIZES[size], "reduced_motion": "reduce"}
    stranger = await visit("/auth", **look)
    assert await stranger.evaluate(_THEME) == scheme
    problems = await check_both(stranger, "/auth")
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
        problems += await check_both(stranger, path)
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
        f"/t/{CLINIC}/agenda",
        f"/t/{CLINIC}/agenda?view=week",
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
        problems += await check_both(page, path)
    assert not problems, "\n".join(problems)
