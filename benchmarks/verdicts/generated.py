"""Cases made from a collection's own sentences by a seed: nothing of the collection is kept.

The same generator runs on ``corpus/articles`` in the tests, where its cases may be read, and on
the development data for ``make bench-verify``, where nobody read them before the rules stood.
"""

from __future__ import annotations

import gzip
import json
import random
from collections.abc import Callable, Iterable, Iterator
from datetime import date, datetime
from pathlib import Path

from verdicts.cases import Case
from verdicts.changes import CHANGES
from verdicts.faults import FAULTS, is_other
from verdicts.pool import Made, Pool, Source, sources

MOST_SENTENCES = 6000
CORPUS = Path(__file__).parents[2] / "corpus" / "articles"


def made(
    articles: Iterable[tuple[str, date | None]], each: int, seed: int, most: int = MOST_SENTENCES
) -> list[Case]:
    """``each`` cases of every fault, and as many right ones in all, from texts and their days."""
    found = sources(articles, most, seed)
    pool = Pool(found, random.Random(seed))
    right = round(each * len(FAULTS) / len(CHANGES))
    cases: list[Case] = []
    for kind, change in {**FAULTS, **CHANGES}.items():
        count = right if kind in CHANGES else each
        changed = _changed(kind, change, pool)
        cases += [case for case, _ in zip(changed, range(count), strict=False)]
    return cases


def _changed(kind: str, change: Callable[[Source, Pool], Made], pool: Pool) -> Iterator[Case]:
    order = list(pool.sources)
    random.Random(f"{kind}").shuffle(order)
    for source in order:
        result = change(source, pool)
        if result is None or (kind != "verbatim" and not is_other(result[0], source)):
            continue
        yield Case(kind, result[0], (source.text,), result[1], "", source.published)


def of_the_sample(each: int = 30, seed: int = 7) -> list[Case]:
    """The twin that the tests read."""
    return made(_sample(), each, seed)


def _sample() -> Iterator[tuple[str, date | None]]:
    for path in sorted(CORPUS.glob("*.md")):
        _, front, text = path.read_text("utf-8").split("---", 2)
        day = next((row for row in front.splitlines() if row.startswith("published: ")), None)
        yield text.strip(), date.fromisoformat(day.split()[1]) if day else None


def of_the_news(folder: Path, each: int = 120, seed: int = 20261129) -> list[Case]:
    """From the development data. Raises FileNotFoundError where it is not."""
    return made(_news(folder / "articles.jsonl.gz"), each, seed)


def _news(path: Path) -> Iterator[tuple[str, date | None]]:
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    random.Random(1).shuffle(rows)
    for row in rows[:1200]:
        said = row.get("published_at")
        day = datetime.strptime(said, "%Y/%m/%d").date() if said else None  # noqa: DTZ007 # a day
        yield row["text"], day
