"""Who is offered a time and says neither yes nor no ("ok, vou ver", "deixa eu falar com meu marido"): whether it is kept for them is told,
and what was offered can be taken later. What the bot finds free is not kept; what became free for who waits is, as its row says."""

from itertools import pairwise

from atende.bot.rules.booking import explained, pressing, times, waiting, wanted
from atende.bot.rules.deeds import Kept, ReadOffer
from atende.bot.rules.draft import Draft
from atende.bot.rules.hearing import Heard
from atende.bot.rules.state import Booking
from atende.bot.rules.words import word_set

_WILL = word_set("vou vamos deixa deixe preciso ja depois te let i ll")
_THINK = word_set(
    "ver vejo pensar penso olhar checar verificar conferir confirmar confirmo perguntar falar falo avisar aviso digo dizer responder "
    "respondo retorno combinar consultar decidir think check see"
)
_WITH = word_set(
    "se aqui minha meu agenda marido esposa mulher mae pai filho filha chefe namorado namorada familia ok okay certo beleza ainda pouco "
    "minuto minutinho instante momento consigo posso da mais tarde logo ta que isso pra um te eu about it me my husband wife later"
)
_MOST = 10


def answer(draft: Draft, booking: Booking, heard: Heard) -> bool:
    """Whether these words leave open what was offered; then it is told, once, whether it is kept, and stays offered."""
    if draft.state.asked is not None or heard.pressed or not _thinks(draft, heard):
        return False
    if booking.asked == wanted.OFFER:
        draft.note("booking_undecided")
        draft.deed = ReadOffer(booking.appointment_id or "")
        return True
    shown = pressing.offered(draft)
    if booking.asked != "when" or not shown:
        return False
    draft.note("booking_undecided")
    scene, (first, *others) = draft.scene, shown
    if first.starts_at is None or others:
        draft.text(lambda n: scene.say("book_open_several", n), again=False)
        return True
    when = times.said_at(scene, first.starts_at, times.zone_of(scene).key)
    draft.text(lambda n: scene.say("book_open", n, when=when), again=False)
    return True


def tell(draft: Draft, kept: Kept) -> None:
    """Until when it is kept, or that it is not any more; it can be answered still."""
    scene, words = draft.scene, times.words_of(draft.scene, kept.offered)
    words["until"] = waiting.until(scene, kept.offered, kept.until)
    key = "wait_kept" if kept.is_held else "wait_not_kept"
    draft.text(lambda n: scene.say(key, n, **words), (kept.offered.fact_id,), again=False)


def _thinks(draft: Draft, heard: Heard) -> bool:
    tokens, text = heard.tokens(), heard.text()
    if not tokens or len(tokens) > _MOST or "?" in text or times.wish_of(draft.scene, text) is not None:
        return False
    places = [n for n, one in enumerate(tokens) if one in _THINK and not (one == "confirmo" and _is_firm(tokens, n))]
    is_said = any(one in _WILL for one in tokens[: places[-1]]) if places else False
    return is_said and set(tokens) <= _WILL | _THINK | _WITH | explained.SMALL and ("nao", "vou") not in set(pairwise(tokens))


def _is_firm(tokens: tuple[str, ...], place: int) -> bool:
    """ "Vou sim, confirmo": said of now, and not of later ("depois eu confirmo")."""
    if {*tokens[:place]} & _WILL == {"vou"}:
        return True
    return "sim" in tokens[max(place - 1, 0) : place + 2] and "depois" not in tokens
