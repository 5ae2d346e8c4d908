"""The benchmark of answers: how words are compared, and a run over a small collection."""

from __future__ import annotations

import gzip
import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
from project.modules import ROOT

sys.path.insert(0, str(ROOT / "benchmarks"))

from composing.tokens import f1, holds, same, tokens

PROGRAM = ROOT / "benchmarks" / "answers.py"
ARTICLES = (
    ("bridge", "Harbour bridge opens", "The harbour bridge of Askel was opened on 3 May 2023."),
    (
        "ferry",
        "Ferry sold",
        "The ferry Corvo was sold to the company Brunn Lines for $4.8 million.",
    ),
)


def ran(*words: object) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(PROGRAM), *map(str, words)]
    return subprocess.run(command, capture_output=True, text=True, timeout=600)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("It was held for six months.", "6"),
        ("“Succession” won.", "succession"),
        ("They met at the Tony Awards.", "Tony awards"),
        ("Germany's chancellor", "Germany"),
        ("It cost $12.6 million.", "$12.6 million"),
        ("Of 1,600 titles", "1600"),
    ],
)
def test_words_count_whatever_their_case_marks_and_articles(text: str, expected: str) -> None:
    assert holds(text, expected)


def test_words_must_stand_whole_and_side_by_side() -> None:
    assert not holds("It cost $12.65 million.", "$12.6 million")
    assert not holds("New plans for the city of York", "New York")
    assert not holds("Anything", "")


def test_f1_is_that_of_words_shared() -> None:
    assert f1("the blue ferry", "ferry") == pytest.approx(2 / 3)
    assert f1("a bridge", "ferry") == 0.0
    assert same("The Ferry.", "ferry")
    assert tokens("the a an") == ()


def test_each_length_and_the_short_answers_are_told(tmp_path: Path) -> None:
    with gzip.open(tmp_path / "articles.jsonl.gz", "wt", encoding="utf-8") as file:
        for name, title, text in ARTICLES:
            row = {"id": name, "title": title, "published_at": "2023-05-04", "text": text}
            file.write(json.dumps(row) + "\n")
    rows = [
        ("When was the harbour bridge of Askel opened?", "3 May 2023"),
        ("To which company was the ferry Corvo sold?", "Brunn Lines"),
        ("Was the ferry Corvo sold?", "True"),
    ]
    lines = [
        json.dumps({"id": f"q{at}", "question": text, "asked_at": "2023-05-05", "answer": answer})
        for at, (text, answer) in enumerate(rows)
    ]
    (tmp_path / "questions.jsonl").write_text("\n".join(lines), encoding="utf-8")
    done = ran(tmp_path, "--kept", tmp_path / "kept")
    assert done.returncode == 0, done.stderr
    assert "the expected words in the answers to 2 questions" in done.stdout
    assert re.search(r"the 10 best passages +2/2", done.stdout)
    assert re.search(r"3 sentences, 90 words, goal \.72 +2/2", done.stdout)
    assert re.search(r"given +[12]/2", done.stdout)


def test_a_folder_without_quizzes_is_told(tmp_path: Path) -> None:
    done = ran(tmp_path)
    assert done.returncode == 1
    assert "name a folder that holds" in done.stderr
