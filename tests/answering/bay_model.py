"""What a model behind a scripted server says of the bay's articles, and what it is asked."""

from __future__ import annotations

import re
from typing import Any

from model_server.scripted import Messages, ScriptedServer

from rag import Rag
from rag.types import Answer, Done, Event, Failed, Found

WHY = "Why did the ferry crews stop work?"
TRUE = "Crews stopped work because their hours of rest had been cut"
WRONG = "About 9,999 passengers were left on the quay"


def asking(folder: str, server: ScriptedServer, **settings: Any) -> Rag:
    """A library whose model is behind that server."""
    given = {"llm": "openai:tiny", "llm_base_url": server.base_url} | settings
    return Rag.open(folder, **given)


def id_of(messages: Messages, words: str) -> str:
    """The id under which the prompt shows the sentence with these words."""
    lines = [line for each in messages for line in each["content"].splitlines() if words in line]
    found = re.search(r"\d+\.\d+", lines[0])
    assert found is not None
    return found.group()


def true_and_wrong(messages: Messages) -> str:
    """One sentence that holds and one that does not."""
    one = id_of(messages, "hours of rest had been cut")
    return f"{TRUE} [{one}]. {WRONG} [{one}]."


def true(messages: Messages) -> str:
    return f"{TRUE} [{id_of(messages, 'hours of rest had been cut')}]."


def ended(events: list[Event]) -> Answer:
    """The answer of a stream, after checking that it is one: passages first, one end."""
    assert isinstance(events[0], Found)
    ends = [event for event in events if isinstance(event, Done | Failed)]
    assert ends == events[-1:]
    assert isinstance(events[-1], Done | Failed)
    answer = events[-1].answer
    assert answer.passages == events[0].passages
    return answer


def spans_hold(rag: Rag, answer: Answer) -> bool:
    return all(
        rag.article(c.article_id, c.revision).text[c.start : c.end] == c.quote
        for c in answer.citations
    )
