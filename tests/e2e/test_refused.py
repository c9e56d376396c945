"""Coming in when it does not go well: a password mistyped too often, a fingerprint that is taken back."""

import re

from playwright.async_api import CDPSession, Page, expect

from tests.e2e.conftest import Visit
from tests.e2e.stack import Business, Stack, token


def _hired(business: Business, stack: Stack) -> str:
    """The e-mail of somebody new in the team."""
    email = f"rui-{token()}@exemplo.com.br"
    stack.join(business.ask("POST", "invitations", {"email": email, "permissions": ["inbox"]})["link"], "Rui")
    return email


async def _sign_in(page: Page, email: str, password: str) -> int:
    """The status of the answer."""
    await page.get_by_label("E-mail").fill(email)
    await page.get_by_label("Senha", exact=True).fill(password)
    async with page.expect_response("**/api/auth/sign-in") as answer:
        await page.get_by_role("button", name="Entrar", exact=True).click()
    return (await answer.value).status


async def _finger(page: Page) -> tuple[CDPSession, str]:
    """The machine has a fingerprint reader, and nobody's finger is on it."""
    session = await page.context.new_cdp_session(page)
    await session.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True, "isUserVerified": False,
        "automaticPresenceSimulation": True,
    }  # fmt: skip
    made = await session.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    return session, made["authenticatorId"]


async def test_too_many_wrong_passwords_say_how_long_to_wait_and_the_right_one_opens_then(
    business: Business, stack: Stack, visit: Visit
):
    email = _hired(business, stack)
    page = await visit("/auth")
    for _ in range(8):
        assert await _sign_in(page, email, "outra-senha-qualquer") == 401
        await expect(page.get_by_role("alert")).to_have_text("E-mail ou senha não conferem.")
    assert await _sign_in(page, email, stack.password) == 429, "also with the right one"
    await expect(page.get_by_role("alert")).to_have_text(
        re.compile(r"^Muitas tentativas\. Tente de novo daqui a \d segundos?\.$")
    )
    await expect(page.get_by_label("E-mail")).to_have_value(email)
    while await _sign_in(page, email, stack.password) == 429:
        await page.wait_for_timeout(500)
    await page.wait_for_url(f"**/t/{business.slug}/inbox")


async def test_a_passkey_that_is_taken_back_says_nothing_and_leaves_everything_as_it_was(
    business: Business, stack: Stack, visit: Visit
):
    email = _hired(business, stack)
    page = await visit(stack.url.replace("127.0.0.1", "localhost") + "/auth")
    session, reader = await _finger(page)
    by_passkey = page.get_by_role("button", name="Usar chave de acesso")
    async with page.expect_response("**/api/auth/passkey/start"):
        await by_passkey.click()
    await expect(by_passkey).to_be_enabled()
    await expect(page.get_by_role("alert")).to_have_count(0)
    assert await _sign_in(page, email, stack.password) == 200
    await page.wait_for_url(f"**/t/{business.slug}/inbox")

    await page.goto("/me".join(page.url.split(f"/t/{business.slug}/inbox")))
    adding = page.get_by_role("button", name="Incluir chave de acesso")
    async with page.expect_response("**/api/me/passkeys/start"):
        await adding.click()
    await expect(adding).to_be_enabled()
    await expect(page.get_by_role("alert")).to_have_count(0)
    await expect(page.get_by_role("dialog")).to_have_count(0)
    await session.send("WebAuthn.setUserVerified", {"authenticatorId": reader, "isUserVerified": True})
    await adding.click()
    await expect(page.get_by_role("dialog", name="Incluir chave de acesso").get_by_label("Nome da chave")).to_be_visible()
