"""Citations: ALCE's definitions on worked examples, gold spans, the verifier, attribution."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st
from project.modules import ROOT

from rag import Rag
from rag.evaluation.calling import Articles
from rag.evaluation.metrics.citations import METRICS, precision, recall
from rag.evaluation.metrics.metric import Score, Texts
from rag.evaluation.metrics.support import covered, verifier_errors
from rag.evaluation.observed import Observed, Said, Span
from rag.evaluation.observing import observe
from rag.evaluation.questions import Gold, GoldSpan
from rag.evaluation.scoring import no_texts

BY_NAME = {metric.name: metric for metric in METRICS}
TEN = "The strategy guides foreign policy for about ten years."
GOLD = Gold("g", "fact", "Q?", expected=(("ten years",),), spans=(GoldSpan("a", TEN),))


def score(name: str, gold: Gold, observed: Observed, texts: Texts = no_texts) -> Score:
    return BY_NAME[name].measure(gold, observed, texts)


def spans(*letters: str) -> tuple[Span, ...]:
    return tuple(Span(letter, f"text {letter}") for letter in letters)


def needs(*wholes: str) -> object:
    """Supports where the cited letters hold all letters of one of the wholes."""

    def supports(said: Said, cited: Sequence[Span]) -> bool:
        letters = {span.article_id for span in cited}
        return any(set(whole) <= letters for whole in wholes)

    return supports


@pytest.mark.parametrize(
    ("cited", "wholes", "by_hand_recall", "by_hand_precision"),
    [
        # One citation that supports alone.
        (["a"], ["a"], 1, 1),
        # It does not support.
        (["b"], ["a"], 0, 0),
        # Two that support only together: both are needed.
        (["ab"], ["ab"], 1, 1),
        # The second neither supports alone nor is needed.
        (["ab"], ["a"], 1, 1 / 2),
        # Each supports alone: neither is irrelevant.
        (["ab"], ["a", "b"], 1, 1),
        # Three of which two are needed together.
        (["abc"], ["ab"], 1, 2 / 3),
        # A sentence that is not recalled has no precise citation, whatever the other has.
        (["a", "bc"], ["a"], 1 / 2, 1 / 3),
        # A sentence without a citation is not recalled; precision looks at citations alone.
        (["a", ""], ["a"], 1 / 2, 1),
        # Nothing cited at all.
        (["", ""], ["a"], 0, 0),
    ],
)
def test_recall_and_precision_are_alces(
    cited: list[str], wholes: list[str], by_hand_recall: float, by_hand_precision: float
) -> None:
    said = [(Said(f"Sentence {at}."), spans(*letters)) for at, letters in enumerate(cited)]
    supports = needs(*wholes)
    assert recall(said, supports).value == pytest.approx(by_hand_recall)  # type: ignore[arg-type]
    assert precision(said, supports).value == pytest.approx(by_hand_precision)  # type: ignore[arg-type]


def alce(cited: list[str], wholes: list[str]) -> tuple[float, float]:
    """The definitions of ALCE's section 3.3 once more, as plainly as they can be written."""
    entails = lambda letters: any(set(w) <= set(letters) for w in wholes)  # noqa: E731
    recalled = [bool(letters) and entails(letters) for letters in cited]
    relevant = [
        each and (entails(letter) or not entails(letters.replace(letter, "")))
        for letters, each in zip(cited, recalled, strict=True)
        for letter in letters
    ]
    return sum(recalled) / len(recalled), sum(relevant) / len(relevant) if relevant else 0


LETTERS = st.lists(st.sampled_from("abcd"), unique=True, max_size=3).map("".join)


@given(st.lists(LETTERS, min_size=1, max_size=4), st.lists(LETTERS.filter(bool), min_size=1))
def test_on_any_input_they_are_the_definitions(cited: list[str], wholes: list[str]) -> None:
    said = [(Said("S."), spans(*letters)) for letters in cited]
    supports = needs(*wholes)
    measured = recall(said, supports).value, precision(said, supports).value  # type: ignore[arg-type]
    assert measured == pytest.approx(alce(cited, wholes))


@pytest.mark.parametrize(
    ("cited", "share"),
    [
        ([Span("a", TEN)], 1),
        ([Span("a", f"Before. {TEN} After.")], 1),
        ([Span("a", "The strategy guides foreign")], 4 / 9),
        ([Span("a", "The strategy guides foreign"), Span("a", "for about ten years")], 8 / 9),
        ([Span("a", "ten policy strategy")], 1 / 9),
        ([Span("b", TEN)], 1),
        ([Span("b", "The strategy guides foreign policy for about")], 0),
        ([Span("", "")], 0),
    ],
)
def test_a_gold_span_is_covered_by_runs_of_its_words(cited: list[Span], share: float) -> None:
    assert covered(GOLD.spans[0], cited) == pytest.approx(share)


def test_by_gold_half_of_its_words_are_enough_and_less_is_not() -> None:
    half = Observed("", False, (Said("S.", (0,)),), (Span("a", "guides foreign policy for about"),))
    less = Observed("", False, (Said("S.", (0,)),), (Span("a", "guides foreign policy for"),))
    assert score("citation_recall_gold", GOLD, half).value == 1
    assert score("citation_recall_gold", GOLD, less).value == 0
    assert score("citation_recall_gold", Gold("g", "f", "Q?"), half).value is None


WRITTEN = observe(
    {
        "text": "It guides policy for about ten years [1]. It was signed in Oslo [2].",
        "citations": [
            {"n": 1, "article_id": "a", "quote": TEN},
            {"n": 2, "article_id": "b", "quote": "The herons of the bay are back."},
        ],
        "removed": [
            {"text": "It costs 3 euros.", "cited": [{"article_id": "a", "quote": TEN}]},
        ],
    }
)


def test_gold_and_verifier_are_marked_apart_before_and_after_removals() -> None:
    after = {name: score(name, GOLD, WRITTEN).value for name in BY_NAME}
    assert after["citation_recall_gold"] == 1 / 2
    assert after["citation_recall_gold_before"] == 2 / 3, "what was cited is the gold span"
    assert after["citation_recall_verifier"] == 1 / 2
    assert after["citation_recall_verifier_before"] == 1 / 3, "3 euros are not in it"
    assert after["citation_precision_gold"] == after["citation_precision_verifier"] == 1 / 2
    assert after["unsupported"] == 1 / 2
    assert after["relevant"] == 1 / 2, "only what the reader is shown counts"


def test_the_reason_names_the_sentence_that_is_not_supported() -> None:
    assert "signed in Oslo" in score("citation_recall_verifier", GOLD, WRITTEN).reason


def test_a_refusal_has_no_citations_to_mark() -> None:
    refused = observe({"text": "Not in these articles."})
    assert {score(name, GOLD, refused).value for name in BY_NAME} == {None}


def test_relevant_is_carrying_the_gold_span_or_an_expected_string() -> None:
    says = Span("z", "It was planned for ten years.")
    other = Span("a", "Something else.")
    observed = Observed("", silent=False, citations=(says, other, Span("a", TEN)))
    assert score("relevant", GOLD, observed).value == 2 / 3


def test_quotations_are_verbatim_exact_and_rightly_attributed(bay: Rag) -> None:
    observed = observe(bay.ask("How did Norway react to Denmark's plan?"))
    texts = Articles(bay)
    for name in ("verbatim", "span_exact", "attribution"):
        assert score(name, GOLD, observed, texts).value == 1, name
    assert score("unsupported", GOLD, observed, texts).value == 0
    assert score("span_exact", GOLD, observed, no_texts).value is None


def test_a_shifted_span_and_a_wrong_outlet_day_and_speaker_are_seen(bay: Rag) -> None:
    article = bay.article("bay/walkout.md")
    texts = Articles(bay)
    quote = article.text[:20]
    right = Span(article.id, quote, 0, 20, None, "Coast Daily", (), "2023-05-04", "Rosa Lindqvist")
    wrong = Span(article.id, quote, 1, 21, None, "Moon Gazette", (), "1999-01-01", "Zaphod Quux")
    good = Observed("", silent=False, citations=(right,))
    bad = Observed("", silent=False, citations=(wrong, right))
    assert score("span_exact", GOLD, good, texts).value == 1
    assert score("span_exact", GOLD, bad, texts).value == 1 / 2
    assert score("attribution", GOLD, good, texts).value == 1
    found = score("attribution", GOLD, bad, texts)
    assert found.value == 1 / 2
    assert found.reason == "wrong: Moon Gazette, 1999-01-01, Zaphod Quux"


def test_the_verifiers_own_errors_are_those_of_the_page_about_answers() -> None:
    page = (ROOT / "docs" / "answers.md").read_text("utf-8")
    for kind, rates in verifier_errors()["kinds"].items():
        name = f"right: {kind}" if rates["right"] else kind
        (row,) = re.findall(rf"^\| {re.escape(name)} \| .*$", page, re.MULTILINE)
        cells = [cell.strip(" *") for cell in row.split("|")][3:6]
        for cell, of in zip(cells, ("by_hand", "not_looked_at", "generated"), strict=True):
            assert cell.startswith("{}/{}".format(*rates[of])), (kind, of)


def test_every_metric_prints_as_it_is_written_and_tells_its_definition() -> None:
    from rag.evaluation.scoring import all_metrics

    names = [str(metric) for metric in all_metrics()]
    assert len(names) == len(set(names))
    assert all(re.fullmatch(r"[A-Za-z0-9_]+(@\d+)?", name) for name in names), names
    assert all(len(metric.definition) > 15 for metric in all_metrics())
    assert json.dumps(names)
