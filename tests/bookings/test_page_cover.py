"""The page's picture and its card: what may stand there, and where it is shown."""

import re
import struct
import uuid
import zlib
from xml.dom import minidom

import pytest

from atende.bookings.errors import BookingInvalid, BookingNotFound, CoverUnfit
from atende.bookings.rules.page import card
from atende.bookings.schemas.page import PageIn
from atende.bookings.service import page
from tests.bookings.clinic import new_clinic
from tests.bookings.visitor import API, booking, open_page, visitors

pytestmark = pytest.mark.usefixtures("database")


def _png(width: int, height: int) -> bytes:
    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    rows = zlib.compress(b"".join(b"\0" + b"\x20\x80\x90" * width for _ in range(height)))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


async def test_a_cover_stands_on_the_page_and_where_its_address_is_shared(clinic, slug, visitor):
    async with clinic.tx() as tx:
        kept = await page.put_cover(tx, _png(600, 315))
    assert kept.cover is not None
    shown = (await visitor.get(f"{API}/pages/{slug}")).json()["cover"]
    assert (shown["width"], shown["height"]) == (600, 315)
    answer = await visitor.get(shown["address"])
    assert (answer.headers["content-type"], answer.content) == ("image/png", _png(600, 315))
    assert answer.headers["content-security-policy"] == "default-src 'none'; sandbox"
    html = (await visitor.get(f"/b/{slug}")).text
    [image] = re.findall(r'<meta property="og:image" content="([^"]+)">', html)
    assert image.endswith(shown["address"])
    assert image.startswith("http")
    async with clinic.tx() as tx:
        another = await page.put_cover(tx, _png(601, 315))
    assert another.cover is not None
    assert another.cover.address != shown["address"], "what is kept by browsers is not shown instead"
    async with clinic.tx() as tx:
        assert (await page.remove_cover(tx)).cover is None
    assert (await visitor.get(shown["address"])).status_code == 404
    assert "og:image" not in (await visitor.get(f"/b/{slug}")).text


async def test_another_businesses_cover_is_nowhere(clinic, slug, visitor):
    other = await new_clinic()
    theirs = await open_page(other)
    async with other.tx() as tx:
        await page.put_cover(tx, _png(400, 300))
    assert (await visitor.get(f"{API}/pages/{theirs}/cover")).status_code == 200
    assert (await visitor.get(f"{API}/pages/{slug}/cover")).status_code == 404
    off = await open_page(await new_clinic(), is_on=False)
    assert (await visitor.get(f"{API}/pages/{off}/cover")).status_code == 404


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "no_picture"), (b"texto", "no_picture"), (b'<svg xmlns="http://www.w3.org/2000/svg"/>', "no_picture"),
        (_png(100, 100), "size"), (_png(4001, 300)[:200], "size"), (b"\x89PNG\r\n\x1a\n" + b"\0" * 600_000, "too_large"),
        (b"GIF89a" + b"\0" * 60, "no_picture"), (b"%PDF-1.7\n", "no_picture"),
    ],
)  # fmt: skip
async def test_what_is_no_fit_picture_is_refused(clinic, slug, content, reason):
    with pytest.raises(CoverUnfit) as refused:
        async with clinic.tx() as tx:
            await page.put_cover(tx, content)
    assert refused.value.params["reason"] == reason


async def test_a_receipts_template_asks_for_what_there_is_on_a_number_of_ones_own(clinic, slug):
    one = {"connection_id": str(uuid.uuid4()), "name": "aviso", "language": "pt_BR"}

    async def write(**values: str) -> None:
        given = {"slug": slug, "receipt_templates": [one | {"values": values}]}
        async with clinic.tx() as tx:
            await page.write(tx, PageIn.model_validate(given))

    with pytest.raises(BookingInvalid) as refused:
        await write(**{"body.1": "{{nome}}"})
    assert (refused.value.field, refused.value.params["place"]) == ("receipt_templates.0.values.body.1", "nome")
    with pytest.raises(BookingNotFound):
        await write(**{"body.1": "{{link}}"})


async def test_a_name_is_no_place_for_an_address(clinic, slug, visitor):
    for name in ("Ganhe em https://golpe.com", "www.golpe.com", "eu@golpe.com", "t.me/golpe", "Ganhe em golpe.com.br", "x。com"):
        answer = await visitor.post(f"{API}/pages/{slug}/appointments", json=booking(clinic, clinic.at(9), name=name))
        assert (answer.status_code, answer.json()["error"]["field"]) == (422, "name")


def test_a_card_says_whose_page_it_is_and_runs_nothing():
    name = "Clínica <script>alert(1)</script> & Filhos"
    for language, lead in (("pt-BR", "Agende seu horário"), ("en", "Book your time")):
        drawn = card.printed("https://agenda.clinica.com.br/", name, language)
        assert "<script" not in drawn
        assert "Clínica &lt;script&gt;" in drawn
        assert lead in drawn
        assert ">agenda.clinica.com.br<" in drawn
    assert card.qr("https://agenda.clinica.com.br/").startswith("data:image/svg+xml")


def test_a_card_is_xml_whatever_the_name_is():
    drawn = card.printed("https://agenda.clinica.com.br/", "Clínica\x0bSol \x01\ufffe", "pt-BR")
    assert "Clínica Sol – Agende" in drawn
    minidom.parseString(drawn)


@pytest.mark.parametrize("name", ["A", "x" * 200, "Centro de Odontologia e Estética Facial Sorriso", "日本" * 40])
def test_a_cards_name_has_its_place(name):
    assert all(len(line) <= 27 for line in card._lines(card.cut(name, 48)))


async def test_the_card_is_handed_out_as_a_file(clinic, slug):
    async with clinic.tx() as tx:
        drawn = await page.printed(tx)
        assert f"/b/{slug}" in drawn
    async with visitors() as one:
        assert (await one.get(f"/api/t/{clinic.tenant_id}/bookings/page/card.svg")).status_code == 401
