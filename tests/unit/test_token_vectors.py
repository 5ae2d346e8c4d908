"""The vectors of a question's tokens are spaCy's own, number for number; so is what follows."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from rag import grammar
from rag.token_vectors import TokenVectors

QUESTIONS = Path(__file__).parents[2] / "corpus" / "questions.jsonl"
ODD = ("", " ", "?", "Why", "\n", "“Ja, ”… 12,000 €?", "a " * 300, "ŠKODA’s café — İstanbul 漢字")


@pytest.fixture(scope="module")
def pipeline() -> Any:
    return grammar._pipeline()


def texts() -> list[str]:
    lines = QUESTIONS.read_text("utf-8").splitlines()
    return [*ODD, *(str(json.loads(line)["question"]) for line in lines)]


def test_the_vectors_are_those_of_the_pipeline(pipeline: Any) -> None:
    step = pipeline.get_pipe("tok2vec")
    ours = TokenVectors.of(step.model)
    assert ours is not None
    for text in texts():
        doc = pipeline.make_doc(text)
        if len(doc):
            assert np.array_equal(ours(doc), step.predict([doc])[0]), text


def test_a_text_alone_is_parsed_as_the_pipeline_parses_it(pipeline: Any) -> None:
    for text in texts():
        head = grammar._head(text)
        for but in ((), ("ner",)):
            ours = grammar._frozen(grammar._alone(pipeline, head, but), text, named=not but)
            theirs = grammar._frozen(pipeline(head, disable=list(but)), text, named=not but)
            assert ours == theirs, text


def test_layers_that_are_not_known_are_left_to_spacy(
    pipeline: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    model = pipeline.get_pipe("tok2vec").model
    assert TokenVectors.of(model.layers[0]) is None
    monkeypatch.setitem(model.layers[1].attrs, "pad", 2)
    assert TokenVectors.of(model) is None
    monkeypatch.undo()
    assert TokenVectors.of(model) is not None
    monkeypatch.setattr(grammar, "_token_vectors", lambda: None)
    text = "Who leads the council?"
    assert [t.text for t in grammar._alone(pipeline, text, ())] == [t.text for t in pipeline(text)]
