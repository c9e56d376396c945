"""Odd and damaged files: a backup has what can be restored and names the rest, a restore mends what is damaged here."""

import hashlib
import json
import os
from pathlib import Path

import pytest
import typer

from atende.cli.backup import commands, keys, taking
from atende.cli.backup.archive import reading, writing
from atende.core import config
from tests.cli.test_restore import IDENTITY, TENANT, Elsewhere, aside, backup, elsewhere  # noqa: F401 - fixtures

RECIPIENT = str(IDENTITY.to_public())


def _plant(home: Path, body: bytes, holding: bytes | None = None) -> str:
    """Its place; with `holding` it holds that by now."""
    sha256 = hashlib.sha256(body).hexdigest()
    path = home / "files" / str(TENANT) / sha256[:2] / sha256
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(body if holding is None else holding)
    return path.relative_to(home / "files").as_posix()


def _odd(home: Path) -> tuple[str, str, str]:
    """The places of a file that is whole, of one that is damaged and of a foreign one; and a file that was left half removed."""
    whole, damaged = _plant(home, b"a receipt"), _plant(home, b"a photograph", b"a photogr\x00ph")
    (home / "files" / f"{whole}.{32 * 'a'}").write_bytes(b"a receipt")
    (home / "files" / "notes.txt").write_text("somebody's")
    return whole, damaged, "notes.txt"


def _tree(home: Path) -> dict[str, bytes]:
    folder = home / "files"
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_what_could_not_be_restored_is_left_out_of_a_backup_and_named(
    own_database,
    home: Path,
    backup: Path,  # noqa: F811 - the fixture
    elsewhere: Elsewhere,  # noqa: F811 - the fixture
):
    whole, damaged, foreign = _odd(home)
    taken = aside(taking.take, own_database.admin_url, home, backup, RECIPIENT, lambda *_: None)
    assert (taken.damaged, taken.foreign, taken.end.files) == ([damaged], [foreign], 1)
    restored = elsewhere.restore(backup).restored
    assert (restored.differences, restored.damaged, restored.foreign) == ([], [], [])
    assert _tree(elsewhere.home) == {whole: b"a receipt"}


def test_a_backup_without_a_damaged_file_fails_and_no_older_one_is_removed(
    own_database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    for name, value in own_database.environment().items():
        monkeypatch.setenv(name, value)
    config.settings.cache_clear()
    _, damaged, foreign = _odd(own_database.home)
    recipient, _ = keys.recipient(own_database.home)
    older = tmp_path / f"atende-{commands._name(recipient)}-20200101T000000Z.backup"
    older.touch()
    with pytest.raises(typer.Exit) as end:
        aside(commands.backup, tmp_path, 1)
    assert end.value.exit_code == 1
    said = capsys.readouterr()
    assert damaged in said.err
    assert foreign in said.out
    assert older.exists()
    (own_database.home / "files" / damaged).unlink()
    aside(commands.backup, tmp_path, 1)
    assert not older.exists()
    monkeypatch.undo()
    config.settings.cache_clear()


def test_one_damaged_file_in_a_backup_keeps_nothing_else_from_being_restored(
    own_database,
    home: Path,
    backup: Path,  # noqa: F811 - the fixture
    elsewhere: Elsewhere,  # noqa: F811 - the fixture
    tmp_path: Path,
):
    """As backups are that were made before their files were looked at."""
    whole, damaged = _plant(home, b"a receipt"), _plant(home, b"a photograph")
    aside(taking.take, own_database.admin_url, home, backup, RECIPIENT, lambda *_: None)
    old = tmp_path / "old.backup"
    with reading(backup, str(IDENTITY)) as members, writing(old, RECIPIENT) as archive:
        for name, content in members:
            body = content.read()
            if name == f"files/{damaged}":
                archive.add("files/notes.txt", b"somebody's")
                body = b"a photogr\x00ph"
            elif name == taking.END:
                body = json.dumps({**json.loads(body), "files": 3}).encode()
            archive.add(name, body)
    restored = elsewhere.restore(old).restored
    assert (restored.differences, restored.damaged, restored.foreign) == ([], [damaged], ["notes.txt"])
    assert _tree(elsewhere.home) == {whole: b"a receipt"}
    assert not commands._say_differences(restored)


def test_a_file_that_is_damaged_here_is_mended_by_a_restore(own_database, home: Path, backup: Path, elsewhere: Elsewhere):  # noqa: F811
    damaged, whole = _plant(home, b"a photograph"), _plant(home, b"a receipt")
    aside(taking.take, own_database.admin_url, home, backup, RECIPIENT, lambda *_: None)
    _plant(elsewhere.home, b"a photograph", b"a photogr\x00ph")
    _plant(elsewhere.home, b"a receipt")
    os.utime(elsewhere.home / "files" / whole, (0, 0))
    elsewhere.restore(backup)
    assert _tree(elsewhere.home) == {damaged: b"a photograph", whole: b"a receipt"}
    assert (elsewhere.home / "files" / whole).stat().st_mtime == 0  # what is right stays as it is
