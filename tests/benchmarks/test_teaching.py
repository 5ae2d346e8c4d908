"""What the reading encoder is taught with, and how what it learned is kept."""

from __future__ import annotations

import json
import random
import subprocess
import sys
from importlib import resources
from pathlib import Path

import numpy as np
import pytest
from project.modules import ROOT

sys.path.append(str(ROOT / "benchmarks"))

from teaching.rows import Row, articles, rows
from teaching.windows import MAX_TOKENS, batches, window

from rag.answering.comprehension.bundled import FILE, unpacked
from rag.library.embedding.minilm import tokenizer

PASSAGES = (
    "The mill at Harrow burned down in 1902. It was rebuilt by Tom Reed with stone from a quarry.",
    "The mill at Harrow ground barley for three villages, and its owner paid the miller in grain.",
    "A museum shows the wheel of the mill today, and children may turn the great stones by hand.",
)
PROGRAM = ROOT / "benchmarks" / "fitting" / "reading_weights.py"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    def told(question: str, answer: str, passage: str) -> dict[str, object]:
        answers = [{"text": answer, "answer_start": passage.index(answer)}] if answer else []
        return {"question": question, "answers": answers, "is_impossible": not answer}

    paragraphs = [
        {
            "context": PASSAGES[0],
            "qas": [
                told("When did the mill at Harrow burn down?", "1902", PASSAGES[0]),
                told("Who rebuilt the mill?", "Tom Reed", PASSAGES[0]),
                told("Who set fire to the mill?", "", PASSAGES[0]),
            ],
        },
        {"context": PASSAGES[1], "qas": []},
        {"context": PASSAGES[2], "qas": []},
    ]
    stored = {"data": [{"title": "Harrow_Mill", "paragraphs": paragraphs}]}
    (tmp_path / "one.json").write_text(json.dumps(stored), encoding="utf-8")
    return tmp_path


def asked(row: Row) -> str:
    """Its question with the mark that it may have lost."""
    return row.question.rstrip("?") + "?"


def test_every_question_is_shown_with_what_answers_it(folder: Path) -> None:
    found = list(rows(list(articles(folder)), seed=1))
    answered = {(asked(each), each.passage[slice(*each.spans[0])]) for each in found if each.spans}
    assert answered == {
        ("When did the mill at Harrow burn down?", "1902"),
        ("Who rebuilt the mill?", "Tom Reed"),
    }
    assert ("Who set fire to the mill?", PASSAGES[0]) in {
        (asked(each), each.passage) for each in found if not each.spans
    }


def test_some_questions_lose_their_mark_and_some_keep_it(folder: Path) -> None:
    some = list(articles(folder))
    ends = [each.question[-1] for seed in range(10) for each in rows(some, seed)]
    assert 0.3 < ends.count("?") / len(ends) < 0.7


def test_a_passage_that_is_shown_as_no_answer_holds_no_words_of_one(folder: Path) -> None:
    expected = {
        "When did the mill at Harrow burn down?": "1902",
        "Who rebuilt the mill?": "Tom Reed",
    }
    some = list(articles(folder))
    silent = [
        each
        for seed in range(20)
        for each in rows(some, seed)
        if not each.spans and asked(each) in expected
    ]
    assert len({each.passage for each in silent}) > 1
    assert all(expected[asked(each)] not in each.passage for each in silent)


def test_a_folder_without_files_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(SystemExit, match="in the form of SQuAD"):
        list(articles(tmp_path))


def test_a_window_holds_its_answer_wherever_it_stands() -> None:
    filler = "The council met on a wet day and spoke of lamps. " * 40
    passage = f"{filler}The tower is 38 metres high. {filler}"
    start = passage.index("38 metres")
    row = Row("How high is the tower?", passage, ((start, start + len("38 metres")),), "Tower")
    for seed in range(10):
        made = window(tokenizer(), row, random.Random(seed))
        assert made is not None
        assert len(made.ids) <= MAX_TOKENS
        ((begins, ends),) = made.spans
        assert tokenizer().decode(made.ids[begins : ends + 1]) == "38 metres"
        assert made.types[begins] == 1
        assert made.first <= begins


def test_a_span_that_holds_no_word_makes_no_window() -> None:
    row = Row("What?", "A  B", ((1, 2),), "")
    assert window(tokenizer(), row, random.Random(1)) is None


def test_batches_hold_every_window_and_no_more_tokens_than_allowed() -> None:
    made = [
        window(tokenizer(), Row("Who?", "word " * n, (), ""), random.Random(n))
        for n in range(1, 150)
    ]
    windows = [each for each in made if each is not None]
    found = list(batches(windows, 900, random.Random(2)))
    assert sorted(id(w) for each in found for w in each) == sorted(map(id, windows))
    assert all(len(each) * max(len(w.ids) for w in each) <= 900 for each in found)


def test_what_does_not_read_is_not_kept(tmp_path: Path) -> None:
    shipped = unpacked(resources.files("rag.answering.comprehension").joinpath(FILE).read_bytes())
    learned, to = tmp_path / "learned.npz", tmp_path / FILE
    np.savez(learned, **{name: np.zeros_like(values) for name, values in shipped.items()})
    done = subprocess.run(
        [sys.executable, PROGRAM, learned, "--to", to], capture_output=True, text=True, check=False
    )
    assert done.returncode == 1
    assert "does not read" in done.stderr
    assert not to.exists()
    np.savez(learned, **shipped)
    done = subprocess.run(
        [sys.executable, PROGRAM, learned, "--to", to], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert unpacked(to.read_bytes()).keys() == shipped.keys()


def test_a_missing_file_says_how_it_is_made(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, PROGRAM, tmp_path / "none.npz"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert "make tune-reading" in done.stderr
