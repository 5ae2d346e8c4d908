"""Article bodies are found in the pages beside the project as well as the best published figure."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import pytest

from .conftest import SHARED

pytestmark = pytest.mark.shared

BENCHMARK = Path(__file__).resolve().parents[2] / "benchmarks" / "extraction.py"


@pytest.fixture(scope="module")
def extraction() -> ModuleType:
    spec = importlib.util.spec_from_file_location("extraction", BENCHMARK)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["extraction"] = module
    spec.loader.exec_module(module)
    return module


def test_bodies_are_found_in_pages_of_many_sites(extraction: ModuleType) -> None:
    pages = extraction.samples(SHARED / "data" / "extraction")
    scores = [extraction.score(page.body, extraction.byline(page.html)) for page in pages]
    precision, recall, f1 = extraction.f1(scores)
    assert len(scores) == 181
    assert f1 >= 0.965
    assert min(precision, recall) >= 0.955
    held = [
        score
        for page, score in zip(pages, scores, strict=True)
        if not extraction.development(page.key)
    ]
    assert extraction.f1(held)[2] >= 0.955
