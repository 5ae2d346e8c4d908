"""Who is "he" and who is "she", where a name or the articles tell."""

from __future__ import annotations

import pytest

from rag.library.library import Library
from rag.retrieval.gender import gender_in, told


@pytest.mark.parametrize(
    ("name", "gender"),
    [
        ("Giorgia Meloni", "she"),
        ("Fumio Kishida", "he"),
        ("Mrs Holm", "she"),
        ("King Harald", "he"),
        ("Holm", None),
        ("Kim", None),
        ("", None),
    ],
)
def test_a_first_name_or_a_title_tells(name: str, gender: str | None) -> None:
    assert told(name) == gender


@pytest.mark.parametrize(
    ("text", "gender"),
    [
        ("Prime Minister Giorgia Meloni spoke.", "she"),
        ("Meloni left. She was tired. Meloni said that she would return.", "she"),
        ("Spokesman Meloni said no.", "he"),
        ("Meloni met Anna Holm. She was tired.", None),
        ("Giorgia Meloni left. Spokesman Meloni stayed.", None),
        ("Nobody left.", None),
    ],
)
def test_a_text_tells_or_it_does_not(text: str, gender: str | None) -> None:
    assert told("Meloni", [text]) == gender


def test_a_library_tells_by_its_articles(bay_library: Library) -> None:
    gender_of = gender_in(bay_library)
    assert gender_of("Lindqvist") == "she"
    assert gender_of("Nobody At All") is None
