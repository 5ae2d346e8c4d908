"""Lines of print joined to paragraphs, and words that were parted at line ends to words.

A paragraph begins where a line stands apart, stands in, or is set in another size, and after a
line that ends before the next word would have had to move. A page or column break alone is none.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from statistics import median

from rag.intake.pdf.pages import SOFT_HYPHEN, Line

_APART = 1.3  # times the usual distance between lines
_INDENT = 0.7  # times the size of the letters
_OTHER_SIZE = 0.08
_FULL = 0.85  # of a full line's length, when a sentence ends there
_SHORT = 0.6  # when none does
_INITIAL = 1.8  # times the size of the letters
_CAPITAL = re.compile(r"[“\"‘]?[^\W\d_]")
_ITEM = re.compile(r"(?:[•‣▪●○■◦*–—-]|\(?\d{1,3}[.)]|\(?[a-z][.)])\s")
_CLOSED = re.compile(r"[.!?…:。！？][\"'”’»)\]\d]{0,4}$")
_LETTERS = re.compile(r"[^\W\d_]{1,60}")
_WORD = re.compile(r"[^\W\d_]{2,60}(?:[-\u2010][^\W\d_]{2,60}){0,3}")
_ENDS = ("-", "\u2010", SOFT_HYPHEN)
_HYPHENS = re.compile("[-\u2010]")
_SUSPENDED = frozenset("and or und oder bzw et ou y o e to bis och eller en of".split())
_ALWAYS = frozenset("self ex quasi".split())
"""First parts that English always sets off."""
_WIDE = re.compile("[\u3000-\u30ff\u3400-\u9fff\uff00-\uffef]")


@dataclass(frozen=True, slots=True)
class Paragraph:
    text: str
    page: int
    """Where it begins."""
    size: float
    lines: int


@dataclass(frozen=True, slots=True)
class Print:
    """How a document's text is set, by what most of it is."""

    size: float
    leading: float
    full: int
    """Characters of a full line."""
    margins: dict[tuple[int, int], float]
    """Where lines begin, by page and column."""
    indents: bool
    """Whether paragraphs begin with an indent."""


def paragraphs(lines: Sequence[Line]) -> list[Paragraph]:
    if not lines:
        return []
    how, words = _print(lines), _Words.of(lines)
    lines = _with_initials(lines, how.size, words)
    blocks = [[lines[0]]]
    for before, line in pairwise(lines):
        if _begins(before, line, blocks[-1], how):
            blocks.append([])
        blocks[-1].append(line)
    return [
        Paragraph(words.joined(block), block[0].page, max(x.size for x in block), len(block))
        for block in blocks
    ]


def _with_initials(lines: Sequence[Line], size: float, words: _Words) -> list[Line]:
    """A large letter at the head of a text put before the line that it begins."""
    kept: list[Line] = []
    initial = ""
    for line, after in zip(lines, [*lines[1:], None], strict=True):
        begins = after is not None and abs(after.size - size) <= _OTHER_SIZE * size
        if begins and line.size >= _INITIAL * size and _CAPITAL.fullmatch(line.text):
            initial = line.text
            continue
        kept.append(replace(line, text=words.begun(initial, line.text)) if initial else line)
        initial = ""
    return kept


def body_size(lines: Iterable[Line]) -> float:
    """The size that most characters are set in."""
    sizes: Counter[float] = Counter()
    for line in lines:
        sizes[round(line.size, 1)] += len(line.text)
    return sizes.most_common(1)[0][0] if sizes else 0.0


def _print(lines: Sequence[Line]) -> Print:
    size = body_size(lines)
    body = [line for line in lines if abs(line.size - size) <= _OTHER_SIZE * size] or list(lines)
    steps = [
        one.y - two.y
        for one, two in pairwise(body)
        if (one.page, one.column) == (two.page, two.column) and 0 < one.y - two.y < 4 * (size or 12)
    ]
    lengths = sorted(len(line.text) for line in body)
    margins = _margins(body)
    indented = [line for line in body if _is_indented(line, margins, size)]
    return Print(
        size=size,
        leading=median(steps) if steps else 0.0,
        full=lengths[int(0.9 * (len(lengths) - 1))],
        margins=margins,
        indents=0.04 * len(body) <= len(indented) <= 0.5 * len(body),
    )


def _margins(body: Sequence[Line]) -> dict[tuple[int, int], float]:
    begins: dict[tuple[int, int], Counter[float]] = {}
    for line in body:
        begins.setdefault((line.page, line.column), Counter())[round(line.x)] += 1
    return {
        place: min(x for x, count in counts.items() if count >= 0.2 * max(counts.values()))
        for place, counts in begins.items()
    }


def _is_indented(line: Line, margins: dict[tuple[int, int], float], size: float) -> bool:
    margin = margins.get((line.page, line.column), line.x)
    return _INDENT * size < line.x - margin < 6 * size


def _begins(before: Line, line: Line, block: Sequence[Line], how: Print) -> bool:
    """Whether a line begins a paragraph."""
    if abs(line.size - before.size) > _OTHER_SIZE * max(line.size, before.size):
        return True
    if _ITEM.match(line.text) and (_CLOSED.search(before.text) or _ITEM.match(block[0].text)):
        return True
    step = before.y - line.y
    elsewhere = (before.page, before.column) != (line.page, line.column)
    if elsewhere or step < -how.leading:
        return _begins_elsewhere(before, line, how)
    larger = line.size / how.size if how.size and line.size > (1 + _OTHER_SIZE) * how.size else 1
    if how.leading and step > _APART * how.leading * larger:
        return True
    if larger > 1:
        return False
    if _stands_in(before, line, block, how):
        return True
    return _ends_short(before, line, how)


def _stands_in(before: Line, line: Line, block: Sequence[Line], how: Print) -> bool:
    """An indent after a line without one; further lines with it are a quotation."""
    if not _is_indented(line, how.margins, how.size):
        return False
    if len(block) == 1 and _ITEM.match(before.text):
        return False  # the further lines of an item hang under its first word
    further = line.x - before.x > _INDENT * how.size
    all_in = len(block) == 1 and abs(line.x - before.x) <= 1 and _CLOSED.search(before.text)
    return further or bool(all_in)


def _begins_elsewhere(before: Line, line: Line, how: Print) -> bool:
    """Across a page or column break only the end of a sentence can end a paragraph."""
    if not _CLOSED.search(before.text):
        return False
    if _ends_short(before, line, how) or _is_indented(line, how.margins, how.size):
        return True
    return not how.indents and not line.text[:1].islower()


def _ends_short(before: Line, line: Line, how: Print) -> bool:
    """Whether the next word would have fitted on the line, and would have been put there."""
    closed = bool(_CLOSED.search(before.text))
    if not closed and (line.text[:1].islower() or before.text.endswith(_ENDS)):
        return False
    needed = len(before.text) + 1 + len(line.text.split(" ", 1)[0])
    return needed < (_FULL if closed else _SHORT) * how.full


@dataclass(frozen=True, slots=True)
class _Words:
    """The words of a document as they stand within lines, to tell how a parted one is spelt."""

    whole: frozenset[str]
    hyphened: frozenset[str]

    @classmethod
    def of(cls, lines: Iterable[Line]) -> _Words:
        whole: set[str] = set()
        hyphened: set[str] = set()
        parted = False
        for line in lines:
            text = line.text.lower()
            text = text.partition(" ")[2] if parted else text  # the second half of a word
            parted = text.endswith(_ENDS)
            text = text.rpartition(" ")[0] if parted else text  # the first half
            for word in _WORD.findall(text):
                parts = _HYPHENS.split(word)
                (hyphened if len(parts) > 1 else whole).add("-".join(parts))
                whole.update(parts)
        return cls(frozenset(whole), frozenset(hyphened))

    def joined(self, block: Sequence[Line]) -> str:
        parts = [block[0].text]
        for before, line in pairwise(block):
            glue, cut = self._glue(before.text, line.text)
            if cut:
                parts[-1] = parts[-1][:-1]
            parts += [glue, line.text]
        return "".join(parts).replace(SOFT_HYPHEN, "")

    def begun(self, initial: str, rest: str) -> str:
        """A line with its large first letter, which may be a word by itself: A, I."""
        second = _LETTERS.match(rest)
        whole = initial in ("A", "I") and second and second.group().lower() in self.whole
        return f"{initial}{' ' if whole or not second else ''}{rest}"

    def _glue(self, before: str, line: str) -> tuple[str, bool]:
        """What stands between two lines, and whether the hyphen before it goes."""
        if before.endswith(SOFT_HYPHEN):
            return "", True
        if before.endswith(("-", "\u2010")):
            first, second = _LETTERS.match(before[-2:-62:-1]), _LETTERS.match(line)
            if first and second:
                return self._parted(first.group()[::-1].lower(), second.group())
        if before.endswith(("—", "-", "\u2010", "/")) and line[:1].isalnum():
            return ("" if before[-2:-1].strip() else " "), False
        wide = bool(_WIDE.match(before[-1:]) and _WIDE.match(line[:1]))
        return ("" if wide else " "), False

    def _parted(self, first: str, second: str) -> tuple[str, bool]:
        """How a word is spelt that a line end parts at a hyphen.

        A capital after it keeps it. Otherwise the document decides: as it writes the word
        elsewhere; and where it does not, two words that it has by themselves were a compound.
        """
        if second.lower() in _SUSPENDED:
            return " ", False
        if second[0].isupper() or first in _ALWAYS:
            return "", False
        second = second.lower()
        if first + second in self.whole:
            return "", True
        compound = f"{first}-{second}" in self.hyphened
        return "", not (compound or (_is_word(first, self) and _is_word(second, self)))


def _is_word(part: str, words: _Words) -> bool:
    return len(part) >= 3 and part in words.whole
