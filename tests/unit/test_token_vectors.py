"""The vectors of a question's tokens are spaCy's own, number for number; so is what follows."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from rag import grammar, lean_spacy
from rag.sentences import sentence_spans
from rag.token_rules import remembering
from rag.token_vectors import TokenVectors

QUESTIONS = Path(__file__).parents[2] / "corpus" / "questions.jsonl"
ODD = ("", " ", "?", "Why", "\n", "“Ja, ”… 12,000 €?", "a " * 300, "ŠKODA’s café — İstanbul 漢字")


@pytest.fixture(scope="module")
def pipeline() -> Any:
    """With the products that it comes with, which are the same for any number of rows."""
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv("OPENBLAS_NUM_THREADS", raising=False)
        return remembering(lean_spacy.pipeline(grammar._folder()))


@pytest.fixture(scope="module")
def by_numpy() -> Any:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("OPENBLAS_NUM_THREADS", "1")
        return remembering(lean_spacy.pipeline(grammar._folder()))


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


def sentences() -> list[str]:
    """Every sentence of twelve articles."""
    files = sorted((QUESTIONS.parent / "articles").glob("*.md"))[:12]
    read = [file.read_text("utf-8") for file in files]
    return [text[span.start : span.end] for text in read for span in sentence_spans(text)]


def test_products_by_numpy_come_to_the_same_grammar(pipeline: Any, by_numpy: Any) -> None:
    assert not any(layer.ops.use_blis for layer in by_numpy.get_pipe("tok2vec").model.walk())
    assert all(layer.ops.use_blis for layer in pipeline.get_pipe("tok2vec").model.walk())
    asked = [*texts(), *sentences()]
    heads = [grammar._head(each) for each in asked]
    told = zip(asked, pipeline.pipe(heads), by_numpy.pipe(heads), strict=True)
    for text, by_blis, ours in told:
        assert grammar._frozen(ours, text, named=True) == grammar._frozen(by_blis, text, named=True)


def test_products_by_numpy_are_nearly_the_same_vectors(pipeline: Any, by_numpy: Any) -> None:
    theirs, step = pipeline.get_pipe("tok2vec"), by_numpy.get_pipe("tok2vec")
    ours = TokenVectors.of(step.model)
    assert ours is not None
    for text in texts():
        doc = pipeline.make_doc(text)
        if len(doc):
            assert np.allclose(ours(doc), theirs.predict([doc])[0], atol=1e-3), text
