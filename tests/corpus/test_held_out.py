"""The questions kept aside hold to the same rules, and none of them is asked elsewhere."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

CORPUS = Path(__file__).resolve().parents[2] / "corpus"
Question = dict[str, Any]


def rows(name: str) -> list[Question]:
    return [json.loads(line) for line in (CORPUS / name).read_text("utf-8").splitlines()]


@pytest.fixture(scope="module")
def kept() -> list[Question]:
    return rows("held-out.jsonl")


def body(article_id: str) -> str:
    return (CORPUS / article_id).read_text("utf-8").split("---\n", 2)[2]


def test_there_are_forty_with_the_fields_and_kinds_of_the_others(kept: list[Question]) -> None:
    others = rows("questions.jsonl")
    assert len(kept) == 40
    assert {tuple(each) for each in kept} == {tuple(each) for each in others}
    assert {each["kind"] for each in kept} <= {each["kind"] for each in others}


def test_none_is_asked_in_the_same_words_elsewhere(kept: list[Question]) -> None:
    asked = {(q["question"].casefold(), bool(q["after"])) for q in rows("questions.jsonl")}
    assert not [q["id"] for q in kept if (q["question"].casefold(), bool(q["after"])) in asked]


def test_their_spans_stand_once_and_carry_what_is_expected(kept: list[Question]) -> None:
    for question in kept:
        quotes = [span["quote"] for span in question["spans"]]
        for span in question["spans"]:
            assert span["article_id"] in question["article_ids"], question["id"]
            assert body(span["article_id"]).count(span["quote"]) == 1, question["id"]
        carried = " ".join(quotes).casefold()
        for group in question["expected"]:
            assert any(fact.casefold() in carried for fact in group), question["id"]


def test_the_unanswerable_ones_say_why(kept: list[Question]) -> None:
    silent = [each for each in kept if not each["answerable"]]
    assert len(silent) == 6
    assert all(each["note"] and not each["expected"] for each in silent)


def test_a_thread_goes_on_turn_by_turn(kept: list[Question]) -> None:
    ids = [each["id"] for each in kept]
    assert len(set(ids)) == len(ids)
    for at, question in enumerate(kept):
        turn = int(question["id"][-1]) if question["kind"] == "thread" else 1
        assert question["after"] == (ids[at - 1] if turn > 1 else None), question["id"]
