"""What an answer tells of disagreement, development, age, support and order, in both ways."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from ferry_kit import written

from rag import Rag
from rag.testing import ScriptedModel
from rag.types import Answer, Done, Speech, Verdict

HOW_MANY = "How many people were killed when the ferry sank off Marlow?"
OVERLOADED = "Was the ferry Aster overloaded?"


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("ferry")
    with Rag.open(folder / "index") as rag:
        rag.ingest(written(folder / "articles"))
    return folder / "index"


@pytest.fixture(scope="module")
def ferry(index: Path) -> Iterator[Rag]:
    with Rag.open(index) as rag:
        yield rag


@pytest.fixture(scope="module")
def toll(ferry: Rag) -> Answer:
    return ferry.ask(HOW_MANY, asked_at="2023-05-12")


def outlets(answer: Answer, numbers: tuple[int, ...]) -> list[str | None]:
    return [answer.citation(n).source for n in numbers]


def test_two_numbers_for_one_thing_are_both_shown_with_their_sources(toll: Answer) -> None:
    (conflict,) = toll.conflicts
    assert conflict.kind == "number"
    assert {side.said for side in conflict.sides} == {"Twelve people", "nine people"}
    assert set(outlets(toll, conflict.citations)) == {"Coast Daily", "Inland Post"}
    for side in conflict.sides:
        assert all(side.said in toll.citation(n).quote for n in side.citations)


def test_neither_number_is_picked_as_the_short_answer(toll: Answer) -> None:
    assert toll.short_answer is None


def test_a_later_count_is_a_development_and_no_conflict(toll: Answer) -> None:
    (development,) = toll.developments
    assert [step.said for step in development.steps][-1] == "19"
    days = [step.published for step in development.steps]
    assert days == [date(2023, 5, 9), date(2023, 5, 11)]
    assert "19" not in {side.said for each in toll.conflicts for side in each.sides}


def test_another_place_is_no_part_of_it(toll: Answer) -> None:
    assert "Valley Echo" not in {citation.source for citation in toll.citations}


def test_every_sentence_that_was_set_beside_is_an_exact_span(ferry: Rag, toll: Answer) -> None:
    for cited in toll.citations:
        text = ferry.article(cited.article_id, cited.revision).text
        assert text[cited.start : cited.end] == cited.quote
    assert {s.verdict for s in toll.sentences} == {Verdict.VERBATIM}
    assert [c.n for c in toll.citations] == list(range(1, len(toll.citations) + 1))


def test_stream_and_ask_tell_the_same(ferry: Rag, toll: Answer) -> None:
    *_, last = ferry.stream(HOW_MANY, asked_at="2023-05-12")
    assert isinstance(last, Done)
    assert last.answer.text == toll.text
    assert last.answer.conflicts == toll.conflicts
    assert last.answer.developments == toll.developments
    assert last.answer.timeline == toll.timeline


def test_a_denial_is_laid_beside_what_it_denies_with_both_speakers(ferry: Rag) -> None:
    answer = ferry.ask(OVERLOADED)
    kinds = {each.kind: each for each in answer.conflicts}
    said = kinds["denial"] if "denial" in kinds else kinds["accounts"]
    speakers = {side.speaker for side in said.sides}
    assert any("Holm" in (speaker or "") for speaker in speakers)
    assert any("Strand" in (speaker or "") for speaker in speakers)


def test_a_model_that_picks_one_number_gets_the_other_set_beside_it(index: Path) -> None:
    model = ScriptedModel("Twelve people were killed when a ferry sank off Marlow on Tuesday.")
    with Rag.open(index, model=model) as rag:
        passages = rag.search(HOW_MANY).passages
        at = next(n for n, p in enumerate(passages, 1) if "Twelve people" in p.text)
        model = ScriptedModel(f"Twelve people were killed when a ferry sank off Marlow. [{at}.1]")
    with Rag.open(index, model=model) as rag:
        answer = rag.ask(HOW_MANY)
    assert answer.mode == "scripted"
    assert {side.said for side in answer.conflicts[0].sides} == {"Twelve people", "nine people"}
    assert "nine people were killed" in answer.text
    assert answer.sentences[-1].verdict is Verdict.VERBATIM


def test_what_is_considered_never_becomes_done(ferry: Rag, index: Path) -> None:
    question = "Did Lars Holm sell his other ferries?"
    quoted = ferry.ask("What does Lars Holm consider selling?")
    assert "sold" not in quoted.text
    passages = ferry.search(question).passages
    at = next(n for n, p in enumerate(passages, 1) if "considering" in p.text)
    ids = " ".join(f"[{at}.{n}]" for n in (1, 2, 3))
    with Rag.open(
        index, model=ScriptedModel(f"Lars Holm has sold his other ferries. {ids}")
    ) as rag:
        written_ = rag.ask(question)
    assert "has sold" not in written_.text
    assert [each.reason for each in written_.removed if "sold" in each.text]


def test_a_citation_tells_who_says_it_where_and_when(ferry: Rag) -> None:
    answer = ferry.ask("What did the harbour inspector say about the Aster?")
    (cited,) = [c for c in answer.citations if c.source == "Inland Post"]
    assert "Mia Strand" in (cited.speaker or "")
    assert cited.published == date(2023, 5, 12)
    assert cited.speech is Speech.REPORTED
    report = ferry.ask("What overturned near Pellin?").citations[0]
    assert report.speaker is None
    assert report.speech is None


def test_support_counts_outlets_and_texts_and_independent_origins(toll: Answer) -> None:
    support = toll.support
    assert support is not None
    assert set(support.outlets) == {"Coast Daily", "Inland Post"}
    assert support.texts == 3
    assert "2 outlets" in support.text
    assert {name for family in support.independent for name in family} == set(support.outlets)


def test_a_question_about_now_is_told_as_of_when(ferry: Rag) -> None:
    question = "What is the latest on the ferry Aster?"
    later = ferry.ask(question, asked_at="2024-01-01")
    assert later.as_of == max(c.published for c in later.citations if isinstance(c.published, date))
    assert later.as_of <= date(2023, 6, 1)
    soon = ferry.ask(question, asked_at=later.as_of + timedelta(days=2))
    assert soon.as_of is None


def test_a_question_about_the_past_is_not_as_of_a_day(ferry: Rag) -> None:
    assert ferry.ask(HOW_MANY, asked_at="2024-01-01").as_of is None


def test_the_sentences_of_an_answer_stand_in_the_order_of_their_days(toll: Answer) -> None:
    days = [event.since for event in toll.timeline if event.since]
    assert days == sorted(days)
    told = [event for event in toll.timeline if event.dated_by == "text"]
    assert {(event.words, event.since) for event in told} == {("on Tuesday", date(2023, 5, 9))}
    assert {event.precision for event in toll.timeline} == {"day"}


def test_nothing_is_told_of_an_answer_without_sentences(ferry: Rag) -> None:
    answer = ferry.ask("What is the capital of Mongolia?")
    assert (answer.conflicts, answer.developments, answer.timeline) == ((), (), ())
    assert answer.support is None
    assert answer.as_of is None
