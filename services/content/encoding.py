"""In which encoding a document came. Pure; every sequence of bytes has a text, nothing here raises."""

from __future__ import annotations

import codecs
import re

_CHARSET = re.compile(r"charset\s*=\s*[\"']?\s*([\w.:-]{1,40})", re.IGNORECASE)
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_ENCODINGS = {
    codecs.lookup(name).name: name
    for name in (
        *("utf-8", "utf-16-le", "utf-16-be", "gb18030", "big5", "euc-jp", "shift_jis", "iso2022_jp", "euc-kr"),
        *("koi8-r", "koi8-u", "cp866", "cp874", "mac-roman", *(f"cp125{n}" for n in range(9))),
        *(f"iso8859-{n}" for n in (2, 3, 4, 5, 6, 7, 8, 10, 13, 14, 15, 16)),
    )
} | {
    "utf-16": "utf-16-le",
    "ascii": "cp1252",
    "iso8859-1": "cp1252",
    "iso8859-9": "cp1254",
    "gb2312": "gb18030",
    "gbk": "gb18030",
}
"""Python's codec for each encoding of the web. A list, since Python also knows codecs that are no encodings."""


def decoded(data: bytes, content_type: str, declaration: re.Pattern[bytes]) -> str:
    """The text in `data`, by byte order mark, HTTP header, its own `declaration`, else UTF-8, else Windows-1252.

    `declaration` finds the encoding's name in the first 4,096 bytes. Bytes that do not fit become U+FFFD.
    """
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return data[len(mark) :].decode(encoding, "replace")
    header = _CHARSET.search(content_type)
    if header and (encoding := _encoding(header[1])):
        return data.decode(encoding, "replace")
    declared = declaration.search(data[:4096])
    if declared and (encoding := _encoding(declared[1].decode("ascii", "replace"))):
        # What could be read as ASCII is not UTF-16, whatever it says.
        return data.decode("utf-8" if encoding.startswith("utf-16") else encoding, "replace")
    try:
        return codecs.getincrementaldecoder("utf-8")("strict").decode(data)  # a last half character is let go
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace")


def _encoding(label: str) -> str:
    try:
        return _ENCODINGS.get(codecs.lookup(label).name, "")
    except (LookupError, ValueError):
        return ""
