"""A running install for each test worker, a browser, and pages whose troubles fail the test that had them."""

from collections.abc import AsyncIterator, Awaitable, Callable, Iterator

import pytest
from playwright.async_api import Browser, BrowserContext, ConsoleMessage, Page, async_playwright, expect

from tests import database as databases
from tests.e2e.browsers import ARGUMENTS, executable
from tests.e2e.stack import AGENT, Api, Business, Stack, number, token
from tests.providers.supabase.gotrue import API_KEY, GoTrue, serving

_PATIENCE = 45_000  # milliseconds; a machine under load is slow, and no journey asserts a time

expect.set_options(timeout=_PATIENCE)


@pytest.fixture(scope="session")
def elsewhere() -> Iterator[GoTrue]:
    """The Supabase project by which people may sign in to this worker's install."""
    with serving() as made:
        yield made


@pytest.fixture(scope="session")
def stack(tmp_path_factory: pytest.TempPathFactory, elsewhere: GoTrue) -> Iterator[Stack]:
    """The install that all journeys of this worker share; each makes people, or a business, of its own."""
    database = databases.clone(tmp_path_factory.mktemp("e2e-home"))
    given = {"supabase_url": elsewhere.base_url, "supabase_api_key": API_KEY, "supabase_sign_in": "google"}
    made = Stack(database, tmp_path_factory.mktemp("e2e"), **given)
    elsewhere.allowed = [f"{made.url}/auth/outside"]
    yield made
    made.stop()
    databases.drop(database)


@pytest.fixture(scope="session")
async def browser() -> AsyncIterator[Browser]:
    """Chromium: the machine's own, or the one that ATENDE_CHROMIUM names."""
    async with async_playwright() as playwright:
        made = await playwright.chromium.launch(executable_path=executable(), args=ARGUMENTS)
        yield made
        await made.close()


Visit = Callable[..., Awaitable[Page]]


@pytest.fixture
async def visit(browser: Browser, stack: Stack) -> AsyncIterator[Visit]:
    """`await visit("/path", api)`: a page there, signed in as `api`'s person (or nobody), in a window of its own.

    `beside=page` opens another tab of the same window. What the page complains of fails the test."""
    contexts: list[BrowserContext] = []
    troubles: list[str] = []

    def said(message: ConsoleMessage) -> None:
        # a refused or lost request is shown by the app, and said by the browser as well
        if message.type == "error" and not message.text.startswith("Failed to load resource"):
            troubles.append(f"{message.text} ({message.location})")

    async def go(path: str = "/", api: Api | None = None, *, beside: Page | None = None, **context: object) -> Page:
        if beside is not None:
            window = beside.context
        else:
            chosen = {"viewport": {"width": 1440, "height": 900}, "locale": "pt-BR", "timezone_id": "America/Sao_Paulo"} | context
            window = await browser.new_context(base_url=stack.url, **chosen)
            window.set_default_timeout(_PATIENCE)
            window.on("console", said)
            window.on("weberror", lambda error: troubles.append(str(error.error)))
            contexts.append(window)
            if api is not None:
                await window.add_cookies(api.state())
        page = await window.new_page()
        await page.goto(path)
        return page

    yield go
    for window in contexts:
        await window.close()
    assert not troubles, "\n".join(troubles)


@pytest.fixture
def business(stack: Stack) -> Business:
    """A new client of the agency with a sandbox number, and its owner's session: for journeys that change its settings."""
    word = token()
    email = f"dona-{word}@exemplo.com.br"
    agency = stack.api(AGENT)
    made = agency.ask(
        "POST",
        "/api/agency/tenants",
        {
            "name": f"Clínica {word}",
            "kind": "clinic",
            "timezone": "America/Sao_Paulo",
            "owner_email": email,
        },
    )
    owner = stack.join(made["owner_link"], f"Dona {word}")
    business = Business(owner, owner.me["tenants"][0])
    business.ask("POST", "connections", {"environment": "sandbox", "name": business.name, "phone": f"+{number()}"})
    return business
