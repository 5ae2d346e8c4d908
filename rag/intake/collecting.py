"""A collection in two passes: each input as far as it goes alone, then less what recurs.

In between, what was made of an input waits in a spool. An input that is as it was when it was last
read is not parsed again, unless what recurs around it has changed.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from urllib.parse import urlsplit

from rag.intake import documents
from rag.intake.apart import Apart, Job
from rag.intake.documents import PARSERS, Source, Text
from rag.intake.draft import Draft, Limits, Unreadable
from rag.intake.files import decoded, opened, read_bytes
from rag.intake.kinds import HEAD, Kind, kind_of
from rag.intake.marks import mark, mark_of
from rag.intake.memory import Forgetful, Memory
from rag.intake.recurring import NOTHING, Blocks, furniture
from rag.intake.spool import Spool
from rag.progress import Progress, silent
from rag.types import Kept, Reading, Rejected

_PORTAL = re.compile(r"^(?:www\d?|m|mobile|amp)\.")


@dataclass(slots=True)
class _Staged:
    """An input after the first pass."""

    source: Source
    mark: str = ""
    kind: Kind | None = None
    known: Reading | None = None
    """How it was read the last time, when it has not changed since."""
    fault: Unreadable | None = None
    number: int = -1
    """Where the spool keeps what was made of it."""
    site: str = ""
    blocks: Blocks = NOTHING


@dataclass(frozen=True)
class Found:
    """An input that was read: its articles, and how to know it the next time."""

    source: Source
    drafts: Iterator[Draft | Unreadable]
    reading: Reading
    """Without its articles, which whoever takes them adds."""
    streamed: bool = False
    """Whether it is read while it is taken, so that it may change meanwhile."""


class Collecting:
    """Reads one collection after another."""

    def __init__(
        self, apart: Apart, limits: Limits, memory: Memory, progress: Progress = silent
    ) -> None:
        self._apart, self._limits, self._memory = apart, limits, memory
        self._progress, self._seen = progress, 0

    def read(self, inputs: Iterable[Source | Rejected]) -> Iterator[Found | Kept | Rejected]:
        """What is compared with each other, in the order given."""
        with Spool() as spool:
            first = self._first(inputs, spool)
            recurring = _recurring(each for each in first if isinstance(each, _Staged))
            for staged in first:
                if isinstance(staged, Rejected):
                    yield staged
                else:
                    yield self._second(staged, recurring.get(staged.site, frozenset()), spool)

    # --- first pass -----------------------------------------------------------------------

    def _first(self, inputs: Iterable[Source | Rejected], spool: Spool) -> list[_Staged | Rejected]:
        staged: list[_Staged | Rejected] = []
        for each, parsed in self._apart.each(self._jobs(inputs, staged, spool)):
            if isinstance(parsed, Unreadable):
                each.fault = parsed
            else:
                each.number = spool.put(parsed)
                self._compare(each, parsed)
        return staged

    def _jobs(
        self, inputs: Iterable[Source | Rejected], staged: list[_Staged | Rejected], spool: Spool
    ) -> Iterator[tuple[_Staged, Job]]:
        """What must be parsed apart; everything is noted in ``staged``, in its order."""
        for source in inputs:
            if isinstance(source, Rejected):
                staged.append(source)
                continue
            each = _Staged(source)
            staged.append(each)
            self._seen += 1
            self._progress("reading", self._seen, None)
            try:
                data = self._begun(each, spool)
            except Unreadable as error:
                each.fault = error
                continue
            if data is not None and each.kind is not None:
                yield each, documents.job(each.kind, source, data)

    def _begun(self, each: _Staged, spool: Spool) -> bytes | None:
        """Reads an input as far as that goes here; its bytes when it is to be parsed apart."""
        source = each.source
        if source.known is not None:
            _recall(each, source.known)
            return None
        each.mark = self._mark(source)
        known = self._memory.reading(source.location, source.via)
        if known is not None and known.mark == each.mark:
            _recall(each, known)
            return None
        if source.failed is not None:
            raise _stays(source.failed) if known else source.failed
        each.kind = kind_of(source.hints.name, self._head(source))
        if each.kind is Kind.JSON_LINES:
            return None
        data = self._bytes(source)
        if each.kind in PARSERS:
            return data
        text = Text(*decoded(data))
        if each.kind is Kind.TEXT:
            each.blocks = text.blocks(self._limits)
        each.number = spool.put([text.text, text.encoding])
        return None

    def _mark(self, source: Source) -> str:
        if source.path is not None:
            with opened(source.path, self._limits) as stream:
                return mark_of(stream)
        return mark(source.data or b"", *documents.told(source))

    def _head(self, source: Source) -> bytes:
        if source.path is None:
            return (source.data or b"")[:HEAD]
        with opened(source.path, self._limits) as stream:
            return stream.read(HEAD)

    def _bytes(self, source: Source) -> bytes:
        if source.path is None:
            return source.data or b""
        return read_bytes(source.path, self._limits)

    def _compare(self, each: _Staged, parsed: dict[str, object]) -> None:
        if each.kind is Kind.HTML:
            draft = documents.page(parsed)
            each.blocks = documents.blocks_of(draft)
            each.site = site_of(draft.url or each.source.hints.url)

    # --- second pass ----------------------------------------------------------------------

    def _second(self, each: _Staged, recurring: frozenset[int], spool: Spool) -> Found | Kept:
        dropped = tuple(sorted(recurring.intersection(each.blocks.blocks)))
        if each.known is not None:
            kept = _renewed(each.known, each.source)
            # What a server did not send again can only stay as it is.
            if each.source.known is not None or dropped == each.known.dropped:
                return Kept(kept)
            each = self._again(each, spool)
        reading = Reading(
            location=each.source.location,
            mark=each.mark,
            via=each.source.via,
            etag=each.source.etag,
            last_modified=each.source.last_modified,
            site=each.site,
            blocks=each.blocks.blocks,
            sketch=each.blocks.sketch,
            dropped=dropped,
        )
        drafts = self._drafts(each, frozenset(dropped), spool)
        return Found(each.source, drafts, reading, each.kind is Kind.JSON_LINES)

    def _again(self, each: _Staged, spool: Spool) -> _Staged:
        """An input that did not change, read anew because what recurs around it did."""
        fresh = Collecting(self._apart, self._limits, Forgetful())
        (again,) = fresh._first([each.source], spool)
        if isinstance(again, Rejected):
            return replace(each, fault=Unreadable(again.reason))
        return again

    def _drafts(
        self, each: _Staged, recurring: frozenset[int], spool: Spool
    ) -> Iterator[Draft | Unreadable]:
        try:
            if each.fault is not None:
                raise each.fault
            if each.kind is Kind.JSON_LINES:
                yield from documents.rows(each.source, self._limits)
            elif each.kind is Kind.FEED:
                yield from documents.entries(spool.get(each.number))
            elif each.kind in PARSERS:
                draft = documents.page(spool.get(each.number), each.source)
                yield documents.without(draft, recurring)
            else:
                text = Text(*spool.get(each.number))
                yield text.draft(each.kind or Kind.TEXT, recurring, self._limits)
        except Unreadable as error:
            yield documents.fallback(each.source, error)


def _recall(each: _Staged, known: Reading) -> None:
    each.known, each.site = known, known.site
    each.blocks = Blocks(known.blocks, known.sketch)


def _renewed(known: Reading, source: Source) -> Reading:
    """The same with what the server now says of the page, and the way it came this time."""
    if source.path is not None or source.failed is not None:
        return replace(known, via=source.via)
    return replace(
        known,
        via=source.via,
        etag=source.etag or known.etag,
        last_modified=source.last_modified or known.last_modified,
    )


def _stays(failed: Unreadable) -> Unreadable:
    return Unreadable(f"{failed.reason}; the text stored before stays")


def _recurring(staged: Iterable[_Staged]) -> dict[str, frozenset[int]]:
    """What recurs, by site; inputs that name none share the empty name."""
    sites: defaultdict[str, list[Blocks]] = defaultdict(list)
    for each in staged:
        if each.blocks.blocks:
            sites[each.site].append(each.blocks)
    return {site: furniture(blocks) for site, blocks in sites.items()}


def site_of(url: str | None) -> str:
    """The host that a page's pages share: without the parts that say how it is shown."""
    return _PORTAL.sub("", urlsplit(url).hostname or "") if url else ""
