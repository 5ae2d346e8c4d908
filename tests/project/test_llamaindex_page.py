"""What docs/llamaindex.md shows works: its Python, its commands and its rag.toml are run."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest

from project.children import RAG, python, run
from project.modules import ROOT
from rag import Rag, Settings

PAGE = (ROOT / "docs" / "llamaindex.md").read_text("utf-8")
(SHELL,) = re.findall(r"^```bash\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
(CODE,) = re.findall(r"^```python\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
(TABLE,) = re.findall(r"^```toml\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a few articles of the sample, and a library of them."""
    folder = tmp_path_factory.mktemp("llamaindex")
    (folder / "articles").mkdir()
    for each in sorted((ROOT / "corpus" / "articles").glob("*ever-given*")):
        (folder / "articles" / each.name).write_bytes(each.read_bytes())
    with Rag.open(folder / "index") as rag:
        assert rag.ingest(folder / "articles").added
    return folder


def test_the_python_shown_runs(place: Path) -> None:
    result = python(CODE, cwd=place)
    assert result.returncode == 0, result.stderr
    *nodes, found, answer, told, streamed = result.stdout.splitlines()
    assert len(nodes) == 3
    assert int(found) > 0
    assert answer.endswith("]")
    assert told.startswith("answered 0.")
    assert streamed.endswith("]")


def test_the_commands_shown_run(place: Path) -> None:
    path = {"PATH": f"{RAG.parent}{os.pathsep}{os.environ['PATH']}"}
    result = run("bash", "-euo", "pipefail", "-c", SHELL, cwd=place, extra=path)
    assert result.returncode == 0, result.stderr
    assert '{"embed_dim": 8}  (RAG_EMBEDDING_ARGUMENTS)' in result.stdout
    articles = len(list((place / "articles").iterdir()))
    assert f"{articles} added" in result.stdout
    assert "1 added" in result.stdout
    mocked = 'llama_index.core.embeddings:MockEmbedding{"embed_dim": 8}'
    with Rag.open(place / "mocked", embedding=mocked) as rag:
        rain = [each for each in rag.articles() if each.text == "It rained in Arne."]
        assert len(rag.articles()) == articles + 1
        assert [each.published for each in rain] == [None]


def test_the_table_shown_is_read(tmp_path: Path) -> None:
    (tmp_path / "rag.toml").write_text(TABLE)
    settings = Settings.load(environment={}, folder=tmp_path)
    assert settings.embedding_arguments == '{"model": "text-embedding-3-small", "dimensions": 512}'


def test_the_settings_it_names_are_there_with_the_defaults_told() -> None:
    names = {name.lower() for name in re.findall(r"RAG_([A-Z_]+)", PAGE)}
    assert names <= set(Settings.names())
    told = dict(re.findall(r"`RAG_(\w+_TIMEOUT)`, (\d+) s", PAGE))
    defaults = Settings()
    assert {name: float(value) for name, value in told.items()} == {
        name: getattr(defaults, name.lower()) for name in told
    }
    assert len(told) == 4
