"""Files that are small and become huge where they are opened: pictures of too many pixels, archives that unpack to too much (S11).

Nothing is unpacked or decoded to find out: sizes are read where the file itself tells them. Atende opens no file either; this is for
whoever would, a colleague's browser or a customer's phone. An archive that lies about its sizes is believed as far as its parts
cannot lie in the same place twice.
"""

import io
import struct
import zipfile
from pathlib import Path
from typing import BinaryIO

MOST_PIXELS = 100_000_000
MOST_SIDE = 65_535
MOST_ENTRIES = 10_000
MOST_UNPACKED = 1024**3  # bytes
MOST_RATIO = 200  # unpacked to packed; of what unpacks to little it does not matter
LITTLE = 64 * 1024**2
_MARKERS = 1000  # parts of a JPEG that may stand before its size
_DIRECTORY = 4 * 1024**2  # bytes of an archive's list that are read
_END = struct.Struct("<4s4H2LH")


class Bomb(Exception):
    """The file is `kind`, picture or archive, and would become too large."""

    def __init__(self, kind: str):
        super().__init__(f"the {kind} becomes too large when it is opened")
        self.kind = kind


def refuse(path: Path) -> None:
    """Raises `Bomb` for a picture (PNG, JPEG, GIF, WebP) of more than 100 million pixels, and for an archive (ZIP, and the documents
    that are one) of more than 10,000 files, 1 GiB or 200 times its size."""
    with path.open("rb") as file:
        head = file.read(32)
        if head.startswith((b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")):
            _refuse_archive(file, path.stat().st_size)
        elif (size := _pixels(file, head)) and (size[0] * size[1] > MOST_PIXELS or max(size) > MOST_SIDE):
            raise Bomb("picture")


def pixels_of(content: bytes) -> tuple[int, int] | None:
    """Width and height of a picture, as the file itself tells them; None where it does not."""
    return _pixels(io.BytesIO(content), content[:32])


def _pixels(file: BinaryIO, head: bytes) -> tuple[int, int] | None:
    if head.startswith(b"\x89PNG\r\n\x1a\n") and len(head) >= 24:
        return struct.unpack(">LL", head[16:24])
    if head[:6] in (b"GIF87a", b"GIF89a") and len(head) >= 10:
        return struct.unpack("<HH", head[6:10])
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP" and len(head) >= 30:
        return _webp(head)
    return _jpeg(file) if head.startswith(b"\xff\xd8\xff") else None


def _webp(head: bytes) -> tuple[int, int] | None:
    kind = head[12:16]
    if kind == b"VP8X":
        return int.from_bytes(head[24:27], "little") + 1, int.from_bytes(head[27:30], "little") + 1
    if kind == b"VP8L":
        bits = int.from_bytes(head[21:25], "little")
        return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
    if kind == b"VP8 ":
        width, height = struct.unpack("<HH", head[26:30])
        return width & 0x3FFF, height & 0x3FFF
    return None


def _jpeg(file: BinaryIO) -> tuple[int, int] | None:
    file.seek(2)
    for _ in range(_MARKERS):
        marker = file.read(2)
        while len(marker) == 2 and marker[0] == 0xFF and marker[1] == 0xFF:  # fill bytes
            marker = marker[1:] + file.read(1)
        if len(marker) < 2 or marker[0] != 0xFF:
            return None
        if marker[1] in (0xD9, 0xDA):  # the end, or the picture itself: no size stood before it
            return None
        if marker[1] == 0x01 or 0xD0 <= marker[1] <= 0xD8:
            continue
        length = file.read(2)
        if len(length) < 2:
            return None
        if 0xC0 <= marker[1] <= 0xCF and marker[1] not in (0xC4, 0xC8, 0xCC):
            frame = file.read(5)
            return (int.from_bytes(frame[3:5]), int.from_bytes(frame[1:3])) if len(frame) == 5 else None
        file.seek(int.from_bytes(length) - 2, 1)
    return None


def _refuse_archive(file: BinaryIO, size: int) -> None:
    file.seek(max(0, size - 65_557))
    tail = file.read()
    at = tail.rfind(b"PK\x05\x06")
    if at < 0 or len(tail) - at < _END.size:
        return  # no list of what is in it: programs call it broken
    *_signature, entries, length, start, _comment = _END.unpack(tail[at : at + _END.size])
    # A number of all ones means that the true one stands in a list for huge archives, which nothing of up to 100 MB needs.
    if entries > MOST_ENTRIES or length > _DIRECTORY or start == 0xFFFFFFFF:
        raise Bomb("archive")
    try:
        with zipfile.ZipFile(file) as archive:
            found = archive.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError, struct.error):
        return  # broken, or of a kind that opens nowhere
    packed, unpacked = sum(one.compress_size for one in found), sum(one.file_size for one in found)
    if packed > size:  # parts that lie over one another: each is unpacked again
        raise Bomb("archive")
    if len(found) > MOST_ENTRIES or unpacked > MOST_UNPACKED or (unpacked > LITTLE and unpacked > MOST_RATIO * size):
        raise Bomb("archive")
