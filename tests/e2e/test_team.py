"""The team on the screen: what a person may do decides what is offered to them, and no offer ends in a refusal."""

from playwright.async_api import expect

from tests.e2e.conftest import Visit
from tests.e2e.stack import Business, Stack, token


def _colleague(business: Business, stack: Stack, *permissions: str) -> str:
    """The e-mail of a new member of the team who may do this."""
    email = f"bia-{token()}@exemplo.com.br"
    given = {"name": "Bia Colega", "email": email, "password": stack.password, "permissions": list(permissions)}
    business.ask("POST", "team", given)
    return email


async def test_who_answers_and_reads_the_audit_log_is_led_to_it(business: Business, stack: Stack, visit: Visit):
    page = await visit(f"/t/{business.slug}", stack.api(_colleague(business, stack, "inbox", "audit")))
    await page.wait_for_url(f"**/t/{business.slug}/inbox")
    await page.get_by_role("navigation", name="Principal").get_by_role("link", name="Ajustes").click()
    await expect(page.get_by_role("heading", name="Auditoria", level=1)).to_be_visible()
