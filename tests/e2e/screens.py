"""What people do on the screens, by the names they read there."""

import re

from playwright.async_api import Locator, Page, expect

from tests.e2e.stack import Stack

# A token: long, without a blank, with both digits and letters. Ids of what a draft belongs to stand in names only.
_RANDOM = re.compile(r"(?=[\w-]*\d)(?=[\w-]*[A-Za-z])[\w-]{32,}|eyJ[\w-]{10,}\.")

ASSUME = re.compile(r"^Assumir( a)?$")  # its key is part of what stands on the button


async def sign_in(page: Page, stack: Stack, email: str) -> None:
    """The form is filled in and sent."""
    await page.get_by_label("E-mail").fill(email)
    await page.get_by_label("Senha", exact=True).fill(stack.password)
    await page.get_by_role("button", name="Entrar", exact=True).click()


async def stored(page: Page) -> dict[str, str]:
    """What the app keeps in this window's web storage, where every script of the page could read it."""
    found = await page.evaluate("[localStorage, sessionStorage].flatMap(one => Object.entries(one))")
    return dict(found)


async def assert_nothing_secret_is_stored(page: Page, *secrets: str) -> None:
    """No cookie's value, no token of the session, no password and nothing that looks like one is there (S17)."""
    cookies = [one.get("value", "") for one in await page.context.cookies()]
    csrf = (await (await page.request.get("/api/me")).json())["csrf_token"]
    known = [one for one in (*cookies, csrf, *secrets) if len(one) >= 8]
    assert len(known) > len(secrets), "nobody is signed in here"
    everything = await stored(page)
    for name, value in everything.items():
        assert not [one for one in known if one in name or one in value], f"{name} holds a secret"
        assert not _RANDOM.search(value), f"{name} holds what looks like a token"
        assert name.startswith("atende."), f"nobody knows what {name} is"


class Phone:
    """A customer's phone on the simulator's screen."""

    def __init__(self, page: Page, name: str):
        self.page = page
        self.box = page.get_by_role("region", name=f"Telefone de {name}")
        self.log = page.get_by_role("log", name=f"Mensagens de {name}")

    async def write(self, text: str) -> None:
        """The customer typed it and pressed Enter."""
        await self.box.get_by_placeholder("Mensagem", exact=True).fill(text)
        await self.page.keyboard.press("Enter")

    async def shows(self, words: str) -> None:
        """A bubble with these words is there."""
        await expect(self.log.get_by_text(words).last).to_be_visible()


class Inbox:
    """The inbox with one conversation open, or none."""

    def __init__(self, page: Page):
        self.page = page
        self.composer = page.get_by_role("textbox", name="Mensagem", exact=True)
        self.owner = page.locator("section p[role=status]")

    def row(self, name: str) -> Locator:
        """The conversation's line in the list."""
        return self.page.get_by_role("link").filter(has_text=name)

    def log(self, name: str) -> Locator:
        """The thread."""
        return self.page.get_by_role("log", name=f"Conversa com {name}")

    async def find(self, name: str) -> None:
        """The line of somebody who may stand far down is in sight: other journeys write to the same business."""
        await self.page.get_by_placeholder("Nome ou número").fill(name)
        await expect(self.row(name)).to_be_visible()

    async def open(self, name: str) -> None:
        """The conversation is on the screen."""
        await self.row(name).click()
        await expect(self.log(name)).to_be_visible()

    async def assume(self) -> None:
        """The person at the screen has the conversation."""
        await self.page.get_by_role("button", name=ASSUME).click()
        await expect(self.owner).to_have_text("Você está atendendo")

    async def give_back(self) -> None:
        """The bot has it again."""
        await self.page.get_by_role("button", name="Devolver ao robô").click()
        await expect(self.owner).to_have_text("O robô está atendendo")

    async def say(self, text: str) -> None:
        """Written and sent with Enter."""
        await self.composer.fill(text)
        await self.composer.press("Enter")

    def message(self, name: str, text: str) -> Locator:
        """The bubble with this text."""
        return self.log(name).get_by_role("listitem").filter(has=self.page.get_by_role("article")).filter(has_text=text).last
