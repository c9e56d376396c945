"""Known weaknesses of what we ship, and the list of what that is (promise S37).

    .venv/bin/python tools/audit.py [--must]

Writes two CycloneDX lists of what is shipped, `.venv/sbom/python.json` and `.venv/sbom/web.json`, from the lock files. Then asks the
package registries for advisories, of what builds and checks it, too: one that is not in `KNOWN` ends this with exit code 1. A registry
that gives none (many mirrors do not), or does not answer, has looked nothing up, and a line of its own says so; that is no error, because
the same commit is checked elsewhere, too, unless `--must` says that it is checked here. A tool that is missing, breaks or says nothing
we can read has looked nothing up: exit code 1.
"""

import argparse
import json
import re
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BIN = ROOT / ".venv" / "bin"
LOCKS = [ROOT / "requirements" / name for name in ("run.txt", "otel.txt")]
TOOLS = [ROOT / "requirements" / "dev.txt"]  # looked up, and not in the list of what is shipped
LISTS = ROOT / ".venv" / "sbom"
# Advisory -> why it does not concern us, and until when that holds.
KNOWN: dict[str, str] = {}
_SECONDS = 120
# What pip-audit says when it could not reach the registry at all.
_AWAY = ("Could not connect to", "ConnectionError", "Max retries exceeded", "Read timed out")

sys.path.insert(0, str(ROOT / "tools"))
import webapp  # noqa: E402 - beside this file


class Broken(Exception):
    """A tool did not do its work: nobody knows whether there are advisories."""


def main(words: Sequence[str] | None = None) -> int:
    """0 when every list was written, every tool did its work and no registry told of an advisory we do not know; with `--must`, when
    every registry was asked and gave what it knows, besides."""
    parser = argparse.ArgumentParser(
        prog="tools/audit.py", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--must", action="store_true", help="not to have looked up is an error")
    given = parser.parse_args(words)
    LISTS.mkdir(parents=True, exist_ok=True)
    counts = _list_python(), _list_web()
    print(f"what we ship: {counts[0]} Python packages, {counts[1]} of the web app; lists in .venv/sbom")
    try:
        told = {what: _ask(what, ask) for what, ask in (("pip", _python_advisories), ("npm", _web_advisories))}
    except Broken as error:
        print(f"advisories were not looked up: {error}", file=sys.stderr)
        return 1
    found = [line for lines in told.values() for line in lines or ()]
    for line in found:
        print(f"advisory: {line}", file=sys.stderr)
    unlooked = [what for what, lines in told.items() if lines is None]
    if unlooked:
        print(f"NOT looked up: {', '.join(unlooked)}. Nobody knows from here whether there are advisories.", file=sys.stderr)
    return 1 if found or (unlooked and given.must) else 0


def _list_python() -> int:
    target, whole = LISTS / "python.json", LISTS / "requirements.txt"
    whole.write_text("".join(one.read_text() for one in LOCKS))
    _run([str(BIN / "cyclonedx-py"), "requirements", str(whole), "--of", "JSON", "-o", str(target)])
    return len(json.loads(target.read_text())["components"])


def _list_web() -> int:
    said = _npm("sbom", "--sbom-format=cyclonedx", "--omit=dev", "--package-lock-only")
    (LISTS / "web.json").write_text(said)
    return len(json.loads(said)["components"])


def _ask(what: str, ask: Callable[[], tuple[list[str], int]]) -> list[str] | None:
    """The advisories; None when the registry gave none of any package."""
    try:
        found, answered = ask()
    except subprocess.TimeoutExpired:
        print(f"{what}: the registry did not answer in {_SECONDS} s")
        return None
    except OSError as error:
        raise Broken(f"{what}: {error}") from error
    if not answered:
        print(f"{what}: this registry gives no advisories")
        return None
    print(f"{what}: {answered} packages looked up, {len(found)} advisories")
    return found


def _python_advisories() -> tuple[list[str], int]:
    command = [
        str(BIN / "pip-audit"),
        *(word for one in [*LOCKS, *TOOLS] for word in ("-r", str(one))),
        "--require-hashes",
        "--disable-pip",
        "-f",
        "json",
        "--progress-spinner=off",
    ]
    done = subprocess.run(command, capture_output=True, text=True, timeout=_SECONDS, check=False)
    try:
        packages = json.loads(done.stdout)["dependencies"]
    except (ValueError, TypeError, KeyError) as error:
        if done.returncode and any(words in done.stderr for words in _AWAY):
            return [], 0
        raise Broken(f"pip-audit ended with {done.returncode}: {done.stderr.strip()[-300:]}") from error
    if left_out := _locked_for_here() - {_canonical(one["name"]) for one in packages}:
        raise Broken(f"pip-audit did not look at {', '.join(sorted(left_out))}")
    answered = [one for one in packages if "skip_reason" not in one]
    return [
        f"{one['name']} {one['version']}: {flaw['id']}, fixed in {', '.join(flaw['fix_versions']) or 'no version yet'}"
        for one in answered
        for flaw in one["vulns"]
        if flaw["id"] not in KNOWN
    ], len(answered)


def _locked_for_here() -> set[str]:
    """The packages of the lock files, but those that only another Python or system gets."""
    lines = [line.split("#")[0] for one in [*LOCKS, *TOOLS] for line in one.read_text().splitlines()]
    return {_canonical(line.split("==")[0].strip()) for line in lines if re.match(r"[\w.-]+==", line) and ";" not in line}


def _canonical(name: str) -> str:
    """The name as every index compares it (PEP 503)."""
    return re.sub(r"[-_.]+", "-", name).lower()


def _web_advisories() -> tuple[list[str], int]:
    said = _npm("audit", "--json", "--package-lock-only", is_checked=False)
    try:
        answer = json.loads(said)
    except ValueError as error:
        raise Broken(f"npm audit said {said.strip()[-300:] or 'nothing'}") from error
    if "vulnerabilities" not in answer:
        if "uri" in answer or "statusCode" in answer:  # which address of the registry did not answer, or how
            return [], 0
        raise Broken(f"npm audit said {json.dumps(answer)[:300]}")
    found = [
        f"{name}: {via['title']} ({via['url']})"
        for name, one in answer["vulnerabilities"].items()
        for via in one["via"]
        if isinstance(via, dict) and via["url"] not in KNOWN
    ]
    return found, int(answer["metadata"]["dependencies"]["total"])


def _npm(*words: str, is_checked: bool = True) -> str:
    done = subprocess.run(
        [*webapp.npm(), *words],
        cwd=webapp.WEB,
        env=webapp.node_environment(),
        capture_output=True,
        text=True,
        timeout=_SECONDS,
        check=False,
    )
    if is_checked and done.returncode:
        raise SystemExit(f"npm {words[0]}: {done.stderr.strip()[-300:]}")
    return done.stdout


def _run(command: list[str]) -> None:
    done = subprocess.run(command, capture_output=True, text=True, timeout=_SECONDS, check=False)
    if done.returncode:
        raise SystemExit(f"{Path(command[0]).name}: {done.stderr.strip()[-300:]}")


if __name__ == "__main__":
    sys.exit(main())
