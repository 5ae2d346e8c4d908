"""Questions made of a collection: what they ask is so, and the same seed asks the same."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import replace

import pytest

from rag import Rag, Settings
from rag.errors import ModelCapped, UsageError
from rag.evaluation.generating import generate, kinds
from rag.evaluation.generating.cloze import clozes
from rag.evaluation.generating.drawn import Drawing, Drawn
from rag.evaluation.generating.kinds import attribution
from rag.evaluation.generating.natural import Asker, asker_of
from rag.evaluation.marking import normalized
from rag.evaluation.questions import Gold
from rag.evaluation.shapes import faults, question_schema
from rag.terms import content_terms
from rag.testing import ScriptedModel
from rag.types import Article


@pytest.fixture(scope="module")
def articles(bay: Rag) -> list[Article]:
    return bay.articles()


@pytest.fixture(scope="module")
def golds(articles: list[Article]) -> list[Gold]:
    return generate(articles, 40)


def text_of(articles: list[Article], article_id: str) -> str:
    return next(each.text for each in articles if each.id == article_id)


def a_sentence(bay: Rag, text: str) -> Drawn:
    article = next(each for each in bay.articles() if text in each.text)
    return Drawn(article, text)


def test_every_kind_is_asked_and_no_question_twice(golds: list[Gold]) -> None:
    assert set(Counter(gold.kind for gold in golds)) == {
        "cloze",
        "attribution",
        "removed",
        "near miss",
    }
    assert len({gold.id for gold in golds}) == len(golds)
    assert len({(gold.kind, gold.question) for gold in golds}) == len(golds)


def test_every_row_keeps_to_the_schema(golds: list[Gold]) -> None:
    for gold in golds:
        assert list(faults(json.loads(json.dumps(gold.to_dict())), question_schema())) == []


def test_the_answer_of_a_cloze_stands_in_its_article_and_not_in_its_question(
    articles: list[Article], golds: list[Gold]
) -> None:
    for gold in [each for each in golds if each.kind == "cloze"]:
        (answer,), (span,) = gold.answers, gold.spans
        assert answer in span.quote
        assert span.quote in text_of(articles, span.article_id)
        assert normalized(answer) not in normalized(gold.question)
        assert gold.expected == ((answer,),)


def test_what_an_article_alone_says_is_said_by_no_other(
    articles: list[Article], golds: list[Gold]
) -> None:
    removed = [each for each in golds if each.kind == "removed"]
    assert removed
    for gold in removed:
        assert not gold.answerable
        answer = gold.note.rpartition(": ")[2]
        holding = [a for a in articles if answer in a.text]
        assert gold.absent[0] in [a.id for a in holding]
        asked = set(content_terms(gold.question))
        for other in (a for a in articles if a.id not in gold.absent):
            share = len(asked.intersection(content_terms(other.text))) / len(asked)
            assert share < (0.6 if other in holding else 0.9)


def test_what_another_report_tells_too_is_not_asked_as_if_it_were_gone(
    articles: list[Article],
) -> None:
    (opened,) = [each for each in articles if "opened the new bridge over the Tarrow" in each.text]
    elsewhere = "The new bridge over the Tarrow was opened by Mayor Brandt on 30 September 2021."
    report = replace(opened, id="report", title="Bridge", text=elsewhere)
    drawn = Drawn(
        opened, "Mayor Ada Brandt opened the new bridge over the Tarrow on 30 September 2021."
    )
    asked = next(clozes(drawn))
    assert kinds._only(Drawing(articles, 0), drawn, asked)
    assert not kinds._only(Drawing([*articles, report], 0), drawn, asked)


def test_a_near_miss_names_somebody_and_asks_what_nobody_says(
    bay: Rag, articles: list[Article], golds: list[Gold]
) -> None:
    near = [each for each in golds if each.near_miss]
    assert near
    texts = "\n".join(each.text for each in articles)
    for gold in near:
        assert not gold.answerable
        name = gold.note.removeprefix("the articles name ").removesuffix(" and do not say this")
        assert name in texts
        assert name in gold.question


def test_an_excerpt_is_asked_for_what_its_article_is(
    articles: list[Article],
) -> None:
    asked = {gold.note: gold for gold in attribution(Drawing(articles, 0))}
    for what, field in (("title", "title"), ("outlet", "source"), ("address", "url")):
        gold = asked[f"asked for its {what}"]
        article = next(each for each in articles if each.id == gold.article_ids[0])
        assert gold.answers == (getattr(article, field),)
    day = asked["asked for its day"]
    article = next(each for each in articles if each.id == day.article_ids[0])
    assert day.expected[0][2] == str(article.published)


def test_the_same_seed_gives_the_same_questions_and_another_gives_others(
    articles: list[Article], golds: list[Gold]
) -> None:
    assert generate(list(reversed(articles)), 40) == golds
    assert generate(articles, 40, seed=1) != golds


def test_no_more_are_made_than_asked_for(articles: list[Article]) -> None:
    assert len(generate(articles, 7)) == 7


@pytest.mark.parametrize(
    ("sentence", "question", "answer"),
    [
        (
            "Mayor Ada Brandt opened the new bridge over the Tarrow on 30 September 2021.",
            "Who opened the new bridge over the Tarrow on 30 September 2021?",
            "Ada Brandt",
        ),
        (
            "Crews of the North Star line stopped work in Port Ambleton on 4 May 2023 because "
            "their hours of rest had been cut.",
            "When did crews of the North Star line stop work in Port Ambleton because their hours "
            "of rest had been cut?",
            "4 May 2023",
        ),
        (
            "About 1,200 passengers were left on the quay.",
            "Which number stands in the gap of “About ____ passengers were left on the quay.”?",
            "1,200",
        ),
    ],
)
def test_a_sentence_is_asked_by_its_grammar(
    bay: Rag, sentence: str, question: str, answer: str
) -> None:
    found = next(clozes(a_sentence(bay, sentence)))
    assert (found.question, found.answer) == (question, answer)


def test_how_many_is_asked_of_what_is_counted(bay: Rag) -> None:
    drawn = replace(
        a_sentence(bay, "The company's director, Peter Holm, rejected the demand."),
        text="Noor Haddad counted 46 nests in the reeds of the bay.",
    )
    found = {each.form: each for each in clozes(drawn)}["how many"]
    assert found.question == "How many nests did Noor Haddad count in the reeds of the bay?"
    assert found.answer == "46"


def test_a_collection_without_sentences_says_what_to_do(articles: list[Article]) -> None:
    short = [replace(each, text="Nothing.") for each in articles]
    with pytest.raises(UsageError, match="by hand"):
        generate(short, 5)


# --- with a model -------------------------------------------------------------------------

GOOD = (
    "Question: How long is the new bridge over the Tarrow?\n"
    "Answer: 840 metres\n"
    "Sentence: The new bridge over the Tarrow is 840 metres long."
)


def asker(says: str, tmp_path_settings: Settings) -> Asker:
    made = asker_of(tmp_path_settings, ScriptedModel(says))
    assert made is not None
    return made


@pytest.fixture
def plain_settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    return Settings.load({"index": str(tmp_path_factory.mktemp("asking"))})


def test_a_model_words_a_question_that_holds(
    articles: list[Article], plain_settings: Settings
) -> None:
    golds = generate(articles, 10, asker=asker(GOOD, plain_settings))
    (gold,) = [each for each in golds if each.kind == "natural"]
    assert gold.question == "How long is the new bridge over the Tarrow?"
    assert gold.answers == ("840 metres",)
    assert gold.spans[0].quote in text_of(articles, gold.article_ids[0])
    assert "scripted" in gold.note


@pytest.mark.parametrize(
    "says",
    [
        "How long is the bridge?",
        GOOD.replace("Answer: 840", "Answer: 900"),
        GOOD.replace("How long is", "Is it 840 metres that"),
        GOOD.replace("840 metres long.", "840 metres long and was built by Peter Holm in 1999."),
        GOOD.replace("Tarrow?\n", "Tarrow\n"),
    ],
    ids=["no form", "no span", "holds its answer", "not supported", "no question"],
)
def test_what_does_not_hold_is_not_kept(
    articles: list[Article], plain_settings: Settings, says: str
) -> None:
    drawing = Drawing(articles, 0)
    assert list(asker(says, plain_settings).natural(drawing)) == []


def test_the_passage_is_fenced_and_no_instruction(
    articles: list[Article], plain_settings: Settings
) -> None:
    model = ScriptedModel(GOOD)
    made = asker_of(plain_settings, model)
    assert made is not None
    next(made.natural(Drawing(articles, 0)))
    prompt = model.asked[0][-1].text
    fence = prompt.split("two lines that read ")[1].split(".")[0]
    assert prompt.count(fence) == 3


def test_a_cap_ends_what_is_asked_and_the_rules_go_on(
    articles: list[Article], plain_settings: Settings
) -> None:
    made = asker_of(plain_settings, ScriptedModel("", error=ModelCapped("enough for today")))
    golds = generate(articles, 10, asker=made)
    assert len(golds) == 10
    assert made is not None
    assert made.capped == "enough for today"
