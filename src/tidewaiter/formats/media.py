"""What a file is, by its bytes and not by its name: JPEG, PNG or PDF, whole and nothing else beside.

JPEG: ITU-T T.81 (markers); PNG: W3C PNG, third edition (signature, chunks with CRC); PDF: ISO 32000-1 7.5.
"""

from __future__ import annotations

import zlib
from collections.abc import Mapping

JPEG, PNG, PDF = "image/jpeg", "image/png", "application/pdf"

ENDINGS: Mapping[str, str] = {JPEG: ".jpg", PNG: ".png", PDF: ".pdf"}
"""The ending that a file of each type is handed out under."""

_PNG_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_ALONE = {0x01, *range(0xD0, 0xD8)}
_FRAMES = {*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC}
"""Markers that begin a frame (SOF0 to SOF15); DHT, JPG and DAC share their range."""


def media_type(content: bytes) -> str | None:
    """Give the media type of a file; None for anything that is not wholly a JPEG, PNG or PDF."""
    if content.startswith(b"\xff\xd8"):
        return JPEG if _is_jpeg(content) else None
    if content.startswith(_PNG_SIGNATURE):
        return PNG if _is_png(content) else None
    if content.startswith((b"%PDF-1.", b"%PDF-2.")):
        return PDF if _is_pdf(content) else None
    return None


def _is_jpeg(content: bytes) -> bool:
    """Walk the segments up to the first scan; a frame must be declared before it, and the image must end."""
    place, framed = 2, False
    while place + 4 <= len(content):
        if content[place] != 0xFF:
            return False
        marker = content[place + 1]
        if marker == 0xFF:
            place += 1
            continue
        if marker in _ALONE:
            place += 2
            continue
        length = int.from_bytes(content[place + 2 : place + 4], "big")
        if length < 2:
            return False
        framed = framed or marker in _FRAMES
        place += 2 + length
        if marker == 0xDA:
            return framed and content.find(b"\xff\xd9", place) >= 0
    return False


def _is_png(content: bytes) -> bool:
    """Walk the chunks: IHDR first, IDAT among them, every CRC right, nothing after IEND."""
    place, kinds = len(_PNG_SIGNATURE), []
    while place + 12 <= len(content):
        length = int.from_bytes(content[place : place + 4], "big")
        kind, end = content[place + 4 : place + 8], place + 8 + length
        said = int.from_bytes(content[end : end + 4], "big")
        if end + 4 > len(content) or zlib.crc32(content[place + 4 : end]) != said:
            return False
        kinds.append(kind)
        place = end + 4
        if kind == b"IEND":
            break
    return kinds[:1] == [b"IHDR"] and b"IDAT" in kinds and kinds[-1] == b"IEND" and place == len(content)


def _is_pdf(content: bytes) -> bool:
    """Ask for a trailer at the end, as readers do: the start of the cross-references and the mark of the end."""
    tail = content[-1100:]
    return b"startxref" in tail and tail.rstrip().endswith(b"%%EOF")
