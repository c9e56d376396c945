"""The table of the README: its rows from figures, and what stays of the one before."""

import re

from bench.figures import Figure

_START, _END = "<!-- figures -->", "<!-- end of figures -->"
_LACKS, _LACKS_END = "<!-- not as in the table -->", "<!-- end of not as in the table -->"
_NOTHING = "Nothing: it is of the bench as it stands."
_HEAD = ["| What | a second | Rival or limit | a second | Ratio | Goal | |", "|---|---:|---|---:|---:|---|---|"]
# Measured with FULL=1 only (P10): a shorter run leaves them as they are.
_LONG = re.compile(r": p95 at 10 M(, |$)")
_MARKED = re.compile(r"measured on \d{4}-\d\d-\d\d")


def table(figures: list[Figure], old: list[str], said: str) -> str:
    """What stands between the marks: a row for each figure, rows that stay as they are, and what is said of the run."""
    return "\n".join([*_HEAD, *(_row(one) for one in figures), *old, "", said])


def _row(figure: Figure) -> str:
    cells = [
        figure.what,
        figure.shown(figure.ours),
        figure.rival,
        figure.shown(figure.theirs),
        f"**{figure.ratio:.2f}**",
        f"{figure.goal} missed" if figure.is_missed else figure.goal,
        figure.told,
    ]
    return f"| {' | '.join(cells)} |"


def rows(page: str) -> list[list[str]]:
    """The cells of each row that the page's table has."""
    between = page[page.index(_START) : page.index(_END)]
    lines = [line for line in between.splitlines() if line.startswith("|")][len(_HEAD) :]
    return [[cell.strip() for cell in line.strip().strip("|").split("|")] for line in lines]


def kept(page: str) -> list[str]:
    """The rows that only a full run measures, each saying when and of which commit it was measured."""
    below = page[page.index(_START) : page.index(_END)].rpartition("|\n")[2]
    day, commit = re.search(r"\d{4}-\d\d-\d\d", below), re.search(r"commit (\w{7,})", below)
    when = f"measured on {day[0] if day else 'a day before'}" + (f", commit {commit[1]}" if commit else "")
    found = []
    for cells in rows(page):
        if _LONG.search(cells[0]):
            note = cells[-1] if _MARKED.search(cells[-1]) else f"{cells[-1]}; {when}"
            found.append(f"| {' | '.join([*cells[:-1], note])} |")
    return found


def differing(page: str) -> dict[str, list[list[str]]]:
    """What the page says its table does not show as the bench has it: rows that are `new` and to be measured, and rows that are `gone`
    from the bench; of each what it is and its rival."""
    found: dict[str, list[list[str]]] = {"new": [], "gone": []}
    for word, row in re.findall(r"^- (new|gone): (.+)$", page[page.index(_LACKS) : page.index(_LACKS_END)], re.M):
        found[word].append(row.split(" · "))
    return found


def written(page: str, told: str) -> str:
    """The page with this between the marks, and nothing that differs from it."""
    for first, last, new in ((_START, _END, told), (_LACKS, _LACKS_END, _NOTHING)):
        start, end = page.index(first) + len(first), page.index(last)
        page = f"{page[:start]}\n{new}\n{page[end:]}"
    return page
