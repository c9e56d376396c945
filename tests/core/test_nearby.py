"""Workers of this host are told; whatever goes wrong with the telling changes nothing."""

import asyncio
import json
import os
import socket
import subprocess
import sys
import uuid
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from atende.core import jobs, nearby
from atende.core.config import settings
from atende.core.jobs import Lane, Stage

TENANT = uuid.UUID(int=7)


@pytest.fixture
def home(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch):
    # A short path: a socket's may have about a hundred characters.
    folder = Path(os.path.realpath("/tmp")) / f"near-{uuid.uuid4().hex[:8]}"
    folder.mkdir(mode=0o700)
    monkeypatch.setenv("ATENDE_HOME", str(folder))
    settings.cache_clear()
    nearby._mouths.clear()
    yield folder
    settings.cache_clear()
    nearby._mouths.clear()
    for one in sorted(folder.rglob("*"), reverse=True):
        one.rmdir() if one.is_dir() else one.unlink()
    folder.rmdir()


class Worker:
    """A stage that a look never finds anything for: what is worked was said."""

    def __init__(self) -> None:
        self.worked: list[Lane] = []
        self.some = asyncio.Event()
        self.looked = asyncio.Event()

    async def work(self, lane: Lane) -> bool:
        self.worked.append(lane)
        self.some.set()
        return True

    async def nothing(self, limit: int) -> list[Lane]:
        self.looked.set()
        return []


@pytest.fixture
async def worker(home: Path) -> AsyncIterator[Worker]:
    found, stop = Worker(), asyncio.Event()
    stage = Stage("parcels", found.nothing, found.work, idle=30.0, busy=30.0, together=8)
    with nearby.heard():
        running = asyncio.create_task(jobs.run([stage], stop))
        await found.looked.wait()
        await asyncio.sleep(0)  # the look ends: from here on a word counts
        yield found
        stop.set()
        await running


async def _until_some(worker: Worker) -> list[Lane]:
    async with asyncio.timeout(20):
        await worker.some.wait()
    return worker.worked


async def test_a_worker_begins_with_what_another_process_left(worker: Worker, home: Path):
    said = (
        "import uuid; from atende.core import nearby; from atende.core.jobs import Lane;"
        " nearby.tell('parcels', [Lane(uuid.UUID(int=7), 'wanted')])"
    )
    done = await asyncio.to_thread(subprocess.run, [sys.executable, "-c", said], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert await _until_some(worker) == [Lane(TENANT, "wanted")]


async def test_a_word_that_is_no_word_is_passed_over(worker: Worker, home: Path):
    [place] = (home / "workers").glob("*.socket")
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as stranger:
        for word in (
            b"",
            b"\xff\x00",
            b"[]",
            b"{}",
            b"null",
            b'["parcels"]',
            b'["parcels", [["no uuid", "x"]]]',
            b'["parcels", 3]',
        ):
            stranger.sendto(word, str(place))
        stranger.sendto(json.dumps(["no such stage", [[str(TENANT), "x"]]]).encode(), str(place))
        stranger.sendto(json.dumps(["parcels", [[str(TENANT), "good"]]]).encode(), str(place))
    assert await _until_some(worker) == [Lane(TENANT, "good")]


async def test_only_this_user_reaches_the_ear(worker: Worker, home: Path):
    [place] = (home / "workers").glob("*.socket")
    assert place.stat().st_mode & 0o777 == 0o600
    assert place.parent.stat().st_mode & 0o777 == 0o700


async def test_without_a_worker_nothing_happens(home: Path):
    nearby.tell("parcels", [Lane(TENANT, "wanted")])


def _killed(home: Path, n: int, host: str = nearby._host()) -> Path:
    """The socket that a worker of that machine has left."""
    (home / "workers").mkdir(exist_ok=True)
    place = home / "workers" / f"{host}-0000000{n}.socket"  # before all that live, in the order of who hears which lane
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as dead:
        dead.bind(str(place))
    return place


async def test_what_was_said_to_workers_that_were_killed_is_said_to_one_that_lives(worker: Worker, home: Path):
    gone = [_killed(home, n) for n in range(5)]
    lanes = [Lane(TENANT, f"lane {n}") for n in range(12)]
    nearby.tell("parcels", lanes)
    async with asyncio.timeout(20):
        while len(worker.worked) < len(lanes):
            await asyncio.sleep(0.001)
    assert sorted(worker.worked, key=str) == sorted(lanes, key=str)
    assert not any(one.exists() for one in gone)


async def test_what_killed_workers_of_this_machine_left_goes_with_the_next_that_starts(home: Path):
    gone = _killed(home, 1)
    with nearby.heard():
        assert not gone.exists()
        assert len(list((home / "workers").glob("*.socket"))) == 1
    assert not list((home / "workers").glob("*.socket"))


async def test_with_no_worker_but_killed_ones_nothing_happens(home: Path):
    gone = [_killed(home, 1), _killed(home, 2)]
    nearby.tell("parcels", [Lane(TENANT, f"lane {n}") for n in range(12)])
    assert not any(one.exists() for one in gone)


async def test_workers_of_another_machine_that_shares_the_home_are_its_own_affair(worker: Worker, home: Path):
    """From here a socket of theirs looks like one that a killed worker left."""
    theirs = _killed(home, 1, host="other0")
    lanes = [Lane(TENANT, f"lane {n}") for n in range(12)]
    nearby.tell("parcels", lanes)
    async with asyncio.timeout(20):
        while len(worker.worked) < len(lanes):
            await asyncio.sleep(0.001)
    with nearby.heard():
        assert theirs.exists()


async def test_a_worker_that_does_not_read_stops_nobody(home: Path):
    with nearby.heard():
        for n in range(5000):  # more than any socket holds; nothing reads while this runs
            nearby.tell("parcels", [Lane(TENANT, f"lane {n}")])


async def test_a_home_with_too_long_a_path_is_one_without_words(home: Path, monkeypatch: pytest.MonkeyPatch):
    far = home / ("x" * 120)
    far.mkdir()
    monkeypatch.setenv("ATENDE_HOME", str(far))
    settings.cache_clear()
    with nearby.heard():
        nearby.tell("parcels", [Lane(TENANT, "wanted")])
    assert not list((far / "workers").glob("*"))


async def test_whoever_writes_now_passes_nobody_by_where_more_than_a_little_waits(home: Path):
    found, stop = Worker(), asyncio.Event()
    waiting = [Lane(TENANT, f"waiting {n}") for n in range(3)]
    gate = asyncio.Event()

    async def look(limit: int) -> list[Lane]:
        return waiting

    async def work(lane: Lane) -> bool:
        await gate.wait()
        return await found.work(lane)

    running = asyncio.create_task(jobs.run([Stage("parcels", look, work, slots=1, idle=30.0, busy=30.0, together=8)], stop))
    [runner] = await _runners()
    while runner._seen[TENANT] < 3:
        await asyncio.sleep(0.001)
    for n in range(1000):
        jobs.hear("parcels", Lane(TENANT, f"said {n}"))
    assert not runner._expected
    other = Lane(uuid.UUID(int=8), "of another business")
    jobs.hear("parcels", other)
    assert [lane for _, _, lane in runner._expected] == [other]
    stop.set()
    gate.set()
    await running


async def _runners() -> list[jobs._Runner]:
    while not (found := jobs._runners.get("parcels")):
        await asyncio.sleep(0.001)
    return found
