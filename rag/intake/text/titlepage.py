"""What the first and last paragraphs of a document without markup say of it: title, byline, date.

PDF and DOCX tell little of themselves, and what they tell is about the file: who typed it, when it
was converted. So the fields come from the text, read as scraped text is (``heading``).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from rag.intake import attribution, dates
from rag.intake.canonical import PARAGRAPH
from rag.intake.draft import Draft
from rag.intake.text import heading
from rag.intake.text.phrases import key
from rag.intake.text.plaintext import Line
from rag.intake.text.prose import is_paragraph, is_sentence, width

_HEAD = 15  # paragraphs that may stand above the prose
_TAIL = 3
_LINE = re.compile(r"\bin line (\d{1,9})")
_NO_TITLE = re.compile(
    # What programs put where a title belongs: a file's name, a template's, nothing.
    r"(?:microsoft word|microsoft powerpoint|untitled|unbenannt|sans titre|document\d*|slide \d+"
    r"|print|layout|blank|title|about:blank|https?:/)\b.*"
    r"|.*\.(?:docx?|dotx?|pdf|indd|qxd|qxp|tex|dvi|odt|rtf|pages|txt|html?|pptx?|xlsx?|cdr|ai|eps)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Proposed:
    """A title that something beside the words speaks for, and what that is."""

    title: str
    how: str


def sound_title(title: str | None) -> str | None:
    """A title that a file's properties give; None for what programs put there by themselves."""
    if not title or len(title) > 300 or _NO_TITLE.fullmatch(title):
        return None
    return title if " " in title or not title.isascii() else None


def draft(
    paragraphs: Sequence[str],
    shown: Proposed | None,
    property: Proposed | None,
    where: Callable[[int], str],
) -> Draft:
    """The article of a document's paragraphs.

    ``shown`` is a title that the document sets apart, ``property`` one from the file's properties,
    which counts when the text itself has none. ``where`` says where a paragraph is, from 1.
    """
    lines = [Line(n, text, gap=True) for n, text in enumerate(paragraphs, start=1) if text]
    start = _prose(lines)
    above, head = heading.told(lines[:start])
    tail = max(start, len(lines) - _TAIL)
    below, ending = heading.told(lines[tail:]) if start < len(lines) else (heading.Told(), [])
    title, how, deck = _title(head, shown, property, where)
    kept = [*deck, *lines[start:tail], *ending]
    clean, marks = attribution.without_marks([line.text for line in kept])
    return _draft(above | below, marks, [text for text in clean if text], title, how, where)


def _prose(lines: Sequence[Line]) -> int:
    """Where the prose begins."""
    for holds in (is_paragraph, is_sentence):
        for at, line in enumerate(lines[:_HEAD]):
            if holds(line.text):
                return at
    return min(1, len(lines) - 1) if lines else 0


def _title(
    head: Sequence[Line],
    shown: Proposed | None,
    property: Proposed | None,
    where: Callable[[int], str],
) -> tuple[str | None, str | None, list[Line]]:
    """The title, how it was found, and the lines of the head that are text."""
    for proposed in filter(None, (shown, _confirmed(property, head))):
        return proposed.title, proposed.how, _deck(head, proposed.title)
    found = heading.title(head, ())
    if found.title:
        number = next((line.number for line in head if found.title in line.text), 0)
        how = f"first line {where(number)}" if number == 1 else f"{where(number)}, above the text"
        return found.title, how, list(found.deck)
    if property:
        return property.title, property.how, list(head)
    return None, found.how, list(found.deck)


def _confirmed(property: Proposed | None, head: Sequence[Line]) -> Proposed | None:
    if property and any(key(line.text) == key(property.title) for line in head):
        return Proposed(property.title, f"{property.how}, and above the text")
    return None


def _deck(head: Sequence[Line], title: str) -> list[Line]:
    """What stands between title and prose and says something; what is above the title does not."""
    named = [at for at, line in enumerate(head) if key(line.text) in key(title)]
    below = head[named[-1] + 1 :] if named else head
    return [line for line in below if line.text.count(" ") >= 2 or width(line.text) > 20]


def _draft(
    told: heading.Told,
    marks: dict[str, str],
    paragraphs: Sequence[str],
    title: str | None,
    title_how: str | None,
    where: Callable[[int], str],
) -> Draft:
    credits = {**dict.fromkeys(told.credits, told.found.get("credits", "")), **marks}
    found = {name: _LINE.sub(lambda at: where(int(at[1])), how) for name, how in told.found.items()}
    how = "; ".join(dict.fromkeys(how for how in credits.values() if how))
    found |= {"credits": _LINE.sub(lambda at: where(int(at[1])), how)} if how else {}
    found |= {"title": title_how} if title_how else {}
    published = told.published
    opening = attribution.opening(paragraphs[0]) if paragraphs and not published else None
    if opening and (dated := dates.within(opening)):
        published = dated[0].moment
        found["published"] = f"dateline “{opening}” at the head of the text"
    return attribution.attributed(
        Draft(
            text=PARAGRAPH.join(paragraphs),
            title=title,
            credits=tuple(credits),
            authors=told.authors,
            published=published,
            found=found,
        )
    )
