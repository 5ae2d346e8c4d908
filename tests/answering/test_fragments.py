"""What a model writes that is no sentence cannot be checked: where it stands is quoted."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from passages_kit import Shelf

from rag.answering.accounts import line
from rag.answering.fragments import is_fragment
from rag.answering.prompts import Prompts
from rag.answering.sheet import Written
from rag.answering.spans import QuotedSpan, span_of
from rag.answering.writing import write
from rag.testing import ScriptedModel
from rag.types import Delta, SentenceDone, Verdict

HARBOUR = (
    "The harbour authority of Lindvik closed the eastern ferry terminal on 14 April 2023. "
    "Engineers had found cracks in 18 of its 42 pillars. "
    "“The boats are no longer safe,” said harbour master Ines Dahl. "
    "Lindvik congratulated Arne on its new terminal."
)
PILLARS = "Engineers had found cracks in 18 of its 42 pillars."
CONGRATULATED = "Lindvik congratulated Arne on its new terminal."
PROMPTS = Prompts.load()


@pytest.fixture
def harbour(shelf: Shelf) -> Shelf:
    shelf.add(HARBOUR, "Ferry terminal closed", date(2023, 4, 15))
    return shelf


def chosen(shelf: Shelf, *sentences: int) -> list[QuotedSpan]:
    """Sentences of the article, as the rules would choose them."""
    article = shelf.open("a1", 1)
    return [span_of(article, line(article, n), n) for n in sentences]


def events(shelf: Shelf, model: ScriptedModel, **options: Any) -> list[Any]:
    settings: dict[str, Any] = {"max_tokens": 200, "temperature": 0.0} | options
    asked = "What of the ferry?"
    return list(write(asked, asked, shelf.passages, shelf.open, model, PROMPTS, **settings))


def written(shelf: Shelf, says: str, **options: Any) -> Written:
    last = events(shelf, ScriptedModel(says), **options)[-1]
    assert isinstance(last, Written)
    return last


@pytest.mark.parametrize(
    "text",
    ["Norway", "No.", "18 of its 42 pillars.", "Harbour master Ines Dahl", "Because of cracks."],
)
def test_words_without_a_verb_are_a_fragment(text: str) -> None:
    assert is_fragment(text)


@pytest.mark.parametrize(
    "text",
    [
        "The port closed.",
        "It may close.",
        "Cracks were found.",
        "Ines Dahl says so.",
        "There are 42 pillars.",
    ],
)
def test_a_sentence_is_none(text: str) -> None:
    assert not is_fragment(text)


@pytest.mark.parametrize(
    ("says", "quoted"),
    [
        ("18 of its 42 pillars [1.2]", PILLARS),
        ("18 of its 42 pillars", PILLARS),
        ("Lindvik. [1.4]", CONGRATULATED),
        ("Arne [1.4]", CONGRATULATED),
        ("No. [1.4]", CONGRATULATED),
    ],
)
def test_the_sentence_that_a_fragment_stands_in_is_quoted(
    harbour: Shelf, says: str, quoted: str
) -> None:
    result = written(harbour, says)
    (sentence,) = result.sentences
    assert sentence.text == f"{quoted} [1]"
    assert sentence.verdict is Verdict.VERBATIM
    assert result.citations[0].quote == quoted
    assert result.removed == ()


@pytest.mark.parametrize("says", ["No.", "2 of its 42 pillars [1.2]", "The mayor of Oslo [1.4]"])
def test_a_fragment_that_stands_nowhere_is_dropped(harbour: Shelf, says: str) -> None:
    result = written(harbour, says)
    assert result.sentences == ()
    assert len(result.removed) == 1


def test_nothing_is_quoted_twice(harbour: Shelf) -> None:
    result = written(harbour, "18 pillars [1.2]\n42 pillars [1.2]")
    assert len(result.sentences) == 1


def test_a_fragment_among_sentences_keeps_its_place(harbour: Shelf) -> None:
    says = "Arne. [1.4] Engineers had found cracks in 18 pillars. [1.2]"
    result = written(harbour, says)
    assert result.sentences[0].verdict is Verdict.VERBATIM
    assert result.sentences[1].text.endswith("[2]")


@pytest.mark.parametrize("says", ["[1.2]", "[1.2].", "1.2", "[1.2] [7.7]"])
def test_a_model_that_writes_only_ids_chooses(harbour: Shelf, says: str) -> None:
    result = written(harbour, says)
    assert [s.text for s in result.sentences] == [f"{PILLARS} [1]"]
    assert result.error is None


def test_ids_beside_words_choose_nothing(harbour: Shelf) -> None:
    result = written(harbour, "Engineers had found cracks. [1.2]\n[1.3]\n[1.4]")
    assert len(result.sentences) == 1


def test_ids_beside_a_refusal_choose_nothing(harbour: Shelf) -> None:
    result = written(harbour, "NOT IN THESE ARTICLES [1.2]")
    assert result.refused
    assert result.sentences == ()


def test_what_is_quoted_for_a_fragment_is_told_as_it_is_done(harbour: Shelf) -> None:
    told = events(harbour, ScriptedModel("18 of its 42 pillars [1.2]"))
    done = [each for each in told if isinstance(each, SentenceDone)]
    assert [each.sentence.text for each in done] == [f"{PILLARS} [1]"]
    assert done[0].citations[0].quote == PILLARS
    assert all(isinstance(each, Delta | SentenceDone | Written) for each in told)


# --- what the rules chose ---


def test_a_model_is_told_last_where_the_answer_seems_to_stand(harbour: Shelf) -> None:
    model = ScriptedModel("NOT IN THESE ARTICLES")
    events(harbour, model, likely=chosen(harbour, 1, 3))
    end = model.asked[0][-1].text.splitlines()[-1]
    assert "[1.2] [1.4]" in end
    assert "NOT IN" not in end


def test_where_the_rules_chose_nothing_a_refusal_is_offered_last(harbour: Shelf) -> None:
    model = ScriptedModel("NOT IN THESE ARTICLES")
    events(harbour, model)
    assert model.asked[0][-1].text.endswith("NOT IN THESE ARTICLES")


def test_a_sentence_without_ids_may_rest_on_several_that_were_pointed_to(harbour: Shelf) -> None:
    says = "Engineers found cracks in 18 pillars, and the terminal was closed on 14 April 2023."
    assert written(harbour, says).sentences == ()
    result = written(harbour, says, likely=chosen(harbour, 0, 1))
    assert [len(each.citations) for each in result.sentences] == [2]


def test_pointing_makes_no_wrong_sentence_right(harbour: Shelf) -> None:
    says = "Engineers found cracks in 19 pillars, and the terminal was closed on 14 May 2023."
    assert written(harbour, says, likely=chosen(harbour, 0, 1)).sentences == ()
