"""What stands at the head and the foot of pages: running titles, page numbers, printed addresses.

A line is running when pages have it at the same height, their numbers aside. What a browser
prints around a page (the time of printing, the address) is told by its form.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from rag.intake.pdf.pages import Line

_DEPTH = 3  # lines from the top and from the bottom of a page
_SHARE = 1 / 3  # of the pages: left and right pages may differ, and the first has often none
_FEWEST = 2
_LONGEST = 160
_STEP = 6.0  # points
_DIGITS = re.compile(r"\d{1,9}")
_NUMBER = re.compile(
    r"(?:page|seite|p\.|[-–—|])?\s?(\d{1,4})\s?(?:(?:of|/|von|de|[-–—|])\s?(?:\d{1,4})?)?",
    re.IGNORECASE,
)
_ADDRESS = re.compile(r"((?:https?|file)://[!-~]{4,500})\s\d{1,4}/\d{1,4}")
_PRINTED = re.compile(
    r"(?:\d{1,4}[./-]\d{1,2}[./-]\d{1,4},? \d{1,2}[:.]\d{2}(?::\d{2})?(?: ?[AP]M)?)"
    r"(?: (.{1,200}))?",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Pages:
    """The lines of a document without what stands around them."""

    lines: tuple[Line, ...]
    left_out: int = 0
    address: str | None = None
    """The page's own address, where a browser printed it at the foot."""
    printed: str | None = None
    """The page's title, where a browser printed it at the head."""


def without_heads(pages: Sequence[Sequence[Line]]) -> Pages:
    running = _running(pages)
    kept: list[Line] = []
    left_out = 0
    addresses: Counter[str] = Counter()
    titles: Counter[str] = Counter()
    for number, page in enumerate(pages, start=1):
        edge = {id(line) for line in _edges(page)}
        for line in page:
            around = id(line) in edge
            address = _ADDRESS.fullmatch(line.text) if around else None
            title = _PRINTED.fullmatch(line.text) if around else None
            if address or title:
                addresses.update([address[1]] if address else [])
                titles.update([title[1]] if title and title[1] else [])
            elif not (around and (_key(line) in running or _is_number(line, number))):
                kept.append(line)
                continue
            left_out += 1
    return Pages(tuple(kept), left_out, _sole(addresses), _sole(titles))


def _edges(page: Sequence[Line]) -> list[Line]:
    """The highest and the lowest lines, wherever the file draws them."""
    by_height = sorted(page, key=lambda line: -line.y)
    return by_height if len(page) <= 2 * _DEPTH else by_height[:_DEPTH] + by_height[-_DEPTH:]


def _running(pages: Sequence[Sequence[Line]]) -> set[tuple[str, int]]:
    """What enough pages have at one height. Heights are counted in steps, each line in two."""
    # A page that is there twice has all its lines in common with itself, and none is running.
    pages = list({tuple(_words(line) for line in page): page for page in pages if page}.values())
    if len(pages) < _FEWEST:
        return set()
    counts: Counter[tuple[str, int]] = Counter()
    for page in pages:
        counts.update({key for line in _edges(page) for key in _keys(line)})
    least = max(_FEWEST, len(pages) * _SHARE)
    often = {key for key, count in counts.items() if count >= least}
    return {
        _key(line) for page in pages for line in _edges(page) if often.intersection(_keys(line))
    }


def _keys(line: Line) -> tuple[tuple[str, int], ...]:
    if len(line.text) > _LONGEST:
        return ()
    words = _words(line)
    return (words, int(line.y // _STEP)), (words, int((line.y + _STEP / 2) // _STEP))


def _key(line: Line) -> tuple[str, int]:
    return _words(line), round(line.y)


def _words(line: Line) -> str:
    """A line's words, its numbers aside."""
    return _DIGITS.sub("#", line.text.casefold())


def _is_number(line: Line, page: int) -> bool:
    found = _NUMBER.fullmatch(line.text)
    return bool(found) and int(found[1] if found else 0) == page


def _sole(counts: Counter[str]) -> str | None:
    return next(iter(counts)) if len(counts) == 1 else None
