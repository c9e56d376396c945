"""Pin the packages of npm anew (`make lock`), the web app's and those of a rival in the bench: for every platform, with integrity hashes
and without a registry's address.

Some mirrors lack packages of platforms they do not serve; npm then leaves these out of the lock file and `npm ci` refuses it
everywhere. `complete` puts them back by the exact version their parent names, so that they are skipped here and fetched there.
"""

import json
import re
import shutil
import subprocess
import tempfile
from pathlib import Path

from webapp import WEB, node_environment, npm

FOLDERS = (WEB, WEB.parent / "bench" / "graphile")
SYSTEMS = {"android", "darwin", "freebsd", "linux", "netbsd", "openbsd", "openharmony", "sunos", "aix", "win32"}
PROCESSORS = {"arm", "arm64", "ia32", "loong64", "mips64el", "ppc64", "riscv64", "s390x", "x64", "wasm32"}


def lock(folder: Path) -> None:
    """The folder's `package-lock.json` is fresh and complete."""
    target = folder / "package-lock.json"
    shown = target.relative_to(WEB.parent)
    with tempfile.TemporaryDirectory() as made:
        for file in (folder / "package.json", WEB / ".npmrc"):
            shutil.copy(file, made)
        command = [*npm(), "install", "--package-lock-only", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
        subprocess.run(command, cwd=made, env=node_environment(), check=True)
        content = complete(json.loads(Path(made, "package-lock.json").read_text()))
    if '"resolved"' in (text := json.dumps(content, indent=2, ensure_ascii=False)):
        raise SystemExit(f"{shown} names a registry")
    target.write_text(text + "\n")
    print(f"{shown}: {len(content['packages'])} packages")


def complete(content: dict) -> dict:
    """The lock file with every optional package that some parent names by exact version and that is missing from it."""
    packages = content["packages"]
    for place, package in sorted(packages.items()):
        for name, version in package.get("optionalDependencies", {}).items():
            is_exact = re.fullmatch(r"\d+\.\d+\.\d+(-[\w.]+)?", version)
            if is_exact and f"node_modules/{name}" not in packages and f"{place}/node_modules/{name}" not in packages:
                packages[f"node_modules/{name}"] = _entry(name, version, package)
    root = packages.pop("")
    content["packages"] = {"": root, **dict(sorted(packages.items()))}
    return content


def _entry(name: str, version: str, parent: dict) -> dict:
    words = name.rpartition("/")[2].split("-")
    entry: dict = {"version": version, "optional": True}
    if parent.get("dev"):
        entry["dev"] = True
    entry["cpu"] = [word for word in words if word in PROCESSORS] or ["none"]
    if systems := [word for word in words if word in SYSTEMS]:
        entry["os"] = systems
    return entry


if __name__ == "__main__":
    for folder in FOLDERS:
        lock(folder)
