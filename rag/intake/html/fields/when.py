"""When an article was published and when it was changed, as its page says."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from itertools import islice

from rag.intake import attribution, dates
from rag.intake.html.fields.about import About
from rag.intake.html.fields.naming import opens_byline
from rag.intake.html.fields.order import Order, in_url, order_of, read
from rag.intake.html.fields.said import Said, first
from rag.intake.html.fields.signals import Block, Marked
from rag.types import Moment

_PUBLISHED = (
    "article:published_time", "og:article:published_time", "article:published",
    "og:published_time", "datepublished", "date_published", "parsely-pub-date", "sailthru.date",
    "rnews:datepublished", "cxenseparse:recs:publishtime", "cxenseparse:publishtime",
    "cxenseparse:recs:publishtime", "originalpublicationdate", "article_date_original",
    "citation_publication_date", "citation_online_date", "dc.date.issued", "dcterms.issued",
    "dc.date.published", "pubdate", "publishdate", "publish-date", "publish_date",
    "published-date", "publication_date", "publicationdate", "published", "published_time",
    "ptime", "displaydate", "bt:pubdate", "og:pubdate", "article.published", "firstpublished",
    "dcterms.created", "dc.date.created", "article:created", "datecreated", "release_date",
    "og:release_date", "weibo:article:create_at", "dcsext.articlefirstpublished",
)  # fmt: skip
_LOOSE = (
    "date", "dc.date", "dcterms.date", "citation_date", "pub_date", "timestamp", "og:date",
    "create_date",
)  # fmt: skip
_MODIFIED = (
    "article:modified_time", "article:updated_time", "og:updated_time", "og:modified_time",
    "datemodified", "dcterms.modified", "dc.date.modified", "article:modified", "last-modified",
    "lastmod", "revised", "moddate", "updated", "modified", "weibo:article:update_at",
    "lastmodified", "dc.date.updated",
)  # fmt: skip
_ANY_NAME = re.compile(
    # What else a meta element is called that gives the day of publication.
    r"(?:.{0,30}[-_.:])?(?:(?:first)?publi(?:sh|sh?ed|cation|cado)?[-_.:]?(?:date|time|datetime|at|on)"
    r"|(?:date|time)[-_.:]?publi(?:sh|shed|cation)|(?:article|story|post|news|issue|release|display)"
    r"[-_.:]?date(?:time)?)(?:[-_.:](?:iso|utc|gmt))?"
)
_STATED = re.compile(
    r"[\"'](?:date_?published|first_?published(?:_?(?:at|date|time))?"
    r"|publish(?:ed)?_?(?:at|on|date|time|timestamp)|publication_?(?:date|time))[\"']\s{0,3}:\s{0,3}"
    r"(?:[\"'](?P<text>[^\"'<>]{8,40})[\"']|(?P<number>\d{10,13}))",
    re.IGNORECASE,
)
_LONGEST_SCRIPT = 500_000
_MOST_STATED = 50
_LONGEST_LINE = 140
_LONGEST_BYLINE, _BYLINE_END = 240, 60
_PARTS, _PART = 4, 9
"""Short blocks that a page sets a date in: one each for month, day and year."""
_JOINT = re.compile(r"(?<=\d)(?=[^\W\d])|(?<=[^\W\d])(?=\d)")
_TOWN = re.compile(r"[^.!?]{0,30}[^.!?\d][^!?]{0,80}?(?:[—–]|\s--?\s)")
_REST = 70  # characters that a line near the headline may say besides its date
_FEW = 40


def published(about: About, url: str | None) -> Said[Moment] | None:
    """The moment of publication, by the order of trust; the address decides between two."""
    order = order_of(about, url)
    told = list(_machine(about, order)) or list(_other(about, order))
    day = next((d for u in (url, *sorted(about.addresses)) if u and (d := in_url(u))), None)
    named: Said[Moment] | None = Said(day, "the address") if day else None
    if told and named:
        if not _near(told[0].value, named.value):
            given = (*told, *_visible(about, order, changes=False))
            agreeing = [each for each in given if _near(each.value, named.value)]
            return _finest(agreeing) if agreeing else told[0]
        return _finest([each for each in told if _near(each.value, told[0].value)])
    if told:
        return _finest([each for each in told if _near(each.value, told[0].value)])
    seen = [said for said in _visible(about, order, changes=False) if not _ahead(said.value)]
    if named:
        same = [each for each in seen if _near(each.value, named.value)]
        return first(same) or named
    return first(seen) or first(_stated(about, order)) or first(_opening(about))


def modified(about: About, url: str | None, after: Moment | None) -> Said[Moment] | None:
    """The moment of the last change, when there was one after publication."""
    order = order_of(about, url)
    for said in (*_modified(about, order), *_visible(about, order, changes=True)):
        if after is None or _later(said.value, after):
            return said
    return None


def _machine(about: About, order: Order) -> Iterator[Said[Moment]]:
    yield from _read(about.values("datePublished"), "JSON-LD datePublished", order)
    for name in _PUBLISHED:
        yield from _read(about.signals.said(name)[:1], f"meta {name}", order)
    yield from _items(about, order, "datepublished")
    yield from _read(about.values("dateCreated"), "JSON-LD dateCreated", order)
    yield from _read(about.values("uploadDate"), "JSON-LD uploadDate", order)
    for name in _LOOSE:
        # A bare number there may count anything.
        texts = [
            text for text in about.signals.said(name)[:1] if len(text) == 8 or not text.isdigit()
        ]
        yield from _read(texts, f"meta {name}", order)
    yield from _items(about, order, "datecreated")


def _other(about: About, order: Order) -> Iterator[Said[Moment]]:
    for name in about.signals.meta:
        if len(name) < 60 and _ANY_NAME.fullmatch(name):
            yield from _read(about.signals.said(name)[:1], f"meta {name}", order)


def _modified(about: About, order: Order) -> Iterator[Said[Moment]]:
    yield from _read(about.values("dateModified"), "JSON-LD dateModified", order)
    for name in _MODIFIED:
        yield from _read(about.signals.said(name)[:1], f"meta {name}", order)
    yield from _items(about, order, "datemodified")


def _items(about: About, order: Order, kind: str) -> Iterator[Said[Moment]]:
    """Item properties of the article, not those of its comments or of other articles."""
    for item in about.signals.marked:
        if item.kind == kind and not item.apart and "comment" not in item.scope.lower():
            yield from _read([item.machine, item.text], f"microdata {item.prop}", order)


def _read(
    values: list[object] | list[str | None] | list[str], how: str, order: Order
) -> Iterator[Said[Moment]]:
    for value in values[:3]:
        moment = plausible(read(value, order))
        if moment:
            yield Said(moment, how)


def plausible(moment: Moment | None) -> Moment | None:
    """The moment, unless no page can have it: the start of an epoch, years ahead."""
    if (
        moment is None
        or moment.year < 1800
        or (moment.year, moment.month, moment.day) == (1970, 1, 1)
    ):
        return None
    # The clock only bounds what is possible; it is never a date.
    return moment if _day(moment) <= datetime.now(UTC).date() + timedelta(days=366) else None


def _not_of_visit(said: Iterator[Said[Moment]]) -> Iterator[Said[Moment]]:
    """Without those of the day of this reading, which mastheads show above the headline."""
    today = datetime.now(UTC).date()
    return (each for each in said if abs((_day(each.value) - today).days) > 1)


def _ahead(moment: Moment) -> bool:
    """Whether it lies ahead: what a reader sees of such a day is an event's, not publication's."""
    return _day(moment) > datetime.now(UTC).date() + timedelta(days=1)


def _stated(about: About, order: Order) -> Iterator[Said[Moment]]:
    """What the page's scripts state, where all that they state is of one day."""
    stated = (
        match["text"] or match["number"]
        for script in about.signals.scripts
        for match in islice(_STATED.finditer(script, 0, _LONGEST_SCRIPT), _MOST_STATED)
    )
    moments = [moment for text in stated if (moment := plausible(read(text, order)))]
    if moments and all(_day(each) == _day(moments[0]) for each in moments):
        yield Said(moments[0], "the page's script")


def _opening(about: About) -> Iterator[Said[Moment]]:
    """The day in a dateline that the text opens with: ``HARWICK, March 5, 2023 (AP) -``."""
    for block in about.signals.blocks[about.text_at : about.text_at + 1]:
        town = _TOWN.match(block.text)
        found = dates.within(town.group()) if town else None
        if found and plausible(found[0].moment):
            yield Said(found[0].moment, f"dateline “{town.group().strip() if town else ''}”")


def _visible(about: About, order: Order, *, changes: bool) -> Iterator[Said[Moment]]:
    """Dates that a reader sees: marked ones and lines by the headline, then further off."""
    signals = about.signals
    low, high = about.head_at - 4, about.text_at + 2
    for apart in (False, True):
        near = [
            m
            for m in signals.marked
            if low <= m.block <= high and m.kind in ("time", "date") and m.apart == apart
        ]
        above = [m for m in near if m.block < about.head_at and not m.machine]
        yield from _not_of_visit(_marks(about, above, order, changes))
        yield from _marks(about, [m for m in near if m not in above], order, changes)
        mast = signals.blocks[max(0, low) : about.head_at]
        yield from _not_of_visit(_lines(mast, apart, order, changes))
        yield from _lines(signals.blocks[max(0, about.head_at) : high], apart, order, changes)
    if not changes:
        yield from _not_of_visit(_parted(signals.blocks[max(0, low) : high]))
    if about.head_at != about.text_at:
        for kind in ("time", "date"):
            far = [m for m in signals.marked if m.kind == kind and not m.apart and m.block > high]
            yield from _marks(about, far if len(far) < 3 else [], order, changes)
    for block in signals.blocks[about.text_at :]:
        if not block.apart and len(block.text) < 90 and dates.tells_publication(block.text):
            yield from _line(block.text, "", order, changes)


def _lines(
    blocks: Sequence[Block], apart: bool, order: Order, changes: bool
) -> Iterator[Said[Moment]]:
    before = ""
    for block in blocks:
        if block.apart == apart:
            yield from _line(block.text, before, order, changes)
        before = block.text


def _parted(blocks: Sequence[Block]) -> Iterator[Said[Moment]]:
    """A date in the shape of a calendar's leaf: month, day and year each on its own."""
    for at in range(len(blocks)):
        short = [block.text for block in blocks[at : at + _PARTS] if len(block.text) <= _PART]
        found = dates.within(_JOINT.sub(" ", " ".join(short))) if short else None
        if found and plausible(found[0].moment) and len(found[1]) <= _PART:
            yield Said(found[0].moment, f"dateline “{' '.join(short)}”")


def _marks(
    about: About, marks: list[Marked], order: Order, changes: bool
) -> Iterator[Said[Moment]]:
    for mark in marks[:_FEW]:
        before = about.signals.blocks[mark.block - 1].text if mark.block else ""
        text = mark.text[:_LONGEST_LINE]
        if mark.machine and read(mark.machine, order):
            own = (
                about.signals.blocks[mark.block].text
                if mark.block < len(about.signals.blocks)
                else ""
            )
            lead = own.partition(text)[0][-14:] if text and text in own else own[:60]
            change = dates.changed(text) or dates.changed(lead)
            change = change or (not own.find(text) and dates.changed(before[-12:]))
            if change == changes:
                yield from _read(
                    [mark.machine], f"time element “{text[:60] or mark.machine}”", order
                )
        elif len(mark.text) <= _LONGEST_LINE:
            yield from _line(text, before, order, changes)


def _line(text: str, before: str, order: Order, changes: bool) -> Iterator[Said[Moment]]:
    """The date of one short line, or the one behind its "Updated"."""
    if attribution.photo_credit(text):
        return
    if len(text) > _LONGEST_LINE:
        if len(text) > _LONGEST_BYLINE or not opens_byline(text):
            return
        text = text[-_BYLINE_END:]
    first, then = dates.parted(text)
    if then or first != text:
        text = (then if changes else first).strip(" |;/,·•(-–—")
    elif dates.changed(before[-12:]) != changes:
        return
    found = dates.within(text)
    moment = found[0].moment if found else read(text, order)
    rest = found[1] if found else ""
    brief = len(rest) <= _REST and rest.count(" ") <= 9
    if plausible(moment) and moment and brief:
        yield Said(moment, f"{'the line' if changes else 'dateline'} “{text.strip()[:80]}”")


def _finest(said: list[Said[Moment]]) -> Said[Moment]:
    """The first, or the first of the same day that has a time where the first has none."""
    if isinstance(said[0].value, datetime):
        return said[0]
    times = [each for each in said if isinstance(each.value, datetime)]
    return next((each for each in times if _near(each.value, said[0].value)), said[0])


def _day(moment: Moment) -> date:
    return moment.date() if isinstance(moment, datetime) else moment


def _near(one: Moment, other: Moment) -> bool:
    """Whether two moments may be one: the same day, or a day apart for the sake of zones."""
    return abs((_day(one) - _day(other)).days) <= 1


def _later(one: Moment, other: Moment) -> bool:
    if isinstance(one, datetime) and isinstance(other, datetime):
        return one > other
    return _day(one) > _day(other)
