"""Pin every dependency with hashes: requirements/run.txt, what traces need beside it (otel.txt), and dev.txt, which holds both.
They name no registry and no path."""

import re
import subprocess
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LOCKS = {"run": ["web", "build"], "otel": [], "dev": ["web", "build", "dev", "bench"]}
BINDING = {"run": [], "otel": ["run"], "dev": ["run", "otel"]}  # whose versions hold here too


def lock(kind: str) -> None:
    """`requirements/<kind>.txt` is fresh, with the versions of those that bind it; `otel` names only what `run` does not."""
    target = ROOT / "requirements" / f"{kind}.txt"
    command = [
        *(sys.executable, "-m", "uv", "pip", "compile", "--quiet", "--no-config", "pyproject.toml"),
        *("--universal", "--python-version", "3.11", "--generate-hashes", "--upgrade", "--no-header"),
        *("--no-emit-index-url", "--no-emit-find-links", "--no-annotate"),
        *(word for group in LOCKS[kind] for word in ("--group", group)),
        *(("--extra", "otel") if kind == "otel" else ()),
        *(word for binding in BINDING[kind] for word in ("--constraint", f"requirements/{binding}.txt")),
        *("--output-file", str(target)),
    ]
    subprocess.run(command, cwd=ROOT, check=True)
    if kind == "otel":
        there = set(_blocks((ROOT / "requirements" / "run.txt").read_text()))
        target.write_text("".join(text for name, text in _blocks(target.read_text()).items() if name not in there))
    named = re.findall(r"\S*(?:://|file:|--find-links|--index-url)\S*", target.read_text())
    if named:
        raise SystemExit(f"{target} names an address: {named[0]}")
    print(f"{target.relative_to(ROOT)}: {len(re.findall('==', target.read_text()))} packages")


def _blocks(locked: str) -> dict[str, str]:
    """Each package's lines, by its name."""
    found = re.findall(r"^[\w.-]+==.*\n(?:[ \t].*\n?)*", locked, re.MULTILINE)
    return {_name(text): text for text in found}


def missing(kind: str) -> set[str]:
    """Packages that pyproject.toml names and the lock does not: it was not pinned anew after a change."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    wanted = [word for group in LOCKS[kind] for word in project["dependency-groups"][group]]
    wanted += project["project"]["optional-dependencies"]["otel"] if kind == "otel" else project["project"]["dependencies"]
    locked = re.findall(r"^([\w.-]+)==", (ROOT / "requirements" / f"{kind}.txt").read_text(), re.MULTILINE)
    return {_name(word) for word in wanted} - {_name(word) for word in locked}


def _name(requirement: str) -> str:
    return re.split(r"[\[<>=!~; ]", requirement)[0].lower().replace("_", "-").replace(".", "-")


if __name__ == "__main__":
    if "--check" in sys.argv:
        if lacking := set().union(*map(missing, LOCKS)):
            raise SystemExit(f"requirements/ lacks {', '.join(sorted(lacking))}: run `make lock`")
    else:
        for kind in LOCKS:
            lock(kind)
