"""Phones on the screen: several at once, files, places, taps, people without a number, faults."""

import base64
import re

from playwright.async_api import expect

from tests.e2e.conftest import Visit
from tests.e2e.screens import Inbox, Phone
from tests.e2e.stack import Business, number, token

PNG = base64.b64decode("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==")


async def test_two_people_write_at_once_and_each_is_answered(business: Business, visit: Visit):
    page = await visit(f"/t/{business.slug}/simulator", business.api)
    word = token()
    phones = []
    for name, username in ((f"Ana {word}", None), (f"Bia {word}", f"bia_{word}")):
        await page.get_by_role("button", name="Novo telefone").first.click()
        dialog = page.get_by_role("dialog", name="Novo telefone")
        await dialog.get_by_label("Nome da pessoa").fill(name)
        if username:
            await dialog.get_by_label(re.compile("Só pelo nome de usuário")).check()
            await dialog.get_by_label("Nome de usuário", exact=True).fill(f"@{username}")
        else:
            await dialog.get_by_label("Telefone", exact=True).fill(number()[2:])
        await dialog.get_by_role("button", name="Criar telefone").click()
        await expect(dialog).to_have_count(0)
        phones.append(Phone(page, name))
    for phone in phones:
        await phone.write("Oi")
    for phone in phones:
        await phone.shows(business.name)
        await expect(phone.log.get_by_text("lida").first).to_be_attached()


async def test_a_picture_a_place_and_a_tap_reach_the_inbox(business: Business, visit: Visit):
    customer = business.customer(f"Célia {token()}")
    page = await visit(f"/t/{business.slug}/simulator", business.api)
    phone = Phone(page, customer.name)
    await phone.write("Oi")
    await phone.shows(business.name)
    inbox = Inbox(await visit(f"/t/{business.slug}/inbox", beside=page))
    await inbox.open(customer.name)
    log = inbox.log(customer.name)

    options = phone.log.get_by_role("button", name="Ver opções")
    await options.last.click()
    sheet = page.get_by_role("dialog")
    choice = sheet.get_by_role("radio").last
    await choice.check()
    await sheet.get_by_role("button", name="Enviar").click()
    await expect(log.get_by_text("Opção escolhida:")).to_be_visible()

    await inbox.assume()
    await phone.box.get_by_label("Foto ou vídeo").set_input_files({"name": "foto.png", "mimeType": "image/png", "buffer": PNG})
    await expect(log.get_by_role("img", name=re.compile("Foto"))).to_be_visible()

    await phone.box.get_by_role("button", name="Anexar").click()
    await page.get_by_role("menuitem", name="Mandar localização").click()
    place = page.get_by_role("dialog", name="Mandar localização")
    await place.get_by_label("Nome do lugar").fill("Praça da Sé")
    await place.get_by_role("button", name="Enviar").click()
    await expect(log.get_by_text("Praça da Sé")).to_be_visible()


async def test_faults_are_switched_on_the_screen_and_atende_bears_them(business: Business, visit: Visit):
    customer = business.customer(f"Dirce {token()}")
    page = await visit(f"/t/{business.slug}/simulator", business.api)
    await page.get_by_role("button", name="Falhas").click()
    panel = page.get_by_role("dialog", name="Falhas de propósito")
    await panel.get_by_role("switch", name="Repetir avisos").click()
    await panel.get_by_role("button", name="Só na próxima vez: WhatsApp fora do ar").click()
    await expect(panel.get_by_text("na próxima vez", exact=True)).to_be_visible()
    await page.keyboard.press("Escape")
    await expect(page.get_by_role("button", name="2 falhas ligadas")).to_be_visible()

    phone = Phone(page, customer.name)
    await phone.write("Uma vez só")
    await phone.shows(business.name)
    inbox = Inbox(await visit(f"/t/{business.slug}/inbox", beside=page))
    await inbox.open(customer.name)
    await expect(inbox.log(customer.name).get_by_role("article", name="Robô").first).to_be_visible()
    await expect(inbox.log(customer.name).get_by_role("article").filter(has_text="Uma vez só")).to_have_count(1)

    await page.get_by_role("button", name="falhas ligadas").or_(page.get_by_role("button", name="falha ligada")).click()
    await panel.get_by_role("button", name="Desligar todas").click()
    await expect(panel.get_by_role("switch", name="Repetir avisos")).not_to_be_checked()
