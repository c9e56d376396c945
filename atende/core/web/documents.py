"""Built HTML documents into which the server writes: the head, the first data, and what is read before any script has run."""

import functools
import html
from pathlib import Path

from atende.core.web.pages import FOLDER

_HEAD, _DATA, _HEADING, _INTRO = "<!--head-->", "<!--data-->", "<!--heading-->", "<!--intro-->"


def filled(name: str, language: str, head: str, data: str, heading: str, intro: str, folder: Path = FOLDER) -> str | None:
    """The document with everything at its place; None while the web app is not built. `head` is HTML and `data` JSON for a script
    element, both escaped by whoever made them; `heading` and `intro` are text."""
    file = folder / name
    try:
        template = _read(file, file.stat().st_mtime_ns)
    except FileNotFoundError:
        return None
    for place, text in ((_HEAD, head), (_HEADING, html.escape(heading)), (_INTRO, html.escape(intro)), (_DATA, data)):
        before, found, after = template.partition(place)
        assert found, f"{name} has no place {place}"
        template = f"{before}{text}{after}"
    return template.replace('<html lang="pt-BR">', f'<html lang="{language}">', 1)


@functools.lru_cache(8)
def _read(file: Path, _changed: int) -> str:
    return file.read_text(encoding="utf-8")
