"""Questions whose evidence lies in several articles: MultiHop-RAG's measures over its facts.

    make bench-multihop                (or: python benchmarks/multihop.py [FOLDER])

FOLDER holds facts.jsonl (articles, each with its sentences of evidence) and questions.jsonl. Every
article is its sentences alone, so that nothing here compares with the published table, which was
measured on whole articles. A gold fact counts as found in a passage that holds its words; hits@k
and MAP@10 are means over facts and questions as Tang & Yang (2024) define them, for questions that
have evidence. Each step is left out once. Rules were made on the half of the questions whose id
has an even SHA-256; the other half is told apart.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from hashlib import sha256
from pathlib import Path

import numpy as np
from figures import Table, keep, show
from ranking.collection import KEPT

from rag import Rag
from rag.intake.identity import canonical_url
from rag.retrieval.question import analyse

K = 10
AFTER = date(2024, 1, 1)
"""When the questions are asked: after all articles, which end in 2023."""
TYPES = {
    "inference_query": "inference",
    "comparison_query": "comparison",
    "temporal_query": "temporal",
}
HALVES = ("all, half looked at", "all, half kept aside")
MEASURES = ("hits@4", "hits@10", "MAP@10", "MRR@10")
Found = Callable[[str], Sequence[str]]
"""A question to the texts of the ten best passages."""


def articles(folder: Path, kept: Path) -> Path:
    """The facts as a file that Byline reads, under the ids by which questions name them: an
    article without an address by its title."""
    rows = [json.loads(line) for line in (folder / "facts.jsonl").read_text("utf-8").splitlines()]
    file = kept / f"{folder.resolve().name}-facts.jsonl"
    file.parent.mkdir(parents=True, exist_ok=True)
    names = ("title", "source", "url", "published_at")
    lines = [
        json.dumps(
            {
                "id": canonical_url(row.get("url") or "") or row.get("url") or row["title"],
                **{name: row.get(name) for name in names},
                "text": "\n\n".join(row["facts"]),
            }
        )
        for row in rows
    ]
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return file


@contextmanager
def opened(folder: Path, kept: Path = KEPT) -> Iterator[Rag]:
    """The library of the facts, embedded once and kept for the next run."""
    with Rag.open(kept / f"{folder.resolve().name}-facts-index") as rag:
        rag.ingest(articles(folder, kept))
        yield rag


def measured(texts: Sequence[str], facts: Iterable[str]) -> tuple[float, float, float, float]:
    """Of one question: the share of its facts found in 4 and 10, average precision, first rank."""
    wanted = list(dict.fromkeys(_plain(fact) for fact in facts))
    plain = [_plain(text) for text in texts[:K]]
    ranks = [next((at for at, t in enumerate(plain) if fact in t), None) for fact in wanted]
    places = sorted(rank for rank in ranks if rank is not None)
    precision = sum((n + 1) / (rank + 1) for n, rank in enumerate(places)) / len(wanted)
    return (
        sum(rank < 4 for rank in places) / len(wanted),
        len(places) / len(wanted),
        min(precision, 1.0),
        1 / (places[0] + 1) if places else 0.0,
    )


def _plain(text: str) -> str:
    return " ".join(text.split()).casefold()


def systems(rag: Rag) -> dict[str, Found]:
    library = rag._open()

    def texts(chunk_ids: Iterable[str]) -> list[str]:
        return [passage.text for passage in library.passages(chunk_ids).values()]

    def vectors(question: str) -> list[str]:
        vector = library.embed_query(question)
        return texts(hit.chunk_id for hit in library.vector_hits(vector, K))

    def keywords(question: str) -> list[str]:
        words = analyse(question).text
        return texts(hit.chunk_id for hit in library.keyword_hits(words, K))

    def shipped(question: str, without: tuple[str, ...] = ()) -> list[str]:
        found = rag.search(question, k=K, without=without, asked_at=AFTER)
        return [passage.text for passage in found.passages]

    def without(*steps: str) -> Found:
        return lambda question: shipped(question, steps)

    return {
        "vectors alone": vectors,
        "keywords alone": keywords,
        "ranked": without("dates", "sources", "parts"),
        **{f"without {step}": without(step) for step in ("dates", "sources", "parts")},
        "all on": shipped,
    }


def half(question_id: str) -> str:
    even = int(sha256(question_id.encode()).hexdigest(), 16) % 2 == 0
    return HALVES[0] if even else HALVES[1]


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("folder", type=Path, nargs="?", default=os.environ.get("MULTIHOP") or ".")
    parser.add_argument("--kept", type=Path, default=KEPT, help="where its library is kept")
    chosen = parser.parse_args()
    folder = Path(chosen.folder)
    if not (folder / "facts.jsonl").is_file():
        sys.exit(f"there is no {folder / 'facts.jsonl'}; name a folder that holds it")
    rows = [json.loads(line) for line in (folder / "questions.jsonl").read_text().splitlines()]
    asked = [row for row in rows if row["question_type"] in TYPES and row["evidence_list"]]
    table = Table(
        f"{len(asked)} questions of several articles",
        ("system", "questions", *MEASURES),
        note="facts found among ten passages; the articles are their facts alone",
    )
    with opened(folder, chosen.kept) as rag:
        for name, found in systems(rag).items():
            kinds = (*TYPES, *HALVES, "all")
            told: dict[str, list[tuple[float, ...]]] = {each: [] for each in kinds}
            for row in asked:
                facts = [each["fact"] for each in row["evidence_list"]]
                of_one = measured(found(row["query"]), facts)
                told[row["question_type"]].append(of_one)
                told[half(str(row.get("id", "")))].append(of_one)
                told["all"].append(of_one)
            for kind, values in told.items():
                means = np.mean(values, axis=0) if values else np.full(len(MEASURES), np.nan)
                shown = tuple(f"{value:.3f}" for value in means)
                table.rows.append((name, TYPES.get(kind, kind), *shown))
    show(table)
    keep("multihop", [table])


if __name__ == "__main__":
    main()
