"""What a library must be like after a kill, and all it holds, to be compared."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from sqlalchemy import select

from rag.intake import read_again
from rag.intake.web.policy import Policy
from rag.library import ledger
from rag.library.embedding import Embedder
from rag.library.embedding.minilm import NAME
from rag.library.exporting import export
from rag.library.library import Library
from rag.library.schema import chunks, locations, readings, refusals
from rag.types import Article, plain

_NEAREST = 3
_KNOWN = {"ledger.sqlite3", "keywords", "chroma", "vectors", ".owner.lock", ".setup.lock"}
_PASSING = {"ledger.sqlite3-wal", "ledger.sqlite3-shm", ".owner"}


@dataclass(frozen=True)
class Holdings:
    """All that a library holds, without the numbers of its revisions."""

    articles: Mapping[str, Mapping[str, Any]]
    chunks: Mapping[str, tuple[Any, ...]]
    vectors: Mapping[str, bytes]
    places: frozenset[tuple[str, ...]]
    readings: Mapping[tuple[str, str], tuple[Any, ...]]
    refused: frozenset[tuple[Any, ...]]
    copies: Mapping[str, tuple[Any, ...]]
    clusters: Mapping[str, str]

    def differences(self, other: Holdings) -> list[str]:
        """The names of what is not the same, with the first key that shows it."""
        told = []
        for name in self.__dataclass_fields__:
            mine, others = getattr(self, name), getattr(other, name)
            if mine != others:
                told.append(f"{name}: {_first(mine, others)}")
        return told


def _first(mine: Any, others: Any) -> str:
    if not isinstance(mine, Mapping):
        return f"{sorted(mine - others)[:2]} instead of {sorted(others - mine)[:2]}"
    keys = [k for k in sorted({*mine, *others}) if mine.get(k) != others.get(k)]
    return f"{keys[0]}: {mine.get(keys[0])} instead of {others.get(keys[0])} ({len(keys)} such)"


@contextmanager
def opened(index: Path, embedder: Embedder, *, create: bool = False) -> Iterator[Library]:
    with Library.open(
        index, lambda: embedder, embedder_name=NAME, chroma_from=0, create=create
    ) as library:
        yield library


def holdings(library: Library) -> Holdings:
    articles = {a.id: {**plain(a), "revision": None} for a in library.articles()}
    with library._database.read() as connection:
        rows = connection.execute(select(chunks)).all()
        kept = connection.execute(select(readings)).all()
        places = connection.execute(select(locations)).all()
        refused = connection.execute(select(refusals)).all()
        vectors = ledger.blobs(connection, [row.id for row in rows])
    return Holdings(
        articles,
        {r.id: (r.article_id, r.position, r.start, r.end, r.digest, r.key) for r in rows},
        vectors,
        frozenset((p.location, p.given_id, p.article_id) for p in places),
        {(r.location, r.via): (r.articles, r.site, r.blocks, r.sketch, r.dropped) for r in kept},
        frozenset((r.location, r.line, r.reason) for r in refused),
        {id: tuple((c.article_id, c.share) for c in library.near.copies(id)) for id in articles},
        library.near.clusters(articles),
    )


def found_again(library: Library) -> dict[str, int]:
    """How many of the stored vectors, and of the articles' own words, each search finds."""
    with library._database.read() as connection:
        ids = list(ledger.chunk_revisions(connection))
        blobs = ledger.blobs(connection, ids)
    vectors = {id: np.frombuffer(blob, "<f4") for id, blob in blobs.items()}
    return {
        "chunks": len(ids),
        "exact": sum(id in _exact(library, vector) for id, vector in vectors.items()),
        "chroma": sum(id in _chroma(library, vector) for id, vector in vectors.items()),
        "keywords": sum(_by_words(library, article) for article in library.articles()),
    }


def _exact(library: Library, vector: Any) -> list[str]:
    chroma_from, library.nearest.chroma_from = library.nearest.chroma_from, 10**9
    try:
        return [hit.chunk_id for hit in library.vector_hits(vector, _NEAREST)]
    finally:
        library.nearest.chroma_from = chroma_from


def _chroma(library: Library, vector: Any) -> Sequence[str]:
    return library._indexes.chroma.query(vector, _NEAREST) or ()


def _by_words(library: Library, article: Article) -> bool:
    words = [word.strip(".,") for word in article.text.split() if word.startswith("Zephyr")]
    assert words, f"{article.id} has not the text that was written: {article.found}"
    hits = library.keyword_hits(words[-1], 20)
    found = library.passages(hit.chunk_id for hit in hits).values()
    return article.id in {each.article_id for each in found}


def again(library: Library, words: Sequence[str]) -> None:
    """The same command once more, here: what the face does with the same arguments."""
    command, *rest = words
    if command in {"ingest", "sync"}:
        from rag.opening import roots_of

        policy = Policy(local=True, pause=0)
        roots = roots_of(rest) if command == "sync" else None
        library.store(read_again(rest, library.memory, policy=policy), roots=roots)
    elif command == "search":
        assert library.vector_hits(library.embed_query(rest[0]), _NEAREST)
    elif command == "export":
        export(library.folder, Path(rest[0]))
    elif command == "import":
        library.settle()  # whoever imports into nothing has done so before
    elif command == "rebuild":
        library.rebuild(embed="--embed" in rest)
    else:
        library.remove(rest[0], purge=True)


def leftovers(index: Path) -> list[str]:
    """Files that belong to no finished library."""
    odd = [p.name for p in index.iterdir() if p.name not in _KNOWN | _PASSING]
    odd = [name for name in odd if not name.startswith("ledger.schema-")]
    for follower in ("keywords", "chroma", "vectors"):
        folder = index / follower
        if folder.is_dir():
            odd += [p.name for p in folder.iterdir() if p.name.startswith(".")]
            used = sum(p.is_dir() for p in folder.iterdir())
            odd += [f"{follower}: {used} generations"] * (used > 1)
    return odd


def holds_word(index: Path, word: str) -> list[str]:
    """The files below a folder in which a word stands, in any case.

    Not looked at is the room that Chroma's graph keeps for vectors to come: it is memory that was
    never set, so that it may hold whatever this process, which knows the word, had there before.
    """
    wanted = word.lower().encode()
    files = [p for p in index.rglob("*") if p.is_file() and p.name != "data_level0.bin"]
    return [str(path) for path in files if wanted in path.read_bytes().lower()]
