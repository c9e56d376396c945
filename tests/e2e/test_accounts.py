"""How people come in: by invitation, by code, by passkey, by a link when the password is forgotten; and out again, everywhere."""

import re
import time
from pathlib import Path

from playwright.async_api import Page, Route, expect
from pyotp.hotp import HOTP

from tests.accounts.mailbox import letters, text
from tests.e2e.conftest import Visit
from tests.e2e.stack import Api, Business, Stack, token
from tests.e2e.test_access import check_both
from tests.flows.install import until
from tests.providers.supabase.gotrue import GoTrue

PASSWORD, OTHER = "girassol-no-quintal", "tulipa-na-varanda"


def _named(stack: Stack, path: str = "") -> str:
    """The install by a name: browsers bind passkeys to names, not to bare addresses."""
    return stack.url.replace("127.0.0.1", "localhost") + path


async def _link(stack: Stack, email: str, path: str, subject: str = "") -> str:
    """The link to this page of the newest mail with one to this person, as a worker wrote it into the install's folder."""
    folder = Path(stack.env["ATENDE_HOME"]) / "mail"

    def found() -> list[str]:
        mails = [one for one in letters(email, folder) if subject in one["Subject"]]
        return [link for one in mails for link in re.findall(rf"https?://[^/]+{path}#\S+", text(one))]

    async def is_there() -> bool:
        return len(found()) > 0

    await until(is_there, what="the mail")
    return found()[-1].replace("127.0.0.1", "localhost")


async def _sign_in(page: Page, email: str, password: str) -> None:
    await page.get_by_label("E-mail").fill(email)
    await page.get_by_label("Senha", exact=True).fill(password)
    await page.get_by_role("button", name="Entrar", exact=True).click()


async def _sign_out(page: Page) -> None:
    await page.get_by_role("button", name=re.compile("^Sua conta")).click()
    await page.get_by_role("menuitem", name="Sair").click()
    await page.wait_for_url("**/auth")


async def _authenticator(page: Page) -> None:
    """The machine has a fingerprint reader that always says yes."""
    session = await page.context.new_cdp_session(page)
    await session.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    await session.send("WebAuthn.addVirtualAuthenticator", {"options": options})


async def test_from_the_invitation_to_signing_out_everywhere(business: Business, stack: Stack, visit: Visit):
    email = f"nina-{token()}@exemplo.com.br"
    team = await visit(f"/t/{business.slug}/settings/team", business.api)
    await team.get_by_role("button", name="Convidar por e-mail").click()
    dialog = team.get_by_role("dialog", name="Convidar por e-mail")
    await dialog.get_by_label("E-mail").fill(email)
    await dialog.get_by_role("button", name="Criar o link").click()
    # This install has no mail server, so the link is shown, once, to be handed over.
    handed = team.get_by_role("dialog", name=f"Link de convite para {email}")
    await expect(handed.get_by_role("textbox", name="Link do convite")).to_have_value(re.compile("/auth/invitation#"))
    await handed.get_by_role("button", name="Já entreguei").click()
    waiting = team.get_by_role("list", name="Convites pendentes")
    await expect(waiting.get_by_text(email)).to_be_visible()

    page = await visit(await _link(stack, email, "/auth/invitation"))
    await _authenticator(page)
    await expect(page.get_by_text(business.name)).to_be_visible()
    await page.get_by_label("Seu nome").fill("Nina Nova")
    await page.get_by_label("Escolha uma senha").fill(PASSWORD)
    await page.get_by_role("button", name="Aceitar convite").click()
    await page.wait_for_url(f"**/t/{business.slug}/inbox")
    await team.reload()
    await expect(team.get_by_text("Nina Nova")).to_be_visible()
    await expect(waiting).to_have_count(0)

    await page.goto(_named(stack, "/me"))
    await page.get_by_role("button", name="Ligar", exact=True).click()
    setup = page.get_by_role("dialog", name="Ligar a verificação em duas etapas")
    await expect(setup.get_by_role("img", name=re.compile("QR"))).to_be_visible()
    secret = (await setup.locator("[data-secret]").inner_text()).replace(" ", "")
    step = int(time.time()) // 30
    await setup.get_by_label(re.compile("^Código de 6")).fill(HOTP(secret).at(step))
    await setup.get_by_role("button", name="Confirmar e ligar").click()
    codes = page.get_by_role("dialog", name="Códigos de reserva")
    await expect(codes.get_by_role("listitem")).to_have_count(10)
    first = await codes.get_by_role("listitem").all_inner_texts()
    await page.keyboard.press("Escape")  # they are shown once: no slip of a finger takes them away
    await expect(codes.get_by_role("listitem")).to_have_count(10)
    await codes.get_by_role("button", name="Já guardei").click()
    await expect(page.get_by_text("Restam 10 códigos de reserva.")).to_be_visible()
    await page.get_by_role("button", name="Novos códigos").click()
    await page.keyboard.press("Escape")
    await expect(page.get_by_role("dialog")).to_have_count(0)
    await page.get_by_role("button", name="Novos códigos").click()
    await page.get_by_role("dialog", name="Criar novos códigos de reserva?").get_by_role("button", name="Novos códigos").click()
    await expect(codes.get_by_role("listitem")).to_have_count(10)
    recovery = await codes.get_by_role("listitem").all_inner_texts()
    assert not set(recovery) & set(first)
    await page.keyboard.press("Escape")
    await codes.get_by_role("button", name="Já guardei").click()

    await _sign_out(page)
    await _sign_in(page, email, PASSWORD)
    await page.get_by_label("Código", exact=True).fill("000000")
    await page.get_by_role("button", name="Entrar", exact=True).click()
    await expect(page.get_by_role("alert")).to_have_text("O código não confere ou já foi usado.")
    await page.get_by_label("Código", exact=True).fill(HOTP(secret).at(max(step + 1, int(time.time()) // 30)))
    await page.get_by_role("button", name="Entrar", exact=True).click()
    await page.wait_for_url(f"**/t/{business.slug}/inbox")

    await page.goto(_named(stack, "/me"))
    await page.get_by_role("button", name="Incluir chave de acesso").click()
    naming = page.get_by_role("dialog", name="Incluir chave de acesso")
    await naming.get_by_label("Nome da chave").fill("Notebook da recepção")
    await naming.get_by_role("button", name="Salvar").click()
    keys = page.get_by_role("list", name="Chaves de acesso")
    await expect(keys.get_by_text("Notebook da recepção")).to_be_visible()
    await _sign_out(page)
    await page.get_by_role("button", name="Usar chave de acesso").click()
    await page.wait_for_url(f"**/t/{business.slug}/inbox")

    await page.goto(_named(stack, "/me"))
    await expect(keys.get_by_text(re.compile("usada em"))).to_be_visible()
    sessions = page.get_by_role("list", name="Onde você está conectado")
    await expect(sessions.get_by_text("este aparelho")).to_be_visible()
    elsewhere = await visit(_named(stack, "/auth"))
    await _sign_in(elsewhere, email, PASSWORD)
    await elsewhere.get_by_role("button", name="Usar código de reserva").click()
    await elsewhere.get_by_label("Código de reserva").fill(recovery[3])
    await elsewhere.get_by_role("button", name="Entrar", exact=True).click()
    await elsewhere.wait_for_url(f"**/t/{business.slug}/inbox")
    await page.reload()
    await expect(sessions.get_by_role("listitem")).to_have_count(2)
    await page.get_by_role("button", name="Sair de todos").click()
    await page.get_by_role("dialog").get_by_role("button", name="Sair de todos").click()
    await page.wait_for_url("**/auth")
    # The other window is told by the stream it listens to, within seconds (S36).
    await elsewhere.wait_for_url("**/auth?*")

    # After too many wrong codes the password is asked for again, and said so: there is no link here that could be asked for anew.
    await _sign_in(page, email, PASSWORD)
    for n in range(6):
        await page.get_by_label("Código", exact=True).fill(f"00000{n}")
        await page.get_by_role("button", name="Entrar", exact=True).click()
        if n < 5:
            await expect(page.get_by_label("Código", exact=True)).to_have_value("")
    await expect(page.get_by_role("alert")).to_contain_text("Foram códigos errados demais")
    assert not await check_both(page, "second step, over")
    await page.get_by_role("button", name="Voltar ao início").press("Enter")
    await expect(page.get_by_label("Senha", exact=True)).to_be_visible()


async def test_a_forgotten_password_is_replaced_by_mail(business: Business, stack: Stack, visit: Visit):
    email = business.api.me["user"]["email"]
    page = await visit("/auth")
    await page.get_by_role("link", name="Esqueci a senha").click()
    await expect(page.get_by_role("button", name="Enviar link")).to_be_visible()  # the page before has an e-mail field too
    await page.get_by_label("E-mail").fill(email)
    await page.get_by_role("button", name="Enviar link").click()
    await expect(page.get_by_role("status")).to_contain_text(email)
    await page.goto(await _link(stack, email, "/auth/reset"))
    await page.get_by_label("Senha nova").fill("curta")
    await page.get_by_role("button", name="Salvar nova senha").click()
    await expect(page.get_by_role("alert")).to_have_text("A senha é curta demais.")
    await page.get_by_label("Senha nova").fill(OTHER)
    await page.get_by_role("button", name="Salvar nova senha").click()
    await expect(page.get_by_role("heading", name="Senha trocada")).to_be_visible()
    await page.get_by_role("link", name="Entrar").click()
    await _sign_in(page, email, OTHER)  # at once: no other form stands there for a moment and swallows it
    await page.wait_for_url(f"**/t/{business.slug}/inbox")


async def test_a_business_that_asks_for_a_second_factor_leads_its_people_to_one(business: Business, stack: Stack, visit: Visit):
    page = await visit(f"/t/{business.slug}/settings/team", business.api)
    await page.get_by_role("switch", name="Exigir verificação em duas etapas").click()
    await expect(page.get_by_role("alert")).to_contain_text("Ligue antes a sua própria verificação em duas etapas.")
    await page.goto("/me")
    await page.get_by_role("button", name="Ligar", exact=True).click()
    secret = (await page.locator("[data-secret]").inner_text()).replace(" ", "")
    await page.get_by_label(re.compile("^Código de 6")).fill(HOTP(secret).at(int(time.time()) // 30))
    await page.get_by_role("button", name="Confirmar e ligar").click()
    await page.get_by_role("button", name="Já guardei").click()
    await page.goto(f"/t/{business.slug}/settings/team")
    switch = page.get_by_role("switch", name="Exigir verificação em duas etapas")
    ana = business.ask("POST", "invitations", {"email": f"ana-{token()}@exemplo.com.br", "permissions": []})
    stack.join(ana["link"], "Ana")
    await switch.click()
    asked = page.get_by_role("dialog", name="Exigir verificação em duas etapas?")
    await expect(asked.get_by_text("1 pessoa ainda não tem segunda etapa.")).to_be_visible()
    await asked.get_by_role("button", name="Exigir").click()
    await expect(switch).to_be_checked()

    email = f"bia-{token()}@exemplo.com.br"
    invited = business.ask("POST", "invitations", {"email": email, "permissions": ["inbox"]})
    stack.join(invited["link"], "Bia")
    theirs = await visit("/auth")
    await _sign_in(theirs, email, stack.password)
    await theirs.wait_for_url("**/me?why=second_factor")
    await expect(theirs.get_by_text("Esta empresa exige verificação em duas etapas.")).to_be_visible()


async def test_an_account_elsewhere_is_connected_opens_and_is_let_go(
    business: Business, stack: Stack, visit: Visit, elsewhere: GoTrue
):
    elsewhere.is_now(f"nina-{token()}@exemplo.com.br")
    me = await visit("/me", business.api)
    await me.get_by_role("button", name="Conectar Google").click()
    await me.get_by_role("link", name="Cancel").click()
    await expect(me.get_by_role("alert")).to_have_text("A entrada foi cancelada no outro serviço. Nada mudou aqui.")
    await me.get_by_role("link", name="Voltar para a sua conta").click()
    await me.get_by_role("button", name="Conectar Google").click()
    await me.get_by_role("link", name=f"Continue as {elsewhere.email}").click()
    await me.wait_for_url("**/me")
    accounts = me.get_by_role("list", name="Outras formas de entrar")
    await expect(accounts.get_by_text(elsewhere.email)).to_be_visible()

    page = await visit(f"/t/{business.slug}/custody")
    await page.wait_for_url("**/auth?*")
    await page.get_by_role("button", name="Entrar com Google").click()
    await page.get_by_role("link", name=f"Continue as {elsewhere.email}").click()
    await page.wait_for_url(f"**/t/{business.slug}/custody")

    await me.get_by_role("button", name=f"Desconectar {elsewhere.email}").click()
    await me.get_by_role("dialog").get_by_role("button", name="Desconectar").click()
    await expect(accounts).to_have_count(0)


async def test_whoever_has_no_other_way_in_is_told_how_to_get_one(stack: Stack, visit: Visit, elsewhere: GoTrue):
    elsewhere.is_now(f"rui-{token()}@exemplo.com.br")
    page = await visit("/auth")
    await page.get_by_role("button", name="Entrar com Google").click()
    await page.get_by_role("link", name=f"Continue as {elsewhere.email}").click()
    await expect(page.get_by_text("Você ainda não está em nenhuma empresa")).to_be_visible()
    await page.goto("/me")
    await expect(page.get_by_text(re.compile("^É a única forma de entrar"))).to_be_visible()
    await expect(page.get_by_role("button", name=re.compile("^Desconectar"))).to_have_count(0)
    await page.get_by_role("link", name="Criar uma senha").click()
    await expect(page.get_by_role("button", name="Enviar link")).to_be_visible()


async def _proves_mailbox(stack: Stack, api: Api) -> None:
    """The person has chosen the same password once more, by a link that was mailed to them; their session has ended."""
    api.ask("POST", "/api/auth/forgotten", {"email": api.me["user"]["email"]})
    link = await _link(stack, api.me["user"]["email"], "/auth/reset")
    api.ask("POST", "/api/auth/reset", {"token": link.partition("#")[2], "password": stack.password})


async def test_an_email_is_changed_by_its_person_and_taken_back_by_the_former_mailbox(
    business: Business, stack: Stack, visit: Visit
):
    former, wanted = business.api.me["user"]["email"], f"nova-{token()}@exemplo.com.br"
    await _proves_mailbox(stack, business.api)
    page = await visit("/me", stack.api(former))
    await page.get_by_role("button", name="Trocar e-mail").click()
    await page.get_by_label("Novo e-mail").fill(wanted)
    await page.get_by_label("Sua senha", exact=True).fill(stack.password)
    await page.get_by_role("button", name="Enviar link").click()
    await expect(page.get_by_role("dialog")).to_have_count(0)

    link = (await _link(stack, wanted, "/auth/email")).replace("localhost", "127.0.0.1")
    elsewhere = await visit(link)  # where nobody is signed in, the link changes nothing
    await elsewhere.get_by_role("link", name="Entrar").click()
    await elsewhere.wait_for_url("**/auth?next=%2Fauth%2Femail#*")  # the token is in no address that a server sees
    await elsewhere.reload()
    await _sign_in(elsewhere, former, stack.password)
    await expect(elsewhere.get_by_text(f"Você entrou como {former}.")).to_be_visible()
    await elsewhere.get_by_role("button", name="Confirmar").click()
    await expect(elsewhere.get_by_role("status")).to_contain_text(wanted)
    await page.reload()
    await page.wait_for_url("**/auth?*")  # the session that asked has ended

    await elsewhere.goto((await _link(stack, former, "/auth/email/undo", "Seu e-mail mudou")).replace("localhost", "127.0.0.1"))

    async def with_an_old_passkey(route: Route) -> None:
        answer = await route.fetch()
        said = await answer.json()
        said["left"]["passkeys"] = 1
        await route.fulfill(response=answer, json=said)

    await elsewhere.route("**/api/auth/email/undo", with_an_old_passkey)
    await elsewhere.get_by_role("button", name="Ficar com a minha conta").click()
    await expect(elsewhere.get_by_role("status")).to_contain_text(former)
    async with elsewhere.expect_popup() as opened:
        await elsewhere.get_by_role("link", name="ver as chaves de acesso").click()
    await (await opened.value).wait_for_url("**/auth?next=%2Fme")  # until there is a password
    await elsewhere.get_by_role("link", name="Escolher nova senha").click()
    await elsewhere.get_by_label("Senha nova").fill(OTHER)
    await elsewhere.get_by_role("button", name="Salvar nova senha").click()
    await elsewhere.get_by_role("link", name="Entrar").click()
    await _sign_in(elsewhere, former, OTHER)
    await elsewhere.wait_for_url(f"**/t/{business.slug}/inbox")
