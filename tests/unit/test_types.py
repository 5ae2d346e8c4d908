"""The values that travel: labels, marks, plain forms."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from typing import Any

import pytest

from rag.types import (
    Answer,
    Article,
    Citation,
    IngestReport,
    Passage,
    Rejected,
    Score,
    SearchResult,
    Sentence,
    Status,
    Understood,
    Usage,
    Verdict,
    plain,
)


def a_passage(**changes: Any) -> Passage:
    fields: dict[str, Any] = {
        "chunk_id": "c",
        "article_id": "a",
        "revision": 1,
        "title": None,
        "label": "a.md",
        "text": "It rained.",
        "start": 0,
        "end": 10,
        "source": None,
        "credits": ("TASS",),
        "authors": (),
        "published": date(2022, 3, 6),
        "url": None,
        "language": "en",
        "location": "x/a.md",
    }
    return Passage(**{**fields, **changes})


def a_citation(n: int) -> Citation:
    return Citation(
        n, "a", 1, None, "a.md", None, ("TASS",), (), None, None, None, 0, 10, "It rained."
    )


def an_answer(**changes: Any) -> Answer:
    fields: dict[str, Any] = {
        "question": "Did it rain?",
        "understood": Understood("Did it rain?"),
        "status": Status.ANSWERED,
        "text": "It rained. [1]",
        "sentences": (Sentence("It rained. [1]", (1,), Verdict.VERBATIM),),
        "citations": (a_citation(1),),
        "passages": (a_passage(),),
        "mode": "quotes",
    }
    return Answer(**{**fields, **changes})


@pytest.mark.parametrize(
    ("title", "location", "label"),
    [
        ("Rain", "x/a.md", "Rain"),
        (None, "x/a.md", "a.md"),
        (None, "https://h.example/news/rain", "rain"),
        (None, "", "the-id"),
        ("", "x/a.md", "a.md"),
    ],
)
def test_an_article_is_called_by_title_else_by_its_file(
    title: str | None, location: str, label: str
) -> None:
    assert Article("the-id", title, "It rained.", location, "0").label == label


def test_a_sentence_without_its_marks_is_its_words() -> None:
    sentence = Sentence("It rained in 2022 [sic]. [1] [12]", (1, 12), Verdict.SUPPORTED)
    assert sentence.words == "It rained in 2022 [sic]."
    assert Sentence("Plain.", (), Verdict.SUPPORTED).words == "Plain."


def test_a_citation_is_found_by_its_number() -> None:
    answer = an_answer(citations=(a_citation(1), a_citation(2)))
    assert answer.citation(2).n == 2
    with pytest.raises(KeyError):
        answer.citation(3)


def test_an_answer_is_an_object_that_json_holds_as_it_is() -> None:
    held = an_answer(usage=Usage(3, 4), timings_ms={"total": 1.5}).to_dict()
    assert json.loads(json.dumps(held)) == held
    assert held["schema"] == 1
    assert held["status"] == "answered"
    assert held["sentences"][0]["verdict"] == "verbatim"
    assert held["citations"][0]["credits"] == ["TASS"]
    assert held["short_answer"] is None
    assert held["passages"][0]["score"] == dict.fromkeys(
        ("keyword", "vector", "date", "rerank", "final")
    )


def test_what_was_not_scored_is_null_and_never_zero() -> None:
    held = a_passage(score=Score(keyword=0.0)).to_dict()
    assert held["score"]["keyword"] == 0.0
    assert held["score"]["vector"] is None


def test_dates_stay_dates_and_times_keep_their_zone() -> None:
    assert plain(date(2022, 3, 6)) == "2022-03-06"
    assert plain(datetime(2022, 3, 6, 15, 45, tzinfo=UTC)) == "2022-03-06T15:45:00+00:00"
    assert plain({"a": (date(2022, 3, 6), None)}) == {"a": ["2022-03-06", None]}


def test_a_search_result_reads_like_a_list_of_passages() -> None:
    result = SearchResult((a_passage(), a_passage(chunk_id="d")), Understood("rain"))
    assert len(result) == 2
    assert result[0].chunk_id == "c"
    assert [p.chunk_id for p in result] == ["c", "d"]
    assert [p.chunk_id for p in result[1:]] == ["d"]
    assert result.to_dict()["passages"][1]["chunk_id"] == "d"


def test_a_report_tells_where_and_why_an_input_was_rejected() -> None:
    report = IngestReport(added=("a",), rejected=(Rejected("x.jsonl", "not JSON", 3),))
    assert report.to_dict() == {
        "schema": 1,
        "added": ["a"],
        "updated": [],
        "unchanged": [],
        "removed": [],
        "rejected": [{"location": "x.jsonl", "line": 3, "reason": "not JSON"}],
    }


def test_tokens_add_up() -> None:
    assert Usage(3, 4).total_tokens == 7
