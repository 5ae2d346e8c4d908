"""Cited events in the order of their days: what dates them, and what does not."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest
from ferry_kit import written

from rag import Rag
from rag.answering.timeline import dated_events
from rag.types import Citation, Moment


def cited(n: int, quote: str, published: Moment | None) -> Citation:
    return Citation(
        n=n,
        article_id=f"a{n}",
        revision=1,
        title=None,
        label=f"a{n}",
        source=None,
        credits=(),
        authors=(),
        published=published,
        url=None,
        speaker=None,
        start=0,
        end=len(quote),
        quote=quote,
    )


@pytest.fixture(scope="module")
def ferry(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Rag]:
    folder = tmp_path_factory.mktemp("ferry-timeline")
    with Rag.open(folder / "index") as rag:
        rag.ingest(written(folder / "articles"))
        yield rag


@pytest.mark.parametrize(
    ("quote", "since", "until", "precision", "by"),
    [
        ("The bridge opened on 3 May 2021.", (2021, 5, 3), (2021, 5, 3), "day", "text"),
        ("The bridge opened yesterday.", (2021, 5, 9), (2021, 5, 9), "day", "text"),
        ("The bridge opened in March.", (2021, 3, 1), (2021, 3, 31), "month", "text"),
        ("The bridge was begun in 2017.", (2017, 1, 1), (2017, 12, 31), "year", "text"),
        ("The bridge is long.", (2021, 5, 10), (2021, 5, 10), "day", "published"),
        (
            "He said on 4 May 2021 that it opened on 2 May.",
            (2021, 5, 2),
            (2021, 5, 2),
            "day",
            "text",
        ),
    ],
)
def test_an_event_is_dated_by_its_words_else_by_its_article(
    quote: str,
    since: tuple[int, int, int],
    until: tuple[int, int, int],
    precision: str,
    by: str,
) -> None:
    (event,) = dated_events([cited(1, quote, date(2021, 5, 10))], [1])
    assert (event.since, event.until) == (date(*since), date(*until))
    assert (event.precision, event.dated_by) == (precision, by)
    assert (event.words or "") in quote
    assert (event.words is None) is (by == "published")


def test_what_nothing_dates_stands_last_without_a_day() -> None:
    citations = [
        cited(1, "The bridge opened yesterday.", None),
        cited(2, "It was begun on 1 March 2019.", None),
    ]
    events = dated_events(citations, [1, 2])
    assert [event.n for event in events] == [2, 1]
    assert (events[1].since, events[1].dated_by, events[1].precision) == (None, None, None)


def test_a_timeline_is_in_order_and_every_event_an_exact_span(ferry: Rag) -> None:
    found = ferry.timeline("the ferry Aster")
    days = [event.since for event in found.events if event.since]
    assert days == sorted(days)
    assert len(set(days)) >= 2
    assert [event.n for event in found.events] == list(range(1, len(found.events) + 1))
    for event in found.events:
        held = found.citation(event.n)
        text = ferry.article(held.article_id, held.revision).text
        assert text[held.start : held.end] == held.quote == event.text


def test_a_filter_binds_a_timeline(ferry: Rag) -> None:
    found = ferry.timeline("the ferry Aster", source="Inland Post")
    assert {citation.source for citation in found.citations} == {"Inland Post"}


def test_a_timeline_of_what_no_article_tells_is_empty(ferry: Rag) -> None:
    found = ferry.timeline("the capital of Mongolia")
    assert (found.events, found.undated, found.citations) == ((), (), ())
    assert found.to_dict()["schema"] == 1
