"""Who wrote an article and which agency it credits, as its page says."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from rag.intake.html.fields.about import About
from rag.intake.html.fields.naming import PIECE, Names, names, opens_byline, organisation
from rag.intake.html.fields.said import folded
from rag.intake.html.fields.signals import Marked

_MOST = 30
_LONGEST_LINE = 200
_METAS = (
    "author", "byl", "article:author", "dc.creator", "dcterms.creator", "citation_author",
    "parsely-author", "sailthru.author", "cxenseparse:author", "creator", "authors", "byline",
    "article:author_name", "article.author", "og:author", "og:article:author", "dc.author",
    "author_name", "rbauthors", "analytics:author",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Given:
    """What one place gives as author."""

    value: object
    how: str
    organisation: bool = False


@dataclass(slots=True)
class People:
    """Authors and credits as they are found, each with how."""

    authors: dict[str, str] = field(default_factory=dict)
    credits: dict[str, str] = field(default_factory=dict)

    def add(self, found: Names, how: str) -> None:
        """Adds the names of one place, each once."""
        known = {folded(each) for each in self.authors}
        for person in found.people:
            if folded(person) not in known and len(self.authors) < _MOST:
                self.authors[person] = how
        for agency in found.agencies:
            self.credits.setdefault(agency, how)


def people(about: About, outlets: frozenset[str]) -> People:
    """The authors that the most trusted place gives, and every agency that one of them gives.

    Where the byline on the page names them and more, it is the fuller one: some pages tell
    machines their first author only.
    """
    told, shown = People(), People()
    for place in (_jsonld(about), _metas(about), _items(about)):
        for given in place:
            _add(told, given, outlets)
        if told.authors:
            break
    for text in _bylines(about):
        shown.add(names(text, outlets, seen=True), f"byline “{_plain(text)[:80]}”")
        if shown.authors:
            break
    ours, theirs = ({folded(each) for each in found.authors} for found in (told, shown))
    authors = shown.authors if ours < theirs else told.authors
    return People(authors, {**told.credits, **shown.credits})


def _add(to: People, given: _Given, outlets: frozenset[str]) -> None:
    if given.organisation:
        name = organisation(given.value)
        if name and not _named(name, outlets):
            to.credits.setdefault(name, given.how)
    else:
        to.add(names(given.value, outlets, seen=False), given.how)


def _named(name: str, outlets: frozenset[str]) -> bool:
    key = folded(name)
    return key in outlets or key.replace(" ", "") in outlets or f"the {key}" in outlets


def _jsonld(about: About) -> Iterator[_Given]:
    for thing in about.things[:3]:
        for name in ("author", "creator"):
            for value in about.graph.all(thing.get(name))[:_MOST]:
                yield from _thing(value, f"JSON-LD {name}")


def _thing(value: Any, how: str) -> Iterator[_Given]:
    if isinstance(value, dict):
        given = value.get("name")
        kind = "organization" in str(value.get("@type")).lower()
        for name in (given if isinstance(given, list) else [given])[:_MOST]:
            yield _Given(name, how, kind)
    elif isinstance(value, str):
        yield _Given(value, how)


def _metas(about: About) -> Iterator[_Given]:
    for name in _METAS:
        values = about.signals.said(name)[:_MOST]
        yield from (_Given(text, f"meta {name}") for text in values)
        if any(len(text) > 2 and "://" not in text for text in values):
            return
    for number in ("1", "2"):
        label = " ".join(about.signals.said(f"twitter:label{number}")).lower()
        if "written by" in label or "author" in label:
            for text in about.signals.said(f"twitter:data{number}")[:1]:
                yield _Given(text, f"meta twitter:data{number}")


def _items(about: About) -> Iterator[_Given]:
    for mark in about.signals.marked:
        if mark.kind in ("author", "creator") and mark.prop and _about_article(mark):
            yield _Given(mark.machine or mark.text, f"microdata {mark.prop}")


def _about_article(mark: Marked) -> bool:
    scope = mark.scope.lower()
    return (
        not mark.apart
        and "comment" not in scope
        and "imageobject" not in scope
        and len(mark.text) < _LONGEST_LINE
    )


def _bylines(about: About) -> Iterator[str]:
    """Lines by the headline that are marked as a byline, or open as one."""
    blocks, near = about.signals.blocks, range(about.head_at - 4, about.text_at + 2)
    for mark in about.signals.marked:
        if mark.kind == "author" and mark.block in near and len(mark.text) > 3:
            if folded(mark.pieces.partition(PIECE)[0]) in about.titles:
                continue
            if len(mark.text) < _LONGEST_LINE:
                yield mark.pieces
            elif mark.block < len(blocks) and len(blocks[mark.block].text) < _LONGEST_LINE:
                yield blocks[mark.block].text
    for block in about.head:
        if len(block.text) < _LONGEST_LINE and opens_byline(block.text):
            yield block.text


def _plain(text: str) -> str:
    return " ".join(text.replace(PIECE, " ").split())
