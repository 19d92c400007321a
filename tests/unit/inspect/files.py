"""Small whole files of the types that may be attached, and broken twins of them."""

from __future__ import annotations

import struct
import zlib


def png(text: bytes = b"") -> bytes:
    """One grey pixel; ``text`` makes files differ."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = chunk(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0))
    note = chunk(b"tEXt", b"Comment\x00" + text) if text else b""
    return b"\x89PNG\r\n\x1a\n" + head + note + chunk(b"IDAT", zlib.compress(b"\x00\x80")) + chunk(b"IEND", b"")


def jpeg() -> bytes:
    """The segments of a baseline image, with a scan of nothing."""

    def segment(marker: int, data: bytes) -> bytes:
        return bytes((0xFF, marker)) + struct.pack(">H", len(data) + 2) + data

    frame = struct.pack(">BHHB", 8, 1, 1, 1) + bytes((1, 0x11, 0))
    scan = bytes((1, 1, 0, 0, 63, 0))
    return (
        b"\xff\xd8" + segment(0xE0, b"JFIF\x00\x01\x02") + segment(0xC0, frame) + segment(0xDA, scan) + b"\x00\xff\xd9"
    )


def pdf() -> bytes:
    """A document without a page."""
    return b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\nstartxref\n9\n%%EOF\n"
