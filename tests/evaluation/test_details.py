"""What opens under a question: words marked where they stand, scores with their reasons."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from runs_kit import a_row, an_answer

from rag.evaluation.report.details import Marked, detail, parts, segments
from rag.evaluation.report.numbers import percentile, shown

ABOUT = {"right": {"group": "answer"}, "seconds": {"group": "cost", "unit": "s"}}


def marked(passage: dict[str, Any], n: int) -> str:
    return "".join(words for words, cites, _ in passage["pieces"] if n in cites)


def one(row: Any) -> dict[str, Any]:
    side: dict[str, Any] = detail([("run", row)], ABOUT)["sides"][0]
    return side


def test_the_words_marked_are_the_quote() -> None:
    side = one(a_row("q"))
    (passage,) = side["passages"]
    assert marked(passage, 1) == "All of q."
    assert "".join(words for words, _, _ in passage["pieces"]) == "Before it. All of q. And after."
    assert passage["cited"] == [1]
    assert side["loose"] == []
    assert side["sentences"] == [{"parts": ["All of q. ", 1], "verdict": "verbatim"}]


def test_an_offset_counts_code_points() -> None:
    answer = an_answer("Zoë 🦩 stood.", "a.md", before="🦩🦩 Before. ")
    (passage,) = one(a_row("q", answer=answer))["passages"]
    assert marked(passage, 1) == "Zoë 🦩 stood."


def test_a_quote_without_offsets_is_found_by_its_words() -> None:
    answer = an_answer("All of it.", "a.md")
    for each in (*answer["citations"], *answer["passages"]):
        del each["start"], each["end"]
    (passage,) = one(a_row("q", answer=answer))["passages"]
    assert marked(passage, 1) == "All of it."


@pytest.mark.parametrize(
    "change", [{"article_id": "other.md"}, {"start": 7}, {"quote": "Nobody wrote this."}]
)
def test_a_quote_that_stands_in_no_passage_is_shown_apart(change: dict[str, Any]) -> None:
    answer = an_answer("All of it.", "a.md")
    answer["citations"][0] |= change
    side = one(a_row("q", answer=answer))
    assert side["passages"][0]["cited"] == []
    assert [each["n"] for each in side["loose"]] == [1]
    assert side["loose"][0]["quote"] == answer["citations"][0]["quote"]


def test_numbers_of_an_answer_without_citations_name_its_passages() -> None:
    answer = {
        "text": "So it is [2], they say [7].",
        "passages": [{"article_id": "a", "text": "A."}, {"article_id": "b", "text": "B."}],
    }
    side = one(a_row("q", answer=answer))
    assert side["sentences"] == [{"parts": ["So it is ", 2, ", they say [7]."], "verdict": ""}]


def test_gold_words_are_marked_in_their_own_article_alone() -> None:
    gold = {"spans": [{"article_id": "art/q.md", "quote": "of q. And"}]}
    (passage,) = one(a_row("q", gold=gold))["passages"]
    assert "".join(words for words, _, carries in passage["pieces"] if carries) == "of q. And"
    assert marked(passage, 1) == "All of q."
    other = {"spans": [{"article_id": "other.md", "quote": "of q. And"}]}
    (passage,) = one(a_row("q", gold=other))["passages"]
    assert not any(carries for _, _, carries in passage["pieces"])


def test_every_score_stands_with_its_reason_and_none_is_no_zero() -> None:
    row = a_row("q", right=0, scores={"seconds": 0.25, "relevant": None})
    scores = {each["name"]: each for each in detail([("run", row)], ABOUT)["scores"]}
    assert list(scores) == ["right", "seconds", "relevant"]
    assert scores["right"]["values"] == ["0.000"]
    assert scores["right"]["reasons"] == ["lacks the point"]
    assert scores["seconds"]["values"] == ["250 ms"]
    assert scores["relevant"]["values"] == ["–"]


def test_two_sides_tell_where_they_differ() -> None:
    sides = [("A", a_row("q")), ("B", a_row("q", right=0))]
    told = detail(sides, ABOUT)
    assert [side["name"] for side in told["sides"]] == ["A", "B"]
    assert told["scores"][0]["differs"] is True
    assert told["scores"][0]["values"] == ["1.000", "0.000"]


def test_a_system_that_failed_has_its_error_and_nothing_else() -> None:
    side = one(a_row("q", right=0, answer=None, error="ModelTimeout: 30 s"))
    assert side["error"] == "ModelTimeout: 30 s"
    assert side["sentences"] == side["passages"] == side["loose"] == []


@given(
    st.text(max_size=30),
    st.lists(st.tuples(st.integers(-3, 35), st.integers(-3, 35), st.integers(1, 3)), max_size=5),
)
def test_pieces_make_the_text_and_each_knows_its_citations(
    text: str, marks: list[tuple[int, int, int]]
) -> None:
    pieces = segments(text, [Marked(start, end, n) for start, end, n in marks])
    assert "".join(words for words, _, _ in pieces) == text
    place = 0
    for words, cites, _ in pieces:
        for at in range(place, place + len(words)):
            assert set(cites) == {n for start, end, n in marks if start <= at < end}
        place += len(words)


def test_a_sentence_is_cut_at_the_numbers_it_knows() -> None:
    assert parts("Both [1][2]. In [1999] too.", {1, 2}) == ["Both ", 1, 2, ". In [1999] too."]
    assert parts("", {1}) == []


def test_it_is_all_json() -> None:
    told = detail([("run", a_row("q"))], ABOUT)
    assert json.loads(json.dumps(told)) == told


@pytest.mark.parametrize(
    ("value", "unit", "words"),
    [
        (None, "", "–"), (0.9141, "", "0.914"), (1.0, "", "1.000"), (0.2512, "s", "251 ms"),
        (12.5, "s", "12.50 s"), (1234.0, "tokens", "1,234 tokens"), (3.0, "words", "3 words"),
        (17.25, "words", "17.2 words"),
    ],
)  # fmt: skip
def test_numbers_are_written_for_people(value: float | None, unit: str, words: str) -> None:
    assert shown(value, unit) == words


def test_a_difference_has_its_sign_where_it_shows() -> None:
    assert shown(0.0123, sign=True) == "+0.012"
    assert shown(-0.5, sign=True) == "−0.500"
    assert shown(-0.00001, sign=True) == "0.000"
    assert shown(-0.05, "s", sign=True) == "−50 ms"


@pytest.mark.parametrize(("share", "value"), [(0.5, 2), (0.95, 4), (0.25, 1), (1.0, 4)])
def test_a_percentile_is_a_value_that_was_seen(share: float, value: float) -> None:
    assert percentile([4, 1, 3, 2], share) == value
