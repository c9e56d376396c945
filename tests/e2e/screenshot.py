"""The README's picture of the inbox, from a fresh demo: python -m tests.e2e.screenshot [FILE]"""

import asyncio
import sys
import tempfile
from pathlib import Path

from playwright.async_api import async_playwright, expect

from tests import database as databases
from tests.e2e.browsers import ARGUMENTS, executable
from tests.e2e.screens import Inbox
from tests.e2e.stack import CLINIC, STAFF, Stack

WHOLE = Path(__file__).parents[2] / "docs" / "images" / "inbox.png"
SIZE = {"width": 1440, "height": 900}
OPEN = "Heloísa Brandão"


async def take(stack: Stack, file: Path) -> None:
    """`file` is a PNG of the clinic's inbox with a conversation open: 1440 by 900, light, pt-BR."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=executable(), args=ARGUMENTS)
        window = await browser.new_context(base_url=stack.url, viewport=SIZE, locale="pt-BR", color_scheme="light")
        await window.add_cookies(stack.api(STAFF).state())
        page = await window.new_page()
        await page.goto(f"/t/{CLINIC}/inbox")
        inbox = Inbox(page)
        await inbox.open(OPEN)
        await expect(inbox.composer).to_be_visible()
        await expect(page.locator(".animate-pulse-soft")).to_have_count(0)
        await page.mouse.move(SIZE["width"] - 5, SIZE["height"] - 5)
        await page.screenshot(path=file, animations="disabled", caret="hide")
        await browser.close()


def main() -> None:
    """Take the picture from an install that lives only as long."""
    file = Path(sys.argv[1]) if len(sys.argv) > 1 else WHOLE
    file.parent.mkdir(parents=True, exist_ok=True)
    databases.announce()
    with tempfile.TemporaryDirectory() as folder:
        stack = Stack(databases.clone(Path(folder) / "home"), Path(folder))
        try:
            asyncio.run(take(stack, file))
        finally:
            stack.stop()
    print(f"{file}: {file.stat().st_size / 1000:.0f} kB")


if __name__ == "__main__":
    main()
