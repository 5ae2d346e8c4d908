"""Reading dates and sources stays near linear on long, repetitive input."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
import re
from collections.abc import Callable, Iterator
from datetime import date

import pytest
from intake.test_patterns import PUMPS, near_linear, seconds

import rag.retrieval.when
from rag.retrieval.authors import asked_author
from rag.retrieval.outlets import asked_source
from rag.retrieval.when.asked import asked_dates
from rag.retrieval.when.phrases import told

MORE = (
    *("What did A ", "what did ", "according to ", "articles a b c by ", "A of ", "A and ", "A’s "),
    *("2022-", "2022/", "1/", "06.", "1-", "March-", "from ", "between 1 and ", "early ", "mid-"),
    *("the ", "the the year ", "last week of ", "last ", "first half of ", "in the ", "'80s ", "“"),
    *("Sunday, ", "a.b.", "was published ", "reported on ", "TASS ", "the TASS report "),
)
MODULES = (
    "rag.retrieval.outlets",
    "rag.retrieval.authors",
    "rag.retrieval.wanted",
    *(f"rag.retrieval.{name}" for name in ("ellipsis", "parts", "phrases", "amounts", "gender")),
    *(m.name for m in pkgutil.iter_modules(rag.retrieval.when.__path__, "rag.retrieval.when.")),
)


def patterns() -> Iterator[tuple[str, re.Pattern[str], bool]]:
    """Each pattern, and whether it is searched for within a text."""
    for name in MODULES:
        module = importlib.import_module(name)
        source = inspect.getsource(module)
        for key, value in vars(module).items():
            if isinstance(value, re.Pattern):
                searched = re.search(rf"\b{key}\.(?:search|finditer|sub)\b", source)
                yield f"{name.rpartition('.')[2]}.{key}", value, bool(searched)


def test_there_are_patterns_to_try() -> None:
    assert len(list(patterns())) >= 12


@pytest.mark.parametrize(("name", "pattern", "searched"), list(patterns()))
def test_a_pattern_is_near_linear(name: str, pattern: re.Pattern[str], searched: bool) -> None:
    def work(text: str) -> None:
        pattern.match(text)
        pattern.fullmatch(text)
        if searched:
            sum(1 for _ in pattern.finditer(text))

    assert [pump for pump in (*PUMPS, *MORE) if not near_linear(work, pump)] == []


READERS: dict[str, Callable[[str], object]] = {
    "question": lambda text: asked_dates(text, date(2022, 3, 6)),
    "article": lambda text: told(text, date(2022, 3, 6)),
    "source": lambda text: asked_source(text, ("TASS", "The Sun", "bbc.co.uk")),
    "author": asked_author,
}


@pytest.mark.parametrize("name", READERS)
def test_a_reader_is_near_linear(name: str) -> None:
    assert [pump for pump in MORE if not grows_evenly(READERS[name], pump)] == []


def grows_evenly(work: Callable[[str], object], pump: str) -> bool:
    """Far from 16 times the time at four times the length."""
    short, long = (pump * (n // len(pump)) + "\x01" for n in (4_000, 16_000))
    pairs = [(seconds(work, short), seconds(work, long)) for _ in range(3)]
    return min(b for _, b in pairs) < max(9 * min(a for a, _ in pairs), 0.05)
