"""From a question to an answer as a stream: the order of events, the parts, what is noted."""

from __future__ import annotations

import pytest

from rag.answering.answerer import QUOTES, Answerer
from rag.answering.draft import Request
from rag.answering.examples import examples
from rag.library.filters import Filter
from rag.library.library import Library
from rag.types import Answer, Delta, Done, Event, Found, SentenceDone, Status, Turn


@pytest.fixture(scope="module")
def answerer(bay_library: Library) -> Answerer:
    return Answerer(bay_library)


def events(answerer: Answerer, question: str, **options: object) -> list[Event]:
    return list(answerer.stream(Request(question, **options)))  # type: ignore[arg-type]


def answer_of(stream: list[Event]) -> Answer:
    last = stream[-1]
    assert isinstance(last, Done)
    return last.answer


@pytest.mark.parametrize(
    "question",
    [
        "Who opened the bridge over the Tarrow?",
        "What did Brazil say?",
        "hello",
        "latest news",
        "When was the article about the bridge published?",
        "When did the crews stop work and who built the bridge?",
    ],
)
def test_found_comes_first_and_done_once_and_last(answerer: Answerer, question: str) -> None:
    stream = events(answerer, question)
    assert isinstance(stream[0], Found)
    assert isinstance(stream[-1], Done)
    assert all(isinstance(event, (Delta, SentenceDone)) for event in stream[1:-1])


def test_what_streams_is_what_the_answer_says(answerer: Answerer) -> None:
    stream = events(answerer, "How did Norway and Sweden react to Denmark's plan?")
    answer = answer_of(stream)
    assert "".join(e.text for e in stream if isinstance(e, Delta)) == answer.text
    done = [e for e in stream if isinstance(e, SentenceDone)]
    assert " ".join(e.sentence.text for e in done) == answer.text
    assert tuple(c for e in done for c in e.citations) == answer.citations
    assert isinstance(stream[0], Found)
    assert stream[0].passages == answer.passages


def test_without_a_model_the_mode_is_quotes(answerer: Answerer) -> None:
    assert answerer.mode == QUOTES
    answer = answer_of(events(answerer, "Who built the bridge?"))
    assert answer.mode == QUOTES
    assert answer.usage is None
    assert answer.removed == ()


def test_the_steps_are_timed(answerer: Answerer) -> None:
    timings = answer_of(events(answerer, "Who built the bridge?")).timings_ms
    assert {"understand", "search", "weigh", "total"} <= set(timings)
    assert all(value >= 0 for value in timings.values())


def test_each_answer_has_a_trace_of_its_own(answerer: Answerer) -> None:
    ids = {answer_of(events(answerer, "Who built the bridge?")).trace_id for _ in range(3)}
    assert len(ids) == 3


def test_two_questions_in_one_are_both_answered(answerer: Answerer) -> None:
    answer = answer_of(events(answerer, "When did the crews stop work and who built the bridge?"))
    assert answer.status is Status.ANSWERED
    assert len(answer.understood.parts) == 2
    assert "4 May 2023" in answer.text
    assert "Maren & Sons" in answer.text


def test_the_turns_are_the_history_with_this_question_and_answer(answerer: Answerer) -> None:
    first = answer_of(events(answerer, "How did Norway react to Denmark's plan?"))
    second = answer_of(events(answerer, "And Sweden?", history=first.turns))
    assert second.turns[:2] == first.turns
    assert [turn.role for turn in second.turns] == ["user", "assistant", "user", "assistant"]
    assert second.turns[2] == Turn("user", "And Sweden?", second.understood.text)
    assert second.turns[3].text == second.text
    assert set(second.turns[3].article_ids) == {c.article_id for c in second.citations}


def test_only_k_passages_are_shown_but_more_are_read(answerer: Answerer) -> None:
    answer = answer_of(events(answerer, "How did Sweden react to the plan?", k=1))
    assert len(answer.passages) == 1
    assert "Sweden's government" in answer.text


def test_a_filter_bounds_what_is_quoted(answerer: Answerer, bay_library: Library) -> None:
    chosen = Filter((bay_library.resolve_source("Inland Post"),), None, None)
    answer = answer_of(events(answerer, "What is said of the herring quota?", chosen=chosen))
    assert answer.citations
    assert {c.source for c in answer.citations} == {"Inland Post"}
    assert "of 3 articles" in (answer.lead or "")


def test_the_examples_that_are_offered_are_answered(
    answerer: Answerer, bay_library: Library
) -> None:
    offered = examples(bay_library, answerer, None, 3)
    assert 1 <= len(offered) <= 3
    for question in offered:
        assert answer_of(events(answerer, question)).status is Status.ANSWERED


def test_examples_come_from_a_file_where_there_is_one(
    answerer: Answerer, bay_library: Library, tmp_path_factory: pytest.TempPathFactory
) -> None:
    file = tmp_path_factory.mktemp("examples") / "questions.jsonl"
    file.write_text(
        '{"question": "Who is the president of Brazil?", "must_pass": true, "answerable": true}\n'
        '{"question": "Who opened the bridge over the Tarrow?", "must_pass": true,'
        ' "answerable": true}\n',
        encoding="utf-8",
    )
    offered = examples(bay_library, answerer, str(file), 1)
    assert offered == ("Who opened the bridge over the Tarrow?",)
