"""Another time than the one that was offered or asked about: how it is said, and that none is wanted now."""

from dataclasses import replace
from datetime import datetime, timedelta
from itertools import pairwise

from atende.bot.rules import answers
from atende.bot.rules.booking import agreeing, asking, doubts, pressing, times, wanted
from atende.bot.rules.booking.wanted import Pressed
from atende.bot.rules.draft import Draft
from atende.bot.rules.hearing import Heard
from atende.bot.rules.state import Booking
from atende.bot.rules.words import word_set

_OTHERS = word_set("outro outra outros outras other others another")
_WANT = word_set("quero queria")
_LATER_ON = word_set("deixa deixe deixo deixar fica ficar vejo ver vou marco eu agora penso")
_CAN = word_set("pode ser seria tem teria um uma pouco")
_SHOW = word_set(
    "tem teria ha algum alguma quero queria prefiro nao no pode ser seria da para mostra me mais um uma e por favor quais de em na os as "
    "livre livres disponivel disponiveis melhor please any have you show is are there do i want a an not yes sim ok mas entao"
)
_TIMES = word_set("horario horarios hora horas dia dias data datas opcao opcoes time times day days")
_LATER = timedelta(minutes=15)  # what is later than the time offered


def puts_off(draft: Draft, booking: Booking, heard: Heard) -> bool:
    """ "Deixa pra outro dia", "outra hora eu vejo": nothing is wanted now."""
    words = set(heard.tokens())
    is_said = any(one in _OTHERS and then in _TIMES for one, then in pairwise(heard.tokens())) and bool(words & _LATER_ON)
    is_open = booking.asked == "when" and booking.kind == wanted.BOOK and draft.state.asked is None
    return is_open and is_said and "?" not in heard.text() and not words - _OTHERS - _TIMES - _SHOW - _LATER_ON


def wants_others(draft: Draft, booking: Booking, heard: Heard) -> bool:
    """ "Outro horário", to a time that was offered or asked about; "outro dia", to two days of which one was to be chosen."""
    words = set(heard.tokens())
    is_open = (
        booking.asked in ("when", "sure", "scope", doubts.DAY)
        and booking.kind in (wanted.BOOK, wanted.MOVE)
        and draft.state.asked is None
    )
    is_said = (
        any(one in _OTHERS and then in _TIMES for one, then in pairwise(heard.tokens())) and not words - _OTHERS - _TIMES - _SHOW
    )
    is_refused = "nao" in words and bool(words & _WANT)  # "não quero outro horário"
    return is_open and is_said and not is_refused and times.wish_of(draft.scene, heard.text()) is None


def is_elsewhere(draft: Draft, heard: Heard, at: datetime) -> bool:
    """Whether the words name a time, and not this one."""
    wish = times.wish_of(draft.scene, heard.text())
    return wish is not None and bool(wish.choices) and wish.rank(at.astimezone(times.zone_of(draft.scene))) is None


def without_can(tokens: tuple[str, ...]) -> tuple[str, ...]:
    """ "Pode ser mais tarde", "tem mais cedo": how it is asked says nothing of when."""
    return tuple(one for one in tokens if one not in _CAN)


def beside(draft: Draft, booking: Booking, only: Pressed, which: str | None) -> bool:
    """A later or an earlier time than the one offered is looked for, on its day."""
    if which is None or only.starts_at is None:
        return False
    at = only.starts_at.astimezone(times.zone_of(draft.scene))
    pt, en = ("depois das", "after") if which == "after" else ("antes das", "before")
    at += _LATER if which == "after" else timedelta()
    words = en if draft.scene.language == "en" else pt
    draft.note("booking_when")
    asking.keep(draft, replace(booking, said=f"{at:%Y-%m-%d} {words} {at:%H:%M}"))
    asking.look(draft)
    return True


def named(draft: Draft, booking: Booking, heard: Heard, one: Pressed) -> bool:
    """One of the times shown was named: taken where nothing else is said, left where the words find it bad, else asked about. False where
    they ask what the business answers."""
    scene = draft.scene
    if one.starts_at is None or (agreeing.refused(heard.tokens()) is None and answers.faq(scene, heard.tokens(), set())):
        return False
    if agreeing.chooses(scene, heard):
        asking.keep(draft, asking.repeating(draft, booking, heard))
        pressing.press(draft, one)
        return True
    which = agreeing.refused(heard.tokens())
    if which in ("after", "before"):
        return beside(draft, booking, one, which)
    at = one.starts_at.astimezone(times.zone_of(scene))
    later, is_en = at + _LATER, scene.language == "en"
    if which == "other":
        around = ("before", "or after") if is_en else ("antes das", "ou depois das")
        said = f"{around[0]} {at:%H:%M} {around[1]} {later:%H:%M}"
    else:
        said = f"{'at' if is_en else 'às'} {at:%H:%M}"
    asking.keep(draft, asking.repeating(draft, replace(booking, said=f"{at:%Y-%m-%d} {said}"), heard))
    asking.look(draft)
    return True
