"""Where things stand: rooms' files, names, lengths, docstrings, and who may know whom."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "atende"

ROOMS = ("accounts", "integrations", "contacts", "inbox", "knowledge", "bookings", "bot", "audit", "reports")
# House, section 4: each file of a room has one duty; one past 400 lines becomes a folder of the same name.
DUTIES = {
    "__init__", "models", "rules", "service", "queries", "schemas", "events", "errors", "ports",
    "routes", "reactions", "schedule",
}  # fmt: skip
# Files beside the list, each with its reason.
BESIDE = {
    "accounts/staying.py": "how connections that stay open learn whether they still may",
    "accounts/access.py": "how every room's routes learn who asks",
    "integrations/door.py": "the vendors' door: plain ASGI, so no routes.py",
    "reports/rebuilding.py": "runs the verbs of other rooms in a transaction that is undone: no question, and no verb of its own",
    "reports/agenda.py": "what must hold of appointments; the other invariants are beside it",
    "reports/invariants.py": "what `atende check` asks of a live database",
    "reports/waiting.py": "the second question it asks, for the metrics and the operator",
}
FORBIDDEN = {"utils", "helpers", "managers", "common", "base", "util", "helper", "manager"}
LONGEST = 400
LEVELS = ("debug", "info", "warning", "error", "exception")
GENERATED = {"web/src/app/route-tree.gen.ts", "web/src/client/schema.ts", "web/src/client/schema.d.ts"}


def _sources(*roots: str, endings: tuple[str, ...] = (".py",)) -> list[Path]:
    return [
        path
        for root in roots
        for path in sorted((ROOT / root).rglob("*"))
        if path.suffix in endings and not {"node_modules", "__pycache__", "static"} & set(path.parts)
    ]


def _name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def test_a_room_has_only_files_whose_duty_is_on_the_list():
    found = set()
    for room in ROOMS:
        for path in (PACKAGE / room).iterdir():
            if path.name == "__pycache__" or path.stem in DUTIES:
                continue
            name = f"{room}/{path.name}"
            assert name in BESIDE, f"atende/{name}: which duty of the list is it? (house, section 4), or say why in BESIDE"
            found.add(name)
    assert found == set(BESIDE), "BESIDE names a file that is gone"


def test_every_folder_of_the_package_is_a_room_or_known():
    known = {*ROOMS, "core", "kit", "providers", "cli", "demo", "static", "__pycache__"}
    assert {path.name for path in PACKAGE.iterdir() if path.is_dir()} <= known


def test_no_file_is_longer_than_four_hundred_lines():
    long = {
        _name(path): count
        for path in _sources("atende", "tests", "tools", "migrations", "web/src", endings=(".py", ".ts", ".tsx"))
        if (count := len(path.read_text(encoding="utf-8").splitlines())) > LONGEST and _name(path) not in GENERATED
    }
    assert long == {}, "split by noun into a folder of the same name"


def test_no_file_is_named_after_nothing():
    paths = _sources("atende", "tests", "tools", "web/src", endings=(".py", ".ts", ".tsx"))
    assert [_name(p) for p in paths if {p.stem.lower(), *(part.lower() for part in p.parent.parts)} & FORBIDDEN] == []


def _public(tree: ast.Module) -> list[ast.AST]:
    return [
        node
        for node in tree.body
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) and not node.name.startswith("_")
    ]


def _spoken(*parts: str) -> list[Path]:
    """The files, and files of folders, that have this duty in any room."""
    found = []
    for room in ROOMS:
        for part in parts:
            file, folder = PACKAGE / room / f"{part}.py", PACKAGE / room / part
            found += [file] if file.exists() else sorted(folder.glob("*.py"))
    return found


@pytest.mark.parametrize("duty", ["service", "queries", "rules", "events", "errors"])
def test_everything_public_says_what_is_true_of_it(duty):
    silent = []
    for path in _spoken(duty):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        assert ast.get_docstring(tree), f"{_name(path)} says nothing of itself"
        silent += [f"{_name(path)}: {node.name}" for node in _public(tree) if not ast.get_docstring(node)]
    assert silent == []


def test_every_room_says_what_it_owns():
    for room in (*ROOMS, "core", "kit", "providers"):
        tree = ast.parse((PACKAGE / room / "__init__.py").read_text(encoding="utf-8"))
        assert ast.get_docstring(tree), f"atende/{room}/__init__.py"


def test_who_may_know_whom():
    program = Path(sys.executable).with_name("lint-imports")
    done = subprocess.run([program, "--no-logo"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-4000:]


def test_a_log_line_names_no_variables_of_a_frame():
    """`show_locals`, `format_exc_info` and the like would print what people wrote (S27)."""
    forbidden = ("show_locals", "format_exc_info", "dict_tracebacks", "traceback.format_exc", "exc_text")
    found = [f"{_name(p)}: {word}" for p in _sources("atende") for word in forbidden if word in p.read_text(encoding="utf-8")]
    assert found == []


# What may stand in a log line. Whoever adds a word says to themselves that no text of a message, name or number can be in it.
def test_log_lines_have_an_event_name_and_plain_fields():
    bad = []
    for path in _sources("atende"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)):
                continue
            owner = getattr(node.func.value, "id", "")
            if owner.lower() not in ("_log", "logger") or node.func.attr not in (
                "debug",
                "info",
                "warning",
                "error",
                "exception",
            ):
                continue
            first = node.args[0] if node.args else None
            is_name = isinstance(first, ast.Constant) and str(first.value).replace("_", "").isalnum()
            is_name = is_name or _name(path) == "atende/core/web/answers.py"  # its callers, beside it, give the name
            fields = {keyword.arg for keyword in node.keywords}
            if not is_name or len(node.args) > 1 or fields & {"text", "body", "phone", "name", "token", "message", "content"}:
                bad.append(f"{_name(path)}:{node.lineno}")
    assert bad == []
