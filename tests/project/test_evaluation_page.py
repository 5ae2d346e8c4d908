"""What docs/evaluation.md tells is so: its commands and code run, its metrics are all there are."""

from __future__ import annotations

import json
import os
import re
import shutil
from pathlib import Path

import pytest
from model_server.scripted import ScriptedServer

from project.children import RAG, python, run
from project.modules import ROOT
from rag.evaluation import read_questions, read_run
from rag.evaluation.formats import FORMS
from rag.evaluation.metrics.retrieval import CUTOFFS
from rag.evaluation.scoring import all_metrics
from rag.evaluation.sets import SET_METRICS

PAGE = (ROOT / "docs" / "evaluation.md").read_text("utf-8")
SECTIONS = {part.splitlines()[0]: part for part in PAGE.split("\n## ")}


def blocks(section: str, language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```$", SECTIONS[section], re.MULTILINE | re.DOTALL)


@pytest.fixture(scope="module")
def checkout(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample collection with its first questions, and those for pytest."""
    folder = tmp_path_factory.mktemp("evaluation")
    shutil.copytree(ROOT / "corpus", folder / "corpus")
    questions = folder / "corpus" / "questions.jsonl"
    few = questions.read_text("utf-8").splitlines(keepends=True)[:6]
    questions.write_text("".join(few), "utf-8")
    (folder / "questions.jsonl").write_text("".join(few), "utf-8")
    (commands,) = blocks("Running", "bash")
    path = {"PATH": f"{RAG.parent}{os.pathsep}{os.environ['PATH']}"}
    result = run("bash", "-euxo", "pipefail", "-c", commands, cwd=folder, extra=path)
    assert result.returncode == 0, result.stderr
    return folder


def test_the_commands_shown_run_and_keep_their_runs(checkout: Path) -> None:
    runs = {path.name: read_run(path) for path in (checkout / "runs").iterdir()}
    assert set(runs) >= {"sample", "before", "after"}
    assert runs["after"].settings["settings"]["passages"] == 4
    assert (checkout / "build" / "junit.xml").is_file()


def test_the_python_shown_runs(checkout: Path) -> None:
    measured, tests = blocks("Running", "python")
    result = python(measured, cwd=checkout)
    assert result.returncode == 0, result.stderr
    assert re.search(r"^byline [\d.]+$", result.stdout, re.MULTILINE)
    fixture = (
        "import pytest\nfrom rag import Rag\n\n\n@pytest.fixture(scope='session')\n"
        "def rag():\n    with Rag.open('index') as rag:\n        yield rag\n"
    )
    (checkout / "conftest.py").write_text(fixture)
    (checkout / "test_mine.py").write_text(tests)
    result = run(RAG.with_name("pytest"), "-q", "-p", "no:cacheprovider", cwd=checkout)
    right = sum(row.scores["right"] == 1 for row in read_run(checkout / "runs" / "byline").rows)
    assert f"{right} passed" in result.stdout, result.stdout


def test_the_table_names_every_metric_and_no_other() -> None:
    named: set[str] = set()
    for row in re.findall(r"^\| (`[a-zA-Z_0-9@, `]+`) \|", SECTIONS["Metrics"], re.MULTILINE):
        for name in re.findall(r"`([^`]+)`", row):
            stem, at, _ = name.partition("@k")
            named |= {f"{stem}@{k}" for k in CUTOFFS} if at else {name}
    assert named == {metric.name for metric in (*all_metrics(), *SET_METRICS)}


def test_every_option_is_told() -> None:
    shown = run(RAG, "eval", "run", "--help").stdout
    options = set(re.findall(r"--[a-z]+", shown)) - {"--help", "--no"}
    assert {each for each in options if f"`{each}" not in SECTIONS["Running"]} == set()


def test_the_commands_that_compare_hold_and_show_run(checkout: Path) -> None:
    path = {"PATH": f"{RAG.parent}{os.pathsep}{os.environ['PATH']}"}
    for section in ("Comparing and gating", "The report"):
        (commands,) = blocks(section, "bash")
        result = run("bash", "-euxo", "pipefail", "-c", commands, cwd=checkout, extra=path)
        assert result.returncode == 0, result.stdout + result.stderr
    made = {"compare.html", "baseline.json", "build/gate.xml", "runs/before/report.html"}
    assert {each for each in made if not (checkout / each).is_file()} == set()
    sweep = checkout / "runs" / "sweep"
    assert len([path for path in sweep.iterdir() if path.is_dir()]) == 4
    assert (sweep / "sweep.html").is_file()
    (code,) = blocks("Comparing and gating", "python")
    shown = python(code, cwd=checkout)
    assert shown.returncode == 0, shown.stderr
    assert re.match(r"right: [\d.]+ -> [\d.]+, ", shown.stdout)
    assert shown.stdout.rstrip().endswith("the gate is passed")


def shown_runs(checkout: Path, section: str, extra: dict[str, str] | None = None) -> str:
    """The commands of a section, run; what they print."""
    path = {"PATH": f"{RAG.parent}{os.pathsep}{os.environ['PATH']}"}
    (commands,) = blocks(section, "bash")
    if extra:  # what the page sets in its own words
        commands = re.sub(r"^export .*\n", "", commands)
    result = run(
        "bash", "-euxo", "pipefail", "-c", commands, cwd=checkout, extra={**path, **(extra or {})}
    )
    assert result.returncode == 0, result.stdout + result.stderr
    return result.stdout


def test_questions_and_runs_are_converted_as_shown(checkout: Path) -> None:
    told = shown_runs(checkout, "Formats")
    assert "6 questions and 52 articles: byline -> beir" in told
    asked = read_questions(checkout / "questions.jsonl")
    assert read_questions(checkout / "build" / "questions.jsonl") == asked
    assert len((checkout / "build" / "articles.jsonl").read_text("utf-8").splitlines()) == 52
    assert (checkout / "build" / "trec" / "qrels.txt").read_text("utf-8").startswith("fact-001 0 ")
    assert '"retrieved_contexts"' in (checkout / "build" / "ragas.jsonl").read_text("utf-8")


def test_the_forms_told_are_those_there_are() -> None:
    rows = re.findall(
        r"^\| `([\w-]+)` \| .* \| (yes|no) \| ([\w ]+) \|$", SECTIONS["Formats"], re.MULTILINE
    )
    told = {name: (read == "yes", write != "no") for name, read, write in rows}
    assert told.pop("trec") == (False, True)
    assert told == {name: (True, form.write is not None) for name, form in FORMS.items()}


def test_anybodys_answers_are_scored_as_shown(checkout: Path) -> None:
    (answer,) = blocks("Other systems", "json")
    (checkout / "answers.jsonl").write_text(answer, encoding="utf-8")
    told = shown_runs(checkout, "Other systems")
    assert read_run(checkout / "runs" / "theirs").values("right")["fact-001"] == 1
    assert "right" in told


def test_questions_of_ones_own_are_made_as_shown(checkout: Path) -> None:
    (code,) = blocks("Questions of your own", "python")
    assert python(code, cwd=checkout).returncode == 0
    shown_runs(checkout, "Questions of your own")
    assert len(read_run(checkout / "runs" / "mine").rows) == 40
    (heard,) = read_questions(checkout / "heard.jsonl")
    assert (heard.kind, heard.note) == ("feedback: right", "as the ministry told it")


def test_robustness_is_measured_as_shown(checkout: Path) -> None:
    told = shown_runs(checkout, "Robustness")
    changes = json.loads((checkout / "build" / "robust.json").read_text("utf-8"))["changes"]
    assert {each["group"] for each in changes} == {"reworded", "contradiction"}
    assert all(each["name"] in told for each in changes)


def test_a_judge_is_asked_as_shown(checkout: Path) -> None:
    with ScriptedServer([lambda messages: "5" if "score" in str(messages) else "YES"]) as server:
        extra = {"RAG_JUDGE": "openai:judge", "RAG_LLM_BASE_URL": server.base_url}
        told = shown_runs(checkout, "Judges", extra)
    judged = json.loads((checkout / "runs" / "before" / "judges.json").read_text("utf-8"))
    assert (judged["judge"], judged["times"]) == ("openai:judge", 2)
    assert {name: of["mean"] for name, of in judged["marks"].items()} == {
        "faithfulness": 1.0,
        "relevancy": 1.0,
        "correctness": 5.0,
        "citation_recall": 1.0,
        "citation_precision": 1.0,
    }
    assert "with itself" in told


def test_every_command_of_eval_is_told() -> None:
    listed = run(RAG, "eval", "--help").stdout
    commands = re.findall(r"^  ([a-z-]+)  ", listed, re.MULTILINE)
    assert {"run", "judge", "from-feedback"} <= set(commands)
    assert [each for each in commands if f"rag eval {each}" not in PAGE] == []


def test_the_picture_of_the_report_is_there() -> None:
    pictures = re.findall(r"\]\((images/[^)]+)\)", PAGE)
    assert pictures
    assert [each for each in pictures if not (ROOT / "docs" / each).is_file()] == []
