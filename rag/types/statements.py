"""Every sentence in which somebody speaks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from rag.types.articles import Citation
from rag.types.plain import SCHEMA, plain


@dataclass(frozen=True, slots=True)
class Spoken:
    """Where a question asks for all that somebody says: how many sentences there are, of which an
    answer quotes the first. The whole list is `Rag.statements` with these names."""

    speaker: str
    about: str | None
    sentences: int
    """In the articles that were read."""
    articles: int
    """Articles that name the speaker, and what it is about."""
    read: int
    """How many of them were read: where fewer than all, there may be more sentences."""


@dataclass(frozen=True, slots=True)
class Statements:
    """One page of the sentences in which a speaker speaks, article by article, the newest first."""

    speaker: str
    """The name that was looked for: of "Russia's foreign minister, Sergei Lavrov" the person."""
    names: tuple[str, ...]
    """The names and spellings that were looked for."""
    citations: tuple[Citation, ...]
    """Each sentence as an exact span, numbered within the page; ``speaker`` is who speaks, in the
    article's own words."""
    articles: int
    """Articles that name the speaker at all."""
    read: int
    """How many of them were read up to here."""
    after: int | None = None
    """Where the next page begins; None when this is the last."""
    about: str | None = None
    """What the sentences must be about; None where every one counts."""

    def to_dict(self) -> dict[str, Any]:
        """The object that ``rag statements --json`` prints."""
        return {"schema": SCHEMA, **plain(self)}
