"""Whatever is sent, nothing breaks, and every answer has the form and status that OpenAPI tells.

A few requests for each route; ``make fuzz`` sends FUZZ_EXAMPLES of them.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from rest_kit import BAY
from schemathesis import Case, GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.schemas import BaseSchema
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from rag import Rag
from rag.keys import Keys, Scope
from rag.rest.describing import examples
from rag.serve import create_app

MANY = int(os.environ.get("FUZZ_EXAMPLES", "4"))
KEY: dict[str, str] = {}
"""Lets all of it in: made with the library."""
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]


@pytest.fixture(scope="module")
def fuzzed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[BaseSchema]:
    """A library that may be changed in any way that is allowed."""
    folder: Path = tmp_path_factory.mktemp("fuzz") / "index"
    with Rag.open(folder, api_rate="none") as rag:
        rag.ingest(BAY)
        KEY["authorization"] = f"Bearer {Keys(folder).add('fuzz', Scope.WRITE)}"
        app = create_app(rag, page=False)
        yield schemathesis.openapi.from_asgi("/v1/openapi.json", app, headers=KEY)


TAKE_ANYTHING = "GET /jobs", "GET /models", "GET /models/{model}", "GET /status"
"""Nothing that is sent to them is wrong."""
SENT = [
    (operation, mode)
    for operation in sorted(examples())
    for mode in GenerationMode
    if mode.is_positive or operation not in TAKE_ANYTHING
]


@pytest.mark.parametrize(("operation", "mode"), SENT)
def test_nothing_breaks_and_all_is_as_told(
    fuzzed: BaseSchema, operation: str, mode: GenerationMode
) -> None:
    method, path = operation.split(" ")
    cases = fuzzed[path][method].as_strategy(generation_mode=mode)

    @settings(
        max_examples=MANY,
        deadline=None,
        derandomize=True,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=cases)
    def sent(case: Case) -> None:
        case.call_and_validate(checks=CHECKS, headers=KEY)

    sent()


def test_every_route_is_among_them(fuzzed: BaseSchema) -> None:
    told = {each.ok().label for each in fuzzed.get_all_operations()}
    assert told == examples().keys()
