"""Programs that stand around Atende in the tests (proxies, Prometheus, Redis), as executables in `.venv/programs/bin`.

    python tools/programs.py caddy nginx redis-server haproxy promtool prometheus

One that the machine has is linked to. On Debian and Ubuntu the others' packages are fetched by apt, which checks their
signatures, and unpacked into `.venv/programs`: nothing is installed on the machine, no service starts, no right is needed.
"""

import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

PLACE = Path(__file__).resolve().parent.parent / ".venv" / "programs"
BIN = PLACE / "bin"
ROOT = PLACE / "root"  # what the packages unpack to
PACKAGES = {
    "caddy": "caddy",
    "haproxy": "haproxy",
    "nginx": "nginx",
    "prometheus": "prometheus",
    "promtool": "prometheus",
    "redis-server": "redis-server",
}
_PATHS = os.pathsep.join([*os.environ.get("PATH", "").split(os.pathsep), "/usr/local/sbin", "/usr/sbin", "/sbin"])
_FOLDERS = ("usr/bin", "usr/sbin", "bin", "sbin")
_TRIES = 3


def main(names: list[str]) -> None:
    """Each of `names` can be run as `.venv/programs/bin/<name>`, or the program ends with what is missing and what to do."""
    missing = [name for name in names if not _is_there(name)]
    if not missing:
        return
    BIN.mkdir(parents=True, exist_ok=True)
    missing = [name for name in missing if not _link(name)]
    if missing and shutil.which("apt-get") and shutil.which("dpkg-deb"):
        _unpack(sorted({PACKAGES.get(name, name) for name in missing}))
        missing = [name for name in missing if not _wrap(name)]
    if missing:
        raise SystemExit(
            f"The tests need {', '.join(missing)}: install what is missing (on Debian and Ubuntu: apt install "
            f"{' '.join(sorted({PACKAGES.get(name, name) for name in missing}))}), then run this again."
        )


def _is_there(name: str) -> bool:
    return os.access(BIN / name, os.X_OK)


def _link(name: str) -> bool:
    """The machine's own, if it has one."""
    found = shutil.which(name, path=_PATHS)
    if found is None:
        return False
    (BIN / name).unlink(missing_ok=True)
    (BIN / name).symlink_to(found)
    return True


def _unpack(packages: list[str]) -> None:
    """The packages and what they need beyond this machine's own lie under `ROOT`; a list that is stale or absent is fetched anew."""
    print(f"Fetching {', '.join(packages)} for the tests ...", file=sys.stderr, flush=True)
    archives = PLACE / "archives"
    (archives / "partial").mkdir(parents=True, exist_ok=True)
    options = ["-qq", "-y", "-o", f"Dir::Cache::archives={archives}", "-o", "Debug::NoLocking=1", "-o", "Acquire::Retries=3"]
    if os.geteuid() == 0:
        options += ["-o", "APT::Sandbox::User=root"]  # the folder is ours, not apt's
    own = PLACE / "lists"
    said = ""
    for attempt in range(_TRIES):
        if attempt:
            (own / "partial").mkdir(parents=True, exist_ok=True)
            options += ["-o", f"Dir::State::lists={own}"] if attempt == 1 else []
            _run(["apt-get", *options, "update"])
            time.sleep(attempt - 1)
        done = _run(["apt-get", *options, "install", "--download-only", "--no-install-recommends", *packages])
        if done.returncode == 0:
            break
        said = done.stderr.strip() or done.stdout.strip()
    else:
        print(said, file=sys.stderr)
        return
    for archive in sorted(archives.glob("*.deb")):
        subprocess.run(["dpkg-deb", "--extract", str(archive), str(ROOT)], check=True)
    shutil.rmtree(archives)


def _wrap(name: str) -> bool:
    """A line of shell that becomes the unpacked program (same process id), with the libraries that came with it."""
    program = next((ROOT / folder / name for folder in _FOLDERS if os.access(ROOT / folder / name, os.X_OK)), None)
    if program is None:
        return False
    libraries = sorted({str(file.parent) for file in (ROOT / "usr" / "lib").rglob("*.so*")})
    paths = ":".join(libraries) + "${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}"
    script = BIN / name
    script.unlink(missing_ok=True)
    script.write_text(f'#!/bin/sh\nexport LD_LIBRARY_PATH="{paths}"\nexec "{program}" "$@"\n')
    script.chmod(0o755)
    return True


def _run(command: list[str]) -> subprocess.CompletedProcess[str]:
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive", "LC_ALL": "C"}
    return subprocess.run(command, env=quiet, capture_output=True, text=True, check=False)


if __name__ == "__main__":
    main(sys.argv[1:])
