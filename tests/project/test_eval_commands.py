"""``rag eval compare``, ``gate``, ``report`` and ``sweep``: what they print and how they end."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as Xml

import pytest

from project.children import RAG, run

ROWS: list[dict[str, Any]] = [
    {
        "id": "why",
        "question": "Why did the ferry crews stop work?",
        "expected": [["hours of rest"]],
        "must_pass": True,
    },
    {"id": "quota", "question": "Who rejected the herring quota?", "expected": [["Norway"]]},
    {"id": "brazil", "question": "Who is the president of Brazil?", "answerable": False},
]
Evaluating = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two runs of three questions: one as it should be, one of which one answer is spoilt."""
    return tmp_path_factory.mktemp("eval-commands")


@pytest.fixture(scope="module")
def evaluating(folder: Path, index: Path) -> Evaluating:
    def command(*words: str | Path) -> subprocess.CompletedProcess[str]:
        return run(RAG, "eval", *words, cwd=folder, extra={"RAG_INDEX": str(index)})

    (folder / "questions.jsonl").write_text("\n".join(map(json.dumps, ROWS)), encoding="utf-8")
    made = command("run", "questions.jsonl", "--name", "good", "--workers", "1")
    assert made.returncode == 0, made.stderr
    spoil(folder / "runs" / "good", folder / "runs" / "spoilt")
    return command


def spoil(good: Path, spoilt: Path) -> None:
    """The same run, in which the question that must pass is wrong."""
    spoilt.mkdir()
    for path in good.iterdir():
        if path.suffix == ".json":
            (spoilt / path.name).write_text(path.read_text("utf-8"), encoding="utf-8")
    rows = [json.loads(line) for line in (good / "results.jsonl").read_text("utf-8").splitlines()]
    rows[0]["scores"]["right"] = 0.0
    rows[0]["reasons"]["right"] = "lacks hours of rest"
    lines = "".join(json.dumps(row) + "\n" for row in rows)
    (spoilt / "results.jsonl").write_text(lines, encoding="utf-8")


def test_a_run_leaves_its_report(evaluating: Evaluating, folder: Path) -> None:
    path = folder / "runs" / "good" / "report.html"
    before = path.read_text("utf-8")
    assert "Why did the ferry crews stop work?" in before
    path.unlink()
    again = evaluating("report", "runs/good")
    assert again.stdout.strip() == "runs/good/report.html"
    assert path.read_text("utf-8") == before


def test_two_runs_are_compared_as_lines_as_json_and_as_a_page(
    evaluating: Evaluating, folder: Path
) -> None:
    lines = evaluating("compare", "runs/good", "runs/spoilt", "--html", "beside.html")
    assert lines.returncode == 0, lines.stderr
    assert "lost: why" in lines.stdout
    assert "1 lost" in lines.stdout
    assert "beside.html" in lines.stderr
    assert "B: spoilt" in (folder / "beside.html").read_text("utf-8")
    told = json.loads(evaluating("compare", "runs/good", "runs/spoilt", "--json").stdout)
    assert told["metrics"]["right"]["losses"] == ["why"]
    assert told["metrics"]["right"]["holm"] == 1.0
    assert "article_recall@1" not in told["metrics"]


def test_the_gate_ends_with_0_or_1_and_says_why(evaluating: Evaluating, folder: Path) -> None:
    made = evaluating("gate", "runs/good", "--write-baseline", "base.json", "--metric", "right=.3")
    assert made.returncode == 0, made.stderr
    assert made.stdout.strip() == "base.json holds 3 questions to right (floor 0.3)"
    good = evaluating("gate", "runs/good", "--baseline", "base.json")
    assert good.returncode == 0, good.stderr
    assert good.stdout.rstrip().endswith("the gate is passed")
    spoilt = evaluating("gate", "runs/spoilt", "--baseline", "base.json", "--junit", "out/g.xml")
    assert spoilt.returncode == 1
    reason = "failed   must pass: why: Why did the ferry crews stop work?: lacks hours of rest"
    assert reason in spoilt.stdout
    told = evaluating("gate", "runs/spoilt", "--baseline", "base.json", "--json")
    assert told.returncode == 1
    assert json.loads(told.stdout)["passed"] is False
    suite = Xml.parse(folder / "out" / "g.xml").getroot()[0]
    assert suite.attrib["failures"] == "1"
    failed = [case.attrib["name"] for case in suite if case.find("failure") is not None]
    assert failed == ["why"]


def test_what_is_called_wrongly_ends_with_2(evaluating: Evaluating, folder: Path) -> None:
    assert evaluating("gate", "runs/good", "--write-baseline", "all.json").returncode == 0
    path = folder / "all.json"
    path.write_text(path.read_text("utf-8").replace('"quota"', '"other"'), encoding="utf-8")
    changed = evaluating("gate", "runs/good", "--baseline", "all.json")
    assert changed.returncode == 2
    assert "not asked: other; new: quota" in changed.stderr
    for words in (
        ("gate", "runs/good"),
        ("gate", "runs/good", "--baseline", "all.json", "--write-baseline", "b.json"),
        ("gate", "runs/good", "--baseline", "all.json", "--metric", "right"),
        ("gate", "runs/good", "--write-baseline", "b.json", "--metric", "right=high"),
        ("compare", "runs/good", "runs/nowhere"),
        ("report", "runs"),
    ):
        result = evaluating(*words)
        assert result.returncode == 2, words
        assert result.stderr.startswith("rag: ")


def test_a_sweep_runs_every_combination_and_goes_on_where_it_was(
    evaluating: Evaluating, folder: Path
) -> None:
    words = ("sweep", "questions.jsonl", "--set", "without=,dates", "--workers", "1")
    made = evaluating(*words)
    assert made.returncode == 0, made.stderr
    assert "without=none" in made.stdout
    assert "worth it" in made.stdout
    place = folder / "runs" / "sweep"
    runs = sorted(path.name for path in place.iterdir() if path.is_dir())
    assert runs == ["01-without-none", "02-without-dates"]
    assert 'href="01-without-none/report.html"' in (place / "sweep.html").read_text("utf-8")
    again = json.loads(evaluating(*words, "--json").stdout)
    assert again == json.loads((place / "sweep.json").read_text("utf-8"))
    assert [each["settings"]["without"] for each in again["points"]] == ["", "dates"]
