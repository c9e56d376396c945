"""The talks as they are written down: one text file per stretch of weeks, in a notation made for reading aloud.

= Renata Moraes; 5511991230101; 34d 09:12       who, number or @username, when: days ago and local time, or minutes ago (-25m)
oi, bom dia                                     the customer writes; lines below one another are one burst
[voice 14]                                      a file: voice SECONDS, image, sticker, document NAME, contacts, location
> Planos aceitos                                the customer taps an option, or writes it when it was not shown
<< esse mesmo                                   in reply to what the other side said last
^ 👍                                            the customer's reaction to what was said last
@Camila: Oi, Renata!                            somebody of the staff writes (and takes the conversation before)
^Camila 👍                                      that person's reaction
#Camila: Liga amanhã                            a private note
~ 25m, ~ 3h, ~ +1d 09:15                        time passes
! close Camila                                  something is done; see `playing`
"""

import re
from dataclasses import dataclass, field
from importlib import resources

_HEAD = re.compile(r"= (?P<name>[^;]*); (?P<address>[^;]+); (?P<start>[^;]+?)\s*$")
_STAFF = re.compile(r"@(?P<who>\w+): (?P<words>.+)")
_NOTE = re.compile(r"#(?P<who>\w+): (?P<words>.+)")
_REACTION = re.compile(r"\^(?P<who>\w*) (?P<words>\S+)")


@dataclass(frozen=True, slots=True)
class Line:
    """One line: `kind` is says, taps, reacts, note, pause or does; `who` a first name of the staff, empty for the customer."""

    kind: str
    words: str
    who: str = ""
    is_reply: bool = False


@dataclass(slots=True)
class Talk:
    """One person's talk. `address` is digits, or a username with its @; `start` as written."""

    name: str
    address: str
    start: str
    lines: list[Line] = field(default_factory=list)


def talks(slug: str) -> list[Talk]:
    """Every talk of this business, file by file. Raises `ValueError` for a line that cannot be read."""
    folder = resources.files("atende.demo.conversations") / "talks" / slug
    found: list[Talk] = []
    for file in sorted(folder.iterdir(), key=lambda one: one.name):
        for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), 1):
            if not line.strip():
                continue
            if head := _HEAD.match(line):
                found.append(Talk(head["name"].strip(), head["address"].strip(), head["start"].strip()))
                continue
            try:
                found[-1].lines.append(_line(line.strip()))
            except (ValueError, IndexError) as error:
                raise ValueError(f"{file.name}:{number}: {line!r} cannot be read") from error
    return found


def _line(line: str) -> Line:
    if line.startswith("@"):
        found = _STAFF.match(line)
        if found is None:
            raise ValueError(line)
        words, is_reply = _reply(found["words"])
        return Line("says", words, found["who"], is_reply)
    if line.startswith("#"):
        found = _NOTE.match(line)
        if found is None:
            raise ValueError(line)
        return Line("note", found["words"], found["who"])
    if found := _REACTION.match(line):
        return Line("reacts", found["words"], found["who"])
    for mark, kind in (("> ", "taps"), ("~ ", "pause"), ("! ", "does")):
        if line.startswith(mark):
            return Line(kind, line.removeprefix(mark))
    words, is_reply = _reply(line)
    return Line("says", words, "", is_reply)


def _reply(words: str) -> tuple[str, bool]:
    return (words.removeprefix("<< "), True) if words.startswith("<< ") else (words, False)
