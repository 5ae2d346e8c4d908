"""What docs/page.md tells is so: its commands run, its keys and settings are those there are."""

from __future__ import annotations

import os
import re
import shutil
from pathlib import Path

from project.children import RAG, run
from project.modules import ROOT
from rag import Settings
from rag.page.keywords import KEYS

PAGE = (ROOT / "docs" / "page.md").read_text("utf-8")


def test_the_commands_shown_run(index: Path, tmp_path: Path) -> None:
    shutil.copytree(index, tmp_path / "index")
    path = {"PATH": f"{RAG.parent}{os.pathsep}{os.environ['PATH']}"}
    blocks = re.findall(r"^```bash\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
    code = "\n".join(blocks)
    # The library of these tests is another one: its questions go unanswered, which is exit 4.
    result = run("bash", "-uxo", "pipefail", "-c", code, cwd=tmp_path, extra=path)
    assert "not found" not in result.stderr.replace("not_found", "")
    assert "Traceback" not in result.stderr
    assert "Checked against these articles" in result.stdout
    assert "\nada\n" in f"\n{result.stdout}"
    assert (tmp_path / "answer.docx").read_bytes()[:2] == b"PK"


def test_the_keys_are_those_that_the_page_lists() -> None:
    shown = re.findall(r"^\| (.+?) \| (.+?) \|$", PAGE, re.MULTILINE)
    assert [each for each in shown if each in KEYS] == list(KEYS)


def test_every_setting_it_names_is_one_with_the_default_it_tells() -> None:
    names = {name.lower() for name in re.findall(r"\bRAG_([A-Z_]+)", PAGE)}
    assert names <= set(Settings.names())
    defaults = Settings()
    for name in ("conversations", "readers", "readers_waiting"):
        value = getattr(defaults, name)
        assert re.search(rf"last {value} |RAG_{name.upper()}`[^(]*\({value}\)", PAGE), name
