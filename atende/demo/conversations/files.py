"""The small files people sent: pictures and stickers that ship with the package, voice notes and documents made here."""

import struct
from importlib import resources

_SILENCE = b"\xf8\xff\xfe"  # one Opus frame of 20 ms in which nobody speaks (RFC 6716)
_RATE = 48_000
_FRAME = 960
_PAGE = 50


def file(kind: str, name: str) -> tuple[bytes, str]:
    """The bytes and the file name of what a talk calls `name`: seconds for a voice note, a title for a document."""
    if kind == "voice":
        return voice_note(int(name)), f"voz-{name}s.ogg"
    if kind == "document":
        return document(name), name
    folder = resources.files("atende.demo.conversations") / "files"
    ending = "webp" if kind == "sticker" else "jpg"
    return (folder / f"{name}.{ending}").read_bytes(), f"{name}.{ending}"


def voice_note(seconds: int) -> bytes:
    """An Ogg Opus stream of that length that any player takes (RFC 7845)."""
    head = b"OpusHead" + struct.pack("<BBHIhB", 1, 1, 0, _RATE, 0, 0)
    tags = b"OpusTags" + struct.pack("<I", 6) + b"atende" + struct.pack("<I", 0)
    pages = [_page([head], 0, 0, flags=2), _page([tags], 0, 1)]
    total = seconds * _RATE // _FRAME
    for number, first in enumerate(range(0, total, _PAGE), 2):
        count = min(_PAGE, total - first)
        is_last = first + count >= total
        pages.append(_page([_SILENCE] * count, (first + count) * _FRAME, number, flags=4 if is_last else 0))
    return b"".join(pages)


def _page(packets: list[bytes], position: int, number: int, *, flags: int = 0) -> bytes:
    lengths = bytes(len(packet) for packet in packets)
    head = struct.pack("<4sBBQIIIB", b"OggS", 0, flags, position, 0x41544E44, number, 0, len(packets)) + lengths
    page = head + b"".join(packets)
    return page[:22] + struct.pack("<I", _checksum(page)) + page[26:]


def _table() -> tuple[int, ...]:
    made = []
    for byte in range(256):
        value = byte << 24
        for _ in range(8):
            value = ((value << 1) ^ 0x04C11DB7 if value & 0x80000000 else value << 1) & 0xFFFFFFFF
        made.append(value)
    return tuple(made)


_CRC = _table()


def _checksum(page: bytes) -> int:
    value = 0
    for byte in page:
        value = ((value << 8) & 0xFFFFFFFF) ^ _CRC[(value >> 24) ^ byte]
    return value


def document(title: str) -> bytes:
    """A PDF of one page that says its title."""
    words = f"BT /F1 18 Tf 60 760 Td ({title.encode('ascii', 'replace').decode()}) Tj ET".encode()
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(words), words),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    out, places = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    count = len(objects) + 1
    end = b"xref\n0 %d\n0000000000 65535 f \n%strailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n"
    return out + end % (count, table, count, len(out))
