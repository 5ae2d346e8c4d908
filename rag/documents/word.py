"""As a Word document: paragraphs, headings and links; no field, macro, picture or remote part."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, datetime
from io import BytesIO
from typing import Any

from rag.documents.blocks import Block, Kind, Run

_STYLES = {
    Kind.QUESTION: "Heading 1",
    Kind.WHO: "Heading 2",
    Kind.SOURCES: "Heading 2",
    Kind.QUOTE: "Quote",
}
_SMALL = (Kind.STATE, Kind.FROM, Kind.NOTE, Kind.SOURCE)
# What no XML may hold; python-docx refuses the whole document for one of them.
_NO_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def written(title: str, blocks: Sequence[Block]) -> bytes:
    """The bytes of a .docx."""
    from docx import Document

    document = Document()
    facts = document.core_properties
    facts.title, facts.author, facts.comments = _xml(title)[:200], "Byline", ""
    facts.created = facts.modified = datetime.now(UTC).replace(tzinfo=None)
    document.add_heading(_xml(title), 0)
    for block in blocks:
        _add(document, block)
    file = BytesIO()
    document.save(file)
    return file.getvalue()


def _add(document: Any, block: Block) -> None:
    from docx.shared import Pt

    paragraph = document.add_paragraph(style=_STYLES.get(block.kind))
    for run in block.runs:
        if run.link:
            _link(paragraph, run)
            continue
        made = paragraph.add_run(_xml(run.text))
        made.bold = True if run.strong or block.kind is Kind.LEAD else None
        made.font.strike = True if run.struck else None
        if block.kind in _SMALL:
            made.font.size = Pt(9.5)


def _link(paragraph: Any, run: Run) -> None:
    """A hyperlink by a relationship of the document, which python-docx reads but does not make."""
    from docx.opc.constants import RELATIONSHIP_TYPE
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn
    from docx.shared import Pt, RGBColor

    target = paragraph.part.relate_to(
        _xml(run.link or ""), RELATIONSHIP_TYPE.HYPERLINK, is_external=True
    )
    link = OxmlElement("w:hyperlink")
    link.set(qn("r:id"), target)
    made = paragraph.add_run(_xml(run.text))
    made.font.underline, made.font.size = True, Pt(9.5)
    made.font.color.rgb = RGBColor(0x7A, 0x1F, 0x2B)
    link.append(made._r)
    paragraph._p.append(link)


def _xml(text: str) -> str:
    return _NO_XML.sub("\N{REPLACEMENT CHARACTER}", text)
