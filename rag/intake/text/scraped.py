"""Text as a scraper leaves it, or as a person wrote it: the article apart from what is around it.

Everything is decided line by line (``regions``): what reads as prose is kept, with the short lines
between; furniture goes by its words, by recurring, and by its place. What the lines around the
prose tell of the article becomes its fields (``heading``), each with how it was found.
"""

from __future__ import annotations

import html
import re
from collections.abc import Sequence, Set
from dataclasses import replace
from itertools import takewhile

from rag.intake import attribution, dates
from rag.intake.draft import Draft
from rag.intake.text import heading, plaintext
from rag.intake.text.phrases import furniture
from rag.intake.text.plaintext import Line
from rag.intake.text.regions import Regions, regions

_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")


def draft(text: str, given: Draft, first: int, recurring: Set[str]) -> Draft:
    """The article of a text; ``given`` are the fields of its front matter, which win.

    ``first`` numbers the first line of the text in its file; ``recurring`` holds lines that other
    files of the folder have too.
    """
    lines = plaintext.lines(_unescaped(text), first)
    parts = regions(lines, recurring)
    above, head = heading.told(parts.head)
    below, tail = heading.told(parts.tail)
    title = heading.title(head, parts.taken)
    body = [line for line in parts.body if not attribution.photo_credit(line.text)]
    kept = [*title.deck, *body, *tail]
    clean, marks = attribution.without_marks([line.text for line in kept])
    text = plaintext.paragraphs(
        replace(line, text=words) for line, words in zip(kept, clean, strict=True)
    )
    told = above | below | _recurring(lines, parts, title.title, recurring)
    told = _credited(told, marks, text)
    told = _dated(told, clean)
    return _draft(given, text, title, told, _how(text, len(lines), len(kept), title))


def _recurring(
    lines: Sequence[Line], parts: Regions, title: str | None, recurring: Set[str]
) -> heading.Told:
    """What lines that other files have too say of the article: its day, who wrote it, its agency.

    A folder of one day or of one outlet has them in every file. Only those count that stand where
    an article has them: between title and text, and below the text up to the first phrase of
    furniture. The day at the top of a page may be that of its visit.
    """
    if not parts.body or not recurring:
        return heading.Told()
    first, last = parts.body[0].number, parts.body[-1].number
    top = next((line.number for line in parts.head if title and title in line.text), first)
    above = [line for line in lines if top < line.number < first and line.text in recurring]
    below = takewhile(
        lambda line: furniture(line.text) is None, (each for each in lines if each.number > last)
    )
    credited, _ = heading.told(line for line in below if line.text in recurring)
    found = {name: how for name, how in credited.found.items() if name == "credits"}
    return heading.told(above)[0] | heading.Told(credits=credited.credits, found=found)


def _unescaped(text: str) -> str:
    """Character references as their characters, twice: some pages escape what is escaped."""
    for _ in range(2):
        if "&" not in text:
            break
        text = _ENTITY.sub(lambda found: html.unescape(found.group()), text)
    return text


def _credited(told: heading.Told, marks: dict[str, str], text: str) -> heading.Told:
    said = attribution.in_text(text.split("\n\n"))
    credits = {**dict.fromkeys(told.credits, told.found.get("credits", "")), **marks}
    credits |= {name: how for name, how in said.items() if name not in credits}
    how = "; ".join(dict.fromkeys(how for how in credits.values() if how))
    found = {**told.found, **({"credits": how} if how else {})}
    return replace(told, credits=tuple(credits), found=found)


def _dated(told: heading.Told, paragraphs: Sequence[str]) -> heading.Told:
    """With the date of an agency's dateline, when no other line gives one."""
    opening = attribution.opening(paragraphs[0]) if paragraphs and not told.published else None
    dated = dates.within(opening) if opening else None
    if not dated:
        return told
    found = {**told.found, "published": f"dateline “{opening}” at the head of the text"}
    return replace(told, published=dated[0].moment, found=found)


def _how(text: str, lines: int, kept: int, title: heading.Title) -> str:
    out = lines - kept - (1 if title.title else 0)
    count = text.count("\n\n") + 1 if text else 0
    return f"{count} paragraph{'s' * (count != 1)}; {out} line{'s' * (out != 1)} left out"


def _draft(given: Draft, text: str, title: heading.Title, told: heading.Told, how: str) -> Draft:
    found = {**told.found, "text": how, **given.found}
    if title.how and "title" not in found:
        found["title"] = title.how
    return replace(
        given,
        text=text,
        title=given.title or title.title,
        credits=given.credits or told.credits,
        authors=given.authors or told.authors,
        published=given.published or told.published,
        found=found,
    )
