"""Storing a stream of articles: plan, embed what is new, commit.

The embedder never waits: while it works on one window of chunks, the next lies ready, the one
after that is read and the last is committed, in one transaction. Nothing is acknowledged before
its commit. How an input was read is remembered in the transaction of its last article, so that an
input which was interrupted is read again.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from itertools import groupby

from sqlalchemy import Connection

from rag.library.adding import all_new, alone, put_new
from rag.library.chunking import embedding_text
from rag.library.database import Database
from rag.library.entries import Outcome, Prepared, VectorsGone, held, put, unchanged
from rag.library.leaving import Roots, leave_missing, leave_moved
from rag.library.ledger import batches, embedding, head
from rag.library.readings import input_of, note, placed_at, refuse, stored
from rag.library.rows import digest
from rag.library.stamps import Stamped
from rag.library.standing import withheld
from rag.library.tally import Tally
from rag.progress import Progress
from rag.types import Article, Chunk, IngestReport, Kept, Reading, Rejected

WINDOW = 64
"""New chunks that are embedded together, at most."""
_FEWEST = 8
"""With so many the embedder begins when it has nothing else to do."""
_ARTICLES = 200
"""Articles at most that wait for a window to fill."""
_AHEAD = 3
"""Windows that are embedded or wait for it."""
_EMBEDDING = 2
"""Of these at once, so that none of its threads is idle where one ends and the next begins."""
_TOGETHER = 32
"""Articles of one transaction at most: another process that writes waits for no more."""

Chunker = Callable[[Article], tuple[Chunk, ...]]
Fresh = Mapping[bytes, bytes]
"""New vectors by key."""
Item = Article | Rejected | Reading | Kept


@dataclass
class _Window:
    """Articles that wait for each other, and the texts whose vectors they want."""

    articles: list[Prepared | Reading] = field(default_factory=list)
    """A Reading by itself is of an input that gave no article, or of a feed after its items."""
    texts: dict[bytes, str] = field(default_factory=dict)


class Storing:
    """One run of storing into one ledger."""

    def __init__(self, database: Database, stamped: Stamped, chunker: Chunker) -> None:
        self._database, self._stamped, self._chunker = database, stamped, chunker
        self._tally = Tally()
        self._asked: set[bytes] = set()
        self._window = _Window()
        self._ahead: deque[tuple[_Window, Future[Fresh]]] = deque()

    def run(self, items: Iterable[Item], progress: Progress, roots: Roots | None) -> IngestReport:
        with ThreadPoolExecutor(_EMBEDDING, thread_name_prefix="byline-embed") as worker:
            try:
                for item in items:
                    if not isinstance(item, Reading):  # which goes with the article before it
                        self._step(worker, progress)
                    self._take(item)
                self._hand_over(worker)
                while self._ahead:
                    self._commit_first(progress)
            finally:
                for _, waiting in self._ahead:
                    waiting.cancel()
        if roots is not None:
            self._tally.removed += leave_missing(self._database, roots, self._tally)
        with self._database.write() as connection:
            refuse(connection, self._tally.rejected, self._tally.inputs)
        return self._tally.report()

    def _take(self, item: Item) -> None:
        if isinstance(item, Reading):
            self._remember(item)
            return
        prepared = self._plan(item)
        if prepared is not None:
            self._window.articles.append(prepared)
            texts = _texts(prepared)
            new = {key: text for key, text in texts.items() if key not in self._asked}
            self._asked.update(new)
            self._window.texts.update(new)

    def _step(self, worker: ThreadPoolExecutor, progress: Progress) -> None:
        """Hands the window over when it is full, or when the embedder would soon have nothing to
        do; commits what is embedded.
        """
        texts, idle = len(self._window.texts), len(self._ahead) < _EMBEDDING
        full = texts >= WINDOW or len(self._window.articles) >= _ARTICLES
        if full or (idle and texts >= min(_FEWEST, WINDOW)):
            self._hand_over(worker)
        while self._ahead and (len(self._ahead) > _AHEAD or self._ahead[0][1].done()):
            self._commit_first(progress)

    def _hand_over(self, worker: ThreadPoolExecutor) -> None:
        if self._window.articles:
            self._ahead.append((self._window, worker.submit(self._embed, self._window.texts)))
            self._window = _Window()

    def _commit_first(self, progress: Progress) -> None:
        window, embedded = self._ahead[0]
        self._commit(window, embedded.result(), progress)
        self._ahead.popleft()

    def _remember(self, reading: Reading) -> None:
        """With the last article of its input, or by itself; not when some of it was rejected."""
        waiting = self._window.articles
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

    def _embed(self, texts: Mapping[bytes, str]) -> Fresh:
        """The vectors of those that the ledger has none of."""
        if not texts:
            return {}
        with self._database.read() as connection:
            have = held(connection, list(texts), head(connection).embedding)
        return self._embed_texts({key: text for key, text in texts.items() if key not in have})

    def _embed_texts(self, texts: Mapping[bytes, str]) -> Fresh:
        if not texts:
            return {}
        self._stamped.load()  # outside of any transaction: it takes a second
        with self._database.read() as connection:
            self._stamped.check(embedding(connection))
        return self._stamped.embed(texts)

    def _commit(self, window: _Window, fresh: Fresh, progress: Progress) -> None:
        for some in batches(window.articles, _TOGETHER):
            try:
                self._acknowledge(self._put(some, fresh), progress)
            except VectorsGone:
                self._commit_each(some, fresh, progress)

    def _commit_each(
        self, some: Iterable[Prepared | Reading], fresh: Fresh, progress: Progress
    ) -> None:
        for each in some:
            try:
                came_to = self._put([each], fresh)
            except VectorsGone:
                if isinstance(each, Reading):
                    raise
                again = each if each.chunks else self._chunked(each)
                came_to = self._put([again], self._embed_texts(_texts(again)))
            self._acknowledge(came_to, progress)

    def _acknowledge(self, came_to: Iterable[tuple[Outcome, str]], progress: Progress) -> None:
        for outcome, stands in came_to:
            self._tally.outcomes[outcome].append(stands)
            progress("storing articles", self._tally.done, None)

    def _put(self, some: Sequence[Prepared | Reading], fresh: Fresh) -> list[tuple[Outcome, str]]:
        """Stores them in one transaction."""
        came_to: list[tuple[Outcome, str]] = []
        removed: list[str] = []
        with self._database.write() as connection:
            for at_once, run in groupby(some, key=_one_of_many):
                items = list(run)
                articles = [each for each in items if at_once and isinstance(each, Prepared)]
                if articles and all_new(connection, articles):
                    put_new(connection, articles, fresh, self._stamped)
                    came_to += [(Outcome.ADDED, each.article.id) for each in articles]
                    continue
                for each in items:
                    came_to += self._put_one(connection, each, fresh, removed)
        self._tally.removed += removed
        return came_to

    def _put_one(
        self, connection: Connection, each: Prepared | Reading, fresh: Fresh, removed: list[str]
    ) -> list[tuple[Outcome, str]]:
        if isinstance(each, Prepared):
            came_to, reading = put(connection, each, fresh, self._stamped), each.reading
        else:
            came_to, reading = [], each
        if reading is not None:
            # All of its input was met: where else an article of it stood, it stands no more.
            removed += leave_moved(connection, reading, self._tally)
            note(connection, reading)
        return came_to

    def _chunked(self, prepared: Prepared) -> Prepared:
        article = prepared.article
        chunks = self._chunker(article)
        return replace(
            prepared, chunks=chunks, keys=tuple(key_of(article, each) for each in chunks)
        )


def _one_of_many(each: Prepared | Reading) -> bool:
    return isinstance(each, Prepared) and alone(each)


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
