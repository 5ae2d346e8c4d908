"""A draft crosses the pipe unchanged, and what is no draft is refused."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

import pytest

from rag.intake.apart.serial import from_dict, to_dict
from rag.intake.draft import Draft, Unreadable

WHOLE = Draft(
    text="One.\n\nTwo 東京 😀",
    title="A title",
    id="an id",
    url="https://example.org/a",
    source="The Gazette",
    credits=("TASS", "Reuters"),
    authors=("Jane Zhou",),
    published=datetime(2022, 3, 6, 15, 45, tzinfo=timezone(timedelta(hours=9))),
    modified=date(2022, 3, 7),
    language="en",
    line=3,
    found={"title": "first line"},
)


@pytest.mark.parametrize(
    "draft", [WHOLE, Draft("x"), Draft("x", published=datetime(2022, 3, 6, tzinfo=UTC))]
)
def test_a_draft_comes_back_as_it_was(draft: Draft) -> None:
    assert from_dict(json.loads(json.dumps(to_dict(draft)))) == draft


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("text", None),
        ("text", 3),
        ("title", ["x"]),
        ("authors", "Jane"),
        ("credits", [1]),
        ("published", "yesterday"),
        ("published", "2022-03-06T15:45"),
        ("modified", 20220306),
        ("line", "3"),
        ("line", True),
        ("found", {"title": 1}),
        ("found", ["x"]),
    ],
)
def test_a_value_of_the_wrong_type_is_refused_by_its_name(name: str, value: Any) -> None:
    with pytest.raises(Unreadable, match=f"no valid {name}"):
        from_dict({**to_dict(WHOLE), name: value})
