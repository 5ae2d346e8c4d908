"""What readers say of answers: kept in the library, purged with its articles, made questions."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from rag import Rag
from rag.errors import ArticleNotFound, UsageError
from rag.evaluation.generating.from_feedback import from_feedback, unfinished
from rag.evaluation.shapes import faults, question_schema
from rag.library.feedback import FILE, read_feedback
from rag.types import Feedback, Opinion

BAY = Path(__file__).parents[1] / "fixtures" / "bay"
BRIDGE = "Who opened the new bridge over the Tarrow?"


@pytest.fixture
def own(tmp_path: Path) -> Iterator[Rag]:
    with Rag.open(tmp_path / "index") as rag:
        rag.ingest(BAY)
        yield rag


def kept(rag: Rag) -> Path:
    return Path(rag.settings.index) / FILE


def test_what_a_reader_says_is_kept_with_the_answer(own: Rag) -> None:
    answer = own.ask(BRIDGE, asked_at="2022-01-01")
    told = own.feedback(answer, "right", note="as I remember it")
    own.feedback(own.ask("Who is the president of Brazil?"), Opinion.SHOULD_KNOW)
    assert own.feedbacks()[0] == told
    row = json.loads(kept(own).read_text().splitlines()[0])
    assert (row["schema"], row["verdict"], row["note"]) == (1, "right", "as I remember it")
    assert row["answer"] == json.loads(json.dumps(answer.to_dict()))
    assert row["trace_id"] == answer.trace_id
    assert [each.opinion for each in read_feedback(kept(own))] == ["right", "should know"]


def test_another_word_on_the_same_answer_takes_the_place_of_the_first(own: Rag) -> None:
    answer, other = own.ask(BRIDGE), own.ask(BRIDGE)
    own.feedback(answer, "wrong source")
    own.feedback(other, "right")
    told = own.feedback(answer, "wrong answer", note="after all")
    assert [each.opinion for each in own.feedbacks()] == ["right", "wrong answer"]
    assert own.feedbacks()[-1] == told


def test_another_verdict_is_refused_with_those_there_are(own: Rag) -> None:
    with pytest.raises(UsageError, match="wrong source"):
        own.feedback(own.ask(BRIDGE), "nice")
    assert own.feedbacks() == []


def test_a_purge_takes_what_quotes_the_article_and_leaves_the_rest(own: Rag) -> None:
    bridge, herons = own.ask(BRIDGE), own.ask("How many nests does Noor Haddad count?", k=1)
    for answer in (bridge, herons):
        own.feedback(answer, "right")
    note_alone = own.ask("Who is the president of Brazil?", k=1, source="Inland Post")
    own.feedback(note_alone, "should know", note="It is 840 metres long and cost 62 million crowns")
    own.remove("https://inland.example/bridge", purge=True)
    assert [each.question for each in own.feedbacks()] == [herons.question]
    assert "840 metres" not in kept(own).read_text()


def test_a_word_on_an_answer_whose_article_was_purged_meanwhile_is_not_kept(own: Rag) -> None:
    answer = own.ask(BRIDGE)
    own.remove("https://inland.example/bridge", purge=True)
    with pytest.raises(ArticleNotFound):
        own.feedback(answer, "right")
    assert "840 metres" not in kept(own).read_text()


def test_what_a_killed_process_left_half_written_is_no_record_and_spoils_none(own: Rag) -> None:
    own.feedback(own.ask(BRIDGE), "right")
    with kept(own).open("a") as file:
        file.write('{"schema": 1, "question": "half')
    own.feedback(own.ask("How many nests does Noor Haddad count?"), "wrong answer")
    assert [each.opinion for each in own.feedbacks()] == ["right", "wrong answer"]


def test_no_secret_is_kept_whoever_typed_it(own: Rag, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOME_API_KEY", "canary-7Q4Z9")
    own.feedback(own.ask("Is canary-7Q4Z9 the mayor?"), "right", note="my key is canary-7Q4Z9")
    assert "canary-7Q4Z9" not in kept(own).read_text()


def test_a_right_answer_becomes_a_question_that_it_answers(own: Rag) -> None:
    answer = own.ask(BRIDGE, asked_at="2022-01-01")
    (gold,) = from_feedback([own.feedback(answer, "right")])
    assert gold.question == BRIDGE
    assert gold.expected == ((answer.short_answer,),)
    assert gold.article_ids == ("https://inland.example/bridge",)
    assert gold.spans[0].quote in own.article(gold.article_ids[0]).text
    assert str(gold.asked_at).startswith("2022-01-01")
    assert unfinished([gold]) == []
    assert list(faults(json.loads(json.dumps(gold.to_dict())), question_schema())) == []


def test_a_right_silence_becomes_a_question_without_an_answer(own: Rag) -> None:
    (gold,) = from_feedback([own.feedback(own.ask("Who is the president of Brazil?"), "right")])
    assert not gold.answerable


@pytest.mark.parametrize("verdict", ["wrong answer", "should know"])
def test_a_wrong_answer_waits_for_a_person(own: Rag, verdict: str) -> None:
    (gold,) = from_feedback([own.feedback(own.ask(BRIDGE), verdict, note="It was Vey.")])
    assert gold.answerable
    assert gold.note.startswith("It was Vey.")
    assert (gold.expected, gold.article_ids) == ((), ())
    assert unfinished([gold]) == [gold]


def test_a_wrong_source_keeps_the_words_and_says_which_articles_were_not_right(own: Rag) -> None:
    (gold,) = from_feedback([own.feedback(own.ask(BRIDGE), "wrong source")])
    assert gold.expected == (("Ada Brandt",),)
    assert gold.article_ids == ()
    assert gold.note == "not from https://inland.example/bridge"


def test_a_follow_up_is_asked_as_it_was_understood_and_the_last_word_counts(own: Rag) -> None:
    first = own.ask("How did Norway react to Denmark's plan?")
    answer = own.ask("And Sweden?", history=first.turns)
    said = [own.feedback(answer, "wrong answer"), own.feedback(answer, "right")]
    (gold,) = from_feedback(said)
    assert gold.question == "How did Sweden react to Denmark's plan?"
    assert gold.kind == "feedback: right"


def test_a_file_that_is_no_feedback_is_refused_with_its_line(tmp_path: Path) -> None:
    good = Feedback("2026-01-01T00:00:00+00:00", "Q?", Opinion.RIGHT, {"status": "answered"})
    path = tmp_path / "feedback.jsonl"
    path.write_text(json.dumps(good.to_dict()) + "\n" + '{"question": "Q?"}\n')
    with pytest.raises(UsageError, match="line 2"):
        read_feedback(path)
    with pytest.raises(UsageError, match=r"nowhere\.jsonl"):
        read_feedback(tmp_path / "nowhere.jsonl")
