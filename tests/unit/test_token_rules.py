"""Tokens have the parts of speech, the forms and the lemmas that spaCy's own ruler gives them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import spacy

from rag import grammar
from rag.token_rules import NAME, RULER, TokenRules, remembering

QUESTIONS = Path(__file__).parents[2] / "corpus" / "questions.jsonl"
ODD = (
    "",
    "   ",
    "Let's go.  He's gonna win, ain't he?",
    "There was  a\tquestion, and there's all of it.",
    "Y'all come on, c'mon: I gotta see nothin' of it.",
    "They did have what that one has, which they've had been told.",
)


@pytest.fixture(scope="module")
def plain() -> Any:
    return spacy.load(grammar._folder())


def told(nlp: Any, text: str) -> list[tuple[str, ...]]:
    return [(t.text, t.tag_, t.pos_, t.dep_, t.lemma_, str(t.morph)) for t in nlp(text)]


def test_a_sentence_is_told_of_as_spacy_tells_of_it_the_first_time_and_the_second(
    plain: Any,
) -> None:
    ours = remembering(spacy.load(grammar._folder()))
    assert NAME in ours.pipe_names
    assert RULER not in ours.pipe_names
    lines = QUESTIONS.read_text("utf-8").splitlines()
    texts = [*ODD, *(str(json.loads(line)["question"]) for line in lines[:80])]
    wanted = {text: told(plain, text) for text in texts}
    for _ in range(2):
        for text in texts:
            assert told(ours, text) == wanted[text], text


@pytest.mark.parametrize(
    ("pattern", "attributes"),
    [
        ([{"SHAPE": "Xxx"}], {"POS": "X"}),
        ([{"TAG": "NN"}], {"TAG": "X"}),
        ([{"LOWER": {"NOT_IN": ["x"]}}], {"POS": "X"}),
        ([{"TAG": "NN"}, {"TAG": "VB"}], {"POS": "X"}),
    ],
)
def test_a_ruler_with_other_patterns_is_left_as_it_is(
    pattern: list[dict[str, Any]], attributes: dict[str, str]
) -> None:
    other = spacy.load(grammar._folder())
    ruler: Any = other.get_pipe(RULER)
    ruler.add([pattern], attributes)
    with pytest.raises(ValueError, match="a pattern"):
        TokenRules(ruler)
    assert RULER in remembering(other).pipe_names
