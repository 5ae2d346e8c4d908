"""JSON Lines: one article a row. A bad row is rejected with its number; the others go on."""

from __future__ import annotations

import codecs
import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from rag.intake import attribution, fields
from rag.intake.draft import Draft, Limits, Unreadable
from rag.intake.files import decoded, read_text, rows, size
from rag.intake.text import plaintext

_WIDE = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


def drafts(path: Path, limits: Limits) -> Iterator[Draft | Unreadable]:
    """The articles of a file, row by row; an Unreadable in the place of each that is none."""
    for number, line in _lines(path, limits):
        try:
            draft = _draft(line, number, limits)
        except Unreadable as error:
            yield Unreadable(error.reason, number)
        else:
            if draft:
                yield draft


def _lines(path: Path, limits: Limits) -> Iterator[tuple[int, bytes | str | None]]:
    numbered = rows(path, limits)
    for number, line in numbered:
        if number == 1 and line and line.startswith(_WIDE):
            text, _ = read_text(path, limits)
            yield from enumerate(text.split("\n"), start=1)
            return
        yield number, line


def _draft(line: bytes | str | None, number: int, limits: Limits) -> Draft | None:
    if line is None:
        raise Unreadable(f"a row over {size(limits.line)}; no article is that long")
    if not line.strip():
        return None
    text = line if isinstance(line, str) else decoded(line)[0]
    row = _row(text)
    if not row and isinstance(row, dict):
        raise Unreadable("an empty object; an article needs at least a text")
    body = row.get("text")
    if not isinstance(body, str):
        raise Unreadable("no text" if body is None else "text must be text")
    clean = plaintext.paragraphs(plaintext.lines(fields.sound(body, "text")[: limits.article + 1]))
    draft = fields.draft(row, "JSON field", number)
    count = clean.count("\n\n") + 1
    found = {**draft.found, "text": f"JSON field; {count} paragraphs"}
    return attribution.attributed(replace(draft, text=clean, found=found))


def _row(text: str) -> dict[str, Any]:
    try:
        row = json.loads(text)
    except RecursionError:
        raise Unreadable("nested too deeply; an article is one flat object") from None
    except json.JSONDecodeError as error:
        raise Unreadable(f"not valid JSON: {error.msg} at column {error.colno}") from error
    except ValueError as error:
        raise Unreadable(f"not readable JSON: {error}") from error
    if not isinstance(row, dict):
        raise Unreadable("not an object; write one {...} a line, with id, title, text, url, source")
    return row
