"""How far a question is answered, in words that claim no more than is known."""

from __future__ import annotations

import pytest

from rag import bylines
from rag.types import Answer, Citation, Status, Understood


def an_answer(status: Status, confidence: float | None = None, *, cites: bool = True) -> Answer:
    quoted = Citation(
        n=1,
        article_id="a",
        revision=1,
        title="A",
        label="A",
        authors=(),
        source=None,
        credits=(),
        published=None,
        url=None,
        speaker=None,
        start=0,
        end=2,
        quote="It",
    )
    return Answer(
        question="Who?",
        understood=Understood("Who?"),
        status=status,
        short_answer=None,
        text="It.",
        sentences=(),
        citations=(quoted,) if cites else (),
        passages=(),
        mode="quotes",
        confidence=confidence,
    )


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (an_answer(Status.ANSWERED, 0.9), ("✓", "Answered")),
        (an_answer(Status.ANSWERED, 0.35), ("✓", "Answered")),
        (an_answer(Status.ANSWERED), ("✓", "Answered")),
        (an_answer(Status.ANSWERED, 0.34), ("◐", "Perhaps answered")),
        (an_answer(Status.PARTIAL, 0.2), ("◐", "Answered in part")),
        (an_answer(Status.NOT_FOUND, 0.2), ("○", "Not in these articles")),
        (an_answer(Status.ANSWERED, cites=False), ("·", "About the articles here")),
    ],
)
def test_the_status_says_how_far_it_is_answered(answer: Answer, said: tuple[str, str]) -> None:
    assert bylines.status(answer) == said
