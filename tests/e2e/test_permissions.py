"""What a colleague may is edited on screen, and their screens follow: seen, and not to be changed."""

from playwright.async_api import Locator, Page, expect

from tests.e2e.conftest import Visit
from tests.e2e.screens import ASSUME, Inbox
from tests.e2e.stack import Api, Business, Stack, token
from tests.e2e.test_access import check

PHONE = {"viewport": {"width": 390, "height": 780}, "color_scheme": "dark", "reduced_motion": "reduce"}


def _level(dialog: Locator, room: str, level: str) -> Locator:
    return dialog.get_by_role("radiogroup", name=room, exact=True).get_by_role("radio", name=level, exact=True)


async def _edit(page: Page, name: str) -> Locator:
    await page.get_by_role("button", name=f"Editar {name}").click()
    return page.get_by_role("dialog", name=f"Editar {name}")


async def test_what_a_colleague_may_is_edited_and_their_screens_follow(stack: Stack, business: Business, visit: Visit):
    word = token()
    name, email = f"Bia {word}", f"bia-{word}@exemplo.com.br"
    asked = business.ask("POST", "invitations", {"email": email, "permissions": ["inbox"]})
    stack.join(asked["link"], name)
    customer = business.customer(f"Davi {word}")
    customer.write("Oi")

    page = await visit(f"/t/{business.slug}/settings/team", business.api)
    row = page.get_by_role("main").get_by_role("listitem").filter(has_text=email)
    await expect(row).to_contain_text("Atendimento · Conversas")
    dialog = await _edit(page, name)
    job = dialog.get_by_label("Função")
    await job.select_option(label="Gerência")
    await expect(_level(dialog, "Equipe", "Ver e mudar")).to_be_checked()
    await expect(dialog.get_by_role("radiogroup", name="Auditoria").get_by_role("radio")).to_have_count(2)
    await job.select_option(label="Só leitura")
    for room in ("Conversas", "Informações", "Robô", "Equipe", "Ajustes", "Auditoria"):
        await expect(_level(dialog, room, "Ver")).to_be_checked()
    await _level(dialog, "Robô", "Ver").focus()
    await page.keyboard.press("ArrowLeft")
    await expect(_level(dialog, "Robô", "Nada")).to_be_checked()
    await expect(job).to_have_value("custom")
    assert not await check(page, "the dialog", "[role=dialog]")
    await dialog.get_by_role("button", name="Salvar").click()
    await expect(row).to_contain_text(
        "Sob medida · Conversas (só ver), Informações (só ver), Equipe (só ver), Ajustes (só ver), Auditoria (só ver)"
    )

    bia = Api(stack.url, email, stack.password)
    theirs = await visit(f"/t/{business.slug}/inbox", bia)
    inbox = Inbox(theirs)
    await inbox.open(customer.name)
    await expect(theirs.get_by_text("Você está só acompanhando.", exact=False)).to_be_visible()
    await expect(inbox.composer).to_have_count(0)
    await expect(theirs.get_by_role("button", name=ASSUME)).to_have_count(0)
    await theirs.keyboard.press("a")
    customer.write(f"Ainda aí? {word}")
    await expect(inbox.message(customer.name, f"Ainda aí? {word}")).to_be_visible()  # live, while they watch
    conversation = business.conversation_of(customer.name)
    assert conversation is not None
    assert (conversation["owner"]["kind"], conversation["unread_count"] > 0) == ("bot", True)
    refused = bia.http.post(f"/api/t/{business.id}/conversations/{conversation['id']}/assume")
    assert refused.json()["error"]["params"] == {"permission": "inbox", "way": "change"}

    small = await visit(f"/t/{business.slug}/inbox/{conversation['id']}", bia, **PHONE)
    problems = await check(small, "inbox")
    for section, seen in (
        ("business", small.get_by_label("Nome", exact=True)),
        ("bot", small.get_by_role("switch")),
        ("services", None),
        ("team", None),
    ):
        await small.goto(f"/t/{business.slug}/settings/{section}")
        if seen is not None:
            await expect(seen).to_be_disabled()
        await expect(small.get_by_text("Você está só vendo.", exact=False)).to_be_visible()
        await expect(small.get_by_role("main").get_by_role("button")).to_have_count(0)
        problems += await check(small, section)
    assert not problems, "\n".join(problems)

    dialog = await _edit(page, name)
    await dialog.get_by_label("Função").select_option(label="Atendimento")
    await dialog.get_by_role("button", name="Salvar").click()
    await expect(row).to_contain_text("Atendimento · Conversas")
    again = await visit(f"/t/{business.slug}/inbox/{conversation['id']}", Api(stack.url, email, stack.password))
    await Inbox(again).assume()
    await expect(Inbox(again).composer).to_be_visible()
