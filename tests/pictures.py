"""Small pictures for tests, made by hand: what a camera writes around a picture, and a picture that browsers show."""

from __future__ import annotations

import struct
import zlib

SECRET = b"taken at 6.2S 106.8E"


def png(*, width: int = 2, height: int = 1, colour: int = 0x80, extra: bytes = b"") -> bytes:
    """A grey PNG; `extra` are chunks behind its header."""
    rows = (b"\0" + bytes([colour]) * width) * height
    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    parts = [chunk(b"IHDR", header), extra, chunk(b"IDAT", zlib.compress(rows)), chunk(b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(parts)


def chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def segment(marker: int, data: bytes) -> bytes:
    return bytes((0xFF, marker)) + struct.pack(">H", len(data) + 2) + data


def exif(*, orientation: int | None, order: str = "<") -> bytes:
    """What a camera tells: which way is up, if it says so, and where it was."""
    entries = [] if orientation is None else [struct.pack(f"{order}HHIHH", 0x0112, 3, 1, orientation, 0)]
    mark = b"II" if order == "<" else b"MM"
    head = mark + struct.pack(f"{order}HI", 42, 8) + struct.pack(f"{order}H", len(entries))
    return segment(0xE1, b"Exif\0\0" + head + b"".join(entries) + struct.pack(f"{order}I", 0) + SECRET)


JFIF = b"JFIF\0\x01\x02\0\0\x01\0\x01"
TABLES = segment(0xDB, b"\0" + bytes(64))
FRAME = segment(0xC0, struct.pack(">BHHB", 8, 30, 40, 1) + b"\x01\x11\0")
SCAN = segment(0xDA, b"\x01\x01\0\0\x3f\0") + b"\x12\xff\0\x34\xff\xd0\x56"


def jpeg(*around: bytes, behind: bytes = b"") -> bytes:
    """The skeleton of a JPEG of 40 by 30 pixels, with segments `around` its header and bytes behind its end."""
    head = segment(0xE0, JFIF + b"\x01\x01" + SECRET[:3])
    return b"".join((b"\xff\xd8", head, *around, TABLES, FRAME, SCAN, SCAN, b"\xff\xd9", behind))
