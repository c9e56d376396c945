"""What is left of an upload, or of a removal, whose process was killed."""

import os
import subprocess
import sys
import time
import uuid
from collections.abc import AsyncIterator
from pathlib import Path

from atende.core import storage
from tests.cli.program import environment
from tests.database import Database


async def _pieces(*given: bytes) -> AsyncIterator[bytes]:
    for piece in given:
        yield piece


async def test_half_a_file_goes_an_hour_after_it_was_last_written_to_and_whole_ones_stay(home: Path):
    tenant = uuid.uuid4()
    stored = await storage.store(tenant, _pieces(b"a receipt"))
    folder = home / "files" / str(tenant)
    left, under_way = folder / "incoming-left", folder / "incoming-under-way"
    for path in (left, under_way):
        path.write_bytes(b"half")
    long_ago = time.time() - 3700
    for path in (left, storage.path_of(tenant, stored.sha256)):
        os.utime(path, (long_ago, long_ago))
    assert storage.sweep() == 1
    assert [one.name for one in folder.glob("incoming-*")] == [under_way.name]
    assert storage.read(tenant, stored.sha256) == b"a receipt"
    assert storage.sweep() == 0


async def test_what_was_left_half_removed_goes_and_what_came_once_more_meanwhile_is_back(home: Path):
    tenant, now = uuid.uuid4(), time.time()
    forgotten = storage.path_of(tenant, (await storage.store(tenant, _pieces(b"forgotten"))).sha256)
    wanted = storage.path_of(tenant, (await storage.store(tenant, _pieces(b"wanted"))).sha256)
    os.utime(forgotten, (now - 3700, now - 3700))
    for path in (forgotten, wanted):
        path.rename(path.with_name(f"{path.name}.{uuid.uuid4().hex}"))
    assert storage.sweep() == 1
    assert [one for one in (home / "files").rglob("*") if one.is_file()] == [wanted]
    assert wanted.read_bytes() == b"wanted"


def test_a_worker_removes_them_as_it_starts(own_database: Database):
    left = own_database.home / "files" / str(uuid.uuid4()) / "incoming-left"
    left.parent.mkdir(parents=True)
    left.write_bytes(b"half")
    os.utime(left, (0, 0))
    env = environment(own_database.home, sandbox="false") | own_database.environment()
    with subprocess.Popen([sys.executable, "-m", "atende", "worker"], env=env, stdout=subprocess.DEVNULL) as worker:
        try:
            deadline = time.monotonic() + 120
            while left.exists():
                assert worker.poll() is None
                assert time.monotonic() < deadline
                time.sleep(0.05)
        finally:
            worker.terminate()
