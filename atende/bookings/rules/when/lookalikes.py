"""What only looks like a day or a time: greetings, streets and rooms, names, birthdays, how long something lasts, farewells."""

from atende.bookings.rules.when.cursor import Cursor
from atende.bookings.rules.when.days import read_day
from atende.bookings.rules.when.spelling import Kind, word_set

_WELL = word_set("bom boa bons boas otimo otima feliz excelente lindo linda abencoado abencoada maravilhoso maravilhosa")
_WISHED = word_set("dia tarde noite manha semana FDS feriado natal madrugada pascoa carnaval reveillon ano resto")
_STREETS = word_set("rua r av avenida praca alameda travessa rodovia estrada")
_PLACES = word_set(
    "sala apto apartamento numero num casa quarto andar bloco lote cep cpf rg cnpj pressao ramal codigo pedido protocolo telefone "
    "tel fone celular whats zap idade peso altura nota placa senha mesa loja unidade conta agencia carteirinha nascimento nasci nasceu "
    "nascida nascido aniversario room phone number born birthday"
)
_TITLES = word_set("dr dra doutor doutora sr sra seu dona senhor senhora prof professor professora")
_LASTING = word_set("ha faz fazem dura duram demora demorou leva levou durante por cada for")
_LENGTHS = word_set("horas dia dias semana semanas mes meses ano anos minutos min MINUTOS")
_BIRTHS = word_set("nascimento nasci nasceu nascida nascido aniversario born birthday")
_BYE = word_set("tchau obrigado obrigada obg valeu vlw beijo beijos bjs abraco abracos combinado")
_NAMES = word_set("nome chamo name")
OF = word_set("de da do")


def step_over(cursor: Cursor) -> bool:
    """Steps over such a thing if one stands here."""
    start = cursor.at
    word = cursor.peek().text if cursor.kind(Kind.WORD) else ""
    if word == "NADA":
        cursor.at += 1
    elif word in _WELL:
        _greeting(cursor, word)
    elif word in _NAMES:
        _name(cursor)
    elif word in _STREETS or word in _PLACES:
        _address(cursor, word)
    elif (
        word in _TITLES
        and cursor.kind(Kind.WORD, ahead=1)
        and cursor.peek(1).text.removesuffix("s") in ("domingo", "marco", "abril")
    ):
        cursor.at += 2
    elif word == "feriado" and cursor.says("e", "eh", ahead=-1):  # "dia 8 é feriado?"
        cursor.at += 1
    elif word == "HADESDE":  # since then: of the past
        cursor.at += 1
        cursor.take("o", "a", "de")
        read_day(cursor)
    elif word == "ate":
        _farewell(cursor)
    elif word in _LASTING:
        _length(cursor)
    elif word == "de" and cursor.number(1, 99, ahead=1) is not None and cursor.says("em", ahead=2):
        cursor.at += 4 if cursor.kind(Kind.CLOCK, Kind.NUMBER, ahead=3) else 0
        cursor.take("horas", "dias")
    elif cursor.kind(Kind.NUMBER, Kind.CLOCK) and (cursor.says("atras", ahead=1) or cursor.says("atras", "ago", ahead=2)):
        cursor.at += 2
    return cursor.at > start


def _farewell(cursor: Cursor) -> None:
    """ "até segunda!" and "tchau, até amanhã" are no deadlines."""
    start = cursor.at
    is_bye = any(cursor.says(*_BYE, ahead=-n) for n in (1, 2))
    is_near = cursor.says("amanha", ahead=1) or cursor.weekday(1) is not None
    if not (is_near and read_day(cursor) is not None and (is_bye or cursor.says("entao") or cursor.peek().text == "!")):
        cursor.at = start


def _greeting(cursor: Cursor, word: str) -> None:
    wished = cursor.peek(1).text
    is_weekday = cursor.weekday(1) is not None or (wished == "dia" and cursor.kind(Kind.NUMBER, ahead=2))
    if wished not in _WISHED and not is_weekday:
        return
    before = cursor.peek(-1)
    if is_weekday and word in ("bom", "boa") and before.kind is Kind.WORD and before.text not in ("um", "uma", "NADA"):
        return  # "pra mim é bom sábado"
    cursor.at += 2
    cursor.take("novo", "FEIRA")


def _name(cursor: Cursor) -> None:
    """The word behind "meu nome é" is one, even Domingos."""
    ahead = 2 if cursor.says("e", "eh", "is", ahead=1) else 1
    cursor.at += ahead + (1 if cursor.kind(Kind.WORD, ahead=ahead) and not cursor.says(*OF, "para", ahead=ahead) else 0)


def _address(cursor: Cursor, word: str) -> None:
    """The numbers behind the word are its own: "rua 15 de novembro, 120", "sala 3", "pressão tá 12/8", "nasci dia 10"."""
    is_street, is_birth = word in _STREETS, word in _BIRTHS
    for ahead in range(1, 4 if is_street else 5):
        is_day = cursor.says("dia", ahead=ahead - 1) and not is_birth
        if cursor.kind(Kind.NUMBER, Kind.ORDINAL, Kind.DATE, Kind.DOTTED, ahead=ahead) and not is_day:
            cursor.at += ahead + 1
            if (is_street or is_birth) and cursor.says("de") and cursor.month(True, ahead=1):
                cursor.at += 2
            return
        token = cursor.peek(ahead)
        if cursor.weekday(ahead) is not None or token.text in _STREETS or token.text in ("hoje", "amanha", "as", "para", "ou"):
            return
        if (token.text == "dia" and not is_birth) or (token.kind is Kind.STOP and token.text not in (".", ":")):
            return


def _length(cursor: Cursor) -> None:
    """ "há 3 dias", "dura 2 horas", "por semana"."""
    ahead = 2 if cursor.says("UMAS", "uns", "mais", "cerca", ahead=1) else 1
    if cursor.kind(Kind.CLOCK, ahead=ahead) and "h" in cursor.peek(ahead).text:
        cursor.at += ahead + 1
    elif cursor.kind(Kind.NUMBER, ahead=ahead) and cursor.says(*_LENGTHS, ahead=ahead + 1):
        cursor.at += ahead + 2
    elif cursor.says("semana", "mes", "dia", ahead=1) and cursor.says("por"):
        cursor.at += 2
