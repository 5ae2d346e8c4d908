"""Who an article says it comes from: agencies and papers (credits), people (authors).

A credit is never the publisher. Marks such as "(TASS)" at the end of a paragraph leave the text;
what a sentence says ("the disclosure came through TASS") stays in it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from rag import agencies
from rag.agencies import known as known
from rag.intake.draft import Draft

_AGENCY = agencies.PATTERN
_LONG = "|".join(re.escape(name) for name in agencies.NAMES if len(name) > 4)
_EAST = "新华社|新華社|中央社|共同|時事|연합뉴스|РИА Новости"
_PRESS_WORD = re.compile(
    r"\b(?:news|agency|press|times|post|daily|herald|tribune|gazette|wire|media|radio|journal|shimbun)\b",
    re.IGNORECASE,
)
_LABEL = (
    r"(?:source attribution|sources?|via|credits?|reporting by|originally published (?:by|in|on)"
    r"|with (?:material|reporting|information) from|quelle|fuente|источник|出典)"
)
_CLOSED = r"[.!?…。][\"'”’»)\]]{0,3}"
_AT_END = re.compile(
    rf"\s?[(\[]\s?(?P<label>{_LABEL}\s?:?\s)?(?P<name>[^()\[\]:]{{2,80}})[)\]]$", re.IGNORECASE
)
_CLOSES = re.compile(rf"{_CLOSED}$")
_DASHED = re.compile(rf"(?<=[.!?…”\"’])\s[—–-]{{1,2}}\s?(?P<name>{_AGENCY})\.?$")
_AT_START = re.compile(
    rf"(?:[A-ZÀ-ÞА-Я][^()/]{{0,80}}[\s.])?[(/](?P<name>{_AGENCY}|(?i:{_LONG}))(?:/\w{{2,12}})?[)/]"
    r"\s?(?:[—–:.-]|$)"
    # Without brackets: those whose letters say nothing else.
    r"|(?P<bare>Reuters|AP|AFP|Associated Press|Xinhua|TASS|Kyodo|Yonhap|Interfax|UPI|EFE|dpa)"
    r"\s[—–-]{1,2}\s"
    # As agencies in East Asia and Russia open their own.
    rf"|[【（(\[]?[^\s()（）【】]{{0,20}}[=＝]?(?P<east>{_EAST})"
    r"(?:[^\s。,，]{0,20}[电電]|[】）)])"
)
_IN_SENTENCE = re.compile(
    r"\b(?:(?:first|originally) (?:reported|published|carried) by|(?:came|comes|released|relayed"
    r"|distributed|disclosed|transmitted|made public) (?:through|via))"
    rf" (?:the )?(?:news agency |agency )?(?P<name>{_AGENCY})\b"
)
_SOURCE_LINE = re.compile(
    r"(?:this (?:article|story|report) (?:was |first )?(?:first |originally )?"
    rf"(?:published|appeared) (?:by|in|on)|{_LABEL}\s?:|via(?=\s[A-Z]))"
    r"\s?(?P<name>[^:]{2,80}?)\.?",
    re.IGNORECASE,
)
_PICTURE = (
    "(?:photo|photos|image|images|picture|pictures|illustration|graphic|foto|fotos|bild|imagen)"
)
_DESK = "(?:reuters|ap photo|afp|epa|getty images|shutterstock)"
_PHOTO = re.compile(
    rf"(?:{_PICTURE}|video|фото|写真)(?:graph|graphy)?"
    r"(?:\s(?:credits?|courtesy|source|by|via|of|from))?\s?[:/©-]\s?.{1,120}"
    rf"|{_PICTURE}\s(?:by|courtesy of|via|credit)\s.{{1,100}}"
    rf"|[(\[](?:file )?{_PICTURE}\b.{{0,120}}[)\]]"
    r"|(?:file photo|stock photo|getty images|shutterstock|courtesy photo)\b.{0,60}"
    rf"|{_DESK}/.{{2,80}}|.{{0,80}}/\s?{_DESK}|©\s?(?:ap|{_DESK})\b.{{0,60}}",
    re.IGNORECASE,
)
_PICTURED = re.compile(
    # A caption that is a sentence and ends in its picture's credit.
    rf".{{1,300}}[.!?”\"']\s?(?:[(\[](?:file )?{_PICTURE}\b[^()\[\]]{{0,100}}[)\]]"
    r"|(?:REUTERS|AFP|EPA|AP|AP Photo|Getty Images)\s?/\s?[\w .'’-]{2,60})",
    re.IGNORECASE,
)
_BY = re.compile(
    r"(?:by|(?:written|words|reported|story|text) by|authors?|text"
    r"|por|von|par|di|da|autor|автор|文)"
    r"(?:\s?:\s?|\s)(?P<names>\S.{2,120})",
    re.IGNORECASE,
)
_ROLE = re.compile(
    r"(?:(?:senior|chief|special|guest|associate|deputy|foreign|political|national|local)\s){0,3}"
    r"(?:staff|writer|reporter|correspondent|editor|columnist|contributor|(?:staff|news|web|editorial)"
    r"\s(?:team|desk|bureau|report|writers?|reporter|editor))"
    r"|.{2,40}\s(?:correspondent|editor|reporter|staff writer|bureau chief)",
    re.IGNORECASE,
)
_PARTICLES = frozenset(
    "de da do dos das del della di du van von der den ter ten la le el al bin bint ibn y e".split()
)
_NAME_PART = re.compile(r"[^\W\d_](?:[\w’'.-]*\w|\.)?\.?")
_AND = re.compile(
    # "y" and "e" part two full names only: Ortega y Gasset is one man.
    r"\s?(?:,|;|&|\b(?:and|und|et)\b|(?<=\w\s)(?:y|e)(?=\s\S{1,40}\s\w))\s?",
    re.IGNORECASE,
)
_SHORT = 160
_CAPTION = 400


@dataclass(frozen=True, slots=True)
class Byline:
    """The people and the agencies that one line names as its makers."""

    authors: tuple[str, ...] = ()
    credits: tuple[str, ...] = ()


def photo_credit(line: str) -> bool:
    """Whether a line credits a picture, or is a caption that ends in such a credit."""
    if len(line) <= _SHORT and _PHOTO.fullmatch(line):
        return True
    return len(line) <= _CAPTION and bool(_PICTURED.fullmatch(line))


def source_line(line: str) -> tuple[str, ...]:
    """The papers of a line such as ``Source: DEA News``; nothing for any other line."""
    found = _SOURCE_LINE.fullmatch(line) if len(line) <= _SHORT else None
    return _parties(found["name"]) if found else ()


def role(part: str) -> bool:
    """Whether words name an office at a paper: ``Staff Writer``."""
    return len(part) <= 60 and bool(_ROLE.fullmatch(part))


def opening(paragraph: str) -> str | None:
    """The agency's dateline a paragraph opens with: ``TOKYO, March 6 (Reuters) -``."""
    found = _AT_START.match(paragraph[:200])
    return found.group().strip() if found else None


def byline(line: str) -> Byline | None:
    """Who a line such as ``By Jane Zhou, Reuters`` names; None when it is no byline."""
    found = _BY.fullmatch(line) if len(line) <= _SHORT else None
    if not found:
        return None
    authors: list[str] = []
    credits: list[str] = []
    for part in filter(None, _AND.split(found["names"].strip(" .,"))):
        if agency := known(part):
            credits.append(agency)
        elif _ROLE.fullmatch(part):
            continue
        elif _is_name(part):
            authors.append(part)
        elif authors and _is_outlet(part):
            credits.append(part)
        else:
            return None
    return Byline(tuple(authors), tuple(credits))


def _is_name(part: str) -> bool:
    words = part.split(" ")
    if not 2 <= len(words) <= 6 or _PRESS_WORD.search(part):
        return False
    proper = [word for word in words if word.lower() not in _PARTICLES]
    return len(proper) >= 2 and all(_NAME_PART.fullmatch(w) and w[0].isupper() for w in proper)


def _is_outlet(part: str) -> bool:
    return part[:1].isupper() and bool(_PRESS_WORD.search(part))


def without_marks(paragraphs: Sequence[str]) -> tuple[list[str], dict[str, str]]:
    """The paragraphs without credit marks at their ends, and each credit with how it was found.

    A name in brackets counts when it is a known agency, labelled, or repeated and press-like.
    """
    marks = [_mark(paragraph) for paragraph in paragraphs]
    times = Counter(mark["name"].strip() for mark in marks if mark)
    kept, credits = [], {}
    for paragraph, mark in zip(paragraphs, marks, strict=True):
        names = _credited(mark, times) if mark else ()
        for name in names:
            credits[name] = f"“{mark.group().strip()}” at the end of paragraphs" if mark else ""
        kept.append(paragraph[: mark.start()].rstrip() if mark and names else paragraph)
    return kept, credits


def _mark(paragraph: str) -> re.Match[str] | None:
    start = max(0, len(paragraph) - 120)
    found = _AT_END.search(
        paragraph, paragraph.rfind("(", start) - 1 if "(" in paragraph[start:] else start
    )
    if found and (
        found["label"] or _CLOSES.search(paragraph[max(0, found.start() - 5) : found.start()])
    ):
        return found
    return _DASHED.search(paragraph, start)


def _credited(mark: re.Match[str], times: Counter[str]) -> tuple[str, ...]:
    name = mark["name"].strip()
    parties = _parties(name)
    label = mark.groupdict().get("label")
    if all(known(party) for party in parties):
        return parties
    if label:
        # "Reporting by" names an agency or its people; people are no paper.
        return () if label.casefold().startswith("reporting") else parties
    pressy = name.isupper() or bool(_PRESS_WORD.search(name))
    return parties if times[name] > 1 and pressy and name[0].isupper() else ()


def _parties(names: str) -> tuple[str, ...]:
    """``AP/Reuters`` is two; ``Kyodo News`` is one; an unknown name is left whole."""
    parts = [part for part in re.split(r"\s?[/,;&]\s?|\sand\s", names.strip(" .")) if part]
    if len(parts) > 1 and all(known(part) for part in parts):
        return tuple(known(part) or part for part in parts)
    whole = names.strip(" .")
    return (known(whole) or whole,) if whole else ()


def in_text(paragraphs: Iterable[str]) -> dict[str, str]:
    """Agencies that the text itself is credited to: by its dateline or by a sentence."""
    credits: dict[str, str] = {}
    for number, paragraph in enumerate(paragraphs):
        opening = _AT_START.match(paragraph[:200]) if number < 4 else None
        if opening:
            name = opening["name"] or opening["bare"] or opening["east"]
            credits.setdefault(
                known(name) or name, f"“{opening.group().strip()}” at the head of the text"
            )
        for found in _IN_SENTENCE.finditer(paragraph):
            credits.setdefault(
                known(found["name"]) or found["name"], f"the text says “{found.group()}”"
            )
    return credits


def attributed(draft: Draft) -> Draft:
    """The draft with the agencies its own text credits, when it was given none."""
    if draft.credits:
        return draft
    credits = in_text(draft.text.split("\n\n"))
    if not credits:
        return draft
    found = {**draft.found, "credits": "; ".join(credits.values())}
    return replace(draft, credits=tuple(credits), found=found)
