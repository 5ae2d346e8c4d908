"""``read``: files and folders in, articles and refusals out, one by one in a stable order."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from rag.intake import documents, identity, language, sources
from rag.intake.draft import Draft, Limits, Unreadable
from rag.intake.recurring import Recurring
from rag.intake.sources import File
from rag.types import Article, Rejected


def read(
    inputs: Sequence[str | Path], *, limits: Limits | None = None
) -> Iterator[Article | Rejected]:
    """Every article of the files and folders given, and a refusal with its reason for the rest.

    Folders are read recursively, sorted by name, without hidden files. No input raises. Articles
    have revision 0. Two articles of one run with the same id and different contents: the second
    is rejected; with the same contents it is yielded again, since it adds a location.
    """
    run = _Run(limits or Limits())
    recurring = Recurring.of(_files(inputs), run.limits)
    for found in _files(inputs):
        if isinstance(found, Rejected):
            yield found
        else:
            yield from run.articles(found, recurring)


def _files(inputs: Sequence[str | Path]) -> Iterator[File | Rejected]:
    for given in inputs:
        yield from sources.files(given)


@dataclass
class _Run:
    """What one run remembers: the ids it has seen, and the files it has read."""

    limits: Limits
    ids: dict[str, tuple[str, str]] = field(default_factory=dict)
    files: set[tuple[str, Path]] = field(default_factory=set)

    def articles(self, file: File, recurring: Recurring) -> Iterator[Article | Rejected]:
        if (file.id, file.path) in self.files:
            return
        self.files.add((file.id, file.path))
        for draft in documents.drafts(file, self.limits, recurring):
            if isinstance(draft, Unreadable):
                yield Rejected(file.location, draft.reason, draft.line)
            else:
                yield self._once(self._article(draft, file), draft)

    def _article(self, draft: Draft, file: File) -> Article | Rejected:
        if not draft.text:
            return Rejected(file.location, "no text left once it is cleaned", draft.line)
        if len(draft.text) > self.limits.article:
            reason = f"over {self.limits.article} characters; split it into its articles"
            return Rejected(file.location, reason, draft.line)
        return _article(draft, file)

    def _once(self, article: Article | Rejected, draft: Draft) -> Article | Rejected:
        if isinstance(article, Rejected):
            return article
        sha256, first = self.ids.setdefault(article.id, (article.sha256, article.location))
        if sha256 == article.sha256:
            return article
        reason = f"the id '{article.id}' is taken by {first}, whose contents differ"
        location = article.location.removesuffix(f"#{draft.line}")
        return Rejected(location, reason, draft.line)


def _article(draft: Draft, file: File) -> Article:
    row = f"#{draft.line}" if draft.line else ""
    location = file.location + row
    found = dict(draft.found)
    spoken = draft.language or language.detected(draft.text)
    if spoken and not draft.language:
        found["language"] = "the text's letter statistics"
    id, how = _identity(draft, file.id + row)
    found["id"] = how
    article = Article(
        id=id,
        title=draft.title,
        text=draft.text,
        location=location,
        sha256="",
        url=draft.url,
        source=draft.source,
        credits=draft.credits,
        authors=draft.authors,
        published=draft.published,
        language=spoken,
        locations=(location,),
        found=found,
    )
    return replace(article, sha256=identity.fingerprint(article))


def _identity(draft: Draft, path: str) -> tuple[str, str]:
    """The article's id, and what it is."""
    if draft.id:
        return draft.id, draft.found.get("id", "given")
    if draft.url:
        return draft.url, "the article's address"
    return path, "the file's path"
