"""Retrieval is measured as ir-measures measures it, by article, by span and by fact."""

from __future__ import annotations

import math

import ir_measures
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.evaluation.metrics import retrieval
from rag.evaluation.observed import Observed, Span
from rag.evaluation.questions import Gold, GoldSpan
from rag.evaluation.scoring import no_texts

METRICS = {metric.name: metric for metric in retrieval.metrics()}


def found(*passages: Span, silent: bool = False) -> Observed:
    return Observed("text", silent, passages=passages)


def of(article: str, text: str = "") -> Span:
    return Span(article, text or f"words of {article}")


def value(name: str, gold: Gold, observed: Observed) -> float | None:
    return METRICS[name].measure(gold, observed, no_texts).value


def gold(**fields: object) -> Gold:
    return Gold("g", "fact", "Q?", **fields)  # type: ignore[arg-type]


TWO = gold(article_ids=("a", "b"))
SECOND_AND_FOURTH = found(of("x"), of("a"), of("a"), of("y"), of("b"))
"""By article the places are x, a, y, b."""


@pytest.mark.parametrize(
    ("name", "by_hand"),
    [
        ("article_recall@1", 0),
        ("article_recall@4", 1),
        ("article_precision@4", 2 / 4),
        ("article_precision@10", 2 / 10),
        ("article_hit@1", 0),
        ("article_hit@4", 1),
        ("article_MRR@10", 1 / 2),
        ("article_MAP@4", (1 / 2 + 2 / 4) / 2),
        (
            "article_nDCG@4",
            (1 / math.log2(3) + 1 / math.log2(5)) / (1 + 1 / math.log2(3)),
        ),
    ],
)
def test_by_article_each_measure_is_what_the_hand_makes_it(name: str, by_hand: float) -> None:
    assert value(name, TWO, SECOND_AND_FOURTH) == pytest.approx(by_hand)


RANKED = st.lists(st.sampled_from("abcdefgh"), max_size=12, unique=True)
WANTED = st.lists(st.sampled_from("abcdefgh"), min_size=1, max_size=5, unique=True)


@given(RANKED, WANTED)
def test_by_article_each_measure_is_that_of_ir_measures_itself(
    ranked: list[str], wanted: list[str]
) -> None:
    measures = {"recall": "R", "precision": "P", "hit": "Success", "MRR": "RR"}
    measures |= {"nDCG": "nDCG", "MAP": "AP"}
    observed = found(*map(of, ranked))
    run = {"q": {name: float(-at) for at, name in enumerate(ranked)}}
    qrels = {"q": dict.fromkeys(wanted, 1)}
    for ours, theirs in measures.items():
        for k in retrieval.CUTOFFS:
            measure = getattr(ir_measures, theirs) @ k
            expected = ir_measures.calc_aggregate([measure], qrels, run)[measure]
            mine = value(f"article_{ours}@{k}", gold(article_ids=tuple(wanted)), observed)
            assert mine == pytest.approx(expected), (ours, k)


SPANS = gold(
    spans=(GoldSpan("a", "The first."), GoldSpan("a", "The second."), GoldSpan("b", "x y"))
)


def test_by_span_a_passage_counts_that_holds_the_words_whatever_glyphs_they_have() -> None:
    whole = gold(spans=(GoldSpan("a", "the ‘first’ day"),))
    assert value("span_hit@1", whole, found(of("a", "It was The 'First'\nday of all"))) == 1
    assert value("span_hit@1", whole, found(of("a", "It was the first"))) == 0


@pytest.mark.parametrize(("start", "end", "hit"), [(0, 9, 1), (3, 8, 1), (4, 9, 0), (0, 7, 0)])
def test_by_span_offsets_tell_where_a_passage_brings_no_words(
    start: int, end: int, hit: int
) -> None:
    def texts(article_id: str, revision: int | None = None) -> str | None:
        return {"a": "On a day at sea"}.get(article_id)

    whole = gold(spans=(GoldSpan("a", "a day"),))
    observed = found(Span("a", "", start, end))
    assert METRICS["span_hit@1"].measure(whole, observed, texts).value == hit


def test_by_span_recall_counts_spans_and_order_counts_passages() -> None:
    observed = found(of("a", "The first. The second."), of("c", "no"), of("b", "x y"))
    assert value("span_recall@1", SPANS, observed) == pytest.approx(2 / 3)
    assert value("span_recall@4", SPANS, observed) == 1
    # Two units: what stands in one passage together is one.
    assert value("span_MAP@4", SPANS, observed) == pytest.approx((1 / 1 + 2 / 3) / 2)
    assert value("span_precision@1", SPANS, observed) == 1


def test_by_span_a_passage_that_says_the_same_again_is_no_second_hit() -> None:
    observed = found(of("a", "The first."), of("a2", "The first."), of("b", "x y"))
    assert value("span_precision@4", SPANS, observed) == pytest.approx(2 / 4)
    assert value("span_recall@4", SPANS, observed) == pytest.approx(2 / 3)


def test_a_perfect_order_scores_one_and_none_found_scores_zero() -> None:
    best = found(of("a", "The first. The second."), of("b", "x y"))
    nothing = found(of("c"), of("d"))
    for measure in ("recall", "hit", "MRR", "nDCG", "MAP"):
        assert value(f"span_{measure}@4", SPANS, best) == pytest.approx(1), measure
        assert value(f"span_{measure}@4", SPANS, nothing) == 0, measure


def test_by_fact_hits_are_those_of_multihop_rag() -> None:
    facts = gold(facts=("Ann paid 3 million.", "Bob paid 2 million."))
    observed = found(of("x"), of("y", "... Bob paid 2 million. And more."))
    assert value("fact_hit@1", facts, observed) == 0
    assert value("fact_hit@4", facts, observed) == 1
    assert value("fact_recall@4", facts, observed) == 1 / 2


def test_a_refusal_that_found_nothing_counts_and_what_is_not_told_does_not() -> None:
    assert value("article_recall@4", TWO, found(silent=True)) == 0
    untold = Observed("text", silent=False, tells_passages=False)
    assert value("article_recall@4", TWO, untold) is None
    assert value("article_recall@4", gold(answerable=False), SECOND_AND_FOURTH) is None
    assert value("span_recall@4", TWO, SECOND_AND_FOURTH) is None


def test_the_reason_tells_where_they_were_found() -> None:
    score = METRICS["article_recall@4"].measure(TWO, SECOND_AND_FOURTH, no_texts)
    assert score.reason == "2 of 2, at 2, 4"


def test_without_ir_measures_retrieval_is_left_out_and_the_note_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(retrieval, "find_spec", lambda name: None)
    assert retrieval.metrics() == ()
    assert "pip install 'byline[eval]'" in retrieval.INSTALL
