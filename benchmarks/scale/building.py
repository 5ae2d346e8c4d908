"""Making a library of a size, and what one more article costs it."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from rag.library.library import Library
from scale.mixtures import Mixing
from scale.news import Newsroom, paragraphs

ADDED, WARM = 15, 5
PARTS = {
    "ledger": "ledger.sqlite3*",
    "keywords": "keywords",
    "Chroma": "chroma",
    "matrix": "vectors",
}


@dataclass(frozen=True)
class Built:
    """What it took. Bytes are those the process wrote, to files of any kind."""

    chunks: int
    articles: int
    seconds: float
    added_ms: float | None
    added_kb: float | None
    megabytes: dict[str, float]


def build(folder: Path, chunks: int, mixing: Mixing) -> Built:
    """A library of so many chunks, the bundled model's by name, all followers caught up."""
    room, start = Newsroom(chunks), time.perf_counter()
    with _open(folder, mixing) as library:
        library.store(mixing.knowing(room.articles()))
        library._indexes.keeper.settled(3600)
        seconds = time.perf_counter() - start
        held = (library.chunk_count(), library.count())
    # Opened anew, so that what building left in memory plays no part.
    with _open(folder, mixing) as library:
        added = [_added(library, mixing, room, n) for n in range(WARM + ADDED)][WARM:]
    spent, wrote = zip(*added, strict=True)
    return Built(*held, seconds, 1e3 * median(spent), median(wrote) / 1e3, disk(folder))


def collect(folder: Path, file: Path) -> Built:
    """A library of real articles, really embedded."""
    from rag import Rag

    start = time.perf_counter()
    with Rag.open(folder) as rag:
        rag.ingest(file)
        library = rag._open()
        library._indexes.keeper.settled(3600)
        held = (library.chunk_count(), library.count())
    return Built(*held, time.perf_counter() - start, None, None, disk(folder))


def questions(chunks: int, count: int) -> list[str]:
    """Of the stories in a library that :func:`build` makes."""
    room = Newsroom(chunks)
    return [room.question()[0] for _ in range(count)]


@contextmanager
def _open(folder: Path, mixing: Mixing) -> Iterator[Library]:
    with Library.open(folder, lambda: mixing, create=True, chunker=paragraphs) as library:
        yield library


def _added(library: Library, mixing: Mixing, room: Newsroom, number: int) -> tuple[float, int]:
    """Processor seconds of the whole process and bytes written until every follower has it."""
    told = room.tell(10_000_000 + number)
    # All of one length, so that they can be compared between libraries.
    eight = "\n\n".join((told.article.text.split("\n\n") * 8)[:8])
    article = room.with_text(told, eight)
    start, before = time.process_time(), _written()
    library.store(mixing.knowing([article]))
    library._indexes.keeper.settled(60)
    vector = mixing.query(told.story.title)
    library.vector_hits(vector, 60)
    library.keyword_hits(told.story.title, 60)
    return time.process_time() - start, _written() - before


def _written() -> int:
    lines = Path("/proc/self/io").read_text("ascii").splitlines()
    return int(dict(line.split(": ") for line in lines)["wchar"])


def disk(folder: Path) -> dict[str, float]:
    """Megabytes by part."""
    sizes = {}
    for part, pattern in PARTS.items():
        found = [each for top in folder.glob(pattern) for each in (top, *top.rglob("*"))]
        sizes[part] = sum(each.stat().st_size for each in found if each.is_file()) / 1e6
    return sizes
