"""A stream in which nothing is said for long says so, over real HTTP, and ends with its answer."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from e2e.serving import Served, wait_until
from rest_kit import BRIDGE

from rag import Rag
from rag.answering.models import Piece
from rag.rest import events
from rag.testing import ScriptedModel

COMMENT = ": still at it"
SENT = {
    "/v1/ask/stream": {"question": BRIDGE},
    "/v1/chat/completions": {
        "model": "byline",
        "messages": [{"role": "user", "content": BRIDGE}],
        "stream": True,
    },
}


class Thinking(ScriptedModel):
    """A model that says nothing until it is let."""

    def __init__(self, says: str) -> None:
        super().__init__(says)
        self.may_speak = threading.Event()

    def stream(self, messages: Any, *, max_tokens: int, temperature: float) -> Iterator[Piece]:
        self.may_speak.wait(20)
        yield from super().stream(messages, max_tokens=max_tokens, temperature=temperature)


@pytest.fixture
def model(monkeypatch: pytest.MonkeyPatch) -> Thinking:
    monkeypatch.setattr(events, "QUIET", 0.05)
    return Thinking("The bridge over the Tarrow is 420 metres long [1.1].")


@pytest.fixture
def address(rag: Rag, model: Thinking) -> Iterator[str]:
    with (
        Rag.open(settings=rag.settings, model=model) as written,
        Served(written, page=False) as served,
    ):
        yield served.address


@pytest.mark.parametrize("path", list(SENT))
def test_while_a_model_thinks_comments_go_out_and_none_after_the_answer(
    address: str, model: Thinking, path: str
) -> None:
    with httpx.stream("POST", f"{address}{path}", json=SENT[path], timeout=20) as answer:
        assert answer.status_code == 200
        lines = answer.iter_lines()
        heard: list[str] = []
        while heard.count(COMMENT) < 3:
            heard.append(next(lines))
        model.may_speak.set()
        rest = list(lines)
    said = [line for line in rest if line and line != COMMENT]
    assert said[-1] == "data: [DONE]" or '"status"' in said[-1]
    assert COMMENT not in rest[rest.index(said[-1]) :]


@pytest.mark.parametrize("path", list(SENT))
def test_who_hangs_up_while_a_model_thinks_ends_it(
    address: str, model: Thinking, path: str
) -> None:
    with httpx.stream("POST", f"{address}{path}", json=SENT[path], timeout=20) as answer:
        lines = answer.iter_lines()
        while next(lines) != COMMENT:
            pass
    assert model.closed == 0
    model.may_speak.set()
    wait_until(lambda: model.closed == 1)
    assert len(model.asked) == 1
