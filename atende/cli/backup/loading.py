"""A dump on its way into a database: pg_restore writes SQL, psql runs it in one transaction that only `commit` ends.

Between the two what older servers do not know is taken out, and the roles get the names they have in this database. When this
process ends early, however it ends, psql's input ends without a COMMIT and PostgreSQL undoes all of it.
"""

import contextlib
import re
import subprocess
import tempfile
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, NoReturn

from atende.cli.backup.archive import PIECE
from atende.core.postgres.binaries import program
from atende.core.postgres.cluster import explain
from atende.core.roles import Names

_NEWER_SERVERS_ONLY = b"SET transaction_timeout = 0;\n"  # PostgreSQL 17; pg_restore writes it for older ones, too
_SETTINGS = "-c client_min_messages=warning -c statement_timeout=0 -c idle_in_transaction_session_timeout=0"


@dataclass(frozen=True, slots=True)
class Target:
    """Where a dump goes. `before` and `after` are statements of the same transaction; `data` is the embedded server's folder."""

    url: str
    names: Names
    data: Path | None = None
    before: list[str] = field(default_factory=list)
    after: list[str] = field(default_factory=list)


class Loading:
    """As a block: what was not committed in it is undone."""

    def __init__(self, target: Target, dumped: Names):
        from atende.core.addresses import client_environment

        env = client_environment(target.url)
        self._target, self._dumped = target, dumped
        self._errors = tempfile.TemporaryFile()  # noqa: SIM115 - closed with the block
        self._writer = subprocess.Popen(  # noqa: S603 - our own program, fixed words
            [program("pg_restore"), "--file=-", "--exit-on-error"],
            env=env,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._errors,
        )
        self._runner = subprocess.Popen(  # noqa: S603 - the same
            [program("psql"), "--no-psqlrc", "--quiet", "--set=ON_ERROR_STOP=1"],
            env={**env, "PGOPTIONS": _SETTINGS},
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=self._errors,
        )
        self._pump = threading.Thread(target=self._carry, daemon=True)
        self._is_drained = False

    def __enter__(self) -> "Loading":
        self._pump.start()
        return self

    def __exit__(self, *_: object) -> None:
        for process in (self._writer, self._runner):
            process.kill()
            process.wait()
        self._pump.join()
        for pipe in (self._writer.stdin, self._runner.stdin):
            with contextlib.suppress(OSError):
                pipe.close()  # type: ignore[union-attr]
        self._errors.close()

    def feed(self, piece: bytes) -> None:
        """More of the dump."""
        try:
            self._writer.stdin.write(piece)  # type: ignore[union-attr]
        except BrokenPipeError:
            self._fail()

    def drain(self) -> None:
        """All of the dump is handed to PostgreSQL; nobody else sees anything of it yet."""
        if self._is_drained:
            return
        try:
            self._writer.stdin.close()  # type: ignore[union-attr]
        except BrokenPipeError:
            self._fail()
        self._pump.join()
        if self._writer.wait() or self._runner.poll() is not None:
            self._fail()
        self._is_drained = True

    def commit(self) -> None:
        """The dump is in the database, for everybody. Raises `StartupError` with what PostgreSQL said."""
        self.drain()
        sink = self._runner.stdin
        assert sink is not None
        try:
            sink.write("".join(f"{one};\n" for one in [*self._target.after, "commit"]).encode())
            sink.close()
        except BrokenPipeError:
            self._fail()
        if self._runner.wait():
            self._fail()

    def _carry(self) -> None:
        source, sink = self._writer.stdout, self._runner.stdin
        assert source is not None
        assert sink is not None
        try:
            sink.write("".join(f"{one};\n" for one in ["begin", *self._target.before]).encode())
            for lines in translated(source, self._dumped, self._target.names):
                sink.write(lines)
            sink.flush()
        except (BrokenPipeError, ValueError):  # the second: the block ended meanwhile
            self._writer.kill()

    def _fail(self) -> NoReturn:
        self._end(self._writer)
        self._pump.join()
        with contextlib.suppress(OSError):
            self._runner.stdin.close()  # type: ignore[union-attr]
        self._end(self._runner)
        self._errors.seek(0)
        raise explain(self._errors.read().decode(errors="replace"), self._target.data, "The database could not be restored")

    def _end(self, process: subprocess.Popen) -> None:
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def translated(source: IO[bytes], dumped: Names, wanted: Names) -> Iterator[bytes]:
    """The script as this server takes it, in whole lines. Rows (between `COPY ... FROM stdin;` and `\\.`) pass as they are."""
    words = {old.encode(): new.encode() for old, new in zip(_all(dumped), _all(wanted), strict=True) if old != new}
    pattern = re.compile(rb"\b(?:" + b"|".join(map(re.escape, words)) + rb")\b") if words else None

    def statements(text: bytes) -> bytes:
        text = text.replace(_NEWER_SERVERS_ONLY, b"")
        return pattern.sub(lambda found: words[found.group()], text) if pattern else text

    rest, is_rows = b"", False
    while True:
        piece = source.read(PIECE)
        text = rest + piece
        cut = text.rfind(b"\n") + 1 if piece else len(text)
        text, rest = text[:cut], text[cut:]
        at, out = 0, []
        while at < len(text):
            # The mark of the end may be a piece's first line; rows hold no such line, for COPY doubles every backslash.
            mark = b"\\.\n" if is_rows else b" FROM stdin;\n"
            found = _line(text, mark, at) if is_rows else text.find(mark, at)
            end = len(text) if found < 0 else found + len(mark)
            out.append(text[at:end] if is_rows else statements(text[at:end]))
            is_rows = is_rows if found < 0 else not is_rows
            at = end
        if out:
            yield b"".join(out)
        if not piece:
            return


def _line(text: bytes, line: bytes, at: int) -> int:
    if text.startswith(line, at):
        return at
    found = text.find(b"\n" + line, at)
    return found if found < 0 else found + 1


def _all(names: Names) -> tuple[str, str, str]:
    return names.owner, names.app, names.system
