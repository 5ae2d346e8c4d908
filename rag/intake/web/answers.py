"""What a server's answer means: a page, no change, another address, or a reason why not."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from email.message import Message
from email.utils import parsedate_to_datetime
from typing import Protocol

from rag.intake.draft import Unreadable
from rag.intake.web.budget import Passing
from rag.intake.web.decoding import decoded
from rag.intake.web.policy import Fetched, NotModified, Request

ACCEPTED = (
    "text/html, application/xhtml+xml, application/rss+xml, application/atom+xml,"
    " application/xml;q=0.9, application/pdf;q=0.9, text/plain;q=0.8, */*;q=0.5"
)
_READABLE = frozenset(
    """text/html application/xhtml+xml application/xml text/xml text/plain text/markdown
    text/x-markdown application/pdf application/x-pdf application/octet-stream binary/octet-stream
    application/vnd.openxmlformats-officedocument.wordprocessingml.document""".split()
)
_WHY = {
    401: "asks for an account (401); save the page from a browser and add the file",
    402: "asks for a payment (402); save the page from a browser and add the file",
    403: "does not show this page to programs (403); save it from a browser and add the file",
    404: "has no page at this address (404); check it",
    410: "has removed this page for good (410)",
    451: "may not show this page for legal reasons (451)",
}
_PASSING = frozenset((408, 429, 502, 503, 504))
REDIRECTS = frozenset((301, 302, 303, 307, 308))
_LONGEST_TAG = 1000


class Headers(Protocol):
    """Of an answer; names in any case."""

    def get(self, key: str, /) -> str | None: ...


class Answer(Protocol):
    """What is needed of ``httpx.Response``."""

    @property
    def status_code(self) -> int: ...
    @property
    def headers(self) -> Headers: ...
    def iter_raw(self) -> Iterator[bytes]: ...


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """The page is at another address."""

    location: str


def meant(
    answer: Answer, url: str, host: str, request: Request, size: int
) -> Fetched | NotModified | Elsewhere:
    """What an answer means. Raises Unreadable, or Passing for what may be gone in a moment."""
    status, headers = answer.status_code, answer.headers
    if status in REDIRECTS:
        location = headers.get("location")
        if not location:
            raise Unreadable(f"{host} redirects ({status}) without saying where to")
        return Elsewhere(location)
    if status == 304 and (request.etag or request.last_modified):
        etag, modified = headers.get("etag"), headers.get("last-modified")
        return NotModified(url, _tag(etag) or request.etag, _tag(modified) or request.last_modified)
    if status not in (200, 203):
        raise refused(answer, host)
    kind, charset = _kind(headers.get("content-type"))
    if kind is not None and not _is_readable(kind):
        raise Unreadable(_unread(kind))
    data = b"".join(decoded(answer.iter_raw(), headers.get("content-encoding") or "", size))
    etag, modified = headers.get("etag"), headers.get("last-modified")
    return Fetched(url, data, kind, charset, _tag(etag), _tag(modified))


def refused(answer: Answer, host: str) -> Unreadable | Passing:
    """Why a status is no page."""
    status = answer.status_code
    if status in _PASSING:
        what = "asks to come less often" if status == 429 else "is overloaded or out of order"
        after = _seconds(answer.headers.get("retry-after"))
        return Passing(f"{host} {what} ({status}); try again later", after)
    if status in _WHY:
        return Unreadable(f"{host} {_WHY[status]}")
    if status >= 500:
        return Unreadable(f"{host} has a fault ({status}); try again later")
    if status >= 400:
        return Unreadable(f"{host} refuses the request ({status})")
    return Unreadable(f"{host} sent no page (status {status})")


def conditions(request: Request) -> dict[str, str]:
    """The headers that ask for a page only if it changed."""
    etag, modified = _tag(request.etag), _tag(request.last_modified)
    given = {"If-None-Match": etag, "If-Modified-Since": modified}
    return {name: value for name, value in given.items() if value}


def _tag(value: str | None) -> str | None:
    """A value fit to be kept and sent back; None for what would break a request."""
    if value and value.isascii() and value.isprintable() and len(value) <= _LONGEST_TAG:
        return value
    return None


def _kind(header: str | None) -> tuple[str | None, str | None]:
    """Content type and charset of the header."""
    if not header or "/" not in header:
        return None, None
    message = Message()
    message["content-type"] = header.replace("\r", " ").replace("\n", " ")
    charset = message.get_param("charset")
    known = charset.strip("\"' ").lower() if isinstance(charset, str) else ""
    return message.get_content_type(), known or None


def _is_readable(kind: str) -> bool:
    return kind in _READABLE or (kind.endswith("+xml") and not kind.startswith("image/"))


def _unread(kind: str) -> str:
    family = kind.partition("/")[0]
    if family in ("image", "video", "audio", "font"):
        return f"{'an' if family in ('image', 'audio') else 'a'} {family} ({kind}), no text to read"
    return f"of a kind that is not read ({kind}): pages, feeds, PDF, Word, Markdown and text are"


def _seconds(retry_after: str | None) -> float | None:
    """Seconds to wait: given as such, or as a date (RFC 9110, 10.2.3); None when it says none."""
    value = (retry_after or "").strip()
    if value.isascii() and value.isdigit():
        return float(value[:9])
    try:
        until = parsedate_to_datetime(value)
        until = until if until.tzinfo else until.replace(tzinfo=UTC)
        return max(0.0, (until - datetime.now(UTC)).total_seconds())
    except (ValueError, OverflowError):
        return None
