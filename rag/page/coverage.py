"""Which articles there are by day and outlet: a picture, and the same as a table."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace

from rag.markup import Html, join, tag
from rag.page import coveragewords as said
from rag.page import links
from rag.page.links import UNNAMED, Sought
from rag.page.picture import Lane, Mark, Spot, picture
from rag.types import Answer, Citation, Coverage, Covered, Passage

LEAST = 2
"""Articles from which on there is something to see."""
BARS = 40
"""Of a lane, at most: each then has room to be seen and aimed at."""
_LONGEST_NAME = 44


def of_answer(answer: Answer) -> Html | None:
    """The articles read for an answer, each a mark that opens it; None for a single one."""
    held = answer.coverage
    if held.articles < LEAST:
        return None
    labels = _labels(answer)
    cited = {each.article_id: each for each in reversed(answer.citations)}

    def marks(cell: Covered) -> tuple[Mark, ...]:
        return tuple(
            Mark(said.mark(labels[each], cell, each in cited), _opens(each, answer), each in cited)
            for each in cell.article_ids
        )

    rows = (
        (
            said.days(cell, "day"),
            said.whose(cell),
            labels[each],
            _opens(each, answer),
            each in cited,
        )
        for cell in held.cells
        for each in cell.article_ids
    )
    return tag(
        "section",
        tag("p", tag("b", f"{said.COVERAGE}:"), f" {said.of_answer(held)}", _key()),
        _drawn(held, marks),
        _table(
            (said.DAY, said.OUTLET, said.ARTICLE, said.CITED_HEAD),
            (
                (
                    on,
                    whose,
                    tag("a", label, href=href, dir="auto"),
                    said.YES if is_cited else said.NO,
                )
                for on, whose, label, href, is_cited in rows
            ),
        ),
        class_="coverage",
        aria_label=said.COVERAGE,
    )


def of_library(held: Coverage) -> Html:
    """All articles of a library, bars that open their list."""
    if not held.articles:
        return tag("p", said.NOTHING, class_="note")
    cells = _binned(held)
    most = max(cell.articles for cell in cells)

    def marks(cell: Covered) -> tuple[Mark, ...]:
        return (Mark(said.bar(cell), _lists(cell), size=cell.articles / most),)

    rows = (
        (
            said.days(cell, held.precision),
            said.whose(cell),
            tag(
                "a",
                f"{cell.articles:,}",
                href=_lists(cell),
                aria_label=said.bar(cell),
            ),
        )
        for cell in held.cells
    )
    coarse = said.coarse(held.precision)
    return join(
        [
            tag("p", said.of_library(held), class_="count"),
            tag(
                "section",
                _drawn(Coverage(cells, held.precision), marks),
                tag("p", coarse, class_="note") if coarse else None,
                _table((said.DAY, said.OUTLET, said.ARTICLES), rows),
                class_="coverage",
                aria_label=said.COVERAGE,
            ),
        ]
    )


def _binned(held: Coverage) -> tuple[Covered, ...]:
    """With neighbouring days together, as many as one bar has room for."""
    first, last = held.first, held.last
    if first is None or last is None:
        return held.cells
    width = max(1, -(-((last - first).days + 1) // BARS))
    bins: dict[tuple[int | None, object], Covered] = {}
    for cell in held.cells:
        n = None if cell.since is None else (cell.since - first).days // width
        before = bins.get((n, cell.outlet))
        if before is not None:
            cell = replace(
                cell,
                since=before.since,
                articles=before.articles + cell.articles,
                article_ids=(),
            )
        bins[n, cell.outlet] = cell
    return tuple(bins.values())


def _labels(answer: Answer) -> dict[str, str]:
    """What to call each article that was read."""
    read: tuple[Citation | Passage, ...] = (*answer.citations, *answer.passages)
    copies = {
        copy.article_id: copy.title or links.name_of(copy.location)
        for each in read
        for copy in each.copies
    }
    return copies | {each.article_id: each.label for each in read}


def _opens(article_id: str, answer: Answer) -> str:
    """Where an article opens: at the words cited, at the passage read, or at its beginning."""
    for citation in answer.citations:
        if citation.article_id == article_id:
            return links.of_citation(citation, answer.citations)
    for passage in answer.passages:
        if passage.article_id == article_id:
            return links.of_passage(passage)
    return links.of_article(article_id)


def _lists(cell: Covered) -> str:
    """Where the articles of a cell are: the only one itself, or the list of all."""
    if len(cell.article_ids) == 1:
        return links.of_article(cell.article_ids[0])
    named = cell.source or "".join(cell.credits[:1]) or ("" if cell.others else UNNAMED)
    only = "" if cell.since else "only"
    return links.of_library(1, Sought("", named, "", cell.since, cell.until, only))


def _drawn(held: Coverage, marks: Callable[[Covered], tuple[Mark, ...]]) -> Html:
    lanes: dict[str, list[Spot]] = {}
    for cell in sorted(held.cells, key=lambda each: each.outlet[2]):
        lanes.setdefault(said.whose(cell), []).append(Spot(cell.since, marks(cell)))
    drawn = [Lane(_short(name), tuple(spots)) for name, spots in lanes.items()]
    last = max((cell.since for cell in held.cells if cell.since), default=None)
    ends = [said.tick(day, held.precision) for day in (held.first, last) if day]
    return picture(drawn, said.PICTURE, said.UNDATED, list(dict.fromkeys(ends)))


def _short(name: str) -> str:
    return name if len(name) <= _LONGEST_NAME else name[: _LONGEST_NAME - 1].rstrip() + "…"


def _key() -> Html:
    """What filled and hollow mean."""
    return tag(
        "span",
        tag("i", class_="filled"),
        f" {said.CITED} ",
        tag("i", class_="hollow"),
        f" {said.READ}",
        class_="key",
        aria_hidden="true",
    )


def _table(heads: Sequence[str], rows: Iterable[Sequence[Html | str]]) -> Html:
    return tag(
        "details",
        tag("summary", said.AS_TABLE),
        tag(
            "div",
            tag(
                "table",
                tag("thead", tag("tr", *(tag("th", head, scope="col") for head in heads))),
                tag("tbody", *_rows(rows)),
            ),
            class_="wide",
        ),
        class_="tabled",
    )


def _rows(rows: Iterable[Sequence[Html | str]]) -> Iterator[Html]:
    for row in rows:
        yield tag("tr", *(tag("td", cell, dir="auto") for cell in row))
