"""What is answered to a reminder in words of one's own: that one comes, or not, or at another time. Only what is plainly that: whatever
has a but, a later or another question in it is read as if there had been no reminder. Cancelling and moving ask as always."""

import re
from itertools import pairwise

from atende.bot.rules.booking import agreeing, asking, explained, lateness, plain, times, wanted
from atende.bot.rules.deeds import Acknowledge, ReadOwn
from atende.bot.rules.draft import Draft
from atende.bot.rules.hearing import Heard
from atende.bot.rules.intents import TOPICS, Intent
from atende.bot.rules.speech import Scene
from atende.bot.rules.state import Booking
from atende.bot.rules.talking import answer_beside
from atende.bot.rules.turn import Reminded
from atende.bot.rules.words import tokens_of, word_set

_COMES = word_set(
    "confirmo confirmado confirmada confirmadissimo confirma confirmar estarei irei comparecerei comparecer confirm confirmed attending"
)
_GOES = word_set("vou indo presente certeza combinado fechado ok beleza certo claro coming")
_NOT = word_set("nao not nem cant dont never")
_DOUBT = word_set(
    "mas porem depois ainda talvez acho se quando tarde logo quem como quanto posso podia poderia but maybe later if when how"
)
_UNABLE = word_set("poderei conseguirei irei poder conseguir posso consigo vou make come attend go")
_OTHER, _TIME = word_set("outro outra another other"), word_set("dia data horario semana day time date week")
_FIRM = word_set("confirmo confirma confirmar confirmado confirmada")
_AWAY = word_set(
    "faltar faltarei viajar viajando viajarei desistir desisto fora trabalhar trabalhando trabalho doente internado internada"
)
_BUSY = re.compile(r"\bestarei (?:la )?com (?:[oa] )?(?:meu |minha )?(?:consulta|atendimento|agendamento|horario)\b")  # elsewhere
_IS_IT = re.compile(r"^\s*(?:é|eh)\s[^?]{1,40}\?\s*$", re.IGNORECASE)
_PART = re.compile(r"[^.!?,;\n]+[.!?,;\n]*")
_THUMBS = ("👍", "👌", "✅", "🆗")
_SHORT, _PLAIN = 3, 8


def answer(draft: Draft, heard: Heard, reminded: Reminded) -> bool:
    """Whether this burst answered the reminder; then a deed is to be done."""
    if heard.pressed or heard.unread or not heard.readings:
        return False
    if lateness.told(heard, draft.state.booking) is not None:
        return False  # the team is told
    if reminded.is_last and _IS_IT.match(heard.text()) and plain.says_only(draft.scene, heard.tokens(), set()):
        return _asks(draft, heard, wanted.OWN, reminded, "")
    if plain.other_time(draft.scene, heard) and _may_move(draft, heard, reminded):
        return _asks(draft, heard, wanted.MOVE, reminded, _on_its_day(draft.scene, heard, reminded))
    if not reminded.is_last:
        before = draft.state.booking
        is_free = before is None or before.kind == wanted.JUST
        return is_free and _comes(heard, is_asked=False) and _acknowledge(draft, heard, reminded)
    kind = _declines(heard)
    if kind is not None:
        return _asks(draft, heard, kind, reminded, heard.text() if kind == wanted.MOVE else "")
    return _comes(heard, is_asked=True) and _acknowledge(draft, heard, reminded)


def _asks(draft: Draft, heard: Heard, kind: str, reminded: Reminded, said: str) -> bool:
    draft.note(Intent.BOOKING, heard)
    draft.intents.append(f"booking_{kind}")
    asking.keep(draft, Booking(kind, "which", appointment_id=reminded.appointment_id, said=said[:300]))
    draft.deed = ReadOwn()
    return True


def _may_move(draft: Draft, heard: Heard, reminded: Reminded) -> bool:
    """Once something else was said, only who cannot come then asks for another time of this."""
    words = set(heard.tokens())
    return reminded.is_last or (draft.state.booking is None and bool(words & _NOT) and bool(words & _UNABLE))


def _on_its_day(scene: Scene, heard: Heard, reminded: Reminded) -> str:
    """The words; a time without a day is one of the day that they were reminded of, which is not the one that a no in them avoids."""
    text, zone = heard.text(), times.zone_of(scene)
    wish = times.wish_of(scene, text)
    if wish is None or times.says_day(wish, scene.now.astimezone(zone).date()):
        return text
    return f"{reminded.starts_at.astimezone(zone):%Y-%m-%d} {wanted.about_which(text)}"


def _acknowledge(draft: Draft, heard: Heard, reminded: Reminded) -> bool:
    answer_beside(draft, heard)
    draft.note("booking_confirm")
    asking.keep(draft, Booking(wanted.CONFIRM, appointment_id=reminded.appointment_id))
    draft.deed = Acknowledge(reminded.appointment_id, reminded.starts_at)
    return True


def _declines(heard: Heard) -> str | None:
    """Move, cancel, or unsure which of them; None for what declines nothing."""
    tokens = heard.tokens()
    words = set(tokens)
    if words & _OTHER and words & _TIME:
        return wanted.MOVE
    if "?" in heard.text() and heard.has(*TOPICS):
        return None
    kind = wanted.kind_of(tokens)
    if kind == wanted.MOVE:
        return wanted.MOVE
    if words & _AWAY and not words & _NOT and "?" not in heard.text() and len(tokens) <= _PLAIN and kind != wanted.CANCEL:
        return wanted.UNSURE
    is_negated = bool(words & _NOT) or ("can", "t") in pairwise(tokens)
    if kind == wanted.CANCEL or (is_negated and words & _UNABLE):
        return wanted.CANCEL
    return wanted.UNSURE if heard.has(Intent.NO) and len(tokens) <= _SHORT else None


def _comes(heard: Heard, *, is_asked: bool) -> bool:
    """Whether they say that they come; `is_asked`: a yes is enough."""
    text, tokens = heard.text(), heard.tokens()
    is_greeted = ("boa", "tarde") in pairwise(tokens)
    words = set(tokens) - ({"tarde"} if is_greeted and tokens.count("tarde") == 1 else set())
    if _BUSY.search(" ".join(tokens)):
        return False
    if words & (_NOT | _DOUBT) or len(tokens) > _PLAIN + 6 * heard.has(*TOPICS):
        return False
    if "?" in text and not heard.has(*TOPICS):
        return False
    stated = tokens_of(" ".join(part for part in _PART.findall(text) if "?" not in part))
    words = {agreeing.spelled(one) for one in stated}
    if {one for one in words if not one[0].isdecimal()} - explained.BESIDE_COMING - _COMES - _GOES:
        return False
    if words & _FIRM and (
        words & {"vou"} or ("amanha" in words and "para" not in words and not any(c.isdecimal() for c in text))
    ):
        return False  # "confirmo amanhã"
    if words & _COMES or ({"be", "there"} <= words):
        return True
    if not is_asked:
        return False
    if len(stated) <= _SHORT and words & _GOES:
        return True
    return (heard.has(Intent.YES, Intent.ACK) and (bool(stated) or "?" not in text)) or any(one in text for one in _THUMBS)
