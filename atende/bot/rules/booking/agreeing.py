"""Whether words take what was offered, or agree to what was asked: only where each of them is explained. A word that is not ("ok vou ver",
"às 10 tenho aula") makes it a question once more, and never a deed."""

from itertools import pairwise

from atende.bot.rules.booking import explained, plain, times, wanted
from atende.bot.rules.hearing import Heard
from atende.bot.rules.intents import Intent
from atende.bot.rules.speech import Scene
from atende.bot.rules.words import alike, word_set

_YES = word_set(
    "sim s claro positivo aham uhum confirmo confirmado confirmada confirma confirmar confirme isso quero pode podem ok okay okey certeza "
    "perfeito fechado certo exato exatamente correto concordo autorizo aceito afirmativo yes yeah yep sure yup please confirm "
    "confirmed confirmadissimo"
)
_BOOKS = word_set("marca marcar marque agenda agendar agende reserva reservar reserve encaixa encaixar encaixe book")
_LIKES = word_set(
    "beleza bora vamos serve combinado show top otimo otima maravilha joia demorou legal great deal excelente massa bacana gostei tranquilo"
)
_WILL = word_set("vou querer gostaria queria posso fico ficar fica daria")
_CHOICE = _WILL | word_set(
    "prefiro melhor escolho escolher opcao possivel seria so somente consigo consegue conseguem poderia poderiam das dos em ponto aquele "
    "aquela nas gente at is fine works good one i ll want take let s would like for am pm"
)
_CAN = word_set("pode podem poderia poderiam consegue conseguem daria can could")
_HOURS = explained.CALENDAR | word_set("horario as uma")
_PARTS, _OF = word_set("manha tarde noite"), word_set("da de na boa a pela")
_WEEK = {("que", "vem"), ("semana", "que"), ("proxima", "semana")}
_EXCUSES = word_set(
    "aula trabalho trabalhar trabalhando reuniao compromisso medico dentista viagem viajando viajar ocupado ocupada ruim pesimo pesima "
    "impossivel inviavel complicado complicada dificil atrapalha horrivel escola faculdade prova plantao busy impossible work class "
    "meeting"
)
_LEAVES, _ENTERS = word_set("saio sairei largo"), word_set("entro entrarei")
_HAVE = word_set("tenho estou e eh vou ter have am is")
_EARLY, _LATE = word_set("cedo early"), word_set("tarde late")
_FINE = {("esta", "bom"), ("ta", "bom"), ("esta", "otimo"), ("ta", "otimo")}
_THEIRS = word_set("minha meu my")
_KEPT = _THEIRS | word_set("consulta horario hora atendimento agendamento presenca appointment")
_THIS_TIME = {("ese", "horario"), ("nese", "horario"), ("este", "horario"), ("neste", "horario")}  # doubled letters as one
_FIRM = word_set("confirmo confirma confirmar confirmado confirmada")
_TYPED = tuple(word for word in sorted(_YES | _LIKES) if len(word) >= 7)
_MOST, _FEW = 8, 4


def agrees(scene: Scene, heard: Heard, asked: str) -> bool:
    """Whether these words say yes to that this is booked, moved, cancelled or taken (`asked`: what of it is done), and nothing beside."""
    tokens = heard.tokens()
    words = {spelled(one) for one in tokens}
    if not tokens or len(tokens) > _MOST or "?" in heard.text():
        return False
    yes, small = set(_YES), set(explained.BESIDE_YES)
    if asked in (wanted.BOOK, wanted.OFFER):
        yes |= _BOOKS
        small |= _WILL | _LIKES | _BOOKS
    if asked in (wanted.MOVE, wanted.CANCEL):
        yes |= wanted.SAYS[asked]
        small |= wanted.SAYS[asked]
    if asked == wanted.CANCEL and not words & wanted.SAYS[asked]:
        small -= _KEPT  # "quero minha consulta"
    if asked in (wanted.BOOK, wanted.MOVE) and not (words & _FIRM and not _says_hour(scene, heard)):
        small |= _times(tokens) | plain.named_words(scene, tokens)
    if asked != wanted.CANCEL and set(pairwise(tokens)) & _FINE:
        if words & _THEIRS or not words & yes:
            small -= _has_it(tokens)
        yes |= {"bom", "otimo"}
        small |= {"ah"} | (word_set("assim") if asked == wanted.BOOK else set())  # moving, "assim" may be as it is now
    is_firm = words & _FIRM == {"confirmo"} and ("vou", "sim") in pairwise(tokens)  # "vou sim, confirmo"
    if words & _FIRM and words & word_set("vou posso") and not is_firm:
        return False  # "vou confirmar"
    return bool(words & yes) and words <= yes | small


def takes(scene: Scene, heard: Heard) -> bool:
    """Whether these words, or a thumb, take the one time that was offered."""
    tokens = heard.tokens()
    if not tokens:
        return any(one in heard.text() for one in wanted.THUMBS)
    is_liked = (
        len(tokens) <= _FEW and bool(set(tokens) & _LIKES) and set(tokens) <= _LIKES | explained.BESIDE_YES | wanted.CHOOSING
    )
    is_liked = is_liked and not (set(pairwise(tokens)) & _FINE and set(tokens) & _has_it(tokens))
    return agrees(scene, heard, wanted.BOOK) or (is_liked and "?" not in heard.text())


def is_yes(heard: Heard) -> bool:
    """Whether a yes is among the words, whatever else is said with it; a "tá bom" of what they have, or with a goodbye, is none."""
    tokens = heard.tokens()
    if set(pairwise(tokens)) & _FINE and len(tokens) <= _FEW and not heard.has(Intent.BYE) and not set(tokens) & _has_it(tokens):
        return True
    return heard.has(Intent.YES) or (len(heard.tokens()) <= _FEW and bool({*heard.tokens()} & (_YES | _BOOKS)))


def chooses(scene: Scene, heard: Heard) -> bool:
    """Whether a time that these words name is taken, and not only spoken of: "às 10 tá ótimo", but not "às 10 tenho aula"."""
    tokens = heard.tokens()
    words = {spelled(one) for one in tokens}
    known = _YES | _BOOKS | _LIKES | explained.BESIDE_YES | _CHOICE | _times(tokens) | plain.named_words(scene, tokens)
    if words - known or set(pairwise(tokens)) & {("mais", "tarde"), ("muito", "tarde"), ("boa", "nao")}:
        return False
    if words & _FIRM and words & word_set("vou posso"):
        return False
    return "?" not in heard.text() or bool(words & _CAN)


def refused(tokens: tuple[str, ...]) -> str | None:
    """What is wanted instead of a time that these words find bad: one "after" it, one "before" or any "other"; None where they do not."""
    words, pairs = set(tokens), set(pairwise(tokens))
    if ("mais", "tarde") in pairs or words & _LEAVES:
        return "after"
    if ("mais", "cedo") in pairs or words & _ENTERS:
        return "before"
    if words & _EARLY:
        return "after"
    if any(then in _LATE and one not in _OF for one, then in pairwise(("", *tokens))):
        return "before"
    return "other" if words & _EXCUSES and words & _HAVE else None


def _has_it(tokens: tuple[str, ...]) -> frozenset[str]:
    """The words with which "está bom" is said of what they have ("o meu horário está bom"), and not of what is offered or asked."""
    is_this = bool(set(pairwise(tokens)) & _THIS_TIME)
    return (_KEPT - {"horario"} if is_this else _KEPT) | {"mesmo"}


def _says_hour(scene: Scene, heard: Heard) -> bool:
    wish = times.wish_of(scene, heard.text())
    return wish is not None and times.says_time(wish)


def _times(tokens: tuple[str, ...]) -> set[str]:
    """The words that name a day or an hour; "tarde" only as a part of the day."""
    found = {one for one in tokens if one in _HOURS or any(c.isdigit() for c in one)}
    for one, then in pairwise(tokens):
        if then in _PARTS and one in _OF:
            found.add(then)
        if (one, then) in _WEEK:
            found |= {one, then}
    return found


def spelled(token: str) -> str:
    """The word as it is spelled, where it is a slip of one of the longer of these."""
    return token if token in _YES else next((word for word in _TYPED if alike(token, word)), token)
