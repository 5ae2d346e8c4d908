"""``rag eval run`` as a person runs it, JUnit XML, and gold questions as tests of pytest."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from project.children import RAG, run

from rag import Rag
from rag.cli import main
from rag.evaluation import evaluate, read_run
from rag.evaluation.junit import written
from rag.evaluation.metrics import retrieval
from rag.evaluation.questions import Gold
from rag.evaluation.rows import Row, Run
from rag.evaluation.scoring import all_metrics

BAY = Path(__file__).parents[1] / "fixtures" / "bay"
ROWS: list[dict[str, Any]] = [
    {"id": "right", "question": "How many nests does Noor Haddad count?", "expected": [["46"]]},
    {"id": "wrong", "question": "Who opened the bridge over the Tarrow?", "expected": [["Zog"]]},
]


@dataclass(frozen=True)
class Result:
    code: int
    out: str
    err: str


Command = Callable[..., Result]


@pytest.fixture
def command(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> Command:
    """``rag eval run`` in a folder of its own, asking the bay's articles."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "questions.jsonl").write_text("".join(json.dumps(row) + "\n" for row in ROWS))

    def typed(*words: str, corpus: Path = BAY) -> Result:
        capsys.readouterr()
        with pytest.raises(SystemExit) as left:
            main(["eval", "run", "questions.jsonl", "--corpus", str(corpus), *words])
        printed = capsys.readouterr()
        assert isinstance(left.value.code, int)
        return Result(left.value.code, printed.out, printed.err)

    return typed


def test_a_run_is_printed_and_kept_under_its_name(command: Command, tmp_path: Path) -> None:
    result = command("--name", "first")
    assert result.code == 0
    assert "wrong  wrong  Who opened the bridge over the Tarrow?\n       lacks Zog" in result.out
    assert "1 of 2    0.500" in result.out
    assert "kept in runs/first" in result.out
    kept = read_run(tmp_path / "runs" / "first")
    assert [row.scores["right"] for row in kept.rows] == [1, 0]
    assert kept.settings["library"]["articles"] == 7


def test_the_same_name_goes_on_though_the_library_was_made_anew(
    command: Command, tmp_path: Path
) -> None:
    assert command("--name", "first").code == 0
    results = tmp_path / "runs" / "first" / "results.jsonl"
    kept = results.read_text().splitlines(keepends=True)
    results.write_text(kept[0])
    assert command("--name", "first").code == 0
    assert results.read_text().splitlines(keepends=True)[0] == kept[0]
    assert len(read_run(tmp_path / "runs" / "first").rows) == 2


def test_without_a_name_each_run_has_its_own(command: Command, tmp_path: Path) -> None:
    for _ in range(2):
        assert "kept in runs/" in command().out
    assert len(list((tmp_path / "runs").iterdir())) == 2


def test_an_interruption_says_how_the_run_goes_on(
    command: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(*words: object, **options: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(Rag, "stream", interrupted)
        result = command("--name", "first")
    assert result.code == 130
    assert "kept so far in runs/first; --name first goes on with it" in result.err
    assert command("--name", "first").code == 0


def test_settings_and_steps_are_set_for_the_run(command: Command, tmp_path: Path) -> None:
    result = command("--name", "set", "--set", "passages=2", "--set", "without=dates,parts")
    assert result.code == 0
    told = read_run(tmp_path / "runs" / "set").settings["settings"]
    assert (told["passages"], told["without"]) == (2, ["dates", "parts"])
    again = command("--name", "set")
    assert again.code == 2
    assert "settings.passages was 2, is 8" in again.err
    assert "--fresh" in again.err
    assert command("--name", "set", "--fresh").code == 0


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--set", "passages"], "KEY=VALUE"),
        (["--set", "pasages=2"], "did you mean passages?"),
        (["--set", "without=luck"], "dates, sources, followups, parts"),
        (["--index", "index"], "not both"),
    ],
)
def test_what_cannot_be_set_is_told(command: Command, words: list[str], said: str) -> None:
    result = command(*words)
    assert (result.code, result.out) == (2, "")
    assert said in result.err


def test_a_corpus_that_is_missing_is_told_and_leaves_nothing(
    command: Command, tmp_path: Path
) -> None:
    result = command(corpus=tmp_path / "nowhere")
    assert result.code == 2
    assert "nowhere" in result.err
    assert not (tmp_path / "runs").exists()


def test_a_corpus_never_goes_into_a_ledger_that_the_environment_names(
    command: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("RAG_LEDGER", "postgresql+psycopg://nobody@127.0.0.1:9/none")
    assert command("--name", "own").code == 0


def test_without_the_extra_everything_else_is_measured_and_one_note_says_what_to_install(
    command: Command, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(retrieval, "find_spec", lambda name: None)
    all_metrics.cache_clear()
    try:
        result = command("--name", "plain")
        metrics = read_run(tmp_path / "runs" / "plain").summary["metrics"]
    finally:
        all_metrics.cache_clear()
    assert result.code == 0
    assert result.out.count("pip install 'byline[eval]'") == 1
    assert metrics["right"]["n"] == 2
    assert not [name for name in metrics if "@" in name]


def test_json_and_junit_tell_the_same(command: Command, tmp_path: Path) -> None:
    result = command("--name", "x", "--json", "--junit", "build/junit.xml", "--floor", "0.9")
    assert result.code == 1
    told = json.loads(result.out)
    assert told["schema"] == 1
    assert told["shares"][0] == {"name": "right", "k": 1, "n": 2}
    assert [each["id"] for each in told["wrong"]] == ["wrong"]
    assert told["metrics"]["right"]["mean"] == 0.5
    suite = ET.parse(tmp_path / "build" / "junit.xml").getroot()
    assert (suite.get("tests"), suite.get("failures"), suite.get("errors")) == ("2", "1", "0")
    failure = suite.find(".//failure")
    assert failure is not None
    assert failure.get("message") == "lacks Zog"


def test_a_question_that_must_pass_fails_a_floor_by_itself(
    command: Command, tmp_path: Path
) -> None:
    rows = [ROWS[0], {**ROWS[1], "must_pass": True}]
    (tmp_path / "questions.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    assert command("--floor", "0.4").code == 1
    assert command().code == 0


def test_junit_holds_any_text_and_tells_errors_from_failures() -> None:
    row = Row(
        "a", "k", "Q <&> \x00\ud800?", {}, {"text": "\x1b]]>"}, {"right": 0.0}, {"right": "no"}
    )
    broken = Row("b", "k", "Q?", {}, None, {"right": 0.0}, error="it broke")
    suite = ET.fromstring(written(Run(Path("x"), "x", (row, broken), {}, {})))
    assert (suite.get("failures"), suite.get("errors")) == ("1", "1")
    assert [case.get("name") for case in suite] == ["a: Q <&> \ufffd\ufffd?", "b: Q?"]
    assert [case.get("message") for case in suite.iter("error")] == ["it broke"]


def test_scores_are_the_same_when_an_answer_is_scored_again(bay: Rag, tmp_path: Path) -> None:
    from rag.evaluation.calling import Articles
    from rag.evaluation.observing import observe
    from rag.evaluation.scoring import scored

    gold = Gold("a", "fact", "How many nests does Noor Haddad count?", expected=(("46",),))
    (row,) = evaluate(bay, [gold], folder=tmp_path / "run").rows
    (kept,) = read_run(tmp_path / "run").rows
    assert kept.answer is not None
    again, _ = scored(gold, observe(kept.answer), Articles(bay))
    for name, value in row.scores.items():
        if "seconds" not in name:
            assert again[name] == value, name


TESTS = """
from rag.evaluation.pytest_helper import assert_right, gold_questions


@gold_questions("questions.jsonl")
def test_my_collection(gold):
    assert_right({"text": "She counts 46 nests."}, gold)
"""


def test_gold_questions_become_tests_of_pytest(command: Command, tmp_path: Path) -> None:
    (tmp_path / "test_mine.py").write_text(TESTS)
    result = run(RAG.with_name("pytest"), "-q", "-p", "no:cacheprovider", cwd=tmp_path)
    assert "1 failed, 1 passed" in result.stdout
    assert "AssertionError: wrong: Who opened the bridge over the Tarrow?" in result.stdout
    assert "lacks Zog" in result.stdout
    assert "said: She counts 46 nests." in result.stdout
