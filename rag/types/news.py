"""What news needs of an answer: who disagrees, what overtook what, of when, on whose word."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

from rag.types.articles import Citation, Moment
from rag.types.plain import SCHEMA, plain

if TYPE_CHECKING:
    from rag.types.answers import Understood


@dataclass(frozen=True, slots=True)
class Side:
    """One side of a conflict: the exact words in which it differs, and whose they are."""

    said: str
    citations: tuple[int, ...]
    speaker: str | None = None
    """Who says it, in the article's words; None when the article itself tells it."""


@dataclass(frozen=True, slots=True)
class Conflict:
    """Passages that disagree: ``about`` names the matter, ``citations`` the n values."""

    about: str
    citations: tuple[int, ...]
    kind: str = "number"
    """``number``, ``date``, ``denial`` (one says so, one denies it), or ``accounts`` (speakers
    take different sides of what is asked)."""
    sides: tuple[Side, ...] = ()


@dataclass(frozen=True, slots=True)
class Account:
    """What one of several who speak says of what is asked, beside what the others say."""

    speaker: str | None
    """By the fullest words for them; None where an article itself tells it."""
    sentences: tuple[int, ...]
    """Places in ``Answer.sentences``, from 0."""
    citations: tuple[int, ...]
    """What they rest on; outlet and day stand in the citation."""


@dataclass(frozen=True, slots=True)
class Step:
    """One state of a matter, as an article of a day told it."""

    said: str
    published: Moment | None
    citations: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Development:
    """A later article that overtakes an earlier one; ``steps`` in order of publication."""

    about: str
    steps: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class Support:
    """On how many texts an answer rests, and where they come from. Near copies are one text."""

    articles: int
    """Articles that print what is cited, copies included."""
    texts: int
    outlets: tuple[str, ...]
    credits: tuple[str, ...]
    independent: tuple[tuple[str, ...], ...]
    """The known origins that differ; empty where fewer than two are known to."""
    unknown: int
    """Texts of which nobody knows where they come from."""
    text: str
    """The same in words: "2 outlets, 2 different texts, both crediting TASS: one origin."."""


@dataclass(frozen=True, slots=True)
class DatedEvent:
    """A cited sentence with the day of what it tells. Of ``since`` and ``until`` both are None
    when neither the text nor the article has a date."""

    n: int
    """Of its citation."""
    text: str
    since: date | None
    until: date | None
    precision: str | None
    """``day``, ``month``, ``year`` or ``period``; None when undated."""
    dated_by: str | None
    """``text`` where the sentence says it, ``published`` where only its article is dated."""
    words: str | None = None
    """The words that date it, as the sentence has them."""


@dataclass(frozen=True, slots=True)
class Timeline:
    """Cited events in order of their days, and those that nothing dates."""

    question: str
    understood: Understood
    events: tuple[DatedEvent, ...]
    undated: tuple[DatedEvent, ...]
    citations: tuple[Citation, ...]
    notes: tuple[str, ...] = field(default=())

    def citation(self, n: int) -> Citation:
        """The citation numbered n. Raises KeyError when there is none."""
        for citation in self.citations:
            if citation.n == n:
                return citation
        raise KeyError(n)

    def to_dict(self) -> dict[str, Any]:
        """The object that ``rag timeline --json`` prints."""
        return {"schema": SCHEMA, **plain(self)}
