"""Questions of many clauses: what they name of their articles, and each clause found for itself."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from stories import article

from rag import Rag
from rag.library.filters import EVERYTHING, Filter
from rag.retrieval.apart import covering
from rag.retrieval.lengthy import SHORT, Told, is_lengthy
from rag.retrieval.parts import MOST_PARTS, clauses_of, parts
from rag.retrieval.phrases import read_with
from rag.retrieval.question import analyse
from rag.retrieval.wanted import Asking, wanted
from rag.types import Passage

ASKED = date(2024, 6, 20)
WHETHER = (
    "Does the Coast Daily article published on May 3, 2024 suggest that the cranes of the harbour "
    "stood still for a week, while the 'Lake Post' article indicates that a merger of two ferry "
    "companies was looked into?"
)
QUOTED = (
    "Which company closed the cranes of its harbour after inspectors had found cracks in the "
    "steel, called this “an excess of caution” in spring, and is looked into over its merger with "
    "a ferry company?"
)
LINES = {
    "coast": ("Coast Daily", date(2024, 5, 3), "The cranes of the harbour stood still for a week."),
    "again": ("Coast Daily", date(2024, 4, 9), "The cranes of the harbour stood still for days."),
    "copy": ("North Wire", date(2024, 5, 4), "The cranes of the harbour stood still once more."),
    "lake": ("Lake Post", date(2024, 5, 6), "A merger of two ferry companies is looked into."),
    "bread": ("North Wire", date(2024, 5, 7), "Bakers speak of an excess of caution over rye."),
    "steel": ("South Sun", date(2024, 5, 8), "Inspectors found cracks in the steel of a crane."),
}


@pytest.fixture(scope="module")
def coast(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Rag]:
    with Rag.open(tmp_path_factory.mktemp("coast") / "index") as rag:
        rag._open(create=True).store(
            [
                article(name, text, source=source, published=day, title=f"Report {name}")
                for name, (source, day, text) in LINES.items()
            ]
        )
        yield rag


def found(rag: Rag, question: str, k: int = 4, without: tuple[str, ...] = ()) -> list[str]:
    passages = rag.search(question, k=k, asked_at=ASKED, without=without).passages
    return [each.article_id for each in passages]


def test_a_sentence_is_lengthy_and_not_several_short_ones() -> None:
    assert is_lengthy(WHETHER)
    assert not is_lengthy("Who closed it? " * 20)
    assert not is_lengthy("")
    assert is_lengthy(f"{'word ' * SHORT}word?")
    assert not is_lengthy(f"{'word ' * (SHORT - 1)}word?")


def test_it_tells_the_outlets_and_days_of_its_articles(coast: Rag) -> None:
    library = coast._open()
    asks = wanted(analyse(WHETHER), library, EVERYTHING, Asking(ASKED))
    told = asks.told_by(EVERYTHING)
    assert told is not None
    assert [each.sources for each in told.outlets] == [("Coast Daily",), ("Lake Post",)]
    assert [(each.since, each.until) for each in told.days] == [(date(2024, 5, 3),) * 2]
    evidence = told.evidence(library, ["coast", "again", "bread", "gone"])
    assert evidence == {"outlet": [1.0, 1.0, 0.0, 0.0], "day": [1.0, 0.0, 0.0, 0.0]}


def test_what_the_reader_set_stays_set(coast: Rag) -> None:
    asks = wanted(analyse(WHETHER), coast._open(), EVERYTHING, Asking(ASKED))
    told = asks.told_by(Filter(since=date(2024, 5, 5)))
    assert told is not None
    assert not told.days
    assert all(each.since == date(2024, 5, 5) for each in told.outlets)


def test_a_short_question_is_ranked_as_any(coast: Rag) -> None:
    short = analyse("What did the Coast Daily and the Lake Post report?")
    assert wanted(short, coast._open(), EVERYTHING, Asking(ASKED)).told_by(EVERYTHING) is None


def test_nothing_named_is_no_evidence_and_no_fault(coast: Rag) -> None:
    assert Told().evidence(coast._open(), []) == {"outlet": [], "day": []}
    assert Told().evidence(coast._open(), ["coast"]) == {"outlet": [0.0], "day": [0.0]}


def test_the_article_of_the_outlet_and_the_day_comes_first(coast: Rag) -> None:
    ranked = found(coast, WHETHER)
    assert set(ranked[:2]) == {"coast", "lake"}
    assert ranked.index("coast") < ranked.index("again")


def test_words_quoted_in_one_clause_do_not_push_the_others_away(coast: Rag) -> None:
    ranked = found(coast, QUOTED, k=6)
    assert "bread" in ranked  # the quoted words stand there, and nowhere else
    assert ranked[0] != "bread"
    assert "bread" in found(coast, QUOTED, k=2)


def test_an_outlet_in_quotation_marks_is_held_by_its_articles(coast: Rag) -> None:
    passage = next(p for p in coast.search(WHETHER, k=6).passages if p.source == "Lake Post")
    assert "Lake Post" in read_with(passage)
    assert "Lake Post" not in coast.ask(WHETHER, asked_at=ASKED).text
    assert not any("exact words" in gap for gap in coast.ask(WHETHER, asked_at=ASKED).gaps)


def test_clauses_are_taken_apart_and_keep_their_words() -> None:
    pieces = clauses_of(WHETHER)
    assert len(pieces) == 2
    assert pieces[1].startswith("while the 'Lake Post' article")
    assert clauses_of("Does A say so, while B denies it?") == ()
    assert parts(WHETHER) == (WHETHER,)


@settings(max_examples=200, deadline=None)
@given(
    st.lists(
        st.sampled_from(["while", "and the", ", and", "cranes", "stood", "still,"]), max_size=90
    )
)
def test_any_words_are_taken_apart_without_loss(words: list[str]) -> None:
    question = " ".join(words)
    pieces = clauses_of(question)
    assert len(pieces) <= MOST_PARTS
    if pieces:
        kept = " ".join(pieces).replace(",", " ").split()
        assert kept == question.replace(",", " ").split()


def _scored(some: list[Passage], finals: list[float]) -> list[Passage]:
    return [
        replace(each, score=replace(each.score, final=final))
        for each, final in zip(some, finals, strict=True)
    ]


def test_a_passage_counts_for_the_whole_and_for_its_best_clause(coast: Rag) -> None:
    a, b, c, *_ = coast.search("cranes merger bread caution", k=4).passages
    whole = _scored([a, b], [0.8, 0.6])
    merged = covering(whole, [_scored([b], [0.5]), _scored([c, a], [0.4, 0.1])])
    assert [each.chunk_id for each in merged] == [b.chunk_id, a.chunk_id, c.chunk_id]
    finals = [each.score.final or 0.0 for each in merged]
    assert finals == sorted(finals, reverse=True)
    assert max(finals) <= 0.8
    assert covering([], []) == ()
    assert covering([], [[], whole])[0].chunk_id == a.chunk_id
