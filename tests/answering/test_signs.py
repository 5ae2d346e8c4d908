"""Signs that passages answer: what each tells of a question they answer and of one they do not."""

from __future__ import annotations

from collections.abc import Mapping

from rag import Rag
from rag.answering.deciding import Looked, look
from rag.answering.nearness import WordVectors
from rag.answering.signs import NEAREST, SIGNS, Nearest
from rag.library.filters import Filter
from rag.retrieval.apart import retrieve_each
from rag.retrieval.question import analyse
from rag.retrieval.wanted import Asking


def looked(rag: Rag, question: str) -> Looked:
    library = rag._open()
    (found,) = retrieve_each(library, [analyse(question)], Filter(), 24, Asking())
    return look(found, library, WordVectors(library.embed_texts))


def signs(rag: Rag, question: str) -> Mapping[str, float]:
    return looked(rag, question).signs


def test_each_lies_between_0_and_1(bay: Rag) -> None:
    found = signs(bay, "How many nests does Noor Haddad count?")
    assert found.keys() == SIGNS.keys()
    assert all(0 <= value <= 1 for value in found.values())


def test_the_number_asked_for_is_looked_for_in_the_sentence_that_fits_best(bay: Rag) -> None:
    assert signs(bay, "How many nests does Noor Haddad count?")["measured"] == 1
    assert signs(bay, "How much does Noor Haddad earn?")["measured"] == 0
    assert signs(bay, "Who is Noor Haddad married to?")["measured"] == 1  # no number is asked for


def test_rules_that_meet_no_more_than_half_say_nothing(bay: Rag) -> None:
    met = signs(bay, "How many nests does Noor Haddad count?")["rules"]
    assert signs(bay, "Which orchestra plays at the opera in Vienna?")["rules"] == 0 < met


def test_a_question_of_many_clauses_is_told_apart(bay: Rag) -> None:
    assert signs(bay, "How many nests does Noor Haddad count?")["clauses"] == 0
    many = (
        "Which woman counts nests on the old harbour wall every spring with two neighbours, "
        "writes the numbers into a blue notebook, and asked the council for a fence last May?"
    )
    assert signs(bay, many)["clauses"] == 1


def test_a_question_on_another_matter_is_far_from_every_sentence(bay: Rag) -> None:
    near = signs(bay, "How many nests does Noor Haddad count?")
    far = signs(bay, "Which orchestra plays at the opera in Vienna?")
    assert far["sentence"] < near["sentence"]
    assert far["names"] < near["names"]


def test_few_sentences_are_measured_and_the_nearest_is_among_them(bay: Rag) -> None:
    found = looked(bay, "How many nests does Noor Haddad count?")
    question, weights = found.found.question, found.weights
    near = Nearest.of(question, found.reading, weights, NEAREST)
    assert len(near.candidates) <= NEAREST
    every = found.reading.similarities(found.reading.candidates)
    assert near.similarities.max() == every.max()
    best = near.best(question, weights)
    assert best is not None
    assert "nests" in best.text
