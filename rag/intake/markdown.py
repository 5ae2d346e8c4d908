"""Markdown as the plain text a reader would see, paragraphs kept.

Headings and list items stay as lines, code keeps its lines, images and comments go, links leave
their words. A heading on the first line is the title when none is given.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from rag.intake import attribution
from rag.intake.canonical import PARAGRAPH, canonical, canonical_line
from rag.intake.draft import Draft
from rag.intake.inline import plain

_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})")
_HEADING = re.compile(r" {0,3}(#{1,6})(?:[ \t]+(.*))?$")
_RULE = re.compile(r" {0,3}(?:(?:\*[ \t]*){3,}|(?:-[ \t]*){3,}|(?:_[ \t]*){3,})$")
_UNDERLINE = re.compile(r" {0,3}(=+|-+)[ \t]*$")
_QUOTE = re.compile(r"(?: {0,3}>[ ]?)+")
_ITEM = re.compile(r"[ \t]*(?:[*+-]|(\d{1,9}[.)]))[ \t]+(?=\S)(?:\[[ xX]\][ \t]+)?")
_DEFINITION = re.compile(r" {0,3}\[([^\^\]\[][^\]\[]{0,199})\]:[ \t]*\S")
_FOOTNOTE = re.compile(r" {0,3}\[\^[^\]\s]{1,60}\]:[ \t]*")
_TABLE_RULE = re.compile(r"[ \t]*\|?[ \t]*:?-{2,}:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)*\|?[ \t]*$")
_UNSEEN = re.compile(r"<(script|style|template)\b", re.IGNORECASE)


@dataclass
class _Block:
    """A paragraph in the making: lines that run together, parted where the reader sees a break."""

    lines: list[list[str]] = field(default_factory=list)
    level: int = 0
    """A heading's level; 0 for anything else."""
    literal: bool = False


def draft(text: str, given: Draft) -> Draft:
    """The article of a Markdown text; ``given`` are the fields of its front matter."""
    references: set[str] = set()
    blocks = list(_blocks(_without_unseen(text), references))
    shown = [(block.level, _shown(block, references)) for block in blocks]
    shown = [(level, words) for level, words in shown if words]
    title, how = given.title, given.found.get("title")
    if shown and shown[0][0] and title is None:
        title, how = canonical_line(shown[0][1]), "the heading above the text"
        shown = shown[1:]
    elif shown and shown[0][0] and title and shown[0][1].casefold() == title.casefold():
        shown = shown[1:]
    body = PARAGRAPH.join(words for _, words in shown)
    found = {**given.found, **({"title": how} if how else {})}
    found["text"] = f"Markdown; {len(shown)} paragraphs"
    return attribution.attributed(replace(given, text=body, title=title, found=found))


def _shown(block: _Block, references: set[str]) -> str:
    if block.literal:
        return canonical("\n".join(line[0] for line in block.lines)).replace("\n\n", "\n")
    parts = (canonical_line(plain(" ".join(line), references)) for line in block.lines)
    return "\n".join(part for part in parts if part)


def _without_unseen(text: str) -> str:
    """Without comments, scripts and styles, which no reader sees; code fences are left alone."""
    parts: list[str] = []
    fence = ""
    ends = ""  # what ends the unseen stretch that we are in
    for line in text.split("\n"):
        mark = _FENCE.match(line)
        if not ends and mark and (not fence or mark.group(1).startswith(fence)):
            fence = "" if fence else mark.group(1)
        if fence:
            parts.append(line)
            continue
        kept, ends = _seen(line, ends)
        parts.append(kept)
    return "\n".join(parts)


def _seen(line: str, ends: str) -> tuple[str, str]:
    kept: list[str] = []
    at = 0
    while at <= len(line):
        if ends:
            close = (
                line.lower().find(ends, at) if len(line) < 4096 or at == 0 else line.find(ends, at)
            )
            if close < 0:
                return "".join(kept), ends
            at, ends = close + len(ends), ""
        comment, unseen = line.find("<!--", at), _UNSEEN.search(line, at)
        if comment >= 0 and (not unseen or comment < unseen.start()):
            kept.append(line[at:comment])
            at, ends = comment + 4, "-->"
        elif unseen:
            kept.append(line[at : unseen.start()])
            at, ends = unseen.end(), f"</{unseen.group(1).lower()}>"
        else:
            kept.append(line[at:])
            break
    return "".join(kept), ends


def _blocks(text: str, references: set[str]) -> Iterator[_Block]:
    block = _Block()
    fence = ""
    for raw in text.split("\n"):
        if fence:
            if raw.strip().startswith(fence) and not raw.strip().strip(fence[0]):
                yield block
                block, fence = _Block(), ""
            else:
                block.lines.append([raw])
            continue
        quoted = _QUOTE.match(raw)
        line = raw[quoted.end() :] if quoted else raw
        mark, heading = _FENCE.match(line), _HEADING.match(line)
        definition = None if block.lines else _DEFINITION.match(line)
        if definition:
            references.add(definition.group(1).lower())
        elif mark or heading or not line.strip() or _ends_heading(line, block) or _RULE.match(line):
            if _ends_heading(line, block):
                block.level = 1 if line.strip()[0] == "=" else 2
            yield block
            block = _Block()
            if mark:
                fence, block.literal = mark.group(1), True
            elif heading:
                words = re.sub(r"(?:^|[ \t])#+[ \t]*$", "", heading.group(2) or "")
                yield _Block([[words]], level=len(heading.group(1)))
        else:
            _extend(block, line)
    yield block


def _ends_heading(line: str, block: _Block) -> bool:
    """Whether a line underlines the single line before it."""
    return (
        len(block.lines) == 1
        and bool(_UNDERLINE.match(line))
        and not block.lines[0][0].startswith("- ")
    )


def _extend(block: _Block, line: str) -> None:
    item, footnote = _ITEM.match(line), _FOOTNOTE.match(line)
    row = line.strip()
    if row.startswith("|") or (_TABLE_RULE.match(line) and "|" in line):
        if not _TABLE_RULE.match(line):
            block.lines.append([" | ".join(cell.strip() for cell in row.strip("|").split("|"))])
    elif item:
        block.lines.append([f"{item.group(1) or '-'} {line[item.end() :]}"])
    elif footnote:
        block.lines.append([line[footnote.end() :]])
    elif block.lines:
        block.lines[-1].append(line.strip())
    else:
        block.lines.append([line.strip()])
