"""What somebody who booked on the page is told in WhatsApp, made from the appointment as it is when it leaves.

The number was typed, not proven: whoever has it may be somebody else. So nothing stands in it that the visitor wrote, not even a name;
and whoever has the number has the link, by which what was booked in their name can be cancelled."""

from collections.abc import Mapping

from atende.bookings.rules.reminders import words
from atende.bookings.rules.reminders.words import Subject
from atende.kit.text import clean, cut

_MOST = 300  # characters of a name; all of it stays far below what a message may have
# What the template of a receipt may ask for. `link` is the whole address, `codigo` its last part, for the button of a template.
PLACES = (
    "negocio", "servico", "profissional", "dia", "data", "hora", "quando", "o_que", "onde", "unidade", "link", "codigo",
)  # fmt: skip
_TEXT = {
    "pt-BR": (
        "Foi marcado um horário com este número na página de {negocio}:\n\n{o_que}\n{quando}{onde}\n\n"
        "Para ver, remarcar ou cancelar: {link}\n\nNão foi você? Cancele por esse link."
    ),
    "en": (
        "A time was booked with this number on the page of {negocio}:\n\n{o_que}\n{quando}{onde}\n\n"
        "To see, reschedule or cancel it: {link}\n\nWas it not you? Cancel it by that link."
    ),
}
_ASKED = {
    "pt-BR": "Quero receber os dados do agendamento por WhatsApp, neste número.",
    "en": "Send me what I booked by WhatsApp, to this number.",
}


def asked(language: str) -> str:
    """The words by which a visitor asks for a receipt."""
    return _ASKED["en" if language == "en" else "pt-BR"]


def text_of(subject: Subject, language: str, link: str) -> str:
    """What is said where words may be."""
    told = words.values_of(subject, language)
    fits = {name: cut(clean(told[name]), _MOST) for name in ("negocio", "o_que", "quando", "onde")}
    return _TEXT[language].format(**fits, link=link)


def template_values(given: Mapping[str, str], subject: Subject, language: str, link: str) -> dict[str, str]:
    """The values of a template, with their places filled."""
    return words.template_values(given, subject, language, {"link": link, "codigo": link.rpartition("/")[2]})
