"""The table of bench/README.md has the rows that the bench measures, by their names, and what it has not yet is told below it."""

import ast
import importlib
import re
from pathlib import Path

import pytest

from bench.figures import Figure
from bench.table import differing, kept, rows, table, written

BENCH = Path(__file__).parents[2] / "bench"
PAGE = (BENCH / "README.md").read_text(encoding="utf-8")
NOT_IN_IT = {"streams.py"}  # `python -m bench streams`

_ANY = ".+"


class _Names:
    """Patterns of what a module's figures are called; what is known only when it runs may be anything."""

    def __init__(self, file: Path):
        self.tree = ast.parse(file.read_text(encoding="utf-8"))
        calls = [node for node in ast.walk(self.tree) if isinstance(node, ast.Call)]
        self.calls = [call for call in calls if ast.unparse(call.func) == "Figure"]
        # A module without figures may be a rival's, which can only be imported where it runs.
        self.known = vars(importlib.import_module(f"bench.{file.stem}")) if self.calls else {}

    def pairs(self) -> list[tuple[str, str]]:
        """What each figure is, and its rival."""
        return [(self._of(call.args[0]), self._of(call.args[2])) for call in self.calls]

    def _of(self, node: ast.expr) -> str:
        if isinstance(node, ast.JoinedStr):
            return "".join(map(self._of, node.values))
        try:  # of constants of the module
            expression = ast.JoinedStr([node]) if isinstance(node, ast.FormattedValue) else node
            return re.escape(str(eval(ast.unparse(expression), self.known)))
        except NameError:
            return self._local(node.id) if isinstance(node, ast.Name) else _ANY

    def _local(self, name: str) -> str:
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Assign):
                targets, values = _flat(node.targets[0]), _flat(node.value)
                for target, value in zip(targets, values, strict=False):
                    if isinstance(target, ast.Name) and target.id == name and isinstance(value, ast.Constant | ast.JoinedStr):
                        return self._of(value)
        return _ANY


def _flat(node: ast.expr) -> list[ast.expr]:
    return node.elts if isinstance(node, ast.Tuple) else [node]


def _measured() -> list[tuple[str, str]]:
    return [pair for file in sorted(BENCH.glob("*.py")) if file.name not in NOT_IN_IT for pair in _Names(file).pairs()]


def _is(row: list[str], pattern: tuple[str, str]) -> bool:
    return all(re.fullmatch(one, cell) for one, cell in zip(pattern, row, strict=True))


def lacking(page: str) -> list[str]:
    """What the page's table and what it says of it do not agree about with the bench."""
    shown, told, measured = [[row[0], row[2]] for row in rows(page)], differing(page), _measured()
    found = [f"not in the table: {one}" for one in measured if not any(_is(row, one) for row in [*shown, *told["new"]])]
    found += [
        f"measured no more: {row}" for row in shown if row not in told["gone"] and not any(_is(row, one) for one in measured)
    ]
    found += [f"told to be new, and in the table: {row}" for row in told["new"] if row in shown]
    return found + [f"told to be gone, and not in the table: {row}" for row in told["gone"] if row not in shown]


def test_the_table_has_the_rows_that_the_bench_measures():
    assert len(_measured()) > 25
    assert lacking(PAGE) == [], "run `make bench`, or say so under “What the table does not show yet”"


def _agreeing() -> str:
    """The page as it stands after a whole run."""
    told = differing(PAGE)
    shown = [row for row in rows(PAGE) if [row[0], row[2]] not in told["gone"]]
    new = [[what, "1", rival, "1", "**1.00**", "", ""] for what, rival in told["new"]]
    return written(PAGE, table([], [f"| {' | '.join(row)} |" for row in [*shown, *new]], "2026-11-22"))


@pytest.mark.parametrize(
    ("old", "new", "found"),
    [
        ("| memory, idle, everything |", "| memory of everything |", ["not in the table", "measured no more"]),
        ("| DBOS, a partition a lane |", "| DBOS |", ["not in the table", "measured no more"]),
        ("| pgbench, the same ", "| pgbench, the same 9", []),
        ("Nothing: ", "- new: memory, idle, everything · limit\n", ["told to be new, and in the table"]),
        ("Nothing: ", "- gone: x · y\n", ["told to be gone, and not in the table"]),
        ("| turns of the bot, ", "| x | 1 | y | 1 | **1.00** | | |\n| turns of the bot, ", ["measured no more"]),
    ],
)
def test_a_table_that_shows_other_rows_is_noticed(old, new, found):
    page = _agreeing()
    assert lacking(page) == []
    assert old in page
    assert [line.partition(":")[0] for line in lacking(page.replace(old, new, 1))] == found


def test_what_is_told_to_be_new_or_gone_need_not_be_as_the_bench_has_it():
    page = _agreeing().replace("| memory, idle, everything |", "| memory of everything |")
    told = "- new: memory, idle, everything · limit\n- gone: memory of everything · limit\n"
    assert lacking(page.replace("Nothing: ", told)) == []


def test_rows_that_only_a_full_run_measures_stay_with_their_day_and_commit():
    long = Figure("a page: p95 at 10 M", 4.0, "at 100 k messages", 4.0, "P10", "ms", goal="≤ 1.3", runs=5)
    short = Figure("a page at 1 M messages", 4.0, "the same", 4.0, runs=5)
    full = written(PAGE, table([long, short], [], "2026-11-20, commit abcdef1, 2700 s in all."))
    [stays] = kept(full)
    assert stays.startswith("| a page: p95 at 10 M | 4.0 ms | at 100 k messages | 4.0 ms | **1.00** | ≤ 1.3 |")
    assert stays.endswith("P10; median of 5 runs; measured on 2026-11-20, commit abcdef1 |")
    later = written(full, table([short], [stays], "2026-11-23, commit 1234567, 1800 s in all."))
    assert kept(later) == [stays]
    assert [row[0] for row in rows(later)] == [short.what, long.what]


@pytest.mark.parametrize(
    ("runs", "by", "end"),
    [(3, "median", "x; median of 3 runs"), (1, "median", "x; one run"), (3, "slowest", "x; slowest of 3 runs")],
)
def test_each_row_says_how_many_runs_it_rests_on(runs, by, end):
    one = Figure("a", 1.0, "b", 1.0, "x", runs=runs, by=by)
    assert rows(written(PAGE, table([one], [], "")))[0][-1] == end
