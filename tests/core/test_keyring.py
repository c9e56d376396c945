"""The master keys: where they come from, and that a changed file is seen without a restart (S26)."""

import base64
import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from atende.core import config, crypto, keyring
from atende.core.startup import StartupError
from atende.kit.ids import new_id


def word(n: int) -> str:
    return base64.b64encode(bytes([n]) * 32).decode()


def test_the_first_who_asks_makes_the_key_and_keeps_it_to_the_owner(home: Path):
    (one,) = keyring.ring()
    path = home / "keys" / "master.key"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert keyring.ring() == (one,)
    assert one.id not in repr(one.key)
    assert path.read_text().strip() not in repr(one)


def test_a_new_key_is_the_newest_and_older_ones_leave(home: Path):
    (first,) = keyring.ring()
    second = keyring.add()
    assert keyring.ring() == (second, first)
    assert keyring.keep_only(second.id) == [first.id]
    assert keyring.ring() == (second,)
    assert stat.S_IMODE((home / "keys" / "master.key").stat().st_mode) == 0o600
    old = base64.b64encode(first.key).decode()
    assert [path for path in home.rglob("*") if path.is_file() and old in path.read_text()] == []


def test_a_file_that_changed_is_read_again(home: Path):
    (first,) = keyring.ring()
    path = home / "keys" / "master.key"
    path.write_text(f"{word(7)}\n{path.read_text()}")  # as an operator, or another process, would
    assert [one.key for one in keyring.ring()] == [bytes([7]) * 32, first.key]


def test_side_by_side_no_key_is_lost(home: Path):
    (first,) = keyring.ring()
    with ThreadPoolExecutor(6) as pool:
        made = {one.id for one in pool.map(lambda _: keyring.add(), range(12))}
    ids = [one.id for one in keyring.ring()]
    assert len(ids) == len(set(ids)) == 13
    assert ids[-1] == first.id
    assert made <= set(ids)


@pytest.mark.parametrize("between", ["\n", " ", ",", ", \n"])
def test_setting_and_file_hold_several_newest_first(home: Path, tmp_path: Path, monkeypatch, between):
    monkeypatch.setenv("ATENDE_MASTER_KEY", word(1) + between + word(2))
    config.settings.cache_clear()
    assert [one.key[0] for one in keyring.ring()] == [1, 2]
    assert not keyring.is_ours()
    monkeypatch.delenv("ATENDE_MASTER_KEY")
    file = tmp_path / "key"
    file.write_text(word(3) + between + word(4))
    monkeypatch.setenv("ATENDE_MASTER_KEY_FILE", str(file))
    config.settings.cache_clear()
    assert [one.key[0] for one in keyring.ring()] == [3, 4]
    assert not keyring.is_ours()
    assert not (home / "keys" / "master.key").exists()


@pytest.mark.parametrize("text", ["", "\n", "nonsense!", base64.b64encode(b"short").decode()])
def test_what_is_no_key_is_said_in_one_line(home: Path, tmp_path: Path, monkeypatch, text):
    file = tmp_path / "key"
    monkeypatch.setenv("ATENDE_MASTER_KEY_FILE", str(file))
    config.settings.cache_clear()
    with pytest.raises(StartupError, match="no file"):
        keyring.ring()
    file.write_text(text)
    with pytest.raises(StartupError, match="master key") as refused:
        keyring.ring()
    assert "nonsense" not in str(refused.value)


def test_what_any_key_of_the_ring_wrapped_opens_and_nothing_else(home: Path):
    (first,) = keyring.ring()
    owner, key = new_id(), bytes(range(32))
    wrapped = crypto.wrap(first, owner, key)
    second = keyring.add()
    assert crypto.unwrap(owner, wrapped) == key
    with pytest.raises(crypto.Unreadable):
        crypto.unwrap(new_id(), wrapped)
    again = crypto.wrap(second, owner, crypto.unwrap(owner, wrapped))
    keyring.keep_only(second.id)
    assert crypto.unwrap(owner, again) == key
    with pytest.raises(crypto.Unreadable):
        crypto.unwrap(owner, wrapped)


def test_opening_makes_no_key(home: Path):
    with pytest.raises(crypto.Unreadable):
        crypto.unwrap(new_id(), b"\x01" + bytes(60))
    assert keyring.existing() == ()
    assert not (home / "keys").exists()
