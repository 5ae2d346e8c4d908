"""A page saved as one file with its pictures (MHTML, RFC 2557): the page's own part of it."""

from __future__ import annotations

import binascii
import quopri
from base64 import b64decode
from dataclasses import dataclass
from email.message import Message
from email.parser import BytesHeaderParser

from rag.intake.draft import Unreadable

_HEAD = 16_384
_DEPTH = 3


@dataclass(frozen=True, slots=True)
class Part:
    """The page inside an archive."""

    data: bytes
    charset: str | None
    url: str | None
    """The address the browser saved it from, where the archive says so."""


def is_archive(data: bytes) -> bool:
    """Whether bytes begin as an e-mail message of related parts does."""
    head = data[:_HEAD].lstrip().lower()
    if head.startswith(b"<") or b"mime-version:" not in head:
        return False
    return b"multipart/" in head


def page_of(data: bytes) -> Part:
    """The first HTML part of an MHTML archive. Raises Unreadable."""
    head, body = _split(data.lstrip())
    found = _first_page(head, body, _DEPTH)
    if found is None:
        raise Unreadable("a web archive without a page in it")
    part, content = found
    saved = part.get("Content-Location") or head.get("Snapshot-Content-Location")
    return Part(_plain(part, content), part.get_content_charset(), _address(saved))


def _split(data: bytes) -> tuple[Message, bytes]:
    """A part's headers and what follows the first blank line."""
    gaps = [(data.find(gap), len(gap)) for gap in (b"\r\n\r\n", b"\n\n")]
    at, skipped = min((gap for gap in gaps if gap[0] >= 0), default=(len(data), 0))
    return BytesHeaderParser().parsebytes(data[: min(at, _HEAD)]), data[at + skipped :]


def _first_page(head: Message, body: bytes, depth: int) -> tuple[Message, bytes] | None:
    if head.get_content_type() in ("text/html", "application/xhtml+xml"):
        return head, body
    boundary = head.get_boundary()
    if head.get_content_maintype() != "multipart" or not boundary or not depth:
        return None
    for part in body.split(b"--" + boundary.encode("utf-8", "surrogateescape"))[1:]:
        if part.startswith(b"--"):
            break
        if found := _first_page(*_split(part.lstrip(b" \t").lstrip(b"\r\n")), depth - 1):
            return found
    return None


def _plain(part: Message, content: bytes) -> bytes:
    encoding = str(part.get("Content-Transfer-Encoding", "")).strip().lower()
    try:
        if encoding == "quoted-printable":
            return quopri.decodestring(content)
        return b64decode(content) if encoding == "base64" else content
    except binascii.Error as error:
        raise Unreadable(f"a web archive with damaged base64: {error}") from error


def _address(saved: str | None) -> str | None:
    return saved.strip() if saved and saved.strip().startswith(("http://", "https://")) else None
