"""The whole work of the inbox without a mouse."""

from playwright.async_api import expect

from tests.e2e.conftest import Visit
from tests.e2e.screens import Inbox
from tests.e2e.stack import CLINIC, OWNER, Stack, token


async def test_find_read_assume_answer_note_and_give_back_by_keyboard(stack: Stack, visit: Visit):
    owner = stack.api(OWNER)
    customer = owner.business(CLINIC).customer(f"Zulmira {token()}")
    customer.write("Oi, bom dia")
    inbox = Inbox(await visit(f"/t/{CLINIC}/inbox", owner))
    page, keys, name = inbox.page, inbox.page.keyboard, customer.name
    await expect(inbox.row(name)).to_be_visible()

    await keys.press("/")
    await expect(page.get_by_role("searchbox")).to_be_focused()
    await keys.type(name)
    await expect(page.locator("[data-conversation]")).to_have_count(1)
    await keys.press("Enter")
    await expect(inbox.row(name)).to_be_focused()
    await keys.press("Enter")
    await expect(inbox.log(name)).to_be_visible()

    await expect(inbox.owner).to_have_text("O robô está atendendo")
    await keys.press("a")
    await expect(inbox.owner).to_have_text("Você está atendendo")
    await keys.press("r")
    await expect(inbox.composer).to_be_focused()
    await keys.type("Bom dia!")
    await keys.press("Shift+Enter")
    await keys.type("Em que posso ajudar?")
    await keys.press("Enter")
    await expect(inbox.message(name, "Em que posso ajudar?")).to_contain_text("Bom dia!")

    await keys.press("Escape")
    await expect(inbox.row(name)).to_be_focused()
    await keys.press("n")
    await keys.type("Ligar amanhã")
    await keys.press("Enter")
    await expect(inbox.log(name).get_by_role("article").filter(has_text="Ligar amanhã")).to_be_visible()
    await keys.press("Escape")
    await keys.press("e")
    await expect(inbox.owner).to_have_text("O robô está atendendo")

    await keys.press("?")
    await expect(page.get_by_role("dialog", name="Atalhos do teclado")).to_be_visible()
    await expect(page.locator("[role=dialog]:focus-within")).to_be_visible()  # only then it listens to Escape
    await keys.press("Escape")
    await expect(page.get_by_role("dialog")).to_have_count(0)
    await keys.press("Control+k")
    await page.get_by_placeholder("Ir para, fazer, procurar…").press_sequentially("Simulador")
    await keys.press("Enter")
    await page.wait_for_url(f"**/t/{CLINIC}/simulator")


async def test_every_part_of_the_inbox_is_reached_with_tab_and_shows_its_focus(stack: Stack, visit: Visit):
    owner = stack.api(OWNER)
    customer = owner.business(CLINIC).customer(f"Wilma {token()}")
    customer.write("Oi")
    inbox = Inbox(await visit(f"/t/{CLINIC}/inbox", owner))
    await inbox.open(customer.name)
    await expect(inbox.composer).to_be_visible()
    page = inbox.page
    await page.reload()
    await expect(inbox.composer).to_be_visible()
    reached: set[str] = set()
    for _ in range(60):
        await page.keyboard.press("Tab")
        seen = await page.evaluate(
            """() => {
                const focused = document.activeElement
                const has = element => element && getComputedStyle(element).outlineStyle !== 'none'
                const name = focused.getAttribute('aria-label') ?? focused.textContent ?? ''
                return [focused.tagName, name, has(focused) || has(focused.closest('div'))]
            }"""
        )
        if seen[0] == "BODY":
            break
        assert seen[2], f"no mark on the focused {seen[0]} {seen[1]}"
        reached.add(seen[1])
    for words in (
        "Ir para o conteúdo",
        "Conversas",
        "Simulador",
        "Ajustes",
        "Nome ou número",
        "Mensagem",
        "Anexar arquivo",
        "Atribuir",
    ):
        assert any(words in one for one in reached), f"{words} is not reached: {sorted(reached)}"
