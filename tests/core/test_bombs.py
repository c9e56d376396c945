"""Pictures and archives that become huge where they are opened are refused, from either side; ordinary ones are not (S11)."""

import contextlib
import io
import struct
import zipfile
import zlib
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as drawing
from hypothesis import strategies as st

from atende.core import bombs, storage
from atende.core.config import settings
from atende.inbox.errors import FileSwells
from atende.inbox.service import media
from atende.kit.ids import new_id
from tests.inbox.test_media import pieces


def png(width: int, height: int) -> bytes:
    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">L", len(data)) + kind + data + struct.pack(">L", zlib.crc32(kind + data))

    header = struct.pack(">LLBBBBB", width, height, 1, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"")) + chunk(b"IEND", b"")


def jpeg(width: int, height: int) -> bytes:
    comment = b"\xff\xfe" + struct.pack(">H", 20) + b"x" * 18
    frame = b"\xff\xff\xc2" + struct.pack(">HBHHB", 11, 8, height, width, 1) + b"\x01\x11\x00"
    return b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00" + comment + frame + b"\xff\xd9"


def gif(width: int, height: int) -> bytes:
    return b"GIF89a" + struct.pack("<HH", width, height) + b"\x00\x00\x00;"


def webp(width: int, height: int) -> bytes:
    size = (width - 1).to_bytes(3, "little") + (height - 1).to_bytes(3, "little")
    return b"RIFF\x16\x00\x00\x00WEBPVP8X\x0a\x00\x00\x00\x00\x00\x00\x00" + size


def lossless(width: int, height: int) -> bytes:
    bits = (width - 1) | (height - 1) << 14
    return b"RIFF\x16\x00\x00\x00WEBPVP8L\x0a\x00\x00\x00\x2f" + bits.to_bytes(4, "little") + b"\x00" * 8


def archive(*files: tuple[str, bytes]) -> bytes:
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED) as into:
        for name, data in files:
            into.writestr(name, data)
    return whole.getvalue()


def overlapping(times: int) -> bytes:
    """One packed part, listed under many names (as in "A better zip bomb", USENIX WOOT 2019)."""
    whole = archive(("a", b"x" * 100_000))
    start = whole.index(b"PK\x01\x02")
    entry, end = whole[start : whole.index(b"PK\x05\x06")], bytearray(whole[whole.index(b"PK\x05\x06") :])
    end[8:12] = struct.pack("<HH", times, times)
    end[12:16] = struct.pack("<L", len(entry) * times)
    return whole[:start] + entry * times + bytes(end)


def claiming(entries: int) -> bytes:
    end = b"PK\x05\x06" + struct.pack("<4H2LH", 0, 0, entries, entries, 46 * entries, 30, 0)
    return b"PK\x03\x04" + b"\x00" * 40 + end


ZEROS = bytes(70 * 1024**2)
ORDINARY = {
    "a photo of 100 megapixels": jpeg(12_500, 8_000),
    "a small picture": png(1, 1),
    "a picture without a size": png(0, 0),
    "a long screenshot": png(1080, 30_000),
    "an animation": gif(480, 480),
    "a sticker": webp(512, 512),
    "a lossless sticker": lossless(512, 512),
    "a document": archive(("word/document.xml", b"<w>palavra</w>" * 5000), ("[Content_Types].xml", b"<T/>")),
    "an empty archive": archive(),
    "half an archive": archive(("a", b"x" * 1000))[:300],
    "text": b"PKW AG, Rua das Flores",
    "nothing": b"",
}
BOMBS = {
    "png": png(50_000, 50_000),
    "png of one line": png(2**31 - 1, 1),
    "jpeg": jpeg(65_535, 65_535),
    "gif": gif(65_535, 65_535),
    "webp": webp(16_000, 16_000),
    "lossless": lossless(16_384, 16_384),
    "zeros": archive(("a", ZEROS)),
    "overlapping": overlapping(200),
    "a million names": claiming(65_535),
}


@pytest.mark.parametrize("name", ORDINARY)
def test_ordinary_files_are_kept(name, tmp_path: Path):
    (tmp_path / "file").write_bytes(ORDINARY[name])
    bombs.refuse(tmp_path / "file")


@pytest.mark.parametrize("name", BOMBS)
def test_what_becomes_huge_is_refused(name, tmp_path: Path):
    (tmp_path / "file").write_bytes(BOMBS[name])
    with pytest.raises(bombs.Bomb):
        bombs.refuse(tmp_path / "file")


@drawing(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=200)
@given(st.sampled_from([*ORDINARY.values(), *(one for one in BOMBS.values() if len(one) < 10_000)]), st.data())
def test_whatever_the_bytes_are_it_is_refused_or_kept(tmp_path: Path, whole, data):
    at = data.draw(st.integers(0, len(whole)))
    (tmp_path / "file").write_bytes(whole[:at] + data.draw(st.binary(max_size=40)) + whole[at + data.draw(st.integers(0, 40)) :])
    with contextlib.suppress(bombs.Bomb):
        bombs.refuse(tmp_path / "file")


async def test_neither_an_upload_nor_a_customers_file_is_kept(database):
    tenant = new_id()

    class Here:
        tenant_id = tenant

    for whole in (BOMBS["png"], BOMBS["overlapping"]):
        with pytest.raises(FileSwells) as refusal:
            await media.store_upload(Here(), pieces(whole), "inocente.png")  # type: ignore[arg-type]
        assert refusal.value.code == "file_swells"
        with pytest.raises(bombs.Bomb):
            await storage.store(tenant, pieces(whole))

    assert [one for one in (settings().home / "files" / str(tenant)).rglob("*") if one.is_file()] == []
