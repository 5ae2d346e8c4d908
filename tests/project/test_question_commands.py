"""``rag eval validate`` and its neighbours: lines, JSON alone on stdout, exit codes."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from project.children import RAG, run

ASKED = {
    "id": "opened",
    "question": "Who opened the new bridge over the Tarrow?",
    "expected": [["Ada Brandt"]],
}
SAID = {"id": "opened", "text": "Ada Brandt did."}


def lines(path: Path, *rows: object) -> Path:
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return path


@pytest.fixture
def questions(tmp_path: Path) -> Path:
    return lines(tmp_path / "questions.jsonl", ASKED, {**ASKED, "id": "again"})


def as_json(*words: str | Path, code: int = 0) -> dict[str, Any]:
    told = run(RAG, "eval", *words, "--json")
    assert told.returncode == code, told.stderr
    value = json.loads(told.stdout)
    assert isinstance(value, dict)
    assert value["schema"] == 1
    return value


def test_sound_questions_are_said_to_be(questions: Path) -> None:
    told = run(RAG, "eval", "validate", questions)
    assert told.returncode == 0
    assert told.stdout == "2 questions, 0 faults (as Byline's own JSON Lines)\n"


def test_every_fault_is_told_with_its_line_and_ends_with_1(tmp_path: Path) -> None:
    wrong = lines(tmp_path / "q.jsonl", ASKED, {**ASKED, "expcted": []}, {"question": ""})
    told = run(RAG, "eval", "validate", wrong)
    assert told.returncode == 1
    assert f"{wrong}, line 2: 'expcted' is no field; did you mean 'expected'?" in told.stdout
    assert f"{wrong}, line 3: 'question' must not be empty" in told.stdout
    value = as_json("validate", wrong, code=1)
    assert [each["line"] for each in value["faults"]] == [2, 3]
    assert (value["form"], value["questions"]) == ("byline", 1)


def test_a_run_of_wrong_questions_is_refused_with_the_line(tmp_path: Path, index: Path) -> None:
    wrong = lines(tmp_path / "q.jsonl", ASKED, ASKED)
    told = run(RAG, "eval", "run", wrong, "--index", index)
    assert told.returncode == 2
    assert "line 2: the id 'opened' stands twice" in told.stderr


def test_what_was_converted_is_counted(questions: Path, tmp_path: Path) -> None:
    value = as_json("convert", questions, tmp_path / "out", "--to", "ragas")
    assert value == {
        "schema": 1,
        "came": "byline",
        "became": "ragas",
        "questions": 2,
        "articles": 0,
    }
    told = run(RAG, "eval", "convert", questions, tmp_path / "out", "--to", "squad")
    assert told.returncode == 2
    assert "'opened' comes with 0 passages" in told.stderr


def test_answers_of_others_are_scored_and_what_is_missing_is_named(
    questions: Path, tmp_path: Path, index: Path
) -> None:
    answers = lines(tmp_path / "answers.jsonl", SAID, {**SAID, "id": "none"})
    value = as_json("score", answers, questions, "--index", index, "--name", "theirs")
    assert (value["missing"], value["unknown"]) == (["again"], ["none"])
    assert value["shares"][0] == {"name": "right", "k": 1, "n": 2}
    assert (tmp_path / "runs" / "theirs" / "report.html").is_file()


def test_questions_are_made_onto_the_output_or_into_a_file(index: Path, tmp_path: Path) -> None:
    told = run(RAG, "eval", "generate", "-n", "4", "--index", index)
    rows = [json.loads(line) for line in told.stdout.splitlines()]
    assert len(rows) == 4
    assert told.stderr.startswith("4 questions: ")
    value = as_json("generate", "-n", "4", "--index", index, "-o", tmp_path / "q.jsonl")
    assert [each["id"] for each in value["questions"]] == [row["id"] for row in rows]
    assert [json.loads(r)["id"] for r in (tmp_path / "q.jsonl").read_text().splitlines()] == [
        row["id"] for row in rows
    ]


def test_without_feedback_and_without_a_judge_it_is_said_what_to_do(
    index: Path, tmp_path: Path
) -> None:
    told = run(RAG, "eval", "from-feedback", "--index", index)
    assert told.returncode == 2
    assert "no reader has said anything" in told.stderr
    told = run(RAG, "eval", "judge", tmp_path)
    assert told.returncode == 2
    assert "no finished run" in told.stderr


def test_an_unknown_change_is_refused_with_those_there_are(questions: Path, index: Path) -> None:
    told = run(RAG, "eval", "robust", questions, "--only", "weather", "--index", index)
    assert told.returncode == 2
    assert "reworded, noise" in told.stderr
