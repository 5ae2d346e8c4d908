"""Questions of many clauses: sentences of several articles answer together what none does alone."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest

from rag import Rag
from rag.answering.clauses import has_many
from rag.retrieval.question import analyse
from rag.types import Answer, Status

CAPTAIN = (
    "Which captain of a coastal ferry refused to leave the quay in a storm, as reported by Coast "
    "Daily, and was, according to Lake Post, thanked in writing by the passengers who had shouted?"
)
FIRST = (
    "Considering the cranes of Holmport and the merger with Sundline in two articles, which word "
    "that is in the first article published by Coast Daily is in the title of the second too?"
)
ARTICLES = {
    "storm": """---
title: Waiting for the wind
source: Coast Daily
published: 2024-05-08
language: en
---

Brandvold refused to leave the quay in the storm, although passengers of the coastal ferry shouted.
The harbour master called it the only sensible choice of the day.
""",
    "thanks": """---
title: A letter to the bridge
source: Lake Post
published: 2024-05-10
language: en
---

The passengers who had shouted thanked Brandvold, captain of the ferry, in writing two days later.
Nils Brandvold has sailed the coast for thirty years.
""",
    "coast": """---
title: Harbour cranes stand still
source: Coast Daily
published: 2024-05-03
language: en
---

Veldra Marine shut down four harbour cranes in Holmport after inspectors found cracks in the steel.
The dock workers were sent home without pay, and their union called the closure reckless.
""",
    "lake": """---
title: A merger under watch
source: Lake Post
published: 2024-05-06
language: en
---

Regulators opened an inquiry into the merger of Veldra Marine with the ferry operator Sundline.
The competition authority fears higher freight prices on the northern route.
""",
    "north": """---
title: Bread gets dearer
source: North Wire
published: 2024-05-07
language: en
---

Bakers in the valley raised the price of bread by a tenth after a poor harvest of rye.
The millers hope for a better summer.
""",
}
WHICH = (
    "Which company shut down harbour cranes in Holmport after inspectors found cracks in the steel,"
    " as reported by Coast Daily, and faces an inquiry by regulators into its merger with a ferry "
    "operator, according to Lake Post?"
)
WHETHER = (
    "Does the Coast Daily article on harbour cranes in Holmport that were shut down over cracks in "
    "the steel name the same company as the Lake Post article on the inquiry by regulators into a "
    "merger with a ferry operator?"
)
UNTOLD = (
    "Which minister, as reported by Coast Daily, resigned over a leaked recording of a private "
    "dinner in Lisbon and was, according to Lake Post, replaced within two days by a former judge "
    "of the constitutional court?"
)


@pytest.fixture(scope="module")
def harbour(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Rag]:
    folder = tmp_path_factory.mktemp("harbour")
    for name, text in ARTICLES.items():
        (folder / f"{name}.md").write_text(text, encoding="utf-8")
    with Rag.open(folder / "index") as rag:
        rag.ingest(*(folder / f"{name}.md" for name in ARTICLES))
        yield rag


def sources(answer: Answer) -> set[str | None]:
    return {each.source for each in answer.citations}


def asked(rag: Rag, question: str) -> Answer:
    return rag.ask(question, asked_at=date(2024, 5, 20))


def test_each_clause_is_answered_by_its_own_article(harbour: Rag) -> None:
    answer = asked(harbour, WHICH)
    assert answer.status is not Status.NOT_FOUND
    assert {"Coast Daily", "Lake Post"} <= sources(answer)
    assert "Veldra Marine" in answer.text


def test_what_two_outlets_say_is_quoted_from_both_when_they_are_compared(harbour: Rag) -> None:
    answer = asked(harbour, WHETHER)
    assert answer.status is not Status.NOT_FOUND
    assert {"Coast Daily", "Lake Post"} <= sources(answer)


def test_every_sentence_is_an_exact_span(harbour: Rag) -> None:
    for cited in asked(harbour, WHICH).citations:
        text = harbour.article(cited.article_id, cited.revision).text
        assert text[cited.start : cited.end] == cited.quote


def test_many_clauses_on_what_no_article_tells_are_not_answered(harbour: Rag) -> None:
    answer = asked(harbour, UNTOLD)
    assert answer.status is Status.NOT_FOUND
    assert not answer.citations


def test_a_short_question_is_answered_by_one_sentence_as_before() -> None:
    assert has_many(analyse(WHICH))
    assert not has_many(analyse("Who shut down the cranes in Holmport?"))


def test_who_is_only_said_by_surname_is_named_in_full_too(harbour: Rag) -> None:
    answer = asked(harbour, CAPTAIN)
    assert answer.status is not Status.NOT_FOUND
    assert "Nils Brandvold" in answer.text
    assert {"Coast Daily", "Lake Post"} <= sources(answer)


def test_the_first_article_of_many_clauses_is_not_the_earliest_one_here(harbour: Rag) -> None:
    assert "earliest" not in asked(harbour, FIRST).text
    assert "earliest" in asked(harbour, "Which is the first article?").text


def test_a_long_sentence_has_many_clauses_whatever_its_words() -> None:
    assert has_many(analyse(f"{'of it and ' * 9} is that so?"))
