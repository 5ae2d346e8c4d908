"""``read``: files, folders, pages and feeds in; articles and refusals out, in a stable order."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from rag.intake import documents, identity, language, sources
from rag.intake.apart import Apart
from rag.intake.collecting import Collecting, Found
from rag.intake.documents import Source
from rag.intake.draft import Draft, Hints, Limits, Unreadable
from rag.intake.files import opened
from rag.intake.identity import canonical_url
from rag.intake.marks import mark_of
from rag.intake.memory import Forgetful, Memory
from rag.intake.pages import Followed, Web
from rag.intake.sources import Address, File
from rag.intake.web.policy import Policy
from rag.progress import Progress, silent
from rag.types import Article, Kept, Reading, Rejected

Item = Article | Rejected | Reading | Kept
_ADDED = ("title", "source", "authors", "published", "modified", "language", "found")
"""What a feed may add to what its articles' pages say."""


def read(
    inputs: Sequence[str | Path],
    *,
    limits: Limits | None = None,
    policy: Policy | None = None,
) -> Iterator[Article | Rejected]:
    """Every article of the files, folders, pages and feeds given, and a refusal with its reason
    for the rest.

    Folders are read recursively, sorted by name, without hidden files. No input raises. Articles
    have revision 0. Two articles of one run with the same id and different contents: the second
    is rejected; with the same contents it is yielded again, since it adds a location. ``policy``
    says how addresses are fetched.
    """
    for item in read_again(inputs, Forgetful(), limits=limits, policy=policy):
        if isinstance(item, (Article, Rejected)):
            yield item


def read_again(
    inputs: Sequence[str | Path],
    memory: Memory,
    *,
    limits: Limits | None = None,
    policy: Policy | None = None,
    progress: Progress = silent,
) -> Iterator[Item]:
    """The same for whoever remembers how inputs were read: one that did not change is Kept in
    place of its articles, and after the articles of any other comes its Reading, when none of it
    was rejected.
    """
    limits = limits or Limits()
    run = _Run(limits)
    with Apart(limits) as apart:
        collecting = Collecting(apart, limits, memory, progress)
        web = Web(policy or Policy(), apart, memory, progress)
        try:
            for together in sources.collections(inputs):
                files = [each for each in together if not isinstance(each, Address)]
                for found in collecting.read(run.new(files)):
                    yield from run.items(found)
                addresses = [each for each in together if isinstance(each, Address)]
                for collection in web.collections(addresses):
                    yield from _fetched(collection, collecting, run)
        finally:
            web.close()


def _fetched(
    collection: list[Source] | Followed, collecting: Collecting, run: _Run
) -> Iterator[Item]:
    if isinstance(collection, list):
        for found in collecting.read(collection):
            yield from run.items(found)
        return
    whole = True
    for found in collecting.read(collection.sources):
        for item in run.items(found):
            # What was refused, or came as the feed's own text, is tried again the next time.
            whole &= not isinstance(item, Rejected) and not _passing(item)
            yield item
    if collection.fault is not None:
        yield Rejected(collection.reading.location, collection.fault)
    elif whole:
        yield collection.reading
    else:
        yield replace(collection.reading, etag=None, last_modified=None)


def _passing(item: Item) -> bool:
    return isinstance(item, Article) and documents.is_fallback(item.found)


@dataclass
class _Run:
    """What one run remembers: the ids it has seen, and the files it has read."""

    limits: Limits
    ids: dict[str, tuple[str, str]] = field(default_factory=dict)
    files: set[tuple[str, Path]] = field(default_factory=set)
    pages: dict[str, dict[str, Any]] = field(default_factory=dict)
    """By location, what was known of a page, less its text, when it first came through a feed."""

    def new(self, files: Sequence[File | Rejected]) -> Iterator[Source | Rejected]:
        for file in files:
            if isinstance(file, Rejected):
                yield file
            elif (file.id, file.path) not in self.files:
                self.files.add((file.id, file.path))
                hints = Hints(file.path.name)
                yield Source(file.location, file.id, hints, path=file.path)

    def items(self, found: Found | Kept | Rejected) -> Iterator[Item]:
        if isinstance(found, Rejected):
            yield found
        elif isinstance(found, Kept):
            yield self._kept(found)
        else:
            yield from self._read(found)

    def _kept(self, kept: Kept) -> Kept | Rejected:
        for id, sha256 in kept.reading.articles:
            known, first = self.ids.setdefault(id, (sha256, kept.reading.location))
            if known != sha256:
                return Rejected(kept.reading.location, _taken(id, first))
        return kept

    def _read(self, found: Found) -> Iterator[Item]:
        source, whole, passing = found.source, True, False
        articles: list[tuple[str, str]] = []
        for draft in found.drafts:
            made = self.made(draft, source)
            yield made
            if isinstance(made, Article):
                articles.append((made.id, made.sha256))
                passing |= documents.is_fallback(made.found)
            else:
                whole = False
        if whole and not self._changed(found):
            reading = replace(found.reading, articles=tuple(articles))
            yield replace(reading, etag=None, last_modified=None) if passing else reading

    def _changed(self, found: Found) -> bool:
        """Whether a file was written to while its rows were read."""
        path = found.source.path
        if path is None or not found.streamed:
            return False
        try:
            with opened(path, self.limits) as stream:
                return mark_of(stream) != found.reading.mark
        except Unreadable:
            return True

    def made(self, draft: Draft | Unreadable, source: Source) -> Article | Rejected:
        if isinstance(draft, Unreadable):
            return Rejected(source.location, draft.reason, draft.line)
        if not draft.text:
            return Rejected(source.location, "no text left once it is cleaned", draft.line)
        if len(draft.text) > self.limits.article:
            reason = f"over {self.limits.article} characters; split it into its articles"
            return Rejected(source.location, reason, draft.line)
        article = _article(draft, source)
        return self._once(self._as_before(article) if source.via else article, draft)

    def _as_before(self, article: Article) -> Article:
        """A page that two feeds name is what it was through the first, whatever each adds to it."""
        said = {name: getattr(article, name) for name in _ADDED}
        before = self.pages.setdefault(article.location, said)
        if before == said:
            return article
        again = replace(article, **before)
        return replace(again, sha256=identity.fingerprint(again))

    def _once(self, article: Article, draft: Draft) -> Article | Rejected:
        sha256, first = self.ids.setdefault(article.id, (article.sha256, article.location))
        if sha256 == article.sha256:
            return article
        location = article.location.removesuffix(f"#{draft.line}")
        return Rejected(location, _taken(article.id, first), draft.line)


def articles(
    drafts: Iterable[tuple[Draft | Unreadable, Source]], limits: Limits
) -> Iterator[Article | Rejected]:
    """Drafts of one run with identity, language and fingerprint, or why they are no articles."""
    run = _Run(limits)
    for draft, source in drafts:
        yield run.made(draft, source)


def _taken(id: str, first: str) -> str:
    return f"the id '{id}' is taken by {first}, whose contents differ"


def _article(draft: Draft, source: Source) -> Article:
    row = f"#{draft.line}" if draft.line else ""
    location = source.location + row
    found = dict(draft.found)
    spoken = draft.language or language.detected(draft.text)
    if spoken and not draft.language:
        found["language"] = "the text's letter statistics"
    id, how = _identity(draft, source.id + row)
    found["id"] = how
    article = Article(
        id=id,
        title=draft.title,
        text=draft.text,
        location=location,
        sha256="",
        url=draft.url or (canonical_url(source.id) if source.path is None else None),
        source=draft.source,
        credits=draft.credits,
        authors=draft.authors,
        published=draft.published,
        modified=draft.modified,
        language=spoken,
        locations=(location,),
        found=found,
    )
    return replace(article, sha256=identity.fingerprint(article))


def _identity(draft: Draft, place: str) -> tuple[str, str]:
    """The article's id, and what it is."""
    if draft.id:
        return draft.id, draft.found.get("id", "given")
    if draft.url:
        return draft.url, "the article's address"
    return place, "the file's path"
