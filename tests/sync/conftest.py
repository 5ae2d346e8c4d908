"""A small outlet on loopback, with pages and a feed of them, and a library that follows it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from intake.web.serving import Asked, Reply, Site

from rag import Rag

_SENTENCES = (
    "The {what} was discussed by the harbour council on Monday evening.",
    "Nobody on the quay had expected the {what} to take up most of the meeting.",
    "The mayor said that the {what} would be looked at again before the winter.",
    "Two members of the council left the hall before the vote on the {what}.",
    "Fishermen who had come to listen said that the {what} mattered more than the new bridge.",
)


def story(what: str) -> list[str]:
    """Paragraphs that tell of one thing."""
    return [
        f"{each.format(what=what)} {other.format(what=what)}"
        for each, other in zip(_SENTENCES, reversed(_SENTENCES), strict=True)
    ]


@dataclass
class Outlet:
    """Pages by path; a page says its title, its day and its paragraphs."""

    site: Site
    stories: dict[str, tuple[str, list[str]]] = field(default_factory=dict)
    listed: list[str] = field(default_factory=list)
    """Paths in the feed, the newest first."""
    asked_again: list[str] = field(default_factory=list)
    """Paths that were asked for with a validator that still held."""

    @property
    def feed(self) -> str:
        return self.site.origin + "/feed.xml"

    def url(self, path: str) -> str:
        return self.site.origin + path

    def publish(self, path: str, what: str, *extra: str) -> str:
        """A new page, first in the feed; the same path again is a correction."""
        self.stories[path] = (f"Council talks of the {what}", [*story(what), *extra])
        if path not in self.listed:
            self.listed.insert(0, path)
        self.site.serve(path, self._page)
        self.site.serve("/feed.xml", self._feed)
        return self.url(path)

    def drop(self, path: str) -> None:
        self.listed.remove(path)

    def _page(self, asked: Asked) -> Reply:
        title, paragraphs = self.stories[asked.path]
        body = "".join(f"<p>{each}</p>" for each in paragraphs)
        head = (
            f"<title>{title} | Harbour Post</title>"
            '<meta property="article:published_time" content="2022-03-06T15:45:00+09:00">'
            '<meta property="og:site_name" content="Harbour Post">'
        )
        return self._with_tag(
            asked,
            f"<!doctype html><html lang=en><head>{head}</head><body><nav><a href=/>Home</a></nav>"
            f"<article><h1>{title}</h1>{body}</article></body></html>",
            "text/html; charset=utf-8",
        )

    def _feed(self, asked: Asked) -> Reply:
        items = "".join(
            f"<item><title>{self.stories[path][0]}</title><link>{self.url(path)}</link>"
            f"<description>In short: {self.stories[path][0]}.</description></item>"
            for path in self.listed
        )
        text = f'<rss version="2.0"><channel><title>Harbour Post</title>{items}</channel></rss>'
        return self._with_tag(asked, text, "application/rss+xml")

    def _with_tag(self, asked: Asked, text: str, kind: str) -> Reply:
        tag = f'"{hash(text)}"'
        if asked.headers.get("if-none-match") == tag:
            self.asked_again.append(asked.path)
            return Reply(304, headers={"ETag": tag})
        return Reply(body=text.encode(), headers={"ETag": tag}, kind=kind)


@pytest.fixture
def outlet() -> Iterator[Outlet]:
    with Site() as site:
        yield Outlet(site)


@pytest.fixture
def rag(tmp_path: Path) -> Iterator[Rag]:
    """An empty library that may fetch from this machine."""
    with Rag.open(tmp_path / "index", fetch_local=True) as rag:
        yield rag
