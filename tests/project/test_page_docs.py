"""What docs/page.md tells is so: its commands run, its limits and its setting are the page's."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest

from project.children import RAG, run
from project.modules import ROOT
from rag import Rag, Settings
from rag.page.adding import MOST_BYTES, MOST_FILES

PAGE = (ROOT / "docs" / "page.md").read_text("utf-8")


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("page-docs") / "index"
    with Rag.open(folder) as rag:
        rag.ingest(ROOT / "corpus" / "articles")
    return folder


def test_the_commands_shown_run(sample: Path, tmp_path: Path) -> None:
    blocks = re.findall(r"^```bash\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
    path = {"PATH": f"{RAG.parent}{os.pathsep}{os.environ['PATH']}", "RAG_INDEX": str(sample)}
    result = run("bash", "-euxo", "pipefail", "-c", "".join(blocks), cwd=tmp_path, extra=path)
    assert result.returncode == 0, result.stderr


def test_its_limits_and_setting_are_those_of_the_page() -> None:
    assert f"at most {MOST_FILES} files and {MOST_BYTES >> 20} MB" in PAGE
    assert Settings().page_changes is None
    assert {name.lower() for name in re.findall(r"`RAG_([A-Z_]+)`", PAGE)} <= set(Settings.names())


def test_its_pictures_are_there() -> None:
    pictures = re.findall(r"\]\((images/.+?)\)", PAGE)
    assert pictures
    assert all((ROOT / "docs" / each).is_file() for each in pictures)
