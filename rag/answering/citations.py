"""Citations: every one is checked against its article's words at the moment it is made."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Self

from rag.answering.wording import plain, quoted_parts
from rag.errors import SpanMismatch
from rag.types import MARKS, STRUCK, Article, Citation, Copy, Speech, Verdict

_WORDS_OF_SPEAKER, _WORDS_OF_ANYBODY = 2, 4
"""Words between quotation marks that are speech; fewer are a term."""

Copies = Callable[[str, str], tuple[Copy, ...]]
"""From an article's id and words of it: its near copies that hold them too."""


def no_copies(article_id: str, said: str) -> tuple[Copy, ...]:
    """For articles that stand alone."""
    return ()


@dataclass
class CitationList:
    """Numbers distinct (article, revision, start, end) from 1 in order of first use."""

    copies: Copies = no_copies
    _by_span: dict[tuple[str, int, int, int], Citation] = field(default_factory=dict)

    @classmethod
    def going_on(cls, citations: Iterable[Citation], copies: Copies = no_copies) -> Self:
        """One that goes on counting behind these."""
        held = {(c.article_id, c.revision, c.start, c.end): c for c in citations}
        return cls(copies, held)

    def cite(
        self, article: Article, start: int, end: int, quote: str, speaker: str | None = None
    ) -> Citation:
        """The citation of this span, the earlier one if it was cited before.

        Raises SpanMismatch when ``article.text[start:end]`` is not ``quote``.
        """
        if not 0 <= start < end <= len(article.text) or article.text[start:end] != quote:
            raise SpanMismatch(
                f"characters {start} to {end} of '{article.id}' revision {article.revision} "
                "are not the words to be cited; run `rag verify`"
            )
        key = (article.id, article.revision, start, end)
        if key not in self._by_span:
            self._by_span[key] = Citation(
                n=len(self._by_span) + 1,
                article_id=article.id,
                revision=article.revision,
                title=article.title,
                label=article.label,
                source=article.source,
                credits=article.credits,
                authors=article.authors,
                published=article.published,
                url=article.url,
                speaker=speaker,
                start=start,
                end=end,
                quote=quote,
                copies=self.copies(article.id, quote),
                speech=speech_of(quote, speaker),
            )
        return self._by_span[key]

    def all(self) -> tuple[Citation, ...]:
        return tuple(self._by_span.values())


def speech_of(quote: str, speaker: str | None) -> Speech | None:
    """Direct where the span has somebody's words between quotation marks, not a term or a title;
    reported where somebody is named who says it; None for what the article itself tells."""
    least = _WORDS_OF_SPEAKER if speaker else _WORDS_OF_ANYBODY
    if any(len(part.split()) >= least for part in quoted_parts(plain(quote))):
        return Speech.DIRECT
    return Speech.REPORTED if speaker else None


def marked(text: str, citations: tuple[int, ...], verdict: Verdict = Verdict.SUPPORTED) -> str:
    """A sentence with its marks: ``... capacity. [1] [3]``; a weak one says that it is."""
    if verdict is Verdict.UNSUPPORTED:
        text = f"{STRUCK}{text}{STRUCK}"
    parts = (text, *(f"[{n}]" for n in citations), MARKS.get(verdict))
    return " ".join(part for part in parts if part)
