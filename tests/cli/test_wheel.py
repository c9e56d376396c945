"""What people get who install the package instead of cloning: the wheel alone, in an empty environment, without Node."""

import json
import re
import shutil
import subprocess
import sys
import urllib.error
import urllib.request
from http.client import HTTPResponse
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
        static = _static(installed)
        assert static == _files(ROOT / "atende" / "static"), "the wheel holds the whole web app"
        for name, body in static.items():
            plain, packed = re.fullmatch(r"(.+?)(?:\.(br|gz))?", name).groups()  # type: ignore[union-attr]
            if not plain.endswith(".html"):
                encoding = {"br": "br", "gz": "gzip", None: "identity"}[packed]
                assert _get(f"{address}/{plain}", **{"Accept-Encoding": encoding}) == body, name
        assert _scripts(_get(f"{address}/auth").decode()) <= static.keys()
        me = _sign_in(address, tmp_path / "home")
        assert _scripts(_booking_page(address, me)) <= static.keys()
        assert _run(str(installed / "atende"), "--help", cwd=tmp_path)
        where = _run(str(installed / "python"), "-c", "import atende; print(atende.__file__)", cwd=tmp_path)
        assert where.startswith(str(installed.parent))
    finally:
        assert running.stop() == 0


def _static(installed: Path) -> dict[str, bytes]:
    (folder,) = installed.parent.glob("lib/python3*/site-packages/atende/static")
    return _files(folder)


def _files(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def _scripts(page: str) -> set[str]:
    """What the page loads, by its name in the folder."""
    assets = re.findall(r'(?:src|href)="/([^"]+\.(?:js|css|svg|woff2|webmanifest))"', page)
    assert any(asset.startswith("assets/") and asset.endswith(".js") for asset in assets), page
    return set(assets)


def _sign_in(address: str, home: Path) -> dict[str, str]:
    """Headers of somebody of the demo who may set up its page, and `url` of their business."""
    person = json.loads((home / "demo.json").read_text())["sign_ins"][0]
    words = {"email": person["email"], "password": person["password"]}
    with _ask("POST", f"{address}/api/auth/sign-in", words, Origin=address) as answer:
        me, cookie = json.loads(answer.read()), answer.headers["Set-Cookie"].partition(";")[0]
    assert me["user"]["email"] == person["email"]
    url = f"{address}/api/t/{me['tenants'][0]['id']}"
    return {"url": url, "Origin": address, "Cookie": cookie, "X-CSRF-Token": me["csrf_token"]}


def _booking_page(address: str, me: dict[str, str]) -> str:
    """The page on which customers book, which the business has just opened."""
    headers = {name: value for name, value in me.items() if name != "url"}
    with _ask("PUT", f"{me['url']}/bookings/page", {"is_on": True, "slug": "da-roda"}, **headers) as answer:
        assert json.loads(answer.read())["is_on"] is True
    page = _get(f"{address}/b/da-roda").decode()
    assert "application/ld+json" in page
    return page


def _get(url: str, **headers: str) -> bytes:
    with urllib.request.urlopen(urllib.request.Request(url, headers=headers), timeout=30) as answer:
        assert answer.status == 200, url
        return answer.read()


def _ask(method: str, url: str, body: dict[str, object], **headers: str) -> HTTPResponse:
    request = urllib.request.Request(
        url, json.dumps(body).encode(), {"Content-Type": "application/json", **headers}, method=method
    )
    try:
        return urllib.request.urlopen(request, timeout=30)
    except urllib.error.HTTPError as error:
        raise AssertionError(error.read().decode()) from error
