"""A library held by hand, with just what the page asks of Rag, to try the page on odd answers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, fields
from types import SimpleNamespace
from typing import Any

from rag.answering.citations import CitationList, marked
from rag.errors import ArticleNotFound
from rag.library.status import FollowerStatus
from rag.settings import Settings
from rag.types import (
    Answer,
    Article,
    Citation,
    Coverage,
    Covered,
    Done,
    Dossier,
    Event,
    Found,
    Heading,
    NamedCollection,
    Origin,
    Passage,
    Rejected,
    Sentence,
    SentenceDone,
    Status,
    Turn,
    Understood,
    Verdict,
)


def article(text: str, **given: Any) -> Article:
    """An article with the given fields and plain defaults."""
    fields: dict[str, Any] = {
        "id": "a1",
        "title": "A title",
        "location": "folder/a1.md",
        "sha256": "0",
        "revision": 1,
    }
    return Article(text=text, **{**fields, **given})


def dossier(of: Article, **given: Any) -> Dossier:
    """The article as it stands, with nothing around it but what is given."""
    fields: dict[str, Any] = {"current": of.revision, "revisions": (of,)}
    return Dossier(of, **{**fields, **given})


def passage(of: Article, start: int = 0, end: int | None = None) -> Passage:
    stop = len(of.text) if end is None else end
    return Passage(
        chunk_id=f"{of.id}#{start}",
        article_id=of.id,
        revision=of.revision,
        title=of.title,
        label=of.label,
        text=of.text[start:stop],
        start=start,
        end=stop,
        source=of.source,
        credits=of.credits,
        authors=of.authors,
        published=of.published,
        url=of.url,
        language=of.language,
        location=of.location,
    )


def cited(cites: CitationList, of: Article, quote: str, speaker: str | None = None) -> Citation:
    start = of.text.index(quote)
    return cites.cite(of, start, start + len(quote), quote, speaker)


def said(citation: Citation, verdict: Verdict = Verdict.VERBATIM) -> Sentence:
    return Sentence(marked(citation.quote, (citation.n,)), (citation.n,), verdict)


def answered(question: str, cites: CitationList, of: tuple[Article, ...], **given: Any) -> Answer:
    """An answer that quotes every citation."""
    sentences = tuple(said(one) for one in cites.all())
    fields: dict[str, Any] = {
        "understood": Understood(question),
        "status": Status.ANSWERED,
        "text": " ".join(one.text for one in sentences),
        "sentences": sentences,
        "citations": cites.all(),
        "passages": tuple(passage(one) for one in of),
        "mode": "quotes",
        "timings_ms": {"total": 42.0},
        "turns": (Turn("user", question), Turn("assistant", "...")),
    }
    return Answer(question=question, **{**fields, **given})


@dataclass
class SmallRag:
    """Answers every question with the answer it was given, and remembers how it was asked."""

    answer: Answer
    held: tuple[Article, ...]
    mode: str = "quotes"
    endpoint: str | None = None
    recorded: bool = False
    refused: tuple[Rejected, ...] = ()
    leads: tuple[str, ...] = ()
    settings: Settings = field(default_factory=Settings)
    asked: list[dict[str, Any]] = field(default_factory=list)

    def stream(self, question: str, **given: Any) -> Iterator[Event]:
        self.asked.append({"question": question, **given})
        yield Found(self.answer.passages)
        for sentence in self.answer.sentences:
            numbers = sentence.citations
            yield SentenceDone(sentence, tuple(c for c in self.answer.citations if c.n in numbers))
        yield Done(self.answer)

    def article(self, article_id: str, revision: int | None = None) -> Article:
        for one in self.held:
            if one.id == article_id:
                return one
        raise ArticleNotFound(article_id)

    def dossier(self, article_id: str, revision: int | None = None) -> Dossier:
        return dossier(self.article(article_id, revision))

    def rejected(self) -> tuple[Rejected, ...]:
        return self.refused

    def articles(self) -> list[Article]:
        return list(self.held)

    def headings(self) -> list[Heading]:
        names = [each.name for each in fields(Heading)]
        return [Heading(**{name: getattr(one, name) for name in names}) for one in self.held]

    def collections(self) -> tuple[NamedCollection, ...]:
        return ()

    def coverage(self, **given: Any) -> Coverage:
        days = ((one.published, one) for one in self.held)
        return Coverage.of(
            Covered(day, day, one.source, one.credits, article_ids=(one.id,)) for day, one in days
        )

    def origins(self) -> tuple[Origin, ...]:
        return ()

    def sources(self) -> dict[str, int]:
        names = [one.source or credit for one in self.held for credit in (*one.credits, "")]
        return {name: names.count(name) for name in names if name}

    def status(self) -> SimpleNamespace:
        dates = sorted(one.published for one in self.held if one.published)
        return SimpleNamespace(
            articles=len(self.held),
            revision=len(self.held),
            languages={},
            folder="index",
            in_words="index: a small library",
            followers=(FollowerStatus("keywords", 1, 0),),
            undated=len(self.held) - len(dates),
            first=dates[0] if dates else None,
            last=dates[-1] if dates else None,
        )

    def further(self, answer: Answer, n: int = 2, **given: Any) -> tuple[str, ...]:
        return self.leads[:n]

    def examples(self, n: int = 4) -> tuple[str, ...]:
        return ("How did Russia react?", "Who belongs to the Quad?", "What of <b>bold</b>?")[:n]
