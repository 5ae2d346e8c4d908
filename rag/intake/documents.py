"""One input as drafts, by its kind. A new format is a new reader in this table."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rag.intake import fields, frontmatter, jsonlines
from rag.intake.apart import Job
from rag.intake.apart.serial import from_dict
from rag.intake.canonical import PARAGRAPH
from rag.intake.draft import Draft, Hints, Limits, Unreadable
from rag.intake.kinds import Kind
from rag.intake.marks import hashed
from rag.intake.recurring import NOTHING, Blocks, of_lines, of_paragraphs
from rag.intake.text import markdown, plaintext, scraped
from rag.types import Reading

if TYPE_CHECKING:
    from rag.intake.web.feeds import Entry

PARSERS = {Kind.HTML: "html", Kind.PDF: "pdf", Kind.WORD: "word", Kind.FEED: "feed"}
"""The kinds that are parsed apart, in a child process."""


_ENTRY = "the feed's entry"
_OF_FEED = "the feed's"


@dataclass(frozen=True, slots=True)
class Source:
    """One input and what is known of it: a file, or a page that was fetched."""

    location: str
    id: str
    """What names its article when nothing in it does."""
    hints: Hints
    path: Path | None = None
    """None for what was fetched."""
    data: bytes | None = None
    """None for a file."""
    via: str = ""
    """The feed it came through."""
    entry: Entry | None = None
    """What that feed says of it."""
    outlet: str | None = None
    """The feed's title."""
    etag: str | None = None
    last_modified: str | None = None
    known: Reading | None = None
    """Set when the server says that nothing changed."""
    failed: Unreadable | None = None
    """Why it could not be fetched."""


def job(kind: Kind, source: Source, data: bytes) -> Job:
    return Job(PARSERS[kind], data, source.hints)


@dataclass(frozen=True, slots=True)
class Text:
    """A text that was decoded and is yet to be cleaned by what recurs around it."""

    text: str
    encoding: str | None
    """Named when it is not UTF-8."""

    def blocks(self, limits: Limits) -> Blocks:
        return of_lines([line.text for line in plaintext.lines(self.text[: limits.article])])

    def draft(self, kind: Kind, furniture: frozenset[int], limits: Limits) -> Draft:
        """Raises Unreadable."""
        if len(self.text) > limits.article:
            raise Unreadable(f"over {limits.article} characters; split it into its articles")
        given, body, first = frontmatter.split(fields.sound(self.text, "the text"))
        if kind is Kind.MARKDOWN:
            draft = markdown.draft(body, given or Draft(""))
        else:
            lines = {each.text for each in plaintext.lines(body)} if furniture else set()
            recurring = {line for line in lines if hashed(line) in furniture}
            draft = scraped.draft(body, given or Draft(""), first, recurring)
        return self._told(draft)

    def _told(self, draft: Draft) -> Draft:
        if not self.encoding:
            return draft
        how = f"{draft.found.get('text', 'the whole file')}; decoded as {self.encoding}"
        return replace(draft, found={**draft.found, "text": how})


def blocks_of(draft: Draft) -> Blocks:
    """A page's paragraphs, for the comparison with other pages."""
    return of_paragraphs(draft.text.split(PARAGRAPH)) if draft.text else NOTHING


def without(draft: Draft, furniture: frozenset[int]) -> Draft:
    """A page's draft without the paragraphs that other pages of its site have too."""
    paragraphs = draft.text.split(PARAGRAPH)
    kept = [each for each in paragraphs if hashed(each) not in furniture]
    out = len(paragraphs) - len(kept)
    if not out:
        return draft
    many = "paragraphs" if out > 1 else "paragraph"
    how = f"{draft.found.get('text', 'the page')}; {out} {many} that recur on its site left out"
    return replace(draft, text=PARAGRAPH.join(kept), found={**draft.found, "text": how})


def rows(source: Source, limits: Limits) -> Iterator[Draft | Unreadable]:
    """The articles of a JSON Lines file; an Unreadable where one is none."""
    if source.path is None:
        yield Unreadable("JSON Lines is read from files; save it and ingest that")
        return
    try:
        yield from jsonlines.drafts(source.path, limits)
    except Unreadable as error:
        yield error


def told(source: Source) -> Iterator[str]:
    """What the reading of a fetched page depends on beside its bytes."""
    yield from (source.hints.url or "", source.hints.charset or "")
    if source.entry is not None:
        yield from (source.entry.title or "", source.entry.text)


def fallback(source: Source, error: Unreadable) -> Draft | Unreadable:
    """The feed's own text of an article whose page gives none."""
    if source.entry is None or not source.entry.text or source.path is not None:
        return error
    return of_entry(source.entry, source.outlet, f"its page gave none: {error.reason}")


def is_fallback(found: Mapping[str, str]) -> bool:
    """Whether an article is the feed's own text, by how it was found."""
    return found.get("text", "").startswith(_OF_FEED)


def page(parsed: dict[str, Any], source: Source | None = None) -> Draft:
    """What a child made of one document; its feed fills in what it does not say."""
    draft = from_dict(parsed)
    if source is None or source.entry is None:
        return draft
    return completed(draft, source.entry, source.outlet)


def entries(parsed: dict[str, Any]) -> Iterator[Draft | Unreadable]:
    """The articles that a saved feed holds itself; nothing is fetched for them."""
    from rag.intake.web.feeds import from_json

    feed = from_json(parsed)
    for number, entry in enumerate(feed.entries, start=1):
        draft = of_entry(entry, feed.title, "a saved feed")
        if draft.text:
            yield replace(draft, line=number)
        else:
            yield Unreadable("the feed has no text of this article, only its address", number)


def of_entry(entry: Entry, outlet: str | None, why: str) -> Draft:
    """The feed's own text of an article."""
    kind = "whole text" if entry.whole else "summary"
    draft = Draft(text=entry.text, url=entry.url, found={"text": f"{_OF_FEED} {kind}; {why}"})
    if entry.url:
        draft = replace(draft, found={**draft.found, "url": _ENTRY})
    return completed(draft, entry, outlet)


def completed(draft: Draft, entry: Entry, outlet: str | None = None) -> Draft:
    """The draft with what its feed says where it says nothing itself."""
    given: dict[str, Any] = {
        "title": entry.title,
        "published": entry.published,
        "modified": entry.modified,
        "authors": entry.authors,
        "source": outlet,
    }
    new = {name: value for name, value in given.items() if value and not getattr(draft, name)}
    how = {name: "the feed's title" if name == "source" else _ENTRY for name in new}
    return replace(draft, **new, found={**draft.found, **how})
