"""Every answer that is printed keeps to the schema that ships with the package."""

from __future__ import annotations

import json
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from rag import Answer, Rag
from rag.testing import ScriptedModel
from rag.types import Usage

SCHEMA: dict[str, Any] = json.loads(files("rag").joinpath("answer.schema.json").read_text())
WALKOUT = "Why did the ferry crews stop work?"


@pytest.fixture(scope="module")
def library(index: Path) -> Iterator[Rag]:
    with Rag.open(index) as rag:
        yield rag


def faults(value: Any, part: str | None = None) -> list[str]:
    """What does not hold, and where; ``part`` names one definition of the schema."""
    schema = SCHEMA if part is None else {**SCHEMA["$defs"][part], "$defs": SCHEMA["$defs"]}
    found = Draft202012Validator(schema).iter_errors(value)
    return [f"{error.json_path}: {error.message}" for error in found]


def as_json(answer: Answer) -> dict[str, Any]:
    value = json.loads(json.dumps(answer.to_dict()))
    assert isinstance(value, dict)
    return value


def test_the_schema_is_one() -> None:
    Draft202012Validator.check_schema(SCHEMA)


@pytest.mark.parametrize(
    ("question", "status"),
    [
        (WALKOUT, "answered"),
        ("What did Captain Rosa Lindqvist say?", "answered"),
        ("What is the capital of Mongolia?", "not_found"),
        ("How many articles are there?", "answered"),
        ("Who wrote the article about the herons?", "answered"),
        ("hello", "answered"),
    ],
)
def test_an_answer_by_quotation_keeps_to_it(library: Rag, question: str, status: str) -> None:
    value = as_json(library.ask(question))
    assert faults(value) == []
    assert value["status"] == status
    assert value["usage"] is None


def test_a_question_with_filters_and_a_moment_keeps_to_it(library: Rag) -> None:
    answer = library.ask(
        "Who rejected the herring quota?",
        source=["North Wire"],
        since="2022-02-01",
        until="2022-02-28",
        asked_at="2022-03-01T09:00:00+01:00",
    )
    value = as_json(answer)
    assert faults(value) == []
    assert value["understood"]["asked_at"].startswith("2022-03-01T09:00:00")
    assert value["citations"]


def test_a_follow_up_keeps_to_it(library: Rag) -> None:
    first = library.ask("What did Captain Rosa Lindqvist say?")
    value = as_json(library.ask("And what about Peter Holm?", history=first.turns))
    assert faults(value) == []
    assert [turn["role"] for turn in value["turns"]] == ["user", "assistant"] * 2


def test_an_answer_by_a_model_keeps_to_it_with_usage_and_what_was_removed(index: Path) -> None:
    says = "Crews stopped work because their hours of rest had been cut. [1.1] It rained. [9.9]"
    model = ScriptedModel(says, usage=Usage(900, 40))
    with Rag.open(index, model=model) as rag:
        value = as_json(rag.ask(WALKOUT))
    assert faults(value) == []
    assert value["mode"] == "scripted"
    told = {"prompt_tokens": 900, "completion_tokens": 40, "cost": None, "estimated": False}
    assert value["usage"] == told
    assert [each["reason"] for each in value["removed"]] == ["cites nothing shown"]


def test_what_a_search_finds_keeps_to_the_same_parts(library: Rag) -> None:
    value = json.loads(json.dumps(library.search("herring quota", k=3).to_dict()))
    assert set(value) == {"schema", "passages", "understood", "notes"}
    assert faults(value["understood"], "understood") == []
    assert [faults(passage, "passage") for passage in value["passages"]] == [[], [], []]


def test_every_definition_is_used() -> None:
    text = json.dumps(SCHEMA)
    assert [name for name in SCHEMA["$defs"] if f'"#/$defs/{name}"' not in text] == []


def test_the_schema_names_the_fields_of_an_answer_and_no_other() -> None:
    fields = ["schema", *Answer.__dataclass_fields__]
    assert sorted(SCHEMA["properties"]) == sorted(SCHEMA["required"]) == sorted(fields)


@pytest.mark.parametrize(
    ("path", "wrong"),
    [
        (["status"], "maybe"),
        (["schema"], 2),
        (["extra"], 1),
        (["usage"], {"prompt_tokens": 1}),
        (["usage"], {"prompt_tokens": 1, "completion_tokens": 1, "cost": -1, "estimated": True}),
        (["sentences", 0, "verdict"], "true"),
        (["citations", 0, "n"], 0),
        (["citations", 0, "published"], "6 March 2022"),
        (["citations", 0, "published"], "2022-03-06T15:45"),
        (["citations", 0, "url"], "javascript:alert(1)"),
        (["citations", 0, "quote"], ""),
        (["passages", 0, "score", "vector"], "0.5"),
        (["turns"], []),
    ],
)
def test_a_wrong_answer_is_refused(library: Rag, path: list[Any], wrong: object) -> None:
    value = as_json(library.ask(WALKOUT))
    place = value
    for step in path[:-1]:
        place = place[step]
    place[path[-1]] = wrong
    assert faults(value) != []
