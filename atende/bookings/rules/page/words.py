"""What the page says where the business wrote nothing of its own, in the languages the page has."""

from collections.abc import Mapping
from typing import Literal

Language = Literal["pt-BR", "en"]
LANGUAGES: tuple[Language, ...] = ("pt-BR", "en")

_CONSENT = {
    "pt-BR": "Concordo que {name} use meu nome e meu telefone para marcar este horário e falar comigo sobre ele.",
    "en": "I agree that {name} uses my name and phone number to book this time and to write to me about it.",
}
_DESCRIPTION = {
    "pt-BR": "Marque seu horário com {name}: escolha o serviço, o dia e a hora. Sem cadastro.",
    "en": "Book your time with {name}: choose the service, the day and the hour. No account needed.",
}
_TITLE = {"pt-BR": "Agendar com {name}", "en": "Book with {name}"}
_MISSING = {"pt-BR": "Página não encontrada", "en": "Page not found"}


def language_of(wanted: str | None, accepted: str, usual: Language) -> Language:
    """The language somebody asked for in the address, else the first of ours that their browser takes, else the page's own."""
    if wanted in LANGUAGES:
        return wanted  # type: ignore[return-value]  # one of them
    for part in accepted.split(",")[:20]:
        word, _, quality = part.strip().partition(";")
        if quality.replace(" ", "") in ("q=0", "q=0.0"):
            continue
        if word.lower().startswith("pt"):
            return "pt-BR"
        if word.lower().startswith("en"):
            return "en"
    return usual


def written(texts: Mapping[str, str], language: Language) -> str:
    """The business's own words in that language, else in the other one, else none."""
    return texts.get(language) or next((texts[one] for one in LANGUAGES if texts.get(one)), "")


def consent(texts: Mapping[str, str], language: Language, name: str) -> str:
    """To what a customer agrees."""
    return written(texts, language) or _CONSENT[language].replace("{name}", name)


def title(language: Language, name: str) -> str:
    """The page's name, in the browser's tab and where its address is shared."""
    return _TITLE[language].replace("{name}", name)


def description(texts: Mapping[str, str], language: Language, name: str) -> str:
    """What the page is, in a sentence or two."""
    return written(texts, language) or _DESCRIPTION[language].replace("{name}", name)


def missing(language: Language) -> str:
    """The title of a page that is not there."""
    return _MISSING[language]
