"""How texts write some words is told as a rule would tell it, letter by letter."""

from __future__ import annotations

import re
from collections import Counter
from random import Random

import pytest

from rag.retrieval.spelling import _Writing

SIGNS = "abkisABKIS ,;.-_é1K\u212aſİı\n"
PIECES = (*SIGNS, *" aAkK", "is a", "IS A", "a b", "si", "Si", ", ", "x ")
WORDS = ("a", "ab", "k", "si", "1", "is a", "a b", "a-b", "aa", "é", "éa")


def by_rule(text: str, words: str, *, alone: bool) -> Counter[str]:
    before = r"(?<=[a-z,;] )" if alone else r"\b"
    return Counter(re.findall(rf"{before}{re.escape(words)}\b", text, re.IGNORECASE))


def test_words_are_found_as_the_rule_finds_them() -> None:
    chance = Random(7)
    found = 0
    for _ in range(40_000):
        text = "".join(chance.choices(PIECES, k=chance.randint(0, 14)))
        words = chance.choice(WORDS)
        alone = " " not in words
        ours = _Writing("", [text])._found(words, alone=alone)
        assert ours == by_rule(text, words, alone=alone), (text, words)
        found += ours.total()
    assert found > 500


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("he met mr Kan, and Kan left", {"Kan": 2}),
        ("Kan left; kan said", {"kan": 1}),
        ("they met \u212aAN", {"\u212aAN": 1}),
        ("they met Kans", {}),
        ("", {}),
    ],
)
def test_a_word_alone_counts_where_it_begins_no_sentence(text: str, count: dict[str, int]) -> None:
    assert _Writing("", [text])._found("kan", alone=True) == Counter(count)
