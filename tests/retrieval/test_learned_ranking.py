"""Ranking: learned weights, closeness that counts only for news, and what must never happen."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from stories import OUTLETS, STORY, article, own_report

from rag import Rag
from rag.library.embedding import open_embedder
from rag.library.filters import EVERYTHING, Filter, day_number
from rag.library.library import Library
from rag.retrieval import ranking
from rag.retrieval.freshness import PACES, asks_news, closeness, recent
from rag.retrieval.named import Name
from rag.retrieval.pool import pooled
from rag.retrieval.question import analyse
from rag.retrieval.ranking import CLOSE, FIRST, NAMED, READ, Ranker
from rag.retrieval.search import find, widened
from rag.retrieval.when.asked import asked_dates
from rag.types import Article

ASKED = date(2024, 5, 20)
COST = "How much will the ferry terminal in Velmora cost?"


@pytest.fixture(scope="module")
def harbours(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    """Forty reports of ten outlets on forty days, about eight towns."""
    towns = "Askel Brunn Corvo Drava Elmet Farrow Gaunt Holm".split()
    articles = [
        article(
            f"report-{n}",
            f"The council of {towns[n % 8]} discussed the harbour on day {n}. "
            f"Its {('crane', 'quay', 'ferry', 'pier', 'lock')[n % 5]} will be repaired for {n + 3} "
            "million crowns, the mayor said.",
            title=f"{towns[n % 8]} repairs its harbour",
            source=f"Outlet {n % 10}",
            published=None if n % 13 == 12 else date(2024, 4, 1) + timedelta(days=n),
        )
        for n in range(40)
    ]
    folder = tmp_path_factory.mktemp("harbours") / "index"
    with Library.open(folder, lambda: open_embedder("minilm"), create=True) as library:
        library.store(articles)
        yield library


def test_the_stored_weights_are_those_of_the_evidence_and_none_is_negative() -> None:
    ranker = Ranker.learned()
    assert set(ranker.first) == {*FIRST, *CLOSE}
    assert set(ranker.final) == {*FIRST, *READ, *CLOSE}
    assert set(ranker.many) == {*FIRST, *READ, *NAMED}
    assert min(*ranker.first.values(), *ranker.final.values(), *ranker.many.values()) >= 0
    for weights in (ranker.first, ranker.final, ranker.many):
        content = sum(weight for name, weight in weights.items() if name not in CLOSE)
        assert content == pytest.approx(1, abs=0.01)


@pytest.mark.parametrize(
    ("question", "news"),
    [
        ("Which airline announced a deal to buy Spirit?", True),
        ("Who won the final?", True),
        ("Which volcano is erupting for the first time in years?", True),
        ("What happened in Velmora this week?", True),
        ("What is the latest on the ferry terminal?", True),
        ("Which seat is most likely to change hands?", True),
        ("The council closed its ferry terminal after a long dispute with both of the firms that"
         " use it. What is the terminal's name? What did it cost?", True),
        ("What is a ferry terminal?", False),
        ("How does a lock work?", False),
        ("Who opened the bridge in March 2013?", False),
        ("Did the Courier report that the terminal was late and did the Herald, which had asked the"
         " council for its papers in spring, report that it was not?", False),
    ],
)  # fmt: skip
def test_only_questions_for_news_prefer_what_is_new(question: str, news: bool) -> None:
    assert asks_news(question, asked_dates(question, ASKED)) is news


def test_closeness_is_0_for_what_is_undated_or_came_later_and_falls_with_age() -> None:
    days = [0, *(ASKED.toordinal() - age for age in (0, 4, 90, -1, -2))]
    close = closeness(np.array(days, np.int32), np.ones(len(days)), ASKED)
    assert set(close) == {*PACES, "newest"} == set(CLOSE)
    undated, now, four, ninety, tomorrow, later = close["days"].tolist()
    assert (undated, now, tomorrow, later) == (0, 1, 1, 0)
    assert four == pytest.approx(1 / np.e)
    assert 0 < ninety < 1e-6
    assert close["months"][3] == pytest.approx(1 / np.e)


def test_the_newest_is_the_newest_that_fits_and_was_there() -> None:
    days = np.array([0, *(ASKED.toordinal() - age for age in (900, 960, 30, -2))], np.int32)
    fits = np.array([1.0, 1.0, 0.9, 0.3, 1.0])
    newest = closeness(days, fits, ASKED)["newest"].tolist()
    assert newest == pytest.approx([0, 1, 1 / np.e, 1, 0])
    nothing = closeness(days[:1], fits[:1], ASKED)["newest"].tolist()
    assert nothing == [0]


def test_what_the_reader_set_is_not_searched_for_again() -> None:
    assert recent(Filter(since=ASKED), ASKED) is None
    lately = recent(Filter(sources=("TASS",)), ASKED)
    assert lately is not None
    assert lately.sources == ("TASS",)
    assert lately.since == ASKED - timedelta(days=10)


def test_of_two_reports_as_good_the_newer_comes_first_for_news_only(tmp_path: Path) -> None:
    def report(name: str, day: date) -> Article:
        text = f"The {name} council has approved the tunnel below the strait for good."
        return article(name, text, title="Tunnel approved", source=name, published=day)

    old, new = report("Askel", date(2023, 5, 18)), report("Brunn", date(2024, 5, 18))
    with Rag.open(tmp_path / "index") as rag:
        rag._open(create=True).store([old, new])
        told = rag.search("Which council approved the tunnel below the strait?", asked_at=ASKED)
        assert told.passages[0].article_id == "Brunn"
        assert told.understood.read == ("asks for news: articles close to 20 May 2024 count more",)
        plain = rag.search("Which council approved the tunnel below the strait?", without="dates")
        first, second = plain.passages[:2]
        assert first.score.final == pytest.approx(second.score.final, abs=0.02)
        past = date(2023, 5, 20)
        told = rag.search("Which council approved the tunnel below the strait?", asked_at=past)
        assert told.passages[0].article_id == "Askel"


def test_what_is_merely_new_does_not_come_before_what_fits(harbours: Library) -> None:
    newest = date(2024, 5, 10)
    question = analyse("What was discussed by the council of Askel on day 0?")
    found = find(harbours, question, EVERYTHING, 5, fresh=newest)
    assert found[0].title == "Askel repairs its harbour"


def test_copies_are_no_crowd(tmp_path: Path) -> None:
    """Ten planted copies of one day raise neither each other nor anything beside them."""
    planted = [
        article(f"copy-{n}", STORY, source=each, published=date(2024, 5, 7))
        for n, each in enumerate([*OUTLETS, "Ferry Truth", "Ferry News"])
    ]
    crowds = []
    for count in (1, len(planted)):
        folder = tmp_path / str(count)
        with Library.open(folder, lambda: open_embedder("minilm"), create=True) as library:
            library.store([*planted[:count], own_report()])
            question = analyse(COST)
            vector = library.embed_query(question.text)
            pool = pooled(library, widened(question), vector, [EVERYTHING], 200)
            crowds.append(float(ranking.first_evidence(pool)["crowd"].max()))
    assert crowds[1] == pytest.approx(crowds[0], abs=0.05)


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    sources=st.lists(st.integers(0, 9), max_size=3, unique=True),
    first=st.integers(0, 45),
    length=st.integers(0, 20),
    dated=st.booleans(),
    town=st.sampled_from(["Askel", "Corvo", "Holm"]),
)
def test_a_filter_never_returns_what_it_excludes(
    harbours: Library, sources: list[int], first: int, length: int, dated: bool, town: str
) -> None:
    since = date(2024, 4, 1) + timedelta(days=first) if dated else None
    until = since + timedelta(days=length) if since else None
    chosen = Filter(tuple(f"Outlet {n}" for n in sources), since, until)
    question = analyse(f"What did the council of {town} say about the harbour?")
    for each in find(harbours, question, chosen, 10, fresh=ASKED):
        assert not sources or each.source in chosen.sources
        day = None if each.published is None else day_number(each.published)
        assert chosen.admits_day(day)


@pytest.mark.parametrize("text", ["(A)", "X)", "A+", "[B", "C*", "A|B"])
def test_a_name_of_signs_is_looked_for_as_it_stands(text: str) -> None:
    assert not Name(text, (text,)).occurs_in("nothing of the kind")
    assert Name(text, (text,)).occurs_in(f"they call it {text} there")


def test_an_empty_library_finds_nothing(tmp_path: Path) -> None:
    with Library.open(tmp_path, lambda: open_embedder("minilm"), create=True) as library:
        assert find(library, analyse(COST), EVERYTHING, 8, fresh=ASKED) == []
        library.store([own_report()])
        library.remove("own", purge=True)
        assert find(library, analyse(COST), EVERYTHING, 8, fresh=ASKED) == []
