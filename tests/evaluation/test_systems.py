"""Other systems behind the same seam: answers in a file, LlamaIndex's engine, plain vectors."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from rag import Rag
from rag.errors import LibraryError, UsageError
from rag.evaluation import evaluate
from rag.evaluation.answers_file import read_answers
from rag.evaluation.calling import Articles
from rag.evaluation.formats.converting import convert
from rag.evaluation.questions import Gold, GoldSpan
from rag.evaluation.rows import read_run
from rag.evaluation.systems.citation_engine import citation_engine
from rag.evaluation.systems.llm import as_llm, llm_of
from rag.evaluation.systems.nodes import index_of, nodes_of
from rag.evaluation.systems.quick_start import quick_start
from rag.evaluation.systems.vectors import TOLD, plain_vectors
from rag.testing import ScriptedModel

BRIDGE = "https://inland.example/bridge"
SPAN = "Mayor Ada Brandt opened the new bridge over the Tarrow on 30 September 2021."
OPENED = Gold(
    "opened",
    "fact",
    "Who opened the new bridge over the Tarrow?",
    expected=(("Ada Brandt",),),
    article_ids=(BRIDGE,),
    spans=(GoldSpan(BRIDGE, SPAN),),
)
UNKNOWN = Gold("unknown", "none", "Who is the president of Brazil?", answerable=False)


@pytest.fixture(scope="module")
def index(bay: Rag) -> Any:
    return index_of(bay)


def test_the_librarys_own_passages_and_vectors_are_indexed(bay: Rag) -> None:
    nodes = nodes_of(bay)
    assert len(nodes) == bay.status().chunks
    for node in nodes:
        article = bay.article(node.metadata["article_id"])
        assert article.text[node.metadata["start"] : node.metadata["end"]] == node.text
        assert len(node.embedding) == 384


def test_an_empty_library_has_nothing_to_index(tmp_path: Path) -> None:
    with Rag.open(tmp_path / "index") as rag:
        rag.ingest(tmp_path)
        with pytest.raises(LibraryError, match="rag ingest"):
            nodes_of(rag)


def test_plain_vectors_quote_what_is_nearest_and_are_scored_like_byline(
    bay: Rag, index: Any
) -> None:
    run = evaluate(plain_vectors(index), [OPENED, UNKNOWN], texts=Articles(bay))
    opened, unknown = run.rows
    assert opened.scores["right"] == 1
    assert opened.scores["span_exact"] == 1
    assert opened.scores["article_hit@1"] == 1
    assert opened.scores["sentences"] == TOLD
    assert unknown.scores["right"] == 0, "it never says no"


def test_plain_vectors_with_a_model_ask_it_once_with_the_passages(index: Any) -> None:
    model = ScriptedModel("Ada Brandt opened it. [1]")
    said = plain_vectors(index, as_llm(model))(OPENED.question)
    assert said["text"] == "Ada Brandt opened it. [1]"
    assert SPAN in model.asked[0][0].text
    run = evaluate(plain_vectors(index, as_llm(model)), [OPENED])
    assert run.rows[0].scores["citation_recall_gold"] == 1


def test_llamaindexs_citation_engine_is_scored_by_the_passages_it_numbered(
    bay: Rag, index: Any
) -> None:
    model = ScriptedModel("The bridge was opened by Ada Brandt [1].")
    run = evaluate(citation_engine(index, as_llm(model)), [OPENED], texts=Articles(bay))
    (row,) = run.rows
    assert row.error is None
    assert row.scores["right"] == 1
    assert row.scores["citation_recall_gold"] == 1
    assert row.answer is not None
    assert row.answer["passages"][0]["article_id"] == BRIDGE
    assert not row.answer["passages"][0]["text"].startswith("Source")
    assert "Source 1:" in model.asked[0][0].text


def test_llamaindexs_quick_start_answers_with_its_passages_or_by_a_model(
    bay: Rag, index: Any
) -> None:
    run = evaluate(quick_start(index), [OPENED, UNKNOWN], texts=Articles(bay))
    opened, unknown = run.rows
    assert (opened.scores["right"], opened.scores["span_exact"]) == (1, 1)
    assert opened.scores["sentences"] == 2, "as many passages as it retrieves by itself"
    assert unknown.scores["right"] == 0, "it never says no"
    model = ScriptedModel("Ada Brandt opened it.")
    said = quick_start(index, as_llm(model))(OPENED.question)
    assert said["text"] == "Ada Brandt opened it. [1][2]"
    assert SPAN in model.asked[0][0].text


def test_without_a_model_in_the_settings_there_is_no_llm(bay: Rag) -> None:
    assert llm_of(bay.settings) is None


# --- answers in a file --------------------------------------------------------------------


def lines(path: Path, *rows: object) -> Path:
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return path


def an_answer(**changes: Any) -> dict[str, Any]:
    passage = {"article_id": BRIDGE, "text": SPAN, "start": 0, "end": len(SPAN)}
    return {"id": "opened", "text": "Ada Brandt did. [1]", "passages": [passage], **changes}


def test_anybodys_answers_become_a_run_and_a_missing_one_is_wrong(bay: Rag, tmp_path: Path) -> None:
    told = read_answers(lines(tmp_path / "a.jsonl", an_answer(), an_answer(id="other")))
    golds = [OPENED, UNKNOWN]
    assert (told.missing(golds), told.unknown(golds)) == (["unknown"], ["other"])
    evaluate(told.system(Articles(bay)), golds, folder=tmp_path / "run")
    run = read_run(tmp_path / "run")
    assert run.values("right") == {"opened": 1, "unknown": 0}
    assert run.rows[0].scores["span_exact"] == 1
    assert "no answer to it" in str(run.rows[1].error)
    assert run.settings["system"] == "a"
    assert (tmp_path / "run" / "report.html").is_file()


def test_a_run_goes_on_only_with_the_same_answers(tmp_path: Path, bay: Rag) -> None:
    for text, fresh in (("Ada Brandt did. [1]", False), ("Nobody did.", True)):
        told = read_answers(lines(tmp_path / "a.jsonl", an_answer(text=text)))
        if fresh:
            with pytest.raises(UsageError, match=r"answers\.sha256"):
                evaluate(told.system(Articles(bay)), [OPENED], folder=tmp_path / "run")
        made = evaluate(told.system(Articles(bay)), [OPENED], folder=tmp_path / "run", fresh=fresh)
        assert made.values("right") == {"opened": float(not fresh)}


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        (["x"], "line 1"),
        ([{"text": "no id"}], "line 1: an answer needs 'id'"),
        ([an_answer(), an_answer()], "line 2: 'opened' is answered twice"),
        ([{"id": "a"}], "line 1: an answer needs 'text'"),
        ([an_answer(passages=3)], "line 1: it is no answer"),
        ([], "holds no answers"),
    ],
)
def test_answers_that_are_none_are_refused_with_their_line(
    tmp_path: Path, rows: list[object], words: str
) -> None:
    with pytest.raises(UsageError, match=words):
        read_answers(lines(tmp_path / "a.jsonl", *rows))


# --- questions that suppose an article absent ---------------------------------------------

ABSENT = Gold("absent", "removed", OPENED.question, answerable=False, absent=(BRIDGE,))


def test_a_question_that_supposes_an_article_absent_is_asked_of_a_copy_without_it(
    bay: Rag,
) -> None:
    run = evaluate(bay, [OPENED, ABSENT])
    assert run.values("right") == {"opened": 1, "absent": 1}
    assert BRIDGE in {each.id for each in bay.articles()}


def test_a_function_is_asked_it_only_where_it_can_be_told(bay: Rag) -> None:
    def told(question: str, absent: list[str]) -> str:
        return "Not in these articles." if BRIDGE in absent else "Ada Brandt did."

    assert evaluate(told, [OPENED, ABSENT]).values("right") == {"opened": 1, "absent": 1}
    run = evaluate(lambda question: "Ada Brandt did.", [OPENED, ABSENT])
    assert run.values("right") == {"opened": 1}
    assert run.settings["left_out"] == ["absent"]
    with pytest.raises(UsageError, match="absent"):
        evaluate(lambda question: "Ada Brandt did.", [ABSENT])


# --- a finished run in others' forms ------------------------------------------------------


def test_a_run_is_written_for_trec_eval_ragas_and_llamaindex(bay: Rag, tmp_path: Path) -> None:
    evaluate(bay, [OPENED, UNKNOWN], folder=tmp_path / "run")
    convert(tmp_path / "run", tmp_path / "trec", become="trec")
    assert (tmp_path / "trec" / "qrels.txt").read_text() == f"opened 0 {BRIDGE} 1\n"
    first = (tmp_path / "trec" / "run.txt").read_text().splitlines()[0]
    assert first == f"opened Q0 {BRIDGE} 1 1.000000 run"
    convert(tmp_path / "run", tmp_path / "ragas.jsonl", become="ragas")
    sample = json.loads((tmp_path / "ragas.jsonl").read_text().splitlines()[0])
    assert (sample["user_input"], sample["reference"]) == (OPENED.question, "Ada Brandt")
    assert "Ada Brandt" in sample["response"]
    assert any(SPAN in context for context in sample["retrieved_contexts"])
    convert(tmp_path / "run", tmp_path / "llama.json", become="llamaindex")
    predicted = json.loads((tmp_path / "llama.predictions.json").read_text())["predictions"]
    assert len(predicted) == 2
    assert "Ada Brandt" in predicted[0]["response"]
    with pytest.raises(UsageError, match="trec"):
        convert(tmp_path / "run", tmp_path / "out", become="squad")


def test_what_trec_eval_reads_gives_our_own_figures(bay: Rag, tmp_path: Path) -> None:
    import ir_measures

    run = evaluate(bay, [OPENED, UNKNOWN], folder=tmp_path / "run")
    convert(tmp_path / "run", tmp_path, become="trec")
    found = ir_measures.calc_aggregate(
        [ir_measures.RR @ 10, ir_measures.R @ 4],
        ir_measures.read_trec_qrels(str(tmp_path / "qrels.txt")),
        ir_measures.read_trec_run(str(tmp_path / "run.txt")),
    )
    scores = run.rows[0].scores
    assert found[ir_measures.RR @ 10] == scores["article_MRR@10"]
    assert found[ir_measures.R @ 4] == scores["article_recall@4"]
