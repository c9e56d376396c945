"""Keys made on first use, by however many processes at once."""

import os
import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from atende.core import keeping


def test_all_who_come_at_once_read_the_same_whole_value(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        for n in range(20):
            read = set(pool.map(lambda i, n=n: keeping.kept(tmp_path / "keys" / str(n), b"%032d" % i), range(8)))
            assert len(read) == 1
            assert len(read.pop()) == 32
    assert len(os.listdir(tmp_path / "keys")) == 20
    assert stat.S_IMODE((tmp_path / "keys" / "0").stat().st_mode) == 0o600


def test_whoever_was_faster_is_believed(tmp_path: Path, monkeypatch) -> None:
    path = tmp_path / "key"

    def faster(_made, wanted) -> None:
        Path(wanted).write_bytes(b"theirs")
        raise FileExistsError

    monkeypatch.setattr(os, "link", faster)
    assert keeping.kept(path, b"ours") == b"theirs"
    assert os.listdir(tmp_path) == ["key"]
