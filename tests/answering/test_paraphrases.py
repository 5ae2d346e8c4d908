"""What news says in several ways: phrases that stand for a question's words, and only those."""

from __future__ import annotations

from importlib import resources

import pytest

from rag import Rag
from rag.answering.paraphrases import Paraphrases
from rag.terms import terms

SAID = [
    ("Which document did the strategy replace?", "replac", "It takes the place of a policy."),
    ("Who owned shares in the mine?", "own", "The ministry also holds 30 percent."),
    ("Who signed it?", "sign", "Both ministers put their names to it."),
    ("When did the mayor step down?", "step", "The mayor resigned on Friday."),
    ("Who bought the ferry?", "bought", "A Norwegian group acquired the ferry."),
    ("How far did exports fall?", "fall", "Exports shrank by a tenth."),
    ("Who gave up the ceiling?", "gave", "The cabinet abandoned the ceiling."),
    ("Where did the talks take place?", "place", "The talks occurred in Vessby."),
]


@pytest.mark.parametrize(("question", "term", "sentence"), SAID)
def test_a_phrase_stands_for_the_word_it_says(question: str, term: str, sentence: str) -> None:
    assert Paraphrases(question).of([term], sentence) == {term}


@pytest.mark.parametrize(
    ("question", "term", "sentence"),
    [
        ("Which document did the strategy replace?", "replac", "The strategy has a place."),
        ("Who signed it?", "sign", "Their names are on the list."),
        ("Who bought the ferry?", "ferri", "A Norwegian group acquired the ship."),
        ("Who accused the mayor?", "accus", "The mayor was charged on Friday."),
    ],
)
def test_words_that_say_something_else_do_not(question: str, term: str, sentence: str) -> None:
    assert not Paraphrases(question).of([term], sentence)


def test_no_line_has_an_empty_or_lonely_phrase() -> None:
    text = resources.files("rag.answering").joinpath("paraphrases.txt").read_text("utf-8")
    for row in text.splitlines():
        if not row.startswith("#"):
            phrases = {terms(each) for each in row.split("|")}
            assert () not in phrases
            assert len(phrases) > 1, row


def test_an_answer_in_other_words_is_found(tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.mktemp("paraphrased")
    (folder / "article.md").write_text(
        "---\ntitle: Vessby has a new harbour code\nsource: Inland Post\n---\n\n"
        "The harbour of Vessby has a new code. The code was discussed in the town hall for a year. "
        "It takes the place of the Pilot Rules, a short text that had stood since 1957.\n"
    )
    with Rag.open(folder / "index") as rag:
        rag.ingest(folder / "article.md")
        answer = rag.ask("Which text did the new harbour code of Vessby replace?")
    assert "Pilot Rules" in answer.text
