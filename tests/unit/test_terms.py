"""What counts as the same word."""

from __future__ import annotations

import pytest

from rag.terms import content_terms, content_words, held, numbers, terms

PAIRS = [
    ("defence", "defense"),
    ("labour", "labor"),
    ("organisation", "organization"),
    ("centre", "center"),
    ("programme", "program"),
    ("realised", "realize"),
    ("neighbours", "neighbor"),
    ("theatre", "theater"),
    ("licence", "license"),
    ("modernise", "modernize"),
    ("behaviour", "behavior"),
    ("travelled", "traveled"),
    ("colour", "color"),
    ("favourite", "favorite"),
    ("mobilisation", "mobilization"),
    ("Brasília", "Brasilia"),
    ("Zelenskyy’s", "Zelenskyy"),
    ("ships'", "ship"),
    ("NATO", "nato"),
]


@pytest.mark.parametrize(("one", "other"), PAIRS)
def test_two_spellings_are_one_term(one: str, other: str) -> None:
    assert terms(one) == terms(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [("four", "for"), ("hour", "her"), ("rise", "rice"), ("Sakhalin-1", "Sakhalin-2")],
)
def test_different_words_stay_different(one: str, other: str) -> None:
    assert terms(one) != terms(other)


def test_words_of_grammar_carry_no_matter() -> None:
    assert content_words("What did the members of it say?") == ("members",)
    assert content_terms("Who is who?") == ()
    assert content_terms("") == ()


def test_terms_keep_their_order_and_repeats() -> None:
    found = content_terms("quota, bridge, quotas")
    assert len(found) == 3
    assert found[0] == found[2] != found[1]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("1,200.5 crowns", ("1200.5",)),
        ("in 2022-03-06", ("2022", "03", "06")),
        ("40%, then 35.5 percent.", ("40", "35.5")),
        ("It ended in 1898.", ("1898",)),
        ("no figure", ()),
    ],
)
def test_numbers_lose_their_thousands_commas_only(text: str, found: tuple[str, ...]) -> None:
    assert numbers(text) == found


@pytest.mark.parametrize("odd", ["\u200b", "🙂🙂", "'", "’s", "\n\n", "a" * 10_000, "ﬁ", "İ"])
def test_odd_text_has_terms_without_failing(odd: str) -> None:
    assert isinstance(terms(odd), tuple)
    assert isinstance(content_terms(odd), tuple)


@pytest.mark.parametrize(
    "text",
    [
        "The dying mayor’s defences (rebuilt in 1990) held; it's a skier's organised centre.",
        "Only singly, gently: the skies cried. Ties, lies and dies were used early.",
        "Naïve readers of O'Brien's café_news said “nothing”—until 2,400 came…",
        "日本 の 港 and the harbours' tide",
        "",
    ],
)
def test_terms_looked_for_one_by_one_are_those_that_the_whole_text_has(text: str) -> None:
    every = dict.fromkeys(content_terms(text))
    for term in (*every, "absent", "die", "a"):
        assert held(text, (term,)) == frozenset({term} & every.keys())
    assert held(text, (*every, "absent")) == frozenset(every)
    assert held(text, ()) == frozenset()
