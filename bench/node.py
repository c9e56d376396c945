"""Rivals that node runs: their packages in a folder of the user's cache, and a process that answers lines.

The packages lie there of exactly the versions and hashes that are committed here; they are no dependency of the product."""

import hashlib
import json
import os
import subprocess
import tempfile
from collections.abc import Callable
from pathlib import Path
from signal import SIGKILL
from typing import Any

from atende.core.processes import dies_with_parent
from tools.webapp import node_environment, npm


def installed(content: bytes, fetch: Callable[[Path], None]) -> Path:
    """The folder of what `content` names; `fetch` fills a new one when it is not there yet, and may leave things beside it that go."""
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "atende-bench"
    folder = cache / hashlib.sha256(content).hexdigest()[:16]
    if folder.exists():
        return folder
    cache.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=cache) as made:
        new = Path(made, "new")
        new.mkdir()
        fetch(new)
        new.rename(folder)
    return folder


class Node:
    """A script of ours with the folder that has its packages; it runs until `end`, or as long as this process."""

    def __init__(self, script: Path, folder: Path, **environment: str):
        node, _ = npm()
        self._process = subprocess.Popen(
            [node, str(script), str(folder)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env={**node_environment(), **environment},
            preexec_fn=dies_with_parent(SIGKILL),
        )

    def ask(self, what: Any) -> Any:
        """Its answer to one line of JSON, also JSON; an error when it ended instead."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(f"{json.dumps(what)}\n")
        self._process.stdin.flush()
        answer = self._process.stdout.readline()
        if not answer:
            raise RuntimeError(f"node ended with {self._process.wait()}")
        return json.loads(answer)

    def end(self) -> None:
        """It is gone."""
        self._process.kill()
        self._process.communicate()
