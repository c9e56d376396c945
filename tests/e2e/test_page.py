"""The public page on a phone: a stranger books, moves and cancels, however the network is; and the owner switches it on."""

import base64
import os
import re
import uuid
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from playwright.async_api import Page, Route, expect

from tests.e2e.conftest import Visit
from tests.e2e.screens import Phone
from tests.e2e.stack import Business, token
from tests.e2e.test_access import check_both

PHONE = {"viewport": {"width": 390, "height": 800}, "has_touch": True, "is_mobile": True, "reduced_motion": "reduce"}
_WEEK = [{"weekday": day, "opens": "08:00", "closes": "18:00"} for day in range(7)]
# A picture, drawn by the browser: base64 of a PNG.
_DRAWN = """() => {
    const canvas = document.createElement('canvas')
    canvas.width = 1600
    canvas.height = 1000
    const paper = canvas.getContext('2d')
    paper.fillStyle = '#0e5a66'
    paper.fillRect(0, 0, 1600, 1000)
    paper.fillStyle = '#f2c14e'
    paper.fillRect(500, 300, 600, 400)
    return canvas.toDataURL('image/png').split(',')[1]
}"""
_BOOK = re.compile(r"/api/public/bookings/pages/[^/]+/appointments$")


def open_page(business: Business, people: tuple[str, ...] = ("Dra. Lia", "Dr. Rui"), **page: Any) -> str:
    """A clinic with two services whose page is on; the page's path."""
    if stores := business.ask("GET", "stores")["items"]:
        business.ask("PATCH", f"stores/{stores[0]['id']}", {"hours": {"weekly": _WEEK}})
    else:
        business.ask("POST", "stores", {"name": "Centro", "phone": "(11) 3333-4444", "hours": {"weekly": _WEEK}})
    for name in people:
        business.ask("POST", "professionals", {"name": name})
    for name, cents in (("Avaliação", None), ("Clareamento", 45000)):
        service = business.ask("POST", "services", {"name": name, "price_cents": cents, "currency": "BRL"})["id"]
        business.ask("PUT", f"bookings/services/{service}", {"duration": 60, "step": 60, "cancel_notice": 30})
    slug = f"clinica-{uuid.uuid4().hex[:10]}"
    business.ask("PUT", "bookings/page", {"is_on": True, "slug": slug, "color": "#8a2be2", **page})
    return f"/b/{slug}"


def _booked(business: Business) -> list[dict[str, Any]]:
    since = datetime.now(UTC).date().isoformat()
    until = (datetime.now(UTC) + timedelta(days=60)).date().isoformat()
    return business.ask("GET", f"bookings/appointments?since={since}T00:00:00Z&until={until}T00:00:00Z")["items"]


async def picture(page: Page, name: str) -> None:
    """Kept when somebody wants to look: PAGE_PICTURES names the folder."""
    if folder := os.environ.get("PAGE_PICTURES"):
        await page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)


async def _choose_time(page: Page) -> str:
    """The last time of the second day; what it says."""
    await page.get_by_role("list", name="Dias com horário livre").get_by_role("button").nth(1).click()
    time = page.get_by_role("region", name=re.compile("^Horários de")).get_by_role("button").last
    said = await time.inner_text()
    await time.click()
    return said


async def fill(page: Page) -> None:
    await page.get_by_label("Nome completo").fill("Joana Prado")
    await page.get_by_label("Celular com DDD").fill("(11) 98765-4321")
    await page.get_by_role("checkbox", name=re.compile("^Concordo")).check()


async def test_a_stranger_books_moves_and_cancels_on_a_phone(visit: Visit, business: Business):
    path = open_page(business, intro={"pt-BR": "Atendemos com hora marcada."})
    page = await visit(path, **PHONE)
    problems: list[str] = []

    async def look(step: str) -> None:
        problems.extend(await check_both(page, step))
        await picture(page, step)

    await expect(page.get_by_role("heading", name="O que você quer agendar?")).to_be_visible()
    await expect(page.get_by_text("R$ 450,00")).to_be_visible()
    await look("services")
    await page.get_by_role("button", name=re.compile("^Avaliação")).click()
    await expect(page.get_by_role("heading", name="Com quem?")).to_be_focused()
    await look("people")
    await page.get_by_role("button", name=re.compile("^Dra. Lia")).click()
    await expect(page.get_by_role("list", name="Dias com horário livre")).to_be_visible()
    await look("times")
    said = await _choose_time(page)
    await expect(page.get_by_role("heading", name="Seus dados")).to_be_focused()
    await page.get_by_role("button", name="Agendar", exact=True).click()
    await expect(page.get_by_text("Escreva seu nome.")).to_be_visible()
    await expect(page.get_by_label("Nome completo")).to_be_focused()
    await look("details")
    await page.go_back()  # the browser's own way back is a step, and what was typed stays
    await expect(page.get_by_role("heading", name="Quando?")).to_be_focused()
    await page.go_forward()
    await fill(page)
    await page.get_by_role("button", name="Agendar", exact=True).dblclick()
    await expect(page.get_by_role("heading", name="Agendado!")).to_be_focused()
    await expect(page).to_have_url(re.compile(r"/b/-/[\w-]{60,}$"))
    await expect(page.get_by_text("Com Dra. Lia")).to_be_visible()
    await expect(page.locator("time")).to_contain_text(said)
    await look("booked")
    [made] = _booked(business)
    assert (made["source"], made["state"], made["contact_name"]) == ("page", "confirmed", "Joana Prado")
    assert await page.context.cookies() == []

    await page.reload()
    await expect(page.get_by_role("heading", name="Seu agendamento")).to_be_visible()
    calendar = await page.get_by_role("link", name="Pôr na minha agenda").get_attribute("href")
    assert (await (await page.request.get(str(calendar))).text()).startswith("BEGIN:VCALENDAR")
    await page.get_by_role("button", name="Remarcar").click()
    await page.get_by_role("region", name=re.compile("^Horários de")).get_by_role("button").first.click()
    await page.get_by_label("Quer dizer por quê?").fill("Consulta no trabalho")
    await look("moving")
    await page.get_by_role("button", name=re.compile("^Remarcar para")).click()
    await expect(page.get_by_text("Remarcado.")).to_be_visible()
    await expect(page.locator("time")).not_to_contain_text(said)
    await page.get_by_role("button", name="Cancelar agendamento").click()
    await page.get_by_label("Quer dizer por quê?").fill("Vou viajar")
    await look("cancelling")
    await page.get_by_role("button", name="Sim, cancelar").click()
    await expect(page.get_by_role("heading", name="Cancelado")).to_be_focused()
    await look("cancelled")
    [gone] = _booked(business)
    history = business.ask("GET", f"bookings/appointments/{gone['id']}")["history"]
    assert gone["state"] == "cancelled"
    assert [one["reason"] for one in history] == ["", "Consulta no trabalho", "Vou viajar"]
    await page.get_by_role("link", name="Agendar outro horário").click()
    await expect(page.get_by_role("heading", name="O que você quer agendar?")).to_be_visible()
    await page.goto("/b/nunca-houve")
    await expect(page.get_by_role("heading", name="Página não encontrada")).to_be_visible()
    await look("missing")
    assert not problems, "\n".join(problems)


async def test_who_asks_for_it_is_told_on_the_phone_and_the_link_opens_there(visit: Visit, business: Business):
    customer = business.customer(f"Elisa {token()}")
    window = await visit(f"/t/{business.slug}/simulator", business.api)
    phone = Phone(window, customer.name)
    await phone.write("Oi")
    await phone.shows(business.name)
    page = await visit(open_page(business, people=("Dra. Lia",), sends_receipts=True), **PHONE)
    await page.get_by_role("button", name=re.compile("^Avaliação")).click()
    said = await _choose_time(page)
    await fill(page)
    await page.get_by_label("Celular com DDD").fill(customer.phone)
    told = page.get_by_role("checkbox", name=re.compile("por WhatsApp"))
    await expect(told).not_to_be_checked()
    await told.check()
    await picture(page, "details-told")
    assert not (found := await check_both(page, "details")), "\n".join(found)
    await page.get_by_role("button", name="Agendar", exact=True).click()
    await expect(page.get_by_role("heading", name="Agendado!")).to_be_visible()
    await phone.shows("Foi marcado um horário com este número")
    [made] = _booked(business)
    heard = next(one for one in reversed(customer.heard()) if "/b/-/" in str(one))
    link = re.findall(r"/b/-/[\w-]{60,}", str(heard))[0]
    own = await visit(link, **PHONE)
    await expect(own.locator("time")).to_contain_text(said)
    on, appointment = made["starts_at"][:10], made["id"]
    agenda = await visit(f"/t/{business.slug}/agenda?day={on}&appointment={appointment}", business.api)
    await expect(agenda.get_by_role("heading", name="Aviso do agendamento pela página")).to_be_visible()
    await picture(agenda, "agenda-told")


async def test_the_owner_gives_the_page_a_cover_and_prints_its_card(visit: Visit, business: Business):
    path = open_page(business)
    page = await visit(f"/t/{business.slug}/settings/page", business.api)
    await expect(page.get_by_role("img", name="Código QR da página")).to_be_visible()
    card = await page.get_by_role("link", name=re.compile("^Baixar cartão")).get_attribute("href")
    assert business.name in await (await page.request.get(str(card))).text()
    await page.locator("input[type=file]").set_input_files({"name": "nada.txt", "mimeType": "text/plain", "buffer": b"nada"})
    await expect(page.get_by_text("Esta imagem não pode ser lida")).to_be_visible()
    drawn = await page.evaluate(_DRAWN)
    await page.locator("input[type=file]").set_input_files(
        {"name": "fachada.png", "mimeType": "image/png", "buffer": base64.b64decode(drawn)}
    )
    await expect(page.get_by_role("button", name="Tirar a imagem")).to_be_visible()
    await page.get_by_role("checkbox", name="Oferecer o aviso na página").check()
    await expect(page.get_by_label(re.compile("^Modelo de"))).to_be_visible()
    await picture(page, "settings-share")
    assert not (found := await check_both(page, "settings")), "\n".join(found)
    await page.get_by_role("button", name="Salvar").click()
    await expect(page.get_by_text("Página salva.", exact=True)).to_be_visible()
    public = await visit(path, **PHONE)
    cover = public.locator("img.cover")
    await expect(cover).to_be_visible()
    assert await cover.evaluate("(one) => [one.naturalWidth, one.naturalHeight]") == [1200, 630]
    assert await public.locator('meta[property="og:image"]').get_attribute("content")
    await picture(public, "cover")
    assert not (found := await check_both(public, "cover")), "\n".join(found)
    await page.get_by_role("button", name="Tirar a imagem").click()
    await expect(page.get_by_role("button", name="Escolher imagem")).to_be_visible()


async def test_a_script_that_is_lost_and_slow_answers_are_said(visit: Visit, business: Business):
    path = open_page(business, people=("Dra. Lia",))
    page = await visit("/", **PHONE)
    await page.route(re.compile(r"/assets/booking.*\.js"), lambda route: route.abort())
    await page.goto(path)
    await expect(page.get_by_role("alert")).to_contain_text("A página não carregou inteira.")
    await page.unroute(re.compile(r"/assets/booking.*\.js"))
    await page.get_by_role("link", name="Tentar de novo").click()
    lost: list[str] = []

    async def lose(route: Route) -> None:
        if len(lost) < 4:
            lost.append(route.request.url)
            await route.abort("connectionreset")
        else:
            await route.continue_()

    await page.route(re.compile(r"/slots\?"), lose)
    await page.get_by_role("button", name=re.compile("^Avaliação")).click()
    await expect(page.get_by_text("A conexão está lenta. Tentando de novo…")).to_be_visible()
    await expect(page.get_by_role("alert")).to_contain_text("Sem resposta da internet")
    await page.get_by_role("button", name="Tentar de novo").click()
    await expect(page.get_by_role("list", name="Dias com horário livre")).to_be_visible()


async def test_an_answer_that_is_lost_on_the_way_books_once(visit: Visit, business: Business):
    page = await visit(open_page(business, people=("Dra. Lia",)), **PHONE)
    lost: list[int] = []

    async def lose(route: Route) -> None:
        answer = await route.fetch()
        if answer.status == 201 and len(lost) < 2:
            lost.append(answer.status)  # it was booked, and nobody hears of it
            await route.abort("connectionreset")
        else:
            await route.fulfill(response=answer)

    await page.route(_BOOK, lose)
    await page.get_by_role("button", name=re.compile("^Avaliação")).click()
    await _choose_time(page)
    await fill(page)
    await page.get_by_role("button", name="Agendar", exact=True).click()
    await expect(page.get_by_role("heading", name="Agendado!")).to_be_visible()
    assert lost == [201, 201]
    assert len(_booked(business)) == 1


async def test_without_a_network_what_was_typed_stays_and_the_next_try_books(visit: Visit, business: Business):
    page = await visit(open_page(business, people=("Dra. Lia",)), **PHONE)
    await page.get_by_role("button", name=re.compile("^Avaliação")).click()
    await _choose_time(page)
    await fill(page)
    await page.context.set_offline(True)
    await page.get_by_role("button", name="Agendar", exact=True).click()
    await expect(page.get_by_role("alert")).to_contain_text("nada é agendado duas vezes")
    await picture(page, "offline")
    await page.context.set_offline(False)
    await page.get_by_role("button", name="Tentar de novo").click()
    await expect(page.get_by_role("heading", name="Agendado!")).to_be_visible()
    assert len(_booked(business)) == 1


async def test_a_time_that_went_to_somebody_else_is_answered_with_others(visit: Visit, business: Business):
    path = open_page(business, people=("Dra. Lia",))
    first, second = [await visit(path, **PHONE) for _ in range(2)]
    for page in (first, second):
        await page.get_by_role("button", name=re.compile("^Avaliação")).click()
        await _choose_time(page)
        await fill(page)
    await first.get_by_role("button", name="Agendar", exact=True).click()
    await expect(first.get_by_role("heading", name="Agendado!")).to_be_visible()
    await second.get_by_role("button", name="Agendar", exact=True).click()
    await expect(second.get_by_role("alert")).to_have_text("Este horário acabou de ser ocupado.")
    await picture(second, "taken")
    assert not (found := await check_both(second, "taken")), "\n".join(found)
    await second.get_by_role("list", name="Outros horários perto desse:").get_by_role("button").first.click()
    await expect(second.get_by_label("Nome completo")).to_have_value("Joana Prado")
    await second.get_by_role("button", name="Agendar", exact=True).click()
    await expect(second.get_by_role("heading", name="Agendado!")).to_be_visible()
    assert len({one["starts_at"] for one in _booked(business)}) == 2


async def test_somebody_elsewhere_reads_it_in_english_by_the_stores_clock(visit: Visit, business: Business):
    path = open_page(business, people=("Dra. Lia",))
    page = await visit(f"{path}/dra-lia", **PHONE, locale="en-GB", timezone_id="Europe/Lisbon")
    await expect(page.get_by_role("heading", name="Dra. Lia")).to_be_visible()
    assert await page.locator("html").get_attribute("lang") == "en"
    await page.get_by_role("button", name=re.compile("^Avaliação")).click()
    zone = page.get_by_text(re.compile("^Times are Brasilia Standard Time: at "))
    await expect(zone).to_be_visible()
    there, here = re.findall(r"\d\d:\d\d", await zone.inner_text())
    ahead = (int(here[:2]) - int(there[:2])) % 24
    assert ahead in (3, 4), "Lisbon's clock beside Brasilia's, in its winter and its summer"
    await page.get_by_role("region", name=re.compile("^Times on")).get_by_role("button", name="17:00").first.click()
    await expect(page.get_by_text("By your clock")).to_contain_text(f"{17 + ahead}:00")
    await page.get_by_label("Full name").fill("John Doe")
    await page.get_by_label("Mobile number").fill("+351 912 345 678")
    await page.get_by_role("checkbox").check()
    await page.get_by_role("button", name="Book", exact=True).press("Enter")
    await expect(page.get_by_role("heading", name="Booked!")).to_be_visible()
    await expect(page.locator("time")).to_contain_text("17:00")
    await picture(page, "english")
    await page.get_by_role("link", name="Português").click()
    await expect(page.get_by_role("heading", name="Seu agendamento")).to_be_visible()


async def test_what_is_online_asks_for_no_store_and_says_so(visit: Visit, business: Business):
    path = open_page(business, people=("Dra. Lia",))
    business.ask("POST", "stores", {"name": "Sul", "hours": {"weekly": _WEEK}})
    service = business.ask("POST", "services", {"name": "Orientação", "currency": "BRL"})["id"]
    business.ask("PUT", f"bookings/services/{service}", {"duration": 60, "step": 60, "place": "online"})
    page = await visit(path, **PHONE)
    await page.get_by_role("button", name=re.compile("^Orientação.*Online")).click()
    await expect(page.locator("dl.choice")).to_contain_text("Online")
    await _choose_time(page)
    await fill(page)
    await page.get_by_role("button", name="Agendar", exact=True).click()
    await expect(page.get_by_role("heading", name="Agendado!")).to_be_visible()
    await expect(page.locator(".ticket")).to_contain_text("Online")
    (booked,) = _booked(business)
    assert (booked["service_name"], booked["store_id"]) == ("Orientação", None)
    assert not (found := await check_both(page, "online")), "\n".join(found)


async def test_the_owner_switches_the_page_on(visit: Visit, business: Business):
    path = open_page(business, is_on=False)
    page = await visit(f"/t/{business.slug}/settings/page", business.api)
    await expect(page.get_by_text("A página está fora do ar")).to_be_visible()
    await page.get_by_role("switch").click()
    await page.get_by_label("Nome curto").fill("Não pode")
    await page.get_by_role("button", name="Salvar").click()
    await expect(page.get_by_text("De 3 a 60").first).to_be_visible()
    slug = path.removeprefix("/b/") + "-nova"
    await page.get_by_label("Nome curto").fill(slug)
    await page.get_by_label("Domínio próprio").fill("agenda.exemplo.com.br")
    await page.get_by_label("Apresentação", exact=True).fill("Bem-vindo!")
    await page.get_by_role("button", name="Salvar").click()
    await expect(page.get_by_role("textbox", name="Nome do registro")).to_have_value("_atende.agenda.exemplo.com.br")
    await picture(page, "settings")
    shown = await page.get_by_role("link", name="Abrir a página").get_attribute("href")
    public = await visit(urlsplit(str(shown)).path, **PHONE)
    await expect(public.get_by_text("Bem-vindo!")).to_be_visible()
