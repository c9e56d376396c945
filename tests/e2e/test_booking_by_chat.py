"""In the simulator on the screen, from a customer's first word to the reminder they answer, and what the team's agenda shows of it."""

from datetime import UTC, datetime, timedelta
from typing import Any

from playwright.async_api import expect

from tests.e2e.agenda import days_pass, set_up
from tests.e2e.conftest import Visit
from tests.e2e.screens import Phone
from tests.e2e.stack import Business, Stack, token
from tests.flows.install import until


def _agenda(business: Business) -> list[dict[str, Any]]:
    now = datetime.now(UTC)
    since, until = (f"{at:%Y-%m-%dT%H:%M:%SZ}" for at in (now - timedelta(days=1), now + timedelta(days=30)))
    return business.ask("GET", f"bookings/appointments?since={since}&until={until}")["items"]


async def test_from_the_first_word_to_the_reminder_answered(stack: Stack, visit: Visit, business: Business):
    await set_up(business)
    customer = business.customer(f"Célia {token()}")
    page = await visit(f"/t/{business.slug}/simulator", business.api)
    phone = Phone(page, customer.name)
    await phone.write("Oi! Queria marcar uma avaliação para depois de amanhã")
    await (
        phone.log.get_by_role("button", name="Ver opções").or_(phone.log.get_by_role("button", name="Ver horários")).last.click()
    )
    sheet = page.get_by_role("dialog")
    await sheet.get_by_role("radio").nth(3).check()
    await sheet.get_by_role("button", name="Enviar").click()

    async def is_booked() -> bool:
        return len(_agenda(business)) == 1

    await until(is_booked, what="the appointment")
    (booked,) = _agenda(business)
    at = booked["local_start"][11:16]
    await phone.shows(f"às {at}")

    await days_pass(stack, business, booked)
    confirm = phone.log.get_by_role("button", name="Confirmar")
    await expect(confirm).to_be_visible()
    await confirm.click()

    async def is_acknowledged() -> bool:
        return business.ask("GET", f"bookings/appointments/{booked['id']}")["acknowledged_at"] is not None

    await until(is_acknowledged, what="the answer in the agenda")
    agenda = await visit(f"/t/{business.slug}/agenda?day={booked['local_start'][:10]}", beside=page)
    await agenda.get_by_role("button", name=customer.name).first.click()
    panel = agenda.get_by_role("dialog")
    await expect(panel.get_by_text(customer.name).first).to_be_visible()
    await expect(panel.get_by_text("confirmou").first).to_be_visible()
