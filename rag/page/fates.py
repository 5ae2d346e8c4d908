"""What became of the articles that an older answer quotes: said above it, each by its name."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rag.markup import Html, tag
from rag.page import links, talkwords, words
from rag.types import Fate, Quoted


def fates(quoted: Sequence[Quoted]) -> Iterator[Html]:
    """One line each; nothing where all stands as it was quoted."""
    if not quoted:
        return
    rows = (tag("li", *_row(each), dir="auto") for each in quoted)
    yield tag("div", tag("p", tag("b", talkwords.SINCE)), tag("ul", *rows), class_="gap fates")


def erased(quoted: Sequence[Quoted]) -> Iterator[Html]:
    """In place of an answer whose words were purged."""
    yield tag("p", talkwords.ERASED, class_="missing")
    rows = (tag("li", *_named(each), dir="auto") for each in quoted)
    if quoted:
        yield tag("ul", *rows, class_="gap fates")


def _row(quoted: Quoted) -> Iterator[Html | str]:
    yield from _named(quoted)
    yield f": {talkwords.FATES[quoted.fate]}"
    if quoted.fate is Fate.CHANGED:
        yield " "
        yield tag("a", talkwords.CURRENT, href=links.of_article(quoted.article_id))


def _named(quoted: Quoted) -> Iterator[Html | str]:
    line = words.origin(quoted.source, quoted.credits, quoted.published, ())
    yield tag("cite", quoted.label)
    yield f" · {line}"
