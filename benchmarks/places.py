"""What a library takes and how fast it is in its folder, and with its parts on servers.

    python benchmarks/places.py [articles]

The servers are started here, on loopback, without a network between. Vectors are drawn, since
what an embedder takes is the same in both places.
"""

from __future__ import annotations

import random
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from statistics import median

import numpy as np
from figures import Table, keep, show

sys.path[:0] = [str(Path(__file__).parents[1] / "tests" / "library")]
from library_kit import make_article, until  # noqa: E402 - after the path is set
from server_kit import Chroma, Postgres, running_chroma, running_postgres  # noqa: E402

from rag.library.ledger import Vectors  # noqa: E402
from rag.library.library import Library  # noqa: E402
from rag.library.servers import NONE, Servers  # noqa: E402
from rag.types import Article  # noqa: E402

DIMENSION, WORDS, ASKED = 384, 120, 200


class Drawn:
    """An embedder that knows nothing: a vector for each text, of length 1."""

    name = "drawn"
    dimension = DIMENSION

    def passages(self, texts: Sequence[str]) -> Vectors:
        rows = [np.random.default_rng(hash(text) % 2**32).normal(size=DIMENSION) for text in texts]
        found = np.array(rows, np.float32).reshape(len(texts), DIMENSION)
        return found / np.linalg.norm(found, axis=1, keepdims=True)

    def query(self, text: str) -> Vectors:
        return self.passages([text])[0]


def articles(count: int) -> Iterator[Article]:
    draw = random.Random(count)
    words = ["".join(draw.choices("aeioulnrst", k=6)) for _ in range(30_000)]
    for number in range(count):
        chosen = draw.choices(words, k=WORDS)
        yield make_article(f"article-{number}", " ".join(chosen) + ".", source="TASS")


@contextmanager
def servers(folder: Path) -> Iterator[tuple[Servers, Postgres, Chroma]]:
    with running_postgres() as postgres, running_chroma(folder / "chroma-server") as chroma:
        yield Servers(postgres.schema("library"), chroma.address), postgres, chroma


def middle(ask: Callable[[int], object]) -> float:
    """Milliseconds of the middle one of many questions."""
    took = []
    for number in range(ASKED):
        before = time.perf_counter()
        ask(number)
        took.append(1000 * (time.perf_counter() - before))
    return median(took)


def measured(folder: Path, place: Servers, count: int) -> tuple[list[str], Library]:
    library = Library.open(folder, Drawn, create=True, servers=place, chroma_from=1)
    before = time.perf_counter()
    library.store(articles(count))
    rate = library.chunk_count() / (time.perf_counter() - before)
    until(lambda: answered(library), 600)
    asked = [each.text[:24] for each in articles(ASKED)]
    vectors = Drawn().passages([str(number) for number in range(ASKED)])
    figures = [
        middle(lambda n: library.keyword_hits(asked[n], 10)),
        middle(lambda n: library.vector_hits(vectors[n], 10)),
    ]
    library.nearest.chroma_from = sys.maxsize
    figures.append(middle(lambda n: library.vector_hits(vectors[n], 10)))
    ids = [hit.chunk_id for hit in library.vector_hits(vectors[0], 10)]
    figures.append(middle(lambda n: library.passages(ids)))
    return [f"{rate:,.0f}", *(f"{each:.1f}" for each in figures)], library


def answered(library: Library) -> bool:
    library.vector_hits(np.full(DIMENSION, DIMENSION**-0.5, np.float32), 1)
    return not any(each.lag for each in library.status().followers)


def taken(*paths: Path) -> int:
    """Bytes below some folders."""
    files = (each for path in paths for each in path.rglob("*") if each.is_file())
    return sum(each.stat().st_size for each in files)


def sizes(place: str, chunks: int, *bytes_taken: int) -> tuple[str, ...]:
    return place, f"{chunks:,}", *(f"{each / chunks / 1000:.2f}" for each in bytes_taken)


def main(count: int) -> None:
    speed = Table(
        f"{count:,} articles of {WORDS} words, {DIMENSION} numbers a passage",
        ("", "stored a s", "keywords ms", "Chroma ms", "exact ms", "10 passages ms"),
        note="the middle one of 200 questions, asked one after the other",
    )
    size = Table("kB a passage", ("", "passages", "ledger", "keywords", "matrix", "Chroma"))
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        row, library = measured(folder / "alone", NONE, count)
        speed.rows.append(("in its folder", *row))
        chunks = library.chunk_count()
        library.close()
        ledger = sum(each.stat().st_size for each in (folder / "alone").glob("ledger*"))
        parts = (taken(folder / "alone" / each) for each in ("keywords", "vectors", "chroma"))
        size.rows.append(sizes("in its folder", chunks, ledger, *parts))
        with servers(folder) as (place, _, chroma):
            row, library = measured(folder / "shared", place, count)
            speed.rows.append(("on servers", *row))
            ledger = library._database.bytes_apart()
            library.close()
            parts = (taken(folder / "shared" / each) for each in ("keywords", "vectors"))
            size.rows.append(sizes("on servers", chunks, ledger, *parts, taken(chroma.folder)))
    show(speed)
    show(size)
    keep("places", [speed, size])


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 3_000)
