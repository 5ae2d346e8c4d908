"""A stream of characters becomes the same sentences and ids however it is cut."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rag.answering.reading import Drafted, SentenceReader

KNOWN = {f"{p}.{s}" for p in range(1, 5) for s in range(1, 8)}


def read(*pieces: str, whole: bool = True) -> list[Drafted]:
    reader = SentenceReader(KNOWN)
    found = [drafted for piece in pieces for drafted in reader.feed(piece)]
    return found + reader.finish(whole)


def short(drafted: list[Drafted]) -> list[tuple[str, ...]]:
    return [(d.text, *d.ids) for d in drafted]


CASES: list[tuple[str, list[tuple[str, ...]]]] = [
    ("A fell. [1.2] B rose. [2.1]", [("A fell.", "1.2"), ("B rose.", "2.1")]),
    ("A fell [1.2]. B rose [2.1].", [("A fell.", "1.2"), ("B rose.", "2.1")]),
    ("A fell.[1.2]B rose.[2.1]", [("A fell.", "1.2"), ("B rose.", "2.1")]),
    ("A fell. [1.2, 3.1] B rose.", [("A fell.", "1.2", "3.1"), ("B rose.",)]),
    ("A fell. [1.2][3.1] [4.4]", [("A fell.", "1.2", "3.1", "4.4")]),
    ("A fell. (1.2) B rose (2.1).", [("A fell.", "1.2"), ("B rose.", "2.1")]),
    ("A fell. 【1.2】 B rose.", [("A fell.", "1.2"), ("B rose.",)]),
    ("A fell. [[1.2]] B rose.", [("A fell.", "1.2"), ("B rose.",)]),
    ("A fell. [1.2-1.4] End.", [("A fell.", "1.2", "1.3", "1.4"), ("End.",)]),
    ("A fell. [sentence 1.2 and 1.3] End.", [("A fell.", "1.2", "1.3"), ("End.",)]),
    ("A fell. [1.2]. B rose. [2.1].", [("A fell.", "1.2"), ("B rose.", "2.1")]),
    ("A fell [1.2] and B rose [2.1].", [("A fell and B rose.", "1.2", "2.1")]),
    (
        "[1.1] A fell. [1.2] B rose.\n[1.3] C.",
        [("A fell.", "1.1"), ("B rose.", "1.2"), ("C.", "1.3")],
    ),
    ("A fell. [9.9] B rose. [3]", [("A fell.", "9.9"), ("B rose.", "3")]),
    ("It fell (35.5) then. [1.2]", [("It fell (35.5) then.", "1.2")]),
    ("[the] reserves of [2022] fell. [1.2]", [("[the] reserves of [2022] fell.", "1.2")]),
    (
        "It fell by 35.5 percent, to 1.2 million. Yes.",
        [("It fell by 35.5 percent, to 1.2 million.",), ("Yes.",)],
    ),
    (
        "Mr. Abe of the U.S. Army left on Jan. 5. [1.1] He ran.",
        [("Mr. Abe of the U.S. Army left on Jan. 5.", "1.1"), ("He ran.",)],
    ),
    ("- A fell. [1.2]\n- B rose\n- C", [("- A fell.", "1.2"), ("- B rose",), ("- C",)]),
    ("1. A fell. [1.2]\n2. B rose.\n[2.1]", [("1. A fell.", "1.2"), ("2. B rose.", "2.1")]),
    ("The treaty\nwas signed. [1.2]", [("The treaty\nwas signed.", "1.2")]),
    ("# Answer\n\nA fell. [1.2]", [("# Answer",), ("A fell.", "1.2")]),
    ("```text\nA fell. [1.2]\n```", [("A fell.", "1.2")]),
    ("<think>[1.1] Hm. Yes.</think>A fell. [1.2]", [("A fell.", "1.2")]),
    ("Hm so</think>A fell. [1.2]", [("A fell.", "1.2")]),
    ("A fell. [1.2]<THINK>never closed. [1.3]", [("A fell.", "1.2")]),
    ("a < b and c <d. [1.2]", [("a < b and c <d.", "1.2")]),
    ('"It is bad," he said. [1.2] She left.', [('"It is bad," he said.', "1.2"), ("She left.",)]),
    ("No end and no id", [("No end and no id",)]),
    ("Is it? [1.1] No! [1.2]", [("Is it?", "1.1"), ("No!", "1.2")]),
    ("", []),
    (" \n\n ", []),
    ("[1.2]", []),
    ("... [1.2] --- ", []),
]


@pytest.mark.parametrize(("text", "expected"), CASES, ids=[text[:30] for text, _ in CASES])
def test_sentences_and_ids_are_found(text: str, expected: list[tuple[str, ...]]) -> None:
    assert short(read(text)) == expected


@pytest.mark.parametrize("text", [text for text, _ in CASES], ids=[text[:30] for text, _ in CASES])
def test_cut_anywhere_the_sentences_are_the_same(text: str) -> None:
    whole = read(text)
    assert read(*text) == whole
    for at in range(len(text)):
        assert read(text[:at], text[at:]) == whole


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_any_text_cut_in_any_way_gives_the_same_sentences(data: st.DataObject) -> None:
    parts = st.sampled_from(
        [
            "A fell",
            ". ",
            "[1.2]",
            "(1.2)",
            "[9.",
            "<think>",
            "</think>",
            "\n",
            " ",
            "U.S. ",
            "b",
            '?"',
            "-",
            "```",
            "[",
            ".",
        ]
    )
    text = "".join(data.draw(st.lists(parts, max_size=25)))
    cuts = sorted(data.draw(st.lists(st.integers(0, len(text)), max_size=8)))
    pieces = [text[a:b] for a, b in zip([0, *cuts], [*cuts, len(text)], strict=True)]
    assert read(*pieces) == read(text)


def test_a_sentence_is_ready_as_soon_as_the_next_word_is_there() -> None:
    reader = SentenceReader(KNOWN)
    assert reader.feed("A fell. [1.2] B") == []
    assert short(reader.feed(" rose")) == [("A fell.", "1.2")]


def test_what_a_cut_stream_leaves_unfinished_is_marked() -> None:
    assert read("A fell. [1.2] And then B", whole=False) == [
        Drafted("A fell.", ("1.2",)),
        Drafted("And then B", (), whole=False),
    ]
    assert read("A fell.", whole=False) == [Drafted("A fell.", ())]


def test_the_pending_sentence_shows_neither_ids_nor_thoughts() -> None:
    reader = SentenceReader(KNOWN)
    reader.feed("<think>secret</think>Now A fell [1.2] and [2.")
    assert reader.pending.split() == ["Now", "A", "fell", "and"]
    reader.feed("<thi")
    assert "<" not in reader.pending


@pytest.mark.parametrize(
    "unit", ["a", "[", "[1", "<", "<think", ". ", ".", "\n", "(1.2)", "[1.2]", "*"]
)
def test_endless_output_of_one_kind_is_read_without_trouble(unit: str) -> None:
    reader = SentenceReader(KNOWN)
    for _ in range(2_000 // len(unit)):
        reader.feed(unit)
    reader.finish()
