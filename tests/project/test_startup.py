"""The command line answers at once, and asking loads only what asking needs."""

from __future__ import annotations

import json
import subprocess
import time
from pathlib import Path

import pytest

from project.children import RAG, environment, python

HEAVY = (
    "chromadb fastapi gradio llama_index numpy onnx onnxruntime openai rich spacy "
    "sqlalchemy starlette tantivy tokenizers uvicorn yaml"
).split()
LOADED = (
    "import sys, json\n"
    "try:\n"
    "    from rag.cli import main\n"
    "    main(sys.argv[1:])\n"
    "except SystemExit:\n"
    "    loaded = {name.split('.')[0] for name in sys.modules}\n"
    "    print('\\n' + json.dumps(sorted(loaded)))\n"
)


def loaded(*words: str | Path) -> set[str]:
    """The packages in memory after one command."""
    result = python(LOADED, *words)
    assert result.returncode == 0, result.stderr
    return set(json.loads(result.stdout.splitlines()[-1]))


def test_the_check_sees_what_a_command_loads(index: Path) -> None:
    assert "sqlalchemy" in loaded("status", "--index", index)


@pytest.mark.parametrize(
    "words", [("--help",), ("ask", "--help"), ("eval", "run", "--help"), ("settings",)]
)
def test_help_and_settings_load_nothing_heavy(words: tuple[str, ...]) -> None:
    assert loaded(*words) & set(HEAVY) == set()


def test_importing_the_package_loads_nothing_heavy() -> None:
    code = "import rag, sys, json; print(json.dumps(sorted(sys.modules)))"
    names = {name.split(".")[0] for name in json.loads(python(code).stdout)}
    assert names & {*HEAVY, "typer"} == set()


def test_help_is_there_in_under_0_3_seconds() -> None:
    def seconds() -> float:
        started = time.perf_counter()
        subprocess.run([RAG, "--help"], env=environment(), capture_output=True, check=True)
        return time.perf_counter() - started

    assert min(seconds() for _ in range(5)) < 0.3


def test_asking_loads_neither_llama_index_nor_openai_nor_gradio(index: Path) -> None:
    found = loaded("ask", "Why did the ferry crews stop work?", "--index", index)
    assert found & {"llama_index", "openai", "gradio", "fastapi", "torch"} == set()


def test_listing_loads_no_model(index: Path) -> None:
    found = loaded("list", "--index", index)
    assert found & {"onnxruntime", "spacy", "chromadb", "tokenizers", "gradio"} == set()


def test_serving_without_the_page_loads_no_gradio(index: Path) -> None:
    code = (
        "import json, sys\nfrom rag import Rag\nfrom rag.serve import create_app\n"
        "create_app(Rag.open(sys.argv[1]), page=False)\nprint(json.dumps(sorted(sys.modules)))"
    )
    found = {name.split(".")[0] for name in json.loads(python(code, index).stdout)}
    assert "fastapi" in found
    assert found & {"gradio", "llama_index", "openai", "onnxruntime", "spacy", "torch"} == set()


def test_the_public_names_are_there_on_first_use() -> None:
    code = "import rag; print([name for name in rag.__all__ if getattr(rag, name) is None])"
    result = python(code)
    assert result.stdout.strip() == "[]", result.stderr


def test_a_name_that_is_none_of_them_is_an_attribute_error() -> None:
    import rag

    with pytest.raises(AttributeError, match="has no attribute 'Ragg'"):
        _ = rag.Ragg
