"""One file as drafts, by its kind. A new format is a new reader in this table."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from rag.intake import fields, frontmatter, jsonlines, markdown, scraped
from rag.intake.draft import Draft, Limits, Unreadable
from rag.intake.files import read_text
from rag.intake.kinds import Kind, kind_of
from rag.intake.recurring import Recurring
from rag.intake.sources import File


def drafts(file: File, limits: Limits, recurring: Recurring) -> Iterator[Draft | Unreadable]:
    """The articles of one file; an Unreadable where one is none."""
    try:
        kind = kind_of(file.path.name)
        if kind is Kind.JSON_LINES:
            yield from jsonlines.drafts(file.path, limits)
        else:
            yield _single(file, kind, limits, recurring)
    except Unreadable as error:
        yield error


def _single(file: File, kind: Kind, limits: Limits, recurring: Recurring) -> Draft:
    text, encoding = read_text(file.path, limits)
    if len(text) > limits.article:
        raise Unreadable(f"over {limits.article} characters; split it into its articles")
    given, body, first = frontmatter.split(fields.sound(text, "the text"))
    if kind is Kind.MARKDOWN:
        draft = markdown.draft(body, given or Draft(""))
    else:
        draft = scraped.draft(body, given or Draft(""), first, recurring.lines(file))
    if not encoding:
        return draft
    how = f"{draft.found.get('text', 'the whole file')}; decoded as {encoding}"
    return replace(draft, found={**draft.found, "text": how})
