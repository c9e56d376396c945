"""What is wanted of an appointment, from words and from what was pressed: the ids of buttons and rows carry all that they mean."""

from dataclasses import dataclass
from datetime import UTC, datetime

from atende.bot.rules.words import squash, tokens_of, word_set

BOOK, MOVE, CANCEL, OWN = "book", "move", "cancel", "own"

_MOVE = word_set(
    "remarcar remarca remarco remarque reagendar reagenda reagendo reagende reagendamento remarcacao adiar adia antecipar antecipa "
    "mudar muda mude trocar troca alterar altera transferir transfere reschedule move change postpone"
)
_CANCEL = word_set("cancelar cancela cancelo cancele cancelamento desmarcar desmarca desmarco desmarque cancel")
_UNABLE = word_set("vou posso consigo poder conseguir comparecer")
_NOT = word_set("nao")
_OWN = word_set("minha meu minhas meus my")
_THING = word_set(
    "consulta consultas horario agendamento agendamentos exame sessao reserva avaliacao retorno procedimento marcacao appointment "
    "appointments booking bookings reservation visit"
)
_ASK = word_set(
    "quando que qual quais hora confirmar confirmo confirma tenho esta ver saber lembrar when what which time do have confirm"
)
_NEW = word_set("marcar marca agendar agenda agende marque book schedule novo nova new")
_ELSE = word_set("resultado resultados pronto prontos ficou ficaram result results mesa mesas table")
_YES = word_set("marcar marca marque pode confirma confirmar confirmo isso book ok perfeito fechado")


def kind_of(tokens: tuple[str, ...]) -> str | None:
    """What words about appointments want: book, move, cancel or own; None for what is none of it (results of tests, a table)."""
    words = set(tokens)
    if words & _ELSE:
        return None
    if words & _CANCEL:
        return CANCEL
    if words & _MOVE and not words & {"marcar", "agendar"}:
        return MOVE
    if words & _NOT and words & _UNABLE and not words & _NEW:
        return CANCEL
    if words & _OWN and words & _THING and words & _ASK and not words & _NEW:
        return OWN
    if words & _OWN and words & _THING and len(tokens) <= 3 and not words & _NEW:
        return OWN
    return BOOK


def about_which(words: str) -> str:
    """The words without those that move, cancel or excuse: their day is then the appointment's own, and not one to be avoided."""
    verbs = _CANCEL | _MOVE | _NOT | _UNABLE
    return " ".join(word for word in words.split() if not verbs & set(tokens_of(word)))


def agrees(tokens: tuple[str, ...]) -> bool:
    """Whether these few words say yes to a time that was offered alone."""
    return 0 < len(tokens) <= 3 and bool(_YES & set(tokens)) and squash("nao") not in tokens


@dataclass(frozen=True, slots=True)
class Pressed:
    """An option of ours: `verb` is service, at, others, move, cancel, to, sure, drop or keep."""

    verb: str
    subject: str = ""
    starts_at: datetime | None = None
    store_id: str | None = None
    professional_id: str | None = None


def option_id(
    verb: str,
    subject: str = "",
    starts_at: datetime | None = None,
    store_id: str | None = None,
    professional_id: str | None = None,
) -> str:
    """The id that `pressed` reads back."""
    if starts_at is None:
        return f"book:{verb}:{subject}"
    return f"book:{verb}:{subject}:{stamp(starts_at)}:{store_id or '-'}:{professional_id or '-'}"


def pressed(option: str) -> Pressed | None:
    """What the id of a button or row means; None when it is none of ours, or cannot be read."""
    kind, *rest = option.split(":")
    if kind != "book" or not rest:
        return None
    verb, subject, at, store, professional = (*rest, "", "", "", "")[:5] if len(rest) < 5 else rest[:5]
    starts_at = from_stamp(at) if at else None
    if at and starts_at is None:
        return None
    return Pressed(
        verb, subject, starts_at, None if store in ("", "-") else store, None if professional in ("", "-") else professional
    )


def stamp(at: datetime) -> str:
    """An instant to the minute, in UTC, without a colon."""
    return at.astimezone(UTC).strftime("%Y%m%dT%H%M")


def from_stamp(text: str) -> datetime | None:
    """The instant; None when it is no stamp."""
    try:
        return datetime.strptime(text, "%Y%m%dT%H%M").replace(tzinfo=UTC)
    except ValueError:
        return None
