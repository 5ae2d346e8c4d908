"""How near ingest comes to the rate of the embedder alone, and what stands in between.

    python benchmarks/ingest.py [CHUNKS [BEFORE]]

Generated reports, as Markdown files in a folder and as one file of JSON Lines, go through the real
path (``Rag.ingest``: reading, chunking, embedding, near copies, the ledger, its followers), in
turns with embedding the same texts alone. BEFORE chunks lie in the library already, so that both
an empty and a large one are measured. Seconds depend on the machine; the ratios hardly do.
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from beside.reports import Report, reports, rows, written
from beside.steps import Noise, steps
from figures import Table, keep, show

from rag import Rag
from rag.intake import read_again
from rag.library.alike import sketch
from rag.library.chunking import embedding_text, pieces
from rag.library.embedding.minilm import THREADS, MiniLM
from rag.library.library import Library
from rag.sentences import sentence_spans

CHUNKS, BEFORE, PARTS, GOAL = 2_000, 10_000, 4, 0.95
A_REPORT = 4.1
"""Chunks, about."""


@dataclass
class Spent:
    """Seconds, and the processor's."""

    seconds: float = 0.0
    of_processor: float = 0.0

    def on(self, work: Callable[[], object]) -> None:
        start, used = time.perf_counter(), time.process_time()
        work()
        self.seconds += time.perf_counter() - start
        self.of_processor += time.process_time() - used


@dataclass
class Run:
    """One way to ingest, beside embedding alone."""

    name: str
    ingested: Spent = field(default_factory=Spent)
    followed: Spent = field(default_factory=Spent)
    alone: Spent = field(default_factory=Spent)
    chunks: int = 0

    def row(self) -> tuple[str, ...]:
        rate, own = self.chunks / self.ingested.seconds, self.chunks / self.alone.seconds
        bound = self.alone.of_processor / self.ingested.of_processor
        return (
            self.name,
            f"{self.chunks}",
            f"{rate:.0f}",
            f"{own:.0f}",
            f"{rate / own:.0%}",
            f"{GOAL:.0%}",
            f"{bound:.0%}",
            f"{self.followed.seconds:.1f} s",
        )


def texts_of(some: list[Report]) -> list[str]:
    """What is embedded for them."""
    return [
        embedding_text(each.title, piece.text)
        for each in some
        for piece in pieces(each.text.replace("\n\n", "\n"))
    ]


def followed(rag: Rag) -> None:
    """Waits for the indexes that answer later; what was ingested is found before."""
    while any(each.lag for each in rag.status().followers):
        time.sleep(0.02)


def measured(name: str, rag: Rag, parts: list[tuple[Path, list[Report]]], model: MiniLM) -> Run:
    """Each part is ingested and then embedded alone."""
    run = Run(name)
    for place, some in parts:
        before = rag.status().chunks
        for remembered in (sentence_spans, sketch):  # of the same reports, a turn before
            remembered.cache_clear()
        run.ingested.on(partial(rag.ingest, place))
        run.followed.on(partial(followed, rag))
        run.chunks += rag.status().chunks - before
        run.alone.on(partial(model.passages, texts_of(some)))
    return run


def filled(folder: Path, chunks: int) -> Path:
    """A library with about so many chunks, all of another seed; its vectors are noise."""
    file = rows(folder / "before.jsonl", list(reports(int(chunks / A_REPORT), seed=2)))
    with Library.open(folder / "large", Noise, create=True) as library:
        library.store(read_again([file], library.memory))
    return folder / "large"


def table(runs: list[Run]) -> Table:
    note = (
        f"{THREADS} threads; seconds after it: until Chroma has them too, which nobody awaits. "
        "Processor share: the embedder's processor time in all of ingest's. Where the embedder "
        "keeps every core busy nothing hides behind it, and this is the most that can be reached."
    )
    columns = (
        "into",
        "chunks",
        "ingested/s",
        "embedded alone/s",
        "share",
        "goal",
        "processor share",
        "after it",
    )
    return Table("Ingest beside the embedder alone", columns, [run.row() for run in runs], note)


def main() -> None:
    given = [int(each) for each in sys.argv[1:]]
    chunks, before = [*given, *(CHUNKS, BEFORE)[len(given) :]]
    some, model = list(reports(int(chunks / A_REPORT))), MiniLM.bundled()
    step = -(-len(some) // PARTS)
    shares = [some[at : at + step] for at in range(0, len(some), step)]
    runs = []
    with tempfile.TemporaryDirectory() as place:
        root = Path(place)
        folders = [(written(root / f"part{n}", each), each) for n, each in enumerate(shares)]
        files = [(rows(root / f"part{n}.jsonl", each), each) for n, each in enumerate(shares)]
        for kind, parts in (("Markdown", folders), ("JSON Lines", files)):
            with Rag.open(root / f"empty-{kind}") as rag:
                rag.ingest(rows(root / "first.jsonl", list(reports(8, seed=3))))  # loads all
                runs.append(measured(f"an empty library, {kind}", rag, parts, model))
        if before:
            with Rag.open(filled(root, before)) as rag:
                rag.ingest(root / "first.jsonl")
                followed(rag)  # else the work of filling it would be counted with the first part
                runs.append(measured(f"one of {before:,} chunks, Markdown", rag, folders, model))
        tables = [table(runs), steps(some, root, model)]
    for each in tables:
        show(each)
    keep("ingest", tables)


if __name__ == "__main__":
    main()
