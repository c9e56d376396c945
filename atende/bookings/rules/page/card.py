"""The page's address to be photographed: a QR code, and a card with it for the counter."""

import html
import io
import re

from atende.kit.text import clean, cut

_SAYS = {
    "pt-BR": ("Agende seu horário", "Aponte a câmera do celular"),
    "en": ("Book your time", "Point your phone's camera here"),
}
_WIDTH, _HEIGHT, _SIDE = 1050, 1480, 700  # A6 in tenths of a millimetre
_QUIET = 4  # modules of white around the code, as its standard has it

_NO_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


def qr(address: str) -> str:
    """The QR code of this address, as an SVG in a data URI."""
    import segno  # here, as in `printed`: few ask for codes

    return segno.make(address, error="m", micro=False).svg_data_uri(border=_QUIET, dark="#000", light="#fff", omitsize=True)


def printed(address: str, name: str, language: str) -> str:
    """A card of the size A6: the name, what to do, the code and the address. It has no script, and no font of its own."""
    import segno

    code = segno.make(address, error="q", micro=False)
    drawn = io.BytesIO()
    code.save(
        drawn, kind="svg", xmldecl=False, svgns=False, border=_QUIET, dark="#000", light="#fff", omitsize=True, svgclass=None
    )
    symbol = drawn.getvalue().decode().strip()
    title, lead = _SAYS["en" if language == "en" else "pt-BR"]
    middle, edge = _WIDTH // 2, (_WIDTH - _SIDE) // 2
    placed = symbol.replace("<svg", f'<svg x="{edge}" y="430" width="{_SIDE}" height="{_SIDE}"', 1)
    name = " ".join(_NO_XML.sub(" ", clean(name)).split())
    lines = _lines(cut(name, 48))
    text = "".join(
        f'<text x="{middle}" y="{y}" font-size="{size}" font-weight="{weight}">{html.escape(words)}</text>'
        for y, size, weight, words in (
            *((150 + 80 * n, 68, 700, line) for n, line in enumerate(lines)),
            (330, 50, 400, title),
            (1210, 40, 400, lead),
            (1300, 36 if len(address) <= 48 else 24, 400, cut(address.removeprefix("https://").rstrip("/"), 80)),
        )
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="105mm" height="148mm" viewBox="0 0 {_WIDTH} {_HEIGHT}">'
        f'<title>{html.escape(f"{name} – {title}")}</title><rect width="{_WIDTH}" height="{_HEIGHT}" fill="#fff"/>'
        f'<g font-family="system-ui, sans-serif" text-anchor="middle" fill="#000">{text}</g>{placed}</svg>'
    )


def _lines(name: str) -> list[str]:
    """The name in two lines at most, each short enough for the card."""
    if len(name) <= 24:
        return [name]
    first = cut(name, 25, "").rstrip()
    if " " in name and not name.startswith(first + " ") and " " in first:
        first = first.rpartition(" ")[0]
    return [first, cut(name[len(first) :].strip(), 26)]
