"""What is wanted of an appointment, from words and from what was pressed."""

import re
from collections.abc import Set
from itertools import pairwise

from atende.bookings.rules.options import Pressed, from_stamp, option_id, pressed, stamp
from atende.bot.rules.booking import explained
from atende.bot.rules.words import tokens_of, word_set
from atende.kit.text import fold

__all__ = ["Pressed", "about_which", "from_stamp", "kind_of", "option_id", "pressed", "stamp"]

BOOK, MOVE, CANCEL, OWN, CONFIRM, UNSURE = "book", "move", "cancel", "own", "confirm", "unsure"
WAIT, UNWAIT, OFFER = "wait", "unwait", "offer"  # for a time to become free; no more; what became free
EARLIER = "earlier"  # waits in the place of what they have, which is looked for
INSTEAD = "instead"  # asked of who has one already: instead of it, or beside it
JUST = "just"  # nothing is wanted now: what was done last

_MOVE = word_set(
    "remarcar remarca remarco remarque reagendar reagenda reagendo reagende reagendamento remarcacao adiar adia antecipar antecipa "
    "mudar muda mude trocar troca alterar altera transferir transfere reschedule move change postpone"
)
_CANCEL = word_set("cancelar cancela cancelo cancele cancelamento desmarcar desmarca desmarco desmarque cancel")
SAYS = {MOVE: _MOVE, CANCEL: _CANCEL}  # the words for what is to be done
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
_WAIT = word_set(
    "espera lista avisa avise avisar avisem avisado avisada desistencia desistir desistencias waitlist waiting notify tell let"
)
_LIST = word_set("lista fila waitlist waiting list")
_TELL = word_set("abrir abre vaga vagar vagas liberar libera surgir desistir desistencia opens frees cancels free")
_LEAVE = word_set("sair saio sai tira tirar tire remove remover leave cancelar off")
_INSTEAD = {("pode", "ser"), ("poderia", "ser"), ("so", "poso"), ("so", "consigo"), ("da", "para")}
_EARLIER = word_set("antecipar antecipa antecipo antecipe adiantar adianta adianto earlier sooner")
_MINE, _IS_MINE = word_set("meu minha"), word_set("tenho marquei agendei marcado marcada agendado agendada")
_FREED = word_set(
    "vaga vagas vagar horario horarios hora data encaixe desistencia desistir abrir abre surgir liberar libera algo coisa tiver ser der "
    "puder quero"
)
_RATHER = word_set("bem um pouco para mais")
_SOME_DAY = word_set("do da de dos das o a os as ao dia que no na meio")  # "antes das 10", "antes que eu viaje"
_AFTER_MINE = explained.THINGS | explained.CALENDAR | word_set("de se me por pode eu que obrigado obrigada")
_NO_LONGER = re.compile(
    r"\bnao (?:(?:me|mais|por|favor|voces|tem|que|precis\w+) )*avis(?!aram|ou\b)\w*|\bavis\w* (?:mais )?nao$"
    r"|\bnao (?:quero|queria|vou|gostaria|precis\w+|posso) (?:(?:mais|de|ser|estar|ficar|continuar|entrar|que|me|a|na|da) )*"
    r"(?:avis(?:ad|em|e\b|o)\w*|lista|fila|espera\w*)|\bnao (?:quero|precis\w+) mais$"
)
_STAYS = re.compile(
    r"\bnao (?:(?:me|quero|queria|precisa|preciso|vou|vai|por|favor) )*(?:sair|saio|sai|tir\w+|remov\w+|cancelar)\b"
)
_LISTED = word_set("lista fila espera aviso avisos waitlist waiting list")
_DAYS = word_set("segunda terca quarta quinta sexta sabado domingo amanha hoje")
_OTHER, _TIME = word_set("outro outra"), word_set("dia data horario semana")
_TO = word_set("para pra pras pro pros p to")
_TO_EN = re.compile(r"\bto (?:(?:the|next|this|at) )?(?:\w+day|tomorrow|noon|\d)")  # alone it is how "estou" is written
_TO_WHERE = re.compile(r"\b(?:para|pra|pras|pro|pros)\b", re.IGNORECASE)
_SHIFTS = word_set(
    "passar passa passe jogar joga empurrar empurra adiantar adianta puxar puxa"
)  # these move, where it is said whither
_THE_ONE = re.compile(r"\b[ao] d(?:e|as|o|a)\b(?! (?:manh|tarde|noite))", re.IGNORECASE)
_LAST, _FIRST, _ANY = (
    word_set("ultimo ultima last"),
    word_set("cedo antes proximo earliest soonest"),
    word_set("qualquer tanto any whichever"),
)
CHOOSING = word_set(
    "o a os as um uma de da do pode ser mais por favor que tiver tem horario hora desses destes deles faz fico com quero vou querer entao "
    "esta bom opcao possivel the one of these is fine whatever me mim para todos eh e serve"
)
THUMBS = ("👍", "👌", "✅", "🆗", "🙌")
_RELATIVE = CHOOSING | word_set(
    "mais tarde cedo depois nao tem teria algo algum um pouco hum hm la so poderia later earlier a bit have do you"
)


def kind_of(tokens: tuple[str, ...]) -> str | None:
    """What words about appointments want: book, move, cancel or own; None for what is none of it (results of tests, a table)."""
    words = set(tokens)
    if words & _ELSE:
        return None
    if words & _WAIT and (words & _LIST or words & _TELL):
        return UNWAIT if _leaves(tokens) else WAIT
    if words & _CANCEL:
        return CANCEL
    if words & _MOVE and not words & {"marcar", "agendar"}:
        return MOVE
    if words & _NOT and words & _UNABLE and not words & _NEW:
        return MOVE if elsewhere(tokens) else CANCEL
    if words & _OWN and words & _THING and words & _ASK and not words & _NEW:
        return OWN
    if words & _OWN and words & _THING and len(tokens) <= 3 and not words & _NEW:
        return OWN
    return BOOK


def elsewhere(tokens: tuple[str, ...]) -> bool:
    """Whether another time is asked for, where it was said that one cannot come: "não consigo amanhã, pode ser sexta?"."""
    words, pairs = set(tokens), set(pairwise(tokens))
    is_had = any(one in ("tem", "teria") and then in _DAYS for one, then in pairs)
    return is_had or bool(pairs & _INSTEAD or "prefiro" in words or (words & _OTHER and words & _TIME))


def says_cancel(tokens: tuple[str, ...]) -> bool:
    """Whether the word itself is said."""
    return bool(set(tokens) & _CANCEL)


def refuses(tokens: tuple[str, ...]) -> bool:
    """Whether a no is among the words."""
    return bool(set(tokens) & _NOT)


def means_last(tokens: tuple[str, ...]) -> bool:
    """Whether the last of what is shown is chosen."""
    words = set(tokens)
    return bool(words & _LAST) and words <= _LAST | CHOOSING


def means_any(tokens: tuple[str, ...]) -> bool:
    """Whether it is left to us which of what is shown: whichever, or the soonest."""
    words = set(tokens)
    return bool(words & (_FIRST | _ANY)) and words <= _FIRST | _ANY | CHOOSING and words != {"mais", "cedo"}


def about_which(words: str) -> str:
    """The words without those that move, cancel or excuse: their day is then the appointment's own, and not one to be avoided."""
    verbs = _CANCEL | _MOVE | _NOT | _UNABLE
    return " ".join(word for word in words.split() if not verbs & set(tokens_of(word)))


def moved_from(words: str) -> tuple[str, str] | None:
    """What is said of the appointment that is moved, and the words about where to: "passa a de quinta | para segunda às 9", "passa para
    segunda às 9 | a de quinta". None where no such two are said."""
    found = list(_TO_WHERE.finditer(words))
    if not found:
        return None
    to = found[-1]
    behind = _THE_ONE.search(words, to.end())
    of, whither = (words[behind.start() :], words[: behind.start()]) if behind else (words[: to.start()], words[to.start() :])
    of = about_which(" ".join(word for word in of.split() if not _SHIFTS & set(tokens_of(word))))
    return (of, whither) if of else None


def says_where_to(words: str) -> bool:
    """Whether the words name what something is moved to ("para quinta", "to thursday")."""
    return bool(_TO & set(tokens_of(words))) or _TO_EN.search(fold(words)) is not None


def says_other(words: str) -> bool:
    """Whether the words want another day or time, and do not say which ("de quinta às 10 para outro dia")."""
    said = set(tokens_of(words))
    return bool(said & _OTHER and said & _TIME)


def _leaves(tokens: tuple[str, ...]) -> bool:
    """Whether words about waiting end it: "não me avisa mais", "me tira da lista". A no to something else does not ("não quero desmarcar
    a minha, me avisa se abrir vaga antes")."""
    said = " ".join(tokens)
    words = set(_STAYS.sub(" ", said).split())
    is_left = bool(words & _LEAVE - {"cancelar"}) or ("cancelar" in words and bool(words & _LISTED))
    return is_left or _NO_LONGER.search(said) is not None


def says_earlier(tokens: tuple[str, ...], named: Set[str] = frozenset()) -> bool:
    """Whether an earlier time than what they have is wanted, and not one before some day: "algo mais cedo", "antes do meu"; `named`: the
    words among these that name a service or a person."""
    words, pairs = set(tokens), set(pairwise(tokens))
    if words & _EARLIER or pairs & {("mais", "cedo"), ("before", "mine")}:
        return True
    return any(_is_sooner(tokens, n, named) for n in range(len(tokens)))


def _is_sooner(tokens: tuple[str, ...], n: int, named: Set[str]) -> bool:
    """Whether an earlier time is what "antes" or "mais próximo" there says."""
    one, before, behind = tokens[n], tokens[:n], (*tokens[n + 1 : n + 6], "", "", "")
    if one in ("proximo", "proxima") and before[-1:] == ("mais",):
        return behind[0] not in _SOME_DAY or behind[1] in ("hoje", "agora")  # "mais próximo da minha casa"
    if one != "antes":
        return False
    if behind[0] in ("do", "da", "o", "a") and behind[1] in _MINE:
        return not behind[2] or behind[2] in _AFTER_MINE | named  # "antes da minha viagem"
    if behind[0] in ("do", "da") and behind[1] == "que":
        return not behind[2] or bool({*behind} & _IS_MINE)
    while before and before[-1] in _RATHER:
        before = before[:-1]
    is_of_free = bool(before) and before[-1] in _FREED  # not "um dia antes", "me avisa antes"
    return is_of_free and behind[0] not in _SOME_DAY and not behind[0].isdecimal()


def relative(tokens: tuple[str, ...]) -> str | None:
    """Whether a later ("after") or an earlier ("before") time than the one offered is asked for."""
    words, pairs = set(tokens), set(pairwise(tokens))
    if not words <= _RELATIVE:
        return None
    if pairs & {("mais", "tarde"), ("mais", "depois")} or "later" in words:
        return "after"
    return "before" if ("mais", "cedo") in pairs or "earlier" in words else None
