"""Sentence borders with exact offsets."""

from __future__ import annotations

from itertools import pairwise

import pytest

from rag.sentences import paragraph_spans, sentence_spans

ONE_SENTENCE = [
    "Dr. Smith met U.S. officials on Jan. 5 in St. Petersburg.",
    "“Nobody asked us,” said the minister.",
    "“Why now?” asked the mayor.",
    "The rate rose by 3.4 percent, e.g. for loans.",
    "Price: 1,200.50 crowns",
    "no capital and no stop",
]


def cut(text: str) -> list[str]:
    return [text[a:b] for a, b in sentence_spans(text)]


@pytest.mark.parametrize("text", ONE_SENTENCE)
def test_abbreviations_and_quotes_do_not_end_a_sentence(text: str) -> None:
    assert cut(text) == [text]


def test_sentences_are_cut_and_trimmed() -> None:
    assert cut("  One came.  Two left!\tThree stayed? ") == [
        "One came.",
        "Two left!",
        "Three stayed?",
    ]


def test_a_line_break_always_ends_a_sentence() -> None:
    assert cut("A heading\nThe text begins. It ends") == [
        "A heading",
        "The text begins.",
        "It ends",
    ]


@pytest.mark.parametrize(
    "dateline",
    [
        "OSLO (Reuters) -",
        "TOKYO (AP) —",
        "WASHINGTON, March 3 (Reuters) –",
        "KYIV, Ukraine (AP) —",
        "Oslo (dpa) -",
        "NEW YORK (AP) --",
        "ST. JOHN'S, Newfoundland (CP) -",
    ],
)
def test_a_dateline_is_no_part_of_the_first_sentence(dateline: str) -> None:
    assert cut(f"{dateline} Crews ended a strike on Friday. More came.") == [
        dateline,
        "Crews ended a strike on Friday.",
        "More came.",
    ]


@pytest.mark.parametrize(
    "sentence",
    [
        "He came (late) - but stayed.",
        "NATO said (again) - twice - that it would.",
        "LONDON - Shares fell.",
        "The NHS (in England) - and only there - pays.",
    ],
)
def test_what_only_looks_like_a_dateline_stays(sentence: str) -> None:
    assert cut(sentence) == [sentence]


def test_offsets_count_code_points_after_emoji_and_accents() -> None:
    text = "👩‍👩‍👧 came. 🏴󠁧󠁢󠁳󠁣󠁴󠁿 Zoë left. Then it rained."
    sentences = cut(text)
    assert "".join(text.split()) == "".join("".join(sentences).split())
    assert sentences[-1] == "Then it rained."
    last = sentence_spans(text)[-1]
    assert last.end == len(text)


@pytest.mark.parametrize("text", ["", " ", "\n\n", "\t \n "])
def test_white_space_holds_no_sentence(text: str) -> None:
    assert sentence_spans(text) == ()
    assert paragraph_spans(text) == ()


@pytest.mark.parametrize(
    "text",
    [
        "...",
        "?!?!",
        "🙂",
        "a" * 20_000,
        "Mr. Mrs. Dr.",
        "“ ” “ ”",
        "日本は島国です。人口は多い。",
        "x. " * 500,
    ],
)
def test_spans_are_in_order_apart_and_never_empty(text: str) -> None:
    spans = sentence_spans(text)
    assert all(0 <= a < b <= len(text) for a, b in spans)
    assert all(one.end <= two.start for one, two in pairwise(spans))
    assert all(text[a:b] == text[a:b].strip() for a, b in spans)


def test_paragraphs_are_the_lines_that_hold_something() -> None:
    text = "One.\n\nTwo. Still two.\n   \nThree."
    assert [text[a:b] for a, b in paragraph_spans(text)] == ["One.", "Two. Still two.", "Three."]
