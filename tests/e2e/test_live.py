"""What happens elsewhere is on the screen by itself, also after the connection was lost."""

import re

from playwright.async_api import expect

from tests.e2e.conftest import Visit
from tests.e2e.screens import Inbox
from tests.e2e.stack import CLINIC, OWNER, STAFF, Stack, token


async def test_nothing_is_missed_while_the_connection_is_lost(stack: Stack, visit: Visit):
    owner = stack.api(OWNER)
    business = owner.business(CLINIC)
    known, new = business.customer(f"Iolanda {token()}"), business.customer(f"Jandira {token()}")
    known.write("Estou aqui")
    inbox = Inbox(await visit(f"/t/{CLINIC}/inbox", owner))
    await inbox.open(known.name)
    await inbox.assume()
    await inbox.page.evaluate("window.wasNeverReloaded = true")

    await inbox.page.context.set_offline(True)
    await expect(inbox.page.get_by_text("Sem internet.")).to_be_visible()
    await inbox.say("Isto sai depois")
    await expect(inbox.page.get_by_role("status").get_by_text(re.compile("^Sai assim que"))).to_be_visible()
    for text in ("Primeira", "Segunda", "Terceira"):
        known.write(text)
    new.write("Cheguei enquanto você estava fora")
    inbox_of_staff = Inbox(await visit(f"/t/{CLINIC}/inbox", stack.api(STAFF)))
    await expect(inbox_of_staff.row(new.name)).to_be_visible()
    await expect(inbox_of_staff.row(known.name)).to_contain_text("Terceira")

    await inbox.page.context.set_offline(False)
    await expect(inbox.page.get_by_text("Sem internet.")).to_have_count(0)
    for text in ("Primeira", "Segunda", "Terceira", "Isto sai depois"):
        await expect(inbox.message(known.name, text)).to_be_visible()
    await expect(inbox.message(known.name, "Isto sai depois").get_by_role("img", name="Entregue")).to_be_visible()
    await expect(inbox.row(new.name)).to_be_visible()
    assert sum("Isto sai depois" in str(one) for one in known.heard()) == 1
    assert await inbox.page.evaluate("window.wasNeverReloaded")


async def test_two_people_see_each_other_take_a_conversation(stack: Stack, visit: Visit):
    owner, staff = stack.api(OWNER), stack.api(STAFF)
    customer = owner.business(CLINIC).customer(f"Karina {token()}")
    customer.write("Oi")
    mine, theirs = [Inbox(await visit(f"/t/{CLINIC}/inbox", one)) for one in (owner, staff)]
    for one in (mine, theirs):
        await one.open(customer.name)
    await theirs.assume()
    await expect(mine.owner).to_have_text("Camila Rocha está atendendo")
    await mine.assume()
    await expect(theirs.owner).to_have_text("Dra. Helena Prado está atendendo")
    await theirs.composer.fill("Deixa comigo")
    await expect(theirs.page.get_by_text("Ao enviar, ela passa para você.")).to_be_visible()
