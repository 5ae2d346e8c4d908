"""PDF files, written here byte by byte, so that a test decides everything that is in one."""

from __future__ import annotations

import io
import textwrap
import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

WIDTH, HEIGHT = 595, 842


@dataclass(frozen=True, slots=True)
class Shown:
    """A line of print at its place, in points from the left and from the foot."""

    text: str
    x: float = 72
    y: float = 700
    size: float = 11


def set_lines(
    lines: Iterable[str],
    *,
    x: float = 72,
    top: float = 760,
    size: float = 11,
    indent: float = 0,
    leading: float = 1.2,
) -> list[Shown]:
    """Lines below each other; one that begins with a tab stands in, an empty one leaves a gap."""
    shown, y = [], top
    for line in lines:
        if line:
            shown.append(Shown(line.lstrip("\t"), x + (indent if line[0] == "\t" else 0), y, size))
        y -= size * leading
    return shown


def wrapped(text: str, width: int = 80) -> list[str]:
    return textwrap.wrap(text, width, break_long_words=False, break_on_hyphens=False)


def pdf(
    pages: Sequence[Sequence[Shown]],
    info: dict[str, str] | None = None,
    *,
    drawn: Sequence[bytes] | None = None,
    packed: bool = True,
    rotate: int = 0,
) -> bytes:
    """A whole file. ``drawn`` are the pages' content streams, where lines do not say enough."""
    streams = list(drawn) if drawn is not None else [content(page) for page in pages]
    objects: list[bytes] = [b"<< /Type /Catalog /Pages 2 0 R >>"]
    kids = " ".join(f"{5 + 2 * n} 0 R" for n in range(len(streams)))
    objects.append(f"<< /Type /Pages /Kids [{kids}] /Count {len(streams)} >>".encode())
    objects.append(
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>"
    )
    entries = "".join(f"/{name} {_string(value)} " for name, value in (info or {}).items())
    objects.append(f"<< {entries}>>".encode("latin-1"))
    for n, stream in enumerate(streams):
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {WIDTH} {HEIGHT}] /Rotate {rotate} "
            f"/Resources << /Font << /F1 3 0 R >> >> /Contents {6 + 2 * n} 0 R >>".encode()
        )
        body = zlib.compress(stream) if packed else stream
        how = b"/Filter /FlateDecode " if packed else b""
        objects.append(
            b"<< " + how + b"/Length %d >>\nstream\n" % len(body) + body + b"\nendstream"
        )
    return assembled(objects)


def content(page: Sequence[Shown]) -> bytes:
    """Each line in a text object of its own, as most programs write them."""
    return "\n".join(
        f"BT /F1 {line.size:g} Tf 1 0 0 1 {line.x:g} {line.y:g} Tm {_string(line.text)} Tj ET"
        for line in page
    ).encode("cp1252")


def assembled(objects: Sequence[bytes]) -> bytes:
    """Numbered objects, the table of where they are, and the trailer."""
    file = io.BytesIO()
    file.write(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")
    places = []
    for number, body in enumerate(objects, start=1):
        places.append(file.tell())
        file.write(b"%d 0 obj\n" % number + body + b"\nendobj\n")
    table = file.tell()
    file.write(b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1))
    file.write(b"".join(b"%010d 00000 n \n" % place for place in places))
    file.write(b"trailer\n<< /Size %d /Root 1 0 R /Info 4 0 R >>\n" % (len(objects) + 1))
    file.write(b"startxref\n%d\n%%%%EOF\n" % table)
    return file.getvalue()


def _string(text: str) -> str:
    for sign in "\\()":
        text = text.replace(sign, "\\" + sign)
    return f"({text})"
