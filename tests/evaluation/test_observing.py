"""Answers of any system in one form: Byline's, an object, a text with marks."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from rag import Answer, Rag
from rag.errors import UsageError
from rag.evaluation.observed import Observed, Said, Span
from rag.evaluation.observing import answers_form, observe
from rag.testing import ScriptedModel

PASSAGES = [{"article_id": "a", "text": "A says so."}, {"article_id": "b", "text": "B too."}]


def test_an_answer_of_byline_and_its_json_are_observed_alike(
    asked: Callable[[str], Answer],
) -> None:
    answer = asked("How did Norway react to Denmark's plan?")
    observed = observe(answer)
    assert observed == observe(answer.to_dict())
    assert [each.text for each in observed.sentences] == [each.words for each in answer.sentences]
    assert [each.text for each in observed.citations] == [each.quote for each in answer.citations]
    assert len(observed.passages) == len(answer.passages)
    first = answer.sentences[0]
    assert [observed.citations[at].text for at in observed.sentences[0].cites] == [
        answer.citation(n).quote for n in first.citations
    ]
    assert (observed.confidence, observed.silent) == (answer.confidence, False)


def test_marks_in_a_text_point_to_passages_where_no_citations_are_told() -> None:
    observed = observe({"text": "It is so. [2] It is [1, 2].", "passages": PASSAGES})
    assert observed.sentences == (Said("It is so.", (1,)), Said("It is.", (0, 1)))
    assert [each.article_id for each in observed.citations] == ["a", "b"]


def test_a_mark_that_stands_for_nothing_is_a_citation_of_no_words() -> None:
    observed = observe({"text": "It is so [7].", "passages": PASSAGES})
    (said,) = observed.sentences
    assert [observed.citations[at].text for at in said.cites] == [""]


def test_text_and_citations_are_an_answer() -> None:
    citations = ["quoted", {"article_id": "a", "quote": "too"}, Span("b", "three")]
    observed = observe(("One [1]. Two [2][3].", citations))
    assert [each.text for each in observed.citations] == ["quoted", "too", "three"]
    assert [each.cites for each in observed.sentences] == [(0,), (1, 2)]
    assert not observed.tells_passages


@pytest.mark.parametrize(
    ("row", "silent"),
    [
        ({"text": ""}, True),
        ({"text": "Not in these articles. Nothing tells."}, True),
        ({"text": "Not in these articles.", "status": "answered"}, False),
        ({"text": "Sorry", "status": "not_found"}, True),
        ({"text": "Yes", "status": "partial"}, False),
    ],
)
def test_silence_is_the_status_or_an_empty_text(row: dict[str, object], silent: bool) -> None:
    observed = observe(row)
    assert observed.silent is silent
    assert not (silent and observed.sentences)


def test_removed_sentences_bring_what_they_cited() -> None:
    observed = observe(
        {
            "text": "One [1].",
            "citations": [{"n": 1, "article_id": "a", "quote": "kept"}],
            "removed": [{"text": "Two.", "reason": "no", "cited": [{"quote": "dropped"}]}],
        }
    )
    assert observed.removed == (Said("Two.", (1,)),)
    assert [each.text for each in observed.removed_citations] == ["dropped"]
    assert [each.text for each in observed.citations] == ["kept"]


@pytest.mark.parametrize("unsupported", ["remove", "strike"])
def test_what_a_model_wrote_is_told_before_and_after_the_checks(bay: Rag, unsupported: str) -> None:
    says = "The bridge over the Tarrow opened. [1.1] The bridge over the Tarrow has 99 spans. [1.1]"
    settings = replace(bay.settings, unsupported=unsupported)
    with Rag.open(settings=settings, model=ScriptedModel(says)) as rag:
        answer = rag.ask("What is said of the new bridge over the Tarrow?")
    observed = observe(answer)
    assert [each.text for each in observed.removed] == ["The bridge over the Tarrow has 99 spans."]
    assert "The bridge over the Tarrow has 99 spans." not in [
        each.text for each in observed.sentences
    ]
    (place,) = answer.removed[0].cited
    text = bay.article(place.article_id, place.revision).text
    assert text[place.start : place.end] == place.quote
    assert observed.removed_citations[0].text == place.quote


def test_usage_is_counted_where_it_is_told() -> None:
    row = {"text": "x", "usage": {"prompt_tokens": 7, "completion_tokens": 2, "cost": 0.5}}
    assert (observe(row).tokens, observe(row).cost) == (9, 0.5)
    assert observe({"text": "x", "usage": {"total_tokens": 4}}).tokens == 4
    assert observe({"text": "x"}).tokens is None


def test_what_was_observed_reads_back_from_the_answers_form() -> None:
    observed = Observed(
        "One.",
        silent=False,
        sentences=(Said("One.", (0,), "verbatim"),),
        citations=(Span("a", "One.", 0, 4, source="Daily"),),
        passages=(Span("a", "One. Two."),),
        removed=(Said("Three.", (1,)),),
        removed_citations=(Span("b", "Three?"),),
        confidence=0.5,
        seconds=1.0,
        tokens=3,
    )
    again = observe(answers_form(observed))
    assert {**answers_form(again)} == {**answers_form(observed)}
    for name in ("sentences", "citations", "passages", "removed", "removed_citations", "tokens"):
        assert getattr(again, name) == getattr(observed, name), name


@pytest.mark.parametrize("said", [None, 3, {"answer": "x"}, ("x", [3]), ("x",)])
def test_what_is_no_answer_is_refused_in_words(said: object) -> None:
    with pytest.raises(UsageError, match=r"an answer|a citation"):
        observe(said)  # type: ignore[arg-type]
