"""Every answer leaves a trace; asked again, it tells what changed. No secret, no purged word."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from ferry_kit import written

from rag import Rag
from rag.answering.tracing import sweep
from rag.errors import TraceDamaged, TraceNotFound
from rag.library.embedding import open_embedder
from rag.library.library import Library
from rag.library.traces import Traces
from rag.settings import Settings
from rag.testing import ScriptedModel
from rag.types import Answer

QUESTION = "What overturned near Pellin?"
CANARY = "canary-4f7d1c9b2e"


@pytest.fixture
def place(tmp_path: Path) -> Path:
    with Rag.open(tmp_path / "index") as rag:
        rag.ingest(written(tmp_path / "articles"))
    return tmp_path


@pytest.fixture
def ferry(place: Path) -> Iterator[Rag]:
    with Rag.open(place / "index") as rag:
        yield rag


def trace_file(place: Path, answer: Answer) -> Path:
    return place / "index" / "traces" / f"{answer.trace_id}.json"


def test_a_trace_holds_what_was_asked_and_all_that_came_of_it(ferry: Rag, place: Path) -> None:
    answer = ferry.ask(QUESTION, source="Valley Echo", since="2023-01-01")
    trace = json.loads(trace_file(place, answer).read_text("utf-8"))
    assert trace == ferry.trace(answer.trace_id)
    assert trace["asked"]["question"] == QUESTION
    assert trace["asked"]["source"] == ["Valley Echo"]
    assert trace["asked"]["since"] == "2023-01-01"
    assert trace["answer"] == json.loads(json.dumps(answer.to_dict()))
    assert trace["library"]["revision"] == ferry.status().revision
    assert {row["name"] for row in trace["settings"]} == set(Settings.names())


def test_the_same_again_changes_nothing(ferry: Rag, place: Path) -> None:
    answer = ferry.ask(QUESTION)
    again = ferry.replay(answer.trace_id)
    assert again.changes == ()
    assert again.answer.text == answer.text
    assert again.answer.trace_id != answer.trace_id
    assert ferry.replay(trace_file(place, answer)).changes == ()


def test_an_answer_saved_as_json_names_its_trace(ferry: Rag, place: Path) -> None:
    answer = ferry.ask(QUESTION)
    saved = place / "answer.json"
    saved.write_text(json.dumps(answer.to_dict()), encoding="utf-8")
    assert ferry.replay(saved).trace_id == answer.trace_id


def test_a_changed_article_and_setting_are_told_in_words(place: Path) -> None:
    with Rag.open(place / "index") as rag:
        answer = rag.ask(QUESTION)
        path = place / "articles" / "bus.md"
        path.write_text(path.read_text("utf-8").replace("Four people", "Six people"), "utf-8")
        rag.ingest(place / "articles")
    with Rag.open(place / "index", passages=5) as rag:
        again = rag.replay(answer.trace_id)
    kinds = {change.what for change in again.changes}
    assert {"sentence", "citation", "library", "setting"} <= kinds
    assert any("setting passages: 8, now 5" in change.text for change in again.changes)
    assert any("Six people" in change.text for change in again.changes)
    assert again.to_dict()["changed"] is True


def test_the_prompt_and_the_output_of_a_model_are_in_it(place: Path) -> None:
    model = ScriptedModel("It was a bus that overturned near Pellin. [1.1]")
    with Rag.open(place / "index", model=model) as rag:
        answer = rag.ask(QUESTION)
        trace = rag.trace(answer.trace_id)
    (exchange,) = trace["exchanges"]
    assert [message["role"] for message in exchange["messages"]] == ["system", "user"]
    assert QUESTION in exchange["messages"][1]["text"]
    assert exchange["output"].startswith("It was a bus")


def test_no_secret_is_in_a_trace(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", f"sk-{CANARY}")
    monkeypatch.setenv("SOME_SERVICE_TOKEN", f"tok-{CANARY}")
    address = f"http://reader:{CANARY}@127.0.0.1:9/v1?api_key={CANARY}"
    model = ScriptedModel(f"A bus overturned near Pellin. [1.1] The key is sk-{CANARY}. [1.1]")
    with Rag.open(
        place / "index",
        model=model,
        llm="openai:some",
        llm_base_url=address,
        chroma_token=f"chroma-{CANARY}",
    ) as rag:
        for question in (QUESTION, f"{QUESTION} sk-{CANARY} {address}"):
            rag.ask(question)
    files = list((place / "index" / "traces").iterdir())
    assert len(files) == 2
    assert [path for path in files if CANARY in path.read_text("utf-8")] == []


def test_only_the_newest_are_kept_and_none_where_they_are_off(place: Path) -> None:
    with Rag.open(place / "index", traces=2) as rag:
        answers = [rag.ask(QUESTION) for _ in range(4)]
        kept = {path.stem for path in (place / "index" / "traces").iterdir()}
        assert kept == {answer.trace_id for answer in answers[-2:]}
        with pytest.raises(TraceNotFound, match="RAG_TRACES"):
            rag.replay(answers[0].trace_id)
    with Rag.open(place / "index", traces=0) as rag:
        rag.ask(QUESTION)
    assert {path.stem for path in (place / "index" / "traces").iterdir()} == kept


def test_a_purge_erases_the_traces_that_hold_words_of_the_article(ferry: Rag, place: Path) -> None:
    purged = ferry.ask(QUESTION)
    follow_up = ferry.ask("Who is Mia Strand?", history=purged.turns)
    bus = next(a.id for a in ferry.articles(source="Valley Echo"))
    ferry.remove(bus, purge=True)
    assert not trace_file(place, purged).exists()
    assert not trace_file(place, follow_up).exists()
    left = [p for p in (place / "index").rglob("*") if p.is_file()]
    assert [p for p in left if b"overturned near Pellin" in p.read_bytes()] == []


def test_a_trace_whose_article_was_purged_elsewhere_is_swept(ferry: Rag, place: Path) -> None:
    gone, stays = ferry.ask(QUESTION), ferry.ask("What did the harbour inspector say?")
    held = trace_file(place, gone).read_text("utf-8")
    ferry.remove(gone.citations[0].article_id, purge=True)
    trace_file(place, gone).write_text(held, "utf-8")  # as a machine has it that was not told
    with Library.open(place / "index", lambda: open_embedder("minilm")) as library:
        sweep(Traces(place / "index", 10), library)
    assert not trace_file(place, gone).exists()
    assert trace_file(place, stays).exists() is (
        gone.citations[0].article_id not in {p.article_id for p in stays.passages}
    )


def test_a_hidden_article_keeps_its_traces(ferry: Rag, place: Path) -> None:
    answer = ferry.ask(QUESTION)
    ferry.remove(answer.citations[0].article_id)
    assert trace_file(place, answer).exists()
    again = ferry.replay(answer.trace_id)
    assert "status" in {change.what for change in again.changes}


def test_where_nothing_can_be_written_an_answer_comes_without_a_trace(
    place: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (place / "index" / "traces").write_text("in the way of the folder")
    with Rag.open(place / "index") as rag:
        answers = [rag.ask(QUESTION) for _ in range(2)]
    assert {answer.status.value for answer in answers} == {"answered"}
    assert capsys.readouterr().err.count("answers leave no trace") == 1


def test_many_threads_leave_whole_traces(ferry: Rag, place: Path) -> None:
    done: list[Answer] = []
    threads = [threading.Thread(target=lambda: done.append(ferry.ask(QUESTION))) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert {ferry.trace(answer.trace_id)["trace_id"] for answer in done} == {
        answer.trace_id for answer in done
    }
    assert all(path.suffix == ".json" for path in (place / "index" / "traces").iterdir())


@pytest.mark.parametrize("held", ["", "[]", "{}", '{"asked": 1}', "no json", '{"answer": {}}'])
def test_a_file_that_holds_no_trace_is_told(ferry: Rag, place: Path, held: str) -> None:
    path = place / "odd.json"
    path.write_text(held, encoding="utf-8")
    with pytest.raises(TraceDamaged, match=r"odd\.json"):
        ferry.replay(path)


@pytest.mark.parametrize("name", ["../ledger.sqlite3", "0" * 32, "", "a/b", "x" * 500])
def test_a_trace_id_reaches_nothing_else(ferry: Rag, name: str) -> None:
    with pytest.raises((TraceNotFound, TraceDamaged)):
        ferry.replay(name)


def test_a_trace_itself_may_be_given(ferry: Rag) -> None:
    trace: dict[str, Any] = ferry.trace(ferry.ask(QUESTION).trace_id)
    assert ferry.replay(trace).changes == ()
