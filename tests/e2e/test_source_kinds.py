"""What each kind of booking at Cal.com is here, said in a browser: chosen from what Cal.com lists, or typed."""

import secrets
from pathlib import Path
from typing import Any

import httpx
import pytest
from playwright.async_api import expect

from tests.e2e.agenda import set_up
from tests.e2e.conftest import Visit
from tests.e2e.stack import Business, Stack
from tests.e2e.test_access import check_both
from tests.flows.install import until


def _at_cal(stack: Stack, path: str, **body: Any) -> None:
    """Somebody says at the simulated Cal.com what can be booked."""
    token = (Path(stack.env["ATENDE_HOME"]) / "sandbox" / "control.token").read_text().strip()
    address = f"http://127.0.0.1:{int(stack.env['ATENDE_PORT']) + 1}"
    steer = {"Authorization": f"Bearer {token}"}
    answer = httpx.post(f"{address}/_twin/calcom/{path}", json=body, headers=steer, trust_env=False, timeout=60)
    assert answer.is_success, answer.text


@pytest.mark.parametrize("width", [1280, 390])
async def test_kinds_are_set_changed_and_taken_out(stack: Stack, visit: Visit, business: Business, width: int):
    made = await set_up(business)
    other = business.ask("POST", "services", {"name": "Festa"})["id"]
    business.ask("PUT", f"bookings/services/{other}", {"duration": 60})
    source = business.ask("POST", "bookings/sources", {"name": "Cal.com"})["id"]
    look = {"viewport": {"width": width, "height": 900}, "reduced_motion": "reduce"}
    page = await visit(f"/t/{business.slug}/settings/calendars", business.api, **look)
    card = page.get_by_role("region", name="O que cada reserva vira aqui")
    await expect(card.get_by_text("Ainda não dissemos o que as reservas viram")).to_be_visible()
    problems = await check_both(page, "no kinds")

    # Nobody asks Cal.com: it is typed, by the keyboard alone.
    await card.get_by_role("button", name="Definir um tipo").press("Enter")
    shown = page.get_by_role("dialog", name="O que um tipo de evento vira")
    await expect(shown.get_by_text("Com uma chave da API")).to_be_visible()
    await shown.get_by_role("button", name="Salvar").click()
    await expect(shown.get_by_text("Preencha este campo.")).to_have_count(2)
    problems += await check_both(page, "typed kind", "[role=dialog]")
    await shown.get_by_label("Tipo de evento no Cal.com").fill("https://cal.com/bruno/prova-de-bolo")
    await shown.get_by_label("Vira o serviço").select_option("Avaliação")
    await shown.get_by_label("Com quem").select_option("Dra. Lia")
    await shown.get_by_role("button", name="Salvar").press("Enter")
    await expect(shown).to_be_hidden()
    row = card.get_by_role("listitem").filter(has_text="prova-de-bolo")
    await expect(row.get_by_text("com Dra. Lia")).to_be_visible()
    assert _routes(business) == [("prova-de-bolo", made["service"], made["people"]["Dra. Lia"])]

    # Asked, Cal.com lists its kinds; the one that was typed has its name.
    key = f"cal_{secrets.token_hex(8)}"
    for title, slug, minutes in (("Prova de bolo", "prova-de-bolo", 30), ("Festa infantil", "festa-infantil", 120)):
        _at_cal(stack, f"accounts/{key}/event-types", title=title, slug=slug, minutes=minutes, id=len(slug))
    twin = f"http://127.0.0.1:{int(stack.env['ATENDE_PORT']) + 1}/calcom/v2"
    business.ask("PUT", f"bookings/sources/{source}/asking", {"api_key": key, "address": twin})
    await page.reload()
    row = card.get_by_role("listitem").filter(has_text="Prova de bolo")
    await expect(row).to_be_visible()
    await card.get_by_role("button", name="Definir um tipo").click()
    kind = shown.get_by_label("Tipo de evento no Cal.com")
    await expect(kind.get_by_role("option")).to_have_text(["Escolha", "Festa infantil · 120 min · festa-infantil"])
    await kind.select_option("Festa infantil · 120 min · festa-infantil")
    await shown.get_by_label("Vira o serviço").select_option("Festa")
    problems += await check_both(page, "listed kind", "[role=dialog]")
    await shown.get_by_role("button", name="Salvar").click()
    await expect(shown).to_be_hidden()
    await expect(card.get_by_role("listitem")).to_have_count(2)
    await card.get_by_label("Todas as outras viram").select_option("Avaliação")
    await expect(page.get_by_text("Salvo.").first).to_be_visible()
    problems += await check_both(page, "kinds")

    await row.get_by_role("button", name="Mudar o que Prova de bolo vira").click()
    changed = page.get_by_role("dialog", name="Mudar o que um tipo de evento vira")
    await expect(changed.get_by_label("Tipo de evento no Cal.com").locator("option:checked")).to_have_text(
        "Prova de bolo · 30 min · prova-de-bolo"
    )
    await changed.get_by_label("Com quem").select_option("Quem estiver livre")
    await changed.get_by_role("button", name="Salvar").click()
    await expect(changed).to_be_hidden()
    await expect(row.get_by_text("com Dra. Lia")).to_have_count(0)
    all_set = [("", made["service"], None), ("14", other, None), ("prova-de-bolo", made["service"], None)]
    assert _routes(business) == all_set

    # What cannot be listed can be typed; what is set already is not set twice.
    await expect(page.get_by_text("Perguntado ao Cal.com em")).to_be_visible()  # by the worker, whom the trouble is not for
    _at_cal(stack, "troubles", statuses=[502])
    await page.reload()
    await card.get_by_role("button", name="Definir um tipo").click()
    await expect(shown.get_by_text("O Cal.com não listou os tipos agora.")).to_be_visible()
    await shown.get_by_label("Tipo de evento no Cal.com").fill("14")
    await shown.get_by_label("Vira o serviço").select_option("Festa")
    await shown.get_by_role("button", name="Salvar").click()
    await expect(shown.get_by_text("Já está definido o que este tipo vira.")).to_be_visible()
    problems += await check_both(page, "twice", "[role=dialog]")
    await shown.get_by_role("button", name="Perguntar de novo").click()
    await expect(shown.get_by_role("button", name="Não está na lista? Escrever")).to_have_count(
        0
    )  # all are set: only others are typed
    await expect(shown.get_by_text("O Cal.com não listou os tipos agora.")).to_have_count(0)
    await shown.get_by_role("button", name="Cancelar").click()

    await row.get_by_role("button", name="Tirar Prova de bolo").press("Enter")
    await expect(card.get_by_role("listitem")).to_have_count(1)
    await expect(card.get_by_role("button", name="Definir um tipo")).to_be_focused()

    async def is_gone() -> bool:
        return _routes(business) == all_set[:2]

    await until(is_gone, what="the kind to be taken out")  # it is shown so before the server says the same
    assert not problems, "\n".join(problems)


def _routes(business: Business) -> list[tuple[str, str, str | None]]:
    (source,) = business.ask("GET", "bookings/sources")["items"]
    return [(one["event_type"], one["service_id"], one["professional_id"]) for one in source["routes"]]
