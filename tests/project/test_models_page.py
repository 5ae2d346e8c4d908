"""What docs/models.md tells is so: its commands run, its settings and defaults are there."""

from __future__ import annotations

import os
import re
from pathlib import Path

from project.children import RAG, run
from project.modules import ROOT
from rag import Settings
from rag.opening import REQUESTS_PER_MINUTE, TOKENS_PER_DAY

PAGE = (ROOT / "docs" / "models.md").read_text("utf-8")
ROWS = dict(re.findall(r"^\| (`RAG_.+?) \| (.*?) \|", PAGE, re.MULTILINE))


def test_the_commands_shown_run(index: Path, tmp_path: Path) -> None:
    (block,) = re.findall(r"^```bash\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
    path = {"PATH": f"{RAG.parent}{os.pathsep}{os.environ['PATH']}", "RAG_INDEX": str(index)}
    result = run("bash", "-euxo", "pipefail", "-c", block, cwd=tmp_path, extra=path)
    assert result.returncode == 0, result.stderr
    assert "llm_context" in result.stdout
    assert "model: none, answers are quotations" in result.stdout
    assert "caps: 20,000 tokens an answer" in result.stdout


def test_every_setting_it_names_is_one_and_every_one_of_a_model_is_named() -> None:
    shown = {name.lower() for name in re.findall(r"\bRAG_([A-Z_]+)", PAGE)}
    names = set(Settings.names())
    assert shown <= names
    assert {name for name in names if name.startswith("llm")} <= shown


def test_the_defaults_are_those_told() -> None:
    defaults = Settings()
    told = {key.strip("`"): value for key, value in ROWS.items() if "," not in key}
    for name in ("temperature", "max_tokens", "context", "timeout", "tokens_per_answer", "mode"):
        value = getattr(defaults, f"llm_{name}")
        said = value if isinstance(value, str) else f"{value:g}"
        assert told[f"RAG_LLM_{name.upper()}"].strip("`") == said
    assert told["RAG_LLM_REQUESTS_PER_MINUTE"].startswith(f"{REQUESTS_PER_MINUTE},")
    assert told["RAG_LLM_TOKENS_PER_DAY"].startswith(f"{TOKENS_PER_DAY:,},")
