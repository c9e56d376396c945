"""Cal.com's published functions as a process of node that runs them on the same calendars (`calcom.cjs`)."""

import base64
import hashlib
import json
import subprocess
import tarfile
from pathlib import Path
from typing import Any

from bench.node import Node, installed
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
        folder = installed(json.dumps(PACKAGES).encode(), _fetch)
        # As their servers run; the functions read the process's zone.
        self._node = Node(Path(__file__).with_suffix(".cjs"), folder, TZ="UTC")
        self.starts = self._node.ask(self._calendar)
        return self

    def __exit__(self, *_: object) -> None:
        self._node.end()

    def round(self) -> float:
        """Seconds that node took for all professionals once; neither its start nor JSON is in them."""
        return self._node.ask("again") / 1000


def _fetch(folder: Path) -> None:
    """The packages are unpacked there. Refuses one that is not as committed here."""
    for package, integrity in PACKAGES.items():
        _unpack(package, integrity, folder / "node_modules" / package.rpartition("@")[0], folder.parent)


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
