"""What is answered by two sentences side by side is quoted as one span, and only then."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from rag import Rag
from rag.types import Answer, Status

ARTICLES = {
    "talks": (
        "Harbour treaty signed after long talks",
        "Norway and Denmark signed the harbour treaty on Monday. Talks about the harbour treaty "
        "dragged on for nine years. One obstacle was the toll for foreign trawlers.\n"
        "The firm Maren & Sons left the harbour project. The firm said in May that it would leave.",
    ),
    "lighthouse": (
        "The lighthouse of Lindvik",
        "The lighthouse of Lindvik was built by the firm Holm. It has been repaired twice. The "
        "lamp of the lighthouse is one of the brightest. It consists of 14 prisms.",
    ),
}


@pytest.fixture(scope="module")
def rag(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Rag]:
    folder: Path = tmp_path_factory.mktemp("neighbours")
    for name, (title, text) in ARTICLES.items():
        (folder / f"{name}.md").write_text(f'---\ntitle: "{title}"\n---\n\n{text}\n', "utf-8")
    with Rag.open(folder / "index") as opened:
        opened.ingest(folder)
        yield opened


def ask(rag: Rag, question: str) -> Answer:
    return rag.ask(question)


def test_the_reason_in_the_next_sentence_comes_along(rag: Rag) -> None:
    answer = ask(rag, "Why did the talks about the harbour treaty drag on for nine years?")
    (quote,) = [c.quote for c in answer.citations if "obstacle" in c.quote]
    assert quote.startswith("Talks about the harbour treaty")


def test_a_sentence_that_only_says_the_question_over_gives_no_reason(rag: Rag) -> None:
    answer = ask(rag, "Why did the firm Maren & Sons leave the harbour project?")
    assert answer.status is Status.NOT_FOUND


def test_the_number_in_the_next_sentence_comes_along(rag: Rag) -> None:
    answer = ask(rag, "How many prisms does the lamp of the lighthouse have?")
    assert any("14 prisms" in c.quote for c in answer.citations)


def test_why_is_answered_by_what_befell_it_with_what_the_pronoun_means(tmp_path: Path) -> None:
    text = (
        "The trawler Maren Holm ran aground off Lindvik on Monday. Nobody was hurt.\n"
        "The trawler is 40 metres long. It was caught in strong winds off the cape. Divers are to "
        "look at its hull."
    )
    (tmp_path / "trawler.md").write_text(f"---\ntitle: Trawler aground\n---\n\n{text}\n", "utf-8")
    with Rag.open(tmp_path / "index") as rag:
        rag.ingest(tmp_path / "trawler.md")
        answer = ask(rag, "Why did the trawler run aground?")
    quotes = [citation.quote for citation in answer.citations]
    assert any("caught in strong winds" in quote and "trawler" in quote for quote in quotes)
    assert not any("ran aground" in quote for quote in quotes)
