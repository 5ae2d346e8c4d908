"""The sample collection keeps its own rules: articles as described, gold questions that hold."""

from __future__ import annotations

import json
import re
import unicodedata
from collections import Counter
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

CORPUS = Path(__file__).resolve().parents[2] / "corpus"
FIELDS = {"title", "source", "based_on", "published", "authors", "language"}
REQUIRED = {"title", "source", "based_on", "language"}
QUESTION_FIELDS = {
    "id",
    "kind",
    "question",
    "history",
    "after",
    "asked_at",
    "answerable",
    "expected",
    "article_ids",
    "spans",
    "must_pass",
    "near_miss",
    "note",
}
AT_LEAST = {
    "fact": 24,
    "attribution": 10,
    "comparison": 6,
    "time": 8,
    "followup": 8,
    "metadata": 6,
    "unanswerable": 18,
    "thread": 40,
    "several": 10,
}
QUOTED = re.compile(r"“([^”]*)”|\"([^\"]*)\"|«([^»]*)»")
Question = dict[str, Any]


@dataclass(frozen=True)
class Sample:
    fields: dict[str, Any]
    body: str


def read_sample(path: Path) -> Sample:
    opening, front, body = path.read_text(encoding="utf-8").split("---\n", 2)
    if opening:
        raise ValueError(f"{path.name} does not begin with front matter")
    return Sample(yaml.safe_load(front), body.strip())


def long_quotations(text: str, limit: int = 6) -> list[str]:
    found = ("".join(match.groups(default="")) for match in QUOTED.finditer(text))
    return [words for words in found if len(words.split()) >= limit]


def unmet(question: Question) -> list[list[str]]:
    carried = " ".join(span["quote"] for span in question["spans"]).casefold()
    return [
        group
        for group in question["expected"]
        if not any(fact.casefold() in carried for fact in group)
    ]


@pytest.fixture(scope="module")
def articles() -> dict[str, Sample]:
    paths = sorted((CORPUS / "articles").glob("*.md"))
    return {f"articles/{path.name}": read_sample(path) for path in paths}


@pytest.fixture(scope="module")
def questions() -> list[Question]:
    lines = (CORPUS / "questions.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


def answerable(questions: list[Question]) -> list[Question]:
    return [question for question in questions if question["answerable"]]


def test_there_are_enough_articles(articles: dict[str, Sample]) -> None:
    assert len(articles) >= 24


def test_every_article_has_150_to_500_words(articles: dict[str, Sample]) -> None:
    lengths = {name: len(article.body.split()) for name, article in articles.items()}
    assert {name: n for name, n in lengths.items() if not 150 <= n <= 500} == {}


def test_every_article_has_paragraphs_between_blank_lines(articles: dict[str, Sample]) -> None:
    for name, article in articles.items():
        paragraphs = article.body.split("\n\n")
        assert len(paragraphs) >= 3, name
        assert not any("\n" in paragraph for paragraph in paragraphs), name


def test_front_matter_has_the_fields_described_and_no_others(articles: dict[str, Sample]) -> None:
    for name, article in articles.items():
        assert set(article.fields) >= REQUIRED, name
        assert set(article.fields) <= FIELDS, name
        assert all(article.fields.values()), name


def test_no_outlet_is_credited(articles: dict[str, Sample]) -> None:
    assert {article.fields["source"] for article in articles.values()} == {"Byline sample"}
    authors = {article.fields.get("authors", "Byline desk") for article in articles.values()}
    assert authors == {"Byline desk"}


def test_dates_are_days_of_many_years_and_some_articles_have_none(
    articles: dict[str, Sample],
) -> None:
    dates = [article.fields.get("published") for article in articles.values()]
    known = [day for day in dates if day is not None]
    assert all(type(day) is date for day in known)
    assert {2013, 2024} <= {day.year for day in known}
    assert len({day.year for day in known}) >= 6
    assert len(dates) - len(known) >= 4


def test_no_two_articles_share_a_title(articles: dict[str, Sample]) -> None:
    titles = Counter(article.fields["title"].casefold() for article in articles.values())
    assert [title for title, times in titles.items() if times > 1] == []


def test_no_article_quotes_anybody(articles: dict[str, Sample]) -> None:
    quoting = {name: long_quotations(article.body) for name, article in articles.items()}
    assert {name: found for name, found in quoting.items() if found} == {}


def test_a_quoted_sentence_would_be_noticed() -> None:
    assert long_quotations("He said: “We shall never speak of this again.”")
    assert long_quotations('He said: "We shall never speak of this again."')
    assert not long_quotations("It is called “Proactive Contribution to Peace”.")


def test_articles_are_composed_text_with_names_beyond_ascii(articles: dict[str, Sample]) -> None:
    for name, article in articles.items():
        assert unicodedata.is_normalized("NFC", article.body), name
    text = "\n".join(article.body for article in articles.values())
    assert all(name in text for name in ("Chargé d'Affaires", "Hoppō", "Южные Курилы", "Przemyśl"))


def test_every_question_has_the_fields_described(questions: list[Question]) -> None:
    assert all(set(question) == QUESTION_FIELDS for question in questions)


def test_ids_begin_with_their_kind_and_are_unique(questions: list[Question]) -> None:
    ids = [question["id"] for question in questions]
    assert len(set(ids)) == len(ids)
    assert all(re.fullmatch(rf"{q['kind']}-\d{{3}}", q["id"]) for q in questions)


def test_no_question_stands_twice(questions: list[Question]) -> None:
    asked = Counter((q["question"].casefold(), q["after"], q["asked_at"]) for q in questions)
    assert [question for question, times in asked.items() if times > 1] == []


def test_there_are_enough_questions_of_every_kind(questions: list[Question]) -> None:
    kinds = Counter(question["kind"] for question in questions)
    assert len(questions) >= 70
    assert set(kinds) == set(AT_LEAST)
    assert {kind: kinds[kind] for kind, least in AT_LEAST.items() if kinds[kind] < least} == {}


def test_article_ids_resolve(articles: dict[str, Sample], questions: list[Question]) -> None:
    for question in questions:
        assert set(question["article_ids"]) <= set(articles), question["id"]


def test_spans_are_exact_and_stand_once(
    articles: dict[str, Sample], questions: list[Question]
) -> None:
    for question in questions:
        for span in question["spans"]:
            assert span["article_id"] in question["article_ids"], question["id"]
            assert articles[span["article_id"]].body.count(span["quote"]) == 1, question["id"]


def test_expected_facts_stand_in_the_spans(questions: list[Question]) -> None:
    for question in answerable(questions):
        assert question["expected"], question["id"]
        if question["kind"] != "metadata":
            assert question["spans"], question["id"]
            assert unmet(question) == [], question["id"]


def test_a_fact_that_no_span_carries_would_be_noticed(questions: list[Question]) -> None:
    altered = {**questions[0], "expected": [["a fact nobody wrote"]]}
    assert unmet(altered) == [["a fact nobody wrote"]]


def test_comparisons_need_two_facts(questions: list[Question]) -> None:
    comparisons = [question for question in questions if question["kind"] == "comparison"]
    assert all(len(question["expected"]) >= 2 for question in comparisons)


def test_unanswerable_questions_expect_nothing_and_say_why(questions: list[Question]) -> None:
    unanswerable = [question for question in questions if not question["answerable"]]
    assert {question["kind"] for question in unanswerable} == {"unanswerable"}
    assert all(question["note"] for question in unanswerable)
    assert not any(q["expected"] or q["spans"] or q["article_ids"] for q in unanswerable)


def test_half_of_the_unanswerable_questions_are_near_misses(questions: list[Question]) -> None:
    near = [q["near_miss"] for q in questions if not q["answerable"]]
    assert len(near) >= 15
    assert sum(near) * 2 >= len(near)
    assert len(near) - sum(near) >= 8
    assert not any(question["near_miss"] for question in answerable(questions))


def test_near_misses_name_what_occurs_in_the_articles(
    articles: dict[str, Sample], questions: list[Question]
) -> None:
    text = "\n".join(article.body for article in articles.values())
    for question in questions:
        if question["near_miss"]:
            names = re.findall(r"(?<!^)\b[A-Z]\w+", question["question"])
            assert names, question["id"]
            assert [name for name in names if name not in text] == [], question["id"]


def test_every_followup_comes_after_a_question_that_opens_a_thread(
    questions: list[Question],
) -> None:
    openers = {q["id"] for q in questions if q["after"] is None and q["answerable"]}
    for question in questions:
        assert question["history"] == [], question["id"]
        if question["kind"] != "thread":
            follows = question["kind"] == "followup"
            assert (question["after"] is not None) == follows, question["id"]
            assert question["after"] is None or question["after"] in openers, question["id"]


def test_a_thread_goes_on_turn_by_turn(questions: list[Question]) -> None:
    turns = [question for question in questions if question["kind"] == "thread"]
    for question in turns:
        before, turn = divmod(int(question["id"].removeprefix("thread-")), 10)
        after = f"thread-{before:02}{turn - 1}" if turn > 1 else None
        assert question["after"] == after, question["id"]
    lengths = Counter(question["id"][:-1] for question in turns)
    assert len(lengths) >= 16
    assert set(lengths.values()) <= {2, 3}


def test_questions_of_several_parts_need_more_than_one_fact_and_article(
    questions: list[Question],
) -> None:
    several = [question for question in questions if question["kind"] == "several"]
    assert all(len(question["expected"]) >= 2 for question in several)
    assert all(len(question["article_ids"]) >= 2 for question in several)


def test_asked_at_is_a_day_or_nothing(questions: list[Question]) -> None:
    asked = [question["asked_at"] for question in questions if question["asked_at"] is not None]
    assert asked
    assert [date.fromisoformat(day).isoformat() for day in asked] == asked


def test_the_plainest_questions_are_marked(questions: list[Question]) -> None:
    plain = [question for question in questions if question["must_pass"]]
    assert 8 <= len(plain) <= 20
    assert any(not question["answerable"] for question in plain)


def test_the_collection_is_counted_as_the_questions_count_it(
    articles: dict[str, Sample], questions: list[Question]
) -> None:
    counting = next(
        q for q in questions if q["question"] == "How many articles are in the collection?"
    )
    assert counting["expected"][0][0] == str(len(articles))
    readme = (CORPUS / "README.md").read_text(encoding="utf-8")
    assert f"{len(articles)} short articles" in readme
    assert f"{len(questions)} questions" in readme
