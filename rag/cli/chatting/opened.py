"""One source opened: the paragraph that holds the cited words, and those beside it."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterator
from typing import TYPE_CHECKING

from rag.cli.answers import where
from rag.cli.terminal import Style, bold, hyperlink, printable, printable_lines, styled, width

if TYPE_CHECKING:
    from rag.types import Article, Citation

_PARAGRAPH = "\n\n"
_BEGINS, _ENDS = "\x02", "\x03"
"""Around the cited words until lines are made; no printable text holds them."""
_SIDES = re.compile(f"([{_BEGINS}{_ENDS}])")


def opened_lines(citation: Citation, article: Article) -> Iterator[str]:
    """The words between » and «, marked as well where colours are written."""
    title = hyperlink(bold(printable(article.label)), article.url or article.location)
    yield f"{styled(f'[{citation.n}]', Style.NUMBER)} {title}"
    yield f"{where(citation)} · {printable(article.id)} [{citation.start}:{citation.end}]"
    yield ""
    first, last = _around(article.text, citation.start, citation.end)
    text = article.text
    marked = (
        f"{printable_lines(text[first : citation.start])}{_BEGINS}"
        f"{printable_lines(text[citation.start : citation.end])}{_ENDS}"
        f"{printable_lines(text[citation.end : last])}"
    )
    lines = [line for each in marked.split("\n") for line in textwrap.wrap(each, width()) or [""]]
    yield from _with_marks(lines)


def _around(text: str, start: int, end: int) -> tuple[int, int]:
    """From the paragraph before that of the span to the one after it."""
    first = text.rfind(_PARAGRAPH, 0, start)
    before = text.rfind(_PARAGRAPH, 0, max(first, 0))
    after = text.find(_PARAGRAPH, end)
    last = text.find(_PARAGRAPH, after + len(_PARAGRAPH)) if after >= 0 else -1
    begins = before + len(_PARAGRAPH) if before >= 0 else 0
    return begins, last if last >= 0 else len(text)


def _with_marks(lines: list[str]) -> Iterator[str]:
    """Each line's marked part styled by itself, so that no margin is."""
    inside = False
    for line in lines:
        made = ""
        for part in _SIDES.split(line):
            if part in (_BEGINS, _ENDS):
                inside = part == _BEGINS
                made += styled("»" if inside else "«", Style.MARKED)
            else:
                made += styled(part, Style.MARKED) if inside else part
        yield made
