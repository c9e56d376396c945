"""One walk over the tokens: finds days, times and picks with the grammars, steps over what only looks like them, and marks what
somebody does not want. It never goes back further than one mention, so that its work grows with the length of the message."""

from dataclasses import dataclass, replace
from datetime import timedelta
from enum import StrEnum

from atende.bookings.rules.when.cursor import Cursor
from atende.bookings.rules.when.dates import more_days
from atende.bookings.rules.when.days import read_day
from atende.bookings.rules.when.instead import keeps_day, read_instead
from atende.bookings.rules.when.lookalikes import OF, step_over
from atende.bookings.rules.when.said import Said, date_said
from atende.bookings.rules.when.spelling import Kind, word_set
from atende.bookings.rules.when.times import not_too, read_leaving, read_time
from atende.bookings.rules.when.wish import DAY_MINUTES, Part, Pick, Problem, ProblemKind

_REFUSALS = word_set(
    "disponibilidade tempo agenda make it do "
    "poderei conseguirei conseguiria poderemos podemos conseguimos vamos posso pode podem podia da dar daria "
    "consigo quero queria vou poder ir ser rola tenho como estarei estou gosto prefiro eu mim para "
    "vai consegue dou conseguir fazer marcar mais muito bem que seja e me de nesse na no em a o eh is am can cant work good"
)
_THERE_IS = word_set("tem teria tinha ha havia")
_ASKED = word_set("pode poderia da daria")
_ARRIVING = word_set("chego chegar chegando chegamos saio saindo")  # "chego em 20 min": how late somebody is
_BUSY = word_set("trabalho estudo viajo")
_BEING = word_set("to tou estou estarei estaremos estamos")
_AWAY = word_set("viajando ferias ocupado ocupada ocupados ocupadas trabalhando indisponivel")
_ENGAGED = word_set("prova provas aula aulas medico reuniao compromisso plantao viagem trabalho")
_MOVING = word_set(
    "remarcar remarca remarque reagendar reagenda mudar muda mude trocar troca troque transferir transfere adiar antecipar alterar passar "
    "passa passe jogar joga empurrar empurra adiantar adianta puxar puxa "
    "desmarcar desmarca desmarque cancelar cancela cancele move reschedule cancel postpone"
)
_LINKS = word_set("de da do na no em a o para nas nos as aos pela so dia eu ja infelizmente tambem tb tbm")


class Role(StrEnum):
    """What a mention is for."""

    DAY = "day"
    TIME = "time"
    PICK = "pick"
    OR = "or"
    COMMA = "comma"


@dataclass(frozen=True, slots=True)
class Mention:
    """One thing found: its role and value; `is_unwanted` where it was excluded; `is_and` of an "e"."""

    role: Role
    day: Said | None = None
    parts: tuple[Part, ...] = ()
    pick: Pick | None = None
    is_unwanted: bool = False
    is_and: bool = False


class Unwanted(StrEnum):
    """Whether what comes is excluded, and by which word: "menos" goes on over commas, "não" ends there. `LEFT` is the day that an
    appointment is moved from ("de terça para quinta"): neither wanted nor excluded."""

    NO = ""
    BUT = "menos"
    NOT = "nao"
    LEFT = "left"


class Scan:
    """The walk; `mentions` in order."""

    def __init__(self, cursor: Cursor):
        self.cursor = cursor
        self.mentions: list[Mention] = []
        self.mode = Unwanted.NO
        self.is_moving = False  # an appointment that is there is moved or cancelled
        self.is_adjacent = False  # nothing but a link stands between the last mention and the cursor

    def run(self) -> list[Mention]:
        """All mentions."""
        while not self.cursor.is_done:
            if self.cursor.says("volto"):
                self.mode = Unwanted.NO
            if self.cursor.says(*_MOVING):
                self.is_moving = True
            if self.mode is Unwanted.LEFT and self.cursor.says("para", "pras"):
                self.mode, self.is_adjacent = Unwanted.NO, False
            if not (self._looked_alike() or self._refused() or self._soon() or self._mentioned() or self._joined()):
                if not (self.cursor.kind(Kind.WORD) and self.cursor.peek().text in _LINKS):
                    self.mode, self.is_adjacent = Unwanted.NO, False
                self.cursor.at += 1
        return self.mentions

    def _add(self, mention: Mention) -> None:
        if self.mode is Unwanted.LEFT and mention.role in (Role.DAY, Role.TIME):
            self.is_adjacent = True
            return
        self.mentions.append(replace(mention, is_unwanted=bool(self.mode) and mention.role in (Role.DAY, Role.TIME)))
        self.is_adjacent = mention.role not in (Role.OR, Role.COMMA)

    def _mentioned(self) -> bool:
        cursor = self.cursor
        if cursor.says("FIRST", "LAST"):
            self._add(Mention(Role.PICK, pick=Pick.FIRST if cursor.take("FIRST") else Pick.LAST))
            cursor.at += 1 if self.mentions[-1].pick is Pick.LAST else 0
            cursor.take("livre", "disponivel", "possivel")
            return True
        before = cursor.peek(-1)
        if cursor.take("MESMAHORA"):  # "quinta às 10 ou sexta no mesmo horário"
            last = next((m for m in reversed(self.mentions) if m.role is Role.TIME and not m.is_unwanted), None)
            if last is not None:
                self._add(Mention(Role.TIME, parts=last.parts))
            return True
        parts = read_leaving(cursor) or read_time(cursor)
        if parts is not None:
            if self._is_of_unwanted_day() and parts[0].is_exact:  # "menos quarta, às 10": ten is wanted
                self.mode = Unwanted.NO
            is_left = self.is_moving and not self.mode and not self.is_adjacent and before.kind is Kind.WORD and before.text in OF
            if is_left and cursor.says("para", "pras"):  # "mudar de 10h para 15h"
                self.mode = Unwanted.LEFT
            self._add(Mention(Role.TIME, parts=parts))
            return True
        if self._is_bare_hour():
            hour = cursor.peek().numbers[0]
            cursor.at += 1
            self._add(
                Mention(Role.TIME, parts=tuple(Part(h * 60, h * 60) for h in ((hour, hour + 12) if hour < 12 else (hour,))))
            )
            return True
        if self._is_no_time():
            self._add(Mention(Role.DAY, day=Said(problem=Problem(ProblemKind.NO_SUCH_TIME, cursor.peek().text))))
            cursor.at += 1
            return True
        start = cursor.at
        day = read_day(cursor)
        if day is None:
            return False
        if day.problem is not None and day.problem.is_told and cursor.says("para", ahead=start - cursor.at - 1):
            day = replace(day, problem=replace(day.problem, is_told=False))  # "marca pra semana passada": no story
        if (
            self.is_moving
            and not self.is_adjacent
            and not self.mode
            and {cursor.peek(start - cursor.at - 1).text, cursor.tokens[start].text} & OF
        ):
            self.mode = Unwanted.LEFT
        is_many = any(token.text == "dias" for token in cursor.tokens[start : cursor.at])
        self._add(Mention(Role.DAY, day=day))
        is_bare = cursor.at - start == 1 and cursor.tokens[start].kind is Kind.NUMBER  # "25 ou 26 de novembro"
        is_numbered = is_bare or any(token.text in ("dia", "dias") for token in cursor.tokens[start : cursor.at])
        while is_numbered and (more := more_days(cursor, is_many)) is not None:
            self._add(Mention(Role.OR))
            self._add(Mention(Role.DAY, day=more))
        return True

    def _is_no_time(self) -> bool:
        """ "25:00", "às 25h", "às 30"; but not "atendem 24h" """
        cursor, is_certain = self.cursor, self.cursor.says("as", "pras", ahead=-1)
        if cursor.kind(Kind.NO_TIME):
            return is_certain or cursor.peek().is_sure
        is_last = cursor.at + 1 >= len(cursor.tokens) or cursor.kind(Kind.STOP, ahead=1)
        return is_certain and is_last and cursor.kind(Kind.NUMBER) and cursor.number(24, 99) is not None

    def _is_bare_hour(self) -> bool:
        """ "amanhã, 14" """
        cursor, before = self.cursor, self.mentions[-2:]
        is_last = cursor.at + 1 >= len(cursor.tokens) or cursor.kind(Kind.STOP, ahead=1)
        if not (is_last and before and cursor.kind(Kind.NUMBER) and cursor.number(7, 22) is not None):
            return False
        return before[-1].role is Role.DAY if self.is_adjacent else before[-1].role is Role.COMMA and before[0].role is Role.DAY

    def _is_of_unwanted_day(self) -> bool:
        before = self.mentions[-1] if self.mentions else None
        return self.mode is Unwanted.BUT and before is not None and before.role is not Role.OR and before.is_unwanted

    def _joined(self) -> bool:
        cursor = self.cursor
        if cursor.take("MAS"):
            self.mode = Unwanted.NO
            self._add(Mention(Role.OR))
            return True
        if cursor.says("ou", "e"):
            self._add(Mention(Role.OR, is_and=cursor.says("e")))
            cursor.at += 1
            return True
        if cursor.kind(Kind.STOP):
            if self.mode is Unwanted.NOT or cursor.peek().text != "," or cursor.says("OUTRO", ahead=1) or not self._day_follows():
                self.mode = Unwanted.NO
            self._add(Mention(Role.COMMA))
            cursor.at += 1
            return True
        return False

    def _day_follows(self) -> bool:
        start = self.cursor.at
        self.cursor.at += 1
        day = read_day(self.cursor) if read_time(self.cursor) is None else None
        is_day = day is not None and not day.is_wide
        self.cursor.at = start
        return is_day

    def _soon(self) -> bool:
        """ "daqui a 2 horas", "em 1 hora": a time of today, or of the day it falls on."""
        cursor, start = self.cursor, self.cursor.at
        if not cursor.says(*_ARRIVING, ahead=-1) and cursor.take("daqui", "em"):
            cursor.take("a", "ha", "UMAS")
            minutes = None
            if cursor.kind(Kind.CLOCK, Kind.NO_TIME) and "h" in cursor.peek().text:
                minutes = cursor.peek().numbers[0] * 60 + cursor.peek().numbers[1]
                cursor.at += 1
            elif (number := cursor.number(1, 72)) is not None and cursor.says("horas", "MINUTOS", "minutos", "min", ahead=1):
                minutes = number * (60 if cursor.says("horas", ahead=1) else 1)
                cursor.at += 2
            if minutes and cursor.phrase("e", "meia"):
                minutes += 30
            if minutes:
                ahead, minute = divmod(cursor.minute + minutes, DAY_MINUTES)
                self._add(Mention(Role.DAY, day=date_said(cursor.today + timedelta(days=ahead))))
                self._add(Mention(Role.TIME, parts=(Part(minute, minute),)))
                return True
        cursor.at = start
        return False

    def _refused(self) -> bool:
        """ "menos", "não posso": before what is excluded, or behind it ("quinta não posso")."""
        cursor, start = self.cursor, self.cursor.at
        if self._instead() or self._not_too():
            return True
        if cursor.take("menos", "fora"):
            self.mode, self.is_adjacent = Unwanted.BUT, False
            return True
        if cursor.says(*_BUSY) and not cursor.says("do", "o", "no", "meu", "de", "ao", ahead=-1):
            cursor.at += 1
            if not cursor.says("nao", ahead=-2) and self._mention_follows():
                self.mode, self.is_adjacent = Unwanted.NOT, False
            return True
        if self._engaged():
            return True
        if not cursor.take("nao"):
            return False
        is_behind = bool(self.is_adjacent and self.mentions and self.mentions[-1].role in (Role.DAY, Role.TIME))
        filler = 0
        is_asking = cursor.says(*_ASKED)
        while filler < 5 and cursor.kind(Kind.WORD) and cursor.peek().text in _REFUSALS:
            if self._mention_follows():
                break
            cursor.at += 1
            filler += 1
        what = self._mention_follows()
        is_question = is_asking and not self.mentions and self._is_question()
        if is_behind and self._is_asked_for():
            cursor.at += 1
        elif is_behind and self._is_other_hour():
            self.mentions[-1] = replace(self.mentions[-1], is_unwanted=True)
        elif is_behind and (what is None or (what is Role.DAY and filler)):
            if filler or cursor.peek().text != "?":  # "tem hoje não?"
                self._exclude_last()
        elif what is not None and not is_question:
            self.mode = Unwanted.NOT
        elif what is None and cursor.at == start:
            cursor.at = start + 1
        self.is_adjacent = False
        return True

    def _instead(self) -> bool:
        """ "Em vez das 10": neither that time nor that day, unless it is only another time of the day."""
        given_up = read_instead(self.cursor)
        if given_up is None:
            return False
        day, parts = given_up
        if day is not None:
            self.mode = Unwanted.NO if parts and keeps_day(self.cursor) else Unwanted.NOT
            self._add(Mention(Role.DAY, day=day))
        if parts:
            self.mode = Unwanted.NOT
            self._add(Mention(Role.TIME, parts=parts))
        self.mode, self.is_adjacent = Unwanted.NO, False
        return True

    def _not_too(self) -> bool:
        """ "À tarde, mas não muito tarde": the part of the day that was said, without its end or its beginning."""
        which = self.cursor.take("NAOTARDE", "NAOCEDO")
        if which is None:
            return False
        last = next((n for n in range(len(self.mentions) - 1, -1, -1) if self.mentions[n].role is Role.TIME), None)
        before = self.mentions[last].parts if last is not None and not self.mentions[last].is_unwanted else ()
        if last is not None and any(part.is_exact for part in before):
            return True
        if self.mentions and self.mentions[-1].role is Role.OR:  # "mas"
            self.mentions.pop()
        part = not_too(before[0] if before else None, is_late=which == "NAOTARDE")
        if last is not None and before:
            self.mentions[last] = replace(self.mentions[last], parts=(part, *before[1:]))
        else:
            self._add(Mention(Role.TIME, parts=(part,)))
        return True

    def _engaged(self) -> bool:
        """ "Estou viajando até dia 5", "terça tô ocupado", "tenho aula até as 12": when somebody cannot come."""
        cursor, start = self.cursor, self.cursor.at
        if cursor.says("nao", ahead=-1):
            return False
        is_being = cursor.take(*_BEING) is not None
        cursor.take("de")
        if is_being or (start == 0 and not cursor.says("tenho")):
            is_engaged = cursor.take(*_AWAY) is not None
        else:
            cursor.at = start
            is_engaged = cursor.take("tenho") is not None
            cursor.take("uma", "um")
            is_engaged = is_engaged and cursor.take(*_ENGAGED) is not None
        follows = self._mention_follows() if is_engaged else None
        is_behind = bool(self.is_adjacent and self.mentions and self.mentions[-1].role in (Role.DAY, Role.TIME))
        if not is_engaged or not (follows or (is_being and is_behind)):
            cursor.at = start
            return False
        if follows:
            self.mode = Unwanted.NOT
        else:
            self._exclude_last()
        self.is_adjacent = False
        return True

    def _is_other_hour(self) -> bool:
        """ "Quarta às 10 não, às 11": another hour of that day."""
        last, start = self.mentions[-1], self.cursor.at
        if last.role is not Role.TIME or not last.parts[0].is_exact or not self.cursor.kind(Kind.STOP):
            return False
        self.cursor.at += 1
        parts = read_time(self.cursor)
        self.cursor.at = start
        return parts is not None and parts[0].is_exact

    def _is_asked_for(self) -> bool:
        """ "À tarde não tem?": whether there is none, which is a wish for it."""
        is_last = self.cursor.at + 1 >= len(self.cursor.tokens) or self.cursor.kind(Kind.STOP, ahead=1)
        return is_last and self.cursor.says(*_THERE_IS)

    def _mention_follows(self) -> Role | None:
        start = self.cursor.at
        found = Role.TIME if read_time(self.cursor) is not None else (Role.DAY if read_day(self.cursor) is not None else None)
        self.cursor.at = start
        return found

    def _is_question(self) -> bool:
        for ahead in range(8):
            if self.cursor.kind(Kind.STOP, ahead=ahead):
                return self.cursor.peek(ahead).text == "?"
        return False

    def _exclude_last(self) -> None:
        """The last mentioned day with its times, and those joined to it by "e"."""
        for n in range(len(self.mentions) - 1, -1, -1):
            mention = self.mentions[n]
            if mention.role in (Role.DAY, Role.TIME):
                self.mentions[n] = replace(mention, is_unwanted=True)
            elif not (mention.role is Role.OR and mention.is_and):
                return

    def _looked_alike(self) -> bool:
        if not step_over(self.cursor):
            return False
        self.mode, self.is_adjacent = Unwanted.NO, False
        return True
