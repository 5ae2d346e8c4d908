"""Looking at how a name begins leaves none of them out."""

from __future__ import annotations

import pytest

from rag import agencies
from rag.retrieval.outlet_names import by_key, by_letters, key_of, may_begin

HELD = (
    "The Kyodo News",
    "bbc.co.uk",
    "www.nytimes.com",
    "The New York Times",
    "The Japan News",
    "Süddeutsche Zeitung",
    "Reuters",
    "AP",
    "TASS",
    "Straits-Times Online",
    "NHK",
    "共同",
)


@pytest.mark.parametrize("name", [*HELD, *agencies.NAMES, "BBC", "NYT", "Kyodo", "the japan times"])
def test_a_name_that_is_held_begins_with_a_word_that_may_begin_one(name: str) -> None:
    if by_key(HELD).get(key_of(name)):
        assert may_begin(name.split()[0], HELD)


def test_most_words_begin_no_name() -> None:
    assert not any(may_begin(word, HELD) for word in "What council harbour Oslo minister".split())


def test_letters_stand_for_names_and_names_for_letters() -> None:
    assert by_letters("TNYT", HELD) == ("The New York Times",)
    assert by_letters("Nippon Hoso Kyokai", HELD) == ("NHK",)
    assert by_letters("Nippon Hoso", HELD) == ()
