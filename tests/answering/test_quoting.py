"""Answers that quote: how many sentences, how long, in which order, and the line that counts."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from rag import Rag
from rag.types import Answer, Status, Verdict

QUESTIONS = [
    "Who opened the bridge over the Tarrow?",
    "How did Norway react to Denmark's plan?",
    "How did Norway and Sweden react to Denmark's plan?",
    "What did Rosa Lindqvist say?",
    "What did Peter Holm say?",
    "Why did the crews stop work?",
    "What do the herons feed on?",
    "What happened in Port Ambleton?",
    "herring quota",
    "Tell me about the bridge",
    "When did the crews stop work and who is the president of Brazil?",
]


Answered = Callable[[str], Answer]


@pytest.fixture
def answered(asked: Answered) -> Answered:
    """A question's answer, which must be one."""

    def answer(question: str) -> Answer:
        found = asked(question)
        assert found.status is not Status.NOT_FOUND, found.text
        return found

    return answer


@pytest.mark.parametrize("question", QUESTIONS)
def test_an_answer_is_one_to_five_sentences_of_about_120_words(
    answered: Answered, question: str
) -> None:
    answer = answered(question)
    assert 1 <= len(answer.sentences) <= 5
    assert sum(len(sentence.words.split()) for sentence in answer.sentences) <= 165


@pytest.mark.parametrize("question", QUESTIONS)
def test_every_sentence_is_an_articles_own_words(
    bay: Rag, answered: Answered, question: str
) -> None:
    answer = answered(question)
    for sentence in answer.sentences:
        assert sentence.verdict is Verdict.VERBATIM
        first, *names = sentence.citations
        citation = answer.citation(first)
        assert sentence.span == citation.quote
        assert re.findall(r"\[([^\]]*)\]", sentence.words) == [
            answer.citation(n).quote for n in names
        ]
        article = bay.article(citation.article_id, citation.revision)
        assert article.text[citation.start : citation.end] == citation.quote


def test_a_pronoun_carries_the_name_it_stands_for_with_a_span_of_its_own(
    bay: Rag, answered: Answered
) -> None:
    answer = answered("What did Peter Holm say?")
    sentence = next(one for one in answer.sentences if "[Peter Holm]" in one.words)
    assert sentence.verdict is Verdict.VERBATIM
    quoted, name = (answer.citation(n) for n in sentence.citations)
    assert sentence.span == quoted.quote != sentence.words
    assert name.quote == "Peter Holm"
    assert name.article_id == quoted.article_id
    assert name.end <= quoted.start


@pytest.mark.parametrize("question", QUESTIONS)
def test_quotation_marks_stand_only_where_the_article_has_them(
    bay: Rag, answered: Answered, question: str
) -> None:
    answer = answered(question)
    for marked in re.findall(r"[“\"][^”\"]+[”\"]", answer.text):
        assert any(marked in bay.article(c.article_id).text for c in answer.citations)


@pytest.mark.parametrize("question", QUESTIONS)
def test_citations_are_numbered_from_one_in_order_of_use(answered: Answered, question: str) -> None:
    answer = answered(question)
    used = [n for sentence in answer.sentences for n in sentence.citations]
    assert [c.n for c in answer.citations] == list(range(1, len(answer.citations) + 1))
    assert list(dict.fromkeys(used)) == [c.n for c in answer.citations]
    spans = [(c.article_id, c.revision, c.start, c.end) for c in answer.citations]
    assert len(set(spans)) == len(spans)


@pytest.mark.parametrize("question", QUESTIONS)
def test_quotes_of_one_speaker_stand_together_and_none_overlap(
    answered: Answered, question: str
) -> None:
    answer = answered(question)
    spans = [answer.citation(sentence.citations[0]) for sentence in answer.sentences]
    speakers = [(c.article_id, c.speaker) for c in spans]
    runs = [each for i, each in enumerate(speakers) if i == 0 or each != speakers[i - 1]]
    if not answer.understood.parts:
        assert len(runs) == len(set(runs))
    for one in spans:
        for other in spans:
            if one.n < other.n and one.article_id == other.article_id:
                assert one.end <= other.start or other.end <= one.start


@pytest.mark.parametrize("question", QUESTIONS)
def test_the_line_above_counts_articles_and_is_no_part_of_the_text(
    bay: Rag, answered: Answered, question: str
) -> None:
    answer = answered(question)
    assert answer.lead
    match = re.match(r"(\d+) of (\d+) articles? ", answer.lead)
    assert match
    cited = len({c.article_id for c in answer.citations})
    assert cited <= int(match[1]) <= int(match[2]) == len(bay.articles())
    assert answer.lead not in answer.text


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("How did Sweden react to the plan?", "Swedish reaction"),
        ("What did Rosa Lindqvist say?", "what Rosa Lindqvist said"),
        ("Who opened the bridge over the Tarrow?", "on this"),
    ],
)
def test_the_line_above_says_what_is_counted(answered: Answered, question: str, words: str) -> None:
    assert words in (answered(question).lead or "")


def test_each_side_of_a_comparison_has_its_own_sentence(answered: Answered) -> None:
    answer = answered("How did Norway and Sweden react to Denmark's plan?")
    quotes = " ".join(c.quote for c in answer.citations)
    assert "Norwegian" in quotes
    assert "Sweden's government" in quotes


def test_what_two_articles_say_alike_is_quoted_once(answered: Answered) -> None:
    answer = answered("How did Norway react to Denmark's plan for the herring quota?")
    rejections = [c for c in answer.citations if "reject" in c.quote]
    assert len(rejections) == 1


def test_a_speaker_is_named_by_the_words_that_introduced_him(answered: Answered) -> None:
    answer = answered("What did Peter Holm say about the walkout?")
    quote = next(c for c in answer.citations if c.quote.startswith("He called"))
    assert quote.speaker == "The company's director, Peter Holm"


def test_a_sentence_that_leans_on_the_one_before_brings_it_along(answered: Answered) -> None:
    answer = answered("How much did the bridge over the Tarrow cost?")
    quote = next(c for c in answer.citations if "62 million" in c.quote)
    assert quote.quote.startswith("Mayor Ada Brandt")


@pytest.mark.parametrize(
    ("question", "short"),
    [
        ("Who opened the bridge over the Tarrow?", "Ada Brandt"),
        ("When did the crews stop work in Port Ambleton?", "4 May 2023"),
        ("How many nests does Noor Haddad count?", "46"),
        ("By how much is the herring quota to be lowered?", "18 percent"),
    ],
)
def test_a_short_answer_is_an_exact_span_of_a_cited_sentence(
    answered: Answered, question: str, short: str
) -> None:
    answer = answered(question)
    assert answer.short_answer == short
    assert any(short in c.quote for c in answer.citations)


@pytest.mark.parametrize(
    "question",
    ["What did Rosa Lindqvist say?", "Why did the crews stop work?", "Who is Brazil?", "hello"],
)
def test_there_is_no_short_answer_where_none_is_asked_for(asked: Answered, question: str) -> None:
    assert asked(question).short_answer is None
