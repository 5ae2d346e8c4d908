"""Every regular expression of intake stays near linear on long, repetitive input."""

from __future__ import annotations

import importlib
import inspect
import math
import pkgutil
import re
import time
from collections.abc import Iterator

import pytest

import rag.intake
from rag.intake import attribution, canonical, dates
from rag.intake.draft import Draft
from rag.intake.text import heading, inline, markdown, phrases, scraped
from rag.intake.text.plaintext import Line

LENGTH = 100_000
PUMPS = (
    "a",
    " ",
    "A ",
    "a b ",
    "1",
    "1 ",
    "12:",
    "-",
    "_",
    "*",
    "**a ",
    "_a_",
    "`",
    "``a`",
    "[",
    "]",
    "[a",
    "![",
    "](",
    "[a](",
    "](<",
    '](a "',
    "<",
    "<a",
    "<!--",
    "&",
    "&#1",
    "(",
    ")",
    "((",
    "(A",
    "(A)",
    ".",
    ". ",
    "Aa ",
    "AA ",
    ", ",
    "and ",
    "By A ",
    "Photo ",
    "photo:",
    "/Reuters",
    "/",
    "|",
    "| a ",
    "|-",
    "--",
    "- ",
    "#",
    "# ",
    ">",
    "> ",
    "~",
    "~~~",
    "\t",
    "\n",
    "\n\n",
    "\r\n",
    "2022-03-",
    "March ",
    "6 March ",
    "Updated ",
    "uses cookies ",
    "home ",
    "share facebook ",
    "more from ",
    "read: ",
    "The photo of ",
    "is seen ",
    "source: ",
    "(source: ",
    "via A",
    "é",
    "中",
    "“",
    "\u200b",
    "\u200d",
    "👩\u200d",
    "🏴\U000e0067",
    "utm_",
    "utm_a=1&",
    "x-",
)
MODULES = [m.name for m in pkgutil.walk_packages(rag.intake.__path__, "rag.intake.")]


def patterns() -> Iterator[tuple[str, re.Pattern[str], bool]]:
    """Each pattern, and whether it is searched for within a text (else it is matched whole)."""
    for name in MODULES:
        module = importlib.import_module(name)
        source = inspect.getsource(module)
        for key, value in vars(module).items():
            searched = bool(re.search(rf"\b{key}\.(?:search|finditer|findall|sub|split)\b", source))
            for number, pattern in enumerate(value if isinstance(value, tuple) else (value,)):
                if isinstance(pattern, re.Pattern) and isinstance(pattern.pattern, str):
                    yield f"{name.removeprefix('rag.intake.')}.{key}.{number}", pattern, searched


def seconds(work: object, text: str) -> float:
    assert callable(work)
    started = time.process_time()
    work(text)
    return time.process_time() - started


def near_linear(work: object, pump: str) -> bool:
    """Next to no processor time, or far from 16 times the time at four times the length."""
    long, short = (pump * (n // len(pump)) + "\x01" for n in (LENGTH, LENGTH // 4))
    longest, shortest = math.inf, math.inf
    for _ in range(4):  # again only where another process may have been in the way
        longest = min(longest, seconds(work, long))
        if longest < 0.05:
            return True
        shortest = min(shortest, seconds(work, short), seconds(work, short))
        if longest < 8 * shortest:
            return True
    return False


def test_there_are_patterns_to_try() -> None:
    assert len(list(patterns())) > 60


@pytest.mark.parametrize(("name", "pattern", "searched"), list(patterns()))
def test_a_pattern_is_near_linear(name: str, pattern: re.Pattern[str], searched: bool) -> None:
    def work(text: str) -> None:
        pattern.match(text)
        pattern.fullmatch(text)
        if searched:
            sum(1 for _ in pattern.finditer(text))

    assert [pump for pump in PUMPS if not near_linear(work, pump)] == []


READERS = {
    "canonical": canonical.canonical,
    "scraped": lambda text: scraped.draft(text, Draft(""), 1, frozenset()),
    "markdown": lambda text: markdown.draft(text, Draft("")),
    "inline": inline.plain,
    "dates": dates.parse,
    "phrases": phrases.furniture,
    "caption": phrases.caption,
    "byline": attribution.byline,
    "marks": lambda text: attribution.without_marks([text]),
    "in_text": lambda text: attribution.in_text([text]),
    "told": lambda text: heading.told([Line(1, text)]),
}


@pytest.mark.parametrize("name", READERS)
def test_a_reader_is_near_linear(name: str) -> None:
    assert [pump for pump in PUMPS if not near_linear(READERS[name], pump)] == []
