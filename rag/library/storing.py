"""Storing a stream of articles: plan, embed what is new, commit one article at a time.

While one window of chunks is embedded the next is read and the last is committed, so that
reading and writing hide behind the embedder. Nothing is acknowledged before its commit. How an
input was read is remembered in the transaction of its last article, so that an input which was
interrupted is read again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, replace

from sqlalchemy import Connection

from rag.library.chunking import embedding_text
from rag.library.database import Database
from rag.library.entries import Outcome, Prepared, VectorsGone, held, put, unchanged
from rag.library.leaving import Roots, leave_missing, leave_moved
from rag.library.ledger import embedding, head
from rag.library.readings import input_of, note, placed_at, refuse, stored
from rag.library.rows import digest
from rag.library.stamps import Stamped
from rag.library.standing import withheld
from rag.library.tally import Tally
from rag.progress import Progress
from rag.types import Article, Chunk, IngestReport, Kept, Reading, Rejected

WINDOW = 64
"""New chunks that are embedded together."""
_ARTICLES = 200
"""Articles at most that wait for a window to fill."""

Chunker = Callable[[Article], tuple[Chunk, ...]]
Fresh = Mapping[bytes, bytes]
"""New vectors by key."""
Item = Article | Rejected | Reading | Kept


@dataclass(frozen=True)
class _Window:
    """Articles that wait for each other, and the texts whose vectors they want."""

    articles: tuple[Prepared | Reading, ...]
    """A Reading by itself is of an input that gave no article, or of a feed after its items."""
    texts: Mapping[bytes, str]


class Storing:
    """One run of storing into one ledger."""

    def __init__(self, database: Database, stamped: Stamped, chunker: Chunker) -> None:
        self._database, self._stamped, self._chunker = database, stamped, chunker
        self._tally = Tally()
        self._asked: set[bytes] = set()

    def run(self, items: Iterable[Item], progress: Progress, roots: Roots | None) -> IngestReport:
        with ThreadPoolExecutor(1, thread_name_prefix="byline-embed") as worker:
            for window, embedded in _one_ahead(self._windows(items), self._embed, worker):
                self._commit(window, embedded.result(), progress)
        if roots is not None:
            self._tally.removed += leave_missing(self._database, roots, self._tally)
        with self._database.write() as connection:
            refuse(connection, self._tally.rejected, self._tally.inputs)
        return self._tally.report()

    def _windows(self, items: Iterable[Item]) -> Iterator[_Window]:
        waiting: list[Prepared | Reading] = []
        texts: dict[bytes, str] = {}
        for item in items:
            if isinstance(item, Reading):
                self._remember(item, waiting)
                continue
            if len(texts) >= WINDOW or len(waiting) >= _ARTICLES:
                yield _Window(tuple(waiting), texts)
                waiting, texts = [], {}
            prepared = self._plan(item)
            if prepared is not None:
                waiting.append(prepared)
                texts |= self._missing(prepared)
        if waiting:
            yield _Window(tuple(waiting), texts)

    def _remember(self, reading: Reading, waiting: list[Prepared | Reading]) -> None:
        """With the last article of its input, or by itself; not when some of it was rejected."""
        self._tally.read(reading.location, reading.via)
        if reading.location in self._tally.spoiled:
            return
        last = waiting[-1] if waiting else None
        if isinstance(last, Prepared) and input_of(last.article.location) == reading.location:
            waiting[-1] = replace(last, reading=reading)
        else:
            waiting.append(reading)

    def _plan(self, item: Article | Rejected | Kept) -> Prepared | None:
        if isinstance(item, Kept):
            self._keep(item.reading)
            return None
        prepared = item if isinstance(item, Rejected) else self._prepared(item)
        if isinstance(prepared, Rejected):
            self._tally.reject(prepared)
            return None
        self._tally.places.add((item.location, prepared.article.id))
        return prepared

    def _keep(self, reading: Reading) -> None:
        self._tally.read(reading.location, reading.via)
        with self._database.read() as connection:
            places = placed_at(connection, reading.location)
            same = stored(connection, reading.location, reading.via) == reading
        given = {given_id for given_id, _ in reading.articles}
        for location, given_id, stands in places:
            if given_id in given:
                self._tally.places.add((location, given_id))
                self._tally.outcomes[Outcome.UNCHANGED].append(stands)
        if not same:
            with self._database.write() as connection:
                note(connection, reading)

    def _prepared(self, article: Article) -> Prepared | Rejected:
        fault = _fault(article, self._tally.given.get(article.id))
        fault = fault or self._database.refuses(article.id, article.location)
        with self._database.read() as connection:
            fault = fault or withheld(connection, article)
            known = fault is None and unchanged(connection, article) is not None
        if fault is not None:
            return Rejected(article.location, fault)
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
        for each in window.articles:
            if isinstance(each, Reading):
                with self._database.write() as connection:
                    self._note(connection, each)
                continue
            try:
                came_to = self._put(each, fresh)
            except VectorsGone:
                again = each if each.chunks else self._chunked(each)
                came_to = self._put(again, self._embed_texts(_texts(again)))
            for outcome, stands in came_to:
                self._tally.outcomes[outcome].append(stands)
            progress("storing articles", self._tally.done, None)

    def _put(self, prepared: Prepared, fresh: Fresh) -> list[tuple[Outcome, str]]:
        with self._database.write() as connection:
            came_to = put(connection, prepared, fresh, self._stamped)
            if prepared.reading is not None:
                self._note(connection, prepared.reading)
            return came_to

    def _note(self, connection: Connection, reading: Reading) -> None:
        """All of its input was met: where else an article of it stood, it stands no more."""
        self._tally.removed += leave_moved(connection, reading, self._tally)
        note(connection, reading)

    def _chunked(self, prepared: Prepared) -> Prepared:
        article = prepared.article
        chunks = self._chunker(article)
        return replace(
            prepared, chunks=chunks, keys=tuple(key_of(article, each) for each in chunks)
        )


def key_of(article: Article, chunk: Chunk) -> bytes:
    """Of the text that is embedded for a chunk; equal texts share a vector."""
    return digest(embedding_text(article.title, chunk.text))


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
