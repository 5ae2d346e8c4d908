"""What stands over and in place of quotes: who is heard, and what the records alone tell."""

from __future__ import annotations

import pytest

from page.doubles import answered, article, cited
from page.seeing import Seen
from rag import Rag
from rag.answering.citations import CitationList
from rag.page import words
from rag.page.answer import turn
from rag.page.talk import Exchange, Phase

HELD = article("Ovechko said one. He said two.", credits=("TASS",))


@pytest.mark.parametrize("question", ["How many articles are there?", "hello"])
def test_what_the_records_tell_is_no_quote(bay: Rag, question: str) -> None:
    answer = bay.ask(question)
    seen = Seen(turn(Exchange(question, phase=Phase.DONE, answer=answer)))
    assert "word for word" not in seen.text
    assert words.COUNTED in seen.text
    assert not {"blockquote", "h3"} & {name for name, _ in seen.elements}


@pytest.mark.parametrize(
    ("speaker", "heading"),
    [
        ("an account first carried by TASS", "An account first carried by TASS"),
        ("the ministry", "The ministry"),
        ("al-Jazeera", "al-Jazeera"),
        ("a", "a"),
    ],
)
def test_over_a_quote_stands_who_speaks_as_a_heading(speaker: str, heading: str) -> None:
    cites = CitationList()
    cited(cites, HELD, "Ovechko said one.", speaker)
    answer = answered("Who?", cites, (HELD,))
    shown = turn(Exchange("Who?", phase=Phase.DONE, answer=answer))
    assert f'<h3 class="who" dir="auto">{heading}</h3>' in shown
