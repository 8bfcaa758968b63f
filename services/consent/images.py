"""An image as it may leave the house: a JPEG or a PNG with its picture and nothing else.

A photograph tells where and when it was taken, by which camera, and often what was cut away. `clean` keeps what is
needed to show it (colours, and which way is up) by a list of what may stay; all else is dropped, also what was written
behind the picture's end. The type is read off the bytes, never believed. Nothing is drawn anew: what is shown in a
preview, digested, approved and sent are the same bytes. Raises `ImageUnusable` for everything else.
"""

from __future__ import annotations

import re
import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass

from services.consent.domain import ImageUnusable

MOST_BYTES = 8 * 1024 * 1024
MOST_PARTS = 10_000
"""Chunks or segments that are looked at; a picture of this size has some thousands at most."""

_PNG = b"\x89PNG\r\n\x1a\n"
_PNG_KEPT = frozenset(
    {b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"cHRM", b"gAMA", b"iCCP", b"sBIT", b"sRGB", b"bKGD", b"pHYs"}
)
_SOI, _EOI, _SOS, _APP0, _APP1, _APP2, _APP14 = 0xD8, 0xD9, 0xDA, 0xE0, 0xE1, 0xE2, 0xEE
_DHT, _DAC, _DQT, _DNL, _DRI = 0xC4, 0xCC, 0xDB, 0xDC, 0xDD
FRAMES = frozenset(range(0xC0, 0xD0)) - {_DHT, 0xC8, _DAC}
"""The markers of what says how the picture is coded, and its size."""
_DRAWN_WITH = FRAMES | {_DHT, _DAC, _DQT, _DNL, _DRI, _SOS}
_RESTARTS = range(0xD0, 0xD8)
_SCAN_END = re.compile(rb"\xff[^\x00\xff\xd0-\xd7]")
_EXIF = b"Exif\0\0"
_ORIENTATION, _SHORT = 0x0112, 3


@dataclass(frozen=True, slots=True)
class Image:
    """A clean image: `type` is its media type, sizes are in pixels."""

    type: str
    data: bytes
    width: int
    height: int


def clean(data: bytes) -> Image:
    """The image without anything that is not picture. Raises ImageUnusable."""
    if len(data) > MOST_BYTES:
        raise ImageUnusable("too-large", f"this image has more than {MOST_BYTES // 1024 // 1024} MiB")
    try:
        if data.startswith(_PNG):
            return _png(data)
        if data.startswith(b"\xff\xd8\xff"):
            return _jpeg(data)
    except (struct.error, IndexError, ValueError) as error:
        raise ImageUnusable("damaged", "this image is damaged") from error
    raise ImageUnusable("unknown-type", "this is neither a JPEG nor a PNG")


def _png(data: bytes) -> Image:
    kept = [_PNG]
    size: tuple[int, int] | None = None
    at = len(_PNG)
    for _ in range(MOST_PARTS):
        length, name = struct.unpack_from(">I4s", data, at)
        end = at + 12 + length
        (told,) = struct.unpack_from(">I", data, end - 4)
        if zlib.crc32(data[at + 4 : end - 4]) != told:
            raise ValueError("a chunk is not what its checksum says")
        if size is None:
            if name != b"IHDR":
                raise ValueError("no header")
            size = struct.unpack_from(">II", data, at + 8)
        if name in _PNG_KEPT:
            kept.append(data[at:end])
        elif not name[0] & 0x20:
            raise ValueError("a critical chunk that nobody knows")
        at = end
        if name == b"IEND":
            return _image("image/png", b"".join(kept), *size)
    raise _too_many_parts()


def _jpeg(data: bytes) -> Image:
    kept = [b"\xff\xd8"]
    size: tuple[int, int] | None = None
    for marker, segment, scan in _segments(data):
        if marker in FRAMES:
            height, width = struct.unpack_from(">HH", segment, 1)
            size = (width, height)
        if (wanted := _wanted(marker, segment)) is not None:
            kept += [bytes((0xFF, marker)), struct.pack(">H", len(wanted) + 2), wanted, scan]
    if size is None:
        raise ValueError("no frame")
    return _image("image/jpeg", b"".join([*kept, b"\xff\xd9"]), *size)


def _segments(data: bytes) -> Iterator[tuple[int, bytes, bytes]]:
    """Each segment up to the picture's end: its marker, what is in it, and the scan behind it, if any."""
    at = 2
    for _ in range(MOST_PARTS):
        if data[at] != 0xFF:
            raise ValueError("no marker where one has to be")
        while data[at] == 0xFF:
            at += 1
        marker = data[at]
        if marker == _EOI:
            return
        if marker in {_SOI, 0} or marker in _RESTARTS:
            raise ValueError("a marker in the wrong place")
        (length,) = struct.unpack_from(">H", data, at + 1)
        end = at + 1 + length
        if length < 2 or end >= len(data):
            raise ValueError("cut off")
        behind = _end_of_scan(data, end) if marker == _SOS else end
        yield marker, data[at + 3 : end], data[end:behind]
        at = behind
    raise _too_many_parts()


def _end_of_scan(data: bytes, at: int) -> int:
    """Where the next marker stands that is no part of the scan."""
    if (found := _SCAN_END.search(data, at)) is None:
        raise ValueError("a scan without an end")
    return found.start()


def _too_many_parts() -> ImageUnusable:
    return ImageUnusable("too-many-parts", f"this image has more than {MOST_PARTS} parts")


def _wanted(marker: int, segment: bytes) -> bytes | None:
    """What stays of a segment, or None when nothing does."""
    if marker == _APP0:  # how the pixels lie; a small copy of the picture may follow, of before it was cut
        return segment[:12] + b"\0\0" if segment.startswith(b"JFIF\0") and len(segment) >= 14 else None
    if marker == _APP1:
        return _upright(segment)
    if marker == _APP2:
        return segment if segment.startswith(b"ICC_PROFILE\0") else None
    if marker == _APP14:  # how the colours are coded; whatever follows is nobody's
        return segment[:12] if segment.startswith(b"Adobe") and len(segment) >= 12 else None
    return segment if marker in _DRAWN_WITH else None


def _upright(segment: bytes) -> bytes | None:
    """Of what a camera tells, only which way is up; None when it is not told."""
    if not segment.startswith(_EXIF):
        return None
    told = segment[len(_EXIF) :]
    order = {b"II": "<", b"MM": ">"}.get(told[:2])
    if order is None:
        return None
    try:
        (first,) = struct.unpack_from(f"{order}I", told, 4)
        (entries,) = struct.unpack_from(f"{order}H", told, first)
        for number in range(entries):
            tag, kind, _, value = struct.unpack_from(f"{order}HHIH", told, first + 2 + 12 * number)
            if tag == _ORIENTATION and kind == _SHORT and 1 < value <= 8:
                header = struct.pack(">2sHIH", b"MM", 42, 8, 1)
                return _EXIF + header + struct.pack(">HHIHHI", _ORIENTATION, _SHORT, 1, value, 0, 0)
    except struct.error:
        return None
    return None


def _image(kind: str, data: bytes, width: int, height: int) -> Image:
    if not width or not height:
        raise ValueError("nothing to see")
    return Image(kind, data, width, height)
