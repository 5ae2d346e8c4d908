"""What docs/models.md tells is so: its settings and defaults are there."""

from __future__ import annotations

import re

from project.modules import ROOT
from rag import Settings
from rag.opening import REQUESTS_PER_MINUTE, TOKENS_PER_DAY

PAGE = (ROOT / "docs" / "models.md").read_text("utf-8")
ROWS = dict(re.findall(r"^\| (`RAG_.+?) \| (.*?) \|", PAGE, re.MULTILINE))


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
