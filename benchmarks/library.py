"""What searching, opening, adding and keeping cost, at several sizes of a library.

    python benchmarks/library.py
    python benchmarks/library.py --sizes 1k,10k --vectors 1k,100k

    python benchmarks/library.py --news FOLDER      real articles and questions beside

Libraries of news that nobody wrote (``scale/news.py``), with vectors that lie as those of texts do;
questions are really embedded. Each library is asked by a process of its own. Milliseconds depend
on the machine; goals are for two cores.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

# As the embedder does: searches that run side by side are not helped by threads inside each.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

from figures import Table, keep, show
from scale.asking import QUESTIONS
from scale.building import PARTS, Built, build, collect, questions
from scale.mixtures import Mixing
from scale.vectors import Compared, compare

from rag.library.nearest import CHROMA_FROM

ASKING = Path(__file__).parent / "scale" / "asking.py"
SIZES, VECTORS = "1k,10k,37k,100k", "1k,10k,37k,100k,1M"
CHROMA_MOST = 100_000
"""Beyond it Chroma takes in vectors for longer than the rest of this takes altogether."""
SMALL, RESTARTED, LARGE, REAL = "1k", "37k", "100k", "real articles"


@dataclass(frozen=True)
class Measured:
    """A library, and what the process told that asked it."""

    name: str
    built: Built
    told: dict[str, Any]


def main() -> None:
    chosen = _chosen()
    mixing = Mixing()
    libraries = [_measured(size, mixing) for size in _sizes(chosen.sizes)]
    if chosen.news is not None and chosen.news.is_dir():
        libraries.append(_collected(chosen.news))
    compared = [compare(size, mixing, chosen.chroma) for size in _sizes(chosen.vectors)]
    tables = [_searching(libraries), _steps(libraries), _keeping(libraries), _alone(compared)]
    tables.insert(0, _goals({each.name: each for each in libraries}))
    for table in tables:
        show(table)
    keep("library", tables)


def _chosen() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--sizes", default=SIZES, help="of libraries, in chunks")
    parser.add_argument("--vectors", default=VECTORS, help="of bare collections of vectors")
    parser.add_argument(
        "--news",
        type=Path,
        default=os.environ.get("NEWS") or None,
        help="a folder of articles.jsonl.gz and questions.jsonl, to be measured beside",
    )
    parser.add_argument(
        "--chroma", type=int, default=CHROMA_MOST, help="vectors that Chroma is filled with at most"
    )
    return parser.parse_args()


def _sizes(words: str) -> list[int]:
    units = {"k": 1_000, "m": 1_000_000}
    named = [word.strip().lower() for word in words.split(",") if word.strip()]
    return [int(float(w[:-1]) * units[w[-1]]) if w[-1] in units else int(w) for w in named]


def _named(size: int) -> str:
    return f"{size / 1e6:g}M" if size >= 1_000_000 else f"{size / 1e3:g}k"


def _measured(size: int, mixing: Mixing) -> Measured:
    with tempfile.TemporaryDirectory() as place:
        built = build(Path(place) / "index", size, mixing)
        return _asked(_named(size), built, Path(place), questions(size, QUESTIONS))


def _collected(folder: Path) -> Measured:
    with tempfile.TemporaryDirectory() as place:
        built = collect(Path(place) / "index", folder / "articles.jsonl.gz")
        lines = (folder / "questions.jsonl").read_text("utf-8").splitlines()
        asked = [str(json.loads(line)["question"]) for line in lines]
        return _asked(REAL, built, Path(place), asked)


def _asked(name: str, built: Built, place: Path, asked: list[str]) -> Measured:
    print(f"{name}: built in {built.seconds:.0f} s", file=sys.stderr)
    file = place / "questions.json"
    file.write_text(json.dumps(asked), encoding="utf-8")
    words = [sys.executable, str(ASKING), str(place / "index"), str(file), str(time.time())]
    run = subprocess.run(words, stdout=subprocess.PIPE, text=True, check=True)
    return Measured(name, built, json.loads(run.stdout))


def _goals(by_name: dict[str, Measured]) -> Table:
    table = Table("Goals, on two cores", ("what", "measured", "goal", "met"))

    def row(what: str, value: float, most: float, unit: str) -> None:
        shown = f"{value:.2f}" if unit == "x" else f"{value:.1f}"
        met = "yes" if value <= most else "no"
        table.rows.append((what, f"{shown} {unit}", f"<= {most:g} {unit}", met))

    large, small = by_name.get(LARGE), by_name.get(SMALL)
    if large is not None:
        told = large.told
        row(f"search at {LARGE}, p50", told["alone"][0], 8, "ms")
        row(f"search at {LARGE}, p95", told["alone"][1], 25, "ms")
        row(f"search at {LARGE} with a source, p95", told["source"][1], 30, "ms")
        row(f"search at {LARGE} with days, p95", told["days"][1], 30, "ms")
        row(f"search at {LARGE}, 16 at once, p95", told["together"][1], 150, "ms")
        row(f"memory at {LARGE}, peak", told["peak"], 900, "MB")
    for name in (RESTARTED, REAL):
        if name in by_name:
            what = f"restart to first answer, {name}"
            row(what, by_name[name].told["first answer"], 4, "s")
    if large is not None and small is not None:
        what = f"one more article at {LARGE}, beside {SMALL}"
        row(f"{what}: time", _ratio(large.built.added_ms, small.built.added_ms), 1.2, "x")
        row(f"{what}: bytes written", _ratio(large.built.added_kb, small.built.added_kb), 1.2, "x")
    return table


def _ratio(one: float | None, other: float | None) -> float:
    return (one or 0.0) / (other or 1.0)


def _searching(libraries: list[Measured]) -> Table:
    columns = ("chunks", "p50", "p95", "p99", "source p95", "days p95", "both p95", "16: p50")
    table = Table(
        "Search with its question's embedding, ms",
        (*columns, "16: p95", "16: p99", "keywords p50", "vectors p50"),
        note=f"Chroma answers unfiltered searches from {_named(CHROMA_FROM)} chunks on.",
    )
    for each in libraries:
        told = each.told
        figures = [*told["alone"], *(told[name][1] for name in ("source", "days", "both"))]
        figures += [*told["together"], told["keywords"][0], told["vectors"][0]]
        table.rows.append((each.name, *(f"{figure:.1f}" for figure in figures)))
    return table


def _steps(libraries: list[Measured]) -> Table:
    names = tuple(libraries[0].told["steps"]) if libraries else ()
    table = Table("Where it goes, ms of processor time", ("chunks", *names, "together"))
    for each in libraries:
        steps = each.told["steps"]
        figures = [*(steps[name] for name in names), sum(steps.values())]
        table.rows.append((each.name, *(f"{figure:.2f}" for figure in figures)))
    return table


def _keeping(libraries: list[Measured]) -> Table:
    columns = (
        "chunks",
        "articles",
        "restart s",
        "peak MB",
        "steady MB",
        "article ms",
        "article kB",
    )
    table = Table(
        "Opening, memory, one more article, disk",
        (*columns, *(f"{part} MB" for part in PARTS)),
        note="Restart: a fresh process, from its start to its first answer. Added: an article of"
        " eight chunks; processor time and bytes written until every index has it.",
    )
    for each in libraries:
        told, built = each.told, each.built
        figures = [
            told["first answer"],
            told["peak"],
            told["steady"],
            built.added_ms,
            built.added_kb,
        ]
        figures += [built.megabytes[part] for part in PARTS]
        # To real articles none is added, since what would be added to them is generated.
        shown = tuple("-" if figure is None else f"{figure:.1f}" for figure in figures)
        table.rows.append((each.name, f"{built.articles:,}", *shown))
    return table


def _alone(compared: list[Compared]) -> Table:
    ways = ("p50", "p95", "16 at once", "recall@10")
    table = Table(
        "Vectors alone: exact search beside Chroma, ms",
        ("vectors", *(f"exact {w}" for w in ways), *(f"Chroma {w}" for w in ways), "filled at"),
        note="The 60 nearest of 384 numbers each. 16 at once: of one answer in the mean.",
    )
    for each in compared:
        cells: list[str] = []
        for found in (each.exact, each.chroma):
            if found is None:
                cells += ["-"] * len(ways)
                continue
            cells += [f"{found.alone[0]:.2f}", f"{found.alone[1]:.2f}", f"{found.together:.2f}"]
            cells.append(f"{found.recall:.3f}")
        filled = f"{each.filling:.0f}/s" if each.chroma else "-"
        table.rows.append((_named(each.size), *cells, filled))
    return table


if __name__ == "__main__":
    main()
