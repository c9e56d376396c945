"""The inbox at work: filters, search, notes, the closed window, people who hide their number, ticks that tell what went wrong."""

import re

from playwright.async_api import expect

from tests.e2e.conftest import Visit
from tests.e2e.screens import Inbox
from tests.e2e.stack import CLINIC, OWNER, STAFF, Stack, token


async def test_filters_and_search_find_the_conversation(stack: Stack, visit: Visit):
    owner = stack.api(OWNER)
    customer = owner.business(CLINIC).customer(f"Quitéria {token()}")
    customer.write("Quero falar com atendente, por favor")
    inbox = Inbox(await visit(f"/t/{CLINIC}/inbox", owner))
    filters = inbox.page.get_by_role("group", name="Filtrar conversas")
    row = inbox.row(customer.name)

    await expect(row).to_contain_text("sem dono")
    await filters.get_by_role("button", name=re.compile("^Sem dono")).click()
    await expect(row).to_be_visible()
    await filters.get_by_role("button", name=re.compile("^Robô")).click()
    await expect(inbox.page).to_have_url(re.compile("filter=bot"))
    await expect(row).to_have_count(0)
    await filters.get_by_role("button", name=re.compile("^Aguardando")).click()
    await inbox.open(customer.name)
    await inbox.assume()
    await filters.get_by_role("button", name=re.compile("^Minhas")).click()
    await expect(row).to_be_visible()

    search = inbox.page.get_by_role("searchbox")
    for words in (customer.name.upper(), customer.phone[2:], customer.phone[4:9]):
        await search.fill(words)
        await expect(row).to_be_visible()
    await search.fill(f"ninguém {token()}")
    await expect(inbox.page.get_by_text("Nada encontrado")).to_be_visible()


async def test_a_note_stays_between_colleagues(stack: Stack, visit: Visit):
    owner, staff = stack.api(OWNER), stack.api(STAFF)
    customer = owner.business(CLINIC).customer(f"Noêmia {token()}")
    customer.write("Bom dia")
    theirs = Inbox(await visit(f"/t/{CLINIC}/inbox", staff))
    await theirs.open(customer.name)

    inbox = Inbox(await visit(f"/t/{CLINIC}/inbox", owner))
    await inbox.open(customer.name)
    secret = f"Pagou em dinheiro {token()}"
    await inbox.page.get_by_role("group", name="O que escrever").get_by_role("button", name="Nota interna").click()
    note = inbox.page.get_by_role("textbox", name="Nota interna")
    await note.fill(secret)
    await note.press("Enter")
    for one in (inbox, theirs):
        card = one.log(customer.name).get_by_role("article").filter(has_text=secret)
        await expect(card).to_contain_text("Nota de Dra. Helena Prado")
    assert not customer.was_told(secret)


async def test_after_24_hours_only_a_template_can_be_sent(stack: Stack, visit: Visit):
    inbox = Inbox(await visit(f"/t/{CLINIC}/inbox?status=any", stack.api(OWNER)))
    page = inbox.page
    await inbox.find("Daniel Sampaio")
    await inbox.open("Daniel Sampaio")
    await expect(page.get_by_role("timer")).to_have_text("A janela de 24 horas fechou")
    await expect(inbox.composer).to_have_count(0)
    await expect(page.get_by_text("só aceita um modelo aprovado")).to_be_visible()
    await page.get_by_role("button", name="Escolher modelo").click()
    await expect(page.get_by_role("dialog", name="Enviar modelo aprovado")).to_be_visible()


async def test_a_person_known_by_username_only_is_answered(stack: Stack, visit: Visit):
    owner = stack.api(OWNER)
    word = token()
    customer = owner.business(CLINIC).customer(f"Lia {word}", phone=None, username=f"lia.{word}")
    customer.write("Oi, tudo bem?")
    inbox = Inbox(await visit(f"/t/{CLINIC}/inbox", owner))
    await inbox.open(customer.name)
    await expect(inbox.page.get_by_text(f"@lia.{word}").first).to_be_visible()
    await inbox.say("Tudo, e você?")
    await expect(
        inbox.message(customer.name, "Tudo, e você?").get_by_role("img", name=re.compile("Entregue|Lida"))
    ).to_be_visible()
    assert customer.was_told("Tudo, e você?")


async def test_a_send_that_fails_says_why_in_plain_words(stack: Stack, visit: Visit):
    owner = stack.api(OWNER)
    business = owner.business(CLINIC)
    customer = business.customer(f"Otília {token()}")
    customer.write("Oi")
    inbox = Inbox(await visit(f"/t/{CLINIC}/inbox", owner))
    await inbox.open(customer.name)
    await expect(inbox.log(customer.name).get_by_role("article", name="Robô").first).to_be_visible()
    business.ask("PATCH", f"simulator/phones/{customer.id}", {"on_whatsapp": False})
    await inbox.say("Chegou?")
    bubble = inbox.message(customer.name, "Chegou?")
    await expect(bubble).to_contain_text("Não entregue")
    await bubble.get_by_role("button", name="Por quê?").click()
    await expect(inbox.page.get_by_role("dialog", name="Por quê?")).to_be_visible()
    await expect(inbox.row(customer.name).get_by_label("não entregue")).to_be_visible()
