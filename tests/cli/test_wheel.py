"""What people get who install the package instead of cloning: the wheel alone, in an empty environment, without Node."""

import json
import re
import shutil
import subprocess
import sys
import urllib.error
import urllib.request
from pathlib import Path

import pytest

from tests.cli.program import Running, environment, two_ports

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The `bin` of an environment that holds the built wheel and the locked versions of what it needs; nothing else."""
    assert (ROOT / "atende" / "static" / "index.html").exists(), "the web app is not built: run `make web`"
    folder = tmp_path_factory.mktemp("wheel")
    _run(sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder), cwd=ROOT)
    (wheel,) = folder.glob("atende-*.whl")
    locked = (ROOT / "requirements" / "run.txt").read_text()
    (folder / "versions.txt").write_text("\n".join(re.findall(r"^[\w.\-\[\]]+==[^\s\\]+", locked, re.MULTILINE)))
    # Our own pip puts it there, and only what is imported will be compiled: that saves half of the time.
    _run(sys.executable, "-m", "venv", "--without-pip", str(folder / "venv"), cwd=folder)
    there = ("--python", str(folder / "venv" / "bin" / "python"))
    install = ("install", "-q", "--no-compile", "--disable-pip-version-check", "-c", "versions.txt", str(wheel))
    _run(sys.executable, "-m", "pip", *there, *install, cwd=folder)
    return folder / "venv" / "bin"


def _run(*command: str, cwd: Path) -> str:
    done = subprocess.run(command, cwd=cwd, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.mark.timeout(600)
def test_the_wheel_alone_serves_the_whole_product(installed: Path, tmp_path: Path):
    env = environment(tmp_path / "home", port=two_ports()) | {
        "PATH": str(installed)
    }  # no Node, no compiler, nothing of the machine
    env.pop("PYTHONPATH", None)
    assert shutil.which("node", path=env["PATH"]) is None
    running = Running(env, tmp_path / "out", (str(installed / "atende"),))
    try:
        address = f"http://127.0.0.1:{env['ATENDE_PORT']}"
        page = _get(f"{address}/auth").decode()
        assets = re.findall(r'(?:src|href)="(/[^"]+\.(?:js|css|svg|woff2|webmanifest))"', page)
        assert any(asset.endswith(".js") for asset in assets)
        for asset in assets:
            assert _get(address + asset)
        person = next(one for one in json.loads((tmp_path / "home" / "demo.json").read_text())["sign_ins"])
        me = _post(f"{address}/api/auth/sign-in", {"email": person["email"], "password": person["password"]}, origin=address)
        assert json.loads(me)["user"]["email"] == person["email"]
        assert _run(str(installed / "atende"), "--help", cwd=tmp_path)
        where = _run(str(installed / "python"), "-c", "import atende; print(atende.__file__)", cwd=tmp_path)
        assert where.startswith(str(installed.parent))
    finally:
        assert running.stop() == 0


def _get(url: str) -> bytes:
    with urllib.request.urlopen(url, timeout=30) as answer:
        assert answer.status == 200, url
        return answer.read()


def _post(url: str, body: dict, *, origin: str) -> bytes:
    headers = {"Content-Type": "application/json", "Origin": origin}
    request = urllib.request.Request(url, json.dumps(body).encode(), headers)
    try:
        with urllib.request.urlopen(request, timeout=30) as answer:
            return answer.read()
    except urllib.error.HTTPError as error:
        raise AssertionError(error.read().decode()) from error
