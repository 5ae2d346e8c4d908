"""What the lines around the prose say of the article: title, byline, date, credits."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from rag.intake import attribution, dates
from rag.intake.text.phrases import Furniture, caption, furniture, key
from rag.intake.text.plaintext import Line
from rag.intake.text.prose import may_be_title, width
from rag.types import Moment

_PARTS = re.compile(r"\s?[|•·]\s?|\s[—–/-]\s")
_PATH = re.compile(r"\w[\w &-]{0,40}(?:\s?[>»›/]\s?\w[\w &-]{0,60}){1,8}\s?[>»›]?")
_PLACE = re.compile(r"[A-ZÀ-ÞА-Я][A-ZÀ-ÞА-Я .'-]{2,30}")
_LONGEST = 200
_NAV_WORDS = 2


@dataclass(frozen=True, slots=True)
class Told:
    """What one line, or all of them, say of the article; ``found`` tells where each was read."""

    authors: tuple[str, ...] = ()
    credits: tuple[str, ...] = ()
    published: Moment | None = None
    found: dict[str, str] = field(default_factory=dict)

    def __or__(self, other: Told) -> Told:
        """Both; where both give a field, the first line's."""
        return Told(
            self.authors or other.authors,
            tuple(dict.fromkeys((*self.credits, *other.credits))),
            self.published or other.published,
            {**other.found, **self.found},
        )


def told(lines: Iterable[Line]) -> tuple[Told, list[Line]]:
    """The fields that lines around the prose give, and the lines that give none."""
    all_told, left = Told(), []
    for line in lines:
        read = _line(line)
        if read:
            all_told |= read
        else:
            left.append(line)
    return all_told, left


def _line(line: Line) -> Told | None:
    if len(line.text) > _LONGEST:
        return None
    whole = _part(line.text, line.number)
    parts = [] if whole else [part for part in _PARTS.split(line.text) if part]
    read = [_part(part, line.number) or _filler(part) for part in parts]
    if len(parts) < 2 or None in read:
        return whole
    together = Told()
    for part in read:
        together |= part or Told()
    return together


def _part(text: str, number: int) -> Told | None:
    """A photo credit, a source, a byline, a date, or a byline and a date."""
    where = f"“{text}” in line {number}"
    if attribution.photo_credit(text):
        return Told()
    if papers := attribution.source_line(text):
        return Told(credits=papers, found={"credits": where})
    by = attribution.byline(text)
    if by:
        return _by(by, where)
    if dates.tells_change(text):
        return Told()
    dated = dates.machine(text) or dates.line(text)
    if dated:
        return Told(published=dated.moment, found={"published": f"dateline {where}"})
    return _dated_and_more(text, where)


def _dated_and_more(text: str, where: str) -> Told | None:
    """A date beside a byline or a place in capitals: ``By Jane Zhou, March 6, 2022``."""
    found = dates.within(text)
    if not found:
        return None
    dated, rest = found
    told = Told(published=dated.moment, found={"published": f"dateline {where}"})
    by = attribution.byline(text[: len(rest)]) if text.startswith(rest) else None
    if by:
        return told | _by(by, where)
    return told if _PLACE.fullmatch(rest) else None


def _by(by: attribution.Byline, where: str) -> Told:
    found = {"authors": f"byline {where}"} if by.authors else {}
    found |= {"credits": f"byline {where}"} if by.credits else {}
    return Told(by.authors, by.credits, found=found)


def _filler(part: str) -> Told | None:
    """What may stand beside a byline or a date: an agency, a reading time, a role."""
    agency = attribution.known(part)
    if agency:
        return Told(credits=(agency,), found={"credits": f"“{part}” beside the byline or date"})
    known = furniture(part) is Furniture.ALONE or attribution.role(part)
    return Told() if known else None


@dataclass(frozen=True, slots=True)
class Title:
    """A title, how it was found, and the lines between it and the prose that are text too."""

    title: str | None
    how: str | None
    deck: tuple[Line, ...] = ()


def title(head: Sequence[Line], taken: Sequence[Line]) -> Title:
    """The title among the lines above the prose.

    ``taken`` are lines that an earlier phrase took with it ("Previous article"): the last of them
    is the title when there is no other.
    """
    captions = [line for line in head if caption(line.text)]
    lines = [line for line in head if not caption(line.text) and not _PATH.fullmatch(line.text)]
    candidates = [line for line in lines if may_be_title(line.text)] or lines[-1:]
    candidates = [line for line in candidates if not _is_masthead(line, candidates)]
    if not candidates and taken and may_be_title(taken[-1].text):
        candidates = list(taken[-1:])
    if not candidates:
        note = f"none given; left out as a caption: “{captions[0].text}”" if captions else None
        return Title(None, note)
    chosen = _without_site(candidates[0], lines)
    below = [line for line in lines if line.number > chosen.number]
    deck = tuple(line for i, line in enumerate(below) if _is_text(line, chosen, last=below[-1]))
    place = "first line" if chosen is head[0] else f"line {chosen.number}"
    return Title(chosen.text, f"{place}, above the text", deck)


def _is_masthead(line: Line, others: Sequence[Line]) -> bool:
    """A name beside a section ("The Paper | World"), where a longer line makes the title."""
    longest = max(len(part) for part in line.text.split("|"))
    return "|" in line.text and any("|" not in o.text and len(o.text) > longest for o in others)


def _without_site(line: Line, others: Sequence[Line]) -> Line:
    """The title without " | The Paper" behind it, where the page has it both ways."""
    for other in others:
        rest = line.text.removeprefix(other.text)
        if rest != line.text and re.match(r"\s?[|–—:-]\s", rest):
            return replace(line, text=other.text)
    return line


def _is_text(line: Line, chosen: Line, last: Line) -> bool:
    """A line between title and prose stays when it says something: a deck, a first subheading."""
    if key(chosen.text).startswith(key(line.text)):
        return False
    return line.text.count(" ") >= _NAV_WORDS or (line is last and width(line.text) > 20)
