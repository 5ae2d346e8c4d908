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
from rag.intake.text.inline import plain

_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})")
_HEADING = re.compile(r" {0,3}(#{1,6})(?:[ \t]+(.*))?$")
_UNDERLINE = re.compile(r" {0,3}(=+|-+)[ \t]*$")
_QUOTE = re.compile(r"(?: {0,3}>)+ ?")
_ITEM = re.compile(r"[ \t]*(?:[*+-]|(\d{1,9}[.)]))[ \t]+(?=\S)(?:\[[ xX]\][ \t]+)?")
_DEFINITION = re.compile(r" {0,3}\[([^\^\]\[][^\]\[]{0,199})\]:[ \t]*\S")
_FOOTNOTE = re.compile(r" {0,3}\[\^[^\]\s]{1,60}\]:[ \t]*")
_UNSEEN = re.compile(r"<!--|<(script|style|template)\b", re.IGNORECASE)
_CLOSES = {
    "": re.compile("-->"),
    **{name: re.compile(f"</{name}>", re.IGNORECASE) for name in ("script", "style", "template")},
}


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
    if "<" not in text:
        return text
    parts: list[str] = []
    open_lines: list[str] = []
    fence = ""
    for line in text.split("\n"):
        mark = _FENCE.match(line)
        if mark and not fence:
            parts.append(_seen("\n".join(open_lines)) if open_lines else "")
            open_lines, fence = [], mark.group(1)
            parts.append(line)
        elif fence:
            parts.append(line)
            fence = "" if line.strip().startswith(fence) else fence
        else:
            open_lines.append(line)
    return "\n".join([*parts, _seen("\n".join(open_lines))])


def _seen(text: str) -> str:
    kept: list[str] = []
    at = 0
    endless: set[str] = set()
    while found := _UNSEEN.search(text, at):
        name = (found.group(1) or "").lower()
        closed = None if name in endless else _CLOSES[name].search(text, found.end())
        if closed:
            kept.append(text[at : found.start()])
            at = closed.end()
        else:  # shown as it stands, and not looked for again
            endless.add(name)
            kept.append(text[at : found.end()])
            at = found.end()
    return "".join([*kept, text[at:]])


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
        elif mark or heading or not line.strip() or _ends_heading(line, block) or _is_rule(line):
            if _ends_heading(line, block):
                block.level = 1 if line.strip()[0] == "=" else 2
            if block.lines:
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


def _is_rule(line: str) -> bool:
    """Three or more of one sign: a line across the page."""
    signs = line.replace(" ", "").replace("\t", "")
    return len(signs) >= 3 and signs[0] in "*-_" and not signs.strip(signs[0])


def _is_table_rule(row: str) -> bool:
    """The line under a table's head, such as ``|---|:-:|``."""
    return "-" in row and "|" in row and not row.strip("|:- \t")


def _extend(block: _Block, line: str) -> None:
    item, footnote = _ITEM.match(line), _FOOTNOTE.match(line)
    row = line.strip()
    if row.startswith("|") or _is_table_rule(row):
        if not _is_table_rule(row):
            block.lines.append([" | ".join(cell.strip() for cell in row.strip("|").split("|"))])
    elif item:
        block.lines.append([f"{item.group(1) or '-'} {line[item.end() :]}"])
    elif footnote:
        block.lines.append([line[footnote.end() :]])
    elif block.lines:
        block.lines[-1].append(line.strip())
    else:
        block.lines.append([line.strip()])
