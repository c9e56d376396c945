"""When not to speak: machines talking to us, the same words again, messages from long ago; and when a burst is complete."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from atende.kit.text import fold

_CHOICE = re.compile(r"\s*\d{1,2}\s*")

LOOP_TURNS = 6
LOOP_SPAN = timedelta(minutes=2)
LOOP_REPLY = timedelta(seconds=3)
LOOP_SAME = 3
LOOP_LENGTH = 20  # shorter texts are taps on a menu as a person makes them
LOOP_WINDOW = timedelta(minutes=10)
SAME_OUTBOUND_WITHIN = timedelta(minutes=10)
LONE_WAIT = timedelta(seconds=1.2)
BURST_WAIT = timedelta(seconds=2.5)
BURST_CAP = timedelta(seconds=8.5)
OLDEST_ANSWERED = timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class PastTurn:
    """One line of the recent past. `is_inbound` is the customer's side; `text` as shown."""

    is_inbound: bool
    at: datetime
    text: str = ""


def is_machine_loop(history: Sequence[PastTurn]) -> bool:
    """Whether the other side is most likely a machine, judged from the lines in order of time, the newest inbound last:
    six of its messages within two minutes that each came less than three seconds after ours, or the same text of 20 letters or
    more three times within ten minutes, each time after we had answered."""
    quick: list[datetime] = []
    answered: list[tuple[datetime, str]] = []
    last_out: datetime | None = None
    for line in history:
        if not line.is_inbound:
            last_out = line.at
            continue
        if last_out is not None:
            if timedelta(0) <= line.at - last_out < LOOP_REPLY:
                quick.append(line.at)
            answered.append((line.at, fold(line.text)))
            last_out = None
        elif answered and answered[-1][1] != fold(line.text):
            answered.append((line.at, ""))
    if not history:
        return False
    newest = history[-1].at
    if sum(newest - at <= LOOP_SPAN for at in quick) >= LOOP_TURNS:
        return True
    recent = Counter(text for at, text in answered if newest - at <= LOOP_WINDOW and len(text) >= LOOP_LENGTH)
    return any(count >= LOOP_SAME for count in recent.values())


def same_outbound_recently(
    history: Sequence[PastTurn], text: str, now: datetime, within: timedelta = SAME_OUTBOUND_WITHIN
) -> bool:
    """Whether the very same words went to this person within the window, with nothing from the person since."""
    wanted = " ".join(text.split())
    for line in reversed(history):
        if line.is_inbound or now - line.at > within:
            return False
        if " ".join(line.text.split()) == wanted:
            return True
    return False


def turn_due_at(first_at: datetime, last_at: datetime) -> datetime:
    """When a burst is answered: 1.2 s after a lone message, 2.5 s after the last of several, at most 8.5 s after the first.

    Ten messages within eight seconds are one turn."""
    if last_at <= first_at:
        return first_at + LONE_WAIT
    return max(min(last_at + BURST_WAIT, first_at + BURST_CAP), last_at)


def is_whole(kind: str, text: str | None) -> bool:
    """Whether nothing more will come that belongs to this message: a button or a row that was pressed, the number of a menu's row.
    Words may be the first of several messages that say one thing, so that answering each would answer half a thought."""
    return kind in ("button", "list") or (kind == "text" and bool(_CHOICE.fullmatch(text or "")))


def too_old(sent_at: datetime | None, received_at: datetime, max_age: timedelta = OLDEST_ANSWERED) -> bool:
    """Whether a message was on its way (or in a history) for longer than `max_age`: stored, never answered by the bot.

    Without a readable time of sending it counts as fresh."""
    return sent_at is not None and received_at - sent_at > max_age
