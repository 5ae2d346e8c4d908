"""What kind of line a line is, by its length and its ending: the statistics behind cleaning."""

from __future__ import annotations

import re

_PARAGRAPH = 80  # columns of a line that ends as a sentence and counts as prose by itself
_LONG = 160  # columns of a line that counts as prose however it ends
_ASKS = 120
_CLOSED = re.compile(r"[.!?…。！？؟۔।][\"'”’»)\]」』]{0,3}$")
_STATED = re.compile(r"(?:[.…。۔।][\"'”’»)\]」』]{0,3}|[!?！？][\"'”’»」』])$")
_CREDITED = re.compile(r"[.!?…][\"'”’»]?\s?[(\[][^()\[\]]{2,60}[)\]]$")
# "12. Oslo", "- Oslo", "May 3 - Oslo": what an article lists, not what a page links.
_ITEM = re.compile(r"(?:\d{1,4}[.):]|[-*•–—]|\w{3,9}\.? \d{1,2}\b|\d{1,2} \w{3,9}\b:)\s?")
_WORD = re.compile(r"[^\W\d_]{4,}")
_FEWEST_WORDS = 4
_SHORTEST_TITLE = 14  # columns, where words are not parted by spaces
_LONGEST_TITLE = 250


def width(line: str) -> int:
    """Columns on a screen: East Asian characters take two."""
    return len(line) if line.isascii() else sum(2 if char > "\u2e7f" else 1 for char in line)


def is_paragraph(line: str) -> bool:
    """Prose beyond doubt: long, or a fair length and ending as a sentence does."""
    columns = width(line)
    if columns >= _LONG:
        return True
    if columns < _PARAGRAPH or not (_CLOSED.search(line) or _CREDITED.search(line)):
        return False
    # One question by itself is a headline as often as not, and so is what was cut short.
    return columns >= _ASKS or not line.endswith(("?", "!", "...", "…")) or ". " in line


def is_sentence(line: str) -> bool:
    """Ends as a statement or a quotation does; headlines, also those cut short, do not."""
    if line.endswith(("...", "…")):
        return False
    return bool(_STATED.search(line)) and (line.count(" ") >= 2 or width(line) >= _SHORTEST_TITLE)


def is_headline(line: str) -> bool:
    """Most of its longer words begin with a capital; no sentence, and no item of a list."""
    words: list[str] = _WORD.findall(line)
    if len(words) < _FEWEST_WORDS - 1 or _STATED.search(line) or _ITEM.match(line):
        return False
    capitals = sum(1 for word in words if word[:1].isupper())
    return capitals >= 0.6 * len(words)


def may_be_title(line: str) -> bool:
    """Of a title's length: four words, or as much without spaces."""
    enough = line.count(" ") + 1 >= _FEWEST_WORDS or (
        " " not in line and width(line) >= _SHORTEST_TITLE and not line.isascii()
    )
    return enough and width(line) <= _LONGEST_TITLE
