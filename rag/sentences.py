"""Sentences with exact offsets: ``text[span.start:span.end]`` is the sentence, trimmed.

syntok finds the borders (it knows abbreviations such as "U.S." and "Dr."); a line break always
ends a sentence, since a paragraph does. A line in which every border is beyond doubt is cut here,
as syntok would cut it and many times faster. syntok has had no release since 2022, so nothing
else here imports it.
"""

from __future__ import annotations

import re
from array import array
from collections.abc import Iterator
from functools import lru_cache
from hashlib import blake2b
from typing import NamedTuple

from rag.agencies import NAMES
from rag.newest import Newest

_LINE = re.compile(r"[^\n]+")
# syntok splits after an opening initial or between a closing quote and its "said": joined again.
_STARTS_LOWER = re.compile(r"[a-z]")
# ... and behind titles that it does not know: "Gov. Ron DeSantis".
_TITLES = frozenset(
    """Lt Sgt Cmdr Maj Rep Reps Sens Gov Govs Rev Hon Det Insp Supt Cpl Pvt Pfc Dep Atty Ft Msgr Amb
    Drs Messrs Sec Pres""".split()
)
_BEHIND_TITLE = re.compile(rf"(?<![\w.])(?:{'|'.join(_TITLES)})\.\s+\Z")
# "KYIV, Ukraine (AP) — ": of the report, not of its first sentence.
_DATELINE = re.compile(
    r"[^\W\d_a-z][\w.'’-]+(?: [^\W\d_a-z][\w.'’-]*){0,3}(?:, ?[^()\n]{1,40})?"
    r" \([^\W\d_][^()\n]{1,25}\) ?[-–—]{1,2} +(?=\S)"
)
_DASH = re.compile(r"[-–—]{1,2} +(?=\S)")
# "(CNN) ", "Hong Kong (CNN Business) ": without a dash brackets tell only as a newsroom's.
_NEWSROOM = "|".join(
    [*map(re.escape, NAMES), r"CNN(?: ?\w{1,12})?|BBC|NPR|(?:ABC|CBS|NBC|Fox|Sky) News"]
)
_BARE_DATELINE = re.compile(
    r"(?P<place>[^\W\d_a-z][\w.'’-]+(?: (?:and|[^\W\d_a-z][\w.'’-]*)){0,3}(?:, [^()\n]{1,40})? )?"
    rf"\((?P<newsroom>{_NEWSROOM})\) +(?=[“\"‘']?[^\W\d_a-z])"
)
# "Ada Brandt/AP ", "AFP/Getty Images ": whose picture it was, run into its caption.
_CREDIT = re.compile(
    r"(?:[^\W\d_a-z][\w.'’-]+ ){0,3}[^\W\d_a-z][\w.'’-]+/(?:AP(?: Photo)?|AFP|EPA|Reuters|REUTERS"
    r"|Getty(?: Images)?|Bloomberg|Shutterstock)(?: via [A-Z]\w+(?: [A-Z]\w+)?)? +(?=[^\W\d_a-z])"
)

# What a plain line has no sign of: brackets, semicolons, other scripts, more than one space.
_HARD = re.compile("[^ A-Za-z0-9À-ÖØ-öø-ɏ,.!?:'\"’‘“”%$£€&/+–—-]|  ")
_TERMINAL = re.compile(r"[.!?]")
# Behind the sign that ends a sentence: its quote, and how the next begins.
_NEXT = re.compile(r'["”]? (?=["“]?([A-Z][a-z]*))')
_LAST = re.compile(r'["”’\']?\Z')
_WORD_BEFORE = re.compile(r"[A-Z]*[a-z]+|[A-Z]+|\d+(?:,\d+)*")


class Span(NamedTuple):
    """A half-open range of code points."""

    start: int
    end: int


_LONG = 1000
_borders = Newest[bytes, "array[int]"](16_384)
"""Of whole articles, by a digest of the text: half a kilobyte for each, while cutting one takes
some milliseconds."""


@lru_cache(maxsize=2048)
def sentence_spans(text: str) -> tuple[Span, ...]:
    """The sentences of a text in order, without the white space between them."""
    if len(text) < _LONG:
        return tuple(_cut(text))
    key = blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).digest()
    known = _borders.get(key)
    if known is None:
        known = array("I", (border for span in _cut(text) for border in span))
        _borders.put(key, known)
    return tuple(map(Span, known[::2], known[1::2]))


def _cut(text: str) -> Iterator[Span]:
    for line in _LINE.finditer(text):
        yield from _in_line(text, line.start(), line.end())


def _in_line(text: str, start: int, end: int) -> list[Span]:
    line = text[start:end]
    plain = None if "/" in line and _CREDIT.match(line) else _plain_starts(line)
    if plain is not None:
        ends = [at - 1 for at in plain[1:]]
        return [
            Span(start + at, start + until)
            for at, until in zip(plain, [*ends, len(line)], strict=True)
        ]
    starts = [at for i, at in enumerate(_starts(line)) if i == 0 or _begins(line, at)]
    starts = starts or [0]  # a line of white space has no sentence for syntok
    starts = _after_dateline(line, starts)
    spans: list[Span] = []
    for at, following in zip(starts, [*starts[1:], len(line)], strict=True):
        words = line[at:following]
        trimmed = words.strip()
        if trimmed:
            offset = start + at + words.index(trimmed)
            spans.append(Span(offset, offset + len(trimmed)))
    return spans


def _begins(line: str, at: int) -> bool:
    """Whether a sentence begins where syntok says so."""
    return not _STARTS_LOWER.match(line, at) and not _BEHIND_TITLE.search(line, max(0, at - 12), at)


def _starts(line: str) -> list[int]:
    """Where syntok begins a sentence."""
    from syntok import segmenter

    return [sentence[0].offset for paragraph in segmenter.process(line) for sentence in paragraph]


def _plain_starts(line: str) -> list[int] | None:
    """The same of a line whose every border is beyond doubt; None for another.

    A sentence ends there in a whole word that is no abbreviation, and the next one begins with a
    capital letter. Within numbers a point ends nothing.
    """
    if line[0] == " " or line[-1] == " " or _HARD.search(line):
        return None
    starts = [0]
    for terminal in _TERMINAL.finditer(line):
        at = terminal.start()
        following = _NEXT.match(line, at + 1)
        if following is None:
            if _LAST.match(line, at + 1):
                continue
            if line[at] == "." and line[at - 1 : at].isdigit() and line[at + 1 : at + 2].isdigit():
                continue
            return None
        if not _ends_plainly(line[line.rfind(" ", 0, at) + 1 : at], following[1]):
            return None
        starts.append(following.end())
    return starts


@lru_cache(maxsize=16384)
def _ends_plainly(word: str, following: str) -> bool:
    """Whether a sentence ends for syntok with this word when the next begins with that one."""
    from syntok._segmentation_states import State

    last = word.lstrip('"“').rpartition("-")[2]
    if len(last) < 2 or _WORD_BEFORE.fullmatch(last) is None:
        return False
    if last in _TITLES or last in State.abbreviations:
        return False
    if last in State.roman_numerals:
        return False
    # Behind a month syntok ends none where a number follows, and none follows here.
    return last.lower() != "no" and not (last.isdigit() and following in State.months)


def _after_dateline(line: str, starts: list[int]) -> list[int]:
    """The first sentence begins after a dateline, split by syntok at its dash or not."""
    bare = _bare_dateline(line) or _CREDIT.match(line)
    if bare is not None:
        return [0, bare.end(), *(at for at in starts if at > bare.end())]
    dateline = _DATELINE.match(line)
    if dateline is None:
        return starts
    end, split = dateline.end(), any(_DASH.match(line, at) for at in starts[1:])
    if not (split or line.split(maxsplit=1)[0].strip(",").isupper()):
        return starts
    return [0, end, *(at for at in starts if at > end)]


def _bare_dateline(line: str) -> re.Match[str] | None:
    """One without a dash, unless the words before the brackets are what their letters stand for:
    "Pakistan Tehreek-e-Insaf (PTI) Chairman" begins a sentence."""
    found = _BARE_DATELINE.match(line)
    if found is None or not found["place"]:
        return found
    initials = "".join(re.findall(r"(?<![^\W_])[^\W\d_a-z]", found["place"]))
    return None if found["newsroom"] in initials else found


def is_dateline(sentence: str) -> bool:
    """Whether a sentence, as :func:`sentence_spans` cuts it, tells where and by whom a report was
    filed, or whose a picture is."""
    shown = f"{sentence} X"
    return any(
        found is not None and found.end() == len(shown) - 1
        for found in (_bare_dateline(shown), _CREDIT.match(shown), _DATELINE.match(shown))
    )


def paragraph_spans(text: str) -> tuple[Span, ...]:
    """The non-empty lines of a canonical text, which are its paragraphs."""
    return tuple(
        Span(m.start(), m.end()) for m in _LINE.finditer(text) if text[m.start() : m.end()].strip()
    )
