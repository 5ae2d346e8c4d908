"""PDF: its text as paragraphs, and what its first page says of the article.

What the file says of itself is about the file: its dates tell when it was made, its author who
made it. Neither dates or signs the article; its title counts when the text shows none.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import groupby
from typing import TYPE_CHECKING

from rag.intake.canonical import canonical_line
from rag.intake.draft import Draft, Hints, Limits, Unreadable
from rag.intake.identity import canonical_url
from rag.intake.pdf.heads import Pages, without_heads
from rag.intake.pdf.pages import BROKEN, Line, lines, whole_characters
from rag.intake.pdf.paragraphs import Paragraph, body_size, paragraphs
from rag.intake.text import titlepage
from rag.intake.text.prose import may_be_title
from rag.intake.text.titlepage import Proposed

if TYPE_CHECKING:
    from pypdf import PdfReader

_FEWEST = 20  # letters and digits of a document that has a text
_UNREADABLE = 0.2  # share of signs that stand for no letter
_LARGER = 1.15  # times the size of the body
_SHORTEST = 4  # characters; a single large letter begins a text
_NEXT = 0.75  # of the largest letters
_FRONT = 12  # paragraphs among which a title may stand
_UNSPELT = re.compile("[\ufffd\ue000-\uf8ff\x00-\x08\x0e-\x1f]")
_NOTE = re.compile(r"(?:\d{1,3}|[*†‡§])\s?\S")
_SMALLER = 0.92


def draft(data: bytes, hints: Hints, limits: Limits) -> Draft:
    """The article of a PDF. Raises Unreadable with what to do about it."""
    reader = _opened(data)
    pages, lost = _pages(reader, limits)
    _check(pages, lost)
    whole = without_heads(pages)
    joined = paragraphs(_notes_last(whole.lines))
    places = {n: paragraph.page for n, paragraph in enumerate(joined, start=1)}
    made = titlepage.draft(
        [paragraph.text for paragraph in joined],
        _shown(joined, body_size(whole.lines)),
        _property(reader, whole),
        lambda number: f"on page {places.get(number, 1)}",
    )
    return _told(made, whole, len(pages), lost)


def _opened(data: bytes) -> PdfReader:
    from pypdf import PdfReader
    from pypdf.errors import DependencyError, PyPdfError

    try:
        reader = PdfReader(io.BytesIO(data))
        if reader.is_encrypted and not reader.decrypt(""):
            raise Unreadable("a PDF that asks for a password; save it without one")
        if not len(reader.pages):
            raise Unreadable("a PDF without pages")
    except DependencyError as error:
        raise Unreadable(
            "an encrypted PDF (AES) that takes the package cryptography to open; "
            "`pip install cryptography`, or save it without encryption"
        ) from error
    except (PyPdfError, *BROKEN) as error:
        raise Unreadable(f"a damaged PDF ({_words(error)}); fetch or export it again") from error
    return reader


def _words(error: Exception) -> str:
    return f"{type(error).__name__}: {error}"[:120].rstrip(": ")


def _pages(reader: PdfReader, limits: Limits) -> tuple[list[list[Line]], list[int]]:
    """The lines of every page, and the numbers of those that could not be read."""
    from pypdf.errors import LimitReachedError, PyPdfError

    pages: list[list[Line]] = []
    lost: list[int] = []
    taken = 0
    for number in range(1, len(reader.pages) + 1):
        try:
            pages.append(lines(reader.pages[number - 1], number))
        except LimitReachedError as error:
            raise Unreadable(
                f"page {number} of the PDF takes more than a page may: {error}"[:160]
            ) from error
        except (PyPdfError, *BROKEN):
            pages.append([])
            lost.append(number)
        taken += sum(len(line.text) for line in pages[-1])
        if taken > limits.article:
            raise Unreadable(f"over {limits.article} characters; split it into its articles")
    return pages, lost


def _check(pages: Sequence[Sequence[Line]], lost: Sequence[int]) -> None:
    text = "".join(line.text for page in pages for line in page)
    unspelt = len(_UNSPELT.findall(text))
    if unspelt > _UNREADABLE * max(1, len(text)):
        raise Unreadable(
            "a PDF whose fonts do not tell which letters they draw; "
            "run OCR over it (such as `ocrmypdf --force-ocr`)"
        )
    if sum(map(str.isalnum, text)) >= _FEWEST:
        return
    if lost:
        raise Unreadable(f"a damaged PDF: page {lost[0]} cannot be read")
    raise Unreadable("a PDF with no text layer: it needs OCR (such as `ocrmypdf`)")


def _notes_last(found: Sequence[Line]) -> list[Line]:
    """Footnotes after the text, so that a sentence is not cut where one stands between."""
    size = body_size(found)
    last = found[-1].page if found else 0
    notes: set[int] = set()
    for page, its in groupby(found, key=lambda line: line.page):
        notes |= _notes(list(its), size) if page != last else set()
    text = [line for line in found if id(line) not in notes]
    return [*text, *(line for line in found if id(line) in notes)]


def _notes(page: Sequence[Line], size: float) -> set[int]:
    at = len(page)
    while at and page[at - 1].size < _SMALLER * size:
        at -= 1
    return {id(line) for line in page[at:]} if at < len(page) and _is_note(page[at]) else set()


def _is_note(line: Line) -> bool:
    return bool(_NOTE.match(line.text))


def _shown(joined: Sequence[Paragraph], size: float) -> Proposed | None:
    """The title as print shows it: the largest letters at the head of the first page."""
    front = [each for each in joined[:_FRONT] if each.page == joined[0].page]
    large = [
        each for each in front if each.size >= _LARGER * size and _SHORTEST <= len(each.text) <= 300
    ]
    if not large:
        return None
    largest = max(each.size for each in large)
    large = [each for each in large if each.size >= _NEXT * largest]
    # A paper's name may be larger still than the title below it; it is shorter.
    titles = [each for each in large if may_be_title(each.text)] or large
    best = max(titles, key=lambda each: each.size)
    return Proposed(best.text, f"the largest letters on page {best.page}")


def _property(reader: PdfReader, whole: Pages) -> Proposed | None:
    """What the file calls itself, where that is more than a file's name."""
    from pypdf.errors import PyPdfError

    try:
        given = whole_characters(reader.metadata.title or "") if reader.metadata else ""
    except (PyPdfError, *BROKEN):
        given = ""
    title = titlepage.sound_title(canonical_line(given))
    if title and "\ufffd" not in title:
        return Proposed(title, "the PDF's document information")
    return Proposed(whole.printed, "printed at the head of its pages") if whole.printed else None


def _told(made: Draft, whole: Pages, pages: int, lost: Sequence[int]) -> Draft:
    url = canonical_url(whole.address) if whole.address else None
    how = ", ".join(_how(made, whole, pages, lost))
    found = {**made.found, "text": how}
    found |= {"url": "the address printed at the foot of its pages"} if url else {}
    return replace(made, url=url, found=found)


def _how(made: Draft, whole: Pages, pages: int, lost: Sequence[int]) -> Iterator[str]:
    count = made.text.count("\n\n") + 1 if made.text else 0
    yield f"PDF; {count} paragraph{'s' * (count != 1)} on {pages} page{'s' * (pages != 1)}"
    if whole.left_out:
        yield f"{whole.left_out} lines at their heads and feet left out"
    if lost:
        yield f"{len(lost)} of them damaged and not read (page {lost[0]})"
