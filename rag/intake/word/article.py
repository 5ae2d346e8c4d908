"""DOCX: the body as paragraphs, and what its first ones say of the article.

The file's properties are about the file: its author typed or converted it, its dates tell when.
Neither signs or dates the article; its title counts when the text shows none.
"""

from __future__ import annotations

import struct
import zipfile
import zlib
from dataclasses import replace
from typing import TYPE_CHECKING

from rag.intake.canonical import canonical_line
from rag.intake.draft import Draft, Hints, Limits, Unreadable
from rag.intake.text import titlepage
from rag.intake.text.prose import is_paragraph
from rag.intake.text.titlepage import Proposed
from rag.intake.word.blocks import Block, blocks
from rag.intake.word.parts import textual

if TYPE_CHECKING:
    from docx.document import Document

_BROKEN = (
    # What damaged packages make zipfile, lxml and python-docx raise; XML errors are SyntaxErrors.
    AssertionError,
    AttributeError,
    EOFError,
    LookupError,
    NotImplementedError,
    OSError,
    RuntimeError,
    SyntaxError,
    TypeError,
    ValueError,
    struct.error,
    zipfile.BadZipFile,
    zlib.error,
)
_TITLE, _FIRST_HEADING = "title", "heading 1"
_FRONT = 12  # blocks among which a title may stand


def draft(data: bytes, hints: Hints, limits: Limits) -> Draft:
    """The article of a DOCX, DOCM or DOTX. Raises Unreadable with what to do about it."""
    from docx.opc.exceptions import OpcError

    try:
        document = _opened(data, limits)
        found = list(blocks(document.element.body))
        styles = _styles(document)
        given = _property(document)
    except (OpcError, *_BROKEN) as error:
        how = f"{type(error).__name__}: {error}"[:120]
        raise Unreadable(f"a damaged Word document ({how}); save or fetch it again") from error
    made = titlepage.draft(
        [block.text for block in found],
        _shown(found, styles),
        given,
        lambda number: f"in paragraph {number}",
    )
    count = made.text.count("\n\n") + 1 if made.text else 0
    how = f"DOCX; {count} paragraph{'s' * (count != 1)}"
    return replace(made, found={**made.found, "text": how})


def _opened(data: bytes, limits: Limits) -> Document:
    import docx

    package = textual(data, limits)
    with zipfile.ZipFile(package) as archive:
        if not any(name.lower() == "[content_types].xml" for name in archive.namelist()):
            raise Unreadable("a ZIP archive that is no Word document; unpack it first")
    package.seek(0)
    return docx.Document(package)


def _styles(document: Document) -> dict[str, str]:
    """The names of styles in lower case by their ids, which are spelt in the writer's language."""
    return {style.style_id: (style.name or "").lower() for style in document.styles}


def _property(document: Document) -> Proposed | None:
    title = titlepage.sound_title(canonical_line(document.core_properties.title or ""))
    return Proposed(title, "the document's properties") if title else None


def _shown(found: list[Block], styles: dict[str, str]) -> Proposed | None:
    """The title by its style: Title, else the first heading where it stands at the head."""
    front = [(styles.get(block.style, ""), block.text) for block in found[:_FRONT]]
    titles = [" ".join(text.split("\n")) for style, text in front if style == _TITLE]
    if titles:
        return Proposed(" ".join(titles), "the paragraph in the style Title")
    for style, text in front:
        if is_paragraph(text):
            break
        if style == _FIRST_HEADING:
            return Proposed(" ".join(text.split("\n")), "the first heading")
    return None
