"""A page's bytes as text: by its mark, by being UTF-8, by what was said of it, by statistics.

What is said of an encoding is often wrong; bytes that are valid UTF-8 beyond ASCII never are by
chance. Labels mean what the WHATWG Encoding Standard says: ``latin-1`` is windows-1252.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator

from rag.intake.draft import Unreadable

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_SAID = re.compile(rb"(?i)\b(?:charset|encoding)\s{0,9}=\s{0,9}[\"']?\s{0,9}([\w:.-]{2,40})")
_HEAD = 8_192
"""Bytes in which a page says its encoding; the standard looks at 1,024, some pages need more."""

_SAME = {
    # Encoding Standard, "names and labels": codec = labels read as it, punctuation dropped.
    "cp1252": "ascii usascii iso88591 latin1 l1 cp819 ibm819 windows1252 cp1252 xcp1252 ansix341968"
    " xuserdefined",
    "cp1254": "iso88599 latin5 l5 windows1254 cp1254",
    "cp874": "tis620 iso885911 dos874 windows874",
    "gb18030": "gb2312 gbk gb18030 xgbk csgb2312 gb231280 chinese cp936 windows936",
    "cp932": "shiftjis sjis xsjis mskanji ms932 windows31j csshiftjis cp932",
    "cp949": "euckr ksc56011987 ksc5601 ksc56011989 windows949 cp949 korean cseuckr",
    "big5hkscs": "big5 big5hkscs cnbig5 csbig5 xxbig5",
    "euc_jp": "eucjp xeucjp cseucpkdfmtjapanese",
    "iso2022_jp": "iso2022jp csiso2022jp",
    "koi8_r": "koi8r koi8 koi csKOI8r",
    "koi8_u": "koi8u koi8ru",
    "cp866": "ibm866 cp866 866 csibm866",
    "mac_roman": "macintosh mac xmacroman csmacintosh",
    "mac_cyrillic": "xmaccyrillic xmacukrainian",
    "iso8859_8": "iso88598 iso88598i logical visual hebrew",
    **{f"cp{page}": f"windows{page} cp{page} xcp{page}" for page in (1250, 1251, 1253)},
    **{f"cp{page}": f"windows{page} cp{page} xcp{page}" for page in (1255, 1256, 1257, 1258)},
    **{f"iso8859_{part}": f"iso8859{part}" for part in (2, 3, 4, 5, 6, 7, 10, 13, 14, 15, 16)},
}
_CODECS = {label: codec for codec, labels in _SAME.items() for label in labels.lower().split()}
_NOT_IN_LABELS = re.compile(r"[^a-z0-9]+")
_NUL_SHARE = 0.01
_SAMPLE = 1 << 16
_MOST_ACCENTED = 0.25
"""Of a Latin text's letters; more than this read as windows-1252 is another script misread."""
_MOST_DAMAGED = 0.01
_FEWEST = 16
"""Bytes beyond ASCII that statistics need."""


def decoded(data: bytes, charset: str | None = None) -> str:
    """A page's text, without NULs; ``charset`` is what the server said. Raises Unreadable."""
    text = _decoded(data, charset)
    if nuls := text.count("\0"):
        if nuls > _NUL_SHARE * len(text):
            raise Unreadable(f"binary, not a page: {nuls} NUL characters")
        text = text.replace("\0", "")
    return text


def _decoded(data: bytes, charset: str | None) -> str:
    for mark, codec in _MARKS:
        if data.startswith(mark):
            return data[len(mark) :].decode(codec, errors="replace")
    if wide := _unmarked_utf16(data):
        return data.decode(wide, errors="replace")
    said = list(dict.fromkeys(_said(data, charset)))
    if "iso2022_jp" in said[:1] and data.isascii():
        return data.decode("iso2022_jp", errors="replace")
    try:
        return data.decode()
    except UnicodeDecodeError as error:
        return _older(data, said, error)


def _unmarked_utf16(data: bytes) -> str | None:
    """Markup is ASCII, so every other byte of it is NUL in UTF-16."""
    head = data[:_HEAD]
    even, odd = head[::2].count(0), head[1::2].count(0)
    if max(even, odd) * 5 <= len(head) or min(even, odd) * 50 > len(head):
        return None
    codec = "utf-16-be" if even > odd else "utf-16-le"
    return codec if "<" in head.decode(codec, errors="replace") else None


def _said(data: bytes, charset: str | None) -> Iterator[str]:
    """The codecs of what the server and then the page itself say; unknown labels are left out."""
    labels = [charset or "", *(label.decode("ascii", "replace") for label in _labels(data))]
    for label in labels:
        if codec := _CODECS.get(_NOT_IN_LABELS.sub("", label.lower())):
            yield codec


def _labels(data: bytes) -> Iterator[bytes]:
    return (found[1] for found in _SAID.finditer(data[:_HEAD]))


def _older(data: bytes, said: list[str], error: UnicodeDecodeError) -> str:
    """Not UTF-8: what was said where it decodes and reads well, UTF-8 with gaps, or a guess."""
    for codec in said:
        text = _tried(data, codec)
        if text is not None and not (codec == "cp1252" and _misread(text)):
            return text
    damaged = data.decode(errors="replace")
    gaps = damaged.count("\ufffd")
    if gaps <= sum(1 for char in damaged if char > "\x7f" and char != "\ufffd"):
        return damaged  # as browsers show it: a few lost letters, the rest whole
    if guess := _guessed(data):
        return guess
    for codec in said:
        text = data.decode(codec, errors="replace")
        if text.count("\ufffd") <= _MOST_DAMAGED * len(text):
            return text
    if gaps < max(_FEWEST, _MOST_DAMAGED * len(damaged)):
        return data.decode("cp1252", errors="replace")  # the standard's own last resort
    raise Unreadable(
        f"its encoding cannot be told: not UTF-8 at byte {error.start}; save it as UTF-8"
    ) from error


def _tried(data: bytes, codec: str) -> str | None:
    try:
        return data.decode(codec)
    except UnicodeDecodeError:
        return None


def _misread(text: str) -> bool:
    """Whether text read as windows-1252 has more accents than any Latin script."""
    sample = _prose(text)
    letters = sum(1 for char in sample if char.isalpha())
    return sum(1 for char in sample if char > "\x7f") > _MOST_ACCENTED * letters


def _prose(text: str) -> str:
    """What stands between tags and is not ASCII alone, up to a sample's size."""
    parts = (part for part in re.split("[<>]", text) if not part.isascii())
    taken, size = [], 0
    for part in parts:
        taken.append(part)
        size += len(part)
        if size > _SAMPLE:
            break
    return " ".join(taken)


def _guessed(data: bytes) -> str | None:
    from charset_normalizer import from_bytes

    sample = _prose(data.decode("latin-1")).encode("latin-1")
    if len(sample) - sum(1 for byte in sample if byte < 0x80) < _FEWEST:
        return None
    best = from_bytes(sample[:_SAMPLE], threshold=0.2).best()
    return _tried(data, best.encoding) if best else None
