"""Byline beside others over one small library: every system is asked and scored."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest
from model_server.scripted import ScriptedServer

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT / "benchmarks"))

import beside_eval  # noqa: E402 - benchmarks are no package

ASKED = {
    "id": "opened",
    "question": "Who opened the new bridge over the Tarrow?",
    "expected": [["Ada Brandt"]],
    "article_ids": ["https://inland.example/bridge"],
}


@pytest.fixture
def small(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> beside_eval.Set:
    monkeypatch.setattr(beside_eval, "RUNS", tmp_path / "runs")
    questions = tmp_path / "questions.jsonl"
    questions.write_text(json.dumps(ASKED) + "\n", encoding="utf-8")
    bay = ROOT / "tests" / "fixtures" / "bay"
    return beside_eval.Set("small", bay, questions, tmp_path / "index")


def test_without_a_model_the_citation_engine_is_left_out_and_said_to_be(
    small: beside_eval.Set, capsys: pytest.CaptureFixture[str]
) -> None:
    runs, cold = beside_eval.measured(small)
    names = [name for name, _ in runs]
    assert names[0] == "Byline"
    assert names[-2:] == ["LlamaIndex quick start", "plain vectors"]
    assert [name for name in names if name.startswith("Byline without ")] == names[1:6]
    assert "RAG_LLM" in capsys.readouterr().err
    assert [run.values("right") for _, run in runs] == [{"opened": 1}] * 8
    shown = beside_eval.table(small, runs, cold)
    assert shown.rows[0][1].startswith("1.00 [")
    assert "LlamaIndex's index of it" in shown.note


def test_with_a_model_llamaindex_is_asked_too(
    small: beside_eval.Set, monkeypatch: pytest.MonkeyPatch
) -> None:
    with ScriptedServer([lambda messages: "Ada Brandt opened it [1]."]) as server:
        monkeypatch.setenv("RAG_LLM", "openai:scripted")
        monkeypatch.setenv("RAG_LLM_BASE_URL", server.base_url)
        monkeypatch.setattr(beside_eval, "STEPS", ())
        runs = dict(beside_eval.measured(small)[0])
    for name in ("LlamaIndex quick start with the model", "LlamaIndex CitationQueryEngine"):
        assert runs[name].values("right") == {"opened": 1}
        assert runs[name].settings["settings"] == {"llm": "openai:scripted"}
    assert runs["LlamaIndex quick start"].values("right") == {"opened": 1}
    assert runs["plain vectors with the model"].values("right") == {"opened": 1}


def test_a_set_whose_files_are_not_there_is_none(tmp_path: Path) -> None:
    assert list(beside_eval.sets(tmp_path, tmp_path)) == ["sample"]
