"""Small files made once for the whole install, however many processes start at the same moment."""

import contextlib
import os
import secrets
from pathlib import Path

from atende.core.startup import writing_to


def kept(path: Path, value: bytes) -> bytes:
    """The content of the file, which is `value` when nobody had made it; whoever reads it sees it whole (mode 0600)."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    if not path.exists():
        made = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
        try:
            with writing_to(path), os.fdopen(os.open(made, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
                file.write(value)
                file.flush()
                os.fsync(file.fileno())
            with contextlib.suppress(FileExistsError):  # another process was faster, and its file is the one
                os.link(made, path)
        finally:
            made.unlink(missing_ok=True)
    return path.read_bytes()
