"""Make `.venv` and install the locked dependencies into it; nothing is done when that is already so.

    python tools/environment.py run|dev

Runs on the machine's own Python with nothing but its standard library. pip is used, because it honours the mirrors and
certificates that this machine is set up with.
"""

import hashlib
import importlib.util
import os
import re
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"


def main(kind: str) -> None:
    """`.venv` holds exactly what `requirements/<kind>.txt` says, and the command `atende`."""
    if sys.version_info < (3, 11):  # noqa: UP036 - this file runs before anything has been checked
        _fail(f"Atende needs Python 3.11 or later; {sys.executable} is {sys.version.split()[0]}.")
    if not any(_read(VENV / f"installed-{k}") == _fingerprint(ROOT / "requirements" / f"{k}.txt") for k in {kind, "dev"}):
        _make(kind)
    _compile()


def _make(kind: str) -> None:
    lock = ROOT / "requirements" / f"{kind}.txt"
    wanted = _fingerprint(lock)
    if _read(VENV / "made-for") != str(ROOT) or not _works():
        _make_venv()
    started = time.monotonic()
    packages = len(re.findall(r"^[A-Za-z0-9][^\s=]*==", lock.read_text(), re.MULTILINE))
    _install(packages, "--require-hashes", "--no-deps", "-r", str(lock))
    _install(0, "--no-deps", "--no-build-isolation", "--editable", str(ROOT))
    (VENV / f"installed-{kind}").write_text(wanted)
    _say(f"Installed in {time.monotonic() - started:.0f} s.")


def _make_venv() -> None:
    missing = [name for name in ("venv", "ensurepip") if importlib.util.find_spec(name) is None]
    if missing:
        version = f"{sys.version_info.major}.{sys.version_info.minor}"
        _fail(
            f"Python's module {missing[0]} is missing. On Debian and Ubuntu: apt install python{version}-venv"
            " (elsewhere: install the complete Python)."
        )
    _say(f"Making .venv with Python {sys.version.split()[0]}")
    done = subprocess.run([sys.executable, "-m", "venv", "--clear", str(VENV)], capture_output=True, text=True, check=False)
    if done.returncode:
        _fail(f".venv could not be made: {_last_line(done.stderr or done.stdout)}")
    (VENV / "made-for").write_text(str(ROOT))


def _install(packages: int, *arguments: str) -> None:
    """pip, with one moving line instead of its own talk; its complaint is shown when it fails."""
    command = [str(PYTHON), "-m", "pip", "install", "--disable-pip-version-check", "--no-input", "--progress-bar=off", *arguments]
    environment = {**os.environ, "PIP_ROOT_USER_ACTION": "ignore", "PYTHONUNBUFFERED": "1"}
    said: list[str] = []
    seen = 0
    pip = subprocess.Popen(
        command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace"
    )
    assert pip.stdout is not None
    for line in pip.stdout:
        said.append(line.rstrip())
        found = re.match(r"(?:Collecting|Requirement already satisfied:) ([\w.\-]+)", line)
        if found and packages:
            seen += 1
            _progress(f"Installing packages: {min(seen, packages)} of {packages}", found[1])
        elif line.startswith("Installing collected packages"):
            _progress("Unpacking ...", "")
    if pip.wait():
        _end_progress()
        errors = [line for line in said if "ERROR" in line] or said[-3:]
        _fail("The dependencies could not be installed:\n  " + "\n  ".join(errors[:5]))
    _end_progress()


def _compile() -> None:
    """Our own code as bytecode, also where PYTHONDONTWRITEBYTECODE is set: without it every start would take seconds longer."""
    folders = [str(ROOT / name) for name in ("atende", "migrations")]
    subprocess.run([str(PYTHON), "-m", "compileall", "-q", *folders], stdout=subprocess.DEVNULL, check=False)


def _works() -> bool:
    return PYTHON.exists() and subprocess.run([PYTHON, "-c", "import pip"], capture_output=True, check=False).returncode == 0


def _fingerprint(lock: Path) -> str:
    content = lock.read_bytes() + (ROOT / "pyproject.toml").read_bytes() + os.fsencode(ROOT)
    return hashlib.sha256(content).hexdigest()


def _read(file: Path) -> str:
    return file.read_text() if file.exists() else ""


def _progress(text: str, detail: str) -> None:
    if sys.stderr.isatty():
        print(f"\r\033[K{text} {detail}", end="", file=sys.stderr, flush=True)


def _end_progress() -> None:
    if sys.stderr.isatty():
        print("\r\033[K", end="", file=sys.stderr, flush=True)


def _last_line(text: str) -> str:
    return (text.strip().splitlines() or ["no reason given"])[-1]


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


def _fail(text: str) -> None:
    _say(text)
    raise SystemExit(1)


if __name__ == "__main__":
    try:
        main(sys.argv[1])
    except KeyboardInterrupt:
        raise SystemExit(130) from None
