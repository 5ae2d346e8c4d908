"""How well and how fast article bodies are found in pages, beside other extractors.

    python benchmarks/extraction.py [FOLDER]

FOLDER (else the variable ``EXTRACTION_SET``, else ``../shared/data/extraction``) holds
``ground-truth.json`` and ``html/*.html.gz`` of the article extraction benchmark. The measure is the
set's own: shingles of 4 words counted per page, their hits and misses divided by the page's own
total; precision and recall averaged over the pages; F1 of the two averages. Intervals are 1.96
standard deviations of 1,000 resamples of the pages.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import logging
import os
import random
import re
import statistics
import sys
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).resolve().parents[2] / "shared" / "data" / "extraction"
RESAMPLES = 1_000
SHINGLE = 4
_WORD = re.compile(r"\w+")

Extractor = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class Sample:
    """A page and the body that people marked in it."""

    key: str
    html: str
    body: str


@dataclass(frozen=True, slots=True)
class Score:
    """A page's precision and recall; None where there is nothing to divide by."""

    precision: float | None
    recall: float | None


@dataclass(frozen=True, slots=True)
class Figures:
    """Averages over pages, and half the width of their 95 % intervals."""

    precision: float
    recall: float
    f1: float
    spread: float


def samples(folder: Path) -> list[Sample]:
    """The set's pages. Raises FileNotFoundError."""
    truth = json.loads((folder / "ground-truth.json").read_text("utf-8"))
    return [
        Sample(
            key,
            gzip.decompress((folder / "html" / f"{key}.html.gz").read_bytes()).decode(),
            truth[key].get("articleBody", ""),
        )
        for key in sorted(truth)
    ]


def shingles(text: str) -> Counter[tuple[str, ...]]:
    words = _WORD.findall(text or "")
    if not words:
        return Counter()
    return Counter(
        tuple(words[at : at + SHINGLE]) for at in range(max(1, len(words) - SHINGLE + 1))
    )


def score(body: str, found: str) -> Score:
    """What was found against what is there."""
    there, taken = shingles(body), shingles(found)
    hits = (there & taken).total()
    return Score(
        hits / taken.total() if taken else None,
        hits / there.total() if there else None,
    )


def figures(scores: Sequence[Score], resamples: int = RESAMPLES) -> Figures:
    chance = random.Random(0)
    spread = [
        f1(chance.choices(scores, k=len(scores)))[2] for _ in range(resamples) if len(scores) > 1
    ]
    return Figures(*f1(scores), 1.96 * statistics.stdev(spread) if len(spread) > 1 else 0.0)


def f1(scores: Sequence[Score]) -> tuple[float, float, float]:
    precision = statistics.fmean(each.precision for each in scores if each.precision is not None)
    recall = statistics.fmean(each.recall for each in scores if each.recall is not None)
    return precision, recall, 2 * precision * recall / (precision + recall)


def development(key: str) -> bool:
    """The half of the pages that settings may be chosen on."""
    return hashlib.sha256(key.encode()).digest()[0] % 2 == 0


def byline(html: str) -> str:
    from rag.intake.draft import Hints, Limits, Unreadable
    from rag.intake.html import draft

    try:
        return draft(html.encode(), Hints(charset="utf-8"), Limits()).text
    except Unreadable:
        return ""


def trafilatura(html: str) -> str:
    from trafilatura import extract

    return extract(html, include_comments=False) or ""


def newspaper4k(html: str) -> str:
    import llama_index.core
    import nltk  # type: ignore[import-untyped]
    from newspaper import Article

    # Its word splitter wants data that it would download; another dependency ships the same.
    nltk.data.path = [str(Path(llama_index.core.__path__[0], "_static", "nltk_cache"))]

    for language in ({}, {"language": "en"}):  # a Japanese page wants a package of its own
        article = Article("http://localhost/", fetch_images=False, **language)
        article.download(input_html=html)
        try:
            article.parse()
        except ImportError:
            continue
        return str(article.text)
    return ""


def readability(html: str) -> str:
    from lxml.html import document_fromstring
    from readability import Document

    return "".join(document_fromstring(Document(html).summary()).itertext())


EXTRACTORS: dict[str, Extractor] = {
    "Byline": byline,
    "trafilatura": trafilatura,
    "newspaper4k": newspaper4k,
    "readability-lxml": readability,
}


def measure(
    pages: Sequence[Sample], extractors: dict[str, Extractor]
) -> tuple[dict[str, list[Score]], dict[str, float]]:
    """Scores and seconds of each, taking turns page by page so that a busy machine hits all."""
    scores: dict[str, list[Score]] = {name: [] for name in extractors}
    seconds = dict.fromkeys(extractors, 0.0)
    for extract in extractors.values():
        extract(pages[0].html)  # imports and tables are not the page's time
    for turn, page in enumerate(pages):
        names = list(extractors)
        for name in names[turn % len(names) :] + names[: turn % len(names)]:
            started = time.process_time()
            found = extractors[name](page.html)
            seconds[name] += time.process_time() - started
            scores[name].append(score(page.body, found))
    return scores, seconds


def main(arguments: Sequence[str]) -> int:
    folder = Path(arguments[0] if arguments else os.environ.get("EXTRACTION_SET", FOLDER))
    if not (folder / "ground-truth.json").is_file():
        print(
            f"{folder}: no ground-truth.json. Give the folder of the article extraction benchmark "
            "(ground-truth.json and html/) as the argument or in EXTRACTION_SET.",
            file=sys.stderr,
        )
        return 2
    logging.disable(logging.CRITICAL)
    pages = samples(folder)
    scores, seconds = measure(pages, EXTRACTORS)
    chosen = [development(page.key) for page in pages]
    print(f"{len(pages)} pages; tuned on the {sum(chosen)} whose key's hash is even")
    print(f"{'':18}precision  recall  F1 (95 %)        tuned-on  held-out  ms/page  x trafilatura")
    for name, each in scores.items():
        whole = figures(each)
        tuned, held = (
            f1([one for one, mine in zip(each, chosen, strict=True) if mine is half])[2]
            for half in (True, False)
        )
        print(
            f"{name:18}{whole.precision:9.3f}{whole.recall:8.3f}"
            f"  {whole.f1:.3f} ± {whole.spread:.3f}"
            f"{tuned:14.3f}{held:10.3f}{1000 * seconds[name] / len(pages):9.1f}"
            f"{seconds[name] / seconds['trafilatura']:11.2f}"
        )
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
