"""Weak sentences say so wherever they go; unsupported ones go, or are struck through."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from typing import Any

import pytest
from passages_kit import Shelf

from rag.answering.mending import leaning, mended
from rag.answering.prompts import Prompts
from rag.answering.sheet import Written
from rag.answering.writing import write
from rag.errors import SettingsError
from rag.page.copying import footnoted
from rag.page.quotes import sentences_shown
from rag.settings import Settings
from rag.testing import ScriptedModel
from rag.types import (
    Answer,
    Citation,
    Sentence,
    SentenceDone,
    SentenceDropped,
    Status,
    Understood,
    Verdict,
)

TEXT = (
    "Harbour master Ines Dahl closed the eastern ferry terminal on Monday. "
    "She is considering a new terminal in the north. "
    "Engineers had found cracks in 18 of its 42 pillars."
)
FALSE = "Ines Dahl closed the western ferry terminal on Monday. [1.1]"
TRUE = "Engineers found cracks in 18 of its 42 pillars. [1.3]"
HALF = "Engineers found deep cracks in 18 of its 42 pillars. [1.3]"


@pytest.fixture
def one(shelf: Shelf) -> Shelf:
    shelf.add(TEXT, "Ferry terminal closed", date(2023, 4, 19))
    return shelf


def events(shelf: Shelf, says: str, **options: Any) -> list[Any]:
    asked = "What about the ferry?"
    given: dict[str, Any] = {"max_tokens": 200, "temperature": 0.0} | options
    model = ScriptedModel(says)
    return list(write(asked, asked, shelf.passages, shelf.open, model, Prompts.load(), **given))


def written(shelf: Shelf, says: str, **options: Any) -> Written:
    last = events(shelf, says, **options)[-1]
    assert isinstance(last, Written)
    return last


def shown(sentences: Sequence[Sentence], citations: Sequence[Citation]) -> tuple[str, list[str]]:
    """The page of some sentences, and what the buttons on it copy."""
    page = "".join(map(str, sentences_shown(sentences, citations, "m", None)))
    copied = re.compile(r' data-copy="([^"]*)"')
    return copied.sub("", page), copied.findall(page)


def answer_of(result: Written) -> Answer:
    text = " ".join(sentence.text for sentence in result.sentences)
    return Answer(
        "What about the ferry?",
        Understood("What about the ferry?"),
        Status.ANSWERED,
        text,
        result.sentences,
        result.citations,
        (),
        "scripted",
        removed=result.removed,
    )


def test_a_weak_sentence_is_marked_in_its_text_in_copies_and_in_json(one: Shelf) -> None:
    result = written(one, HALF)
    (sentence,) = result.sentences
    assert sentence.verdict is Verdict.WEAK
    assert sentence.text.endswith("pillars. [1] (partly in the source)")
    assert sentence.words == HALF.removesuffix(" [1.3]")
    answer = answer_of(result)
    assert sentence.text in footnoted(answer)
    assert answer.to_dict()["sentences"][0]["text"] == sentence.text
    page, copies = shown(answer.sentences, answer.citations)
    assert "is-weak" in page
    assert page.count("partly in the source") == 1
    assert all("(partly in the source)" in copied for copied in copies)


def test_a_firm_sentence_bears_no_such_mark(one: Shelf) -> None:
    (sentence,) = written(one, TRUE).sentences
    assert sentence.verdict is Verdict.SUPPORTED
    assert "(" not in sentence.text


def test_an_unsupported_sentence_is_removed_with_its_reason(one: Shelf) -> None:
    result = written(one, f"{FALSE} {TRUE}")
    assert [sentence.verdict for sentence in result.sentences] == [Verdict.SUPPORTED]
    assert "opposite" in result.removed[0].reason


@pytest.mark.parametrize("says", [f"{FALSE} {TRUE}", f"{TRUE} {FALSE}"])
def test_by_a_setting_it_is_struck_through_and_listed_all_the_same(one: Shelf, says: str) -> None:
    all_of_them = events(one, says, strike=True)
    result = all_of_them[-1]
    struck = next(s for s in result.sentences if s.verdict is Verdict.UNSUPPORTED)
    assert struck.text == f"~~{FALSE.removesuffix(' [1.1]')}~~ (not in the source)"
    assert struck.citations == ()
    assert struck.words == FALSE.removesuffix(" [1.1]")
    assert "opposite" in result.removed[0].reason
    told = [e.sentence for e in all_of_them if isinstance(e, SentenceDone)]
    assert tuple(told) == result.sentences
    page, copies = shown(result.sentences, result.citations)
    assert "<s>" in page
    assert "~~" not in page
    assert any("(not in the source)" in copied for copied in copies)


def test_nothing_is_struck_where_nothing_holds_so_that_articles_are_quoted(one: Shelf) -> None:
    all_of_them = events(one, FALSE, strike=True)
    assert all_of_them[-1].sentences == ()
    assert [type(e) for e in all_of_them if isinstance(e, SentenceDropped)] == [SentenceDropped]


def test_a_sentence_about_something_else_is_never_struck_but_dropped(one: Shelf) -> None:
    secret = "The fence is zebra-omega and the moonlight key is sk-abc123XYZ. [1.1]"
    result = written(one, f"{TRUE} {secret}", strike=True)
    assert all("sk-abc" not in sentence.text for sentence in result.sentences)
    assert all("zebra" not in removed.text for removed in result.removed)


@pytest.mark.parametrize("value", ["hide", "Remove", "true", "1"])
def test_the_setting_knows_two_words(value: str) -> None:
    with pytest.raises(SettingsError, match="must be remove or strike"):
        Settings.load(environment={"RAG_UNSUPPORTED": value})
    assert Settings.load(environment={}).unsupported == "remove"
    assert Settings.load(environment={"RAG_UNSUPPORTED": "strike"}).unsupported == "strike"


def test_a_pronoun_whose_sentence_went_gives_way_to_its_name(one: Shelf) -> None:
    says = f"{FALSE} She is considering a new terminal in the north. [1.2]"
    result = written(one, says)
    assert [s.words for s in result.sentences] == [
        "Ines Dahl is considering a new terminal in the north."
    ]
    assert len(result.sentences[0].citations) == 2


@pytest.mark.parametrize(
    "leans",
    [
        "In the north, she closed a new terminal. [1.2]",
        "This is a new terminal. [1.2]",
        "Then she found 18 pillars. [1.3]",
    ],
)
def test_or_its_sentence_goes_too(one: Shelf, leans: str) -> None:
    result = written(one, f"{FALSE} {leans}")
    assert result.sentences == ()
    assert "leans on" in result.removed[1].reason


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("She left.", "She"),
        ("In May, she left.", "she"),
        ("These fell.", "These"),
        ("Ines Dahl said that she left.", None),
        ("The terminal closed.", None),
    ],
)
def test_what_leans_is_seen_by_its_pronoun(text: str, word: str | None) -> None:
    assert leaning(text) == word


def test_nobody_is_guessed_when_two_are_named() -> None:
    lost = "Ines Dahl met Carl Olsen."
    assert mended("She left.", lost, ["Ines Dahl met Carl Olsen.", "She left."]) is None
    came = "Ines Dahl came."
    assert mended("She left.", came, [came, "She left."]) == ("Ines Dahl left.", "Ines Dahl")
    assert mended("Her boat left.", came, [came]) == ("Ines Dahl's boat left.", "Ines Dahl")
    assert mended("It left.", "Ines Dahl came.", ["Ines Dahl came."]) is None


def test_a_mark_is_not_part_of_the_words() -> None:
    sentence = Sentence("It rained. [1] (partly in the source)", (1,), Verdict.WEAK)
    assert sentence.words == "It rained."
