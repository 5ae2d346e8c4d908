"""What docs/observability.md tells is so: its settings, spans and metrics are those there are."""

from __future__ import annotations

import re
from pathlib import Path

from project.modules import ROOT, modules

from rag import Settings

PAGE = (ROOT / "docs" / "observability.md").read_text("utf-8")
SOURCES = "\n".join(each.text for each in modules())


def test_its_settings_are_all_of_telemetry_with_the_defaults_told() -> None:
    rows = dict(re.findall(r"^\| `RAG_([A-Z_]+)` \| (.+?) \|", PAGE, re.MULTILINE))
    named = {name for name in Settings.names() if name.startswith(("telemetry", "metrics"))}
    assert {name.lower() for name in rows} == named
    defaults = Settings()
    assert defaults.telemetry is None
    assert rows["TELEMETRY"] == "not set: nothing"
    assert rows["TELEMETRY_TEXT"] == f"`{str(defaults.telemetry_text).lower()}`"
    assert rows["METRICS"] == f"`{str(defaults.metrics).lower()}`"


def test_every_step_is_told_and_no_other() -> None:
    steps = {f"byline.{name}" for name in re.findall(r"\bstep\(\s*\"([a-z]+)\"", SOURCES)}
    section = PAGE.partition("## Spans")[2].partition("## Metrics")[0]
    spans = set(re.findall(r"^\| `(byline\.[a-z]+)` \|", section, re.MULTILINE))
    assert spans == steps | {"byline.question"}


def test_every_metric_is_told_and_no_other() -> None:
    text = Path(ROOT / "rag" / "telemetry" / "instruments.py").read_text("utf-8")
    made = set(re.findall(r"\"((?:byline|gen_ai)\.[a-z_.]+)\"", text)) - {"gen_ai.token.type"}
    told = set(re.findall(r"^\| `([a-z_.]+)` \| `[a-z_]+` \|", PAGE, re.MULTILINE))
    assert told == made
