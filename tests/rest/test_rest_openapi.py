"""What OpenAPI tells is so: its examples are real answers, and answers have the form it tells."""

from __future__ import annotations

import inspect
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from rest_kit import BAY, EXAMPLES, recorded
from starlette.testclient import TestClient

from rag import Rag
from rag.asking import STEPS


@pytest.fixture(scope="module")
def described(client: TestClient) -> dict[str, Any]:
    return dict(client.get("/v1/openapi.json").json())


@pytest.fixture(scope="module")
def real(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Any]]:
    """The examples as they are answered now."""
    folder: Path = tmp_path_factory.mktemp("examples") / "index"
    with Rag.open(folder, page_changes="true") as rag:
        rag.ingest(BAY)
        yield recorded(rag)


def faults(described: dict[str, Any], form: dict[str, Any], value: Any) -> list[str]:
    whole = {**form, "components": described["components"]}
    return [f"{e.json_path}: {e.message}" for e in Draft202012Validator(whole).iter_errors(value)]


def test_the_examples_are_what_is_answered(real: dict[str, Any]) -> None:
    kept = json.loads(EXAMPLES.read_text(encoding="utf-8"))
    assert kept.keys() == real.keys()
    for name, example in kept.items():
        assert example == real[name], f"{name}: make rest-examples records them anew"


def test_every_example_has_the_form_that_is_told(
    described: dict[str, Any], real: dict[str, Any]
) -> None:
    seen = 0
    for methods in described["paths"].values():
        for operation in methods.values():
            for status, answer in operation["responses"].items():
                for told in answer.get("content", {}).values():
                    if "example" in told:
                        assert faults(described, told["schema"], told["example"]) == [], status
                        seen += 1
            for told in operation.get("requestBody", {}).get("content", {}).values():
                if "example" in told:
                    assert faults(described, told["schema"], told["example"]) == []
                    seen += 1
    assert seen == len(real) + sum("request" in each for each in real.values())


def test_every_route_tells_its_problems_and_its_key(described: dict[str, Any]) -> None:
    assert described["servers"] == [{"url": "/v1"}]
    assert described["components"]["securitySchemes"]["key"]["scheme"] == "bearer"
    for path, methods in described["paths"].items():
        for operation in methods.values():
            assert {"401", "403", "422", "429", "503"} <= operation["responses"].keys(), path
            assert operation["description"], path


def test_what_is_told_is_openapi(described: dict[str, Any]) -> None:
    assert described["openapi"].startswith("3.1")
    for form in described["components"]["schemas"].values():
        Draft202012Validator.check_schema(form)
    assert "HTTPValidationError" not in described["components"]["schemas"]


def test_the_options_of_a_question_are_those_of_rag(described: dict[str, Any]) -> None:
    parameters = inspect.signature(Rag.ask).parameters.keys() - {"self"}
    form = described["components"]["schemas"]["SearchForm"]
    assert form["properties"].keys() == parameters
    assert form["properties"]["without"]["items"]["enum"] == list(STEPS)
