"""The parts of a DOCX package that hold text, taken out of its ZIP archive under a limit.

Pictures, fonts, macros and embedded files are left behind unread. Nothing is written to a disk, so
an entry's name, ``../`` or absolute, is a name and no more.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator

from rag.intake.draft import Limits, Unreadable

_TEXTUAL = (".xml", ".rels")
_MOST = 5_000  # entries
_BLOCK = 1 << 16
_TYPES = "[content_types].xml"
_PLAIN = b"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
_VARIANTS = (
    # Documents with macros and templates differ from a plain document in this word only.
    b"application/vnd.ms-word.document.macroEnabled.main+xml",
    b"application/vnd.ms-word.template.macroEnabledTemplate.main+xml",
    b"application/vnd.openxmlformats-officedocument.wordprocessingml.template.main+xml",
)
_STRICT = (
    # ISO/IEC 29500 Strict names its vocabularies otherwise than what everybody writes.
    (
        b"http://purl.oclc.org/ooxml/officeDocument/relationships",
        b"http://schemas.openxmlformats.org/officeDocument/2006/relationships",
    ),
    (
        b"http://purl.oclc.org/ooxml/wordprocessingml/main",
        b"http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    ),
)
_DECLARES = (b"<!DOCTYPE", "<!DOCTYPE".encode("utf-16-le"), "<!DOCTYPE".encode("utf-16-be"))


def textual(data: bytes, limits: Limits) -> io.BytesIO:
    """A package of the textual parts alone; the others are there and empty. Raises Unreadable,
    and what ``zipfile`` raises for damaged archives.
    """
    package = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(data)) as archive,
        zipfile.ZipFile(package, "w", zipfile.ZIP_STORED) as kept,
    ):
        for name, part in _parts(archive, limits):
            kept.writestr(name, part)
    package.seek(0)
    return package


def _parts(archive: zipfile.ZipFile, limits: Limits) -> Iterator[tuple[str, bytes]]:
    entries = archive.infolist()
    if len(entries) > _MOST:
        raise Unreadable(f"a Word document of {len(entries)} parts; {_MOST} at most")
    left = limits.file
    seen: set[str] = set()
    for entry in entries:
        if entry.filename in seen or entry.is_dir():
            continue
        seen.add(entry.filename)
        part = b""
        if entry.filename.lower().endswith(_TEXTUAL):
            part = _read(archive, entry, left, limits)
            left -= len(part)
        yield entry.filename, part


def _read(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, left: int, limits: Limits) -> bytes:
    """One part, never more of it than may be: what an entry says of its own size proves nothing."""
    blocks: list[bytes] = []
    count = 0
    if entry.file_size <= left:
        with archive.open(entry) as stream:
            while count <= left and (block := stream.read(_BLOCK)):
                blocks.append(block)
                count += len(block)
    if entry.file_size > left or count > left:
        raise Unreadable(f"over {limits.file / 1_000_000:g} MB of text when it is decompressed")
    return _plain(entry.filename, b"".join(blocks))


def _plain(name: str, part: bytes) -> bytes:
    if any(sign in part for sign in _DECLARES):
        raise Unreadable(
            "a Word document that declares entities, as none that a program wrote does"
        )
    for strict, usual in _STRICT:
        part = part.replace(strict, usual)
    if name.lower() == _TYPES:
        for variant in _VARIANTS:
            part = part.replace(variant, _PLAIN)
    return part
