"""The main job, as a newcomer meets it: a customer writes, is answered, and the staff sees it live, takes over, gives back."""

import json
from pathlib import Path

from playwright.async_api import expect

from tests.cli.program import atende
from tests.e2e.conftest import Visit
from tests.e2e.screens import Inbox, Phone, assert_nothing_secret_is_stored, sign_in, stored
from tests.e2e.stack import CLINIC, OWNER, Stack, number, token

PAYLOAD = Path(__file__).parents[1] / "providers" / "meta_whatsapp" / "payloads" / "inbound" / "text.json"


async def test_a_newcomer_writes_from_the_phone_on_the_screen_is_answered_takes_over_and_gives_back(stack: Stack, visit: Visit):
    page = await visit("/")
    await sign_in(page, stack, OWNER)
    await page.wait_for_url(f"**/t/{CLINIC}/inbox")
    inbox_page = await visit(f"/t/{CLINIC}/inbox", beside=page)
    inbox, name = Inbox(inbox_page), "Marina Souza"
    await expect(inbox.row("Carmem Lúcia")).to_be_visible()
    await inbox_page.evaluate("window.wasNeverReloaded = true")

    await page.get_by_role("link", name="Simulador").click()
    phone = Phone(page, name)
    await phone.write("Oi, boa tarde!")
    await phone.shows("Clínica Ipê")

    await inbox.open(name)
    await expect(inbox.message(name, "Oi, boa tarde!")).to_be_visible()
    await expect(inbox.owner).to_have_text("O robô está atendendo")

    await inbox.assume()
    await inbox.say("Oi, Marina! Aqui é a Helena.")
    await phone.shows("Oi, Marina! Aqui é a Helena.")
    await expect(inbox.message(name, "Aqui é a Helena").get_by_role("img", name="Lida")).to_be_visible()
    await phone.write("Obrigada, Helena!")
    await expect(inbox.message(name, "Obrigada, Helena!")).to_be_visible()

    await inbox.give_back()
    await phone.write("Qual é o endereço?")
    await phone.shows("Rua das Paineiras")
    await expect(inbox.log(name).get_by_text("Rua das Paineiras").last).to_be_visible()
    assert await inbox_page.evaluate("window.wasNeverReloaded")

    await inbox.assume()
    await inbox.composer.fill("Rascunho que fica")
    for one in (page, inbox_page):
        await assert_nothing_secret_is_stored(one, stack.password)
    assert "Rascunho que fica" in (await stored(inbox_page)).values()  # so that the storage is the one that is used


async def test_the_same_post_from_a_file_does_the_same(stack: Stack, visit: Visit, tmp_path: Path):
    name, sender = f"Joana {token()}", number()

    def replay(text: str) -> dict:
        body = json.loads(PAYLOAD.read_text())
        value = body["entry"][0]["changes"][0]["value"]
        value["contacts"][0] = {"profile": {"name": name}, "wa_id": sender}
        value["messages"][0] |= {"from": sender, "text": {"body": text}}
        del value["messages"][0]["from_user_id"]
        file = tmp_path / "payload.json"
        file.write_text(json.dumps(body))
        done = atende("replay", "--now", "--fresh", "--json", "--as", "+551130005500", str(file), env=stack.env, seconds=180)
        assert done.returncode == 0, done.stderr
        (line,) = done.stdout.splitlines()
        return json.loads(line)

    page = await visit(f"/t/{CLINIC}/inbox", stack.api(OWNER))
    inbox = Inbox(page)
    await expect(inbox.row("Carmem Lúcia")).to_be_visible()

    told = replay("Oi! Quanto custa a consulta?")
    assert (told["kind"], told["outcome"], told["tenant"]) == ("message", "stored", CLINIC), told
    await inbox.open(name)
    await expect(inbox.message(name, "Quanto custa a consulta?")).to_be_visible()
    await expect(inbox.log(name).get_by_role("article", name="Robô").first).to_be_visible()

    await inbox.assume()
    await inbox.say("Oi, Joana! Já te digo.")
    await expect(inbox.message(name, "Já te digo").get_by_role("img", name="Entregue")).to_be_visible()

    await inbox.give_back()
    assert replay("Qual é o endereço?")["outcome"] == "stored"
    await expect(inbox.log(name).get_by_text("Rua das Paineiras").last).to_be_visible()
