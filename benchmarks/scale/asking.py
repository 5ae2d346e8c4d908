"""A fresh process that opens a library, asks, and tells what it took; its own program.

    python benchmarks/scale/asking.py FOLDER QUESTIONS STARTED

QUESTIONS is a JSON file of them. STARTED is the time on the clock at which it was started, so that
its own start counts. Prints JSON.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import cycle, islice
from pathlib import Path

FIRST = "What did the council say about the harbour?"
ALONE, FILTERED, TOGETHER, CALLERS, STEPS, WARM = 200, 80, 192, 16, 60, 30
QUESTIONS = WARM + ALONE + 4 * FILTERED + TOGETHER + STEPS
PERCENTILES = (50, 95, 99)
SHARE = 0.05
"""Of the articles, that the outlet of the filtered searches has, as nearly as there is one."""

sys.path.insert(0, str(Path(__file__).parents[1]))


def main() -> None:
    folder, started = sys.argv[1], float(sys.argv[3])
    from rag import Rag

    asked = json.loads(Path(sys.argv[2]).read_text("utf-8"))
    with Rag.open(folder) as rag:
        rag.ask(FIRST)
        answered = time.time() - started
        told = {"first answer": answered, **_searched(rag, cycle(asked)), **_memory()}
    print(json.dumps(told))


def _searched(rag, asked: Iterator[str]) -> dict[str, object]:
    from scale.stages import clocked

    def some(count: int) -> list[str]:
        """The next questions, of which nothing is remembered."""
        _remembered._kept.clear()
        return list(islice(asked, count))

    from rag.grammar import _remembered

    outlet, since = _filters(rag._open())
    _ready(rag)
    for question in some(WARM):
        rag.search(question)
    told: dict[str, object] = {"alone": timed(rag.search, some(ALONE))}
    told["source"] = timed(lambda q: rag.search(q, source=outlet), some(FILTERED))
    told["days"] = timed(lambda q: rag.search(q, since=since), some(FILTERED))
    told["both"] = timed(lambda q: rag.search(q, source=outlet, since=since), some(FILTERED))
    told["together"] = together(rag.search, some(TOGETHER))
    steps = some(STEPS)
    with clocked() as clock:
        for question in steps:
            rag.search(question)
    told["steps"] = {name: 1e3 * spent / STEPS for name, spent in clock.spent.items()}
    library, last = rag._open(), some(FILTERED)
    told["keywords"] = timed(lambda q: library.keyword_hits(q, 60), last)
    vectors = [library.embed_query(question) for question in last]
    told["vectors"] = timed(lambda v: library.vector_hits(v, 60), vectors)
    return told


def _filters(library) -> tuple[str, object]:
    """An outlet of some articles, and the day that halves them."""
    import numpy as np

    from rag.library.filters import as_date

    sources, wanted = library.sources(), SHARE * library.count()
    days = library._view.catalog().days
    middle = as_date(int(np.sort(days[days > 0])[np.count_nonzero(days) // 2]))
    return min(sources, key=lambda name: abs(sources[name] - wanted)), middle


def _ready(rag) -> None:
    """Waits until what is opened behind the first answer is open, if anything is."""
    library = rag._open()
    rag.search(FIRST)
    if library.chunk_count() >= library.nearest.chroma_from:
        while library._indexes.chroma._generation is None:
            time.sleep(0.1)


def percentiles(seconds: Sequence[float]) -> list[float]:
    """Milliseconds at p50, p95, p99."""
    import numpy as np

    return [round(1e3 * float(each), 3) for each in np.percentile(seconds, PERCENTILES)]


def timed(search: Callable[[object], object], asked: Sequence[object]) -> list[float]:
    seconds = []
    for each in asked:
        start = time.perf_counter()
        search(each)
        seconds.append(time.perf_counter() - start)
    return percentiles(seconds)


def together(search: Callable[[str], object], asked: Sequence[str]) -> list[float]:
    """The same with so many callers at once, each asking again as soon as it has its answer."""

    def one(question: str) -> float:
        start = time.perf_counter()
        search(question)
        return time.perf_counter() - start

    with ThreadPoolExecutor(CALLERS) as pool:
        return percentiles(list(pool.map(one, asked)))


def _memory() -> dict[str, float]:
    """Megabytes at the peak and now, as the system counts them (files it has mapped included)."""
    lines = Path("/proc/self/status").read_text("utf-8").splitlines()
    held = {line.partition(":")[0]: line.split()[1] for line in lines if line.endswith(" kB")}
    return {"peak": int(held["VmHWM"]) / 1024, "steady": int(held["VmRSS"]) / 1024}


if __name__ == "__main__":
    main()
