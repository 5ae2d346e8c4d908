"""What is opened by its link: inside the pane, or as a page of its own that can be sent on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from rag.markup import Html, join, tag
from rag.page import (
    chrome,
    coverage,
    coveragewords,
    gatheredwords,
    links,
    shelfwords,
    statementwords,
    words,
)
from rag.page.catalogue import articles_pane, refused_pane
from rag.page.finding import Choices
from rag.page.gathered import collections_pane
from rag.page.links import ALL_HEARD, Heard, Sought
from rag.page.managing import adding_pane, removal
from rag.page.reader import article_pane
from rag.page.shelf import Entry, found, language_of, left_out, window
from rag.page.statements import statements_pane
from rag.page.tabs import head
from rag.types import Coverage, Dossier, Job, NamedCollection, Origin, Rejected, Statements

if TYPE_CHECKING:
    from rag.library.status import LibraryStatus


def shown(
    held: Dossier, mark: str, also: Sequence[str], pane: bool, *, changes: bool = False
) -> str:
    """The article with its marks; ``pane`` leaves out the page around it."""
    cited = next(iter(links.marks([mark])), None)
    inside = article_pane(held, cited, links.marks(also))
    if changes and held.current is not None:
        inside = join([inside, removal(held.article.id)])
    return inside if pane else page(held.article.label, inside)


def library(
    entries: Sequence[Entry],
    refused: int,
    number: int,
    sought: Sought,
    pane: bool,
    *,
    outlets: Sequence[str] = (),
    changes: bool = False,
) -> str:
    """The articles that a search found, one page of them."""
    sought = replace(sought, query=" ".join(sought.query.split()))
    languages = sorted({language_of(each.language) for each in entries if each.language})
    inside = articles_pane(
        window(found(entries, sought), number),
        len(entries),
        refused,
        sought,
        choices=Choices(outlets, languages),
        left_out=left_out(entries, sought),
        changes=changes,
    )
    return inside if pane else page(shelfwords.LIBRARY, inside)


def covered(held: Coverage, refused: int, pane: bool, *, changes: bool = False) -> str:
    """The articles by day and outlet."""
    tabs = head(links.COVERAGE, held.articles, refused, changes=changes)
    inside = join([tabs, coverage.of_library(held)])
    return inside if pane else page(coveragewords.COVERAGE, inside)


def spoken(
    found: Statements | None,
    begun: int,
    held: int,
    refused: int,
    pane: bool,
    *,
    heard: Heard = ALL_HEARD,
    changes: bool,
) -> str:
    """Every sentence in which somebody speaks, one page of them."""
    tabs = head(links.STATEMENTS, held, refused, changes=changes)
    inside = join([tabs, statements_pane(found, begun, heard)])
    return inside if pane else page(statementwords.SPEAKERS, inside)


def gathered(
    held: Sequence[NamedCollection], articles: int, refused: int, pane: bool, *, changes: bool
) -> str:
    """The collections, by name."""
    inside = collections_pane(held, articles, refused, changes=changes)
    return inside if pane else page(gatheredwords.COLLECTIONS, inside)


def not_read(
    refused: Sequence[Rejected], held: int, number: int, pane: bool, *, changes: bool = False
) -> str:
    """What was refused, one page of it."""
    inside = refused_pane(window(refused, number), held, changes=changes)
    return inside if pane else page(shelfwords.NOT_READ, inside)


def adding(
    jobs: Sequence[Job],
    origins: Sequence[Origin],
    held: LibraryStatus | None,
    refused: int,
    pane: bool,
) -> str:
    """Where articles are added and the library is looked after. ``held`` None: none yet."""
    tabs = head(links.ADDING, held.articles if held else 0, refused, changes=True)
    # What the head of the page says of the library is drawn once; this brings it up to date.
    now = tag("span", hidden=True, data_held=f": {words.library(held)}") if held else None
    inside = join([tabs, now, adding_pane(jobs, origins, said_of(held))])
    return inside if pane else page(shelfwords.ADD, inside)


def said_of(held: LibraryStatus | None) -> list[str]:
    """How a library is, in its own words, without where its folder lies."""
    return [] if held is None else held.in_words.removeprefix(f"{held.folder}: ").splitlines()


def nothing_yet(pane: bool) -> str:
    inside = chrome.empty_library()
    return inside if pane else page(shelfwords.LIBRARY, inside)


def missing(message: str, pane: bool) -> str:
    inside = tag("p", message, class_="alert", role="alert", dir="auto")
    return inside if pane else page(words.NAME, inside)


def page(title: str, inside: Html, *, home: bool = True) -> str:
    """A page of its own around what stands in the pane; ``home`` leads to the talk."""
    head = tag(
        "head",
        tag("meta", charset="utf-8"),
        tag("meta", name="viewport", content="width=device-width, initial-scale=1"),
        tag("title", f"{title} · {words.NAME}"),
        tag("link", rel="stylesheet", href="/byline/page.css"),
    )
    way = tag(
        "p",
        tag("a", words.NAME, href="/", class_="wordmark"),
        tag("a", shelfwords.LIBRARY, href=links.of_library()),
        class_="home",
    )
    body = tag("body", tag("main", way if home else None, inside, class_="body"), class_="alone")
    return "<!doctype html>" + tag("html", head, body, lang="en")
