"""Cal.com's published functions as a process of node that runs them on the same calendars (`calcom.cjs`).

The packages lie in a folder of the user's cache, of exactly these versions; they are no dependency of the product."""

import base64
import hashlib
import json
import os
import subprocess
import tarfile
import tempfile
from pathlib import Path
from signal import SIGKILL
from typing import Any

from atende.core.processes import dies_with_parent
from tools.webapp import node_environment, npm

# It names no dayjs of its own (in its repository the root's is taken): this release was the fastest of 1.11.2, .4, .11 and .23.
PACKAGES = {
    "@calcom/platform-libraries@0.0.360": "V3ka+OCz8c3O4jLvfLBDC15vedAdy2Cx/xHK3A80uMAg1DJOOBugSyifObmD+Pl2GYhW0l1P/HDfMUDrlWTewA==",
    "dayjs@1.11.4": "Zj/lPM5hOvQ1Bf7uAvewDaUcsJoI6JmNqmHhHl3nyumwe0XHwt8sWdOVAPACJzCebL8gQCi+K49w7iKWnGwX9g==",
}


class Rival:
    """Made by `with`: node has the calendars, `starts` is what Cal.com offers of each professional (seconds since 1970)."""

    def __init__(self, calendar: dict[str, Any]):
        self._calendar = calendar
        self.starts: list[list[int]] = []

    def __enter__(self) -> "Rival":
        node, _ = npm()
        self._node = subprocess.Popen(
            [node, str(Path(__file__).with_suffix(".cjs")), str(_installed())],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env={**node_environment(), "TZ": "UTC"},  # as their servers run; the functions read the process's zone
            preexec_fn=dies_with_parent(SIGKILL),
        )
        self.starts = self._answer(json.dumps(self._calendar))
        return self

    def __exit__(self, *_: object) -> None:
        self._node.kill()
        self._node.communicate()

    def round(self) -> float:
        """Seconds that node took for all professionals once; neither its start nor JSON is in them."""
        return self._answer("") / 1000

    def _answer(self, line: str) -> Any:
        assert self._node.stdin is not None
        assert self._node.stdout is not None
        self._node.stdin.write(f"{line}\n")
        self._node.stdin.flush()
        answer = self._node.stdout.readline()
        if not answer:
            raise RuntimeError(f"node ended with {self._node.wait()}")
        return json.loads(answer)


def _installed() -> Path:
    """The folder with the packages; fetched when they are not there yet. Refuses one that is not as committed here."""
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "atende-bench"
    folder = cache / hashlib.sha256(json.dumps(PACKAGES).encode()).hexdigest()[:16]
    if folder.exists():
        return folder
    cache.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=cache) as made:
        new = Path(made, "new")
        for package, integrity in PACKAGES.items():
            _unpack(package, integrity, new / "node_modules" / package.rpartition("@")[0], Path(made))
        new.rename(folder)
    return folder


def _unpack(package: str, integrity: str, to: Path, packed: Path) -> None:
    # `npm install` cannot: the package depends on others of its repository that were never published. Its functions need none of them.
    command = [*npm(), "pack", package, "--silent", "--pack-destination", str(packed)]
    name = subprocess.run(command, env=node_environment(), stdout=subprocess.PIPE, text=True, check=True).stdout.strip()
    archive = packed / name
    if base64.b64encode(hashlib.sha512(archive.read_bytes()).digest()).decode() != integrity:
        raise RuntimeError(f"{package} is not the one that was measured before")
    with tarfile.open(archive) as files:
        files.extractall(packed, filter="data")
    to.parent.mkdir(parents=True, exist_ok=True)
    (packed / "package").rename(to)
