"""Storing a stream of articles: plan, embed what is new, commit one article at a time.

While one window of chunks is embedded the next is read and the last is committed, so that
reading and writing hide behind the embedder. Nothing is acknowledged before its commit.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field

from rag.library.chunking import embedding_text
from rag.library.database import Database
from rag.library.entries import (
    Outcome,
    Prepared,
    VectorsGone,
    held,
    leave,
    placed,
    put,
    unchanged,
)
from rag.library.ledger import embedding, head
from rag.library.rows import digest
from rag.library.stamps import Stamped
from rag.progress import Progress
from rag.types import Article, Chunk, IngestReport, Rejected

WINDOW = 64
"""New chunks that are embedded together."""
_ARTICLES = 200
"""Articles at most that wait for a window to fill."""

Chunker = Callable[[Article], tuple[Chunk, ...]]
Fresh = Mapping[bytes, bytes]
"""New vectors by key."""


@dataclass
class Tally:
    """What a run did so far."""

    outcomes: dict[Outcome, list[str]] = field(
        default_factory=lambda: {outcome: [] for outcome in Outcome}
    )
    removed: list[str] = field(default_factory=list)
    rejected: list[Rejected] = field(default_factory=list)
    given: dict[str, tuple[str, str]] = field(default_factory=dict)
    """The sha256 and the location of the first input of each id."""
    places: set[tuple[str, str]] = field(default_factory=set)
    """Each location seen, with the id given there."""

    @property
    def done(self) -> int:
        return sum(map(len, self.outcomes.values()))

    def report(self) -> IngestReport:
        ids = {outcome: dict.fromkeys(each) for outcome, each in self.outcomes.items()}
        # What a run stored and then met again is what the storing made it.
        stored = ids[Outcome.ADDED] | ids[Outcome.UPDATED]
        return IngestReport(
            added=tuple(ids[Outcome.ADDED]),
            updated=tuple(ids[Outcome.UPDATED]),
            unchanged=tuple(each for each in ids[Outcome.UNCHANGED] if each not in stored),
            removed=tuple(self.removed),
            rejected=tuple(self.rejected),
        )


@dataclass(frozen=True)
class _Window:
    """Articles that wait for each other, and the texts whose vectors they want."""

    articles: tuple[Prepared, ...]
    texts: Mapping[bytes, str]


class Storing:
    """One run of storing into one ledger."""

    def __init__(self, database: Database, stamped: Stamped, chunker: Chunker) -> None:
        self._database, self._stamped, self._chunker = database, stamped, chunker
        self._tally = Tally()
        self._asked: set[bytes] = set()

    def run(
        self, items: Iterable[Article | Rejected], progress: Progress, under: Sequence[str] | None
    ) -> IngestReport:
        with ThreadPoolExecutor(1, thread_name_prefix="byline-embed") as worker:
            for window, embedded in _one_ahead(self._windows(items), self._embed, worker):
                self._commit(window, embedded.result(), progress)
        if under is not None:
            self._drop_missing(under)
        return self._tally.report()

    def _windows(self, items: Iterable[Article | Rejected]) -> Iterator[_Window]:
        waiting: list[Prepared] = []
        texts: dict[bytes, str] = {}
        for item in items:
            prepared = self._plan(item)
            if prepared is None:
                continue
            waiting.append(prepared)
            texts |= self._missing(prepared)
            if len(texts) >= WINDOW or len(waiting) >= _ARTICLES:
                yield _Window(tuple(waiting), texts)
                waiting, texts = [], {}
        if waiting:
            yield _Window(tuple(waiting), texts)

    def _plan(self, item: Article | Rejected) -> Prepared | None:
        self._tally.places.add((item.location, "" if isinstance(item, Rejected) else item.id))
        prepared = item if isinstance(item, Rejected) else self._prepared(item)
        if isinstance(prepared, Rejected):
            self._tally.rejected.append(prepared)
            return None
        return prepared

    def _prepared(self, article: Article) -> Prepared | Rejected:
        fault = _fault(article, self._tally.given.get(article.id))
        if fault is not None:
            return Rejected(article.location, fault)
        with self._database.read() as connection:
            known = unchanged(connection, article) is not None
        chunks = () if known else self._chunker(article)
        if not known and not chunks:
            return Rejected(article.location, "it holds no text")
        self._tally.given.setdefault(article.id, (article.sha256, article.location))
        return Prepared(article, chunks, tuple(key_of(article, each) for each in chunks))

    def _missing(self, prepared: Prepared) -> dict[bytes, str]:
        texts = _texts(prepared)
        new = [key for key in texts if key not in self._asked]
        with self._database.read() as connection:
            have = held(connection, new, head(connection).embedding)
        self._asked.update(new)
        return {key: texts[key] for key in new if key not in have}

    def _embed(self, window: _Window) -> Fresh:
        return self._embed_texts(window.texts)

    def _embed_texts(self, texts: Mapping[bytes, str]) -> Fresh:
        if not texts:
            return {}
        self._stamped.load()  # outside of any transaction: it takes a second
        with self._database.read() as connection:
            self._stamped.check(embedding(connection))
        return self._stamped.embed(texts)

    def _commit(self, window: _Window, fresh: Fresh, progress: Progress) -> None:
        for prepared in window.articles:
            try:
                outcome, stands = self._put(prepared, fresh)
            except VectorsGone:
                again = prepared if prepared.chunks else self._chunked(prepared.article)
                outcome, stands = self._put(again, self._embed_texts(_texts(again)))
            self._tally.outcomes[outcome].append(stands)
            progress("storing articles", self._tally.done, None)

    def _put(self, prepared: Prepared, fresh: Fresh) -> tuple[Outcome, str]:
        with self._database.write() as connection:
            return put(connection, prepared, fresh, self._stamped)

    def _chunked(self, article: Article) -> Prepared:
        chunks = self._chunker(article)
        return Prepared(article, chunks, tuple(key_of(article, each) for each in chunks))

    def _drop_missing(self, under: Sequence[str]) -> None:
        kept = self._tally.places
        unread = tuple(each.location for each in self._tally.rejected)
        with self._database.read() as connection:
            missing = [
                (location, given_id)
                for location, given_id in placed(connection)
                if (location, given_id) not in kept
                and below(location, under)
                and not below(location, unread)
            ]
        for location, given_id in missing:
            with self._database.write() as connection:
                gone = leave(connection, location, given_id)
            if gone is not None:
                self._tally.removed.append(gone)


def key_of(article: Article, chunk: Chunk) -> bytes:
    """Of the text that is embedded for a chunk; equal texts share a vector."""
    return digest(embedding_text(article.title, chunk.text))


def below(location: str, prefixes: Sequence[str]) -> bool:
    """Whether a location is one of these paths or URLs, or lies below one."""
    for prefix in prefixes:
        stem = prefix.rstrip("/")
        if not stem or location == stem or location.startswith((stem + "/", stem + "#")):
            return True
    return False


def _texts(prepared: Prepared) -> dict[bytes, str]:
    article = prepared.article
    texts = (embedding_text(article.title, chunk.text) for chunk in prepared.chunks)
    return dict(zip(prepared.keys, texts, strict=True))


def _fault(article: Article, before: tuple[str, str] | None) -> str | None:
    if before is not None and before[0] != article.sha256:
        return f"its id '{article.id}' came with other contents at {before[1]} in this run"
    try:
        for each in (article.id, article.title or "", article.text, article.location):
            each.encode()
    except UnicodeEncodeError:
        return "it holds half of a character (a lone surrogate)"
    if not article.text.strip():
        return "it holds no text"
    return None


def _one_ahead(
    windows: Iterable[_Window],
    embed: Callable[[_Window], Fresh],
    worker: ThreadPoolExecutor,
) -> Iterator[tuple[_Window, Future[Fresh]]]:
    """Each window with its vectors, the following one already on its way."""
    before: tuple[_Window, Future[Fresh]] | None = None
    for window in windows:
        ahead = (window, worker.submit(embed, window))
        if before is not None:
            yield before
        before = ahead
    if before is not None:
        yield before
