"""Addresses as sources: pages fetched, feeds followed to their articles' pages."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import PurePosixPath
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from rag.intake.apart import Apart, Job
from rag.intake.documents import Source
from rag.intake.draft import Hints, Unreadable
from rag.intake.identity import canonical_url
from rag.intake.marks import by_these_rules, mark
from rag.intake.memory import Memory
from rag.intake.sources import Address
from rag.intake.web.policy import Fetched, NotModified, Policy, Request
from rag.progress import Progress
from rag.types import Reading

if TYPE_CHECKING:
    from rag.intake.web.feeds import Entry, Feed
    from rag.intake.web.fetching import Fetcher

_ENDINGS = {
    "text/html": ".html",
    "application/xhtml+xml": ".html",
    "application/pdf": ".pdf",
    "text/plain": ".txt",
    "text/markdown": ".md",
}
_TOGETHER = 50
"""Pages named one after the other that are fetched before the first is stored."""
_NO_FEED = "a feed was at this address, and now a page is"


@dataclass(frozen=True, slots=True)
class _Plan:
    """A page to fetch, and why."""

    location: str
    url: str
    via: str = ""
    """The feed that names it."""
    entry: Entry | None = None
    outlet: str | None = None

    def source(
        self,
        page: Fetched | None = None,
        *,
        failed: Unreadable | None = None,
        known: Reading | None = None,
    ) -> Source:
        url = page.url if page else self.url
        return Source(
            location=self.location,
            id=canonical_url(url) or self.location,
            hints=Hints(_name(url, page), url, page.charset if page else None),
            data=page.data if page else None,
            via=self.via,
            entry=self.entry,
            outlet=self.outlet,
            etag=page.etag if page else None,
            last_modified=page.last_modified if page else None,
            known=known,
            failed=failed,
        )


@dataclass(frozen=True)
class Followed:
    """A feed and its articles' pages."""

    sources: Iterator[Source]
    reading: Reading
    fault: str | None = None
    """Why it may not list all that it has: then nothing is missing for not being in it."""


class Web:
    """Fetches for one run; nothing is opened before the first address."""

    def __init__(self, policy: Policy, apart: Apart, memory: Memory, progress: Progress) -> None:
        self._policy, self._apart, self._memory = policy, apart, memory
        self._progress = progress
        self._fetcher: Fetcher | None = None

    def collections(self, addresses: Sequence[Address]) -> Iterator[list[Source] | Followed]:
        """The pages that were named, and each feed by itself."""
        waiting = iter(dict.fromkeys(addresses))
        while some := list(islice(waiting, _TOGETHER)):
            plans = [_Plan(each.location, each.url) for each in some]
            found = list(self._fetched(plans))
            pages = [each for each in found if isinstance(each, Source)]
            if pages:
                yield pages
            yield from (each for each in found if isinstance(each, Followed))

    def close(self) -> None:
        if self._fetcher is not None:
            self._fetcher.close()

    def _fetched(self, plans: Sequence[_Plan]) -> Iterator[Source | Followed]:
        if self._fetcher is None:
            from rag.intake.web.fetching import Fetcher

            self._fetcher = Fetcher(self._policy)
        answers = self._fetcher.each([self._request(plan) for plan in plans])
        for done, (plan, (_, answer)) in enumerate(zip(plans, answers, strict=True), start=1):
            self._progress("fetching pages", done, len(plans))
            yield self._outcome(plan, answer)

    def _request(self, plan: _Plan) -> Request:
        """Asks whether a page changed only when it would be read as it was the last time."""
        known = self._memory.reading(plan.location, plan.via)
        if known is None or not by_these_rules(known):
            return Request(plan.url)
        return Request(plan.url, known.etag, known.last_modified)

    def _outcome(
        self, plan: _Plan, answer: Fetched | NotModified | Unreadable
    ) -> Source | Followed:
        if isinstance(answer, Unreadable):
            return plan.source(failed=answer)
        if isinstance(answer, NotModified):
            return self._unchanged(plan, answer)
        return self._arrived(plan, answer)

    def _unchanged(self, plan: _Plan, answer: NotModified) -> Source | Followed:
        known = self._memory.reading(plan.location, plan.via)
        if known is None:
            return plan.source(failed=Unreadable("removed while it was looked at; run it again"))
        etag, modified = answer.etag or known.etag, answer.last_modified or known.last_modified
        known = replace(known, etag=etag, last_modified=modified)
        if plan.via or known.articles:
            return plan.source(known=known)
        # A feed that did not change; the pages it names may have.
        through = self._memory.through(plan.location)
        plans = [_Plan(each.location, each.location, plan.location) for each in through]
        return Followed(self._items(plans), known)

    def _arrived(self, plan: _Plan, page: Fetched) -> Source | Followed:
        from rag.intake.web.feeds import from_json, looks_like_feed

        if not looks_like_feed(page.data, page.content_type):
            if plan.via or not self._memory.through(plan.location):
                return plan.source(page)
            # A page of maintenance, or of whoever has the address now: no article of this library.
            return plan.source(failed=Unreadable(_NO_FEED))
        if plan.via:
            return plan.source(page)
        hints = Hints(_name(page.url, page), page.url, page.charset)
        try:
            feed = from_json(self._apart.parsed(Job("feed", page.data, hints)))
        except Unreadable as error:
            return plan.source(failed=error)
        digest = mark(page.data, page.url)
        reading = Reading(plan.location, digest, etag=page.etag, last_modified=page.last_modified)
        plans = _plans(plan.location, feed)
        fault = _fault(feed) or self._strange(plan.location, page.url, plans)
        return Followed(self._items(plans), reading, fault)

    def _strange(self, location: str, url: str, plans: Sequence[_Plan]) -> str | None:
        """Why a feed may be another than the one that was read here before."""
        host = urlsplit(url).hostname
        known = {each.location for each in self._memory.through(location)}
        if host == urlsplit(location).hostname or not known:
            return None
        if not known.isdisjoint(plan.location for plan in plans):
            return None
        fault = f"the feed now comes from {host} and lists nothing that it did"
        return f"{fault}; nothing that came through it is removed"

    def _items(self, plans: Sequence[_Plan]) -> Iterator[Source]:
        """A feed's articles in its order; those it names no page of have only its own text."""
        fetched = self._fetched([plan for plan in plans if plan.url])
        for plan in plans:
            if not plan.url:
                yield plan.source(failed=Unreadable("the feed names no page of it"))
            elif isinstance(found := next(fetched), Source):
                yield found


def _fault(feed: Feed) -> str | None:
    if feed.damaged:
        fault = f"the feed is damaged ({feed.damaged}); what could be read of it was taken in"
    elif feed.left_out:
        fault = f"the feed lists {feed.left_out} articles more than are read at once"
    elif not feed.entries:
        fault = "the feed lists no articles"
    else:
        return None
    return f"{fault}; nothing that came through it is removed"


def _plans(location: str, feed: Feed) -> list[_Plan]:
    plans: dict[str, _Plan] = {}
    for number, entry in enumerate(feed.entries):
        at = entry.url or f"{location}#entry {entry.id or entry.title or number}"
        plans.setdefault(at, _Plan(at, entry.link or "", location, entry, feed.title))
    return list(plans.values())


def _name(url: str, page: Fetched | None) -> str:
    """The last part of the address, with the ending of what the server calls it."""
    name = PurePosixPath(urlsplit(url).path).name or "page"
    ending = _ENDINGS.get(page.content_type or "") if page else None
    return f"{name}{ending}" if ending and not name.lower().endswith(ending) else name
