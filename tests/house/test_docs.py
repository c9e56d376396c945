"""What the documents name exists: files, modules, commands of make and of the program, settings."""

import importlib
import re
from pathlib import Path

import pytest
import typer
from typer.main import get_command

from atende.cli.commands import app
from atende.core.config import Settings

ROOT = Path(__file__).parents[2]
DOCUMENTS = [
    *(path for name in ("README.md", "ARCHITECTURE.md", "CONTRIBUTING.md") if (path := ROOT / name).exists()),
    *sorted((ROOT / "docs").rglob("*.md")),
    *sorted((ROOT / "deploy").rglob("*.md")),
    *(path for name in ("web", "bench") if (path := ROOT / name / "README.md").exists()),
]
ROOTS = ("atende/", "tests/", "web/", "docs/", "migrations/", "tools/", "bench/", "deploy/", ".ci/")
ROOMS = {path.name for path in (ROOT / "atende").iterdir() if path.is_dir()} - {"__pycache__", "static"}
_CODE = re.compile(r"`([^`\n]+)`")
_FENCED = re.compile(r"^```.*?^```", re.M | re.S)
# Made while installing or running: not in the repository.
MADE = ("atende/static", "web/node_modules", "web/dist")


def _id(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def _quoted(document: Path) -> list[str]:
    return _CODE.findall(_FENCED.sub("", document.read_text(encoding="utf-8")))


@pytest.mark.parametrize("document", DOCUMENTS, ids=_id)
def test_every_path_named_is_there(document):
    missing = []
    for word in _quoted(document):
        path = word.strip().rstrip("/").removeprefix("./").split("::")[0].split(":")[0]
        is_path = path.startswith(ROOTS) and re.fullmatch(r"[\w./-]+", path)
        if is_path and not path.startswith(MADE) and not (ROOT / path).exists():
            missing.append(word)
    links = re.findall(r"\]\((?!https?:|#|mailto:)([^)#\s]+)", document.read_text(encoding="utf-8"))
    missing += [link for link in links if not (document.parent / link).exists()]
    assert missing == []


@pytest.mark.parametrize("document", DOCUMENTS, ids=_id)
def test_every_module_and_name_in_it_is_there(document):
    missing = []
    for word in _quoted(document):
        name = word.removesuffix("()").removeprefix("atende.")
        parts = name.split(".")
        if not re.fullmatch(r"[a-z_]+(\.\w+)+", name) or parts[0] not in ROOMS or parts[-1] in ("py", "md", "sql", "json"):
            continue
        if not _resolves(parts):
            missing.append(word)
    assert missing == [], "neither a module, nor a name in one, nor a fact"


def _resolves(parts: list[str]) -> bool:
    for cut in range(len(parts), 0, -1):
        try:
            found = importlib.import_module(".".join(["atende", *parts[:cut]]))
        except ImportError:
            continue
        for part in parts[cut:]:
            if not hasattr(found, part):
                return _is_fact(".".join(parts))
            found = getattr(found, part)
        return True
    return False


def _is_fact(name: str) -> bool:
    from atende.kit.facts import Fact

    return any(kind.name == name for kind in Fact.__subclasses__() if hasattr(kind, "name"))


def _targets() -> set[str]:
    return set(re.findall(r"^([a-z][a-z0-9-]*):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.M))


def _commands() -> set[str]:
    found: set[str] = set()

    def walk(command: object, at: str) -> None:
        for name, inner in getattr(command, "commands", {}).items():
            found.add(f"{at}{name}")
            walk(inner, f"{at}{name} ")

    walk(get_command(app), "")
    return found


@pytest.mark.parametrize("document", DOCUMENTS, ids=_id)
def test_every_command_named_can_be_typed(document):
    words = document.read_text(encoding="utf-8")
    targets, commands = _targets(), _commands()
    code = "\n".join([*_FENCED.findall(words), *_quoted(document)])
    wrong = [f"make {one}" for one in re.findall(r"\bmake ([a-z][a-z0-9-]*)\b(?!=)", code) if one not in targets]
    for line in re.findall(r"^(?:\$ )?(?:\.venv/bin/)?atende ([a-z].*)$", code, re.M):
        typed = [word for word in line.split() if re.fullmatch(r"[a-z][a-z-]*", word)]
        if not ({" ".join(typed[:2])} | {typed[0] if typed else ""}) & commands:
            wrong.append(f"atende {line}")
    assert wrong == []


@pytest.mark.parametrize("document", DOCUMENTS, ids=_id)
def test_every_setting_named_exists(document):
    known = {f"ATENDE_{name.upper()}" for name in Settings.model_fields} | {
        "ATENDE_CHROMIUM",
        "ATENDE_URL",
    }  # of the tests, of the web app's own server
    named = set(re.findall(r"\bATENDE_[A-Z_]+\b", document.read_text(encoding="utf-8")))
    assert sorted(named - known) == []


def test_the_program_is_the_one_that_is_documented():
    assert isinstance(app, typer.Typer)
    assert {"run", "web", "worker", "check", "replay"} <= _commands()


def test_no_two_decisions_have_one_number():
    numbers = [path.name[:4] for path in (ROOT / "docs" / "decisions").glob("*.md")]
    assert sorted(numbers) == sorted(set(numbers))


def test_the_runbook_of_late_work_knows_every_stage_that_pages_somebody():
    from atende.reports.waiting import DUE

    named = set(re.findall(r"`(\w+)`", (ROOT / "deploy" / "runbooks" / "lag.md").read_text(encoding="utf-8")))
    assert DUE.keys() <= named
