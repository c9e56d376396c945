"""A place in the tokens of a message, with what the grammars ask of it. Every question looks at most a few tokens ahead."""

from datetime import date

from atende.bookings.rules.when.lexicon import WEEKDAYS, months
from atende.bookings.rules.when.spelling import Kind, Token, word_set
from atende.bookings.rules.when.wish import Days

_ENGLISH_MONTHS = {"MARCH": 3, "MAY": 5}  # words of their own too: only beside a number or after "in"
_END = Token(Kind.STOP, "")
# "segunda via": an ordinal, not a Monday.
_COUNTABLE = word_set(
    "via vez vezes consulta consultas sessao sessoes dose opcao parcela aula etapa tentativa avaliacao filha filho pessoa geracao serie "
    "mensagem unidade quinzena semana metade fase sala visita cirurgia gravidez gestacao mao time"
)

_BEFORE_SUNDAYS = word_set("nos aos os e ou de em toda qualquer menos nao fora para desde")


class Cursor:
    """Tokens, and how far they are read; `today` and `minute` are the business's own clock."""

    def __init__(self, tokens: list[Token], today: date, minute: int, locale: str):
        self.tokens, self.today, self.minute, self.locale = tokens, today, minute, locale
        self.at = 0
        self.named: Days | None = None  # the weekday or week last named, for "the other one"
        self.dated: date | None = None  # the date last named by its number, for "ou 16 às 14"

    def peek(self, ahead: int = 0) -> Token:
        """The token so far ahead; beyond the end a stop without text."""
        place = self.at + ahead
        return self.tokens[place] if 0 <= place < len(self.tokens) else _END

    @property
    def is_done(self) -> bool:
        """Nothing is left."""
        return self.at >= len(self.tokens)

    def says(self, *words: str, ahead: int = 0) -> bool:
        """Whether one of these words stands there."""
        token = self.peek(ahead)
        return token.kind is Kind.WORD and token.text in words

    def take(self, *words: str) -> str | None:
        """Steps over one of these words."""
        if not self.says(*words):
            return None
        self.at += 1
        return self.tokens[self.at - 1].text

    def phrase(self, *words: str) -> bool:
        """Steps over exactly these words, or not at all."""
        if all(self.says(word, ahead=n) for n, word in enumerate(words)):
            self.at += len(words)
            return True
        return False

    def kind(self, *kinds: Kind, ahead: int = 0) -> bool:
        """Whether a token of one of these kinds stands there."""
        return self.at + ahead < len(self.tokens) and self.peek(ahead).kind in kinds

    def weekday(self, ahead: int = 0) -> int | None:
        """The weekday that stands there, also in the plural; None for an ordinal or the verb "ter"."""
        before, token, after = (self.peek(ahead + n) for n in (-1, 0, 1))
        if token.kind is not Kind.WORD:
            return None
        if token.text == "ter":
            return 1 if self._is_tuesday(ahead) else None
        if token.text == "QTA":
            return 2
        name = token.text if token.text in WEEKDAYS else token.text.removesuffix("s")
        if name not in WEEKDAYS or (after.kind is Kind.WORD and after.text in _COUNTABLE):
            return None
        if token.text == "domingos" and not (before.kind is Kind.STOP or before.text in _BEFORE_SUNDAYS):
            return None  # a name
        return WEEKDAYS.index(name)

    def is_plural(self) -> bool:
        """Whether the weekday that stands there is in the plural ("terças")."""
        return self.peek().text not in WEEKDAYS and self.peek().text.endswith("s")

    def _is_tuesday(self, ahead: int) -> bool:
        after, beyond, before, earlier = (self.peek(ahead + n) for n in (1, 2, -1, -2))
        if after.kind in (Kind.CLOCK, Kind.DATE, Kind.NUMBER) and not (
            beyond.kind is Kind.WORD and beyond.text not in ("de", "as", "ou")
        ):
            return True
        if before.kind is Kind.STOP and after.text == "as" and beyond.kind in (Kind.CLOCK, Kind.NUMBER):
            return True  # "ter às 9": who begins so names a day
        joined = after.text in ("ou", "e", "a", ",") and beyond.text in WEEKDAYS
        return joined or (before.text in ("ou", "e", ",") and earlier.text in WEEKDAYS)

    def month(self, after_number: bool = False, ahead: int = 0) -> int | None:
        """The month that stands there; in short ("dez", "set") only beside the number of a day."""
        token = self.peek(ahead)
        if token.kind not in (Kind.WORD, Kind.NUMBER) or token.text.isdecimal():
            return None
        if token.text in _ENGLISH_MONTHS:
            return _ENGLISH_MONTHS[token.text]
        number = months("pt-BR").get(token.text)
        return number if number is not None and (after_number or len(token.text) > 3) else None

    def is_alone(self) -> bool:
        """Whether the word here stands by itself, or in a list: then a month is one, and nobody's name."""
        before, after = self.peek(-1), self.peek(1)
        return (before.kind is not Kind.WORD or before.text in ("ou", "e")) and (
            after.kind is not Kind.WORD or after.text in ("ou", "e")
        )

    def number(self, least: int, most: int, ahead: int = 0) -> int | None:
        """The number or ordinal that stands there, when it lies between these."""
        if not self.kind(Kind.NUMBER, Kind.ORDINAL, ahead=ahead):
            return None
        number = self.peek(ahead).numbers[0]
        return number if least <= number <= most else None

    def text(self, start: int) -> str:
        """What was read since `start`, as typed."""
        return " ".join(token.text for token in self.tokens[start : self.at])
