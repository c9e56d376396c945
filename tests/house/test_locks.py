"""What is locked is fetched by its hash behind any mirror: no lock file names a host (S37)."""

import json
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
OF_NPM = [ROOT / "web", ROOT / "bench" / "graphile"]
OF_PYTHON = sorted((ROOT / "requirements").glob("*.txt"))


@pytest.mark.parametrize("folder", OF_NPM, ids=lambda folder: folder.name)
def test_a_lock_of_npm_has_hashes_and_no_host(folder):
    packages = json.loads((folder / "package-lock.json").read_text())["packages"]
    root = packages.pop("")
    assert packages
    assert [place for place, package in packages.items() if "resolved" in package or package.get("link")] == []
    # One that only other systems get may be known by its version alone: the mirror at hand had none of it (`tools/weblock.py`).
    assert [place for place, package in packages.items() if "integrity" not in package and not package.get("optional")] == []
    wanted = json.loads((folder / "package.json").read_text())
    for kind in ("dependencies", "devDependencies"):
        assert root.get(kind) == wanted.get(kind), "`make lock` was not run after a change of package.json"


@pytest.mark.parametrize("lock", OF_PYTHON, ids=lambda lock: lock.name)
def test_a_lock_of_python_has_hashes_and_no_host(lock):
    text = lock.read_text()
    assert re.findall(r"\S*(?:://|file:|--find-links|--index-url)\S*", text) == []
    packages = re.findall(r"^([\w.-]+)==.*\n((?:[ \t].*\n?)*)", text, re.MULTILINE)
    assert packages
    assert [name for name, rest in packages if "--hash=sha256:" not in rest] == []
