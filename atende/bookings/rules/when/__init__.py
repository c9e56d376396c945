"""When somebody wants to come, understood from their words, without a model: Brazilian Portuguese, and English.

`understand` reads a message into a `Wish`: choices in order of preference, each with days, parts of the day and perhaps the
first or last free time. `echo` says a wish back with weekdays and dates, and what it says is understood as the same wish.
Defaults where people disagree: docs/decisions/0025-when-somebody-wants-to-come.md. Not here: what is free (availability), how the bot asks.

The way of a message: `spelling` makes tokens, `lexicon` knows the words, `scan` walks over them once with the grammars of `days`
and `times`, `assemble` puts together what belongs together.
"""

from atende.bookings.rules.when.echo import echo
from atende.bookings.rules.when.understanding import Asked, understand
from atende.bookings.rules.when.wish import Choice, Days, Part, Pick, Problem, ProblemKind, Wish

__all__ = ["Asked", "Choice", "Days", "Part", "Pick", "Problem", "ProblemKind", "Wish", "echo", "understand"]
