"""A run is kept as it goes, goes on where it was killed, and shows no secret."""

from __future__ import annotations

import json
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from rag import Rag, Settings
from rag.errors import LibraryNotFound, UsageError
from rag.evaluation import evaluate, read_run
from rag.evaluation.evaluating import chains
from rag.evaluation.junit import written
from rag.evaluation.questions import Gold
from rag.evaluation.rows import RESULTS, SETTINGS, SUMMARY, Row, read_rows

GOLDS = [
    Gold("one", "fact", "How did Norway react to Denmark's plan?", expected=(("rejected",),)),
    Gold("two", "follow-up", "And Sweden?", expected=(("welcomed",),), after="one"),
    Gold("three", "none", "Who is the president of Brazil?", answerable=False),
    Gold("four", "fact", "How many nests does Noor Haddad count?", expected=(("46",),)),
]
CHILD = """
import json, os, signal, sys, time
from pathlib import Path
from rag.evaluation import evaluate
from rag.evaluation.questions import Gold

folder, kill_at = Path(sys.argv[1]), int(sys.argv[2])
golds = [
    Gold(f"q{n}", "fact", f"Question {n}?", expected=(("odd",),),
         after=f"q{n - 1}" if n % 3 else None)
    for n in range(12)
]

def answers(question, history):
    n = int(question.split()[1][:-1])
    with (folder.parent / "asked.txt").open("a") as file:
        file.write(f"{n}\\n")
    if n == kill_at:
        with (folder / "results.jsonl").open("a") as file:
            file.write('{"schema": 1, "id": "half of a')
        os.kill(os.getpid(), signal.SIGKILL)
    said = "odd" if n % 2 else "even"
    return {"text": f"{said}, after {len(history)} turns"}

evaluate(answers, golds, folder=folder, workers=1)
"""


def lasting(row: Row) -> dict[str, Any]:
    """A row without what differs from one time to the next."""
    scores = {name: value for name, value in row.scores.items() if "seconds" not in name}
    answer = {
        name: value
        for name, value in (row.answer or {}).items()
        if name not in ("timings_ms", "trace_id")
    }
    return {**json.loads(replace(row, scores=scores, seconds=None).to_json()), "answer": answer}


def child(folder: Path, kill_at: int) -> int:
    return subprocess.run(
        [sys.executable, "-c", CHILD, str(folder), str(kill_at)],
        check=False,
        capture_output=True,
        timeout=120,
    ).returncode


def test_a_run_that_was_killed_goes_on_and_ends_as_one_that_was_not(tmp_path: Path) -> None:
    whole, broken = tmp_path / "a" / "run", tmp_path / "b" / "run"
    assert child(whole, -1) == 0
    assert child(broken, 7) == -signal.SIGKILL
    assert not (broken / SUMMARY).exists()
    with pytest.raises(UsageError, match="no finished run"):
        read_run(broken)
    assert child(broken, -1) == 0
    one, other = read_run(whole), read_run(broken)
    assert list(map(lasting, one.rows)) == list(map(lasting, other.rows))
    assert {
        name: metric["mean"]
        for name, metric in one.summary["metrics"].items()
        if "seconds" not in name
    } == {
        name: metric["mean"]
        for name, metric in other.summary["metrics"].items()
        if "seconds" not in name
    }
    asked = (tmp_path / "b" / "asked.txt").read_text().split()
    assert asked == [*map(str, range(8)), *map(str, range(7, 12))], "only what was not done"


@pytest.fixture(scope="module")
def finished(bay: Rag, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("finished") / "first"
    evaluate(bay, GOLDS, folder=folder)
    return folder


def test_a_run_keeps_every_answer_whole_with_every_score(bay: Rag, finished: Path) -> None:
    run = read_run(finished)
    assert [row.id for row in run.rows] == ["one", "two", "three", "four"]
    first = run.rows[0]
    assert first.answer is not None
    assert first.answer["citations"][0]["quote"]
    assert first.scores["right"] == first.scores["span_exact"] == 1
    assert first.scores["expected_recall"] == 1
    assert run.summary["questions"] == 4
    assert {path.name for path in finished.iterdir()} >= {RESULTS, SETTINGS, SUMMARY}
    assert not list(finished.glob(".*")), "nothing of its making is left"


def test_settings_tell_what_was_run(bay: Rag, finished: Path) -> None:
    told = read_run(finished).settings
    assert (told["schema"], told["system"], told["mode"]) == (1, "Byline", "quotes")
    assert told["library"]["articles"] == 7
    assert told["library"]["revision"] == bay.status().revision
    assert re.fullmatch(r"[0-9a-f]{64}", told["library"]["corpus_sha256"])
    assert told["questions"]["n"] == 4
    assert set(told["prompts"]) >= {"system", "question"}
    assert {"python", "byline", "tantivy"} <= set(told["versions"])
    assert told["settings"]["passages"] == 8
    assert told["seconds"] > 0
    assert told["memory_mb"] > 1


def test_a_finished_run_is_not_asked_again(bay: Rag, finished: Path) -> None:
    before = {name: (finished / name).read_bytes() for name in (RESULTS, SETTINGS, SUMMARY)}
    evaluate(bay, GOLDS, folder=finished)
    assert {name: (finished / name).read_bytes() for name in before} == before


def test_a_row_that_was_cut_anywhere_is_no_row_and_is_asked_again(tmp_path: Path) -> None:
    golds = [Gold("a", "k", "Ä “first”?"), Gold("b", "k", "Ä “second”?")]
    evaluate(lambda question: f"Said {question}", golds, folder=tmp_path / "run")
    results = tmp_path / "run" / RESULTS
    whole = results.read_bytes()
    first = whole.index(b"\n") + 1
    for cut in range(first, len(whole) - 1):
        results.write_bytes(whole[:cut])
        assert [row.id for row in read_rows(results)] == ["a"], cut
    evaluate(lambda question: f"Said {question}", golds, folder=tmp_path / "run")
    assert [row.id for row in read_rows(results)] == ["a", "b"]


def test_a_row_that_is_wrong_in_the_middle_is_told_with_its_line(tmp_path: Path) -> None:
    path = tmp_path / RESULTS
    path.write_text('{"id": "half\n{}\n')
    with pytest.raises(UsageError, match="line 1: not a row"):
        list(read_rows(path))


def test_other_settings_are_refused_by_name_and_fresh_begins_again(
    bay: Rag, tmp_path: Path
) -> None:
    folder = tmp_path / "run"
    evaluate(bay, GOLDS[2:], folder=folder)
    with pytest.raises(UsageError, match=r"settings\.without was \[\], is \['dates'\].*--fresh"):
        evaluate(bay, GOLDS[2:], folder=folder, without=["dates"])
    with pytest.raises(UsageError, match=r"questions\.n was 2, is 1"):
        evaluate(bay, GOLDS[3:], folder=folder)
    assert len(evaluate(bay, GOLDS[3:], folder=folder, fresh=True).rows) == 1


def test_a_folder_of_something_else_is_left_alone(bay: Rag, tmp_path: Path) -> None:
    (tmp_path / "precious.txt").write_text("mine")
    with pytest.raises(UsageError, match="holds no run"):
        evaluate(bay, GOLDS, folder=tmp_path, fresh=True)
    assert [path.name for path in tmp_path.iterdir()] == ["precious.txt"]
    with pytest.raises(UsageError, match="is a file"):
        evaluate(bay, GOLDS, folder=tmp_path / "precious.txt")


def test_two_runs_do_not_write_into_one_folder(tmp_path: Path) -> None:
    inside: list[str] = []

    def answers(question: str) -> str:
        with pytest.raises(UsageError) as refused:
            evaluate(lambda question: "x", GOLDS[:1], folder=tmp_path / "run")
        inside.append(str(refused.value))
        return "x"

    evaluate(answers, GOLDS[:1], folder=tmp_path / "run", workers=1)
    assert "another run writes" in inside[0]


CANARY = 'sk-canary-7f3a91"quoted'


def test_no_secret_is_in_any_file_of_a_run(bay: Rag, tmp_path: Path) -> None:
    settings = Settings.load(
        {
            "index": bay.settings.index,
            "llm_api_key": CANARY,
            "embedding_api_key": CANARY,
            "chroma_token": CANARY,
            "llm_base_url": "http://user:canary-password@127.0.0.1:9/v1",
        }
    )

    class Leaky(Rag):
        def stream(self, question: str, **options: Any) -> Any:
            if "nests" in question:
                raise RuntimeError(f"401 for {CANARY} at http://user:canary-password@host")
            return super().stream(question, **options)

    with Leaky(settings) as rag:
        run = evaluate(rag, GOLDS, folder=tmp_path / "run")
    assert run.rows[-1].error
    for path in (tmp_path / "run").iterdir():
        text = path.read_text("utf-8")
        assert "canary" not in text, path.name
    assert "canary" not in written(run), "nor in what is made of it"
    kept = read_run(tmp_path / "run")
    assert kept.settings["settings"]["llm_api_key"] == "****"
    assert "401 for ****" in (kept.rows[-1].error or "")


def test_a_library_that_is_missing_is_told_before_anything_is_asked(tmp_path: Path) -> None:
    with Rag.open(tmp_path / "nowhere") as rag, pytest.raises(LibraryNotFound):
        evaluate(rag, GOLDS, folder=tmp_path / "run")
    assert not (tmp_path / "run").exists()


# --- any function ---------------------------------------------------------------------------


def test_a_function_is_given_what_its_signature_has() -> None:
    seen: list[tuple[str, str | None, Sequence[Mapping[str, Any]]]] = []

    def answers(
        question: str, *, asked_at: str | None, history: Sequence[Mapping[str, Any]]
    ) -> tuple[str, list[str]]:
        seen.append((question, asked_at, history))
        return f"Said {len(seen)} [1].", ["quoted"]

    golds = [
        Gold("a", "k", "First?", asked_at="2022-03-06"),
        Gold("b", "k", "Then?", after="a"),
    ]
    run = evaluate(answers, golds, workers=1)
    assert seen[0] == ("First?", "2022-03-06", [])
    assert [(turn["role"], turn["text"]) for turn in seen[1][2]] == [
        ("user", "First?"),
        ("assistant", "Said 1 [1]."),
    ]
    assert run.settings["system"].endswith("answers")
    assert [row.scores["right"] for row in run.rows] == [1, 1]
    assert not run.folder.exists()


def test_the_turns_that_a_question_brings_are_its_history(bay: Rag, tmp_path: Path) -> None:
    path = tmp_path / "questions.jsonl"
    earlier = [
        {"role": "user", "text": "How did Norway react to Denmark's plan?"},
        {"role": "assistant", "text": "Norway rejected it."},
    ]
    path.write_text(json.dumps({"question": "And Sweden?", "history": earlier}) + "\n")
    (row,) = evaluate(bay, path).rows
    assert row.answer is not None
    assert row.answer["understood"]["text"] == "How did Sweden react to Denmark's plan?"
    assert list(row.gold["history"]) == earlier


def test_the_librarys_own_ask_is_such_a_function(bay: Rag) -> None:
    run = evaluate(bay.ask, GOLDS[:2])
    assert [row.scores["right"] for row in run.rows] == [1, 1]
    assert run.rows[0].scores["span_exact"] == 1


def test_a_function_that_fails_is_wrong_there_and_the_run_goes_on() -> None:
    def answers(question: str) -> object:
        if "Brazil" in question:
            raise ValueError("no network")
        return 46 if "Norway" in question else "46"

    run = evaluate(answers, GOLDS)  # type: ignore[arg-type]
    by_id = {row.id: row for row in run.rows}
    assert by_id["three"].error == "ValueError: no network"
    assert by_id["three"].scores["right"] == by_id["three"].scores["said_no"] == 0
    assert by_id["three"].answer is None
    assert "an answer is" in (by_id["one"].error or "")
    assert by_id["four"].scores["right"] == 1
    assert run.summary["failed"] == 2


def test_threads_of_questions_are_asked_in_order_and_others_at_once() -> None:
    together = threading.Barrier(2, timeout=30)

    def answers(question: str) -> str:
        if question in ("Q1", "Q2"):
            together.wait()  # passes only when both are asked at the same time
        return "x"

    evaluate(answers, [Gold("a", "k", "Q1"), Gold("b", "k", "Q2")], workers=2)
    golds = [Gold("a", "k", "A"), Gold("b", "k", "B"), Gold("c", "k", "C", after="a")]
    assert [[gold.id for gold in chain] for chain in chains(golds)] == [["a", "c"], ["b"]]


@pytest.mark.parametrize(
    ("golds", "said"),
    [
        ([], "no questions"),
        ([Gold("a", "k", "Q"), Gold("a", "k", "Q")], "two questions have the id 'a'"),
        ([Gold("a", "k", "Q", after="b"), Gold("b", "k", "Q")], "'a' comes after 'b'"),
    ],
)
def test_questions_that_cannot_be_told_apart_are_refused(golds: list[Gold], said: str) -> None:
    with pytest.raises(UsageError, match=said):
        evaluate(lambda question: "x", golds)


def test_progress_tells_of_every_question() -> None:
    told: list[tuple[int, int | None]] = []
    evaluate(
        lambda question: "x", GOLDS, progress=lambda what, done, total: told.append((done, total))
    )
    assert told == [(1, 4), (2, 4), (3, 4), (4, 4)]


def test_an_interruption_leaves_what_was_done(tmp_path: Path) -> None:
    def answers(question: str) -> str:
        if "Brazil" in question:
            raise KeyboardInterrupt
        time.sleep(0)
        return "x"

    with pytest.raises(KeyboardInterrupt):
        evaluate(answers, GOLDS, folder=tmp_path / "run", workers=1)
    lines = (tmp_path / "run" / RESULTS).read_text().splitlines()
    assert [json.loads(line)["id"] for line in lines] == ["one", "two"]
    assert not (tmp_path / "run" / SUMMARY).exists()
