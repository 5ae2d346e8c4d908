"""Byline, Byline without each step, LlamaIndex and plain vectors: one table of the same questions.

    make eval-beside                       (or: python benchmarks/beside_eval.py [SET ...])

SET is ``sample`` (corpus/), ``news`` where the folder that NEWS names is there, or ``multihop``, a
part of the questions of the folder that MULTIHOP names, over its facts. All systems rank
the same passages with the same vectors, which are the library's own: they are embedded once and
kept, and what making them took is told apart. Without a model LlamaIndex's quick start answers with
the passages it retrieves; its CitationQueryEngine needs one: that which RAG_LLM names, and without
one it is left out. Every run is kept in build/eval/beside.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from figures import Table, keep, processor_time, show
from multihop import articles as facts
from ranking.collection import ARTICLES, KEPT, QUESTIONS

from rag import Rag
from rag.asking import STEPS
from rag.errors import LibraryNotFound
from rag.evaluation import Run, evaluate, read_questions
from rag.evaluation.calling import Articles
from rag.evaluation.systems.citation_engine import citation_engine
from rag.evaluation.systems.llm import llm_of
from rag.evaluation.systems.nodes import index_of
from rag.evaluation.systems.quick_start import quick_start
from rag.evaluation.systems.vectors import plain_vectors

ROOT = Path(__file__).parents[1]
RUNS = ROOT / "build" / "eval" / "beside"
SHOWN = (
    "right",
    "expected_recall",
    "relevant",
    "citation_recall_gold",
    "article_recall@4",
    "article_MRR@10",
    "abstention_f1",
    "words",
    "seconds",
)
WORKERS = 2


@dataclass(frozen=True)
class Set:
    """Articles and the questions about them."""

    name: str
    articles: Path
    questions: Path
    index: Path
    every: int = 1
    """Which questions are asked: every so many-th."""


def sets(news: Path, multihop: Path) -> dict[str, Set]:
    """Those whose files are there."""
    corpus = ROOT / "corpus"
    told = RUNS / f"{multihop.resolve().name}-facts.jsonl"
    index = RUNS / "multihop-facts-index"
    known = [
        Set("sample", corpus / "articles", corpus / "questions.jsonl", RUNS / "sample-index"),
        Set("news", news / ARTICLES, news / QUESTIONS, KEPT / news.resolve().name),
        Set("multihop", told, multihop / "questions.jsonl", index, every=20),
    ]
    for each in known:
        if not each.questions.is_file():
            print(f"{each.name} is left out: there is no {each.questions}", file=sys.stderr)
    found = {each.name: each for each in known if each.questions.is_file()}
    if "multihop" in found and not told.is_file():
        facts(multihop, RUNS)
    return found


def measured(of: Set) -> tuple[list[tuple[str, Run]], list[str]]:
    """Each system's run of one set, and what took how long before the first question."""
    with Rag.open(of.index) as rag:
        cold = [f"library {_made(rag, of):.0f} s"]
        begun = time.perf_counter()
        index = index_of(rag)
        cold.append(f"LlamaIndex's index of it {time.perf_counter() - begun:.0f} s")
        rag.ask("Is anything here?")  # whatever loads when it is first needed
        golds = read_questions(of.questions)[:: of.every]
        runs = []
        for name, asked, options in systems(rag, index):
            print(f"{of.name}: {name}", file=sys.stderr)
            options = options if asked is rag else {**options, "texts": Articles(rag)}
            folder = RUNS / of.name / name.replace(" ", "-").replace("'", "")
            run = evaluate(
                asked,
                golds,
                folder=folder,
                name=name,
                workers=WORKERS,
                fresh=True,
                **options,
            )
            runs.append((name, run))
    return runs, cold


def systems(rag: Rag, index: Any) -> Iterator[tuple[str, Rag | Callable[..., Any], dict[str, Any]]]:
    """Name, what answers, and options of ``evaluate``."""
    yield "Byline", rag, {}
    for step in STEPS if llm_of(rag.settings) else STEPS[:-1]:
        yield f"Byline without {step}", rag, {"without": [step]}
    llm = llm_of(rag.settings)
    yield "LlamaIndex quick start", quick_start(index), {}
    if llm is None:
        print(
            "LlamaIndex's CitationQueryEngine needs a model and is left out: set RAG_LLM",
            file=sys.stderr,
        )
    else:
        told: Mapping[str, Any] = {"llm": rag.settings.llm}
        asked = {"settings": told}
        yield "LlamaIndex quick start with the model", quick_start(index, llm), asked
        yield "LlamaIndex CitationQueryEngine", citation_engine(index, llm), asked
        yield "plain vectors with the model", plain_vectors(index, llm), asked
    yield "plain vectors", plain_vectors(index), {}


def _made(rag: Rag, of: Set) -> float:
    """Seconds until the library is there; next to none when it was kept."""
    begun = time.perf_counter()
    try:
        rag.status()
    except LibraryNotFound:
        print(f"reading {of.articles}; this is done once", file=sys.stderr)
    rag.ingest(of.articles)
    return time.perf_counter() - begun


def table(of: Set, runs: list[tuple[str, Run]], cold: list[str]) -> Table:
    rows = [(name, *(_cell(run, metric) for metric in SHOWN)) for name, run in runs]
    count = len(runs[0][1].rows)
    return Table(
        f"Byline beside others: {of.name}",
        ("system", *SHOWN),
        rows,
        f"{count} questions; 95 % intervals; seconds are medians with {WORKERS} questions at once, "
        f"without what was done before: {', '.join(cold)}",
    )


def _cell(run: Run, metric: str) -> str:
    found = run.summary["metrics"].get(metric)
    if found is None or found["mean"] is None:
        return "-"
    if metric == "seconds":
        return f"{found['median']:.2f}"
    if metric == "words":
        return f"{found['mean']:.0f}"
    return f"{found['mean']:.2f} [{found['low']:.2f}, {found['high']:.2f}]"


def main() -> None:
    news, multihop = (
        Path(os.environ.get(name, f"../shared/data/{folder}"))
        for name, folder in (("NEWS", "news-qa"), ("MULTIHOP", "multihop"))
    )
    known = sets(news, multihop)
    wanted = sys.argv[1:] or list(known)
    for name in wanted:
        if name not in known:
            sys.exit(f"there is no set '{name}' here; there are {', '.join(known)}")
    tables, begun, used = [], time.perf_counter(), processor_time()
    for name in wanted:
        tables.append(table(known[name], *measured(known[name])))
        show(tables[-1])
    keep("beside_eval", tables)
    passed, used = time.perf_counter() - begun, processor_time() - used
    print(f"\n{passed / 60:.1f} minutes in all, {used / 60:.1f} of processor time")


if __name__ == "__main__":
    main()
