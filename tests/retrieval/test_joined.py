"""A passage whose best sentence is cut off from what goes on is joined with the next chunk."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from stories import article

from rag.library.embedding import open_embedder
from rag.library.filters import EVERYTHING
from rag.library.library import Library
from rag.retrieval.joined import _ends_with_its_best, joined
from rag.retrieval.question import Question, analyse
from rag.retrieval.rarity import Weights, held_terms
from rag.retrieval.search import find
from rag.sentences import sentence_spans
from rag.types import Passage

FILLER = (
    "The council of {town} met in its old hall on the square and spoke of many other matters, of "
    "lamps and of drains, of the market and of the school by the river. "
)
ASKED = "Who will pay for the new lighthouse of Askel?"
BORDER = "The new lighthouse of Askel will be paid for by one family alone. "
AFTER = "It is that of Marit Solberg, the shipowner, who gave the reason in a letter."
TOWNS = "Askel Brunn Corvo Drava Elmet Farrow".split()


def _report(town: str, before: int, after: int, between: str = "") -> str:
    """A paragraph too long for one chunk; ``between`` stands at the border."""
    return f"{FILLER.format(town=town) * before}{between}{FILLER.format(town=town) * after}".strip()


def _cut_at_the_border(library: Library) -> tuple[int, str]:
    """The words before a chunk's end, found by trying, since chunks are cut evenly."""
    for before in range(2, 14):
        text = _report("Askel", before, 3, f"{BORDER}{AFTER} ")
        library.store([article("lighthouse", text, title="A light", source="Wave")])
        question = analyse(ASKED)
        hits = library.keyword_hits(question.text, 20)
        passages = library.passages(h.chunk_id for h in hits).values()
        if any(p.text.endswith(BORDER.strip()) for p in passages):
            return before, text
    raise LookupError("no chunk ends with the sentence")


@pytest.fixture(scope="module")
def light(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    folder = tmp_path_factory.mktemp("light") / "index"
    with Library.open(folder, lambda: open_embedder("minilm"), create=True) as library:
        library.store(
            article(town, _report(town, 9, 9), title=f"{town} meets", source=f"{town} Post")
            for town in TOWNS
        )
        _cut_at_the_border(library)
        yield library


def spans_of_text(library: Library, passages: Sequence[Passage]) -> None:
    for each in passages:
        text = library.article(each.article_id, each.revision).text
        assert text[each.start : each.end] == each.text


def test_what_goes_on_behind_the_border_is_part_of_the_passage(light: Library) -> None:
    first = find(light, analyse(ASKED), EVERYTHING, 8)[0]
    assert BORDER.strip() in first.text
    assert AFTER in first.text
    spans_of_text(light, [first])


def test_a_chunk_that_was_joined_has_no_place_of_its_own(light: Library) -> None:
    found = find(light, analyse(ASKED), EVERYTHING, 30)
    spans = [(p.article_id, p.start, p.end) for p in found]
    for one in spans:
        for other in spans:
            apart = one[0] != other[0] or one[2] <= other[1] or other[2] <= one[1]
            assert one == other or apart


def test_without_a_telling_sentence_at_the_border_nothing_is_joined(light: Library) -> None:
    question = analyse("What did the council of Brunn say about lamps and drains?")
    hits = light.keyword_hits(question.text, 20)
    passages = list(light.passages(h.chunk_id for h in hits).values())
    weights = Weights.in_library(analyse("Who won the regatta?"), light)
    assert joined(light, analyse("Who won the regatta?"), weights, passages) == passages


def test_the_better_of_two_keeps_place_scores_and_id(light: Library) -> None:
    question, weights, passages = _candidates(light)
    cut = next(p for p in passages if p.text.endswith(BORDER.strip()))
    goes_on = light.neighbours.after([cut.chunk_id])[cut.chunk_id]
    following = next(p for p in passages if p.chunk_id == goes_on.chunk_id)
    others = [p for p in passages if p.article_id != "lighthouse"]
    for order, best in (
        ([others[0], following, cut, others[1]], following),
        ([others[0], cut, others[1], following], cut),
    ):
        told = joined(light, question, weights, order)
        assert [p.article_id for p in told] == [
            others[0].article_id,
            "lighthouse",
            others[1].article_id,
        ]
        whole = told[1]
        assert (whole.chunk_id, whole.score) == (best.chunk_id, best.score)
        assert (whole.start, whole.end) == (cut.start, following.end)


def _candidates(library: Library) -> tuple[Question, Weights, list[Passage]]:
    question = analyse(ASKED)
    weights = Weights.in_library(question, library)
    hits = library.keyword_hits(f"{ASKED} letter council", 60)
    passages = list(library.passages(h.chunk_id for h in hits).values())
    return question, weights, passages


@settings(
    deadline=None,
    max_examples=40,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
@given(chance=st.randoms(use_true_random=False), count=st.integers(0, 30))
def test_whatever_the_order_the_text_is_the_span_and_every_chunk_stands_once(
    light: Library, chance: object, count: int
) -> None:
    question, weights, passages = _candidates(light)
    chance.shuffle(passages)  # type: ignore[attr-defined]  # hypothesis' random
    some = passages[:count]
    told = joined(light, question, weights, some)
    spans_of_text(light, told)
    for each in some:
        holding = [
            p
            for p in told
            if p.article_id == each.article_id and p.start <= each.start and each.end <= p.end
        ]
        assert len(holding) == 1


def test_the_last_chunk_of_an_article_is_followed_by_nothing(light: Library) -> None:
    _, _, passages = _candidates(light)
    last = max((p for p in passages if p.article_id == "lighthouse"), key=lambda p: p.end)
    assert light.neighbours.after([last.chunk_id, "no such chunk"]) == {}


def test_what_follows_is_that_of_the_text_as_it_stands(tmp_path: Path) -> None:
    with Library.open(tmp_path / "index", lambda: open_embedder("minilm"), create=True) as library:
        library.store([article("a", _report("Askel", 12, 0), title="One")])
        library.store([article("a", _report("Brunn", 12, 0), title="Two")])
        hits = library.keyword_hits("council Brunn lamps", 20)
        found = library.neighbours.after(h.chunk_id for h in hits)
        assert found
        assert all("Askel" not in each.text for each in found.values())
        text = library.article("a").text
        assert all(each.text in text for each in found.values())
        library.remove("a")
        assert library.neighbours.after(h.chunk_id for h in hits) == {}


@pytest.mark.parametrize(
    "asked",
    [ASKED, "Why did Marit Solberg give the reason in a letter?", "Who met in the old hall?"],
)
def test_only_lines_that_can_matter_are_cut_and_the_rest_is_as_if_all_were(
    light: Library, asked: str
) -> None:
    question = analyse(asked)
    weights = Weights.in_library(question, light)
    found = set()
    for passage, _ in light.embedded():
        for text in (passage.text, passage.text.replace(". ", ".\n"), f"{BORDER}\n{passage.text}"):
            spans = sentence_spans(text)
            shares = [weights.share(held_terms(question, text[a:b])) for a, b in spans]
            wanted = shares[-1] >= 0.4 and shares[-1] >= max(shares)
            assert _ends_with_its_best(question, weights, replace(passage, text=text)) == wanted
            found.add(wanted)
    assert False in found
